//! What goes wrong is told in the viewer's language, and a form outlives its session.

#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "what is missing fails the test, as it should"
)]

use crate::world::{Answer, Eyes, PASSWORD, World};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::access::{Grant, Role};
use lang::Lang;
use server::web::Options;

const TEXT: &str = "Tổ mẫu đã làm ngày 06/02, xem <b>biên bản</b> \"số 1\"\r\nvà phụ lục";
const SHOWN: &str = "xem &#60;b&#62;biên bản&#60;/b&#62; &#34;số 1&#34;";

/// The hidden fields of the first form that goes to an address.
fn hidden(page: &str, action: &str) -> Vec<(String, String)> {
    let (_, form) = page.split_once(&format!("action=\"{action}\"")).unwrap();
    let form = form.split_once("</form>").unwrap().0;
    let inputs = form.split("<input type=\"hidden\" name=\"").skip(1);
    inputs
        .map(|input| {
            let (name, rest) = input.split_once("\" value=\"").unwrap();
            (plain(name), plain(rest.split('"').next().unwrap()))
        })
        .collect()
}

fn plain(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}

/// A statement as a browser sends it, with a file.
async fn state(world: &World, path: &str, cookie: Option<&str>, fields: &[(&str, &str)]) -> Answer {
    let mut body: String = fields
        .iter()
        .map(|(name, value)| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        })
        .collect();
    body.push_str("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bien-ban.pdf\"\r\n\r\n%PDF\r\n--b--\r\n");
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    world.send(request.body(Body::from(body)).unwrap()).await
}

/// The address of a return, and the fields of its first statement as the page has them.
async fn statement(world: &World, eyes: &Eyes) -> (String, Vec<(String, String)>) {
    let path = world.filled("/units/{code}/return/{directive}");
    let page = world.get(&path, Some(eyes)).await;
    let fields = hidden(&page.body, &path);
    (path, fields)
}

fn filled(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    let own = fields.iter().map(|(n, v)| (n.as_str(), v.as_str()));
    own.chain([("claim", "met"), ("text", TEXT), ("person", "Trần Thị Mẫu")])
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_outlives_the_session_it_was_typed_in() {
    let mut world = World::town("").await;
    let officer = Grant::whole(Role::DutyOfficer);
    let officer = world.named("truc.ban", "Trực ban mẫu", officer).await;
    let (path, fields) = statement(&world, &officer).await;

    let expired = state(&world, &path, None, &filled(&fields)).await;
    assert_eq!(expired.status, StatusCode::UNAUTHORIZED);
    assert!(expired.body.contains(SHOWN), "the text is on the page");
    assert!(!expired.body.contains(&officer.csrf), "no token is carried");
    let carried = hidden(&expired.body, "/login");
    let sign_in = async |carried: &[(String, String)], password: &str| {
        let mut form: Vec<(&str, &str)> = carried
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        form.extend([("login", "truc.ban"), ("password", password)]);
        world.ask(Method::POST, "/login", None, &[], &form).await
    };
    let wrong = sign_in(&carried, "sai mat khau roi").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains(SHOWN), "a wrong password costs no text");
    let entered = sign_in(&hidden(&wrong.body, "/login"), PASSWORD).await;
    assert_eq!(entered.status, StatusCode::OK);
    assert!(entered.body.contains(SHOWN));
    assert!(
        entered.body.contains("bien-ban.pdf"),
        "the file is asked for again"
    );
    assert!(!entered.body.contains("<b>biên bản</b>"));

    let cookie = entered.headers[header::SET_COOKIE].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let fields = hidden(&entered.body, &path);
    let mut form: Vec<(&str, &str)> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    form.push(("text", TEXT));
    let sent = state(&world, &path, Some(&cookie), &form).await;
    assert_eq!(sent.location(), format!("{path}?done=answer"));
    let now = world.get(&path, Some(&officer)).await;
    assert!(now.body.contains(SHOWN), "the statement is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_an_older_session_costs_no_text_either() {
    let mut world = World::town("").await;
    let officer = Grant::whole(Role::DutyOfficer);
    let officer = world.named("truc.ban", "Trực ban mẫu", officer).await;
    let (path, mut fields) = statement(&world, &officer).await;
    for (name, value) in &mut fields {
        if name == "csrf" {
            "cu".clone_into(value);
        }
    }
    let refused = state(&world, &path, Some(&officer.cookie), &filled(&fields)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains(SHOWN));
    let fields = hidden(&refused.body, &path);
    assert!(fields.contains(&("csrf".to_owned(), officer.csrf.clone())));
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_never_kept() {
    let world = World::empty(Options::default()).await;
    let form = [("old", "mat khau cu"), ("password", "mat khau moi")];
    for path in ["/account/password", "/accounts", "/tokens"] {
        let answer = world.ask(Method::POST, path, None, &[], &form).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(!answer.body.contains("mat khau"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_come_in_the_viewers_language_and_theme() {
    let (vi, en) = ("Không tìm thấy", "Not found");
    for (site, headers, shown) in [
        (Lang::Vi, vec![], vi),
        // Most browsers in offices ask for English, and nobody chose that.
        (Lang::Vi, vec![("accept-language", "en-US,en;q=0.9")], vi),
        (Lang::Vi, vec![("cookie", "lang=en; theme=dark")], en),
        (Lang::En, vec![], en),
        (Lang::En, vec![("accept-language", "en;q=0.5, vi-VN")], vi),
        (
            Lang::En,
            vec![("accept-language", "vi"), ("cookie", "lang=en")],
            en,
        ),
    ] {
        let options = Options {
            language: site,
            ..Options::default()
        };
        let world = World::empty(options).await;
        let answer = world
            .ask(Method::GET, "/khong-co", None, &headers, &[])
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.body.contains(shown), "{site:?} {headers:?}");
        let is_dark = answer.body.contains("data-theme=\"dark\"");
        let chosen = headers.iter().any(|(_, v)| v.contains("theme=dark"));
        assert_eq!(is_dark, chosen, "{headers:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_framework_refuses_is_a_page_too_for_who_reads_pages() {
    let mut world = World::town("").await;
    let officer = world.person(Role::DutyOfficer).await;
    let accept = [("accept", "text/html,*/*")];
    let path = "/board?page=mot";
    let page = world
        .ask(Method::GET, path, Some(&officer), &accept, &[])
        .await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.body.contains("Chưa làm được"));
    let bare = world.get(path, Some(&officer)).await;
    assert!(!bare.body.contains("<html"), "a program gets bare words");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_left_blank_stays_blank_beside_what_was_filled() {
    let world = World::town("").await;
    let form = [
        ("login", "moi.den"),
        ("role", ""),
        ("unit", "XLA"),
        ("role", "analyst"),
        ("unit", ""),
    ];
    let expired = world.ask(Method::POST, "/accounts", None, &[], &form).await;
    assert_eq!(expired.status, StatusCode::UNAUTHORIZED);
    let kept: Vec<(String, String)> = hidden(&expired.body, "/login")
        .into_iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("kept:")?.to_owned(), value)))
        .collect();
    let of = |wanted: &str| -> Vec<&str> {
        let own = kept.iter().filter(|(name, _)| name == wanted);
        own.map(|(_, value)| value.as_str()).collect()
    };
    assert_eq!(of("role"), ["", "analyst"], "{kept:?}");
    assert_eq!(of("unit"), ["XLA", ""]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_giant_form_of_nobody_is_not_held() {
    let world = World::town("").await;
    let text = "x".repeat(60_000);
    let name = |number: usize| format!("text{number}");
    let names: Vec<String> = (0..40).map(name).collect();
    let form: Vec<(&str, &str)> = names.iter().map(|n| (n.as_str(), text.as_str())).collect();
    let path = world.filled("/units/{code}/return/{directive}");
    let expired = world.ask(Method::POST, &path, None, &[], &form).await;
    assert_eq!(expired.status, StatusCode::UNAUTHORIZED);
    assert!(expired.body.len() < 100_000, "{}", expired.body.len());
}
