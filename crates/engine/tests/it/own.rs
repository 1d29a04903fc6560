//! One's own password and second factor.

use crate::desk::{Desk, OTHER_PASSWORD, PASSWORD, at, grant, with};
use domain::access::Role;
use engine::Actor;
use engine::accounts::SignedIn;
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;

/// The code an app shows for a secret, by the RFC and not by the code under test.
fn app(secret: &str, seconds: i64) -> String {
    let bits: String = secret
        .chars()
        .map(|c| {
            let value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap();
            format!("{value:05b}")
        })
        .collect();
    let key: Vec<u8> = bits
        .as_bytes()
        .chunks_exact(8)
        .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap())
        .collect();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).unwrap();
    mac.update(&(seconds / 30).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let from = usize::from(hash[19] & 15);
    let word = u32::from_be_bytes([
        hash[from] & 0x7f,
        hash[from + 1],
        hash[from + 2],
        hash[from + 3],
    ]);
    format!("{:06}", word % 1_000_000)
}

async fn lan_with_factor(desk: &Desk) -> (SignedIn, String) {
    let lan = desk.person("lan.nt", &grant(Role::DutyOfficer, "tx")).await;
    let setup = desk.engine.totp_begin(&lan.session.actor).await.unwrap();
    assert!(setup.uri.contains(&format!("secret={}", setup.secret)));
    let wrong = desk.engine.totp_confirm(&lan.session.actor, "000000").await;
    assert_eq!(wrong.unwrap_err().code(), "totp.wrong");
    // Not confirmed, it does not count.
    assert_eq!(
        desk.try_in("lan.nt", PASSWORD, None, "192.0.2.10").await,
        "in"
    );
    let code = app(&setup.secret, desk.engine.clock().now().as_second());
    desk.engine
        .totp_confirm(&lan.session.actor, &code)
        .await
        .unwrap();
    (lan, setup.secret)
}

#[tokio::test]
async fn a_code_is_asked_for_and_works_once() {
    let desk = Desk::new().await;
    let (_lan, secret) = lan_with_factor(&desk).await;
    let now = || desk.engine.clock().now().as_second();
    let try_in =
        async |code: Option<&str>| desk.try_in("lan.nt", PASSWORD, code, "192.0.2.10").await;
    assert_eq!(try_in(None).await, "sign_in.totp_needed");
    // The code that confirmed it is used up.
    assert_eq!(
        try_in(Some(&app(&secret, now()))).await,
        "sign_in.totp_wrong"
    );
    desk.pass(SignedDuration::from_secs(30));
    let code = app(&secret, now());
    let wrong_password = desk
        .try_in("lan.nt", OTHER_PASSWORD, Some(&code), "192.0.2.10")
        .await;
    assert_eq!(wrong_password, "sign_in.wrong");
    assert_eq!(try_in(Some(&code)).await, "in");
    assert_eq!(try_in(Some(&code)).await, "sign_in.totp_wrong", "replayed");
    desk.pass(SignedDuration::from_secs(90));
    assert_eq!(try_in(Some(&code)).await, "sign_in.totp_wrong", "too old");
    // Asking without a code costs nothing, however often.
    for _ in 0..8 {
        assert_eq!(try_in(None).await, "sign_in.totp_needed");
    }
    assert_eq!(try_in(Some(&app(&secret, now()))).await, "in");
}

#[tokio::test]
async fn codes_can_not_be_guessed_from_many_addresses() {
    let desk = Desk::new().await;
    let (_lan, secret) = lan_with_factor(&desk).await;
    let mut told = String::new();
    for number in 0..21 {
        let address = format!("10.{number}.0.1");
        told = desk
            .try_in("lan.nt", PASSWORD, Some("000000"), &address)
            .await;
    }
    assert_eq!(told, "sign_in.wait");
    // The person at a known address is not barred by it.
    desk.pass(SignedDuration::from_secs(60));
    let code = app(&secret, desk.engine.clock().now().as_second());
    assert_eq!(
        desk.try_in("lan.nt", PASSWORD, Some(&code), "192.0.2.10")
            .await,
        "in"
    );
}

#[tokio::test]
async fn the_factor_goes_with_the_password_or_by_recovery() {
    let desk = Desk::new().await;
    let (lan, _secret) = lan_with_factor(&desk).await;
    let again = desk.engine.totp_begin(&lan.session.actor).await;
    assert_eq!(again.unwrap_err().code(), "invalid");
    let refused = desk
        .engine
        .totp_remove(&lan.session.actor, OTHER_PASSWORD)
        .await;
    assert_eq!(refused.unwrap_err().code(), "password.wrong");
    desk.engine
        .totp_remove(&lan.session.actor, PASSWORD)
        .await
        .unwrap();
    assert_eq!(
        desk.try_in("lan.nt", PASSWORD, None, "192.0.2.10").await,
        "in"
    );

    let setup = desk.engine.totp_begin(&lan.session.actor).await.unwrap();
    let code = app(&setup.secret, desk.engine.clock().now().as_second());
    desk.engine
        .totp_confirm(&lan.session.actor, &code)
        .await
        .unwrap();
    let link = desk.engine.recover(&Actor::Local, "lan.nt").await.unwrap();
    let _in = desk
        .engine
        .redeem(link.expose(), with(OTHER_PASSWORD), &at("192.0.2.10"))
        .await
        .unwrap();
    assert_eq!(
        desk.try_in("lan.nt", OTHER_PASSWORD, None, "192.0.2.10")
            .await,
        "in"
    );
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_guessing_the_old_one_is_limited() {
    let desk = Desk::new().await;
    let lan = desk.person("lan.nt", &grant(Role::DutyOfficer, "tx")).await;
    let other = desk
        .sign_in("lan.nt", PASSWORD, None, "198.51.100.7")
        .await
        .unwrap();
    let change = async |old: &str, new: &str| {
        let outcome = desk.engine.change_password(&lan.session, old, new).await;
        outcome.map_or_else(|error| error.code(), |()| "changed")
    };
    assert_eq!(change(OTHER_PASSWORD, PASSWORD).await, "password.wrong");
    assert_eq!(change(PASSWORD, "ngắn").await, "password.weak");
    assert_eq!(change(PASSWORD, OTHER_PASSWORD).await, "changed");
    let from = at("192.0.2.10");
    let here = desk
        .engine
        .viewer(lan.secret.expose(), &from)
        .await
        .unwrap();
    let there = desk
        .engine
        .viewer(other.secret.expose(), &from)
        .await
        .unwrap();
    assert!(here.is_some() && there.is_none());
    for _ in 0..10 {
        assert_eq!(change(PASSWORD, PASSWORD).await, "password.wrong");
    }
    assert_eq!(change(OTHER_PASSWORD, PASSWORD).await, "sign_in.wait");
}
