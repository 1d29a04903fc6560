//! People and tokens through their pages: invited, changed, kept out; the own password and second factor.

use crate::world::{Eyes, PASSWORD, World};
use axum::http::{Method, StatusCode};
use domain::access::{Grant, Role};
use server::web::Options;

async fn admin(world: &mut World) -> Eyes {
    world
        .named("quan.tri", "Quản trị mẫu", Grant::whole(Role::SystemAdmin))
        .await
}

/// The text of the one element of class `secret`.
fn secret(body: &str) -> &str {
    let (_, after) = body.split_once("class=\"secret mono\">").unwrap();
    after.split_once('<').unwrap().0
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_invited_comes_in_and_is_kept_out_again() {
    let mut world = World::empty(Options::default()).await;
    let admin = admin(&mut world).await;
    let form = [
        ("login", "an.nv"),
        ("name", "Nguyễn Văn An"),
        ("role", "auditor"),
        ("unit", ""),
        ("role", ""),
        ("unit", ""),
    ];
    let made = world.post("/accounts", &admin, &form).await;
    assert_eq!(made.status, StatusCode::OK);
    let link = secret(&made.body).to_owned();
    let again = world.get("/accounts", Some(&admin)).await;
    assert!(!again.body.contains(&link), "a link is shown once");
    assert!(again.body.contains("Nguyễn Văn An"));
    let taken = world.post("/accounts", &admin, &form).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        taken.body.contains("value=\"an.nv\""),
        "what was typed stays"
    );

    let form = [
        ("name", "Nguyễn Văn An"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    let entered = world.ask(Method::POST, &link, None, &[], &form).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    let cookie = entered.headers["set-cookie"].to_str().unwrap();
    let an = Eyes {
        cookie: cookie.split(';').next().unwrap().to_owned(),
        csrf: String::new(),
    };
    let own = world.get("/account", Some(&an)).await;
    assert_eq!(own.status, StatusCode::OK);
    assert_eq!(
        world.get("/accounts", Some(&an)).await.status,
        StatusCode::FORBIDDEN
    );

    let page = again
        .body
        .split("href=\"/accounts/")
        .find(|p| p.contains("Nguyễn Văn An"));
    let id = page.unwrap().split('"').next().unwrap();
    let path = format!("/accounts/{id}");
    let grants = [("do", "grants"), ("role", "unit_admin"), ("unit", "")];
    assert_eq!(world.post(&path, &admin, &grants).await.location(), path);
    assert_eq!(
        world.get("/accounts", Some(&an)).await.status,
        StatusCode::OK
    );
    assert_eq!(
        world
            .post(&path, &admin, &[("do", "disable")])
            .await
            .location(),
        path
    );
    let out = world.get("/account", Some(&an)).await;
    assert!(out.location().starts_with("/login"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_stays() {
    let mut world = World::empty(Options::default()).await;
    let admin = admin(&mut world).await;
    let path = world.filled("/accounts/{id}");
    let grants = [("do", "grants"), ("role", "auditor"), ("unit", "")];
    for form in [&[("do", "disable")][..], &grants[..]] {
        let answer = world.post(&path, &admin, form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("role=\"alert\""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_once_and_dies_when_revoked() {
    let mut world = World::empty(Options::default()).await;
    let admin = admin(&mut world).await;
    let made = world
        .post(
            "/tokens",
            &admin,
            &[("name", "Máy chủ mẫu"), ("until", "2024-12-31")],
        )
        .await;
    let token = secret(&made.body).to_owned();
    assert!(token.starts_with("khien_"));
    assert!(world.engine.machine(&token).await.unwrap().is_some());
    let list = world.get("/tokens", Some(&admin)).await;
    assert!(!list.body.contains(&token));
    let (_, after) = list.body.split_once("action=\"/tokens/").unwrap();
    let path = format!("/tokens/{}", after.split('"').next().unwrap());
    assert_eq!(world.post(&path, &admin, &[]).await.location(), "/tokens");
    assert!(world.engine.machine(&token).await.unwrap().is_none());
    for (until, told) in [("2020-01-01", "hạn dùng đã qua"), ("mai", "2026-12-31")] {
        let form = [("name", "Máy"), ("until", until)];
        let answer = world.post("/tokens", &admin, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{until}");
        assert!(answer.body.contains(told), "{until}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_own_password_second_factor_and_sessions_change_on_one_page() {
    let mut world = World::empty(Options::default()).await;
    let admin = admin(&mut world).await;
    for (old, new, again, told) in [
        (
            "sai mật khẩu cũ",
            "một câu khác dài hơn",
            "một câu khác dài hơn",
            "Mật khẩu hiện tại chưa đúng",
        ),
        (PASSWORD, "ngan", "ngan", "12 ký tự"),
        (
            PASSWORD,
            "một câu khác dài hơn",
            "không giống",
            "không giống nhau",
        ),
    ] {
        let form = [("old", old), ("password", new), ("again", again)];
        let answer = world.post("/account/password", &admin, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        assert!(answer.body.contains(told), "{told}");
        assert!(!answer.body.contains(new), "no password is shown again");
    }
    let begun = world
        .post("/account/totp", &admin, &[("do", "begin")])
        .await;
    assert_eq!(begun.location(), "/account#totp");
    let page = world.get("/account", Some(&admin)).await;
    assert!(page.body.contains("otpauth://totp/Khien:quan.tri"));
    assert!(page.body.contains("class=\"qr\""));
    let wrong = world
        .post(
            "/account/totp",
            &admin,
            &[("do", "confirm"), ("code", "000000")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("otpauth://"),
        "the secret can still be read"
    );

    let form = [("login", "quan.tri"), ("password", PASSWORD)];
    let agent = [("user-agent", "another browser")];
    let other = world.ask(Method::POST, "/login", None, &agent, &form).await;
    let cookie = other.headers["set-cookie"].to_str().unwrap();
    let other = Eyes {
        cookie: cookie.split(';').next().unwrap().to_owned(),
        csrf: String::new(),
    };
    let page = world.get("/account", Some(&admin)).await;
    let (_, after) = page.body.split_once("action=\"/account/sessions/").unwrap();
    let path = format!("/account/sessions/{}", after.split('"').next().unwrap());
    let ended = world.post(&path, &admin, &[]).await;
    assert_eq!(ended.location(), "/account#sessions");
    assert!(
        world
            .get("/account", Some(&other))
            .await
            .location()
            .starts_with("/login")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_manual_opens_in_both_languages() {
    let mut world = World::empty(Options::default()).await;
    let admin = admin(&mut world).await;
    let index = world.get("/help", Some(&admin)).await;
    let links = index.body.split("href=\"/help/").skip(1);
    let links: Vec<&str> = links.map(|l| l.split('"').next().unwrap()).collect();
    assert!(links.len() >= 21 + 5, "{links:?}");
    for (lang, word) in [("vi", "Trợ giúp"), ("en", "Help")] {
        let eyes = Eyes {
            cookie: format!("{}; lang={lang}", admin.cookie),
            csrf: admin.csrf.clone(),
        };
        for link in &links {
            let page = world.get(&format!("/help/{link}"), Some(&eyes)).await;
            assert_eq!(page.status, StatusCode::OK, "{link}");
            assert!(page.body.contains(word), "{link} in {lang}");
        }
    }
    assert_eq!(
        world.get("/help/no.such", Some(&admin)).await.status,
        StatusCode::NOT_FOUND
    );
}
