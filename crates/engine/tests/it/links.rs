//! One-time links: each works once, in its time, for what it was made.

use crate::desk::{Desk, OTHER_PASSWORD, PASSWORD, account, at, grant, with};
use domain::access::{Action, Role};
use engine::Actor;
use engine::accounts::{LinkPurpose, NewAccount};
use jiff::SignedDuration;

#[tokio::test]
async fn the_first_link_makes_the_first_account_and_only_that() {
    let desk = Desk::new().await;
    let first = desk.engine.first_link().await.unwrap().unwrap();
    let second = desk.engine.first_link().await.unwrap().unwrap();
    let person = || engine::accounts::NewPerson {
        login: "Quan.Tri".into(),
        name: "Người quản trị mẫu".into(),
        password: PASSWORD.into(),
    };
    let redeem = async |secret: &str| {
        let from = at("192.0.2.1");
        let outcome = desk.engine.redeem(secret, person(), &from).await;
        outcome.map_err(|error| error.code())
    };
    // A new one replaces the one before; a wrong one is as dead.
    assert_eq!(redeem(first.expose()).await.unwrap_err(), "link.dead");
    assert_eq!(redeem("khong-co").await.unwrap_err(), "link.dead");
    let signed_in = redeem(second.expose()).await.unwrap();
    let tree = desk.engine.unit_tree().await.unwrap();
    for action in [
        Action::ManageAccounts,
        Action::UploadDirective,
        Action::CutOff,
    ] {
        assert!(
            signed_in
                .session
                .actor
                .may(action, None, &tree)
                .is_granted()
        );
    }
    assert_eq!(redeem(second.expose()).await.unwrap_err(), "link.dead");
    // From now on there is no such link.
    assert!(desk.engine.first_link().await.unwrap().is_none());
    // Case of the login does not count.
    assert_eq!(
        desk.try_in("quan.tri", PASSWORD, None, "192.0.2.1").await,
        "in"
    );
}

#[tokio::test]
async fn the_first_link_dies_after_a_day() {
    let desk = Desk::new().await;
    let link = desk.engine.first_link().await.unwrap().unwrap();
    desk.pass(SignedDuration::from_hours(24));
    assert!(
        desk.engine
            .open_link(link.expose())
            .await
            .unwrap()
            .is_none()
    );
    let error = desk
        .engine
        .redeem(link.expose(), with(PASSWORD), &at("192.0.2.1"))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "link.dead");
}

#[tokio::test]
async fn an_account_made_at_the_command_line_ends_the_first_link() {
    let desk = Desk::new().await;
    let link = desk.engine.first_link().await.unwrap().unwrap();
    let _lan = desk.person("lan.nt", &grant(Role::Analyst, "tx")).await;
    assert!(
        desk.engine
            .open_link(link.expose())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn an_invitation_gives_the_password_once_and_a_weak_one_leaves_it_open() {
    let desk = Desk::new().await;
    let _admin = desk.first().await;
    let new = NewAccount {
        login: "lan.nt".into(),
        name: "Người mẫu".into(),
        grants: grant(Role::Respondent, "p-hoa"),
    };
    let link = desk
        .engine
        .create_account(&Actor::Local, new.clone())
        .await
        .unwrap();
    let open = desk.engine.open_link(link.expose()).await.unwrap().unwrap();
    assert_eq!(
        (open.purpose, open.login.as_deref()),
        (LinkPurpose::Invite, Some("lan.nt"))
    );
    // Without a password nobody gets in.
    assert_eq!(
        desk.try_in("lan.nt", "", None, "192.0.2.5").await,
        "sign_in.wrong"
    );
    let redeem = async |password: &str| {
        let outcome = desk
            .engine
            .redeem(link.expose(), with(password), &at("192.0.2.5"))
            .await;
        outcome.map_or_else(|error| error.code(), |_| "in")
    };
    assert_eq!(redeem("ngắn").await, "password.weak");
    assert_eq!(redeem("lan.nt lan.nt lan.nt").await, "password.weak");
    assert_eq!(redeem(PASSWORD).await, "in");
    assert_eq!(redeem(OTHER_PASSWORD).await, "link.dead");
    assert_eq!(
        desk.try_in("LAN.NT", PASSWORD, None, "192.0.2.5").await,
        "in"
    );
    let taken = desk.engine.create_account(&Actor::Local, new).await;
    assert_eq!(taken.unwrap_err().code(), "account.login_taken");
}

#[tokio::test]
async fn recovery_sets_a_new_password_and_ends_what_was_open() {
    let desk = Desk::new().await;
    let lan = desk.person("lan.nt", &grant(Role::DutyOfficer, "tx")).await;
    let first = desk.engine.recover(&Actor::Local, "lan.nt").await.unwrap();
    // Asking for a link changes nothing yet.
    assert_eq!(
        desk.try_in("lan.nt", PASSWORD, None, "192.0.2.10").await,
        "in"
    );
    let second = desk
        .engine
        .recover(&Actor::Local, " LAN.NT ")
        .await
        .unwrap();
    let redeem = async |secret: &str| {
        let outcome = desk
            .engine
            .redeem(secret, with(OTHER_PASSWORD), &at("192.0.2.10"))
            .await;
        outcome.map_or_else(|error| error.code(), |_| "in")
    };
    assert_eq!(redeem(first.expose()).await, "link.dead");
    assert_eq!(redeem(second.expose()).await, "in");
    assert_eq!(
        desk.try_in("lan.nt", PASSWORD, None, "192.0.2.10").await,
        "sign_in.wrong"
    );
    assert_eq!(
        desk.try_in("lan.nt", OTHER_PASSWORD, None, "192.0.2.10")
            .await,
        "in"
    );
    let old = desk
        .engine
        .viewer(lan.secret.expose(), &at("192.0.2.10"))
        .await
        .unwrap();
    assert_eq!(old, None);
    let nobody = desk.engine.recover(&Actor::Local, "khong-co").await;
    assert_eq!(nobody.unwrap_err().code(), "not_found");
}

#[tokio::test]
async fn a_disabled_account_takes_up_no_link() {
    let desk = Desk::new().await;
    let _admin = desk.first().await;
    let lan = desk.person("lan.nt", &grant(Role::Analyst, "tx")).await;
    let link = desk.engine.recover(&Actor::Local, "lan.nt").await.unwrap();
    desk.engine
        .disable_account(&Actor::Local, account(&lan))
        .await
        .unwrap();
    desk.engine
        .enable_account(&Actor::Local, account(&lan))
        .await
        .unwrap();
    // Disabling killed it for good.
    let dead = desk
        .engine
        .redeem(link.expose(), with(OTHER_PASSWORD), &at("192.0.2.10"))
        .await;
    assert_eq!(dead.unwrap_err().code(), "link.dead");
}
