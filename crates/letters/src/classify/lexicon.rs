//! The lexicon of the trade: one file of phrases per measure, one of sets, one
//! of contexts in which words ask for nothing.
//!
//! A new measure does not compile without its file. How a line is written:
//! `rules.rs` and `grammar.rs`.

use std::sync::LazyLock;

use domain::measure_id::MeasureId;

use super::rules::RuleBook;

/// The embedded lexicon, read once.
pub(super) static LEXICON: LazyLock<RuleBook> = LazyLock::new(|| {
    let mut book = RuleBook::default();
    book.define_sets(include_str!("lexicon/sets.txt"));
    book.add(None, include_str!("lexicon/context.txt"));
    for measure in MeasureId::ALL {
        book.add(Some(*measure), phrases(*measure));
    }
    book.seal();
    book
});

const fn phrases(measure: MeasureId) -> &'static str {
    match measure {
        MeasureId::LevelMeasuresReview => include_str!("lexicon/level_measures_review.txt"),
        MeasureId::DutyRoster => include_str!("lexicon/duty_roster.txt"),
        MeasureId::WatchSiem => include_str!("lexicon/watch_siem.txt"),
        MeasureId::WatchAntimalware => include_str!("lexicon/watch_antimalware.txt"),
        MeasureId::MalwareRemove => include_str!("lexicon/malware_remove.txt"),
        MeasureId::BotnetPriorityCheck => include_str!("lexicon/botnet_priority_check.txt"),
        MeasureId::VulnReviewFix => include_str!("lexicon/vuln_review_fix.txt"),
        MeasureId::PatchFull => include_str!("lexicon/patch_full.txt"),
        MeasureId::Hunt => include_str!("lexicon/hunt.txt"),
        MeasureId::AlertsIrlab => include_str!("lexicon/alerts_irlab.txt"),
        MeasureId::NcscConnect => include_str!("lexicon/ncsc_connect.txt"),
        MeasureId::ResponsePlan => include_str!("lexicon/response_plan.txt"),
        MeasureId::Awareness => include_str!("lexicon/awareness.txt"),
        MeasureId::PortalPublishFulltext => include_str!("lexicon/portal_publish_fulltext.txt"),
        MeasureId::PortalCheck => include_str!("lexicon/portal_check.txt"),
        MeasureId::TelcoInfra => include_str!("lexicon/telco_infra.txt"),
        MeasureId::TelcoProtect => include_str!("lexicon/telco_protect.txt"),
        MeasureId::TelcoContract => include_str!("lexicon/telco_contract.txt"),
        MeasureId::SpamComplaints => include_str!("lexicon/spam_complaints.txt"),
        MeasureId::AuthorityOrders => include_str!("lexicon/authority_orders.txt"),
        MeasureId::Escalate => include_str!("lexicon/escalate.txt"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_files_is_understood() {
        assert_eq!(LEXICON.problems(), Vec::<String>::new());
    }
}
