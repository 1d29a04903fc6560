//! What reads Sigma rules, which anybody may have written.

use detect::sigma::{RuleSet, Scratch};
use domain::event::{Event, Field};

use super::super::shape::Shape;
use super::Target;

/// What the starter rules don't have: filters, anchors, placeholders, the rarer modifiers.
const FILES: &[&str] = &[
    "title: F\nlogsource: {product: windows}\nfilter:\n  rules: any\n  own: {User: root}\n  condition: not own\n",
    "title: A\nname: a\nlogsource: &source {product: windows}\ndetection:\n  s:\n    Image|endswith: &ends ['\\a.exe', 'b?c*']\n    \
     Other: *ends\n  condition: s\n---\ntitle: B\nlogsource: *source\n",
    "title: P\nlogsource: {product: windows}\ndetection:\n  s:\n    User|expand: '%names%'\n    CommandLine|windash|contains: ' -e'\n    \
     CommandLine|wide|base64offset|contains: 'ab'\n    SourceIp|cidr: 10.0.0.0/8\n    Count|gte: 10\n  \
     keywords: [one, 'two*']\n  condition: 1 of s* or (not keywords and all of them)\n",
    "title: R\nname: r\nlogsource: {product: windows}\ndetection: {s: {Image|re|i: '^c.*[a-z]{2,9}$', User|fieldref: Other, Empty: null, \
     There|exists: true}, condition: s}\n---\ntitle: C\ncorrelation:\n  type: value_count\n  rules: [r]\n  group-by: [User]\n  \
     timespan: 5m\n  condition: {field: Image, gte: 2}\n",
];

const WORDS: &[&str] = &[
    "title: ",
    "name: ",
    "id: ",
    "logsource: ",
    "detection: ",
    "condition: ",
    "correlation: ",
    "filter: ",
    "rules: ",
    "group-by: ",
    "aliases: ",
    "timespan: 1h",
    "generate: true",
    "type: temporal_ordered",
    "type: value_percentile",
    "level: critical",
    "product: windows",
    "category: process_creation",
    "|contains",
    "|startswith",
    "|all",
    "|re|i",
    "|cidr",
    "|cased",
    "|windash",
    "|base64offset",
    "|utf16le",
    "|expand",
    "|exists",
    "|fieldref",
    "|neq",
    "|hour",
    "%names%",
    "1 of them",
    "all of s*",
    " and not ",
    " or ",
    "(",
    ")",
    "&a ",
    "*a",
    "---\n",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "'",
    "\"",
    ">-\n",
    "~",
    "{1,999}",
    "\\",
];

/// `detect::sigma`: a file of rules, and the set of it on one event.
pub(super) static RULES: Target = Target {
    name: "sigma.rules",
    run: |input| {
        let text = String::from_utf8_lossy(input);
        let mut files = RuleSet::builder();
        files.placeholder("names", vec!["root".into(), "ad*".into()]);
        files.add("rules.yml", &text);
        let (set, problems) = files.build();
        let mut matched = Vec::new();
        set.matches(&event(), &mut Scratch::default(), &mut matched);
        let shape = Shape::new()
            .count(set.len())
            .count(set.correlations())
            .count(matched.len());
        problems
            .iter()
            .take(8)
            .fold(shape, |shape, one| shape.word(one.problem.reason.code()))
    },
    samples: || FILES.iter().map(|text| text.as_bytes().to_vec()).collect(),
    folders: &[("crates/detect/rules", ".yml")],
    dictionary: WORDS,
};

fn event() -> Event<'static> {
    let fields = [
        ("Channel", "Security"),
        ("EventID", "4688"),
        ("Image", "C:\\Windows\\a.exe"),
        ("CommandLine", "a.exe –e QQ"),
        ("User", "root"),
        ("SourceIp", "10.1.2.3"),
        ("Count", "12"),
        ("cs-uri-query", "c=whoami"),
    ];
    let field = |(name, value): (&'static str, &'static str)| Field {
        name: name.into(),
        value: value.into(),
        column: None,
    };
    Event {
        fields: fields.into_iter().map(field).collect(),
        ..Event::default()
    }
}
