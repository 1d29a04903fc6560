//! Rules over several events: counts, sums and orders of matches in a span of
//! event time (Sigma correlation rules specification 2.1).

pub(super) mod read;

use super::rule::Meta;

/// A correlation as it was written.
#[derive(Debug, Clone)]
pub(super) struct Correlation {
    pub(super) meta: Meta,
    pub(super) kind: Kind,
    /// Ids or names of the rules it looks at, in order.
    pub(super) rules: Vec<String>,
    pub(super) group_by: Vec<String>,
    /// Alias → rule name → field.
    pub(super) aliases: Vec<(String, Vec<(String, String)>)>,
    /// Span in seconds.
    pub(super) timespan_s: u64,
    pub(super) condition: Bounds,
    /// Rules it looks at are also reported by themselves.
    pub(super) generate: bool,
    /// Line of the reference to the rules, for messages.
    pub(super) rules_line: u32,
}

/// What is counted.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Matches.
    EventCount,
    /// Distinct values of these fields together.
    ValueCount(Vec<String>),
    /// Different rules that matched, in any order.
    Temporal,
    /// Different rules that matched, in the order of the list.
    TemporalOrdered,
    /// Sum of a field.
    ValueSum(String),
    /// Mean of a field.
    ValueAverage(String),
    /// Value of a field below which this percentage of the values lies.
    ValuePercentile(String, f64),
}

/// What a figure is compared with; all must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Bounds(pub(super) Vec<(Bound, f64)>);

/// One comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    Equal,
    NotEqual,
}

impl Bounds {
    /// Whether a figure meets all bounds.
    pub(super) fn hold(&self, figure: f64) -> bool {
        self.0.iter().all(|(bound, limit)| match bound {
            Bound::Greater => figure > *limit,
            Bound::GreaterEqual => figure >= *limit,
            Bound::Less => figure < *limit,
            Bound::LessEqual => figure <= *limit,
            Bound::Equal => (figure - *limit).abs() < f64::EPSILON,
            Bound::NotEqual => (figure - *limit).abs() >= f64::EPSILON,
        })
    }
}

