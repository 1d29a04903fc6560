//! `/reports`: báo cáo. Freezing the figures, writing the report, the papers around it, and what was kept.

use super::duty::held;
use super::evidence::attachment;
use super::ledger::actor_word;
use super::page;
use crate::web::error::{PageError, refusal};
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer, tree_of};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::Action;
use engine::EngineError;
use engine::live::Held;
use engine::reporting::{KeptCutOff, KeptReport, Paper};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// What was just done: `cut-off` or `written`.
    #[serde(default)]
    done: String,
}

/// What the address of a paper may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    /// For which unit; the highest of the viewer's own without it.
    #[serde(default)]
    unit: String,
    /// The day by which to answer, as a browser writes it.
    #[serde(default)]
    deadline: String,
}

#[derive(Template)]
#[template(path = "reports.html")]
struct ReportsPage {
    f: Frame,
    done: String,
    directives: Vec<DirectiveView>,
}

struct DirectiveView {
    id: String,
    title: String,
    /// Number, sign and issuer, so that two letters about the same are told apart.
    sub: String,
    /// What was refused, beside the form it concerns.
    error: Option<String>,
    units: Vec<UnitView>,
    may_cut_off: bool,
    may_write: bool,
    may_paper: bool,
    silent: usize,
    cut_offs: Vec<CutOffView>,
    reports: Vec<ReportView>,
}

struct UnitView {
    code: String,
    name: String,
    is_silent: bool,
}

struct CutOffView {
    seq: u64,
    as_of: String,
    hash: String,
    by: String,
}

struct ReportView {
    seq: u64,
    at: String,
    kind: String,
    file_name: String,
    hash: String,
    cut_off: String,
    by: String,
    may_open: bool,
}

/// `GET /reports`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let done = match asked.done.as_str() {
        "cut-off" => "web-reports-frozen",
        "written" => "web-reports-written",
        _ => "",
    };
    write_page(&site, viewer, taste, done, None).await
}

/// `POST /reports/{id}/cut-off`
pub(crate) async fn cut_off(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
    _form: Checked,
) -> Result<Response, PageError> {
    let held = held(&site, &id)?;
    match site.engine.freeze(&viewer.actor, held.in_force.id).await {
        Ok(_) => done(&site, "cut-off").await,
        Err(error) => refused(&site, viewer, taste, id, error).await,
    }
}

/// `POST /reports/{id}/write`
pub(crate) async fn write(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    let held = held(&site, &id)?;
    let written = site
        .engine
        .write_up(&viewer.actor, held.in_force.id, form.text("unit"))
        .await;
    match written {
        Ok(_) => done(&site, "written").await,
        Err(error) => refused(&site, viewer, taste, id, error).await,
    }
}

/// `GET /reports/{id}/files/{seq}`
pub(crate) async fn download(
    State(site): State<Site>,
    viewer: Viewer,
    Path((id, seq)): Path<(String, u64)>,
) -> Result<Response, PageError> {
    let held = held(&site, &id)?;
    let file = site
        .engine
        .kept_report(&viewer.actor, held.in_force.id, seq)
        .await?
        .ok_or(PageError::NotFound)?;
    Ok(attachment(&file.name, file.bytes))
}

/// `GET /reports/{id}/papers/{paper}`
pub(crate) async fn paper(
    State(site): State<Site>,
    viewer: Viewer,
    Path((id, paper)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let held = held(&site, &id)?;
    let paper = Paper::parse(&paper).ok_or(PageError::NotFound)?;
    let deadline = match wanted.deadline.trim() {
        "" => None,
        day => Some(
            day.parse::<Date>()
                .map_err(|_| PageError::Form("web-papers-deadline-wrong", day.to_owned()))?,
        ),
    };
    let unit = Some(wanted.unit.trim()).filter(|unit| !unit.is_empty());
    let written = site
        .engine
        .paper(&viewer.actor, &held, paper, unit, deadline)?;
    Ok(attachment(&written.file_name, written.bytes))
}

async fn done(site: &Site, what: &str) -> Result<Response, PageError> {
    site.engine.refresh().await?;
    Ok(Redirect::to(&format!("/reports?done={what}")).into_response())
}

/// The page again with what was refused; what is not there, not allowed or broken has its own answer.
async fn refused(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    id: String,
    error: EngineError,
) -> Result<Response, PageError> {
    if !matches!(error, EngineError::Invalid(_) | EngineError::Report(_)) {
        return Err(error.into());
    }
    let body = write_page(
        site,
        viewer,
        taste,
        "",
        Some((id, refusal(taste.lang, &error))),
    )
    .await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, body).into_response())
}

async fn write_page(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    done: &str,
    refused: Option<(String, String)>,
) -> Result<Response, PageError> {
    let mut f = Frame::of(site, viewer.clone(), taste, "reports").at("/reports");
    if let Some(newest) = site.engine.live().all().last() {
        f = f.of_results(site, newest);
    }
    let names = site.engine.names().await?;
    let zone = site.engine.zone();
    let mut directives = Vec::new();
    for held in site.engine.live().all().into_iter().rev() {
        let kept = site
            .engine
            .reporting(&viewer.actor, held.in_force.id)
            .await?;
        let id = held.in_force.id.to_string();
        let by = |word: Option<&str>| actor_word(&f, &names, word);
        let units = units(site, &viewer, &held);
        directives.push(DirectiveView {
            title: title(&held),
            sub: citation(&held),
            error: refused
                .as_ref()
                .filter(|(of, _)| *of == id)
                .map(|(_, text)| text.clone()),
            may_cut_off: viewer.may(Action::CutOff, None, &tree_of(site, &held)),
            may_write: f.may(Action::WriteReport),
            may_paper: f.may(Action::WritePapers),
            silent: units.iter().filter(|unit| unit.is_silent).count(),
            units,
            cut_offs: cut_offs(kept.cut_offs, zone, &by),
            reports: reports(&f, kept.reports, zone, &by),
            id,
        });
    }
    let done = if done.is_empty() {
        String::new()
    } else {
        f.t(done)
    };
    let view = ReportsPage {
        done,
        directives,
        f,
    };
    Ok(page(&view)?.into_response())
}

/// Cut-offs as the page shows them; `by` gives the name behind a word of the ledger.
fn cut_offs(
    kept: Vec<KeptCutOff>,
    zone: &TimeZone,
    by: &dyn Fn(Option<&str>) -> String,
) -> Vec<CutOffView> {
    kept.into_iter()
        .map(|frozen| CutOffView {
            seq: frozen.seq,
            as_of: show::instant(frozen.as_of, zone),
            hash: short(&frozen.sha256.to_hex()),
            by: by(frozen.by.as_deref()),
        })
        .collect()
}

/// Reports as the page shows them.
fn reports(
    f: &Frame,
    kept: Vec<KeptReport>,
    zone: &TimeZone,
    by: &dyn Fn(Option<&str>) -> String,
) -> Vec<ReportView> {
    kept.into_iter()
        .map(|report| ReportView {
            seq: report.seq,
            at: show::instant(report.at, zone),
            kind: f.t(if report.file_name.ends_with(".xlsx") {
                "web-reports-annex"
            } else {
                "web-reports-report"
            }),
            file_name: report.file_name,
            hash: short(&report.sha256.to_hex()),
            cut_off: report
                .cut_off
                .map(|digest| short(&digest.to_hex()))
                .unwrap_or_default(),
            by: by(report.by.as_deref()),
            may_open: report.may_open,
        })
        .collect()
}

/// What a directive is about, else the name of its file.
pub(crate) fn title(held: &Held) -> String {
    let subject = held.in_force.directive.subject.clone();
    subject.unwrap_or_else(|| held.in_force.file_name.clone())
}

/// Number, sign and issuer as printed; what is blank in the letter is left out.
fn citation(held: &Held) -> String {
    let directive = &held.in_force.directive;
    let sign = directive.sign.as_deref().map(|sign| {
        let number = directive.number.as_deref().unwrap_or("…");
        format!("{number}/{sign}")
    });
    let issuer = directive.issuer.as_ref().map(|issuer| issuer.name.clone());
    let parts: Vec<String> = sign.into_iter().chain(issuer).collect();
    parts.join(" · ")
}

fn units(site: &Site, viewer: &Viewer, held: &Held) -> Vec<UnitView> {
    let sight = viewer
        .actor
        .sight(Action::WritePapers, held.units(), &tree_of(site, held));
    let units = held.units().iter();
    units
        .filter(|unit| sight.as_ref().is_none_or(|seen| seen.contains(&unit.code)))
        .map(|unit| UnitView {
            code: unit.code.to_string(),
            name: unit.name.to_string(),
            is_silent: held.not_reported().contains(&unit.code),
        })
        .collect()
}

/// The first sixteen digits of a hash, as printed on papers.
pub(crate) fn short(hash: &str) -> String {
    hash.chars().take(16).collect()
}
