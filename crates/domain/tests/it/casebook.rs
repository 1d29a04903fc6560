//! Tables of cases as plain text, so that anyone can read and extend them.
//!
//! A casebook is a file `NAME.cases` beside its measure:
//!
//! ```text
//! clause Phân công lực lượng trực giám sát 24/7
//!
//! == no roster at all
//! => unknown - duty.no_roster
//!
//! == the officer never checked in
//! as_of 2024-02-09T12:00:00+07:00
//! -- export
//! shifts s1 post=p1 person="Trực viên A" from="08/02/2024 00:00" to="15/02/2024 00:00"
//! => partial B duty.presence_unproven done=0
//! ```
//!
//! Before the first `==` stand defaults for all cases. Lines:
//! `clause TEXT` (the clause's words), `classes a;b` (whom it binds), `as_of T`, `received T`, `window DATE..DATE`,
//! `unit key=value …` (changes the unit's own row), `refs 1943/CATTT-NCSC;…`, `enclosure "TITLE" SIGN`,
//! `contact "NAME" PHONE`, `policy key=minutes|share|count`, `-- KIND [key=value …]` (source of the rows that follow:
//! probe, stream, checkin, khien, export, statement, word; keys `from`, `to` = period, `at` = generated or recorded),
//! `TABLE CODE key=value …` (a fact of unit U; `unit=X` for another, `unit=` for none; `at@=T` for `occurred_at`, `rec@=T` for
//! `recorded_at`), and the expectation `=> STATUS BASIS word…` where a word is a reason code that must be there, `!code` one that
//! must not, `key=number` a figure, `changes=T` the next instant of change (`changes=-` for none).

use domain::case::Setting;
use domain::clause::{Clause, ClauseWords};
use domain::directive::{Contact, Enclosure};
use domain::facts::{
    Basis, COMMON_COLUMNS, Cell, FactHead, FactKind, Facts, Provenance, SourceKind,
};
use domain::judge::judge;
use domain::judgement::{Judgement, Status};
use domain::key::Key;
use domain::mandate::Mandate;
use domain::measure::Measure;
use domain::pack::Pack;
use domain::policy::{Policy, Threshold};
use domain::unit::UnitClass;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// Runs every case of a casebook against its measure and reports all that fail together.
pub(crate) fn check(measure: &'static Measure, book: &str) {
    let mut failures = Vec::new();
    let mut cases = 0;
    let (defaults, rest) = book.split_once("\n==").map_or((book, ""), |(a, b)| (a, b));
    for case in rest.split("\n==") {
        let (name, body) = case.split_once('\n').unwrap_or((case, ""));
        let mut scene = Scene::new(measure);
        for line in defaults.lines().chain(body.lines()) {
            let line = line.trim();
            if let Some(expected) = line.strip_prefix("=>") {
                cases += 1;
                let result = scene.judge(measure);
                for problem in differences(&result, expected, &scene.zone) {
                    failures.push(format!(
                        "== {}: {problem}\n   got {} {:?} figures {:?}\n   reasons {:#?}",
                        name.trim(),
                        result.status,
                        result.basis,
                        result.figures,
                        result.reasons
                    ));
                }
            } else if !line.is_empty() && !line.starts_with('#') {
                scene.apply(line);
            }
        }
    }
    assert!(
        cases > 0,
        "the casebook of {} has no expectation",
        measure.id
    );
    assert!(
        failures.is_empty(),
        "{} of {cases} expectations of {} fail:\n{}",
        failures.len(),
        measure.id,
        failures.join("\n")
    );
}

/// Whether a casebook shows every status that the measure can have.
pub(crate) fn statuses(book: &str) -> Vec<Status> {
    let words = book
        .lines()
        .filter_map(|l| l.trim().strip_prefix("=>"))
        .filter_map(|l| l.split_whitespace().next());
    let mut seen: Vec<Status> = words.filter_map(Status::parse).collect();
    seen.sort_unstable();
    seen.dedup();
    seen
}

struct Scene {
    facts: Facts,
    unit_cells: Vec<(String, String)>,
    mandate: Mandate,
    policy: Policy,
    pack: Pack,
    zone: TimeZone,
    as_of: Timestamp,
    provenance: Arc<Provenance>,
    recorded_at: Option<Timestamp>,
    sources: usize,
}

impl Scene {
    fn new(measure: &Measure) -> Self {
        let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
        let window = Mandate::window_of_days(
            Date::constant(2024, 2, 8),
            Date::constant(2024, 2, 14),
            &zone,
        )
        .unwrap();
        let clause = Clause {
            id: "1.1".into(),
            text: "".into(),
            classes: vec![],
            measures: vec![measure.id],
            references: vec![],
            cves: vec![],
            products: vec![],
            due: None,
            words: ClauseWords::default(),
        };
        let mandate = Mandate {
            directive: "D".into(),
            date: None,
            received_at: instant("2024-01-10 08:00", &zone),
            window,
            clauses: vec![clause],
            enclosures: vec![],
            references: vec![],
            contacts: vec![],
        };
        let unit_cells = [
            ("name", "Đơn vị mẫu"),
            ("class", "commune"),
            ("head", "Người đứng đầu"),
            ("headcount", "20"),
            ("register_confirmed_at", "2024-02-01 08:00"),
            ("register_confirmed_by", "Người đứng đầu"),
        ];
        Self {
            facts: Facts::new(),
            unit_cells: unit_cells
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .to_vec(),
            mandate,
            policy: Policy::default(),
            pack: super::pack_2016(),
            as_of: instant("2024-02-09 12:00", &zone),
            provenance: Arc::new(source(
                SourceKind::Export,
                "default",
                instant("2024-02-09 06:00", &zone),
                None,
            )),
            recorded_at: None,
            sources: 0,
            zone,
        }
    }

    fn apply(&mut self, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "clause" => {
                let clause = self.mandate.clauses.first_mut().unwrap();
                clause.text = rest.into();
                clause.words = ClauseWords::of(rest);
            }
            "classes" => {
                self.mandate.clauses.first_mut().unwrap().classes = rest
                    .split(';')
                    .map(|w| UnitClass::parse(w.trim()).unwrap())
                    .collect()
            }
            "refs" => {
                self.mandate.clauses.first_mut().unwrap().references =
                    rest.split(';').map(str::to_owned).collect()
            }
            "products" => {
                self.mandate.clauses.first_mut().unwrap().products =
                    rest.split(';').map(str::to_owned).collect()
            }
            "cves" => {
                self.mandate.clauses.first_mut().unwrap().cves =
                    rest.split(';').map(str::to_owned).collect()
            }
            "as_of" => self.as_of = instant(rest, &self.zone),
            "received" => self.mandate.received_at = instant(rest, &self.zone),
            "window" => {
                let (from, to) = rest.split_once("..").unwrap();
                self.mandate.window =
                    Mandate::window_of_days(from.parse().unwrap(), to.parse().unwrap(), &self.zone)
                        .unwrap();
            }
            "unit" => {
                for (key, value) in pairs(rest) {
                    self.unit_cells.retain(|(k, _)| *k != key);
                    self.unit_cells.push((key, value));
                }
            }
            "enclosure" => {
                let words = words(rest);
                self.mandate.enclosures.push(Enclosure {
                    title: words[0].clone(),
                    sign: words.get(1).cloned(),
                });
            }
            "contact" => {
                let words = words(rest);
                self.mandate.contacts.push(Contact {
                    name: words[0].clone(),
                    phones: words[1..].to_vec(),
                    emails: vec![],
                });
            }
            "policy" => {
                for (key, value) in pairs(rest) {
                    let number: f64 = value.parse().unwrap();
                    let candidates = [
                        Threshold::Span(SignedDuration::from_secs_f64(number * 60.0)),
                        Threshold::Share(number),
                        Threshold::Count(value.parse().unwrap_or_default()),
                    ];
                    assert!(
                        candidates.into_iter().any(|t| self.policy.set(&key, t)),
                        "no policy {key}"
                    );
                }
            }
            "--" => self.open_source(rest),
            table => self.put(table, rest),
        }
    }

    fn open_source(&mut self, rest: &str) {
        let (kind, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        self.sources += 1;
        let keys = pairs(rest);
        let of = |key: &str| {
            keys.iter()
                .find(|(k, _)| k == key)
                .map(|(_, v)| instant(v, &self.zone))
        };
        let at = of("at").unwrap_or_else(|| instant("2024-02-09 06:00", &self.zone));
        let period = of("from").zip(of("to"));
        let kind = SourceKind::parse(kind).unwrap_or_else(|| panic!("no source kind {kind}"));
        self.recorded_at = of("at");
        self.provenance = Arc::new(source(
            kind,
            &format!("source-{}", self.sources),
            at,
            period,
        ));
    }

    fn put(&mut self, table: &str, rest: &str) {
        let kind = FactKind::parse(table).unwrap_or_else(|| panic!("no table {table}"));
        let (code, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let mut head = FactHead {
            code: code.into(),
            unit: Some(Key::new("U")),
            provenance: Arc::clone(&self.provenance),
            occurred_at: None,
            recorded_at: self
                .recorded_at
                .unwrap_or_else(|| self.as_of.min(instant("2024-02-09 06:00", &self.zone))),
        };
        let mut cells: Vec<Option<String>> = vec![None; kind.columns().len()];
        for (key, value) in pairs(rest) {
            match key.as_str() {
                "unit" => head.unit = (!value.is_empty()).then(|| Key::new(&value)),
                "at@" => head.occurred_at = Some(instant(&value, &self.zone)),
                "rec@" => head.recorded_at = instant(&value, &self.zone),
                key => {
                    let at = kind
                        .columns()
                        .iter()
                        .position(|c| c.name == key)
                        .unwrap_or_else(|| {
                            panic!(
                                "{table} has no column {key}; it has {:?}",
                                kind.columns().iter().map(|c| c.name).collect::<Vec<_>>()
                            )
                        });
                    cells[at] = Some(value);
                }
            }
        }
        self.facts.retract(kind, code);
        put(&mut self.facts, kind, head, &cells, &self.zone);
    }

    fn judge(&mut self, measure: &'static Measure) -> Judgement {
        let kind = FactKind::Unit;
        let mut cells: Vec<Option<String>> = vec![None; kind.columns().len()];
        for (key, value) in &self.unit_cells {
            let at = kind
                .columns()
                .iter()
                .position(|c| c.name == key)
                .unwrap_or_else(|| panic!("units has no column {key}"));
            cells[at] = Some(value.clone());
        }
        self.facts.retract(kind, "U");
        let head = FactHead {
            code: "U".into(),
            unit: Some(Key::new("U")),
            provenance: Arc::new(source(SourceKind::Export, "units", self.as_of, None)),
            occurred_at: None,
            recorded_at: self.as_of,
        };
        put(&mut self.facts, kind, head, &cells, &self.zone);
        let setting = Setting {
            facts: &self.facts,
            mandate: &self.mandate,
            policy: &self.policy,
            pack: &self.pack,
            zone: &self.zone,
            as_of: self.as_of,
        };
        let unit = self.facts.unit("U").unwrap();
        let result = judge(&setting, unit, &self.mandate.clauses[0], measure);
        let again = judge(&setting, unit, &self.mandate.clauses[0], measure);
        assert_eq!(result, again, "judging is deterministic");
        result
    }
}

fn put(
    facts: &mut Facts,
    kind: FactKind,
    head: FactHead,
    cells: &[Option<String>],
    zone: &TimeZone,
) {
    let code = Arc::clone(&head.code);
    let cells: Vec<Option<&str>> = cells.iter().map(Option::as_deref).collect();
    facts
        .put(kind, head, &cells, zone)
        .unwrap_or_else(|problems| {
            let named: Vec<_> = problems
                .iter()
                .map(|p| (kind.columns()[p.column].name, p.missing))
                .collect();
            panic!("{} {code}: {named:?}", kind.name())
        });
    assert!(COMMON_COLUMNS.len() == 5);
}

fn source(
    kind: SourceKind,
    code: &str,
    at: Timestamp,
    period: Option<(Timestamp, Timestamp)>,
) -> Provenance {
    let person =
        matches!(kind, SourceKind::Statement | SourceKind::Word).then(|| "Người khai".into());
    Provenance {
        code: code.into(),
        kind,
        title: None,
        file: (kind != SourceKind::Word).then(|| format!("{code}.csv").into()),
        sha256: Some("0".repeat(64).into()),
        generated_at: Some(at),
        period_from: period.map(|p| p.0),
        period_to: period.map(|p| p.1),
        person,
    }
}

fn differences(result: &Judgement, expected: &str, zone: &TimeZone) -> Vec<String> {
    let mut words = expected.split_whitespace();
    let mut wrong = Vec::new();
    let status =
        Status::parse(words.next().unwrap()).unwrap_or_else(|| panic!("no status in {expected}"));
    if result.status != status {
        wrong.push(format!("expected {status}"));
    }
    let basis = words.next().unwrap_or("-");
    if result.basis != Basis::parse(basis) && basis != "*" {
        wrong.push(format!("expected basis {basis}"));
    }
    for word in words {
        if let Some(code) = word.strip_prefix('!') {
            if result.has_reason(code) {
                wrong.push(format!("reason {code} must not be given"));
            }
        } else if let Some(at) = word.strip_prefix("changes=") {
            let at = (at != "-").then(|| instant(at, zone));
            if result.changes_at != at {
                wrong.push(format!(
                    "expected a change at {at:?}, got {:?}",
                    result.changes_at
                ));
            }
        } else if let Some((key, value)) = word.split_once('=') {
            if result.figure(key) != Some(value.parse().unwrap()) {
                wrong.push(format!(
                    "expected figure {key}={value}, got {:?}",
                    result.figure(key)
                ));
            }
        } else if !result.has_reason(word) {
            wrong.push(format!("expected reason {word}"));
        }
    }
    wrong
}

fn instant(text: &str, zone: &TimeZone) -> Timestamp {
    <Timestamp as Cell>::parse(text.trim(), zone).unwrap_or_else(|| panic!("no instant: {text}"))
}

/// Words parted by blanks; double quotes keep blanks.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quoted, mut any) = (String::new(), false, false);
    for c in text.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                any = true;
            }
            ' ' if !quoted => {
                if any {
                    words.push(core::mem::take(&mut word));
                }
                any = false;
            }
            c => {
                word.push(c);
                any = true;
            }
        }
    }
    if any {
        words.push(word);
    }
    words
}

fn pairs(text: &str) -> Vec<(String, String)> {
    words(text)
        .into_iter()
        .map(|w| {
            w.split_once('=')
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .unwrap_or_else(|| panic!("{w} is no key=value"))
        })
        .collect()
}
