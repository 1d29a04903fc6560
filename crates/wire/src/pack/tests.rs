use super::*;
use domain::pack::{Packs, ThresholdValue, Trigger};
use jiff::civil::{Date, date};
use std::path::PathBuf;

fn packs() -> Packs {
    builtin_packs().unwrap_or_else(|error| panic!("{error}"))
}

/// A file of the project's shared material, which a plain checkout may lack.
fn shared(path: &str) -> Option<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let text = std::fs::read_to_string(root.join(path)).ok();
    if text.is_none() {
        eprintln!("skipped: {path} is not beside this checkout");
    }
    text
}

const MINIMAL: &str = r#"
[pack]
id = "t"
vi = "thử"
en = "test"
from = "2020-01-01"
source = "A điều 1"

[words]
vi = "an toàn"
en = "security"
abbreviation = "AT"
source = "A điều 1"

[catalogue]
standard = "S"
source = "A điều 1"

[[source]]
tag = "A"
vi = "gốc"
en = "original"
verified = true

[[source]]
tag = "B"
vi = "thứ cấp"
en = "secondary"
verified = false

[[party]]
id = "owner"
vi = "chủ quản"
en = "owner"
source = "A điều 1"

[[level]]
level = 1
source = "A điều 1"

[[level]]
level = 2
source = "A điều 1"

[[level]]
level = 3
source = "A điều 1"

[[level]]
level = 4
source = "A điều 1"

[[level]]
level = 5
source = "A điều 1"
"#;

#[test]
fn the_regime_changes_on_the_first_of_july_2026() {
    let packs = packs();
    for (day, id) in [
        (date(2016, 6, 30), None),
        (date(2016, 7, 1), Some("2016")),
        (date(2024, 2, 8), Some("2016")),
        (date(2026, 6, 30), Some("2016")),
        (date(2026, 7, 1), Some("2026")),
    ] {
        assert_eq!(packs.in_force(day).map(|p| &*p.id), id, "{day}");
    }
}

#[test]
fn the_catalogue_has_as_many_titles_as_its_source() {
    let packs = packs();
    let counts = |id: &str| -> Vec<usize> {
        let catalogue = &packs.find(id).unwrap().catalogue;
        (1..=5)
            .map(|level| catalogue.controls_of(level).count())
            .collect()
    };
    assert_eq!(counts("2016"), [26, 33, 41, 41, 41]);
    assert_eq!(counts("2016").iter().sum::<usize>(), 182);
    assert_eq!(counts("2026"), [15, 15, 18, 18, 18]);
}

#[test]
fn the_catalogue_of_2016_is_the_source_title_by_title() {
    let Some(text) = shared("domain/catalogue_tt12_2022.json") else {
        return;
    };
    let source: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut expected = Vec::new();
    for level in source["levels"].as_array().unwrap() {
        for group in level["groups"].as_array().unwrap() {
            for control in group["controls"].as_array().unwrap() {
                let field = |name: &str| control[name].as_str().unwrap().to_owned();
                expected.push((
                    level["level"].as_u64().unwrap(),
                    field("clause"),
                    field("title_vi"),
                ));
            }
        }
    }
    let packs = packs();
    let catalogue = &packs.find("2016").unwrap().catalogue;
    let found: Vec<_> = (1..=5u8)
        .flat_map(|level| catalogue.controls_of(level).map(move |c| (level, c)))
        .map(|(level, c)| {
            (
                u64::from(level),
                c.clause.to_string(),
                c.title.vi.to_string(),
            )
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_clause_belongs_to_the_level_four_below_its_number() {
    let packs = packs();
    for group in &packs.find("2016").unwrap().catalogue.groups {
        for control in &group.controls {
            let root = format!("{}.", group.level + 4);
            assert!(control.clause.starts_with(&root), "{}", control.clause);
        }
    }
}

#[test]
fn thresholds_of_2026_read_as_their_source_says() {
    let packs = packs();
    let pack = packs.find("2026").unwrap();
    assert_eq!(pack.thresholds.len(), 36);
    let months = |id: &str, level: u8| match pack.threshold(id).unwrap().at(level) {
        Some(ThresholdValue::Every(domain::pack::Every::Months(months))) => Some(months),
        _ => None,
    };
    assert_eq!(months("vuln.scan_all", 1), Some(12));
    assert_eq!(months("vuln.scan_all", 5), Some(3));
    assert_eq!(months("log.retention", 1), None);
    assert_eq!(months("log.retention", 5), Some(12));
    let watch = pack.threshold("monitor.24x7").unwrap();
    assert_eq!(watch.at(3), Some(ThresholdValue::Required(false)));
    assert_eq!(watch.at(4), Some(ThresholdValue::Required(true)));
    assert_eq!(watch.at(6), None);
    let restore = pack.threshold("backup.restore_test").unwrap();
    assert_eq!(restore.at(1), Some(ThresholdValue::Periodic));
}

#[test]
fn the_thresholds_of_2026_are_the_source_value_by_value() {
    let Some(text) = shared("domain/thresholds_tcvn14423_2026.json") else {
        return;
    };
    let source: serde_json::Value = serde_json::from_str(&text).unwrap();
    let packs = packs();
    let pack = packs.find("2026").unwrap();
    for item in source["thresholds"].as_array().unwrap() {
        let threshold = pack.threshold(item["id"].as_str().unwrap()).unwrap();
        assert_eq!(threshold.bound.as_str(), item["unit"], "{}", threshold.id);
        for level in 1..=5u8 {
            let written = match &item["levels"][level.to_string()] {
                serde_json::Value::Null => "none".into(),
                value => value.clone(),
            };
            let value: scalar::Value = serde_json::from_value(written).unwrap();
            assert_eq!(threshold.at(level), value.0, "{} {level}", threshold.id);
        }
    }
}

#[test]
fn the_calendar_is_complete_from_2023_to_2027() {
    for pack in packs().all() {
        for year in 2023..=2027 {
            for key in [
                "new_year",
                "tet",
                "hung_kings",
                "reunification_labour",
                "national_day",
            ] {
                assert!(
                    pack.calendar.find(key, year).is_some(),
                    "{key} {year} in {}",
                    pack.id
                );
            }
        }
        let victory = pack.calendar.find("dien_bien_phu", 2024).unwrap();
        assert_eq!(
            (victory.from, victory.to),
            (date(2024, 5, 7), date(2024, 5, 7))
        );
        let tet = pack.calendar.find("tet", 2024).unwrap();
        assert_eq!((tet.from, tet.to), (date(2024, 2, 8), date(2024, 2, 14)));
        assert!(!tet.verified, "the break is known from memory only");
        let labour = pack.calendar.find("reunification_labour", 2024).unwrap();
        assert_eq!(
            (labour.from, labour.to),
            (date(2024, 4, 27), date(2024, 5, 1))
        );
    }
}

#[test]
fn breaks_contain_the_days_they_are_about() {
    let tet: [Date; 5] = [
        date(2023, 1, 22),
        date(2024, 2, 10),
        date(2025, 1, 29),
        date(2026, 2, 17),
        date(2027, 2, 6),
    ];
    let packs = packs();
    let calendar = &packs.find("2016").unwrap().calendar;
    for day_one in tet {
        let year = day_one.year();
        let contains = |key: &str, day: Date| {
            let found = calendar.find(key, year).unwrap();
            assert!(found.from <= day && day <= found.to, "{key} {year}");
        };
        contains("tet", day_one);
        contains("reunification_labour", date(year, 4, 30));
        contains("reunification_labour", date(year, 5, 1));
        contains("national_day", date(year, 9, 2));
        contains("new_year", date(year, 1, 1));
        // The tenth of the third lunar month: two lunar months and nine days
        // after day one, a month more when a leap month lies between.
        let hung = calendar.find("hung_kings", year).unwrap().from;
        let days = day_one.until(hung).unwrap().get_days();
        assert!(
            (67..=69).contains(&days) || (96..=99).contains(&days),
            "{year}: {days}"
        );
    }
}

#[test]
fn the_printed_contacts_are_those_of_the_two_letters_and_stale_today() {
    let packs = packs();
    let pack = packs.find("2016").unwrap();
    let night = date(2024, 2, 8);
    assert_eq!(pack.contacts_on(night).count(), 3);
    assert_eq!(pack.contacts_on(date(2025, 1, 1)).count(), 0);
    for contact in &pack.contacts {
        assert!(contact.is_stale(date(2026, 11, 1), 30), "{}", contact.id);
        assert!(!contact.origin.verified, "{}", contact.id);
    }
    assert!(packs.find("2026").unwrap().contacts.is_empty());
    let Some(letter) = shared("domain/directives/thai-hoa-tet-2024.txt") else {
        return;
    };
    for contact in &pack.contacts {
        for printed in contact.phones.iter().chain(&contact.emails) {
            assert!(letter.contains(&**printed), "{printed}");
        }
    }
}

#[test]
fn only_the_entitled_approve_in_both_regimes() {
    let packs = packs();
    for pack in packs.all() {
        for (level, by, entitled) in [
            (1, "Đơn vị chuyên trách", true),
            (1, "Chủ quản", false),
            (2, "Phòng VHTT (đơn vị chuyên trách)", true),
            (3, "Chủ quản hệ thống thông tin", true),
            (3, "đơn vị chuyên trách", false),
            (4, "system_owner", true),
            (5, "Thủ tướng", true),
            (5, "Chủ quản", false),
        ] {
            assert_eq!(
                pack.entitles(level, by),
                Some(entitled),
                "{} {level} {by}",
                pack.id
            );
        }
    }
}

#[test]
fn clocks_and_reports_carry_the_numbers_of_the_acts() {
    let packs = packs();
    let hours = |pack: &str, id: &str| {
        let clocks = &packs.find(pack).unwrap().incidents.clocks;
        clocks
            .iter()
            .find(|clock| &*clock.id == id)
            .unwrap()
            .limit
            .hours()
    };
    assert_eq!(hours("2016", "notice"), Some(120));
    assert_eq!(hours("2016", "initial"), None);
    assert_eq!(hours("2016", "final"), Some(120));
    assert_eq!(hours("2016", "contact.change"), Some(24));
    assert_eq!(hours("2026", "serious.first"), Some(24));
    assert_eq!(hours("2026", "serious.cause"), Some(72));
    let old = packs.find("2016").unwrap();
    assert_eq!(old.incidents.started_by(Trigger::Ended).count(), 2);
    assert_eq!(old.incidents.kinds.len(), 10);
    assert_eq!(old.checklist("nd91.d9").unwrap().items.len(), 16);
    let half = old
        .reports
        .iter()
        .find(|r| &*r.id == "tt20.half_year")
        .unwrap();
    assert_eq!(half.last_day_in(2024), Some(date(2024, 6, 19)));
    let inspections: Vec<_> = old
        .levels
        .iter()
        .map(|l| l.inspection.as_ref().unwrap().licensed_assessor)
        .collect();
    assert_eq!(inspections, [false, false, true, true, true]);
}

#[test]
fn what_is_not_known_of_2026_is_absent_and_said() {
    let packs = packs();
    let pack = packs.find("2026").unwrap();
    assert!(pack.incidents.severity.is_empty());
    for gap in [
        "contacts",
        "severity",
        "secondary.source",
        "calendar.breaks",
    ] {
        assert!(pack.gaps.iter().any(|g| &*g.id == gap), "{gap}");
    }
    assert!(pack.legal_basis.iter().all(|act| !act.origin.verified));
}

#[test]
fn json_and_toml_say_the_same() {
    let value: serde_json::Value = toml::from_str(MINIMAL).unwrap();
    let json = serde_json::to_string(&value).unwrap();
    let from_json = parse(&[("t.json", &json)]);
    assert!(from_json.is_ok(), "{from_json:?}");
    assert_eq!(parse(&[("t.toml", MINIMAL)]), from_json);
}

fn check(extra: &str, key: &str, problem: &str) {
    let error = parse(&[("base.toml", MINIMAL), ("extra.toml", extra)]).unwrap_err();
    assert!(
        error.file == "extra.toml" || error.file == "pack",
        "{error}"
    );
    assert!(error.key.contains(key), "{error}");
    assert!(error.problem.contains(problem), "{error}");
}

#[test]
fn errors_name_file_and_key() {
    let contact = |lines: &str| {
        format!(
            "[[contact]]\nid = \"c\"\nvi = \"c\"\nen = \"c\"\nparty = \"owner\"\nphones = [\"1\"]\n{lines}"
        )
    };
    check(
        "[[gap]]\nid = \"g\"\nvi = \"g\"\nen = \"g\"\nwhy = \"x\"",
        "gap.why (line 5)",
        "unknown field",
    );
    check("[surprise]\nx = 1", "surprise", "unknown field");
    check(
        &contact("valid_from = \"8/2/2024\"\nsource = \"A 1\""),
        "contact.valid_from",
        "is no day",
    );
    check(
        &contact("valid_from = \"2024-02-30\"\nsource = \"A 1\""),
        "contact.valid_from",
        "is no day",
    );
    check(
        &contact("valid_from = \"2024-01-01\""),
        "contact",
        "missing field `source`",
    );
    check(
        &contact("valid_from = \"2024-01-01\"\nsource = \" \""),
        "contact.source",
        "must not be blank",
    );
    check(
        &contact("valid_from = \"2024-01-01\"\nsource = \"Z 1\""),
        "contact[0].source",
        "unknown source tag `Z`",
    );
    check(
        &contact("valid_from = \"2024-01-01\"\nsource = \"B 1\"\nverified = true"),
        "contact[0].verified",
        "can't be more",
    );
    check(
        &contact("valid_from = \"2024-01-01\"\nvalid_to = \"2023-01-01\"\nsource = \"A 1\""),
        "contact[0].valid_to",
        "before valid_from",
    );
    check(
        &contact("valid_from = \"2024-01-01\"\nsource = \"A 1\"").replace("owner", "nobody"),
        "contact[0].party",
        "no party `nobody`",
    );
}

#[test]
fn errors_across_files_name_file_and_key() {
    check(
        "[[level]]\nlevel = 5\nsource = \"A 1\"",
        "level",
        "each stand once",
    );
    check(
        "[words]\nvi = \"x\"\nen = \"x\"\nabbreviation = \"x\"\nsource = \"A 1\"",
        "words",
        "in two files",
    );
    check(
        "[[party]]\nid = \"owner\"\nvi = \"x\"\nen = \"x\"\nsource = \"A 1\"",
        "party[0].id",
        "stands twice",
    );
    check(
        "[[observance]]\nkey = \"tet\"\nyear = 2024\nvi = \"x\"\nen = \"x\"\nfrom = \"2024-02-14\"\nto = \"2024-02-08\"\nsource = \"A 1\"",
        "observance[0].from",
        "in order",
    );
    check(
        "[[threshold]]\nid = \"t\"\nvi = \"x\"\nen = \"x\"\nbound = \"bool\"\nlevels = [true, true, \"P1Y\", true, true]\nclauses = \"1\"\nsource = \"A 1\"",
        "threshold[0].levels",
        "true and false",
    );
    check(
        "[[clock]]\nid = \"t\"\nvi = \"x\"\nen = \"x\"\ntrigger = \"detected\"\nfrom = [\"owner\"]\nto = []\nlimit = \"P5D\"\nsource = \"A 1\"",
        "clock[0].to",
        "names nobody",
    );
}

#[test]
fn a_part_takes_the_source_of_the_whole_and_is_no_more_verified() {
    let extra = "[[checklist]]\nid = \"l\"\nvi = \"x\"\nen = \"x\"\nsource = \"B 1\"\nitems = [{ id = \"a\", vi = \"x\", en = \"x\" }]";
    let pack = parse(&[("base.toml", MINIMAL), ("extra.toml", extra)]).unwrap();
    let item = &pack.checklist("l").unwrap().items[0];
    assert_eq!((&*item.origin.source, item.origin.verified), ("B 1", false));
}

#[test]
fn a_missing_section_is_named() {
    let without = MINIMAL.replace("[words]", "[catalogue2]");
    assert!(parse(&[("t.toml", &without)]).is_err());
    let error = parse(&[("t.toml", "")]).unwrap_err();
    assert_eq!(
        (&*error.key, &*error.problem),
        ("pack", "no file has this section")
    );
}
