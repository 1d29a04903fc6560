//! A match of a rule, with the few fields correlations ask for.

use std::sync::Arc;

use domain::event::Event;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::super::logsource::Origin;
use super::plan::{FieldId, Lane, Plan, SourceId};

/// Longest value that is kept whole, in bytes.
const VALUE_MAX: usize = 512;

/// Where an event was read. Within one source a later record has a higher
/// number, and no two events share one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordRef {
    /// The file, or whatever stands in its place.
    pub source: Arc<str>,
    /// The record in it, counted from 1.
    pub record: u64,
}

/// A match on its way into a [`Correlator`](super::Correlator). It borrows
/// nothing, so that threads can make sightings and one can correlate them.
///
/// They are ordered by time, then by record, then by rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sighting {
    pub(super) time: Timestamp,
    pub(super) record: RecordRef,
    pub(super) source: SourceId,
    pub(super) nature: Nature,
    pub(super) fields: Vec<(FieldId, Arc<str>)>,
}

/// What was sighted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nature {
    /// An event that matches a rule.
    Event,
    /// A correlation that was found.
    Found,
    /// A correlation that was found before and still holds.
    Standing,
}

impl Sighting {
    /// Moves it on by so many records: whoever reads a source in blocks knows
    /// only afterwards how many records stand before a block.
    pub fn shift(&mut self, records: u64) {
        self.record.record += records;
    }

    /// Whether both are of one event.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        self.time == other.time && self.record == other.record
    }

    /// The value of a field.
    pub(super) fn value(&self, field: FieldId) -> Option<&Arc<str>> {
        let mut fields = self.fields.iter();
        fields.find(|(id, _)| *id == field).map(|(_, value)| value)
    }
}

impl Plan {
    /// The match of `rule` on `event`; `None` when no correlation looks at the rule.
    pub(super) fn sighting(
        &self,
        rule: u32,
        event: &Event<'_>,
        time: Timestamp,
        record: RecordRef,
    ) -> Option<Sighting> {
        if self.users(rule).is_empty() {
            return None;
        }
        let wanted = self.wanted.get(rule as usize)?.iter();
        let found = wanted.filter_map(|id| {
            let value = value(event, self.names.get(*id as usize)?)?;
            Some((*id, shortened(value)))
        });
        Some(Sighting {
            time,
            record,
            source: rule,
            nature: Nature::Event,
            fields: found.collect(),
        })
    }
}

impl Plan {
    /// The fields of a correlation that was found: those of its group, and
    /// what else is asked for out of the event that set it off.
    pub(super) fn fields_of(
        &self,
        lane: &Lane,
        key: &[Arc<str>],
        event: &[Sighting],
    ) -> Vec<(FieldId, Arc<str>)> {
        let mut fields: Vec<(FieldId, Arc<str>)> = lane
            .group
            .iter()
            .copied()
            .zip(key.iter().cloned())
            .collect();
        let wanted = self.wanted.get(lane.source as usize);
        for id in wanted.map(Vec::as_slice).unwrap_or_default() {
            let of_event = event
                .iter()
                .filter(|sighting| sighting.nature == Nature::Event);
            if !lane.group.contains(id)
                && let Some(value) = of_event.filter_map(|sighting| sighting.value(*id)).next()
            {
                fields.push((*id, Arc::clone(value)));
            }
        }
        fields
    }
}

/// The first value of a field by its name, or by the name it goes by in events
/// of this origin; the same names that rules find.
fn value<'e>(event: &'e Event<'_>, name: &str) -> Option<&'e str> {
    let own = |name: &str| {
        let mut fields = event.fields.iter();
        fields
            .find(|field| field.name == name)
            .map(|field| &*field.value)
    };
    own(name).or_else(|| {
        let origin = Origin::of(event);
        let mut aliases = origin.aliases().filter(|(_, asked)| *asked == name);
        aliases.find_map(|(there, _)| own(there))
    })
}

/// A value as it is kept: of a very long one the beginning and the hash, so
/// that two that differ still differ.
fn shortened(value: &str) -> Arc<str> {
    if value.len() <= VALUE_MAX {
        return value.into();
    }
    let mut end = VALUE_MAX - 70;
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    let hash = Sha256::digest(value.as_bytes());
    let mut kept = value.get(..end).unwrap_or_default().to_owned();
    kept.push('…');
    hash.iter()
        .for_each(|byte| kept.push_str(&format!("{byte:02x}")));
    kept.into()
}
