//! The JSON of protobuf: names in camelCase, integers of 64 bits as texts, ids in hexadecimal.

use super::line::{DEPTH_MAX, Record};
use super::{Export, Malformed, Scope};
use serde_json::{Map, Number, Value};

pub(super) fn read(body: &[u8]) -> Result<Export, Malformed> {
    let request: Map<String, Value> =
        serde_json::from_slice(body).map_err(|_| Malformed("no JSON object"))?;
    let mut export = Export::default();
    for resource in items(&request, "resourceLogs")? {
        let attributes = resource.get("resource").and_then(Value::as_object);
        let resource_attributes = attributes.map_or_else(Map::new, |r| attributes_of(r, 0));
        for scoped in items(resource, "scopeLogs")? {
            let name = scoped.get("scope").and_then(|scope| scope.get("name"));
            let scope = Scope {
                resource: resource_attributes.clone(),
                name: name.and_then(Value::as_str).unwrap_or_default().to_owned(),
            };
            for record in items(scoped, "logRecords")? {
                export.put(record_of(record), &scope);
            }
        }
    }
    Ok(export)
}

/// The objects of a list; a list that is not there is empty.
fn items<'v>(
    of: &'v Map<String, Value>,
    name: &str,
) -> Result<Vec<&'v Map<String, Value>>, Malformed> {
    let list = match of.get(name) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(list) => list.as_array().ok_or(Malformed("a list is none"))?,
    };
    let objects = list.iter().map(Value::as_object);
    objects
        .collect::<Option<_>>()
        .ok_or(Malformed("an item of a list is no object"))
}

fn record_of(of: &Map<String, Value>) -> Record {
    let text = |name: &str| {
        let text = of.get(name).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    Record {
        time: unsigned(of.get("timeUnixNano")),
        observed: unsigned(of.get("observedTimeUnixNano")),
        severity: of
            .get("severityNumber")
            .and_then(Value::as_i64)
            .unwrap_or_default(),
        severity_text: text("severityText"),
        body: of.get("body").map_or(Value::Null, |body| value(body, 0)),
        attributes: attributes_of(of, 0),
        trace: text("traceId"),
        span: text("spanId"),
        event_name: text("eventName"),
    }
}

fn unsigned(value: Option<&Value>) -> u64 {
    match value {
        Some(Value::String(text)) => text.parse().unwrap_or_default(),
        Some(other) => other.as_u64().unwrap_or_default(),
        None => 0,
    }
}

fn attributes_of(of: &Map<String, Value>, depth: usize) -> Map<String, Value> {
    pairs(of.get("attributes"), depth)
}

fn pairs(list: Option<&Value>, depth: usize) -> Map<String, Value> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|pair| {
        let key = pair.get("key")?.as_str()?;
        let own = pair.get("value").map_or(Value::Null, |v| value(v, depth));
        Some((key.to_owned(), own))
    })
    .collect()
}

/// What an `AnyValue` holds.
fn value(any: &Value, depth: usize) -> Value {
    let Some((kind, held)) = any.as_object().and_then(|any| any.iter().next()) else {
        return Value::Null;
    };
    if depth >= DEPTH_MAX {
        return Value::Null;
    }
    match kind.as_str() {
        "stringValue" | "boolValue" | "doubleValue" | "bytesValue" => held.clone(),
        "intValue" => match held.as_str().and_then(|text| text.parse::<i64>().ok()) {
            Some(number) => Value::Number(Number::from(number)),
            None => held.clone(),
        },
        "arrayValue" => {
            let values = held.get("values").and_then(Value::as_array);
            let values = values.into_iter().flatten();
            values.map(|item| value(item, depth + 1)).collect()
        }
        "kvlistValue" => Value::Object(pairs(held.get("values"), depth + 1)),
        _ => Value::Null,
    }
}
