//! Correlations: rules over several matches in a span of event time (Sigma
//! correlation rules specification 2.1).
//!
//! ```
//! use std::sync::Arc;
//! use detect::sigma::{CorrelationLimits, RecordRef, RuleSet};
//! use domain::event::{Event, Field};
//!
//! let mut files = RuleSet::builder();
//! files.add("login.yml", "title: t\nname: failed\nlogsource: {product: linux}\n\
//!     detection: {a: {result: failed}, condition: a}\n---\ntitle: many\ncorrelation:\n  \
//!     {type: event_count, rules: failed, group-by: user, timespan: 1m, condition: {gte: 2}}");
//! let (rules, problems) = files.build();
//! assert!(problems.is_empty());
//! let mut correlator = rules.correlator(CorrelationLimits::default());
//! let field = Field { name: "user".into(), value: "an".into(), column: None };
//! let event = Event { fields: vec![field], ..Event::default() };
//! let mut found = Vec::new();
//! for record in 1..=2 {
//!     let at = RecordRef { source: Arc::from("a.log"), record };
//!     correlator.feed(0, &event, "2026-02-14T03:00:00Z".parse().unwrap(), at, &mut found);
//! }
//! correlator.finish(&mut found);
//! assert_eq!(found.len(), 1);
//! ```
//!
//! # What is counted
//!
//! Only the times that events state matter, never when they came. Matches are
//! put in the order of time, then of source and record; within the tolerance
//! the order they came in changes nothing.
//!
//! At each event that a correlation's rules match, the window of its group is
//! `(t - timespan, t]`: a match exactly one timespan ago is out. An event
//! without a field of `group-by`, or without the field that is counted, is not
//! part of it (and is told of in [`Losses`]). Values are compared as they are
//! printed, letter by letter; of a field with several values the first counts.
//!
//! | type | figure |
//! |---|---|
//! | `event_count` | events; one that matches several of the rules counts once |
//! | `value_count` | different values; of several fields, different combinations |
//! | `temporal` | different rules that matched |
//! | `temporal_ordered` | longest run of rules, in the order of the list, that matched on successive events; one event is never two steps |
//! | `value_sum`, `value_avg` | of the numbers; whole numbers are exact, others are kept to nine decimals |
//! | `value_percentile` | nearest rank: of `n` sorted numbers number `⌈p/100 · n⌉`, at least the first; `percentile` in the condition gives `p`, else the median is taken |
//!
//! # When it is found
//!
//! The condition is asked after each event of the group, and at no other time:
//! silence is never found, so `lt: 3` holds at the first event already, and
//! for "none at all" no correlation is the right tool. A range is met when the
//! figure enters it, even if it rises past it later. A finding is made when the
//! condition holds and did not hold at the group's event before; while it goes
//! on holding, again each time a whole timespan has passed since the last
//! finding.
//!
//! # Chains
//!
//! A correlation that looks at another sees it as a match at the event that
//! set it off, with the fields of its group, and other fields from that event.
//! `temporal` and `temporal_ordered` see it at every event at which it holds,
//! because they ask whether it was so; the others only when it is found,
//! because they ask how often.
//!
//! # What it is not
//!
//! It does not judge clocks: one event dated far ahead makes all others late
//! when a tolerance is set, so whoever reads live logs bounds times by the time
//! of receipt first.

mod correlator;
mod group;
mod limits;
mod memory;
mod order;
mod plan;
mod ranks;
pub(super) mod read;
mod resolve;
mod sighting;
mod tally;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use domain::event::Event;
use jiff::Timestamp;

pub use correlator::{Correlated, Correlator};
pub use limits::{Limits, Loss, Losses};
pub(super) use plan::Plan;
pub(super) use resolve::resolve;
pub use sighting::{RecordRef, Sighting};

use super::rule::Meta;
use super::set::RuleSet;

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

impl Kind {
    /// Whether it asks whether rules matched, not how often.
    const fn is_temporal(&self) -> bool {
        matches!(self, Self::Temporal | Self::TemporalOrdered)
    }
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

impl RuleSet {
    /// Begins to follow the set's correlations.
    #[must_use]
    pub fn correlator(&self, limits: Limits) -> Correlator {
        Correlator::new(Arc::clone(&self.plan), limits)
    }

    /// How many correlations it has.
    #[must_use]
    pub const fn correlations(&self) -> usize {
        self.correlations.len()
    }

    /// What a correlation says about itself.
    #[must_use]
    pub fn correlation(&self, correlation: u32) -> Option<&Meta> {
        self.correlations
            .get(correlation as usize)
            .map(|(_, one)| &one.meta)
    }

    /// The file a correlation was read from.
    #[must_use]
    pub fn correlation_file(&self, correlation: u32) -> Option<&str> {
        self.correlations
            .get(correlation as usize)
            .map(|(file, _)| &**file)
    }

    /// Whether a match of the rule is a finding of its own, rather than only a
    /// part of correlations (correlation specification 2.1, "Generate").
    #[must_use]
    pub fn is_reported(&self, rule: u32) -> bool {
        self.plan.is_reported(rule)
    }

    /// Whether a correlation looks at the rule.
    #[must_use]
    pub fn is_correlated(&self, rule: u32) -> bool {
        !self.plan.users(rule).is_empty()
    }

    /// A match of `rule` on `event` for [`Correlator::take`]; `None` when no
    /// correlation looks at the rule.
    #[must_use]
    pub fn sighting(
        &self,
        rule: u32,
        event: &Event<'_>,
        time: Timestamp,
        record: RecordRef,
    ) -> Option<Sighting> {
        self.plan.sighting(rule, event, time, record)
    }
}
