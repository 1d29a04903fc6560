//! Accounts and what lets somebody in come back as they were given, on both engines.

use core::net::IpAddr;

use jiff::Timestamp;
use store::{
    Account, AccountId, AuditEntry, AuditFilter, AuditId, Counter, Digest, DirectiveId, Grant,
    LinkPurpose, OneTimeLink, OneTimeLinkId, Session, SessionId, Store, Token, TokenId, Tx,
    UnitLink, UnitLinkId, sha256,
};

use crate::engines::on_each_engine;
use crate::sample::{minute, uuid};

fn secret(number: u128) -> Digest {
    sha256(&number.to_be_bytes())
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

pub(crate) fn account(number: u128, login: &str) -> Account {
    Account {
        id: AccountId(uuid(0xa0 + number)),
        login: login.into(),
        name: "Người mẫu".into(),
        password: Some("$argon2id$mẫu".into()),
        totp_secret: Some(vec![1, 2, 3]),
        totp_pending: None,
        totp_last_step: Some(57_000_000),
        disabled_at: None,
        created_at: minute(1),
    }
}

fn session(number: u128, account: &Account, at: Timestamp) -> Session {
    Session {
        id: SessionId(uuid(0xb0 + number)),
        secret: secret(number),
        account: account.id,
        created_at: at,
        last_seen_at: at,
        expires_at: minute(720),
        user_agent: "Trình duyệt mẫu".into(),
        address: address("2001:db8::7"),
    }
}

fn link(number: u128, account: Option<AccountId>) -> OneTimeLink {
    OneTimeLink {
        id: OneTimeLinkId(uuid(0xc0 + number)),
        secret: secret(number),
        purpose: account.map_or(LinkPurpose::FirstAdmin, |_| LinkPurpose::Recover),
        account,
        created_at: minute(1),
        expires_at: minute(90),
        used_at: None,
    }
}

fn grant(role: &str, unit: Option<&str>) -> Grant {
    Grant {
        role: role.into(),
        unit: unit.map(Into::into),
    }
}

async fn begin(store: &Store, at: i64) -> Tx {
    store.begin(minute(at)).await.unwrap()
}

#[test]
fn an_account_is_kept_changed_and_found_by_its_login() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let mut lan = account(1, "lan.nt");
        let mut tx = begin(&store, 1).await;
        assert!(!tx.has_accounts().await.unwrap());
        tx.add_account(&lan).await.unwrap();
        tx.commit().await.unwrap();

        lan.disabled_at = Some(minute(5));
        lan.totp_secret = None;
        lan.password = None;
        let mut tx = begin(&store, 5).await;
        assert!(tx.has_accounts().await.unwrap());
        tx.put_account(&lan).await.unwrap();
        assert_eq!(tx.account_of("lan.nt").await.unwrap(), Some(lan.clone()));
        tx.commit().await.unwrap();
        store.close().await.unwrap();

        let store = bed.open().await;
        assert_eq!(store.account(lan.id).await.unwrap(), Some(lan.clone()));
        assert_eq!(store.accounts().await.unwrap(), [lan]);
        let tx = begin(&store, 6).await;
        assert_eq!(tx.account_of("khong-co").await.unwrap(), None);
        drop(tx);
        // A login is one account's.
        let mut tx = begin(&store, 7).await;
        assert!(tx.add_account(&account(2, "lan.nt")).await.is_err());
    });
}

#[test]
fn grants_are_replaced_as_a_whole() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let (one, two) = (uuid(1), uuid(2));
        let mut tx = begin(&store, 1).await;
        let twice = [grant("analyst", Some("tx")), grant("analyst", Some("tx"))];
        tx.put_grants(one, &twice).await.unwrap();
        tx.put_grants(two, &[grant("system_admin", None)])
            .await
            .unwrap();
        tx.put_grants(
            one,
            &[grant("commander", None), grant("analyst", Some("xa"))],
        )
        .await
        .unwrap();
        assert_eq!(tx.holders_of("system_admin").await.unwrap(), [two]);
        tx.commit().await.unwrap();
        let kept = store.grants_of(one).await.unwrap();
        assert_eq!(
            kept,
            [grant("analyst", Some("xa")), grant("commander", None)]
        );
    });
}

#[test]
fn sessions_are_found_touched_ended_and_cleared() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let (lan, bao) = (account(1, "lan"), account(2, "bao"));
        let mut tx = begin(&store, 1).await;
        for one in [
            session(1, &lan, minute(1)),
            session(2, &lan, minute(1)),
            session(3, &bao, minute(1)),
            session(4, &bao, minute(1)),
        ] {
            tx.add_session(&one).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut tx = begin(&store, 30).await;
        tx.touch_session(SessionId(uuid(0xb1)), address("192.0.2.9"))
            .await
            .unwrap();
        // Somebody else's session is not ended by its id alone.
        let ended = async |tx: &mut Tx, whose: &Account, id: u128| {
            tx.end_session(whose.id, SessionId(uuid(id))).await.unwrap()
        };
        assert!(!ended(&mut tx, &lan, 0xb3).await);
        assert!(ended(&mut tx, &bao, 0xb3).await);
        tx.commit().await.unwrap();
        let first = store.session_of(secret(1)).await.unwrap().unwrap();
        assert_eq!(
            (first.last_seen_at, first.address, first.created_at),
            (minute(30), address("192.0.2.9"), minute(1))
        );
        let ids: Vec<SessionId> = store
            .sessions(lan.id)
            .await
            .unwrap()
            .into_iter()
            .map(|session| session.id)
            .collect();
        assert_eq!(ids, [SessionId(uuid(0xb1)), SessionId(uuid(0xb2))]);

        let mut tx = begin(&store, 60).await;
        tx.clear_sessions(minute(10)).await.unwrap();
        tx.add_session(&session(5, &lan, minute(60))).await.unwrap();
        tx.end_sessions(lan.id, Some(SessionId(uuid(0xb5))))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        for (number, there) in [(1, false), (2, false), (4, false), (5, true)] {
            let found = store.session_of(secret(number)).await.unwrap();
            assert_eq!(found.is_some(), there, "{number}");
        }
    });
}

#[test]
fn a_new_link_replaces_the_older_ones_of_the_same_account() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let (lan, bao) = (account(1, "lan").id, account(2, "bao").id);
        let mut tx = begin(&store, 1).await;
        for one in [link(1, None), link(2, Some(lan)), link(3, Some(bao))] {
            tx.add_one_time_link(&one).await.unwrap();
        }
        tx.add_one_time_link(&link(4, Some(lan))).await.unwrap();
        tx.commit().await.unwrap();
        for (number, used) in [(1, None), (2, Some(minute(1))), (3, None), (4, None)] {
            let kept = store.one_time_link(secret(number)).await.unwrap().unwrap();
            assert_eq!(kept.used_at, used, "{number}");
        }
        let mut tx = begin(&store, 2).await;
        tx.use_one_time_links(None).await.unwrap();
        tx.commit().await.unwrap();
        let first = store.one_time_link(secret(1)).await.unwrap().unwrap();
        assert_eq!(
            (first.purpose, first.used_at),
            (LinkPurpose::FirstAdmin, Some(minute(2)))
        );
        assert_eq!(store.one_time_link(secret(9)).await.unwrap(), None);
    });
}

#[test]
fn tokens_and_unit_links_are_revoked_once() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let token = Token {
            id: TokenId(uuid(1)),
            secret: secret(1),
            name: "Bảng điều khiển".into(),
            created_by: "local".into(),
            created_at: minute(1),
            expires_at: None,
            revoked_at: None,
        };
        let link = UnitLink {
            id: UnitLinkId(uuid(2)),
            secret: secret(2),
            directive: DirectiveId(uuid(3)),
            unit: "p-hoa".into(),
            created_by: "local".into(),
            created_at: minute(1),
            expires_at: minute(90),
            revoked_at: None,
        };
        let mut tx = begin(&store, 1).await;
        tx.add_token(&token).await.unwrap();
        tx.add_unit_link(&link).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            store.token_of(secret(1)).await.unwrap(),
            Some(token.clone())
        );
        assert_eq!(
            store.unit_link_of(secret(2)).await.unwrap(),
            Some(link.clone())
        );
        let mut tx = begin(&store, 2).await;
        assert!(tx.revoke_token(token.id).await.unwrap());
        assert!(tx.revoke_unit_link(link.id).await.unwrap());
        tx.commit().await.unwrap();
        let mut tx = begin(&store, 3).await;
        assert!(!tx.revoke_token(token.id).await.unwrap());
        assert!(!tx.revoke_unit_link(link.id).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(store.tokens().await.unwrap()[0].revoked_at, Some(minute(2)));
        let links = store.unit_links(link.directive).await.unwrap();
        assert_eq!(links[0].revoked_at, Some(minute(2)));
    });
}

#[test]
fn counters_are_forgotten_in_time_and_known_addresses_on_demand() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let counter = |failures, at, until| Counter {
            failures,
            last_at: minute(at),
            until: minute(until),
        };
        let lan = account(1, "lan").id;
        let home = address("192.0.2.9");
        let mut tx = begin(&store, 1).await;
        tx.put_counter("login:x", counter(1, 1, 16)).await.unwrap();
        tx.put_counter("login:x", counter(2, 1, 17)).await.unwrap();
        tx.put_counter("login:y", counter(1, 1, 3)).await.unwrap();
        tx.remember_address(lan, home).await.unwrap();
        tx.remember_address(lan, home).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = begin(&store, 16).await;
        assert_eq!(
            tx.counter("login:x").await.unwrap(),
            Some(counter(2, 1, 17))
        );
        assert_eq!(tx.counter("login:y").await.unwrap(), None);
        tx.clear_old_counters().await.unwrap();
        assert!(tx.knows_address(lan, home, minute(1)).await.unwrap());
        assert!(!tx.knows_address(lan, home, minute(2)).await.unwrap());
        tx.clear_counter("login:x").await.unwrap();
        tx.forget_addresses(lan).await.unwrap();
        assert_eq!(tx.counter("login:x").await.unwrap(), None);
        assert!(!tx.knows_address(lan, home, minute(1)).await.unwrap());
    });
}

#[test]
fn the_audit_is_read_newest_first_page_by_page() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let entry = |number: u128| AuditEntry {
            id: AuditId(uuid(number)),
            at: minute(1),
            actor: "local".into(),
            action: "account.created".into(),
            target: Some(number.to_string()),
            old: None,
            new: Some(r#"["analyst@tx"]"#.into()),
            address: Some(address("192.0.2.9")),
        };
        let mut tx = begin(&store, 1).await;
        for number in 1..=5 {
            tx.add_audit(entry(number)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let newest = store.audit(&AuditFilter::default(), None, 2).await.unwrap();
        assert_eq!(newest, [entry(5), entry(4)]);
        let rest = store
            .audit(&AuditFilter::default(), Some(newest[1].id), 9)
            .await
            .unwrap();
        assert_eq!(rest, [entry(3), entry(2), entry(1)]);
    });
}

#[test]
fn what_was_not_committed_is_not_there() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let mut tx = begin(&store, 1).await;
        tx.add_account(&account(1, "lan")).await.unwrap();
        drop(tx);
        assert!(store.accounts().await.unwrap().is_empty());
    });
}
