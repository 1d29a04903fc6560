//! The site: server-rendered pages, their forms, and the live stream.
//!
//! One file and one template per page. Every door stands in [`doors()`] with what
//! it needs, and is kept by the guard before its page runs. Every control is a
//! real link or form first; the script only adds keys and live parts.

mod assets;
mod doors;
mod error;
mod form;
mod frame;
mod guard;
mod headers;
mod listen;
mod live;
mod manual;
mod pages;
mod show;
mod viewer;

pub use doors::{DOORS_PUBLIC, Needs, doors};

pub use listen::TlsListener;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use engine::Engine;
use listen::Peer;
use std::ops::Deref;
use std::sync::Arc;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;

/// Bytes of a request body, uploads included; one provincial console export is about 5 MB.
const BODY_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Time open requests have to end when the server stops.
const GRACE: std::time::Duration = std::time::Duration::from_secs(3);

/// How the site is served.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether browsers reach the site over TLS, here or at the proxy: cookies are then marked secure.
    pub secure: bool,
    /// Whether the address of a client is told by the proxy in front (`X-Forwarded-For`, last entry).
    pub behind_proxy: bool,
    /// Sample accounts offered at the sign-in of a demonstration; empty on a real site.
    pub sample_accounts: Vec<SampleAccount>,
    /// Name of the organisation in the sign-in page.
    pub organisation: Option<String>,
}

/// An invented account of the demonstration, whose password is no secret.
#[derive(Debug, Clone)]
pub struct SampleAccount {
    /// Login.
    pub login: String,
    /// Password.
    pub password: String,
    /// The role in words of the code list, e.g. `duty_officer`.
    pub role: &'static str,
}

/// The application as the pages see it; cheap to clone.
#[derive(Debug, Clone)]
pub struct Site(Arc<Inner>);

/// What a [`Site`] holds.
#[derive(Debug)]
pub struct Inner {
    pub(crate) engine: Arc<Engine>,
    pub(crate) options: Options,
}

impl Deref for Site {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Site {
    /// The site over an engine.
    #[must_use]
    pub fn new(engine: Arc<Engine>, options: Options) -> Self {
        Self(Arc::new(Inner { engine, options }))
    }
}

/// All doors of the site behind their guards.
pub fn router(site: &Site) -> Router {
    let pages = doors().into_iter().fold(Router::new(), |router, door| {
        let kept = door.handler.layer(axum::middleware::from_fn_with_state(
            (site.clone(), door.needs),
            guard::keep,
        ));
        router.route(door.path, kept)
    });
    pages
        .fallback(error::nowhere)
        .layer(axum::middleware::from_fn(error::in_their_language))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(axum::middleware::from_fn_with_state(
            site.clone(),
            headers::put,
        ))
        .layer(CompressionLayer::new())
        .with_state(site.clone())
}

/// Where a site's connections come in.
#[derive(Debug)]
pub enum Entrance {
    /// Plain, on loopback or behind a proxy.
    Plain(TcpListener),
    /// Over TLS.
    Tls(TlsListener),
}

/// Serves the site until `stop` is done; open requests may end, streams are cut.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    entrance: Entrance,
    site: &Site,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let app = router(site).into_make_service_with_connect_info::<Peer>();
    let (cut, is_cut) = tokio::sync::oneshot::channel::<()>();
    let stopping = async move {
        stop.await;
        drop(cut);
    };
    let serving = async {
        match entrance {
            Entrance::Plain(listener) => {
                axum::serve(listener, app)
                    .with_graceful_shutdown(stopping)
                    .await
            }
            Entrance::Tls(listener) => {
                axum::serve(listener, app)
                    .with_graceful_shutdown(stopping)
                    .await
            }
        }
    };
    tokio::select! {
        ended = serving => ended,
        // Live streams never end by themselves: what is still open after this time is cut.
        () = async { drop(is_cut.await); tokio::time::sleep(GRACE).await; } => Ok(()),
    }
}
