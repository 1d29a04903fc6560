//! References of correlations → a [`Plan`]; a correlation that refers to what
//! is not there, or to itself, is dropped and told of.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::problem::{Problem, Reason};
use super::super::rule::{Meta, Rule};
use super::super::set::FileProblem;
use super::Correlation;
use super::plan::{Plan, Resolved, SourceId};

type Rules = [(Arc<str>, Rule)];
type Correlations = Vec<(Arc<str>, Correlation)>;

/// What an id or name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Rule(usize),
    Correlation(usize),
    /// More than one thing.
    Several,
}

/// Keeps the correlations that can run, each behind those it looks at.
pub(in super::super) fn resolve(
    rules: &Rules,
    correlations: &mut Correlations,
    problems: &mut Vec<FileProblem>,
) -> Plan {
    let directory = directory(rules, correlations);
    let mut found = Vec::with_capacity(correlations.len());
    for (file, correlation) in correlations.iter() {
        let targets = targets(correlation, &directory);
        found.push(
            targets
                .map_err(|reason| problems.push(told(file, correlation.rules_line, reason)))
                .ok(),
        );
    }
    let order = order(&mut found, correlations, problems);
    let mut places = vec![usize::MAX; correlations.len()];
    for (place, old) in order.iter().enumerate() {
        if let Some(slot) = places.get_mut(*old) {
            *slot = place;
        }
    }
    let mut kept: Vec<Option<(Arc<str>, Correlation)>> =
        std::mem::take(correlations).into_iter().map(Some).collect();
    let mut take = |old: &usize| kept.get_mut(*old).and_then(Option::take);
    correlations.extend(order.iter().filter_map(&mut take));
    let placed = |target: &Target| match target {
        Target::Rule(at) => Some((*at, &*rules.get(*at)?.1.meta)),
        Target::Correlation(old) => {
            let place = *places.get(*old)?;
            Some((rules.len() + place, &correlations.get(place)?.1.meta))
        }
        Target::Several => None,
    };
    let mut resolved = Vec::with_capacity(order.len());
    for ((_, correlation), old) in correlations.iter().zip(&order) {
        let targets = found
            .get(*old)
            .and_then(Option::as_deref)
            .unwrap_or_default();
        let sources = targets.iter().filter_map(placed);
        let sources =
            sources.map(|(at, meta)| (SourceId::try_from(at).unwrap_or(SourceId::MAX), meta));
        resolved.push(Resolved {
            correlation,
            sources: sources.collect(),
        });
    }
    Plan::new(rules.len(), &resolved)
}

fn told(file: &Arc<str>, line: u32, reason: Reason) -> FileProblem {
    FileProblem {
        file: Arc::clone(file),
        problem: Problem::at(line, reason),
    }
}

fn directory(rules: &Rules, correlations: &Correlations) -> HashMap<String, Target> {
    let mut directory: HashMap<String, Target> = HashMap::new();
    let rules = rules.iter().enumerate();
    let rules = rules.map(|(at, (_, rule))| (&*rule.meta, Target::Rule(at)));
    let correlations = correlations.iter().enumerate();
    let correlations = correlations.map(|(at, (_, one))| (&one.meta, Target::Correlation(at)));
    for (meta, target) in rules.chain(correlations) {
        for name in [&meta.id, &meta.name].into_iter().flatten() {
            let known = directory.entry(name.clone()).or_insert(target);
            if *known != target {
                *known = Target::Several;
            }
        }
    }
    directory
}

fn targets(
    correlation: &Correlation,
    directory: &HashMap<String, Target>,
) -> Result<Vec<Target>, Reason> {
    let references = correlation.rules.iter();
    references
        .map(|name| match directory.get(name) {
            Some(Target::Several) => Err(Reason::IdTwice(name.clone())),
            Some(target) => Ok(*target),
            None => Err(Reason::UnknownRule(name.clone())),
        })
        .collect()
}

/// The correlations that can run, each behind those it looks at; of the others
/// nothing is left in `found`.
fn order(
    found: &mut [Option<Vec<Target>>],
    correlations: &Correlations,
    problems: &mut Vec<FileProblem>,
) -> Vec<usize> {
    loop {
        let before = problems.len();
        drop_widows(found, correlations, problems);
        if problems.len() > before {
            continue;
        }
        let order = sorted(found);
        if order.len() == found.iter().flatten().count() {
            return order;
        }
        drop_circles(found, &order, correlations, problems);
        if problems.len() == before {
            return order;
        }
    }
}

/// Drops correlations that look at one that was dropped.
fn drop_widows(
    found: &mut [Option<Vec<Target>>],
    correlations: &Correlations,
    problems: &mut Vec<FileProblem>,
) {
    for at in 0..found.len() {
        let Some(targets) = found.get(at).and_then(Option::as_ref) else {
            continue;
        };
        let gone = targets.iter().position(|target| {
            matches!(target, Target::Correlation(there) if found.get(*there).is_none_or(Option::is_none))
        });
        if let (Some(gone), Some((file, correlation))) = (gone, correlations.get(at)) {
            let name = correlation.rules.get(gone).cloned().unwrap_or_default();
            problems.push(told(
                file,
                correlation.rules_line,
                Reason::UnknownRule(name),
            ));
            if let Some(slot) = found.get_mut(at) {
                *slot = None;
            }
        }
    }
}

/// The correlations that lead to rules only, innermost first.
fn sorted(found: &[Option<Vec<Target>>]) -> Vec<usize> {
    let mut placed = vec![false; found.len()];
    let mut order = Vec::with_capacity(found.len());
    loop {
        let before = order.len();
        for (at, targets) in found.iter().enumerate() {
            let Some(targets) = targets else {
                continue;
            };
            let ready = targets.iter().all(|target| match target {
                Target::Correlation(there) => placed.get(*there) == Some(&true),
                Target::Rule(_) | Target::Several => true,
            });
            if let Some(slot) = placed.get_mut(at)
                && ready
                && !*slot
            {
                *slot = true;
                order.push(at);
            }
        }
        if order.len() == before {
            return order;
        }
    }
}

/// Drops correlations that lead back to themselves.
fn drop_circles(
    found: &mut [Option<Vec<Target>>],
    order: &[usize],
    correlations: &Correlations,
    problems: &mut Vec<FileProblem>,
) {
    let rest = (0..found.len()).filter(|at| !order.contains(at));
    let circles: Vec<usize> = rest.filter(|at| leads_back(found, *at)).collect();
    for at in circles {
        if let (Some(slot), Some((file, correlation))) = (found.get_mut(at), correlations.get(at)) {
            *slot = None;
            let reason = Reason::Circle(called(&correlation.meta).to_owned());
            problems.push(told(file, correlation.rules_line, reason));
        }
    }
}

fn called(meta: &Meta) -> &str {
    meta.name
        .as_deref()
        .or(meta.id.as_deref())
        .unwrap_or(&meta.title)
}

fn leads_back(found: &[Option<Vec<Target>>], from: usize) -> bool {
    let mut seen = vec![false; found.len()];
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        let targets = found.get(at).and_then(Option::as_deref).unwrap_or_default();
        for target in targets {
            let Target::Correlation(there) = target else {
                continue;
            };
            if *there == from {
                return true;
            }
            if let Some(slot) = seen.get_mut(*there)
                && !*slot
            {
                *slot = true;
                open.push(*there);
            }
        }
    }
    false
}
