//! Tables in by a program: told what is wrong cell by cell, written whole or not at all, and once.

use super::{Program, ask};
use crate::world::World;
use axum::http::{Request, StatusCode, header};
use serde_json::Value;

const HEAD: &str = "Mã,Đơn vị,Loại,Tên máy,Địa chỉ IP\n";
const GOOD: &str = "MAU-1,TX,server,may-mau-1,192.0.2.10\n";
const BAD: &str = "MAU-2,TX,may-chu-lon,may-mau-2,192.0.2.11\n";
const TO: &str = "/api/v1/imports?table=assets&source_title=C%E1%BB%95ng%20m%E1%BA%ABu&generated_at=2024-02-08T20:00:00%2B07:00";

async fn is_known(program: &Program, world: &World, code: &str) -> bool {
    let reply = program.get(world, &format!("/api/v1/assets/{code}")).await;
    reply.status == StatusCode::OK
}

async fn entries(program: &Program, world: &World) -> Value {
    program.get(world, "/api/v1/ledger").await.json()["size"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_cell_is_told_and_nothing_is_written() {
    let world = World::town("").await;
    let program = Program::new(&world, None).await;
    let before = entries(&program, &world).await;
    let reply = program
        .post(&world, TO, &[], &format!("{HEAD}{GOOD}{BAD}"))
        .await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.code(), "import.rejected");
    let errors = reply.json()["errors"].as_array().unwrap().clone();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0]["file"], "assets.csv");
    assert_eq!(errors[0]["row"], 3);
    assert_eq!(errors[0]["column"], "Loại");
    assert!(errors[0]["vi"].as_str().unwrap().contains("server"));
    assert_eq!(entries(&program, &world).await, before);
    assert!(!is_known(&program, &world, "MAU-1").await);

    let trial = format!("{TO}&dry_run=true");
    let reply = program
        .post(&world, &trial, &[], &format!("{HEAD}{GOOD}"))
        .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    assert_eq!(reply.json()["changes"]["new"], 1);
    assert_eq!(reply.json()["dry_run"], true);
    assert_eq!(entries(&program, &world).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_sent_twice_is_done_once_and_answered_alike() {
    let world = World::town("").await;
    let program = Program::new(&world, None).await;
    let key = [("idempotency-key", "mau-1")];
    let table = format!("{HEAD}{GOOD}");
    let first = program.post(&world, TO, &key, &table).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
    assert_eq!(first.json()["changes"]["new"], 1);
    assert_eq!(first.json()["sources"][0]["basis"], "B", "{}", first.text);
    assert!(is_known(&program, &world, "MAU-1").await);
    let size = entries(&program, &world).await;

    let second = program.post(&world, TO, &key, &table).await;
    assert_eq!(
        (second.status, &second.text),
        (StatusCode::CREATED, &first.text)
    );
    assert_eq!(second.headers["idempotency-replayed"], "true");
    assert_eq!(entries(&program, &world).await, size);

    let other = format!("{HEAD}MAU-3,TX,server,may-mau-3,192.0.2.12\n");
    let reused = program.post(&world, TO, &key, &other).await;
    assert_eq!(reused.code(), "request.key_reused");
    assert_eq!(reused.status, StatusCode::CONFLICT);
    let elsewhere = format!("{TO}&dry_run=true");
    let reused = program.post(&world, &elsewhere, &key, &table).await;
    assert_eq!(reused.code(), "request.key_reused");
    // A key belongs to who uses it.
    let stranger = Program::new(&world, None).await;
    let reply = stranger.post(&world, TO, &key, &other).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);

    // Without a key the same table is taken again and adds nothing.
    let again = program.post(&world, TO, &[], &table).await;
    assert_eq!(again.json()["changes"]["new"], 0);
    assert_eq!(again.json()["tables"][0]["changes"]["unchanged"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_leaves_its_key_free() {
    let world = World::town("").await;
    let program = Program::new(&world, None).await;
    let key = [("idempotency-key", "mau-2")];
    let refused = program
        .post(&world, TO, &key, &format!("{HEAD}{BAD}"))
        .await;
    assert_eq!(refused.code(), "import.rejected");
    let mended = program
        .post(&world, TO, &key, &format!("{HEAD}{GOOD}"))
        .await;
    assert_eq!(mended.status, StatusCode::CREATED, "{}", mended.text);
    let long = "x".repeat(201);
    for bad in ["", "a b", long.as_str()] {
        let reply = program
            .post(&world, TO, &[("idempotency-key", bad)], GOOD)
            .await;
        assert_eq!(reply.code(), "request.bad_idempotency_key", "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_a_part_brings_in_rows_of_that_part() {
    let world = World::town("").await;
    let unit = world.unit();
    let part = Program::new(&world, Some(unit.as_str())).await;
    let row = |code: &str, of: &str| format!("{HEAD}{code},{of},server,may-mau,192.0.2.13\n");
    let own = part
        .post(&world, TO, &[], &row("MAU-4", unit.as_str()))
        .await;
    assert_eq!(own.status, StatusCode::CREATED, "{}", own.text);
    let other = part.post(&world, TO, &[], &row("MAU-5", "TX")).await;
    assert_eq!(other.code(), "import.rejected");
    assert_eq!(other.json()["errors"][0]["code"], "unit.outside_scope");
    let named = format!("{TO}&unit=TX");
    let reply = part.post(&world, &named, &[], &row("MAU-5", "TX")).await;
    assert_eq!(reply.code(), "not_found");
    // A letter binds every unit: a token of a part brings none in.
    let letter = part.post(&world, "/api/v1/directives", &[], "thư").await;
    assert_eq!(letter.code(), "access.forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_files_come_as_a_form_and_may_be_sent_again_with_another_boundary() {
    let world = World::town("").await;
    let program = Program::new(&world, None).await;
    let form = |mark: &str| {
        let table = format!("{HEAD}{GOOD}");
        format!(
            "--{mark}\r\ncontent-disposition: form-data; name=\"f\"; filename=\"assets.csv\"\r\n\r\n{table}\r\n--{mark}--\r\n"
        )
    };
    let send = async |mark: &str| {
        let kind = format!("multipart/form-data; boundary={mark}");
        let headers = [("content-type", kind.as_str()), ("idempotency-key", "f")];
        program
            .post(&world, "/api/v1/imports", &headers, &form(mark))
            .await
    };
    let first = send("mot").await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
    let again = send("hai").await;
    assert_eq!(again.headers["idempotency-replayed"], "true");
    let field = "--x\r\ncontent-disposition: form-data; name=\"dry_run\"\r\n\r\ntrue\r\n--x--\r\n";
    let kind = [("content-type", "multipart/form-data; boundary=x")];
    let reply = program.post(&world, "/api/v1/imports", &kind, field).await;
    assert_eq!(reply.code(), "request.malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_giant_body_is_refused() {
    let world = World::town("").await;
    let program = Program::new(&world, None).await;
    let giant = "x".repeat(80 * 1024 * 1024);
    for kind in ["text/csv", "multipart/form-data; boundary=b"] {
        let head = "--b\r\ncontent-disposition: form-data; name=f; filename=f.csv\r\n\r\n";
        let body = format!("{}{giant}", if kind == "text/csv" { "" } else { head });
        let reply = program
            .post(&world, TO, &[("content-type", kind)], &body)
            .await;
        assert_eq!(reply.code(), "request.too_large", "{kind}");
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    }
    let asked = Request::post(TO).header(header::CONTENT_TYPE, "text/csv");
    assert_eq!(
        ask(&world, asked, &giant).await.code(),
        "access.unauthenticated"
    );
}
