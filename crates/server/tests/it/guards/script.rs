//! Script put into every field that can be written comes back as text on every page.

use super::world::{Eyes, World};
use axum::body::Body;
use axum::http::{Method, Request, header};
use domain::access::{Grant, Role};
use domain::judgement::Status;
use server::web::doors;

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

    // What is typed and refused is shown again, as text.
    let none = [];
    for (path, eyes, form) in [
        ("/login", None, vec![("login", HOSTILE), ("password", "x")]),
        (
            "/accounts",
            Some(&admin),
            vec![
                ("login", HOSTILE),
                ("name", HOSTILE),
                ("role", "analyst"),
                ("unit", HOSTILE),
            ],
        ),
        (
            "/tokens",
            Some(&admin),
            vec![("name", HOSTILE), ("units", HOSTILE), ("until", HOSTILE)],
        ),
        ("/account/totp", Some(&admin), vec![("do", HOSTILE)]),
        (
            "/taste",
            Some(&admin),
            vec![("lang", HOSTILE), ("back", HOSTILE)],
        ),
    ] {
        let answer = match eyes {
            Some(eyes) => world.post(path, eyes, &form).await,
            None => world.ask(Method::POST, path, None, &none, &form).await,
        };
        sweep(path, &answer.body);
    }

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
