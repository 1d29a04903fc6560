//! Product names made comparable: makers' words, trade marks, bitness and
//! editions dropped, known aliases replaced by one name.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::text::fold;

use super::windows::Windows;
use crate::versions::Scheme;

/// What product a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// What is compared: `f5 big-ip`, `windows server 2019`, `visual studio 2022`.
    pub(super) family: String,
    /// The service state within it: `cu13`, `sp1`.
    pub(super) service: Option<String>,
    /// A version that is part of the name: `17.4` of "Visual Studio 2022 version 17.4".
    pub(super) line: Option<String>,
    /// How its versions are ordered, when the product decides that.
    pub(super) scheme: Option<Scheme>,
    /// The operating system it is, with release.
    pub(super) windows: Option<Windows>,
    /// The operating system it stands on: "… on Windows Server 2012 R2".
    pub(super) on: Option<String>,
}

struct Alias {
    family: &'static str,
    scheme: Option<Scheme>,
}

#[derive(Default)]
struct Aliases {
    whole: HashMap<&'static str, Alias>,
    beginnings: Vec<(&'static str, Alias)>,
}

static ALIASES: LazyLock<Aliases> = LazyLock::new(|| {
    let mut aliases = Aliases::default();
    for line in include_str!("aliases.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let mut columns = line.split('\t');
        let (Some(family), Some(scheme), Some(names)) =
            (columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        let scheme = match scheme {
            "bigip" => Some(Scheme::BigIp),
            "zimbra" => Some(Scheme::Zimbra),
            "dotted" => Some(Scheme::Dotted),
            _ => None,
        };
        for name in names.split('|').map(str::trim) {
            match name.strip_suffix(" *") {
                Some(beginning) => aliases
                    .beginnings
                    .push((beginning, Alias { family, scheme })),
                None => {
                    aliases.whole.insert(name, Alias { family, scheme });
                }
            }
        }
    }
    aliases
});

/// Words that say nothing about which product it is.
const NOISE: [&str; 31] = [
    "(r)",
    "(tm)",
    "r",
    "tm",
    "the",
    "microsoft",
    "ms",
    "f5",
    "networks",
    "synacor",
    "inc",
    "inc.",
    "corporation",
    "corp",
    "edition",
    "editions",
    "x64",
    "x86",
    "amd64",
    "64-bit",
    "32-bit",
    "arm64",
    "x64-based",
    "systems",
    "professional",
    "community",
    "standard",
    "for",
    "phan",
    "mem",
    "software",
];

impl Name {
    /// Reads a name as printed, with the maker when it stands apart.
    pub(super) fn read(product: &str, vendor: Option<&str>) -> Self {
        let folded: String = fold(product)
            .chars()
            .filter(|c| !matches!(c, '®' | '™' | '©'))
            .take(300)
            .collect();
        if let Some(windows) = Windows::read(&folded) {
            return Self {
                family: windows.family(),
                service: None,
                line: None,
                scheme: Some(Scheme::Windows),
                windows: Some(windows),
                on: None,
            };
        }
        let (own, on) = match folded.split_once(" on windows ") {
            Some((own, system)) => (own.to_owned(), Some(format!("windows {system}"))),
            None => (folded, None),
        };
        let mut words = words(&own);
        let service = take_service(&mut words);
        let line = take_line(&mut words);
        drop_vendor(&mut words, vendor);
        let bare = words.join(" ");
        let alias = alias(&bare);
        let family = alias.map_or(bare, |alias| alias.family.to_owned());
        let scheme = alias.and_then(|alias| alias.scheme);
        Self {
            family,
            service,
            line,
            scheme,
            windows: None,
            on,
        }
    }
}

fn alias(bare: &str) -> Option<&'static Alias> {
    ALIASES.whole.get(bare).or_else(|| {
        ALIASES
            .beginnings
            .iter()
            .find(|(beginning, _)| {
                bare.strip_prefix(beginning)
                    .is_some_and(|rest| rest.starts_with(' '))
            })
            .map(|(_, alias)| alias)
    })
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || "(),;/:\"'".contains(c))
        .map(|word| word.trim_matches(['-', '_']))
        .filter(|word| !word.is_empty() && !NOISE.contains(word))
        .map(str::to_owned)
        .collect()
}

/// Takes `Cumulative Update 13`, `CU13`, `Service Pack 1`, `SP1` out of the words.
fn take_service(words: &mut Vec<String>) -> Option<String> {
    let number = |word: Option<&String>| word.filter(|word| word.parse::<u32>().is_ok()).cloned();
    for at in 0..words.len() {
        let word = words.get(at)?.as_str();
        let next = words.get(at + 1).map(String::as_str);
        let long = match (word, next) {
            ("cumulative", Some("update")) => Some("cu"),
            ("service", Some("pack")) => Some("sp"),
            _ => None,
        };
        if let Some(kind) = long
            && let Some(number) = number(words.get(at + 2))
        {
            words.drain(at..at + 3);
            return Some(format!("{kind}{number}"));
        }
        for kind in ["cu", "sp"] {
            let Some(rest) = word.strip_prefix(kind) else {
                continue;
            };
            if rest.parse::<u32>().is_ok() {
                let service = word.to_owned();
                words.remove(at);
                return Some(service);
            }
            if rest.is_empty()
                && let Some(number) = number(words.get(at + 1))
            {
                let service = format!("{kind}{number}");
                words.drain(at..at + 2);
                return Some(service);
            }
        }
    }
    None
}

/// Takes a version off the end: `version 17.4`, `v1.2.3`, `8.0.5`. Years and
/// single numbers stay, they name products ("Office 2019", "PHP 8").
fn take_line(words: &mut Vec<String>) -> Option<String> {
    let marker = words
        .iter()
        .position(|word| word == "version" || word == "phien");
    if let Some(at) = marker {
        let rest: Vec<String> = words.drain(at..).collect();
        return rest.into_iter().find(|word| is_version(word));
    }
    let last = words.last()?;
    let bare = last.trim_start_matches('v');
    if words.len() > 1 && is_version(bare) && bare.contains('.') {
        let line = bare.to_owned();
        words.pop();
        return Some(line);
    }
    None
}

fn is_version(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// The maker's own words at the beginning of the name are no part of it,
/// unless nothing else is left.
fn drop_vendor(words: &mut Vec<String>, vendor: Option<&str>) {
    let Some(vendor) = vendor else { return };
    let vendor = fold(vendor);
    let mut vendor = vendor.split_whitespace().peekable();
    while let Some(word) = vendor.next_if(|word| words.first().is_some_and(|first| first == word)) {
        if words.len() == 1 {
            return;
        }
        debug_assert!(!word.is_empty());
        words.remove(0);
    }
}
