//! One version against what an advisory says about a product's versions.

use core::cmp::Ordering;

use domain::advisory::{AffectedProduct, Applies, Extent, Until, VersionRule};

use super::extent::{Whereabouts, in_line, shown, whereabouts};
use super::written::{self, Interval};
use super::{Status, Why};
use crate::versions::{Scheme, Uncomparable, compare};

/// What a version alone tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: Status,
    pub(super) why: Why,
}

impl Answer {
    pub(super) const fn new(status: Status, why: Why) -> Self {
        Self { status, why }
    }

    pub(super) const fn unknown(why: Why) -> Self {
        Self::new(Status::Unknown, why)
    }
}

/// Where a version stands to one rule.
#[derive(Debug)]
enum Place {
    /// This very version is named.
    Named(Applies),
    /// In the extent, shown as printed.
    Inside(Applies, String),
    /// At or past the end of an affected extent.
    Past(String),
    /// The rule speaks of another release line.
    OtherLine,
    /// Outside, in a way that says nothing more.
    Outside,
    /// It cannot be told.
    Open(Why),
}

/// What the rules for a product say about a version.
pub(super) fn judge(
    product: &AffectedProduct,
    scheme: Option<Scheme>,
    version: Option<&str>,
) -> Answer {
    if product.versions.is_empty() {
        return without_rules(product.default);
    }
    let Some(version) = version else {
        return Answer::unknown(Why::NoVersion);
    };
    let mut seen = Seen::default();
    for rule in &product.versions {
        seen.take(place(rule, scheme, version));
    }
    seen.conclude(product.default, scheme)
}

fn without_rules(default: Applies) -> Answer {
    match default {
        Applies::Affected => Answer::new(Status::Affected, Why::Stated),
        Applies::Fixed => Answer::new(Status::Fixed, Why::Stated),
        Applies::NotAffected => Answer::new(Status::NotAffected, Why::Stated),
        Applies::Unknown => Answer::unknown(Why::NoRange),
    }
}

/// The places of a version under all rules of a product.
#[derive(Debug, Default)]
struct Seen {
    named: Option<Applies>,
    affected: Option<String>,
    inside: Option<Applies>,
    past: Option<String>,
    open: Option<Why>,
    other_line: bool,
}

impl Seen {
    fn take(&mut self, place: Place) {
        match place {
            Place::Named(status) => self.named = self.named.or(Some(status)),
            Place::Inside(Applies::Affected, shown) => {
                self.affected.get_or_insert(shown);
            }
            Place::Inside(status, _) => self.inside = self.inside.or(Some(status)),
            Place::Past(fix) => {
                self.past.get_or_insert(fix);
            }
            Place::Open(why) => {
                self.open.get_or_insert(why);
            }
            Place::OtherLine => self.other_line = true,
            Place::Outside => {}
        }
    }

    /// A named version before ranges, an affected range before all others, an
    /// open question before any comfort.
    fn conclude(self, default: Applies, scheme: Option<Scheme>) -> Answer {
        if let Some(named) = self.named {
            return match named {
                Applies::Unknown => Answer::unknown(Why::IssuerUnknown),
                stated => without_rules(stated),
            };
        }
        if let Some(shown) = self.affected {
            // Microsoft names one build per kind of update; between them nobody knows.
            if scheme == Some(Scheme::Windows) && self.past.is_some() {
                return Answer::unknown(Why::RangesDisagree);
            }
            return Answer::new(Status::Affected, Why::InRange(shown));
        }
        if let Some(why) = self.open {
            return Answer::unknown(why);
        }
        if let Some(fix) = self.past {
            return Answer::new(Status::Fixed, Why::PastFix(fix));
        }
        match (self.inside, default) {
            (Some(Applies::NotAffected), _) => Answer::new(Status::NotAffected, Why::OutsideRange),
            (Some(Applies::Fixed), _) => Answer::new(Status::Fixed, Why::Stated),
            (Some(_), _) => Answer::unknown(Why::IssuerUnknown),
            (None, Applies::Affected) => Answer::new(Status::Affected, Why::Stated),
            (None, Applies::Fixed) => Answer::new(Status::Fixed, Why::Stated),
            (None, Applies::NotAffected) => Answer::new(Status::NotAffected, Why::OutsideRange),
            (None, Applies::Unknown) => Answer::unknown(Why::LineNotListed),
        }
    }
}

fn place(rule: &VersionRule, product_scheme: Option<Scheme>, version: &str) -> Place {
    let named = rule.scheme.as_deref().and_then(Scheme::named);
    let mut scheme = product_scheme.or(named).unwrap_or(Scheme::Generic);
    if let Some(line) = &rule.line
        && !in_line(scheme, line, version)
    {
        return Place::OtherLine;
    }
    match &rule.extent {
        Extent::Exactly(text) => exactly(rule, scheme, text, version),
        Extent::Range { from, until } => {
            let interval = interval(from.as_deref(), until.as_ref());
            in_interval(rule, scheme, &interval, version)
        }
        Extent::Written(text) => {
            let Some(written) = written::read(text) else {
                return Place::Open(Why::UnreadableRange(text.clone()));
            };
            if product_scheme.is_none()
                && let Some(named) = written.scheme
            {
                scheme = named;
            }
            in_any(rule, scheme, &written.intervals, version)
        }
    }
}

fn in_any(rule: &VersionRule, scheme: Scheme, all: &[Interval], version: &str) -> Place {
    let mut best = Place::Outside;
    for interval in all {
        let place = in_interval(rule, scheme, interval, version);
        match (&best, &place) {
            (_, Place::Inside(..) | Place::Named(_)) => return place,
            (Place::Open(_), _) => {}
            (_, Place::Open(_)) | (Place::Outside, _) => best = place,
            // Past one part of a union and below another: past only if nothing is above.
            (_, Place::Outside) => best = Place::Outside,
            _ => {}
        }
    }
    best
}

fn exactly(rule: &VersionRule, scheme: Scheme, text: &str, version: &str) -> Place {
    let trimmed = text.trim();
    if written::is_all(trimmed) {
        return Place::Inside(rule.status, trimmed.to_owned());
    }
    let lower = trimmed.to_ascii_lowercase();
    if matches!(
        lower.as_str(),
        "" | "n/a" | "unspecified" | "unknown" | "-" | "na"
    ) {
        return Place::Open(Why::NoRange);
    }
    if let Some(line) = lower
        .strip_suffix(".x")
        .or_else(|| lower.strip_suffix(".*"))
    {
        return if in_line(scheme, line, version) {
            Place::Inside(rule.status, trimmed.to_owned())
        } else {
            Place::OtherLine
        };
    }
    match compare(scheme, version, trimmed) {
        Ok(Ordering::Equal) => Place::Named(rule.status),
        Ok(_) => Place::Outside,
        Err(_) if lower == version.to_ascii_lowercase() => Place::Named(rule.status),
        Err(_) => match written::read(trimmed) {
            // Some issuers write "before 1.2" where one version belongs.
            Some(written) if lower.contains(['<', '>', ' ']) => {
                in_any(rule, scheme, &written.intervals, version)
            }
            _ => Place::Open(Why::NotComparable(version.to_owned())),
        },
    }
}

fn interval(from: Option<&str>, until: Option<&Until>) -> Interval {
    Interval {
        lower: from.map(|from| (from.to_owned(), true)),
        upper: until.map(|until| match until {
            Until::Before(version) => (version.clone(), false),
            Until::Through(version) => (version.clone(), true),
        }),
    }
}

fn in_interval(rule: &VersionRule, scheme: Scheme, interval: &Interval, version: &str) -> Place {
    // "1.31 to 1.4" counts otherwise than this scheme does; it must not answer.
    if let (Some((lower, _)), Some((upper, _))) = (&interval.lower, &interval.upper)
        && compare(scheme, lower, upper) == Ok(Ordering::Greater)
    {
        return Place::Open(Why::UnreadableRange(shown(interval, &[])));
    }
    match whereabouts(scheme, interval, version) {
        Err(Uncomparable::OtherBranch(..)) => Place::OtherLine,
        Err(_) => Place::Open(Why::NotComparable(version.to_owned())),
        Ok(Whereabouts::OtherLine) => Place::OtherLine,
        Ok(Whereabouts::Below) => Place::Outside,
        Ok(Whereabouts::Past(bound)) => match rule.status {
            Applies::Affected => Place::Past(bound),
            _ => Place::Outside,
        },
        Ok(Whereabouts::Inside) => changed(rule, scheme, interval, version),
    }
}

/// Applies the changes within an extent.
fn changed(rule: &VersionRule, scheme: Scheme, interval: &Interval, version: &str) -> Place {
    let (mut status, mut since) = (rule.status, None);
    for (at, then) in &rule.changes {
        match compare(scheme, version, at) {
            Ok(Ordering::Less) => {}
            Ok(_) => (status, since) = (*then, Some(at)),
            Err(_) => return Place::Open(Why::NotComparable(version.to_owned())),
        }
    }
    match since {
        Some(at) if rule.status == Applies::Affected && status != Applies::Affected => {
            Place::Past(at.clone())
        }
        _ => Place::Inside(status, shown(interval, &rule.changes)),
    }
}
