//! Whether an event is of a rule's log source, by SigmaHQ's own table of log sources.
//!
//! A service is a list of channels; a category is a service under conditions. What
//! the table does not know is taken at its word: a service may be any log, while a
//! category is none of Windows' logs, since nothing says which.

use std::collections::BTreeMap;

use rsigma_parser::LogSource;
use serde::Deserialize;
use yaml_serde::Value;

use super::events::{Recorded, plain};

/// The table.
#[derive(Deserialize)]
pub(super) struct Routing {
    logsources: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Entry {
    category: Option<String>,
    product: Option<String>,
    service: Option<String>,
    #[serde(default)]
    conditions: BTreeMap<String, Value>,
    #[serde(default)]
    sources: Vec<String>,
    rewrite: Option<Rewrite>,
}

#[derive(Deserialize)]
struct Rewrite {
    service: String,
}

impl Routing {
    pub(super) fn read(text: &str) -> Self {
        yaml_serde::from_str(text).unwrap()
    }

    /// Whether the record, which is of a log of Windows, is of this source.
    pub(super) fn accepts(&self, source: &LogSource, record: &Recorded) -> bool {
        let product = source.product.as_deref();
        let service = source.service.as_deref();
        let category = source.category.as_deref();
        product.is_none_or(|product| product == "windows")
            && service.is_none_or(|service| self.is_service(service, record))
            && category.is_none_or(|category| self.is_category(category, record))
    }

    /// Whether the record says what the source's category asks beside an event id, for
    /// example that a key was deleted. This is part of a rule rather than of its route.
    pub(super) fn is_of_kind(&self, source: &LogSource, record: &Recorded) -> bool {
        let Some(category) = &source.category else {
            return true;
        };
        let entries = self.logsources.values();
        let mut entries = entries
            .filter(|entry| entry.category.as_ref() == Some(category))
            .peekable();
        entries.peek().is_none()
            || entries.any(|entry| {
                let besides = entry
                    .conditions
                    .iter()
                    .filter(|(name, _)| *name != "EventID");
                holds(besides, record)
            })
    }

    fn is_service(&self, service: &str, record: &Recorded) -> bool {
        let entries = self.logsources.values();
        let mut logs = entries
            .filter(|entry| entry.service.as_deref() == Some(service))
            .filter(|entry| entry.product.as_deref() == Some("windows"))
            .flat_map(|entry| &entry.sources)
            .filter_map(|log| log.strip_prefix("WinEventLog:"))
            .peekable();
        logs.peek().is_none() || logs.any(|log| log.eq_ignore_ascii_case(&record.channel))
    }

    fn is_category(&self, category: &str, record: &Recorded) -> bool {
        let mut entries = self.logsources.values();
        entries.any(|entry| {
            entry.category.as_deref() == Some(category)
                && entry.rewrite.as_ref().is_some_and(|to| {
                    self.is_service(&to.service, record) && holds(entry.conditions.iter(), record)
                })
        })
    }
}

fn holds<'c>(
    mut conditions: impl Iterator<Item = (&'c String, &'c Value)>,
    record: &Recorded,
) -> bool {
    conditions.all(|(field, wanted)| {
        let own = record.fields.get(field).map(plain);
        let is = |value: &Value| match value {
            Value::String(text) => own.as_ref() == Some(text),
            Value::Number(number) => own == Some(number.to_string()),
            _ => false,
        };
        match wanted {
            Value::Sequence(any) => any.iter().any(is),
            one => is(one),
        }
    })
}
