use super::*;
use crate::facts::{FactHead, Facts, Provenance, SourceKind};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::sync::Arc;

const TODAY: Date = date(2026, 2, 1);

/// A tree from lines `code`, `code<parent`, `code<parent until 2025-06-30` or `… from …`.
fn tree(lines: &[&str]) -> UnitTree {
    let mut facts = Facts::new();
    for line in lines {
        let (place, until) = line.split_once(" until ").unwrap_or((line, ""));
        let (place, from) = place.split_once(" from ").unwrap_or((place, ""));
        let (code, parent) = place.split_once('<').unwrap_or((place, ""));
        let row = Unit {
            name: code.into(),
            class: Vec::new(),
            tier: None,
            parent: (!parent.is_empty()).then(|| Key::new(parent)),
            head: None,
            headcount: None,
            register_confirmed_at: None,
            register_confirmed_by: None,
            calendar: None,
            console_groups: Vec::new(),
            host_prefixes: Vec::new(),
            from: from.parse().ok(),
            to: until.parse().ok(),
        };
        facts.insert(head(code), row);
    }
    UnitTree::of(facts.units(), TODAY)
}

fn head(code: &str) -> FactHead {
    FactHead {
        code: code.into(),
        unit: None,
        provenance: Arc::new(Provenance {
            code: "s".into(),
            kind: SourceKind::Statement,
            title: None,
            file: None,
            sha256: None,
            generated_at: None,
            period_from: None,
            period_to: None,
            person: None,
        }),
        occurred_at: None,
        recorded_at: jiff::Timestamp::UNIX_EPOCH,
    }
}

/// Checks one question, `role[@unit]+… action [unit]`, in the town of the sample tree.
fn check(question: &str, expected: Decision) {
    let town = tree(&[
        "tinh",
        "tx<tinh",
        "phong<tx",
        "p-hoa<tx",
        "to-1<p-hoa",
        "xa<tinh",
    ]);
    let words: Vec<&str> = question.split(' ').collect();
    let grants = words[0].split('+').filter(|g| !g.is_empty()).map(|grant| {
        let (role, unit) = grant.split_once('@').unwrap_or((grant, ""));
        Grant {
            role: Role::parse(role).unwrap(),
            subtree: (!unit.is_empty()).then(|| Key::new(unit)),
        }
    });
    let access = Access {
        grants: grants.collect(),
    };
    let action = Action::parse(words[1]).unwrap();
    let target = words.get(2).map(|unit| Key::new(unit));
    assert_eq!(
        access.decide(action, target.as_ref(), &town),
        expected,
        "{question}"
    );
}

#[test]
fn inside_with_right_inside_without_and_outside_are_three_answers() {
    use Decision::{Forbidden, Granted, Hidden};
    for (question, expected) in [
        // Down the tree, never up or aside.
        ("commander@tx close_return tx", Granted),
        ("commander@tx close_return to-1", Granted),
        ("commander@tx close_return tinh", Hidden),
        ("commander@tx view_duty xa", Hidden),
        ("commander view_duty xa", Granted),
        // Right and scope must come from the same grant.
        ("commander@xa+analyst@tx close_return p-hoa", Forbidden),
        ("commander@p-hoa+analyst@tx close_return p-hoa", Granted),
        ("auditor@tx give_statement p-hoa", Forbidden),
        // A respondent speaks for one unit alone, not for those below it.
        ("respondent@p-hoa close_return p-hoa", Granted),
        ("respondent@p-hoa close_return to-1", Hidden),
        ("respondent@p-hoa view_duty tx", Hidden),
        ("respondent@p-hoa import_facts p-hoa", Forbidden),
        ("respondent view_duty p-hoa", Hidden),
        // The administrator of the system is nobody's officer.
        ("system_admin give_statement p-hoa", Forbidden),
        ("system_admin close_return p-hoa", Forbidden),
        ("system_admin manage_accounts", Granted),
        ("system_admin@tx manage_accounts p-hoa", Forbidden),
        // Without a unit: what the scope narrows needs the right somewhere, the rest all of the tree.
        ("commander@tx view_board", Granted),
        ("respondent@p-hoa view_board", Forbidden),
        ("commander@tx cut_off", Forbidden),
        ("commander cut_off", Granted),
        ("auditor@tx view_audit", Forbidden),
        ("unit_admin@tx manage_accounts", Forbidden),
        ("unit_admin@tx manage_accounts p-hoa", Granted),
        // A unit that is not registered is seen by those who see everything.
        ("analyst@tx view_duty khong-co", Hidden),
        ("analyst view_duty khong-co", Granted),
        // No grant, no right.
        (" view_board", Forbidden),
        (" view_duty p-hoa", Hidden),
    ] {
        check(question, expected);
    }
}

#[test]
fn every_pair_stands_once_in_the_checked_in_table() {
    let golden = include_str!("rights.golden");
    let mut listed = BTreeMap::new();
    for line in golden.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        let role = Role::parse(words[0]).unwrap();
        let action = Action::parse(words[1]).unwrap();
        let may = match words[2] {
            "Có" => true,
            "Không" => false,
            other => panic!("{other}"),
        };
        assert_eq!(listed.insert((role, action), may), None, "twice: {line}");
        assert_eq!(table::has(role, action), may, "{line}");
    }
    assert_eq!(listed.len(), Role::ALL.len() * Action::ALL.len());
    let rows: Vec<Action> = ROWS.iter().map(|row| row.action).collect();
    assert_eq!(rows, Action::ALL, "one row an action, in order");
}

#[test]
fn the_manual_tells_the_same_table() {
    for (page, yes) in [
        (include_str!("../../../../docs/manual/access.vi.md"), "Có"),
        (include_str!("../../../../docs/manual/access.en.md"), "yes"),
    ] {
        let mut told = 0;
        for line in page.lines() {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let code = cells[0].split('`').nth(1).and_then(Action::parse);
            let (Some(action), 9) = (code, cells.len()) else {
                continue;
            };
            told += 1;
            for (role, cell) in Role::ALL.iter().zip(&cells[1..]) {
                assert_eq!(*cell == yes, table::has(*role, action), "{role} {line}");
            }
        }
        assert_eq!(told, Action::ALL.len());
    }
}

#[test]
fn an_auditor_reads_everything_and_changes_nothing() {
    for action in Action::ALL {
        let reads = action.as_str().starts_with("view_") || *action == Action::ManageOwnAccount;
        assert_eq!(table::has(Role::Auditor, *action), reads, "{action}");
    }
}

#[test]
fn a_changed_tier_moves_the_scope() {
    let key = Key::new;
    // The district went on 30/6/2025: the province has the ward, the district's people no longer.
    let after = tree(&["tinh", "huyen<tinh until 2025-06-30", "xa<huyen", "ap<xa"]);
    assert!(after.contains(&key("tinh"), &key("ap")));
    assert!(!after.contains(&key("huyen"), &key("xa")));
    assert!(after.contains(&key("tinh"), &key("huyen")));
    let before = tree(&["tinh", "huyen<tinh", "xa<huyen", "ap<xa"]);
    assert!(before.contains(&key("huyen"), &key("ap")));
    // A tier that is yet to come does not stand in between.
    let coming = tree(&["tinh", "vung<tinh from 2027-01-01", "xa<vung"]);
    assert!(!coming.contains(&key("vung"), &key("xa")));
    assert!(coming.contains(&key("tinh"), &key("xa")));
}

#[test]
fn a_circle_in_the_register_ends_and_gives_no_right_beyond_it() {
    let key = Key::new;
    for lines in [
        &["a<b", "b<a", "c"][..],
        &["a<a", "c"],
        &["a<b until 2020-01-01", "b<a until 2020-01-01", "c"],
    ] {
        let tree = tree(lines);
        assert!(!tree.contains(&key("c"), &key("a")), "{lines:?}");
        assert!(tree.contains(&key("a"), &key("a")), "{lines:?}");
        assert!(!tree.contains(&key("a"), &key("c")), "{lines:?}");
    }
}

#[test]
fn nobody_hands_out_more_than_they_manage() {
    let town = tree(&["tx", "p-hoa<tx", "xa"]);
    let unit_admin = Access {
        grants: vec![Grant::of(Role::UnitAdmin, "tx")],
    };
    let system_admin = Access {
        grants: vec![Grant::whole(Role::SystemAdmin)],
    };
    for (grant, by_unit, by_system) in [
        (Grant::of(Role::Respondent, "p-hoa"), true, true),
        (Grant::of(Role::UnitAdmin, "tx"), true, true),
        (Grant::of(Role::Commander, "xa"), false, true),
        (Grant::whole(Role::Analyst), false, true),
        (Grant::whole(Role::SystemAdmin), false, true),
    ] {
        assert_eq!(unit_admin.may_hand_out(&grant, &town), by_unit, "{grant:?}");
        assert_eq!(
            system_admin.may_hand_out(&grant, &town),
            by_system,
            "{grant:?}"
        );
    }
    let whole_unit_admin = Access {
        grants: vec![Grant::whole(Role::UnitAdmin)],
    };
    assert!(!whole_unit_admin.may_hand_out(&Grant::whole(Role::SystemAdmin), &town));
}
