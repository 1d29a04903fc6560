//! `/alerts`: what rules and lists found in the logs, grouped for a person; `/alerts/{id}` is one, with its records,
//! and where it is taken, closed or kept quiet for a while.

pub(crate) mod news;

use super::events::{received_address, search_address, term};
use super::ledger::actor_word;
use super::{Page, page};
use crate::web::error::{PageError, refusal};
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::Action;
use domain::alert::{Outcome, Severity, State as Stand};
use engine::EngineError;
use engine::events::{Alert, AlertFilter, AlertId, AlertPlace, Handling, NewSuppression};
use jiff::{SignedDuration, Timestamp};
use lang::Lang;
use serde::Deserialize;
use std::collections::HashMap;

/// Alerts of one page.
const ROWS_MAX: u64 = 50;
/// How far around an alert one looks for other records.
const AROUND: SignedDuration = SignedDuration::from_mins(10);
/// Days a suppression may be made for.
pub(super) const DAYS: [i64; 4] = [1, 7, 30, 90];

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// `open`, `acknowledged`, `closed` or `all`; the first two without a word.
    #[serde(default)]
    state: String,
    /// The least severity.
    #[serde(default)]
    level: String,
    /// Only of this rule or list.
    #[serde(default)]
    rule: String,
    /// Only of this machine.
    #[serde(default)]
    host: String,
    /// Time and id of the last alert of the page before.
    #[serde(default)]
    after: String,
    /// When the list was opened that is told of news, microseconds since 1970.
    #[serde(default)]
    since: Option<i64>,
}

#[derive(Template)]
#[template(path = "alerts.html")]
struct AlertsPage {
    f: Frame,
    states: Vec<Choice>,
    levels: Vec<Choice>,
    state: String,
    rule: String,
    host: String,
    rows: Vec<AlertView>,
    is_first: bool,
    first: String,
    next: Option<String>,
    /// Where it is told how many there are by now.
    news: String,
}

struct Choice {
    value: &'static str,
    name: String,
    link: String,
    count: u64,
    is_here: bool,
}

struct AlertView {
    id: String,
    title: String,
    is_vietnamese: bool,
    look: &'static str,
    level: String,
    state: String,
    unit: Option<String>,
    host: Option<String>,
    key: Option<String>,
    rule: String,
    kind: String,
    source: String,
    count: u64,
    first: String,
    last: String,
    reopened: u64,
}

/// A record of an alert, and where it is read.
struct RecordLink {
    link: String,
    received: String,
    id: String,
}

#[derive(Template)]
#[template(path = "alert.html")]
struct AlertPage {
    f: Frame,
    alert: AlertView,
    revision: u64,
    since: String,
    by: String,
    outcome: Option<String>,
    reason: Option<String>,
    records: Vec<RecordLink>,
    around: Option<String>,
    same: String,
    may_take: bool,
    may_close: bool,
    may_suppress: bool,
    outcomes: Vec<(&'static str, String)>,
    days: [i64; 4],
    error: Option<String>,
    /// What was typed into the form that was refused.
    typed: Typed,
}

/// The reason of a refused form, and the days chosen.
#[derive(Default)]
struct Typed {
    closing: String,
    suppressing: String,
    days: i64,
}

/// `GET /alerts`
pub(crate) async fn list(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Query(asked): Query<Asked>,
) -> Page {
    let (actor, opened) = (&viewer.actor, site.engine.clock().now());
    let after = match asked.after.as_str() {
        "" => None,
        text => Some(place(text).ok_or(PageError::NotFound)?),
    };
    let mut filter = filter_of(&asked);
    filter.after = after;
    filter.limit = ROWS_MAX;
    let found = site.engine.alerts(actor, &filter).await?;
    let f = Frame::of(&site, viewer.clone(), taste, "alerts").at(address(&asked, None));
    let mut states = Vec::new();
    for (value, wanted) in STATES {
        let there = Asked {
            state: (*value).to_owned(),
            level: asked.level.clone(),
            rule: asked.rule.clone(),
            host: asked.host.clone(),
            ..Asked::default()
        };
        let counted = AlertFilter {
            states: wanted.to_vec(),
            after: None,
            ..filter.clone()
        };
        states.push(Choice {
            value,
            name: f.t(&format!("web-alerts-state-{value}")),
            link: address(&there, None),
            count: site.engine.alert_count(actor, &counted).await?,
            is_here: state_of(&asked.state).0 == *value,
        });
    }
    let levels = Severity::ALL.iter().rev().map(|level| Choice {
        value: level.as_str(),
        name: f.word("alert-level", level.as_str()),
        link: String::new(),
        count: 0,
        is_here: asked.level == level.as_str(),
    });
    let levels = levels.collect();
    let names = site.engine.unit_names().await?;
    let next = found.next.map(|next| address(&asked, Some(next)));
    page(&AlertsPage {
        levels,
        states,
        rows: found
            .alerts
            .iter()
            .map(|alert| view(&site, &f, &names, alert))
            .collect(),
        is_first: after.is_none(),
        news: news::address(&asked, opened),
        first: address(&asked, None),
        next,
        state: asked.state,
        rule: asked.rule,
        host: asked.host,
        f,
    })
}

/// States offered, and what each is.
const STATES: &[(&str, &[Stand])] = &[
    ("due", &[Stand::Open, Stand::Acknowledged]),
    ("open", &[Stand::Open]),
    ("acknowledged", &[Stand::Acknowledged]),
    ("closed", &[Stand::Closed]),
    ("all", &[]),
];

fn state_of(word: &str) -> (&'static str, &'static [Stand]) {
    let known = STATES.iter().find(|(value, _)| *value == word);
    known
        .or_else(|| STATES.first())
        .copied()
        .unwrap_or(("all", &[]))
}

fn filter_of(asked: &Asked) -> AlertFilter {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    AlertFilter {
        states: state_of(&asked.state).1.to_vec(),
        severity_min: Severity::parse(&asked.level),
        rule: given(&asked.rule),
        host: given(&asked.host),
        ..AlertFilter::default()
    }
}

fn place(text: &str) -> Option<AlertPlace> {
    let (time, id) = text.split_once('.')?;
    let time = Timestamp::from_microsecond(time.parse().ok()?).ok()?;
    Some(AlertPlace {
        last: time,
        id: AlertId::parse(id)?,
    })
}

fn address(asked: &Asked, after: Option<AlertPlace>) -> String {
    let after = after.map(|place| format!("{}.{}", place.last.as_microsecond(), place.id));
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("state", asked.state.as_str()),
        ("level", &asked.level),
        ("rule", &asked.rule),
        ("host", &asked.host),
        ("after", after.as_deref().unwrap_or_default()),
    ] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    format!("/alerts?{}", query.finish())
}

/// The look of a severity, a part of names of classes and icons.
pub(super) const fn look(severity: Option<Severity>) -> &'static str {
    match severity {
        Some(Severity::Critical) => "crit",
        Some(Severity::High) => "high",
        Some(Severity::Medium) => "med",
        Some(Severity::Low) => "low",
        _ => "info",
    }
}

fn view(site: &Site, f: &Frame, names: &HashMap<String, String>, alert: &Alert) -> AlertView {
    let is_english = f.lang != Lang::Vi && !alert.title_en.is_empty();
    let title = if is_english {
        &alert.title_en
    } else {
        &alert.title
    };
    let look = look(Severity::parse(&alert.severity));
    let unit = alert.unit.as_ref();
    AlertView {
        id: alert.id.to_string(),
        title: title.clone(),
        is_vietnamese: !is_english,
        look,
        level: f.word("alert-level", &alert.severity),
        state: f.word("alert-state", &alert.state),
        unit: unit.map(|unit| names.get(unit).unwrap_or(unit).clone()),
        host: alert.host.clone(),
        key: alert.key.clone(),
        rule: alert.rule.clone(),
        kind: alert.kind.clone(),
        source: alert.source.clone(),
        count: alert.findings,
        first: show::instant(alert.first, site.engine.zone()),
        last: show::instant(alert.last, site.engine.zone()),
        reopened: alert.reopened,
    }
}

/// `GET /alerts/{id}`
pub(crate) async fn one(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
) -> Page {
    let alert = site.engine.alert(&viewer.actor, id_of(&id)?).await?;
    page(&shown(&site, viewer, taste, &alert).await?)
}

/// `POST /alerts/{id}/handle`: takes it, or closes it with what it was and why.
pub(crate) async fn handle(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    let id = id_of(&id)?;
    let revision = u64::try_from(form.number("revision")?).unwrap_or(0);
    let reason = form.raw("reason").unwrap_or_default().to_owned();
    let handling = match form.text("outcome") {
        None if form.text("do") != Some("close") => Handling::Acknowledge,
        None => return Err(PageError::Form("web-form-missing", "outcome".to_owned())),
        Some(word) => Handling::Close {
            outcome: Outcome::parse(word)
                .ok_or_else(|| PageError::Form("web-form-missing", "outcome".to_owned()))?,
            reason: reason.clone(),
        },
    };
    let actor = viewer.actor.clone();
    let done = site
        .engine
        .handle_alert(&actor, id, revision, handling)
        .await;
    let typed = Typed {
        closing: reason,
        ..Typed::default()
    };
    answer(&site, viewer, taste, id, done.map(drop), typed).await
}

/// `POST /alerts/{id}/suppress`: no more of the kind for some days.
pub(crate) async fn suppress(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    let id = id_of(&id)?;
    let actor = viewer.actor.clone();
    let alert = site.engine.alert(&actor, id).await?;
    let days = form.number("days")?;
    if !DAYS.contains(&days) {
        return Err(PageError::Form("web-form-number", "days".to_owned()));
    }
    let ends = site.engine.clock().now();
    let ends = ends.checked_add(SignedDuration::from_hours(days * 24));
    let reason = form.raw("reason").unwrap_or_default().to_owned();
    let new = NewSuppression {
        rule: Some(alert.rule),
        host: alert.host,
        key: alert.key,
        unit: alert.unit,
        reason: reason.clone(),
        until: ends.map_err(EngineError::from)?,
    };
    let done = site.engine.suppress(&actor, new).await;
    let typed = Typed {
        suppressing: reason,
        days,
        ..Typed::default()
    };
    answer(&site, viewer, taste, id, done.map(drop), typed).await
}

/// Back to the alert; what a person can mend is said on its page, with what was typed.
async fn answer(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    id: AlertId,
    done: Result<(), EngineError>,
    typed: Typed,
) -> Result<Response, PageError> {
    let error = match done {
        Ok(()) => return Ok(Redirect::to(&format!("/alerts/{id}")).into_response()),
        Err(error @ (EngineError::Invalid(_) | EngineError::Conflict { .. })) => error,
        Err(error) => return Err(error.into()),
    };
    let alert = site.engine.alert(&viewer.actor, id).await?;
    let mut again = shown(site, viewer, taste, &alert).await?;
    again.error = Some(refusal(taste.lang, &error));
    again.typed = typed;
    let status = match error {
        EngineError::Conflict { .. } => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, page(&again)?).into_response())
}

fn id_of(text: &str) -> Result<AlertId, PageError> {
    AlertId::parse(text).ok_or(PageError::NotFound)
}

async fn shown(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    alert: &Alert,
) -> Result<AlertPage, PageError> {
    let units = site.engine.unit_names().await?;
    let people = site.engine.names().await?;
    let zone = site.engine.zone();
    let is_closed = alert.state == Stand::Closed.as_str();
    let may = |action: Action| viewer.actor.may_anywhere(action);
    let (may_take, may_suppress) = (may(Action::HandleAlerts), may(Action::SuppressAlerts));
    let sees_records = site.events.is_some() && may(Action::ViewEvents);
    let f = Frame::of(site, viewer, taste, "alerts").at(format!("/alerts/{}", alert.id));
    let seen = alert.events.iter().filter(|_| sees_records).rev();
    let records = seen.map(|event| {
        let received = event.received.to_zoned(zone.clone());
        RecordLink {
            link: received_address(event),
            received: received.strftime("%H:%M:%S %d/%m/%Y").to_string(),
            id: event.id.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    });
    let near = |by: SignedDuration, at: Timestamp| at.checked_add(by).unwrap_or(at);
    let q = alert.host.as_ref().map(|host| term("host", host));
    let around = search_address(
        &q.unwrap_or_default(),
        near(-AROUND, alert.first.max(near(-AROUND * 6, alert.last))),
        near(AROUND, alert.last),
        zone,
    );
    let same = Asked {
        state: "all".to_owned(),
        rule: alert.rule.clone(),
        ..Asked::default()
    };
    Ok(AlertPage {
        alert: view(site, &f, &units, alert),
        revision: alert.revision,
        since: show::instant(alert.since, zone),
        by: actor_word(&f, &people, alert.changed_by.as_deref()),
        outcome: alert
            .outcome
            .as_ref()
            .map(|word| f.word("alert-outcome", word)),
        reason: alert.reason.clone(),
        records: records.collect(),
        around: sees_records.then_some(around),
        same: address(&same, None),
        may_take: may_take && alert.state == Stand::Open.as_str(),
        may_close: may_take && !is_closed,
        may_suppress,
        outcomes: Outcome::ALL
            .iter()
            .map(|word| (word.as_str(), f.word("alert-outcome", word.as_str())))
            .collect(),
        days: DAYS,
        error: None,
        typed: Typed::default(),
        f,
    })
}
