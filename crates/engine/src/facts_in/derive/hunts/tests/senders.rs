//! Whose machines and logs are meant where several units have some of the same name.

use super::*;
use crate::facts_in::derive::findings::GROUPS_MAX;
use crate::hunt::RulesImport;
use domain::facts::System;

const SOURCES: &str = "code,unit,kind,file,generated_at,systems\n";
const OWN_LOG: &str = "NK,W,log,logs/a.ndjson,2024-02-08T14:00:00Z,HT\n";

/// Two wards whose machines have the same name and address, and a provider.
async fn two_wards() -> Ward {
    let ward = Ward::new().await;
    ward.write(
        "units.csv",
        "code,name\nW,Phường mẫu\nV,Phường mẫu hai\nSOC,Đơn vị giám sát mẫu\n",
    );
    ward.write(
        "systems.csv",
        "code,unit,name\nHT,W,Một cửa\nHT2,V,Một cửa hai\n",
    );
    ward.write(
        "assets.csv",
        "code,unit,kind,name,ip,system\n\
         W-PC,W,workstation,PC-01,192.168.1.10,HT\n\
         V-PC,V,workstation,PC-01,192.168.1.10,HT2\n",
    );
    ward
}

/// Names the only log's sender by unit and systems.
fn sent_by(ward: &Ward, unit: &str, systems: &str) {
    let row = format!("NK,{unit},log,logs/a.ndjson,2024-02-08T14:00:00Z,{systems}\n");
    ward.write("sources.csv", &(SOURCES.to_owned() + &row));
}

fn has(imported: &Imported, code: &str, file: &str) -> bool {
    let mut notices = imported.notices.iter();
    notices.any(|notice| notice.code == code && notice.file == file)
}

#[tokio::test]
async fn a_name_of_many_machines_is_that_of_the_logs_own() {
    for (unit, systems, computer, user, found) in [
        ("V", "HT2", "PC-01.xa.example", "u", Some("V-PC")),
        ("V", "", "192.168.1.10", "u", Some("V-PC")),
        ("W", "HT", "pc-01", "u", Some("W-PC")),
        ("SOC", "HT2", "PC-01", "u", Some("V-PC")),
        // One of two, and a machine of a third unit.
        ("SOC", "HT;HT2", "PC-01", "u", None),
        ("V", "HT2", "W-PC", "u", None),
        // Other fields of the event name machines by their address and whole name only.
        ("V", "HT2", "strange", "PC-01", Some("V-PC")),
        ("V", "HT2", "strange", "PC-01.khac.example", None),
    ] {
        let ward = two_wards().await;
        sent_by(&ward, unit, systems);
        ward.write("logs/a.ndjson", &theft(computer, user));
        ward.import().await;
        let mut alerts = Alert::of(ward.all().await.shared()).to_vec();
        for unit in ["W", "V", "SOC"] {
            alerts.extend(ward.rows_of::<Alert>(unit).await);
        }
        let assets: Vec<_> = alerts.iter().map(|alert| alert.asset.clone()).collect();
        let case = format!("{unit} {systems} {computer} {user}");
        assert_eq!(assets, [found.map(Key::new)], "{case}");
    }
}

#[tokio::test]
async fn a_providers_log_is_a_hunt_of_each_unit_whose_system_it_names() {
    let ward = two_wards().await;
    sent_by(&ward, "SOC", "HT;HT2");
    ward.write("logs/a.ndjson", &log(31, "V-PC"));
    assert_eq!(ward.import().await.1.unwrap().units, 2);
    for (unit, system, findings) in [("W", "HT", 0), ("V", "HT2", 1)] {
        let hunts = ward.rows_of::<Hunt>(unit).await;
        let [hunt] = hunts.as_slice() else {
            panic!("{hunts:?}")
        };
        assert_eq!(hunt.systems, [Key::<System>::new(system)]);
        assert_eq!(hunt.findings, findings, "{unit}");
    }
    assert!(ward.rows_of::<Hunt>("SOC").await.is_empty());
}

#[tokio::test]
async fn a_log_with_a_finding_of_nobody_is_no_hunt() {
    let ward = two_wards().await;
    sent_by(&ward, "SOC", "HT;HT2");
    ward.write("logs/a.ndjson", &log(31, "strange"));
    let imported = ward.imported().await;
    assert_eq!(imported.hunted.as_ref().unwrap().units, 0);
    assert!(
        has(&imported, "row.no_unit", "logs/a.ndjson"),
        "{:?}",
        imported.notices
    );
    // Once somebody says whose it is, it is one.
    let code = Alert::of(ward.all().await.shared())[0].code.to_string();
    ward.write(
        "alerts.csv",
        &format!("code,unit,class,severity,raised\n{code},V,attack,critical,{NOW}\n"),
    );
    assert_eq!(ward.import().await.1.unwrap().units, 2);
    assert_eq!(ward.rows_of::<Hunt>("V").await[0].findings, 1);
}

#[tokio::test]
async fn a_noisy_log_hides_no_attack_in_another() {
    let ward = Ward::new().await;
    ward.write(
        "sources.csv",
        &format!("{SOURCES}{OWN_LOG}NK2,W,log,logs/b.ndjson,2024-02-08T14:00:00Z,HT\n"),
    );
    let noise = (0..=GROUPS_MAX).map(|n| theft(&format!("may-{n}"), "u"));
    let noise = quiet(31, "may") + &noise.collect::<String>();
    ward.write("logs/a.ndjson", &noise);
    ward.write("logs/b.ndjson", &log(31, "PC-01"));
    let imported = ward.imported().await;
    let hunted = imported.hunted.as_ref().unwrap();
    assert_eq!((hunted.alerts, hunted.units), (GROUPS_MAX + 1, 1));
    assert!(
        has(&imported, "log.too_many_findings", "logs/a.ndjson"),
        "{:?}",
        imported.notices
    );
    // The log in which something was left out is no hunt.
    let hunts = ward.rows::<Hunt>().await;
    let sources: Vec<_> = hunts.iter().map(|hunt| hunt.sources.clone()).collect();
    assert_eq!(sources, [[Key::new("NK2")]]);
    // What is an alert already leaves room for what was left out.
    ward.later(1);
    let imported = ward.imported().await;
    assert_eq!(imported.hunted.as_ref().unwrap().alerts, 1);
    assert!(!has(&imported, "log.too_many_findings", "logs/a.ndjson"));
    assert_eq!(ward.rows::<Hunt>().await.len(), 2);
}

#[tokio::test]
async fn a_file_of_the_same_name_is_another_units_log() {
    let ward = two_wards().await;
    ward.write("logs/a.ndjson", &theft("strange", "u"));
    ward.import().await;
    ward.write(
        "sources.csv",
        &format!("{SOURCES}NK-V,V,log,logs/a.ndjson,2024-02-08T14:00:00Z,HT2\n"),
    );
    ward.import().await;
    for unit in ["W", "V"] {
        assert_eq!(ward.rows_of::<Alert>(unit).await.len(), 1, "{unit}");
    }
    // Two known sources have such a file, and this import does not say which it is.
    std::fs::remove_file(ward.facts().join("sources.csv")).unwrap();
    ward.write("logs/a.ndjson", &log(31, "strange"));
    let imported = ward.imported().await;
    assert!(
        has(&imported, "log.several_sources", "logs/a.ndjson"),
        "{:?}",
        imported.notices
    );
    assert_eq!(imported.hunted.unwrap().units, 0);
    assert_eq!(Alert::of(ward.all().await.shared()).len(), 1);
}

#[tokio::test]
async fn a_known_source_names_the_log_when_it_is_the_only_one() {
    let ward = Ward::new().await;
    ward.import().await;
    std::fs::remove_file(ward.facts().join("sources.csv")).unwrap();
    ward.write("logs/a.ndjson", &log(31, "strange"));
    assert_eq!(ward.import().await.1.unwrap().units, 1);
    assert_eq!(ward.rows::<Alert>().await.len(), 1);
}

#[tokio::test]
async fn a_registered_machines_alert_is_the_same_in_a_log_of_another_name() {
    let ward = Ward::new().await;
    ward.write("logs/a.ndjson", &theft("PC-01", "u"));
    ward.import().await;
    std::fs::remove_file(ward.facts().join("logs/a.ndjson")).unwrap();
    ward.write("logs/a.1.ndjson", &theft("PC-01", "u"));
    let (_, hunted) = ward.import().await;
    let hunted = hunted.unwrap();
    assert_eq!((hunted.findings, hunted.alerts), (1, 0));
}

#[tokio::test]
async fn rules_that_an_import_can_not_use_are_counted() {
    let ward = Ward::new().await;
    let rule = "title: x\nlogsource: {product: windows}\ndetection: {a: {User|expand: '%admins%'}, condition: a}\nlevel: high\n\
                ---\ntitle: y\nlogsource: {product: windows}\ndetection: {a: {User: a}, condition: a}\nlevel: high\n";
    let path = ward.temp.path().join("own.yml");
    std::fs::write(&path, rule).unwrap();
    let import = RulesImport {
        paths: vec![path],
        name: Some("own".to_owned()),
        ..RulesImport::default()
    };
    ward.engine
        .import_rules(&Actor::Local, &import)
        .await
        .unwrap();
    ward.write("logs/a.ndjson", &quiet(1, "PC-01"));
    let imported = ward.imported().await;
    let mut notices = imported.notices.iter();
    let notice = notices.find(|notice| notice.code == "rules.unusable");
    assert!(notice.unwrap().en.starts_with("1 "), "{notice:?}");
}
