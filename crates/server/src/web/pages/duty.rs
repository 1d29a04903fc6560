//! One duty: across the units, or of one unit with verdict, figures, reasons, evidence, statement and history.
//!
//! `/directives/{id}/duties/{obligation}`, `?unit=` for one unit.

mod figures;
mod view;

use super::board::{look, status_word};
use super::{Page, page};
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer, tree_of};
use crate::web::{Site, show};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::{Action, Decision};
use domain::clause::Clause;
use domain::facts::{Basis, Claim, Unit};
use domain::judgement::{Bilingual, Judgement, Reason, Status};
use domain::key::Key;
use domain::measure_id::MeasureId;
use engine::live::Held;
use engine::live::history::{EvidenceRow, Past, Stated};
use engine::statements::NewStatement;
use lang::Lang;
use serde::Deserialize;
use std::sync::Arc;
use view::{
    DutyPage, EvidenceView, MeasureView, PastView, ReasonView, StatementView, Typed, UnitRow,
    UnitView,
};

/// Units listed beside a duty; the board shows all of them.
const UNITS_SHOWN: usize = 60;
/// A statement says at least this much: who did it, when, where it can be seen.
const TEXT_LENGTH_MIN: usize = 20;

/// What the address may carry.
#[derive(Debug, Default, Clone, Deserialize)]
pub(crate) struct Asked {
    /// The unit looked at; all of them without it.
    #[serde(default)]
    unit: String,
    /// The measure to open first.
    #[serde(default)]
    measure: String,
    /// Whether a statement was just kept.
    #[serde(default)]
    kept: String,
}

/// `GET /directives/{id}/duties/{obligation}`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path((directive, obligation)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Page {
    let held = held(&site, &directive)?;
    let writer = Writer::new(&site, viewer, taste, &held, &obligation, &asked)?;
    page(&writer.write(None, Typed::default()).await?)
}

/// `POST /directives/{id}/duties/{obligation}`: a statement with its file.
pub(crate) async fn state(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path((directive, obligation)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    form: Checked,
) -> Result<Response, PageError> {
    let held = held(&site, &directive)?;
    let unit = Key::<Unit>::new(&asked.unit);
    let granted = viewer
        .actor
        .may(Action::GiveStatement, Some(&unit), &tree_of(&site, &held));
    if granted != Decision::Granted {
        return Err(granted.into());
    }
    if !viewer.actor.reaches(held.in_force.id) {
        return Err(PageError::NotFound);
    }
    let typed = Typed {
        measure: form.text("measure").unwrap_or_default().to_owned(),
        claim: form.text("claim").unwrap_or_default().to_owned(),
        text: form.raw("text").unwrap_or_default().to_owned(),
    };
    let (measure, claim) = (MeasureId::parse(&typed.measure), Claim::parse(&typed.claim));
    let wrong = match (measure, claim) {
        (None, _) | (_, None) => Some("web-statement-incomplete"),
        _ if typed.text.trim().chars().count() < TEXT_LENGTH_MIN => Some("web-statement-short"),
        _ => None,
    };
    if let (None, Some(measure), Some(claim)) = (wrong, measure, claim) {
        let statement = NewStatement {
            unit: asked.unit.clone(),
            obligation: obligation.clone(),
            measure,
            claim,
            person: viewer.name.clone(),
            text: typed.text.trim().to_owned(),
            file: form.files.into_iter().next().map(|f| (f.name, f.bytes)),
        };
        site.engine
            .state(&viewer.actor, &held.in_force, statement)
            .await?;
        site.engine.refresh().await?;
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("unit", &asked.unit)
            .append_pair("measure", measure.as_str())
            .append_pair("kept", "1")
            .finish();
        return Ok(Redirect::to(&format!(
            "/directives/{directive}/duties/{obligation}?{query}"
        ))
        .into_response());
    }
    let told = lang::text(taste.lang, wrong.unwrap_or("web-statement-incomplete"), &[]);
    let writer = Writer::new(&site, viewer, taste, &held, &obligation, &asked)?;
    let again = page(&writer.write(Some(told), typed).await?)?;
    Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
}

/// The results held of a directive.
pub(crate) fn held(site: &Site, id: &str) -> Result<Arc<Held>, PageError> {
    site.engine
        .live()
        .all()
        .into_iter()
        .find(|h| h.in_force.id.to_string() == id)
        .ok_or(PageError::NotFound)
}

struct Writer<'a> {
    site: &'a Site,
    f: Frame,
    held: &'a Held,
    clause: &'a Clause,
    at: usize,
    asked: &'a Asked,
    unit: Option<Key<Unit>>,
    may_state: bool,
}

impl<'a> Writer<'a> {
    fn new(
        site: &'a Site,
        viewer: Viewer,
        taste: Taste,
        held: &'a Held,
        obligation: &str,
        asked: &'a Asked,
    ) -> Result<Self, PageError> {
        let clauses = &held.in_force.mandate.clauses;
        let at = clauses
            .iter()
            .position(|c| *c.id == *obligation)
            .ok_or(PageError::NotFound)?;
        let clause = clauses.get(at).ok_or(PageError::NotFound)?;
        let unit = (!asked.unit.is_empty()).then(|| Key::<Unit>::new(&asked.unit));
        let tree = tree_of(site, held);
        let seen = viewer.actor.may(Action::ViewDuty, unit.as_ref(), &tree);
        if !viewer.actor.reaches(held.in_force.id) {
            return Err(PageError::NotFound);
        }
        if unit.is_some() && seen != Decision::Granted {
            return Err(seen.into());
        }
        if let Some(unit) = &unit
            && held.unit(unit.as_str()).is_none()
        {
            return Err(PageError::NotFound);
        }
        let may_state = unit
            .as_ref()
            .is_some_and(|unit| viewer.may(Action::GiveStatement, Some(unit), &tree));
        let address = format!(
            "/directives/{}/duties/{obligation}?unit={}",
            held.in_force.id, asked.unit
        );
        Ok(Self {
            f: Frame::of(site, viewer, taste, "directives")
                .at(address)
                .of_results(site, held)
                .kept_fresh(),
            site,
            held,
            clause,
            at,
            asked,
            unit,
            may_state,
        })
    }

    async fn write(self, error: Option<String>, typed: Typed) -> Result<DutyPage, PageError> {
        let mut measures = Vec::new();
        if let Some(unit) = &self.unit {
            for id in &self.clause.measures {
                if let Some(judgement) = self.held.one(unit, &self.clause.id, *id) {
                    measures.push(self.measure(judgement).await?);
                }
            }
            let first = self.asked.measure.as_str();
            measures.sort_by_key(|m| m.id != first);
        }
        let rows = self.rows();
        let neighbour = |at: Option<usize>| {
            at.and_then(|at| self.held.in_force.mandate.clauses.get(at))
                .map(|c| c.id.to_string())
        };
        Ok(DutyPage {
            directive: self.held.in_force.id.to_string(),
            directive_title: self
                .held
                .in_force
                .directive
                .subject
                .clone()
                .unwrap_or_else(|| self.held.in_force.file_name.clone()),
            duty: self.clause.id.to_string(),
            duty_name: self
                .clause
                .measures
                .iter()
                .map(|m| lang::measure_title(self.f.lang, m.as_str()))
                .collect::<Vec<_>>()
                .join(" · "),
            text: self.clause.text.to_string(),
            due: self.clause.due.map(show::day),
            before: neighbour(self.at.checked_sub(1)),
            after: neighbour(self.at.checked_add(1)),
            unit: self.unit.as_ref().map(|code| UnitView {
                name: self.unit_name(code),
                code: code.to_string(),
                may_state: self.may_state,
            }),
            measures,
            units_more: rows.len().saturating_sub(UNITS_SHOWN),
            units: rows.into_iter().take(UNITS_SHOWN).collect(),
            stated: self.asked.kept == "1",
            error,
            typed,
            f: self.f,
        })
    }

    fn unit_name(&self, code: &Key<Unit>) -> String {
        self.held
            .unit(code.as_str())
            .map_or_else(|| code.to_string(), |unit| unit.name.to_string())
    }

    /// The units the duty applies to and the viewer may see, those with work first.
    fn rows(&self) -> Vec<UnitRow> {
        let sight = self.f.viewer.as_ref().and_then(|v| {
            v.actor.sight(
                Action::ViewDuty,
                self.held.units(),
                &tree_of(self.site, self.held),
            )
        });
        let mut rows: Vec<(Status, UnitRow)> = self
            .held
            .units()
            .iter()
            .filter(|unit| sight.as_ref().is_none_or(|s| s.contains(&unit.code)))
            .filter_map(|unit| {
                let of: Vec<&Judgement> = self
                    .held
                    .of_unit(&unit.code)
                    .iter()
                    .filter(|j| j.obligation == self.clause.id)
                    .collect();
                let decider = of.iter().copied().reduce(|worst, next| {
                    if next.status > worst.status {
                        next
                    } else {
                        worst
                    }
                })?;
                (decider.status != Status::NotApplicable).then(|| {
                    let row = UnitRow {
                        code: unit.code.to_string(),
                        name: unit.name.to_string(),
                        look: look(decider.status),
                        word: status_word(&self.f, decider.status, decider.basis, decider.reported),
                        figure: figure_text(self.f.lang, decider).unwrap_or_default(),
                    };
                    (decider.status, row)
                })
            })
            .collect();
        rows.sort_by_key(|(status, _)| core::cmp::Reverse(*status));
        rows.into_iter().map(|(_, row)| row).collect()
    }

    async fn measure(&self, judgement: &Judgement) -> Result<MeasureView, PageError> {
        let zone = self.site.engine.zone();
        let f = &self.f;
        let engine = &self.site.engine;
        let evidence = engine.evidence(self.held, judgement).await?;
        let statements = engine
            .statements_on(
                self.held,
                &judgement.unit,
                &judgement.obligation,
                judgement.measure,
            )
            .await?;
        let history = engine
            .history(
                self.held,
                &judgement.unit,
                &judgement.obligation,
                judgement.measure,
            )
            .await?;
        Ok(MeasureView {
            id: judgement.measure.as_str(),
            title: lang::measure_title(f.lang, judgement.measure.as_str()),
            help: format!("/help/{}", judgement.measure.as_str()),
            look: look(judgement.status),
            word: status_word(f, judgement.status, judgement.basis, judgement.reported),
            basis: basis_word(f, judgement.basis),
            is_final: judgement.is_final,
            until: show::instant(judgement.as_of, zone),
            changes: judgement
                .changes_at
                .map(|at| f.tv("web-changes-at", &show::short(at, zone))),
            figure: figures::bar(&self.f, judgement),
            figures: figures::rows(&self.f, judgement),
            reasons: judgement
                .reasons
                .iter()
                .map(|r| reason(f.lang, r))
                .collect(),
            next_step: judgement.next_step.as_ref().map(|n| both(f.lang, n)),
            evidence: self.evidence(evidence),
            statements: self.statements(statements),
            history: self.history(history),
        })
    }

    fn evidence(&self, evidence: Vec<EvidenceRow>) -> Vec<EvidenceView> {
        let (f, zone) = (&self.f, self.site.engine.zone());
        evidence
            .into_iter()
            .map(|row| EvidenceView {
                what: format!("{} · {}", table_title(f.lang, row.table), row.code),
                basis: basis_word(f, Some(row.basis)),
                source: row
                    .person
                    .map_or(row.source.clone(), |p| format!("{} · {p}", row.source)),
                at: row
                    .recorded_at
                    .map(|at| show::instant(at, zone))
                    .unwrap_or_default(),
                file: row.file.map(file_link),
            })
            .collect()
    }

    fn statements(&self, statements: Vec<Stated>) -> Vec<StatementView> {
        let (f, zone) = (&self.f, self.site.engine.zone());
        statements
            .into_iter()
            .rev()
            .map(|s| StatementView {
                at: show::instant(s.at, zone),
                person: s.person,
                claim: f.word("stated", s.claim.as_str()),
                text: s.text,
                seq: s.seq,
                file: s.file.map(file_link),
            })
            .collect()
    }

    fn history(&self, history: Vec<Past>) -> Vec<PastView> {
        let (f, zone) = (&self.f, self.site.engine.zone());
        history
            .into_iter()
            .rev()
            .take(30)
            .map(|past| PastView {
                at: show::instant(past.at, zone),
                look: look(past.judgement.status),
                word: status_word(
                    f,
                    past.judgement.status,
                    past.judgement.basis,
                    past.judgement.reported,
                ),
                reason: past
                    .judgement
                    .reasons
                    .first()
                    .map(|r| reason(f.lang, r).text)
                    .unwrap_or_default(),
                seq: past.seq,
            })
            .collect()
    }
}

/// "241/250", where a result counts things.
pub(crate) fn figure_text(lang: Lang, judgement: &Judgement) -> Option<String> {
    let (done, total) = (judgement.figure("done")?, judgement.figure("total")?);
    Some(format!(
        "{}/{}",
        show::number(lang, done),
        show::number(lang, total)
    ))
}

fn reason(lang: Lang, reason: &Reason) -> ReasonView {
    ReasonView {
        text: match lang {
            Lang::Vi => reason.vi.clone(),
            Lang::En => reason.en.clone(),
        },
        code: reason.code,
    }
}

/// The text in a language.
pub(crate) fn both(lang: Lang, text: &Bilingual) -> String {
    match lang {
        Lang::Vi => text.vi.clone(),
        Lang::En => text.en.clone(),
    }
}

/// "máy xác nhận", "nhập", "tự khai", or that there is no source.
pub(crate) fn basis_word(f: &Frame, basis: Option<Basis>) -> String {
    f.t(match basis {
        Some(Basis::A) => "basis-A",
        Some(Basis::B) => "basis-B",
        Some(Basis::C) => "basis-C",
        Some(Basis::D) => "basis-D",
        None => "basis-none",
    })
}

pub(super) fn table_title(lang: Lang, table: &str) -> String {
    domain::facts::FactKind::parse(table).map_or_else(
        || table.to_owned(),
        |kind| {
            let (vi, en) = kind.titles();
            match lang {
                Lang::Vi => vi.to_owned(),
                Lang::En => en.to_owned(),
            }
        },
    )
}

fn file_link(file: engine::live::history::FileName) -> (String, String) {
    (format!("/evidence/{}", file.sha256.to_hex()), file.name)
}
