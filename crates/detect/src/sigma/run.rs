//! An event against all rules.
//!
//! The event's fields are bound to the slots rules ask about; its origin
//! chooses the routes; the literals found in its fields choose the rules worth
//! trying; each of those is answered question by question, none twice.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use domain::event::Event;
use foldhash::fast::FixedState;

use super::compile::{Check, ItemId, Node, Question, Shape, Slot};
use super::logsource::Origin;
use super::rule::{Number, Place, fold};
use super::scratch::Scratch;
use super::set::RuleSet;

/// Most origins whose routes are remembered; a log has a few dozen.
const ORIGINS_MAX: usize = 4096;
/// Longest origin that is remembered, in bytes; names of channels are shorter.
const ORIGIN_BYTES_MAX: usize = 512;

/// Where the events of an origin go.
#[derive(Debug, Clone)]
struct Routes {
    numbers: Arc<[u32]>,
    /// Slots that other slots stand for.
    aliases: Arc<[(Slot, Slot)]>,
    /// Whether some rule of theirs looks for texts wherever they stand.
    anywhere: bool,
}

/// Routes by origin, kept by each thread.
#[derive(Debug, Default)]
pub(super) struct RouteCache {
    known: HashMap<String, Routes, FixedState>,
    key: String,
}

/// The rules that match `event`, ascending.
pub(super) fn matches(
    set: &RuleSet,
    event: &Event<'_>,
    scratch: &mut Scratch,
    matched: &mut Vec<u32>,
) {
    matched.clear();
    let routes = meet(set, event, scratch);
    if routes.anywhere {
        scratch.fold_all(event);
    }
    for number in routes.numbers.iter() {
        let Some(route) = set.routes.get(*number as usize) else {
            continue;
        };
        for rule in &route.always {
            scratch.candidate(*rule);
        }
        for (slot, index) in &route.indexes {
            let mut field = scratch.first(*slot);
            if field.is_some() {
                index
                    .present()
                    .iter()
                    .for_each(|rule| scratch.candidate(*rule));
            }
            while let Some(at) = field {
                scratch.find(event, at, index);
                field = scratch.next(at);
            }
        }
        if let Some(index) = &route.anywhere {
            scratch.find_anywhere(index);
        }
    }
    let mut candidates = std::mem::take(&mut scratch.candidates);
    for number in &candidates {
        if let Some(rule) = set.program.rules.get(*number as usize)
            && holds(set, event, scratch, &rule.node)
        {
            matched.push(*number);
        }
    }
    candidates.clear();
    scratch.candidates = candidates;
    matched.sort_unstable();
}

/// Binds the event's fields to slots, under all names they go by.
fn meet(set: &RuleSet, event: &Event<'_>, scratch: &mut Scratch) -> Routes {
    bind(set, event, scratch);
    let routes = routes(set, event, scratch);
    for (asked, there) in routes.aliases.iter() {
        scratch.alias(*asked, *there);
    }
    routes
}

/// Begins an event whose questions are then asked one by one.
pub(super) fn begin(set: &RuleSet, event: &Event<'_>, scratch: &mut Scratch) {
    meet(set, event, scratch);
}

/// Binds the event's fields to slots.
pub(super) fn bind(set: &RuleSet, event: &Event<'_>, scratch: &mut Scratch) {
    scratch.begin(event.fields.len(), set);
    scratch.bind_all(event, set);
}

fn value<'e>(event: &'e Event<'_>, scratch: &Scratch, slots: [Slot; 2]) -> Option<&'e str> {
    let field = slots.iter().find_map(|slot| scratch.first(*slot))?;
    event.fields.get(field as usize).map(|field| &*field.value)
}

/// What the event says of its origin.
pub(super) fn origin<'e>(set: &RuleSet, event: &'e Event<'_>, scratch: &Scratch) -> Origin<'e> {
    Origin {
        parser: event.parser,
        channel: value(event, scratch, set.origin.channel),
        provider: value(event, scratch, set.origin.provider),
        event_id: value(event, scratch, set.origin.event_id),
    }
}

/// The routes of the event and the names its fields also go by.
fn routes(set: &RuleSet, event: &Event<'_>, scratch: &mut Scratch) -> Routes {
    let origin = origin(set, event, scratch);
    let cache = &mut scratch.routes;
    let has_key = write_key(&mut cache.key, origin);
    if has_key && let Some(routes) = cache.known.get(cache.key.as_str()) {
        return routes.clone();
    }
    let numbers = set.routes_of(origin);
    let of = |number: &u32| set.routes.get(*number as usize);
    let routes = Routes {
        anywhere: numbers.iter().filter_map(of).any(|r| r.anywhere.is_some()),
        numbers: numbers.into(),
        aliases: aliases(set, origin),
    };
    if !has_key {
        return routes;
    }
    if cache.known.len() >= ORIGINS_MAX {
        cache.known.clear();
    }
    cache.known.insert(cache.key.clone(), routes.clone());
    routes
}

/// Writes the key of an origin, which no other origin has; false for origins
/// that are not remembered: long ones, and those with the sign that ends a part.
fn write_key(key: &mut String, origin: Origin<'_>) -> bool {
    let parts = [
        Some(origin.parser),
        origin.channel,
        origin.provider,
        origin.event_id,
    ];
    let bytes: usize = parts.iter().flatten().map(|part| part.len()).sum();
    if bytes > ORIGIN_BYTES_MAX || parts.iter().flatten().any(|part| part.contains('\0')) {
        return false;
    }
    key.clear();
    for part in parts {
        match part {
            Some(part) => {
                key.push('+');
                key.push_str(part);
            }
            None => key.push('-'),
        }
        key.push('\0');
    }
    true
}

/// The slots that other slots stand for in events of this origin.
pub(super) fn aliases(set: &RuleSet, origin: Origin<'_>) -> Arc<[(Slot, Slot)]> {
    let slots = &set.program.slots;
    origin
        .aliases()
        .filter_map(|(there, asked)| Some((*slots.get(asked)?, *slots.get(there)?)))
        .collect()
}

/// Whether a condition holds.
pub(super) fn holds(set: &RuleSet, event: &Event<'_>, scratch: &mut Scratch, node: &Node) -> bool {
    match node {
        Node::Item(item) => answer(set, event, scratch, *item),
        Node::Not(inner) => !holds(set, event, scratch, inner),
        Node::All(terms) => terms.iter().all(|term| holds(set, event, scratch, term)),
        Node::Any(terms) => terms.iter().any(|term| holds(set, event, scratch, term)),
    }
}

/// The answer to a question, worked out once an event.
pub(super) fn answer(
    set: &RuleSet,
    event: &Event<'_>,
    scratch: &mut Scratch,
    item: ItemId,
) -> bool {
    if let Some(known) = scratch.answer(item) {
        return known;
    }
    let holds = set
        .program
        .questions
        .get(item as usize)
        .is_some_and(|question| ask(question, event, scratch));
    scratch.remember(item, holds);
    holds
}

fn ask(question: &Question, event: &Event<'_>, scratch: &mut Scratch) -> bool {
    let mut tests = question.tests.iter();
    let mut holds = |check: &Check| match question.slot {
        Some(slot) => slot_holds(check, slot, event, scratch),
        None => (0..event.fields.len()).any(|at| {
            let field = u32::try_from(at).unwrap_or(u32::MAX);
            value_holds(check, field, event, scratch)
        }),
    };
    if question.all {
        tests.all(&mut holds)
    } else {
        tests.any(&mut holds)
    }
}

fn slot_holds(check: &Check, slot: Slot, event: &Event<'_>, scratch: &mut Scratch) -> bool {
    let mut field = scratch.first(slot);
    match check {
        Check::Null => return field.is_none(),
        Check::Exists(there) => return field.is_some() == *there,
        _ => {}
    }
    while let Some(at) = field {
        if value_holds(check, at, event, scratch) {
            return true;
        }
        field = scratch.next(at);
    }
    false
}

/// Whether a test holds for one field of the event.
pub(super) fn value_holds(
    check: &Check,
    field: u32,
    event: &Event<'_>,
    scratch: &mut Scratch,
) -> bool {
    let Some(value) = event.fields.get(field as usize).map(|field| &*field.value) else {
        return false;
    };
    match check {
        Check::Text { shape, cased: true } => fits(shape, value.as_bytes()),
        Check::Text {
            shape,
            cased: false,
        } => fits(shape, scratch.folded(event, field)),
        Check::Regex(expression) => expression.regex.is_match(value),
        Check::Cidr(range) => value
            .trim()
            .parse::<IpAddr>()
            .is_ok_and(|address| range.contains(&address.to_canonical())),
        Check::Compare {
            part,
            operator,
            number,
        } => {
            let own = match part {
                Some(part) => part.of(value),
                None => Number::parse(value),
            };
            own.is_some_and(|own| own.compares(*operator, *number))
        }
        Check::Field {
            other,
            place,
            cased,
        } => {
            let mut other = scratch.first(*other);
            while let Some(at) = other {
                if let Some(theirs) = event.fields.get(at as usize)
                    && stands(value, &theirs.value, *place, *cased)
                {
                    return true;
                }
                other = scratch.next(at);
            }
            false
        }
        Check::Null | Check::Exists(_) => false,
    }
}

fn fits(shape: &Shape, value: &[u8]) -> bool {
    match shape {
        Shape::Any => true,
        Shape::Whole(text) => value == &**text,
        Shape::Starts(text) => value.starts_with(text),
        Shape::Ends(text) => value.ends_with(text),
        Shape::Contains(finder) => finder.find(value).is_some(),
        Shape::Glob(pattern) => std::str::from_utf8(value).is_ok_and(|value| pattern.fits(value)),
    }
}

/// Whether `value` stands to `other` as a field reference asks.
pub(super) fn stands(value: &str, other: &str, place: Place, cased: bool) -> bool {
    if cased {
        return stands_as(value, other, place);
    }
    stands_as(&fold(value), &fold(other), place)
}

fn stands_as(value: &str, other: &str, place: Place) -> bool {
    match place {
        Place::Equal => value == other,
        Place::Contains => value.contains(other),
        Place::Starts => value.starts_with(other),
        Place::Ends => value.ends_with(other),
    }
}
