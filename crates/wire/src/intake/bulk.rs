//! Elasticsearch's `_bulk`, as far as shippers of logs use it: `create` and `index`, and the answers they look for.
//!
//! Filebeat, Winlogbeat, Fluent Bit, Vector and Logstash send it, with the set-up of templates and life cycles switched
//! off. Nothing of Elasticsearch beyond that is offered: what changes or deletes documents is refused item by item.

use super::Records;
use serde_json::{Map, Value, json};

/// The version that is answered: shippers of 7 and 8 accept it. It says which protocol is spoken, not what Khiên is.
pub const VERSION: &str = "8.17.0";

/// The kind of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Add a document that is not there.
    Create,
    /// Add a document, or put it in the place of another; log shippers never do the latter.
    Index,
    /// Not taken.
    Update,
    /// Not taken.
    Delete,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Index => "index",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// One item of a request, in the order sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What was asked.
    pub kind: Kind,
    /// The index named in the item or the address.
    pub index: String,
    /// The id the sender gave.
    pub id: Option<String>,
    /// Why it is not taken; `None` when its document is among the records.
    pub refused: Option<&'static str>,
}

/// What a request holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bulk {
    /// All items.
    pub items: Vec<Item>,
    /// The documents of those that are taken.
    pub records: Records,
}

/// A request that is none; nothing of it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct Malformed {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, in the words of the protocol.
    pub why: &'static str,
}

/// Reads a request; `index` is the one in the address. A document of more than `most` bytes is refused as an item.
///
/// # Errors
/// [`Malformed`] when a line of action is none: from there on the lines can't be told apart.
pub fn read(body: &[u8], index: Option<&str>, most: usize) -> Result<Bulk, Malformed> {
    let mut bulk = Bulk::default();
    let lines = body.split(|byte| *byte == b'\n').enumerate();
    let mut lines = lines.map(|(at, line)| (at + 1, line.strip_suffix(b"\r").unwrap_or(line)));
    while let Some((at, line)) = lines.next() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let wrong = |why| Malformed { line: at, why };
        let mut item = action(line, index).ok_or_else(|| {
            wrong("malformed action/metadata line, expected create, index, update or delete")
        })?;
        if item.kind != Kind::Delete {
            let document = lines.next().map_or(&b""[..], |(_, line)| line).trim_ascii();
            if document.is_empty() {
                return Err(wrong("the action has no document"));
            }
            if item.refused.is_none() {
                item.refused = bad(document, most);
            }
            if item.refused.is_none() {
                bulk.records.keep(document, most);
            }
        }
        bulk.items.push(item);
    }
    Ok(bulk)
}

fn action(line: &[u8], index: Option<&str>) -> Option<Item> {
    let action: Map<String, Value> = serde_json::from_slice(line).ok()?;
    let (word, of) = action.iter().next().filter(|_| action.len() == 1)?;
    let kind = [Kind::Create, Kind::Index, Kind::Update, Kind::Delete];
    let kind = kind.into_iter().find(|kind| kind.word() == word)?;
    let text = |name: &str| of.get(name).and_then(Value::as_str);
    let changes = matches!(kind, Kind::Update | Kind::Delete);
    Some(Item {
        kind,
        index: text("_index").or(index).unwrap_or_default().to_owned(),
        id: text("_id").map(str::to_owned),
        refused: changes.then_some("events are kept as they came: only create and index are taken"),
    })
}

fn bad(document: &[u8], most: usize) -> Option<&'static str> {
    if document.len() > most {
        return Some("the document is too large");
    }
    let is_object = document.starts_with(b"{") && document.ends_with(b"}");
    (!is_object).then_some("the document is no JSON object")
}

/// The answer to a request whose records are kept.
#[must_use]
pub fn answer(bulk: &Bulk, took_ms: u64) -> Value {
    let items: Vec<Value> = bulk.items.iter().map(told).collect();
    let errors = bulk.items.iter().any(|item| item.refused.is_some());
    json!({"took": took_ms, "errors": errors, "items": items})
}

fn told(item: &Item) -> Value {
    let mut told = Map::new();
    told.insert("_index".into(), item.index.as_str().into());
    if let Some(id) = &item.id {
        told.insert("_id".into(), id.as_str().into());
    }
    match item.refused {
        None => {
            told.insert("result".into(), "created".into());
            told.insert("status".into(), 201.into());
        }
        Some(reason) => {
            told.insert("status".into(), 400.into());
            let error = json!({"type": "illegal_argument_exception", "reason": reason});
            told.insert("error".into(), error);
        }
    }
    json!({ item.kind.word(): told })
}

/// What `GET /` answers: shippers read the version before they send.
#[must_use]
pub fn banner() -> Value {
    json!({
        "name": "khien",
        "cluster_name": "khien",
        "cluster_uuid": "khien",
        "version": {
            "number": VERSION,
            "build_flavor": "default",
            "lucene_version": "9.12.0",
            "minimum_wire_compatibility_version": "7.17.0",
            "minimum_index_compatibility_version": "7.0.0"
        },
        "tagline": "You Know, for Search"
    })
}

/// What `GET /_license` answers: Beats ask whether the basic features may be used.
#[must_use]
pub fn license() -> Value {
    json!({"license": {"status": "active", "uid": "khien", "type": "basic", "issued_to": "khien", "issuer": "khien"}})
}

/// What `GET /_xpack` answers, for older Beats and Logstash.
#[must_use]
pub fn xpack() -> Value {
    json!({
        "license": {"uid": "khien", "type": "basic", "mode": "basic", "status": "active"},
        "features": {},
        "tagline": "You know, for X"
    })
}

/// What `GET /_cluster/health` answers.
#[must_use]
pub fn health() -> Value {
    json!({"cluster_name": "khien", "status": "green", "timed_out": false, "number_of_nodes": 1, "number_of_data_nodes": 1})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_of_create_and_index_are_taken_and_the_others_told() {
        let body = "{\"create\":{\"_index\":\"logs\"}}\n{\"a\":1}\n\n{\"index\":{\"_id\":\"7\"}}\r\n{\"a\":2}\r\n\
            {\"delete\":{\"_id\":\"7\"}}\n{\"update\":{\"_id\":\"7\"}}\n{\"doc\":{}}\n{\"index\":{}}\nlog\n{\"index\":{}}\n{\"long\":\"xxxxxxxxxxxxxxxxxxxx\"}";
        let bulk = read(body.as_bytes(), Some("default"), 20).unwrap();
        assert_eq!(
            bulk.records.frames,
            [b"{\"a\":1}".to_vec(), b"{\"a\":2}".to_vec()]
        );
        let told = answer(&bulk, 3);
        assert_eq!(told["errors"], true);
        let statuses: Vec<_> = told["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| {
                let (kind, item) = item.as_object().unwrap().iter().next().unwrap();
                (
                    kind.as_str(),
                    item["_index"].as_str().unwrap(),
                    item["status"].as_u64().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            statuses,
            [
                ("create", "logs", 201),
                ("index", "default", 201),
                ("delete", "default", 400),
                ("update", "default", 400),
                ("index", "default", 400),
                ("index", "default", 400),
            ]
        );
    }

    #[test]
    fn a_line_that_is_no_action_refuses_the_whole() {
        for (body, line) in [
            ("{\"a\":1}\n", 1),
            ("{\"index\":{}}\n{}\nx\n", 3),
            ("{\"index\":{}}", 1),
            ("{\"index\":{},\"create\":{}}\n{}", 1),
        ] {
            assert_eq!(
                read(body.as_bytes(), None, 100).map_err(|e| e.line),
                Err(line),
                "{body}"
            );
        }
        assert_eq!(read(b"", None, 100), Ok(Bulk::default()));
    }
}
