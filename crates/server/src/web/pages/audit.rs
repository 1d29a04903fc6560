//! `/audit`: nhật ký. Who did what, from what to what, when and from where.

use super::ledger::actor_word;
use super::{Page, page};
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Query, State};
use domain::access::Role;
use engine::accounts::{AuditEntry, AuditFilter, AuditId, AuditPage};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;

/// Entries of one page.
const ENTRIES_MAX: u64 = 50;
/// Characters shown of a value that was changed.
const TOLD_MAX: usize = 400;

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Only what this actor did.
    #[serde(default)]
    actor: String,
    /// Only this action.
    #[serde(default)]
    action: String,
    /// Only entries older than this one.
    #[serde(default)]
    before: String,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditView {
    f: Frame,
    actors: Vec<Choice>,
    actions: Vec<Choice>,
    rows: Vec<RowView>,
    is_first: bool,
    first: String,
    next: Option<String>,
}

struct Choice {
    value: String,
    name: String,
    is_chosen: bool,
}

struct RowView {
    at: String,
    actor: String,
    action: String,
    code: String,
    target: String,
    old: String,
    new: String,
    address: String,
}

/// `GET /audit`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Query(asked): Query<Asked>,
) -> Page {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
    let filter = AuditFilter {
        actor: given(&asked.actor),
        action: given(&asked.action),
    };
    let before = match given(&asked.before) {
        None => None,
        Some(id) => Some(AuditId::parse(&id).ok_or(PageError::NotFound)?),
    };
    let page_of = AuditPage {
        before,
        limit: ENTRIES_MAX,
    };
    let entries = site
        .engine
        .audit_of(&viewer.actor, &filter, page_of)
        .await?;
    let words = site.engine.audit_words(&viewer.actor).await?;
    let names = site.engine.names().await?;
    let is_whole = u64::try_from(entries.len()).is_ok_and(|n| n == ENTRIES_MAX);
    let last = entries.last().filter(|_| is_whole);
    let f = Frame::of(&site, viewer, taste, "audit").at(address(&filter, None));
    let choices = |words: Vec<String>, chosen: &Option<String>, name: &dyn Fn(&str) -> String| {
        words
            .into_iter()
            .map(|value| Choice {
                name: name(&value),
                is_chosen: chosen.as_deref() == Some(&value),
                value,
            })
            .collect()
    };
    let view = AuditView {
        actors: choices(words.actors, &filter.actor, &|word| {
            actor_word(&f, &names, Some(word))
        }),
        actions: choices(words.actions, &filter.action, &|code| action_word(&f, code)),
        rows: entries
            .iter()
            .map(|entry| row(&site, &f, &names, entry))
            .collect(),
        is_first: before.is_none(),
        first: address(&filter, None),
        next: last.map(|entry| address(&filter, Some(entry.id))),
        f,
    };
    page(&view)
}

fn row(site: &Site, f: &Frame, names: &HashMap<String, String>, entry: &AuditEntry) -> RowView {
    let target = entry.target.as_deref().unwrap_or_default();
    RowView {
        at: show::instant(entry.at, site.engine.zone()),
        actor: actor_word(f, names, Some(&entry.actor)),
        action: action_word(f, &entry.action),
        code: entry.action.clone(),
        target: names
            .get(target)
            .cloned()
            .unwrap_or_else(|| target.to_owned()),
        old: told(f, entry.old.as_deref()),
        new: told(f, entry.new.as_deref()),
        address: entry
            .address
            .map(|address| address.to_string())
            .unwrap_or_default(),
    }
}

/// An action in words; one that has none keeps its code.
fn action_word(f: &Frame, code: &str) -> String {
    let key = format!("web-audit-{}", code.replace(['.', '_'], "-"));
    if lang::has(&key) {
        f.t(&key)
    } else {
        code.to_owned()
    }
}

/// A kept value as people read it: the fields of an object one after the other.
fn told(f: &Frame, json: Option<&str>) -> String {
    let Some(json) = json else {
        return String::new();
    };
    let text = match serde_json::from_str::<Value>(json) {
        Ok(Value::Object(fields)) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{}: {}", field_word(f, name), plain(f, value)))
                .collect();
            fields.join("; ")
        }
        Ok(value) => plain(f, &value),
        Err(_) => json.to_owned(),
    };
    text.chars().take(TOLD_MAX).collect()
}

/// The name of a field in words; one that has none keeps its code.
fn field_word(f: &Frame, name: &str) -> String {
    let key = format!("web-audit-field-{name}");
    if lang::has(&key) {
        f.t(&key)
    } else {
        name.to_owned()
    }
}

/// A role, alone or for a unit, in words; any other text as it is.
fn role_word(f: &Frame, text: &str) -> String {
    let (role, unit) = text.split_once('@').unwrap_or((text, ""));
    match Role::parse(role) {
        Some(role) if unit.is_empty() => f.word("role", role.as_str()),
        Some(role) => format!("{} · {unit}", f.word("role", role.as_str())),
        None => text.to_owned(),
    }
}

fn plain(f: &Frame, value: &Value) -> String {
    match value {
        Value::String(text) => role_word(f, text),
        Value::Bool(true) => f.t("web-audit-yes"),
        Value::Bool(false) => f.t("web-audit-no"),
        Value::Null => "–".to_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| plain(f, item)).collect();
            items.join(", ")
        }
        Value::Object(fields) => {
            let fields: Vec<String> = fields.values().map(|field| plain(f, field)).collect();
            fields.join(" ")
        }
        other => other.to_string(),
    }
}

fn address(filter: &AuditFilter, before: Option<AuditId>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("actor", &filter.actor), ("action", &filter.action)] {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    if let Some(before) = before {
        query.append_pair("before", &before.to_string());
    }
    let query = query.finish();
    if query.is_empty() {
        "/audit".to_owned()
    } else {
        format!("/audit?{query}")
    }
}
