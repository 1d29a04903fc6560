//! Events made from the rules themselves, so that every rule is met by events that fit it
//! or nearly do: recorded attacks set off only a part of them.
//!
//! A value is taken from each line of the searches and put into the field as the line's
//! modifiers ask. It need not fit: both engines get the same event and must say the same.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json};
use yaml_serde::Value;

/// Events made from each rule.
pub(super) const VARIANTS: usize = 5;

/// An event for a rule: all its searches but filters (variants 0 and 1), the filters too (2),
/// the first search alone (3), the last alone (4). Odd variants write it in capitals and
/// numbers as texts, and take another value of each list.
pub(super) fn event(rule: &Value, variant: usize) -> Json {
    let mut fields = Map::new();
    let detection = rule["detection"].as_mapping().expect("no detection");
    let searches: Vec<(&str, &Value)> = detection
        .iter()
        .filter_map(|(name, search)| Some((name.as_str()?, search)))
        .filter(|(name, _)| !matches!(*name, "condition" | "timeframe"))
        .filter(|(name, _)| variant == 2 || !name.starts_with("filter"))
        .collect();
    let chosen = match variant {
        3 => searches.get(..1),
        4 => searches
            .len()
            .checked_sub(1)
            .and_then(|last| searches.get(last..)),
        _ => Some(searches.as_slice()),
    };
    for (_, search) in chosen.unwrap_or_default() {
        fill(search, variant, &mut fields);
    }
    Json::Object(fields)
}

fn fill(search: &Value, variant: usize, fields: &mut Map<String, Json>) {
    match search {
        Value::Sequence(parts) if parts.iter().all(Value::is_mapping) => {
            if let Some(part) = parts.get(variant % parts.len().max(1)) {
                fill(part, variant, fields);
            }
        }
        Value::Mapping(lines) => {
            for (key, value) in lines {
                line(key.as_str().unwrap_or_default(), value, variant, fields);
            }
        }
        // Keywords are sought in every field.
        keywords => line("made_text|contains", keywords, variant, fields),
    }
}

fn line(key: &str, value: &Value, variant: usize, fields: &mut Map<String, Json>) {
    let mut modifiers: Vec<&str> = key.split('|').collect();
    let field = match modifiers.remove(0) {
        "" => "made_text",
        field => field,
    };
    let one = std::slice::from_ref(value);
    let values = value.as_sequence().map_or(one, Vec::as_slice);
    if values.is_empty() {
        return;
    }
    let chosen = if modifiers.contains(&"all") {
        values.iter().collect()
    } else {
        vec![&values[variant % values.len()]]
    };
    for value in chosen {
        let Some(made) = made(value, &modifiers, variant) else {
            continue;
        };
        // A field that is asked several things has them all in one text.
        let made = match (fields.get(field), made) {
            (Some(before), made) => Json::from(format!("{} {}", plain(before), plain(&made))),
            (None, made) => made,
        };
        fields.insert(field.to_owned(), made);
    }
}

/// A value that does what the line asks; none for what asks for nothing, or for an expression.
fn made(value: &Value, modifiers: &[&str], variant: usize) -> Option<Json> {
    let has = |name: &str| modifiers.contains(&name);
    let odd = variant % 2 == 1;
    let text = match value {
        Value::Bool(there) if has("exists") => return there.then(|| Json::from("there")),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => {
            let number = number.as_i64()? + i64::from(has("gt")) - i64::from(has("lt"));
            return Some(if odd {
                Json::from(number.to_string())
            } else {
                Json::from(number)
            });
        }
        Value::String(text) => text.clone(),
        _ => return None,
    };
    if has("re") || has("fieldref") || has("expand") {
        return None;
    }
    if has("cidr") {
        return text.split('/').next().map(Json::from);
    }
    let mut text = literal(&text, odd);
    if has("windash") && odd {
        text = text.replacen('-', "\u{2013}", 1);
    }
    if has("wide") || has("utf16le") {
        text = text.chars().flat_map(|c| [c, '\0']).collect();
    }
    if has("base64") || has("base64offset") {
        let before = if has("base64") { 0 } else { variant % 3 };
        let bytes = [vec![b'.'; before], text.into_bytes(), b"...".to_vec()].concat();
        text = STANDARD.encode(bytes);
    } else if odd {
        text = text.to_uppercase();
    }
    let (head, tail) = match () {
        () if has("contains") => ("head", "tail"),
        () if has("startswith") => ("", "tail"),
        () if has("endswith") => ("head", ""),
        () => ("", ""),
    };
    Some(Json::from(format!("{head}{text}{tail}")))
}

/// A text that the pattern fits.
fn literal(pattern: &str, odd: bool) -> String {
    let mut text = String::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '*' => text.push_str(if odd { "any" } else { "" }),
            '?' => text.push('q'),
            '\\' => {
                let escaped = chars.next_if(|next| matches!(next, '*' | '?' | '\\'));
                text.push(escaped.unwrap_or('\\'));
            }
            c => text.push(c),
        }
    }
    text
}

fn plain(value: &Json) -> String {
    super::events::plain(value)
}
