//! Retention: whole days of a class leave the table when their time is over,
//! unless they are held.
//!
//! Which class is kept how long is the caller's; here days are counted.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::Table;
use super::actions::Line;
use super::batch::day_of;
use super::columns::TIME;
use super::data_file::date;
use super::error::LakeError;
use super::snapshot::{FileEntry, Snapshot};

/// Days that must stay whatever their class (a legal hold), both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Only this class; `None` for all.
    pub class: Option<String>,
    /// First UTC day.
    pub from: Date,
    /// Last UTC day.
    pub to: Date,
}

/// What left the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retained {
    /// Files; vacuum removes them from disk an hour later.
    pub files: usize,
    /// Events in them.
    pub rows: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Class and day of each partition that went.
    pub days: Vec<(String, Date)>,
    /// Files that would have gone but are held.
    pub held: usize,
}

impl Table {
    /// Takes the days out of the table that lie more than so many whole days back, counted from
    /// the day of receipt. A class that is not listed is kept. A file is held when it was received
    /// on a held day or has events of one. All go in one version, or none.
    ///
    /// # Errors
    /// When the version can't be written.
    pub fn retain(
        &self,
        classes: &[(&str, u32)],
        holds: &[Hold],
        now: Timestamp,
    ) -> Result<Retained, LakeError> {
        self.may_write()?;
        let today = day_of(now);
        let due = |snapshot: &Snapshot| -> Vec<FileEntry> {
            let files = snapshot.files.values();
            let due = files.filter(|file| is_over(file, classes, today));
            due.map(|file| FileEntry::clone(file)).collect()
        };
        let at_ms = now.as_millisecond();
        let done = std::cell::RefCell::new(Retained::default());
        self.put(&|snapshot| {
            let (held, free): (Vec<_>, Vec<_>) = due(snapshot)
                .into_iter()
                .partition(|file| holds.iter().any(|hold| hold.holds(file)));
            *done.borrow_mut() = Retained::of(&free, held.len());
            if free.is_empty() {
                return Ok(None);
            }
            let mut lines = vec![Line::info("DELETE", at_ms, false)];
            lines.extend(free.iter().map(|file| file.removed(at_ms, true)));
            Ok(Some(lines))
        })?;
        Ok(done.into_inner())
    }
}

impl Retained {
    fn of(files: &[FileEntry], held: usize) -> Self {
        let days: BTreeSet<(String, Date)> = files
            .iter()
            .map(|file| (file.class.to_string(), date(file.day)))
            .collect();
        Self {
            files: files.len(),
            rows: files.iter().map(|file| file.stats.rows).sum(),
            bytes: files.iter().map(|file| file.bytes).sum(),
            days: days.into_iter().collect(),
            held,
        }
    }
}

impl Hold {
    fn holds(&self, file: &FileEntry) -> bool {
        if self
            .class
            .as_deref()
            .is_some_and(|class| class != file.class.as_ref())
        {
            return false;
        }
        let meets = |first: Date, last: Date| first <= self.to && self.from <= last;
        let received = date(file.day);
        let of_events = file.stats.whole(TIME).map(|(first, last)| {
            let day = |micros| Timestamp::from_microsecond(micros).map(day_of).map(date);
            // An instant that is no date is no reason to let go.
            day(first)
                .ok()
                .zip(day(last).ok())
                .is_none_or(|(first, last)| meets(first, last))
        });
        meets(received, received) || of_events.unwrap_or(true)
    }
}

fn is_over(file: &FileEntry, classes: &[(&str, u32)], today: i32) -> bool {
    let keep = classes
        .iter()
        .find(|(class, _)| *class == file.class.as_ref())
        .map(|(_, days)| i64::from(*days));
    keep.is_some_and(|keep| i64::from(file.day) < i64::from(today) - keep)
}
