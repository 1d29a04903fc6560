//! Control titles, design requirements and numeric thresholds of each level.
//!
//! Titles and numbers only: the text of the standards is under copyright and
//! no part of a pack.

use super::origin::{Bilingual, Origin};
use super::recurring::Every;
use crate::unit::closed_words;
use jiff::civil::Date;

closed_words! {
    /// What a group of controls is about.
    ControlKind {
        /// Rules, people, procedures.
        Management "management",
        /// Devices and software.
        Technical "technical",
        /// Both; the 2026 standard does not part them.
        Mixed "mixed",
    }
}

/// The control titles of all levels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// What the clause ids refer to, such as `TCVN 11930:2017`.
    pub standard: Box<str>,
    /// First day on which the catalogue binds.
    pub valid_from: Option<Date>,
    /// Last day on which it binds, inclusive.
    pub valid_to: Option<Date>,
    /// The groups of all levels, in printed order.
    pub groups: Vec<ControlGroup>,
    /// Zones and technical measures the design must have, by level.
    pub designs: Vec<Design>,
    /// Where it was read.
    pub origin: Origin,
}

/// A group of controls of one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlGroup {
    /// The level, 1 to 5.
    pub level: u8,
    /// Clause id, such as `7.1.5`.
    pub id: Box<str>,
    /// Management or technical.
    pub kind: ControlKind,
    /// Its title.
    pub title: Bilingual,
    /// The titles in it; empty where the act names the group only.
    pub controls: Vec<Control>,
    /// Where it was read; `verified` is false for ids that are labels, not clauses.
    pub origin: Origin,
}

/// One control title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// Clause id, such as `7.1.5.6`; unique in the catalogue.
    pub clause: Box<str>,
    /// Its title.
    pub title: Bilingual,
}

/// What the design of a system of one level must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// The level, 1 to 5.
    pub level: u8,
    /// Network zones, all of them.
    pub zones: Vec<Bilingual>,
    /// Technical measures, all of them.
    pub measures: Vec<Bilingual>,
    /// Where this was read.
    pub origin: Origin,
}

/// A number that a standard sets for each level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    /// Id, such as `vuln.scan_all`.
    pub id: Box<str>,
    /// What it limits.
    pub title: Bilingual,
    /// How the values are to be read.
    pub bound: Bound,
    /// The values of levels 1 to 5; `None` where the standard sets none.
    pub levels: [Option<ThresholdValue>; 5],
    /// The clauses, as cited by the source.
    pub clauses: Box<str>,
    /// Where this was read.
    pub origin: Origin,
}

closed_words! {
    /// How the values of a threshold are to be read.
    Bound {
        /// At least once in this time.
        MaxInterval "max_interval",
        /// Not longer than this.
        MaxDuration "max_duration",
        /// Not shorter than this.
        MinDuration "min_duration",
        /// Required or not.
        Required "bool",
    }
}

/// One value of a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ThresholdValue {
    /// A time.
    Every(Every),
    /// "Định kỳ", without a number.
    Periodic,
    /// As the organisation's own approved programme says.
    OwnProgramme,
    /// Required or not.
    Required(bool),
}

impl Catalogue {
    /// The groups of one level.
    pub fn groups_of(&self, level: u8) -> impl Iterator<Item = &ControlGroup> {
        self.groups.iter().filter(move |group| group.level == level)
    }

    /// The control titles required at one level, in printed order.
    pub fn controls_of(&self, level: u8) -> impl Iterator<Item = &Control> {
        self.groups_of(level).flat_map(|group| &group.controls)
    }

    /// The control with this clause id and the level it belongs to.
    #[must_use]
    pub fn find(&self, clause: &str) -> Option<(u8, &Control)> {
        self.groups.iter().find_map(|group| {
            let control = group.controls.iter().find(|c| &*c.clause == clause)?;
            Some((group.level, control))
        })
    }

    /// Whether the catalogue binds on `day`.
    #[must_use]
    pub fn binds_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|first| first <= day)
            && self.valid_to.is_none_or(|last| day <= last)
    }
}

impl Threshold {
    /// The value for one level, 1 to 5.
    #[must_use]
    pub fn at(&self, level: u8) -> Option<ThresholdValue> {
        let place = usize::from(level).checked_sub(1)?;
        self.levels.get(place).copied().flatten()
    }
}
