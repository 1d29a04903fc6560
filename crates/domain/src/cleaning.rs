//! Whether a machine is clean: full scans, what they found, what was removed, and what was scanned again.
//!
//! Used by `malware.remove` and, for listed machines, by `botnet.priority_check`. A quick scan may find malware but
//! never proves that there is none; neither does a scan that was too short, read too few files or used old
//! signatures.

use crate::case::Case;
use crate::census::{Machine, host_name};
use crate::facts::{
    Alert, AlertClass, AlertVerdict, Basis, Fact, FactRow, Removal, RemovalMeans, Scan, ScanKind,
    ScanResult, ServiceKind,
};
use crate::judgement::Evidence;
use crate::text::fold;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// The signatures are at most 7 days old when a scan starts (part of the rule of `malware.remove`, version 1).
const DATABASE_DAYS: i32 = 7;
/// A full scan takes at least a minute (part of the rule of `malware.remove`, version 1).
const FULL_TAKES: SignedDuration = SignedDuration::from_secs(60);
/// A full scan of any machine reads at least this many files (part of the rule of `malware.remove`, version 1).
const FULL_READS: i64 = 1_000;

/// Why a scan does not count as a full one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// It ended before the letter came.
    BeforeLetter,
    /// It was quick, or looked for something else.
    NotFull,
    /// It did not end, or failed.
    Unfinished,
    /// It took less than a minute.
    TooShort,
    /// It read too few files, in all or compared with another full scan of the machine.
    TooFewFiles,
    /// Its signatures were older than 7 days when it started, or of unknown date.
    OldDatabase,
}

/// What proves that a machine was clean at an instant.
#[derive(Debug, Clone)]
pub struct CleanProof {
    /// When.
    pub at: Timestamp,
    /// Basis of the fact.
    pub basis: Basis,
    /// The row.
    pub evidence: Evidence,
    is_reimage: bool,
}

impl CleanProof {
    /// Whether it clears malware that was found on this basis: what a machine found, a typed scan does not clear
    /// (rule 6); a record of re-imaging does, as no machine writes one.
    fn clears(&self, found: &Detection<'_>) -> bool {
        self.at > found.at && (self.is_reimage || self.basis <= Basis::B || found.basis > Basis::B)
    }
}

/// Malware found on a machine.
#[derive(Debug, Clone)]
pub struct Detection<'a> {
    /// When it was found.
    pub at: Timestamp,
    /// What was found.
    pub items: Vec<&'a str>,
    /// Basis of the fact.
    pub basis: Basis,
    /// The row.
    pub evidence: Evidence,
}

/// How a machine stands.
#[derive(Debug, Clone)]
pub enum Condition<'a> {
    /// Clean by this proof, given since the letter came.
    Clean(CleanProof),
    /// All that was found is removed, but no full scan has confirmed it yet.
    Removed(Detection<'a>),
    /// Malware is left.
    Left {
        /// What was found.
        found: Detection<'a>,
        /// Whether somebody typed that the machine is clean.
        is_contradicted: bool,
    },
    /// Nothing proves anything; the flaw of the best attempt, if there was one.
    Unscanned(Option<Flaw>),
}

/// What is known of one machine's scans, until T.
#[derive(Debug, Default)]
pub struct History<'a> {
    full: Vec<&'a Fact<Scan>>,
    flaws: Vec<Flaw>,
    detections: Vec<Detection<'a>>,
    removals: Vec<&'a Fact<Removal>>,
    proofs: Vec<CleanProof>,
}

/// Scans, removals and open alerts of the unit and of a linked provider, by machine.
#[derive(Debug)]
pub struct Histories<'a> {
    scans: BTreeMap<String, Vec<&'a Fact<Scan>>>,
    removals: BTreeMap<String, Vec<&'a Fact<Removal>>>,
    alerts: BTreeMap<String, Vec<&'a Fact<Alert>>>,
}

impl<'a> Histories<'a> {
    /// All histories of a case.
    #[must_use]
    pub fn of(case: &Case<'a>) -> Self {
        Self {
            scans: by_machine(case, |s: &Scan| Some(s.asset.as_str())),
            removals: by_machine(case, |r: &Removal| Some(r.asset.as_str())),
            alerts: by_machine(case, |a: &Alert| Some(a.asset.as_ref()?.as_str())),
        }
    }

    /// The history of one machine.
    #[must_use]
    pub fn machine(&self, case: &Case<'a>, machine: &Machine<'_>) -> History<'a> {
        let mut names = vec![host_name(&machine.name)];
        names.extend(machine.key().map(|key| host_name(key.as_str())));
        names.dedup();
        let scans = names.iter().filter_map(|n| self.scans.get(n)).flatten();
        let removals = names.iter().filter_map(|n| self.removals.get(n)).flatten();
        let alerts = names.iter().filter_map(|n| self.alerts.get(n)).flatten();
        let mut history = History::default();
        let scans: Vec<&Fact<Scan>> = scans
            .copied()
            .filter(|s| case.clock.reached(s.start))
            .collect();
        // Compared with the machine's own largest full scan: an exclusion list shows as files not read.
        let most = scans
            .iter()
            .filter(|s| s.kind == ScanKind::Full)
            .filter_map(|s| s.files)
            .max();
        for scan in scans {
            history.take_scan(case, scan, most.unwrap_or(0));
        }
        for removal in removals.copied().filter(|r| case.clock.reached(r.at)) {
            history.take_removal(case, removal);
        }
        for alert in alerts.copied() {
            history.take_alert(case, alert);
        }
        history.full.sort_by_key(|s| (s.end, s.code.clone()));
        history
            .detections
            .sort_by_key(|d| (d.at, d.evidence.code.clone()));
        history
            .proofs
            .sort_by_key(|p| (p.at, p.evidence.code.clone()));
        history
    }
}

fn by_machine<'a, T: FactRow + 'a>(
    case: &Case<'a>,
    asset: impl Fn(&T) -> Option<&str>,
) -> BTreeMap<String, Vec<&'a Fact<T>>> {
    let mut map: BTreeMap<String, Vec<&Fact<T>>> = BTreeMap::new();
    let provided = case.provided::<T>(ServiceKind::Antimalware).into_iter();
    let provided = provided.filter(|f| f.unit.as_ref() != Some(&case.unit.code));
    for fact in case.own::<T>().iter().chain(provided) {
        if let Some(name) = asset(&fact.row) {
            map.entry(host_name(name)).or_default().push(fact);
        }
    }
    map
}

impl<'a> History<'a> {
    fn take_scan(&mut self, case: &Case<'_>, scan: &'a Fact<Scan>, most_files: i64) {
        let end = scan.end.filter(|at| case.clock.reached(*at));
        if scan.kind != ScanKind::Vulnerability && scan.result == ScanResult::Detected {
            self.detections.push(Detection {
                at: end.unwrap_or(scan.start),
                items: scan.detections.iter().map(|d| &**d).collect(),
                basis: scan.basis(),
                evidence: Evidence::of(scan),
            });
        }
        match flaw(case, scan, most_files) {
            Some(flaw) => self.flaws.push(flaw),
            None => {
                self.full.push(scan);
                if scan.result == ScanResult::Clean {
                    self.prove(end, scan, false);
                }
            }
        }
    }

    fn take_removal(&mut self, case: &Case<'_>, removal: &'a Fact<Removal>) {
        let has_record = removal
            .record
            .as_ref()
            .is_some_and(|r| !r.trim().is_empty());
        let is_reimage = removal.how == RemovalMeans::Reimaged && has_record;
        if is_reimage && removal.at >= case.mandate.received_at {
            self.prove(Some(removal.at), removal, true);
        }
        self.removals.push(removal);
    }

    fn take_alert(&mut self, case: &Case<'_>, alert: &'a Fact<Alert>) {
        let verified = alert.verified.filter(|at| case.clock.reached(*at));
        let is_open = alert.closed.is_none_or(|at| case.clock.is_ahead(at));
        let (true, Some(AlertVerdict::True), Some(at)) = (
            alert.class == AlertClass::Malware && is_open,
            alert.verdict,
            verified,
        ) else {
            return;
        };
        self.detections.push(Detection {
            at,
            items: Vec::new(),
            basis: alert.basis(),
            evidence: Evidence::of(alert),
        });
    }

    fn prove<T: FactRow>(&mut self, at: Option<Timestamp>, fact: &Fact<T>, is_reimage: bool) {
        self.proofs.extend(at.map(|at| CleanProof {
            at,
            basis: fact.basis(),
            evidence: Evidence::of(fact),
            is_reimage,
        }));
    }

    /// When the first full scan since the letter ended.
    #[must_use]
    pub fn first_full(&self) -> Option<Timestamp> {
        self.full.iter().filter_map(|s| s.end).min()
    }

    /// When each full scan since the letter ended, in order.
    pub fn fulls(&self) -> impl Iterator<Item = Timestamp> + '_ {
        self.full.iter().filter_map(|s| s.end)
    }

    /// Whether malware was found since `at`.
    #[must_use]
    pub fn found_since(&self, at: Timestamp) -> bool {
        self.detections.iter().any(|d| d.at >= at)
    }

    /// What proves the machine clean, in order of time.
    #[must_use]
    pub fn proofs(&self) -> &[CleanProof] {
        &self.proofs
    }

    /// How the machine stands at T.
    #[must_use]
    pub fn condition(&self) -> Condition<'a> {
        let left: Vec<&Detection<'a>> = self
            .detections
            .iter()
            .filter(|d| !self.proofs.iter().any(|p| p.clears(d)))
            .collect();
        let unremoved = left.iter().find(|d| !self.is_removed(d));
        if let Some(found) = unremoved {
            return Condition::Left {
                found: (*found).clone(),
                is_contradicted: self.proofs.iter().any(|p| p.at > found.at),
            };
        }
        if let Some(found) = left.last() {
            return Condition::Removed((*found).clone());
        }
        match self.proofs.last() {
            Some(proof) => Condition::Clean(proof.clone()),
            None => Condition::Unscanned(self.flaws.iter().max().copied()),
        }
    }

    /// Whether every item found was removed since; isolating a machine removes nothing from it.
    fn is_removed(&self, found: &Detection<'_>) -> bool {
        let mut since = self
            .removals
            .iter()
            .filter(|r| r.at >= found.at && r.how != RemovalMeans::Isolated)
            .peekable();
        if since.peek().is_none() {
            return false;
        }
        let removed: Vec<Option<String>> = since.map(|r| r.item.as_deref().map(fold)).collect();
        // A removal that names no item speaks for all of them.
        removed.contains(&None) || {
            let mut items = found.items.iter();
            !found.items.is_empty() && items.all(|i| removed.contains(&Some(fold(i))))
        }
    }
}

/// Why a scan is not a full one of this letter, if it is not.
fn flaw(case: &Case<'_>, scan: &Scan, most_files: i64) -> Option<Flaw> {
    if scan.kind != ScanKind::Full {
        return Some(Flaw::NotFull);
    }
    let end = scan
        .end
        .filter(|at| case.clock.reached(*at) && *at >= scan.start);
    let Some(end) = end.filter(|_| scan.result != ScanResult::Failed) else {
        return Some(Flaw::Unfinished);
    };
    if end < case.mandate.received_at {
        return Some(Flaw::BeforeLetter);
    }
    if end.duration_since(scan.start) < FULL_TAKES {
        return Some(Flaw::TooShort);
    }
    if scan
        .files
        .is_some_and(|n| n < FULL_READS || n.saturating_mul(2) < most_files)
    {
        return Some(Flaw::TooFewFiles);
    }
    let started = case.date_of(scan.start);
    let is_current = scan
        .db_date
        .is_some_and(|d| (started - d).get_days() <= DATABASE_DAYS);
    (!is_current).then_some(Flaw::OldDatabase)
}
