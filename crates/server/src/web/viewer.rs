//! Who looks at a page, as the guard found out, and what they chose to see it in.

use super::Site;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use domain::access::{Action, Decision, UnitTree};
use domain::facts::Unit;
use domain::key::Key;
use engine::Actor;
use engine::accounts::Session;
use engine::live::Held;
use lang::Lang;
use std::sync::Arc;

/// Light or dark, when a person chose; else the system's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The word in the cookie and in `data-theme`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Light, Self::Dark]
            .into_iter()
            .find(|t| t.as_str() == word)
    }
}

/// What a browser asks to be shown in, known without signing in.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Taste {
    /// Language.
    pub(crate) lang: Lang,
    /// Light or dark.
    pub(crate) theme: Option<Theme>,
    /// Whether single keys do nothing; some people's aids send keys of their own (WCAG 2.1.4).
    pub(crate) keys_off: bool,
}

impl Taste {
    /// From the cookies. On a first visit a browser that asks for Vietnamese gets it; any other gets the site's
    /// language, as most browsers in offices are set to English and nobody chose that.
    pub(crate) fn of(site: &Site, headers: &HeaderMap) -> Self {
        Self {
            lang: cookie(headers, "lang")
                .and_then(Lang::parse)
                .or_else(|| asks_for_vietnamese(headers).then_some(Lang::Vi))
                .unwrap_or(site.options.language),
            theme: cookie(headers, "theme").and_then(Theme::parse),
            keys_off: cookie(headers, "keys") == Some("off"),
        }
    }
}

/// Whether Vietnamese is among the languages a browser asks for.
fn asks_for_vietnamese(headers: &HeaderMap) -> bool {
    let asked = headers.get(header::ACCEPT_LANGUAGE);
    let asked = asked
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    asked
        .split(',')
        .any(|language| Lang::parse(language.trim()) == Some(Lang::Vi))
}

/// A signed-in person, or the holder of a unit's secret link.
#[derive(Debug, Clone)]
pub(crate) struct Viewer {
    /// Who acts.
    pub(crate) actor: Actor,
    /// Name shown.
    pub(crate) name: String,
    /// The token every form of this session carries.
    pub(crate) csrf: String,
    /// The session; none for the holder of a unit's link.
    pub(crate) session: Option<Arc<Session>>,
}

impl Viewer {
    /// Whether this may be done for a unit, or anywhere in the tree without one.
    pub(crate) fn may(&self, action: Action, unit: Option<&Key<Unit>>, tree: &UnitTree) -> bool {
        self.actor.may(action, unit, tree) == Decision::Granted
    }
}

/// The tree of the units held, as of the instant they were judged for.
pub(crate) fn tree_of(site: &Site, held: &Held) -> UnitTree {
    let today = held.as_of.to_zoned(site.engine.zone().clone()).date();
    UnitTree::of(held.units(), today)
}

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        // Only a door without guard lacks it, which the test of doors excludes.
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or(StatusCode::UNAUTHORIZED)
    }
}

impl FromRequestParts<Site> for Taste {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Self::Rejection> {
        Ok(Self::of(site, &parts.headers))
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}
