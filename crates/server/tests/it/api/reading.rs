//! Lists: every item once over the pages, filters, and nothing from outside the caller's part of the tree.

use super::{Program, ask};
use crate::world::World;
use axum::http::{Request, StatusCode};
use domain::access::Role;
use serde_json::Value;
use std::collections::BTreeSet;

/// All pages of a list, a few items at a time.
async fn walked(program: &Program, world: &World, list: &str, limit: usize) -> Vec<Value> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    for _ in 0..1_000 {
        let join = if list.contains('?') { '&' } else { '?' };
        let path = format!("{list}{join}limit={limit}{cursor}");
        let reply = program.get(world, &path).await;
        let items = reply.items();
        assert!(items.len() <= limit);
        all.extend(items);
        match reply.json()["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
    panic!("{list} has no end");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_give_every_item_once_and_in_one_order() {
    let world = World::town("").await;
    let program = Program::new(&world, None).await;
    for (list, limit) in [
        ("/api/v1/units", 3),
        ("/api/v1/systems", 1),
        ("/api/v1/assets", 60),
        ("/api/v1/directives", 1),
        ("/api/v1/obligations", 2),
        ("/api/v1/judgements", 23),
        ("/api/v1/judgements?status=not_met", 3),
        ("/api/v1/evidence", 4),
        ("/api/v1/imports", 4),
        ("/api/v1/returns", 3),
        ("/api/v1/ledger/entries", 120),
    ] {
        let whole = walked(&program, &world, list, 500).await;
        let parts = walked(&program, &world, list, limit).await;
        assert!(whole.len() > limit || list.contains("directives"), "{list}");
        assert_eq!(parts, whole, "{list}");
    }
    let of_units = program.get(&world, "/api/v1/units?limit=1").await.json();
    let cursor = of_units["next"].as_str().unwrap();
    let path = format!("/api/v1/assets?cursor={cursor}");
    assert_eq!(
        program.get(&world, &path).await.code(),
        "request.bad_cursor"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_leave_what_was_asked_for() {
    let world = World::town("").await;
    let program = Program::new(&world, None).await;
    let unit = world.unit();
    for (list, field, value) in [
        (format!("judgements?unit={unit}"), "unit", unit.as_str()),
        ("judgements?status=unknown".into(), "status", "unknown"),
        (
            "judgements?measure=duty.roster_24x7".into(),
            "measure",
            "duty.roster_24x7",
        ),
        ("assets?kind=server".into(), "kind", "server"),
        ("assets?unit=TX".into(), "unit", "TX"),
        ("returns?state=open".into(), "state", "open"),
    ] {
        let items = program
            .get(&world, &format!("/api/v1/{list}"))
            .await
            .items();
        assert!(!items.is_empty(), "{list}");
        for item in items {
            assert_eq!(item[field], value, "{list}");
        }
    }
    let asset = program.get(&world, "/api/v1/assets?limit=1").await.items();
    let ip = asset[0]["addresses"][0].as_str().unwrap();
    let found = program
        .get(&world, &format!("/api/v1/assets?ip={ip}"))
        .await;
    assert_eq!(found.items()[0]["code"], asset[0]["code"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_a_part_sees_that_part() {
    let world = World::town("").await;
    let unit = world.unit();
    let whole = Program::new(&world, None).await;
    let part = Program::new(&world, Some(unit.as_str())).await;
    let under = format!("/api/v1/units?under={unit}");
    let codes = |items: Vec<Value>| -> BTreeSet<String> {
        let codes = items
            .iter()
            .map(|item| item["code"].as_str().unwrap().to_owned());
        codes.collect()
    };
    let seen = codes(part.get(&world, "/api/v1/units").await.items());
    assert_eq!(seen, codes(whole.get(&world, &under).await.items()));
    assert!(seen.contains(unit.as_str()) && !seen.contains("TX"));

    for path in [
        "/api/v1/units/TX",
        "/api/v1/units?under=TX",
        "/api/v1/assets?unit=TX",
        "/api/v1/judgements?unit=TX",
        "/api/v1/evidence?under=TX",
        "/api/v1/returns?unit=TX",
    ] {
        assert_eq!(part.get(&world, path).await.code(), "not_found", "{path}");
    }
    let all = whole
        .get(&world, "/api/v1/assets?unit=TX&limit=1")
        .await
        .items();
    let asset = format!("/api/v1/assets/{}", all[0]["code"].as_str().unwrap());
    assert_eq!(whole.get(&world, &asset).await.status, StatusCode::OK);
    assert_eq!(part.get(&world, &asset).await.code(), "not_found");

    for list in ["assets", "judgements", "returns", "evidence", "imports"] {
        let items = walked(&part, &world, &format!("/api/v1/{list}"), 500).await;
        for item in items {
            let of = item["unit"].as_str();
            assert!(of.is_some_and(|of| seen.contains(of)), "{list}: {item}");
        }
    }
    for entry in walked(&part, &world, "/api/v1/ledger/entries", 500).await {
        let of = entry["unit"].as_str();
        assert!(of.is_none_or(|of| seen.contains(of)), "{entry}");
    }
    assert!(part.get(&world, "/api/v1/reports").await.items().is_empty());
    for path in ["/metrics"] {
        assert_eq!(part.get(&world, path).await.code(), "access.forbidden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_respondent_reads_their_own_unit_by_session() {
    let mut world = World::town("").await;
    let eyes = world.person(Role::Respondent).await;
    let asked = Request::get("/api/v1/judgements?limit=500").header("cookie", &eyes.cookie);
    let items = ask(&world, asked, "").await.items();
    assert!(!items.is_empty());
    for item in items {
        assert_eq!(item["unit"], world.unit().as_str());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_can_be_computed_again() {
    let world = World::town("").await;
    let program = Program::new(&world, None).await;
    let proven = program.get(&world, "/api/v1/ledger/entries/3").await.json();
    assert_eq!(proven["holds"], true);
    assert_eq!(proven["entry"]["seq"], 3);
    let hash = sha256(&[&[0], proven["leaf"].as_str().unwrap().as_bytes()]);
    assert_eq!(proven["leaf_hash"], hex(&hash));
    // RFC 6962 section 2.1.1, from the leaf up; at the right edge a node goes up alone.
    let size = proven["checkpoint"]["size"].as_u64().unwrap();
    let (mut at, mut last, mut root) = (3_u64, size - 1, hash);
    for beside in proven["path"].as_array().unwrap() {
        let beside = unhex(beside.as_str().unwrap());
        if at % 2 == 1 || at == last {
            root = sha256(&[&[1], &beside, &root]);
            while at % 2 == 0 && at != 0 {
                (at, last) = (at / 2, last / 2);
            }
        } else {
            root = sha256(&[&[1], &root, &beside]);
        }
        (at, last) = (at / 2, last / 2);
    }
    assert_eq!(proven["checkpoint"]["root"], hex(&root));
    let note = program.get(&world, "/api/v1/ledger/checkpoint").await.text;
    assert_eq!(proven["checkpoint"]["note"], note);
}

fn sha256(parts: &[&[u8]]) -> Vec<u8> {
    use sha2::Digest as _;
    let mut hash = sha2::Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let pairs = (0..text.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_of_the_program_are_measured() {
    let mut world = World::town("").await;
    let program = Program::new(&world, None).await;
    let figures = program.get(&world, "/metrics").await;
    assert!(
        figures.text.contains("khien_sessions 0\n"),
        "{}",
        figures.text
    );
    world.person(Role::DutyOfficer).await;
    let figures = program.get(&world, "/metrics").await;
    let kind = figures.headers.get("content-type").unwrap();
    assert_eq!(kind, engine::telemetry::CONTENT_TYPE);
    assert!(
        figures.text.contains("khien_sessions 1\n"),
        "{}",
        figures.text
    );
    let refreshes = figures
        .text
        .lines()
        .find_map(|line| line.strip_prefix("khien_refresh_seconds_count "));
    assert!(refreshes.unwrap().parse::<u64>().unwrap() > 0);
    let facts = figures
        .text
        .lines()
        .find_map(|l| l.strip_prefix("khien_facts "));
    assert!(facts.unwrap().parse::<f64>().unwrap() > 0.0);
}
