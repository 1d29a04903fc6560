//! The checked-in list of disagreements.
//!
//! ```text
//! == ours: a name for the reason
//! Who is right by the specification, and why; one or more lines.
//!
//! RULE<tab>FILE<tab>RECORD,RECORD-RECORD
//! ```
//!
//! `ours` are matches that only our engine finds, `theirs` those that only the other does,
//! `both` what they tell differently.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A rule and an event on which the engines differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Disagreement {
    /// Its id.
    pub(super) rule: String,
    /// The log, below the folder of logs.
    pub(super) file: String,
    /// Which of its records, from 1.
    pub(super) record: usize,
}

/// Who finds the match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Ours,
    Theirs,
    /// Both, and they say something else of it.
    Both,
}

/// The list.
#[derive(Debug, Default)]
pub(super) struct Explained {
    known: BTreeMap<Disagreement, Side>,
}

impl Explained {
    pub(super) fn read(text: &str) -> Self {
        let mut list = Self::default();
        let mut side = None;
        let mut reason = String::new();
        for line in text.lines() {
            if let Some(heading) = line.strip_prefix("== ") {
                let (of, name) = heading.split_once(": ").expect(heading);
                assert!(!name.is_empty(), "{heading}");
                side = Some(match of {
                    "ours" => Side::Ours,
                    "theirs" => Side::Theirs,
                    "both" => Side::Both,
                    other => panic!("of neither side: {other}"),
                });
                reason.clear();
            } else if let [rule, file, records] = line.split('\t').collect::<Vec<_>>().as_slice() {
                assert!(!reason.is_empty(), "without a reason: {line}");
                for record in records.split(',').flat_map(span) {
                    let what = Disagreement {
                        rule: (*rule).to_owned(),
                        file: (*file).to_owned(),
                        record,
                    };
                    let before = list.known.insert(what, side.expect("no heading"));
                    assert_eq!(before, None, "twice: {line}");
                }
            } else {
                reason.push_str(line.trim());
            }
        }
        list
    }

    /// What was seen and is not in the list, and what is only there; nothing when all is
    /// explained.
    pub(super) fn differences(&self, seen: &BTreeMap<Disagreement, Side>) -> String {
        let unexplained = without(seen, &self.known);
        let gone = without(&self.known, seen);
        let mut told = String::new();
        for (heading, which) in [
            ("not in the list", unexplained),
            ("in the list, but they no longer occur", gone),
        ] {
            if !which.is_empty() {
                writeln!(told, "{heading}:\n{}", written(&which)).unwrap();
            }
        }
        told
    }
}

fn without(
    all: &BTreeMap<Disagreement, Side>,
    known: &BTreeMap<Disagreement, Side>,
) -> BTreeMap<Disagreement, Side> {
    let new = all
        .iter()
        .filter(|(what, side)| known.get(what) != Some(side));
    new.map(|(what, side)| (what.clone(), *side)).collect()
}

/// `3`, or `3-7`.
fn span(text: &str) -> std::ops::RangeInclusive<usize> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    first.parse().expect(text)..=last.parse().expect(text)
}

/// In the form of the list, side by side.
fn written(which: &BTreeMap<Disagreement, Side>) -> String {
    let mut rows: BTreeMap<(Side, &str, &str), Vec<usize>> = BTreeMap::new();
    for (what, side) in which {
        let row = rows.entry((*side, &what.rule, &what.file)).or_default();
        row.push(what.record);
    }
    let mut text = String::new();
    for ((side, rule, file), records) in rows {
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for record in records {
            match spans.last_mut() {
                Some((_, last)) if *last + 1 == record => *last = record,
                _ => spans.push((record, record)),
            }
        }
        let spans: Vec<String> = spans
            .into_iter()
            .map(|(first, last)| match first == last {
                true => first.to_string(),
                false => format!("{first}-{last}"),
            })
            .collect();
        writeln!(text, "{side:?}\t{rule}\t{file}\t{}", spans.join(",")).unwrap();
    }
    text
}

#[test]
fn a_list_that_is_too_short_or_too_long_is_noticed() {
    let text = "== theirs: numbers\nA sentence.\n\nrule-1\tone.evtx\t1,3-4\n";
    let list = Explained::read(text);
    let seen = |records: &[usize]| -> BTreeMap<Disagreement, Side> {
        let all = records.iter().map(|record| Disagreement {
            rule: "rule-1".into(),
            file: "one.evtx".into(),
            record: *record,
        });
        all.map(|what| (what, Side::Theirs)).collect()
    };
    assert_eq!(list.differences(&seen(&[1, 3, 4])), "");
    for wrong in [&[1, 3][..], &[1, 3, 4, 5]] {
        let wrong = seen(wrong);
        assert_ne!(list.differences(&wrong), "", "{wrong:?}");
    }
}
