//! `khien logs hunt` and `khien rules` on the starter rules and their samples.

use crate::program::{Folder, run};

fn samples() -> String {
    format!("{}/../detect/rules/samples", env!("CARGO_MANIFEST_DIR"))
}

#[tokio::test]
async fn findings_are_the_same_whatever_the_number_of_threads() {
    let samples = samples();
    let mut told = Vec::new();
    for threads in ["1", "2", "3"] {
        let (out, _) = run(
            &["logs", "hunt", "--json", "--threads", threads, &samples],
            3,
        )
        .await;
        told.push(out);
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0], told[2]);
    let first: serde_json::Value = serde_json::from_str(told[0].lines().next().unwrap()).unwrap();
    assert!(first["rule"]["title"].is_string(), "{first}");
    assert!(first["source"]["record"].as_u64() >= Some(1), "{first}");
    // The strictest level tells less.
    let (critical, _) = run(
        &[
            "logs",
            "hunt",
            "--json",
            "--min-level",
            "critical",
            &samples,
        ],
        3,
    )
    .await;
    assert!(critical.lines().count() < told[0].lines().count());
    for line in critical.lines() {
        let one: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(one["rule"]["level"], "critical", "{line}");
    }
}

#[tokio::test]
async fn a_span_of_time_passes_over_what_is_outside() {
    let sample = format!("{}/web_shell_request.match.log", samples());
    for (option, date, code) in [
        ("--until", "2026-02-14", 0),
        ("--until", "2026-02-15", 3),
        ("--since", "2026-02-15", 0),
        ("--since", "2026-02-14", 3),
    ] {
        let (out, _) = run(&["logs", "hunt", "--json", option, date, &sample], code).await;
        assert_eq!(out.is_empty(), code == 0, "{option} {date}: {out}");
    }
}

/// Finds programs called `wanted.exe`.
const RULE: &str = "\
title: Wanted
id: 5d1f4c1e-0c55-4d2f-9d5e-6f0f3a0b7c21
logsource: {category: process_creation, product: windows}
detection:
  a: {Image|endswith: '\\wanted.exe'}
  condition: a
fields: [CommandLine]
level: high
";

fn started(computer: &str, program: &str) -> String {
    format!(
        r##"{{"Event":{{"System":{{"Provider":{{"#attributes":{{"Name":"Microsoft-Windows-Sysmon"}}}},"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"{computer}"}},"EventData":{{"Image":"C:\\Users\\can.bo\\{program}","CommandLine":"{program} \u001b[2J"}}}}}}"##
    ) + "\n"
}

#[tokio::test]
async fn a_record_keeps_its_number_over_many_blocks() {
    const LINES: usize = 16_000;
    const WANTED: usize = 15_987;
    let log: String = (1..=LINES)
        .map(|line| {
            let program = if line == WANTED { "wanted" } else { "other" };
            started("may-01.example", &format!("{program}.exe"))
        })
        .collect();
    assert!(log.len() > 3 << 20, "{} bytes", log.len());
    let folder = Folder::new();
    let (rule, log) = (
        folder.write_to("rule.yml", RULE),
        folder.write_to("log.json", &log),
    );
    for threads in ["1", "3"] {
        let (out, err) = run(
            &[
                "logs",
                "hunt",
                "--json",
                "--threads",
                threads,
                "--rules",
                &rule,
                &log,
            ],
            3,
        )
        .await;
        let found: serde_json::Value = serde_json::from_str(out.trim()).unwrap();
        assert_eq!(found["source"]["record"], WANTED, "{found}");
        assert!(err.contains(&format!("{LINES} ")), "{err}");
    }
}

#[tokio::test]
async fn hostile_logs_do_not_command_the_terminal() {
    let folder = Folder::new();
    let rule = folder.write_to("rule.yml", RULE);
    let log = folder.write_to("log.json", &started("\\u001b[2Jmay", "wanted.exe"));
    let (out, err) = run(&["logs", "hunt", "--rules", &rule, &log], 3).await;
    assert!(out.contains(" [2Jmay"), "{out}");
    assert!(out.contains("wanted.exe  [2J"), "{out}");
    assert!(
        !out.contains('\u{1b}') && !err.contains('\u{1b}'),
        "{out}{err}"
    );
    let explain = [
        "rules", "explain", "rule.yml", "--rules", &rule, "--event", &log,
    ];
    let (out, err) = run(&explain, 3).await;
    assert!(
        !out.contains('\u{1b}') && !err.contains('\u{1b}'),
        "{out}{err}"
    );
}

#[tokio::test]
async fn a_rule_is_explained_on_an_event_log_of_windows() {
    let folder = Folder::new();
    let rule = folder.write_to("rule.yml", &RULE.replace("wanted.exe", "whoami.exe"));
    let log = format!("{}/../../src/formats/samples/sysmon.evtx", samples());
    let explain = [
        "rules", "explain", "rule.yml", "--rules", &rule, "--event", &log, "--json",
    ];
    let (out, err) = run(&explain, 3).await;
    let told: serde_json::Value = serde_json::from_str(out.trim()).unwrap();
    assert_eq!(told["matches"], true, "{told}");
    assert_eq!(told["record"], 3, "{told}");
    assert!(err.contains('1') && err.contains('3'), "{err}");
}

#[tokio::test]
async fn nothing_found_is_told_by_the_exit_code() {
    let sample = format!("{}/web_shell_request.other.log", samples());
    let (out, _) = run(&["logs", "hunt", "--json", &sample], 0).await;
    assert_eq!(out, "");
}

#[tokio::test]
async fn a_rule_is_checked_and_explained() {
    run(&["rules", "check"], 0).await;
    let event = format!("{}/web_shell_request.match.log", samples());
    let rule = "web_shell_request.yml";
    let (out, _) = run(&["rules", "explain", rule, "--event", &event, "--json"], 3).await;
    let told: serde_json::Value = serde_json::from_str(out.trim()).unwrap();
    assert_eq!(told["matches"], true, "{told}");
    let folder = Folder::new();
    let bad = folder.write_to(
        "bad.yml",
        "title: x\nlogsource: {product: linux}\ndetection: {a: {b|nothing: c}, condition: a}\n",
    );
    let (out, _) = run(&["rules", "check", &bad], 3).await;
    assert!(out.contains("bad.yml:3: "), "{out}");
}
