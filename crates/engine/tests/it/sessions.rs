//! Sessions end in time, by hand, and with the account; rights change at once.

use crate::desk::{Desk, account, at, grant};
use domain::access::{Action, Role};
use domain::key::Key;
use engine::Actor;
use engine::accounts::Session;
use jiff::SignedDuration;

async fn seen(desk: &Desk, secret: &str) -> Option<Session> {
    let from = at("192.0.2.10");
    desk.engine.viewer(secret, &from).await.unwrap()
}

#[tokio::test]
async fn a_session_ends_unused_after_two_hours_and_used_after_twelve() {
    let desk = Desk::new().await;
    let idle = desk.person("lan.nt", &grant(Role::Analyst, "tx")).await;
    assert!(seen(&desk, idle.secret.expose()).await.is_some());
    desk.pass(SignedDuration::from_mins(119));
    assert!(seen(&desk, idle.secret.expose()).await.is_some());
    desk.pass(SignedDuration::from_mins(120));
    assert!(seen(&desk, idle.secret.expose()).await.is_none());

    let busy = desk.person("bao.tv", &grant(Role::Analyst, "tx")).await;
    for _ in 0..11 {
        desk.pass(SignedDuration::from_hours(1));
        assert!(seen(&desk, busy.secret.expose()).await.is_some());
    }
    desk.pass(SignedDuration::from_hours(1));
    assert!(seen(&desk, busy.secret.expose()).await.is_none());
}

#[tokio::test]
async fn a_session_is_found_by_its_secret_alone_and_keeps_its_form_token() {
    let desk = Desk::new().await;
    let one = desk.person("lan.nt", &grant(Role::Analyst, "tx")).await;
    let other = desk.person("bao.tv", &grant(Role::Analyst, "tx")).await;
    let found = seen(&desk, one.secret.expose()).await.unwrap();
    assert_eq!(found.csrf, one.session.csrf);
    assert_ne!(found.csrf, other.session.csrf);
    assert_ne!(found.csrf, one.secret.expose());
    assert!(seen(&desk, &found.id.to_string()).await.is_none());
    assert!(seen(&desk, "").await.is_none());
    // Printed for debugging, it does not show its secret.
    assert!(!format!("{one:?}").contains(one.secret.expose()));
}

#[tokio::test]
async fn sessions_are_listed_and_revoked_and_signing_out_ends_one() {
    let desk = Desk::new().await;
    let one = desk.person("lan.nt", &grant(Role::Analyst, "tx")).await;
    let two = desk
        .sign_in("lan.nt", crate::desk::PASSWORD, None, "198.51.100.7")
        .await
        .unwrap();
    let lan = account(&one);
    let listed = desk.engine.sessions(lan).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert!(
        listed
            .iter()
            .all(|line| line.user_agent == "Trình duyệt mẫu")
    );

    // A colleague may not, an own session one may.
    let bao = desk.person("bao.tv", &grant(Role::Analyst, "tx")).await;
    let refused = desk
        .engine
        .revoke_session(&bao.session.actor, lan, two.session.id)
        .await;
    assert_eq!(refused.unwrap_err().code(), "access.forbidden");
    desk.engine
        .revoke_session(&one.session.actor, lan, two.session.id)
        .await
        .unwrap();
    assert!(seen(&desk, two.secret.expose()).await.is_none());
    assert!(seen(&desk, one.secret.expose()).await.is_some());
    let again = desk
        .engine
        .revoke_session(&one.session.actor, lan, two.session.id)
        .await;
    assert_eq!(again.unwrap_err().code(), "not_found");

    desk.engine.sign_out(&one.session).await.unwrap();
    assert!(seen(&desk, one.secret.expose()).await.is_none());
    assert!(seen(&desk, bao.secret.expose()).await.is_some());
}

#[tokio::test]
async fn disabling_ends_sessions_and_new_rights_hold_from_the_next_request() {
    let desk = Desk::new().await;
    let admin = desk.first().await;
    let lan = desk.person("lan.nt", &grant(Role::Analyst, "tx")).await;
    let (tree, ward) = (desk.engine.unit_tree().await.unwrap(), Key::new("p-hoa"));
    let may = |actor: &Actor| {
        actor
            .may(Action::CloseReturn, Some(&ward), &tree)
            .is_granted()
    };
    assert!(!may(&seen(&desk, lan.secret.expose()).await.unwrap().actor));
    desk.engine
        .set_grants(
            &admin.session.actor,
            account(&lan),
            &grant(Role::Commander, "tx"),
        )
        .await
        .unwrap();
    assert!(may(&seen(&desk, lan.secret.expose()).await.unwrap().actor));

    desk.engine
        .disable_account(&admin.session.actor, account(&lan))
        .await
        .unwrap();
    assert!(seen(&desk, lan.secret.expose()).await.is_none());
    desk.engine
        .enable_account(&admin.session.actor, account(&lan))
        .await
        .unwrap();
    assert!(
        seen(&desk, lan.secret.expose()).await.is_none(),
        "it stays ended"
    );
}

#[tokio::test]
async fn a_page_does_not_wait_for_an_import() {
    let desk = Desk::new().await;
    let lan = desk.person("lan.nt", &grant(Role::Analyst, "tx")).await;
    desk.pass(SignedDuration::from_mins(5));
    let import = desk
        .engine
        .store()
        .begin(desk.engine.clock().now())
        .await
        .unwrap();
    assert!(seen(&desk, lan.secret.expose()).await.is_some());
    drop(import);
    // What could not be noted then is noted later.
    assert!(seen(&desk, lan.secret.expose()).await.is_some());
    desk.pass(SignedDuration::from_mins(118));
    assert!(seen(&desk, lan.secret.expose()).await.is_some());
}
