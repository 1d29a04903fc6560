//! Formats of one record a line.

use super::{check, context, read_in};
use crate::formats::{Format, Stream, event_time, promote};

/// The promoted columns of the last record, one a line.
#[track_caller]
fn check_row(bytes: &[u8], expected: &[&str]) {
    let stream = Stream::recognise(bytes, None, &context());
    let mut seen = Vec::new();
    stream.read_block(bytes, 1, &mut |_, event| {
        let early = event_time(event, stream.context());
        promote(event, stream.context());
        assert_eq!(early, event.row.time, "the cheap way tells another time");
        let again = event.clone();
        promote(event, stream.context());
        assert_eq!(*event, again, "promoting twice changes something");
        let row = &event.row;
        let text = |name: &str, value: Option<String>| value.map(|value| format!("{name} {value}"));
        let end = |address: Option<std::net::IpAddr>, port: Option<u16>| {
            address.map(|address| {
                let port = port.map_or(String::new(), |port| format!(" {port}"));
                format!("{address}{port}")
            })
        };
        let of = |value: &Option<std::borrow::Cow<'_, str>>| value.as_deref().map(str::to_owned);
        seen = [
            text(
                "time",
                row.time
                    .map(|time| format!("{time} {:?}", row.time_quality)),
            ),
            text("class", row.class.map(|class| class.to_string())),
            text("channel", of(&row.channel)),
            text("code", of(&row.code)),
            text(
                "severity",
                row.severity.map(|severity| severity.to_string()),
            ),
            text("host", of(&row.host)),
            text("user", of(&row.user)),
            text("from", end(row.src_ip, row.src_port)),
            text("to", end(row.dst_ip, row.dst_port)),
            text("domain", of(&row.domain)),
            text("url", of(&row.url)),
            text("hash", of(&row.hash)),
            text("process", of(&row.process)),
            text("action", of(&row.action)),
        ]
        .into_iter()
        .flatten()
        .chain(
            event
                .problems
                .iter()
                .map(|problem| format!("! {}", problem.code())),
        )
        .collect();
    });
    assert_eq!(seen, expected);
}

#[test]
fn leef_in_both_versions() {
    let pairs = ["src=10.1.2.3", "dst=203.0.113.7", "usrName=an", "msg=a = b"];
    for (head, delimiter) in [
        ("LEEF:1.0|Vendor|Product|1.0|100|", "\t"),
        ("LEEF:2.0|Vendor|Product|1.0|100|^|", "^"),
        ("LEEF:2.0|Vendor|Product|1.0|100|0x5E|", "^"),
        ("LEEF:2.0|Vendor|Product|1.0|100||", "\t"),
    ] {
        let line = format!("{head}{}\n", pairs.join(delimiter));
        let version = head.get(5..8).unwrap();
        check(
            line.as_bytes(),
            None,
            &[&format!(
                "1 leef\nleef_version={version}\ndevice_vendor=Vendor\ndevice_product=Product\n\
                 device_version=1.0\ndevice_event_class_id=100\nsrc=10.1.2.3\ndst=203.0.113.7\n\
                 usrName=an\nmsg=a = b"
            )],
        );
    }
    check_row(
        b"LEEF:1.0|Vendor|Product|1.0|100|src=10.1.2.3\tdevTime=2024-02-09T16:11:02Z\tusrName=an",
        &[
            "time 2024-02-09T16:11:02Z Stated",
            "code 100",
            "user an",
            "from 10.1.2.3",
        ],
    );
}

#[test]
fn access_logs_have_the_names_of_w3c() {
    check(
        br#"203.0.113.7 - - [09/Feb/2024:23:11:02 +0700] "GET /shell.php?cmd=id HTTP/1.1" 200 512 "-" "curl \"8\" \x22x" 0.003
www.example:443 2001:db8::7 - tran an [09/Feb/2024:23:11:03 +0700] "POST / HTTP/2.0" 404 -
may.example - - [09/Feb/2024:23:11:04 +0700] "\x16\x03\x01" 400 226 "-" "-"
203.0.113.7 - - [09/Feb/2024:23:11:05 +0700] "GET /cut
not of this kind
"#,
        None,
        &[
            "1 access\nc-ip=203.0.113.7\ntimestamp=09/Feb/2024:23:11:02 +0700\ncs-method=GET\ncs-uri=/shell.php?cmd=id\ncs-uri-stem=/shell.php\ncs-uri-query=cmd=id\ncs-version=HTTP/1.1\nsc-status=200\nsc-bytes=512\ncs-user-agent=curl \"8\" \"x\nrest=0.003",
            "2 access\ncs-host=www.example\nc-ip=2001:db8::7\ncs-username=tran an\ntimestamp=09/Feb/2024:23:11:03 +0700\ncs-method=POST\ncs-uri=/\ncs-uri-stem=/\ncs-version=HTTP/2.0\nsc-status=404",
            "3 access\nc-ip=may.example\ntimestamp=09/Feb/2024:23:11:04 +0700\ncs-uri=\u{16}\u{3}\u{1}\ncs-uri-stem=\u{16}\u{3}\u{1}\nsc-status=400\nsc-bytes=226",
            "4 access\nc-ip=203.0.113.7\ntimestamp=09/Feb/2024:23:11:05 +0700\ncs-method=GET\ncs-uri=/cut\ncs-uri-stem=/cut\n! event.unclosed_quote",
            "5 text\ntext=not of this kind\n! event.not_this_format",
        ],
    );
    check_row(
        br#"203.0.113.7 - an [09/Feb/2024:23:11:02 +0700] "GET /a?b HTTP/1.1" 200 512"#,
        &[
            "time 2024-02-09T16:11:02Z Stated",
            "class 4002",
            "user an",
            "from 203.0.113.7",
            "url /a?b",
        ],
    );
}

#[test]
fn iis_with_a_heading_that_changes() {
    let log = b"#Software: Microsoft Internet Information Services 10.0\r\n#Date: 2024-02-09 16:00:00\r\n#Fields: date time s-ip cs-method cs-uri-stem c-ip cs(User-Agent) sc-status\r\n2024-02-09 16:11:02 10.1.2.3 GET /a.aspx 203.0.113.7 curl/8+(x) 200\r\n#Software: Microsoft Internet Information Services 10.0\r\n#Fields: date time c-ip cs-method\r\n2024-02-09 16:11:03 203.0.113.8 -\r\n2024-02-09 16:11:04 203.0.113.9 GET and more\r\n2024-02-09 16:11:05\r\n";
    check(
        log,
        None,
        &[
            "4 w3c\ndate=2024-02-09\ntime=16:11:02\ns-ip=10.1.2.3\ncs-method=GET\ncs-uri-stem=/a.aspx\nc-ip=203.0.113.7\ncs-user-agent=curl/8+(x)\nsc-status=200",
            "7 w3c\ndate=2024-02-09\ntime=16:11:03\nc-ip=203.0.113.8",
            "8 w3c\ndate=2024-02-09\ntime=16:11:04\nc-ip=203.0.113.9\ncs-method=GET\nmore=and\nmore=more\n! event.cell_count",
            "9 w3c\ndate=2024-02-09\ntime=16:11:05\n! event.cell_count",
        ],
    );
    check_row(
        &log[..log.len() - 67],
        &[
            "time 2024-02-09T16:11:03Z Stated",
            "class 4002",
            "from 203.0.113.8",
        ],
    );
}

#[test]
fn zeek_tables_with_a_heading_that_changes() {
    let log = b"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n#fields\tts\tuid\tid.orig_h\tquery\tanswers\n#types\ttime\tstring\taddr\tstring\tvector[string]\n1707495062.5\tC1\t10.1.2.3\tevil.example\t203.0.113.7,203.0.113.8\n1707495063.5\tC2\t10.1.2.3\t\\x41b\t-\n#close\t2024-02-09-23-00-00\n#path\tconn\n#fields\tts\tid.orig_h\tid.resp_p\n#types\ttime\taddr\tport\n1707495064.5\t(empty)\t443\n";
    check(
        log,
        None,
        &[
            "8 zeek\n_path=dns\nts=1707495062.5\nuid=C1\nid.orig_h=10.1.2.3\nquery=evil.example\nanswers=203.0.113.7\nanswers=203.0.113.8",
            "9 zeek\n_path=dns\nts=1707495063.5\nuid=C2\nid.orig_h=10.1.2.3\nquery=Ab",
            "14 zeek\n_path=conn\nts=1707495064.5\nid.orig_h=\nid.resp_p=443",
        ],
    );
    let first = &log[..log.iter().rposition(|b| *b == b'C').unwrap()];
    let end = first.iter().rposition(|b| *b == b'\n').unwrap();
    check_row(
        &log[..end + 1],
        &[
            "time 2024-02-09T16:11:02.5Z Stated",
            "class 4003",
            "channel dns",
            "from 10.1.2.3",
            "domain evil.example",
        ],
    );
}

#[test]
fn audit_records_with_what_the_kernel_did_not_trust() {
    check(
        b"type=EXECVE msg=audit(1707495062.123:456): argc=3 a0=\"cat\" a1=2F6574632F736861646F77 a2=\"x y\"\ntype=SYSCALL msg=audit(1707495062.123:456): arch=c000003e syscall=59 a0=55 success=yes comm=\"cat\" exe=2F746D702F6120 key=(null)\x1dARCH=x86_64 SYSCALL=execve AUID=\"an\"\nnode=may-01 type=USER_LOGIN msg=audit(1707495062.124:457): pid=3 uid=0 msg='op=login acct=\"an\" addr=203.0.113.7 res=success'\ntype=PROCTITLE msg=audit(1707495062.123:456): proctitle=636174002F657463\n",
        None,
        &[
            "1 auditd\ntype=EXECVE\ntimestamp=1707495062.123\nserial=456\nargc=3\na0=cat\na1=/etc/shadow\na2=x y",
            "2 auditd\ntype=SYSCALL\ntimestamp=1707495062.123\nserial=456\narch=c000003e\nsyscall=59\na0=55\nsuccess=yes\ncomm=cat\nexe=/tmp/a \nkey=(null)\nARCH=x86_64\nSYSCALL=execve\nAUID=an",
            "3 auditd\nnode=may-01\ntype=USER_LOGIN\ntimestamp=1707495062.124\nserial=457\npid=3\nuid=0\nop=login\nacct=an\naddr=203.0.113.7\nres=success",
            "4 auditd\ntype=PROCTITLE\ntimestamp=1707495062.123\nserial=456\nproctitle=cat /etc",
        ],
    );
    check_row(
        b"node=may-01 type=USER_LOGIN msg=audit(1707495062.124:457): msg='op=login acct=\"an\" addr=203.0.113.7'",
        &[
            "time 2024-02-09T16:11:02.124Z Stated",
            "class 3002",
            "host may-01",
            "user an",
            "from 203.0.113.7",
        ],
    );
}

#[test]
fn syslog_behind_its_length() {
    check(
        b"37 <13>Feb  9 23:11:02 h app: two\nlines.\n34 <13>Feb  9 23:11:03 h app: a=1 b=2no length here\n28 <13>Feb  9 23:11:04 h app: x",
        None,
        &[
            "1 syslog\npri=13\ntimestamp=Feb  9 23:11:02\nhost=h\napp=app\nmessage=two\nlines.",
            "2 syslog\npri=13\ntimestamp=Feb  9 23:11:03\nhost=h\napp=app\na=1\nb=2",
            "3 syslog\ntext=no length here\n! event.not_this_format",
            "4 syslog\npri=13\ntimestamp=Feb  9 23:11:04\nhost=h\napp=app\nmessage=x",
        ],
    );
}

#[test]
fn syslog_carries_records_of_other_formats() {
    check(
        br#"<13>Feb  9 23:11:02 h suricata: {"event_type":"alert","timestamp":"x","alert":{"severity":1}}
<13>Feb  9 23:11:02 h audispd: type=EXECVE msg=audit(1707495062.123:456): a0="id"
<13>Feb  9 23:11:02 h LEEF:1.0|V|P|1|9|src=10.1.2.3
"#,
        None,
        &[
            "1 suricata_eve\npri=13\ntimestamp=Feb  9 23:11:02\nhost=h\napp=suricata\nevent_type=alert\ntimestamp=x\nalert.severity=1",
            "2 syslog\npri=13\ntimestamp=Feb  9 23:11:02\nhost=h\napp=audispd\ntype=EXECVE\ntimestamp=1707495062.123\nserial=456\na0=id",
            "3 syslog\npri=13\ntimestamp=Feb  9 23:11:02\nhost=h\nleef_version=1.0\ndevice_vendor=V\ndevice_product=P\ndevice_version=1\ndevice_event_class_id=9\nsrc=10.1.2.3",
        ],
    );
}

#[test]
fn a_table_as_a_stream_leaves_out_its_heading() {
    check(
        "BẢNG KÊ\n\nThời gian;IP nguồn;IP đích\n09/02/2024 23:11:02;10.1.2.3;203.0.113.7\nThời gian;IP nguồn;IP đích\n10/02/2024 23:11:02;10.1.2.3\n".as_bytes(),
        None,
        &[
            "4 csv\nThời gian=09/02/2024 23:11:02\nIP nguồn=10.1.2.3\nIP đích=203.0.113.7",
            "6 csv\nThời gian=10/02/2024 23:11:02\nIP nguồn=10.1.2.3\n! event.cell_count",
        ],
    );
}

#[test]
fn columns_of_windows_and_of_the_network() {
    check_row(
        br##"{"Event":{"System":{"EventID":1,"Level":4,"TimeCreated":{"#attributes":{"SystemTime":"2024-02-09T16:11:02.5Z"}},"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"may-01"},"EventData":{"UtcTime":"2024-02-09 16:11:01.000","User":"DV\\an","Image":"C:\\x.exe","Hashes":"MD5=0123456789ABCDEF0123456789ABCDEF,SHA256=00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF"}}}"##,
        &[
            "time 2024-02-09T16:11:02.5Z Stated",
            "class 1007",
            "channel Microsoft-Windows-Sysmon/Operational",
            "code 1",
            "severity 1",
            "host may-01",
            "user DV\\an",
            "hash 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
            "process C:\\x.exe",
        ],
    );
    check_row(
        br#"{"EventID":3,"Channel":"Microsoft-Windows-Sysmon/Operational","UtcTime":"2024-02-09 16:11:01.000","SourceIp":"10.1.2.3","SourcePort":50000,"DestinationIp":"203.0.113.7","DestinationPort":443,"DestinationHostname":"-"}"#,
        &[
            "time 2024-02-09T16:11:01Z Stated",
            "class 4001",
            "channel Microsoft-Windows-Sysmon/Operational",
            "code 3",
            "from 10.1.2.3 50000",
            "to 203.0.113.7 443",
        ],
    );
    check_row(
        br#"{"timestamp":"2024-02-09T23:11:02.000001+0700","event_type":"alert","src_ip":"10.1.2.3","dest_ip":"203.0.113.7","dest_port":80,"alert":{"action":"allowed","signature_id":2000001,"severity":1},"http":{"hostname":"evil.example","url":"/x"}}"#,
        &[
            "time 2024-02-09T16:11:02.000001Z Stated",
            "class 2004",
            "channel alert",
            "code 2000001",
            "severity 4",
            "from 10.1.2.3",
            "to 203.0.113.7 80",
            "domain evil.example",
            "url /x",
            "action allowed",
        ],
    );
}

#[test]
fn a_forced_format_is_believed() {
    check(
        b"a=1\n{\"a\":1}\n",
        Some(Format::KeyValue),
        &[
            "1 key_value\na=1",
            "2 key_value\ntext={\"a\":1}\n! event.not_this_format",
        ],
    );
    check(b"x y\n", Some(Format::Text), &["1 text\ntext=x y"]);
    let formats = |bytes: &[u8]| Stream::recognise(bytes, None, &context()).format();
    assert_eq!(formats(b"[2024-02-09] started\n"), Format::Text);
    assert_eq!(formats(b"# a list\n10.1.2.3\n"), Format::Text);
    assert_eq!(formats(b""), Format::Text);
    assert_eq!(read_in(b"", None, 1).0, Vec::<String>::new());
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_record() {
    for (text, expected) in [
        ("{\"a\":1}\n", "1 json\na=1"),
        ("[\n{\"a\":1},\n{\"a\":\n2}]", "1 json\na=1\n\n2 json\na=2"),
        ("#Fields: c-ip\n10.1.2.3\n", "2 w3c\nc-ip=10.1.2.3"),
        (
            "#Version: 1\n#Fields: a\n1\n#Fields: b\n2\n",
            "3 w3c\na=1\n\n5 w3c\nb=2",
        ),
        (
            "37 <13>Feb  9 23:11:02 h app: two\nlines.",
            "1 syslog\npri=13\ntimestamp=Feb  9 23:11:02\nhost=h\napp=app\nmessage=two\nlines.",
        ),
    ] {
        check(format!("\u{feff}{text}").as_bytes(), None, &[expected]);
    }
}

#[test]
fn lines_without_end_are_bounded() {
    let line = [
        b"src=10.1.2.3 dst=10.1.2.4 ".as_slice(),
        &vec![b'x'; 4 << 20],
    ]
    .concat();
    let (events, _) = read_in(&line, None, line.len());
    assert!(events[0].starts_with("1 key_value\nsrc=10.1.2.3"));
}
