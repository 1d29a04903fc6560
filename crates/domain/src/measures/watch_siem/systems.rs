//! The systems of `watch.siem`: which must be monitored, and whether their sources are alive.

use super::{Finding, Why};
use crate::case::Case;
use crate::facts::{Fact, Incident, System};
use crate::judgement::{Bilingual, Status};
use crate::liveness::LogSource;
use crate::span::Span;
use jiff::SignedDuration;

/// A system that must be monitored and is silent for longer needs an incident (part of this measure's rule, version 1).
const SILENT_TOO_LONG: SignedDuration = SignedDuration::from_hours(24);

/// A system with the sources that name it.
pub(super) struct Watched<'a, 's> {
    pub(super) system: &'a Fact<System>,
    pub(super) is_required: bool,
    pub(super) sources: Vec<&'s LogSource<'a>>,
}

/// The lowest level of system that the regime wants watched without a break, where it says so.
fn watched_from(case: &Case<'_>) -> Option<i64> {
    // The packs name the duty by the last part of the rule's id: `tt31.watch`, `tcvn.round_the_clock`.
    let asks = |id: &str| id.ends_with(".watch") || id.ends_with(".round_the_clock");
    let rules = case.pack.monitoring.iter().filter(|rule| asks(&rule.id));
    rules.map(|rule| i64::from(rule.level_from)).min()
}

/// The systems in use that must be monitored, and the others that are.
pub(super) fn of<'a, 's>(case: &Case<'a>, sources: &'s [LogSource<'a>]) -> Vec<Watched<'a, 's>> {
    let from = watched_from(case);
    case.own::<System>()
        .iter()
        .filter(|s| s.in_use != Some(false))
        .map(|system| Watched {
            system,
            is_required: from.is_some_and(|from| system.level.is_some_and(|l| l >= from)),
            sources: sources
                .iter()
                .filter(|s| s.row.systems.contains(&system.code))
                .collect(),
        })
        .filter(|w| w.is_required || !w.sources.is_empty())
        .collect()
}

pub(super) fn findings(case: &Case<'_>, systems: &[Watched<'_, '_>]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for watched in systems {
        let name = watched.system.name.to_string();
        if watched.sources.is_empty() {
            let level = watched.system.level.unwrap_or(0);
            findings.push(Finding {
                status: Status::Partial,
                basis: None,
                next: Bilingual::new(
                    format!("Gửi nhật ký của hệ thống {name} về nơi giám sát tập trung"),
                    format!("send the logs of system {name} to the central monitoring"),
                ),
                why: Why::SystemUnwatched {
                    system: name,
                    level,
                }
                .into(),
            });
            continue;
        }
        findings.extend(too_silent(case, watched));
        findings.extend(
            watched
                .sources
                .iter()
                .filter_map(|s| silent_source(case, s)),
        );
    }
    findings
}

/// A system that must be monitored, of which no source was heard for more than 24 hours, and nobody opened an incident.
fn too_silent(case: &Case<'_>, watched: &Watched<'_, '_>) -> Option<Finding> {
    let elapsed = case.elapsed();
    let mut sources = watched.sources.iter().filter(|s| s.is_expected());
    let mut common = sources.next()?.silences(case, elapsed);
    for source in sources {
        let other = source.silences(case, elapsed);
        common = common
            .iter()
            .flat_map(|a| other.iter().filter_map(|b| a.within(*b)))
            .collect();
    }
    let is_reported = |silence: &Span| {
        case.own::<Incident>().iter().any(|i| {
            i.system.as_ref() == Some(&watched.system.code)
                && i.detected <= silence.to
                && i.closed.is_none_or(|at| at >= silence.from)
        })
    };
    let silence = common
        .into_iter()
        .filter(|s| is_longer(case, *s, SILENT_TOO_LONG))
        .find(|s| watched.is_required && !is_reported(s))?;
    let name = watched.system.name.to_string();
    Some(Finding {
        status: Status::NotMet,
        basis: watched
            .sources
            .iter()
            .flat_map(|s| s.beats.iter().map(|b| b.basis()))
            .min(),
        next: Bilingual::new(
            format!("Khôi phục nguồn nhật ký của hệ thống {name} và mở sự cố mất giám sát"),
            format!(
                "bring the log source of system {name} back and open an incident for the lost monitoring"
            ),
        ),
        why: Why::SilentTooLong {
            system: name,
            from: case.local(silence.from),
            hours: silence.length().as_hours(),
        }
        .into(),
    })
}

/// Whether a stretch is longer than a limit; of one still open at T the clock learns when it will be.
fn is_longer(case: &Case<'_>, stretch: Span, limit: SignedDuration) -> bool {
    if stretch.to == case.as_of() {
        case.clock.older_than(stretch.from, limit)
    } else {
        stretch.length() > limit
    }
}

fn silent_source(case: &Case<'_>, source: &LogSource<'_>) -> Option<Finding> {
    let name = source
        .row
        .title
        .as_deref()
        .unwrap_or(source.row.code.as_str())
        .to_owned();
    let next = Bilingual::new(
        format!("Kiểm tra vì sao nguồn {name} không gửi nhật ký đều"),
        format!("find out why source {name} does not send steadily"),
    );
    let finding = |why: Why| Finding {
        status: Status::Partial,
        basis: None,
        why: why.into(),
        next: next.clone(),
    };
    if !source.is_expected() {
        return Some(finding(Why::NoRhythm {
            source: name.clone(),
        }));
    }
    let silences = source.silences(case, case.elapsed());
    let longest = silences
        .into_iter()
        .max_by_key(|s| (s.length(), core::cmp::Reverse(s.from)))?;
    Some(finding(Why::Silent {
        source: name.clone(),
        from: case.local(longest.from),
        to: case.local(longest.to),
        minutes: longest.length().as_mins(),
    }))
}
