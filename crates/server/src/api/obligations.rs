//! `/api/v1/obligations`: the duties of directives in force.

use super::asked::{self, Asked, Named, id, paged, slice, word};
use super::guard::Caller;
use super::problem::Problem;
use crate::web::Site;
use axum::Json;
use axum::extract::State;
use domain::measure_id::MeasureId;
use engine::accounts::DirectiveId;
use engine::records::{DutyFilter, DutyLine};
use serde::Deserialize;
use utoipa::IntoParams;
use wire::api::Page;
use wire::api::obligations::DutyV1;

const LIST: &str = "obligations";

/// Which duties.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Query {
    /// Id of a directive.
    directive: Option<String>,
    /// A measure that judges them, such as `duty.roster_24x7`.
    measure: Option<String>,
    /// Items of the page, 1 to 500, otherwise 100.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// List duties
///
/// The duties of directives in force, in printed order.
#[utoipa::path(get, path = "/api/v1/obligations", tag = "obligations", params(Query),
    responses((status = 200, description = "A page of duties.", body = Page<DutyV1>)))]
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<DutyV1>>, Problem> {
    let slice = slice(LIST, asked.limit, asked.cursor.as_deref())?;
    let filter = DutyFilter {
        directive: asked::directive(asked.directive.as_deref())?,
        measure: word("measure", asked.measure.as_deref(), MeasureId::parse)?,
    };
    let listed = site.engine.list_duties(&caller.0, &filter, &slice)?;
    Ok(Json(paged(LIST, listed, |line| duty(&line))))
}

/// Read a duty
#[utoipa::path(get, path = "/api/v1/obligations/{directive}/{obligation}", tag = "obligations",
    params(
        ("directive" = String, Path, description = "Id of the directive."),
        ("obligation" = String, Path, description = "Printed path of the duty, such as `1.b`."),
    ),
    responses((status = 200, description = "The duty.", body = DutyV1)))]
pub(super) async fn one(
    State(site): State<Site>,
    caller: Caller,
    Named((directive, path)): Named<(String, String)>,
) -> Result<Json<DutyV1>, Problem> {
    let directive = id(&directive, DirectiveId::parse)?;
    let line = site.engine.one_duty(&caller.0, directive, &path)?;
    Ok(Json(duty(&line)))
}

fn duty(line: &DutyLine) -> DutyV1 {
    DutyV1::new(line.directive.to_string(), &line.clause)
}
