//! Regime packs: dated data about law, authorities, contacts, levels, controls,
//! clocks, deadlines and holidays. Law is data, never code.
//!
//! A [`Pack`] is one regime with its period of effect; [`Packs`] holds all of
//! them in order and answers which one was in force on a day. The file form
//! and its checks live in the `wire` crate. Thresholds of the organisation
//! (policy) are no part of a pack and are never shown as law.

pub mod authority;
pub mod calendar;
pub mod catalogue;
pub mod incident;
pub mod level;
pub mod origin;
pub mod recurring;
pub mod select;

pub use authority::{Authority, Channel, Contact, Party, Standing};
pub use calendar::{Calendar, Observance};
pub use catalogue::{
    Bound, Catalogue, Control, ControlGroup, ControlKind, Design, Threshold, ThresholdValue,
};
pub use incident::{Circumstances, Clock, IncidentRules, Limit, SeverityRule, Trigger};
pub use level::{ApprovalRule, Approver, Criterion, Inspection, LevelRule};
pub use origin::{Bilingual, Origin, Sourced};
pub use recurring::{Every, MonitoringRule, MonthDay, PeriodicReport, Procedure};
pub use select::{Choice, ChooseWarning, ChosenBy, Packs, PacksError};

use jiff::civil::Date;

/// One legal regime as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Short id, such as `2016`.
    pub id: Box<str>,
    /// Its name.
    pub title: Bilingual,
    /// First day of effect.
    pub effective_from: Date,
    /// Last day of effect, inclusive; `None` while it stands.
    pub effective_to: Option<Date>,
    /// Where the period of effect was read.
    pub origin: Origin,
    /// The words the regime uses.
    pub words: Words,
    /// The tags that sources of this pack start with, explained.
    pub source_tags: Vec<SourceTag>,
    /// The acts the pack rests on.
    pub legal_basis: Vec<LegalAct>,
    /// The roles that clocks and reports name, such as `national_coordinator`.
    pub parties: Vec<Party>,
    /// The bodies that held those roles, with dates.
    pub authorities: Vec<Authority>,
    /// Contact points, with the period for which they were printed.
    pub contacts: Vec<Contact>,
    /// Public numbers and platforms, such as the intake of spam complaints.
    pub channels: Vec<Channel>,
    /// Holidays.
    pub calendar: Calendar,
    /// Criteria, approval and inspection for each level, 1 to 5 in order.
    pub levels: Vec<LevelRule>,
    /// Control titles for each level.
    pub catalogue: Catalogue,
    /// Numbers a standard sets for each level.
    pub thresholds: Vec<Threshold>,
    /// Severity and clocks of incidents.
    pub incidents: IncidentRules,
    /// Official forms.
    pub forms: Vec<Sourced>,
    /// Reports that fall due again and again.
    pub reports: Vec<PeriodicReport>,
    /// Time limits of procedures.
    pub procedures: Vec<Procedure>,
    /// Duties of monitoring.
    pub monitoring: Vec<MonitoringRule>,
    /// Lists of provisions or counters that are answered one by one.
    pub checklists: Vec<Checklist>,
    /// What holds while one regime passes into the next.
    pub transitions: Vec<Transition>,
    /// What is not known, said openly.
    pub gaps: Vec<Gap>,
}

/// The words a regime uses for the trade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The full term ("an toàn thông tin mạng").
    pub term: Bilingual,
    /// Its usual abbreviation ("ATTT").
    pub abbreviation: Box<str>,
    /// Where the choice was read.
    pub origin: Origin,
}

/// A tag that sources start with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceTag {
    /// The first word of a source, such as `PĐ`.
    pub tag: Box<str>,
    /// What it stands for.
    pub text: Bilingual,
    /// Whether facts with this tag were checked against the original.
    pub verified: bool,
}

/// A law, decree, circular, decision or standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalAct {
    /// Number and sign, such as `85/2016/NĐ-CP`.
    pub sign: Box<str>,
    /// What it regulates.
    pub title: Bilingual,
    /// First day of effect, where known.
    pub from: Option<Date>,
    /// Last day of effect, where known.
    pub to: Option<Date>,
    /// The sign of the act that took its place.
    pub replaced_by: Option<Box<str>>,
    /// Where this was read.
    pub origin: Origin,
}

/// A list that is answered item by item, such as the sixteen duties of
/// telecom operators against spam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    /// Short id, unique in the pack.
    pub id: Box<str>,
    /// Its name.
    pub title: Bilingual,
    /// The items in printed order.
    pub items: Vec<Sourced>,
    /// Where the list was read.
    pub origin: Origin,
}

/// A rule for the time between two regimes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// Short id.
    pub id: Box<str>,
    /// What holds.
    pub text: Bilingual,
    /// The last day it holds, inclusive, where known.
    pub until: Option<Date>,
    /// Where this was read.
    pub origin: Origin,
}

/// Something the pack does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Short id.
    pub id: Box<str>,
    /// What is missing and what follows from that.
    pub text: Bilingual,
}

impl Pack {
    /// Whether the pack is in force on `day`.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.effective_from <= day && self.effective_to.is_none_or(|last| day <= last)
    }

    /// The rules of one level, 1 to 5.
    #[must_use]
    pub fn level(&self, level: u8) -> Option<&LevelRule> {
        self.levels.iter().find(|rule| rule.level == level)
    }

    /// Whether an approval by `decided_by` counts at `level`; see
    /// [`LevelRule::entitles`].
    #[must_use]
    pub fn entitles(&self, level: u8, decided_by: &str) -> Option<bool> {
        self.level(level)?.entitles(decided_by, &self.parties)
    }

    /// The bodies that hold the role `party` on `day`.
    pub fn authorities_for<'a>(
        &'a self,
        party: &'a str,
        day: Date,
    ) -> impl Iterator<Item = &'a Authority> {
        self.authorities
            .iter()
            .filter(move |body| &*body.party == party && body.stands_on(day))
    }

    /// The contact points printed for `day`; whether they still answer is
    /// another question, see [`Contact::standing`].
    pub fn contacts_on(&self, day: Date) -> impl Iterator<Item = &Contact> {
        self.contacts
            .iter()
            .filter(move |contact| contact.standing(day) == Standing::Current)
    }

    /// The role with this id.
    #[must_use]
    pub fn party(&self, id: &str) -> Option<&Party> {
        self.parties.iter().find(|party| &*party.id == id)
    }

    /// The checklist with this id.
    #[must_use]
    pub fn checklist(&self, id: &str) -> Option<&Checklist> {
        self.checklists.iter().find(|list| &*list.id == id)
    }

    /// The threshold with this id.
    #[must_use]
    pub fn threshold(&self, id: &str) -> Option<&Threshold> {
        self.thresholds
            .iter()
            .find(|threshold| &*threshold.id == id)
    }
}

#[cfg(test)]
mod tests;
