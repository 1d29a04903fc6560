//! When an incident is serious, and who must tell whom by when.

use super::origin::{Bilingual, Origin, Sourced};
use crate::unit::closed_words;

/// The incident rules of a regime.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IncidentRules {
    /// Rules of severity; empty when the regime has not defined them yet.
    pub severity: Vec<SeverityRule>,
    /// Who must tell whom by when.
    pub clocks: Vec<Clock>,
    /// The kinds that official statistics count.
    pub kinds: Vec<Sourced>,
    /// The kinds of response plan.
    pub plans: Vec<Sourced>,
}

/// When an incident counts as serious: all parts must hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeverityRule {
    /// Short id, such as `serious`.
    pub id: Box<str>,
    /// What such an incident is called.
    pub title: Bilingual,
    /// What any other incident is called.
    pub otherwise: Bilingual,
    /// The lowest level of system.
    pub level_from: u8,
    /// Whether a system on the national list counts whatever its level.
    pub or_national_list: bool,
    /// The effects, one of which is enough.
    pub effects: Vec<Sourced>,
    /// Whether it must also be beyond what the owner can control alone.
    pub beyond_owner: bool,
    /// Where this was read.
    pub origin: Origin,
}

/// What is known of an incident when its severity is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances<'a> {
    /// The approved level of the system, if it has one.
    pub level: Option<u8>,
    /// Whether the system is on the national list.
    pub national_list: bool,
    /// The ids of the effects seen.
    pub effects: &'a [&'a str],
    /// Whether the owner cannot control it alone.
    pub beyond_owner: bool,
}

impl SeverityRule {
    /// Whether the rule calls an incident serious.
    #[must_use]
    pub fn applies(&self, seen: Circumstances<'_>) -> bool {
        let system = seen.level.is_some_and(|level| level >= self.level_from)
            || (self.or_national_list && seen.national_list);
        let effect = self
            .effects
            .iter()
            .any(|effect| seen.effects.contains(&&*effect.id));
        system && effect && (seen.beyond_owner || !self.beyond_owner)
    }
}

closed_words! {
    /// What starts a clock.
    Trigger {
        /// An incident was detected.
        Detected "detected",
        /// It may exceed the operator's own capacity.
        ExceedsCapacity "exceeds_capacity",
        /// It may be serious.
        PossiblySerious "possibly_serious",
        /// It is serious.
        Serious "serious",
        /// It shows signs of harm to national security or public order.
        SecurityHarm "security_harm",
        /// Handling goes on.
        Ongoing "ongoing",
        /// The response has ended.
        Ended "ended",
        /// A notice of an incident came in.
        NoticeReceived "notice_received",
        /// Somebody who does not run the system saw an attack.
        SeenByOthers "seen_by_others",
        /// The contact point changed.
        ContactChanged "contact_changed",
        /// Personal data were breached.
        DataBreach "data_breach",
    }
}

/// How soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// "Ngay", "ngay lập tức": no number is given, none is invented.
    Immediately,
    /// "Nhanh chóng": no number is given.
    Promptly,
    /// For as long as it lasts.
    Throughout,
    /// Hours from the trigger.
    Hours(u16),
    /// Calendar days from the trigger.
    Days(u16),
}

impl Limit {
    /// The hours allowed, where the act gives a number.
    #[must_use]
    pub fn hours(self) -> Option<u32> {
        match self {
            Self::Hours(hours) => Some(u32::from(hours)),
            Self::Days(days) => Some(u32::from(days) * 24),
            Self::Immediately | Self::Promptly | Self::Throughout => None,
        }
    }
}

/// Who must tell whom by when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// Short id, unique in the pack.
    pub id: Box<str>,
    /// What is to be told.
    pub title: Bilingual,
    /// What starts it.
    pub trigger: Trigger,
    /// The ids of the roles that must tell.
    pub from: Vec<Box<str>>,
    /// The ids of the roles that must be told; all of them unless `any_one`.
    pub to: Vec<Box<str>>,
    /// Whether telling one of `to` is enough.
    pub any_one: bool,
    /// How soon.
    pub limit: Limit,
    /// The id of the official form.
    pub form: Option<Box<str>>,
    /// Where this was read.
    pub origin: Origin,
}

impl IncidentRules {
    /// The clocks that `trigger` starts.
    pub fn started_by(&self, trigger: Trigger) -> impl Iterator<Item = &Clock> {
        self.clocks
            .iter()
            .filter(move |clock| clock.trigger == trigger)
    }
}
