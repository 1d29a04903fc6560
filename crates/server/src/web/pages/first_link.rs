//! `/link/SECRET`: a one-time link. The first administrator, an invited person and one who lost the password choose theirs here.

use super::sign_in::entered;
use super::{Page, page};
use crate::web::Site;
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::Taste;
use askama::Template;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use engine::EngineError;
use engine::accounts::limits::PASSWORD_CHARS_MIN;
use engine::accounts::{From as Whence, LinkPurpose, NewPerson};

#[derive(Template)]
#[template(path = "first_link.html")]
struct FirstLink {
    f: Frame,
    secret: String,
    /// Whether the login is already known (invited, recovering).
    login: String,
    is_known: bool,
    name: String,
    error: Option<String>,
}

/// `GET /link/{secret}`
pub(crate) async fn show(
    State(site): State<Site>,
    taste: Taste,
    Path(secret): Path<String>,
) -> Page {
    let link = site
        .engine
        .open_link(&secret)
        .await?
        .ok_or(PageError::NotFound)?;
    let is_known = !matches!(link.purpose, LinkPurpose::FirstAdmin);
    page(&FirstLink {
        f: Frame::outside(taste).at("/login"),
        secret,
        login: link.login.unwrap_or_default(),
        name: link.name.unwrap_or_default(),
        is_known,
        error: None,
    })
}

/// `POST /link/{secret}`
pub(crate) async fn redeem(
    State(site): State<Site>,
    Extension(whence): Extension<Whence>,
    taste: Taste,
    Path(secret): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    let link = site
        .engine
        .open_link(&secret)
        .await?
        .ok_or(PageError::NotFound)?;
    let is_known = !matches!(link.purpose, LinkPurpose::FirstAdmin);
    let password = form.raw("password").unwrap_or_default();
    let login = link
        .login
        .or_else(|| form.text("login").map(str::to_owned))
        .unwrap_or_default();
    let name = form.text("name").unwrap_or(&login).to_owned();
    let error = if login.is_empty() {
        Some("web-link-no-login")
    } else if password.chars().count() < PASSWORD_CHARS_MIN {
        Some("web-link-short")
    } else if form.raw("again") != Some(password) {
        Some("web-link-differs")
    } else {
        None
    };
    let told = match error {
        Some(id) => lang::text(taste.lang, id, &[]),
        None => {
            let person = NewPerson {
                login: login.clone(),
                name: name.clone(),
                password: password.to_owned(),
            };
            match site.engine.redeem(&secret, person, &whence).await {
                Ok(signed_in) => return Ok(entered(&site, signed_in.secret.expose(), "/")),
                Err(EngineError::Invalid(told) | EngineError::WeakPassword(told)) => {
                    told.of(taste.lang).to_owned()
                }
                Err(other) => return Err(other.into()),
            }
        }
    };
    let again = FirstLink {
        f: Frame::outside(taste).at("/login"),
        secret,
        login,
        name,
        is_known,
        error: Some(told),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response())
}
