use super::incident::Circumstances;
use super::*;
use crate::unit::Tier;
use jiff::civil::date;

fn origin() -> Origin {
    Origin {
        source: "PĐ nd-85-2016 Đ12".into(),
        verified: true,
    }
}

fn both(text: &str) -> Bilingual {
    Bilingual {
        vi: text.into(),
        en: text.into(),
    }
}

fn pack(id: &str, from: Date, to: Option<Date>) -> Pack {
    Pack {
        id: id.into(),
        title: both(id),
        effective_from: from,
        effective_to: to,
        origin: origin(),
        words: Words {
            term: both("an toàn thông tin mạng"),
            abbreviation: "ATTT".into(),
            origin: origin(),
        },
        source_tags: Vec::new(),
        legal_basis: Vec::new(),
        parties: Vec::new(),
        authorities: Vec::new(),
        contacts: Vec::new(),
        channels: Vec::new(),
        calendar: Calendar::default(),
        levels: Vec::new(),
        catalogue: Catalogue {
            standard: "TCVN".into(),
            valid_from: None,
            valid_to: None,
            groups: Vec::new(),
            designs: Vec::new(),
            origin: origin(),
        },
        thresholds: Vec::new(),
        incidents: IncidentRules::default(),
        forms: Vec::new(),
        reports: Vec::new(),
        procedures: Vec::new(),
        monitoring: Vec::new(),
        checklists: Vec::new(),
        transitions: Vec::new(),
        gaps: Vec::new(),
    }
}

fn two() -> Packs {
    let early = pack("early", date(2016, 7, 1), Some(date(2026, 6, 30)));
    let late = pack("late", date(2026, 7, 1), None);
    Packs::new(vec![late, early]).expect("the periods adjoin")
}

#[test]
fn the_pack_in_force_changes_at_midnight() {
    for (day, id) in [
        (date(2016, 6, 30), None),
        (date(2016, 7, 1), Some("early")),
        (date(2026, 6, 30), Some("early")),
        (date(2026, 7, 1), Some("late")),
        (date(2040, 1, 1), Some("late")),
    ] {
        assert_eq!(two().in_force(day).map(|p| &*p.id), id, "{day}");
    }
}

#[test]
fn periods_with_a_hole_or_an_overlap_are_refused() {
    let check = |first_end: Option<Date>, second_start: Date, expected: &str| {
        let first = pack("a", date(2016, 7, 1), first_end);
        let second = pack("b", second_start, None);
        let error = Packs::new(vec![first, second]).expect_err("refused");
        assert!(error.to_string().contains(expected), "{error}");
    };
    check(
        Some(date(2026, 6, 29)),
        date(2026, 7, 1),
        "no regime pack between `a` and `b`",
    );
    check(Some(date(2026, 7, 1)), date(2026, 7, 1), "overlap");
    check(None, date(2026, 7, 1), "overlap");
    check(
        Some(date(2016, 6, 1)),
        date(2016, 6, 2),
        "ends before it begins",
    );
    assert_eq!(Packs::new(Vec::new()), Err(PacksError::Empty));
}

#[test]
fn the_same_id_twice_is_refused_even_far_apart() {
    let packs = vec![
        pack("a", date(2016, 1, 1), Some(date(2016, 12, 31))),
        pack("b", date(2017, 1, 1), Some(date(2017, 12, 31))),
        pack("a", date(2018, 1, 1), None),
    ];
    assert_eq!(Packs::new(packs), Err(PacksError::SameId("a".into())));
}

#[test]
fn the_document_date_wins_then_receipt_then_the_latest_cited() {
    let packs = two();
    let (old, new) = (date(2024, 1, 5), date(2026, 8, 1));
    type Days = (Option<Date>, Option<Date>, Option<Date>);
    let check = |(document, received, cited): Days, id: Option<&str>, warning: Option<&str>| {
        let choice = packs.choose(document, received, cited);
        assert_eq!(choice.pack.map(|p| &*p.id), id);
        assert_eq!(choice.warning.map(ChooseWarning::code), warning);
    };
    check((Some(old), Some(new), Some(new)), Some("early"), None);
    check((None, Some(new), Some(old)), Some("late"), None);
    check(
        (None, None, Some(old)),
        Some("early"),
        Some("pack.by_cited_date"),
    );
    check((None, None, None), None, Some("pack.no_date"));
    check(
        (Some(date(2010, 1, 1)), None, None),
        None,
        Some("pack.none_in_force"),
    );
}

fn contact(checked: Option<Date>) -> Contact {
    Contact {
        id: "c".into(),
        name: both("c"),
        party: "national_coordinator".into(),
        area: None,
        phones: vec!["024.3640.4421".into()],
        emails: Vec::new(),
        valid_from: date(2024, 1, 1),
        valid_to: Some(date(2024, 12, 31)),
        last_checked: checked,
        origin: origin(),
    }
}

#[test]
fn a_contact_is_stale_past_its_period_or_when_nobody_checked_it() {
    for (checked, day, stale) in [
        (Some(date(2024, 1, 20)), date(2024, 2, 8), false),
        (Some(date(2024, 1, 8)), date(2024, 2, 8), true),
        (Some(date(2024, 1, 9)), date(2024, 2, 8), false),
        (Some(date(2024, 3, 1)), date(2024, 2, 8), true),
        (None, date(2024, 2, 8), true),
        (Some(date(2024, 12, 31)), date(2025, 1, 1), true),
    ] {
        assert_eq!(
            contact(checked).is_stale(day, 30),
            stale,
            "{checked:?} {day}"
        );
    }
    assert_eq!(contact(None).standing(date(2025, 1, 1)), Standing::Expired);
    assert_eq!(contact(None).standing(date(2023, 12, 31)), Standing::NotYet);
}

#[test]
fn a_number_is_the_same_whatever_separates_its_digits() {
    assert!(contact(None).has_phone("02436404421"));
    assert!(contact(None).has_phone("024 3640 4421"));
    assert!(!contact(None).has_phone("024.3640.4422"));
    assert!(!contact(None).has_phone(""));
}

#[test]
fn a_role_passes_from_one_body_to_the_next() {
    let body = |id: &str, from: Option<Date>, to: Option<Date>| Authority {
        id: id.into(),
        name: both(id),
        abbreviation: None,
        tier: Tier::Department,
        party: "state_manager".into(),
        valid_from: from,
        valid_to: to,
        successor_of: None,
        origin: origin(),
    };
    let mut pack = pack("p", date(2016, 7, 1), None);
    pack.authorities = vec![
        body("ais", None, Some(date(2025, 2, 28))),
        body("a05", Some(date(2025, 3, 1)), None),
    ];
    for (day, id) in [(date(2024, 2, 8), "ais"), (date(2025, 3, 1), "a05")] {
        let ids: Vec<_> = pack
            .authorities_for("state_manager", day)
            .map(|a| &*a.id)
            .collect();
        assert_eq!(ids, [id]);
    }
    assert_eq!(pack.authorities_for("other", date(2024, 2, 8)).count(), 0);
}

fn level(approvers: &[&str]) -> LevelRule {
    let approvers = approvers
        .iter()
        .map(|party| Approver {
            party: (*party).into(),
            scope: None,
        })
        .collect();
    LevelRule {
        level: 3,
        criteria: Vec::new(),
        approval: Some(ApprovalRule {
            appraisers: Vec::new(),
            approvers,
            origin: origin(),
        }),
        inspection: None,
        origin: origin(),
    }
}

#[test]
fn only_the_entitled_approve_a_level() {
    let party = |id: &str, vi: &str, alias: &str| Party {
        id: id.into(),
        name: Bilingual {
            vi: vi.into(),
            en: id.into(),
        },
        aliases: vec![alias.into()],
        origin: origin(),
    };
    let parties = [
        party("system_owner", "Chủ quản hệ thống thông tin", "chủ quản"),
        party(
            "designated_unit",
            "Đơn vị chuyên trách về an toàn thông tin",
            "đơn vị chuyên trách",
        ),
    ];
    let rule = level(&["system_owner"]);
    for (written, entitled) in [
        ("system_owner", true),
        ("Chủ quản", true),
        ("UBND thị xã (chủ quản)", true),
        ("chu quan he thong thong tin", true),
        ("đơn vị chuyên trách", false),
        ("đơn vị chuyên trách của chủ quản", false),
        ("", false),
        ("()", false),
    ] {
        assert_eq!(
            rule.entitles(written, &parties),
            Some(entitled),
            "{written}"
        );
    }
    let unknown = LevelRule {
        approval: None,
        ..rule
    };
    assert_eq!(unknown.entitles("chủ quản", &parties), None);
}

#[test]
fn severity_needs_system_effect_and_loss_of_control_together() {
    let rule = SeverityRule {
        id: "serious".into(),
        title: both("nghiêm trọng"),
        otherwise: both("thông thường"),
        level_from: 4,
        or_national_list: true,
        effects: vec![Sourced {
            id: "interrupted".into(),
            text: both("gián đoạn"),
            origin: origin(),
        }],
        beyond_owner: true,
        origin: origin(),
    };
    let full = Circumstances {
        level: Some(4),
        national_list: false,
        effects: &["interrupted"],
        beyond_owner: true,
    };
    assert!(rule.applies(full));
    assert!(rule.applies(Circumstances {
        level: None,
        national_list: true,
        ..full
    }));
    assert!(!rule.applies(Circumstances {
        level: Some(3),
        ..full
    }));
    assert!(!rule.applies(Circumstances {
        effects: &["slow"],
        ..full
    }));
    assert!(!rule.applies(Circumstances {
        beyond_owner: false,
        ..full
    }));
}

#[test]
fn a_limit_without_a_number_yields_no_hours() {
    assert_eq!(Limit::Days(5).hours(), Some(120));
    assert_eq!(Limit::Hours(24).hours(), Some(24));
    assert_eq!(Limit::Immediately.hours(), None);
}

#[test]
fn a_report_before_the_twentieth_is_late_on_the_twentieth() {
    let report = PeriodicReport {
        id: "annual".into(),
        title: both("annual"),
        from: "unit".into(),
        to: Vec::new(),
        every: Every::Months(12),
        due_before: MonthDay::new(12, 20),
        data_window: MonthDay::new(12, 15).zip(MonthDay::new(12, 14)),
        level_from: None,
        form: None,
        origin: origin(),
    };
    assert_eq!(report.last_day_in(2023), Some(date(2023, 12, 19)));
    assert_eq!(
        report.data_of(2023),
        Some((date(2022, 12, 15), date(2023, 12, 14)))
    );
    assert_eq!(MonthDay::new(2, 29), None);
}

#[test]
fn months_end_where_the_month_ends() {
    assert_eq!(Every::Months(1).after(date(2024, 1, 31)), date(2024, 2, 29));
    assert_eq!(
        Every::Months(12).before(date(2024, 2, 29)),
        date(2023, 2, 28)
    );
    assert_eq!(Every::Days(45).after(date(2024, 1, 1)), date(2024, 2, 15));
}
