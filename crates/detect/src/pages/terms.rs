//! The words of injected gambling pages: a shipped table, extended at run time.
//!
//! Vietnamese without diacritics is ambiguous ("ca cuoc" is "cá cược", a bet,
//! and "cả cuộc", all one's …), so a term is sought with its diacritics in
//! text that has any, and without them only in plain ASCII: host names, file
//! names, titles of old systems.

use std::collections::HashSet;

use aho_corasick::AhoCorasick;
use domain::text::{fold, nfc};

const SHIPPED: &str = include_str!("terms.txt");
/// Terms of all lists together; more are refused by line.
const TERMS_MAX: usize = 500_000;

/// What a term says about the text it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Kind {
    Promo,
    Subject,
    Brand,
    Context,
    Defacement,
}

/// How much a host name looks like a gambling site's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HostScore {
    None,
    /// Built like one (letters and a lucky figure); lawful names can be, too.
    Weak(String),
    Strong(String),
}

/// A line of a term list that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {text:?} is no term (expected KIND<TAB>TERM)")]
pub struct TermLineError {
    /// The line, counted from 1.
    pub line: usize,
    /// Its first letters.
    pub text: String,
}

/// The terms pages are searched for. Build once, use for every page.
#[derive(Debug, Clone)]
pub struct Terms {
    entries: Vec<(Kind, String)>,
    known: HashSet<(Kind, String)>,
    hosts: HashSet<String>,
    figures: HashSet<String>,
    suffixes: Vec<String>,
    tlds: HashSet<String>,
    cheap: HashSet<String>,
    spelled: Option<AhoCorasick>,
    folded: Option<AhoCorasick>,
    brands: Option<AhoCorasick>,
}

impl Terms {
    /// The table that Khiên ships.
    #[must_use]
    pub fn shipped() -> Self {
        Self::none().with_list(SHIPPED).0
    }

    fn none() -> Self {
        Self {
            entries: Vec::new(),
            known: HashSet::new(),
            hosts: HashSet::new(),
            figures: HashSet::new(),
            suffixes: Vec::new(),
            tlds: HashSet::new(),
            cheap: HashSet::new(),
            spelled: None,
            folded: None,
            brands: None,
        }
    }

    /// These terms and those of a list: lines `KIND<TAB>TERM` as in the shipped
    /// table, or bare host names; `#` and blank lines are passed over. Lines
    /// that are neither come back as errors, the others count.
    #[must_use]
    pub fn with_list(mut self, list: &str) -> (Self, Vec<TermLineError>) {
        let mut errors = Vec::new();
        for (index, line) in list.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if !self.take(line) {
                errors.push(TermLineError {
                    line: index + 1,
                    text: line.chars().take(80).collect(),
                });
            }
        }
        self.build();
        (self, errors)
    }

    fn take(&mut self, line: &str) -> bool {
        if self.entries.len() + self.hosts.len() >= TERMS_MAX {
            return false;
        }
        let Some((kind, term)) = line.split_once('\t') else {
            return self.take_host(line);
        };
        let term = nfc(term.trim()).to_lowercase();
        if fold(&term).len() < 2 {
            return false;
        }
        let kind = match kind.trim() {
            "promo" => Kind::Promo,
            "subject" => Kind::Subject,
            "brand" => Kind::Brand,
            "context" => Kind::Context,
            "defacement" => Kind::Defacement,
            "host" => return self.take_host(&term),
            "figure" => {
                self.figures.insert(term);
                return true;
            }
            "suffix" => {
                self.suffixes.push(term);
                return true;
            }
            "tld" => {
                self.tlds.insert(term);
                return true;
            }
            "cheap" => {
                self.cheap.insert(term);
                return true;
            }
            _ => return false,
        };
        if self.known.insert((kind, term.clone())) {
            self.entries.push((kind, term));
        }
        true
    }

    fn take_host(&mut self, host: &str) -> bool {
        let host = host.trim().trim_end_matches('.').to_ascii_lowercase();
        let well_formed = host.contains('.')
            && host
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        if well_formed {
            self.hosts.insert(host);
        }
        well_formed
    }

    fn build(&mut self) {
        let spelled = self.entries.iter().map(|(_, term)| term.clone());
        self.spelled = AhoCorasick::new(spelled).ok();
        self.folded = AhoCorasick::new(self.entries.iter().map(|(_, term)| fold(term))).ok();
        let brands = self
            .entries
            .iter()
            .filter(|(kind, term)| *kind == Kind::Brand && !term.contains(' '))
            .map(|(_, term)| term.clone());
        self.brands = AhoCorasick::new(brands).ok();
    }

    /// The terms in a text, each once, as `(kind, term)` in a fixed order.
    pub(super) fn find(&self, text: &str) -> Vec<(Kind, &str)> {
        let (machine, text) = if text.is_ascii() {
            (&self.folded, text.to_ascii_lowercase())
        } else {
            (&self.spelled, nfc(text).to_lowercase())
        };
        let Some(machine) = machine else {
            return Vec::new();
        };
        let mut found: Vec<(Kind, &str)> = machine
            .find_overlapping_iter(&text)
            .filter(|hit| stands_alone(&text, hit.start(), hit.end()))
            .filter_map(|hit| self.entries.get(hit.pattern().as_usize()))
            .map(|(kind, term)| (*kind, term.as_str()))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// How much a host name looks like a gambling site's.
    pub(super) fn host(&self, host: &str) -> HostScore {
        if let Some(listed) = self.listed(host) {
            return HostScore::Strong(listed.to_owned());
        }
        let labels: Vec<&str> = host.split('.').collect();
        let Some((ending, names)) = labels.split_last() else {
            return HostScore::None;
        };
        if self.tlds.contains(*ending) {
            return HostScore::Strong(format!(".{ending}"));
        }
        let mut weak = None;
        for label in names.iter().filter(|label| !is_public_label(label)) {
            if let Some(brand) = self.brand_in(label) {
                return HostScore::Strong(brand);
            }
            for token in label.split(['-', '_']) {
                match self.built_like_one(token) {
                    Built::Surely => return HostScore::Strong(token.to_owned()),
                    Built::Perhaps => weak = Some(token.to_owned()),
                    Built::Not => {}
                }
            }
        }
        match weak {
            Some(token) if self.cheap.contains(*ending) => HostScore::Strong(token),
            Some(token) => HostScore::Weak(token),
            None => HostScore::None,
        }
    }

    fn listed<'a>(&self, host: &'a str) -> Option<&'a str> {
        let mut rest = host;
        loop {
            if self.hosts.contains(rest) {
                return Some(rest);
            }
            rest = rest.split_once('.')?.1;
        }
    }

    fn brand_in(&self, label: &str) -> Option<String> {
        self.brands
            .as_ref()?
            .find_overlapping_iter(label)
            .find(|hit| brand_fits(label, hit.start(), hit.end()))
            .and_then(|hit| label.get(hit.start()..hit.end()))
            .map(str::to_owned)
    }

    /// `fb88`, `w88hn`, `33bet`, `789club`: letters and figures as such sites combine them.
    fn built_like_one(&self, token: &str) -> Built {
        let parts = runs(token);
        let mut built = Built::Not;
        for (at, part) in parts.iter().enumerate() {
            let is_figure = part.bytes().all(|byte| byte.is_ascii_digit());
            if !is_figure {
                continue;
            }
            let before = at
                .checked_sub(1)
                .and_then(|at| parts.get(at))
                .copied()
                .unwrap_or("");
            let after = parts.get(at + 1).copied().unwrap_or("");
            if after.starts_with("bet") || before.ends_with("bet") || after == "xbet" {
                return Built::Surely;
            }
            let lucky = self.figures.contains(*part);
            if lucky
                && self
                    .suffixes
                    .iter()
                    .any(|suffix| after == suffix || before == suffix)
            {
                return Built::Surely;
            }
            if lucky && (1..=8).contains(&before.len()) {
                built = Built::Perhaps;
            }
        }
        built
    }
}

enum Built {
    Not,
    Perhaps,
    Surely,
}

/// Splits `vin88hn` into `vin`, `88`, `hn`.
fn runs(token: &str) -> Vec<&str> {
    token
        .as_bytes()
        .chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit())
        .filter_map(|run| std::str::from_utf8(run).ok())
        .collect()
}

/// Short names stand in longer words ("thaiwindow"): up to four letters must
/// begin and end where letters and figures meet, up to six begin or end there.
fn brand_fits(label: &str, start: usize, end: usize) -> bool {
    let bytes = label.as_bytes();
    let edge = |at: usize| match (
        at.checked_sub(1).and_then(|at| bytes.get(at)),
        bytes.get(at),
    ) {
        (Some(before), Some(after)) => {
            !before.is_ascii_alphanumeric()
                || !after.is_ascii_alphanumeric()
                || before.is_ascii_digit() != after.is_ascii_digit()
        }
        _ => true,
    };
    match end - start {
        0..=4 => edge(start) && edge(end),
        5..=6 => edge(start) || edge(end),
        _ => true,
    }
}

fn is_public_label(label: &str) -> bool {
    matches!(label, "www" | "com" | "net" | "org" | "gov" | "edu" | "co")
}

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text
        .split_at_checked(start)
        .and_then(|(head, _)| head.chars().next_back());
    let after = text
        .split_at_checked(end)
        .and_then(|(_, tail)| tail.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_has_no_bad_line() {
        let (_, errors) = Terms::none().with_list(SHIPPED);
        assert_eq!(errors, []);
    }

    #[test]
    fn diacritics_decide_where_there_are_any() {
        let terms = Terms::shipped();
        for (text, found) in [
            ("Tài xỉu online", true),
            ("TA\u{300}I XI\u{309}U", true),
            ("tai xiu online", true),
            ("suốt cả cuộc đời", false),
            ("trò chơi cá cược", true),
            ("chỉ lo để dành", false),
        ] {
            assert_eq!(!terms.find(text).is_empty(), found, "{text}");
        }
    }

    #[test]
    fn hosts_are_weighed_by_how_they_are_built() {
        let (terms, errors) = Terms::shipped().with_list("plain-name.example\nhost\tx.example\n??");
        assert_eq!(errors.len(), 1);
        assert_eq!(errors.first().map(|error| error.line), Some(3));
        for (host, strong) in [
            ("kubet99.example", Some(true)),
            ("nhacai-uytin.example", Some(true)),
            ("i9bet34.example", Some(true)),
            ("abc.casino", Some(true)),
            ("abc88.vip", Some(true)),
            ("a.plain-name.example", Some(true)),
            ("abc88.example", Some(false)),
            ("town.example", None),
            ("1022.example.gov.vn", None),
            ("alphabet.example", None),
            ("thaiwindow.example", None),
            ("codebeta.example", None),
            ("", None),
        ] {
            let score = terms.host(host);
            let seen = match score {
                HostScore::None => None,
                HostScore::Weak(_) => Some(false),
                HostScore::Strong(_) => Some(true),
            };
            assert_eq!(seen, strong, "{host}");
        }
    }
}
