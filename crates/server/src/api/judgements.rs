//! `/api/v1/judgements`: the results of units.

use super::asked::{self, Asked, Named, id, paged, slice, word};
use super::guard::Caller;
use super::problem::Problem;
use crate::web::Site;
use axum::Json;
use axum::extract::State;
use domain::facts::Basis;
use domain::judgement::Status;
use domain::measure_id::MeasureId;
use engine::accounts::DirectiveId;
use engine::records::{ResultFilter, ResultLine, Where};
use serde::Deserialize;
use utoipa::IntoParams;
use wire::api::Page;
use wire::api::judgements::ResultV1;

const LIST: &str = "judgements";

/// Which results.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Query {
    /// Code of a unit: its own results.
    unit: Option<String>,
    /// Code of a unit: those of it and of all below it.
    under: Option<String>,
    /// Id of a directive.
    directive: Option<String>,
    /// Printed path of a duty, such as `1.b`.
    obligation: Option<String>,
    /// A measure, such as `duty.roster_24x7`.
    measure: Option<String>,
    /// `met`, `partial`, `not_met`, `unknown` or `not_applicable`.
    status: Option<String>,
    /// `A`, `B`, `C` or `D`.
    basis: Option<String>,
    /// Items of the page, 1 to 500, otherwise 100.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// List results
///
/// The results of units in the caller's part of the tree, by directive and unit, of a unit in printed order. A result
/// says what the measure's rule found in the data up to `as_of`; it is no finding of an authority.
#[utoipa::path(get, path = "/api/v1/judgements", tag = "judgements", params(Query),
    responses((status = 200, description = "A page of results.", body = Page<ResultV1>)))]
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<ResultV1>>, Problem> {
    let slice = slice(LIST, asked.limit, asked.cursor.as_deref())?;
    let filter = ResultFilter {
        meant: Where {
            unit: asked.unit,
            under: asked.under,
        },
        directive: asked::directive(asked.directive.as_deref())?,
        obligation: asked.obligation,
        measure: word("measure", asked.measure.as_deref(), MeasureId::parse)?,
        status: word("status", asked.status.as_deref(), Status::parse)?,
        basis: word("basis", asked.basis.as_deref(), Basis::parse)?,
    };
    let listed = site.engine.list_results(&caller.0, &filter, &slice)?;
    Ok(Json(paged(LIST, listed, |line| result(&line))))
}

/// Read a result
#[utoipa::path(get, path = "/api/v1/judgements/{directive}/{unit}/{obligation}/{measure}", tag = "judgements",
    params(
        ("directive" = String, Path, description = "Id of the directive."),
        ("unit" = String, Path, description = "Code of the unit."),
        ("obligation" = String, Path, description = "Printed path of the duty."),
        ("measure" = String, Path, description = "The measure."),
    ),
    responses((status = 200, description = "The result.", body = ResultV1)))]
pub(super) async fn one(
    State(site): State<Site>,
    caller: Caller,
    Named((directive, unit, obligation, measure)): Named<(String, String, String, String)>,
) -> Result<Json<ResultV1>, Problem> {
    let directive = id(&directive, DirectiveId::parse)?;
    let measure = id(&measure, MeasureId::parse)?;
    let key = (directive, unit.as_str(), obligation.as_str(), measure);
    let line = site.engine.one_result(&caller.0, key)?;
    Ok(Json(result(&line)))
}

fn result(line: &ResultLine) -> ResultV1 {
    ResultV1::new(line.directive.to_string(), &line.judgement)
}
