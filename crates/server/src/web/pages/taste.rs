//! `POST /taste`: language, light or dark, and whether keys work, kept in a cookie of the browser.

use crate::web::Site;
use crate::web::form::Checked;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use lang::Lang;

/// One year.
const SECONDS: u32 = 31_536_000;

/// `POST /taste`
pub(crate) async fn keep(State(site): State<Site>, form: Checked) -> Response {
    let secure = if site.options.secure { "; Secure" } else { "" };
    let mut headers = HeaderMap::new();
    let mut set = |name: &str, value: &str| {
        let cookie =
            format!("{name}={value}; Path=/; Max-Age={SECONDS}; SameSite=Lax; HttpOnly{secure}");
        if let Ok(cookie) = cookie.parse() {
            headers.append(header::SET_COOKIE, cookie);
        }
    };
    if let Some(lang) = form.text("lang").and_then(Lang::parse) {
        set("lang", lang.as_str());
    }
    if let Some(theme) = form
        .text("theme")
        .filter(|t| matches!(*t, "light" | "dark" | "system"))
    {
        set("theme", theme);
    }
    if let Some(keys) = form.text("keys").filter(|k| matches!(*k, "on" | "off")) {
        set("keys", keys);
    }
    (headers, Redirect::to(own_path(form.raw("back")))).into_response()
}

/// A path of this site: anything else would make us a door to other sites.
pub(crate) fn own_path(path: Option<&str>) -> &str {
    path.filter(|p| p.starts_with('/') && !p.starts_with("//") && !p.contains(['\\', '\n', '\r']))
        .unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_own_paths_are_followed() {
        for (given, kept) in [
            (Some("/board?page=2"), "/board?page=2"),
            (Some("//evil.example"), "/"),
            (Some("https://evil.example"), "/"),
            (Some("/\\evil.example"), "/"),
            (None, "/"),
        ] {
            assert_eq!(own_path(given), kept);
        }
    }
}
