//! Who writes to whom, and how a directive is cited: drawn from the unit tree and the directive as printed.

use crate::Engine;
use crate::directives::InForce;
use crate::judging::Judged;
use domain::directive::Relation;
use domain::facts::{Fact, Unit};
use jiff::Timestamp;
use lang::Lang;
use letters::papers::{Letterhead, Signature};

impl Engine {
    /// The head and the end of a letter of this unit, dated in the year of the clock.
    pub(crate) fn letterhead(&self, judged: &Judged, unit: &Fact<Unit>) -> Letterhead {
        Letterhead {
            parent: parent(judged, unit).map(|p| p.name.to_string()),
            issuer: unit.name.to_string(),
            sign: abbreviation(&unit.name),
            archive: "CNTT".into(),
            place: place(&unit.name),
            year: self.clock.now().to_zoned(self.zone.clone()).year(),
            signature: signature(&unit.name),
            sample: self.sample,
        }
    }

    /// "21:30 ngày 08/02/2024".
    pub(crate) fn printed_moment(&self, at: Timestamp) -> String {
        let local = at.to_zoned(self.zone.clone());
        local.strftime("%H:%M ngày %d/%m/%Y").to_string()
    }

    /// "08/02/2024".
    pub(crate) fn printed_day(&self, at: Timestamp) -> String {
        let local = at.to_zoned(self.zone.clone());
        local.strftime("%d/%m/%Y").to_string()
    }

    /// The last day by which something due at `at` must be done: a due time is the first instant after it.
    pub(crate) fn printed_due(&self, at: Timestamp) -> String {
        let before = at.checked_sub(jiff::SignedDuration::from_nanos(1));
        self.printed_day(before.unwrap_or(at))
    }

    /// The watch: "từ 08/02/2024 đến 14/02/2024".
    pub(crate) fn watch_days(&self, in_force: &InForce) -> String {
        let window = in_force.mandate.window;
        format!(
            "từ {} đến {}",
            self.printed_day(window.from),
            self.printed_due(window.to)
        )
    }
}

/// The unit above.
pub(crate) fn parent<'a>(judged: &'a Judged, unit: &Fact<Unit>) -> Option<&'a Fact<Unit>> {
    let code = unit.parent.as_ref()?;
    judged.facts.unit(code.as_str())
}

/// "dịp Tết …" of a directive's watch, or nothing.
pub(crate) fn occasion_of(in_force: &InForce) -> String {
    let watch = in_force.directive.watch.as_ref();
    watch.map_or_else(String::new, |w| occasion(&w.name))
}

/// The upper tier: who issued the directive, or, for a unit's own directive, the unit above it, else the authority
/// whose document the directive carries out.
pub(crate) fn recipient(in_force: &InForce, parent: Option<&Fact<Unit>>, own: &str) -> String {
    let bare = |name: &str| {
        domain::text::fold(name.split(" (").next().unwrap_or(name))
            .replace("uy ban nhan dan", "ubnd")
    };
    let directive = &in_force.directive;
    let issuer = directive.issuer.as_ref().map(|i| i.name.clone());
    let implemented = || {
        let mut cited = directive.references.iter();
        cited
            .find(|r| r.relation == Relation::Implements)
            .and_then(|r| r.issuer.clone())
    };
    issuer
        .filter(|issuer| bare(issuer) != bare(own))
        .or_else(|| parent.map(|p| p.name.to_string()))
        .or_else(implemented)
        .unwrap_or_else(|| "Cơ quan cấp trên".into())
}

/// The directive as documents cite it first: type, number, date, issuer, subject; what is blank stays blank.
pub(crate) fn citation(in_force: &InForce) -> String {
    let d = &in_force.directive;
    let kind = lang::word(Lang::Vi, "kind", d.kind.as_str());
    let sign = d
        .sign
        .as_deref()
        .map(|s| format!(" số {}/{s}", d.number.as_deref().unwrap_or("…")))
        .unwrap_or_default();
    let date = d
        .date
        .map(|d| d.strftime(" ngày %d/%m/%Y").to_string())
        .unwrap_or_default();
    let issuer = d
        .issuer
        .as_ref()
        .map(|i| format!(" của {}", i.name))
        .unwrap_or_default();
    let subject = d
        .subject
        .as_deref()
        .map(|s| {
            format!(
                " về việc {}",
                uncapitalised(s.trim_start_matches("V/v").trim())
            )
        })
        .unwrap_or_default();
    format!("{kind}{sign}{date}{issuer}{subject}")
}

fn uncapitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// "dịp …" of a watch.
fn occasion(watch: &str) -> String {
    if watch.to_lowercase().starts_with("dịp") {
        watch.to_owned()
    } else {
        format!("dịp {watch}")
    }
}

/// "UBND phường Một" gives "UBND"; other names give their capitals.
fn abbreviation(name: &str) -> String {
    if name.starts_with("UBND") || name.starts_with("Ủy ban nhân dân") {
        return "UBND".into();
    }
    name.split_whitespace()
        .filter_map(|w| w.chars().next())
        .filter(|c| c.is_uppercase())
        .collect()
}

/// The place before the date: the name of the locality.
fn place(name: &str) -> String {
    const KINDS: &[&str] = &[
        "UBND",
        "thị xã",
        "thành phố",
        "phường",
        "xã",
        "tỉnh",
        "huyện",
        "thị trấn",
        "Ủy ban nhân dân",
    ];
    let mut rest = name.trim();
    while let Some(shorter) = KINDS.iter().find_map(|k| rest.strip_prefix(k)) {
        rest = shorter.trim_start();
    }
    rest.split(" (").next().unwrap_or(rest).to_owned()
}

fn signature(name: &str) -> Signature {
    if abbreviation(name) == "UBND" {
        return Signature {
            on_behalf: Some("TM. ỦY BAN NHÂN DÂN".into()),
            capacity: None,
            title: "CHỦ TỊCH".into(),
        };
    }
    Signature {
        on_behalf: None,
        capacity: None,
        title: "THỦ TRƯỞNG ĐƠN VỊ".into(),
    }
}
