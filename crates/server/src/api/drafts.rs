//! `/api/v1/drafts/{id}`: what became of a letter that was brought in.

use super::asked::{Named, id};
use super::problem::Problem;
use crate::web::Site;
use axum::Json;
use axum::extract::State;
use engine::drafts::{Draft, DraftId};
use wire::api::drafts::DraftV1;

/// Read a draft
///
/// A letter that was brought in: whether it still waits for a person, and the directive it became.
#[utoipa::path(get, path = "/api/v1/drafts/{id}", tag = "directives",
    params(("id" = String, Path, description = "Id of the draft.")),
    responses((status = 200, description = "The draft.", body = DraftV1)))]
pub(super) async fn one(
    State(site): State<Site>,
    Named(wanted): Named<String>,
) -> Result<Json<DraftV1>, Problem> {
    let draft = site.engine.draft(id(&wanted, DraftId::parse)?).await?;
    Ok(Json(draft_of(&draft)))
}

/// A draft in the words of the wire.
pub(super) fn draft_of(draft: &Draft) -> DraftV1 {
    let open = draft.readings_to_confirm.iter().filter(|r| !r.settled);
    DraftV1 {
        id: draft.id.to_string(),
        state: draft.state.as_str().to_owned(),
        directive: draft.directive.map(|id| id.to_string()),
        subject: draft.corrected.subject.clone(),
        file_name: draft.file_name.clone(),
        sha256: draft.sha256.to_hex(),
        uploaded_at: draft.uploaded_at,
        open_readings: open.count(),
    }
}
