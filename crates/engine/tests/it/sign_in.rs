//! Signing in within limits that bar who guesses and nobody else.

use crate::desk::{Desk, OTHER_PASSWORD, PASSWORD, account, grant};
use domain::access::Role;
use engine::Actor;
use jiff::SignedDuration;

const WRONG: &str = "một mật khẩu sai hẳn";

async fn desk_with_lan() -> Desk {
    let desk = Desk::new().await;
    let _first = desk.first().await;
    // Signed in once, from 192.0.2.10, by taking up the invitation.
    let _lan = desk.person("lan.nt", &grant(Role::DutyOfficer, "tx")).await;
    desk
}

#[tokio::test]
async fn wrong_is_wrong_whether_there_is_such_a_login_or_not() {
    let desk = desk_with_lan().await;
    for (login, password) in [("lan.nt", WRONG), ("khong-co", PASSWORD), ("", "")] {
        let told = desk.try_in(login, password, None, "198.51.100.7").await;
        assert_eq!(told, "sign_in.wrong", "{login}");
    }
    assert_eq!(
        desk.try_in("lan.nt", PASSWORD, None, "198.51.100.7").await,
        "in"
    );
}

#[tokio::test]
async fn a_login_is_shut_for_the_block_it_was_guessed_from_whether_it_exists_or_not() {
    let desk = desk_with_lan().await;
    for login in ["lan.nt", "khong-co"] {
        for address in [
            "203.0.113.1",
            "203.0.113.2",
            "203.0.113.3",
            "203.0.113.4",
            "203.0.113.5",
        ] {
            assert_eq!(
                desk.try_in(login, WRONG, None, address).await,
                "sign_in.wrong"
            );
        }
        // Even the right password, and from another address of the block.
        assert_eq!(
            desk.try_in(login, PASSWORD, None, "203.0.113.99").await,
            "sign_in.wait"
        );
    }
    // Elsewhere the person gets in, known address or not.
    assert_eq!(
        desk.try_in("lan.nt", PASSWORD, None, "198.51.100.7").await,
        "in"
    );
    assert_eq!(
        desk.try_in("lan.nt", PASSWORD, None, "192.0.2.10").await,
        "in"
    );
    // And after a while there too.
    desk.pass(SignedDuration::from_mins(16));
    assert_eq!(
        desk.try_in("lan.nt", PASSWORD, None, "203.0.113.99").await,
        "in"
    );
}

#[tokio::test]
async fn from_a_known_address_the_right_password_works_whatever_others_did() {
    let desk = desk_with_lan().await;
    // Somebody in the same block, and somebody at the very address with other logins.
    for _ in 0..7 {
        let _refused = desk.try_in("lan.nt", WRONG, None, "192.0.2.11").await;
    }
    for number in 0..31 {
        let _refused = desk
            .try_in(&format!("nguoi-{number}"), WRONG, None, "192.0.2.10")
            .await;
    }
    let other = desk.try_in("nguoi-99", WRONG, None, "192.0.2.10").await;
    assert_eq!(other, "sign_in.wait", "the address is shut for the rest");
    assert_eq!(
        desk.try_in("lan.nt", PASSWORD, None, "192.0.2.10").await,
        "in"
    );
}

#[tokio::test]
async fn guessing_from_a_known_address_is_slowed_down() {
    let desk = desk_with_lan().await;
    for _ in 0..5 {
        assert_eq!(
            desk.try_in("lan.nt", WRONG, None, "192.0.2.10").await,
            "sign_in.wrong"
        );
    }
    assert_eq!(
        desk.try_in("lan.nt", PASSWORD, None, "192.0.2.10").await,
        "sign_in.wait"
    );
    desk.pass(SignedDuration::from_secs(10));
    assert_eq!(
        desk.try_in("lan.nt", PASSWORD, None, "192.0.2.10").await,
        "in"
    );
    // Having shown who they are, the person starts afresh.
    assert_eq!(
        desk.try_in("lan.nt", WRONG, None, "192.0.2.10").await,
        "sign_in.wrong"
    );
    assert_eq!(
        desk.try_in("lan.nt", PASSWORD, None, "192.0.2.10").await,
        "in"
    );
}

#[tokio::test]
async fn one_address_trying_many_logins_is_shut_and_an_own_account_does_not_open_it() {
    let desk = desk_with_lan().await;
    for number in 0..29 {
        let login = format!("nguoi-{number}");
        assert_eq!(
            desk.try_in(&login, WRONG, None, "2001:db8::1").await,
            "sign_in.wrong"
        );
    }
    // A good attempt in between gives back only itself; another address of the line is the same place.
    assert_eq!(
        desk.try_in("lan.nt", PASSWORD, None, "2001:db8::2").await,
        "in"
    );
    assert_eq!(
        desk.try_in("nguoi-50", WRONG, None, "2001:db8::3").await,
        "sign_in.wrong"
    );
    assert_eq!(
        desk.try_in("nguoi-51", WRONG, None, "2001:db8::4").await,
        "sign_in.wait"
    );
    assert_eq!(
        desk.try_in("nguoi-51", WRONG, None, "2001:db8:0:1::4")
            .await,
        "sign_in.wrong"
    );
}

#[tokio::test]
async fn many_attempts_at_once_are_as_many() {
    let desk = desk_with_lan().await;
    let tries = (0..12).map(|_| desk.try_in("lan.nt", WRONG, None, "203.0.113.1"));
    let mut told = Vec::new();
    // All begin before any has ended.
    let mut running: Vec<_> = tries.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        running.retain_mut(|one| match one.as_mut().poll(context) {
            std::task::Poll::Ready(outcome) => {
                told.push(outcome);
                false
            }
            std::task::Poll::Pending => true,
        });
        if running.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    let checked = told.iter().filter(|told| *told == "sign_in.wrong").count();
    assert_eq!(checked, 5, "{told:?}");
}

#[tokio::test]
async fn a_disabled_account_is_told_so_only_with_its_password() {
    let desk = desk_with_lan().await;
    let bao = desk.person("bao.tv", &grant(Role::Analyst, "tx")).await;
    desk.engine
        .disable_account(&Actor::Local, account(&bao))
        .await
        .unwrap();
    assert_eq!(
        desk.try_in("bao.tv", WRONG, None, "192.0.2.10").await,
        "sign_in.wrong"
    );
    assert_eq!(
        desk.try_in("bao.tv", PASSWORD, None, "192.0.2.10").await,
        "sign_in.disabled"
    );
    desk.engine
        .enable_account(&Actor::Local, account(&bao))
        .await
        .unwrap();
    assert_eq!(
        desk.try_in("bao.tv", PASSWORD, None, "192.0.2.10").await,
        "in"
    );
    assert_eq!(
        desk.try_in("bao.tv", OTHER_PASSWORD, None, "192.0.2.10")
            .await,
        "sign_in.wrong"
    );
}
