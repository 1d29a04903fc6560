//! Where a fact comes from, and how well it is founded.

use super::words::SourceKind;
use crate::unit::closed_words;
use jiff::Timestamp;

closed_words! {
    /// How well a result is founded; `A` is best, the order is from best to worst.
    Basis {
        /// Seen by Khiên itself: probe, stream, check-in.
        A "A",
        /// An export of another system: hash, time of generation.
        B "B",
        /// A named person with a file.
        C "C",
        /// Word only; never more than "partial".
        D "D",
    }
}

/// The source of facts: what kind, which file, who.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Code of the source.
    pub code: Box<str>,
    /// What kind of source.
    pub kind: SourceKind,
    /// Title for people.
    pub title: Option<Box<str>>,
    /// The file it came in.
    pub file: Option<Box<str>>,
    /// SHA-256 of that file, lower-case hex.
    pub sha256: Option<Box<str>>,
    /// When the other system made the export.
    pub generated_at: Option<Timestamp>,
    /// First instant of the period the export covers.
    pub period_from: Option<Timestamp>,
    /// Last instant of that period.
    pub period_to: Option<Timestamp>,
    /// The named person.
    pub person: Option<Box<str>>,
}

impl Provenance {
    /// The basis by rule 6: an export needs its hash and time of generation, a statement a person
    /// and a file; what lacks them falls to the next lower basis it fulfils.
    #[must_use]
    pub fn basis(&self) -> Basis {
        let named = self.person.is_some() && self.file.is_some();
        match self.kind {
            SourceKind::Probe | SourceKind::Stream | SourceKind::CheckIn | SourceKind::Khien => {
                Basis::A
            }
            SourceKind::Export | SourceKind::Log
                if self.sha256.is_some() && self.generated_at.is_some() =>
            {
                Basis::B
            }
            SourceKind::Export | SourceKind::Log | SourceKind::Statement if named => Basis::C,
            SourceKind::Export | SourceKind::Log | SourceKind::Statement | SourceKind::Word => {
                Basis::D
            }
        }
    }

    /// Whether a person typed the facts, so that late entry counts (rule 9).
    #[must_use]
    pub fn is_hand_entered(&self) -> bool {
        matches!(self.kind, SourceKind::Statement | SourceKind::Word)
    }

    /// Whether the period of the export covers `[from, to]` (rule 8).
    #[must_use]
    pub fn covers(&self, from: Timestamp, to: Timestamp) -> bool {
        self.period_from.is_some_and(|f| f <= from) && self.period_to.is_some_and(|t| t >= to)
    }
}
