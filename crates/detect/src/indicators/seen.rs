//! The different values of one record, in order and within a bound.
//!
//! A hostile line may hold tens of thousands of listed addresses, or URLs in the queries of one
//! another, whose texts together are a hundred times as long as the line.

use std::collections::HashSet;

use super::hit::Value;

/// How much of one record's values is kept, in bytes; what is found beyond it is passed over.
pub(super) const SEEN_BYTES_MAX: usize = 4 << 20;

/// Values found so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    in_order: Vec<Value>,
    set: HashSet<Value>,
    bytes: usize,
}

impl Seen {
    /// False when the value is there already, or there is no room for it.
    pub(super) fn add(&mut self, value: Value) -> bool {
        let bytes = self.bytes.saturating_add(bytes_of(&value));
        if bytes > SEEN_BYTES_MAX || self.set.contains(&value) {
            return false;
        }
        self.bytes = bytes;
        self.set.insert(value.clone());
        self.in_order.push(value);
        true
    }

    /// True when the value was added.
    pub(super) fn contains(&self, value: &Value) -> bool {
        self.set.contains(value)
    }

    /// The values in the order in which they were added.
    pub(super) fn in_order(&self) -> &[Value] {
        &self.in_order
    }

    /// The same, without the set.
    pub(super) fn into_order(self) -> Vec<Value> {
        self.in_order
    }
}

fn bytes_of(value: &Value) -> usize {
    let text = match value {
        Value::Address(_) => 0,
        Value::Name(text) | Value::Url(text) | Value::Email(text) | Value::Hash(text) => text.len(),
    };
    size_of::<Value>() + text
}
