//! Events of an invented firewall and an invented server: lines as they are sent, and the columns they are read into.

use domain::event::{EventRow, TimeQuality};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use std::io::Write as _;
use std::net::Ipv4Addr;

/// Firewalls that send.
pub(super) const HOSTS: u64 = 60;
/// Seconds in a day.
const DAY: i64 = 86_400;

const PORTS: [u16; 8] = [443, 443, 443, 80, 53, 53, 22, 3389];
const SERVICES: [&str; 8] = [
    "HTTPS", "HTTPS", "HTTPS", "HTTP", "DNS", "DNS", "SSH", "RDP",
];

/// Makes them from a seed; the same in every run.
pub(super) struct Made {
    state: u64,
    sent: u64,
    /// The second whose text `clock` holds.
    second: i64,
    clock: String,
    /// Addresses of a list, of which now and then one is spoken with.
    listed: Vec<Ipv4Addr>,
}

/// What a line says.
pub(super) struct Said {
    pub(super) host: String,
    src: Ipv4Addr,
    dst: Ipv4Addr,
    src_port: u16,
    dst_port: u16,
    action: &'static str,
}

/// One event in this many speaks with a listed address.
pub(super) const LISTED_EVERY: u64 = 200_000;

impl Made {
    pub(super) fn new(seed: u64, listed: Vec<Ipv4Addr>) -> Self {
        Self {
            state: seed | 1,
            sent: 0,
            second: i64::MIN,
            clock: String::new(),
            listed,
        }
    }

    /// Xorshift.
    fn below(&mut self, end: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) % end.max(1)
    }

    fn octet(&mut self, end: u64) -> u8 {
        u8::try_from(self.below(end)).unwrap_or(u8::MAX)
    }

    /// Few machines and few partners make most of the traffic; the rest is spread over many.
    fn addresses(&mut self) -> (Ipv4Addr, Ipv4Addr) {
        let busy = self.below(16) * self.below(16);
        let inside = Ipv4Addr::new(
            10,
            20,
            self.octet(16),
            u8::try_from(busy).unwrap_or(u8::MAX),
        );
        if self.sent % LISTED_EVERY == LISTED_EVERY / 2 && !self.listed.is_empty() {
            let count = u64::try_from(self.listed.len()).unwrap_or(1);
            let at = usize::try_from(self.below(count)).unwrap_or_default();
            if let Some(listed) = self.listed.get(at) {
                return (inside, *listed);
            }
        }
        let outside = match self.below(10) {
            0..7 => Ipv4Addr::new(203, 0, 113, self.octet(256)),
            _ => Ipv4Addr::new(198, 18 + self.octet(2), self.octet(256), self.octet(256)),
        };
        (inside, outside)
    }

    /// Appends a line of a FortiGate, without its end.
    pub(super) fn line(&mut self, time: Timestamp, into: &mut Vec<u8>) -> Said {
        let (src, dst) = self.addresses();
        let kind = usize::try_from(self.below(8)).unwrap_or_default();
        let said = Said {
            host: format!("FW-MAU-{:02}", self.below(HOSTS)),
            src,
            dst,
            src_port: 49_152 + u16::try_from(self.below(16_384)).unwrap_or_default(),
            dst_port: PORTS.get(kind).copied().unwrap_or_default(),
            action: if self.below(12) == 0 {
                "deny"
            } else {
                "accept"
            },
        };
        let (sent, received, seconds) = (self.below(9_000), self.below(60_000), self.below(120));
        let session = 88_000_000 + self.sent * 3 + self.below(3);
        self.tell(time);
        // Writing to a vector of bytes does not fail.
        drop(write!(
            into,
            "{} devname=\"{}\" devid=\"FGT60FMAU0000001\" eventtime={} tz=\"+0700\" \
             logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" vd=\"root\" \
             srcip={src} srcport={} srcintf=\"internal\" srcintfrole=\"lan\" dstip={dst} dstport={} \
             dstintf=\"wan1\" dstintfrole=\"wan\" srccountry=\"Reserved\" dstcountry=\"Viet Nam\" \
             sessionid={session} proto=6 action=\"{}\" policyid={} policytype=\"policy\" \
             service=\"{}\" trandisp=\"snat\" duration={seconds} sentbyte={sent} rcvdbyte={received} \
             sentpkt={} rcvdpkt={} appcat=\"unscanned\"",
            self.clock,
            said.host,
            time.as_nanosecond(),
            said.src_port,
            said.dst_port,
            said.action,
            kind + 1,
            SERVICES.get(kind).copied().unwrap_or_default(),
            sent / 700 + 1,
            received / 1_300 + 1,
        ));
        self.sent += 1;
        said
    }

    /// Brings the text of the local time up to this second.
    fn tell(&mut self, time: Timestamp) {
        if self.second != time.as_second() {
            self.second = time.as_second();
            let zone = TimeZone::fixed(Offset::constant(7));
            let local = time.to_zoned(zone);
            self.clock = local.strftime("date=%Y-%m-%d time=%H:%M:%S").to_string();
        }
    }
}

impl Said {
    /// The columns of the table, as the reader of such lines fills them.
    pub(super) fn row(&self, time: Timestamp) -> EventRow<'_> {
        EventRow {
            time: Some(time),
            time_quality: TimeQuality::Stated,
            src_ip: Some(self.src.into()),
            dst_ip: Some(self.dst.into()),
            src_port: Some(self.src_port),
            dst_port: Some(self.dst_port),
            action: Some(self.action.into()),
            class: Some(4001),
            channel: Some("traffic/forward".into()),
            code: Some("0000000013".into()),
            severity: Some(1),
            host: Some(self.host.as_str().into()),
            ..EventRow::default()
        }
    }
}

/// The instant of an event among `count` spread evenly over the days that end at `end`.
pub(super) fn spread(end: Timestamp, days: i64, place: u64, count: u64) -> Timestamp {
    let whole = i128::from(days) * i128::from(DAY) * 1_000_000;
    let passed = whole * i128::from(place) / i128::from(count.max(1));
    let micros = i128::from(end.as_microsecond()) - whole + passed;
    let micros = i64::try_from(micros).unwrap_or_default();
    Timestamp::from_microsecond(micros).unwrap_or(end)
}
