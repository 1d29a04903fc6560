//! Whether a mandated text stands on a site in full.

use super::crawl::Site;
use detect::pages::{Marks, Wanted, containment, marks};
use domain::facts::{EnclosureReceipt, FactRow, Facts, PublicationState};

/// From this share of the source's word runs on, a page holds the text in full (measure 14).
const FULL: f64 = 0.97;
/// From this share on it is a summary.
const SUMMARY: f64 = 0.3;

/// A text that has to be published.
#[derive(Debug, Clone)]
pub struct Mandated {
    /// Number and sign, such as `6410/BTTTT-CATTT`.
    pub document: String,
    /// Its whole text.
    pub text: String,
    /// What else has to stand on the page.
    pub wanted: Wanted,
}

/// What was found of one text.
#[derive(Debug, Clone)]
pub struct Found {
    /// Number and sign.
    pub document: String,
    /// State of the publication.
    pub state: PublicationState,
    /// The page that holds most of it.
    pub url: Option<String>,
    /// Share of the source's word runs on that page, 0 to 1.
    pub containment: f64,
    /// Number, date and issuer on that page.
    pub marks: Marks,
}

/// The texts of enclosures that were received with their content.
pub(crate) fn mandated(facts: &Facts) -> Vec<Mandated> {
    let shared = EnclosureReceipt::of(facts.shared()).iter();
    let own = facts
        .units()
        .iter()
        .filter_map(|u| facts.of(&u.code))
        .flat_map(EnclosureReceipt::of);
    let mut texts: Vec<Mandated> = Vec::new();
    for enclosure in shared.chain(own) {
        let (Some(text), Some(sign)) = (&enclosure.text, &enclosure.sign) else {
            continue;
        };
        if texts.iter().all(|t| t.document != **sign) {
            texts.push(Mandated {
                document: sign.to_string(),
                text: text.to_string(),
                wanted: Wanted {
                    number_and_sign: Some(sign.to_string()),
                    date: enclosure.date,
                    issuer: enclosure.issuer.as_ref().map(ToString::to_string),
                },
            });
        }
    }
    texts
}

/// Looks for one text on the pages of a site.
pub(super) fn look_for(text: &Mandated, site: &Site) -> Found {
    let mut best: Option<(f64, &str, &str)> = None;
    for page in &site.pages {
        let share = containment(&text.text, &page.report.text);
        if best.is_none_or(|(most, ..)| share > most) {
            best = Some((share, &page.url, &page.report.text));
        }
    }
    let (share, url, candidate) = best.unwrap_or((0.0, "", ""));
    let marks = marks(&text.wanted, candidate);
    let state = if share >= FULL && marks.complete() {
        PublicationState::Found
    } else if share >= SUMMARY || marks.number_and_sign == Some(true) {
        PublicationState::Summary
    } else if !site.attachments.is_empty() {
        PublicationState::Unreadable
    } else if site.complete {
        PublicationState::Missing
    } else {
        PublicationState::Unreadable
    };
    let url = (share >= SUMMARY || marks.number_and_sign == Some(true)).then(|| url.to_owned());
    Found {
        document: text.document.clone(),
        state,
        url,
        containment: share,
        marks,
    }
}
