//! The site: server-rendered pages, their forms, and the live stream.
//!
//! One file and one template per page. Every door stands in [`doors()`] with what
//! it needs, and is kept by the guard before its page runs. Every control is a
//! real link or form first; the script only adds keys and live parts.

mod assets;
mod connections;
mod doors;
pub(crate) mod error;
pub(crate) mod form;
mod frame;
pub(crate) mod guard;
mod headers;
mod kept;
mod limits;
mod listen;
mod live;
mod manual;
mod nav;
mod pages;
mod shared;
mod show;
pub(crate) mod viewer;
pub(crate) mod whence;

pub use assets::addresses as asset_addresses;
pub use doors::{DOORS_PUBLIC, Needs, doors};

pub use limits::Limits;
pub use listen::TlsListener;

pub(crate) use pages::evidence::attachment;

use crate::intake::Intake;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::serve::ListenerExt as _;
use engine::Engine;
use engine::events::Events;
use ipnet::IpNet;
use lang::Lang;
use std::ops::Deref;
use std::sync::Arc;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;

/// How the site is served.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether browsers reach the site over TLS, here or at the proxy: cookies are then marked secure.
    pub secure: bool,
    /// Proxies in front of the site whose word on the address of a client is taken (`X-Forwarded-For`); empty without.
    pub trusted_proxies: Vec<IpNet>,
    /// What one request may take.
    pub limits: Limits,
    /// The language until a person chooses one.
    pub language: Lang,
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
    pub(crate) shared: shared::Shared,
    pub(crate) intake: Option<Intake>,
    /// The events kept, where this program keeps any.
    pub(crate) events: Option<Events>,
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
        Self::with_intake(engine, options, None)
    }

    /// The same with doors for senders of logs; without them their addresses lead nowhere.
    #[must_use]
    pub fn with_intake(engine: Arc<Engine>, options: Options, intake: Option<Intake>) -> Self {
        Self::with_events(engine, options, intake, None)
    }

    /// The same with the events kept, which are searched on pages and by programs; without them those pages lead nowhere.
    #[must_use]
    pub fn with_events(
        engine: Arc<Engine>,
        options: Options,
        intake: Option<Intake>,
        events: Option<Events>,
    ) -> Self {
        Self(Arc::new(Inner {
            engine,
            options,
            shared: shared::Shared::default(),
            intake,
            events,
        }))
    }
}

/// All doors of the site and of programs behind their guards.
pub fn router(site: &Site) -> Router {
    let pages = doors().into_iter().fold(Router::new(), |router, door| {
        let kept = door.handler.layer(axum::middleware::from_fn_with_state(
            (site.clone(), door.needs),
            guard::keep,
        ));
        router.route(door.path, kept)
    });
    pages
        .merge(crate::api::routes(site))
        .merge(crate::intake::routes(site))
        .fallback(error::nowhere)
        .layer(DefaultBodyLimit::max(site.options.limits.body_bytes_max()))
        .layer(axum::middleware::from_fn_with_state(
            site.clone(),
            error::show,
        ))
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
pub async fn serve(entrance: Entrance, site: &Site, stop: impl Future<Output = ()>) {
    let (app, limits) = (router(site), site.options.limits);
    match entrance {
        Entrance::Plain(tcp) => {
            // A change told on a live stream must not wait for the next packet to go with.
            let tcp = tcp.tap_io(|stream| drop(stream.set_nodelay(true)));
            connections::serve(tcp, app, limits, stop).await;
        }
        Entrance::Tls(tls) => connections::serve(tls, app, limits, stop).await,
    }
}
