//! `/api/v1/imports`: tables in, tried first and all or nothing; and what came in before.

use super::asked::{Asked, Named, paged, slice, word};
use super::evidence::file_of;
use super::guard::Caller;
use super::intake::Intake;
use super::once::{Done, once};
use super::problem::{Problem, row};
use crate::web::Site;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::facts::{FactKind, SourceKind};
use engine::Actor;
use engine::imports::{Changes, GivenSource, NewImport, TakenIn, Upload, UploadKind};
use engine::records::{EvidenceFilter, EvidenceItem, Handed, Where};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::api::imports::{ChangesV1, ImportOutcomeV1, ImportV1, ImportedSourceV1, ImportedTableV1};
use wire::api::{Page, ProblemV1};

const LIST: &str = "imports";

/// Which imports.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Query {
    /// Code of a unit: what speaks for it.
    unit: Option<String>,
    /// Code of a unit: what speaks for it or one below it.
    under: Option<String>,
    /// Items of the page, 1 to 500, otherwise 100.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// List imports
///
/// What came in, one item a source, in the order of the ledger.
#[utoipa::path(get, path = "/api/v1/imports", tag = "imports", params(Query),
    responses((status = 200, description = "A page of imports.", body = Page<ImportV1>)))]
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<ImportV1>>, Problem> {
    let slice = slice(LIST, asked.limit, asked.cursor.as_deref())?;
    let filter = EvidenceFilter {
        meant: Where {
            unit: asked.unit,
            under: asked.under,
        },
        only_sources: true,
        ..EvidenceFilter::default()
    };
    let listed = site
        .engine
        .list_evidence(&caller.0, &filter, &slice)
        .await?;
    let mut page = paged(LIST, listed, import);
    // Only sources were asked for.
    let items = std::mem::take(&mut page.items);
    Ok(Json(Page {
        items: items.into_iter().flatten().collect(),
        next: page.next,
    }))
}

/// Read an import
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "imports",
    params(("id" = String, Path, description = "Id of the import.")),
    responses((status = 200, description = "The import.", body = ImportV1)))]
pub(super) async fn one(
    State(site): State<Site>,
    caller: Caller,
    Named(wanted): Named<String>,
) -> Result<Json<ImportV1>, Problem> {
    let found = site.engine.one_evidence(&caller.0, &wanted, true).await?;
    let found = import(found).ok_or_else(|| Problem::new("not_found"))?;
    Ok(Json(found))
}

/// How an import is to be taken.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Terms {
    /// Which table a single file is, such as `assets`; without it the name of the file says so (`assets.csv`).
    table: Option<String>,
    /// `true`: only tell what it would do.
    dry_run: Option<bool>,
    /// Code of the unit whose rows, and those of units below it, the tables may have; without it the token's whole part.
    unit: Option<String>,
    /// `export` (usual), `log`, `statement` or `word`.
    source_kind: Option<String>,
    /// Title of the source for people.
    source_title: Option<String>,
    /// Who hands it over.
    person: Option<String>,
    /// When the other system made it, RFC 3339; an export without it is founded as word only.
    #[param(value_type = Option<String>, format = DateTime)]
    generated_at: Option<Timestamp>,
}

/// Import tables
///
/// The body is a table (CSV or XLSX), named by `Content-Disposition` or by `table`; or `multipart/form-data` with up to
/// 100 tables, among them `sources.csv`, as in the import page. All or nothing: when one cell is wrong the answer is 422
/// with each error by file, row and column, and nothing is written. The same tables again add nothing.
#[utoipa::path(post, path = "/api/v1/imports", tag = "imports",
    params(
        Terms,
        ("Idempotency-Key" = Option<String>, Header, description = "The same request under the same key gets the same answer for seven days."),
        ("Content-Disposition" = Option<String>, Header, description = "Name of the file: `attachment; filename=\"assets.csv\"`."),
    ),
    request_body(content = String, description = "The table.", content_type = "text/csv"),
    responses(
        (status = 200, description = "What a dry run would do.", body = ImportOutcomeV1),
        (status = 201, description = "What was imported.", body = ImportOutcomeV1),
        (status = 409, description = "The key was used for other content, or its request runs.", body = ProblemV1, content_type = "application/problem+json"),
        (status = 422, description = "Nothing was imported; `errors` has each cell that is wrong.", body = ProblemV1, content_type = "application/problem+json"),
    ))]
pub(super) async fn take(
    State(site): State<Site>,
    caller: Caller,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    Asked(terms): Asked<Terms>,
    intake: Intake,
) -> Result<Response, Problem> {
    let content = intake.content(query.as_deref().unwrap_or_default());
    let dry_run = terms.dry_run.unwrap_or(false);
    let new = upload(terms, intake)?;
    let work = Box::pin(bring_in(site.clone(), caller.0.clone(), new, dry_run));
    let door = (&headers, "/api/v1/imports", content);
    once(&site, &caller.0.word(), door, work).await
}

async fn bring_in(
    site: Site,
    actor: Actor,
    new: NewImport,
    dry_run: bool,
) -> Result<Done, Problem> {
    let taken = site.engine.take_in(&actor, new, dry_run).await?;
    let status = if taken.written {
        // It is written: results that can't be made anew yet are no refusal, and a job makes them again.
        if let Err(error) = site.engine.refresh().await {
            tracing::error!(%error, "results not made anew after an import");
        }
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Done::new(status, None, &outcome(taken))
}

/// The upload that the terms and files make.
fn upload(terms: Terms, intake: Intake) -> Result<NewImport, Problem> {
    let table = word("table", terms.table.as_deref(), FactKind::parse)?;
    let kind = word(
        "source_kind",
        terms.source_kind.as_deref(),
        SourceKind::parse,
    )?;
    if table.is_some() && intake.files.len() > 1 {
        let told = "table chỉ dùng khi gửi một tệp; nhiều tệp thì đặt tên theo bảng";
        return Err(Problem::new("request.malformed").because(told));
    }
    // As the reader of tables tells them apart, whatever kind the sender names.
    let is_workbook = intake
        .files
        .iter()
        .any(|file| file.bytes.starts_with(b"PK\x03\x04"));
    let ending = if is_workbook { "xlsx" } else { "csv" };
    let usual = table.map_or_else(
        || format!("bang.{ending}"),
        |table| format!("{}.{ending}", table.name()),
    );
    let files = intake.files.into_iter().map(|file| Upload {
        name: file.name.unwrap_or_else(|| usual.clone()),
        bytes: file.bytes,
        kind: table.map_or(UploadKind::ByName, UploadKind::Table),
    });
    Ok(NewImport {
        files: files.collect(),
        scope: terms.unit,
        source: Some(GivenSource {
            kind: kind.unwrap_or(SourceKind::Export),
            title: terms.source_title,
            person: terms.person,
            generated_at: terms.generated_at,
            period: None,
        }),
    })
}

fn outcome(taken: TakenIn) -> ImportOutcomeV1 {
    let changes = counted(taken.plan.changes());
    let tables = taken.plan.tables.into_iter().map(|table| ImportedTableV1 {
        file: table.file,
        table: table.table.name().to_owned(),
        rows: table.rows,
        changes: counted(table.changes),
        unread_columns: table
            .columns
            .into_iter()
            .filter(|column| column.column.is_none())
            .map(|column| column.printed)
            .collect(),
    });
    let sources = taken.plan.sources.iter().map(|source| ImportedSourceV1 {
        code: source.provenance.code.to_string(),
        basis: source.basis.as_str().to_owned(),
    });
    ImportOutcomeV1 {
        dry_run: !taken.written,
        changes,
        tables: tables.collect(),
        sources: sources.collect(),
        notices: taken.plan.notices.into_iter().map(row).collect(),
    }
}

fn counted(changes: Changes) -> ChangesV1 {
    ChangesV1 {
        new: changes.new,
        changed: changes.changed,
        unchanged: changes.unchanged,
        absent: changes.absent,
    }
}

/// A source as an import; `None` for what is none.
fn import(item: EvidenceItem) -> Option<ImportV1> {
    let Handed::Source(kept) = item.handed else {
        return None;
    };
    let source = kept.source;
    Some(ImportV1 {
        id: source.id.to_string(),
        code: source.code,
        kind: source.kind,
        basis: source.basis.to_string(),
        unit: source.unit,
        title: source.title,
        generated_at: source.generated_at,
        period_from: source.period_from,
        period_to: source.period_to,
        person: source.person,
        new_rows: kept.inserted,
        known_rows: kept.unchanged,
        recorded_at: item.recorded_at,
        ledger_seq: item.seq,
        file: file_of(item.file),
    })
}
