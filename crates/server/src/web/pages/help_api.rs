//! `/help/api`: the API as people read it, from the same description that programs get.
//!
//! The description itself is in English, as programs' makers expect; what leads to it is in the reader's language.

use super::{Page, page};
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Needs, Site};
use askama::Template;
use axum::extract::State;
use serde_json::Value;

#[derive(Template)]
#[template(path = "help_api.html")]
struct ApiPage {
    f: Frame,
    groups: Vec<Group>,
    schemas: Vec<Schema>,
}

/// The doors of one resource.
struct Group {
    tag: String,
    title: String,
    doors: Vec<DoorView>,
}

struct DoorView {
    id: String,
    method: String,
    path: String,
    summary: String,
    about: String,
    /// Code of the right it needs; none for an open one.
    right: Option<&'static str>,
    /// Whether the right must be held for the whole organisation.
    is_whole: bool,
    parameters: Vec<Field>,
    answers: Vec<Answer>,
    example: String,
}

struct Answer {
    status: String,
    about: String,
    what: String,
}

struct Field {
    name: String,
    what: String,
    about: String,
    is_needed: bool,
}

struct Schema {
    name: String,
    about: String,
    fields: Vec<Field>,
}

/// `GET /help/api`
pub(crate) async fn show(State(site): State<Site>, viewer: Viewer, taste: Taste) -> Page {
    let document = serde_json::to_value(crate::api::document()).unwrap_or_default();
    let f = Frame::of(&site, viewer, taste, "help").at("/help/api");
    page(&ApiPage {
        groups: groups(&f, &document),
        schemas: schemas(&document),
        f,
    })
}

/// The doors in the order of their list, each resource once.
fn groups(f: &Frame, document: &Value) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for door in crate::api::doors() {
        let method = door.method.as_str().to_ascii_lowercase();
        let Some(operation) = document
            .get("paths")
            .and_then(|paths| paths.get(door.path))
            .and_then(|item| item.get(&method))
        else {
            continue;
        };
        let tag = operation.pointer("/tags/0").map(text).unwrap_or_default();
        let view = view(door.path, &method, door.needs, operation);
        match groups.iter_mut().find(|group| group.tag == tag) {
            Some(group) => group.doors.push(view),
            None => groups.push(Group {
                title: f.t(&format!("web-api-tag-{tag}")),
                tag,
                doors: vec![view],
            }),
        }
    }
    groups
}

fn view(path: &str, method: &str, needs: Needs, operation: &Value) -> DoorView {
    let parameters = list(operation.get("parameters"));
    let parameters: Vec<Field> = parameters
        .iter()
        .map(|parameter| Field {
            name: part(parameter, "name"),
            what: format!(
                "{} · {}",
                part(parameter, "in"),
                parameter.get("schema").map(kind_of).unwrap_or_default()
            ),
            about: part(parameter, "description"),
            is_needed: parameter.get("required") == Some(&Value::Bool(true)),
        })
        .collect();
    let answers = operation.get("responses").and_then(Value::as_object);
    let answers = answers.into_iter().flatten().map(|(status, answer)| {
        let content = answer.get("content").and_then(Value::as_object);
        let what = content.into_iter().flatten().map(|(kind, content)| {
            match content.get("schema").map(kind_of) {
                Some(schema) if kind.ends_with("json") => schema,
                _ => kind.clone(),
            }
        });
        Answer {
            status: status.clone(),
            about: part(answer, "description"),
            what: what.collect::<Vec<_>>().join(", "),
        }
    });
    let (right, is_whole) = match needs {
        Needs::Right(action) => (Some(action.as_str()), false),
        Needs::Whole(action) => (Some(action.as_str()), true),
        Needs::Nobody | Needs::SignedIn => (None, false),
    };
    DoorView {
        id: format!("{method}{}", path.replace(['/', '{', '}', '.'], "-")),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: part(operation, "summary"),
        about: part(operation, "description"),
        right,
        is_whole,
        parameters,
        answers: answers.collect(),
        example: example(path, method, right.is_some()),
    }
}

/// A command that asks this door.
fn example(path: &str, method: &str, needs_token: bool) -> String {
    let mut command = String::from("curl");
    if needs_token {
        command.push_str(" -H \"Authorization: Bearer $KHIEN_TOKEN\"");
    }
    let mut address = path.replace(['{', '}'], "").to_owned();
    for (name, value) in [
        ("/directives/id", "/directives/$DIRECTIVE"),
        ("/drafts/id", "/drafts/$DRAFT"),
        ("/directive/", "/$DIRECTIVE/"),
    ] {
        address = address.replace(name, value);
    }
    match (method, path) {
        ("post", "/api/v1/imports") => {
            command.push_str(
                " -H \"Idempotency-Key: $(uuidgen)\" -H \"Content-Type: text/csv\" --data-binary @assets.csv",
            );
            address.push_str("?table=assets&dry_run=true");
        }
        ("post", _) => command.push_str(
            " -H \"Idempotency-Key: $(uuidgen)\" -H 'Content-Disposition: attachment; filename=\"cong-van.pdf\"' -H \"Content-Type: application/pdf\" --data-binary @cong-van.pdf",
        ),
        _ => {}
    }
    format!("{command} \"$KHIEN{address}\"")
}

fn schemas(document: &Value) -> Vec<Schema> {
    let known = document.pointer("/components/schemas");
    let known = known.and_then(Value::as_object);
    let named = known.into_iter().flatten();
    let schemas = named.map(|(name, schema)| {
        let needed = list(schema.get("required"));
        let fields = schema.get("properties").and_then(Value::as_object);
        let fields = fields.into_iter().flatten().map(|(name, field)| Field {
            what: kind_of(field),
            about: part(field, "description"),
            is_needed: needed.iter().any(|needed| needed == name.as_str()),
            name: name.clone(),
        });
        Schema {
            name: name.clone(),
            about: part(schema, "description"),
            fields: fields.collect(),
        }
    });
    schemas.collect()
}

/// A schema in a few words: `string`, `integer or null`, `[UnitV1]`.
fn kind_of(schema: &Value) -> String {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        return name.rsplit('/').next().unwrap_or(name).to_owned();
    }
    let ways = schema.get("oneOf").or_else(|| schema.get("anyOf"));
    if let Some(ways) = ways.and_then(Value::as_array) {
        let ways: Vec<String> = ways.iter().rev().map(kind_of).collect();
        return ways.join(" or ");
    }
    let kind = match schema.get("type") {
        Some(Value::Array(kinds)) => {
            let kinds: Vec<String> = kinds.iter().map(text).collect();
            kinds.join(" or ")
        }
        Some(kind) => text(kind),
        None => return "JSON".to_owned(),
    };
    match schema.get("items") {
        Some(items) => kind.replace("array", &format!("[{}]", kind_of(items))),
        None => match schema.get("format").and_then(Value::as_str) {
            Some(format @ ("date-time" | "date")) => kind.replace("string", format),
            _ => kind,
        },
    }
}

fn list(value: Option<&Value>) -> Vec<Value> {
    value.and_then(Value::as_array).cloned().unwrap_or_default()
}

fn part(value: &Value, name: &str) -> String {
    value.get(name).map(text).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
