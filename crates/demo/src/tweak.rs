//! One changed fact each, to show that exactly the results that depend on it change.

use crate::botnet_lists::{JANUARY, LISTED_PEER};
use crate::moment::{hours_before, minutes_before};
use crate::row::Row;
use crate::town::cast::MEMBERS;
use crate::town::duty;
use crate::town::portal_rows::PORTALS;
use crate::town::publication::MANDATED_SIGN;
use crate::town::scans;
use crate::town::sources::UNHEARD;
use domain::facts::{Beat, Hit, HitAnswer, Publication, PublicationState};
use domain::key::Key;
use jiff::Timestamp;

/// Assigns an officer to the town's hole of tomorrow night, approved now.
#[must_use]
pub fn fill_roster_gap(as_of: Timestamp) -> Vec<Row> {
    let town = MEMBERS.iter().find(|m| m.code == "TX");
    let slots = town.map(duty::slots).unwrap_or_default();
    let missing = slots.into_iter().filter(|s| s.code == duty::MISSING_SHIFT);
    missing
        .map(|slot| {
            let mut shift = slot.shift;
            shift.approved_at = Some(minutes_before(as_of, 5));
            Row::of(slot.code, Some("TX"), &shift).at(as_of)
        })
        .collect()
}

/// A full, clean scan of the listed machine that ended just now, and the answer to its listed address.
#[must_use]
pub fn clean_listed_machine(as_of: Timestamp) -> Vec<Row> {
    let start = minutes_before(as_of, 80);
    let scan = scans::full(scans::LISTED, start, 74, 190_000, false);
    let answer = Hit {
        list: Key::new(JANUARY),
        entry: LISTED_PEER.into(),
        own_address: None,
        direction: domain::facts::Direction::Outbound,
        asset: Some(Key::new(scans::LISTED)),
        first: hours_before(as_of, 98),
        last: minutes_before(as_of, 90),
        answer: Some(HitAnswer::Cleaned),
        answered_at: Some(minutes_before(as_of, 2)),
        owner: None,
    };
    vec![
        Row::of("Q-TCKH-PC-05-2", Some("TCKH"), &scan).at(start),
        Row::of("DC-TCKH-PC-05", Some("TCKH"), &answer).at(as_of),
    ]
}

/// The mandated text found in full on the portal where it was missing.
#[must_use]
pub fn publish_text(as_of: Timestamp, url: &str) -> Vec<Row> {
    let Some((code, unit, _)) = PORTALS.get(1).copied() else {
        return Vec::new();
    };
    let found = Publication {
        portal: Key::new(code),
        document: MANDATED_SIGN.into(),
        state: PublicationState::Found,
        at: as_of,
        url: Some(url.into()),
        containment: Some(1.0),
        ocr: Some(false),
        has_number: Some(true),
        has_date: Some(true),
        has_issuer: Some(true),
        linked_from_home: Some(true),
        crawled: Some(true),
        removed_at: None,
        internal_exposed: None,
    };
    vec![Row::of(format!("DT-{code}"), Some(unit), &found).at(as_of)]
}

/// The log of the commune's own line, heard at last over the whole watch so far: no contact there is now a zero.
#[must_use]
pub fn prove_zero(as_of: Timestamp) -> Vec<Row> {
    let from = crate::moment::local(crate::moment::FIRST_DAY, 0, 0);
    let beat = Beat {
        log_source: Key::new(UNHEARD),
        from,
        to: as_of,
        count: 41_200,
    };
    vec![Row::of("NHIP-XTR", Some("XTR"), &beat).at(as_of)]
}
