//! Random rules over random events: what runs fast answers like the slow,
//! obvious evaluator, whatever the order of rules and fields.

use std::borrow::Cow;
use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::event::{Event, Field};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::super::logsource::accepts;
use super::super::reference::{Facts, matched_fields, rule_holds};
use super::super::{RuleSet, Scratch};

const SEEDS: u64 = 60;
const RULES: usize = 60;
const EVENTS: usize = 60;

const FIELDS: [&str; 5] = ["Image", "CommandLine", "LogonId", "User", "Time"];
const TEXTS: [&str; 16] = [
    "abc",
    "ABCDEFG",
    "a*c",
    "?bc",
    "Đăng nhập",
    "đĂNG",
    "KẾT nối",
    "",
    "*",
    " -x",
    "/y ",
    "10",
    "admin.exe",
    "*min*e?e",
    "\\\\abc",
    "İxyzabc",
];
const REGEXES: [&str; 7] = [
    "ab+c",
    "^đ",
    "exe$",
    "(abc|admin)[.d]",
    "adm[iI]n",
    ".*",
    "nối\\s*[0-9]?",
];
const NUMBERS: [&str; 5] = ["10", "-3", "3.5", "0x1f", "21"];
const RANGES: [&str; 3] = ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"];
const SEEN: [&str; 14] = [
    "abc",
    "ABCDEFGabc",
    "xBCy",
    "ĐĂNG NHẬP",
    "đăng xuất",
    "kết NỐI 5",
    "",
    "run –x abc",
    "RUN /Y now",
    "10",
    "31",
    "2026-02-14T03:21:00Z",
    "10.1.2.3",
    "2001:db8::5",
];
const CONDITIONS: [&str; 12] = [
    "a",
    "not a",
    "a and b",
    "a or b",
    "a and not b",
    "1 of them",
    "all of them",
    "not 1 of *",
    "(a or b) and not c",
    "not (a and c)",
    "a and (b or not c)",
    "not not b or c",
];
const MODIFIERS: [&str; 33] = [
    "",
    "",
    "|contains",
    "|startswith",
    "|endswith",
    "|contains|all",
    "|cased",
    "|contains|cased",
    "|neq",
    "|contains|neq",
    "|windash|contains",
    "|windash|contains|all",
    "|re",
    "|re|i",
    "|re|m|s",
    "|re|all",
    "|base64|contains",
    "|base64offset|contains",
    "|wide|base64offset|contains",
    "|utf16be|base64",
    "|cidr",
    "|cidr|neq",
    "|lt",
    "|lte",
    "|gt",
    "|gte",
    "|hour",
    "|minute|gte",
    "|exists",
    "|fieldref",
    "|fieldref|startswith",
    "|fieldref|contains|cased",
    "|expand|contains",
];

struct Random(ChaCha8Rng);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.0.next_u32()).unwrap() % bound
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// A value that the modifiers can be asked with, as YAML.
    fn value(&mut self, modifiers: &str) -> String {
        let has = |name: &str| modifiers.split('|').any(|one| one == name);
        let text = if has("re") {
            self.pick(&REGEXES)
        } else if has("cidr") {
            self.pick(&RANGES)
        } else if ["lt", "lte", "gt", "gte", "hour"].into_iter().any(has) {
            self.pick(&NUMBERS)
        } else if has("exists") {
            self.pick(&["true", "false"])
        } else if has("fieldref") {
            self.pick(&FIELDS)
        } else if modifiers.contains("base64") {
            self.pick(&["abc", "admin.exe", "Đăng"])
        } else if has("expand") {
            self.pick(&["%names%", "x%names%*", "abc"])
        } else if modifiers.is_empty() && self.below(6) == 0 {
            return "null".to_owned();
        } else {
            self.pick(&TEXTS)
        };
        format!("'{text}'")
    }

    fn values(&mut self, modifiers: &str) -> String {
        let count = if modifiers.contains("exists") {
            1
        } else {
            1 + self.below(3)
        };
        let values: Vec<String> = (0..count).map(|_| self.value(modifiers)).collect();
        if count == 1 {
            values.concat()
        } else {
            format!("[{}]", values.join(", "))
        }
    }

    fn map(&mut self) -> String {
        let mut named = BTreeSet::new();
        let items: Vec<String> = (0..=self.below(3))
            .filter_map(|_| {
                let (field, modifiers) = (self.pick(&FIELDS), self.pick(&MODIFIERS));
                let key = format!("{field}{modifiers}");
                let values = self.values(modifiers);
                named
                    .insert(key.clone())
                    .then(|| format!("'{key}': {values}"))
            })
            .collect();
        format!("{{{}}}", items.join(", "))
    }

    fn search(&mut self) -> String {
        match self.below(6) {
            0 => format!("[{}, {}]", self.map(), self.map()),
            1 => format!(
                "['{}', '{}']",
                self.pick(&["abc", "nối", "a*c"]),
                self.pick(&["zzz", "ĐĂ"])
            ),
            2 => format!(
                "{{'|all': ['{}', '{}']}}",
                self.pick(&["abc", "b"]),
                self.pick(&["ế", "1"])
            ),
            _ => self.map(),
        }
    }

    fn rule(&mut self, number: usize) -> String {
        let source = self.pick(&[
            "{category: process_creation, product: windows}",
            "{product: windows, service: security}",
            "{product: linux}",
            "{category: webserver}",
        ]);
        let (a, b, c) = (self.search(), self.search(), self.search());
        let condition = self.pick(&CONDITIONS);
        format!(
            "title: rule\nid: r{number}\nlogsource: {source}\n\
             detection:\n  a: {a}\n  b: {b}\n  c: {c}\n  condition: {condition}\n"
        )
    }

    fn event(&mut self) -> Event<'static> {
        let mut fields = Vec::new();
        let mut push = |name: &'static str, value: String| {
            fields.push(Field {
                name: Cow::Borrowed(name),
                value: Cow::Owned(value),
                column: None,
            });
        };
        if self.below(2) == 0 {
            push("Channel", "Security".to_owned());
            push("EventID", self.pick(&["4688", "1"]).to_owned());
        }
        for _ in 0..self.below(6) {
            let name = self.pick(&[
                "Image",
                "CommandLine",
                "LogonId",
                "User",
                "Time",
                "NewProcessName",
                "ProcessCommandLine",
                "Other",
            ]);
            let seen = self.pick(&SEEN);
            let value = match self.below(8) {
                0 => STANDARD.encode(format!("{}abc Đăng", self.pick(&["", "x", "xy"]))),
                1 => STANDARD.encode(
                    "abc"
                        .encode_utf16()
                        .flat_map(u16::to_le_bytes)
                        .collect::<Vec<u8>>(),
                ),
                2 => format!("{seen}admin.exe"),
                _ => seen.to_owned(),
            };
            push(name, value);
        }
        Event {
            parser: self.pick(&["windows_json", "access", "key_value"]),
            fields,
            ..Event::default()
        }
    }
}

fn set(rules: impl Iterator<Item = String>) -> RuleSet {
    let mut builder = RuleSet::builder();
    builder.placeholder("names", vec!["admin".to_owned(), "Kết".to_owned()]);
    for rule in rules {
        builder.add(&rule, &rule);
    }
    let (set, problems) = builder.build();
    assert_eq!(problems, []);
    set
}

/// Ids of the rules that match.
fn fast(set: &RuleSet, event: &Event<'_>, scratch: &mut Scratch) -> BTreeSet<String> {
    let mut matched = Vec::new();
    set.matches(event, scratch, &mut matched);
    let ids = matched
        .iter()
        .map(|rule| set.meta(*rule).unwrap().id.clone().unwrap());
    ids.collect()
}

fn slow(set: &RuleSet, event: &Event<'_>) -> BTreeSet<String> {
    let facts = Facts::of(event);
    let rules = set.rules.iter().map(|(_, rule)| rule);
    rules
        .filter(|rule| accepts(&rule.source, facts.origin) && rule_holds(rule, &facts))
        .map(|rule| rule.meta.id.clone().unwrap())
        .collect()
}

/// The fields told with a match are those the reference tells. It repeats a field under the name
/// that stands for it also where a rule names none, so there only the values count.
fn told_alike(set: &RuleSet, event: &Event<'_>, scratch: &mut Scratch) {
    let mut matched = Vec::new();
    set.matches(event, scratch, &mut matched);
    let facts = Facts::of(event);
    let has_others = facts.fields.len() > event.fields.len();
    for rule in matched {
        let pairs = |told: Vec<(&str, &str)>| -> BTreeSet<(String, String)> {
            let name = |name: &str| if has_others { "" } else { name }.to_owned();
            told.iter()
                .map(|(own, value)| (name(own), (*value).to_owned()))
                .collect()
        };
        let (_, written) = &set.rules[rule as usize];
        let expected = pairs(matched_fields(written, &facts));
        let told = pairs(set.matched_fields(rule, event, scratch));
        assert_eq!(told, expected, "{:?}: {event:?}", written.meta.id);
    }
}

#[test]
fn the_compiled_form_answers_like_the_reference_in_any_order() {
    let (mut matches, mut asked) = (0, 0);
    for seed in 0..SEEDS {
        let mut random = Random(ChaCha8Rng::seed_from_u64(seed));
        let rules: Vec<String> = (0..RULES).map(|number| random.rule(number)).collect();
        let forth = set(rules.iter().cloned());
        let back = set(rules.iter().rev().cloned());
        let (mut scratch, mut other) = (Scratch::default(), Scratch::default());
        for _ in 0..EVENTS {
            let mut event = random.event();
            let expected = slow(&forth, &event);
            told_alike(&forth, &event, &mut scratch);
            let told = |found: &BTreeSet<String>| -> Vec<String> {
                let differ = found.symmetric_difference(&expected);
                differ
                    .map(|id| rules[id.trim_start_matches('r').parse::<usize>().unwrap()].clone())
                    .collect()
            };
            let found = fast(&forth, &event, &mut scratch);
            assert_eq!(told(&found), [""; 0], "seed {seed}: {event:?}");
            event.fields.reverse();
            let found = fast(&back, &event, &mut other);
            assert_eq!(
                told(&found),
                [""; 0],
                "seed {seed}, turned round: {event:?}"
            );
            matches += expected.len();
            asked += RULES;
        }
    }
    // Rules that always or never match would prove little.
    assert!(
        matches * 20 > asked && matches * 4 < asked * 3,
        "{matches} of {asked}"
    );
}
