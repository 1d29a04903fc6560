//! The most urgent actions: what a tired duty officer should do first.
//!
//! Known failures come before what is unknown, what is unknown before what is
//! half done; among equals the failure that Khiên or a system saw itself comes
//! before a declared one, then the one with more things wrong, then the one
//! that time changes first. Each measure gives one action, so that three
//! actions are three different things to do.

use crate::facts::Basis;
use crate::judgement::{Judgement, Status};
use crate::measure_id::MeasureId;
use core::cmp::Ordering;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Measures in which a failure is an attack going on or an open door, most pressing first; all others follow.
const PRESSING: &[MeasureId] = &[
    MeasureId::BotnetPriorityCheck,
    MeasureId::PortalCheck,
    MeasureId::VulnReviewFix,
    MeasureId::DutyRoster,
    MeasureId::MalwareRemove,
    MeasureId::Escalate,
    MeasureId::WatchAntimalware,
    MeasureId::WatchSiem,
    MeasureId::AuthorityOrders,
];

/// The judgements that need a person first, at most `most` of them, one per measure.
#[must_use]
pub fn most_urgent<'a>(
    judgements: impl IntoIterator<Item = &'a Judgement>,
    most: usize,
) -> Vec<&'a Judgement> {
    let mut first: BTreeMap<MeasureId, &Judgement> = BTreeMap::new();
    for judgement in judgements {
        if judgement.status <= Status::Met || judgement.next_step.is_none() {
            continue;
        }
        let chosen = first.entry(judgement.measure).or_insert(judgement);
        if compare(judgement, chosen).is_lt() {
            *chosen = judgement;
        }
    }
    let mut first: Vec<&Judgement> = first.into_values().collect();
    first.sort_by(|a, b| compare(a, b));
    first.truncate(most);
    first
}

fn compare(a: &Judgement, b: &Judgement) -> Ordering {
    let wrong = |j: &Judgement| j.figure("bad").unwrap_or(0.0);
    let changes = |j: &Judgement| j.changes_at.unwrap_or(Timestamp::MAX);
    rank(a)
        .cmp(&rank(b))
        .then_with(|| wrong(b).total_cmp(&wrong(a)))
        .then_with(|| changes(a).cmp(&changes(b)))
        .then_with(|| (&a.unit, &a.obligation).cmp(&(&b.unit, &b.obligation)))
}

/// Lower is more urgent.
fn rank(judgement: &Judgement) -> (u8, usize, Option<Basis>) {
    let status = match judgement.status {
        Status::NotMet => 0,
        Status::Unknown => 1,
        Status::Partial | Status::Met | Status::NotApplicable => 2,
    };
    let pressing = PRESSING
        .iter()
        .position(|id| *id == judgement.measure)
        .unwrap_or(PRESSING.len());
    (status, pressing, judgement.basis)
}
