//! RATIO(items), rule 4: the one way in which counted things become a status.

use crate::case::Case;
use crate::facts::{Basis, Fact, FactRow};
use crate::judgement::{Evidence, Figure, Reason, Status, Verdict};

/// The state of one counted thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemState {
    /// Done.
    Done,
    /// Known wrong, within its clock.
    Open,
    /// Known wrong, past its clock.
    Bad,
    /// No fresh fact.
    Unseen,
}

/// One counted thing.
#[derive(Debug, Clone)]
pub struct Item {
    /// What people call it; listed when it is bad or unseen.
    pub name: Box<str>,
    /// Its state.
    pub state: ItemState,
    /// Weakest basis of the facts needed for the state; `None` for unseen things.
    pub basis: Option<Basis>,
    /// Why, when not done.
    pub reason: Option<Reason>,
    /// What proves it.
    pub evidence: Option<Evidence>,
}

impl Item {
    /// A thing with no fresh fact.
    pub fn unseen(name: impl Into<Box<str>>) -> Self {
        Self {
            name: name.into(),
            state: ItemState::Unseen,
            basis: None,
            reason: None,
            evidence: None,
        }
    }

    /// A thing in a state known from a fact.
    pub fn known<T: FactRow>(name: impl Into<Box<str>>, state: ItemState, fact: &Fact<T>) -> Self {
        Self {
            name: name.into(),
            state,
            basis: Some(fact.basis()),
            reason: None,
            evidence: Some(Evidence::of(fact)),
        }
    }

    /// The same with a reason.
    #[must_use]
    pub fn because(mut self, reason: impl Into<Reason>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// The same, its basis no better than that of one more fact it needed.
    #[must_use]
    pub fn needing<T: FactRow>(mut self, fact: &Fact<T>) -> Self {
        self.basis = self.basis.max(Some(fact.basis()));
        self
    }
}

crate::reasons! {
    /// Reasons common to all counted measures.
    pub(crate) enum Why {
        Bad { bad: usize, total: usize, names: String } "ratio.bad" ("{bad}/{total} quá hạn xử lý: {names}", "{bad} of {total} past their clock: {names}"),
        TotalUnknown "ratio.total_unknown" ("Danh mục chưa được người đứng đầu xác nhận trong thời hạn, chưa xác lập được tổng số", "the register has not been confirmed by the head in time, so the total is not established"),
        AllDone { total: usize } "ratio.all_done" ("Đã xong {total}/{total}", "all {total} done"),
        Nothing "ratio.nothing_to_do" ("Đã rà soát, không có đối tượng nào (0/0)", "reviewed, nothing of this kind (0 of 0)"),
        NoFact { total: usize } "ratio.no_fact" ("Chưa có dữ liệu mới cho đối tượng nào trong {total}", "no fresh fact for any of {total}"),
        BelowFloor { done: usize, total: usize } "ratio.below_floor" ("Đến hạn mới xong {done}/{total}, dưới mức nội bộ", "only {done} of {total} done at the due date, below the internal floor"),
        Partly { done: usize, total: usize, open: usize, unseen: usize } "ratio.partly" ("Xong {done}/{total}, đang xử lý {open}, chưa có dữ liệu {unseen}", "{done} of {total} done, {open} open, {unseen} without a fresh fact"),
        Unseen { count: usize, names: String } "ratio.unseen" ("Chưa có dữ liệu mới ({count}): {names}", "no fresh fact ({count}): {names}"),
    }
}

/// Counted things and whether their total is known.
#[derive(Debug, Default)]
pub struct Ratio {
    items: Vec<Item>,
    total_unknown: bool,
    total_at_start: Option<usize>,
}

impl Ratio {
    /// Things counted against an established total.
    #[must_use]
    pub fn of(items: Vec<Item>) -> Self {
        Self {
            items,
            total_unknown: false,
            total_at_start: None,
        }
    }

    /// The same with the total not established when `unknown`.
    #[must_use]
    pub fn total_unknown_if(mut self, unknown: bool) -> Self {
        self.total_unknown |= unknown;
        self
    }

    /// The same with the total at the start of the window, which is printed beside today's (rule 5).
    #[must_use]
    pub fn total_at_start(mut self, total: usize) -> Self {
        self.total_at_start = Some(total);
        self
    }

    /// How many things are in this state.
    #[must_use]
    pub fn count(&self, state: ItemState) -> usize {
        self.items.iter().filter(|i| i.state == state).count()
    }

    /// The verdict by rule 4.
    pub fn verdict(self, case: &Case<'_>) -> Verdict {
        let total = self.items.len();
        let [done, open, bad, unseen] = [
            ItemState::Done,
            ItemState::Open,
            ItemState::Bad,
            ItemState::Unseen,
        ]
        .map(|s| self.count(s));
        // Asked in every case, so that the due date is always among the instants that may change the result.
        let due = case.clock.reached(case.due);
        let below_floor = (count(done)) / (count(total).max(1.0)) < case.policy.floor;
        let (status, why) = if bad > 0 {
            (
                Status::NotMet,
                Why::Bad {
                    bad,
                    total,
                    names: self.names(ItemState::Bad),
                },
            )
        } else if self.total_unknown {
            (Status::Unknown, Why::TotalUnknown)
        } else if total == 0 {
            (Status::Met, Why::Nothing)
        } else if done == total {
            (Status::Met, Why::AllDone { total })
        } else if done + open == 0 {
            (Status::Unknown, Why::NoFact { total })
        } else if due && below_floor {
            (Status::NotMet, Why::BelowFloor { done, total })
        } else {
            (
                Status::Partial,
                Why::Partly {
                    done,
                    total,
                    open,
                    unseen,
                },
            )
        };
        let mut verdict = Verdict::new(status, self.basis(status), why)
            .seeing(total)
            .knowing(done + open + bad);
        verdict.figures = self.figures(done, open, bad, unseen);
        verdict.reasons.extend(self.item_reasons());
        if unseen > 0 && !matches!(status, Status::Met) {
            verdict.reasons.push(
                Why::Unseen {
                    count: unseen,
                    names: self.names(ItemState::Unseen),
                }
                .into(),
            );
        }
        verdict.evidence = self.evidence();
        verdict
    }

    /// Weakest per-item fact that the verdict needed: for a failure the best-founded failing item suffices.
    fn basis(&self, status: Status) -> Option<Basis> {
        let of = |state| {
            self.items
                .iter()
                .filter(move |i| i.state == state)
                .filter_map(|i| i.basis)
        };
        match status {
            Status::NotMet if self.count(ItemState::Bad) > 0 => of(ItemState::Bad).min(),
            _ => of(ItemState::Done).chain(of(ItemState::Open)).max(),
        }
    }

    fn figures(&self, done: usize, open: usize, bad: usize, unseen: usize) -> Vec<Figure> {
        let by_basis = |basis| {
            self.items
                .iter()
                .filter(|i| i.state == ItemState::Done && i.basis == Some(basis))
                .count()
        };
        let mut figures = vec![
            ("done", done),
            ("total", self.items.len()),
            ("open", open),
            ("bad", bad),
            ("none", unseen),
        ];
        figures.extend(self.total_at_start.map(|n| ("total_at_start", n)));
        figures.extend([
            ("done_a", by_basis(Basis::A)),
            ("done_b", by_basis(Basis::B)),
            ("done_c", by_basis(Basis::C)),
            ("done_d", by_basis(Basis::D)),
        ]);
        figures
            .into_iter()
            .map(|(key, n)| Figure {
                key,
                value: count(n),
            })
            .collect()
    }

    /// Each distinct reason of an item that is not done, bad ones first; at most eight.
    fn item_reasons(&self) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = Vec::new();
        for state in [ItemState::Bad, ItemState::Open, ItemState::Unseen] {
            for reason in self
                .items
                .iter()
                .filter(|i| i.state == state)
                .filter_map(|i| i.reason.as_ref())
            {
                if reasons.len() < 8 && !reasons.contains(reason) {
                    reasons.push(reason.clone());
                }
            }
        }
        reasons
    }

    fn names(&self, state: ItemState) -> String {
        const SHOWN: usize = 5;
        let mut names: Vec<&str> = self
            .items
            .iter()
            .filter(|i| i.state == state)
            .map(|i| &*i.name)
            .collect();
        names.sort_unstable();
        names.dedup();
        let more = names.len().saturating_sub(SHOWN);
        names.truncate(SHOWN);
        let list = names.join(", ");
        if more > 0 {
            format!("{list}, +{more}")
        } else {
            list
        }
    }

    /// Evidence of failures first, then of what is open, then of what is done.
    fn evidence(&self) -> Vec<Evidence> {
        let mut evidence: Vec<Evidence> = Vec::new();
        for state in [ItemState::Bad, ItemState::Open, ItemState::Done] {
            for row in self
                .items
                .iter()
                .filter(|i| i.state == state)
                .filter_map(|i| i.evidence.as_ref())
            {
                if evidence.len() < Verdict::EVIDENCE_MAX && !evidence.contains(row) {
                    evidence.push(row.clone());
                }
            }
        }
        evidence
    }
}

/// A count as a figure; counts stay far below 2^53.
#[must_use]
pub fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}
