//! The doors of programs: `/api/v1`, its OpenAPI document, `/metrics`.
//!
//! One file per resource; a handler reads the request, asks the engine and answers in the words of `wire::api`. Programs
//! show a token as a bearer; a signed-in person may look with their session, but writes only by a token: a cookie is
//! never enough to change something. Errors are `application/problem+json` with a code of `domain::codes`.

#![allow(
    unused_qualifications,
    reason = "the macro that describes a door writes the paths of its types out"
)]

mod alerts;
mod answer;
mod asked;
mod assets;
mod directives;
mod document;
mod doors;
mod drafts;
mod events;
mod evidence;
mod guard;
mod imports;
mod intake;
mod judgements;
mod ledger;
mod metrics;
mod obligations;
mod once;
pub(crate) mod problem;
mod reports;
mod returns;
mod systems;
mod units;

pub use doors::{ApiDoor, doors};

pub(crate) use document::document;
pub(crate) use guard::bearer_of;
pub(crate) use once::{Done, once};
pub(crate) use problem::{Problem, no_such_method, nowhere};

use crate::web::Site;
use axum::Router;

/// All doors of programs behind their guards.
pub(crate) fn routes(site: &Site) -> Router<Site> {
    let routes = doors().into_iter().fold(Router::new(), |router, door| {
        let kept = door.handler.layer(axum::middleware::from_fn_with_state(
            (site.clone(), door.needs),
            guard::keep,
        ));
        router.route(door.path, kept)
    });
    routes.method_not_allowed_fallback(problem::no_such_method)
}
