//! The ids of the 21 measures.

use core::fmt;

macro_rules! measure_ids {
    ($($variant:ident $number:literal $id:literal),+ $(,)?) => {
        /// The id of a measure: the closed list of what Khiên can judge.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum MeasureId {
            $(#[doc = concat!("`", $id, "`")] $variant = $number,)+
        }

        impl MeasureId {
            /// All measures in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The id as written in files, JSON and on screens, such as `duty.roster_24x7`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }

            /// The number of the measure, 1 to 21.
            #[must_use]
            pub const fn number(self) -> u8 {
                self as u8
            }

            /// The measure with this id, if there is one.
            #[must_use]
            pub fn parse(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

measure_ids! {
    LevelMeasuresReview 1 "level.measures_review",
    DutyRoster 2 "duty.roster_24x7",
    WatchSiem 3 "watch.siem",
    WatchAntimalware 4 "watch.antimalware",
    MalwareRemove 5 "malware.remove",
    BotnetPriorityCheck 6 "botnet.priority_check",
    VulnReviewFix 7 "vuln.review_fix",
    PatchFull 8 "patch.full",
    Hunt 9 "hunt",
    AlertsIrlab 10 "alerts.irlab",
    NcscConnect 11 "ncsc.connect",
    ResponsePlan 12 "response.plan",
    Awareness 13 "awareness",
    PortalPublishFulltext 14 "portal.publish_fulltext",
    PortalCheck 15 "portal.check",
    TelcoInfra 16 "telco.infra",
    TelcoProtect 17 "telco.protect",
    TelcoContract 18 "telco.contract",
    SpamComplaints 19 "spam.complaints",
    AuthorityOrders 20 "authority.orders",
    Escalate 21 "escalate",
}

impl fmt::Display for MeasureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
