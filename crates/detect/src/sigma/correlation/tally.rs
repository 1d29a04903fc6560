//! The figure of a window, kept up to date match by match.
//!
//! Nothing here depends on how much the window holds, but the percentile,
//! which costs its logarithm. Totals are sums of whole numbers, so what is
//! taken out leaves nothing behind.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use foldhash::fast::RandomState;
use jiff::Timestamp;

use super::super::rule::Number;
use super::Kind;
use super::order::Order;
use super::plan::Lane;
use super::ranks::Ranks;
use super::sighting::{RecordRef, Sighting};

/// Numbers are counted in billionths.
const UNIT: i128 = 1_000_000_000;
/// Largest whole number that is added up; a window of them stays within [`i128`].
const WHOLE_MAX: i128 = 1 << 64;

/// What a match brings into a window.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Itself.
    One,
    /// Its place in the list of rules.
    Step(u32),
    /// The text that is counted.
    Text(Arc<str>),
    /// The number that is added up, in billionths.
    Number(i128),
}

/// A figure over the matches of a window.
#[derive(Debug)]
pub(super) enum Tally {
    Matches(u64),
    Values(HashMap<Arc<str>, u32, RandomState>),
    Rules(Vec<u32>),
    Order(Order),
    Sum { total: i128 },
    Average { total: i128, count: u64 },
    Percentile(Ranks),
}

impl Value {
    /// What a match at `step` brings into a window of this correlation;
    /// `None` when it lacks what is counted.
    pub(super) fn of(lane: &Lane, step: u32, sighting: &Sighting) -> Option<Self> {
        let values = &lane.steps.get(step as usize)?.values;
        let number = || {
            let text = sighting.value(*values.first()?)?;
            billionths(text).map(Self::Number)
        };
        match &lane.kind {
            Kind::EventCount => Some(Self::One),
            Kind::Temporal | Kind::TemporalOrdered => Some(Self::Step(step)),
            Kind::ValueSum(_) | Kind::ValueAverage(_) | Kind::ValuePercentile(..) => number(),
            Kind::ValueCount(_) => match values.as_slice() {
                [only] => sighting
                    .value(*only)
                    .map(|text| Self::Text(Arc::clone(text))),
                several => {
                    let mut joined = String::new();
                    for field in several {
                        let text = sighting.value(*field)?;
                        // With its length, so that no two lists read the same.
                        joined.push_str(&format!("{}:{text}", text.len()));
                    }
                    Some(Self::Text(joined.into()))
                }
            },
        }
    }
}

impl Tally {
    /// The tally of an empty window.
    pub(super) fn new(lane: &Lane) -> Self {
        match &lane.kind {
            Kind::EventCount => Self::Matches(0),
            Kind::ValueCount(_) => Self::Values(HashMap::default()),
            Kind::Temporal => Self::Rules(vec![0; lane.steps.len()]),
            Kind::TemporalOrdered => Self::Order(Order::new(lane.steps.len())),
            Kind::ValueSum(_) => Self::Sum { total: 0 },
            Kind::ValueAverage(_) => Self::Average { total: 0, count: 0 },
            Kind::ValuePercentile(_, percentage) => {
                let percentage = billionths(&percentage.to_string()).unwrap_or_default();
                Self::Percentile(Ranks::new(u128::try_from(percentage).unwrap_or_default()))
            }
        }
    }

    /// A match enters the window. Of a text that is there already the value
    /// becomes the same, so that it is kept once.
    pub(super) fn add(&mut self, value: &mut Value, time: Timestamp, record: &RecordRef) {
        match (self, value) {
            (Self::Matches(count), _) => *count += 1,
            (Self::Values(values), Value::Text(text)) => match values.entry(Arc::clone(text)) {
                Entry::Occupied(mut known) => {
                    *text = Arc::clone(known.key());
                    *known.get_mut() += 1;
                }
                Entry::Vacant(new) => {
                    new.insert(1);
                }
            },
            (Self::Rules(counts), Value::Step(step)) => {
                if let Some(count) = counts.get_mut(*step as usize) {
                    *count += 1;
                }
            }
            (Self::Order(order), Value::Step(step)) => order.add(*step as usize, time, record),
            (Self::Sum { total }, Value::Number(number)) => *total += *number,
            (Self::Average { total, count }, Value::Number(number)) => {
                *total += *number;
                *count += 1;
            }
            (Self::Percentile(ranks), Value::Number(number)) => ranks.add(*number),
            _ => {}
        }
    }

    /// A match leaves the window.
    pub(super) fn remove(&mut self, value: &Value) {
        match (self, value) {
            (Self::Matches(count), _) => *count = count.saturating_sub(1),
            (Self::Values(values), Value::Text(text)) => {
                if let Some(times) = values.get_mut(text) {
                    *times -= 1;
                    if *times == 0 {
                        values.remove(text);
                    }
                }
            }
            (Self::Rules(counts), Value::Step(step)) => {
                if let Some(count) = counts.get_mut(*step as usize) {
                    *count = count.saturating_sub(1);
                }
            }
            (Self::Sum { total }, Value::Number(number)) => *total -= *number,
            (Self::Average { total, count }, Value::Number(number)) => {
                *total -= *number;
                *count = count.saturating_sub(1);
            }
            (Self::Percentile(ranks), Value::Number(number)) => ranks.remove(*number),
            _ => {}
        }
    }

    /// The figure of the window after `cutoff`.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of matches in memory are far below 2^53"
    )]
    pub(super) fn figure(&self, cutoff: Timestamp) -> f64 {
        match self {
            Self::Matches(count) => *count as f64,
            Self::Values(values) => values.len() as f64,
            Self::Rules(counts) => counts.iter().filter(|count| **count > 0).count() as f64,
            Self::Order(order) => order.figure(cutoff) as f64,
            Self::Sum { total } => real(*total),
            Self::Average { total, count } => real(*total) / (*count).max(1) as f64,
            Self::Percentile(ranks) => ranks.figure().map_or(0.0, real),
        }
    }
}

/// A number as logs print it, in billionths; nothing of what is no number or
/// too large to be added up.
fn billionths(text: &str) -> Option<i128> {
    match Number::parse(text)? {
        Number::Whole(whole) => {
            (whole.unsigned_abs() <= WHOLE_MAX.unsigned_abs()).then(|| whole * UNIT)
        }
        Number::Real(real) => {
            let printed = format!("{real:.9}");
            let (whole, rest) = printed.split_once('.')?;
            let magnitude: i128 = whole.trim_start_matches('-').parse().ok()?;
            let rest: i128 = rest.parse().ok()?;
            let number = (magnitude <= WHOLE_MAX).then(|| magnitude * UNIT + rest)?;
            Some(if printed.starts_with('-') {
                -number
            } else {
                number
            })
        }
    }
}

/// The nearest floating-point number; whole numbers below 2^53 are exact.
#[expect(clippy::cast_precision_loss, reason = "the nearest is what is meant")]
fn real(billionths: i128) -> f64 {
    let (whole, rest) = (billionths / UNIT, billionths % UNIT);
    whole as f64 + rest as f64 / UNIT as f64
}
