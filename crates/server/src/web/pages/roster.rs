//! `/roster`: phân công trực của một đơn vị. Who is on duty, the hours nobody is planned for, and the sheet to fill in.
//!
//! The sheet holds what is saved and a blank row for each turn without anybody. A form carries names by the codes of
//! the rows and nothing else: hours and posts stand in the sheet, not in the browser.

mod view;

use super::board::held_of;
use super::duty::held;
use super::page;
use super::units::segment;
use crate::web::Site;
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::facts::Unit;
use domain::key::Key;
use engine::EngineError;
use engine::first_steps::{RosterRow, RosterSheet};
use serde::Deserialize;
use std::collections::BTreeMap;
use view::{NoRoster, Writer};

/// Prefix of the fields that hold who stands a row.
const PERSON: &str = "p:";
/// Longest list of names to fill in with.
const NAMES_MAX: usize = 200;

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Which directive; the one whose watch is nearest without it.
    #[serde(default)]
    directive: String,
    /// Whose roster; the highest in sight without it.
    #[serde(default)]
    unit: String,
    /// `1` to fill it in.
    #[serde(default)]
    edit: String,
    /// What was just saved: rows saved and withdrawn, `3-0`.
    #[serde(default)]
    done: String,
}

/// What was typed.
#[derive(Debug, Default)]
struct Typed {
    /// Who, by the code of the row.
    people: BTreeMap<String, String>,
    approver: String,
    names: String,
}

/// What the page says on top.
enum Told {
    Nothing,
    Saved {
        saved: usize,
        withdrawn: usize,
    },
    /// Filled in, not saved.
    Filled(usize),
    /// Somebody else saved meanwhile.
    Conflict,
    Refused(String),
}

/// `GET /roster`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let found = held_of(&site, &viewer, &asked.directive);
    let unit = found.as_ref().and_then(|(held, _)| match &*asked.unit {
        "" => site.engine.roster_unit(&viewer.actor, held),
        code => Some(Key::new(code)),
    });
    let (Some((held, _)), Some(unit)) = (found, unit) else {
        let f = Frame::of(&site, viewer, taste, "roster").at("/roster");
        return Ok(page(&NoRoster::of(f))?.into_response());
    };
    let told = asked.done.split_once('-').and_then(|(saved, withdrawn)| {
        Some(Told::Saved {
            saved: saved.parse().ok()?,
            withdrawn: withdrawn.parse().ok()?,
        })
    });
    let writer = Writer {
        site: &site,
        held: &held,
        unit: &unit,
        is_edited: asked.edit == "1",
        typed: Typed::default(),
        told: told.unwrap_or(Told::Nothing),
    };
    Ok(page(&writer.write(viewer, taste).await?)?.into_response())
}

/// `POST /roster/{unit}/{directive}`: fills in or saves, as `do` says.
pub(crate) async fn save(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path((unit, directive)): Path<(String, String)>,
    form: Checked,
) -> Result<Response, PageError> {
    let held = held(&site, &directive)?;
    let unit = Key::<Unit>::new(&unit);
    let standing = site
        .engine
        .roster_standing(&viewer.actor, &held, &unit)
        .await?;
    if !standing.may_save {
        return Err(PageError::Forbidden);
    }
    let mut typed = Typed::of(&form);
    let told = if form.text("do") == Some("fill") {
        Told::Filled(typed.fill(&standing.sheet))
    } else {
        let revision = u64::try_from(form.number("revision")?)
            .map_err(|_| PageError::Form("web-form-number", "revision".to_owned()))?;
        let rows = typed.over(&standing.sheet);
        let file = form.files.into_iter().next().map(|f| (f.name, f.bytes));
        let saved = site
            .engine
            .save_roster(&viewer.actor, unit.as_str(), &rows, revision, file)
            .await;
        match saved {
            Ok(saved) => {
                site.engine.refresh().await?;
                let (place, withdrawn) = (segment(unit.as_str()), saved.withdrawn);
                let to = format!(
                    "/roster?unit={place}&directive={directive}&done={}-{withdrawn}",
                    saved.saved
                );
                return Ok(Redirect::to(&to).into_response());
            }
            Err(EngineError::Conflict { .. }) => Told::Conflict,
            Err(EngineError::Invalid(why)) => Told::Refused(why.of(taste.lang).to_owned()),
            Err(other) => return Err(other.into()),
        }
    };
    let status = match told {
        Told::Filled(_) => StatusCode::OK,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let writer = Writer {
        site: &site,
        held: &held,
        unit: &unit,
        is_edited: true,
        typed,
        told,
    };
    Ok((status, page(&writer.write(viewer, taste).await?)?).into_response())
}

impl Typed {
    fn of(form: &Checked) -> Self {
        let people = form.fields().iter().filter_map(|(name, value)| {
            let code = name.strip_prefix(PERSON)?;
            Some((code.to_owned(), value.trim().to_owned()))
        });
        Self {
            people: people.collect(),
            approver: form.text("approver").unwrap_or_default().to_owned(),
            names: form.raw("names").unwrap_or_default().to_owned(),
        }
    }

    /// Who stands a row: as typed, else as it is saved.
    fn person<'t>(&'t self, row: &'t RosterRow) -> &'t str {
        self.people.get(&row.code).unwrap_or(&row.person)
    }

    /// Puts the names, one a line, into the rows without anybody, in turn; gives how many were filled.
    fn fill(&mut self, sheet: &RosterSheet) -> usize {
        let names: Vec<String> = self
            .names
            .lines()
            .map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|name| !name.is_empty())
            .take(NAMES_MAX)
            .collect();
        let blank: Vec<&RosterRow> = sheet
            .rows
            .iter()
            .filter(|row| self.person(row).is_empty())
            .collect();
        let filled: Vec<(String, String)> = blank
            .into_iter()
            .zip(names.iter().cycle())
            .map(|(row, name)| (row.code.clone(), name.clone()))
            .collect();
        let count = filled.len();
        self.people.extend(filled);
        count
    }

    /// The rows of the sheet with what was typed. The approver approves what is new, changed or not approved yet; a
    /// row that stays as it was keeps its approval.
    fn over(&self, sheet: &RosterSheet) -> Vec<RosterRow> {
        let rows = sheet.rows.iter().map(|row| {
            let person = self.person(row).to_owned();
            let kept = row.approved_by.clone().filter(|_| person == row.person);
            let approver = Some(self.approver.clone()).filter(|name| !name.is_empty());
            RosterRow {
                approved_by: kept.or(approver),
                person,
                ..row.clone()
            }
        });
        rows.collect()
    }
}
