//! Every door of the list stands in the description and lets in whom the table of rights names; whatever goes wrong is
//! told as a problem with a listed code.

use super::{Program, ask, description};
use crate::world::{Eyes, World};
use axum::http::{Method, Request, StatusCode, header};
use domain::access::{Action, ROWS, Role};
use server::api::{ApiDoor, doors};
use server::web::Needs;
use std::collections::BTreeSet;

fn has(role: Role, action: Action) -> bool {
    let column = Role::ALL.iter().position(|r| *r == role).unwrap();
    ROWS.iter().find(|row| row.action == action).unwrap().rights[column]
}

fn request(door: &ApiDoor, path: &str) -> axum::http::request::Builder {
    Request::builder().method(door.method.clone()).uri(path)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_is_described_and_nothing_else_is() {
    let world = World::empty(server::web::Options::default()).await;
    let description = description(&world).await;
    let mut described = BTreeSet::new();
    let mut names = BTreeSet::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            described.insert((path.clone(), method.to_uppercase()));
            assert!(operation["summary"].is_string(), "{method} {path}");
            let name = operation["operationId"].as_str().unwrap().to_owned();
            assert!(
                names.insert(name),
                "{method} {path} has the name of another"
            );
            let named = path.matches('{').count();
            let parameters = operation["parameters"].as_array().cloned();
            let in_path = parameters.unwrap_or_default();
            let in_path = in_path.iter().filter(|p| p["in"] == "path").count();
            assert_eq!(named, in_path, "variables of {path}");
            let open = operation.get("security").is_none();
            let is_for_senders = path.starts_with("/intake/");
            let token = operation["security"][0]["sender"].is_array();
            assert_eq!(token, is_for_senders, "{method} {path}");
            if is_for_senders {
                continue;
            }
            let door = doors().into_iter().find(|door| {
                door.path == path && door.method.as_str().eq_ignore_ascii_case(method)
            });
            let door = door.unwrap_or_else(|| panic!("{method} {path} has no door"));
            assert_eq!(open, door.needs == Needs::Nobody, "{method} {path}");
        }
    }
    let doors: BTreeSet<_> = doors()
        .into_iter()
        .map(|door| (door.path.to_owned(), door.method.to_string()))
        .chain(
            server::intake::doors()
                .into_iter()
                .map(|door| (door.path.to_owned(), door.method.to_string())),
        )
        .collect();
    assert_eq!(described, doors);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_lets_in_whom_the_table_of_rights_names() {
    let mut world = World::town("").await;
    let mut people: Vec<(Role, Eyes)> = Vec::new();
    for role in Role::ALL.iter().filter(|role| **role != Role::Machine) {
        people.push((*role, world.person(*role).await));
    }
    let program = Program::new(&world, None).await;
    // One each, as many of them from one address are slowed.
    let mut wrongs = ["Bearer khien_x", "Basic eA==", "khien"].iter().cycle();
    for door in doors() {
        let path = world.filled(door.path);
        let told = format!("{} {path}", door.method);
        if door.needs == Needs::Nobody {
            let reply = ask(&world, request(&door, &path), "").await;
            assert_eq!(reply.status, StatusCode::OK, "{told}");
            continue;
        }
        let nobody = ask(&world, request(&door, &path), "").await;
        assert_eq!(nobody.code(), "access.unauthenticated", "{told}");
        let challenge = nobody.headers.get(header::WWW_AUTHENTICATE).unwrap();
        assert_eq!(challenge, "Bearer realm=\"khien\"");
        let wrong = *wrongs.next().unwrap();
        let asked = request(&door, &path).header(header::AUTHORIZATION, wrong);
        // A good session beside a bad token does not help.
        let asked = asked.header(header::COOKIE, &people[0].1.cookie);
        assert_eq!(ask(&world, asked, "").await.code(), "access.token_refused");

        let reply = program.send(&world, request(&door, &path), "").await;
        let (Needs::Right(action) | Needs::Whole(action)) = door.needs else {
            panic!("{told} asks for no right");
        };
        assert!(!reply.status.is_server_error(), "{told}: {}", reply.text);
        let refused = matches!(reply.status.as_u16(), 401 | 403);
        assert_eq!(
            refused,
            !has(Role::Machine, action),
            "{told}: {}",
            reply.text
        );

        for (role, eyes) in &people {
            let asked = request(&door, &path).header(header::COOKIE, &eyes.cookie);
            let reply = ask(&world, asked, "").await;
            let told = format!("{told} as {role}: {} {}", reply.status, reply.text);
            assert!(!reply.status.is_server_error(), "{told}");
            if door.method != Method::GET {
                // A cookie alone never changes anything.
                assert_eq!(reply.code(), "access.unauthenticated", "{told}");
            } else if has(*role, action) {
                assert!(!matches!(reply.status.as_u16(), 401 | 403), "{told}");
            } else {
                assert_eq!(reply.code(), "access.forbidden", "{told}");
            }
        }
        if door.method == Method::GET {
            let asked = request(&door, &path)
                .header(header::COOKIE, &people[0].1.cookie)
                .header("sec-fetch-site", "cross-site");
            assert_eq!(ask(&world, asked, "").await.code(), "access.foreign_site");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_a_problem_too() {
    let world = World::town("").await;
    let program = Program::new(&world, None).await;
    for (method, path, code) in [
        ("GET", "/api", "not_found"),
        ("GET", "/api/v1", "not_found"),
        ("GET", "/api/v2/units", "not_found"),
        ("GET", "/api/v1/units/", "not_found"),
        ("GET", "/api/v1/units/khong-co", "not_found"),
        ("GET", "/api/v1/units/%ff", "not_found"),
        ("GET", "/api/v1/directives/1", "not_found"),
        ("GET", "/api/v1/ledger/entries/-1", "not_found"),
        ("GET", "/api/v1/ledger/entries/99999999", "not_found"),
        ("GET", "/api/v1/judgements?unit=khong-co", "not_found"),
        (
            "GET",
            "/api/v1/judgements?status=xong",
            "request.bad_filter",
        ),
        ("GET", "/api/v1/judgements?statu=met", "request.malformed"),
        ("GET", "/api/v1/units?limit=0", "request.bad_limit"),
        ("GET", "/api/v1/units?limit=501", "request.bad_limit"),
        ("GET", "/api/v1/units?limit=x", "request.malformed"),
        ("GET", "/api/v1/units?cursor=x", "request.bad_cursor"),
        ("DELETE", "/api/v1/units", "request.method_not_allowed"),
        ("PUT", "/api/v1/directives", "request.method_not_allowed"),
        ("POST", "/api/v1/imports", "request.malformed"),
    ] {
        let asked = Request::builder().method(method).uri(path);
        let reply = program.send(&world, asked, "").await;
        assert_eq!(reply.code(), code, "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_tokens_is_slowed_and_a_good_token_is_not_in_its_way() {
    let world = World::town("").await;
    let good = Program::new(&world, None).await;
    let mut codes = Vec::new();
    for guess in 0..32 {
        let guess = Program {
            bearer: format!("Bearer khien_{guess}"),
        };
        codes.push(guess.get(&world, "/api/v1/units").await);
    }
    assert_eq!(codes[0].code(), "access.token_refused");
    let last = codes.last().unwrap();
    assert_eq!(last.code(), "access.wait");
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    let wait = last.headers.get(header::RETRY_AFTER).unwrap();
    assert!(wait.to_str().unwrap().parse::<u32>().unwrap() > 0);
    assert_eq!(
        good.get(&world, "/api/v1/units").await.status,
        StatusCode::OK
    );
}
