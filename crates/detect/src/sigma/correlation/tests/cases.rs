//! Each type, by the lines an analyst would write.

use super::check;

/// A correlation's document.
fn of(kind: &str, rules: &str, rest: &str) -> String {
    format!("title: T\ncorrelation: {{type: {kind}, rules: {rules}, timespan: 10s, {rest}}}\n")
}

#[test]
fn events_are_counted_by_group_in_a_sliding_window() {
    let check = |name: &str, rest: &str, lines: &str, expected: &[&str]| {
        check(name, &of("event_count", "[a, b]", rest), lines, expected);
    };
    let three = "group-by: [user], condition: {gte: 3}";
    check(
        "three",
        three,
        "0 a user=x\n4 a user=x\n9 b user=x",
        &["T@9 3 user=x"],
    );
    check(
        "first is out",
        three,
        "0 a user=x\n4 a user=x\n10 a user=x",
        &[],
    );
    check(
        "across any border",
        three,
        "7 a user=x\n11 a user=x\n16 a user=x",
        &["T@16 3 user=x"],
    );
    check(
        "two users",
        three,
        "0 a user=x\n1 a user=y\n2 a user=x\n3 a user=y",
        &[],
    );
    check(
        "rule not listed",
        three,
        "0 a user=x\n1 c user=x\n2 a user=x",
        &[],
    );
    check(
        "one event of two rules is one",
        three,
        "0 ab user=x\n1 ab user=x",
        &[],
    );
    check("no user", three, "0 a\n1 a\n2 a", &[]);
    check(
        "letters differ",
        three,
        "0 a user=x\n1 a user=X\n2 a user=x",
        &[],
    );
    let all = "condition: {gt: 1}";
    check(
        "one group of all",
        all,
        "0 a user=x\n1 b user=y",
        &["T@1 2"],
    );
    let two = "group-by: [user, host], condition: {gte: 2}";
    check(
        "both fields",
        two,
        "0 a user=x host=h\n1 a user=x host=i\n2 b host=h user=x",
        &["T@2 2 user=x host=h"],
    );
}

#[test]
fn a_finding_is_made_once_until_it_ends_or_a_timespan_passes() {
    let check = |name: &str, condition: &str, lines: &str, expected: &[&str]| {
        check(name, &of("event_count", "[a]", condition), lines, expected);
    };
    let two = "condition: {gte: 2}";
    check("goes on", two, "0 a\n5 a\n9 a\n12 a", &["T@5 2"]);
    check(
        "a timespan later",
        two,
        "0 a\n5 a\n9 a\n14 a\n15 a",
        &["T@5 2", "T@15 3"],
    );
    check(
        "ended between",
        two,
        "0 a\n5 a\n20 a\n21 a",
        &["T@5 2", "T@21 2"],
    );
    check(
        "range entered, left, entered",
        "condition: {gte: 2, lt: 4}",
        "0 a\n1 a\n2 a\n3 a\n12 a",
        &["T@1 2", "T@12 2"],
    );
    check(
        "below holds at once",
        "condition: {lt: 2}",
        "0 a\n1 a\n30 a",
        &["T@0 1", "T@30 1"],
    );
    check("at most", "condition: {lte: 1}", "0 a\n1 a", &["T@0 1"]);
    check(
        "exactly",
        "condition: {eq: 3}",
        "0 a\n1 a\n2 a\n3 a",
        &["T@2 3"],
    );
    check(
        "anything but",
        "condition: {neq: 1}",
        "0 a\n1 a\n2 a",
        &["T@1 2"],
    );
}

#[test]
fn values_are_counted_once_each() {
    let check = |name: &str, rest: &str, lines: &str, expected: &[&str]| {
        check(name, &of("value_count", "[a, b]", rest), lines, expected);
    };
    let two = "group-by: [host], condition: {field: user, gte: 2}";
    check(
        "again",
        two,
        "0 a host=h user=x\n1 a host=h user=x\n2 b host=h user=y",
        &["T@2 2 host=h"],
    );
    check(
        "hosts apart",
        two,
        "0 a host=h user=x\n1 a host=i user=y",
        &[],
    );
    check("no user", two, "0 a host=h user=x\n1 a host=h", &[]);
    check(
        "an old one leaves",
        two,
        "0 a host=h user=x\n11 a host=h user=y",
        &[],
    );
    check(
        "seen again it stays",
        two,
        "0 a host=h user=x\n8 a host=h user=x\n11 a host=h user=y",
        &["T@11 2 host=h"],
    );
    let pair = "condition: {field: [user, port], gte: 3}";
    check(
        "pairs",
        pair,
        "0 a user=x port=1\n1 a user=x port=2\n2 a user=y\n3 a user=y port=1",
        &["T@3 3"],
    );
    check(
        "pairs don't run together",
        "condition: {field: [u, p], gte: 2}",
        "0 a u=1 p=11\n1 a u=11 p=1",
        &["T@1 2"],
    );
    let alias = "condition: {field: ip, gte: 2}, aliases: {ip: {a: src, b: dst}}";
    check("by alias", alias, "0 ab src=1 dst=2", &["T@0 2"]);
}

#[test]
fn rules_meet_in_any_order() {
    let check = |name: &str, rest: &str, lines: &str, expected: &[&str]| {
        check(name, &of("temporal", "[a, b, c]", rest), lines, expected);
    };
    let all = "group-by: [user]";
    check(
        "any order",
        all,
        "0 c user=x\n3 a user=x\n3 a user=x\n9 b user=x",
        &["T@9 3 user=x"],
    );
    check("one event", all, "0 abc user=x", &["T@0 3 user=x"]);
    check("too far", all, "0 c user=x\n3 a user=x\n10 b user=x", &[]);
    check(
        "two of three",
        "condition: {gte: 2}",
        "0 c\n1 c\n2 a",
        &["T@2 2"],
    );
    let alias = "group-by: [ip], aliases: {ip: {a: src, b: dst, c: dst}}";
    check(
        "by alias",
        alias,
        "0 a src=1 dst=9\n1 b src=9 dst=1\n2 c src=9 dst=1",
        &["T@2 3 ip=1"],
    );
    check(
        "alias by id",
        "group-by: [ip], aliases: {ip: {id-a: src}}",
        "0 a src=1\n1 bc ip=1",
        &["T@1 3 ip=1"],
    );
}

#[test]
fn rules_meet_in_their_order() {
    let check = |name: &str, rules: &str, rest: &str, lines: &str, expected: &[&str]| {
        check(name, &of("temporal_ordered", rules, rest), lines, expected);
    };
    let (abc, all) = ("[a, b, c]", "group-by: [user]");
    check(
        "in order",
        abc,
        all,
        "0 a user=x\n1 b user=x\n2 c user=x",
        &["T@2 3 user=x"],
    );
    check(
        "out of order",
        abc,
        all,
        "0 b user=x\n1 a user=x\n2 c user=x",
        &[],
    );
    check(
        "repeats between",
        abc,
        all,
        "0 b user=x\n1 a user=x\n2 a user=x\n3 c user=x\n4 b user=x\n5 a user=x\n6 c user=x",
        &["T@6 3 user=x"],
    );
    check(
        "the old beginning is out",
        abc,
        all,
        "0 a user=x\n5 b user=x\n10 c user=x",
        &[],
    );
    check(
        "a later beginning is in",
        abc,
        all,
        "0 a user=x\n1 b user=x\n4 a user=x\n6 b user=x\n11 c user=x",
        &["T@11 3 user=x"],
    );
    check(
        "the later beginning comes too late",
        abc,
        all,
        "0 a user=x\n1 b user=x\n4 a user=x\n11 c user=x",
        &[],
    );
}

#[test]
fn an_event_is_one_step_and_a_gap_none() {
    let check = |name: &str, rules: &str, rest: &str, lines: &str, expected: &[&str]| {
        check(name, &of("temporal_ordered", rules, rest), lines, expected);
    };
    let (abc, all) = ("[a, b, c]", "group-by: [user]");
    check("one event is one step", "[a, b]", all, "0 ab user=x", &[]);
    check(
        "an event may be either",
        "[a, b]",
        all,
        "0 ab user=x\n1 ab user=x",
        &["T@1 2 user=x"],
    );
    check(
        "same second, by line",
        "[a, b]",
        all,
        "0 a user=x\n0 b user=x",
        &["T@0 2 user=x"],
    );
    check(
        "same second, other way",
        "[a, b]",
        all,
        "0 b user=x\n0 a user=x",
        &[],
    );
    check(
        "the same rule twice",
        "[a, a, b]",
        all,
        "0 a user=x\n1 b user=x\n2 a user=x\n3 b user=x",
        &["T@3 3 user=x"],
    );
    check(
        "a gap where two suffice",
        abc,
        "condition: {gte: 2}",
        "0 c\n1 a\n2 c",
        &["T@2 2"],
    );
}

#[test]
fn numbers_are_added_up_exactly() {
    let check = |name: &str, kind: &str, condition: &str, lines: &str, expected: &[&str]| {
        let condition = format!("condition: {{field: n, {condition}}}");
        check(name, &of(kind, "[a, b]", &condition), lines, expected);
    };
    check(
        "sum",
        "value_sum",
        "gt: 9",
        "0 a n=4\n1 b n=5\n2 a n=1",
        &["T@2 10"],
    );
    check("one event once", "value_sum", "gte: 8", "0 ab n=4", &[]);
    check(
        "sum leaves",
        "value_sum",
        "gte: 10",
        "0 a n=9\n10 a n=1",
        &[],
    );
    check(
        "below nought",
        "value_sum",
        "lt: 0",
        "0 a n=4\n1 a n=-5.5",
        &["T@1 -1.5"],
    );
    check(
        "no number",
        "value_sum",
        "gte: 1",
        "0 a n=many\n1 a\n2 a n=0x10",
        &["T@2 16"],
    );
    check(
        "a large one leaves nothing",
        "value_sum",
        "eq: 0.3",
        "0 a n=9007199254740993\n9 a n=0.1\n11 a n=0.2",
        &["T@11 0.3"],
    );
    check(
        "not to be added up",
        "value_sum",
        "gt: 0",
        "0 a n=1e300",
        &[],
    );
}

#[test]
fn numbers_have_a_mean_and_ranks() {
    let check = |name: &str, kind: &str, condition: &str, lines: &str, expected: &[&str]| {
        let condition = format!("condition: {{field: n, {condition}}}");
        check(name, &of(kind, "[a, b]", &condition), lines, expected);
    };
    check(
        "mean",
        "value_avg",
        "gte: 2.5",
        "0 a n=2\n1 a n=3",
        &["T@1 2.5"],
    );
    check(
        "median of one",
        "value_percentile",
        "eq: 7",
        "0 a n=7",
        &["T@0 7"],
    );
    check(
        "median of four is the second",
        "value_percentile",
        "eq: 2",
        "0 a n=9\n0 a n=2\n0 a n=1\n0 a n=5",
        &["T@0 2"],
    );
    let late = "gte: 8, percentile: 90";
    check(
        "ninety of a hundred",
        "value_percentile",
        late,
        "0 a n=9\n0 a n=1\n9 a n=9\n12 a n=7\n12 a n=8",
        &["T@0 9", "T@12 9"],
    );
    check(
        "least",
        "value_percentile",
        "eq: 1, percentile: 0",
        "0 a n=3\n1 a n=1\n2 a n=2",
        &["T@1 1"],
    );
}
