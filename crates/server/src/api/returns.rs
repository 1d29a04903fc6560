//! `/api/v1/returns`: which units have answered, and what they said.

use super::asked::{self, Asked, Named, id, paged, slice, word};
use super::evidence::file_of;
use super::guard::Caller;
use super::problem::Problem;
use crate::web::Site;
use axum::Json;
use axum::extract::State;
use domain::key::Key;
use engine::accounts::DirectiveId;
use engine::answers::Said;
use engine::live::history::ReturnState;
use engine::records::{ReturnFilter, ReturnLine, Where};
use serde::Deserialize;
use utoipa::IntoParams;
use wire::api::Page;
use wire::api::returns::{ReturnV1, ReturnWholeV1, StatementV1};

const LIST: &str = "returns";

/// Which returns.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Query {
    /// Code of a unit.
    unit: Option<String>,
    /// Code of a unit: it and all below it.
    under: Option<String>,
    /// Id of a directive.
    directive: Option<String>,
    /// `open` or `closed`.
    state: Option<String>,
    /// Items of the page, 1 to 500, otherwise 100.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// List returns
///
/// One for each directive and each unit it binds, in the caller's part of the tree.
#[utoipa::path(get, path = "/api/v1/returns", tag = "returns", params(Query),
    responses((status = 200, description = "A page of returns.", body = Page<ReturnV1>)))]
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<ReturnV1>>, Problem> {
    let slice = slice(LIST, asked.limit, asked.cursor.as_deref())?;
    let closed = word("state", asked.state.as_deref(), |state| match state {
        "open" => Some(false),
        "closed" => Some(true),
        _ => None,
    })?;
    let filter = ReturnFilter {
        meant: Where {
            unit: asked.unit,
            under: asked.under,
        },
        directive: asked::directive(asked.directive.as_deref())?,
        closed,
    };
    let listed = site.engine.list_returns(&caller.0, &filter, &slice).await?;
    Ok(Json(paged(LIST, listed, of_line)))
}

/// Read a return
///
/// With all that the unit said, oldest first.
#[utoipa::path(get, path = "/api/v1/returns/{directive}/{unit}", tag = "returns",
    params(
        ("directive" = String, Path, description = "Id of the directive."),
        ("unit" = String, Path, description = "Code of the unit."),
    ),
    responses((status = 200, description = "The return.", body = ReturnWholeV1)))]
pub(super) async fn one(
    State(site): State<Site>,
    caller: Caller,
    Named((directive, unit)): Named<(String, String)>,
) -> Result<Json<ReturnWholeV1>, Problem> {
    let directive = id(&directive, DirectiveId::parse)?;
    let line = site.engine.one_return(&caller.0, directive, &unit).await?;
    let held = site.engine.one_directive(&caller.0, directive)?;
    let unit = Key::new(&unit);
    let said = site.engine.unit_return(&caller.0, &held, &unit).await?.said;
    Ok(Json(ReturnWholeV1 {
        state: of_line(line),
        statements: said.into_iter().map(statement).collect(),
    }))
}

fn of_line(line: ReturnLine) -> ReturnV1 {
    let (state, closing) = match line.state {
        ReturnState::Open => ("open", None),
        ReturnState::Closed { at, by, seq } => ("closed", Some((at, by, seq))),
    };
    ReturnV1 {
        directive: line.directive.to_string(),
        unit: line.unit.to_string(),
        state: state.to_owned(),
        closed_at: closing.as_ref().map(|closing| closing.0),
        closed_by: closing.as_ref().map(|closing| closing.1.clone()),
        ledger_seq: closing.map(|closing| closing.2),
        reported: line.reported,
    }
}

fn statement(said: Said) -> StatementV1 {
    StatementV1 {
        obligation: said.obligation,
        measure: said.measure,
        claim: said.claim.to_string(),
        person: said.person,
        text: said.text,
        is_supplement: said.is_supplement,
        recorded_at: said.at,
        ledger_seq: said.seq,
        file: file_of(said.file),
    }
}
