//! `/api/v1/directives`: the directives in force; and bringing a letter in, as a draft that a person confirms.

use super::asked::{Asked, Named, id, paged, slice};
use super::drafts::draft_of;
use super::guard::Caller;
use super::intake::{Intake, Sent};
use super::once::{Done, once};
use super::problem::Problem;
use crate::web::Site;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use engine::Actor;
use engine::accounts::DirectiveId;
use engine::documents::{ChildReader, read_document};
use engine::live::Held;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::api::directives::{InForceV1, InForceWholeV1};
use wire::api::drafts::DraftV1;
use wire::api::{Page, ProblemV1};
use wire::directive::DirectiveV1;

const LIST: &str = "directives";

/// Which directives.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Query {
    /// Items of the page, 1 to 500, otherwise 100.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// List directives
///
/// The directives in force, in the order in which they came.
#[utoipa::path(get, path = "/api/v1/directives", tag = "directives", params(Query),
    responses((status = 200, description = "A page of directives.", body = Page<InForceV1>)))]
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<InForceV1>>, Problem> {
    let slice = slice(LIST, asked.limit, asked.cursor.as_deref())?;
    let listed = site.engine.list_directives(&caller.0, &slice)?;
    Ok(Json(paged(LIST, listed, |held| in_force(&held))))
}

/// Read a directive
///
/// With all that was read of it: addressees, duties, references, contacts, enclosures.
#[utoipa::path(get, path = "/api/v1/directives/{id}", tag = "directives",
    params(("id" = String, Path, description = "Id of the directive.")),
    responses((status = 200, description = "The directive.", body = InForceWholeV1)))]
pub(super) async fn one(
    State(site): State<Site>,
    caller: Caller,
    Named(wanted): Named<String>,
) -> Result<Json<InForceWholeV1>, Problem> {
    let wanted = id(&wanted, DirectiveId::parse)?;
    let held = site.engine.one_directive(&caller.0, wanted)?;
    Ok(Json(InForceWholeV1 {
        directive: in_force(&held),
        reading: DirectiveV1::new(&held.in_force.file_name, &held.in_force.directive),
    }))
}

fn in_force(held: &Held) -> InForceV1 {
    let known = &held.in_force;
    let id = known.id.to_string();
    InForceV1::new(id, &known.file_name, &known.directive, &known.mandate)
}

/// Bring a letter in
///
/// The body is the file (text, .docx, PDF, a scan where recognition is installed), named by `Content-Disposition`; or
/// `multipart/form-data` with one file. It becomes a draft: it is in force only when a person has confirmed it. The same
/// file while its draft waits is the same draft. A file that bears a stamp of secrecy is refused and not kept.
#[utoipa::path(post, path = "/api/v1/directives", tag = "directives",
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "The same request under the same key gets the same answer for seven days."),
        ("Content-Disposition" = Option<String>, Header, description = "Name of the file: `attachment; filename=\"…\"`."),
    ),
    request_body(content = Vec<u8>, description = "The file.", content_type = "application/octet-stream"),
    responses(
        (status = 201, description = "The draft; `Location` is its address.", body = DraftV1),
        (status = 409, description = "The key was used for other content, or its request runs.", body = ProblemV1, content_type = "application/problem+json"),
        (status = 422, description = "The file could not be read; `code` tells why.", body = ProblemV1, content_type = "application/problem+json"),
    ))]
pub(super) async fn bring(
    State(site): State<Site>,
    caller: Caller,
    headers: HeaderMap,
    intake: Intake,
) -> Result<Response, Problem> {
    let content = intake.content("");
    let kind = intake.kind.clone();
    let Ok([file]) = <[Sent; 1]>::try_from(intake.files) else {
        return Err(Problem::new("request.malformed").because("mỗi lần một công văn"));
    };
    let name = file.name.unwrap_or_else(|| usual_name(kind.as_deref()));
    let work = Box::pin(keep(site.clone(), caller.0.clone(), name, file.bytes));
    let door = (&headers, "/api/v1/directives", content);
    once(&site, &caller.0.word(), door, work).await
}

async fn keep(site: Site, actor: Actor, name: String, bytes: Vec<u8>) -> Result<Done, Problem> {
    let reader = ChildReader::this_program()?;
    let read = read_document(&name, bytes.clone(), &reader).await?;
    let kept = site
        .engine
        .upload_extract(&actor, &name, bytes, &read.extract)
        .await?;
    let draft = site.engine.draft(kept).await?;
    let address = format!("/api/v1/drafts/{kept}");
    Done::new(StatusCode::CREATED, Some(address), &draft_of(&draft))
}

/// The name of a letter that came without one: readers tell formats by content, and people by the ending.
fn usual_name(kind: Option<&str>) -> String {
    let ending = match kind {
        Some("application/pdf") => "pdf",
        Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document") => "docx",
        Some("image/png") => "png",
        Some("image/jpeg") => "jpg",
        _ => "txt",
    };
    format!("cong-van.{ending}")
}
