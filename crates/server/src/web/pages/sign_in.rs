//! `/login`: account, password, and the six digits where the account asks for them.

use super::taste::own_path;
use super::{Page, page};
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::guard::SESSION;
use crate::web::kept::Kept;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{SampleAccount, Site, show};
use askama::Template;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
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
    /// What waits to be sent once somebody is signed in.
    kept: Option<KeptView>,
}

/// A form that waits, as the templates take it.
struct KeptView {
    /// The hidden fields that carry it through the sign-in.
    carrying: Vec<(String, String)>,
    /// What was written in sentences: name of the field, its label, text.
    written: Vec<(String, String, String)>,
    /// Names of files that have to be chosen again.
    files: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "again.html")]
struct Again {
    f: Frame,
    csrf: String,
    to: String,
    /// Where a person may look first: the page the form stood on.
    back: String,
    chosen: Vec<(String, String)>,
    kept: KeptView,
}

impl KeptView {
    fn of(f: &Frame, kept: &Kept) -> Self {
        let label = |name: &str| {
            f.t(match name {
                "text" => "web-statement-text",
                "reason" => "web-kept-reason",
                "person" | "name" | "head" => "web-kept-name",
                _ => "web-kept-field",
            })
        };
        let carrying = kept.carrying().into_iter();
        Self {
            carrying: carrying.map(|(n, v)| (n, v.to_owned())).collect(),
            written: kept
                .written()
                .map(|(n, v)| (n.clone(), label(n), v.clone()))
                .collect(),
            files: kept.files.clone(),
        }
    }
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
        kept: None,
        f,
    }
}

/// The sign-in for somebody whose session ended with a form half sent: what was typed is on it.
pub(crate) fn expired(site: &Site, taste: Taste, kept: &Kept) -> Result<String, PageError> {
    let back = page_of(&kept.to);
    let mut view = sign_in(site, taste, back, "", None, false);
    view.kept = Some(KeptView::of(&view.f, kept));
    Ok(view.render()?)
}

/// What was typed, to be looked at and sent again with the token of the session there is now.
pub(crate) fn again(
    site: &Site,
    taste: Taste,
    kept: &Kept,
    csrf: &str,
) -> Result<String, PageError> {
    let mut f = Frame::outside(taste);
    f.sample = site.engine.is_sample();
    let view = Again {
        csrf: csrf.to_owned(),
        to: kept.to.clone(),
        back: page_of(&kept.to).to_owned(),
        chosen: kept.chosen().cloned().collect(),
        kept: KeptView::of(&f, kept),
        f,
    };
    Ok(view.render()?)
}

/// A page near the door a form was going to; many such doors take forms only.
fn page_of(to: &str) -> &str {
    let path = to.split('?').next().unwrap_or(to);
    let is_page = path.contains("/return/") || path.contains("/duties/");
    if is_page { to } else { "/" }
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
    let kept = Kept::carried(&form);
    let credentials = Credentials {
        login: login.clone(),
        password: form.raw("password").unwrap_or_default().to_owned(),
        totp: form.text("totp").map(str::to_owned),
    };
    match site.engine.sign_in(credentials, &whence).await {
        Ok(signed_in) => {
            let secret = signed_in.secret.expose();
            let Some(kept) = kept else {
                return Ok(entered(&site, secret, &next));
            };
            let html = again(&site, taste, &kept, &signed_in.session.csrf)?;
            Ok((session_cookie(&site, secret), Html(html)).into_response())
        }
        Err(SignInError::Failed(error)) => Err(error.into()),
        Err(refused) => {
            let wants_code = matches!(refused, SignInError::TotpNeeded | SignInError::TotpWrong);
            let told = refusal(taste, &refused);
            let mut view = sign_in(&site, taste, &next, &login, Some(told), wants_code);
            view.kept = kept.map(|kept| KeptView::of(&view.f, &kept));
            let body = page(&view)?;
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
    (session_cookie(site, secret), Redirect::to(next)).into_response()
}

fn session_cookie(site: &Site, secret: &str) -> HeaderMap {
    let secure = if site.options.secure { "; Secure" } else { "" };
    let cookie = format!("{SESSION}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}");
    let mut headers = HeaderMap::new();
    if let Ok(cookie) = cookie.parse() {
        headers.insert(header::SET_COOKIE, cookie);
    }
    headers
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
