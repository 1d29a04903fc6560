//! Results: what a measure finds, and how it explains itself.

use crate::facts::{Basis, Unit};
use crate::key::Key;
use crate::measure_id::MeasureId;
use crate::span::Span;
use crate::unit::closed_words;
use jiff::Timestamp;

closed_words! {
    /// The status of one duty of one unit, from best to worst as rule 12 orders them.
    Status {
        /// Bound by the clause's class or confirmed absence: does not apply.
        NotApplicable "not_applicable",
        /// Fulfilled by the measure's rule.
        Met "met",
        /// Begun, not whole.
        Partial "partial",
        /// No fact decides it.
        Unknown "unknown",
        /// A known failure.
        NotMet "not_met",
    }
}

/// Why a result is what it is: a stable code and both texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Stable code, dotted snake case.
    pub code: &'static str,
    /// Plain Vietnamese.
    pub vi: String,
    /// Plain English.
    pub en: String,
}

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bilingual {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// Both texts.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            vi: vi.into(),
            en: en.into(),
        }
    }
}

/// A number with the key it has in JSON.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// Key, snake case, unit last; `done`, `total`, `done_a` … are common to all RATIO measures.
    pub key: &'static str,
    /// The value.
    pub value: f64,
}

/// A row that proves something: the table and code of the fact, and its basis.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// Table.
    pub table: &'static str,
    /// Code of the row.
    pub code: Box<str>,
    /// Basis of the fact.
    pub basis: Basis,
    /// The source's file or title.
    pub source: Box<str>,
}

/// What one measure finds, before the rules common to all are applied.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Verdict {
    /// Status.
    pub status: Status,
    /// Weakest basis needed for it; `None` when no fact was needed or there is none.
    pub basis: Option<Basis>,
    /// Figures in printing order.
    pub figures: Vec<Figure>,
    /// Reasons, the deciding one first.
    pub reasons: Vec<Reason>,
    /// Evidence, at most [`Verdict::EVIDENCE_MAX`] rows.
    pub evidence: Vec<Evidence>,
    /// What to do next.
    pub next_step: Option<Bilingual>,
    /// How many things of the duty's kind were seen at all; a confirmed absence is accepted only at 0 (rule 11).
    pub seen: usize,
    /// About how many of them a fact is known; only while this is 0 may a statement, a confirmation of a provider or
    /// a closed return speak for the blank (rules 6, 7 and 10).
    pub known: usize,
}

impl Verdict {
    /// Rows of evidence kept in a verdict; the figures still count all.
    pub const EVIDENCE_MAX: usize = 20;

    /// A verdict with only a status and a reason.
    pub fn new(status: Status, basis: Option<Basis>, reason: impl Into<Reason>) -> Self {
        Self {
            status,
            basis,
            figures: Vec::new(),
            reasons: vec![reason.into()],
            evidence: Vec::new(),
            next_step: None,
            seen: 0,
            known: 0,
        }
    }

    /// "No fact decides it."
    pub fn unknown(reason: impl Into<Reason>) -> Self {
        Self::new(Status::Unknown, None, reason)
    }

    /// The same with one more figure.
    pub fn figure(mut self, key: &'static str, value: f64) -> Self {
        self.figures.push(Figure { key, value });
        self
    }

    /// The same with one more reason, after the others.
    pub fn because(mut self, reason: impl Into<Reason>) -> Self {
        self.reasons.push(reason.into());
        self
    }

    /// The same with the next step.
    pub fn next(mut self, vi: impl Into<String>, en: impl Into<String>) -> Self {
        self.next_step = Some(Bilingual::new(vi, en));
        self
    }

    /// The same with the number of things seen, a fact being known about each of them.
    pub fn seeing(mut self, seen: usize) -> Self {
        self.seen = seen;
        self.known = seen;
        self
    }

    /// The same with the number of seen things about which a fact is known, where that is not all of them:
    /// twenty machines of the register without one scan are seen, and nothing is known.
    pub fn knowing(mut self, known: usize) -> Self {
        self.known = known;
        self
    }

    /// The same with a fact as evidence.
    pub fn proven_by<T: crate::facts::FactRow>(mut self, fact: &crate::facts::Fact<T>) -> Self {
        self.note(fact);
        self
    }

    /// Keeps a fact as evidence.
    pub fn note<T: crate::facts::FactRow>(&mut self, fact: &crate::facts::Fact<T>) {
        let evidence = Evidence::of(fact);
        if self.evidence.len() < Self::EVIDENCE_MAX && !self.evidence.contains(&evidence) {
            self.evidence.push(evidence);
        }
    }

    /// The worse of two verdicts by rule 12; figures, reasons and evidence of both, the deciding one's first.
    /// The basis is that of the decider, or the weaker one when both have the same status.
    pub fn worst(self, other: Self) -> Self {
        let (mut decider, rest) = if other.status > self.status {
            (other, self)
        } else {
            (self, other)
        };
        if decider.status == rest.status {
            decider.basis = decider.basis.max(rest.basis);
        }
        decider.figures.extend(rest.figures);
        decider.reasons.extend(rest.reasons);
        decider.evidence.extend(rest.evidence);
        decider.evidence.truncate(Self::EVIDENCE_MAX);
        decider.seen += rest.seen;
        decider.known += rest.known;
        decider.next_step = decider.next_step.or(rest.next_step);
        decider
    }
}

impl Evidence {
    /// The evidence a fact is.
    pub fn of<T: crate::facts::FactRow>(fact: &crate::facts::Fact<T>) -> Self {
        let source = fact
            .provenance
            .file
            .as_ref()
            .or(fact.provenance.title.as_ref())
            .unwrap_or(&fact.provenance.code);
        Self {
            table: T::KIND.name(),
            code: fact.code.as_str().into(),
            basis: fact.basis(),
            source: source.clone(),
        }
    }
}

/// The result of one duty for one unit by one measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The unit judged.
    pub unit: Key<Unit>,
    /// The obligation's printed path.
    pub obligation: Box<str>,
    /// The measure.
    pub measure: MeasureId,
    /// Version of the measure's rule.
    pub version: u16,
    /// Status.
    pub status: Status,
    /// Weakest basis needed.
    pub basis: Option<Basis>,
    /// False while a duty of the window may still change by the window going on (rule 2).
    pub is_final: bool,
    /// The instant judged for.
    pub as_of: Timestamp,
    /// The window judged over.
    pub window: Span,
    /// The next instant at which time alone may change the result.
    pub changes_at: Option<Timestamp>,
    /// Whether the unit has given anything at all; else it is "chưa báo cáo" (rule 7).
    pub reported: bool,
    /// Figures in printing order.
    pub figures: Vec<Figure>,
    /// Reasons, the deciding one first.
    pub reasons: Vec<Reason>,
    /// Evidence.
    pub evidence: Vec<Evidence>,
    /// What to do next.
    pub next_step: Option<Bilingual>,
}

impl Judgement {
    /// The figure of this key.
    #[must_use]
    pub fn figure(&self, key: &str) -> Option<f64> {
        self.figures.iter().find(|f| f.key == key).map(|f| f.value)
    }

    /// Whether a reason of this code is among the reasons.
    #[must_use]
    pub fn has_reason(&self, code: &str) -> bool {
        self.reasons.iter().any(|r| r.code == code)
    }
}

/// Declares a measure's reasons: one enum with a stable code and both texts for each.
///
/// ```
/// domain::reasons! {
///     /// Why.
///     pub(crate) enum Why {
///         NoRoster "duty.no_roster" ("Chưa có bảng phân công trực", "no duty roster"),
///         Gap { minutes: i64 } "duty.gap" ("Trống ca {minutes} phút", "a gap of {minutes} minutes"),
///     }
/// }
/// let reason: domain::judgement::Reason = Why::Gap { minutes: 40 }.into();
/// assert_eq!(reason.vi, "Trống ca 40 phút");
/// ```
#[macro_export]
macro_rules! reasons {
    ($(#[$doc:meta])* $vis:vis enum $name:ident {
        $( $variant:ident $({ $($field:ident : $ty:ty),+ $(,)? })? $code:literal ($vi:literal, $en:literal) ),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        #[allow(missing_docs, reason = "the texts beside each variant say what it means")]
        $vis enum $name { $( $variant $({ $($field: $ty),+ })? ),+ }

        impl From<$name> for $crate::judgement::Reason {
            fn from(why: $name) -> Self {
                match why { $(
                    $name::$variant $({ $($field),+ })? => Self { code: $code, vi: format!($vi), en: format!($en) },
                )+ }
            }
        }
    };
}
