//! Over HTTP: tokens, shapes, packing, limits, what is sent twice.

use super::{Kept, TOKEN, site};
use crate::world::{Answer, World};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use engine::Actor;
use engine::events::Adoption;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use server::intake::{Limits, Refusal, doors};
use server::web::Options;
use std::io::Write as _;
use std::time::Duration;

async fn send(
    world: &World,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "authorization") {
        request = request.header("authorization", format!("Bearer {TOKEN}"));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    world.send(request.body(body.into()).unwrap()).await
}

async fn post(
    world: &World,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    send(world, Method::POST, path, headers, body).await
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|e| panic!("{e}: {}", answer.body))
}

fn code(answer: &Answer) -> String {
    let kind = answer.headers["content-type"].to_str().unwrap();
    assert_eq!(kind, "application/problem+json", "{}", answer.body);
    json_of(answer)["code"].as_str().unwrap().to_owned()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

const EVENTS: &str = "/intake/v1/events";
const BULK: &str = "/intake/es/_bulk";
const OTLP: &str = "/intake/otlp/v1/logs";

#[tokio::test(flavor = "multi_thread")]
async fn no_door_opens_without_the_token_of_a_source() {
    let (world, kept) = site(Limits::default()).await;
    let off = World::empty(Options::default()).await;
    for door in doors() {
        let path = world.filled(door.path);
        let told = format!("{} {path}", door.method);
        let ask = async |world: &World, shown: Option<&str>| {
            let mut request = Request::builder().method(door.method.clone()).uri(&path);
            if let Some(shown) = shown {
                request = request.header("authorization", shown);
            }
            world.send(request.body(Body::empty()).unwrap()).await
        };
        let answer = ask(&world, None).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{told}");
        assert_eq!(code(&answer), "access.unauthenticated", "{told}");
        for wrong in ["Bearer khien_x", "Basic a2hpZW46a2hpZW5feA==", "x"] {
            let answer = ask(&world, Some(wrong)).await;
            assert_eq!(code(&answer), "access.token_refused", "{told}: {wrong}");
        }
        let bearer = format!("Bearer {TOKEN}");
        let answer = ask(&world, Some(&bearer)).await;
        assert!(
            !matches!(answer.status.as_u16(), 401 | 403 | 404 | 405 | 500),
            "{told}: {}",
            answer.body
        );
        let product = answer.headers.get("x-elastic-product");
        assert_eq!(product.is_some(), path.starts_with("/intake/es"), "{told}");
        // Where no doors for senders are configured there is nothing.
        assert_eq!(code(&ask(&off, Some(&bearer)).await), "not_found", "{told}");
    }
    assert_eq!(kept.of("token/a"), [] as [&str; 0]);
    let lost = post(&world, "/intake/khong-co", &[], "").await;
    assert_eq!(code(&lost), "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn records_come_as_lines_as_json_and_packed() {
    let (world, kept) = site(Limits::default()).await;
    let lines = "{\"a\":1}\n{\"a\": 2}\n";
    // Twice the frame of one stored block: a frame of zstd without compression, its content a line.
    let zstd = [&b"\x28\xb5\x2f\xfd\x20\x04\x21\x00\x00zst\n"[..]].concat();
    for (kind, packing, body, expected) in [
        (
            "application/x-ndjson",
            "",
            lines.as_bytes().to_vec(),
            &["{\"a\":1}", "{\"a\": 2}"][..],
        ),
        (
            "application/json",
            "",
            b"[{\"a\":3}, {\"a\":4}]".to_vec(),
            &["{\"a\":3}", "{\"a\":4}"],
        ),
        (
            "text/plain",
            "",
            "dòng một\r\ndòng hai".as_bytes().to_vec(),
            &["dòng một", "dòng hai"],
        ),
        (
            "application/x-ndjson",
            "gzip",
            gzip(lines.as_bytes()),
            &["{\"a\":1}", "{\"a\": 2}"],
        ),
        ("text/plain", "zstd", zstd, &["zst"]),
        ("application/json", "identity", b"[]".to_vec(), &[]),
    ] {
        kept.records.lock().unwrap().clear();
        let headers = [("content-type", kind), ("content-encoding", packing)];
        let answer = post(&world, EVENTS, &headers, body).await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{kind} {packing}: {}",
            answer.body
        );
        assert_eq!(
            json_of(&answer),
            json!({"accepted": expected.len(), "cut": 0})
        );
        assert_eq!(kept.of("token/a"), expected, "{kind} {packing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_and_nothing_of_it_is_kept() {
    let limits = Limits {
        request_bytes_max: 1_000,
        unpacked_bytes_max: 2_000,
        ..Limits::default()
    };
    let (world, kept) = site(limits).await;
    let json = ("content-type", "application/json");
    let gzipped = ("content-encoding", "gzip");
    for (path, headers, body, expected) in [
        (
            EVENTS,
            &[json][..],
            b"[{\"a\":1}".to_vec(),
            "request.malformed",
        ),
        (EVENTS, &[gzipped], b"x".to_vec(), "request.malformed"),
        (
            EVENTS,
            &[gzipped],
            gzip(&[b'x'; 2_001]),
            "request.too_large",
        ),
        (EVENTS, &[], vec![b'x'; 1_001], "request.too_large"),
        (
            EVENTS,
            &[("content-encoding", "br")],
            b"x".to_vec(),
            "request.unsupported_type",
        ),
        (
            EVENTS,
            &[("idempotency-key", "")],
            b"x".to_vec(),
            "request.bad_idempotency_key",
        ),
        (OTLP, &[json], b"[]".to_vec(), "request.malformed"),
        (
            OTLP,
            &[("content-type", "text/plain")],
            b"{}".to_vec(),
            "request.unsupported_type",
        ),
        (BULK, &[json], b"{\"a\":1}\n".to_vec(), "request.malformed"),
    ] {
        let answer = post(&world, path, headers, body).await;
        assert_eq!(code(&answer), expected, "{path} {headers:?}");
    }
    assert_eq!(kept.of("token/a"), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_tells_when_to_come_again() {
    let (world, kept) = site(Limits::default()).await;
    let otlp = json!({"resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": {"stringValue": "x"}}]}]}]});
    for (path, body) in [
        (EVENTS, "x\n".to_owned()),
        (BULK, "{\"create\":{}}\n{}\n".to_owned()),
        (OTLP, otlp.to_string()),
    ] {
        let retry_after = Duration::from_millis(1_500);
        for (refusal, status, wait) in [
            (Refusal::Busy { retry_after }, 429, "2"),
            (Refusal::Full, 503, "60"),
            (Refusal::Failed, 503, "60"),
        ] {
            kept.refusals.lock().unwrap().push_back(refusal);
            let headers = [("content-type", "application/json")];
            let body = if path == EVENTS {
                "[{}]".to_owned()
            } else {
                body.clone()
            };
            let answer = post(&world, path, &headers, body).await;
            assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.body);
            assert_eq!(answer.headers["retry-after"], wait, "{path}");
        }
        let again = post(
            &world,
            path,
            &[("content-type", "application/json")],
            if path == EVENTS {
                "[{}]".to_owned()
            } else {
                body
            },
        )
        .await;
        assert_eq!(again.status, StatusCode::OK, "{path}: {}", again.body);
    }
    assert_eq!(kept.of("token/a").len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_sent_twice_under_its_key_is_kept_once() {
    let (world, kept) = site(Limits::default()).await;
    let key = ("idempotency-key", "lo-1");
    // What was refused was not done: the key is free for the same again.
    kept.refusals.lock().unwrap().push_back(Refusal::Full);
    assert_eq!(
        code(&post(&world, EVENTS, &[key], "một").await),
        "intake.full"
    );
    for replayed in [false, true, true] {
        let answer = post(&world, EVENTS, &[key], "một").await;
        assert_eq!(json_of(&answer), json!({"accepted": 1, "cut": 0}));
        assert_eq!(
            answer.headers.contains_key("idempotency-replayed"),
            replayed
        );
    }
    assert_eq!(
        code(&post(&world, EVENTS, &[key], "hai").await),
        "request.key_reused"
    );
    let other = ("authorization", "Bearer khien_nguon_b");
    assert_eq!(
        post(&world, EVENTS, &[key, other], "hai").await.status,
        StatusCode::OK
    );
    assert_eq!(kept.of("token/a"), ["một"]);
    assert_eq!(kept.of("token/b"), ["hai"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_sends_too_fast_waits_and_others_do_not() {
    let limits = Limits {
        source_bytes_per_second: 10,
        ..Limits::default()
    };
    let (world, _) = site(limits).await;
    assert_eq!(
        post(&world, EVENTS, &[], vec![b'x'; 1_000]).await.status,
        StatusCode::OK
    );
    let refused = post(&world, EVENTS, &[], "y").await;
    assert_eq!(code(&refused), "intake.too_fast");
    let wait: u32 = refused.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((90..=95).contains(&wait), "{wait}");
    let other = ("authorization", "Bearer khien_nguon_b");
    assert_eq!(
        post(&world, EVENTS, &[other], "y").await.status,
        StatusCode::OK
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_for_elasticsearch_are_kept_item_by_item() {
    let (world, kept) = site(Limits::default()).await;
    let body = "{\"create\":{\"_index\":\"filebeat\"}}\n{\"message\":\"một\"}\n{\"delete\":{\"_id\":\"1\"}}\n{\"index\":{}}\n{\"message\":\"hai\"}\n";
    for (method, path) in [(Method::POST, BULK), (Method::PUT, "/intake/es/logs/_bulk")] {
        kept.records.lock().unwrap().clear();
        let basic = ("authorization", "Basic a2hpZW46a2hpZW5fbmd1b25fYQ==");
        let answer = send(
            &world,
            method,
            path,
            &[basic, ("content-encoding", "gzip")],
            gzip(body.as_bytes()),
        )
        .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.headers["x-elastic-product"], "Elasticsearch");
        let told = json_of(&answer);
        assert_eq!(told["errors"], true);
        assert_eq!(told["items"][0]["create"]["status"], 201);
        assert_eq!(told["items"][1]["delete"]["status"], 400);
        assert_eq!(told["items"][2]["index"]["status"], 201);
        assert_eq!(
            kept.of("token/a"),
            ["{\"message\":\"một\"}", "{\"message\":\"hai\"}"]
        );
    }
    let banner = send(&world, Method::GET, "/intake/es", &[], "").await;
    assert!(
        json_of(&banner)["version"]["number"]
            .as_str()
            .unwrap()
            .starts_with("8.")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_in_is_counted_by_door() {
    let kept = Kept::default();
    let intake = server::intake::Intake::new(std::sync::Arc::new(kept), Limits::default());
    let world = World::taking(Options::default(), intake.clone()).await;
    post(&world, EVENTS, &[], "một\nhai").await;
    post(&world, BULK, &[], "{\"create\":{}}\n{}\n").await;
    let figures = intake.figures();
    for line in [
        "khien_intake_records_total{door=\"events\"} 2",
        "khien_intake_bytes_total{door=\"events\"} 8",
        "khien_intake_records_total{door=\"bulk\"} 1",
        "khien_intake_lost_total{door=\"syslog_udp\"} 0",
    ] {
        assert!(figures.lines().any(|l| l == line), "{line}\n{figures}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_tokens_has_to_wait_and_good_ones_go_on() {
    let world = World::with_own_doors(Options::default()).await;
    let adoption = Adoption {
        unit: None,
        name: "tường lửa".to_owned(),
        class: "standard".to_owned(),
        systems: Vec::new(),
    };
    let added = world.engine.add_source(&Actor::Local, adoption).await;
    let good = format!("Bearer {}", added.unwrap().1.expose());
    let knock = async |path: &str, token: &str| {
        let answer = post(&world, path, &[("authorization", token)], "một").await;
        let after = answer.headers.get("retry-after").cloned();
        (answer.status.as_u16(), after.is_some(), answer)
    };
    // All doors share the count.
    for (at, path) in (0..30).zip([EVENTS, BULK, OTLP].into_iter().cycle()) {
        let (status, waits, _) = knock(path, &format!("Bearer khien_gui_{at}")).await;
        assert_eq!((status, waits), (401, false), "{at}");
    }
    for path in [EVENTS, BULK, OTLP] {
        let (status, waits, answer) = knock(path, "Bearer khien_gui_x").await;
        assert_eq!((status, waits), (429, true), "{path}");
        assert_eq!(code(&answer), "access.wait");
    }
    let (status, _, answer) = knock(EVENTS, &good).await;
    assert_eq!(status, 200, "{}", answer.body);
}
