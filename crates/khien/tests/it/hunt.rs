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
    // The strictest level tells less, and a span of time before all events nothing.
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
