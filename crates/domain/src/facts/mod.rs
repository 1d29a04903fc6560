//! Facts: what is known, from where, since when.
//!
//! The tables are declared once, in `tables.rs`; `state.rs` holds the newest
//! state of all facts for judging; history lives in the store.

mod cell;
mod contracts;
mod macros;
mod provenance;
mod state;
mod tables;
mod words;

pub use cell::{Cell, Form};
pub use provenance::{Basis, Provenance};
pub use state::Facts;
pub use tables::*;
pub use words::*;

use crate::key::Key;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// A row type of one fact table.
pub trait FactRow: Sized {
    /// Its table.
    const KIND: FactKind;
    /// The rows of this table among a unit's facts.
    fn of(facts: &UnitFacts) -> &[Fact<Self>];
    /// The same, to change.
    fn of_mut(facts: &mut UnitFacts) -> &mut Vec<Fact<Self>>;
    /// A row from its cells in column order.
    ///
    /// # Errors
    /// Every cell that is missing or not of its column's form.
    fn parse(cells: &[Option<&str>], zone: &TimeZone) -> Result<Self, Vec<CellProblem>>;
    /// The canonical cells in column order.
    fn print(&self) -> Vec<Option<String>>;
}

/// One column of a fact table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name in files.
    pub name: &'static str,
    /// Whether it must be filled.
    pub required: bool,
    /// What it expects.
    pub form: Form,
    /// Vietnamese header.
    pub vi: &'static str,
    /// English header.
    pub en: &'static str,
    /// Further headers that mean this column.
    pub synonyms: &'static [&'static str],
}

/// The columns every table has besides its own.
pub const COMMON_COLUMNS: &[Column] = &[
    Column {
        name: "code",
        required: true,
        form: Form::Code,
        vi: "Mã",
        en: "Code",
        synonyms: &["id", "stt"],
    },
    Column {
        name: "unit",
        required: false,
        form: Form::Code,
        vi: "Mã đơn vị",
        en: "Unit",
        synonyms: &["don vi"],
    },
    Column {
        name: "source",
        required: false,
        form: Form::Code,
        vi: "Mã nguồn",
        en: "Source",
        synonyms: &["nguon"],
    },
    Column {
        name: "occurred_at",
        required: false,
        form: Form::Instant,
        vi: "Xảy ra lúc",
        en: "Occurred at",
        synonyms: &[],
    },
    Column {
        name: "recorded_at",
        required: false,
        form: Form::Instant,
        vi: "Ghi nhận lúc",
        en: "Recorded at",
        synonyms: &[],
    },
];

/// A cell that could not be read: its column's position and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellProblem {
    /// Position among the table's own columns, from 0.
    pub column: usize,
    /// Whether the cell is blank though it must not be; else it is malformed.
    pub missing: bool,
}

/// What every fact has besides its row: which unit it is about, from where, when.
#[derive(Debug, Clone)]
pub struct FactHead {
    /// Natural key within the table.
    pub code: Arc<str>,
    /// The unit it is about; `None` for facts shared by all.
    pub unit: Option<Key<Unit>>,
    /// Where it comes from.
    pub provenance: Arc<Provenance>,
    /// When it happened, if the source says so.
    pub occurred_at: Option<Timestamp>,
    /// When Khiên came to know it.
    pub recorded_at: Timestamp,
}

/// One fact: the newest row of its code.
#[derive(Debug, Clone)]
pub struct Fact<T> {
    /// Natural key within the table.
    pub code: Key<T>,
    /// The unit it is about; `None` for facts shared by all.
    pub unit: Option<Key<Unit>>,
    /// Where it comes from.
    pub provenance: Arc<Provenance>,
    /// When it happened, if the source says so.
    pub occurred_at: Option<Timestamp>,
    /// When Khiên came to know it.
    pub recorded_at: Timestamp,
    /// The row itself.
    pub row: T,
}

impl<T> Fact<T> {
    /// How well the fact is founded; a hand-entered fact recorded more than a day late is at most C
    /// (rule 9 of the measures, "nhập sau").
    #[must_use]
    pub fn basis(&self) -> Basis {
        let basis = self.provenance.basis();
        if self.is_late() {
            basis.max(Basis::C)
        } else {
            basis
        }
    }

    /// Whether it was entered by hand more than a day after it happened ("nhập sau").
    #[must_use]
    pub fn is_late(&self) -> bool {
        const DAY_SECONDS: i64 = 86_400;
        self.provenance.is_hand_entered()
            && self
                .occurred_at
                .is_some_and(|at| self.recorded_at.as_second() - at.as_second() > DAY_SECONDS)
    }
}

impl<T> core::ops::Deref for Fact<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.row
    }
}

/// Reads the cells of one row in column order.
pub(crate) struct RowReader<'a> {
    cells: &'a [Option<&'a str>],
    zone: &'a TimeZone,
    column: usize,
    pub(crate) problems: Vec<CellProblem>,
}

impl<'a> RowReader<'a> {
    pub(crate) fn new(cells: &'a [Option<&'a str>], zone: &'a TimeZone) -> Self {
        Self {
            cells,
            zone,
            column: 0,
            problems: Vec::new(),
        }
    }

    pub(crate) fn read<T: Cell>(&mut self) -> Option<T> {
        let column = self.column;
        self.column += 1;
        let text = self
            .cells
            .get(column)
            .copied()
            .flatten()
            .map_or("", str::trim);
        if text.is_empty() && T::REQUIRED {
            self.problems.push(CellProblem {
                column,
                missing: true,
            });
            return None;
        }
        let value = T::parse(text, self.zone);
        if value.is_none() {
            self.problems.push(CellProblem {
                column,
                missing: false,
            });
        }
        value
    }
}

pub(crate) fn put_row<T>(rows: &mut Vec<Fact<T>>, head: FactHead, row: T) {
    let fact = Fact {
        code: Key::new(&head.code),
        unit: head.unit,
        provenance: head.provenance,
        occurred_at: head.occurred_at,
        recorded_at: head.recorded_at,
        row,
    };
    rows.push(fact);
}
