//! An office with a hand-driven clock: an invented province, town, ward and commune.

use domain::access::{Grant, Role};
use domain::facts::{SourceKind, Unit};
use domain::key::Key;
use domain::policy::Policy;
use engine::accounts::{
    AccountId, Credentials, From, NewAccount, NewPerson, SignInError, SignedIn,
};
use engine::facts_in::Observation;
use engine::{Actor, Clock, Database, Engine, Settings};
use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "con mèo ăn bánh chưng";
pub(crate) const OTHER_PASSWORD: &str = "đàn trâu về dưới mưa";

pub(crate) struct Desk {
    pub(crate) engine: Engine,
    _dir: TempDir,
}

impl Desk {
    /// An office without accounts; `tinh` over `tx` over `p-hoa`, and `xa` under `tinh`.
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let settings = Settings {
            database: Database::Sqlite,
            clock: Clock::pinned("2026-02-10T08:00:00+07:00".parse().unwrap()),
            zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
            policy: Policy::default(),
            sample: true,
        };
        let engine = Engine::open(&dir.path().join("data"), settings)
            .await
            .unwrap();
        let desk = Self { engine, _dir: dir };
        for (code, parent) in [
            ("tinh", None),
            ("tx", Some("tinh")),
            ("p-hoa", Some("tx")),
            ("xa", Some("tinh")),
        ] {
            desk.register(code, parent, None).await;
        }
        desk
    }

    /// Puts a unit in the register, or in its place.
    pub(crate) async fn register(&self, code: &str, parent: Option<&str>, to: Option<Date>) {
        let unit = Unit {
            name: format!("Đơn vị mẫu {code}").into(),
            class: vec![domain::unit::UnitClass::Commune],
            tier: None,
            parent: parent.map(Key::new),
            head: None,
            headcount: None,
            register_confirmed_at: None,
            register_confirmed_by: None,
            calendar: None,
            console_groups: Vec::new(),
            host_prefixes: Vec::new(),
            from: None,
            to,
        };
        let row = Observation::of(code, None, self.engine.clock().now(), &unit);
        self.engine
            .record(&Actor::Local, SourceKind::Khien, "units", vec![row])
            .await
            .unwrap();
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, time: SignedDuration) {
        let clock = self.engine.clock();
        clock.set(clock.now() + time);
    }

    /// The first administrator, signed in.
    pub(crate) async fn first(&self) -> SignedIn {
        let link = self.engine.first_link().await.unwrap().unwrap();
        let person = NewPerson {
            login: "Quan.Tri".into(),
            name: "Người quản trị mẫu".into(),
            password: PASSWORD.into(),
        };
        let from = at("192.0.2.1");
        self.engine
            .redeem(link.expose(), person, &from)
            .await
            .unwrap()
    }

    /// A person with these grants, signed in from 192.0.2.10.
    pub(crate) async fn person(&self, login: &str, grants: &[Grant]) -> SignedIn {
        let new = NewAccount {
            login: login.into(),
            name: format!("Người mẫu {login}"),
            grants: grants.to_vec(),
        };
        let link = self
            .engine
            .create_account(&Actor::Local, new)
            .await
            .unwrap();
        self.engine
            .redeem(link.expose(), with(PASSWORD), &at("192.0.2.10"))
            .await
            .unwrap()
    }

    /// Tries to sign in and tells how it went: `in`, or the code of the refusal.
    pub(crate) async fn try_in(
        &self,
        login: &str,
        password: &str,
        totp: Option<&str>,
        address: &str,
    ) -> String {
        match self.sign_in(login, password, totp, address).await {
            Ok(_) => "in".to_owned(),
            Err(error) => error.code().to_owned(),
        }
    }

    pub(crate) async fn sign_in(
        &self,
        login: &str,
        password: &str,
        totp: Option<&str>,
        address: &str,
    ) -> Result<SignedIn, SignInError> {
        let given = Credentials {
            login: login.into(),
            password: password.into(),
            totp: totp.map(Into::into),
        };
        self.engine.sign_in(given, &at(address)).await
    }

    /// The actions of the audit, oldest first.
    pub(crate) async fn audited(&self) -> Vec<String> {
        let page = engine::accounts::AuditPage {
            before: None,
            limit: 200,
        };
        let mut entries = self.engine.audit(&Actor::Local, page).await.unwrap();
        entries.reverse();
        entries.into_iter().map(|entry| entry.action).collect()
    }
}

/// Where a request comes from.
pub(crate) fn at(address: &str) -> From {
    From {
        address: address.parse().unwrap(),
        user_agent: "Trình duyệt mẫu".into(),
    }
}

/// What is given to an invitation or a recovery.
pub(crate) fn with(password: &str) -> NewPerson {
    NewPerson {
        login: String::new(),
        name: String::new(),
        password: password.into(),
    }
}

pub(crate) fn account(signed_in: &SignedIn) -> AccountId {
    signed_in.session.account
}

pub(crate) fn grant(role: Role, unit: &str) -> Vec<Grant> {
    vec![Grant::of(role, unit)]
}
