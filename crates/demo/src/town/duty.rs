//! Duty posts and shifts: three a day and unit, signed before the watch; the town's post has a hole tomorrow night.

use super::Sample;
use super::cast::{Member, answering};
use super::sources::ROSTER;
use crate::moment::{FIRST_DAY, LAST_DAY, day, local, minutes_after};
use domain::facts::{DutyMode, GapReason, Post, PostKind, Shift};
use domain::key::Key;
use jiff::civil::Date;

/// The town's shift that nobody is assigned to: the night from 9 to 10 February.
pub(crate) const MISSING_SHIFT: &str = "CA-TX-0209-3";

/// A shift's place in the calendar.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    /// Code of the shift.
    pub(crate) code: String,
    /// Its row.
    pub(crate) shift: Shift,
}

/// Beginning hours of the three shifts of eight hours; the last one ends on the next day.
const STARTS: [i8; 3] = [6, 14, 22];

/// The post of a unit's round-the-clock duty.
pub(crate) fn post_of(member: &Member) -> String {
    format!("VT-{}", member.code)
}

/// All shifts of a unit that touch the watch, the hole included.
pub(crate) fn slots(member: &Member) -> Vec<Slot> {
    let mut slots = Vec::new();
    let mut on = FIRST_DAY.yesterday().unwrap_or(FIRST_DAY);
    let mut turn = 0_usize;
    while on <= LAST_DAY {
        for (at, hour) in STARTS.iter().enumerate() {
            // Of the day before only the night shift reaches into the watch.
            if on < FIRST_DAY && at < 2 {
                continue;
            }
            let from = local(on, *hour, 0);
            let shift = Shift {
                post: Key::new(&post_of(member)),
                person: member
                    .officers
                    .iter()
                    .cycle()
                    .nth(turn)
                    .copied()
                    .unwrap_or_default()
                    .into(),
                from,
                to: minutes_after(from, 8 * 60),
                approved_by: Some(member.head.into()),
                approved_at: Some(local(day(2, 5), 15, 0)),
            };
            slots.push(Slot {
                code: code(member, on, at + 1),
                shift,
            });
            turn += 1;
        }
        on = on.tomorrow().unwrap_or(on);
    }
    slots
}

fn code(member: &Member, on: Date, number: usize) -> String {
    format!(
        "CA-{}-{:02}{:02}-{number}",
        member.code,
        on.month(),
        on.day()
    )
}

pub(crate) fn add(sample: &mut Sample) {
    for member in answering() {
        posts(sample, member);
        for slot in slots(member) {
            if slot.code != MISSING_SHIFT {
                sample.put(slot.code, Some(member.code), ROSTER, &slot.shift);
            }
        }
        before_the_watch(sample, member);
    }
    // Forty minutes between two officers, explained on the spot.
    let reason = GapReason {
        from: local(FIRST_DAY, 14, 0),
        to: local(FIRST_DAY, 15, 0),
        reason: "Cán bộ ca chiều đưa người nhà đi cấp cứu, lãnh đạo đã cử người thay (mẫu)".into(),
        by: Some("Lương Mẫu Thượng".into()),
    };
    sample.put_at("LD-XTH-01", Some("XTH"), ROSTER, reason.to, &reason);
}

fn posts(sample: &mut Sample, member: &Member) {
    let post = Post {
        name: format!("Trực bảo đảm an toàn thông tin {}", member.name).into(),
        mode: Some(if member.code == "XTR" {
            DutyMode::Remote
        } else {
            DutyMode::OnSite
        }),
        kind: Some(if member.is_enterprise() {
            PostKind::Noc
        } else {
            PostKind::Watch
        }),
    };
    sample.put(post_of(member), Some(member.code), ROSTER, &post);
    if !["TX", "PMD"].contains(&member.code) {
        return;
    }
    let portal = Post {
        name: "Cán bộ kỹ thuật theo dõi cổng, trang thông tin điện tử (mẫu)".into(),
        mode: Some(DutyMode::Remote),
        kind: Some(PostKind::Portal),
    };
    let code = format!("VT-CONG-{}", member.code);
    sample.put(code.as_str(), Some(member.code), ROSTER, &portal);
    let shift = Shift {
        post: Key::new(&code),
        person: format!("{} Kỹ", member.head).into(),
        from: local(FIRST_DAY, 7, 0),
        to: local(FIRST_DAY, 23, 0),
        approved_by: Some(member.head.into()),
        approved_at: Some(local(day(2, 5), 15, 0)),
    };
    sample.put(
        format!("CA-CONG-{}", member.code),
        Some(member.code),
        ROSTER,
        &shift,
    );
}

/// Office-hours duty of the 28 days before, to which "củng cố" and "tăng cường" are compared.
fn before_the_watch(sample: &mut Sample, member: &Member) {
    let mut on = day(1, 11);
    let mut turn = 0_usize;
    while on < FIRST_DAY {
        let is_weekend = matches!(
            on.weekday(),
            jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday
        );
        if !is_weekend {
            let shift = Shift {
                post: Key::new(&post_of(member)),
                person: member
                    .officers
                    .iter()
                    .cycle()
                    .nth(turn)
                    .copied()
                    .unwrap_or_default()
                    .into(),
                from: local(on, 8, 0),
                to: local(on, 17, 0),
                approved_by: Some(member.head.into()),
                approved_at: Some(local(day(1, 2), 9, 0)),
            };
            sample.put(code(member, on, 1), Some(member.code), ROSTER, &shift);
            turn += 1;
        }
        on = on.tomorrow().unwrap_or(LAST_DAY);
    }
}
