//! The list of places in the frame: one line each. On phones the bar holds four of them, and "Thêm" the rest.

use super::frame::Frame;
use domain::access::Action;

/// One place.
pub(crate) struct Place {
    /// Its address.
    pub(crate) href: &'static str,
    /// Its icon.
    pub(crate) icon: &'static str,
    /// What it is called.
    pub(crate) label: String,
    /// Whether one is there.
    pub(crate) is_here: bool,
    /// Whether phones keep it under "Thêm".
    pub(crate) is_deep: bool,
}

/// Who is shown a place.
enum Shown {
    Always,
    May(Action),
    MayEverywhere(Action),
    /// Where the site keeps events.
    MayOfEvents(Action),
}

const NEAR: bool = false;
const DEEP: bool = true;

/// Address, the word of [`Frame::here`], icon, text, who is shown it, whether phones keep it under "Thêm".
#[rustfmt::skip]
const PLACES: &[(&str, &str, &str, &str, Shown, bool)] = &[
    ("/board", "board", "board", "web-nav-board", Shown::May(Action::ViewBoard), NEAR),
    ("/directives", "directives", "letter", "web-nav-directives", Shown::Always, NEAR),
    ("/mine", "mine", "duty", "web-ans-mine", Shown::Always, NEAR),
    ("/units", "units", "unit", "web-ans-units", Shown::May(Action::ViewUnits), NEAR),
    ("/alerts", "alerts", "incident", "web-alerts-title", Shown::MayOfEvents(Action::ViewAlerts), DEEP),
    ("/events", "events", "expo", "web-events-title", Shown::MayOfEvents(Action::ViewEvents), DEEP),
    ("/rules", "rules", "rules", "web-rules-nav", Shown::MayEverywhere(Action::ManageRules), DEEP),
    ("/sources", "sources", "portal", "web-sources-title", Shown::MayOfEvents(Action::ViewSources), DEEP),
    ("/roster", "roster", "roster", "web-roster-title", Shown::May(Action::ViewDuty), DEEP),
    ("/imports", "imports", "file", "web-imp-title", Shown::MayEverywhere(Action::ImportFacts), DEEP),
    ("/reports", "reports", "report", "web-nav-reports", Shown::May(Action::ViewBoard), DEEP),
    ("/ledger", "ledger", "ledger", "web-nav-ledger", Shown::May(Action::ViewLedger), DEEP),
    ("/audit", "audit", "clock", "web-nav-audit", Shown::May(Action::ViewAudit), DEEP),
    ("/accounts", "accounts", "key", "web-accounts-title", Shown::May(Action::ManageAccounts), DEEP),
    ("/settings", "settings", "gear", "web-settings-title", Shown::May(Action::ViewBoard), DEEP),
    ("/help", "help", "note", "web-help-title", Shown::Always, DEEP),
];

/// The place under which another one stands that the list does not have.
fn below(here: &str) -> Option<&'static str> {
    match here {
        "tokens" => Some("accounts"),
        "hunts" => Some("events"),
        "suppressions" => Some("alerts"),
        _ => None,
    }
}

impl Frame {
    /// The places this viewer may go to.
    pub(crate) fn places(&self) -> Vec<Place> {
        let shown = PLACES.iter().filter(|place| match place.4 {
            Shown::Always => true,
            Shown::May(action) => self.may(action),
            Shown::MayEverywhere(action) => self.may_everywhere(action),
            Shown::MayOfEvents(action) => self.keeps_events && self.may(action),
        });
        shown
            .map(|(href, word, icon, label, _, is_deep)| Place {
                href,
                icon,
                label: self.t(label),
                is_here: self.here == *word || below(self.here) == Some(*word),
                is_deep: *is_deep,
            })
            .collect()
    }

    /// Whether one is at a place that phones keep under "Thêm".
    pub(crate) fn is_deep_here(&self) -> bool {
        self.here == "account" || self.places().iter().any(|p| p.is_here && p.is_deep)
    }

    /// Whether somebody is signed in with an account; the holder of a unit's link has none.
    pub(crate) fn has_account(&self) -> bool {
        self.viewer.as_ref().is_some_and(|v| v.session.is_some())
    }
}
