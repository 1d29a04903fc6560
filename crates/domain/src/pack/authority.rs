//! Who is in charge, since when, and how they are reached.
//!
//! Bodies merge and numbers change, so nothing here is undated. A role
//! ([`Party`]) stays; the body that holds it ([`Authority`]) changes.

use super::origin::{Bilingual, Origin};
use crate::text::fold;
use crate::unit::Tier;
use jiff::civil::Date;

/// A role that clocks and reports name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Id, such as `national_coordinator` or `system_owner`.
    pub id: Box<str>,
    /// What it is called.
    pub name: Bilingual,
    /// Other names people write.
    pub aliases: Vec<Box<str>>,
    /// Where this was read.
    pub origin: Origin,
}

/// A body that holds a role for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// Short id, unique in the pack.
    pub id: Box<str>,
    /// Its name.
    pub name: Bilingual,
    /// Its usual abbreviation.
    pub abbreviation: Option<Box<str>>,
    /// Its tier.
    pub tier: Tier,
    /// The id of the role it holds.
    pub party: Box<str>,
    /// First day in that role; `None` when not known.
    pub valid_from: Option<Date>,
    /// Last day in that role, inclusive; `None` while it stands.
    pub valid_to: Option<Date>,
    /// The id of the body whose task it took over.
    pub successor_of: Option<Box<str>>,
    /// Where this was read.
    pub origin: Origin,
}

/// A contact point as printed by an authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Short id, unique in the pack.
    pub id: Box<str>,
    /// Its name.
    pub name: Bilingual,
    /// The id of the role it answers for.
    pub party: Box<str>,
    /// The place it serves, when not the whole country.
    pub area: Option<Box<str>>,
    /// Telephone numbers as printed.
    pub phones: Vec<Box<str>>,
    /// E-mail addresses.
    pub emails: Vec<Box<str>>,
    /// First day for which the value was given.
    pub valid_from: Date,
    /// Last day for which the value may be taken as given, inclusive.
    pub valid_to: Option<Date>,
    /// The day somebody last checked it against the authority's own word.
    pub last_checked: Option<Date>,
    /// Where this was read.
    pub origin: Origin,
}

/// A public number or platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Short id, unique in the pack.
    pub id: Box<str>,
    /// What it serves.
    pub name: Bilingual,
    /// The number or host.
    pub value: Box<str>,
    /// First day known.
    pub valid_from: Option<Date>,
    /// Last day known, inclusive.
    pub valid_to: Option<Date>,
    /// Where this was read.
    pub origin: Origin,
}

/// Whether a dated value stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// The day lies before the first day.
    NotYet,
    /// The day lies within the period.
    Current,
    /// The day lies after the last day: to be confirmed before use.
    Expired,
}

impl Party {
    /// Whether `name` is the id, the name or an alias, whatever its case and
    /// diacritics.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        let name = fold(name);
        [&self.id, &self.name.vi, &self.name.en]
            .into_iter()
            .chain(&self.aliases)
            .any(|own| fold(own) == name)
    }
}

impl Authority {
    /// Whether the body holds its role on `day`.
    #[must_use]
    pub fn stands_on(&self, day: Date) -> bool {
        standing(self.valid_from, self.valid_to, day) == Standing::Current
    }
}

impl Channel {
    /// Whether the value stands on `day`.
    #[must_use]
    pub fn standing(&self, day: Date) -> Standing {
        standing(self.valid_from, self.valid_to, day)
    }
}

impl Contact {
    /// Whether the printed value stands on `day`.
    #[must_use]
    pub fn standing(&self, day: Date) -> Standing {
        standing(Some(self.valid_from), self.valid_to, day)
    }

    /// Whether somebody must confirm the contact before it is relied upon on
    /// `day`: its period has passed, or nobody checked it within `max_age_days`.
    #[must_use]
    pub fn is_stale(&self, day: Date, max_age_days: i32) -> bool {
        self.standing(day) != Standing::Current
            || self.last_checked.is_none_or(|checked| {
                checked > day
                    || checked.duration_until(day).as_hours() > i64::from(max_age_days) * 24
            })
    }

    /// Whether `phone` is one of the numbers, whatever marks separate its digits.
    #[must_use]
    pub fn has_phone(&self, phone: &str) -> bool {
        let wanted = digits(phone);
        !wanted.is_empty() && self.phones.iter().any(|own| digits(own) == wanted)
    }
}

fn standing(from: Option<Date>, to: Option<Date>, day: Date) -> Standing {
    if from.is_some_and(|first| day < first) {
        Standing::NotYet
    } else if to.is_some_and(|last| last < day) {
        Standing::Expired
    } else {
        Standing::Current
    }
}

fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}
