//! `/api/v1/assets`: the hosts and devices of the register.

use super::asked::{Asked, Named, paged, slice, word};
use super::guard::Caller;
use super::problem::Problem;
use crate::web::Site;
use axum::Json;
use axum::extract::State;
use domain::facts::AssetKind;
use engine::records::{AssetFilter, Where};
use serde::Deserialize;
use utoipa::IntoParams;
use wire::api::Page;
use wire::api::assets::AssetV1;

const LIST: &str = "assets";

/// Which assets.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Query {
    /// Code of a unit: its own assets.
    unit: Option<String>,
    /// Code of a unit: those of it and of all below it.
    under: Option<String>,
    /// `server`, `workstation`, `network`, `appliance` or `other`.
    kind: Option<String>,
    /// Code of the system they are part of.
    system: Option<String>,
    /// An address, whole.
    ip: Option<String>,
    /// Items of the page, 1 to 500, otherwise 100.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// List assets
///
/// The hosts and devices in the caller's part of the tree, by code.
#[utoipa::path(get, path = "/api/v1/assets", tag = "assets", params(Query),
    responses((status = 200, description = "A page of assets.", body = Page<AssetV1>)))]
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<AssetV1>>, Problem> {
    let slice = slice(LIST, asked.limit, asked.cursor.as_deref())?;
    let filter = AssetFilter {
        meant: Where {
            unit: asked.unit,
            under: asked.under,
        },
        kind: word("kind", asked.kind.as_deref(), AssetKind::parse)?,
        system: asked.system,
        ip: word("ip", asked.ip.as_deref(), |ip| ip.parse().ok())?,
    };
    let listed = site.engine.list_assets(&caller.0, &filter, &slice).await?;
    Ok(Json(paged(LIST, listed, |asset| AssetV1::from(&asset))))
}

/// Read an asset
#[utoipa::path(get, path = "/api/v1/assets/{code}", tag = "assets",
    params(("code" = String, Path, description = "Code of the asset.")),
    responses((status = 200, description = "The asset.", body = AssetV1)))]
pub(super) async fn one(
    State(site): State<Site>,
    caller: Caller,
    Named(code): Named<String>,
) -> Result<Json<AssetV1>, Problem> {
    let asset = site.engine.one_asset(&caller.0, &code).await?;
    Ok(Json(AssetV1::from(&asset)))
}
