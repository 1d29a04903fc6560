//! A site over a data folder of its own, with a pinned clock, and people of every role to look at it.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use domain::access::{Grant, Role};
use domain::facts::Unit;
use domain::key::Key;
use engine::accounts::{From, NewAccount, NewPerson};
use engine::directives::Confirmation;
use engine::{Actor, Clock, Database, Engine, Settings};
use http_body_util::BodyExt as _;
use jiff::tz::TimeZone;
use server::web::{Options, Site, router};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use tempfile::TempDir;
use tower::ServiceExt as _;

const AS_OF: &str = "2024-02-08T21:30:00+07:00";
/// The password of everybody here.
pub(crate) const PASSWORD: &str = "mot cau dai de nho";

/// A site and what its addresses may name.
pub(crate) struct World {
    pub(crate) engine: Arc<Engine>,
    router: Router,
    /// Values for the variables of addresses, `{name}` by name, or by `path prefix{name}`.
    pub(crate) values: BTreeMap<String, String>,
    _temp: TempDir,
}

/// Somebody who looks: cookie and form token.
#[derive(Clone)]
pub(crate) struct Eyes {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

/// An answer, read to its end unless it is a stream.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn location(&self) -> &str {
        let location = self.headers.get(header::LOCATION);
        location.map_or("", |value| value.to_str().unwrap())
    }
}

impl World {
    /// A site without anything.
    pub(crate) async fn empty(options: Options) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let settings = Settings {
            database: Database::Sqlite,
            clock: Clock::pinned(AS_OF.parse().unwrap()),
            zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
            policy: domain::policy::Policy::default(),
            sample: true,
        };
        let data = temp.path().join("data");
        let engine = Arc::new(Engine::open(&data, settings).await.unwrap());
        let router = router(&Site::new(Arc::clone(&engine), options));
        Self {
            engine,
            router,
            values: BTreeMap::new(),
            _temp: temp,
        }
    }

    /// The invented town with one letter in force. `mark` is put behind the names of its units and into the letter.
    pub(crate) async fn town(mark: &str) -> Self {
        let mut world = Self::empty(Options::default()).await;
        let facts = world._temp.path().join("facts");
        demo::write(&facts, demo::SEED, AS_OF.parse().unwrap(), &[]).unwrap();
        mark_units(&facts, mark);
        let engine = &world.engine;
        let _counts = engine.import_folder(&Actor::Local, &facts).await.unwrap();
        let (name, text) = demo::letters()[0];
        let received = Confirmation {
            received: Some(jiff::civil::date(2024, 1, 5)),
            watch: None,
        };
        let text = text.replace("24/7", &format!("24/7 {mark}"));
        let in_force = engine
            .confirm_directive(
                &Actor::Local,
                &format!("{mark}{name}"),
                text.as_bytes(),
                &received,
            )
            .await
            .unwrap();
        let (name, text) = demo::letters()[1];
        let text = text.replace("24/7", &format!("24/7 {mark}"));
        let draft = engine
            .upload(&Actor::Local, &format!("{mark}{name}"), text.into_bytes())
            .await
            .unwrap();
        engine.refresh().await.unwrap();
        let held = engine.live().all().remove(0);
        let unit = held.not_reported().iter().next().cloned().unwrap();
        for (name, value) in [
            ("/directives/{id}", in_force.id.to_string()),
            ("/drafts/{id}", draft.to_string()),
            ("{directive}", in_force.id.to_string()),
            ("{obligation}", in_force.mandate.clauses[0].id.to_string()),
            ("{code}", unit.to_string()),
            ("{unit}", unit.to_string()),
            ("{measure}", "duty.roster_24x7".to_owned()),
            ("{guide}", "officer".to_owned()),
            ("{seq}", "1".to_owned()),
        ] {
            world.values.insert(name.to_owned(), value);
        }
        world
    }

    /// The unit of respondents.
    pub(crate) fn unit(&self) -> Key<Unit> {
        Key::new(&self.values["{code}"])
    }

    /// What the organisation and its letters say themselves: the rows of the tables and the names in the letters.
    pub(crate) fn data(&self) -> String {
        let mut data = String::new();
        let mut open = vec![self._temp.path().join("facts")];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()));
            } else if path.extension().is_some_and(|e| e == "csv") {
                let text = std::fs::read_to_string(path).unwrap();
                data.extend(text.split_inclusive('\n').skip(1));
            }
        }
        for (name, text) in demo::letters() {
            let read = self.engine.read_directive(name, text.as_bytes()).unwrap();
            let enclosures = read.enclosures.iter().map(|e| e.title.clone());
            let contacts = read.contacts.iter().map(|c| c.name.clone());
            let watch = read.watch.iter().map(|w| w.name.clone());
            let issuers = read.issuer.iter().map(|i| i.name.clone());
            let parts = enclosures.chain(contacts).chain(watch).chain(issuers);
            let parts = parts
                .chain(read.subject.clone())
                .chain([(*name).to_owned()]);
            for part in parts.chain(read.references.iter().filter_map(|r| r.issuer.clone())) {
                data.push_str(&part);
                data.push('\n');
            }
        }
        data
    }

    /// Somebody signed in with a role: respondents for the one unit, everybody else for all.
    pub(crate) async fn person(&mut self, role: Role) -> Eyes {
        let subtree = (role == Role::Respondent).then(|| self.unit());
        self.named(role.as_str(), role.as_str(), Grant { role, subtree })
            .await
    }

    /// Somebody signed in.
    pub(crate) async fn named(&mut self, login: &str, name: &str, grant: Grant) -> Eyes {
        let new = NewAccount {
            login: login.to_owned(),
            name: name.to_owned(),
            grants: vec![grant],
        };
        let link = self.engine.create_account(&Actor::Local, new).await;
        let person = NewPerson {
            login: login.to_owned(),
            name: name.to_owned(),
            password: PASSWORD.to_owned(),
        };
        let from = From {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            user_agent: format!("test {name}"),
        };
        let link = link.unwrap();
        let entered = self.engine.redeem(link.expose(), person, &from).await;
        let entered = entered.unwrap();
        let id = entered.session.account.to_string();
        self.values.insert("/accounts/{id}".to_owned(), id);
        Eyes {
            cookie: format!("khien={}", entered.secret.expose()),
            csrf: entered.session.csrf,
        }
    }

    /// Sends a request. `form` is sent as a browser sends a plain form.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        eyes: Option<&Eyes>,
        headers: &[(&str, &str)],
        form: &[(&str, &str)],
    ) -> Answer {
        let body = form
            .iter()
            .fold(
                url::form_urlencoded::Serializer::new(String::new()),
                |mut out, (n, v)| {
                    out.append_pair(n, v);
                    out
                },
            )
            .finish();
        let mut request = Request::builder().method(method).uri(path);
        if let Some(eyes) = eyes {
            request = request.header(header::COOKIE, &eyes.cookie);
        }
        let typed = headers.iter().any(|(name, _)| *name == "content-type");
        if !typed {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// A page as somebody sees it.
    pub(crate) async fn get(&self, path: &str, eyes: Option<&Eyes>) -> Answer {
        self.ask(Method::GET, path, eyes, &[], &[]).await
    }

    /// A form with the token of whoever sends it.
    pub(crate) async fn post(&self, path: &str, eyes: &Eyes, form: &[(&str, &str)]) -> Answer {
        let mut fields = vec![("csrf", eyes.csrf.as_str())];
        fields.extend_from_slice(form);
        self.ask(Method::POST, path, Some(eyes), &[], &fields).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let kind = parts.headers.get(header::CONTENT_TYPE);
        let endless = kind.is_some_and(|kind| kind == "text/event-stream");
        let body = if endless {
            String::new()
        } else {
            let bytes = body.collect().await.unwrap().to_bytes();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// The address of a door with its variables filled in; one that is not known here becomes `1`.
    pub(crate) fn filled(&self, path: &str) -> String {
        let mut filled = path.to_owned();
        while let (Some(from), Some(to)) = (filled.find('{'), filled.find('}')) {
            let (name, up_to) = (&filled[from..=to], &path[..=path.find('}').unwrap()]);
            let value = self.values.get(up_to).or_else(|| self.values.get(name));
            let value = value.map_or("1", String::as_str).to_owned();
            filled.replace_range(from..=to, &value);
        }
        filled
    }
}

/// Puts a mark behind the name of every unit of the table.
fn mark_units(facts: &std::path::Path, mark: &str) {
    let path = facts.join("units.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut lines = text.lines();
    let head = lines.next().unwrap();
    let column = head
        .trim_start_matches('\u{feff}')
        .split(',')
        .position(|name| name == "Tên đơn vị")
        .unwrap();
    let quoted = mark.replace('"', "\"\"");
    let rows = lines.map(|line| {
        let cells = line.split(',').enumerate().map(|(place, cell)| {
            if place == column && !cell.starts_with('"') {
                format!("\"{cell}{quoted}\"")
            } else {
                cell.to_owned()
            }
        });
        cells.collect::<Vec<_>>().join(",")
    });
    let rows: Vec<String> = rows.collect();
    std::fs::write(path, format!("{head}\n{}\n", rows.join("\n"))).unwrap();
}
