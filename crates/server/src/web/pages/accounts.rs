//! `/accounts`: who may come in, and by what role; `/accounts/{id}` changes one.
//!
//! A link by which a person sets a password is shown once, on the answer of the form that made it.

use super::grants::{Rows, UnitChoice, choices};
use super::{Page, account, page};
use crate::web::error::{PageError, refusal};
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::{Action, Role};
use engine::accounts::{AccountId, AccountLine, NewAccount, Secret};
use engine::{EngineError, Told};
use lang::Lang;
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage {
    f: Frame,
    accounts: Vec<AccountView>,
    units: Vec<UnitChoice>,
    roles: Vec<(&'static str, String)>,
    rows: Rows,
    login: String,
    name: String,
    /// Login and address of the link just made.
    made: Option<(String, String)>,
    error: Option<String>,
}

struct AccountView {
    id: String,
    login: String,
    name: String,
    roles: Vec<String>,
    has_password: bool,
    has_totp: bool,
    disabled: Option<String>,
    created: String,
}

#[derive(Template)]
#[template(path = "account_of.html")]
struct AccountOf {
    f: Frame,
    account: AccountView,
    units: Vec<UnitChoice>,
    roles: Vec<(&'static str, String)>,
    rows: Rows,
    made: Option<String>,
    error: Option<String>,
}

/// `GET /accounts`
pub(crate) async fn list(State(site): State<Site>, viewer: Viewer, taste: Taste) -> Page {
    page(&accounts(&site, viewer, taste, Rows::default()).await?)
}

/// `POST /accounts`: makes an account and shows its invitation once.
pub(crate) async fn create(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    headers: HeaderMap,
    form: Checked,
) -> Result<Response, PageError> {
    let actor = viewer.actor.clone();
    let rows = Rows::of(&form);
    let (login, name) = (
        form.text("login").unwrap_or_default().to_owned(),
        form.text("name").unwrap_or_default().to_owned(),
    );
    let new = NewAccount {
        login: login.clone(),
        name: name.clone(),
        grants: rows.grants()?,
    };
    let made = if new.grants.is_empty() {
        Err(EngineError::Invalid(Told::text("web-grants-none")))
    } else {
        site.engine.create_account(&actor, new).await
    };
    let mut again = accounts(&site, viewer, taste, rows).await?;
    match made {
        Ok(secret) => {
            again.rows = Rows::default();
            again.made = Some((login, link_of(&site, &headers, &secret)));
            Ok(page(&again)?.into_response())
        }
        Err(error) => {
            again.error = Some(mendable(taste.lang, error)?);
            (again.login, again.name) = (login, name);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response())
        }
    }
}

/// `GET /accounts/{id}`
pub(crate) async fn one(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
) -> Page {
    page(&account_of(&site, viewer, taste, &id).await?.1)
}

/// `POST /accounts/{id}`: grants, disable, enable or recover, as `do` says.
pub(crate) async fn change(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Checked,
) -> Result<Response, PageError> {
    let actor = viewer.actor.clone();
    let (line, mut again) = account_of(&site, viewer, taste, &id).await?;
    let done = match form.needed("do")? {
        "grants" => {
            again.rows = Rows::of(&form);
            let grants = again.rows.grants()?;
            site.engine.set_grants(&actor, line.id, &grants).await
        }
        "disable" => site.engine.disable_account(&actor, line.id).await,
        "enable" => site.engine.enable_account(&actor, line.id).await,
        "recover" => match site.engine.recover(&actor, &line.login).await {
            Ok(secret) => {
                again.made = Some(link_of(&site, &headers, &secret));
                return Ok(page(&again)?.into_response());
            }
            Err(error) => Err(error),
        },
        other => return Err(PageError::Malformed(format!("do={other}"))),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/accounts/{id}")).into_response()),
        Err(error) => {
            again.error = Some(mendable(taste.lang, error)?);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response())
        }
    }
}

/// What the page says again; anything else is an answer of its own.
pub(super) fn mendable(lang: Lang, error: EngineError) -> Result<String, PageError> {
    match error {
        EngineError::Invalid(_) | EngineError::LoginTaken(_) | EngineError::NotFound(_) => {
            Ok(refusal(lang, &error))
        }
        other => Err(other.into()),
    }
}

/// The whole address of a one-time link, at the host by which the administrator came.
fn link_of(site: &Site, headers: &HeaderMap, secret: &Secret) -> String {
    let scheme = if site.options.secure { "https" } else { "http" };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .filter(|host| {
            host.chars()
                .all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c))
        });
    match host {
        Some(host) => format!("{scheme}://{host}/link/{}", secret.expose()),
        None => format!("/link/{}", secret.expose()),
    }
}

async fn accounts(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    rows: Rows,
) -> Result<AccountsPage, PageError> {
    let lines = site.engine.accounts(&viewer.actor).await?;
    let (units, names) = choices(site, &viewer, Action::ManageAccounts).await?;
    let f = Frame::of(site, viewer, taste, "accounts");
    Ok(AccountsPage {
        accounts: lines
            .into_iter()
            .map(|l| view(site, &f, &names, l))
            .collect(),
        units,
        roles: roles(&f),
        rows,
        login: String::new(),
        name: String::new(),
        made: None,
        error: None,
        f,
    })
}

async fn account_of(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    id: &str,
) -> Result<(AccountLine, AccountOf), PageError> {
    let id = AccountId::parse(id).ok_or(PageError::NotFound)?;
    let lines = site.engine.accounts(&viewer.actor).await?;
    let line = lines
        .into_iter()
        .find(|line| line.id == id)
        .ok_or(PageError::NotFound)?;
    let (units, names) = choices(site, &viewer, Action::ManageAccounts).await?;
    let f = Frame::of(site, viewer, taste, "accounts").at(format!("/accounts/{id}"));
    let again = AccountOf {
        account: view(site, &f, &names, line.clone()),
        units,
        roles: roles(&f),
        rows: Rows::holding(&line.grants),
        made: None,
        error: None,
        f,
    };
    Ok((line, again))
}

fn view(site: &Site, f: &Frame, names: &HashMap<String, String>, line: AccountLine) -> AccountView {
    let zone = site.engine.zone();
    AccountView {
        id: line.id.to_string(),
        roles: line
            .grants
            .iter()
            .map(|g| account::role(f, names, g))
            .collect(),
        login: line.login,
        name: line.name,
        has_password: line.has_password,
        has_totp: line.has_totp,
        disabled: line.disabled_at.map(|at| show::instant(at, zone)),
        created: show::instant(line.created_at, zone),
    }
}

/// The roles a person may hold, in words; programs come by tokens.
fn roles(f: &Frame) -> Vec<(&'static str, String)> {
    Role::ALL
        .iter()
        .filter(|role| **role != Role::Machine)
        .map(|role| (role.as_str(), f.word("role", role.as_str())))
        .collect()
}
