//! The stylesheet, the script and the mark, embedded; their addresses carry a hash of their content, so that browsers keep them for ever.

use super::Site;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get};
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

/// One stylesheet to the browser; two files for the people who write it.
const CSS: &str = concat!(
    include_str!("../../assets/khien.css"),
    include_str!("../../assets/pages.css")
);
const JS: &str = include_str!("../../assets/khien.js");
const ICON: &str = include_str!("../../assets/khien.svg");

/// One embedded file.
struct Asset {
    /// Its name in addresses, hash included.
    name: String,
    kind: &'static str,
    content: &'static str,
}

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        asset("css", "text/css; charset=utf-8", CSS),
        asset("js", "text/javascript; charset=utf-8", JS),
        asset("svg", "image/svg+xml", ICON),
    ]
});

fn asset(ending: &str, kind: &'static str, content: &'static str) -> Asset {
    let digest = Sha256::digest(content.as_bytes());
    let hash: String = digest.iter().take(6).map(|b| format!("{b:02x}")).collect();
    Asset {
        name: format!("khien-{hash}.{ending}"),
        kind,
        content,
    }
}

/// Addresses of all embedded files.
#[must_use]
pub fn addresses() -> Vec<String> {
    ASSETS
        .iter()
        .map(|asset| format!("/a/{}", asset.name))
        .collect()
}

/// Address of the stylesheet.
pub(super) fn css() -> String {
    let [css, _, _] = &*ASSETS;
    format!("/a/{}", css.name)
}

/// Address of the script.
pub(super) fn js() -> String {
    let [_, js, _] = &*ASSETS;
    format!("/a/{}", js.name)
}

/// Address of the mark browsers show beside a page's title.
pub(super) fn icon() -> String {
    let [_, _, icon] = &*ASSETS;
    format!("/a/{}", icon.name)
}

/// The door to the embedded files.
pub(super) fn door() -> MethodRouter<Site> {
    get(serve)
}

async fn serve(Path(name): Path<String>) -> Response {
    let Some(asset) = ASSETS.iter().find(|a| a.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let head = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (head, asset.content).into_response()
}
