//! What can't be used is told with file and line; the rest runs.

use super::super::super::Reason;
use super::set;

fn count(name: &str, rules: &str) -> String {
    format!(
        "title: {name}\nname: {name}\ncorrelation:\n  type: event_count\n  rules: {rules}\n  \
         timespan: 1m\n  condition: {{gte: 1}}\n---\n"
    )
}

/// The problems by their lines, and the titles of what is left.
fn check(name: &str, correlations: &str, problems: &[(u32, Reason)], left: &[&str]) {
    let (set, found) = set(correlations);
    assert!(
        found.iter().all(|one| &*one.file == "correlations.yml"),
        "{name}"
    );
    let found: Vec<_> = found
        .into_iter()
        .map(|one| (one.problem.line, one.problem.reason))
        .collect();
    assert_eq!(found, problems, "{name}");
    let titles: Vec<&str> = (0..3)
        .filter_map(|number| set.correlation(number).map(|meta| meta.title.as_str()))
        .collect();
    assert_eq!(titles, left, "{name}");
}

#[test]
fn references_must_lead_to_rules() {
    let unknown = |name: &str| Reason::UnknownRule(name.into());
    let circle = |name: &str| Reason::Circle(name.into());
    let join = |parts: &[String]| parts.concat();
    check("by name and id", &count("x", "[a, id-b]"), &[], &["x"]);
    check("a single one", &count("x", "a"), &[], &["x"]);
    let two = join(&[count("x", "[a, nobody]"), count("y", "[b]")]);
    check("unknown", &two, &[(5, unknown("nobody"))], &["y"]);
    let chain = join(&[count("x", "[y]"), count("y", "[a]")]);
    check("inner first", &chain, &[], &["y", "x"]);
    let widow = join(&[count("x", "[y]"), count("y", "[nobody]")]);
    check(
        "on one that is gone",
        &widow,
        &[(13, unknown("nobody")), (5, unknown("y"))],
        &[],
    );
    check("itself", &count("x", "[x]"), &[(5, circle("x"))], &[]);
    let ring = join(&[count("x", "[y]"), count("y", "[x]"), count("z", "[y, a]")]);
    let told = [(5, circle("x")), (13, circle("y")), (21, unknown("y"))];
    check("a ring and one that looks at it", &ring, &told, &[]);
    let twins = join(&[count("x", "[a]"), count("x", "[b]"), count("z", "[x]")]);
    check(
        "a name of two",
        &twins,
        &[(21, Reason::IdTwice("x".into()))],
        &["x", "x"],
    );
    let id = count("x", "[a]").replace("name: x", "id: id-a");
    check(
        "an id of a rule",
        &id,
        &[(1, Reason::IdTwice("id-a".into()))],
        &[],
    );
}

#[test]
fn what_a_correlation_looks_at_is_not_reported_by_itself() {
    let reported = |correlations: &str| {
        let (set, _) = set(correlations);
        [0, 1, 2].map(|rule| set.is_reported(rule))
    };
    let generated = count("x", "[a, b]\n  generate: true");
    assert_eq!(reported(""), [true, true, true]);
    assert_eq!(reported(&count("x", "[a, b]")), [false, false, true]);
    assert_eq!(reported(&generated), [true, true, true]);
    assert_eq!(
        reported(&format!("{generated}{}", count("y", "[b, c]"))),
        [true, true, false]
    );
    // A correlation that can't run takes nothing away.
    assert_eq!(reported(&count("x", "[a, nobody]")), [true, true, true]);
}
