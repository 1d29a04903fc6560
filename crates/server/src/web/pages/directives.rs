//! `/directives`: the letters in force, the drafts that wait for a person, and the form that takes another one in.

use super::{Page, page};
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::Action;
use engine::documents::{ChildReader, read_document};
use engine::drafts::DraftState;
use engine::{EngineError, live};
use jiff::{SignedDuration, Timestamp};
use lang::Lang;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "directives.html")]
struct Directives {
    f: Frame,
    in_force: Vec<InForceView>,
    drafts: Vec<DraftView>,
    may_upload: bool,
    computing: bool,
    error: Option<String>,
}

struct InForceView {
    id: String,
    title: String,
    issuer: String,
    sign: String,
    watch: String,
    received: String,
    duties: usize,
    open: usize,
}

struct DraftView {
    id: String,
    title: String,
    file: String,
    at: String,
    open: usize,
}

/// `GET /directives`
pub(crate) async fn list(State(site): State<Site>, viewer: Viewer, taste: Taste) -> Page {
    page(&directives(&site, viewer, taste, None).await?)
}

async fn directives(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    error: Option<String>,
) -> Result<Directives, PageError> {
    let f = Frame::of(site, viewer, taste, "directives").kept_fresh();
    let may_upload = f.may_everywhere(Action::UploadDirective);
    let drafts = if f.may_everywhere(Action::CorrectReading) || may_upload {
        site.engine.drafts().await?
    } else {
        Vec::new()
    };
    let zone = site.engine.zone();
    Ok(Directives {
        in_force: site
            .engine
            .live()
            .all()
            .iter()
            .map(|held| in_force(site, taste.lang, held))
            .collect(),
        drafts: drafts
            .into_iter()
            .filter(|d| d.state == DraftState::Reading)
            .map(|d| DraftView {
                id: d.id.to_string(),
                title: d.subject.unwrap_or_else(|| d.file_name.clone()),
                file: d.file_name,
                at: show::instant(d.uploaded_at, zone),
                open: d.open,
            })
            .collect(),
        may_upload,
        computing: matches!(
            site.engine.live().state(),
            live::State::Starting | live::State::Computing
        ),
        error,
        f,
    })
}

fn in_force(site: &Site, lang: Lang, held: &Arc<live::Held>) -> InForceView {
    let directive = &held.in_force.directive;
    let zone = site.engine.zone();
    let day = |at: Timestamp| show::day(at.to_zoned(zone.clone()).date());
    InForceView {
        id: held.in_force.id.to_string(),
        title: directive
            .subject
            .clone()
            .unwrap_or_else(|| held.in_force.file_name.clone()),
        issuer: directive
            .issuer
            .as_ref()
            .map(|i| i.name.clone())
            .unwrap_or_default(),
        sign: sign(directive),
        watch: watch(site, lang, held),
        received: day(held.in_force.mandate.received_at),
        duties: held.in_force.mandate.clauses.len(),
        open: held
            .judgements()
            .iter()
            .filter(|j| j.status > domain::judgement::Status::Met)
            .count(),
    }
}

/// The watch as it was confirmed, which the letter's own words may differ from: name, first and last day.
pub(crate) fn watch(site: &Site, lang: Lang, held: &live::Held) -> String {
    let zone = site.engine.zone();
    let day = |at: Timestamp| show::day(at.to_zoned(zone.clone()).date());
    let window = held.in_force.mandate.window;
    let last = window
        .to
        .checked_sub(SignedDuration::from_secs(1))
        .unwrap_or(window.to);
    let (from, to) = (day(window.from), day(last));
    let days = lang::text(
        lang,
        "web-watch-days",
        &[("from", (&from).into()), ("to", (&to).into())],
    );
    match &held.in_force.directive.watch {
        Some(watch) => format!("{}: {days}", watch.name),
        None => days,
    }
}

/// "07/STTTT-CĐS" as printed; a blank number stays blank.
pub(crate) fn sign(directive: &domain::directive::Directive) -> String {
    match (&directive.number, &directive.sign) {
        (Some(number), Some(sign)) => format!("{number}/{sign}"),
        (None, Some(sign)) => format!("…/{sign}"),
        (Some(number), None) => number.clone(),
        (None, None) => String::new(),
    }
}

/// `POST /directives/upload`: a letter is read in a process of its own and kept as a draft.
pub(crate) async fn upload(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    form: Checked,
) -> Result<Response, PageError> {
    let Some(file) = form.files.into_iter().find(|f| f.field == "letter") else {
        let told = lang::text(taste.lang, "web-upload-none", &[]);
        return refused(&site, viewer, taste, told).await;
    };
    let reader = ChildReader::this_program()?;
    let read = read_document(&file.name, file.bytes.clone(), &reader).await;
    let kept = match read {
        Ok(read) => {
            site.engine
                .upload_extract(&viewer.actor, &file.name, file.bytes, &read.extract)
                .await
        }
        Err(error) => Err(error),
    };
    match kept {
        Ok(id) => Ok(Redirect::to(&format!("/drafts/{id}")).into_response()),
        Err(error @ (EngineError::Letter(_) | EngineError::Document(_))) => {
            refused(&site, viewer, taste, format!("{}: {error}", file.name)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn refused(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    told: String,
) -> Result<Response, PageError> {
    let again = page(&directives(site, viewer, taste, Some(told)).await?)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
}
