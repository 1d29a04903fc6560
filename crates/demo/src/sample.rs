//! The rows of a sample organisation while they are made.

use crate::random::Random;
use crate::row::Row;
use domain::facts::FactRow;
use jiff::Timestamp;

/// The rows made so far.
pub(crate) struct Sample {
    /// The instant the sample is made for.
    pub(crate) as_of: Timestamp,
    /// The seeded generator.
    pub(crate) random: Random,
    /// All rows.
    pub(crate) rows: Vec<Row>,
}

impl Sample {
    /// No rows yet.
    pub(crate) fn new(as_of: Timestamp, random: Random) -> Self {
        Self {
            as_of,
            random,
            rows: Vec::new(),
        }
    }

    /// Puts a typed row in.
    pub(crate) fn put<T: FactRow>(
        &mut self,
        code: impl Into<String>,
        unit: Option<&str>,
        source: &str,
        fact: &T,
    ) {
        self.rows.push(Row::of(code, unit, fact).from(source));
    }

    /// Puts a typed row in with the instant it happened.
    pub(crate) fn put_at<T: FactRow>(
        &mut self,
        code: impl Into<String>,
        unit: Option<&str>,
        source: &str,
        at: Timestamp,
        fact: &T,
    ) {
        self.rows
            .push(Row::of(code, unit, fact).from(source).at(at));
    }
}
