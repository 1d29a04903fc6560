//! Microsoft updates: which replace which, and whether an asset has one that mends.

use std::collections::{HashMap, HashSet};

use domain::advisory::{Advisory, Fix};

/// Updates and what replaces them, over all advisories at hand.
#[derive(Debug, Clone, Default)]
pub(super) struct Updates {
    /// Replaced update → updates that replace it.
    replaced_by: HashMap<String, Vec<String>>,
    known: HashSet<String>,
}

/// What an asset's updates say about a set of fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mended {
    /// By this installed update.
    By(String),
    /// None of these is installed.
    Missing(Vec<String>),
    /// This installed update is unknown here and newer than a fix.
    Perhaps(String),
    /// The asset lists no updates.
    NoList,
}

impl Updates {
    pub(super) fn add(&mut self, advisory: &Advisory) {
        let products = advisory
            .vulnerabilities
            .iter()
            .flat_map(|one| &one.products);
        for fix in products.flat_map(|product| &product.fixes) {
            self.known.insert(fix.kb.clone());
            for replaced in &fix.supersedes {
                self.known.insert(replaced.clone());
                let by = self.replaced_by.entry(replaced.clone()).or_default();
                if !by.contains(&fix.kb) {
                    by.push(fix.kb.clone());
                }
            }
        }
    }

    /// The updates that mend what any of these fixes mends.
    fn mending<'a>(&'a self, fixes: &'a [Fix]) -> HashSet<&'a str> {
        let mut mending: HashSet<&str> = HashSet::new();
        let mut open: Vec<&str> = fixes.iter().map(|fix| fix.kb.as_str()).collect();
        while let Some(kb) = open.pop() {
            if mending.insert(kb) {
                let by = self.replaced_by.get(kb).into_iter().flatten();
                open.extend(by.map(String::as_str));
            }
        }
        mending
    }

    /// Whether the installed updates mend it. An installed update that is not
    /// known here and has a higher number than a fix may replace it: numbers of
    /// monthly updates grow, so only those leave the question open.
    pub(super) fn mended(&self, fixes: &[Fix], installed: &HashSet<String>) -> Mended {
        if installed.is_empty() {
            return Mended::NoList;
        }
        let mending = self.mending(fixes);
        let mut have: Vec<&str> = installed.iter().map(String::as_str).collect();
        have.sort_unstable();
        if let Some(kb) = have.iter().find(|kb| mending.contains(*kb)) {
            return Mended::By(format!("KB{kb}"));
        }
        let number = |kb: &str| kb.parse::<u64>().unwrap_or(0);
        let first_fix = fixes.iter().map(|fix| number(&fix.kb)).min().unwrap_or(0);
        let newer = have
            .iter()
            .rev()
            .find(|kb| !self.known.contains(**kb) && number(kb) > first_fix);
        match newer {
            Some(kb) => Mended::Perhaps(format!("KB{kb}")),
            None => {
                let mut missing: Vec<String> =
                    fixes.iter().map(|fix| format!("KB{}", fix.kb)).collect();
                missing.sort_unstable();
                missing.dedup();
                Mended::Missing(missing)
            }
        }
    }
}

/// The digits of `KB5028166`, `kb 5028166` or `5028166`.
pub(super) fn number(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text.strip_prefix("kb").unwrap_or(&text).trim();
    let is_number = (6..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.to_owned())
}
