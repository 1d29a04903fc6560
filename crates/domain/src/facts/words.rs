//! The closed word lists of fact tables.

use super::cell::{Cell, Form, word_cells};
use crate::unit::closed_words;
use jiff::tz::TimeZone;

macro_rules! plain_words {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident $word:literal),+ $(,)? })+) => {
        $(closed_words! {
            $(#[$doc])*
            $name { $(#[doc = concat!("`", $word, "`")] $variant $word,)+ }
        })+
        word_cells!($($name),+);
    };
}

plain_words! {
    /// Where facts come from; decides their basis.
    SourceKind {
        // Basis A: seen by Khiên itself.
        Probe "probe", Stream "stream", CheckIn "checkin", Khien "khien",
        // Basis B: another system's export; `log` is a registered sender of logs.
        Export "export", Log "log",
        // Basis C: a named person with a file; D: word only.
        Statement "statement", Word "word",
    }
    /// A kind of shared or hired service.
    ServiceKind { Siem "siem", Soc "soc", Antimalware "antimalware", Portal "portal", Link "link", Irlab "irlab", Noc "noc", Response "response", Support "support" }
    /// How far the level of a system has been determined (Form 08 counters).
    LevelState { Draft "draft", Sent "sent", Appraised "appraised", Approved "approved" }
    /// Whether a control is in place.
    ControlState { Met "met", Partial "partial", NotMet "not_met", NotApplicable "n_a" }
    /// A kind of asset.
    AssetKind { Server "server", Workstation "workstation", Network "network", Appliance "appliance", Other "other" }
    /// How the officer stands duty: on site, remote, hired.
    DutyMode { OnSite "on_site", Remote "remote", Hired "hired" }
    /// What a duty post is for.
    PostKind { Watch "watch", Portal "portal", Noc "noc", Field "field" }
    /// What was looked at during a shift.
    CheckKind { Siem "siem", Antimalware "av", Irlab "irlab", Orders "orders", Portal "portal" }
    /// Severity of an alert or advisory.
    Severity { Low "low", Medium "medium", High "high", Critical "critical" }
    /// What an alert is about.
    AlertClass { Attack "attack", Malware "malware", Botnet "botnet", Vulnerability "vulnerability", Other "other" }
    /// What a person found an alert to be.
    AlertVerdict { True "true", False "false", Test "test" }
    /// A kind of malware scan.
    ScanKind { Full "full", Quick "quick", Vulnerability "vuln" }
    /// What a scan ended with.
    ScanResult { Clean "clean", Detected "detected", Failed "failed" }
    /// How malware was removed.
    RemovalMeans { Removed "removed", Reimaged "reimaged", Isolated "isolated" }
    /// Direction of a contact with a listed address.
    Direction { Inbound "inbound", Outbound "outbound", Internal "internal", Unknown "unknown" }
    /// The four answers to an entry of the botnet list.
    HitAnswer { Cleaned "cleaned", NotOurs "not_ours", NotReproduced "not_reproduced", InProgress "in_progress" }
    /// State of an exposed asset.
    ExposureState { Affected "affected", Patched "patched", NotAffected "not_affected", Mitigated "mitigated", Accepted "accepted", Unknown "unknown" }
    /// A kind of plan.
    PlanKind { Response "response", Portal "portal" }
    /// What a fetch of a portal's publications found.
    PublicationState { Found "found", Summary "summary", Unreadable "unreadable", Missing "missing", Removed "removed" }
    /// Kind of a network link.
    LinkKind { Core "core", Transit "transit", Agency "agency" }
    /// A kind of complaint.
    ComplaintKind { SpamSms "spam_sms", SpamCall "spam_call", ScamSms "scam_sms", ScamCall "scam_call", SpamMail "spam_mail" }
    /// How a complaint was decided.
    ComplaintVerdict { Upheld "upheld", Rejected "rejected", Insufficient "insufficient" }
    /// A book that is closed each day.
    DaybookKind { Orders "orders", Alerts "alerts", Incidents "incidents" }
    /// Where a host was seen beside the register.
    SightingKind { Directory "ad", Dhcp "dhcp", Log "log", Dns "dns" }
    /// What a person states about a duty.
    Claim { Met "met", Partial "partial", NotMet "not_met", NotApplicable "not_applicable", None "none" }
    /// Whether an office works through public holidays.
    OfficeCalendar { Open "open", ClosedOnBreaks "closed" }
}
