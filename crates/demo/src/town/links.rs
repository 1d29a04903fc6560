//! The feed to the national centre: what the receiver accepted, its breaks, and what was shared.

use super::Sample;
use super::cast::MEMBERS;
use super::sources::{LINK_RECEIPTS, SHARES};
use crate::moment::{FIRST_DAY, hours_before, local, minutes_after};
use domain::facts::{Link, LinkBreak, Receipt, Share};
use domain::key::Key;

const INTERVAL_MINUTES: i64 = 60;

/// The province sends for all units every hour; the units' own hosts inside each sending are counted.
pub(crate) fn add(sample: &mut Sample) {
    for member in MEMBERS
        .iter()
        .filter(|m| m.is_of_town() && m.code != super::cast::SILENT)
    {
        let feed = format!("KN-NCSC-{}", member.code);
        let link = Link {
            feed: "Dữ liệu mã độc gửi Trung tâm Giám sát an toàn không gian mạng quốc gia (mẫu)"
                .into(),
            interval_minutes: INTERVAL_MINUTES,
            recipient: Some("Trung tâm Giám sát an toàn không gian mạng quốc gia".into()),
        };
        sample.put(feed.as_str(), Some(member.code), LINK_RECEIPTS, &link);
        receipts(
            sample,
            member.code,
            &feed,
            i64::from(member.servers) + i64::from(member.stations),
        );
    }
    breaks(sample);
    shares(sample);
}

/// Whether the unit's feed was broken at an hour of the watch's first day.
fn is_broken(unit: &str, hour: i64) -> bool {
    (unit == "PMB" && (3..6).contains(&hour)) || (unit == "XTH" && (1..4).contains(&hour))
}

fn receipts(sample: &mut Sample, unit: &str, feed: &str, hosts: i64) {
    let start = local(FIRST_DAY, 0, 5);
    let mut hour = 0;
    loop {
        let at = minutes_after(start, INTERVAL_MINUTES * hour);
        if at > sample.as_of || hour > 24 * 7 {
            return;
        }
        if !is_broken(unit, hour) {
            let receipt = Receipt {
                feed: Key::new(feed),
                at,
                hosts: Some(249),
                hosts_of_unit: Some(hosts),
                reference: Some(format!("TN-{unit}-{hour:03}").into()),
            };
            sample.put_at(
                format!("XN-{unit}-{hour:03}"),
                Some(unit),
                LINK_RECEIPTS,
                at,
                &receipt,
            );
        }
        hour += 1;
    }
}

/// One break was told with its reason; of the other nobody was told.
fn breaks(sample: &mut Sample) {
    for (unit, from, to, told) in [("XTH", 1, 4, true), ("PMB", 3, 6, false)] {
        let from = local(FIRST_DAY, from, 0);
        let broken = LinkBreak {
            feed: Key::new(&format!("KN-NCSC-{unit}")),
            from,
            to: Some(local(FIRST_DAY, to, 0)),
            reason: told.then(|| "Mất điện khu vực (mẫu)".into()),
            told: told.then(|| minutes_after(from, 35)),
        };
        sample.put_at(
            format!("GD-{unit}"),
            Some(unit),
            LINK_RECEIPTS,
            from,
            &broken,
        );
    }
}

/// Recipients the letter prints.
pub(crate) const RECIPIENTS: [&str; 3] = [
    "Cục An toàn thông tin",
    "Sở Thông tin và Truyền thông",
    "UBND thị xã An Mẫu",
];

/// What was shared by letter and mail; shares made in Khiên itself are in the history.
fn shares(sample: &mut Sample) {
    let at = hours_before(sample.as_of, 17);
    for (number, recipient) in RECIPIENTS.iter().enumerate() {
        let share = Share {
            subject: "CB-SIEM-01".into(),
            recipient: (*recipient).into(),
            at,
            reference: Some(format!("TN-CS-{number}-MAU").into()),
        };
        sample.put_at(
            format!("CS-SIEM-01-{number}"),
            Some("TX"),
            SHARES,
            at,
            &share,
        );
    }
}
