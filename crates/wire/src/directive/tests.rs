use super::*;
use jiff::civil::date;

fn blank() -> Directive {
    Directive {
        kind: DirectiveKind::OfficialLetter,
        number: None,
        sign: Some("UBND-VH".into()),
        date: None,
        date_parts: DateParts {
            day: None,
            month: None,
            year: Some(2024),
        },
        place: None,
        issuer: None,
        parent_issuer: None,
        subject: None,
        watch: None,
        addressees: vec![],
        references: vec![],
        obligations: vec![],
        contacts: vec![],
        enclosures: vec![],
        recipients_cc: vec![],
        signer: None,
        warnings: vec![],
    }
}

fn full() -> Directive {
    Directive {
        number: Some("07".into()),
        date: Some(date(2024, 1, 2)),
        issuer: Some(Issuer {
            name: "UBND thị xã Mẫu".into(),
            tier: Tier::District,
        }),
        watch: Some(Watch {
            name: "Tết".into(),
            from: date(2024, 2, 8),
            to: date(2024, 2, 14),
        }),
        addressees: vec![Addressee {
            text: "Các doanh nghiệp".into(),
            classes: vec![UnitClass::TelecomInternet, UnitClass::DigitalPlatform],
        }],
        references: vec![Reference {
            sign: Some("2017/QĐ-TTg".into()),
            number: Some("05".into()),
            date: None,
            issuer: None,
            relation: Relation::Basis,
        }],
        obligations: vec![Obligation {
            id: "1.đ".into(),
            text: "Rà soát".into(),
            addressees: vec![UnitClass::All],
            measures: vec![MeasureId::MalwareRemove, MeasureId::Hunt],
            cves: vec!["CVE-2023-46747".into()],
            products: vec!["F5 BIG-IP".into()],
            references: vec!["1943/CATTT-NCSC".into()],
            due: Some(date(2024, 2, 5)),
            confidence: 0.93,
        }],
        contacts: vec![Contact {
            name: "Trung tâm Mẫu".into(),
            phones: vec!["0900000000".into()],
            emails: vec![],
        }],
        enclosures: vec![Enclosure {
            title: "Danh sách".into(),
            sign: None,
        }],
        recipients_cc: vec!["Như trên".into()],
        signer: Some(Signer {
            name: None,
            title: Some("CHỦ TỊCH".into()),
            capacity: Some(Capacity::OnBehalf),
        }),
        warnings: vec![Warning {
            code: "directive.number_blank".into(),
            text: "…".into(),
        }],
        ..blank()
    }
}

#[test]
fn a_directive_comes_back_from_its_json() {
    for directive in [blank(), full()] {
        let json = serde_json::to_string(&DirectiveV1::new("a.txt", &directive)).unwrap();
        let read: DirectiveV1 = serde_json::from_str(&json).unwrap();
        assert_eq!(read.to_directive().unwrap(), directive);
    }
}

#[test]
fn blanks_are_null_and_words_are_those_of_the_contract() {
    let json = serde_json::to_value(DirectiveV1::new("a.txt", &blank())).unwrap();
    assert_eq!(json["number"], serde_json::Value::Null);
    assert_eq!(
        json["date_parts"],
        serde_json::json!({"d": null, "m": null, "y": 2024})
    );
    assert_eq!(json.as_object().unwrap().len(), 19);
    let json = serde_json::to_value(DirectiveV1::new("a.txt", &full())).unwrap();
    assert_eq!(json["addressees"][0]["class"], "telecom_internet");
    assert_eq!(
        json["obligations"][0]["measures"],
        serde_json::json!(["malware.remove", "hunt"])
    );
    assert_eq!(json["date"], "2024-01-02");
    assert_eq!(json["signer"]["capacity"], "TM.");
}

#[test]
fn an_unknown_word_is_named() {
    let mut json = DirectiveV1::new("a.txt", &full());
    json.obligations[0].measures.push("coffee.make".into());
    let error = json.to_directive().unwrap_err();
    assert_eq!(
        error,
        UnknownWord {
            list: "measure",
            word: "coffee.make".into()
        }
    );
}
