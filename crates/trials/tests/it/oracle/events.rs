//! Records of an event log as flat objects, without anything of `detect`.
//!
//! The names are those of Sigma's taxonomy: the elements of `System` with their
//! attributes (`Provider_Name`), the event's own data directly, blanks dropped.
//! What rules of process creation ask a Security 4688 for stands there under
//! their names as well.

use std::sync::Arc;

use evtx::{EvtxChunkData, EvtxRecord, ParserSettings};
use serde_json::{Map, Value};

/// One record.
pub(super) struct Recorded {
    /// `EventRecordID`.
    pub(super) number: String,
    pub(super) channel: String,
    /// As `evtx` gives it.
    pub(super) whole: Value,
    /// What rules ask about: an object of texts, numbers and lists of them.
    pub(super) fields: Value,
}

const SECURITY: &str = "Security";
const DEFENDER: &str = "Microsoft-Windows-Windows Defender/Operational";

/// Fields that rules call by another name, where the event lacks that one: log, event id
/// (any when empty), name there, name asked for.
const ALIASES: [(&str, &str, &str, &str); 7] = [
    (SECURITY, "4688", "NewProcessName", "Image"),
    (SECURITY, "4688", "ParentProcessName", "ParentImage"),
    (SECURITY, "4688", "ProcessCommandLine", "CommandLine"),
    (SECURITY, "4688", "SubjectLogonId", "LogonId"),
    (SECURITY, "4688", "MandatoryLabel", "IntegrityLevel"),
    (DEFENDER, "", "ThreatName", "Signature"),
    (DEFENDER, "", "Path", "Filename"),
];

/// All records that can be read, chunk by chunk as they stand in the file.
pub(super) fn read(bytes: &[u8]) -> Vec<Recorded> {
    let settings = Arc::new(ParserSettings::new().validate_checksums(false));
    let mut records = Vec::new();
    for bytes in bytes[4096..].chunks(65_536) {
        let chunk = EvtxChunkData::new(bytes.to_vec(), false);
        let Ok(mut chunk) = chunk else { continue };
        let Ok(mut chunk) = chunk.parse(Arc::clone(&settings)) else {
            continue;
        };
        let values = chunk.iter().flatten().map(EvtxRecord::into_json_value);
        records.extend(values.flatten().map(|record| recorded(record.data)));
    }
    records
}

fn recorded(whole: Value) -> Recorded {
    let event = &whole["Event"];
    let mut data = Map::new();
    own_data(&event["EventData"], "", &mut data);
    for (name, template) in entries(&event["UserData"]) {
        if name != "#attributes" {
            own_data(template, "", &mut data);
        }
    }
    let mut system = Map::new();
    for (name, value) in entries(&event["System"]) {
        match value {
            Value::Object(element) => {
                for (attribute, value) in entries(&element["#attributes"]) {
                    put(&mut system, &format!("{name}_{attribute}"), value);
                }
                if let Some(text) = element.get("#text") {
                    put(&mut system, name, text);
                }
            }
            value => put(&mut system, name, value),
        }
    }
    let said = |name: &str| system.get(name).map(plain).unwrap_or_default();
    let (number, channel, id) = (said("EventRecordID"), said("Channel"), said("EventID"));
    let mut fields = data;
    for (name, value) in system {
        // The event's own data keeps a name that both have.
        let taken = fields.contains_key(&name);
        let name = if taken {
            format!("System_{name}")
        } else {
            name
        };
        fields.insert(name, value);
    }
    for (log, event_id, there, asked) in ALIASES {
        let meant = channel == log && (event_id.is_empty() || id == event_id);
        if meant
            && !fields.contains_key(asked)
            && let Some(value) = fields.get(there).cloned()
        {
            fields.insert(asked.to_owned(), value);
        }
    }
    Recorded {
        number,
        channel,
        fields: Value::Object(fields),
        whole,
    }
}

/// The event's own data; what is nested has its names joined by dots.
fn own_data(value: &Value, path: &str, fields: &mut Map<String, Value>) {
    for (name, value) in entries(value) {
        match (name.as_str(), value) {
            ("#attributes", _) => {}
            ("#text", value) => put(fields, path.trim_end_matches('.'), value),
            (name, Value::Object(_)) => own_data(value, &format!("{path}{name}."), fields),
            (name, value) => put(fields, &format!("{path}{name}"), value),
        }
    }
}

/// Adds a value; a name that is there already has several.
fn put(fields: &mut Map<String, Value>, name: &str, value: &Value) {
    let values: Vec<Value> = match value {
        Value::Null => return,
        Value::Array(values) => values
            .iter()
            .filter(|one| !one.is_null())
            .cloned()
            .collect(),
        value => vec![value.clone()],
    };
    let name = name.replace(' ', "");
    for value in values {
        match fields.get_mut(&name) {
            None => drop(fields.insert(name.clone(), value)),
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// A scalar as text.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
