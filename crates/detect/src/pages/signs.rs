//! What looks injected, judged by where words stand and where links lead.
//!
//! A warning against gambling uses the words of those who advertise it, so
//! words in readable text decide nothing by themselves. What decides: links to
//! hosts built like gambling sites, gambling anchors on foreign links, gambling
//! in hidden parts, in the title and in the metas for search engines, redirects
//! to such hosts, and the sentences of defacers. Words of warning and punishment
//! in the same anchor or title speak for a report about gambling. Nothing here
//! blocks a page: a person reviews what is found.

use std::collections::BTreeSet;

use super::document::Document;
use super::link::{Link, LinkKind};
use super::sign::{Sign, SignKind, Weight};
use super::terms::{HostScore, Kind, Terms};

/// Signs kept of one page.
const SIGNS_MAX: usize = 500;
/// Letters kept of what was seen.
const EXCERPT_CHARS: usize = 160;
/// Anchors longer than this (in words) read like headlines.
const HEADLINE_WORDS: usize = 10;
/// Internal gambling links from which a page counts as injected.
const INTERNAL_LINKS_MANY: usize = 5;
/// Foreign hosts in hidden links from which they are reported without any term.
const HIDDEN_HOSTS_MANY: usize = 10;
/// Different terms in readable text without a word of warning that are reported.
const TEXT_TERMS_MANY: usize = 8;
/// A page with less readable text than this is taken for nothing but its defacement.
const SHORT_PAGE_CHARS: usize = 1_500;

/// All signs of a page, most certain first.
pub(super) fn find(document: &Document, terms: &Terms) -> Vec<Sign> {
    let mut signs = Vec::new();
    head(document, terms, &mut signs);
    links(document, terms, &mut signs);
    hidden_text(document, terms, &mut signs);
    defacement(document, terms, &mut signs);
    scripts(document, terms, &mut signs);
    text(document, terms, &mut signs);
    signs.sort_by_key(|sign| sign.weight);
    signs.truncate(SIGNS_MAX);
    signs
}

/// The terms of one piece of text, weighed together.
struct Words<'a> {
    advertising: Vec<&'a str>,
    subject: Vec<&'a str>,
    warned: bool,
}

impl<'a> Words<'a> {
    fn of(text: &str, terms: &'a Terms) -> Self {
        let mut words = Self {
            advertising: Vec::new(),
            subject: Vec::new(),
            warned: false,
        };
        for (kind, term) in terms.find(text) {
            match kind {
                Kind::Promo | Kind::Brand => words.advertising.push(term),
                Kind::Subject => words.subject.push(term),
                Kind::Context => words.warned = true,
                Kind::Defacement => {}
            }
        }
        words
    }

    fn advertises(&self) -> bool {
        !self.advertising.is_empty() && !self.warned
    }

    fn speaks_of_it(&self) -> bool {
        !self.warned && (!self.advertising.is_empty() || !self.subject.is_empty())
    }

    fn all(&self) -> Vec<String> {
        let both = self.advertising.iter().chain(&self.subject);
        both.map(|term| (*term).to_owned()).collect()
    }
}

fn excerpt(text: &str) -> String {
    text.chars().take(EXCERPT_CHARS).collect()
}

fn sign(weight: Weight, kind: SignKind, seen: &str, terms: Vec<String>) -> Sign {
    Sign {
        weight,
        kind,
        excerpt: excerpt(seen),
        target: None,
        terms,
        hidden: None,
    }
}

fn head(document: &Document, terms: &Terms, signs: &mut Vec<Sign>) {
    for text in std::iter::once(&document.title).chain(&document.metas) {
        let words = Words::of(text, terms);
        let weight = if words.advertises() {
            Weight::Injected
        } else if words.subject.len() > 1 && !words.warned {
            Weight::Suspicious
        } else {
            continue;
        };
        signs.push(sign(weight, SignKind::TitleOrMeta, text, words.all()));
    }
}

fn links(document: &Document, terms: &Terms, signs: &mut Vec<Sign>) {
    let mut internal = Vec::new();
    let mut hidden_hosts = BTreeSet::new();
    for link in &document.links {
        if signs.len() >= SIGNS_MAX {
            break;
        }
        if let (true, Some(_), Some(host)) = (link.foreign, link.hidden, &link.host) {
            hidden_hosts.insert(host.as_str());
        }
        let Some(mut seen) = one_link(link, terms) else {
            continue;
        };
        seen.target = link.url.clone().or_else(|| Some(link.href.clone()));
        seen.hidden = link.hidden;
        if seen.kind == SignKind::InternalPage {
            internal.push(seen);
        } else {
            signs.push(seen);
        }
    }
    let different: BTreeSet<_> = internal.iter().map(|sign| &sign.target).collect();
    let many = different.len() >= INTERNAL_LINKS_MANY;
    signs.extend(internal.into_iter().map(|sign| Sign {
        weight: if many { Weight::Injected } else { sign.weight },
        ..sign
    }));
    if hidden_hosts.len() >= HIDDEN_HOSTS_MANY {
        let hosts: Vec<&str> = hidden_hosts.into_iter().collect();
        let seen = hosts.join(" ");
        signs.push(sign(
            Weight::Suspicious,
            SignKind::HiddenForeignLinks,
            &seen,
            Vec::new(),
        ));
    }
}

fn one_link(link: &Link, terms: &Terms) -> Option<Sign> {
    let score = match (&link.host, link.foreign) {
        (Some(host), true) => terms.host(host),
        _ => HostScore::None,
    };
    match link.kind {
        LinkKind::Anchor => anchor(link, &score, terms),
        LinkKind::Frame | LinkKind::Script | LinkKind::Form => match score {
            HostScore::Strong(token) => Some(to_host(SignKind::Redirect, link, token)),
            _ => None,
        },
        LinkKind::Refresh | LinkKind::Canonical => match score {
            HostScore::Strong(token) => Some(to_host(SignKind::Redirect, link, token)),
            _ if link.foreign && link.kind == LinkKind::Refresh => Some(sign(
                Weight::Suspicious,
                SignKind::ForeignRedirect,
                &link.href,
                Vec::new(),
            )),
            _ => None,
        },
    }
}

fn to_host(kind: SignKind, link: &Link, token: String) -> Sign {
    let seen = if link.anchor.is_empty() {
        &link.href
    } else {
        &link.anchor
    };
    sign(Weight::Injected, kind, seen, vec![token])
}

fn anchor(link: &Link, score: &HostScore, terms: &Terms) -> Option<Sign> {
    let hidden = link.hidden.is_some();
    if let HostScore::Strong(token) = score {
        let kind = if hidden {
            SignKind::HiddenLink
        } else {
            SignKind::GamblingHost
        };
        return Some(to_host(kind, link, token.clone()));
    }
    let words = Words::of(&link.anchor, terms);
    if !link.foreign {
        return internal_link(link, &words, terms);
    }
    let weak = matches!(score, HostScore::Weak(_));
    let decided = if hidden {
        let weight = if words.speaks_of_it() {
            Weight::Injected
        } else {
            Weight::Suspicious
        };
        (weak || words.speaks_of_it()).then_some((weight, SignKind::HiddenLink))
    } else if words.advertises() {
        let headline = link.anchor.split(' ').count() > HEADLINE_WORDS && !weak;
        let weight = if headline {
            Weight::Suspicious
        } else {
            Weight::Injected
        };
        Some((weight, SignKind::GamblingAnchor))
    } else {
        (weak && words.speaks_of_it()).then_some((Weight::Injected, SignKind::GamblingAnchor))
    };
    let (weight, kind) = decided?;
    Some(sign(weight, kind, &link.anchor, words.all()))
}

fn internal_link(link: &Link, words: &Words<'_>, terms: &Terms) -> Option<Sign> {
    let address = link.url.as_deref().unwrap_or(&link.href);
    let named = Words::of(&path_words(address), terms);
    if words.warned || named.warned || !(words.advertises() || named.advertises()) {
        return None;
    }
    let (weight, kind) = match link.hidden {
        Some(_) => (Weight::Injected, SignKind::HiddenLink),
        None => (Weight::Suspicious, SignKind::InternalPage),
    };
    let mut all = words.all();
    all.extend(named.all());
    all.sort_unstable();
    all.dedup();
    let seen = if link.anchor.is_empty() {
        address
    } else {
        &link.anchor
    };
    Some(sign(weight, kind, seen, all))
}

/// The words of an address's path, so that `/nha-cai-uy-tin.html` can be read.
fn path_words(address: &str) -> String {
    let after_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = match after_scheme.split_once('/') {
        Some((_, path)) if after_scheme.len() < address.len() => path,
        _ => after_scheme,
    };
    let words: String = path
        .chars()
        .take(500)
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    words.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

fn hidden_text(document: &Document, terms: &Terms, signs: &mut Vec<Sign>) {
    for block in &document.hidden {
        let words = Words::of(&block.text, terms);
        if words.warned || words.advertising.is_empty() {
            continue;
        }
        let weight = if words.advertising.len() > 1 {
            Weight::Injected
        } else {
            Weight::Suspicious
        };
        let mut seen = sign(weight, SignKind::HiddenText, &block.text, words.all());
        seen.hidden = Some(block.by);
        signs.push(seen);
    }
}

fn defacement(document: &Document, terms: &Terms, signs: &mut Vec<Sign>) {
    let short = document.text.chars().nth(SHORT_PAGE_CHARS).is_none();
    let prominent = std::iter::once(&document.title).chain(&document.headings);
    let whole = short.then_some(&document.text);
    for text in prominent.chain(whole) {
        let found = terms.find(text);
        let warned = found.iter().any(|(kind, _)| *kind == Kind::Context);
        let words: Vec<String> = found
            .iter()
            .filter(|(kind, _)| *kind == Kind::Defacement)
            .map(|(_, term)| (*term).to_owned())
            .collect();
        if !words.is_empty() && !warned {
            signs.push(sign(Weight::Injected, SignKind::Defacement, text, words));
            return;
        }
    }
}

fn scripts(document: &Document, terms: &Terms, signs: &mut Vec<Sign>) {
    for script in &document.scripts {
        let strong = script
            .split("//")
            .skip(1)
            .take(2_000)
            .map(|rest| {
                rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'))
                    .next()
                    .unwrap_or_default()
                    .to_ascii_lowercase()
            })
            .filter(|host| host.contains('.'))
            .find_map(|host| match terms.host(&host) {
                HostScore::Strong(token) => Some((host, token)),
                _ => None,
            });
        if let Some((host, token)) = strong {
            signs.push(sign(
                Weight::Injected,
                SignKind::Redirect,
                &host,
                vec![token],
            ));
        }
        let compact: String = script.chars().filter(|c| !c.is_whitespace()).collect();
        let obfuscated = [
            "eval(atob(",
            "eval(unescape(",
            "document.write(unescape(",
            "eval(function(p,a,c,k,e",
        ]
        .into_iter()
        .find(|mark| compact.contains(mark))
        .or_else(|| many_codes(&compact).then_some("String.fromCharCode("));
        if let Some(mark) = obfuscated {
            let terms = vec![mark.to_owned()];
            signs.push(sign(
                Weight::Suspicious,
                SignKind::ObfuscatedScript,
                script.trim(),
                terms,
            ));
        }
        let leaves = compact.contains("location.href=") || compact.contains("location.replace(");
        if leaves && compact.contains("document.referrer") && compact.contains("google") {
            let terms = vec!["document.referrer".to_owned()];
            signs.push(sign(
                Weight::Suspicious,
                SignKind::Cloaking,
                script.trim(),
                terms,
            ));
        }
    }
}

/// A call with a long row of character codes.
fn many_codes(compact: &str) -> bool {
    compact.split("fromCharCode(").skip(1).any(|codes| {
        codes
            .split(',')
            .take(21)
            .take_while(|code| code.bytes().all(|byte| byte.is_ascii_digit()))
            .count()
            > 20
    })
}

fn text(document: &Document, terms: &Terms, signs: &mut Vec<Sign>) {
    let words = Words::of(&document.text, terms);
    if words.advertises() && words.advertising.len() >= TEXT_TERMS_MANY {
        signs.push(sign(
            Weight::Suspicious,
            SignKind::Text,
            &document.text,
            words.all(),
        ));
    }
}
