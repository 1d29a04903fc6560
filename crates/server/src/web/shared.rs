//! Live parts that look the same to many are written once: two hundred screens that hear of a change ask for the same
//! board in the same second.
//!
//! A part is shared only by those who may see the same, read the same and asked for the same address; it carries
//! neither name nor form token of anybody.

use super::Site;
use super::error::PageError;
use super::viewer::{Taste, Theme, Viewer};
use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use domain::access::Access;
use engine::Actor;
use engine::live::Held;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Parts kept at once, about 20 KB each.
const PARTS_MAX: usize = 256;

/// Bytes of a page before it is compressed; a board has a few hundred thousand.
const PART_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What decides how a part looks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Look {
    directive: String,
    revision: u64,
    as_of: Timestamp,
    /// The minute on the clock of the page, since 1970.
    minute: i64,
    access: Access,
    taste: (&'static str, Option<&'static str>, bool),
    address: String,
}

impl Look {
    /// The look of a live part, when it can be shared: the script asks for it, for somebody with rights of their own.
    pub(crate) fn of(
        (site, held): (&Site, &Held),
        headers: &HeaderMap,
        viewer: &Viewer,
        taste: Taste,
        address: String,
    ) -> Option<Self> {
        let takes_gzip = headers
            .get(header::ACCEPT_ENCODING)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.split(',').any(|one| one.trim() == "gzip"));
        let Actor::Person(person) = &viewer.actor else {
            return None;
        };
        (takes_gzip && headers.contains_key("x-live")).then(|| Self {
            directive: held.in_force.id.to_string(),
            revision: held.revision,
            as_of: held.as_of,
            minute: site.engine.clock().now().as_second() / 60,
            access: person.access.clone(),
            taste: (
                taste.lang.as_str(),
                taste.theme.map(Theme::as_str),
                taste.keys_off,
            ),
            address,
        })
    }

    fn is_of_the_snapshot(&self, other: &Self) -> bool {
        self.directive != other.directive
            || (self.revision, self.as_of, self.minute)
                == (other.revision, other.as_of, other.minute)
    }
}

/// The parts of the newest snapshots, compressed.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    parts: Mutex<HashMap<Look, Arc<OnceCell<Bytes>>>>,
}

impl Shared {
    fn place(&self, look: Look) -> Arc<OnceCell<Bytes>> {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        parts.retain(|known, _| known.is_of_the_snapshot(&look));
        if parts.len() >= PARTS_MAX {
            parts.clear();
        }
        Arc::clone(parts.entry(look).or_default())
    }
}

/// The part of this look, written by the first who asks for it; the others wait for that. `write` gets the viewer
/// without name and token.
pub(crate) async fn part<W>(
    site: &Site,
    look: Look,
    viewer: Viewer,
    write: impl FnOnce(Viewer) -> W,
) -> Result<Response, PageError>
where
    W: Future<Output = Result<Response, PageError>>,
{
    let nobody = Viewer {
        name: String::new(),
        csrf: String::new(),
        session: None,
        actor: viewer.actor,
    };
    let place = site.shared.place(look);
    let written = place
        .get_or_try_init(|| async { compressed(write(nobody).await?).await })
        .await?;
    let head = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_ENCODING, "gzip"),
        (header::VARY, "accept-encoding"),
    ];
    Ok((head, written.clone()).into_response())
}

async fn compressed(page: Response) -> Result<Bytes, PageError> {
    let html = axum::body::to_bytes(page.into_body(), PART_BYTES_MAX)
        .await
        .map_err(|_| PageError::TooLarge(PART_BYTES_MAX))?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // Writing into memory can't fail.
    drop(encoder.write_all(&html));
    Ok(encoder.finish().unwrap_or_default().into())
}
