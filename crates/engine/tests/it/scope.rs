//! Managing accounts ends where one's own part of the tree does.

use crate::desk::{Desk, account, grant};
use domain::access::{Action, Decision, Grant, Role};
use domain::key::Key;
use engine::Actor;
use engine::accounts::{AuditPage, NewAccount};
use jiff::civil::date;

fn new(login: &str, grants: Vec<Grant>) -> NewAccount {
    NewAccount {
        login: login.into(),
        name: "Người mẫu".into(),
        grants,
    }
}

#[tokio::test]
async fn a_unit_administrator_makes_accounts_below_and_takes_over_nobody_above() {
    let desk = Desk::new().await;
    let admin = desk.first().await;
    let unit_admin = desk.person("qt.tx", &grant(Role::UnitAdmin, "tx")).await;
    let actor = &unit_admin.session.actor;
    let make = async |login: &str, grants: Vec<Grant>| {
        let outcome = desk.engine.create_account(actor, new(login, grants)).await;
        outcome.map_or_else(|error| error.code(), |_| "made")
    };
    assert_eq!(make("a1", grant(Role::Respondent, "p-hoa")).await, "made");
    assert_eq!(make("a2", grant(Role::Commander, "tx")).await, "made");
    for (grants, code) in [
        (grant(Role::Respondent, "xa"), "access.forbidden"),
        (grant(Role::Commander, "tinh"), "access.forbidden"),
        (vec![Grant::whole(Role::Analyst)], "access.forbidden"),
        (vec![Grant::whole(Role::SystemAdmin)], "access.forbidden"),
        (vec![], "access.forbidden"),
        (grant(Role::Machine, "tx"), "invalid"),
    ] {
        assert_eq!(make("a3", grants.clone()).await, code, "{grants:?}");
    }
    // The first administrator is not theirs to see, recover or disable.
    let recovered = desk.engine.recover(actor, "quan.tri").await;
    assert_eq!(recovered.unwrap_err().code(), "not_found");
    let disabled = desk.engine.disable_account(actor, account(&admin)).await;
    assert_eq!(disabled.unwrap_err().code(), "not_found");
    // Somebody with one foot in the town is seen to be there, but is not theirs.
    let both = desk
        .person(
            "hai.noi",
            &[
                Grant::of(Role::Analyst, "tx"),
                Grant::of(Role::Analyst, "xa"),
            ],
        )
        .await;
    let refused = desk.engine.set_grants(actor, account(&both), &[]).await;
    assert_eq!(refused.unwrap_err().code(), "access.forbidden");

    let listed = desk.engine.accounts(actor).await.unwrap();
    let logins: Vec<&str> = listed.iter().map(|line| line.login.as_str()).collect();
    assert_eq!(logins, ["a1", "a2", "qt.tx"]);
    let all = desk.engine.accounts(&admin.session.actor).await.unwrap();
    assert_eq!(all.len(), 5);
}

#[tokio::test]
async fn who_manages_no_accounts_manages_none() {
    let desk = Desk::new().await;
    let officer = desk
        .person("truc", &[Grant::whole(Role::DutyOfficer)])
        .await;
    let actor = &officer.session.actor;
    let made = desk
        .engine
        .create_account(actor, new("a1", grant(Role::Respondent, "xa")))
        .await;
    assert_eq!(made.unwrap_err().code(), "access.forbidden");
    let own = desk
        .engine
        .set_grants(actor, account(&officer), &[Grant::whole(Role::SystemAdmin)])
        .await;
    assert_eq!(own.unwrap_err().code(), "access.forbidden");
    assert_eq!(
        desk.engine.accounts(actor).await.unwrap_err().code(),
        "access.forbidden"
    );
    assert_eq!(
        desk.engine.tokens(actor).await.unwrap_err().code(),
        "access.forbidden"
    );
    let audit = desk.engine.audit(actor, AuditPage::default()).await;
    assert_eq!(audit.unwrap_err().code(), "access.forbidden");
}

#[tokio::test]
async fn the_last_system_administrator_stays() {
    let desk = Desk::new().await;
    let admin = desk.first().await;
    let (actor, id) = (&admin.session.actor, account(&admin));
    let disabled = desk.engine.disable_account(actor, id).await;
    assert_eq!(disabled.unwrap_err().code(), "invalid");
    let officer = [Grant::whole(Role::DutyOfficer)];
    let lowered = desk.engine.set_grants(actor, id, &officer).await;
    assert_eq!(lowered.unwrap_err().code(), "invalid");
    // An invitation not yet taken up is no second one.
    let second = new("qt.hai", vec![Grant::whole(Role::SystemAdmin)]);
    let link = desk.engine.create_account(actor, second).await.unwrap();
    assert!(desk.engine.set_grants(actor, id, &officer).await.is_err());
    let from = crate::desk::at("192.0.2.9");
    let person = crate::desk::with(crate::desk::PASSWORD);
    let _in = desk
        .engine
        .redeem(link.expose(), person, &from)
        .await
        .unwrap();
    desk.engine.set_grants(actor, id, &officer).await.unwrap();
}

#[tokio::test]
async fn mistyped_grants_and_logins_are_refused_with_what_is_wrong() {
    let desk = Desk::new().await;
    for (login, grants, says) in [
        ("lan.nt", grant(Role::Analyst, "khong-co"), "khong-co"),
        ("lan.nt", vec![Grant::whole(Role::Respondent)], "một đơn vị"),
        ("lan.nt", grant(Role::SystemAdmin, "tx"), "cả tổ chức"),
        ("l", grant(Role::Analyst, "tx"), "tên đăng nhập"),
        ("lан.nt", grant(Role::Analyst, "tx"), "tên đăng nhập"),
        ("lan nt", grant(Role::Analyst, "tx"), "tên đăng nhập"),
    ] {
        let error = desk
            .engine
            .create_account(&Actor::Local, new(login, grants))
            .await
            .unwrap_err();
        assert!(error.to_string().contains(says), "{login}: {error}");
    }
}

#[tokio::test]
async fn a_tier_that_ends_takes_its_scope_with_it() {
    let desk = Desk::new().await;
    let head = desk.person("ld.tx", &grant(Role::Commander, "tx")).await;
    let above = desk
        .person("ld.tinh", &grant(Role::Commander, "tinh"))
        .await;
    let ward = Key::new("p-hoa");
    let decide = async |actor: &Actor| {
        let tree = desk.engine.unit_tree().await.unwrap();
        actor.may(Action::CloseReturn, Some(&ward), &tree)
    };
    assert_eq!(decide(&head.session.actor).await, Decision::Granted);
    desk.register("tx", Some("tinh"), Some(date(2026, 1, 31)))
        .await;
    assert_eq!(decide(&head.session.actor).await, Decision::Hidden);
    assert_eq!(decide(&above.session.actor).await, Decision::Granted);
}

#[tokio::test]
async fn every_change_is_audited_with_what_it_was_and_by_whom() {
    let desk = Desk::new().await;
    let admin = desk.first().await;
    let lan = desk.person("lan.nt", &grant(Role::Analyst, "tx")).await;
    desk.engine
        .set_grants(
            &admin.session.actor,
            account(&lan),
            &grant(Role::Commander, "p-hoa"),
        )
        .await
        .unwrap();
    desk.engine
        .disable_account(&admin.session.actor, account(&lan))
        .await
        .unwrap();
    assert_eq!(
        desk.audited().await,
        [
            "link.first_admin",
            "account.created",
            "link.used",
            "account.created",
            "link.used",
            "account.grants",
            "account.disabled"
        ]
    );
    let auditor = desk
        .person("thanh.tra", &[Grant::whole(Role::Auditor)])
        .await;
    let page = AuditPage {
        before: None,
        limit: 4,
    };
    let newest = desk
        .engine
        .audit(&auditor.session.actor, page)
        .await
        .unwrap();
    let grants = newest
        .iter()
        .find(|e| e.action == "account.grants")
        .unwrap();
    assert_eq!(grants.actor, admin.session.account.to_string());
    assert_eq!(grants.target, Some(account(&lan).to_string()));
    assert_eq!(grants.old.as_deref(), Some(r#"["analyst@tx"]"#));
    assert_eq!(grants.new.as_deref(), Some(r#"["commander@p-hoa"]"#));
    assert_eq!(grants.address, Some("192.0.2.1".parse().unwrap()));
    let names = desk.engine.names().await.unwrap();
    assert_eq!(names[&grants.actor], "Người quản trị mẫu");
    // The next page goes on where this one ended.
    let older = AuditPage {
        before: newest.last().map(|entry| entry.id),
        limit: 200,
    };
    let rest = desk
        .engine
        .audit(&auditor.session.actor, older)
        .await
        .unwrap();
    assert_eq!(newest.len() + rest.len(), desk.audited().await.len());
    // No secret is in it.
    let all = format!("{newest:?}{rest:?}");
    assert!(!all.contains("argon2") && !all.contains(lan.secret.expose()));
}
