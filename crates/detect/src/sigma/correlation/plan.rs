//! Correlations in the form that runs: references are numbers, fields are
//! numbers, and each rule knows which correlations look at it.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::super::rule::Meta;
use super::super::set::is_called;
use super::{Bound, Bounds, Correlation, Kind};

/// A rule, or behind all rules a correlation, in the set.
pub(super) type SourceId = u32;
/// A field name of the plan.
pub(super) type FieldId = u32;

/// All correlations of a set. A correlation stands behind those it looks at.
#[derive(Debug, Default)]
pub(in super::super) struct Plan {
    pub(super) lanes: Vec<Lane>,
    pub(super) names: Vec<Arc<str>>,
    /// By source: the fields to be taken out of its matches.
    pub(super) wanted: Vec<Vec<FieldId>>,
    /// By source: the lanes that look at it, ascending.
    users: Vec<Vec<u32>>,
    /// By source: whether its matches are findings of their own.
    reported: Vec<bool>,
}

/// One correlation.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) kind: Kind,
    pub(super) bounds: Bounds,
    pub(super) span: SignedDuration,
    /// What others that look at it call it.
    pub(super) source: SourceId,
    /// The names of its group's fields.
    pub(super) group: Vec<FieldId>,
    pub(super) steps: Vec<Step>,
}

/// A rule of a correlation.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) source: SourceId,
    /// What the fields of the group are called in its matches.
    pub(super) group: Vec<FieldId>,
    /// What the fields that are counted are called in its matches.
    pub(super) values: Vec<FieldId>,
}

/// A correlation whose references were found.
#[derive(Debug)]
pub(super) struct Resolved<'c> {
    pub(super) correlation: &'c Correlation,
    /// The source of each of its rules and what that says of itself.
    pub(super) sources: Vec<(SourceId, &'c Meta)>,
}

impl Plan {
    /// Puts correlations together that stand behind those they look at.
    pub(super) fn new(rules: usize, resolved: &[Resolved<'_>]) -> Self {
        let sources = rules + resolved.len();
        let mut plan = Self {
            wanted: vec![Vec::new(); sources],
            users: vec![Vec::new(); sources],
            reported: vec![true; sources],
            ..Self::default()
        };
        let mut names = Names::default();
        for (lane, number) in resolved.iter().zip(0_u32..) {
            let source = number.saturating_add(u32::try_from(rules).unwrap_or(u32::MAX));
            plan.lanes.push(Lane::new(lane, source, &mut names));
        }
        plan.names = names.list;
        plan.link();
        plan.judge(resolved);
        plan
    }

    /// Who looks at whom, and for which fields. What a correlation is asked
    /// for and its group does not hold comes from the event that set it off.
    fn link(&mut self) {
        for (number, lane) in self.lanes.iter().enumerate().rev() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let asked = self.wanted.get(lane.source as usize).cloned();
            let through: Vec<FieldId> = asked
                .unwrap_or_default()
                .into_iter()
                .filter(|field| !lane.group.contains(field))
                .collect();
            for step in &lane.steps {
                if let Some(users) = self.users.get_mut(step.source as usize)
                    && !users.contains(&number)
                {
                    users.insert(0, number);
                }
                if let Some(wanted) = self.wanted.get_mut(step.source as usize) {
                    let fields = step.group.iter().chain(&step.values).chain(&through);
                    wanted.extend(fields);
                    wanted.sort_unstable();
                    wanted.dedup();
                }
            }
        }
    }

    /// Only the outermost correlation is reported, and what it looks at when
    /// it says `generate` (correlation specification 2.1, "Generate").
    fn judge(&mut self, resolved: &[Resolved<'_>]) {
        let mut generated = vec![false; self.reported.len()];
        for lane in resolved {
            for (source, _) in &lane.sources {
                if let Some(generated) = generated.get_mut(*source as usize) {
                    *generated |= lane.correlation.generate;
                }
            }
        }
        let of = self.users.iter().zip(generated);
        self.reported = of
            .map(|(users, generated)| users.is_empty() || generated)
            .collect();
    }

    /// The lanes that look at a source.
    pub(super) fn users(&self, source: SourceId) -> &[u32] {
        self.users
            .get(source as usize)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Whether the matches of a source are findings of their own.
    pub(super) fn is_reported(&self, source: SourceId) -> bool {
        self.reported.get(source as usize).copied().unwrap_or(true)
    }
}

impl Lane {
    /// The end of the time that a window ending at `now` does not reach.
    pub(super) fn cutoff(&self, now: Timestamp) -> Timestamp {
        now.checked_sub(self.span).unwrap_or(Timestamp::MIN)
    }

    fn new(resolved: &Resolved<'_>, source: SourceId, names: &mut Names) -> Self {
        let correlation = resolved.correlation;
        let fields: &[String] = match &correlation.kind {
            Kind::EventCount | Kind::Temporal | Kind::TemporalOrdered => &[],
            Kind::ValueCount(fields) => fields,
            Kind::ValueSum(field) | Kind::ValueAverage(field) | Kind::ValuePercentile(field, _) => {
                std::slice::from_ref(field)
            }
        };
        let mut steps = Vec::with_capacity(resolved.sources.len());
        for ((there, meta), reference) in resolved.sources.iter().zip(&correlation.rules) {
            let mut ids = |fields: &[String]| {
                let fields = fields.iter();
                let own = fields.map(|field| own_name(correlation, field, meta, reference));
                own.map(|name| names.id(name)).collect()
            };
            steps.push(Step {
                source: *there,
                group: ids(&correlation.group_by),
                values: ids(fields),
            });
        }
        if correlation.kind != Kind::TemporalOrdered {
            // Where only the rule counts, a reference that stands twice is one.
            let mut seen = Vec::new();
            steps.retain(|step| {
                let first = !seen.contains(&step.source);
                seen.push(step.source);
                first
            });
        }
        Self {
            bounds: bounds(correlation, steps.len()),
            kind: correlation.kind.clone(),
            span: SignedDuration::from_secs(
                i64::try_from(correlation.timespan_s).unwrap_or(i64::MAX),
            ),
            source,
            group: correlation
                .group_by
                .iter()
                .map(|field| names.id(field))
                .collect(),
            steps,
        }
    }
}

/// A temporal correlation without a condition wants all its rules.
fn bounds(correlation: &Correlation, steps: usize) -> Bounds {
    if correlation.condition.0.is_empty() {
        let all = f64::from(u32::try_from(steps).unwrap_or(u32::MAX));
        return Bounds(vec![(Bound::GreaterEqual, all)]);
    }
    correlation.condition.clone()
}

/// What a field of the correlation is called in matches of a rule.
fn own_name<'c>(
    correlation: &'c Correlation,
    field: &'c str,
    rule: &Meta,
    reference: &str,
) -> &'c str {
    let mut aliases = correlation.aliases.iter();
    let alias = aliases.find(|(alias, _)| alias == field);
    let own = alias.and_then(|(_, fields)| {
        let mut fields = fields.iter();
        fields.find(|(name, _)| name == reference || is_called(rule, name))
    });
    own.map_or(field, |(_, own)| own)
}

#[derive(Default)]
struct Names {
    list: Vec<Arc<str>>,
    known: HashMap<Arc<str>, FieldId>,
}

impl Names {
    fn id(&mut self, name: &str) -> FieldId {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let id = FieldId::try_from(self.list.len()).unwrap_or(FieldId::MAX);
        let name: Arc<str> = name.into();
        self.list.push(Arc::clone(&name));
        self.known.insert(name, id);
        id
    }
}
