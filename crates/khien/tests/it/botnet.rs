//! `khien botnet match`: its output, its lists and its inputs as people have them.

use crate::program::{Folder, run};
use serde_json::Value;

const LIST: &str = "\u{feff}# danh sách\r\n198.51.100[.]7\tmirai\r\n203.0.113.0/28 # dải\r\n10.0.0.1\r\nevil.example,qakbot\r\n\
http://bad.example/gate\r\nke.xau[@]evil.example\r\nd41d8cd98f00b204e9800998ecf8427e\r\n";

const FIREWALL: &str = "date=2024-02-09 time=23:11:02 devname=\"FG\" tz=\"+0700\" srcip=10.0.0.5";

/// `line field value direction` of each hit.
fn told(out: &str) -> Vec<String> {
    let hit = |line: &str| {
        let hit: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| hit[name].as_str().unwrap().to_owned();
        let (field, value, direction) = (text("field"), text("value"), text("direction"));
        format!("{} {field} {value} {direction}", hit["source"]["line"])
    };
    out.lines().map(hit).collect()
}

#[tokio::test]
async fn a_hit_has_the_keys_that_scripts_rely_on() {
    let folder = Folder::new();
    let list = folder.write_to("list.txt", LIST);
    let guard = folder.write_to(
        "guard.json",
        "{\"name\": \"clouds\",\n \"list\": [\"198.51.100.0\\/24\", \"10.0.0.0/8\"]}\n",
    );
    let log = folder.write_to(
        "fw.log",
        &format!("{FIREWALL} dstip=192.0.2.1\n{FIREWALL} dstip=198.51.100.7\n"),
    );
    let asked = [
        "botnet", "match", "--json", "--list", &list, "--guard", &guard, &log,
    ];
    let (out, err) = run(&asked, 3).await;
    let hit: Value = serde_json::from_str(out.trim()).unwrap();
    let wanted: Value = serde_json::json!({
        "list": "list.txt", "entry": "198.51.100.7", "family": "mirai", "field": "dstip",
        "value": "198.51.100.7", "direction": "outbound",
        "source": {"file": log, "line": 2}, "time": "2024-02-09T16:11:02Z", "asset": null,
        "guard": "guard.json",
    });
    assert_eq!(hit, wanted);
    // The private address is a bad row of the list, and meant in a guard list.
    assert!(err.contains("list.txt:4: 10.0.0.1"), "{err}");
    assert!(!err.contains("guard.json"), "{err}");
    let (out, _) = run(&["botnet", "match", "--list", &list, &log], 3).await;
    assert!(out.contains("198.51.100.7  [mirai]"), "{out}");
    let quiet = folder.write_to("quiet.log", &format!("{FIREWALL} dstip=192.0.2.1\n"));
    let (out, _) = run(&["botnet", "match", "--list", &list, &quiet], 0).await;
    assert_eq!(out, "");
}

#[tokio::test]
async fn every_kind_of_entry_is_found_in_fields_and_in_text() {
    let folder = Folder::new();
    let list = folder.write_to("list.txt", LIST);
    for (name, log, expected) in [
        (
            "a.log",
            format!("{FIREWALL} dstip=192.0.2.1 hostname=\"bad.example\" url=\"/gate?n=1\"\n"),
            &["1 url bad.example/gate?n=1 outbound"][..],
        ),
        (
            "b.log",
            "no format at all: 203.0.113.9, 203.0.113.99 and c2.evil.example\n\nKe.Xau@Evil.example\n".into(),
            &[
                "1 text 203.0.113.9 unknown",
                "1 text c2.evil.example unknown",
                "3 text evil.example unknown",
                "3 text ke.xau@evil.example unknown",
            ],
        ),
        (
            "c.json",
            "{\"Event\":{\"System\":{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\"},\"EventData\":{\"Hashes\":\"MD5=D41D8CD98F00B204E9800998ECF8427E,IMPHASH=0\"}}}\n".into(),
            &["1 Hashes d41d8cd98f00b204e9800998ecf8427e unknown"],
        ),
        (
            "d.json",
            "[\n{\"src_ip\":\"10.0.0.5\",\"dest_ip\":\"192.0.2.1\"},\n{\"src_ip\":\"198.51.100.7\",\n \"dest_ip\":\"10.0.0.5\"}]\n".into(),
            &["2 src_ip 198.51.100.7 inbound"],
        ),
        (
            "e.csv",
            "Mã,Tên máy,Địa chỉ IP\nTS-1,may-1,10.0.0.4\nTS-2,may-2,203.0.113.5\n".into(),
            &["3 Địa chỉ IP 203.0.113.5 internal"],
        ),
    ] {
        let log = folder.write_to(name, &log);
        let (out, _) = run(&["botnet", "match", "--json", "--list", &list, &log], 3).await;
        assert_eq!(told(&out), expected, "{name}");
    }
}

#[tokio::test]
async fn hits_are_the_same_whatever_the_number_of_threads() {
    const LINES: usize = 40_000;
    let folder = Folder::new();
    let list = folder.write_to("../list.txt", LIST);
    let mut log = String::new();
    for line in 1..=LINES {
        let peer = if line % 1_999 == 0 {
            "198.51.100.7"
        } else {
            "192.0.2.1"
        };
        log.push_str(&format!(
            "{FIREWALL} sessionid={line} dstip={peer} action=accept\n"
        ));
    }
    assert!(log.len() > 3 << 20, "{} bytes", log.len());
    folder.write("a.log", &log);
    folder.write("b.log", "from 203.0.113.3\nnothing\nfrom 198.51.100.7");
    let mut all = Vec::new();
    for threads in ["1", "2", "3"] {
        let path = folder.path();
        let asked = [
            "botnet",
            "match",
            "--json",
            "--threads",
            threads,
            "--list",
            &list,
            &path,
        ];
        let (out, err) = run(&asked, 3).await;
        assert!(err.contains(&format!("{} ", LINES + 3)), "{err}");
        all.push(out);
    }
    assert_eq!(all[0], all[1]);
    assert_eq!(all[0], all[2]);
    let lines = told(&all[0]);
    assert_eq!(lines.len(), LINES / 1_999 + 2);
    assert_eq!(lines[1], "3998 dstip 198.51.100.7 outbound");
    assert_eq!(lines.last().unwrap(), "3 text 198.51.100.7 unknown");
}

#[tokio::test]
async fn an_input_that_cannot_be_read_is_told_and_the_others_go_on() {
    let folder = Folder::new();
    let list = folder.write_to("../list.txt", LIST);
    std::fs::write(
        format!("{}/b.log.gz", folder.path()),
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03damaged",
    )
    .unwrap();
    folder.write("c.log", "from 198.51.100.7\n");
    let path = folder.path();
    let (out, err) = run(&["botnet", "match", "--json", "--list", &list, &path], 1).await;
    assert_eq!(told(&out), ["1 text 198.51.100.7 unknown"]);
    assert!(err.contains("b.log.gz"), "{err}");
    let absent = format!("{path}/absent.txt");
    let (out, err) = run(&["botnet", "match", "--list", &absent, &path], 1).await;
    assert!(out.is_empty() && err.contains("absent.txt"), "{out}{err}");
}
