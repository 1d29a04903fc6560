//! `/tokens`: what programs show to come in. A token is shown once, on the answer of the form that made it.

use super::accounts::mendable;
use super::grants::{UnitChoice, choices};
use super::{Page, page};
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::{Action, Grant, Role};
use domain::key::Key;
use engine::accounts::{NewToken, TokenId, TokenLine};
use engine::{EngineError, Told};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "tokens.html")]
struct TokensPage {
    f: Frame,
    tokens: Vec<TokenView>,
    units: Vec<UnitChoice>,
    typed: Typed,
    /// The token just made.
    made: Option<String>,
    error: Option<String>,
}

#[derive(Default)]
struct Typed {
    name: String,
    units: String,
    until: String,
}

struct TokenView {
    id: String,
    name: String,
    units: Vec<String>,
    created: String,
    until: Option<String>,
    is_over: bool,
    revoked: Option<String>,
}

/// `GET /tokens`
pub(crate) async fn list(State(site): State<Site>, viewer: Viewer, taste: Taste) -> Page {
    page(&tokens(&site, viewer, taste).await?)
}

/// `POST /tokens`
pub(crate) async fn create(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    form: Checked,
) -> Result<Response, PageError> {
    let actor = viewer.actor.clone();
    let typed = Typed {
        name: form.text("name").unwrap_or_default().to_owned(),
        units: form.text("units").unwrap_or_default().to_owned(),
        until: form.text("until").unwrap_or_default().to_owned(),
    };
    let made = match end_of(&site, &typed.until) {
        Err(()) => Err(EngineError::Invalid(Told::text("web-tokens-until-wrong"))),
        Ok(expires_at) => {
            let new = NewToken {
                name: typed.name.clone(),
                grants: grants(&typed.units),
                expires_at,
            };
            site.engine.create_token(&actor, new).await
        }
    };
    let mut again = tokens(&site, viewer, taste).await?;
    match made {
        Ok(secret) => {
            again.made = Some(secret.expose().to_owned());
            Ok(page(&again)?.into_response())
        }
        Err(error) => {
            again.error = Some(mendable(taste.lang, error)?);
            again.typed = typed;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response())
        }
    }
}

/// `POST /tokens/{id}`: revokes.
pub(crate) async fn revoke(
    State(site): State<Site>,
    viewer: Viewer,
    Path(id): Path<String>,
    _form: Checked,
) -> Result<Response, PageError> {
    let id = TokenId::parse(&id).ok_or(PageError::NotFound)?;
    site.engine.revoke_token(&viewer.actor, id).await?;
    Ok(Redirect::to("/tokens").into_response())
}

/// Unit codes between commas; none is the whole organisation.
fn grants(units: &str) -> Vec<Grant> {
    let codes = units.split(',').map(str::trim).filter(|c| !c.is_empty());
    let mut grants: Vec<_> = codes
        .map(|code| Grant {
            role: Role::Machine,
            subtree: Some(Key::new(code)),
        })
        .collect();
    if grants.is_empty() {
        grants.push(Grant::whole(Role::Machine));
    }
    grants
}

/// The end of the day named; a blank one is no end.
fn end_of(site: &Site, day: &str) -> Result<Option<Timestamp>, ()> {
    if day.is_empty() {
        return Ok(None);
    }
    let day: Date = day.parse().map_err(drop)?;
    let next = day.tomorrow().map_err(drop)?;
    let end = next.to_zoned(site.engine.zone().clone()).map_err(drop)?;
    Ok(Some(end.timestamp()))
}

async fn tokens(site: &Site, viewer: Viewer, taste: Taste) -> Result<TokensPage, PageError> {
    let lines = site.engine.tokens(&viewer.actor).await?;
    let (units, names) = choices(site, &viewer, Action::ManageTokens).await?;
    let f = Frame::of(site, viewer, taste, "tokens").at("/tokens");
    let lines = lines.into_iter();
    Ok(TokensPage {
        tokens: lines.map(|l| view(site, &f, &names, l)).collect(),
        units,
        typed: Typed::default(),
        made: None,
        error: None,
        f,
    })
}

fn view(site: &Site, f: &Frame, names: &HashMap<String, String>, line: TokenLine) -> TokenView {
    let zone = site.engine.zone();
    let now = site.engine.clock().now();
    let units = line.grants.iter().map(|grant| match &grant.subtree {
        Some(unit) => super::account::named(names, unit.as_str()),
        None => f.t("web-whole"),
    });
    TokenView {
        id: line.id.to_string(),
        units: units.collect(),
        name: line.name,
        created: show::instant(line.created_at, zone),
        is_over: line.expires_at.is_some_and(|end| end <= now),
        until: line.expires_at.map(|at| show::instant(at, zone)),
        revoked: line.revoked_at.map(|at| show::instant(at, zone)),
    }
}
