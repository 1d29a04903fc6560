//! The one list of HTTP doors of senders: method, address, what answers. All need the token of a source. Tests hold it
//! against the OpenAPI document and try each without a token and with those of others.

use super::{Door, bulk, events, guard, otlp};
use crate::api::no_such_method;
use crate::web::Site;
use axum::Router;
use axum::http::Method;
use axum::routing::{MethodRouter, get, post, put};

/// One door.
#[derive(Debug)]
pub struct IntakeDoor {
    /// The method it answers.
    pub method: Method,
    /// Address with its variables in braces.
    pub path: &'static str,
    /// Which of the doors it belongs to.
    pub door: Door,
    handler: MethodRouter<Site>,
}

/// All of them.
#[must_use]
pub fn doors() -> Vec<IntakeDoor> {
    let door = |method, path, door, handler| IntakeDoor {
        method,
        path,
        door,
        handler,
    };
    let look = |path, handler| door(Method::GET, path, Door::Bulk, handler);
    vec![
        door(
            Method::POST,
            "/intake/v1/events",
            Door::Events,
            post(events::take),
        ),
        door(
            Method::POST,
            "/intake/otlp/v1/logs",
            Door::Otlp,
            post(otlp::take),
        ),
        door(
            Method::POST,
            "/intake/es/_bulk",
            Door::Bulk,
            post(bulk::take),
        ),
        door(Method::PUT, "/intake/es/_bulk", Door::Bulk, put(bulk::put)),
        door(
            Method::POST,
            "/intake/es/{index}/_bulk",
            Door::Bulk,
            post(bulk::take_into),
        ),
        door(
            Method::PUT,
            "/intake/es/{index}/_bulk",
            Door::Bulk,
            put(bulk::put_into),
        ),
        look("/intake/es", get(bulk::banner)),
        look("/intake/es/", get(bulk::banner_below)),
        look("/intake/es/_license", get(bulk::license)),
        look("/intake/es/_xpack", get(bulk::xpack)),
        look("/intake/es/_cluster/health", get(bulk::health)),
    ]
}

/// All of them behind their guard.
pub(crate) fn routes(site: &Site) -> Router<Site> {
    let routes = doors().into_iter().fold(Router::new(), |router, door| {
        let kept = door.handler.layer(axum::middleware::from_fn_with_state(
            (site.clone(), door.door),
            guard::keep,
        ));
        router.route(door.path, kept)
    });
    routes.method_not_allowed_fallback(no_such_method)
}
