//! `/api/v1/systems`: the information systems of the register.

use super::asked::{Asked, Named, paged, slice};
use super::guard::Caller;
use super::problem::Problem;
use crate::web::Site;
use axum::Json;
use axum::extract::State;
use engine::records::{SystemFilter, Where};
use serde::Deserialize;
use utoipa::IntoParams;
use wire::api::Page;
use wire::api::systems::SystemV1;

const LIST: &str = "systems";

/// Which systems.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Query {
    /// Code of a unit: its own systems.
    unit: Option<String>,
    /// Code of a unit: those of it and of all below it.
    under: Option<String>,
    /// Security level, 1 to 5.
    level: Option<i64>,
    /// Items of the page, 1 to 500, otherwise 100.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// List systems
///
/// The information systems in the caller's part of the tree, by code.
#[utoipa::path(get, path = "/api/v1/systems", tag = "systems", params(Query),
    responses((status = 200, description = "A page of systems.", body = Page<SystemV1>)))]
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<SystemV1>>, Problem> {
    let slice = slice(LIST, asked.limit, asked.cursor.as_deref())?;
    let filter = SystemFilter {
        meant: Where {
            unit: asked.unit,
            under: asked.under,
        },
        level: asked.level,
    };
    let listed = site.engine.list_systems(&caller.0, &filter, &slice).await?;
    Ok(Json(paged(LIST, listed, |system| SystemV1::from(&system))))
}

/// Read a system
#[utoipa::path(get, path = "/api/v1/systems/{code}", tag = "systems",
    params(("code" = String, Path, description = "Code of the system.")),
    responses((status = 200, description = "The system.", body = SystemV1)))]
pub(super) async fn one(
    State(site): State<Site>,
    caller: Caller,
    Named(code): Named<String>,
) -> Result<Json<SystemV1>, Problem> {
    let system = site.engine.one_system(&caller.0, &code).await?;
    Ok(Json(SystemV1::from(&system)))
}
