//! Correlations that look at correlations.

use super::check;

const INNER: &str = "title: Many\nname: many\ncorrelation: {type: event_count, rules: [a], \
                     group-by: [user], timespan: 10s, condition: {gte: 3}}\n---\n";

#[test]
fn the_outermost_is_found() {
    let outer = |kind: &str, rest: &str| {
        format!(
            "{INNER}title: T\ncorrelation: {{type: {kind}, rules: [many, b], timespan: 20s, {rest}}}\n"
        )
    };
    let then = outer("temporal_ordered", "group-by: [user]");
    let lines = "0 a user=x\n1 a user=x\n2 a user=x\n3 b user=y\n4 b user=x";
    check("failures, then a success", &then, lines, &["T@4 2 user=x"]);
    check(
        "success between",
        &then,
        "0 a user=x\n1 a user=x\n2 b user=x\n3 a user=x",
        &[],
    );
    // The failures go on for longer than the outer timespan since they were found.
    let mut long: String = (0..30)
        .map(|second| format!("{second} a user=x\n"))
        .collect();
    long.push_str("45 b user=x");
    check("still failing", &then, &long, &["T@45 2 user=x"]);
    let often = outer("event_count", "group-by: [user], condition: {gte: 2}");
    let long: String = (0..25)
        .map(|second| format!("{second} a user=x\n"))
        .collect();
    check(
        "found is counted, holding is not",
        &often,
        &long,
        &["T@12 2 user=x"],
    );
    // Specification 2.1, "Ordered Temporal Proximity": only its own group-by counts.
    let host = outer("temporal_ordered", "group-by: [host]");
    let lines = "0 a user=x host=g\n1 a user=x host=g\n2 a user=x host=h\n3 b user=y host=h";
    check("a field of the last event", &host, lines, &["T@3 2 host=h"]);
    let alias = outer(
        "temporal_ordered",
        "group-by: [who], aliases: {who: {many: user, b: target}}",
    );
    check(
        "by alias",
        &alias,
        "0 a user=x\n1 a user=x\n2 a user=x\n3 b target=x",
        &["T@3 2 who=x"],
    );
    let both = outer("temporal", "group-by: [user], generate: true");
    check(
        "generated",
        &both,
        "0 a user=x\n1 a user=x\n2 ab user=x",
        &["Many@2 3 user=x", "T@2 2 user=x"],
    );
}

#[test]
fn three_deep() {
    let chain = format!(
        "{INNER}title: Two\nname: two\ncorrelation: {{type: value_count, rules: [many], \
         group-by: [], timespan: 30s, condition: {{field: user, gte: 2}}}}\n---\n\
         title: T\ncorrelation: {{type: temporal, rules: [c, two], timespan: 1m}}\n"
    );
    let lines = "0 c\n1 a user=x\n2 a user=x\n3 a user=x\n11 a user=y\n12 a user=y\n13 a user=y";
    check("users under attack, then c", &chain, lines, &["T@13 2"]);
}
