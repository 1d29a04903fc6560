//! The invented town behind the router, and who answers in it.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::access::{Grant, Role};
use domain::key::Key;
use engine::accounts::{From, NewAccount, NewPerson};
use engine::directives::Confirmation;
use engine::{Actor, Clock, Database, Engine, Settings};
use http_body_util::BodyExt as _;
use jiff::tz::TimeZone;
use server::web::{Options, Site, router};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use tempfile::TempDir;
use tower::ServiceExt as _;

/// The instant the town is made for.
const AS_OF: &str = "2024-02-08T21:30:00+07:00";
/// Between the parts of an upload.
const BOUNDARY: &str = "khien-test-boundary";

/// The site with what it stands on.
pub(super) struct Place {
    pub(super) engine: Arc<Engine>,
    router: Router,
    _temp: TempDir,
}

/// Somebody who looks, by cookie and form token.
#[derive(Default)]
pub(super) struct Eyes {
    pub(super) cookie: String,
    pub(super) csrf: String,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) to: String,
    pub(super) cookie: String,
    pub(super) bytes: Vec<u8>,
}

impl Answer {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl Place {
    pub(super) async fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let at = AS_OF.parse().unwrap();
        let facts = temp.path().join("facts");
        demo::write(&facts, demo::SEED, at, &[]).unwrap();
        let settings = Settings {
            database: Database::Sqlite,
            clock: Clock::pinned(at),
            zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
            policy: domain::policy::Policy::default(),
            sample: true,
        };
        let data = temp.path().join("data");
        let engine = Arc::new(Engine::open(&data, settings).await.unwrap());
        let _counts = engine.import_folder(&Actor::Local, &facts).await.unwrap();
        let (name, text) = demo::letters().first().copied().unwrap();
        let received = Confirmation {
            received: Some(jiff::civil::date(2024, 1, 5)),
            watch: None,
        };
        engine
            .confirm_directive(&Actor::Local, name, text.as_bytes(), &received)
            .await
            .unwrap();
        engine.refresh().await.unwrap();
        let router = router(&Site::new(Arc::clone(&engine), Options::default()));
        Self {
            engine,
            router,
            _temp: temp,
        }
    }

    /// The one directive in force.
    pub(super) fn directive(&self) -> String {
        let all = self.engine.live().all();
        all.first().unwrap().in_force.id.to_string()
    }

    /// A unit that has not reported, and another one.
    pub(super) fn units(&self) -> (String, String) {
        let held = self.engine.live().all().remove(0);
        let silent = held.not_reported().iter().next().unwrap().to_string();
        let other = held.units().iter().find(|u| u.code.as_str() != silent);
        (silent, other.unwrap().code.to_string())
    }

    pub(super) async fn sign_in(&self, role: Role, unit: Option<&str>) -> Eyes {
        let login = role.as_str().replace('_', ".");
        let account = NewAccount {
            login: login.clone(),
            name: "Người Mẫu".to_owned(),
            grants: vec![Grant {
                role,
                subtree: unit.map(Key::new),
            }],
        };
        let link = self.engine.create_account(&Actor::Local, account).await;
        let person = NewPerson {
            login,
            name: "Người Mẫu".to_owned(),
            password: "mot cau dai de nho".to_owned(),
        };
        let from = From {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            user_agent: String::new(),
        };
        let link = link.unwrap();
        let entered = self.engine.redeem(link.expose(), person, &from);
        let entered = entered.await.unwrap();
        Eyes {
            cookie: format!("khien={}", entered.secret.expose()),
            csrf: entered.session.csrf,
        }
    }

    pub(super) async fn get(&self, path: &str, eyes: &Eyes) -> Answer {
        self.send(Request::get(path), eyes, Body::empty()).await
    }

    /// Sends a form with the token of whoever sends it.
    pub(super) async fn post(&self, path: &str, eyes: &Eyes, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", &eyes.csrf)
            .extend_pairs(fields)
            .finish();
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        self.send(request, eyes, Body::from(body)).await
    }

    /// Sends a form with a file.
    pub(super) async fn upload(
        &self,
        path: &str,
        eyes: &Eyes,
        fields: &[(&str, &str)],
        (name, bytes): (&str, &[u8]),
    ) -> Answer {
        let mut body = Vec::new();
        for (field, value) in [("csrf", eyes.csrf.as_str())].iter().chain(fields) {
            let part = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend_from_slice(part.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        self.send(request, eyes, Body::from(body)).await
    }

    async fn send(&self, request: axum::http::request::Builder, eyes: &Eyes, body: Body) -> Answer {
        let request = request.header(header::COOKIE, &eyes.cookie).body(body);
        let answer = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let told = |name| {
            let value = answer.headers().get(name);
            value.map_or("", |value| value.to_str().unwrap()).to_owned()
        };
        let (status, to, cookie) = (
            answer.status(),
            told(header::LOCATION),
            told(header::SET_COOKIE),
        );
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        Answer {
            status,
            to,
            cookie,
            bytes: bytes.to_vec(),
        }
    }
}
