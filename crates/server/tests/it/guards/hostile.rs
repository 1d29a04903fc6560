//! Connections, heads, bodies and files made to hurt: each is refused in words, and everybody else is served on.

use crate::world::World;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::access::{Grant, Role};
use server::web::{Limits, Options, doors};
use std::io::{Cursor, Write as _};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Long enough for a site in a debug build on a busy machine, and short of forever.
const PATIENCE: Duration = Duration::from_secs(20);

fn limited(limits: Limits) -> Options {
    Options {
        limits,
        ..Options::default()
    }
}

/// What comes back for these bytes until the site closes.
async fn told(to: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(to).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    read(&mut stream).await
}

async fn read(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    assert!(read.is_ok(), "the site keeps a connection for ever");
    String::from_utf8_lossy(&answer).into_owned()
}

const ALIVE: &[u8] = b"GET /healthz HTTP/1.0\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_never_ends_is_cut() {
    let world = World::empty(limited(Limits {
        head_time_max: Duration::from_millis(300),
        ..Limits::default()
    }))
    .await;
    let site = world.listen().await;
    for begun in [&b""[..], b"GET / HT", b"GET / HTTP/1.1\r\nhost: x\r\nx-a: "] {
        let mut slow = TcpStream::connect(site).await.unwrap();
        slow.write_all(begun).await.unwrap();
        assert!(told(site, ALIVE).await.starts_with("HTTP/1.0 200"));
        let answer = read(&mut slow).await;
        assert!(!answer.contains(" 200 "), "{answer}");
    }
    // A connection kept after an answer ends the same way.
    let answer = told(site, b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_sent_byte_by_byte_is_answered_in_words() {
    let world = World::empty(limited(Limits {
        request_time_max: Duration::from_millis(500),
        ..Limits::default()
    }))
    .await;
    let site = world.listen().await;
    let mut slow = TcpStream::connect(site).await.unwrap();
    let head = "POST /login HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 9999\r\n\r\nlogin=";
    slow.write_all(head.as_bytes()).await.unwrap();
    let answer = read(&mut slow).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("Quá lâu"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hundreds_of_idle_connections_keep_nobody_out() {
    let world = World::empty(Options::default()).await;
    let site = world.listen().await;
    let mut idle = Vec::new();
    // Both ends are files of this process, of which many systems allow 1,024.
    for _ in 0..480 {
        idle.push(TcpStream::connect(site).await.unwrap());
    }
    let start = Instant::now();
    assert!(told(site, ALIVE).await.starts_with("HTTP/1.0 200"));
    assert!(start.elapsed() < PATIENCE / 2);
    drop(idle);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_when_all_places_are_taken_is_told_so() {
    let world = World::empty(limited(Limits {
        connections_max: 3,
        ..Limits::default()
    }))
    .await;
    let site = world.listen().await;
    let mut idle = Vec::new();
    for _ in 0..3 {
        idle.push(TcpStream::connect(site).await.unwrap());
    }
    let mut stream = TcpStream::connect(site).await.unwrap();
    let answer = read(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.contains("thử lại sau vài giây"), "{answer}");
    drop(idle);
    // Places come back as soon as the site has seen them go.
    for _ in 0..200 {
        if told(site, ALIVE).await.starts_with("HTTP/1.0 200") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the places never come back");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_refused_without_harm() {
    let world = World::empty(Options::default()).await;
    let site = world.listen().await;
    let long = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(200_000));
    let many = format!(
        "GET / HTTP/1.1\r\nhost: x\r\n{}\r\n",
        "x-a: b\r\n".repeat(20_000)
    );
    for (what, bytes) in [
        (
            "noise",
            &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        ),
        ("another protocol", b"EHLO khien.example\r\n\r\n"),
        ("a version of the future", b"GET / HTTP/9.9\r\n\r\n"),
        (
            "two lengths",
            b"POST /login HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx",
        ),
        (
            "a length that is none",
            b"POST /login HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        ),
        ("a NUL", b"GET /\0 HTTP/1.1\r\nhost: x\r\n\r\n"),
        ("a long address", long.as_bytes()),
        ("many headers", many.as_bytes()),
    ] {
        let mut stream = TcpStream::connect(site).await.unwrap();
        // The site may close while it is still being sent.
        drop(stream.write_all(bytes).await);
        drop(stream.shutdown().await);
        let mut answer = Vec::new();
        let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
        assert!(read.is_ok(), "{what} is never answered");
        let answer = String::from_utf8_lossy(&answer);
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{what}: {answer}"
        );
        assert!(
            told(site, ALIVE).await.starts_with("HTTP/1.0 200"),
            "{what}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_variable_of_an_address_leads_out_of_the_site() {
    let mut world = World::town("").await;
    let admin = Grant::whole(Role::SystemAdmin);
    let leader = Grant::whole(Role::Commander);
    let people = [
        world.named("quan.tri", "Quản trị", admin).await,
        world.named("lanh.dao", "Lãnh đạo", leader).await,
    ];
    let long = "a".repeat(10_000);
    let tricks = [
        "..%2f..%2fkhien.db",
        "%2e%2e",
        "%00",
        "1%00.csv",
        "%2f%2fevil.example",
        "%5c%5cevil.example",
        "%ff%fe",
        "%0d%0aset-cookie:%20x=1",
        "-1",
        "18446744073709551616",
        "%27%20OR%201=1--",
        "%25s%25n",
        &long,
    ];
    for door in doors().iter().filter(|door| door.path.contains('{')) {
        let parts: Vec<&str> = door.path.split('/').collect();
        for (place, _) in parts
            .iter()
            .enumerate()
            .filter(|(_, part)| part.starts_with('{'))
        {
            for trick in tricks {
                let mut path = parts.clone();
                path[place] = trick;
                let path = world.filled(&path.join("/"));
                for (method, eyes) in [
                    (Method::GET, &people[0]),
                    (Method::GET, &people[1]),
                    (Method::POST, &people[1]),
                ] {
                    let form = [("csrf", eyes.csrf.as_str())];
                    let answer = world
                        .ask(method.clone(), &path, Some(eyes), &[], &form)
                        .await;
                    let code = answer.status.as_u16();
                    let shown: String = path.chars().take(120).collect();
                    assert!(
                        matches!(code, 303 | 400 | 401 | 403 | 404 | 405 | 422 | 200),
                        "{method} {shown}: {code}"
                    );
                    assert!(
                        answer.headers.get("set-cookie").is_none(),
                        "{method} {shown}"
                    );
                    let to = answer.location();
                    assert!(
                        to.is_empty() || (to.starts_with('/') && !to.starts_with("//")),
                        "{shown} → {to}"
                    );
                    assert!(!answer.body.contains("SQLite format"), "{shown}");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_methods_are_refused_at_every_door() {
    let mut world = World::town("").await;
    let admin = world
        .named("quan.tri", "Quản trị", Grant::whole(Role::SystemAdmin))
        .await;
    for door in doors() {
        let path = world.filled(door.path);
        for method in [
            Method::PUT,
            Method::DELETE,
            Method::PATCH,
            Method::TRACE,
            Method::CONNECT,
        ] {
            for eyes in [None, Some(&admin)] {
                let answer = world.ask(method.clone(), &path, eyes, &[], &[]).await;
                let code = answer.status.as_u16();
                assert!(
                    matches!(code, 401 | 403 | 404 | 405),
                    "{method} {path}: {code}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_header_of_a_request_finds_its_way_into_an_answer() {
    let mut world = World::town("").await;
    let admin = world
        .named("quan.tri", "Quản trị", Grant::whole(Role::SystemAdmin))
        .await;
    let twice = format!(
        "khien=no-such-secret; {}; khien=x; khien_link=x; lang=xx; theme=\"><b>; keys=<b>",
        admin.cookie
    );
    let spoofed = [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "gopher"),
        ("x-forwarded-for", "evil.example"),
        ("forwarded", "host=evil.example"),
        ("x-original-url", "/accounts"),
        ("x-rewrite-url", "/accounts"),
        ("x-http-method-override", "DELETE"),
        ("referer", "https://evil.example/"),
        ("origin", "https://evil.example"),
        ("accept-language", "<script>"),
        ("user-agent", "<script>alert(1)</script>"),
        ("range", "bytes=0-9999999999999999999"),
        ("accept-encoding", "gzip;q=2, *;q=-1, évil"),
        ("cookie", &twice),
    ];
    for door in doors() {
        let path = world.filled(door.path);
        let mut request = Request::get(&path);
        for (name, value) in spoofed {
            request = request.header(name, value.as_bytes());
        }
        let answer = world.send(request.body(Body::empty()).unwrap()).await;
        assert!(
            !answer.status.is_server_error(),
            "{path}: {}",
            answer.status
        );
        assert!(!answer.body.contains("evil.example"), "{path}");
        for (name, value) in &answer.headers {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            assert!(!value.contains("evil.example"), "{path}: {name}: {value}");
        }
    }
}

/// A document whose one part unpacks to 400 MB.
fn bomb(part: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for (name, text) in [
        (
            "[Content_Types].xml",
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.start_file(part, options).unwrap();
    let block = vec![b' '; 1 << 20];
    for _ in 0..400 {
        zip.write_all(&block).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_unpacks_to_hundreds_of_megabytes_is_refused() {
    let mut world = World::town("").await;
    let officer = world
        .named("truc.ban", "Trực ban", Grant::whole(Role::DutyOfficer))
        .await;
    let of_unit = world.filled("/units/{code}/return/{directive}/form");
    for (path, field, file, part) in [
        (
            "/imports",
            "files",
            "assets.xlsx",
            "xl/worksheets/sheet1.xml",
        ),
        (
            "/directives/upload",
            "letter",
            "cong-van.docx",
            "word/document.xml",
        ),
        (
            of_unit.as_str(),
            "file",
            "phieu.xlsx",
            "xl/worksheets/sheet1.xml",
        ),
    ] {
        let mut body = format!("--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--b\r\nContent-Disposition: form-data; name=\"seen\"\r\n\r\n0-0\r\n--b\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{file}\"\r\n\r\n", officer.csrf).into_bytes();
        body.extend(bomb(part));
        body.extend(b"\r\n--b--\r\n");
        let request = Request::post(path)
            .header(header::COOKIE, &officer.cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
            .body(Body::from(body))
            .unwrap();
        let start = Instant::now();
        let answer = world.send(request).await;
        if answer.status == StatusCode::SEE_OTHER {
            // A plan is made of what could be read; what could not is told in it, by file.
            let page = world.get(answer.location(), Some(&officer)).await;
            assert!(!page.body.contains("/commit\""), "{path}: it is sound");
            assert!(page.body.contains(&format!(">{file}</td>")), "{path}");
        } else {
            let refused = StatusCode::UNPROCESSABLE_ENTITY;
            assert_eq!(answer.status, refused, "{path}: {}", answer.body);
        }
        assert!(
            start.elapsed() < PATIENCE * 6,
            "{path} took {:?}",
            start.elapsed()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_break_in_a_file_name_stays_out_of_headers() {
    let mut world = World::town("").await;
    let officer = world
        .named("truc.ban", "Trực ban", Grant::whole(Role::DutyOfficer))
        .await;
    let unit = world.unit();
    let held = world.engine.live().all().remove(0);
    let open = held
        .of_unit(&unit)
        .iter()
        .find(|j| j.status != domain::judgement::Status::NotApplicable)
        .unwrap();
    let path = format!(
        "/directives/{}/duties/{}?unit={unit}&measure={}",
        held.in_force.id, open.obligation, open.measure
    );
    let mut taken = 0;
    for name in [
        "a\rb.txt",
        "a%0d%0aset-cookie: x=1.txt",
        "biên bản; filename=x.html",
        "\u{202e}fdp.exe",
        "x\u{7f}.txt",
    ] {
        let content = format!("nội dung của {name}");
        let body = format!(
            "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--b\r\nContent-Disposition: form-data; name=\"measure\"\r\n\r\n{}\r\n--b\r\nContent-Disposition: form-data; name=\"claim\"\r\n\r\nmet\r\n--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nĐã làm xong ngày 06/02, có biên bản.\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n--b--\r\n",
            officer.csrf, open.measure
        );
        let request = Request::post(&path)
            .header(header::COOKIE, &officer.cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
            .body(Body::from(body))
            .unwrap();
        let kept = world.send(request).await.status;
        if kept == StatusCode::BAD_REQUEST {
            continue;
        }
        assert_eq!(kept, StatusCode::SEE_OTHER, "{name:?}");
        taken += 1;
        let page = world.get(&path, Some(&officer)).await;
        let link = page.body.split("href=\"/evidence/").nth(1).unwrap();
        let link = format!("/evidence/{}", link.split('"').next().unwrap());
        let file = world.get(&link, Some(&officer)).await;
        assert_eq!(file.status, StatusCode::OK, "{name:?}");
        assert!(file.headers.get("set-cookie").is_none());
        let kind = file.headers["content-disposition"].to_str().unwrap();
        assert!(kind.starts_with("attachment"), "{kind}");
        assert!(
            kind.chars().all(|c| c.is_ascii() && !c.is_control()),
            "{kind}"
        );
    }
    assert!(taken >= 2, "{taken} of the names were taken");
}
