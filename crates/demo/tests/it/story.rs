//! The stories the demo tells, judged: what is wrong on purpose shows, and one changed fact changes what depends on it.

use crate::folder::{as_of, tables};
use demo::Row;
use domain::case::Setting;
use domain::facts::{
    Basis, Cell as _, FactHead, FactKind, FactRow as _, Facts, Provenance, SourceKind, SourceRow,
};
use domain::judge::judge_all;
use domain::judgement::{Judgement, Status};
use domain::key::Key;
use domain::mandate::Mandate;
use domain::measure_id::MeasureId;
use domain::pack::Pack;
use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn zone() -> TimeZone {
    TimeZone::get("Asia/Ho_Chi_Minh").unwrap()
}

fn pack() -> Pack {
    wire::pack::builtin_packs()
        .unwrap()
        .in_force(date(2024, 1, 5))
        .unwrap()
        .clone()
}

fn provenance(code: &str, row: &SourceRow) -> Arc<Provenance> {
    let is_file = matches!(row.kind, SourceKind::Export | SourceKind::Log);
    Arc::new(Provenance {
        code: code.into(),
        kind: row.kind,
        title: row.title.clone(),
        file: row.file.clone(),
        sha256: is_file.then(|| "00".repeat(32).into()),
        generated_at: row.generated_at,
        period_from: row.period_from,
        period_to: row.period_to,
        person: row.person.clone(),
    })
}

/// What is known at the demo's moment: the folder, imported two hours before, and the history.
struct Known(Facts);

impl Known {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        demo::write(dir.path(), demo::SEED, as_of(), &[]).unwrap();
        let tables = tables(dir.path());
        let mut sources = BTreeMap::new();
        for row in tables
            .iter()
            .filter(|t| t.kind == FactKind::SourceRow)
            .flat_map(|t| &t.rows)
        {
            let cells: Vec<Option<&str>> = row.cells.iter().map(Option::as_deref).collect();
            let source = SourceRow::parse(&cells, &zone()).unwrap();
            sources.insert(row.code.clone(), provenance(&row.code, &source));
        }
        let mut known = Self(Facts::new());
        for table in &tables {
            for row in &table.rows {
                let own = row.source.as_ref().unwrap_or(&row.code);
                let source = sources.get(own).expect("a source for each row").clone();
                let unit = row
                    .unit
                    .clone()
                    .or_else(|| console_unit(table.kind, &row.cells));
                known.put(
                    table.kind,
                    &row.code,
                    unit.as_deref(),
                    source,
                    row.occurred_at,
                    as_of(),
                    &row.cells,
                );
            }
        }
        for seen in demo::history(as_of()) {
            known.seen(seen.kind, seen.at, &seen.rows);
        }
        known
    }

    fn seen(&mut self, kind: SourceKind, at: Timestamp, rows: &[Row]) {
        let mut source = Provenance {
            code: "khien".into(),
            kind,
            title: None,
            file: None,
            sha256: None,
            generated_at: Some(at),
            period_from: None,
            period_to: None,
            person: None,
        };
        source.sha256 = matches!(kind, SourceKind::Export).then(|| "11".repeat(32).into());
        let source = Arc::new(source);
        for row in rows {
            self.put(
                row.kind,
                &row.code,
                row.unit.as_deref(),
                Arc::clone(&source),
                row.occurred_at,
                at,
                &row.cells,
            );
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a row is what it is")]
    fn put(
        &mut self,
        kind: FactKind,
        code: &str,
        unit: Option<&str>,
        provenance: Arc<Provenance>,
        occurred_at: Option<Timestamp>,
        recorded_at: Timestamp,
        cells: &[Option<String>],
    ) {
        let cells: Vec<Option<&str>> = cells.iter().map(Option::as_deref).collect();
        self.0.retract(kind, code);
        let head = FactHead {
            code: code.into(),
            unit: unit.map(Key::new),
            provenance,
            occurred_at,
            recorded_at,
        };
        self.0.put(kind, head, &cells, &zone()).unwrap();
    }

    fn judged(&self) -> Vec<Judgement> {
        let (pack, zone) = (pack(), zone());
        let policy = domain::policy::Policy::default();
        let window = Mandate::window_of_days(date(2024, 2, 8), date(2024, 2, 14), &zone).unwrap();
        let received = Timestamp::parse(demo::RECEIVED_AT, &zone).unwrap();
        let mut all = Vec::new();
        for (number, letter) in crate::letters::read().iter().enumerate() {
            let mandate = Mandate::new(&number.to_string(), letter, received, window);
            let setting = Setting {
                facts: &self.0,
                mandate: &mandate,
                policy: &policy,
                pack: &pack,
                zone: &zone,
                as_of: as_of(),
            };
            all.extend(judge_all(&setting).into_iter().map(|mut j| {
                j.obligation = format!("{number}:{}", j.obligation).into();
                j
            }));
        }
        all
    }
}

/// The provincial console's rows say whose they are by their group.
fn console_unit(kind: FactKind, cells: &[Option<String>]) -> Option<String> {
    let group = cells
        .get(2)
        .cloned()
        .flatten()
        .filter(|_| kind == FactKind::AvHost)?;
    group.rsplit('/').next().map(str::to_owned)
}

fn status(judged: &[Judgement], unit: &str, measure: MeasureId) -> Vec<Status> {
    let of = judged
        .iter()
        .filter(|j| j.unit.as_str() == unit && j.measure == measure);
    of.map(|j| j.status)
        .filter(|s| *s != Status::NotApplicable)
        .collect()
}

/// Unit and measure of every result that a few more facts change.
fn changed_by(kind: SourceKind, rows: &[Row]) -> BTreeSet<(String, &'static str)> {
    let mut known = Known::new();
    let before = known.judged();
    known.seen(kind, as_of(), rows);
    let after = known.judged();
    let both = before.iter().zip(&after);
    both.filter(|(a, b)| a.status != b.status)
        .map(|(a, _)| (a.unit.to_string(), a.measure.as_str()))
        .collect()
}

#[test]
fn what_is_wrong_on_purpose_shows() {
    let judged = Known::new().judged();
    let is = |unit, measure, wanted: Status| {
        let found = status(&judged, unit, measure);
        assert!(
            !found.is_empty() && found.iter().all(|s| *s == wanted),
            "{unit} {measure}: {found:?}"
        );
    };
    is("TX", MeasureId::DutyRoster, Status::NotMet);
    is("TCKH", MeasureId::MalwareRemove, Status::NotMet);
    is("TCKH", MeasureId::WatchAntimalware, Status::NotMet);
    is("PMT", MeasureId::PortalCheck, Status::NotMet);
    is("VTM", MeasureId::AuthorityOrders, Status::NotMet);
    is("XLA", MeasureId::DutyRoster, Status::Unknown);
    is("GDDT", MeasureId::DutyRoster, Status::Met);
    is("GDDT", MeasureId::BotnetPriorityCheck, Status::Met);
}

#[test]
fn results_are_a_believable_mix_on_more_than_word() {
    let judged = Known::new().judged();
    let bound: Vec<&Judgement> = judged
        .iter()
        .filter(|j| j.status != Status::NotApplicable)
        .collect();
    let met = bound.iter().filter(|j| j.status == Status::Met).count();
    let share = met * 100 / bound.len();
    assert!(
        (45..=72).contains(&share),
        "{share} % of {} are met",
        bound.len()
    );
    let machine: BTreeSet<&str> = bound
        .iter()
        .filter(|j| j.basis.is_some_and(|b| b <= Basis::B))
        .map(|j| j.measure.as_str())
        .collect();
    assert!(machine.len() >= 8, "{machine:?}");
    let judged_measures: BTreeSet<&str> = bound.iter().map(|j| j.measure.as_str()).collect();
    assert_eq!(
        judged_measures.len(),
        MeasureId::ALL.len(),
        "{judged_measures:?}"
    );
}

#[test]
fn one_changed_fact_changes_only_what_depends_on_it() {
    let pairs = |list: &[(&str, &'static str)]| -> BTreeSet<(String, &'static str)> {
        list.iter()
            .map(|(unit, measure)| ((*unit).to_owned(), *measure))
            .collect()
    };
    let filled = changed_by(SourceKind::Export, &demo::fill_roster_gap(as_of()));
    assert!(
        filled.contains(&("TX".to_owned(), "duty.roster_24x7")),
        "{filled:?}"
    );
    assert!(filled.iter().all(|(unit, _)| unit == "TX"), "{filled:?}");
    let zero = changed_by(SourceKind::Stream, &demo::prove_zero(as_of()));
    assert!(
        zero.contains(&("XTR".to_owned(), "botnet.priority_check")),
        "{zero:?}"
    );
    assert!(zero.iter().all(|(unit, _)| unit == "XTR"), "{zero:?}");
    let published = changed_by(
        SourceKind::Probe,
        &demo::publish_text(as_of(), "https://trang-pmd.example.com/van-ban/x"),
    );
    assert_eq!(published, pairs(&[("PMD", "portal.publish_fulltext")]));
    let cleaned = changed_by(SourceKind::Export, &demo::clean_listed_machine(as_of()));
    assert!(
        cleaned.contains(&("TCKH".to_owned(), "malware.remove")),
        "{cleaned:?}"
    );
    assert!(
        cleaned.iter().all(|(unit, _)| unit == "TCKH"),
        "{cleaned:?}"
    );
}

#[test]
fn history_is_in_order_and_ends_at_the_moment() {
    let history = demo::history(as_of());
    assert!(history.len() > 100, "{}", history.len());
    assert!(history.windows(2).all(|pair| pair[0].at <= pair[1].at));
    assert!(history.iter().all(|seen| seen.at <= as_of()));
    let mut codes = BTreeSet::new();
    for row in history.iter().flat_map(|seen| &seen.rows) {
        assert!(
            codes.insert((row.kind, row.code.clone())),
            "{:?} {} twice",
            row.kind,
            row.code
        );
    }
}
