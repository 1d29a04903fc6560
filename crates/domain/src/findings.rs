//! Shortfalls of a duty that is no count of things: each allows some status at best, the worst decides (rule 12).
//!
//! For measures whose rule names conditions ("approved plan and drill and backups") instead of items. What a
//! shortfall is, each measure says itself; counted things belong to [`crate::ratio`].

use crate::facts::{Basis, Fact, FactRow};
use crate::judgement::{Bilingual, Evidence, Reason, Status, Verdict};

/// Reasons shown at most; the figures still count all.
const REASONS_MAX: usize = 8;

/// What to do about a shortfall, in Vietnamese and English.
pub(crate) type Step = (&'static str, &'static str);

struct Finding {
    status: Status,
    reason: Reason,
    next: Step,
    basis: Option<Basis>,
}

/// The shortfalls found so far, and the facts that the result rests on.
#[derive(Default)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    flags: Vec<Reason>,
    basis: Option<Basis>,
    evidence: Vec<Evidence>,
    known: usize,
}

impl Findings {
    /// A fact that the result needs: its basis counts, and it is evidence.
    pub(crate) fn rest_on<T: FactRow>(&mut self, fact: &Fact<T>) {
        self.weaken(fact.basis());
        self.known += 1;
        let evidence = Evidence::of(fact);
        if self.evidence.len() < Verdict::EVIDENCE_MAX && !self.evidence.contains(&evidence) {
            self.evidence.push(evidence);
        }
    }

    /// The result is no better founded than this.
    pub(crate) fn weaken(&mut self, basis: Basis) {
        self.basis = self.basis.max(Some(basis));
    }

    /// A shortfall that no single fact shows.
    pub(crate) fn add(&mut self, status: Status, why: impl Into<Reason>, next: Step) {
        self.list.push(Finding {
            status,
            reason: why.into(),
            next,
            basis: None,
        });
    }

    /// A shortfall that one fact shows.
    pub(crate) fn add_shown<T: FactRow>(
        &mut self,
        status: Status,
        why: impl Into<Reason>,
        next: Step,
        fact: &Fact<T>,
    ) {
        self.list.push(Finding {
            status,
            reason: why.into(),
            next,
            basis: Some(fact.basis()),
        });
    }

    /// Something to look at that changes no status.
    pub(crate) fn flag(&mut self, why: impl Into<Reason>) {
        self.flags.push(why.into());
    }

    /// The verdict: the worst shortfall decides, without any it is met for the reason given.
    pub(crate) fn conclude(mut self, met: impl Into<Reason>) -> Verdict {
        self.list
            .sort_by_key(|found| core::cmp::Reverse(found.status));
        let failed = self.list.iter().filter(|f| f.status == Status::NotMet);
        // A known failure needs only the best-founded fact that shows it.
        let shown = failed.filter_map(|f| f.basis).min();
        let mut reasons = self.list.iter().map(|f| f.reason.clone());
        let mut verdict = match self.list.first() {
            None => Verdict::new(Status::Met, self.basis, met),
            Some(worst) => {
                let basis = match worst.status {
                    Status::Unknown => None,
                    Status::NotMet => shown.or(self.basis),
                    _ => self.basis,
                };
                let mut verdict = Verdict::new(worst.status, basis, worst.reason.clone());
                verdict.next_step = Some(Bilingual::new(worst.next.0, worst.next.1));
                reasons.next();
                verdict
            }
        };
        for reason in reasons {
            if verdict.reasons.len() < REASONS_MAX && !verdict.reasons.contains(&reason) {
                verdict.reasons.push(reason);
            }
        }
        verdict.reasons.extend(self.flags);
        verdict.evidence = self.evidence;
        verdict.seeing(self.known)
    }
}

/// The middle of some numbers; of an even count the lower of the two in the middle.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}
