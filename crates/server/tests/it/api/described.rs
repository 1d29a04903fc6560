//! What the description says is what is answered: every real answer is held against its schema, field by field.

use super::{Program, description};
use crate::world::World;
use axum::http::{Method, StatusCode};
use domain::facts::Claim;
use engine::Actor;
use engine::statements::NewStatement;
use serde_json::Value;
use server::api::doors;

/// Tells where a value does not fit a schema of the description. A field that is not described does not fit.
fn misfit(description: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        let schema = &description["components"]["schemas"][name];
        if schema.is_null() {
            return Some(format!("{at}: the schema {name} is missing"));
        }
        return misfit(description, schema, value, at);
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(ways) = schema[key].as_array() {
            let tried: Vec<_> = ways
                .iter()
                .map(|way| misfit(description, way, value, at))
                .collect();
            let fits = tried.iter().any(Option::is_none);
            return if fits {
                None
            } else {
                tried.into_iter().flatten().last()
            };
        }
    }
    if let Some(wrong) = wrong_type(schema, value)? {
        return Some(format!("{at}: {wrong}"));
    }
    if schema["format"] == "date-time"
        && let Some(text) = value.as_str()
        && text.parse::<jiff::Timestamp>().is_err()
    {
        return Some(format!("{at}: {text} is no instant"));
    }
    if let Some(items) = value.as_array() {
        return items.iter().enumerate().find_map(|(place, item)| {
            misfit(
                description,
                &schema["items"],
                item,
                &format!("{at}[{place}]"),
            )
        });
    }
    let fields = value.as_object()?;
    let described = schema["properties"].as_object();
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for name in required.iter().filter_map(Value::as_str) {
        if !fields.contains_key(name) {
            return Some(format!("{at}.{name} is described and missing"));
        }
    }
    fields.iter().find_map(|(name, value)| {
        let Some(schema) = described.and_then(|d| d.get(name)) else {
            return Some(format!("{at}.{name} is not described"));
        };
        misfit(description, schema, value, &format!("{at}.{name}"))
    })
}

/// What is wrong with the type of a value; `None` when the schema describes none.
fn wrong_type(schema: &Value, value: &Value) -> Option<Option<String>> {
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(some) => some.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::Number(n) if n.is_f64() => "number",
        Value::Number(_) => "integer",
    };
    let fits = types.contains(&found) || (found == "integer" && types.contains(&"number"));
    Some((!fits).then(|| format!("{found} where {types:?} is described")))
}

/// A town in which something of every resource exists.
async fn lived_in() -> World {
    let mut world = World::town("").await;
    let held = world.engine.live().all().remove(0);
    let directive = held.in_force.id;
    let judgement = &held.judgements()[0];
    let statement = NewStatement {
        unit: judgement.unit.to_string(),
        obligation: judgement.obligation.to_string(),
        measure: judgement.measure,
        claim: Claim::ALL[0],
        person: "Người mẫu".to_owned(),
        text: "Đã làm (mẫu)".to_owned(),
        file: Some(("bien-ban.txt".to_owned(), b"mau".to_vec())),
    };
    let kept = world
        .engine
        .state(&Actor::Local, &held.in_force, statement)
        .await
        .unwrap();
    world
        .engine
        .close_return(
            &Actor::Local,
            &held.in_force,
            judgement.unit.as_str(),
            "Người mẫu",
        )
        .await
        .unwrap();
    world
        .engine
        .write_up(&Actor::Local, directive, None)
        .await
        .unwrap();
    let program = Program::new(&world, None).await;
    let first = async |list: &str, field: &str| {
        let items = program.get(&world, list).await.items();
        items[0][field].as_str().unwrap().to_owned()
    };
    let import = first("/api/v1/imports", "id").await;
    let report = first("/api/v1/reports", "id").await;
    let system = first("/api/v1/systems", "code").await;
    let asset = first("/api/v1/assets", "code").await;
    for (name, value) in [
        ("/api/v1/units/{code}", "TX".to_owned()),
        ("/api/v1/systems/{code}", system),
        ("/api/v1/assets/{code}", asset),
        ("/api/v1/directives/{id}", directive.to_string()),
        ("/api/v1/drafts/{id}", world.values["/drafts/{id}"].clone()),
        ("/api/v1/imports/{id}", import),
        ("/api/v1/reports/{id}", report),
        ("/api/v1/evidence/{id}", kept.to_string()),
        ("/api/v1/events/{id}", world.values["/events/{id}"].clone()),
        ("/api/v1/alerts/{id}", world.values["/alerts/{id}"].clone()),
        ("{sha256}", store_hash(b"mau")),
        ("{unit}", judgement.unit.to_string()),
        ("{obligation}", judgement.obligation.to_string()),
        ("{measure}", judgement.measure.to_string()),
    ] {
        world.values.insert(name.to_owned(), value);
    }
    world
}

fn store_hash(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    let hash = sha2::Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_fits_its_description() {
    let world = lived_in().await;
    let description = description(&world).await;
    let program = Program::new(&world, None).await;
    for door in doors() {
        if door.method != Method::GET || door.path == "/api/openapi.json" {
            continue;
        }
        let path = world.filled(door.path);
        let reply = program.get(&world, &path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text);
        let answers = &description["paths"][door.path]["get"]["responses"];
        let kinds = answers["200"]["content"].as_object().unwrap();
        let kind = reply.headers["content-type"].to_str().unwrap();
        let kind = kind.split(';').next().unwrap();
        assert!(kinds.contains_key(kind), "{path}: {kind} is not described");
        if kind == "application/json" {
            let schema = &kinds[kind]["schema"];
            let found = misfit(&description, schema, &reply.json(), door.path);
            assert_eq!(found, None);
            if let Some(items) = reply.json().get("items") {
                assert!(!items.as_array().unwrap().is_empty(), "{path} is empty");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_and_outcomes_fit_theirs() {
    let world = World::town("").await;
    let description = description(&world).await;
    let program = Program::new(&world, None).await;
    let responses = &description["paths"]["/api/v1/imports"]["post"]["responses"];
    for (query, table, status) in [
        ("", "Mã,Đơn vị,Loại,Tên máy\nMAU-1,TX,x,a\n", "422"),
        (
            "&dry_run=true",
            "Mã,Đơn vị,Loại,Tên máy\nMAU-1,TX,server,a\n",
            "200",
        ),
        ("", "Mã,Đơn vị,Loại,Tên máy\nMAU-1,TX,server,a\n", "201"),
    ] {
        let path = format!("/api/v1/imports?table=assets{query}");
        let reply = program.post(&world, &path, &[], table).await;
        assert_eq!(reply.status.as_str(), status, "{}", reply.text);
        let content = responses[status]["content"].as_object().unwrap();
        let schema = &content.values().next().unwrap()["schema"];
        assert_eq!(misfit(&description, schema, &reply.json(), status), None);
    }
    let reply = program.get(&world, "/api/v1/units/khong-co").await;
    let answers = &description["paths"]["/api/v1/units/{code}"]["get"]["responses"];
    let schema = &answers["default"]["content"]["application/problem+json"]["schema"];
    assert_eq!(misfit(&description, schema, &reply.json(), "404"), None);
}

#[test]
fn the_checker_sees_what_does_not_fit() {
    let description: Value = serde_json::from_str(
        r##"{"components":{"schemas":{"A":{"type":"object","required":["a"],
        "properties":{"a":{"type":["string","null"]},"b":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/A"}]}}}}}}"##,
    )
    .unwrap();
    let schema: Value = serde_json::from_str(r##"{"$ref":"#/components/schemas/A"}"##).unwrap();
    for (value, fits) in [
        (r#"{"a":null,"b":{"a":"x"}}"#, true),
        (r#"{"a":1}"#, false),
        (r#"{"b":null}"#, false),
        (r#"{"a":"x","c":1}"#, false),
        (r#"{"a":"x","b":{}}"#, false),
        (r"[]", false),
    ] {
        let value: Value = serde_json::from_str(value).unwrap();
        let found = misfit(&description, &schema, &value, "");
        assert_eq!(found.is_none(), fits, "{value}: {found:?}");
    }
}
