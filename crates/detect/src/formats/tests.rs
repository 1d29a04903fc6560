use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Format, ParseContext, Reader, parse_line};
use domain::event::Event;

fn context() -> ParseContext {
    ParseContext {
        received_at: "2024-02-10T01:00:00Z".parse::<Timestamp>().unwrap(),
        zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
        year: None,
    }
}

/// All that a user sees of an event, one fact a line.
fn render(event: &Event<'_>) -> String {
    let row = &event.row;
    let mut lines = vec![event.parser.to_owned()];
    if let Some(time) = row.time {
        lines.push(format!("time {time} {:?}", row.time_quality));
    }
    let ends = [
        ("from", row.src_ip, row.src_port),
        ("to", row.dst_ip, row.dst_port),
    ];
    for (name, address, port) in ends {
        let address = address.map(|address| address.to_string());
        let port = port.map(|port| port.to_string());
        if address.is_some() || port.is_some() {
            lines.push(
                format!(
                    "{name} {} {}",
                    address.unwrap_or_default(),
                    port.unwrap_or_default()
                )
                .trim()
                .to_owned(),
            );
        }
    }
    let texts = [
        ("host", &row.host),
        ("user", &row.user),
        ("domain", &row.domain),
        ("url", &row.url),
        ("action", &row.action),
        ("code", &row.code),
    ];
    for (name, text) in texts {
        lines.extend(text.as_ref().map(|text| format!("{name} {text}")));
    }
    for field in event.fields.iter().filter(|field| field.column.is_none()) {
        lines.push(format!("{}={}", field.name, field.value));
    }
    lines.extend(
        event
            .problems
            .iter()
            .map(|problem| format!("! {}", problem.code())),
    );
    lines.join("\n")
}

#[track_caller]
fn check(format: Option<Format>, line: &[u8], expected: &[&str]) {
    assert_eq!(
        render(&parse_line(format, &context(), line)),
        expected.join("\n")
    );
}

#[test]
fn fortigate_pairs_keep_their_own_zone() {
    check(
        None,
        br#"date=2024-02-09 time=23:11:02 devname="FG-01" eventtime=1707495062000000000 tz="+0900" srcip=10.1.2.3 srcport=51234 dstip=203.0.113.7 dstport=443 action="accept" hostname="evil.example" url="/a b" msg="said \"no\" \\ left""#,
        &[
            "key_value",
            "time 2024-02-09T14:11:02Z Stated",
            "from 10.1.2.3 51234",
            "to 203.0.113.7 443",
            "host FG-01",
            "domain evil.example",
            "url /a b",
            "action accept",
            r#"msg=said "no" \ left"#,
        ],
    );
}

#[test]
fn pairs_without_zone_take_the_readers() {
    check(
        None,
        b"date=2024-02-09 time=23:11:02 srcip=10.1.2.3",
        &[
            "key_value",
            "time 2024-02-09T16:11:02Z ZoneAssumed",
            "from 10.1.2.3",
        ],
    );
}

#[test]
fn an_open_quote_is_a_problem_and_keeps_the_value() {
    check(
        None,
        b"srcip=10.1.2.3 dstip=203.0.113.7 msg=\"cut off he",
        &[
            "key_value",
            "from 10.1.2.3",
            "to 203.0.113.7",
            "msg=cut off he",
            "! event.unclosed_quote",
        ],
    );
}

#[test]
fn unreadable_columns_are_problems() {
    check(
        None,
        b"date=2024-13-41 time=25:00:00 srcip=10.1.2 srcport=http dstip=N/A",
        &[
            "key_value",
            "! event.unreadable_address",
            "! event.unreadable_port",
            "! event.unreadable_time",
        ],
    );
}

#[test]
fn rfc_3164_with_iptables_pairs() {
    check(
        None,
        b"<4>Feb  9 23:11:02 gw-01 kernel: [81.2] IN=eth0 OUT= SRC=203.0.113.7 DST=10.1.2.3 PROTO=TCP SPT=40000 DPT=22 SYN",
        &[
            "syslog",
            "time 2024-02-09T16:11:02Z YearAssumed",
            "from 203.0.113.7 40000",
            "to 10.1.2.3 22",
            "host gw-01",
            "pri=4",
            "app=kernel",
            "IN=eth0",
            "OUT=",
            "PROTO=TCP",
            "message=[81.2] SYN",
        ],
    );
}

#[test]
fn rfc_3164_free_text_without_priority() {
    check(
        None,
        "Feb  9 23:11:02 mail-01 sshd[311]: Lỗi đăng nhập từ 203.0.113.7 port 22".as_bytes(),
        &[
            "syslog",
            "time 2024-02-09T16:11:02Z YearAssumed",
            "host mail-01",
            "app=sshd",
            "procid=311",
            "message=Lỗi đăng nhập từ 203.0.113.7 port 22",
        ],
    );
}

#[test]
fn the_year_of_rfc_3164_is_the_newest_not_in_the_future() {
    let newest = |line: &[u8], year| {
        let context = ParseContext { year, ..context() };
        parse_line(None, &context, line)
            .row
            .time
            .unwrap()
            .to_string()
    };
    assert_eq!(
        newest(b"Dec 31 23:59:59 h app: x", None),
        "2023-12-31T16:59:59Z"
    );
    assert_eq!(
        newest(b"Feb 10 09:00:00 h app: x", None),
        "2024-02-10T02:00:00Z",
        "an hour fast"
    );
    assert_eq!(
        newest(b"Feb 29 09:00:00 h app: x", None),
        "2020-02-29T02:00:00Z"
    );
    assert_eq!(
        newest(b"Dec 31 23:59:59 h app: x", Some(2021)),
        "2021-12-31T16:59:59Z"
    );
    assert_eq!(
        newest(b"<13>Feb 09 2022 23:11:02 h app: x", None),
        "2022-02-09T16:11:02Z"
    );
}

#[test]
fn rfc_5424_with_structured_data() {
    check(
        None,
        "<165>1 2024-02-09T23:11:02.5+07:00 mail-01 sshd 311 - [origin ip=\"10.1.2.9\" note=\"a ] b\"] \u{feff}Failed password".as_bytes(),
        &[
            "syslog",
            "time 2024-02-09T16:11:02.5Z Stated",
            "host mail-01",
            "pri=165",
            "app=sshd",
            "procid=311",
            "ip=10.1.2.9",
            "note=a ] b",
            "message=Failed password",
        ],
    );
}

#[test]
fn rsyslog_time_and_a_bare_priority() {
    check(
        None,
        b"2024-02-09T23:11:02+07:00 web-01 nginx: started",
        &[
            "syslog",
            "time 2024-02-09T16:11:02Z Stated",
            "host web-01",
            "app=nginx",
            "message=started",
        ],
    );
    check(
        None,
        b"<189>date=2024-02-09 time=23:11:02 srcip=10.1.2.3 dstip=203.0.113.7",
        &[
            "syslog",
            "time 2024-02-09T16:11:02Z ZoneAssumed",
            "from 10.1.2.3",
            "to 203.0.113.7",
            "pri=189",
        ],
    );
}

#[test]
fn cef_inside_syslog() {
    check(
        None,
        br"<134>Feb  9 23:11:02 ips-01 CEF:0|Ven\|dor|IPS|1.2.3.4|100|Call home|8|src=10.1.2.3 dst=203.0.113.7 dpt=443 msg=two words a\=b act=blocked",
        &[
            "syslog",
            "time 2024-02-09T16:11:02Z YearAssumed",
            "from 10.1.2.3",
            "to 203.0.113.7 443",
            "host ips-01",
            "action blocked",
            "code 100",
            "pri=134",
            "cef_version=0",
            "device_vendor=Ven|dor",
            "device_product=IPS",
            "device_version=1.2.3.4",
            "event_name=Call home",
            "msg=two words a=b",
        ],
    );
}

#[test]
fn what_is_nothing_known_is_text() {
    check(
        None,
        b"contact with 203.0.113.7 seen",
        &["text", "text=contact with 203.0.113.7 seen"],
    );
    check(None, b"", &["text"]);
    check(
        None,
        b"a \xff b",
        &["text", "text=a \u{fffd} b", "! event.invalid_utf8"],
    );
    check(
        Some(Format::Cef),
        b"no cef",
        &["cef", "text=no cef", "! event.not_this_format"],
    );
    check(Some(Format::KeyValue), b"one=1", &["key_value", "one=1"]);
}

#[track_caller]
fn check_table(format: Option<Format>, lines: &[&str], inventory: bool, expected: &[&str]) {
    let mut reader = Reader::new(format, context());
    let mut records = Vec::new();
    for line in lines {
        if !reader.takes_heading(line.as_bytes()) {
            records.push(line);
        }
    }
    assert_eq!(reader.is_inventory(), inventory);
    let last = records.last().unwrap();
    assert_eq!(render(&reader.read(last.as_bytes())), expected.join("\n"));
}

#[test]
fn a_table_of_traffic() {
    check_table(
        None,
        &[
            "\u{feff}Thời gian;IP nguồn;IP đích;Hành động;Ghi chú",
            "09/02/2024 23:11:02;10.1.2.3;203.0.113.7;cho phép;\"a;\"\"b\"\"\"",
        ],
        false,
        &[
            "csv",
            "time 2024-02-09T16:11:02Z ZoneAssumed",
            "from 10.1.2.3",
            "to 203.0.113.7",
            "action cho phép",
            "Ghi chú=a;\"b\"",
        ],
    );
}

#[test]
fn a_table_of_machines_below_its_title() {
    check_table(
        None,
        &[
            "DANH SÁCH MÁY CHỦ",
            "",
            "Mã,Tên máy,Địa chỉ IP,",
            "TS-1,may-01,203.0.113.9,x,y",
        ],
        true,
        &[
            "csv",
            "host may-01",
            "column_4=x",
            "column_5=y",
            "! event.cell_count",
        ],
    );
}

#[test]
fn a_forced_table_takes_any_heading() {
    check_table(
        Some(Format::Csv),
        &["alpha\tbeta", "1\t2"],
        false,
        &["csv", "alpha=1", "beta=2"],
    );
}

#[test]
fn times_in_all_their_forms() {
    let read = |text: &str| super::times::stamp(text, &context()).map(|stamp| stamp.at.to_string());
    for text in [
        "2024-02-09T23:11:02+07:00",
        "2024-02-09 23:11:02",
        "2024-02-09T23:11:02+0700",
        "2024/02/09 23:11:02",
        "09/02/2024 23:11:02",
        "23:11:02 09/02/2024",
        "9-2-2024 23:11:02",
        "Feb  9 23:11:02",
        "Feb 09 2024 23:11:02",
        "1707495062",
        "1707495062000",
        "1707495062000000000",
    ] {
        assert_eq!(
            read(text).as_deref(),
            Some("2024-02-09T16:11:02Z"),
            "{text}"
        );
    }
    for text in [
        "",
        "yesterday",
        "31/02/2024 10:00",
        "1",
        "99999999999999999999",
        "09/02/24 23:11",
        "đêm qua",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn no_bytes_break_a_reader() {
    let seeds: [&[u8]; 8] = [
        b"<134>1 2024-02-09T23:11:02Z h a p m [x y=\"z\"] CEF:0|a|b|c|d|e|f|g=h",
        b"date=2024-02-09 time=23:11:02 tz=\"+0700\" srcip=10.1.2.3 msg=\"\\\"",
        b"Feb  9 23:11:02 h a[1]: x=1 y=2 z=3",
        "Thời gian;IP đích;\"x".as_bytes(),
        b"CEF:0|\\||\\=|=|",
        b"===\"\"\"[[[]]]<<<>>>",
        b"<1>1 - - - - - [",
        b"\"\"\"\",,,\"",
    ];
    for seed in seeds {
        for cut in 0..=seed.len() {
            for format in Format::ALL.into_iter().map(Some).chain([None]) {
                let line = &seed[cut..];
                let mut reader = Reader::new(format, context());
                reader.takes_heading(line);
                for part in [line, &seed[..cut]] {
                    let event = reader.read(part);
                    assert!(event.fields.len() <= super::FIELDS_MAX + 1);
                }
            }
        }
    }
}

#[test]
fn a_line_of_endless_pairs_is_bounded() {
    let line = "a=1 ".repeat(50_000);
    let event = parse_line(None, &context(), line.as_bytes());
    assert_eq!(event.fields.len(), super::FIELDS_MAX);
    assert!(
        event
            .problems
            .iter()
            .any(|problem| problem.code() == "event.too_many_fields")
    );
}
