//! `/reports/{id}/summary`: the figures of a directive on one page to print.

use super::duty::held;
use super::reports::{short, title};
use super::{Page, page};
use crate::web::Site;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use askama::Template;
use axum::extract::{Path, Query, State};
use domain::access::Action;
use domain::judgement::Status;
use engine::overview::{Duty, Overview};
use serde::Deserialize;

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// For which unit and all below it; the highest of the viewer's own without it.
    #[serde(default)]
    unit: String,
}

#[derive(Template)]
#[template(path = "summary.html")]
struct SummaryPage {
    f: Frame,
    title: String,
    unit: String,
    units: usize,
    as_of: String,
    frozen: Option<(String, String)>,
    rows: Vec<RowView>,
    silent: Vec<String>,
    pressing: Vec<(String, usize)>,
}

struct RowView {
    duty: String,
    title: String,
    met: u32,
    /// The same split by who vouches: machines, other systems, people.
    met_by: String,
    partial: u32,
    not_met: u32,
    unknown: u32,
    not_applicable: u32,
}

/// `GET /reports/{id}/summary`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Page {
    let held = held(&site, &id)?;
    let unit = Some(asked.unit.trim()).filter(|unit| !unit.is_empty());
    let head = site
        .engine
        .head_of(&viewer.actor, Action::ViewBoard, &held, unit)?;
    let kept = site
        .engine
        .reporting(&viewer.actor, held.in_force.id)
        .await?;
    let f = Frame::of(&site, viewer, taste, "reports")
        .at(format!("/reports/{id}/summary"))
        .of_results(&site, &held);
    let overview = Overview::of_held(&held, head.as_str());
    let rows = overview.duties.iter().map(|duty| row(&f, duty)).collect();
    let view = SummaryPage {
        title: title(&held),
        unit: held
            .unit(head.as_str())
            .map_or_else(|| head.to_string(), |unit| unit.name.to_string()),
        units: overview.units,
        as_of: f.at_instant(&site, held.as_of),
        frozen: kept.cut_offs.first().map(|frozen| {
            let hash = short(&frozen.sha256.to_hex());
            (f.at_instant(&site, frozen.as_of), hash)
        }),
        rows,
        silent: overview.silent.iter().map(|u| u.name.to_string()).collect(),
        pressing: overview
            .pressing
            .iter()
            .take(20)
            .map(|p| (p.unit.name.to_string(), p.not_met))
            .collect(),
        f,
    };
    page(&view)
}

fn row(f: &Frame, duty: &Duty<'_>) -> RowView {
    let totals = &duty.totals;
    let [a, b, c, d, _] = totals.met_by_basis;
    let by = [
        ("basis-group-machine", a),
        ("basis-group-imported", b),
        ("basis-group-declared", c.saturating_add(d)),
    ];
    let by = by.iter().filter(|(_, count)| *count > 0);
    let by: Vec<String> = by
        .map(|(key, count)| format!("{} {count}", f.t(key)))
        .collect();
    let id = duty.clause.id.to_string();
    RowView {
        duty: if id == domain::directive::Obligation::CONTACTS {
            f.t("web-contacts-column")
        } else {
            id
        },
        title: lang::measure_title(f.lang, duty.measure.as_str()),
        met: totals.of(Status::Met),
        met_by: by.join(", "),
        partial: totals.of(Status::Partial),
        not_met: totals.of(Status::NotMet),
        unknown: totals.of(Status::Unknown),
        not_applicable: totals.of(Status::NotApplicable),
    }
}
