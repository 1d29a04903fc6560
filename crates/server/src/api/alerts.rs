//! `/api/v1/alerts`: what rules and lists found in the logs. To take and to close is a person's, on the pages.

use super::asked::{self, Asked, Named, word};
use super::events::{hex, limit, place};
use super::guard::Caller;
use super::problem::Problem;
use crate::web::Site;
use axum::Json;
use axum::extract::State;
use domain::alert::{Severity, State as Stand};
use engine::events::{Alert, AlertFilter, AlertId, AlertPlace, EventRef};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::api::alerts::{AlertEventV1, AlertV1};
use wire::api::{BadCursor, Page, cursor};

const LIST: &str = "alerts";

/// Which alerts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Query {
    /// `open`, `acknowledged` or `closed`.
    state: Option<String>,
    /// The least severity: `informational`, `low`, `medium`, `high` or `critical`.
    severity_min: Option<String>,
    /// Id of the rule, or name of the list.
    rule: Option<String>,
    /// The machine.
    host: Option<String>,
    /// Code of a unit: its own alerts.
    unit: Option<String>,
    /// Items of the page, 1 to 500, otherwise 100.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// List alerts
///
/// The alerts in the caller's part of the tree, the one with the newest record first.
#[utoipa::path(get, path = "/api/v1/alerts", tag = "alerts", params(Query),
    responses((status = 200, description = "A page of alerts.", body = Page<AlertV1>)))]
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<AlertV1>>, Problem> {
    let state = word("state", asked.state.as_deref(), Stand::parse)?;
    let after = place(LIST, asked.cursor.as_deref())?;
    let after = after.map(|text| alert_place(&text).ok_or(BadCursor));
    let filter = AlertFilter {
        states: state.into_iter().collect(),
        severity_min: word(
            "severity_min",
            asked.severity_min.as_deref(),
            Severity::parse,
        )?,
        rule: asked.rule,
        host: asked.host,
        unit: asked.unit,
        raised_after: None,
        after: after.transpose()?,
        limit: u64::try_from(limit(asked.limit)?).unwrap_or(u64::MAX),
    };
    let found = site.engine.alerts(&caller.0, &filter).await?;
    let next = found.next.map(|next| {
        let place = format!("{}.{}", next.last.as_microsecond(), next.id);
        cursor(LIST, &[place])
    });
    Ok(Json(Page {
        items: found.alerts.into_iter().map(of).collect(),
        next,
    }))
}

/// Read an alert
#[utoipa::path(get, path = "/api/v1/alerts/{id}", tag = "alerts",
    params(("id" = String, Path, description = "Id of the alert.")),
    responses((status = 200, description = "The alert.", body = AlertV1)))]
pub(super) async fn one(
    State(site): State<Site>,
    caller: Caller,
    Named(id): Named<String>,
) -> Result<Json<AlertV1>, Problem> {
    let id = asked::id(&id, AlertId::parse)?;
    Ok(Json(of(site.engine.alert(&caller.0, id).await?)))
}

fn alert_place(text: &str) -> Option<AlertPlace> {
    let (time, id) = text.split_once('.')?;
    Some(AlertPlace {
        last: Timestamp::from_microsecond(time.parse().ok()?).ok()?,
        id: AlertId::parse(id)?,
    })
}

fn of(alert: Alert) -> AlertV1 {
    AlertV1 {
        id: alert.id.to_string(),
        kind: alert.kind,
        rule: alert.rule,
        title: alert.title,
        title_en: alert.title_en,
        severity: alert.severity,
        unit: alert.unit,
        host: alert.host,
        key: alert.key,
        source: alert.source,
        first: alert.first,
        last: alert.last,
        findings: alert.findings,
        reopened: alert.reopened,
        state: alert.state,
        since: alert.since,
        outcome: alert.outcome,
        reason: alert.reason,
        events: alert.events.iter().map(record).collect(),
        revision: alert.revision,
    }
}

fn record(event: &EventRef) -> AlertEventV1 {
    AlertEventV1 {
        id: hex(&event.id),
        received: event.received,
    }
}
