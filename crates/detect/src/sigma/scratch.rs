//! What one thread keeps from event to event, so that an event that matches
//! nothing allocates nothing.
//!
//! Nothing here is cleared between events: every cell carries the number of
//! the event it was written for.

use std::collections::HashMap;

use domain::event::Event;
use foldhash::fast::FixedState;

use super::compile::{ItemId, Slot};
use super::index::FieldIndex;
use super::rule::fold;
use super::run::RouteCache;
use super::set::RuleSet;

/// No field.
const NONE: u32 = u32::MAX;
/// Stands between folded values; no UTF-8 text has it.
const BETWEEN: u8 = 0xff;
/// Most layouts that are remembered; a log has a few hundred.
const LAYOUTS_MAX: usize = 4096;

/// The working memory of a thread; any rule set can use it, one event after the other.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The rule set it was last used with.
    set: u64,
    epoch: u32,
    slots: Vec<SlotCell>,
    fields: Vec<FieldCell>,
    folded: Vec<u8>,
    answers: Vec<u32>,
    marks: Vec<u32>,
    pub(super) candidates: Vec<u32>,
    pub(super) routes: RouteCache,
    /// Which fields are of which slots, by [`Event::layout`].
    layouts: HashMap<u64, Box<[(Slot, u32)]>, FixedState>,
}

#[derive(Debug, Clone, Copy, Default)]
struct SlotCell {
    epoch: u32,
    first: u32,
    last: u32,
}

/// What is known of a field of the event.
#[derive(Debug, Clone, Copy)]
struct FieldCell {
    /// The next field of the same slot.
    next: u32,
    /// Where its folded value stands in [`Scratch::folded`]; `NONE` when not folded yet.
    start: u32,
    end: u32,
}

const UNFOLDED: FieldCell = FieldCell {
    next: NONE,
    start: NONE,
    end: NONE,
};

impl Scratch {
    /// Begins an event of `fields` fields under a rule set.
    pub(super) fn begin(&mut self, fields: usize, set: &RuleSet) {
        if self.set != set.number || self.epoch >= u32::MAX / 2 - 1 {
            *self = Self {
                set: set.number,
                slots: vec![SlotCell::default(); set.program.slots.len()],
                answers: vec![0; set.program.questions.len()],
                marks: vec![0; set.program.rules.len()],
                ..Self::default()
            };
        }
        self.epoch += 1;
        self.candidates.clear();
        self.folded.clear();
        self.fields.clear();
        self.fields.resize(fields, UNFOLDED);
    }

    /// Binds the fields of an event to slots, remembered for events of the same layout.
    pub(super) fn bind_all(&mut self, event: &Event<'_>, set: &RuleSet) {
        let mut layouts = std::mem::take(&mut self.layouts);
        if let Some(bound) = layouts.get(&event.layout) {
            for (slot, field) in bound {
                self.bind(*slot, *field);
            }
            self.layouts = layouts;
            return;
        }
        let slots = &set.program.slots;
        let bound = event.fields.iter().zip(0_u32..);
        let bound = bound.filter_map(|(field, at)| Some((*slots.get(&*field.name)?, at)));
        if event.layout == 0 {
            bound.for_each(|(slot, field)| self.bind(slot, field));
        } else {
            let bound: Box<[(Slot, u32)]> = bound.collect();
            for (slot, field) in &bound {
                self.bind(*slot, *field);
            }
            if layouts.len() >= LAYOUTS_MAX {
                layouts.clear();
            }
            layouts.insert(event.layout, bound);
        }
        self.layouts = layouts;
    }

    /// Says that field number `field` of the event is of `slot`.
    fn bind(&mut self, slot: Slot, field: u32) {
        let epoch = self.epoch;
        let Some(cell) = self.slots.get_mut(slot as usize) else {
            return;
        };
        if cell.epoch == epoch {
            let last = std::mem::replace(&mut cell.last, field);
            if let Some(before) = self.fields.get_mut(last as usize) {
                before.next = field;
            }
        } else {
            *cell = SlotCell {
                epoch,
                first: field,
                last: field,
            };
        }
    }

    /// Says that `slot` has the fields of `other` too, when it has none itself.
    pub(super) fn alias(&mut self, slot: Slot, other: Slot) {
        let of_other = self.slots.get(other as usize).copied();
        if let (Some(cell), Some(of_other)) = (self.slots.get_mut(slot as usize), of_other)
            && of_other.epoch == self.epoch
            && cell.epoch != self.epoch
        {
            *cell = of_other;
        }
    }

    /// The fields of a slot.
    pub(super) fn first(&self, slot: Slot) -> Option<u32> {
        let cell = self.slots.get(slot as usize)?;
        (cell.epoch == self.epoch).then_some(cell.first)
    }

    /// The field after `field` in its slot.
    pub(super) fn next(&self, field: u32) -> Option<u32> {
        let next = self.fields.get(field as usize)?.next;
        (next != NONE).then_some(next)
    }

    /// The value of a field in lower case; made once an event.
    pub(super) fn folded(&mut self, event: &Event<'_>, field: u32) -> &[u8] {
        let cell = self.fields.get(field as usize).copied().unwrap_or(UNFOLDED);
        let (start, end) = if cell.start == NONE {
            let start = self.folded.len();
            if let Some(field) = event.fields.get(field as usize) {
                push_folded(&mut self.folded, &field.value);
            }
            let end = self.folded.len();
            if let Some(cell) = self.fields.get_mut(field as usize) {
                cell.start = u32::try_from(start).unwrap_or(NONE);
                cell.end = u32::try_from(end).unwrap_or(NONE);
            }
            (start, end)
        } else {
            (cell.start as usize, cell.end as usize)
        };
        self.folded.get(start..end).unwrap_or_default()
    }

    /// Folds all values, one behind the other, with a byte between them that no text has.
    pub(super) fn fold_all(&mut self, event: &Event<'_>) {
        for field in 0..event.fields.len() {
            self.folded(event, u32::try_from(field).unwrap_or(NONE));
            self.folded.push(BETWEEN);
        }
    }

    /// Adds the rules that any value sets off, after [`Self::fold_all`].
    pub(super) fn find_anywhere(&mut self, index: &FieldIndex) {
        let Self {
            fields,
            folded,
            marks,
            candidates,
            epoch,
            ..
        } = self;
        // A text that is sought holds no byte that stands between two values.
        index.find_inside(folded, &mut |rule| mark(marks, *epoch, candidates, rule));
        if index.has_ends() {
            for cell in fields.iter() {
                let value = folded.get(cell.start as usize..cell.end as usize);
                let each = &mut |rule| mark(marks, *epoch, candidates, rule);
                index.find_ends(value.unwrap_or_default(), each);
            }
        }
    }

    /// Adds the rules that a field's value sets off.
    pub(super) fn find(&mut self, event: &Event<'_>, field: u32, index: &FieldIndex) {
        self.folded(event, field);
        let cell = self.fields.get(field as usize).copied().unwrap_or(UNFOLDED);
        let Self {
            folded,
            marks,
            candidates,
            epoch,
            ..
        } = self;
        let value = folded
            .get(cell.start as usize..cell.end as usize)
            .unwrap_or_default();
        index.find(value, &mut |rule| mark(marks, *epoch, candidates, rule));
    }

    /// The answer to a question, when it was asked of this event before.
    pub(super) fn answer(&self, item: ItemId) -> Option<bool> {
        let answer = *self.answers.get(item as usize)?;
        (answer >> 1 == self.epoch).then_some(answer & 1 == 1)
    }

    pub(super) fn remember(&mut self, item: ItemId, holds: bool) {
        if let Some(answer) = self.answers.get_mut(item as usize) {
            *answer = self.epoch << 1 | u32::from(holds);
        }
    }

    /// Adds a rule to those worth trying, once.
    pub(super) fn candidate(&mut self, rule: u32) {
        mark(&mut self.marks, self.epoch, &mut self.candidates, rule);
    }
}

/// Adds a rule once an event.
fn mark(marks: &mut [u32], epoch: u32, candidates: &mut Vec<u32>, rule: u32) {
    if let Some(mark) = marks.get_mut(rule as usize)
        && *mark != epoch
    {
        *mark = epoch;
        candidates.push(rule);
    }
}

fn push_folded(folded: &mut Vec<u8>, value: &str) {
    let start = folded.len();
    folded.extend_from_slice(value.as_bytes());
    let added = folded.get_mut(start..).unwrap_or_default();
    let (chunks, rest) = added.as_chunks_mut::<8>();
    let mut seen = 0;
    for chunk in chunks {
        let eight = u64::from_le_bytes(*chunk);
        seen |= eight;
        *chunk = lower(eight).to_le_bytes();
    }
    for byte in rest {
        seen |= u64::from(*byte);
        byte.make_ascii_lowercase();
    }
    if seen & HIGHS != 0 {
        folded.truncate(start);
        folded.extend_from_slice(fold(value).as_bytes());
    }
}

/// The high bit of each of eight bytes.
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Eight bytes of ASCII in lower case.
const fn lower(eight: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // No sum passes 0xff where all bytes are ASCII: each sets its high bit from `A` and past `Z` on.
    let from_a = (eight & !HIGHS) + ONES * (0x80 - b'A' as u64);
    let past_z = (eight & !HIGHS) + ONES * (0x80 - b'Z' as u64 - 1);
    let capitals = from_a & !past_z & !eight & HIGHS;
    eight | capitals >> 2
}
