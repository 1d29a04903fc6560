//! `/search`: units, duties and assets by name, code or address, within what the viewer may see.

use super::{Page, page};
use crate::web::Site;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use askama::Template;
use axum::extract::{Query, State};
use engine::search::{Found, HITS_MAX};
use serde::Deserialize;

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The words.
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    f: Frame,
    words: String,
    found: Found,
    is_empty: bool,
    most: usize,
}

/// `GET /search`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Query(asked): Query<Asked>,
) -> Page {
    let words: String = asked.q.trim().chars().take(200).collect();
    let found = site.engine.search(&viewer.actor, &words);
    let back = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("q", &words)
        .finish();
    let view = SearchPage {
        f: Frame::of(&site, viewer, taste, "search").at(format!("/search?{back}")),
        is_empty: found.units.count + found.duties.count + found.assets.count == 0,
        words,
        found,
        most: HITS_MAX,
    };
    page(&view)
}
