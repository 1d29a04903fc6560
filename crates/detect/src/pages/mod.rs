//! Web pages: what a visitor reads, where the links lead, what was injected.
//!
//! Serves measures 14 (`portal.publish_fulltext`: is the mandated text there
//! in full?) and 15 (`portal.check`: was gambling or a defacement injected,
//! did the page change?). Input is bytes and the address they came from.
//!
//! A page is read from its token stream with a short stack of open elements,
//! not from a tree: time is linear in the size of the page however it is
//! nested, and nothing recurses. What is hidden is judged from inline styles,
//! simple rules of `<style>` blocks and the usual attributes; style sheets
//! and scripts of their own files are not fetched and not run, so a page that
//! hides or builds its text by those is seen as if they were absent.
//!
//! It deliberately does not: fetch anything, keep a history, or judge what a
//! page says. A page that warns against gambling uses the same words as one
//! that advertises it; see [`SignKind`] for how the two are told apart.

mod change;
mod containment;
mod decode;
mod document;
mod link;
mod open_elements;
mod sign;
mod signs;
mod style;
mod terms;
#[cfg(test)]
mod tests;

pub use change::{Change, Snapshot, TargetKind, compare};
pub use containment::{Marks, Wanted, containment, marks};
pub use link::{Link, LinkKind, same_site};
pub use sign::{Sign, SignKind, Weight};
pub use style::HiddenBy;
pub use terms::{TermLineError, Terms};

use document::Document;

/// Bytes of a page that are read; the rest is left and [`PageReport::truncated`] says so.
pub const PAGE_BYTES_MAX: usize = 5 * 1024 * 1024;
/// Links kept of one page.
pub const LINKS_MAX: usize = 20_000;

/// What one page says, where it leads and what looks injected.
#[derive(Debug, Clone, PartialEq)]
pub struct PageReport {
    /// The text of the first `<title>`, white space folded.
    pub title: String,
    /// Contents of the description, keywords and sharing metas, in page order.
    pub metas: Vec<String>,
    /// What a visitor can read, one line per block, white space folded.
    pub text: String,
    /// Every link, frame, script and form target, in page order.
    pub links: Vec<Link>,
    /// What looks injected, most certain first.
    pub signs: Vec<Sign>,
    /// Whether the page was larger than [`PAGE_BYTES_MAX`] or had more than [`LINKS_MAX`] links.
    pub truncated: bool,
}

impl PageReport {
    /// Whether at least one sign is certain enough to be treated as an injection.
    #[must_use]
    pub fn injected(&self) -> bool {
        self.signs
            .iter()
            .any(|sign| sign.weight == Weight::Injected)
    }

    /// The part of the report that a later fetch is compared with.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(self)
    }
}

/// Reads a page and looks for injected gambling, hidden links and defacement.
///
/// `page_url` is the address the page was finally fetched from; when it is no
/// absolute address, relative links stay unresolved and no link counts as foreign.
#[must_use]
pub fn analyse(html: &[u8], page_url: &str, terms: &Terms) -> PageReport {
    let document = Document::read(html, page_url);
    let signs = signs::find(&document, terms);
    PageReport {
        title: document.title,
        metas: document.metas,
        text: document.text,
        links: document.links,
        signs,
        truncated: document.truncated,
    }
}

/// What a visitor can read of the page, one line per block, white space folded.
#[must_use]
pub fn plain_text(html: &[u8]) -> String {
    Document::read(html, "").text
}

/// The links of a page, resolved against `base` (or the page's own `<base>`).
#[must_use]
pub fn links(html: &[u8], base: &str) -> Vec<Link> {
    Document::read(html, base).links
}
