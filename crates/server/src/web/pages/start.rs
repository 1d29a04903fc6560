//! `/start`: the first evening in three steps: the letter and its checklist, the roster, the skeleton of the report.
//!
//! It works without any facts: what nothing is known of is told as "chưa có dữ liệu", never as met. Every step is a
//! use case that has its own page too; here they stand in the order in which one begins.

use super::board::held_of;
use super::evidence::attachment;
use super::units::segment;
use super::{board, page};
use crate::web::Site;
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::Action;
use domain::judgement::Status;
use domain::unit::UnitClass;
use engine::EngineError;
use engine::drafts::DraftState;
use engine::first_steps::{NewUnits, UNITS_MAX};
use engine::live::Held;

/// Units whose checklists are linked one by one.
const UNITS_LISTED: usize = 12;

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    f: Frame,
    drafts: Vec<(String, String)>,
    letter: Option<LetterView>,
    may_upload: bool,
    units: Vec<UnitView>,
    units_count: usize,
    may_register: bool,
    classes: Vec<(&'static str, String)>,
    typed: Typed,
    error: Option<String>,
    roster: Option<RosterView>,
    may_report: bool,
}

struct LetterView {
    id: String,
    title: String,
    duties: usize,
}

struct UnitView {
    code: String,
    place: String,
    name: String,
    /// Duties that bind it.
    duties: usize,
    /// Those nothing is known of.
    unknown: usize,
    met: usize,
}

struct RosterView {
    place: String,
    unit: String,
    filled: usize,
    rows: usize,
    may_save: bool,
}

/// The form of the first units, as typed.
#[derive(Debug, Default)]
struct Typed {
    name: String,
    class: String,
    head: String,
    below: String,
    below_class: String,
}

/// `GET /start`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
) -> Result<Response, PageError> {
    let view = written(&site, viewer, taste, Typed::default(), None).await?;
    Ok(page(&view)?.into_response())
}

/// `POST /start/units`: registers the organisation and the units right below it.
pub(crate) async fn register(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    form: Checked,
) -> Result<Response, PageError> {
    let text = |name: &str| form.text(name).unwrap_or_default().to_owned();
    let typed = Typed {
        name: text("name"),
        class: text("class"),
        head: text("head"),
        below: text("below"),
        below_class: text("below_class"),
    };
    let class = |word: &str| {
        UnitClass::parse(word).ok_or_else(|| PageError::Form("web-form-missing", "class".into()))
    };
    let new = NewUnits {
        name: typed.name.clone(),
        class: class(&typed.class)?,
        head: (!typed.head.is_empty()).then(|| typed.head.clone()),
        below: typed.below.lines().map(str::to_owned).collect(),
        below_class: class(&typed.below_class)?,
    };
    match site.engine.register_first_units(&viewer.actor, &new).await {
        Ok(_) => {
            site.engine.refresh().await?;
            Ok(Redirect::to("/start#step-1").into_response())
        }
        Err(EngineError::Invalid(why)) => {
            let why = why.of(taste.lang).to_owned();
            let view = written(&site, viewer, taste, typed, Some(why)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&view)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /start/report`: freezes what is known and gives the report as it stands; blanks are told as blanks.
pub(crate) async fn report(
    State(site): State<Site>,
    viewer: Viewer,
    _form: Checked,
) -> Result<Response, PageError> {
    let (held, _) = held_of(&site, &viewer, "").ok_or(PageError::NotFound)?;
    let written = site
        .engine
        .write_up(&viewer.actor, held.in_force.id, None)
        .await?;
    let report = written.into_iter().next().ok_or(PageError::NotFound)?;
    site.engine.refresh().await?;
    Ok(attachment(&report.file_name, report.bytes))
}

async fn written(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    typed: Typed,
    error: Option<String>,
) -> Result<StartPage, PageError> {
    let drafts = site.engine.drafts().await?.into_iter();
    let drafts = drafts
        .filter(|draft| draft.state == DraftState::Reading)
        .map(|draft| {
            let title = draft.subject.unwrap_or(draft.file_name);
            (draft.id.to_string(), title)
        })
        .collect();
    let held = held_of(site, &viewer, "").map(|(held, _)| held);
    let units_count = match &held {
        Some(held) => held.units().len(),
        None => site.engine.unit_names().await?.len(),
    };
    let roster = match &held {
        Some(held) => roster(site, &viewer, held).await?,
        None => None,
    };
    let f = Frame::of(site, viewer, taste, "start").at("/start");
    Ok(StartPage {
        drafts,
        letter: held.as_deref().map(|held| LetterView {
            id: held.in_force.id.to_string(),
            title: board::title(held),
            duties: held.in_force.mandate.clauses.len(),
        }),
        may_upload: f.may_everywhere(Action::UploadDirective),
        units: held.as_deref().map(units).unwrap_or_default(),
        units_count,
        may_register: f.may_everywhere(Action::ImportFacts),
        classes: classes(&f),
        typed,
        error,
        roster,
        may_report: f.may(Action::WriteReport) && f.may_everywhere(Action::CutOff),
        f,
    })
}

fn units(held: &Held) -> Vec<UnitView> {
    let bound = held.units().iter().map(|unit| {
        let own = held.of_unit(&unit.code).iter();
        let own: Vec<_> = own.filter(|j| j.status != Status::NotApplicable).collect();
        let count = |status| own.iter().filter(|j| j.status == status).count();
        UnitView {
            code: unit.code.to_string(),
            place: segment(unit.code.as_str()),
            name: unit.name.to_string(),
            duties: own.len(),
            unknown: count(Status::Unknown),
            met: count(Status::Met),
        }
    });
    bound
        .filter(|unit| unit.duties > 0)
        .take(UNITS_LISTED)
        .collect()
}

async fn roster(
    site: &Site,
    viewer: &Viewer,
    held: &Held,
) -> Result<Option<RosterView>, PageError> {
    let Some(unit) = site.engine.roster_unit(&viewer.actor, held) else {
        return Ok(None);
    };
    let standing = site
        .engine
        .roster_standing(&viewer.actor, held, &unit)
        .await?;
    let rows = &standing.sheet.rows;
    Ok(Some(RosterView {
        place: segment(unit.as_str()),
        unit: super::units::unit_name(held, &unit),
        filled: rows.iter().filter(|row| row.saved).count(),
        rows: rows.len(),
        may_save: standing.may_save,
    }))
}

/// The classes a unit may be of; "all" is how a letter addresses everybody, not what somebody is.
fn classes(f: &Frame) -> Vec<(&'static str, String)> {
    let classes = UnitClass::ALL.iter().copied();
    classes
        .filter(|class| *class != UnitClass::All)
        .map(|class| (class.as_str(), f.word("class", class.as_str())))
        .collect()
}

impl StartPage {
    /// Most units the form takes.
    fn units_max(&self) -> usize {
        UNITS_MAX
    }

    /// Units that are not listed one by one.
    fn more(&self) -> usize {
        self.units_count.saturating_sub(self.units.len())
    }
}
