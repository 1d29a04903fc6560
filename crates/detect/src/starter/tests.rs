use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::files;
use crate::formats::{ParseContext, Stream, event_time};
use crate::sigma::{CorrelationLimits, RecordRef, RuleSet, Scratch};

/// Samples that another rule speaks of as well, and why that is right.
const ALSO: &[(&str, &str, &str)] = &[
    (
        "firewall_outbound_suspicious_port",
        "firewall_inside_scans",
        "a refused connection is one of those that a scan is told by",
    ),
    (
        "vpn_fortigate_session_files",
        "web_path_traversal",
        "the request climbs out of the folder to reach the file of sessions",
    ),
];

/// How many events of its samples each rule that correlations count matches.
const COUNTED: &[(&str, &str, usize, usize)] = &[
    (
        "bigip_account_after_smuggling",
        "bigip_account_created",
        1,
        0,
    ),
    (
        "bigip_account_after_smuggling",
        "bigip_login_page_form",
        1,
        0,
    ),
    ("dns_beacon_unknown_names", "dns_unknown_name", 34, 34),
    ("firewall_inside_scans", "firewall_inside_refused", 24, 24),
    ("linux_ssh_guessing", "ssh_password_accepted", 1, 1),
    ("linux_ssh_guessing", "ssh_password_refused", 22, 12),
    ("vpn_guessing", "vpn_password_refused", 12, 12),
    ("vpn_guessing", "vpn_session_opened", 1, 1),
    ("web_gambling_pages", "web_gambling_page", 8, 2),
    ("windows_new_local_admin", "windows_account_created", 1, 1),
    (
        "windows_new_local_admin",
        "windows_admin_member_added",
        1,
        0,
    ),
    (
        "windows_password_spraying",
        "windows_sign_in_refused",
        11,
        11,
    ),
    ("zimbra_guessing", "zimbra_password_refused", 20, 9),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rules")
}

fn names_in(folder: PathBuf) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test, not the core, reads the samples"
)]
fn bytes(sample: &str) -> Vec<u8> {
    std::fs::read(folder().join("samples").join(sample)).unwrap()
}

fn rules() -> RuleSet {
    let mut builder = RuleSet::builder();
    for (name, text) in files() {
        builder.add(name, text);
    }
    let (set, problems) = builder.build();
    assert_eq!(problems, []);
    set
}

/// How samples are read: as if received the morning after, in Vietnam.
fn context() -> ParseContext {
    ParseContext {
        received_at: "2026-02-15T00:00:00Z".parse::<Timestamp>().unwrap(),
        zone: TimeZone::fixed(jiff::tz::offset(7)),
        year: None,
    }
}

/// File and name of every rule that matches, for each event of a sample as its device printed it.
fn matches(set: &RuleSet, sample: &str) -> Vec<Vec<(String, Option<String>)>> {
    let bytes = bytes(sample);
    let stream = Stream::recognise(&bytes, None, &context());
    let (mut scratch, mut matched, mut all) = (Scratch::default(), Vec::new(), Vec::new());
    let read = stream.read_block(&bytes, 1, &mut |_, event| {
        set.matches(event, &mut scratch, &mut matched);
        let named = matched.iter().map(|rule| {
            let file = set.file(*rule).unwrap().trim_end_matches(".yml");
            (file.to_owned(), set.meta(*rule).unwrap().name.clone())
        });
        all.push(named.collect());
    });
    assert_eq!(read.problems, [], "{sample}");
    assert_eq!(read.events, read.records, "{sample}");
    all
}

/// Titles of the correlations that the events of a sample set off.
fn correlated<'s>(set: &'s RuleSet, sample: &str) -> BTreeSet<&'s str> {
    let (bytes, context) = (bytes(sample), context());
    let stream = Stream::recognise(&bytes, None, &context);
    let source: Arc<str> = sample.into();
    let mut correlator = set.correlator(CorrelationLimits::default());
    let (mut scratch, mut matched, mut found) = (Scratch::default(), Vec::new(), Vec::new());
    stream.read_block(&bytes, 1, &mut |record, event| {
        set.matches(event, &mut scratch, &mut matched);
        for rule in matched.iter().filter(|rule| set.is_correlated(**rule)) {
            let time = event_time(event, &context);
            let time = time.unwrap_or_else(|| panic!("{sample}: no time in record {record}"));
            let place = RecordRef {
                source: Arc::clone(&source),
                record,
            };
            correlator.feed(*rule, event, time, place, &mut found);
        }
    });
    correlator.finish(&mut found);
    assert_eq!(correlator.losses().uncounted(), 0, "{sample}");
    let metas = found.iter().map(|one| set.correlation(one.correlation));
    metas.map(|meta| meta.unwrap().title.as_str()).collect()
}

/// The rule a sample belongs to, and whether its events must match.
fn belongs(sample: &str) -> (&str, bool) {
    let mut parts = sample.split('.');
    let rule = parts.next().unwrap();
    match parts.next() {
        Some("match") => (rule, true),
        Some("other") => (rule, false),
        _ => panic!("{sample} is named neither match nor other"),
    }
}

fn samples() -> impl Iterator<Item = String> {
    let names = names_in(folder().join("samples")).into_iter();
    names.filter(|name| name != "README.md")
}

#[test]
fn every_file_of_the_folder_is_embedded_and_has_samples() {
    let embedded: BTreeSet<String> = files().iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut there = names_in(folder());
    there.remove("samples");
    assert_eq!(embedded, there);
    assert_eq!(embedded.len(), files().len());
    let mut sampled: BTreeMap<String, BTreeSet<bool>> = BTreeMap::new();
    for sample in samples() {
        let (rule, must) = belongs(&sample);
        sampled
            .entry(format!("{rule}.yml"))
            .or_default()
            .insert(must);
    }
    for name in &embedded {
        assert_eq!(
            sampled.remove(name),
            Some(BTreeSet::from([false, true])),
            "{name}"
        );
    }
    assert_eq!(sampled, BTreeMap::new());
}

#[test]
fn every_document_says_who_what_and_in_both_languages() {
    rules();
    let mut ids = BTreeSet::new();
    for (file, text) in files() {
        assert!(text.starts_with("title: "), "{file}");
        for document in text.split("\n---\n") {
            let line = |key: &str| {
                let mut lines = document.lines();
                let found = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
                found.unwrap_or_else(|| panic!("{file}: {key}")).trim()
            };
            for key in ["description", "level"] {
                assert!(!line(key).is_empty(), "{file}: {key}");
            }
            assert!(!line("title_vi").is_ascii(), "{file}: {}", line("title_vi"));
            assert_eq!(line("author"), "Khiên", "{file}");
            assert_eq!(line("license"), "Apache-2.0", "{file}");
            assert!(document.contains("\ntags:\n  - attack."), "{file}");
            let id = line("id");
            let shape: String = id
                .chars()
                .map(|c| if c.is_ascii_hexdigit() { 'x' } else { c })
                .collect();
            assert_eq!(shape, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "{file}");
            assert_eq!(id.get(14..15), Some("4"), "{file}: {id} is not random");
            assert!(ids.insert(id.to_owned()), "{file}: {id} twice");
        }
    }
}

#[test]
fn rules_match_their_samples_and_nothing_else() {
    let set = rules();
    let counted: BTreeSet<&str> = COUNTED.iter().map(|(rule, ..)| *rule).collect();
    let mut also = BTreeSet::new();
    let mut wrong = Vec::new();
    for sample in samples() {
        let (rule, must) = belongs(&sample);
        for (matched, number) in matches(&set, &sample).into_iter().zip(1..) {
            let own = matched.iter().any(|(file, _)| file == rule);
            if own != must && (must || !counted.contains(rule)) {
                wrong.push(format!("{sample} event {number}: matched {matched:?}"));
            }
            for (other, _) in matched.iter().filter(|(file, _)| file != rule) {
                let listed = ALSO.iter().find(|(of, by, _)| *of == rule && by == other);
                match listed {
                    Some(entry) => _ = also.insert(*entry),
                    None => wrong.push(format!("{sample} event {number}: matched by {other}")),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(also, ALSO.iter().copied().collect(), "listed but not so");
}

/// The sample of what must match sets off every correlation of its file; the
/// other sets off none, and no sample one of another file.
#[test]
fn correlations_are_set_off_by_their_own_samples_only() {
    let set = rules();
    let mut tried = BTreeSet::new();
    for sample in samples() {
        let (rule, must) = belongs(&sample);
        let file = format!("{rule}.yml");
        let own: BTreeSet<&str> = (0..u32::MAX)
            .map_while(|number| Some((set.correlation_file(number)?, set.correlation(number)?)))
            .filter(|(of, _)| must && *of == file)
            .map(|(_, meta)| meta.title.as_str())
            .collect();
        assert_eq!(correlated(&set, &sample), own, "{sample}");
        tried.extend(own);
    }
    assert_eq!(tried.len(), set.correlations(), "{tried:?}");
}

#[test]
fn negatives_are_one_place_away() {
    let correlated: BTreeSet<&str> = COUNTED.iter().map(|(rule, ..)| *rule).collect();
    for sample in samples() {
        let (rule, must) = belongs(&sample);
        if must || correlated.contains(rule) {
            continue;
        }
        let matching = bytes(&sample.replace(".other.", ".match."));
        for negative in bytes(&sample)
            .split(|b| *b == b'\n')
            .filter(|line| !line.is_empty())
        {
            let near = matching
                .split(|b| *b == b'\n')
                .map(|positive| different(positive, negative))
                .min();
            let near = near.unwrap();
            assert!(
                near <= 260 && near * 2 <= negative.len(),
                "{sample}: {near} bytes of {} differ",
                negative.len()
            );
        }
    }
}

/// How many bytes stand between what the lines begin and end with alike.
fn different(left: &[u8], right: &[u8]) -> usize {
    let same = |pairs: &mut dyn Iterator<Item = (&u8, &u8)>| {
        pairs.take_while(|(left, right)| left == right).count()
    };
    let start = same(&mut left.iter().zip(right));
    let end = same(&mut left.iter().rev().zip(right.iter().rev()));
    left.len().max(right.len()).saturating_sub(start + end)
}

/// A rule that is counted is silent unless the correlation lets it speak.
#[test]
fn counted_rules_that_matter_are_still_reported() {
    for (file, text) in files() {
        let silent = |document: &&str| {
            let named = document
                .lines()
                .find_map(|line| line.strip_prefix("name: "));
            let counted = named.is_some_and(|name| {
                let lists = text.lines().map(str::trim_start);
                let listed =
                    lists.filter(|line| line.starts_with("rules: [") || line.starts_with("- "));
                listed.into_iter().any(|line| line.contains(name))
            });
            counted && !document.contains("\nlevel: informational")
        };
        if text.split("\n---\n").any(|document| silent(&document)) {
            assert!(text.contains("\n  generate: true\n"), "{file}");
        }
    }
}

#[test]
fn rules_that_are_counted_match_the_right_number_of_events() {
    let set = rules();
    let mut seen: BTreeMap<(String, String), [usize; 2]> = BTreeMap::new();
    for (file, text) in files()
        .iter()
        .filter(|(_, text)| text.contains("\ncorrelation:\n"))
    {
        for name in text.lines().filter_map(|line| line.strip_prefix("name: ")) {
            let rule = set.find(name);
            if rule.is_some() {
                seen.insert((file.replace(".yml", ""), name.to_owned()), [0, 0]);
            }
        }
    }
    for sample in samples() {
        let (rule, must) = belongs(&sample);
        for (file, name) in matches(&set, &sample).into_iter().flatten() {
            if let Some(name) = name.filter(|_| file == rule)
                && let Some(counts) = seen.get_mut(&(file, name))
            {
                counts[usize::from(!must)] += 1;
            }
        }
    }
    let seen: Vec<_> = seen
        .iter()
        .map(|((file, name), [in_match, in_other])| (&**file, &**name, *in_match, *in_other))
        .collect();
    assert_eq!(seen, COUNTED);
}

/// The page lists what raises an alert, and the rule it shows can be used.
#[test]
fn the_manual_knows_every_rule() {
    for (key, page) in [
        (
            "title_vi: ",
            include_str!("../../../../docs/manual/rules.vi.md"),
        ),
        (
            "title: ",
            include_str!("../../../../docs/manual/rules.en.md"),
        ),
    ] {
        for (file, text) in files() {
            let documents = text.split("\n---\n");
            for document in documents.filter(|text| !text.contains("\nlevel: informational")) {
                let title = document.lines().find_map(|line| line.strip_prefix(key));
                let row = format!("| {} |", title.unwrap());
                assert!(page.contains(&row), "{file}: no row {row}");
            }
        }
        let (_, example) = page.split_once("```yaml\n").unwrap();
        let (example, _) = example.split_once("```").unwrap();
        let mut builder = RuleSet::builder();
        builder.add("example.yml", example);
        let (set, problems) = builder.build();
        assert_eq!((set.len(), problems), (1, vec![]));
    }
}
