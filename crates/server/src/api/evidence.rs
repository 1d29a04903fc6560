//! `/api/v1/evidence`: what was handed over, and its files.

use super::answer;
use super::asked::{self, Asked, Named, paged, slice, word};
use super::guard::Caller;
use super::problem::Problem;
use crate::web::Site;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::measure_id::MeasureId;
use engine::live::history::FileName;
use engine::records::{EvidenceFilter, EvidenceItem, Handed, Where};
use serde::Deserialize;
use utoipa::IntoParams;
use wire::api::evidence::EvidenceItemV1;
use wire::api::{FileV1, Page};

const LIST: &str = "evidence";

/// Which evidence.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Query {
    /// Code of a unit: what speaks for it.
    unit: Option<String>,
    /// Code of a unit: what speaks for it or one below it.
    under: Option<String>,
    /// Id of a directive: statements on it.
    directive: Option<String>,
    /// A measure: statements on it.
    measure: Option<String>,
    /// Items of the page, 1 to 500, otherwise 100.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// List evidence
///
/// Statements of persons and sources of facts, in the order of the ledger. What speaks for the whole organisation is told
/// to those who see all of it.
#[utoipa::path(get, path = "/api/v1/evidence", tag = "evidence", params(Query),
    responses((status = 200, description = "A page of evidence.", body = Page<EvidenceItemV1>)))]
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<EvidenceItemV1>>, Problem> {
    let slice = slice(LIST, asked.limit, asked.cursor.as_deref())?;
    let filter = EvidenceFilter {
        meant: Where {
            unit: asked.unit,
            under: asked.under,
        },
        directive: asked::directive(asked.directive.as_deref())?,
        measure: word("measure", asked.measure.as_deref(), MeasureId::parse)?,
        only_sources: false,
    };
    let listed = site
        .engine
        .list_evidence(&caller.0, &filter, &slice)
        .await?;
    Ok(Json(paged(LIST, listed, item)))
}

/// Read a piece of evidence
#[utoipa::path(get, path = "/api/v1/evidence/{id}", tag = "evidence",
    params(("id" = String, Path, description = "Id of the statement or source.")),
    responses((status = 200, description = "The evidence.", body = EvidenceItemV1)))]
pub(super) async fn one(
    State(site): State<Site>,
    caller: Caller,
    Named(wanted): Named<String>,
) -> Result<Json<EvidenceItemV1>, Problem> {
    let found = site.engine.one_evidence(&caller.0, &wanted, false).await?;
    Ok(Json(item(found)))
}

/// Fetch a file of evidence
///
/// The bytes as they were handed over, always as a download.
#[utoipa::path(get, path = "/api/v1/evidence/files/{sha256}", tag = "evidence",
    params(("sha256" = String, Path, description = "SHA-256 of the file, 64 hex digits.")),
    responses((status = 200, description = "The file.", body = Vec<u8>, content_type = "application/octet-stream")))]
pub(super) async fn file(
    State(site): State<Site>,
    caller: Caller,
    Named(sha256): Named<String>,
) -> Result<Response, Problem> {
    let found = site.engine.evidence_for(&caller.0, &sha256).await?;
    let found = found.ok_or_else(|| Problem::new("not_found"))?;
    Ok(answer::file(&found.name, found.bytes))
}

/// A file in the words of the wire.
pub(super) fn file_of(file: Option<FileName>) -> Option<FileV1> {
    file.map(|file| FileV1 {
        sha256: file.sha256.to_hex(),
        name: file.name,
    })
}

fn item(item: EvidenceItem) -> EvidenceItemV1 {
    let blank = EvidenceItemV1 {
        id: item.id(),
        kind: String::new(),
        unit: None,
        directive: None,
        obligation: None,
        measure: None,
        claim: None,
        basis: None,
        text: None,
        person: None,
        recorded_at: item.recorded_at,
        ledger_seq: item.seq,
        file: file_of(item.file),
    };
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    match item.handed {
        Handed::Statement(statement) => EvidenceItemV1 {
            kind: "statement".to_owned(),
            unit: Some(statement.unit),
            directive: Some(statement.directive.to_string()),
            obligation: said(statement.obligation),
            measure: Some(statement.measure),
            claim: Some(statement.status),
            text: said(statement.text),
            person: said(statement.person),
            ..blank
        },
        Handed::Source(kept) => EvidenceItemV1 {
            kind: "source".to_owned(),
            unit: kept.source.unit,
            basis: Some(kept.source.basis.to_string()),
            text: kept.source.title.or(Some(kept.source.code)),
            person: kept.source.person,
            ..blank
        },
    }
}
