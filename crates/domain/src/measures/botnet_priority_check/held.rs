//! What has to be held before "no match" means anything: lists, enclosures, confirmed ranges.

use super::{RANGES_WITHIN, Why};
use crate::case::Case;
use crate::facts::{EnclosureReceipt, Fact, IndicatorList, Range};
use crate::judgement::Reason;
use crate::text::fold;

/// Lists of this or last month that are held.
pub(super) fn editions<'a>(case: &Case<'a>) -> Vec<&'a Fact<IndicatorList>> {
    let today = case.date_of(case.as_of());
    let months = [
        Some(today.first_of_month()),
        today
            .first_of_month()
            .yesterday()
            .ok()
            .map(|d| d.first_of_month()),
    ];
    if let Ok(next) = today.last_of_month().tomorrow() {
        // With the new month the list of the month before last is out of date.
        case.clock.note(case.start_of(next));
    }
    case.all::<IndicatorList>()
        .filter(|list| case.clock.reached(list.received))
        .filter(|list| {
            let month = list.month.unwrap_or_else(|| case.date_of(list.received));
            months.contains(&Some(month.first_of_month()))
        })
        .collect()
}

/// What is missing before "no match" means anything.
pub(super) fn missing(case: &Case<'_>) -> Vec<Reason> {
    let mut missing: Vec<Reason> = Vec::new();
    if editions(case).is_empty() {
        missing.push(Why::NoEdition.into());
    }
    let is_list = |text: &str| {
        let text = fold(text);
        text.contains("botnet") || text.contains("danh sach ip")
    };
    for enclosure in case.mandate.enclosures.iter().filter(|e| is_list(&e.title)) {
        let received = case.all::<EnclosureReceipt>().any(|r| {
            let same_sign =
                enclosure.sign.is_some() && r.sign.as_deref() == enclosure.sign.as_deref();
            (same_sign || is_list(&r.title))
                && r.received_at.is_some_and(|at| case.clock.reached(at))
        });
        // The list itself, loaded since the letter came, is the enclosure.
        let loaded = editions(case)
            .iter()
            .any(|list| list.received >= case.mandate.received_at);
        if !received && !loaded {
            let title = enclosure.title.to_string();
            missing.push(Why::NoEnclosure { title }.into());
        }
    }
    let ranges = case.own::<Range>();
    if ranges.is_empty() {
        missing.push(Why::NoRanges.into());
    }
    let stale = ranges.iter().find(|r| {
        r.confirmed_at
            .is_none_or(|at| case.clock.is_ahead(at) || case.clock.older_than(at, RANGES_WITHIN))
    });
    missing.extend(stale.map(|r| {
        Why::RangesOld {
            range: r.cidr.to_string(),
        }
        .into()
    }));
    missing
}
