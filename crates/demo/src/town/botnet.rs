//! Editions of the botnet list, what the firewall's log has been heard to say, and answers to listed addresses.

use super::Sample;
use super::sources::{FIREWALL, LISTS, SCANS};
use crate::botnet_lists;
use crate::moment::{day, hours_before, local};
use domain::facts::{Beat, Direction, Hit, HitAnswer, IndicatorList};
use domain::key::Key;

pub(crate) fn add(sample: &mut Sample) {
    for edition in botnet_lists::editions() {
        let list = IndicatorList {
            issuer: edition.issuer.into(),
            edition: edition.stem.into(),
            month: Some(edition.month),
            received: edition.received,
            sha256: None,
            entries: i64::try_from(edition.entries).ok(),
        };
        sample.put_at(edition.stem, None, LISTS, edition.received, &list);
    }
    let from = local(day(1, 1), 0, 0);
    let beat = Beat {
        log_source: Key::new(FIREWALL),
        from,
        to: sample.as_of,
        count: 3_904_112,
    };
    sample.put_at("NHIP-FW", None, FIREWALL, from, &beat);
    cleaned(sample);
}

/// The answer about the machine that was cleaned; the log adds what else it saw.
fn cleaned(sample: &mut Sample) {
    let first = local(day(2, 1), 1, 10);
    let hit = Hit {
        list: Key::new(botnet_lists::JANUARY),
        entry: botnet_lists::CLEANED_PEER.into(),
        own_address: None,
        direction: Direction::Outbound,
        asset: Some(Key::new(super::scans::CLEANED)),
        first,
        last: local(day(2, 1), 2, 40),
        answer: Some(HitAnswer::Cleaned),
        answered_at: Some(hours_before(sample.as_of, 24 * 7)),
        owner: None,
    };
    sample.put_at("DC-GDDT-PC-04", Some("GDDT"), SCANS, first, &hit);
}
