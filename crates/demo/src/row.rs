//! One row of a fact table, as the demo hands it over.

use domain::facts::{FactKind, FactRow, SourceKind, SourceRow};
use jiff::Timestamp;

/// One row of a fact table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The table.
    pub kind: FactKind,
    /// Natural key within the table.
    pub code: String,
    /// The unit it is about; `None` for shared rows and those recognised by their marks.
    pub unit: Option<String>,
    /// The source it comes from, for rows of the folder.
    pub source: Option<String>,
    /// When it happened.
    pub occurred_at: Option<Timestamp>,
    /// The cells in column order, canonical.
    pub cells: Vec<Option<String>>,
}

impl Row {
    /// The row that a typed fact is.
    pub(crate) fn of<T: FactRow>(code: impl Into<String>, unit: Option<&str>, fact: &T) -> Self {
        Self {
            kind: T::KIND,
            code: code.into(),
            unit: unit.map(str::to_owned),
            source: None,
            occurred_at: None,
            cells: fact.print(),
        }
    }

    /// The same row with the instant it happened.
    pub(crate) fn at(mut self, occurred_at: Timestamp) -> Self {
        self.occurred_at = Some(occurred_at);
        self
    }

    /// The same row from a source.
    pub(crate) fn from(mut self, source: &str) -> Self {
        self.source = Some(source.to_owned());
        self
    }
}

/// A source of this kind with a title marked as a sample; the rest is blank.
pub(crate) fn source(kind: SourceKind, title: &str) -> SourceRow {
    SourceRow {
        kind,
        title: Some(format!("{title} (mẫu)").into()),
        file: None,
        sha256: None,
        generated_at: None,
        period_from: None,
        period_to: None,
        rows: None,
        person: None,
        systems: Vec::new(),
        expected_every_minutes: None,
        positive_control_at: None,
    }
}
