//! Lines as a firewall of a well-known make writes them (`key=value`), invented
//! from a seed, and the room they take in the table.

use std::collections::BTreeMap;
use std::net::IpAddr;

use domain::event::{EventRow, TimeQuality};
use jiff::{SignedDuration, Timestamp};
use lake::table::{Batch, CompactOptions, KeptEvent, Table, TableOptions};
use serde_json::{Value, json};

const PORTS: [u16; 8] = [443, 443, 443, 80, 53, 53, 22, 3389];
const SERVICES: [&str; 8] = [
    "HTTPS", "HTTPS", "HTTPS", "HTTP", "DNS", "DNS", "SSH", "RDP",
];

/// The sender of such lines.
pub(crate) struct Firewall {
    state: u64,
    sent: u64,
    groups: BTreeMap<(String, String), (i64, i64)>,
}

impl Firewall {
    pub(crate) fn new() -> Self {
        Self {
            state: 0x2026_0120,
            sent: 0,
            groups: BTreeMap::new(),
        }
    }

    /// Xorshift; the same numbers in every run.
    fn below(&mut self, end: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) % end
    }

    /// So many lines of the three seconds before that instant.
    pub(crate) fn batch(&mut self, count: u64, class: &str, received: Timestamp) -> Batch {
        let mut batch = Batch::new();
        for place in 0..count {
            let before = i64::try_from(3_000 - 3_000 * place / count).unwrap();
            let time = received - SignedDuration::from_millis(before);
            self.line(&mut batch, class, received, time);
        }
        batch
    }

    fn line(&mut self, batch: &mut Batch, class: &str, received: Timestamp, time: Timestamp) {
        // Few hosts and few partners make most of the traffic.
        let inside = [
            10,
            20,
            self.below(4) as u8,
            (self.below(16) * self.below(16)) as u8,
        ];
        let outside = match self.below(10) {
            0..7 => [203, 0, 113, (self.below(12) * self.below(12)) as u8],
            _ => [198, 18, self.below(256) as u8, self.below(256) as u8],
        };
        let kind = self.below(8) as usize;
        let (port, from) = (PORTS[kind], 49_152 + self.below(16_384) as u16);
        let action = if self.below(12) == 0 {
            "deny"
        } else {
            "accept"
        };
        let host = format!("FW-MAU-{:02}", self.below(2) + 1);
        let (sent, received_bytes, seconds) =
            (self.below(9_000), self.below(60_000), self.below(120));
        let session = 88_000_000 + self.sent * 3 + self.below(3);
        let zoned = time.to_zoned(jiff::tz::Offset::constant(7).to_time_zone());
        let raw = format!(
            "date={} time={} devname=\"{host}\" devid=\"FGT60FMAU0000001\" eventtime={} tz=\"+0700\" \
             logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" vd=\"root\" \
             srcip={} srcport={from} srcintf=\"internal\" srcintfrole=\"lan\" dstip={} dstport={port} \
             dstintf=\"wan1\" dstintfrole=\"wan\" srccountry=\"Reserved\" dstcountry=\"Viet Nam\" \
             sessionid={session} proto=6 action=\"{action}\" policyid={} policytype=\"policy\" \
             service=\"{}\" trandisp=\"snat\" duration={seconds} sentbyte={sent} rcvdbyte={received_bytes} \
             sentpkt={} rcvdpkt={} appcat=\"unscanned\"",
            zoned.strftime("%Y-%m-%d"),
            zoned.strftime("%H:%M:%S"),
            time.as_nanosecond(),
            IpAddr::from(inside),
            IpAddr::from(outside),
            kind + 1,
            SERVICES[kind],
            sent / 700 + 1,
            received_bytes / 1_300 + 1,
        );
        let row = EventRow {
            time: Some(time),
            time_quality: TimeQuality::Stated,
            src_ip: Some(inside.into()),
            dst_ip: Some(outside.into()),
            src_port: Some(from),
            dst_port: Some(port),
            action: Some(action.into()),
            class: Some(4001),
            channel: Some("traffic/forward".into()),
            code: Some("0000000013".into()),
            severity: Some(1),
            host: Some(host.as_str().into()),
            ..EventRow::default()
        };
        let mut id = [7; 16];
        id[8..].copy_from_slice(&self.sent.to_be_bytes());
        batch.push(&KeptEvent {
            id,
            received,
            unit: Some([1; 16]),
            source: "fw-mau",
            class,
            parser: "key_value",
            row: &row,
            raw: raw.as_bytes(),
        });
        self.sent += 1;
        let group = self.groups.entry((host, action.to_owned())).or_default();
        *group = (group.0 + 1, group.1.max(port.into()));
    }

    /// Host, action, number of events and highest port, as the readers print them.
    pub(crate) fn groups(&self) -> Value {
        let groups = self.groups.iter();
        groups
            .map(|((host, action), (count, port))| json!([host, action, count, port]))
            .collect()
    }
}

#[test]
fn an_event_of_a_firewall_takes_at_most_sixty_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let table = Table::open(dir.path(), TableOptions::default()).unwrap();
    let start: Timestamp = "2026-01-20T08:00:00Z".parse().unwrap();
    let mut log = Firewall::new();
    let each = 10_000;
    for step in 0..16 {
        let received = start + SignedDuration::from_secs(3 * i64::try_from(step).unwrap());
        let batch = log.batch(each, "m3", received);
        table
            .commit("w", step * each, (step + 1) * each, batch)
            .unwrap();
    }
    let before = table.status().unwrap().bytes_per_event().unwrap();
    let tomorrow = start + SignedDuration::from_hours(24);
    table.compact(&CompactOptions::default(), tomorrow).unwrap();
    let status = table.status().unwrap();
    assert_eq!((status.rows, status.files), (16 * each, 1));
    let after = status.bytes_per_event().unwrap();
    println!("bytes an event: {before:.1} as committed, {after:.1} compacted");
    assert!(
        after <= 60.0,
        "{after:.1} bytes an event, {before:.1} before"
    );
}
