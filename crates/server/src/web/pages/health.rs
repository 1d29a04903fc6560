//! `/healthz`: the process answers. `/readyz`: it can read its store and has judged what it holds.

use crate::web::Site;
use axum::extract::State;
use axum::http::StatusCode;

/// `GET /healthz`
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`
pub(crate) async fn ready(State(site): State<Site>) -> (StatusCode, &'static str) {
    match site.engine.is_ready().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "store not readable, or events not writable\n",
        ),
    }
}
