//! What falls due again and again: reports, inspections, monitoring; and how
//! long procedures may take.

use super::origin::{Bilingual, Origin};
use jiff::civil::Date;

/// A length of time as acts state it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Every {
    /// Whole days.
    Days(u16),
    /// Calendar months; a year is twelve.
    Months(u16),
}

/// A day of any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31, a day every year has.
    pub day: i8,
}

/// A report that falls due again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodicReport {
    /// Short id, unique in the pack.
    pub id: Box<str>,
    /// What is reported.
    pub title: Bilingual,
    /// The id of the role that reports.
    pub from: Box<str>,
    /// The ids of the roles that receive it.
    pub to: Vec<Box<str>>,
    /// How often.
    pub every: Every,
    /// The day before which it must be in, for reports once a year.
    pub due_before: Option<MonthDay>,
    /// First and last day of the data, when they are fixed; the first may lie
    /// in the year before.
    pub data_window: Option<(MonthDay, MonthDay)>,
    /// The lowest level of system it concerns.
    pub level_from: Option<u8>,
    /// The id of the official form.
    pub form: Option<Box<str>>,
    /// Where this was read.
    pub origin: Origin,
}

/// How long a step of a procedure may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// Short id, unique in the pack.
    pub id: Box<str>,
    /// The step.
    pub title: Bilingual,
    /// The longest time, in days.
    pub days: u16,
    /// Whether only working days count.
    pub working_days: bool,
    /// Lowest and highest level it concerns.
    pub levels: (u8, u8),
    /// Where this was read.
    pub origin: Origin,
}

/// A duty of monitoring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonitoringRule {
    /// Short id, unique in the pack.
    pub id: Box<str>,
    /// What is asked.
    pub text: Bilingual,
    /// The lowest level of system it binds.
    pub level_from: u8,
    /// How long the data must be kept, where a number is set.
    pub keep: Option<Every>,
    /// Where this was read.
    pub origin: Origin,
}

impl Every {
    /// The day that lies this long after `day`; a day missing in the target
    /// month becomes its last.
    #[must_use]
    pub fn after(self, day: Date) -> Date {
        let span = match self {
            Self::Days(days) => jiff::Span::new().days(days),
            Self::Months(months) => jiff::Span::new().months(months),
        };
        day.saturating_add(span)
    }

    /// The day that lies this long before `day`.
    #[must_use]
    pub fn before(self, day: Date) -> Date {
        let span = match self {
            Self::Days(days) => jiff::Span::new().days(days),
            Self::Months(months) => jiff::Span::new().months(months),
        };
        day.saturating_sub(span)
    }
}

impl MonthDay {
    /// A day that every year has, or `None` (29/2 is refused).
    #[must_use]
    pub fn new(month: i8, day: i8) -> Option<Self> {
        // 2023 is no leap year, so what it has every year has.
        Date::new(2023, month, day)
            .ok()
            .map(|_| Self { month, day })
    }

    /// This day in `year`.
    #[must_use]
    pub fn in_year(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }
}

impl PeriodicReport {
    /// The last day on which the report of `year` is in time ("trước ngày D"
    /// ends the day before D); `None` for reports without a fixed day.
    #[must_use]
    pub fn last_day_in(&self, year: i16) -> Option<Date> {
        self.due_before?.in_year(year)?.yesterday().ok()
    }

    /// First and last day of the data in the report of `year`.
    #[must_use]
    pub fn data_of(&self, year: i16) -> Option<(Date, Date)> {
        let (first, last) = self.data_window?;
        let first_year = if first > last {
            year.checked_sub(1)?
        } else {
            year
        };
        Some((first.in_year(first_year)?, last.in_year(year)?))
    }
}
