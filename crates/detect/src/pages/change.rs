//! What changed on a page between two fetches, for review by a person.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::{LinkKind, PageReport, containment};

/// What is kept of a page to compare the next fetch with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// SHA-256 of the visible text in NFC, lower case, white space folded.
    pub text_sha256: [u8; 32],
    /// The visible text itself, for the share that stayed.
    pub text: String,
    /// The title, white space folded.
    pub title: String,
    /// Absolute targets of links, frames, scripts and redirects (as printed
    /// where they could not be resolved).
    pub targets: BTreeSet<(TargetKind, String)>,
}

/// Kinds of targets that a review tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetKind {
    /// A link for the visitor to follow.
    Anchor,
    /// A frame, script, form or redirect: it acts without a click on a link.
    Active,
}

impl Snapshot {
    pub(super) fn of(report: &PageReport) -> Self {
        let folded = fold(&report.text);
        let targets = report
            .links
            .iter()
            .filter(|link| link.kind != LinkKind::Canonical)
            .map(|link| {
                let kind = match link.kind {
                    LinkKind::Anchor => TargetKind::Anchor,
                    _ => TargetKind::Active,
                };
                (kind, link.url.clone().unwrap_or_else(|| link.href.clone()))
            })
            .collect();
        Self {
            text_sha256: Sha256::digest(folded.as_bytes()).into(),
            text: report.text.clone(),
            title: report.title.clone(),
            targets,
        }
    }
}

fn fold(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    domain::text::nfc(&words.join(" ")).to_lowercase()
}

/// What differs between two snapshots of one page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Change {
    /// Whether the visible text differs beyond case and white space.
    pub text: bool,
    /// The share of the earlier text still there, 0 to 1 (see [`containment()`]).
    pub kept: f64,
    /// Whether the title differs.
    pub title: bool,
    /// Targets that were not there before.
    pub added: Vec<(TargetKind, String)>,
    /// Targets that are gone.
    pub removed: Vec<(TargetKind, String)>,
}

impl Change {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_none(&self) -> bool {
        !self.text && !self.title && self.added.is_empty() && self.removed.is_empty()
    }
}

/// Compares two fetches of one page.
#[must_use]
pub fn compare(before: &Snapshot, after: &Snapshot) -> Change {
    let text = before.text_sha256 != after.text_sha256;
    Change {
        text,
        kept: if text {
            containment(&before.text, &after.text)
        } else {
            1.0
        },
        title: before.title != after.title,
        added: after.targets.difference(&before.targets).cloned().collect(),
        removed: before.targets.difference(&after.targets).cloned().collect(),
    }
}
