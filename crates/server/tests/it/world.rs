//! A site over a data folder of its own, with a pinned clock, and people of every role to look at it.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use domain::access::{Grant, Role};
use domain::facts::Unit;
use domain::key::Key;
use engine::accounts::{From, NewAccount, NewPerson};
use engine::directives::Confirmation;
use engine::events::{
    Adoption, AlertFilter, Events, NewHunt, NewRetroHunt, NewSuppression, PumpOptions, Sender,
    SourceState,
};
use engine::{Actor, Clock, Database, Engine, Settings};
use http_body_util::BodyExt as _;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use server::intake::Intake;
use server::web::{Entrance, Options, Site, router, serve};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt as _;

/// Between the parts of an upload.
const BOUNDARY: &str = "khien-test-boundary";
const AS_OF: &str = "2024-02-08T21:30:00+07:00";
/// The password of everybody here.
pub(crate) const PASSWORD: &str = "mot cau dai de nho";

/// A site and what its addresses may name.
pub(crate) struct World {
    pub(crate) engine: Arc<Engine>,
    pub(crate) events: Events,
    site: Site,
    router: Router,
    /// Values for the variables of addresses, `{name}` by name, or by `path prefix{name}`.
    pub(crate) values: BTreeMap<String, String>,
    _temp: TempDir,
}

/// Somebody who looks: cookie and form token.
#[derive(Clone, Default)]
pub(crate) struct Eyes {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

/// An answer, read to its end unless it is a stream.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Where it leads; empty when nowhere.
    pub(crate) to: String,
    pub(crate) bytes: Vec<u8>,
    /// The same as a text.
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn location(&self) -> &str {
        &self.to
    }

    pub(crate) fn text(&self) -> String {
        self.body.clone()
    }

    /// The cookie it sets; empty when none.
    pub(crate) fn cookie(&self) -> &str {
        let cookie = self.headers.get(header::SET_COOKIE);
        cookie.map_or("", |value| value.to_str().unwrap())
    }
}

/// Somebody who is signed in, with the world they look at.
pub(crate) struct Browser<'w> {
    world: &'w World,
    pub(crate) eyes: Eyes,
}

impl Browser<'_> {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.world.get(path, Some(&self.eyes)).await
    }

    /// Opens a stream of news.
    pub(crate) async fn listen(&self, path: &str) -> Body {
        let request = Request::get(path).header(header::COOKIE, &self.eyes.cookie);
        let request = request.body(Body::empty()).unwrap();
        let answer = self.world.router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.into_body()
    }

    /// Sends a form with the token of this session.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.world.post(path, &self.eyes, fields).await
    }

    /// Sends one text file that a person states.
    pub(crate) async fn upload(&self, path: &str, name: &str, text: &str) -> Answer {
        let file = ("files", name, text.as_bytes());
        let fields = [("kind", "statement")];
        self.world.upload(path, &self.eyes, &fields, file).await
    }
}

impl World {
    /// A site without anything.
    pub(crate) async fn empty(options: Options) -> Self {
        Self::over(options, |_| None).await
    }

    /// The same with doors for senders of logs.
    pub(crate) async fn taking(options: Options, intake: Intake) -> Self {
        Self::over(options, |_| Some(intake)).await
    }

    /// The same with the doors that a serving program has.
    pub(crate) async fn with_own_doors(options: Options) -> Self {
        let limits = server::intake::Limits::default();
        let doors = |events: &Events| Intake::new(Arc::new(events.intake()), limits);
        Self::over(options, |events| Some(doors(events))).await
    }

    async fn over(options: Options, intake: impl FnOnce(&Events) -> Option<Intake>) -> Self {
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
        let (events, _) = Events::open(Arc::clone(&engine)).await.unwrap();
        let kept = Some(events.clone());
        let intake = intake(&events);
        let site = Site::with_events(Arc::clone(&engine), options, intake, kept);
        Self {
            engine,
            events,
            router: router(&site),
            site,
            values: BTreeMap::new(),
            _temp: temp,
        }
    }

    /// Takes records of a sender in, as doors and pump do.
    pub(crate) async fn log(&self, source: &str, records: &[String]) {
        self.log_all(&[(source, records)]).await;
    }

    /// Records of several senders.
    pub(crate) async fn log_all(&self, of: &[(&str, &[String])]) {
        for (source, records) in of {
            let sender = Sender {
                key: (*source).into(),
            };
            let frames = records.iter().map(|record| record.clone().into_bytes());
            let taken = self.events.intake().take(&sender, frames.collect()).await;
            assert_eq!(taken, Ok(u64::try_from(records.len()).unwrap()));
        }
        let options = PumpOptions {
            every: Duration::ZERO,
            ..PumpOptions::default()
        };
        let mut pump = self.events.pump(options).await.unwrap();
        while pump.step(Duration::ZERO).await.unwrap().events > 0 {}
    }

    /// A list with an address, and records of a firewall that reached it, so that there are logs, an alert and a sender.
    pub(crate) async fn logs(&mut self, mark: &str) {
        let by = &Actor::Local;
        let list = b"203.0.113.66,Mirai\n".to_vec();
        let name = "botnet-2024-02.csv";
        self.engine.import_list(by, name, list).await.unwrap();
        let reached: Vec<String> = (1..=3).map(|n| reached(n, mark)).collect();
        self.log(FIREWALL, &reached).await;
        let filter = AlertFilter {
            limit: 1,
            ..AlertFilter::default()
        };
        let alerts = self.engine.alerts(by, &filter).await.unwrap().alerts;
        let sources = self
            .engine
            .event_sources(by, SourceState::ALL, None, 1)
            .await
            .unwrap();
        let adoption = Adoption {
            unit: None,
            name: format!("may chu web {mark}"),
            class: String::new(),
            systems: Vec::new(),
        };
        let (shows_token, _) = self.engine.add_source(by, adoption).await.unwrap();
        let hunt = NewHunt {
            hypothesis: format!("có máy gọi ra ngoài {mark}"),
            query: "action:accept".to_owned(),
            unit: None,
            from: "2024-02-08T00:00:00Z".parse().unwrap(),
            to: "2024-02-09T00:00:00Z".parse().unwrap(),
            found: 3,
        };
        self.engine.begin_hunt(by, hunt).await.unwrap();
        let quiet = NewSuppression {
            rule: Some("khien.mau".to_owned()),
            host: None,
            key: None,
            unit: None,
            reason: format!("test {mark}"),
            until: self.engine.clock().now() + SignedDuration::from_hours(24),
        };
        let quiet = self.engine.suppress(by, quiet).await.unwrap();
        let event: String = alerts[0].events[0]
            .id
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        for (name, value) in [
            ("/alerts/{id}", alerts[0].id.to_string()),
            ("/sources/{id}", sources[0].id.to_string()),
            ("/sources/{id}/token", shows_token.id.to_string()),
            ("/events/{id}", event),
            ("/suppressions/{id}", quiet.id.to_string()),
            ("/rules/sets/{name}", "starter".to_owned()),
            ("/rules/lists/{name}", name.to_owned()),
        ] {
            self.values.insert(name.to_owned(), value);
        }
    }

    /// The invented town with one letter in force.
    pub(crate) async fn new() -> Self {
        Self::with_letter("").await
    }

    async fn with_letter(mark: &str) -> Self {
        let mut world = Self::empty(Options::default()).await;
        let facts = world._temp.path().join("facts");
        demo::write(&facts, demo::SEED, AS_OF.parse().unwrap(), &[]).unwrap();
        mark_units(&facts, mark);
        let engine = &world.engine;
        let _counts = engine.import_folder(&Actor::Local, &facts).await.unwrap();
        world.put_in_force(mark).await;
        let (directive, units) = (world.directive(), world.units());
        for (name, value) in [("{directive}", directive), ("{code}", units.0)] {
            world.values.insert(name.to_owned(), value);
        }
        world
    }

    /// A site with a letter in force and no units, as on the first evening.
    pub(crate) async fn first_evening() -> Self {
        let world = Self::empty(Options::default()).await;
        world.put_in_force("").await;
        world
    }

    /// Puts the first sample letter in force, with a mark before its name and in its text.
    pub(crate) async fn put_in_force(&self, mark: &str) {
        let (name, text) = demo::letters()[0];
        let text = text.replace("24/7", &format!("24/7 {mark}"));
        let received = Confirmation {
            received: Some(jiff::civil::date(2024, 1, 5)),
            watch: None,
        };
        self.engine
            .confirm_directive(
                &Actor::Local,
                &format!("{mark}{name}"),
                text.as_bytes(),
                &received,
            )
            .await
            .unwrap();
        self.engine.refresh().await.unwrap();
    }

    /// The same with a second letter being read. `mark` is put behind the names of its units and into the letters.
    pub(crate) async fn town(mark: &str) -> Self {
        let mut world = Self::with_letter(mark).await;
        world.logs(mark).await;
        let run = NewRetroHunt {
            what: "list:botnet-2024-02.csv".to_owned(),
            from: "2024-02-08T00:00:00Z".parse().unwrap(),
            to: "2024-02-09T00:00:00Z".parse().unwrap(),
        };
        let by = &Actor::Local;
        world.engine.ask_retro_hunt(by, run).await.unwrap();
        let held = world.engine.live().all().remove(0);
        let engine = &world.engine;
        let (name, text) = demo::letters()[1];
        let text = text.replace("24/7", &format!("24/7 {mark}"));
        let draft = engine
            .upload(&Actor::Local, &format!("{mark}{name}"), text.into_bytes())
            .await
            .unwrap();
        engine.refresh().await.unwrap();
        let in_force = &held.in_force;
        for (name, value) in [
            ("/directives/{id}", in_force.id.to_string()),
            ("/drafts/{id}", draft.to_string()),
            ("{obligation}", in_force.mandate.clauses[0].id.to_string()),
            ("{unit}", world.unit().to_string()),
            ("{measure}", "duty.roster_24x7".to_owned()),
            ("{guide}", "officer".to_owned()),
            ("{seq}", "1".to_owned()),
        ] {
            world.values.insert(name.to_owned(), value);
        }
        world
    }

    /// Serves the site on a port of its own for as long as the test runs.
    pub(crate) async fn listen(&self) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let site = self.site.clone();
        tokio::spawn(async move {
            let never = std::future::pending::<()>();
            serve(Entrance::Plain(listener), &site, never).await;
        });
        address
    }

    /// The id of the first directive in force.
    pub(crate) fn directive(&self) -> String {
        let all = self.engine.live().all();
        all.first().unwrap().in_force.id.to_string()
    }

    /// A unit that has not reported, and another one.
    pub(crate) fn units(&self) -> (String, String) {
        let held = self.engine.live().all().remove(0);
        let silent = held.not_reported().iter().next().unwrap().to_string();
        let other = held.units().iter().find(|u| u.code.as_str() != silent);
        (silent, other.unwrap().code.to_string())
    }

    /// The unit of respondents.
    pub(crate) fn unit(&self) -> Key<Unit> {
        Key::new(&self.values["{code}"])
    }

    /// What the organisation and its letters say themselves: the rows of the tables and the names in the letters.
    pub(crate) fn data(&self) -> String {
        // How a slip of the letter is understood is quoted beside it, and the name proposed for a roster is what
        // will stand in it.
        let mut data =
            "săn lùng mối nguy hại\nTrực bảo đảm an toàn thông tin mạng 24/7\n".to_owned();
        let packs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        let mut open = vec![self._temp.path().join("facts"), packs];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()));
            } else if path.extension().is_some_and(|e| e == "toml") {
                data.push_str(&std::fs::read_to_string(path).unwrap());
            } else if path.extension().is_some_and(|e| e == "csv") {
                let text = std::fs::read_to_string(path).unwrap();
                data.extend(text.split_inclusive('\n').skip(1));
            }
        }
        for (name, text) in demo::letters() {
            data.push_str(text);
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

    /// Somebody new of this role, for the whole organisation or a unit and all below it.
    pub(crate) async fn sign_in(&self, role: Role, unit: Option<&str>) -> Browser<'_> {
        let login = format!("{role}{}", unit.unwrap_or_default()).replace('_', ".");
        let subtree = unit.map(Key::new);
        let name = format!("Người mẫu {role}");
        let (eyes, _) = self
            .entered(&login.to_lowercase(), &name, Grant { role, subtree })
            .await;
        Browser { world: self, eyes }
    }

    /// Somebody signed in, whose account is the one that addresses name from now on.
    pub(crate) async fn named(&mut self, login: &str, name: &str, grant: Grant) -> Eyes {
        let (eyes, id) = self.entered(login, name, grant).await;
        self.values.insert("/accounts/{id}".to_owned(), id);
        eyes
    }

    async fn entered(&self, login: &str, name: &str, grant: Grant) -> (Eyes, String) {
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
        let eyes = Eyes {
            cookie: format!("khien={}", entered.secret.expose()),
            csrf: entered.session.csrf,
        };
        (eyes, entered.session.account.to_string())
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

    /// Sends a form with one file, field, name and content, and the token of whoever sends it.
    pub(crate) async fn upload(
        &self,
        path: &str,
        eyes: &Eyes,
        fields: &[(&str, &str)],
        (field, name, bytes): (&str, &str, &[u8]),
    ) -> Answer {
        let mut body = Vec::new();
        for (field, value) in [("csrf", eyes.csrf.as_str())].iter().chain(fields) {
            let part = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend_from_slice(part.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let request = Request::post(path)
            .header(header::COOKIE, &eyes.cookie)
            .header(
                header::CONTENT_TYPE,
                format!("multipart/form-data; boundary={BOUNDARY}"),
            );
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let kind = parts.headers.get(header::CONTENT_TYPE);
        let endless = kind.is_some_and(|kind| kind == "text/event-stream");
        let bytes = if endless {
            Vec::new()
        } else {
            body.collect().await.unwrap().to_bytes().to_vec()
        };
        let to = parts.headers.get(header::LOCATION);
        Answer {
            status: parts.status,
            to: to.map_or("", |to| to.to_str().unwrap()).to_owned(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    /// The address of a door with its variables filled in; one that is not known here becomes `1`.
    pub(crate) fn filled(&self, path: &str) -> String {
        let mut filled = String::new();
        let mut rest = 0;
        for (from, _) in path.match_indices('{') {
            let to = from + path[from..].find('}').unwrap();
            // A variable of one name may mean another thing behind another beginning.
            let value = self.values.get(&path[..=to]);
            let value = value.or_else(|| self.values.get(&path[from..=to]));
            filled.push_str(&path[rest..from]);
            filled.push_str(value.map_or("1", String::as_str));
            rest = to + 1;
        }
        filled.push_str(&path[rest..]);
        filled
    }
}

/// A firewall of the sample town.
pub(crate) const FIREWALL: &str = "syslog/192.0.2.10";

/// What a firewall writes when a machine reached the listed address.
pub(crate) fn reached(machine: u8, mark: &str) -> String {
    format!(
        "<134>date=2024-02-08 time=21:2{machine}:00 tz=\"+0700\" devname=\"FW-MAU\" type=\"traffic\" \
         srcip=198.51.100.{machine} srcport=51000 dstip=203.0.113.66 dstport=443 action=\"accept\" msg=\"{mark}\""
    )
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
