//! The 21 measures: one file each, its two manual pages beside it.
//!
//! How to add one: `docs/adding-a-measure.md`.

pub mod alerts_irlab;
pub mod authority_orders;
pub mod awareness;
pub mod botnet_priority_check;
pub mod duty_roster_24x7;
pub mod escalate;
pub mod hunt;
pub mod level_measures_review;
pub mod malware_remove;
pub mod ncsc_connect;
pub mod patch_full;
pub mod portal_check;
pub mod portal_publish_fulltext;
pub mod response_plan;
pub mod spam_complaints;
pub mod telco_contract;
pub mod telco_infra;
pub mod telco_protect;
pub mod vuln_review_fix;
pub mod watch_antimalware;
pub mod watch_siem;

use crate::measure::Measure;
use crate::measure_id::MeasureId;

/// The measure of an id.
#[must_use]
pub fn of(id: MeasureId) -> &'static Measure {
    match id {
        MeasureId::LevelMeasuresReview => &level_measures_review::MEASURE,
        MeasureId::DutyRoster => &duty_roster_24x7::MEASURE,
        MeasureId::WatchSiem => &watch_siem::MEASURE,
        MeasureId::WatchAntimalware => &watch_antimalware::MEASURE,
        MeasureId::MalwareRemove => &malware_remove::MEASURE,
        MeasureId::BotnetPriorityCheck => &botnet_priority_check::MEASURE,
        MeasureId::VulnReviewFix => &vuln_review_fix::MEASURE,
        MeasureId::PatchFull => &patch_full::MEASURE,
        MeasureId::Hunt => &hunt::MEASURE,
        MeasureId::AlertsIrlab => &alerts_irlab::MEASURE,
        MeasureId::NcscConnect => &ncsc_connect::MEASURE,
        MeasureId::ResponsePlan => &response_plan::MEASURE,
        MeasureId::Awareness => &awareness::MEASURE,
        MeasureId::PortalPublishFulltext => &portal_publish_fulltext::MEASURE,
        MeasureId::PortalCheck => &portal_check::MEASURE,
        MeasureId::TelcoInfra => &telco_infra::MEASURE,
        MeasureId::TelcoProtect => &telco_protect::MEASURE,
        MeasureId::TelcoContract => &telco_contract::MEASURE,
        MeasureId::SpamComplaints => &spam_complaints::MEASURE,
        MeasureId::AuthorityOrders => &authority_orders::MEASURE,
        MeasureId::Escalate => &escalate::MEASURE,
    }
}
