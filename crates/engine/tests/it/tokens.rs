//! Programs by token, units by link: no more than they were made for.

use crate::desk::{Desk, grant};
use domain::access::{Action, Decision, Grant, Role};
use domain::key::Key;
use engine::Actor;
use engine::accounts::NewToken;
use engine::directives::{Confirmation, InForce};
use jiff::SignedDuration;
use jiff::civil::date;

const LETTER: &str = "Số: /UBND-VH\n\nThị xã Mẫu, ngày 03 tháng 01 năm 2026\n\nV/v bảo đảm an toàn thông tin mạng dịp Tết Nguyên đán\n\nKính gửi: UBND các xã, phường.\n\n1. UBND các xã, phường:\n\n- Tổ chức tuyên truyền, nâng cao nhận thức về an toàn thông tin mạng.\n";

fn token(grants: Vec<Grant>) -> NewToken {
    NewToken {
        name: "Bảng điều khiển mẫu".into(),
        grants,
        expires_at: None,
    }
}

#[tokio::test]
async fn a_token_imports_and_reads_in_its_part_until_it_ends_or_is_revoked() {
    let desk = Desk::new().await;
    let made = NewToken {
        expires_at: Some(desk.engine.clock().now() + SignedDuration::from_hours(1)),
        ..token(grant(Role::Machine, "tx"))
    };
    let short = desk.engine.create_token(&Actor::Local, made).await.unwrap();
    let long = token(grant(Role::Machine, "tx"));
    let long = desk.engine.create_token(&Actor::Local, long).await.unwrap();
    let tree = desk.engine.unit_tree().await.unwrap();
    let program = desk.engine.machine(long.expose()).await.unwrap().unwrap();
    for (action, unit, expected) in [
        (Action::ImportFacts, "p-hoa", Decision::Granted),
        (Action::ImportFacts, "xa", Decision::Hidden),
        (Action::GiveStatement, "p-hoa", Decision::Forbidden),
        (Action::ManageOwnAccount, "p-hoa", Decision::Forbidden),
    ] {
        assert_eq!(
            program.may(action, Some(&Key::new(unit)), &tree),
            expected,
            "{action}"
        );
    }
    assert!(program.word().starts_with("token:"));
    assert!(
        desk.engine
            .machine("khien_khong-co")
            .await
            .unwrap()
            .is_none()
    );

    desk.pass(SignedDuration::from_hours(1));
    assert!(desk.engine.machine(short.expose()).await.unwrap().is_none());
    let listed = desk.engine.tokens(&Actor::Local).await.unwrap();
    assert_eq!(listed.len(), 2);
    desk.engine
        .revoke_token(&Actor::Local, listed[0].id)
        .await
        .unwrap();
    assert!(desk.engine.machine(long.expose()).await.unwrap().is_none());
    let past = NewToken {
        expires_at: Some(desk.engine.clock().now()),
        ..token(grant(Role::Machine, "tx"))
    };
    let refused = desk.engine.create_token(&Actor::Local, past).await;
    assert_eq!(refused.unwrap_err().code(), "invalid");
}

#[tokio::test]
async fn tokens_are_made_within_the_own_part_and_for_machines_alone() {
    let desk = Desk::new().await;
    let unit_admin = desk.person("qt.tx", &grant(Role::UnitAdmin, "tx")).await;
    let actor = &unit_admin.session.actor;
    for (grants, code) in [
        (grant(Role::Machine, "p-hoa"), "made"),
        (grant(Role::Machine, "xa"), "not_found"),
        (vec![Grant::whole(Role::Machine)], "access.forbidden"),
        (grant(Role::Commander, "p-hoa"), "invalid"),
        (vec![], "invalid"),
    ] {
        let outcome = desk.engine.create_token(actor, token(grants.clone())).await;
        let told = outcome.map_or_else(|error| error.code(), |_| "made");
        assert_eq!(told, code, "{grants:?}");
    }
    let whole = token(vec![Grant::whole(Role::Machine)]);
    let _secret = desk
        .engine
        .create_token(&Actor::Local, whole)
        .await
        .unwrap();
    let theirs = desk.engine.tokens(actor).await.unwrap();
    assert_eq!(theirs.len(), 1);
    let all = desk.engine.tokens(&Actor::Local).await.unwrap();
    let refused = desk.engine.revoke_token(actor, all[0].id).await;
    assert_eq!(refused.unwrap_err().code(), "access.forbidden");
}

async fn letter(desk: &Desk) -> InForce {
    let confirmation = Confirmation {
        received: Some(date(2026, 1, 5)),
        watch: Some((date(2026, 2, 14), date(2026, 2, 22))),
    };
    desk.engine
        .confirm_directive(&Actor::Local, "thu.txt", LETTER.as_bytes(), &confirmation)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_link_answers_one_directive_for_one_unit() {
    let desk = Desk::new().await;
    let directive = letter(&desk).await.id;
    let officer = desk.person("truc", &grant(Role::DutyOfficer, "tx")).await;
    let actor = &officer.session.actor;
    let make = async |unit: &str| {
        let unit = Key::new(unit);
        desk.engine.create_unit_link(actor, directive, &unit).await
    };
    let link = make("p-hoa").await.unwrap();
    assert_eq!(make("xa").await.unwrap_err().code(), "not_found");
    let unit = desk.engine.unit_link(link.expose()).await.unwrap().unwrap();
    let tree = desk.engine.unit_tree().await.unwrap();
    for (action, target, expected) in [
        (Action::GiveStatement, "p-hoa", Decision::Granted),
        (Action::CloseReturn, "p-hoa", Decision::Granted),
        (Action::ImportFacts, "p-hoa", Decision::Forbidden),
        (Action::ManageOwnAccount, "p-hoa", Decision::Forbidden),
        (Action::ViewDuty, "tx", Decision::Hidden),
    ] {
        assert_eq!(
            unit.may(action, Some(&Key::new(target)), &tree),
            expected,
            "{action}"
        );
    }
    assert!(unit.reaches(directive));
    let other = store::DirectiveId::parse("01900000-0000-7000-8000-000000000001").unwrap();
    assert!(!unit.reaches(other));

    let listed = desk.engine.unit_links(actor, directive).await.unwrap();
    assert_eq!(listed.len(), 1);
    let stranger = desk
        .person("xa.truc", &grant(Role::DutyOfficer, "xa"))
        .await;
    let theirs = desk
        .engine
        .unit_links(&stranger.session.actor, directive)
        .await
        .unwrap();
    assert!(theirs.is_empty());
    let refused = desk
        .engine
        .revoke_unit_link(&stranger.session.actor, listed[0].id)
        .await;
    assert_eq!(refused.unwrap_err().code(), "not_found");
    desk.engine
        .revoke_unit_link(actor, listed[0].id)
        .await
        .unwrap();
    assert!(
        desk.engine
            .unit_link(link.expose())
            .await
            .unwrap()
            .is_none()
    );

    let old = make("p-hoa").await.unwrap();
    desk.pass(SignedDuration::from_hours(60 * 24));
    assert!(desk.engine.unit_link(old.expose()).await.unwrap().is_none());
}
