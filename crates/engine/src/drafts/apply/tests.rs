use super::*;
use wire::directive::{ContactV1, EnclosureV1};

fn duty(id: &str, measures: &[&str]) -> ObligationV1 {
    ObligationV1 {
        id: id.into(),
        text: "Rà soát máy chủ".into(),
        addressees: vec!["all".into()],
        measures: measures.iter().map(ToString::to_string).collect(),
        cves: vec![],
        products: vec![],
        references: vec![],
        due: None,
        confidence: 0.4,
    }
}

fn read() -> DirectiveV1 {
    DirectiveV1 {
        file: "mau.txt".into(),
        kind: "official_letter".into(),
        number: None,
        sign: Some("UBND-VH".into()),
        date: None,
        date_parts: DatePartsV1 {
            d: None,
            m: None,
            y: Some(2024),
        },
        place: None,
        issuer: None,
        parent_issuer: None,
        subject: None,
        watch: None,
        addressees: vec![],
        references: vec![],
        obligations: vec![
            duty("1.1", &["hunt"]),
            duty("8.1", &[]),
            duty("contacts", &["escalate"]),
        ],
        contacts: vec![ContactV1 {
            name: "Đội mẫu".into(),
            phones: vec![],
            emails: vec![],
        }],
        enclosures: vec![EnclosureV1 {
            title: "Danh sách IP".into(),
            sign: None,
        }],
        recipients_cc: vec![],
        signer: None,
        warnings: vec![],
    }
}

/// Applies corrections given as JSON, as a form or script sends them, and shows a part of the outcome.
fn check(corrections: &str, shown: impl Fn(&DirectiveV1) -> String, expected: &str) {
    let list: Vec<CorrectionV1> = serde_json::from_str(corrections).unwrap();
    let again = serde_json::to_string(&list).unwrap();
    assert_eq!(
        serde_json::from_str::<Vec<CorrectionV1>>(&again).unwrap(),
        list
    );
    let mut directive = read();
    for correction in &list {
        apply(correction, &mut directive).unwrap();
    }
    directive.to_directive().unwrap();
    assert_eq!(shown(&directive), expected, "{corrections}");
}

fn refused(correction: &str, why: &str) {
    let correction: CorrectionV1 = serde_json::from_str(correction).unwrap();
    let mut directive = read();
    let error = apply(&correction, &mut directive).unwrap_err();
    assert_eq!(error.to_string(), why);
    assert_eq!(directive, read(), "a refused correction changes nothing");
}

#[test]
fn corrections_replace_what_was_read() {
    check(
        r#"[{"what":"number","value":" 07 "},{"what":"sign","value":""}]"#,
        |d| format!("{:?} {:?}", d.number, d.sign),
        r#"Some("07") None"#,
    );
    check(
        r#"[{"what":"date","d":5,"m":1,"y":2024}]"#,
        |d| format!("{:?} {:?}", d.date.map(|d| d.to_string()), d.date_parts.d),
        r#"Some("2024-01-05") Some(5)"#,
    );
    check(
        r#"[{"what":"watch","from":"2024-02-08","to":"2024-02-14"}]"#,
        |d| {
            d.watch
                .as_ref()
                .map(|w| format!("{} {}", w.from, w.to))
                .unwrap_or_default()
        },
        "2024-02-08 2024-02-14",
    );
    check(
        r#"[{"what":"measure_add","obligation":"1.1","measure":"malware.remove"},
            {"what":"measure_remove","obligation":"1.1","measure":"hunt"}]"#,
        |d| {
            format!(
                "{:?} {}",
                d.obligations[0].measures, d.obligations[0].confidence
            )
        },
        r#"["malware.remove"] 1"#,
    );
}

#[test]
fn the_head_the_signer_and_the_lists_are_corrected() {
    check(
        r#"[{"what":"place","value":" An  Mẫu "},
            {"what":"signer","name":"Người Mẫu","title":"PHÓ CHỦ TỊCH","capacity":"KT."}]"#,
        |d| format!("{:?} {:?}", d.place, d.signer),
        r#"Some("An Mẫu") Some(SignerV1 { name: Some("Người Mẫu"), title: Some("PHÓ CHỦ TỊCH"), capacity: Some("KT.") })"#,
    );
    check(
        r#"[{"what":"signer","name":"Người Mẫu"},{"what":"signer"}]"#,
        |d| format!("{:?}", d.signer),
        "None",
    );
    check(
        r#"[{"what":"reference","number":"07","sign":"STTTT-CĐS","date":"2024-01-04","relation":"implements"},
            {"what":"reference","number":"12","sign":"UBND","relation":"basis"},
            {"what":"reference","index":0,"number":"08","sign":"STTTT-CĐS","relation":"warning"},
            {"what":"reference_remove","index":1}]"#,
        |d| {
            let all = d.references.iter();
            let all = all.map(|r| format!("{:?} {:?} {}", r.number, r.date, r.relation));
            all.collect::<Vec<_>>().join(", ")
        },
        r#"Some("08") None warning"#,
    );
    check(
        r#"[{"what":"addressee","text":"Các xã, phường;","classes":["commune","portal_owner"]},
            {"what":"addressee","text":"Sai","classes":["all"]},
            {"what":"addressee_remove","index":1}]"#,
        |d| {
            let all = d.addressees.iter();
            let all = all.map(|a| format!("{} {} {:?}", a.text, a.class, a.classes));
            all.collect::<Vec<_>>().join(", ")
        },
        r#"Các xã, phường; commune ["commune", "portal_owner"]"#,
    );
}

#[test]
fn obligations_come_and_go_and_the_contacts_stay_last() {
    let ids = |d: &DirectiveV1| {
        let ids: Vec<&str> = d.obligations.iter().map(|o| o.id.as_str()).collect();
        ids.join(" ")
    };
    check(
        r#"[{"what":"obligation_add","id":"8.2","text":"Trực 24/7","classes":["all"],"measures":["duty.roster_24x7"]},
            {"what":"obligation_add","id":"1.2","text":"Săn lùng","after":"1.1","classes":["commune"]},
            {"what":"obligation_remove","obligation":"8.1"}]"#,
        ids,
        "1.1 1.2 8.2 contacts",
    );
}

#[test]
fn what_does_not_fit_is_refused_with_its_reason() {
    refused(
        r#"{"what":"date","d":31,"m":2,"y":2024}"#,
        "không có ngày 31/2/2024",
    );
    refused(
        r#"{"what":"measure_add","obligation":"9","measure":"hunt"}"#,
        "không có nhiệm vụ 9 trong bản đọc",
    );
    refused(
        r#"{"what":"measure_add","obligation":"1.1","measure":"x"}"#,
        "không có tiêu chí “x”",
    );
    refused(
        r#"{"what":"addressees","obligation":"1.1","classes":[]}"#,
        "phải chọn ít nhất một nhóm đơn vị",
    );
    refused(
        r#"{"what":"contact_remove","index":3}"#,
        "không có đầu mối thứ 4 trong bản đọc",
    );
    refused(
        r#"{"what":"obligation_add","id":"8.1","text":"x","classes":["all"]}"#,
        "số mục “8.1” đã có hoặc quá dài",
    );
    refused(
        r#"{"what":"watch","from":"2024-02-14","to":"2024-02-08"}"#,
        "ngày cuối của đợt cao điểm ở trước ngày đầu",
    );
    refused(
        r#"{"what":"signer","name":"A","capacity":"XX."}"#,
        "không có thể thức ký “XX.”",
    );
    refused(
        r#"{"what":"reference","relation":"basis"}"#,
        "văn bản viện dẫn cần số, ký hiệu hoặc nơi ban hành",
    );
    refused(
        r#"{"what":"addressee_remove","index":0}"#,
        "không có nơi nhận thứ 1 trong bản đọc",
    );
    assert!(
        serde_json::from_str::<CorrectionV1>(r#"{"what":"number","value":"1","x":2}"#).is_err()
    );
}
