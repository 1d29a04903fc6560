//! `/units/{code}`: one unit. Who it is, what is registered for it, its duties under a directive, its return.

use super::board::{held_of, look, status_word};
use super::duty::{basis_word, both, figure_text};
use super::units::{bar, segment, unit_link, unit_name};
use super::{Page, page};
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer, tree_of};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, Query, State};
use domain::access::{Action, Decision};
use domain::facts::{Asset, ContactPoint, Fact, FactRow as _, Portal, Service, System, Unit};
use domain::judgement::Judgement;
use domain::key::Key;
use engine::answers::{UnitReturn, addressed};
use engine::live::Held;
use engine::live::history::ReturnState;
use engine::units::Duties;
use serde::Deserialize;

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Which directive; the one whose watch is nearest without it.
    #[serde(default)]
    directive: String,
}

#[derive(Template)]
#[template(path = "unit.html")]
struct UnitPage {
    f: Frame,
    code: String,
    /// The same as part of an address.
    place: String,
    name: String,
    title: String,
    directive: String,
    others: Vec<(String, String)>,
    above: Vec<(String, String)>,
    about: Vec<(String, String)>,
    counts: Vec<(String, usize)>,
    contacts: Vec<ContactView>,
    duties: Duties,
    bar: Vec<(&'static str, String, String)>,
    reported: bool,
    rows: Vec<DutyRow>,
    statements: usize,
    closed: Option<(String, String, u64)>,
    below: Vec<(String, String)>,
    below_more: usize,
    may_links: bool,
    as_of: String,
}

struct ContactView {
    name: String,
    phones: String,
    emails: String,
    is_dead: bool,
}

/// One duty of a unit, as lists show it.
pub(crate) struct DutyRow {
    pub(crate) obligation: String,
    pub(crate) title: String,
    pub(crate) link: String,
    pub(crate) look: &'static str,
    pub(crate) word: String,
    pub(crate) figure: String,
    pub(crate) basis: String,
    pub(crate) next_step: String,
}

/// Units below shown by name; the list of units shows all of them.
const BELOW_SHOWN: usize = 30;

/// `GET /units/{code}`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Page {
    let (held, others) = held_of(&site, &viewer, &asked.directive).ok_or(PageError::NotFound)?;
    let key = Key::<Unit>::new(&code);
    let tree = tree_of(&site, &held);
    let seen = viewer.actor.may(Action::ViewUnits, Some(&key), &tree);
    if seen != Decision::Granted {
        return Err(seen.into());
    }
    let unit = held.unit(&code).ok_or(PageError::NotFound)?;
    let said = site.engine.unit_return(&viewer.actor, &held, &key).await?;
    let may_links = viewer.may(Action::ManageLinks, Some(&key), &tree);
    let may_see = |unit: &Key<Unit>| viewer.may(Action::ViewUnits, Some(unit), &tree);
    let mut above: Vec<(String, String)> = held
        .tree()
        .above(&key)
        .filter(|unit| may_see(unit))
        .map(|unit| {
            (
                unit_link(unit.as_str(), &held.in_force.id.to_string()),
                unit_name(&held, unit),
            )
        })
        .collect();
    above.reverse();
    let f = Frame::of(&site, viewer.clone(), taste, "units")
        .at(unit_link(&code, &held.in_force.id.to_string()))
        .of_results(&site, &held)
        .kept_fresh();
    page(&written(
        &site, f, &held, unit, &said, others, above, may_links,
    ))
}

#[expect(
    clippy::too_many_arguments,
    reason = "each is one thing the page was asked for or found out, used once"
)]
fn written(
    site: &Site,
    f: Frame,
    held: &Held,
    unit: &Fact<Unit>,
    said: &UnitReturn,
    others: Vec<(String, String)>,
    above: Vec<(String, String)>,
    may_links: bool,
) -> UnitPage {
    let directive = held.in_force.id.to_string();
    let duties = Duties::of(held.of_unit(&unit.code));
    let children = held.tree().children(&unit.code);
    UnitPage {
        code: unit.code.to_string(),
        place: segment(unit.code.as_str()),
        name: unit.name.to_string(),
        title: super::board::title(held),
        others,
        above,
        about: about(site, &f, unit),
        counts: counts(&f, held, unit),
        contacts: contacts(held, unit),
        bar: bar(&duties),
        reported: duties.applicable() == 0 || !held.not_reported().contains(&unit.code),
        duties,
        rows: addressed(held, &unit.code)
            .into_iter()
            .map(|j| duty_row(&f, &directive, j))
            .collect(),
        statements: said.said.len(),
        closed: closed(site, &f, said),
        below: children
            .iter()
            .take(BELOW_SHOWN)
            .map(|child| {
                (
                    unit_link(child.as_str(), &directive),
                    unit_name(held, child),
                )
            })
            .collect(),
        below_more: children.len().saturating_sub(BELOW_SHOWN),
        may_links,
        as_of: f.at_instant(site, held.as_of),
        directive,
        f,
    }
}

/// When, by whom and at which place of the ledger a return was closed.
pub(crate) fn closed(site: &Site, f: &Frame, said: &UnitReturn) -> Option<(String, String, u64)> {
    match &said.state {
        ReturnState::Open => None,
        ReturnState::Closed { at, by, seq } => Some((f.at_instant(site, *at), by.clone(), *seq)),
    }
}

/// A duty of a unit with its status, for lists.
pub(crate) fn duty_row(f: &Frame, directive: &str, judgement: &Judgement) -> DutyRow {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("unit", judgement.unit.as_str())
        .append_pair("measure", judgement.measure.as_str())
        .finish();
    DutyRow {
        obligation: printed(f, &judgement.obligation),
        title: lang::measure_title(f.lang, judgement.measure.as_str()),
        link: format!(
            "/directives/{directive}/duties/{}?{query}",
            judgement.obligation
        ),
        look: look(judgement.status),
        word: status_word(f, judgement.status, judgement.basis, judgement.reported),
        figure: figure_text(f.lang, judgement).unwrap_or_default(),
        basis: basis_word(f, judgement.basis),
        next_step: judgement
            .next_step
            .as_ref()
            .map(|next| both(f.lang, next))
            .unwrap_or_default(),
    }
}

/// The number of an obligation as people read it.
pub(crate) fn printed(f: &Frame, obligation: &str) -> String {
    if obligation == domain::directive::Obligation::CONTACTS {
        f.t("web-contacts-column")
    } else {
        obligation.to_owned()
    }
}

fn about(site: &Site, f: &Frame, unit: &Fact<Unit>) -> Vec<(String, String)> {
    let classes: Vec<String> = unit
        .class
        .iter()
        .map(|class| f.word("class", class.as_str()))
        .collect();
    let confirmed = unit.register_confirmed_at.map(|at| {
        let by = unit.register_confirmed_by.as_deref().unwrap_or_default();
        let day = show::day(at.to_zoned(site.engine.zone().clone()).date());
        if by.is_empty() {
            day
        } else {
            format!("{day}, {by}")
        }
    });
    [
        (
            "web-ans-class",
            (!classes.is_empty()).then(|| classes.join("; ")),
        ),
        (
            "web-ans-tier",
            unit.tier.map(|tier| f.word("tier", tier.as_str())),
        ),
        ("web-ans-head", unit.head.as_deref().map(str::to_owned)),
        (
            "web-ans-headcount",
            unit.headcount
                .and_then(|count| usize::try_from(count).ok())
                .map(|count| f.n(count)),
        ),
        ("web-ans-register", confirmed),
    ]
    .into_iter()
    .map(|(id, value)| (f.t(id), value.unwrap_or_else(|| f.t("web-ans-not-told"))))
    .collect()
}

fn counts(f: &Frame, held: &Held, unit: &Fact<Unit>) -> Vec<(String, usize)> {
    let facts = held.facts.of(&unit.code);
    let counted = [
        (
            "web-ans-systems",
            facts.map_or(0, |of| System::of(of).len()),
        ),
        ("web-ans-assets", facts.map_or(0, |of| Asset::of(of).len())),
        (
            "web-ans-portals",
            facts.map_or(0, |of| Portal::of(of).len()),
        ),
        (
            "web-ans-services",
            facts.map_or(0, |of| Service::of(of).len()),
        ),
    ];
    counted.map(|(id, count)| (f.t(id), count)).into()
}

fn contacts(held: &Held, unit: &Fact<Unit>) -> Vec<ContactView> {
    let facts = held.facts.of(&unit.code);
    let rows = facts.map_or(&[][..], |of| ContactPoint::of(of));
    rows.iter()
        .filter(|contact| contact.superseded_by.is_none())
        .map(|contact| ContactView {
            name: contact.name.to_string(),
            phones: contact.phones.join(", "),
            emails: contact.emails.join(", "),
            is_dead: contact.dead == Some(true),
        })
        .collect()
}
