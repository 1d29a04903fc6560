//! `/imports`: tables in. First a plan that writes nothing: what was understood, what is wrong by file, row and
//! column, what would change; then, when it is sound, the import, all or nothing.

use super::page;
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::facts::{SourceKind, Unit};
use domain::key::Key;
use engine::EngineError;
use engine::imports::{
    Amendment, Changes, GivenSource, ImportPlan, NewImport, PlanId, Upload, UploadKind, errors_csv,
};
use jiff::Timestamp;
use jiff::civil::DateTime;
use lang::Lang;

/// Problems shown on the page; all of them are in the download.
const PROBLEMS_SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "imports.html")]
struct Imports {
    f: Frame,
    /// Code and name of the units whose subtrees the viewer imports for; empty for the whole organisation.
    roots: Vec<(String, String)>,
    plan: Option<PlanView>,
    error: Option<String>,
    done: Option<String>,
}

struct PlanView {
    id: String,
    is_sound: bool,
    tables: Vec<TableView>,
    sources: Vec<(String, String)>,
    problems: Vec<ProblemView>,
    problems_count: usize,
    notices: Vec<String>,
    sum: String,
    until: String,
}

struct TableView {
    file: String,
    table: String,
    rows: usize,
    changes: String,
    unread: String,
}

struct ProblemView {
    file: String,
    row: String,
    column: String,
    text: String,
    /// Whether the cell can be mended here.
    can_mend: bool,
}

/// `GET /imports`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
) -> Result<Response, PageError> {
    answer(&site, viewer, taste, StatusCode::OK, (None, None, None)).await
}

type Parts = (Option<PlanView>, Option<String>, Option<String>);

async fn answer(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    status: StatusCode,
    (plan, error, done): Parts,
) -> Result<Response, PageError> {
    let roots = site.engine.import_roots(&viewer.actor).await?;
    let body = page(&Imports {
        roots: roots.iter().map(|unit| named(site, unit)).collect(),
        f: Frame::of(site, viewer, taste, "imports"),
        plan,
        error,
        done,
    })?;
    Ok((status, body).into_response())
}

/// Code and name of a unit.
fn named(site: &Site, unit: &Key<Unit>) -> (String, String) {
    let held = site.engine.live().all();
    let known = held.last().and_then(|held| held.unit(unit.as_str()));
    let name = known.map_or_else(|| unit.to_string(), |known| known.name.to_string());
    (unit.to_string(), name)
}

/// `POST /imports`: files become a plan.
pub(crate) async fn plan(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    form: Checked,
) -> Result<Response, PageError> {
    let kind = form.text("kind").and_then(SourceKind::parse);
    let source = kind.map(|kind| GivenSource {
        kind,
        title: form.text("title").map(str::to_owned),
        person: Some(viewer.name.clone()).filter(|_| kind != SourceKind::Export),
        generated_at: form.text("generated").and_then(|at| local(&site, at)),
        period: None,
    });
    let scope = form.text("unit").map(str::to_owned);
    let files = form
        .files
        .into_iter()
        .map(|file| Upload {
            name: file.name,
            bytes: file.bytes,
            kind: UploadKind::default(),
        })
        .collect();
    let new = NewImport {
        files,
        scope,
        source,
    };
    match site.engine.plan_import(&viewer.actor, new).await {
        Ok(plan) => Ok(Redirect::to(&format!("/imports/{}", plan.id)).into_response()),
        Err(EngineError::Invalid(told)) => {
            let parts = (None, Some(told.of(taste.lang).to_owned()), None);
            answer(
                &site,
                viewer,
                taste,
                StatusCode::UNPROCESSABLE_ENTITY,
                parts,
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /imports/{id}`: the plan.
pub(crate) async fn planned(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let plan = site
        .engine
        .import_plan(&viewer.actor, plan_id(&id)?)
        .await?;
    let view = view(&site, taste, &plan);
    answer(
        &site,
        viewer,
        taste,
        StatusCode::OK,
        (Some(view), None, None),
    )
    .await
}

/// `GET /imports/{id}/errors.csv`
pub(crate) async fn errors(
    State(site): State<Site>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let plan = site
        .engine
        .import_plan(&viewer.actor, plan_id(&id)?)
        .await?;
    Ok(super::evidence::attachment(
        "loi-nhap-du-lieu.csv",
        errors_csv(&plan),
    ))
}

/// `POST /imports/{id}/amend`: one cell mended.
pub(crate) async fn amend(
    State(site): State<Site>,
    viewer: Viewer,
    Path(id): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    let row =
        usize::try_from(form.number("row")?).map_err(|_| PageError::Malformed("row".to_owned()))?;
    let amendment = Amendment {
        file: form.needed("file")?.to_owned(),
        row,
        column: form.needed("column")?.to_owned(),
        value: form.raw("value").unwrap_or_default().trim().to_owned(),
    };
    site.engine
        .amend_import(&viewer.actor, plan_id(&id)?, amendment)
        .await?;
    Ok(Redirect::to(&format!("/imports/{id}")).into_response())
}

/// `POST /imports/{id}/commit`: all or nothing.
pub(crate) async fn commit(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
    _form: Checked,
) -> Result<Response, PageError> {
    let id = plan_id(&id)?;
    let outcome = site.engine.commit_import(&viewer.actor, id).await;
    if let Err(EngineError::Tables(_)) = outcome {
        let plan = site.engine.import_plan(&viewer.actor, id).await?;
        let view = view(&site, taste, &plan);
        let parts = (Some(view), None, None);
        return answer(
            &site,
            viewer,
            taste,
            StatusCode::UNPROCESSABLE_ENTITY,
            parts,
        )
        .await;
    }
    let imported = outcome?;
    site.engine.refresh().await?;
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let told = lang::text(
        taste.lang,
        "web-imp-done",
        &[
            ("new", count(imported.inserted).into()),
            ("same", count(imported.unchanged).into()),
        ],
    );
    answer(
        &site,
        viewer,
        taste,
        StatusCode::OK,
        (None, None, Some(told)),
    )
    .await
}

/// An instant as a browser's date and time field writes it, in the organisation's zone.
fn local(site: &Site, text: &str) -> Option<Timestamp> {
    let civil: DateTime = text.parse().ok()?;
    let zoned = civil.to_zoned(site.engine.zone().clone()).ok()?;
    Some(zoned.timestamp())
}

fn plan_id(text: &str) -> Result<PlanId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

fn view(site: &Site, taste: Taste, plan: &ImportPlan) -> PlanView {
    let lang = taste.lang;
    let zone = site.engine.zone();
    let said = |vi: &str, en: &str| match lang {
        Lang::Vi => vi.to_owned(),
        Lang::En => en.to_owned(),
    };
    PlanView {
        id: plan.id.to_string(),
        is_sound: plan.is_sound(),
        tables: plan
            .tables
            .iter()
            .map(|table| {
                let (vi, en) = table.table.titles();
                TableView {
                    file: table.file.clone(),
                    table: said(vi, en),
                    rows: table.rows,
                    changes: changes(lang, table.changes),
                    unread: table
                        .columns
                        .iter()
                        .filter(|column| column.column.is_none())
                        .map(|column| column.printed.as_str())
                        .collect::<Vec<_>>()
                        .join(", "),
                }
            })
            .collect(),
        sources: plan
            .sources
            .iter()
            .map(|source| {
                (
                    source.provenance.code.to_string(),
                    lang::text(lang, &format!("basis-{}", source.basis.as_str()), &[]),
                )
            })
            .collect(),
        problems_count: plan.problems.len(),
        problems: plan
            .problems
            .iter()
            .take(PROBLEMS_SHOWN)
            .map(|problem| ProblemView {
                file: problem.file.clone(),
                row: problem.row.map(|r| r.to_string()).unwrap_or_default(),
                column: problem
                    .column
                    .as_deref()
                    .map(str::to_owned)
                    .unwrap_or_default(),
                text: said(&problem.vi, &problem.en),
                can_mend: problem.row.is_some() && problem.column.is_some(),
            })
            .collect(),
        notices: plan
            .notices
            .iter()
            .take(PROBLEMS_SHOWN)
            .map(|notice| format!("{}: {}", notice.file, said(&notice.vi, &notice.en)))
            .collect(),
        sum: changes(lang, plan.changes()),
        until: show::short(plan.expires_at, zone),
    }
}

fn changes(lang: Lang, changes: Changes) -> String {
    lang::text(
        lang,
        "web-imp-changes",
        &[
            ("new", changes.new.into()),
            ("changed", changes.changed.into()),
            ("same", changes.unchanged.into()),
            ("absent", changes.absent.into()),
        ],
    )
}
