//! `/login`: account, password, and the six digits where the account asks for them.

use super::taste::own_path;
use super::{Page, page};
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::guard::SESSION;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{SampleAccount, Site, show};
use askama::Template;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use engine::accounts::{Credentials, From as Whence, SignInError};
use serde::Deserialize;

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    /// Where to go after signing in.
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn<'a> {
    f: Frame,
    organisation: String,
    next: String,
    login: String,
    error: Option<String>,
    wants_code: bool,
    samples: &'a [SampleAccount],
}

/// `GET /login`
pub(crate) async fn show(
    State(site): State<Site>,
    taste: Taste,
    Query(wanted): Query<Wanted>,
) -> Page {
    page(&sign_in(&site, taste, &wanted.next, "", None, false))
}

fn sign_in<'a>(
    site: &'a Site,
    taste: Taste,
    next: &str,
    login: &str,
    error: Option<String>,
    wants_code: bool,
) -> SignIn<'a> {
    let mut f = Frame::outside(taste).at("/login");
    f.sample = site.engine.is_sample();
    SignIn {
        organisation: site.options.organisation.clone().unwrap_or_default(),
        next: own_path(Some(next)).to_owned(),
        login: login.to_owned(),
        error,
        wants_code,
        samples: &site.options.sample_accounts,
        f,
    }
}

/// `POST /login`
pub(crate) async fn enter(
    State(site): State<Site>,
    Extension(whence): Extension<Whence>,
    taste: Taste,
    form: Checked,
) -> Result<Response, PageError> {
    let login = form.text("login").unwrap_or_default().to_owned();
    let next = own_path(form.raw("next")).to_owned();
    let credentials = Credentials {
        login: login.clone(),
        password: form.raw("password").unwrap_or_default().to_owned(),
        totp: form.text("totp").map(str::to_owned),
    };
    match site.engine.sign_in(credentials, &whence).await {
        Ok(signed_in) => Ok(entered(&site, signed_in.secret.expose(), &next)),
        Err(SignInError::Failed(error)) => Err(error.into()),
        Err(refused) => {
            let wants_code = matches!(refused, SignInError::TotpNeeded | SignInError::TotpWrong);
            let told = refusal(taste, &refused);
            let body = page(&sign_in(
                &site,
                taste,
                &next,
                &login,
                Some(told),
                wants_code,
            ))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, body).into_response())
        }
    }
}

fn refusal(taste: Taste, refused: &SignInError) -> String {
    let t = |id| lang::text(taste.lang, id, &[]);
    match refused {
        SignInError::Wrong => t("web-login-wrong"),
        SignInError::TotpNeeded => t("web-login-code-needed"),
        SignInError::TotpWrong => t("web-login-code-wrong"),
        SignInError::Disabled => t("web-login-disabled"),
        SignInError::Wait { seconds } => {
            let span = show::span(taste.lang, (*seconds).max(60));
            lang::text(taste.lang, "web-login-wait", &[("value", (&span).into())])
        }
        SignInError::Failed(error) => error.to_string(),
    }
}

/// The answer after a sign-in: the session's cookie, and on to where one wanted to go.
pub(crate) fn entered(site: &Site, secret: &str, next: &str) -> Response {
    let secure = if site.options.secure { "; Secure" } else { "" };
    let cookie = format!("{SESSION}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}");
    let mut headers = HeaderMap::new();
    if let Ok(cookie) = cookie.parse() {
        headers.insert(header::SET_COOKIE, cookie);
    }
    (headers, Redirect::to(next)).into_response()
}

/// `POST /logout`
pub(crate) async fn leave(
    State(site): State<Site>,
    viewer: Viewer,
    _form: Checked,
) -> Result<Response, PageError> {
    if let Some(session) = &viewer.session {
        site.engine.sign_out(session).await?;
    }
    let gone = format!("{SESSION}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    let mut headers = HeaderMap::new();
    if let Ok(cookie) = gone.parse() {
        headers.insert(header::SET_COOKIE, cookie);
    }
    Ok((headers, Redirect::to("/login")).into_response())
}
