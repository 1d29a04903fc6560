//! Which measures compare with which threshold, so that a page can show a threshold beside what it decides.

use domain::measure_id::MeasureId;

/// The measures that compare with a threshold, the one it belongs to first; none for those of the rules common to
/// all measures, and for one that no measure reads yet.
pub(super) fn measures(key: &str) -> &'static [MeasureId] {
    match key {
        "checkin" => &[
            MeasureId::DutyRoster,
            MeasureId::WatchSiem,
            MeasureId::TelcoInfra,
        ],
        "gap" | "gap_max" | "consecutive" => &[MeasureId::DutyRoster, MeasureId::TelcoInfra],
        "seen_critical" | "seen_high" => &[MeasureId::WatchSiem],
        "handle_critical" => &[
            MeasureId::WatchSiem,
            MeasureId::AlertsIrlab,
            MeasureId::Escalate,
        ],
        "handle_high" => &[MeasureId::WatchSiem, MeasureId::AlertsIrlab],
        "verify" => &[MeasureId::WatchAntimalware],
        "clean_server" | "clean_workstation" => &[
            MeasureId::MalwareRemove,
            MeasureId::WatchAntimalware,
            MeasureId::BotnetPriorityCheck,
        ],
        "quiet" | "first" => &[MeasureId::BotnetPriorityCheck],
        "fix_kev" | "fix_critical" => &[MeasureId::VulnReviewFix, MeasureId::PatchFull],
        "fix_high" => &[
            MeasureId::VulnReviewFix,
            MeasureId::PatchFull,
            MeasureId::LevelMeasuresReview,
        ],
        "hunts" => &[MeasureId::Hunt],
        "ack" => &[MeasureId::AlertsIrlab],
        "uptime" | "share" => &[MeasureId::NcscConnect],
        "drill" | "restore" => &[MeasureId::ResponsePlan],
        "reach" => &[MeasureId::Awareness],
        "up" | "portal" | "support" => &[MeasureId::PortalCheck],
        "net" => &[MeasureId::TelcoInfra],
        "ddos" | "notify" => &[MeasureId::TelcoProtect],
        "scam" | "spam" | "recur" => &[MeasureId::SpamComplaints],
        "order" => &[MeasureId::AuthorityOrders],
        "contact" => &[MeasureId::Escalate, MeasureId::TelcoContract],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::measures;
    use domain::policy::Policy;

    #[test]
    fn only_the_common_thresholds_and_one_nobody_reads_belong_to_no_measure() {
        let entries = Policy::default().entries();
        let common: Vec<&str> = entries
            .iter()
            .map(|entry| entry.0)
            .filter(|key| measures(key).is_empty())
            .collect();
        assert_eq!(common, ["floor", "register", "quiz"]);
    }
}
