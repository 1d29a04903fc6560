//! `/metrics`: what the program measures about itself, in the Prometheus text format.

use super::answer;
use super::guard::Caller;
use super::problem::Problem;
use crate::web::Site;
use axum::extract::State;
use axum::response::Response;
use engine::telemetry;

/// Figures of the program
///
/// Prometheus text format 0.0.4; no figure carries a name of a person, a unit or a host. Needs the right
/// `view_telemetry` for the whole organisation: a token made for all units has it.
#[utoipa::path(get, path = "/metrics", tag = "metrics",
    responses((status = 200, description = "The figures.", body = String, content_type = "text/plain")))]
pub(super) async fn give(State(site): State<Site>, caller: Caller) -> Result<Response, Problem> {
    if let Some(events) = &site.events {
        events.measure().await?;
    }
    let mut figures = site.engine.metrics(&caller.0).await?;
    if let Some(intake) = &site.intake {
        figures.push_str(&intake.figures());
    }
    Ok(answer::text(telemetry::CONTENT_TYPE, figures))
}
