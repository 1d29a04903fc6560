//! What holds for every answer: headers, odd paths, giant forms, whose word on addresses is taken.

use crate::world::{PASSWORD, World};
use axum::http::{Method, header};
use domain::access::{Grant, Role};
use server::web::{Options, doors};

const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", "default-src 'none'"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_headers() {
    let mut world = World::empty(Options::default()).await;
    let admin = world
        .named("quan.tri", "Quản trị", Grant::whole(Role::SystemAdmin))
        .await;
    let paths = doors().into_iter().map(|door| world.filled(door.path));
    for path in paths.chain(["/khong-co".to_owned()]) {
        for (method, eyes) in [
            (Method::GET, None),
            (Method::GET, Some(&admin)),
            (Method::POST, None),
            (Method::DELETE, Some(&admin)),
        ] {
            let answer = world.ask(method.clone(), &path, eyes, &[], &[]).await;
            for (name, begins) in HEADERS {
                let value = answer.headers.get(name).map(|v| v.to_str().unwrap());
                let there = value.is_some_and(|value| value.starts_with(begins));
                assert!(there, "{method} {path}: {name}: {value:?}");
            }
            let csp = answer.headers["content-security-policy"].to_str().unwrap();
            assert!(!csp.contains("unsafe"), "{csp}");
            let cached = &answer.headers[header::CACHE_CONTROL];
            assert!(
                cached == "no-store" || cached == "no-cache",
                "{path}: {cached:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_paths_lead_nowhere_else() {
    let mut world = World::empty(Options::default()).await;
    let admin = world
        .named("quan.tri", "Quản trị", Grant::whole(Role::SystemAdmin))
        .await;
    for path in [
        "/a/../Cargo.toml",
        "/a/..%2f..%2fCargo.toml",
        "/a/%2e%2e/%2e%2e/etc/passwd",
        "/%2e%2e/board",
        "//evil.example",
        "//evil.example/%2e%2e",
        "/\\evil.example",
        "/board%00",
        "/accounts/%2e%2e%2ftokens",
        "/help/..%2f..%2fCargo.toml",
        "/help/guides/..%2fofficer",
        "/evidence/..%2f..%2fkhien.db",
        "/%ff%fe",
    ] {
        for eyes in [None, Some(&admin)] {
            let request = axum::http::Request::builder().uri(path);
            let Ok(mut request) = request.body(axum::body::Body::empty()) else {
                continue;
            };
            if let Some(eyes) = eyes {
                let cookie = eyes.cookie.parse().unwrap();
                request.headers_mut().insert(header::COOKIE, cookie);
            }
            let answer = world.send(request).await;
            let code = answer.status.as_u16();
            assert!(matches!(code, 303 | 400 | 403 | 404), "{path}: {code}");
            let to = answer.location();
            assert!(to.is_empty() || to.starts_with("/login?"), "{path} → {to}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_leads_to_this_site_only() {
    let mut world = World::empty(Options::default()).await;
    world
        .named("quan.tri", "Quản trị", Grant::whole(Role::SystemAdmin))
        .await;
    for (next, to) in [
        ("/accounts?x=1", "/accounts?x=1"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ] {
        let form = [
            ("login", "quan.tri"),
            ("password", PASSWORD),
            ("next", next),
        ];
        let answer = world.ask(Method::POST, "/login", None, &[], &form).await;
        assert_eq!(answer.location(), to, "{next}");
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn giant_forms_are_refused() {
    let world = World::empty(Options::default()).await;
    let check = async |what: &str, body: Vec<u8>, kind: &str| {
        let request = axum::http::Request::builder()
            .method(Method::POST)
            .uri("/login")
            .header(header::CONTENT_TYPE, kind)
            .body(axum::body::Body::from(body))
            .unwrap();
        let code = world.send(request).await.status.as_u16();
        assert!(matches!(code, 400 | 413), "{what}: {code}");
    };
    let plain = "application/x-www-form-urlencoded";
    let long = format!("login={}", "x".repeat(100_000));
    check("a long field", long.into_bytes(), plain).await;
    check("many fields", b"a=1&".repeat(3_000), plain).await;
    check("a giant body", vec![b'x'; 52 * 1024 * 1024], plain).await;
    let multipart = "multipart/form-data; boundary=b";
    check("no multipart at all", b"x".repeat(100), multipart).await;
    let mut giant = b"--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n".to_vec();
    giant.resize(52 * 1024 * 1024, b'x');
    check("a giant upload", giant, multipart).await;
    let file = b"--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\nx\r\n";
    check(
        "many files",
        [file.repeat(102), b"--b--\r\n".to_vec()].concat(),
        multipart,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_a_browser_is_the_proxys_word_only_behind_a_proxy() {
    // A request without a connection comes from 0.0.0.0.
    for (trusted, expected) in [
        (&[][..], "0.0.0.0"),
        (&["192.0.2.0/24"], "0.0.0.0"),
        (&["0.0.0.0/32"], "203.0.113.9"),
        (&["0.0.0.0/32", "203.0.113.0/24"], "198.51.100.7"),
    ] {
        let options = Options {
            trusted_proxies: trusted.iter().map(|net| net.parse().unwrap()).collect(),
            ..Options::default()
        };
        let mut world = World::empty(options).await;
        world
            .named("quan.tri", "Quản trị", Grant::whole(Role::SystemAdmin))
            .await;
        let form = [("login", "quan.tri"), ("password", PASSWORD)];
        let told = [("x-forwarded-for", "192.0.2.66, 198.51.100.7, 203.0.113.9")];
        let answer = world.ask(Method::POST, "/login", None, &told, &form).await;
        assert_eq!(answer.status.as_u16(), 303);
        let account = world.values["/accounts/{id}"].as_str();
        let account = engine::accounts::AccountId::parse(account).unwrap();
        let sessions = world.engine.sessions(account).await.unwrap();
        let kept: Vec<_> = sessions.iter().map(|s| s.address.to_string()).collect();
        assert!(kept.contains(&expected.to_owned()), "{kept:?}");
        assert!(!kept.contains(&"192.0.2.66".to_owned()), "{kept:?}");
    }
}
