//! What a hunt finds.

use std::sync::Arc;

use detect::indicators::Hit;
use detect::sigma::{Correlated, CorrelationLimits, Level, Meta, RecordRef, RuleSet, Scratch};
use domain::event::Event;
use jiff::Timestamp;

/// Something found.
#[derive(Debug, Clone)]
pub enum Finding {
    /// An event that a rule matches.
    Rule(RuleFound),
    /// Events that a correlation matches together.
    Correlation(CorrelationFound),
    /// A listed value in an event.
    Indicator(Hit),
}

/// An event that a rule matches.
#[derive(Debug, Clone)]
pub struct RuleFound {
    /// What the rule says about itself.
    pub rule: Arc<Meta>,
    /// Instant of the event, where it states one.
    pub time: Option<Timestamp>,
    /// File or stream.
    pub source: Arc<str>,
    /// Record in it, counted from 1.
    pub record: u64,
    /// The machine the event is of.
    pub host: Option<String>,
    /// The fields the rule found something in, and those it wants shown.
    pub fields: Vec<(String, String)>,
}

/// Events that a correlation matches together.
#[derive(Debug, Clone)]
pub struct CorrelationFound {
    /// What the correlation says about itself.
    pub rule: Arc<Meta>,
    /// The fields they have in common.
    pub group: Vec<(Arc<str>, Arc<str>)>,
    /// What was counted.
    pub figure: f64,
    /// The first event.
    pub first: Timestamp,
    /// The last one.
    pub last: Timestamp,
    /// The first few records.
    pub records: Vec<RecordRef>,
    /// How many events there are.
    pub matches: u64,
}

impl Finding {
    /// Moves the record on by so many records before its block.
    pub(super) fn shift(&mut self, records: u64) {
        match self {
            Self::Rule(found) => found.record += records,
            Self::Indicator(hit) => hit.line += records,
            Self::Correlation(_) => {}
        }
    }
}

impl RuleFound {
    pub(super) fn of(
        rules: &RuleSet,
        rule: u32,
        event: &Event<'_>,
        scratch: &mut Scratch,
        source: &Arc<str>,
        record: u64,
    ) -> Option<Self> {
        let meta = rules.meta_kept(rule)?;
        let mut fields: Vec<(String, String)> = rules
            .matched_fields(rule, event, scratch)
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        for wanted in &meta.fields {
            let shown = fields.iter().any(|(name, _)| name == wanted);
            if let Some(value) = event.value(wanted).filter(|_| !shown) {
                fields.push((wanted.clone(), value.to_owned()));
            }
        }
        Some(Self {
            rule: meta,
            time: event.row.time,
            source: Arc::clone(source),
            record,
            host: event.row.host.as_deref().map(str::to_owned),
            fields,
        })
    }
}

/// Files are read one after the other, whatever times they hold: matches wait
/// until all are read and are put in the order of their times.
pub(super) fn limits() -> CorrelationLimits {
    CorrelationLimits {
        tolerance: None,
        ..CorrelationLimits::default()
    }
}

pub(super) fn of_correlation(
    found: Correlated,
    rules: &RuleSet,
    min_level: Level,
) -> Option<Finding> {
    let meta = rules.correlation(found.correlation)?;
    (meta.level >= min_level).then(|| {
        Finding::Correlation(CorrelationFound {
            rule: meta.clone().into(),
            group: found.group,
            figure: found.figure,
            first: found.first,
            last: found.last,
            records: found.records,
            matches: found.matches,
        })
    })
}
