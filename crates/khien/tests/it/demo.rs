//! The main job, as a newcomer runs it.

use crate::program::{Folder, khien, run, shared, verify};
use std::path::Path;

#[tokio::test]
async fn the_demo_judges_a_town_and_writes_the_report() {
    let data = Folder::new();
    let (out, _) = run(&["demo", "--once", "--data", &data.path()], 3).await;
    for wanted in [
        "MẪU – KHÔNG CÓ GIÁ TRỊ",
        "9 nhiệm vụ của cơ quan, 3 của doanh nghiệp",
        "Ba việc khẩn cấp nhất",
        "Đơn vị chưa báo cáo: XLA",
        "Sổ minh chứng nguyên vẹn",
        "sự kiện đã vào qua cổng syslog TCP",
    ] {
        assert!(out.contains(wanted), "“{wanted}” is not printed:\n{out}");
    }
    let all = domain::measure_id::MeasureId::ALL
        .iter()
        .map(|id| lang::measure_title(lang::Lang::Vi, id.as_str()));
    for title in all {
        assert!(out.contains(&title), "the measure “{title}” does not occur");
    }
    let reports: Vec<_> = Path::new(&data.path())
        .join("reports")
        .read_dir()
        .unwrap()
        .collect();
    assert_eq!(reports.len(), 2, "one report for each letter");
    verify(&data.path(), 0).await;
    let (events, _) = run(&["lake", "status", "--json", "--data", &data.path()], 0).await;
    let events: serde_json::Value = serde_json::from_str(&events).unwrap();
    assert!(events["events"].as_u64() > Some(10_000), "{events}");
    let wanted = [
        "lake",
        "export",
        "--query",
        "dst.ip:198.51.100.77",
        "--data",
    ];
    let (contacts, _) = run(&[&wanted[..], &[&data.path()]].concat(), 0).await;
    assert!(contacts.lines().count() > 0, "the listed address is found");
    // The same again starts afresh and ends the same; a folder that is not the demo's is left alone.
    let (again, _) = run(&["demo", "--once", "--data", &data.path()], 3).await;
    let duties = |text: &str| {
        text.lines()
            .filter(|l| l.starts_with("   "))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(duties(&out), duties(&again));
    let other = Folder::new();
    other.write("thu-quan-trong.txt", "đừng xóa");
    run(&["demo", "--once", "--data", &other.path()], 1).await;
    assert!(Path::new(&other.path()).join("thu-quan-trong.txt").exists());
}

#[tokio::test]
async fn both_real_letters_are_judged_with_the_towns_facts() {
    let data = Folder::new();
    run(&["demo", "--once", "--data", &data.path()], 3).await;
    let facts = Path::new(&data.path()).join("facts");
    for (letter, obligations, addressees, contacts) in [
        ("thai-hoa-tet-2024", 12, 4, 3),
        ("btttt-30-4-2024", 8, 5, 2),
    ] {
        let Some(path) = shared(&format!("domain/directives/{letter}.txt")) else {
            return;
        };
        let arguments = [
            "directive",
            "check",
            &path,
            "--facts",
            facts.to_str().unwrap(),
            "--received",
            "2024-01-05",
            "--as-of",
            "2024-02-08T21:30:00+07:00",
            "--json",
        ];
        let output = khien(&arguments).output().await.unwrap();
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let directive = &json["directive"];
        let printed = directive["obligations"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|o| o["id"] != "contacts")
            .count();
        assert_eq!(printed, obligations, "{letter}");
        assert_eq!(
            directive["addressees"].as_array().unwrap().len(),
            addressees,
            "{letter}"
        );
        assert_eq!(
            directive["contacts"].as_array().unwrap().len(),
            contacts,
            "{letter}"
        );
        let judgements = json["judgements"].as_array().unwrap();
        let measures = directive["obligations"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|o| o["measures"].as_array().unwrap());
        let units = judgements
            .iter()
            .map(|j| j["unit"].as_str().unwrap())
            .collect::<std::collections::BTreeSet<_>>();
        assert_eq!(
            judgements.len(),
            measures.count() * units.len(),
            "{letter}: every duty is judged for every unit"
        );
        let founded: std::collections::BTreeSet<&str> = judgements
            .iter()
            .filter(|j| j["basis"] == "A" || j["basis"] == "B")
            .map(|j| j["measure"].as_str().unwrap())
            .collect();
        assert!(
            founded.len() >= 8,
            "{letter}: only {founded:?} rest on A or B"
        );
        assert!(
            judgements.iter().all(|j| j["status"] != "met"
                || !j["basis"].is_null()
                || j["figures"]["total"] == 0),
            "no data is never met"
        );
    }
}
