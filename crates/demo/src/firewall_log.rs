//! A week and a half day of the town's firewall log, key=value as FortiGate writes it, about 12,000 lines.
//!
//! In it: a machine that keeps talking to a listed address, one that was
//! cleaned on the first day and is quiet since, one contact with a listed range.

use crate::botnet_lists::{CLEANED_PEER, LISTED_PEER, RANGE_PEER};
use crate::moment::{day, local, minutes_after, minutes_before};
use crate::random::Random;
use crate::town::machines::{self, Machine};
use crate::town::scans::{CLEANED, LISTED};
use jiff::Timestamp;
use jiff::tz::Offset;
use std::fmt::Write as _;

/// The file below the facts folder.
pub(crate) const FILE: &str = "logs/tuong-lua-an-mau.log";
/// Seconds between two ordinary lines.
const EVERY_SECONDS: i64 = 60;
/// A machine that touched a listed range, though scanned clean long ago.
const RANGE_TALKER: &str = "XTH-PC-05";

/// One connection.
struct Line<'a> {
    at: Timestamp,
    machine: &'a Machine,
    peer: String,
    port: i64,
    bytes: i64,
}

/// The log's text and its number of lines.
pub(crate) fn text(seed: u64, as_of: Timestamp) -> (String, usize) {
    let mut random = Random::new(seed, 2);
    let machines = machines::all();
    let mut lines = ordinary(&mut random, &machines, as_of);
    lines.extend(contacts(&machines, as_of));
    lines.sort_by_key(|line| line.at);
    let mut text = String::with_capacity(lines.len() * 330);
    for (number, line) in lines.iter().enumerate() {
        write(&mut text, number, line);
    }
    (text, lines.len())
}

fn ordinary<'a>(random: &mut Random, machines: &'a [Machine], as_of: Timestamp) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let start = local(day(2, 1), 0, 0);
    let span = as_of.as_second().saturating_sub(start.as_second());
    let count = span.checked_div(EVERY_SECONDS).unwrap_or(0);
    for number in 0..count {
        let at = Timestamp::from_second(
            start.as_second() + number * EVERY_SECONDS + random.between(0, 50),
        );
        let chosen =
            usize::try_from(random.below(u32::try_from(machines.len()).unwrap_or(1))).unwrap_or(0);
        let (Ok(at), Some(machine)) = (at, machines.get(chosen)) else {
            continue;
        };
        // Hosts 1 to 60 of this documentation range stand on no list of the demo.
        let peer = format!("192.0.2.{}", random.between(1, 60));
        let port = if random.chance(85) { 443 } else { 53 };
        lines.push(Line {
            at,
            machine,
            peer,
            port,
            bytes: random.between(300, 90_000),
        });
    }
    lines
}

fn contacts(machines: &[Machine], as_of: Timestamp) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut talk = |name: &str, peer: &str, from: Timestamp, every: i64, until: Timestamp| {
        let Some(machine) = machines.iter().find(|m| m.name == name) else {
            return;
        };
        let mut at = from;
        while at <= until {
            lines.push(Line {
                at,
                machine,
                peer: peer.to_owned(),
                port: 8080,
                bytes: 412,
            });
            at = minutes_after(at, every);
        }
    };
    talk(
        LISTED,
        LISTED_PEER,
        local(day(2, 4), 19, 20),
        55,
        minutes_before(as_of, 38),
    );
    talk(
        CLEANED,
        CLEANED_PEER,
        local(day(2, 1), 1, 10),
        15,
        local(day(2, 1), 2, 40),
    );
    talk(
        RANGE_TALKER,
        RANGE_PEER,
        local(day(2, 7), 22, 5),
        30,
        local(day(2, 7), 22, 35),
    );
    lines
}

fn write(text: &mut String, number: usize, line: &Line<'_>) {
    let at = Offset::constant(7).to_datetime(line.at);
    let (date, time) = (at.date(), at.strftime("%H:%M:%S"));
    let nanos = line.at.as_nanosecond();
    let nat = crate::town::cast::member(line.machine.unit).map(crate::town::register::nat_address);
    let nat = nat.map(|ip| ip.to_string()).unwrap_or_default();
    // Writing into a string cannot fail.
    let _written = writeln!(
        text,
        "date={date} time={time} devname=\"TX-FW-01\" devid=\"FGT-MAU-0001\" eventtime={nanos} tz=\"+0700\" logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" vd=\"root\" srcip={} srcport={} srcname=\"{}\" srcintf=\"lan\" dstip={} dstport={} dstintf=\"wan1\" policyid=12 sessionid={} proto=6 action=\"close\" transip={nat} transport={} duration=12 sentbyte={} rcvdbyte={}",
        line.machine.ip,
        20_000 + number % 40_000,
        line.machine.name,
        line.peer,
        line.port,
        900_000 + number,
        30_000 + number % 30_000,
        line.bytes,
        line.bytes * 3,
    )
    .is_ok();
}
