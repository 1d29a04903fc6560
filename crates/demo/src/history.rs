//! What Khiên itself saw on the duty night so far: check-ins, handovers, call-backs, looks at the queues, shares, probes.
//!
//! Each entry is to be recorded at its own instant, as it would have been:
//! check-ins and acceptances cannot be back-dated. Nothing lies after the
//! instant judged for.

use crate::moment::{FIRST_DAY, hours_before, local, minutes_after, minutes_before};
use crate::row::Row;
use crate::town::cast::{Member, answering};
use crate::town::duty::{self, Slot};
use crate::town::links::RECIPIENTS;
use crate::town::portal_rows::PORTALS;
use domain::facts::{CallBack, Check, CheckIn, CheckKind, Fetch, Handover, Share, SourceKind};
use domain::key::Key;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Rows that Khiên saw at one instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// When: the clock to record them with.
    pub at: Timestamp,
    /// Who did it, or `khien` for a probe.
    pub actor: String,
    /// How it was seen.
    pub kind: SourceKind,
    /// The rows.
    pub rows: Vec<Row>,
}

/// Minutes between two probes of a portal.
const PROBE_MINUTES: i64 = 15;

/// The unit that keeps its roster on paper: nobody checks in.
const PAPER: &str = "PMN";
/// The unit whose afternoon officer came late and said why.
const LATE: &str = "XTH";

/// Units whose night officer looks at IRLab's queue again before dawn.
const EARLY: [&str; 5] = ["TX", "GDDT", "PMD", "VTM", "XHA"];

/// What was seen, by instant, person and means.
#[derive(Default)]
pub(crate) struct Book(BTreeMap<(Timestamp, String, &'static str), Vec<Row>>);

impl Book {
    pub(crate) fn put(&mut self, at: Timestamp, actor: &str, kind: SourceKind, row: Row) {
        let key = (at, actor.to_owned(), kind.as_str());
        self.0.entry(key).or_default().push(row.at(at));
    }

    /// The entries up to an instant, in order of time.
    pub(crate) fn until(self, as_of: Timestamp) -> Vec<Seen> {
        let entries = self.0.into_iter().filter(|((at, _, _), _)| *at <= as_of);
        entries
            .filter_map(|((at, actor, kind), rows)| {
                Some(Seen {
                    at,
                    actor,
                    kind: SourceKind::parse(kind)?,
                    rows,
                })
            })
            .collect()
    }
}

/// The history up to `as_of`, in order of time.
#[must_use]
pub fn history(as_of: Timestamp) -> Vec<Seen> {
    let mut book = Book::default();
    for member in answering().filter(|m| m.code != PAPER) {
        presence(&mut book, member);
        checks(&mut book, member);
    }
    shares(&mut book, as_of);
    probes(&mut book, as_of);
    book.until(as_of)
}

/// Minutes after the shift's beginning at which an officer of a unit checks in.
fn delay(member: &Member) -> i64 {
    1 + i64::from(member.net % 4)
}

fn presence(book: &mut Book, member: &Member) {
    let slots: Vec<Slot> = duty::slots(member)
        .into_iter()
        .filter(|s| s.code != duty::MISSING_SHIFT)
        .collect();
    for slot in &slots {
        let is_late = member.code == LATE && slot.shift.from == local(FIRST_DAY, 14, 0);
        let minutes = if is_late { 42 } else { delay(member) };
        let at = minutes_after(slot.shift.from, minutes);
        let row = CheckIn {
            shift: Key::new(&slot.code),
            at,
        };
        book.put(
            at,
            &slot.shift.person,
            SourceKind::CheckIn,
            Row::of(format!("DD-{}", slot.code), Some(member.code), &row),
        );
    }
    for (outgoing, incoming) in slots.iter().zip(slots.iter().skip(1)) {
        handover(book, member, outgoing, incoming);
    }
    call_backs(book, member, &slots);
}

fn handover(book: &mut Book, member: &Member, outgoing: &Slot, incoming: &Slot) {
    // Who came late found nobody to take over from.
    let came_late = member.code == LATE && incoming.shift.from == local(FIRST_DAY, 14, 0);
    if outgoing.shift.to != incoming.shift.from || came_late {
        return;
    }
    let accepted = minutes_after(incoming.shift.from, delay(member));
    let row = Handover {
        from_shift: Key::new(&outgoing.code),
        to_shift: Key::new(&incoming.code),
        sent_at: minutes_before(outgoing.shift.to, 5),
        accepted_at: Some(accepted),
    };
    let code = format!("GC-{}", outgoing.code);
    book.put(
        accepted,
        &incoming.shift.person,
        SourceKind::CheckIn,
        Row::of(code, Some(member.code), &row),
    );
}

/// Once a day, in the morning shift, by the unit's leader.
fn call_backs(book: &mut Book, member: &Member, slots: &[Slot]) {
    for slot in slots.iter().filter(|s| s.code.ends_with("-1")) {
        let asked = minutes_after(slot.shift.from, 150 + i64::from(member.net));
        let answered = minutes_after(asked, 3);
        let row = CallBack {
            shift: Key::new(&slot.code),
            asked_at: asked,
            answered_at: Some(answered),
        };
        book.put(
            answered,
            member.head,
            SourceKind::CheckIn,
            Row::of(format!("GK-{}", slot.code), Some(member.code), &row),
        );
    }
}

/// The officer opens the queues in each shift; one unit looks at IRLab's only in the morning.
fn checks(book: &mut Book, member: &Member) {
    for slot in duty::slots(member) {
        if slot.code == duty::MISSING_SHIFT {
            continue;
        }
        let at = minutes_after(slot.shift.from, 35 + delay(member));
        let mut kinds = vec![(CheckKind::Siem, "siem"), (CheckKind::Antimalware, "av")];
        let is_served = ["PMT", "XTH", "VHTT", "NTM"].contains(&member.code);
        if !is_served && (member.code != "TCKH" || slot.code.ends_with("-1")) {
            kinds.push((CheckKind::Irlab, "irlab"));
        }
        if member.is_enterprise() {
            kinds.push((CheckKind::Orders, "orders"));
        }
        for (kind, label) in kinds {
            let row = Check {
                kind,
                shift: Some(Key::new(&slot.code)),
                at,
            };
            let code = format!("KT-{label}-{}", slot.code);
            book.put(
                at,
                &slot.shift.person,
                SourceKind::Khien,
                Row::of(code, Some(member.code), &row),
            );
        }
        if EARLY.contains(&member.code) && slot.code.ends_with("-3") {
            let at = minutes_after(slot.shift.from, 7 * 60);
            let row = Check {
                kind: CheckKind::Irlab,
                shift: Some(Key::new(&slot.code)),
                at,
            };
            let code = format!("KT-irlab-sang-{}", slot.code);
            book.put(
                at,
                &slot.shift.person,
                SourceKind::Khien,
                Row::of(code, Some(member.code), &row),
            );
        }
    }
}

/// Signs of attack shared from Khiên's own screen within the two hours that policy allows.
fn shares(book: &mut Book, as_of: Timestamp) {
    let verified = [
        ("CB-SIEM-03", "TX", 9, 25),
        ("SC-01", "TX", 9, 25),
        ("CB-IRLAB-01", "TX", 17, 90),
        ("CB-SIEM-05", "PMD", 20, 64),
    ];
    for (subject, unit, hours, minutes) in verified {
        let at = minutes_after(hours_before(as_of, hours), minutes + 20);
        for (number, recipient) in RECIPIENTS.iter().enumerate() {
            let row = Share {
                subject: subject.into(),
                recipient: (*recipient).into(),
                at,
                reference: Some(format!("TN-{subject}-{number}-MAU").into()),
            };
            book.put(
                at,
                unit,
                SourceKind::Khien,
                Row::of(format!("CS-{subject}-{number}"), Some(unit), &row),
            );
        }
    }
}

/// Khiên's probes of the portals since the watch began; the injected page of the third shows since yesterday evening's
/// hour before last.
fn probes(book: &mut Book, as_of: Timestamp) {
    let expires = minutes_after(as_of, 60 * 24 * 60);
    let mut at = local(FIRST_DAY, 0, 0);
    let mut number = 0;
    while at <= as_of && number < 24 * 4 * 7 {
        for (code, unit, _) in PORTALS {
            let injected = code == "TRANG-PMT" && at >= hours_before(as_of, 7);
            let fetch = Fetch {
                portal: Key::new(code),
                at,
                url: None,
                up: true,
                http_status: Some(200),
                millis: Some(40 + i64::from(number % 9) * 7),
                cert_expires: Some(expires),
                cert_valid: Some(true),
                content_sha256: None,
                changed: Some(false),
                reviewed_at: None,
                injected: Some(if injected { 6 } else { 0 }),
                defaced: Some(false),
                detail: None,
            };
            book.put(
                at,
                "khien",
                SourceKind::Probe,
                Row::of(format!("TC-{code}-{number:03}"), Some(unit), &fetch),
            );
        }
        number += 1;
        at = minutes_after(at, PROBE_MINUTES);
    }
}
