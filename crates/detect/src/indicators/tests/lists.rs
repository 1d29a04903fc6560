use std::path::PathBuf;

use crate::indicators::{List, ListBuilder, Value};

/// `entry family line` of all entries, then `! line code text` of all bad rows.
#[track_caller]
fn check_list(text: &str, expected: &[&str]) {
    let list = List::parse("list", text.as_bytes());
    let entries = list.entries().map(|entry| {
        let family = entry.family.as_deref().unwrap_or("-");
        format!("{} {family} {}", entry.text, entry.line)
    });
    let bad = list
        .bad_rows()
        .iter()
        .map(|bad| format!("! {} {} {}", bad.line, bad.reason.code(), bad.text));
    assert_eq!(entries.chain(bad).collect::<Vec<_>>(), expected);
}

#[test]
fn plain_lists_with_remarks_and_windows_line_ends() {
    check_list(
        "\u{feff}# danh sách tháng 1\r\n; note\r\n// note\r\n\r\n203.0.113.7\r\n198.51.100.0/24 # all\r\n 192.0.2.9 \r\n2001:db8::5\r\nEvil.Example.\r\n203.0.113.7\r\n",
        &[
            "192.0.2.9 - 7",
            "198.51.100.0/24 - 6",
            "203.0.113.7 - 5",
            "2001:db8::5 - 8",
            "evil.example - 9",
        ],
    );
    assert_eq!(
        List::parse("l", b"203.0.113.7\n203.0.113.7\n").repeated_count(),
        1
    );
}

#[test]
fn two_columns_hold_a_family_or_a_counter() {
    check_list(
        "203.0.113.7\tmirai\n203.0.113.8\t5\n203.0.113.9,qakbot\n203.0.113.10 two words\n203.0.113.11;9\n1,203.0.113.12,mirai\n",
        &[
            "203.0.113.7 mirai 1",
            "203.0.113.8 - 2",
            "203.0.113.9 qakbot 3",
            "203.0.113.10 two words 4",
            "203.0.113.11 - 5",
            "203.0.113.12 mirai 6",
        ],
    );
}

#[test]
fn tables_with_vietnamese_headings() {
    check_list(
        "DANH SÁCH IP MẠNG BOTNET\n\nSTT;Địa chỉ IP;Tên mã độc;Thời gian;Cổng;IP đích;Đơn vị\n1;203.0.113.7;Mirai;01/01/2024;23;198.51.100.1:8080;\"UBND; xã\"\n2;;Mirai;;;-;\n3;203.0.113.8, 203.0.113.9;Qakbot;;;evil[.]example;\n",
        &[
            "198.51.100.1 Mirai 4",
            "203.0.113.7 Mirai 4",
            "203.0.113.8 Qakbot 6",
            "203.0.113.9 Qakbot 6",
            "evil.example Qakbot 6",
            "! 5 indicator.empty 2;;Mirai;;;-;",
        ],
    );
}

#[test]
fn tables_with_english_headings() {
    check_list(
        "\"timestamp\",\"ip\",\"port\",\"asn\",\"infection\",\"cc_ip\",\"hostname\"\n\"2024-01-01\",\"203.0.113.7\",\"1\",\"64500\",\"downadup\",\"\",\"rdns.isp.example\"\n",
        &["203.0.113.7 downadup 2"],
    );
    check_list(
        "# first_seen,dst_ip,dst_port,malware\nx,203.0.113.7,1,emotet\n",
        &["203.0.113.7 emotet 2"],
    );
    check_list("IP\n203.0.113.7\n", &["203.0.113.7 - 2"]);
    check_list(
        "STT,IP\n1,198.51.100.0/24;evil.example\n2,203.0.113.7/bins/x86;203.0.113.9\n",
        &[
            "198.51.100.0/24 - 2",
            "203.0.113.9 - 3",
            "evil.example - 2",
            "203.0.113.7/bins/x86 - 3",
        ],
    );
    check_list(
        "| STT | Địa chỉ IP | Botnet |\n|---|---|---|\n| 1 | 203.0.113.7 | mirai |\n",
        &["203.0.113.7 mirai 3"],
    );
}

#[test]
fn tables_of_urls_digests_and_mail_addresses() {
    check_list(
        "# id,dateadded,url,url_status,threat\n\"1\",\"2024-02-09\",\"http://evil.example/a,b\",\"online\",\"dropper\"\n\"2\",\"2024-02-09\",\"/a\",\"online\",\"\"\n",
        &[
            "evil.example/a,b dropper 2",
            "! 3 indicator.empty \"2\",\"2024-02-09\",\"/a\",\"online\",\"\"",
        ],
    );
    check_list(
        "sha256_hash,md5_hash,file_name,signature\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,d41d8cd98f00b204e9800998ecf8427e,a.exe,Mirai\n",
        &[
            "d41d8cd98f00b204e9800998ecf8427e Mirai 2",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 Mirai 2",
        ],
    );
    check_list(
        "Email;Loại\nke.xau@evil.example;lừa đảo\n",
        &["ke.xau@evil.example lừa đảo 2"],
    );
    // Beside an address a mail address is whom to write to.
    check_list(
        "Địa chỉ IP;Email\n203.0.113.7;can.bo@xa.example\n",
        &["203.0.113.7 - 2"],
    );
    check_list(
        "http://evil.example/a;b=1\nhttp://evil.example/b,dropper\n",
        &["evil.example/b dropper 2", "evil.example/a;b=1 - 1"],
    );
}

#[test]
fn warning_lists_of_misp() {
    check_list(
        "\u{feff}\n{\n  \"name\": \"list\",\n  \"list\": [\n    \"203.0.113.0\\/24\",\n    \"cdn.example\", \"?\"\n  ],\n  \"more\": [\"192.0.2.1\", {\"list\": [\"192.0.2.2\"]}]\n}\n",
        &[
            "203.0.113.0/24 - 5",
            "cdn.example - 6",
            "! 6 indicator.malformed ?",
        ],
    );
    check_list("{\"a\": 1}", &["! 1 indicator.malformed {\"a\": 1}"]);
    // A file that was cut off: the last entry may have been another.
    check_list(
        "{\"list\": [\"203.0.113.7\",\n\"198.51.100.1",
        &["203.0.113.7 - 1", "! 2 indicator.malformed 198.51.100.1"],
    );
}

#[test]
fn a_warning_list_too_large_to_hold_says_where_it_ends() {
    let mut list = ListBuilder::new("list");
    list.line(format!("{{\"name\": \"{}\",", "x".repeat((64 << 20) - 60)).as_bytes());
    list.line(b"\"list\": [");
    list.line(b"\"203.0.113.7\",");
    list.line(b"\"198.51.100.1\", \"198.51.100.2\", \"198.51.100.3\",");
    list.line(b"\"");
    list.line(b"");
    let list = list.finish();
    let entries: Vec<_> = list.entries().map(|entry| entry.text).collect();
    assert_eq!(entries, ["203.0.113.7"]);
    let bad = list.bad_rows().iter();
    let bad: Vec<_> = bad.map(|bad| (bad.line, bad.reason.code())).collect();
    assert_eq!(bad, [(4, "indicator.list_too_large")]);
}

#[test]
fn one_cell_in_all_its_disguises() {
    for (written, read) in [
        ("203.0.113[.]7", "203.0.113.7"),
        ("203.0.113(.)7:443", "203.0.113.7"),
        ("hxxp://203.0.113.7/", "203.0.113.7"),
        ("hXXps[://]evil[.]example:8443", "evil.example"),
        ("\"203.0.113.7\"", "203.0.113.7"),
        ("[2001:db8::5]:443", "2001:db8::5"),
        ("2001:DB8:0::5", "2001:db8::5"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("203.0.113.4-203.0.113.20", "203.0.113.4-203.0.113.20"),
        ("203.0.113.4 - 20", "203.0.113.4-203.0.113.20"),
        ("203.0.113.4-7", "203.0.113.4/30"),
        ("2001:db8::/32", "2001:db8::/32"),
        ("203.0.113.7/32", "203.0.113.7"),
        ("*.evil.example", "evil.example"),
        ("a_b.evil-site.example", "a_b.evil-site.example"),
        ("xn--c1yn36f.example", "xn--c1yn36f.example"),
        ("0.0.0.0 evil.example", "evil.example"),
        (
            "hxxp://Evil[.]example:80/Gate.php?id=5#top",
            "evil.example/Gate.php?id=5",
        ),
        ("evil.example/drop.exe", "evil.example/drop.exe"),
        (
            "https://u:p@evil.example:8443/a;b=1",
            "evil.example:8443/a;b=1",
        ),
        ("http://203.0.113.7/x", "203.0.113.7/x"),
        ("203.0.113.7/bins/x86", "203.0.113.7/bins/x86"),
        ("203.0.113.7/1.sh", "203.0.113.7/1.sh"),
        ("http://[::ffff:203.0.113.7]/x", "203.0.113.7/x"),
        ("http://evil.example/a).", "evil.example/a"),
        ("http://[2001:DB8::5]/x", "[2001:db8::5]/x"),
        ("http://evil.example?x=1", "evil.example/?x=1"),
        ("http://evil.example/#login", "evil.example/"),
        ("Ke.Xau[@]evil[.]example", "ke.xau@evil.example"),
        ("mailto:ke-xau@evil.example", "ke-xau@evil.example"),
        (
            "D41D8CD98F00B204E9800998ECF8427E",
            "d41d8cd98f00b204e9800998ecf8427e",
        ),
        (
            "da39a3ee5e6b4b0d3255bfef95601890afd80709  empty.exe",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        ),
        (
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ),
        ("id.me", "id.me"),
        ("gov.example", "gov.example"),
    ] {
        let list = List::parse("l", written.as_bytes());
        let entries: Vec<_> = list.entries().map(|entry| entry.text).collect();
        assert_eq!(entries, [read], "{written}");
        assert!(list.bad_rows().is_empty(), "{written}");
    }
}

#[test]
fn rows_that_cannot_be_right_match_nothing_and_are_named() {
    for (written, code) in [
        ("0.0.0.0", "indicator.not_public"),
        ("10.0.0.13", "indicator.not_public"),
        ("192.168.0.163\tmirai", "indicator.not_public"),
        ("127.0.0.1", "indicator.not_public"),
        ("169.254.1.1", "indicator.not_public"),
        ("224.1.2.3", "indicator.not_public"),
        ("253.1.2.3", "indicator.not_public"),
        ("::1", "indicator.not_public"),
        ("fe80::1", "indicator.not_public"),
        ("fd00::/16", "indicator.not_public"),
        ("10.0.0.0/8", "indicator.not_public"),
        ("9.255.255.0-10.0.0.5", "indicator.not_public"),
        ("0.0.0.0/0", "indicator.too_wide"),
        ("128.0.0.0/1", "indicator.too_wide"),
        ("2000::/3", "indicator.too_wide"),
        ("1.0.0.0-203.0.113.0", "indicator.too_wide"),
        ("com.vn", "indicator.too_wide"),
        ("gov.vn", "indicator.too_wide"),
        ("203.0.113.256", "indicator.malformed"),
        ("203.0.113", "indicator.malformed"),
        ("203.0.113.7.8", "indicator.malformed"),
        ("203.000.113.007", "indicator.malformed"),
        ("203.0.113.0/33", "indicator.malformed"),
        ("203.0.113.0/+8", "indicator.malformed"),
        ("203.0.113.0/", "indicator.malformed"),
        ("203.0.113.0/255.255.255.0", "indicator.malformed"),
        ("2001:db8::5/x", "indicator.malformed"),
        ("10.0.0.5/bins/x86", "indicator.not_public"),
        ("203.0.113.9-203.0.113.4", "indicator.malformed"),
        ("203.0.113.7:99999", "indicator.malformed"),
        ("hello", "indicator.malformed"),
        ("vn", "indicator.malformed"),
        ("evil..example", "indicator.malformed"),
        ("-evil.example", "indicator.malformed"),
        ("d41d8cd98f00b204e9800998ecf8427", "indicator.malformed"),
        ("g41d8cd98f00b204e9800998ecf8427e", "indicator.malformed"),
        (
            "crc32:d41d8cd98f00b204e9800998ecf8427e",
            "indicator.malformed",
        ),
        ("http://evil.example#login", "indicator.malformed"),
        ("http://10.0.0.5/x", "indicator.not_public"),
        ("http://com.vn/x", "indicator.too_wide"),
        ("http://độc.example/x", "indicator.non_ascii_name"),
        ("http://evil.example:99999/x", "indicator.malformed"),
        ("http://evil.example:+80/x", "indicator.malformed"),
        ("http://evil.example:000080/x", "indicator.malformed"),
        ("http://*.evil.example/x", "indicator.malformed"),
        ("http://evil.example/{id}", "indicator.malformed"),
        ("http://evil.example/a\\b", "indicator.malformed"),
        ("http://2001:db8::5/x", "indicator.malformed"),
        ("http://[::ffff:10.0.0.5]/x", "indicator.not_public"),
        ("@evil.example", "indicator.malformed"),
        ("ai do@evil.example", "indicator.malformed"),
        ("ke.xau@203.0.113.7", "indicator.malformed"),
        ("ke.xau@com.vn", "indicator.too_wide"),
        ("độc.example", "indicator.non_ascii_name"),
    ] {
        let list = List::parse("l", written.as_bytes());
        let bad: Vec<_> = list
            .bad_rows()
            .iter()
            .map(|bad| (bad.line, bad.reason.code()))
            .collect();
        assert_eq!(bad, [(1, code)], "{written}");
        assert!(list.is_empty(), "{written}");
        assert_eq!(list.bad_row_count(), 1, "{written}");
    }
}

#[test]
fn host_bits_are_a_note_and_the_network_is_used() {
    check_list(
        "203.0.113.9/24\n",
        &[
            "203.0.113.0/24 - 1",
            "! 1 indicator.host_bits 203.0.113.9/24",
        ],
    );
    let list = List::parse("l", b"203.0.113.9/24");
    assert_eq!((list.bad_row_count(), list.note_count()), (0, 1));
}

/// The most specific entries for an address or name.
fn find(list: &List, value: &str) -> Vec<String> {
    let value = match value.parse() {
        Ok(address) => Value::Address(address),
        Err(_) if value.contains('@') => Value::Email(value.to_owned()),
        Err(_) if value.contains('/') => Value::Url(value.to_owned()),
        Err(_) if value.len() == 32 => Value::Hash(value.to_owned()),
        Err(_) => Value::Name(value.to_owned()),
    };
    assert_eq!(list.contains(&value), !list.find(&value).is_empty());
    let found = list.find(&value);
    found
        .into_iter()
        .map(|listed| listed.entry.text + listed.entry.family.as_deref().unwrap_or(""))
        .collect()
}

#[test]
fn the_most_specific_entry_answers() {
    let list = List::parse(
        "l",
        b"198.51.0.0/16\n198.51.100.0/24\n198.51.100.10\ta\n198.51.100.10\tb\n198.51.100.200-198.51.101.5\n2001:db8::/32\n2001:db8:1::/48\nevil.example\nvery.evil.example\nevil.example/a\nevil.example/a?b=1\tquery\nevil.example/b?c=1\nke.xau@evil.example\nd41d8cd98f00b204e9800998ecf8427e\tempty\n",
    );
    for (value, entries) in [
        ("198.51.100.10", &["198.51.100.10a", "198.51.100.10b"][..]),
        ("198.51.100.11", &["198.51.100.0/24"]),
        ("198.51.100.9", &["198.51.100.0/24"]),
        ("198.51.100.201", &["198.51.100.200-198.51.101.5"]),
        ("198.51.101.5", &["198.51.100.200-198.51.101.5"]),
        ("198.51.101.6", &["198.51.0.0/16"]),
        ("198.51.255.255", &["198.51.0.0/16"]),
        ("198.52.0.0", &[]),
        ("198.50.255.255", &[]),
        ("2001:db8:1::9", &["2001:db8:1::/48"]),
        ("2001:db8:2::9", &["2001:db8::/32"]),
        ("2001:db9::", &[]),
        ("evil.example", &["evil.example"]),
        ("a.evil.example", &["evil.example"]),
        ("a.VERY.evil.example", &["very.evil.example"]),
        ("notevil.example", &[]),
        ("evil.example.net", &[]),
        ("example", &[]),
        ("evil.example/a", &["evil.example/a"]),
        ("evil.example/A", &[]),
        ("evil.example/ab", &[]),
        ("evil.example/a/", &[]),
        ("evil.example/a?b=1", &["evil.example/a?b=1query"]),
        ("evil.example/a?b=2", &["evil.example/a"]),
        ("evil.example/b", &[]),
        ("evil.example/b?c=2", &[]),
        ("a.evil.example/a", &[]),
        ("ke.xau@evil.example", &["ke.xau@evil.example"]),
        ("x.ke.xau@evil.example", &[]),
        (
            "d41d8cd98f00b204e9800998ecf8427e",
            &["d41d8cd98f00b204e9800998ecf8427eempty"],
        ),
        ("d41d8cd98f00b204e9800998ecf8427f", &[]),
    ] {
        assert_eq!(find(&list, value), entries, "{value}");
    }
}

/// The table against the obvious search, on overlapping ranges of a small space.
#[test]
fn overlapping_ranges_answer_like_a_plain_search() {
    let mut seed = 7u32;
    let mut next = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) % below
    };
    for _ in 0..200 {
        let ranges: Vec<(u32, u32)> = (0..12)
            .map(|_| {
                let first = next(120);
                (first, first + next(40))
            })
            .collect();
        let text: String = ranges
            .iter()
            .map(|(a, b)| format!("203.0.113.{a}-203.0.113.{b}\n"))
            .collect();
        let list = List::parse("l", text.as_bytes());
        for address in 0..200 {
            // The nearest start wins, then the shorter range.
            let holding = ranges.iter().filter(|(a, b)| (*a..=*b).contains(&address));
            let best = holding.max_by_key(|(a, b)| (*a, std::cmp::Reverse(*b)));
            let found = list.find(&Value::Address(
                format!("203.0.113.{address}").parse().unwrap(),
            ));
            let written = best
                .map(|(a, b)| List::parse("l", format!("203.0.113.{a}-203.0.113.{b}").as_bytes()));
            let expected = written
                .and_then(|list| list.entries().next())
                .map(|entry| entry.text);
            assert_eq!(
                found.first().map(|listed| listed.entry.text.clone()),
                expected,
                "{address} in {text}"
            );
        }
    }
}

/// Large tables are searched through an index of leading bits.
#[test]
fn large_lists_find_each_entry_and_nothing_else() {
    let hex = |number: u32| {
        format!(
            "{:032x}",
            u128::from(number) * 0x9e37_79b9_7f4a_7c15_f39c_c060
        )
    };
    let address = |number: u32| std::net::Ipv4Addr::from(0x1801_0101 + number * 0x0002_0003);
    let count = 6_000;
    let text: String = (0..count)
        .map(|n| {
            let (ip, hash) = (address(n), hex(n));
            format!(
                "{ip}\tf{}\nn{n}.example\nx.example/{n}\n{hash}\n2001:db8::7:{n:x}\nu{n}@x.example\n",
                n % 7
            )
        })
        .collect();
    let list = List::parse("l", text.as_bytes());
    assert_eq!((list.len(), list.bad_row_count()), (36_000, 0));
    for n in (0..count).step_by(37) {
        let family = format!("{}f{}", address(n), n % 7);
        assert_eq!(find(&list, &address(n).to_string()), [family]);
        for value in [
            format!("n{n}.example"),
            format!("x.example/{n}"),
            hex(n),
            format!("2001:db8::7:{n:x}"),
            format!("u{n}@x.example"),
        ] {
            assert_eq!(find(&list, &value), std::slice::from_ref(&value));
        }
        let other = std::net::Ipv4Addr::from(address(n).to_bits() + 1);
        for absent in [
            other.to_string(),
            format!("m{n}.example"),
            format!("x.example/{n}x"),
            hex(n + count),
            format!("2001:db8:1::{n:x}"),
        ] {
            assert_eq!(find(&list, &absent), [""; 0], "{absent}");
        }
    }
    let lines: Vec<_> = list.entries().map(|entry| entry.line).collect();
    assert_eq!(lines.len(), 36_000);
    assert_eq!(
        lines.iter().collect::<std::collections::HashSet<_>>().len(),
        36_000
    );
}

fn shared(file: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/botnet")
        .join(file);
    #[expect(
        clippy::disallowed_methods,
        reason = "the test, not the core, reads a public list"
    )]
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        eprintln!("skipped: shared/data/botnet/{file} is absent");
    }
    bytes
}

#[test]
fn public_lists_load_whole() {
    for (file, bad, entries) in [
        ("ip-family-226k.tsv", 15, 226_487),
        ("list-552k.txt", 0, 552_293),
        ("networks-213k.txt", 3, 213_285),
    ] {
        let Some(bytes) = shared(file) else { continue };
        let list = List::parse(file, &bytes);
        assert_eq!(
            (
                list.bad_row_count(),
                list.note_count(),
                list.len() + list.repeated_count()
            ),
            (bad, 0, entries),
            "{file}"
        );
    }
    for (file, entries, value, found) in [
        ("ipsum_level1.txt", 120_430, "77.90.185.20", "77.90.185.20"),
        ("vn_ipv4-aggregated.txt", 1_246, "1.52.0.1", "1.52.0.0/14"),
        (
            "vn_ipv6-aggregated.txt",
            931,
            "2001:678:1110::1",
            "2001:678:1110::/48",
        ),
        (
            "warninglists/warninglist_akamai.json",
            268,
            "103.12.23.9",
            "103.12.23.0/24",
        ),
        (
            "warninglists/warninglist_public-dns-v4.json",
            62_745,
            "1.0.0.1",
            "1.0.0.1",
        ),
        (
            "warninglists/warninglist_umbrella-blockpage-v6.json",
            6,
            "146.112.61.104",
            "146.112.61.104",
        ),
        (
            "warninglists/warninglist_umbrella-blockpage-hostname.json",
            5,
            "a.hit-adult.opendns.com",
            "hit-adult.opendns.com",
        ),
        (
            "warninglists/warninglist_vpn-ipv4.json",
            42_426,
            "1.118.3.9",
            "1.118.3.0/24",
        ),
    ] {
        let Some(bytes) = shared(file) else { continue };
        let list = List::parse(file, &bytes);
        assert_eq!(
            list.bad_row_count(),
            0,
            "{file}: {:?}",
            list.bad_rows().first()
        );
        assert_eq!(list.len(), entries, "{file}");
        if !value.is_empty() {
            assert_eq!(find(&list, value), [found], "{file}");
        }
    }
    let Some(bytes) = shared("ip-family-226k.tsv") else {
        return;
    };
    let list = List::parse("226k", &bytes);
    assert!(
        list.bad_rows()
            .iter()
            .all(|bad| bad.reason.code() == "indicator.not_public")
    );
    assert_eq!(find(&list, "1.0.0.229"), ["1.0.0.229malware/asyncrat"]);
}
