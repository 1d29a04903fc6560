//! Script put into every field that can be written comes back as text on every page. The fields are those of the
//! forms that pages show, so that a field added later is tried too.

use super::forms::{Control, Form, Sent};
use crate::world::{Eyes, PASSWORD, World};
use axum::body::Body;
use axum::http::{Method, Request, header};
use domain::access::{Grant, Role};
use domain::judgement::Status;
use server::web::doors;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Breaks out of text, of attributes in both quotes, and of a script.
const HOSTILE: &str = r#"<script>alert(1)</script>"'><img src=x onerror=alert(1)>"#;

/// Fails when the hostile text stands in a page as markup.
fn sweep(place: &str, body: &str) -> bool {
    for live in ["<script>alert", "<img src=x", "\"'><"] {
        assert!(!body.contains(live), "{place} shows {live} unescaped");
    }
    body.contains("alert(1)")
}

/// A statement as a browser sends it, with a file of a hostile name.
async fn state(world: &World, eyes: &Eyes, path: &str, measure: &str) -> u16 {
    let field = |name: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let name = HOSTILE.replace('"', "%22");
    let body = [
        field("csrf", &eyes.csrf),
        field("measure", measure),
        field("claim", "met"),
        field("text", &format!("Đã làm xong ngày 06/02 {HOSTILE}")),
        format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{HOSTILE}\r\n--b--\r\n"),
    ]
    .concat();
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::COOKIE, &eyes.cookie)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
        .body(Body::from(body))
        .unwrap();
    world.send(request).await.status.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn script_in_any_field_stays_text_on_every_page() {
    let mut world = World::town(HOSTILE).await;
    let admin = Grant::whole(Role::SystemAdmin);
    let admin = world.named("quan.tri", HOSTILE, admin).await;
    let officer = Grant::whole(Role::DutyOfficer);
    let officer = world.named("truc.ban", HOSTILE, officer).await;
    let leader = Grant::whole(Role::Commander);
    let leader = world.named("lanh.dao", HOSTILE, leader).await;

    let token = [("name", HOSTILE), ("units", ""), ("until", "")];
    let made = world.post("/tokens", &admin, &token).await;
    assert_eq!(made.status.as_u16(), 200);
    sweep("the token made", &made.body);

    let held = world.engine.live().all().remove(0);
    let open = held
        .in_force
        .mandate
        .clauses
        .iter()
        .flat_map(|c| c.measures.iter().map(move |m| (c, *m)))
        .find(|(c, m)| {
            let judged = held.one(&world.unit(), &c.id, *m);
            judged.is_some_and(|j| j.status != Status::NotApplicable)
        });
    let (clause, measure) = open.unwrap();
    let duty = format!(
        "/directives/{}/duties/{}?unit={}&measure={measure}",
        held.in_force.id,
        clause.id,
        world.unit()
    );
    assert_eq!(state(&world, &officer, &duty, measure.as_str()).await, 303);
    let seen = world.get(&duty, Some(&officer)).await;
    assert!(sweep("the duty", &seen.body), "the statement is shown");

    let query: String = url::form_urlencoded::byte_serialize(HOSTILE.as_bytes()).collect();
    let mut shown = 0;
    for eyes in [None, Some(&admin), Some(&officer), Some(&leader)] {
        for door in doors() {
            let path = world.filled(door.path);
            let one = format!("{path}?unit={}", world.unit());
            let names = [
                "q",
                "next",
                "unit",
                "measure",
                "under",
                "directive",
                "name",
                "actor",
            ];
            let odd: Vec<String> = names.iter().map(|n| format!("{n}={query}")).collect();
            for address in [path.clone(), one, format!("{path}?{}", odd.join("&"))] {
                let answer = world.get(&address, eyes).await;
                let kind = answer.headers.get(header::CONTENT_TYPE);
                if kind.is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html")) {
                    shown += usize::from(sweep(&address, &answer.body));
                }
            }
        }
    }
    // The sweep has eyes: names of people and units, the letter and the statement do stand on pages.
    assert!(shown >= 10, "{shown}");
}

static TURN: AtomicUsize = AtomicUsize::new(0);

/// What a control is filled with: script wherever a person types, else what the page offers.
fn typed(control: &Control) -> String {
    let given = |otherwise: &str| match control.value.as_str() {
        "" => otherwise.to_owned(),
        value => value.to_owned(),
    };
    match control.kind.as_str() {
        "hidden" | "select" | "button" => control.value.clone(),
        "checkbox" | "radio" => given("on"),
        "date" => given("2024-12-31"),
        "datetime-local" => given("2024-02-08T10:00"),
        "number" => given("1"),
        _ => HOSTILE.to_owned(),
    }
}

/// Script in everything but the token, as no browser would send it.
fn forged(control: &Control) -> String {
    match control.name.as_str() {
        "csrf" => control.value.clone(),
        _ => HOSTILE.to_owned(),
    }
}

fn file(form: &Form) -> Sent {
    let sent = |name: &str, text: String| Sent {
        name: name.to_owned(),
        text,
    };
    match form.action.as_str() {
        // By turns a table that can be imported and one with a cell to mend.
        "/imports" => {
            let cell = HOSTILE.replace('"', "\"\"");
            let (code, ip) = match TURN.fetch_add(1, Ordering::Relaxed) % 4 {
                0 | 1 => ("SCRIPT-1", "192.0.2.71"),
                _ => (cell.as_str(), cell.as_str()),
            };
            let head = "code,unit,kind,name,ip";
            let row = format!("\"{code}\",TX,workstation,\"{cell}\",\"{ip}\"");
            sent("assets.csv", format!("{head}\n{row}\n"))
        }
        "/directives/upload" => {
            let (_, text) = demo::letters()[1];
            sent(&format!("{HOSTILE}.txt"), format!("{text}\n{HOSTILE}\n"))
        }
        _ => sent(HOSTILE, HOSTILE.to_owned()),
    }
}

/// Forms that end what the sweep stands on; they are sent last.
fn is_last(form: &Form) -> bool {
    ["/logout", "/account/sessions/", "/accounts/", "/unit-link/"]
        .iter()
        .any(|ending| form.action.starts_with(ending))
}

/// Every address of the site somebody can ask for.
fn addresses(world: &World) -> Vec<String> {
    let paths = doors().into_iter().map(|door| world.filled(door.path));
    let of_unit = |path: String| {
        let one = format!("{path}?unit={}", world.unit());
        [path, one]
    };
    let roster = format!("/roster?unit={}&edit=1", world.unit());
    // What is kept by the first is shown to its owner on the second.
    let hunts = ["/hunts?new=1", "/hunts?kept=1"].map(str::to_owned);
    let more = [roster].into_iter().chain(hunts);
    paths.flat_map(of_unit).chain(more).collect()
}

/// Sends every form that somebody finds, also on the pages that the sending leads to; gives them with their answers swept.
async fn send_all(world: &World, eyes: Option<&Eyes>) -> Vec<Form> {
    let mut pages = addresses(world);
    let (mut seen, mut known) = (0, Vec::<Form>::new());
    let (mut sent, mut keys) = (0, BTreeSet::new());
    while seen < pages.len().min(PAGES_MAX) {
        let address = pages[seen].clone();
        seen += 1;
        let page = world.get(&address, eyes).await;
        sweep(&address, &page.body);
        for form in Form::all(&page.body, &address) {
            if keys.insert(form.key()) {
                known.push(form);
            }
        }
        // What is found is sent before the next page is asked for, as a person would, except what ends everything.
        while sent < known.len() {
            let form = known[sent].clone();
            sent += 1;
            if !is_last(&form) {
                let leads = send_one(world, eyes, &form).await;
                let new = leads.into_iter().filter(|lead| !pages.contains(lead));
                pages.extend(new.collect::<BTreeSet<_>>());
            }
        }
    }
    for form in known.iter().filter(|form| is_last(form)) {
        send_one(world, eyes, form).await;
    }
    known
}

/// Sends one form in every way; where its answers lead.
async fn send_one(world: &World, eyes: Option<&Eyes>, form: &Form) -> Vec<String> {
    let mut leads = Vec::new();
    for button in form.buttons() {
        for fill in [&forged as &dyn Fn(&Control) -> String, &typed] {
            let answer = form.send(world, eyes, button, fill, &file).await;
            sweep(&format!("POST {}", form.action), &answer.body);
            let told = format!("POST {}: {}", form.action, answer.status);
            assert!(!answer.status.is_server_error(), "{told}\n{form:?}");
            let to = answer.location();
            assert!(to.is_empty() || to.starts_with('/'), "{told} leads to {to}");
            assert!(!to.contains(['<', '"', '\'']), "{told} leads to {to}");
            if !to.is_empty() && !to.starts_with("/login") {
                leads.push(to.to_owned());
            }
        }
    }
    leads
}

/// Pages one person looks at: every door, and where forms lead.
const PAGES_MAX: usize = 400;

/// Doors whose forms no page here shows: the first link needs a fresh secret, a return of statements a workbook, the
/// first units an organisation without any.
const UNSEEN: &[&str] = &["/link/{secret}", "/unit-link/{secret}", "/start/units"];

/// Doors that take a form, as those find who may go through them.
async fn doors_with_forms(world: &World, people: &[Eyes]) -> Vec<&'static str> {
    let mut found = Vec::new();
    for door in doors().iter().filter(|door| door.path != "/logout") {
        let path = world.filled(door.path);
        let mut takes = true;
        for eyes in people {
            let code = world.post(&path, eyes, &[]).await.status.as_u16();
            takes &= code != 405;
        }
        if takes {
            found.push(door.path);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_of_every_page_keeps_script_as_text() {
    let mut world = World::town(HOSTILE).await;
    let mut people = Vec::new();
    // The leader first: who comes later may find a letter put in force or put away.
    for (login, role) in [
        ("lanh.dao", Role::Commander),
        ("phan.tich", Role::Analyst),
        ("truc.ban", Role::DutyOfficer),
        ("quan.tri.dv", Role::UnitAdmin),
        ("quan.tri", Role::SystemAdmin),
    ] {
        people.push(world.named(login, HOSTILE, Grant::whole(role)).await);
        // A second browser of the same person, whose session can be ended.
        let form = [("login", login), ("password", PASSWORD)];
        let agent = [("user-agent", HOSTILE)];
        let entered = world.ask(Method::POST, "/login", None, &agent, &form).await;
        assert_eq!(entered.status.as_u16(), 303);
    }
    let auditor = Grant::whole(Role::Auditor);
    let auditor = world.named("thanh.tra", HOSTILE, auditor).await;
    // The account the administrators act on is nobody's who sends.
    let victim = Grant::whole(Role::Analyst);
    world.named("nan.nhan", HOSTILE, victim).await;
    // A token of no unit, as the sweep types script for its units.
    let token = [("name", HOSTILE), ("units", ""), ("until", "")];
    let made = world.post("/tokens", &people[4], &token).await;
    assert_eq!(made.status.as_u16(), 200);
    let taking = doors_with_forms(&world, &people).await;
    assert!(taking.len() >= 25, "{taking:?}");

    let mut sent = send_all(&world, None).await;
    for eyes in &people {
        sent.extend(send_all(&world, Some(eyes)).await);
    }
    for door in taking.iter().filter(|door| !UNSEEN.contains(door)) {
        let found = sent.iter().any(|form| form.goes_to(door));
        let actions: BTreeSet<&str> = sent.iter().map(|form| form.action.as_str()).collect();
        assert!(found, "no page shows a form for {door}: {actions:#?}");
    }
    let mut shown = 0;
    for address in addresses(&world) {
        let answer = world.get(&address, Some(&auditor)).await;
        shown += usize::from(sweep(&address, &answer.body));
    }
    assert!(shown >= 10, "{shown}");
}
