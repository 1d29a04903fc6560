//! `/account`: one's own account: password, second factor, sessions, language, theme and keys.

use super::{Page, page, qr};
use crate::web::error::{PageError, refusal};
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::Grant;
use engine::EngineError;
use engine::accounts::limits::PASSWORD_CHARS_MIN;
use engine::accounts::{Session, SessionId};
use lang::Lang;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    f: Frame,
    name: String,
    login: String,
    roles: Vec<String>,
    has_totp: bool,
    pending: Option<Pending>,
    sessions: Vec<SessionView>,
    password_length: usize,
    keys_on: bool,
    error: Option<Told>,
}

/// A second factor waiting for its first code.
struct Pending {
    secret: String,
    uri: String,
    qr: Option<qr::Drawn>,
}

struct SessionView {
    id: String,
    browser: String,
    address: String,
    began: String,
    seen: String,
    is_this: bool,
}

/// What was wrong, and in which form.
struct Told {
    form: &'static str,
    text: String,
}

/// `GET /account`
pub(crate) async fn show(State(site): State<Site>, viewer: Viewer, taste: Taste) -> Page {
    page(&account(&site, viewer, taste, None).await?)
}

/// `POST /account/password`
pub(crate) async fn password(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    form: Checked,
) -> Result<Response, PageError> {
    let session = own_session(&viewer)?;
    let new = form.raw("password").unwrap_or_default();
    if form.raw("again") != Some(new) {
        let told = lang::text(taste.lang, "web-link-differs", &[]);
        return refused(&site, viewer, taste, "password", told).await;
    }
    let old = form.raw("old").unwrap_or_default();
    let done = site.engine.change_password(&session, old, new).await;
    answer(&site, viewer, taste, "password", done).await
}

/// `POST /account/totp`: begins, confirms or removes the second factor, as `do` says.
pub(crate) async fn totp(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    form: Checked,
) -> Result<Response, PageError> {
    let actor = own_session(&viewer)?.actor.clone();
    let done = match form.needed("do")? {
        "begin" => site.engine.totp_begin(&actor).await.map(drop),
        "confirm" => {
            let code = form.text("code").unwrap_or_default();
            site.engine.totp_confirm(&actor, code).await
        }
        "remove" => {
            let password = form.raw("old").unwrap_or_default();
            site.engine.totp_remove(&actor, password).await
        }
        other => return Err(PageError::Malformed(format!("do={other}"))),
    };
    answer(&site, viewer, taste, "totp", done).await
}

/// `POST /account/sessions/{id}`: ends one of one's own sessions.
pub(crate) async fn end_session(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
    _form: Checked,
) -> Result<Response, PageError> {
    let session = own_session(&viewer)?;
    let id = SessionId::parse(&id).ok_or(PageError::NotFound)?;
    let done = site
        .engine
        .revoke_session(&session.actor, session.account, id)
        .await;
    answer(&site, viewer, taste, "sessions", done).await
}

/// The session; the holder of a unit's link has none, and no account.
fn own_session(viewer: &Viewer) -> Result<Arc<Session>, PageError> {
    viewer.session.clone().ok_or(PageError::Forbidden)
}

/// Back to the page when done; the page with what was wrong when a person can mend it.
async fn answer(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    form: &'static str,
    done: Result<(), EngineError>,
) -> Result<Response, PageError> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/account#{form}")).into_response()),
        Err(
            error @ (EngineError::Invalid(_)
            | EngineError::WeakPassword(_)
            | EngineError::WrongPassword
            | EngineError::WrongCode
            | EngineError::Wait(_)),
        ) => refused(site, viewer, taste, form, told(taste.lang, &error)).await,
        Err(other) => Err(other.into()),
    }
}

async fn refused(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    form: &'static str,
    text: String,
) -> Result<Response, PageError> {
    let again = account(site, viewer, taste, Some(Told { form, text })).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response())
}

/// What the engine refuses, in the reader's language where there is a text for it.
fn told(lang: Lang, error: &EngineError) -> String {
    match error {
        EngineError::WrongPassword => lang::text(lang, "web-account-wrong-password", &[]),
        EngineError::WrongCode => lang::text(lang, "web-account-wrong-code", &[]),
        EngineError::Wait(seconds) => {
            let span = show::span(lang, (*seconds).max(60));
            lang::text(lang, "web-account-wait", &[("value", (&span).into())])
        }
        EngineError::WeakPassword(_) => lang::text(
            lang,
            "web-account-weak",
            &[("count", PASSWORD_CHARS_MIN.into())],
        ),
        other => refusal(lang, other),
    }
}

async fn account(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    error: Option<Told>,
) -> Result<AccountPage, PageError> {
    let session = own_session(&viewer)?;
    let own = site.engine.own_account(&session.actor).await?;
    let begun = site.engine.totp_begun(&session.actor).await?;
    let zone = site.engine.zone();
    let sessions = site.engine.sessions(session.account).await?;
    let views = sessions.into_iter().map(|line| SessionView {
        browser: line.user_agent,
        address: line.address.to_string(),
        began: show::instant(line.created_at, zone),
        seen: show::instant(line.last_seen_at, zone),
        is_this: line.id == session.id,
        id: line.id.to_string(),
    });
    let names = site.engine.unit_names().await?;
    let f = Frame::of(site, viewer, taste, "account").at("/account");
    Ok(AccountPage {
        roles: own
            .grants
            .iter()
            .map(|grant| role(&f, &names, grant))
            .collect(),
        name: own.name,
        login: own.login,
        has_totp: own.has_totp,
        pending: begun.map(|setup| Pending {
            qr: qr::draw(&setup.uri),
            secret: in_fours(&setup.secret),
            uri: setup.uri,
        }),
        sessions: views.collect(),
        password_length: PASSWORD_CHARS_MIN,
        keys_on: !taste.keys_off,
        error,
        f,
    })
}

/// A role in words, with the unit it is held for.
pub(crate) fn role(f: &Frame, names: &HashMap<String, String>, grant: &Grant) -> String {
    let word = f.word("role", grant.role.as_str());
    match &grant.subtree {
        Some(unit) => {
            let named = named(names, unit.as_str());
            let values = [("role", word.as_str().into()), ("unit", (&named).into())];
            f.tx("web-role-of-unit", &values)
        }
        None => word,
    }
}

/// A unit by its name with the code beside it; by its code alone when it is not registered.
pub(crate) fn named(names: &HashMap<String, String>, code: &str) -> String {
    match names.get(code) {
        Some(name) => format!("{name} ({code})"),
        None => code.to_owned(),
    }
}

/// A secret in groups of four, as people read it off a screen; apps take it with the gaps.
fn in_fours(secret: &str) -> String {
    let mut grouped = String::new();
    for (place, letter) in secret.chars().enumerate() {
        if place > 0 && place.is_multiple_of(4) {
            grouped.push(' ');
        }
        grouped.push(letter);
    }
    grouped
}
