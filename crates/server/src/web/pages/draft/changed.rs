//! What people changed in a reading, in words: as it was beside as it is, who and when.

use super::rows::classes;
use crate::web::Site;
use crate::web::frame::Frame;
use crate::web::pages::ledger::actor_word;
use engine::drafts::{Change, Shown};
use std::collections::HashMap;

/// One correction.
pub(in crate::web::pages) struct ChangeView {
    pub(in crate::web::pages) field: String,
    /// The duty it is about.
    pub(in crate::web::pages) duty: Option<String>,
    pub(in crate::web::pages) before: String,
    pub(in crate::web::pages) after: String,
    pub(in crate::web::pages) reason: Option<String>,
    pub(in crate::web::pages) by: String,
    pub(in crate::web::pages) at: String,
}

/// The corrections in order.
pub(in crate::web::pages) fn changes(
    site: &Site,
    f: &Frame,
    names: &HashMap<String, String>,
    changes: &[Change],
) -> Vec<ChangeView> {
    let words = |shown: &Shown| match shown {
        Shown::Blank => f.t("web-blank"),
        Shown::Text(text) => text.clone(),
        Shown::Classes(list) => classes(f, list),
        Shown::Measures(list) if list.is_empty() => f.t("web-blank"),
        Shown::Measures(list) => {
            let titles = list.iter().map(|m| lang::measure_title(f.lang, m.as_str()));
            titles.collect::<Vec<_>>().join(", ")
        }
    };
    let view = |change: &Change| ChangeView {
        field: f.t(&format!("web-changed-{}", change.field)),
        duty: change.obligation.clone(),
        before: words(&change.before),
        after: words(&change.after),
        reason: change.reason.clone(),
        by: actor_word(f, names, Some(&change.by)),
        at: f.at_instant(site, change.at),
    };
    changes.iter().map(view).collect()
}
