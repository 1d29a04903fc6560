//! Rosters of the units that keep them in Khiên, one shift a day and night, and what their officers did.

use super::cast::{Office, Province};
use super::sources::ROSTER;
use crate::history::Book;
use crate::moment::{local, minutes_after};
use crate::row::Row;
use crate::sample::Sample;
use domain::facts::{CallBack, CheckIn, DutyMode, Handover, Post, PostKind, Shift, SourceKind};
use domain::key::Key;
use jiff::civil::Date;

/// The day on which the shift begins that reaches into the watch.
const EVE: Date = Date::constant(2026, 2, 13);
/// Last day of the watch (Tết Bính Ngọ 2026: 14 to 22 February).
const LAST_DAY: Date = Date::constant(2026, 2, 22);
/// When the rosters were approved.
const APPROVED: Date = Date::constant(2026, 2, 10);

/// A shift with its code.
struct Slot {
    code: String,
    row: Shift,
}

fn post_of(office: &Office) -> String {
    format!("VT-{}", office.code)
}

/// Whether nobody is assigned to the unit's shift of the night from 17 to 18 February.
fn has_hole(office: &Office) -> bool {
    office.is_commune() && office.draw(6, 9) == 0
}

/// The shifts of a unit, from 7:30 to 7:30.
fn slots(office: &Office) -> Vec<Slot> {
    let mut slots = Vec::new();
    let mut on = EVE;
    while on <= LAST_DAY {
        let from = local(on, 7, 30);
        let row = Shift {
            post: Key::new(&post_of(office)),
            person: office.officer(slots.len()).into(),
            from,
            to: minutes_after(from, 24 * 60),
            approved_by: Some(office.head().into()),
            approved_at: Some(local(APPROVED, 15, 0)),
        };
        let code = format!("CA-{}-{:02}{:02}", office.code, on.month(), on.day());
        slots.push(Slot { code, row });
        on = on.tomorrow().unwrap_or(Date::MAX);
    }
    slots
}

fn keeping(province: &Province) -> impl Iterator<Item = &Office> {
    province.offices.iter().filter(|o| o.keeps_roster)
}

/// Posts and shifts.
pub(super) fn add(sample: &mut Sample, province: &Province) {
    for office in keeping(province) {
        let post = Post {
            name: format!("Trực bảo đảm an toàn thông tin {}", office.name).into(),
            mode: Some(DutyMode::OnSite),
            kind: Some(PostKind::Watch),
        };
        let unit = Some(office.code.as_str());
        sample.put(post_of(office), unit, ROSTER, &post);
        for (at, slot) in slots(office).into_iter().enumerate() {
            // The fifth shift is the night from 17 to 18 February.
            if at != 4 || !has_hole(office) {
                sample.put(slot.code, unit, ROSTER, &slot.row);
            }
        }
    }
}

/// Check-ins, handovers and call-backs, those of all units at the same few instants.
pub(super) fn presence(book: &mut Book, province: &Province) {
    for office in keeping(province) {
        // One in six has the roster in Khiên but checks nobody in: presence stays unproven.
        if !(office.is_commune() && office.draw(7, 6) == 0) {
            officers(book, office);
        }
    }
}

fn officers(book: &mut Book, office: &Office) {
    let slots = slots(office);
    let unit = Some(office.code.as_str());
    let mut put = |at, row| book.put(at, "khien", SourceKind::CheckIn, row);
    for (slot, next) in slots.iter().zip(slots.iter().skip(1)) {
        let shift = Key::new(&slot.code);
        let at = minutes_after(slot.row.from, 3);
        let check_in = CheckIn {
            shift: shift.clone(),
            at,
        };
        put(at, Row::of(format!("DD-{}", slot.code), unit, &check_in));
        let asked_at = minutes_after(slot.row.from, 14 * 60);
        let call_back = CallBack {
            shift: shift.clone(),
            asked_at,
            answered_at: Some(minutes_after(asked_at, 4)),
        };
        let answered = minutes_after(asked_at, 4);
        put(
            answered,
            Row::of(format!("GK-{}", slot.code), unit, &call_back),
        );
        let handover = Handover {
            from_shift: shift,
            to_shift: Key::new(&next.code),
            sent_at: slot.row.to,
            accepted_at: Some(minutes_after(slot.row.to, 3)),
        };
        let accepted = minutes_after(slot.row.to, 3);
        put(
            accepted,
            Row::of(format!("GC-{}", slot.code), unit, &handover),
        );
    }
}
