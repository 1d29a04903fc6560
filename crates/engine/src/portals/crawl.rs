//! Walking a site: the home page and the pages it links to, to depth 2.

use crate::outside::{Fetched, Outside};
use detect::pages::{LinkKind, PageReport, Terms, analyse};
use jiff::Timestamp;
use std::collections::{BTreeSet, VecDeque};

/// Pages read of one site in one visit.
const PAGES_MAX: usize = 200;
/// Links followed from the home page.
const DEPTH_MAX: usize = 2;

/// One page of the site.
pub(super) struct Page {
    pub(super) url: String,
    pub(super) report: PageReport,
}

/// The pages read in one visit.
pub(super) struct Site {
    pub(super) pages: Vec<Page>,
    /// Whether every page within the depth was read.
    pub(super) complete: bool,
    /// Attachments that can't be read as pages, linked within the depth.
    pub(super) attachments: Vec<String>,
}

impl Site {
    pub(super) fn home_digest(&self) -> Option<String> {
        use core::fmt::Write as _;
        let digest = self.pages.first()?.report.snapshot().text_sha256;
        Some(digest.iter().fold(String::new(), |mut hex, byte| {
            // Writing to a string cannot fail.
            write!(hex, "{byte:02x}").unwrap_or_default();
            hex
        }))
    }
}

/// Reads the site from its fetched home page on.
pub(super) async fn site<O: Outside>(
    outside: &O,
    home: Fetched,
    terms: &Terms,
    now: Timestamp,
) -> Site {
    let mut site = Site {
        pages: Vec::new(),
        complete: true,
        attachments: Vec::new(),
    };
    let mut known: BTreeSet<String> = [home.url.clone()].into();
    let mut queue: VecDeque<(String, usize)> = VecDeque::new();
    read(home, 0, terms, &mut site, &mut known, &mut queue);
    while let Some((url, depth)) = queue.pop_front() {
        if site.pages.len() >= PAGES_MAX {
            site.complete = false;
            break;
        }
        match outside.fetch(&url, now).await {
            Ok(page) if (200..300).contains(&page.status) => {
                read(page, depth, terms, &mut site, &mut known, &mut queue)
            }
            Ok(_) => {}
            Err(_) => site.complete = false,
        }
    }
    site
}

fn read(
    page: Fetched,
    depth: usize,
    terms: &Terms,
    site: &mut Site,
    known: &mut BTreeSet<String>,
    queue: &mut VecDeque<(String, usize)>,
) {
    if !(page.content_type.is_empty()
        || page.content_type.contains("html")
        || page.content_type.starts_with("text/"))
    {
        site.attachments.push(page.url);
        return;
    }
    let report = analyse(&page.body, &page.url, terms);
    if depth < DEPTH_MAX {
        for link in &report.links {
            if link.kind == LinkKind::Anchor
                && !link.foreign
                && let Some(url) = &link.url
                && known.insert(url.clone())
            {
                queue.push_back((url.clone(), depth + 1));
            }
        }
    }
    site.pages.push(Page {
        url: page.url,
        report,
    });
}
