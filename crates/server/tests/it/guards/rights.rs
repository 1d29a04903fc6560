//! Who gets through which door: every door of the list with every role, so that a door added later is tried too.

use crate::world::{Eyes, World};
use axum::http::{Method, StatusCode};
use domain::access::{Action, ROWS, Role};
use engine::Actor;
use engine::accounts::AuditPage;
use server::web::{DOORS_PUBLIC, Needs, doors};

/// Forms that change nothing: verifying the ledger.
const LOOKS: &[&str] = &["/ledger"];

/// Whether a role has a right anywhere, by the one table.
fn has(role: Role, action: Action) -> bool {
    let column = Role::ALL.iter().position(|r| *r == role).unwrap();
    let row = ROWS.iter().find(|row| row.action == action).unwrap();
    row.rights[column]
}

/// Everybody who can come to a page. A program with a token comes to none.
async fn everybody(world: &mut World) -> Vec<(Role, Eyes)> {
    let mut people = Vec::new();
    for role in Role::ALL.iter().filter(|role| **role != Role::Machine) {
        people.push((*role, world.person(*role).await));
    }
    people
}

async fn link_holder(world: &World) -> Eyes {
    let directive = world.engine.live().all().remove(0).in_force.id;
    let secret = world
        .engine
        .create_unit_link(&Actor::Local, directive, &world.unit())
        .await
        .unwrap();
    Eyes {
        csrf: world.engine.unit_link_csrf(secret.expose()).unwrap(),
        cookie: format!("khien_link={}", secret.expose()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_lets_in_whom_the_table_of_rights_names_and_nobody_else() {
    let mut world = World::town("").await;
    let people = everybody(&mut world).await;
    let link = link_holder(&world).await;
    for door in doors() {
        let path = world.filled(door.path);
        let public = door.needs == Needs::Nobody;
        assert_eq!(public, DOORS_PUBLIC.contains(&door.path), "{}", door.path);

        let nobody = world.get(&path, None).await;
        let to_sign_in = nobody.location().starts_with("/login?next=");
        assert_eq!(to_sign_in, !public, "{path} without a session");
        // A program's token is none of a browser's: it opens no page.
        let bearer = [("authorization", "Bearer khien_x")];
        let program = world.ask(Method::GET, &path, None, &bearer, &[]).await;
        assert_eq!(program.status, nobody.status, "{path} with a token");

        for (role, eyes) in &people {
            let answer = world.get(&path, Some(eyes)).await;
            let told = format!("{path} as {role}: {}", answer.status);
            assert!(!answer.status.is_server_error(), "{told}");
            assert!(!answer.location().starts_with("/login"), "{told}");
            match door.needs {
                Needs::Right(action) | Needs::Whole(action) if !has(*role, action) => {
                    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{told}");
                }
                _ => assert_ne!(answer.status, StatusCode::FORBIDDEN, "{told}"),
            }
        }
        // Who comes by a unit's link is a respondent at most.
        let answer = world.get(&path, Some(&link)).await;
        if let Needs::Right(action) | Needs::Whole(action) = door.needs
            && !has(Role::Respondent, action)
        {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} by a link");
        }
        assert!(!answer.status.is_server_error(), "{path} by a link");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_is_taken_without_its_token_or_from_another_site() {
    let mut world = World::town("").await;
    let people = everybody(&mut world).await;
    let link = link_holder(&world).await;
    let all = people.iter().map(|(_, eyes)| eyes).chain([&link]);
    let all: Vec<&Eyes> = all.collect();
    for door in doors() {
        let path = world.filled(door.path);
        for eyes in &all {
            let answer = world.ask(Method::POST, &path, Some(eyes), &[], &[]).await;
            let refused = matches!(answer.status.as_u16(), 403 | 405);
            assert!(refused, "POST {path} without token: {}", answer.status);
            let foreign = people[0].1.csrf.as_str();
            if eyes.csrf != foreign {
                let form = [("csrf", foreign)];
                let answer = world.ask(Method::POST, &path, Some(eyes), &[], &form).await;
                let refused = matches!(answer.status.as_u16(), 403 | 405);
                assert!(refused, "POST {path} with the token of another");
            }
        }
        for (eyes, site) in [
            (Some(all[0]), "cross-site"),
            (None, "cross-site"),
            (Some(all[0]), "same-site"),
        ] {
            let form = [("csrf", all[0].csrf.as_str())];
            let from = [("sec-fetch-site", site)];
            let answer = world.ask(Method::POST, &path, eyes, &from, &form).await;
            assert_eq!(
                answer.status,
                StatusCode::FORBIDDEN,
                "POST {path} from {site}"
            );
        }
        if !DOORS_PUBLIC.contains(&door.path) {
            let answer = world.ask(Method::POST, &path, None, &[], &[]).await;
            assert_eq!(
                answer.status,
                StatusCode::UNAUTHORIZED,
                "POST {path} by nobody"
            );
        }
    }
}

/// Doors where everybody changes what is their own.
const OWN: &[&str] = &["account", "login", "logout", "taste", "link", "unit-link"];

fn is_own(path: &str) -> bool {
    let first = path.split('/').nth(1);
    first.is_some_and(|first| OWN.contains(&first))
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_ask_for_the_right_again_and_the_auditor_changes_nothing() {
    let mut world = World::town("").await;
    let people = everybody(&mut world).await;
    let state = async |world: &World| {
        let page = AuditPage {
            before: None,
            limit: 1,
        };
        let audit = world.engine.audit(&Actor::Local, page).await.unwrap();
        let ledger = world.engine.checkpoint().await.unwrap().unwrap();
        (audit[0].id, ledger.size)
    };
    let before = state(&world).await;
    for door in doors() {
        let path = world.filled(door.path);
        if is_own(door.path) {
            continue;
        }
        for (role, eyes) in &people {
            let lacks = matches!(door.needs, Needs::Right(action) | Needs::Whole(action) if !has(*role, action));
            if !lacks && *role != Role::Auditor {
                continue;
            }
            let answer = world.post(&path, eyes, &[]).await;
            let told = format!("POST {path} as {role}: {}", answer.status);
            if lacks {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{told}");
            }
            let only_looks = LOOKS.contains(&door.path);
            assert!(only_looks || answer.status.is_client_error(), "{told}");
        }
    }
    assert_eq!(state(&world).await, before);
}
