//! Vulnerability bulletins in scope of a duty: those the letter cites, and all others held that are open.
//!
//! A cited bulletin is matched to the one held by its sign, whatever blanks
//! and dashes stand in it. "Microsoft từ tháng 5 đến tháng 11 năm 2023" is not
//! one bulletin but one for each month. Which machines a bulletin concerns is
//! decided in `exposures`.

mod months;

use self::months::{Subject, monthly_of};
use crate::case::Case;
use crate::directive::{Enclosure, Relation};
use crate::exposures::{Exposures, Standing};
use crate::facts::{Advisory, EnclosureReceipt, Fact, Severity};
use crate::text::fold;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

/// One bulletin.
#[derive(Debug)]
pub struct Bulletin<'a> {
    /// What people call it: its sign, or vendor and month.
    pub name: String,
    /// Whether the letter cites it.
    pub cited: bool,
    /// The bulletin as held; `None` when it is only cited.
    pub held: Option<&'a Fact<Advisory>>,
}

impl Bulletin<'_> {
    /// Whether it names a product or a CVE, so that machines can be matched to it at all.
    #[must_use]
    pub fn is_bound(&self) -> bool {
        self.held
            .is_some_and(|a| !a.products.is_empty() || !a.cves.is_empty())
    }
}

/// The bulletins in scope of a duty, cited ones first, each once.
#[must_use]
pub fn in_scope<'a>(case: &Case<'a>) -> Vec<Bulletin<'a>> {
    let held = held(case);
    let mut scope: Vec<Bulletin<'a>> = Vec::new();
    let mut cite = |name: String, found: Vec<&'a Fact<Advisory>>| {
        if found.is_empty() && !scope.iter().any(|b| b.name == name) {
            scope.push(Bulletin {
                name,
                cited: true,
                held: None,
            });
        } else {
            for advisory in found {
                if !scope
                    .iter()
                    .any(|b| b.held.is_some_and(|h| h.code == advisory.code))
                {
                    scope.push(Bulletin {
                        name: name.clone(),
                        cited: true,
                        held: Some(advisory),
                    });
                }
            }
        }
    };
    let cited = cited_signs(case);
    let signs: Vec<[String; 2]> = if cited.is_empty() {
        Vec::new()
    } else {
        held.iter().map(|a| signs_of(a)).collect()
    };
    for sign in cited {
        let wanted = bare(&sign);
        let found = held.iter().zip(&signs).find(|(_, s)| s.contains(&wanted));
        cite(sign, found.map(|(a, _)| *a).into_iter().collect());
    }
    let monthly = monthly_of(&case.clause.text);
    let subjects: Vec<Subject> = if monthly.is_empty() {
        Vec::new()
    } else {
        held.iter().map(|a| Subject::of(a)).collect()
    };
    for month in monthly {
        let found = held.iter().zip(&subjects).filter(|(_, s)| month.is(s));
        cite(month.name(), found.map(|(a, _)| *a).collect());
    }
    let others = held
        .iter()
        .filter(|a| a.closed_at.is_none_or(|at| case.clock.is_ahead(at)));
    for advisory in others {
        if !scope
            .iter()
            .any(|b| b.held.is_some_and(|h| h.code == advisory.code))
        {
            scope.push(Bulletin {
                name: title_of(advisory),
                cited: false,
                held: Some(advisory),
            });
        }
    }
    scope
}

/// The bulletins in scope; one that somebody closed while a machine of the unit is still exposed stays in it.
#[must_use]
pub fn with_closed<'a>(case: &Case<'a>, exposures: &Exposures<'a>) -> Vec<Bulletin<'a>> {
    let mut scope = in_scope(case);
    let is_in = |scope: &[Bulletin<'_>], a: &Fact<Advisory>| {
        scope
            .iter()
            .any(|b| b.held.is_some_and(|h| h.code == a.code))
    };
    for advisory in held(case) {
        let exposed = |(_, e): (_, crate::exposures::Exposed<'_>)| e.standing > Standing::Unknown;
        if !is_in(&scope, advisory) && exposures.towards(case, advisory).any(exposed) {
            let name = title_of(advisory);
            scope.push(Bulletin {
                name,
                cited: false,
                held: Some(advisory),
            });
        }
    }
    scope
}

/// The vulnerability bulletins that the duty's words call enclosed and that nobody received. One whose monthly
/// bulletins are all held and bound counts as received.
#[must_use]
pub fn missing_enclosures<'m>(case: &Case<'m>, scope: &[Bulletin<'_>]) -> Vec<&'m Enclosure> {
    let clause = fold(&case.clause.text);
    let mandate: &'m crate::mandate::Mandate = case.mandate;
    let asked = mandate.enclosures.iter().filter(|e| {
        let title = fold(&e.title);
        let is_about = ["lo hong", "diem yeu", "ban va", "cve-", "bao mat"]
            .iter()
            .any(|w| title.contains(w));
        is_about && clause.contains(&title)
    });
    asked
        .filter(|e| !is_received(case, e) && !stands_in_months(e, scope))
        .collect()
}

/// Whether a document cited as enclosed has been received.
#[must_use]
pub fn is_received(case: &Case<'_>, enclosure: &Enclosure) -> bool {
    receipt_of(case, enclosure)
        .is_some_and(|r| r.received_at.is_some_and(|at| case.clock.reached(at)))
}

/// The row about a document cited as enclosed, by its sign, else by its title.
#[must_use]
pub fn receipt_of<'a>(
    case: &Case<'a>,
    enclosure: &Enclosure,
) -> Option<&'a Fact<EnclosureReceipt>> {
    let title = fold(&enclosure.title);
    case.all::<EnclosureReceipt>()
        .find(|r| match (&enclosure.sign, &r.sign) {
            (Some(asked), Some(got)) => same_sign(asked, got),
            _ => fold(&r.title) == title,
        })
}

fn stands_in_months(enclosure: &Enclosure, scope: &[Bulletin<'_>]) -> bool {
    let months = monthly_of(&enclosure.title);
    !months.is_empty()
        && months.iter().all(|m| {
            let name = m.name();
            scope.iter().any(|b| b.name == name && b.is_bound())
        })
}

/// When what a bulletin names must be mended: its own date, else the letter's, else by policy from the bulletin's
/// date; by policy never earlier than three days after the letter came (rule 2).
#[must_use]
pub fn due(case: &Case<'_>, advisory: &Fact<Advisory>) -> Timestamp {
    let end_of = |day: Date| case.start_of(day.tomorrow().unwrap_or(day));
    if let Some(day) = advisory.due {
        return end_of(day);
    }
    if case.clause.due.is_some() {
        return case.due;
    }
    let policy = case.policy;
    let allowed = match (advisory.known_exploited, advisory.severity) {
        (Some(true), _) => policy.fix_kev,
        (_, Some(Severity::Critical)) => policy.fix_critical,
        _ => policy.fix_high,
    };
    let begun = advisory
        .date
        .map(|day| case.start_of(day))
        .or(advisory.occurred_at)
        .unwrap_or(advisory.recorded_at);
    let grace = SignedDuration::from_hours(72);
    let after = |at: Timestamp, span| at.checked_add(span).unwrap_or(at);
    after(begun, allowed).max(after(case.mandate.received_at, grace))
}

/// The bulletins known by T, by code; of several rows of one code the unit's own.
fn held<'a>(case: &Case<'a>) -> Vec<&'a Fact<Advisory>> {
    let mut held: Vec<&Fact<Advisory>> = case
        .all::<Advisory>()
        .filter(|a| {
            a.date
                .is_none_or(|day| case.clock.reached(case.start_of(day)))
        })
        .collect();
    held.sort_by(|a, b| a.code.cmp(&b.code));
    held.dedup_by(|a, b| a.code == b.code);
    held
}

/// Signs the clause cites as bulletins, and those the letter names as warnings outside any clause.
fn cited_signs(case: &Case<'_>) -> Vec<String> {
    let sign_of = |r: &crate::directive::Reference| {
        Some(format!("{}/{}", r.number.as_ref()?, r.sign.as_ref()?))
    };
    let references = &case.mandate.references;
    let is_bulletin = |sign: &str| {
        let known = references
            .iter()
            .find(|r| sign_of(r).is_some_and(|s| same_sign(&s, sign)));
        known.is_none_or(|r| {
            matches!(
                r.relation,
                Relation::Warning | Relation::Enclosed | Relation::Mentioned
            )
        })
    };
    let own = case
        .clause
        .references
        .iter()
        .filter(|s| is_bulletin(s))
        .cloned();
    let elsewhere = |sign: &str| {
        let clauses = case.mandate.clauses.iter();
        clauses
            .flat_map(|c| &c.references)
            .any(|s| same_sign(s, sign))
    };
    let general = references
        .iter()
        .filter(|r| r.relation == Relation::Warning)
        .filter_map(sign_of)
        .filter(|s| !elsewhere(s));
    own.chain(general).collect()
}

/// Whether two signs are the same, whatever their case, blanks, dashes and diacritics.
#[must_use]
pub fn same_sign(a: &str, b: &str) -> bool {
    bare(a) == bare(b)
}

fn bare(sign: &str) -> String {
    let dash = |c: char| {
        if matches!(c, '‐' | '‑' | '‒' | '–' | '—' | '−') {
            '-'
        } else {
            c
        }
    };
    let folded = fold(sign);
    folded
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(dash)
        .collect()
}

/// By what a bulletin may be cited: its sign, or the code it is held under.
fn signs_of(advisory: &Fact<Advisory>) -> [String; 2] {
    [
        advisory.sign.as_deref().map(bare).unwrap_or_default(),
        bare(advisory.code.as_str()),
    ]
}

fn title_of(advisory: &Fact<Advisory>) -> String {
    let named = advisory.sign.as_ref().or(advisory.title.as_ref());
    named.map_or_else(|| advisory.code.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests;
