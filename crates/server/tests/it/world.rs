//! The invented town behind the site's router, with one account a role and a pinned clock.

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
const PASSWORD: &str = "mot cau dai de nho";

/// The site with what it stands on.
pub(crate) struct World {
    _temp: TempDir,
    pub(crate) engine: Arc<Engine>,
    router: Router,
}

/// Somebody who is signed in.
pub(crate) struct Browser<'w> {
    world: &'w World,
    cookie: String,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) to: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl World {
    pub(crate) async fn new() -> Self {
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
        let engine = Engine::open(&temp.path().join("data"), settings)
            .await
            .unwrap();
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
        let engine = Arc::new(engine);
        let router = router(&Site::new(Arc::clone(&engine), Options::default()));
        Self {
            _temp: temp,
            engine,
            router,
        }
    }

    /// The id of the one directive in force.
    pub(crate) fn directive(&self) -> String {
        let all = self.engine.live().all();
        all.first().unwrap().in_force.id.to_string()
    }

    /// Signs in somebody new with this role, for the whole organisation or a unit and all below it.
    pub(crate) async fn sign_in(&self, role: Role, unit: Option<&str>) -> Browser<'_> {
        let login = format!("{role}{}", unit.unwrap_or_default()).replace('_', ".");
        let login = login.to_lowercase();
        let account = NewAccount {
            login: login.clone(),
            name: format!("Người mẫu {role}"),
            grants: vec![Grant {
                role,
                subtree: unit.map(Key::new),
            }],
        };
        let link = self
            .engine
            .create_account(&Actor::Local, account)
            .await
            .unwrap();
        let person = NewPerson {
            login: login.clone(),
            name: format!("Người mẫu {role}"),
            password: PASSWORD.to_owned(),
        };
        let from = From {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            user_agent: String::new(),
        };
        let signed_in = self
            .engine
            .redeem(link.expose(), person, &from)
            .await
            .unwrap();
        Browser {
            world: self,
            cookie: format!("khien={}", signed_in.secret.expose()),
        }
    }
}

impl Browser<'_> {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path), Body::empty()).await
    }

    /// Sends a form with the token of this session.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get("/reports").await.text();
        let token = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
        let token = token.split('"').next().unwrap();
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", token)
            .extend_pairs(fields)
            .finish();
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        self.ask(request, Body::from(body)).await
    }

    /// Sends one text file as a browser's form of files does, with the token of this session.
    pub(crate) async fn upload(&self, path: &str, name: &str, text: &str) -> Answer {
        let page = self.get("/reports").await.text();
        let token = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
        let token = token.split('"').next().unwrap();
        let body = format!(
            "--mau\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--mau\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\nstatement\r\n--mau\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n{text}\r\n--mau--\r\n"
        );
        let kind = "multipart/form-data; boundary=mau";
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        self.ask(request, Body::from(body)).await
    }

    async fn ask(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = request
            .header(header::COOKIE, &self.cookie)
            .body(body)
            .unwrap();
        let answer = self.world.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let to = answer.headers().get(header::LOCATION);
        let to = to.map_or("", |to| to.to_str().unwrap()).to_owned();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        Answer {
            status,
            to,
            bytes: bytes.to_vec(),
        }
    }
}
