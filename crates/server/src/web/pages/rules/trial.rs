//! What a trial came to, as the pages of sets and lists show it.

use crate::web::frame::Frame;
use crate::web::{Site, show};
use domain::access::Action;
use engine::events::{Trial, TrialFinding};
use lang::Lang;

/// A trial.
pub(super) struct TrialView {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) is_cut: bool,
    pub(super) events: u64,
    pub(super) rules: usize,
    pub(super) loud: usize,
    pub(super) findings: u64,
    pub(super) rows: Vec<TrialRow>,
}

/// What one rule or entry would have found.
pub(super) struct TrialRow {
    pub(super) title: String,
    pub(super) is_vietnamese: bool,
    pub(super) key: String,
    pub(super) look: &'static str,
    pub(super) level: String,
    pub(super) findings: u64,
    pub(super) hosts: usize,
    /// Id and instant of some of its events.
    pub(super) examples: Vec<(String, String)>,
}

impl TrialView {
    pub(super) fn of(site: &Site, f: &Frame, trial: &Trial) -> Self {
        let zone = site.engine.zone();
        let sees = f.may(Action::ViewEvents);
        Self {
            from: show::instant(trial.from, zone),
            to: show::instant(trial.to, zone),
            is_cut: trial.is_cut,
            events: trial.events,
            rules: trial.rules,
            loud: trial.loud,
            findings: trial.findings,
            rows: trial
                .found
                .iter()
                .map(|one| row(site, f, one, sees))
                .collect(),
        }
    }
}

fn row(site: &Site, f: &Frame, one: &TrialFinding, sees: bool) -> TrialRow {
    let is_vietnamese = f.lang == Lang::Vi;
    let examples = one.examples.iter().filter(|_| sees).map(|event| {
        let id: String = event.id.iter().map(|byte| format!("{byte:02x}")).collect();
        let at = event.received.to_zoned(site.engine.zone().clone());
        (id, at.strftime("%H:%M:%S %d/%m").to_string())
    });
    TrialRow {
        title: if is_vietnamese {
            one.title.clone()
        } else {
            one.title_en.clone()
        },
        is_vietnamese,
        key: one.key.clone(),
        look: super::super::alerts::look(Some(one.severity)),
        level: f.word("alert-level", one.severity.as_str()),
        findings: one.findings,
        hosts: one.hosts,
        examples: examples.collect(),
    }
}
