//! `/api/openapi.json`: the description of the API, made from the handlers themselves.

use super::answer;
use super::problem::Problem;
use axum::response::Response;
use std::sync::LazyLock;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, ResponseBuilder};
use utoipa::{Modify, OpenApi};
use wire::api::ProblemV1;

/// Doors that need nobody; all others need a token.
const OPEN: &[&str] = &["/api/openapi.json"];

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Khiên",
        description = "What programs can ask of Khiên. Additive within v1: a field may be added, none is renamed or removed; words of lists are open. Ids are strings, instants RFC 3339 in UTC. Lists are read a page at a time: send `next` as `cursor` until it is null.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    paths(
        super::units::list, super::units::one,
        super::systems::list, super::systems::one,
        super::assets::list, super::assets::one,
        super::directives::list, super::directives::bring, super::directives::one,
        super::drafts::one,
        super::obligations::list, super::obligations::one,
        super::judgements::list, super::judgements::one,
        super::evidence::list, super::evidence::one, super::evidence::file,
        super::imports::list, super::imports::take, super::imports::one,
        super::returns::list, super::returns::one,
        super::events::list, super::events::one, super::events::sources,
        super::alerts::list, super::alerts::one,
        super::reports::list, super::reports::one, super::reports::file,
        super::ledger::standing, super::ledger::checkpoint, super::ledger::entries, super::ledger::entry,
        give, super::metrics::give,
        crate::intake::events::take, crate::intake::otlp::take,
        crate::intake::bulk::take, crate::intake::bulk::put, crate::intake::bulk::take_into, crate::intake::bulk::put_into,
        crate::intake::bulk::banner, crate::intake::bulk::banner_below, crate::intake::bulk::license,
        crate::intake::bulk::xpack, crate::intake::bulk::health,
    ),
    components(schemas(ProblemV1)),
    modifiers(&Common),
)]
struct Document;

/// What all operations have in common: the token, and how problems are told.
struct Common;

impl Modify for Common {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A token of the page `/tokens`, `khien_…`."))
            .build();
        if let Some(components) = document.components.as_mut() {
            components.add_security_scheme("token", SecurityScheme::Http(token));
            let sender = HttpBuilder::new()
                .scheme(HttpAuthScheme::Bearer)
                .description(Some(
                    "The token of a source of events; it opens `/intake` and nothing else.",
                ))
                .build();
            components.add_security_scheme("sender", SecurityScheme::Http(sender));
        }
        let problem = ResponseBuilder::new()
            .description("A problem; `code` tells which.")
            .content(
                "application/problem+json",
                ContentBuilder::new()
                    .schema(Some(Ref::from_schema_name("ProblemV1")))
                    .build(),
            )
            .build();
        for (path, item) in &mut document.paths.paths {
            let operations = [
                ("get", item.get.as_mut()),
                ("post", item.post.as_mut()),
                ("put", item.put.as_mut()),
            ];
            for (method, operation) in operations {
                let Some(operation) = operation else {
                    continue;
                };
                operation.operation_id = Some(name_of(method, path));
                let answers = &mut operation.responses.responses;
                answers.insert("default".to_owned(), problem.clone().into());
                if !OPEN.contains(&path.as_str()) {
                    let needs = SecurityRequirement::new(kind_of_token(path), [] as [&str; 0]);
                    operation.security = Some(vec![needs]);
                }
            }
        }
    }
}

/// Senders of events have tokens of their own.
fn kind_of_token(path: &str) -> &'static str {
    match path.starts_with("/intake/") {
        true => "sender",
        false => "token",
    }
}

/// The name of an operation, unique in the document: `get_units_code`.
fn name_of(method: &str, path: &str) -> String {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    let words = path.split(['/', '{', '}', '.']);
    let name = words
        .filter(|word| !word.is_empty())
        .fold(method.to_owned(), |name, word| format!("{name}_{word}"));
    match path.ends_with('/') {
        true => name + "_below",
        false => name,
    }
}

/// The description of the API.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Fetch this description
///
/// OpenAPI 3.1 in JSON; open to everybody.
#[utoipa::path(get, path = "/api/openapi.json", tag = "description",
    responses((status = 200, description = "The description.", body = serde_json::Value, content_type = "application/json")))]
pub(super) async fn give() -> Result<Response, Problem> {
    // The same for everybody and for as long as the program runs.
    static TEXT: LazyLock<Option<String>> = LazyLock::new(|| document().to_pretty_json().ok());
    let text = TEXT.clone().ok_or_else(|| Problem::new("server.failed"))?;
    Ok(answer::text("application/json", text))
}
