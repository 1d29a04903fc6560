//! How one machine stands towards one bulletin, from all rows about the pair.
//!
//! Several rows may speak of the same pair: one derived from versions, one of
//! a scanner's export, one typed by a person. A typed row never beats a
//! contradicting machine-founded one; it may only qualify an "affected" as
//! mitigated or accepted (rule 6). What a state means for a duty is decided in
//! the measures.

use crate::case::Case;
use crate::facts::{
    Advisory, Asset, Basis, Exposure, ExposureState, Fact, Scan, ScanKind, ScanResult, ServiceKind,
};
use crate::key::Key;
use crate::text::fold;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// How a machine stands towards a bulletin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its versions are outside the affected ones.
    NotAffected,
    /// Patched, and it shows by a version, an update or a later scan.
    Patched,
    /// Said to be patched, without a version and without a later scan.
    PatchedUnproven,
    /// Nothing that counts is known.
    Unknown,
    /// Affected, the risk taken knowingly, to be looked at again.
    Accepted,
    /// Affected, made less dangerous, to be looked at again.
    Mitigated,
    /// Affected.
    Affected,
}

/// The state of one pair of machine and bulletin.
#[derive(Debug, Clone, Copy)]
pub struct Exposed<'a> {
    /// The state.
    pub standing: Standing,
    /// The row that decided.
    pub row: &'a Fact<Exposure>,
    /// Weakest basis the state needed.
    pub basis: Basis,
    /// Whether a typed row contradicts a machine-founded one.
    pub conflict: bool,
}

/// A bulletin and a machine.
type Pair<'a> = (&'a Key<Advisory>, &'a Key<Asset>);

/// All pairs of the unit.
#[derive(Debug, Default)]
pub struct Exposures<'a> {
    rows: BTreeMap<Pair<'a>, Vec<&'a Fact<Exposure>>>,
    scans: BTreeMap<&'a Key<Asset>, Vec<&'a Fact<Scan>>>,
}

impl<'a> Exposures<'a> {
    /// The rows about the unit's machines, its own and those of linked providers that watch for it.
    #[must_use]
    pub fn of(case: &Case<'a>) -> Self {
        let own: std::collections::BTreeSet<&Key<Asset>> =
            case.own::<Asset>().iter().map(|a| &a.code).collect();
        let mut all = Self::default();
        let provided = case.provided::<Exposure>(ServiceKind::Soc).into_iter();
        let provided = provided.filter(|e| own.contains(&e.asset));
        for row in case.own::<Exposure>().iter().chain(provided) {
            if case.clock.reached(row.at) {
                all.rows
                    .entry((&row.advisory, &row.asset))
                    .or_default()
                    .push(row);
            }
        }
        for scan in case.own::<Scan>() {
            let ended = scan.end.is_some_and(|end| case.clock.reached(end));
            if scan.kind == ScanKind::Vulnerability && ended && scan.basis() <= Basis::B {
                all.scans.entry(&scan.asset).or_default().push(scan);
            }
        }
        all
    }

    /// Whether there is no row at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Each machine that has a row for a bulletin, with its state.
    pub fn towards<'s>(
        &'s self,
        case: &'s Case<'a>,
        advisory: &'a Fact<Advisory>,
    ) -> impl Iterator<Item = (&'a Key<Asset>, Exposed<'a>)> + use<'a, 's> {
        let of_it = self
            .rows
            .iter()
            .filter(move |((bulletin, _), _)| **bulletin == advisory.code);
        of_it.filter_map(move |((_, asset), rows)| {
            let scans = self.scans.get(*asset).map_or(&[][..], Vec::as_slice);
            pair(case, advisory, rows, scans).map(|exposed| (*asset, exposed))
        })
    }
}

/// The worst over the CVEs the rows speak of.
fn pair<'a>(
    case: &Case<'_>,
    advisory: &Advisory,
    rows: &[&'a Fact<Exposure>],
    scans: &[&Fact<Scan>],
) -> Option<Exposed<'a>> {
    let mut by_cve: BTreeMap<String, [Option<&'a Fact<Exposure>>; 2]> = BTreeMap::new();
    for row in rows {
        let cve = row.cve.as_deref().map(fold).unwrap_or_default();
        let [machine, typed] = by_cve.entry(cve).or_default();
        let slot = if row.basis() <= Basis::B {
            machine
        } else {
            typed
        };
        let newer = |old: &Fact<Exposure>| {
            (row.at, row.recorded_at, &row.code) > (old.at, old.recorded_at, &old.code)
        };
        if slot.is_none_or(newer) {
            *slot = Some(row);
        }
    }
    // What a person typed about the bulletin as a whole qualifies each of its CVEs, and stands alone only without them.
    let general = by_cve.get("").and_then(|[_, typed]| *typed);
    let has_cves = by_cve.keys().any(|cve| !cve.is_empty());
    let states = by_cve.iter().filter_map(|(cve, [machine, typed])| {
        let typed = (*typed).or(general);
        let alone = cve.is_empty() && machine.is_none() && has_cves;
        (!alone)
            .then(|| merge(case, advisory, *machine, typed, scans))
            .flatten()
    });
    states.max_by_key(|e| e.standing)
}

/// One machine-founded and one typed row, and the scans after them.
fn merge<'a>(
    case: &Case<'_>,
    advisory: &Advisory,
    machine: Option<&'a Fact<Exposure>>,
    typed: Option<&'a Fact<Exposure>>,
    scans: &[&Fact<Scan>],
) -> Option<Exposed<'a>> {
    let (Some(found), Some(said)) = (machine, typed) else {
        let row = machine.or(typed)?;
        return Some(alone(case, advisory, row, scans));
    };
    let (seen, claim) = (
        alone(case, advisory, found, scans),
        alone(case, advisory, said, scans),
    );
    let both = |exposed: Exposed<'a>| Exposed {
        basis: found.basis().max(said.basis()),
        ..exposed
    };
    Some(match (seen.standing, claim.standing) {
        (Standing::Unknown, _) => claim,
        (_, Standing::Unknown) => seen,
        (Standing::Affected, Standing::Mitigated | Standing::Accepted) => both(claim),
        // A fix typed after the machine was seen, and a clean scan after both.
        (Standing::Affected, Standing::Patched)
            if said.at >= found.at && claim.basis <= Basis::B =>
        {
            claim
        }
        (a, b) if a == b => seen,
        // An older word is history, no contradiction.
        _ if said.at < found.at => seen,
        (a, b) if b > a => Exposed {
            conflict: true,
            ..claim
        },
        _ => Exposed {
            conflict: true,
            ..seen
        },
    })
}

fn alone<'a>(
    case: &Case<'_>,
    advisory: &Advisory,
    row: &'a Fact<Exposure>,
    scans: &[&Fact<Scan>],
) -> Exposed<'a> {
    let later = |from: Timestamp| scans.iter().filter(move |s| s.start >= from);
    let exposed = |standing, basis| Exposed {
        standing,
        row,
        basis,
        conflict: false,
    };
    let relapsed = later(row.at).any(|s| {
        let named = |found: &str| {
            advisory
                .cves
                .iter()
                .any(|cve| fold(found).contains(&fold(cve)))
        };
        s.result == ScanResult::Detected && s.detections.iter().any(|d| named(d))
    });
    let clean = later(row.at).find(|s| s.result == ScanResult::Clean);
    let is_filled = |text: &Option<Box<str>>| text.as_ref().is_some_and(|t| !t.trim().is_empty());
    let is_typed = row.basis() >= Basis::C;
    let again = row.review_at.is_some_and(|at| case.clock.is_ahead(at));
    let standing = match row.state {
        ExposureState::Unknown => Standing::Unknown,
        ExposureState::Affected => Standing::Affected,
        ExposureState::NotAffected if is_typed && !is_filled(&row.why) => Standing::Unknown,
        _ if relapsed => Standing::Affected,
        ExposureState::NotAffected => Standing::NotAffected,
        ExposureState::Patched => match clean {
            Some(scan) => return exposed(Standing::Patched, row.basis().min(scan.basis())),
            None if is_typed && !is_filled(&row.version_after) => Standing::PatchedUnproven,
            None => Standing::Patched,
        },
        ExposureState::Mitigated if again => Standing::Mitigated,
        ExposureState::Accepted if again || row.review_at.is_none() => Standing::Accepted,
        ExposureState::Mitigated | ExposureState::Accepted => Standing::Affected,
    };
    exposed(standing, row.basis())
}
