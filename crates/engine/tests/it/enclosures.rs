//! Enclosures received or missing, and returns closed and opened again.

use crate::office::Office;
use domain::key::Key;
use engine::enclosures::Received;
use engine::statements::ReturnState;
use engine::{Actor, UnitLink};
use jiff::civil::date;
use std::sync::Arc;
use store::UnitLinkId;

const ME: Actor = Actor::Local;

#[tokio::test]
async fn an_enclosure_is_missing_until_a_person_says_it_came() {
    let office = Office::open().await.with_units().await;
    let in_force = office.in_force().await;
    let engine = &office.engine;
    let missing = engine.enclosures(&in_force).await.unwrap();
    assert!(!missing.is_empty() && missing.iter().all(|e| e.received_at.is_none()));
    let file = ("danh-sach.txt".to_owned(), b"192.0.2.10\n".to_vec());
    let received = Received {
        on: Some(date(2024, 1, 6)),
        file: Some(file),
    };
    engine
        .enclosure_received(&ME, &in_force, 0, received)
        .await
        .unwrap();
    let held = &engine.enclosures(&in_force).await.unwrap()[0];
    assert_eq!(held.file.as_deref(), Some("danh-sach.txt"));
    let digest = store::Digest::parse(held.sha256.as_deref().unwrap()).unwrap();
    assert_eq!(
        engine.store().files().read(digest).await.unwrap(),
        b"192.0.2.10\n"
    );
    // Taken back: missing again, and the ledger has both.
    office.later(1);
    engine
        .enclosure_received(&ME, &in_force, 0, Received::default())
        .await
        .unwrap();
    assert!(
        engine.enclosures(&in_force).await.unwrap()[0]
            .received_at
            .is_none()
    );
    let beyond = engine
        .enclosure_received(&ME, &in_force, 99, Received::default())
        .await;
    assert_eq!(beyond.unwrap_err().code(), "not_found");
    office.verify().await;
}

#[tokio::test]
async fn a_secret_enclosure_leaves_no_copy() {
    let office = Office::open().await;
    let in_force = office.in_force().await;
    let secret = "TỐI MẬT\nỦY BAN NHÂN DÂN\nSố: 1/X\n";
    let file = Some(("x.txt".to_owned(), secret.as_bytes().to_vec()));
    let received = Received {
        on: Some(date(2024, 1, 6)),
        file,
    };
    let refused = office
        .engine
        .enclosure_received(&ME, &in_force, 0, received)
        .await;
    assert_eq!(refused.unwrap_err().code(), "letter.secret_stamp");
    let digest = store::sha256(secret.as_bytes());
    assert!(office.engine.store().files().read(digest).await.is_err());
}

#[tokio::test]
async fn a_closed_return_is_opened_again_with_a_reason() {
    let office = Office::open().await.with_units().await;
    let in_force = office.in_force().await;
    let engine = &office.engine;
    let state = async || engine.return_state(&in_force, "P1").await.unwrap();
    let closings = async || {
        let now = engine.clock().now();
        engine
            .store()
            .returns(in_force.id, now)
            .await
            .unwrap()
            .len()
    };
    assert_eq!(state().await, ReturnState::Open);
    assert!(
        engine
            .reopen_return(&ME, &in_force, "P1", "sót số liệu")
            .await
            .is_err()
    );
    engine
        .close_return(&ME, &in_force, "P1", "Chủ tịch mẫu")
        .await
        .unwrap();
    assert!(state().await.is_closed());
    office.later(5);
    assert!(
        engine
            .reopen_return(&ME, &in_force, "P1", " ")
            .await
            .is_err()
    );
    engine
        .reopen_return(&ME, &in_force, "P1", "sót số liệu")
        .await
        .unwrap();
    assert!(
        matches!(state().await, ReturnState::Reopened { reason, .. } if reason == "sót số liệu")
    );
    assert_eq!(
        closings().await,
        0,
        "what was opened again no longer counts"
    );
    office.later(5);
    engine
        .close_return(&ME, &in_force, "P1", "Chủ tịch mẫu")
        .await
        .unwrap();
    assert!(state().await.is_closed());
    assert_eq!(closings().await, 1);
    office.verify().await;
}

#[tokio::test]
async fn a_secret_link_speaks_for_its_own_unit_only() {
    let office = Office::open().await.with_units().await;
    let in_force = office.in_force().await;
    let link = Actor::Link(Arc::new(UnitLink {
        id: UnitLinkId(uuid::Uuid::nil()),
        directive: in_force.id,
        unit: Key::new("P1"),
    }));
    let close = async |unit| {
        office
            .engine
            .close_return(&link, &in_force, unit, "Mẫu")
            .await
    };
    assert_eq!(close("P2").await.unwrap_err().code(), "not_found");
    close("P1").await.unwrap();
}

#[tokio::test]
async fn what_is_held_follows_a_return_closed_and_opened_again() {
    let office = Office::open().await.with_units().await;
    let in_force = office.in_force().await;
    let engine = &office.engine;
    let statuses = async || {
        engine.refresh().await.unwrap();
        let held = engine.live().held(in_force.id).unwrap();
        let own = held.of_unit(&Key::new("P1"));
        own.iter().map(|j| j.status).collect::<Vec<_>>()
    };
    let open = statuses().await;
    engine
        .close_return(&ME, &in_force, "P1", "Chủ tịch mẫu")
        .await
        .unwrap();
    let closed = statuses().await;
    assert_ne!(open, closed, "a blank is no evidence once the head closed");
    office.later(5);
    engine
        .reopen_return(&ME, &in_force, "P1", "sót số liệu")
        .await
        .unwrap();
    assert_eq!(statuses().await, open, "and unknown again when opened");
    // Closed, opened and closed between two looks: the last word counts.
    for _ in 0..2 {
        office.later(1);
        let again = engine.close_return(&ME, &in_force, "P1", "Chủ tịch mẫu");
        again.await.unwrap();
        let opened = engine.reopen_return(&ME, &in_force, "P1", "nhầm");
        opened.await.unwrap();
    }
    engine
        .close_return(&ME, &in_force, "P1", "Chủ tịch mẫu")
        .await
        .unwrap();
    assert_eq!(statuses().await, closed);
    let office = office.again().await;
    office.engine.refresh().await.unwrap();
    let held = office.engine.live().held(in_force.id).unwrap();
    let own = held.of_unit(&Key::new("P1"));
    let after: Vec<_> = own.iter().map(|j| j.status).collect();
    assert_eq!(after, closed, "a restart changes nothing");
}
