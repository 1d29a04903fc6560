//! Events and searches made from a seed, and a table of them.

use std::borrow::Cow;
use std::net::IpAddr;
use std::path::Path;

use domain::event::{EventRow, TimeQuality};
use jiff::Timestamp;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::query::{FieldReader, FoundEvent};
use crate::table::{Batch, KeptEvent, Table, TableOptions};

/// Numbers from a seed.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.0.next_u64() % u64::try_from(end).unwrap()).unwrap()
    }

    pub(super) fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn maybe(&mut self, list: &[&str]) -> Option<Cow<'static, str>> {
        (self.below(4) > 0).then(|| Cow::Owned(self.pick(list).to_owned()))
    }
}

const HOSTS: &[&str] = &["FW-01", "fw-01", "máy-Đông", "may*sao", ""];
const USERS: &[&str] = &["Administrator", "Nguyễn Văn A", "NGUYỄN VĂN A", "svc_$"];
const PATHS: &[&str] = &["C:\\Windows\\System32\\CMD.exe", "/usr/bin/bash", "cmd.exe"];
const IPS: &[&str] = &[
    "10.0.0.1",
    "10.200.3.4",
    "192.0.2.7",
    "2001:db8::7",
    "2001:db9::1",
];
const WORDS: &[&str] = &[
    "Đăng nhập",
    "THẤT BẠI",
    "fail",
    "Failed",
    "Accepted",
    "\u{1}",
    "50%",
    "a b",
];
pub(super) const UNITS: [[u8; 16]; 2] = [[1; 16], [2; 16]];

/// Reads `name=value` parts of a record.
pub(super) struct Reader;

impl FieldReader for Reader {
    fn field(&self, parser: &str, raw: &[u8], name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(raw);
        let mut parts = text.split(' ').filter_map(|part| part.split_once('='));
        let (_, value) = parts.find(|(found, _)| found.eq_ignore_ascii_case(name))?;
        // Values of this format are coded: `62` is `b`.
        if parser == "coded" {
            let code = u8::from_str_radix(value, 16).ok()?;
            return Some(char::from(code).to_string().repeat(4));
        }
        Some(value.to_owned())
    }

    fn is_verbatim(&self, parser: &str) -> bool {
        parser == "plain"
    }
}

fn event(dice: &mut Dice, number: usize) -> FoundEvent {
    let address = |dice: &mut Dice| -> Option<IpAddr> {
        (dice.below(5) > 0).then(|| dice.pick(IPS).parse().unwrap())
    };
    let mut id = [7; 16];
    id[8..].copy_from_slice(&u64::try_from(number).unwrap().to_be_bytes());
    let parser = dice.pick(&["plain", "coded"]);
    let extra = match parser {
        "coded" => dice.pick(&["note=62", "note=63", "other=1"]),
        _ => dice.pick(&[
            "note=bbbb",
            "NOTE=Bbbb",
            "bytes=1500",
            "bytes=-3.5",
            "nat=10.0.0.9",
            "",
        ]),
    };
    let mut raw = format!("{} {extra} {}", dice.pick(WORDS), dice.pick(WORDS)).into_bytes();
    if dice.below(10) == 0 {
        raw.push(0xff);
    }
    // Many events share an instant.
    let second = i64::try_from(dice.below(50) * dice.below(50) * 997).unwrap();
    let time = Timestamp::from_second(1_707_000_000 + second).unwrap();
    FoundEvent {
        id,
        received: Timestamp::from_second(1_709_600_000 + second / 1000).unwrap(),
        time,
        unit: [None, Some(UNITS[0]), Some(UNITS[1])][dice.below(3)],
        source: dice.pick(&["10.0.0.254", "agent:pc-1"]).to_owned(),
        parser: parser.to_owned(),
        row: EventRow {
            time: Some(time),
            time_quality: TimeQuality::Stated,
            host: dice.maybe(HOSTS),
            user: dice.maybe(USERS),
            src_ip: address(dice),
            dst_ip: address(dice),
            src_port: (dice.below(3) > 0).then_some(443),
            dst_port: (dice.below(3) > 0).then_some(65_535),
            domain: dice.maybe(&["evil.example", "EVIL.example", "xn--a.example"]),
            url: dice.maybe(&["http://evil.example/x?a=1", "/index.html"]),
            action: dice.maybe(&["deny", "Accept"]),
            class: (dice.below(3) > 0).then_some(4001),
            channel: dice.maybe(&["Security", "dns"]),
            code: dice.maybe(&["4624", "4625", "logon"]),
            severity: (dice.below(3) > 0).then(|| u8::try_from(dice.below(7)).unwrap()),
            hash: dice.maybe(&["d41d8cd98f00b204e9800998ecf8427e"]),
            process: dice.maybe(PATHS),
        },
        raw,
    }
}

pub(super) fn events(seed: u64, count: usize) -> Vec<FoundEvent> {
    let mut dice = Dice::new(seed);
    (0..count).map(|number| event(&mut dice, number)).collect()
}

/// The events in a table of their own, committed in three parts, not in the order of their times.
pub(super) fn table(dir: &Path, events: &[FoundEvent]) -> Table {
    let table = Table::open(dir, TableOptions::default()).unwrap();
    let mut at = 0;
    for part in events.chunks(events.len().div_ceil(3).max(1)) {
        let mut batch = Batch::new();
        for event in part {
            batch.push(&KeptEvent {
                id: event.id,
                received: event.received,
                unit: event.unit,
                source: &event.source,
                class: "standard",
                parser: &event.parser,
                row: &event.row,
                raw: &event.raw,
            });
        }
        let to = at + u64::try_from(part.len()).unwrap();
        table.commit("log", at, to, batch).unwrap();
        at = to;
    }
    table
}

/// Conditions that find some of the events above, and some that find none.
const TERMS: &[&str] = &[
    "fail",
    "FAIL*d",
    "?ail",
    "\"đăng nhập\"",
    "\"\u{110}a\u{306}ng\"",
    "thất",
    "50%",
    "zzz",
    "*",
    "host:fw-01",
    "host:FW*",
    "host=FW-01",
    "host:*",
    "host:\"\"",
    "host:may\\*sao",
    "host:MÁY-đ*",
    "user:\"nguyễn văn a\"",
    "user:*văn*",
    "user:svc_$",
    "tài_khoản:admin*",
    "process:cmd.exe",
    "process:*\\\\cmd.exe",
    "process:bash",
    "process:c:\\windows\\*",
    "process=cmd.exe",
    "ip:10.0.0.0/8",
    "src.ip:10.0.0.1",
    "dst.ip:2001:db8::/32",
    "src.ip:[10.0.0.1 TO 192.0.2.7]",
    "ip:::/0",
    "ip:0.0.0.0/0",
    "src.ip:10.*",
    "src.ip:*",
    "ip:192.0.2.7",
    "port:443",
    "port>=1024",
    "port:(80 or 65535)",
    "dst.port<65535",
    "src.port:[1 TO 443]",
    "port>70000",
    "severity>=high",
    "severity<3",
    "severity:[2 TO *]",
    "severity>2.5",
    "severity:2.5",
    "class:4001",
    "code:462?",
    "code>=4625",
    "code:logon",
    "domain:*.example",
    "domain:evil.example",
    "url:*x\\?a*",
    "hash:D41D8CD98F00B204E9800998ECF8427E",
    "hash:d41d*",
    "action:(deny or accept)",
    "action:không-có",
    "note:bbbb",
    "note:*",
    "note=bbbb",
    "note:b*",
    "bytes>1000",
    "bytes<0",
    "nat:10.0.0.0/8",
    "nat:10.0.0.9",
    "unit:01010101-0101-0101-0101-010101010101",
    "unit:*",
    "id:07070707070707070000000000000003",
    "source:agent*",
    "parser:coded",
    "channel:security",
    "source:\"10.0.0.254\"",
];

/// A search of some terms.
pub(super) fn search(dice: &mut Dice, depth: usize) -> String {
    let parts = |dice: &mut Dice, between: &str| {
        let count = 2 + dice.below(2);
        let parts: Vec<String> = (0..count).map(|_| search(dice, depth + 1)).collect();
        format!("({})", parts.join(between))
    };
    match dice.below(if depth > 2 { 2 } else { 7 }) {
        0..=2 => dice.pick(TERMS).to_owned(),
        3 => parts(dice, " "),
        4 => parts(dice, " hoặc "),
        5 => format!("-{}", search(dice, depth + 1)),
        _ => format!("not {}", search(dice, depth + 1)),
    }
}

/// Every condition alone.
pub(super) fn terms() -> impl Iterator<Item = &'static str> {
    TERMS.iter().copied()
}
