//! `/api/v1/reports`: the reports that were written, and their files.

use super::answer;
use super::asked::{self, Asked, Named, paged, slice};
use super::guard::Caller;
use super::problem::Problem;
use crate::web::Site;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use engine::records::ReportLine;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::api::Page;
use wire::api::reports::ReportV1;

const LIST: &str = "reports";

/// Which reports.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Query {
    /// Id of a directive.
    directive: Option<String>,
    /// Items of the page, 1 to 500, otherwise 100.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// List reports
///
/// Reports and annexes that were written. They tell of the whole organisation: a token of a part of it sees none.
#[utoipa::path(get, path = "/api/v1/reports", tag = "reports", params(Query),
    responses((status = 200, description = "A page of reports.", body = Page<ReportV1>)))]
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<ReportV1>>, Problem> {
    let slice = slice(LIST, asked.limit, asked.cursor.as_deref())?;
    let directive = asked::directive(asked.directive.as_deref())?;
    let listed = site
        .engine
        .list_reports(&caller.0, directive, &slice)
        .await?;
    Ok(Json(paged(LIST, listed, |line| report(&line))))
}

/// Read a report
#[utoipa::path(get, path = "/api/v1/reports/{id}", tag = "reports",
    params(("id" = String, Path, description = "Id of the report.")),
    responses((status = 200, description = "The report.", body = ReportV1)))]
pub(super) async fn one(
    State(site): State<Site>,
    caller: Caller,
    Named(wanted): Named<u64>,
) -> Result<Json<ReportV1>, Problem> {
    let line = site.engine.one_report(&caller.0, wanted).await?;
    Ok(Json(report(&line)))
}

/// Fetch a report
///
/// The .docx or .xlsx as it was written.
#[utoipa::path(get, path = "/api/v1/reports/{id}/file", tag = "reports",
    params(("id" = String, Path, description = "Id of the report.")),
    responses((status = 200, description = "The file.", body = Vec<u8>, content_type = "application/octet-stream")))]
pub(super) async fn file(
    State(site): State<Site>,
    caller: Caller,
    Named(wanted): Named<u64>,
) -> Result<Response, Problem> {
    let file = site.engine.report_file(&caller.0, wanted).await?;
    Ok(answer::file(&file.name, file.bytes))
}

fn report(line: &ReportLine) -> ReportV1 {
    let report = &line.report;
    ReportV1 {
        id: report.seq.to_string(),
        directive: line.directive.to_string(),
        file_name: report.file_name.clone(),
        sha256: report.sha256.to_hex(),
        cut_off: report.cut_off.map(|digest| digest.to_hex()),
        written_at: report.at,
        written_by: report.by.clone(),
    }
}
