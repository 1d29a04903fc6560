//! What can't be used is refused with its reason, and costs no more than it may.

use domain::event::{Event, Field};

use super::super::{Reason, RuleSet, Scratch};

const RULES: &str = "\
title: X\nname: x\nlogsource: {product: x}\ndetection: {s: {rule: seen}, condition: s}\n---\n\
title: Y\nname: y\nlogsource: {product: x}\ndetection: {s: {rule: seen}, condition: s}\n";

fn check(name: &str, text: &str, expected: &[Reason]) {
    let mut files = RuleSet::builder();
    files.add("rules.yml", text);
    let (_, problems) = files.build();
    let reasons: Vec<Reason> = problems.into_iter().map(|one| one.problem.reason).collect();
    assert_eq!(reasons, expected, "{name}");
}

fn shape(key: &str) -> Reason {
    Reason::Shape(key.into())
}

fn filter(rules: &str) -> String {
    format!(
        "title: F\nlogsource: {{product: x}}\nfilter: {{{rules}own: {{user: root}}, condition: not own}}\n"
    )
}

fn event(user: &'static str) -> Event<'static> {
    let field = |name: &'static str, value: &'static str| Field {
        name: name.into(),
        value: value.into(),
        column: None,
    };
    Event {
        fields: vec![field("rule", "seen"), field("user", user)],
        ..Event::default()
    }
}

/// The set of [`RULES`] under filters, and the titles of those that match root's event.
fn filtered(filters: &[String]) -> (RuleSet, Vec<String>) {
    let mut files = RuleSet::builder();
    files.add("rules.yml", RULES);
    for filter in filters {
        files.add("filter.yml", filter);
    }
    let (set, problems) = files.build();
    assert_eq!(problems, [], "{filters:?}");
    let titles = |user| -> Vec<String> {
        let mut matched = Vec::new();
        set.matches(&event(user), &mut Scratch::default(), &mut matched);
        let metas = matched.iter().map(|rule| set.meta(*rule).unwrap());
        metas.map(|meta| meta.title.clone()).collect()
    };
    assert_eq!(titles("van.thu"), ["X", "Y"], "{filters:?}");
    let left = titles("root");
    (set, left)
}

#[test]
fn a_filter_names_its_rules_or_says_that_it_is_for_all() {
    check("none", &filter(""), &[Reason::Missing("rules")]);
    for rules in ["[]", "{}", "{x: y}", "~", "[x, [y]]", "[x, ~]"] {
        let text = filter(&format!("rules: {rules}, "));
        check(rules, &text, &[shape("rules")]);
    }
    let check_left = |rules: &str, left: &[&str]| {
        let (_, found) = filtered(&[filter(&format!("rules: {rules}, "))]);
        assert_eq!(found, left, "{rules}");
    };
    check_left("any", &[]);
    check_left("all", &[]);
    check_left("[any]", &[]);
    check_left("[x, any]", &[]);
    check_left("x", &["Y"]);
    check_left("[y]", &["X"]);
    check_left("[x, y]", &[]);
}

#[test]
fn many_filters_nest_no_deeper_than_one() {
    let deepest = |filters: usize| {
        let (set, left) = filtered(&vec![filter("rules: any, "); filters]);
        assert_eq!(left, [""; 0]);
        let explanation = set.explain(0, &event("root")).unwrap();
        explanation.lines.iter().map(|line| line.depth).max()
    };
    assert_eq!(deepest(40), deepest(1));
}

#[test]
fn groups_are_lists_of_names() {
    for group in ["{a: b}", "[a, {b: c}]", "[[a]]", "~"] {
        let text = format!(
            "title: C\ncorrelation: {{type: event_count, rules: [x], group-by: {group}, \
             timespan: 1m, condition: {{gte: 1}}}}\n"
        );
        check(group, &text, &[shape("group-by")]);
    }
}

#[test]
fn what_asks_for_a_field_needs_one() {
    let rule = |search: &str| {
        format!("title: T\nlogsource: {{product: x}}\ndetection: {{s: {search}, condition: s}}\n")
    };
    let needs_field = Reason::Modifier("exists".into(), "it needs a field");
    check("keyword", &rule("{'|exists': true}"), &[needs_field]);
    check("field", &rule("{a|exists: true}"), &[]);
}

#[test]
fn a_key_may_stand_in_several_maps_but_once_in_each() {
    let two = |map: &str| format!("title: T\nx: {map}\n");
    check(
        "several",
        &two("{a: {a: b}, b: {a: b}}"),
        &[Reason::NotARule],
    );
    let twice = Reason::KeyTwice("a".into());
    check("twice", &two("{a: 1, b: {c: 1}, a: 2}"), &[twice]);
}

#[test]
fn copies_count_like_what_is_written_out() {
    let nested = |anchors: bool| {
        let open = |at: usize| {
            if anchors {
                format!("&a{at} [")
            } else {
                "[".to_owned()
            }
        };
        let opened: String = (0..25).map(open).collect();
        let inside = "0, ".repeat(10_000);
        format!("title: T\nx: {opened}{inside}{}\n", "]".repeat(25))
    };
    check("lists in lists", &nested(false), &[Reason::NotARule]);
    check("each with an anchor", &nested(true), &[Reason::TooLarge]);
    let text = |aliases: usize| {
        let long = "x".repeat(64_000);
        format!(
            "title: T\nx: [&a {long}, {}]\n",
            vec!["*a"; aliases].join(", ")
        )
    };
    check("a long text repeated", &text(100), &[Reason::NotARule]);
    check("too often", &text(300), &[Reason::TooLarge]);
}

#[test]
fn conditions_and_expressions_are_limited() {
    let conditions = |count: usize| {
        let searches: String = (0..101).map(|at| format!("s{at}: {{a: b}}, ")).collect();
        let list = vec!["1 of them"; count].join(", ");
        format!(
            "title: T\nlogsource: {{product: x}}\ndetection: {{{searches}condition: [{list}]}}\n"
        )
    };
    check("9,999 terms", &conditions(99), &[]);
    check("10,100 terms", &conditions(100), &[Reason::TooLarge]);
    let expressions = |count: usize| {
        let list = vec!["a"; count].join(", ");
        format!(
            "title: T\nlogsource: {{product: x}}\ndetection: {{s: {{f|re: [{list}]}}, condition: s}}\n"
        )
    };
    check("2,000 expressions", &expressions(2_000), &[]);
    let two = format!("{}---\n{}", expressions(1_200), expressions(801));
    check("2,001 in one file", &two, &[Reason::TooLarge]);
}
