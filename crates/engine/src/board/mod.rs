//! The board: what the duty officer sees first. When is it, who is on duty, how
//! far is each duty, what has to be done now.
//!
//! Pure over results that are already held: nothing is judged or loaded here,
//! so that a board of 3,400 units is one walk over its results. What words and
//! colours it gets is the page's business.

mod duty;
mod matrix;

pub use duty::{OnDuty, Roster};
pub(crate) use duty::{next, on_duty};
pub use matrix::{Cell, Column, Counts, Matrix, Row};

use crate::directives::InForce;
use domain::facts::{Facts, Unit};
use domain::judgement::Judgement;
use domain::key::Key;
use domain::urgency::most_urgent;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Units shown at once; the others are a page or a parent away (brief, "heat matrix").
pub const ROWS_MAX: usize = 40;

/// Actions shown at once.
pub const URGENT_MAX: usize = 5;

/// Results as held, and the instant they are shown for.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// The directive.
    pub in_force: &'a InForce,
    /// The facts judged.
    pub facts: &'a Facts,
    /// All results, in the order of units, clauses and measures.
    pub judgements: &'a [Judgement],
    /// The instant they were judged for.
    pub as_of: Timestamp,
}

/// Which part of the board is asked for.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Only these units; `None` is all of them. A board never shows a unit outside the asker's subtree.
    pub scope: Option<BTreeSet<Key<Unit>>>,
    /// Only units below this one, itself included.
    pub under: Option<Key<Unit>>,
    /// Which page of rows, from 0.
    pub page: usize,
    /// Rows of a page; [`ROWS_MAX`] without it, and never more.
    pub rows: Option<usize>,
}

/// The board of one directive.
#[derive(Debug)]
pub struct Board<'a> {
    /// Duty rows now.
    pub roster: Roster<'a>,
    /// Units × duties.
    pub matrix: Matrix<'a>,
    /// What a person should do first, most urgent first.
    pub urgent: Vec<&'a Judgement>,
    /// Units in sight that have not reported ("chưa báo cáo"), apart from "chưa rõ".
    pub not_reported: Vec<Key<Unit>>,
    /// Results in sight that still need work.
    pub open: usize,
}

impl<'a> Board<'a> {
    /// The board of what is held.
    #[must_use]
    pub fn of(held: &Held<'a>, part: &Part) -> Self {
        let walk = matrix::walk(held, part);
        Self {
            roster: Roster::of(held, &walk.seen),
            open: walk.open.len(),
            urgent: most_urgent(walk.open, URGENT_MAX),
            not_reported: walk.silent,
            matrix: Matrix::of(held, walk.seen, part),
        }
    }
}
