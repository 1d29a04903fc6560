use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::formats::{Format, ParseContext, Stream};
use crate::indicators::{Direction, Hit, Inside, List, Matcher};

fn context() -> ParseContext {
    ParseContext {
        received_at: "2024-02-10T01:00:00Z".parse::<Timestamp>().unwrap(),
        zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
        year: None,
    }
}

pub(super) fn matcher(list: &str, own: &[&str], assets: &[(&str, &str)]) -> Matcher {
    let assets = assets
        .iter()
        .map(|(address, code)| (address.parse().unwrap(), Arc::from(*code)));
    let inside = Inside::new(own.iter().copied(), assets).unwrap();
    Matcher::new(vec![Arc::new(List::parse("list", list.as_bytes()))], inside)
}

/// Line by line.
pub(super) fn search(matcher: &Matcher, format: Option<Format>, lines: &[u8]) -> Vec<Hit> {
    let mut scan = matcher.open("log", format, context());
    let mut hits = Vec::new();
    for (number, line) in (1..).zip(lines.split(|b| *b == b'\n')) {
        scan.line(number, line, &mut hits);
    }
    hits
}

/// In blocks of about that many bytes.
pub(super) fn search_blocks(
    matcher: &Matcher,
    format: Option<Format>,
    bytes: &[u8],
    size: usize,
) -> (Vec<Hit>, u64) {
    let stream = Stream::recognise(bytes, format, &context());
    let (mut hits, mut first, mut at) = (Vec::new(), 1, 0);
    let mut end = size;
    while at < bytes.len() {
        end = end.min(bytes.len());
        let whole = stream.cut(&bytes[at..end], end == bytes.len());
        if whole == 0 {
            end += size;
            continue;
        }
        let block = &bytes[at..at + whole];
        first += matcher.search_block(&stream, block, first, &Arc::from("log"), &mut hits);
        at += whole;
        end = at + size;
    }
    (hits, first - 1)
}

#[track_caller]
pub(super) fn check_values(list: &str, line: &str, expected: &[&str]) {
    let hits = search(&matcher(list, &[], &[]), None, line.as_bytes());
    let values: Vec<_> = hits.iter().map(|hit| hit.value.to_string()).collect();
    assert_eq!(values, expected, "{line}");
    // The same in a block between other lines; a blank first line keeps it from being a heading.
    let block = format!("\nx=1\n{line}\ny=2 203.0.113.99");
    let (hits, records) = search_blocks(&matcher(list, &[], &[]), None, block.as_bytes(), 1 << 20);
    let values: Vec<_> = hits.iter().map(|hit| hit.value.to_string()).collect();
    assert_eq!(values, expected, "{line} in a block");
    assert!(hits.iter().all(|hit| hit.line == 3), "{line}: {hits:?}");
    assert_eq!(records, 4, "{line}");
}

#[test]
fn addresses_have_boundaries() {
    let list = "203.0.113.7";
    for line in [
        "203.0.113.7",
        "a 203.0.113.7.",
        "(203.0.113.7)",
        "203.0.113.7:443",
        "https://203.0.113.7/x",
        "ip=203.0.113.7,",
        "\"src\":\"203.0.113.7\"",
        "outside:203.0.113.7/443",
        "DIRECT/203.0.113.7",
        "user@203.0.113.7",
        "10.0.0.1-203.0.113.7",
        "203.0.113.7-10.0.0.1",
        "203.0.113.7...",
        "::ffff:203.0.113.7",
        "từ 203.0.113.7–203",
        "x\\n203.0.113.7\\n",
        "203.0.113.7\u{a0}",
        "1.5 203.0.113.7",
        "a.b, 203.0.113.7; c",
    ] {
        check_values(list, line, &["203.0.113.7"]);
    }
    for line in [
        "1203.0.113.7",
        "203.0.113.70",
        "203.0.113.7.5",
        "5.203.0.113.7",
        "v203.0.113.7",
        "203.0.113.7a",
        "nginx-203.0.113.7",
        "203.0.113.7-1",
        "203.0.113.7.dsl.example.net",
        "203.0.113.07",
        "203.0.113",
        "203..0.113.7",
        "203.0.113.7rc1",
        "0203.0.113.7",
        "203.0.113.7-beta",
    ] {
        check_values(list, line, &[]);
    }
    check_values(
        "2001:db8::5",
        "from [2001:db8::5]:443 and 2001:0db8:0:0::5: refused, at 12:34:56",
        &["2001:db8::5"],
    );
    for line in [
        "2001:db8::55",
        "2001:db8::5:1",
        "x2001:db8::5",
        "2001:db8::5g",
        "00:11:22:33:44:55",
    ] {
        check_values("2001:db8::5", line, &[]);
    }
}

#[test]
fn names_match_by_suffix_at_a_dot() {
    for (line, found) in [
        ("GET http://a.Evil.Example/x", &["a.evil.example"][..]),
        ("mail to x@evil.example.", &["evil.example"]),
        ("query evil.example: NXDOMAIN", &["evil.example"]),
        (
            "notevil.example evil.example.net evil-example evilexample",
            &[],
        ),
    ] {
        check_values("evil.example", line, found);
    }
    check_values(
        "evil.xn--p1ai\nxn--c1yn36f.xn--90a3ac",
        "GET http://A.EVIL.XN--P1AI/ from XN--C1YN36F.Xn--90A3AC",
        &["a.evil.xn--p1ai", "xn--c1yn36f.xn--90a3ac"],
    );
}

#[test]
fn urls_mail_addresses_and_digests_in_text() {
    let md5 = "d41d8cd98f00b204e9800998ecf8427e";
    let sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let list = format!(
        "http://evil.example/Gate.php\nhttp://evil.example:8080/x?y=1\nhttp://203.0.113.7/a\nhttp://[2001:db8::5]/a\nke.xau@evil.example\n{md5}\n{sha256}\n"
    );
    for (line, found) in [
        ("GET http://Evil.Example/Gate.php.", "evil.example/Gate.php"),
        (
            "(https://evil.example:443/Gate.php?id=5&n=2)",
            "evil.example/Gate.php?id=5&n=2",
        ),
        (
            "seen evil.example./Gate.php, blocked",
            "evil.example/Gate.php",
        ),
        (
            "http://proxy.example/?u=http://evil.example/Gate.php",
            "evil.example/Gate.php",
        ),
        ("evil.example:8080/x?y=1", "evil.example:8080/x?y=1"),
        ("<a href='http://203.0.113.7:80/a'>", "203.0.113.7/a"),
        ("http://[2001:db8:0::5]/a ", "[2001:db8::5]/a"),
        ("from=<Ke.Xau@EVIL.example>", "ke.xau@evil.example"),
        (
            "Hashes: MD5=D41D8CD98F00B204E9800998ECF8427E,IMPHASH=0",
            md5,
        ),
        (
            "x\\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            sha256,
        ),
        (&format!("{}{md5}", "z".repeat(40) + " "), md5),
        (&format!("{}{md5}", "0 ".repeat(37)), md5),
    ] {
        check_values(&list, line, &[found]);
    }
    for line in [
        "http://evil.example/gate.php",
        "http://evil.example/Gate.php5",
        "http://evil.example/",
        "http://evil.example:8080/Gate.php",
        "http://evil.example:8080/x",
        "http://a.evil.example/Gate.php",
        "http://notevil.example/Gate.php",
        "http://203.0.113.70/a",
        "x.ke.xau@evil.example",
        "ke.xau@evil.example.net",
        "ke.xau@mail.evil.example",
        "d41d8cd98f00b204e9800998ecf8427e0",
        "d41d8cd98f00b204e9800998ecf8427",
        "xd41d8cd98f00b204e9800998ecf8427e",
        "e3b0c44298fc1c149afbf4c8996fb924 27ae41e4649b934ca495991b7852b855",
    ] {
        check_values(&list, line, &[]);
    }
}

/// JSON may write the character before an address as its number, in a log of any format.
#[test]
fn a_character_written_as_its_number_hides_nothing() {
    let json = r#"{"m":"\u003c203.0.113.7\u003e"}"#;
    check_values("203.0.113.7", json, &["203.0.113.7"]);
    let matcher = matcher("203.0.113.7", &[], &[]);
    let log = format!("{FORTIGATE}srcip=10.0.0.5 dstip=192.0.2.1\n{json}\n");
    let hits = search(&matcher, None, log.as_bytes());
    let told: Vec<_> = hits.iter().map(|hit| (hit.line, &*hit.field)).collect();
    assert_eq!(told, [(2, "m")]);
    let (in_block, _) = search_blocks(&matcher, None, log.as_bytes(), 1 << 20);
    assert_eq!(hits, in_block);
}

pub(super) const FORTIGATE: &str = r#"date=2024-02-09 time=23:11:02 devname="FG" tz="+0700" "#;

/// `field direction asset` of the only hit.
#[track_caller]
fn check_hit(own: &[&str], line: &str, expected: &str) {
    let matcher = matcher(
        "198.51.100.7\tmirai\nevil.example\nhttp://bad.example/gate\nhttp://198.51.100.9:8080/x\nd41d8cd98f00b204e9800998ecf8427e\n",
        own,
        &[("10.0.0.5", "PC-5"), ("203.0.113.25", "MAIL")],
    );
    let hits = search(&matcher, None, line.as_bytes());
    let (in_block, _) = search_blocks(&matcher, None, line.as_bytes(), 1 << 20);
    assert_eq!(hits, in_block, "{line}");
    let [hit] = hits.as_slice() else {
        panic!("{} hits in {line}", hits.len())
    };
    let asset = hit.asset.as_deref().unwrap_or("-");
    assert_eq!(
        format!("{} {} {asset}", hit.field, hit.direction.code()),
        expected,
        "{line}"
    );
}

#[test]
fn directions_follow_the_own_network() {
    let own = &["203.0.113.0/24"];
    for (pairs, expected) in [
        ("srcip=10.0.0.5 dstip=198.51.100.7", "dstip outbound PC-5"),
        ("srcip=10.0.0.6 dstip=198.51.100.7", "dstip outbound -"),
        (
            "srcip=198.51.100.7 dstip=203.0.113.25",
            "srcip inbound MAIL",
        ),
        ("srcip=198.51.100.7 dstip=192.0.2.1", "srcip unknown -"),
        (
            "srcip=198.51.100.7 dstip=192.0.2.1 tranip=10.0.0.5",
            "srcip inbound PC-5",
        ),
        (
            "srcip=192.0.2.1 dstip=198.51.100.7 transip=203.0.113.25",
            "dstip outbound MAIL",
        ),
        ("srcip=198.51.100.7 action=deny", "srcip inbound -"),
        (
            "srcip=10.0.0.5 dstip=192.0.2.1 hostname=\"c2.evil.example\"",
            "hostname outbound PC-5",
        ),
        (
            "srcip=10.0.0.5 dstip=192.0.2.1 hostname=\"bad.example\" url=\"/gate\"",
            "url outbound PC-5",
        ),
        (
            "srcip=10.0.0.5 dstip=198.51.100.9 dstport=8080 url=\"/x\"",
            "url outbound PC-5",
        ),
        (
            "srcip=10.0.0.5 filehash=\"D41D8CD98F00B204E9800998ECF8427E\"",
            "filehash unknown -",
        ),
        (
            "srcip=10.0.0.5 msg=\"call to 198.51.100.7\"",
            "msg unknown -",
        ),
    ] {
        check_hit(own, &format!("{FORTIGATE}{pairs}"), expected);
    }
    check_hit(
        &["198.51.100.0/24"],
        &format!("{FORTIGATE}srcip=198.51.100.7 dstip=192.0.2.1"),
        "srcip internal -",
    );
    check_hit(
        &[],
        "Feb  9 23:11:02 mail-01 sshd[3]: Failed password from 198.51.100.7 port 22",
        "message unknown -",
    );
    check_hit(&[], "a stray line about 198.51.100.7", "text unknown -");
}

#[test]
fn a_hit_carries_all_its_facts() {
    let matcher = matcher(
        "# x\n198.51.100.0/24\tmirai\n",
        &[],
        &[("10.0.0.5", "PC-5")],
    );
    let guard = Arc::new(List::parse("public resolvers", b"198.51.100.7"));
    let matcher = matcher.with_guards(vec![guard]);
    let log = format!(
        "{FORTIGATE}srcip=10.0.0.9 dstip=192.0.2.1\n{FORTIGATE}srcip=10.0.0.5 dstip=198.51.100.7 msg=\"198.51.100.7\"\n"
    );
    let hits = search(&matcher, None, log.as_bytes());
    let [hit] = hits.as_slice() else {
        panic!("{hits:?}")
    };
    assert_eq!(
        (
            &*hit.listed.list,
            hit.listed.entry.text.as_str(),
            hit.listed.entry.line
        ),
        ("list", "198.51.100.0/24", 2)
    );
    assert_eq!(hit.listed.entry.family.as_deref(), Some("mirai"));
    assert_eq!(
        (hit.field.as_str(), hit.value.to_string().as_str()),
        ("dstip", "198.51.100.7")
    );
    assert_eq!((&*hit.source, hit.line), ("log", 2));
    assert_eq!(hit.time.unwrap().to_string(), "2024-02-09T16:11:02Z");
    assert_eq!(hit.direction, Direction::Outbound);
    assert_eq!(
        (
            hit.machine.unwrap().to_string().as_str(),
            hit.asset.as_deref()
        ),
        ("10.0.0.5", Some("PC-5"))
    );
    assert_eq!(hit.guard.as_deref(), Some("public resolvers"));
}

#[test]
fn both_ends_listed_are_two_hits_and_versions_are_none() {
    let matcher = matcher("198.51.100.7\n198.51.100.8\n", &[], &[]);
    let count = |line: &str| search(&matcher, None, format!("{FORTIGATE}{line}").as_bytes()).len();
    assert_eq!(count("srcip=198.51.100.7 dstip=198.51.100.8"), 2);
    assert_eq!(
        count("srcip=198.51.100.7 dstip=10.0.0.1 appver=198.51.100.8"),
        1
    );
    assert_eq!(
        count("srcip=10.0.0.2 dstip=10.0.0.1 version=198.51.100.8"),
        0
    );
}

#[test]
fn inventories_name_own_listed_machines() {
    let matcher = matcher("203.0.113.25\tmirai\n", &[], &[]);
    let hits = search(
        &matcher,
        None,
        "Mã,Tên máy,Địa chỉ IP\nTS-1,may-1,10.0.0.4\nTS-2,may-2,\"10.0.0.5, 203.0.113.25\"\n"
            .as_bytes(),
    );
    let [hit] = hits.as_slice() else {
        panic!("{hits:?}")
    };
    assert_eq!(
        (hit.field.as_str(), hit.direction, hit.line),
        ("Địa chỉ IP", Direction::Internal, 3)
    );
    assert_eq!(hit.asset.as_deref(), Some("TS-2"));
}

#[test]
fn a_broken_row_hides_no_address() {
    let matcher = matcher("198.51.100.7\n", &[], &[]);
    let log = b"time,src_ip,dst_ip\n2024-02-09 23:11:02,\"10.0.0.5,198.51.100.7\n2024-02-09 23:11:02,10.0.0.5,1,2,3,198.51.100.7\n\xff\xfe 198.51.100.7\n";
    let lines: Vec<_> = search(&matcher, None, log)
        .iter()
        .map(|hit| hit.line)
        .collect();
    assert_eq!(lines, [2, 3, 4]);
    assert_eq!(
        search(&matcher, Some(Format::Cef), b"not cef 198.51.100.7").len(),
        1
    );
}

#[test]
fn own_listed_addresses_are_found_without_a_log() {
    let matcher = matcher(
        "203.0.113.25\tmirai\n203.0.112.0/22\n192.0.2.9\n198.51.100.7\n",
        &["203.0.113.0/24"],
        &[
            ("203.0.113.25", "MAIL"),
            ("192.0.2.9", "WEB"),
            ("10.0.0.5", "PC"),
        ],
    );
    let mut hits = Vec::new();
    matcher.listed_own_addresses(&mut hits);
    let seen: Vec<_> = hits
        .iter()
        .map(|hit| {
            format!(
                "{} {} {} {}",
                hit.field,
                hit.listed.entry.text,
                hit.value,
                hit.asset.as_deref().unwrap_or("-")
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            "range 203.0.112.0/22 203.0.113.0 -",
            "range 203.0.113.25 203.0.113.25 MAIL",
            "asset 192.0.2.9 192.0.2.9 WEB"
        ]
    );
}

/// Each shape of stream names the record, whatever the size of its blocks.
#[test]
fn streams_of_every_shape_are_searched() {
    let list = "198.51.100.7\nevil.example\nhttp://bad.example/gate\nmay-01.example\n";
    let evtx = include_bytes!("../../formats/samples/sysmon.evtx");
    for (name, bytes, expected) in [
        (
            "JSON lines",
            &b"{\"src_ip\":\"10.0.0.5\",\"dest_ip\":\"192.0.2.1\"}\n\n{\"src_ip\":\"10.0.0.5\",\"dest_ip\":\"198.51.100.7\"}\n{\"m\":\"\\u003c198.51.100.7\\u003e\"}\n{\"url\":\"http:\\/\\/bad.example\\/gate\"}\n{\"m\":\"a\\nevil.example\"}\n"[..],
            &["3 dest_ip", "4 m", "5 url", "6 m"][..],
        ),
        (
            "a JSON array",
            b"[\n {\"a\": 1},\n {\"dest_ip\": \"198.51.100.7\",\n  \"b\": 2},\n {\"q\": \"a.evil.example\"}\n]\n",
            &["2 dest_ip", "3 q"],
        ),
        (
            "Zeek",
            b"#separator \\x09\n#fields\tts\tid.orig_h\tid.resp_h\n#types\ttime\taddr\taddr\n1707495062.5\t10.0.0.5\t192.0.2.1\n1707495063.5\t10.0.0.5\t198.51.100.7\n#fields\tts\tquery\n#types\ttime\tstring\n1707495064.5\tevil.example\n",
            &["5 id.resp_h", "8 query"],
        ),
        (
            "messages behind their lengths",
            b"47 <13>Feb  9 23:11:02 h app: ask evil.example yes32 <13>Feb  9 23:11:03 h app: a=1 b46 <13>Feb  9 23:11:04 h app: from 198.51.100.7 x",
            &["1 message", "3 message"],
        ),
        (
            "a table below a title that names an address",
            b"Ve 198.51.100.7\nsrc_ip,dst_ip\n10.0.0.5,192.0.2.1\n10.0.0.5,198.51.100.7,evil.example\n",
            &["1 text", "4 dst_ip", "4 column_3"],
        ),
        (
            "an event log",
            evtx,
            &["1 Computer", "2 Computer", "3 Computer"],
        ),
    ] {
        let matcher = matcher(list, &[], &[]);
        let (_, records) = search_blocks(&matcher, None, bytes, 1 << 30);
        for size in [1, 7, 64, 200, 1 << 30] {
            let (hits, read) = search_blocks(&matcher, None, bytes, size);
            let told: Vec<_> = hits
                .iter()
                .map(|hit| format!("{} {}", hit.line, hit.field))
                .collect();
            assert_eq!(told, expected, "{name} in blocks of {size}");
            assert_eq!(read, records, "{name} in blocks of {size}");
        }
    }
}

#[test]
fn no_bytes_break_a_list_or_a_search() {
    let seeds: [&[u8]; 7] = [
        b"{\"list\": [\"203.0.113.7\\\"\", [\"x\"]]}}]\\",
        b"http://[2001:db8::5]:1/x a.example/b?#/@example.net://d41d8cd98f00b204e9800998ecf8427e",
        b"IP;C2\n203.0.113.7;[2001:db8::5]:1\n|---|\n\xff\xfe",
        b"203.0.113.4 - 20\n203.0.113.0/24\thxxp://a[.]example",
        "địa chỉ ip,độc\n\"203.0.113.7\n–-/:[](){}".as_bytes(),
        b"[[[:::///---...",
        b"1.1.1.1-\n1.1.1.1/\n[::\n:::\n1.2.3.4:",
    ];
    let matcher = matcher(
        "203.0.113.0/24\n2001:db8::/32\nexample.net\nhttp://a.example/b\na@example.net\nd41d8cd98f00b204e9800998ecf8427e\n",
        &[],
        &[],
    );
    for seed in seeds {
        for cut in 0..=seed.len() {
            for part in [&seed[cut..], &seed[..cut]] {
                let list = List::parse("l", part);
                assert_eq!(list.entries().count(), list.len());
                search(&matcher, None, part);
                let (_, records) = search_blocks(&matcher, None, part, 16);
                assert!(records <= u64::try_from(part.len()).unwrap());
            }
        }
    }
}

#[test]
fn a_line_full_of_listed_addresses_stays_quick() {
    let matcher = matcher("198.51.0.0/16\n", &[], &[]);
    let line: String = (0..60_000u32)
        .map(|n| format!("198.51.{}.{} ", n / 256, n % 256))
        .collect();
    assert_eq!(search(&matcher, None, line.as_bytes()).len(), 60_000);
    let (hits, _) = search_blocks(&matcher, None, line.as_bytes(), 1 << 20);
    assert_eq!(hits.len(), 60_000);
}
