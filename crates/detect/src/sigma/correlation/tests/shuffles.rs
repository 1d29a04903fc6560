//! Random correlations over random matches: the answer is that of the model,
//! whatever the order the matches come in.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::super::group::Group;
use super::super::{Bound, Bounds, Correlated, Limits, RecordRef, Sighting};
use super::model::{Found, Match, Model};
use super::{RuleSet, at, event, run, set};

const KINDS: [&str; 7] = [
    "event_count",
    "value_count",
    "temporal",
    "temporal_ordered",
    "value_sum",
    "value_avg",
    "value_percentile",
];
const SEEDS: u64 = 600;

struct Random(ChaCha8Rng);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.0.next_u32()).unwrap() % bound
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }
}

/// A correlation that looks at some of the `sources` there are, and its document.
fn correlation(random: &mut Random, sources: usize, deepest: bool) -> (Model, String) {
    let kind = random.pick(&KINDS);
    let mut looked: Vec<usize> = (0..sources).collect();
    random.shuffle(&mut looked);
    looked.truncate(1 + random.below(3));
    if kind == "temporal_ordered" && random.below(4) == 0 {
        looked.push(looked[0]);
    }
    if deepest && !looked.contains(&3) {
        looked[0] = 3;
    }
    let group = random.pick(&[&[][..], &["user"], &["host"], &["user", "host"]]);
    let span_s = random.pick(&[1, 5, 20]);
    let mut bounds = Vec::new();
    let mut condition = Vec::new();
    for _ in 0..1 + random.below(2) {
        let (bound, word) = random.pick(&[
            (Bound::GreaterEqual, "gte"),
            (Bound::Greater, "gt"),
            (Bound::Less, "lt"),
            (Bound::LessEqual, "lte"),
            (Bound::Equal, "eq"),
            (Bound::NotEqual, "neq"),
        ]);
        let limit = 1 + random.below(4);
        bounds.push((bound, limit as f64));
        if !condition.iter().any(|(known, _)| *known == word) {
            condition.push((word, limit));
        } else {
            bounds.pop();
        }
    }
    let field = match kind {
        "value_count" => "field: user, ",
        "value_percentile" => "field: n, percentile: 90, ",
        "value_sum" | "value_avg" => "field: n, ",
        _ => "",
    };
    let condition: Vec<String> = condition
        .iter()
        .map(|(word, limit)| format!("{word}: {limit}"))
        .collect();
    let names: Vec<&str> = looked
        .iter()
        .map(|source| ["a", "b", "c", "inner"][*source])
        .collect();
    let document = format!(
        "title: T\n{}correlation: {{type: {kind}, rules: [{}], group-by: [{}], timespan: {span_s}s, \
         condition: {{{field}{}}}}}\n---\n",
        if deepest { "" } else { "name: inner\n" },
        names.join(", "),
        group.join(", "),
        condition.join(", "),
    );
    let group = group.to_vec();
    (
        Model {
            kind,
            sources: looked,
            group,
            span_s,
            bounds: Bounds(bounds),
        },
        document,
    )
}

/// Random matches of rules 0 to 2, sorted, and the same as sightings.
fn matches(random: &mut Random, set: &RuleSet) -> (Vec<Match>, Vec<Sighting>) {
    let sources: [Arc<str>; 2] = ["one.log".into(), "two.log".into()];
    let (mut matches, mut sightings) = (Vec::new(), Vec::new());
    let (events, seconds) = (1 + random.below(60), 1 + random.below(60));
    for record in 1..=events {
        let time = at(i64::try_from(random.below(seconds)).unwrap());
        let record = RecordRef {
            source: Arc::clone(&sources[random.below(2)]),
            record: u64::try_from(record).unwrap(),
        };
        let mut fields: BTreeMap<&'static str, String> = BTreeMap::new();
        for (name, values) in [
            ("user", ["x", "y", "z"]),
            ("host", ["h", "h", "i"]),
            ("n", ["1", "-2", "3"]),
        ] {
            if random.below(12) > 0 {
                fields.insert(name, random.pick(&values).to_owned());
            }
        }
        let event = event(fields.iter().map(|(name, value)| (*name, value.as_str())));
        let rules = random.pick(&[&[0][..], &[1], &[2], &[0, 1], &[0, 2], &[0, 1, 2]]);
        for rule in rules {
            let number = u32::try_from(*rule).unwrap();
            sightings.extend(set.sighting(number, &event, time, record.clone()));
            let fields = fields.clone();
            matches.push(Match {
                time,
                record: record.clone(),
                source: *rule,
                news: true,
                fields,
            });
        }
    }
    matches.sort();
    (matches, sightings)
}

fn plain(found: &[Correlated]) -> Vec<Found> {
    let values = |one: &Correlated| {
        one.group
            .iter()
            .map(|(_, value)| value.to_string())
            .collect()
    };
    let last = |one: &Correlated| one.records.last().unwrap().clone();
    let mut plain: Vec<Found> = found
        .iter()
        .map(|one| (one.last, last(one), values(one), one.figure))
        .collect();
    plain.sort_by(|left, right| left.partial_cmp(right).unwrap());
    plain
}

#[test]
fn any_order_within_the_tolerance_gives_the_models_answer() {
    let mut findings: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..SEEDS {
        let mut random = Random(ChaCha8Rng::seed_from_u64(seed));
        let (inner, mut documents) = correlation(&mut random, 3, false);
        let outer = (random.below(2) == 0).then(|| correlation(&mut random, 4, true));
        documents.push_str(
            outer
                .as_ref()
                .map(|(_, document)| document.as_str())
                .unwrap_or_default(),
        );
        let (set, problems) = set(&documents);
        assert_eq!(problems, [], "seed {seed}: {documents}");
        let (mut matches, mut sightings) = matches(&mut random, &set);
        let (mut expected, sighted) = inner.run(&matches, 3);
        if let Some((outer, _)) = &outer {
            matches.extend(sighted);
            matches.sort();
            (expected, _) = outer.run(&matches, 4);
        }
        expected.sort_by(|left, right| left.partial_cmp(right).unwrap());
        let kind = outer.as_ref().map_or(inner.kind, |(outer, _)| outer.kind);
        *findings.entry(kind).or_default() += expected.len();
        random.shuffle(&mut sightings);
        let all = run(&set, Limits::default(), &sightings);
        assert_eq!(plain(&all), expected, "seed {seed}: {documents}");
        // As a stream: nobody is further out of order than the tolerance.
        let tolerance = i64::try_from(random.below(20)).unwrap();
        let mut delayed: Vec<(i64, Sighting)> = sightings
            .into_iter()
            .map(|one| {
                let delay =
                    i64::try_from(random.below(usize::try_from(tolerance).unwrap() + 1)).unwrap();
                (one.time.as_second() + delay, one)
            })
            .collect();
        delayed.sort_by_key(|(arrival, _)| *arrival);
        let delayed: Vec<Sighting> = delayed.into_iter().map(|(_, one)| one).collect();
        let limits = Limits {
            tolerance: Some(SignedDuration::from_secs(tolerance)),
            ..Limits::default()
        };
        assert_eq!(
            run(&set, limits, &delayed),
            all,
            "seed {seed}, in a stream: {documents}"
        );
    }
    let enough = KINDS.iter().all(|kind| findings.get(kind) > Some(&40));
    assert!(enough, "some types were hardly found: {findings:?}");
}

#[test]
fn no_stream_goes_beyond_the_limits() {
    for seed in 0..SEEDS / 5 {
        let mut random = Random(ChaCha8Rng::seed_from_u64(seed));
        let (_, mut documents) = correlation(&mut random, 3, false);
        documents.push_str(&correlation(&mut random, 4, true).1);
        let (set, _) = set(&documents);
        let (_, sightings) = matches(&mut random, &set);
        let limits = Limits {
            waiting: random.below(9),
            groups: 1 + random.below(9),
            matches: 1 + random.below(20),
            matches_per_group: random.below(5),
            ..Limits::default()
        };
        let mut correlator = set.correlator(limits);
        let mut found = Vec::new();
        for sighting in sightings {
            correlator.take(sighting, &mut found);
            let lens = correlator
                .groups
                .iter()
                .flat_map(|groups| groups.values().map(Group::len));
            let kept: Vec<usize> = lens.collect();
            assert_eq!(
                (kept.len(), kept.iter().sum()),
                (correlator.counts.groups, correlator.counts.matches)
            );
            assert!(kept.len() <= limits.groups, "seed {seed}: {documents}");
            assert!(
                kept.iter().sum::<usize>() <= limits.matches,
                "seed {seed}: {documents}"
            );
            assert!(
                kept.iter()
                    .all(|len| *len <= limits.matches_per_group.max(1))
            );
            assert!(correlator.waiting.len() <= limits.waiting);
        }
    }
}
