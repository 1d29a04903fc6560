//! Full scans since the letter came, what they found and what was removed.
//!
//! `TCKH-PC-05` is listed as a botnet member and was not cleaned; `PMT-PC-04` was cleaned without scanning again.

use super::Sample;
use super::machines::{self, Machine};
use super::sources::SCANS;
use crate::moment::{date_of, day, hours_before, local, minutes_after};
use domain::facts::{AssetKind, Removal, RemovalMeans, Scan, ScanKind, ScanResult};
use domain::key::Key;
use jiff::Timestamp;

/// The machine that talks to listed addresses and is not cleaned.
pub(crate) const LISTED: &str = "TCKH-PC-05";
/// The machine that talked to a listed address, was cleaned first of all and has been quiet since.
pub(crate) const CLEANED: &str = "GDDT-PC-04";
/// What the console calls the invented malware.
const MALWARE: &str = "Trojan.Mau.Bot";

pub(crate) fn add(sample: &mut Sample) {
    for machine in machines::all().into_iter().filter(Machine::is_host) {
        // One ward has scanned only its first desks; one machine is still waiting for its turn.
        let is_left_out = machine.unit == "XTR" && machine.index > 6;
        if is_left_out || machine.name == LISTED || machine.name == "TX-PC-33" {
            continue;
        }
        let start = started(sample, &machine);
        let minutes = sample.random.between(38, 140);
        let files = sample.random.between(110_000, 260_000);
        let found = machine.name == "PMT-PC-04";
        let scan = full(&machine.name, start, minutes, files, found);
        sample.put_at(
            format!("Q-{}", machine.name),
            Some(machine.unit),
            SCANS,
            start,
            &scan,
        );
    }
    findings(sample);
}

fn started(sample: &mut Sample, machine: &Machine) -> Timestamp {
    // Listed machines first, as the letter asks.
    if machine.name == CLEANED {
        return local(day(2, 1), 8, 0);
    }
    let first = if machine.kind == AssetKind::Server {
        2
    } else {
        3
    };
    let on = day(
        2,
        i8::try_from(sample.random.between(first, 6)).unwrap_or(3),
    );
    let minute = i8::try_from(sample.random.below(60)).unwrap_or(0);
    local(
        on,
        if machine.kind == AssetKind::Server {
            20
        } else {
            9
        },
        minute,
    )
}

pub(crate) fn full(asset: &str, start: Timestamp, minutes: i64, files: i64, found: bool) -> Scan {
    Scan {
        asset: Key::new(asset),
        kind: ScanKind::Full,
        db_date: Some(date_of(hours_before(start, 20))),
        start,
        end: Some(minutes_after(start, minutes)),
        files: Some(files),
        result: if found {
            ScanResult::Detected
        } else {
            ScanResult::Clean
        },
        detections: if found {
            vec![MALWARE.into()]
        } else {
            Vec::new()
        },
    }
}

fn findings(sample: &mut Sample) {
    // The listed machine: a quick scan found the malware, nobody went on.
    let start = hours_before(sample.as_of, 98);
    let mut quick = full(LISTED, start, 3, 8_200, true);
    quick.kind = ScanKind::Quick;
    sample.put_at("Q-TCKH-PC-05", Some("TCKH"), SCANS, start, &quick);
    // Removed at once, but not scanned again since.
    let at = hours_before(sample.as_of, 30);
    let removal = Removal {
        asset: Key::new("PMT-PC-04"),
        item: Some(MALWARE.into()),
        at,
        how: RemovalMeans::Removed,
        record: Some("files/bien-ban-boc-go.txt".into()),
    };
    sample.put_at("BG-PMT-PC-04", Some("PMT"), SCANS, at, &removal);
}
