//! `/api/v1/units`: the units of the register.

use super::asked::{Asked, Named, paged, slice, word};
use super::guard::Caller;
use super::problem::Problem;
use crate::web::Site;
use axum::Json;
use axum::extract::State;
use domain::unit::UnitClass;
use engine::records::{UnitFilter, Where};
use serde::Deserialize;
use utoipa::IntoParams;
use wire::api::Page;
use wire::api::units::UnitV1;

const LIST: &str = "units";

/// Which units.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Query {
    /// Code of a unit: it and all below it.
    under: Option<String>,
    /// Class of addressees, such as `commune`.
    class: Option<String>,
    /// Words in the name or code; case and Vietnamese marks do not matter.
    name: Option<String>,
    /// Items of the page, 1 to 500, otherwise 100.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// List units
///
/// The units in the caller's part of the tree, by code.
#[utoipa::path(get, path = "/api/v1/units", tag = "units", params(Query),
    responses((status = 200, description = "A page of units.", body = Page<UnitV1>)))]
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<UnitV1>>, Problem> {
    let slice = slice(LIST, asked.limit, asked.cursor.as_deref())?;
    let filter = UnitFilter {
        meant: Where {
            unit: None,
            under: asked.under,
        },
        class: word("class", asked.class.as_deref(), UnitClass::parse)?,
        name: asked.name,
    };
    let listed = site.engine.list_units(&caller.0, &filter, &slice).await?;
    Ok(Json(paged(LIST, listed, |unit| UnitV1::from(&unit))))
}

/// Read a unit
#[utoipa::path(get, path = "/api/v1/units/{code}", tag = "units",
    params(("code" = String, Path, description = "Code of the unit.")),
    responses((status = 200, description = "The unit.", body = UnitV1)))]
pub(super) async fn one(
    State(site): State<Site>,
    caller: Caller,
    Named(code): Named<String>,
) -> Result<Json<UnitV1>, Problem> {
    let unit = site.engine.one_unit(&caller.0, &code).await?;
    Ok(Json(UnitV1::from(&unit)))
}
