//! Intervals of versions, the lines they run along, and the fixes at their ends.

use core::cmp::Ordering;

use domain::advisory::{AffectedProduct, Applies, Extent, Until};

use super::written::{self, Interval};
use crate::versions::{Scheme, Uncomparable, compare};

/// Where a version stands to an interval.
#[derive(Debug)]
pub(super) enum Whereabouts {
    Below,
    Inside,
    Past(String),
    OtherLine,
}

/// Places a version; the line it belongs to decides where numbers alone mislead.
pub(super) fn whereabouts(
    scheme: Scheme,
    interval: &Interval,
    version: &str,
) -> Result<Whereabouts, Uncomparable> {
    let lower = interval
        .lower
        .as_ref()
        .filter(|(bound, _)| !is_beginning(scheme, bound));
    // "From 15.1.0 without end" of a maker that patches lines apart means that line.
    if let (Some((bound, _)), None) = (lower, &interval.upper)
        && let (Some(line), Some(own)) = (scheme.branch(bound), scheme.branch(version))
        && line != own
    {
        return Ok(Whereabouts::OtherLine);
    }
    if let Some((bound, included)) = lower {
        match compare(scheme, version, bound)? {
            Ordering::Less => return Ok(Whereabouts::Below),
            Ordering::Equal if !included => return Ok(Whereabouts::Below),
            Ordering::Equal | Ordering::Greater => {}
        }
    }
    let Some((bound, included)) = &interval.upper else {
        return Ok(Whereabouts::Inside);
    };
    let past = match compare(scheme, version, bound)? {
        Ordering::Less => false,
        Ordering::Equal => !included,
        Ordering::Greater => true,
    };
    if !past {
        return Ok(Whereabouts::Inside);
    }
    if scheme.branch(bound) == scheme.branch(version) {
        let shown = if *included {
            format!("> {bound}")
        } else {
            bound.clone()
        };
        Ok(Whereabouts::Past(shown))
    } else {
        // A later line does not contain the fix of an earlier one by its number.
        Ok(Whereabouts::OtherLine)
    }
}

/// Bounds that mean "from the first": `0`, and `10.0.0` of Windows.
fn is_beginning(scheme: Scheme, bound: &str) -> bool {
    let zero = bound.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let windows = scheme == Scheme::Windows
        && bound
            .split('.')
            .nth(2)
            .is_none_or(|build| build.bytes().all(|byte| byte == b'0'));
    zero || windows || matches!(bound.trim(), "" | "*" | "unspecified" | "n/a")
}

/// Whether a version belongs to a line: `2.4.58` to `2.4`, not to `2`'s `20`.
pub(super) fn in_line(scheme: Scheme, line: &str, version: &str) -> bool {
    if scheme.branch(version).as_deref() == Some(line) {
        return true;
    }
    let number = |part: &str| part.trim_start_matches('0').to_owned();
    let digits = |text: &str| {
        let text = text.trim().trim_start_matches(['v', 'V']);
        text.split(|c: char| !c.is_ascii_digit())
            .map(number)
            .collect::<Vec<_>>()
    };
    let (line, version) = (digits(line), digits(version));
    version.starts_with(&line)
}

/// An interval as people read it.
pub(super) fn shown(interval: &Interval, changes: &[(String, Applies)]) -> String {
    let mut shown = String::new();
    if let Some((bound, included)) = &interval.lower {
        shown.push_str(if *included { ">= " } else { "> " });
        shown.push_str(bound);
    }
    if let Some((bound, included)) = &interval.upper {
        if !shown.is_empty() {
            shown.push_str(", ");
        }
        shown.push_str(if *included { "<= " } else { "< " });
        shown.push_str(bound);
    }
    if let Some((at, _)) = changes
        .iter()
        .find(|(_, status)| *status != Applies::Affected)
    {
        if !shown.is_empty() {
            shown.push_str(", ");
        }
        shown.push_str("< ");
        shown.push_str(at);
    }
    if shown.is_empty() {
        "*".to_owned()
    } else {
        shown
    }
}

/// The versions that mend a product, as printed; those of the version's own
/// line when any are.
pub(super) fn fixed_in(
    product: &AffectedProduct,
    scheme: Option<Scheme>,
    version: Option<&str>,
) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for rule in &product.versions {
        match (&rule.extent, rule.status) {
            (
                Extent::Range {
                    until: Some(Until::Before(bound)),
                    ..
                },
                Applies::Affected,
            ) => {
                all.push(bound.clone());
            }
            (Extent::Exactly(version), Applies::Fixed) => all.push(version.clone()),
            (Extent::Written(text), Applies::Affected) => {
                let uppers = written::read(text)
                    .into_iter()
                    .flat_map(|one| one.intervals);
                all.extend(uppers.filter_map(|one| match one.upper {
                    Some((bound, false)) => Some(bound),
                    _ => None,
                }));
            }
            _ => {}
        }
        let mends = |status: &Applies| matches!(status, Applies::Fixed | Applies::NotAffected);
        all.extend(
            rule.changes
                .iter()
                .filter(|(_, then)| mends(then))
                .map(|(at, _)| at.clone()),
        );
    }
    let line = |text: &str| scheme.and_then(|scheme| scheme.branch(text));
    if let Some(own) = version.and_then(line)
        && all.iter().any(|fix| line(fix).as_ref() == Some(&own))
    {
        all.retain(|fix| line(fix).as_ref() == Some(&own));
    }
    all
}
