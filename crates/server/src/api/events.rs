//! `/api/v1/events`: records of the logs kept, found by the language of the search page; and who sends them.

use super::asked::{Asked, Named};
use super::guard::Caller;
use super::problem::Problem;
use crate::web::Site;
use axum::Json;
use axum::extract::State;
use domain::event::TimeQuality;
use engine::events::query::{Cursor, FoundEvent, When, parse};
use engine::events::{Events, SourceState, unit_id};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use std::collections::HashMap;
use utoipa::IntoParams;
use wire::api::events::{EventSourceV1, EventV1};
use wire::api::{BadCursor, Page, cursor, position};

const LIST: &str = "events";
const SOURCES: &str = "event-sources";
/// Items of a page when nobody says how many, and at most.
const LIMIT_USUAL: usize = 100;
const LIMIT_MAX: usize = 500;
/// How far back a search without a beginning goes.
const SPAN_USUAL: SignedDuration = SignedDuration::from_hours(24);

/// Which records.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Query {
    /// A search such as `src.ip:10.0.0.0/8 action:deny`; without it all records.
    query: Option<String>,
    /// Records at or after this instant; without it from 24 hours before the end.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Records before this instant; without it up to now. Give it when reading page after page.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// Items of the page, 1 to 500, otherwise 100.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Which senders.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SourceQuery {
    /// Items of the page, 1 to 500, otherwise 100.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Search the logs
///
/// Records in the caller's part of the tree, the newest first. Every search is noted in the audit.
#[utoipa::path(get, path = "/api/v1/events", tag = "events", params(Query),
    responses((status = 200, description = "A page of records.", body = Page<EventV1>)))]
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<EventV1>>, Problem> {
    let events = kept(&site)?;
    let text = asked.query.unwrap_or_default();
    let query = parse(&text).map_err(|error| {
        let at = text.get(error.at.clone()).unwrap_or_default();
        let told = format!(
            "{}: {}..{} “{at}”",
            error.code(),
            error.at.start,
            error.at.end
        );
        Problem::new("request.bad_filter").because(told)
    })?;
    let to = asked.to.unwrap_or_else(|| site.engine.clock().now());
    let from = asked.from.or_else(|| to.checked_sub(SPAN_USUAL).ok());
    let question = engine::events::Asked {
        query,
        from: from.unwrap_or(to),
        to,
    };
    let place = place(LIST, asked.cursor.as_deref())?;
    let after = place.map(|place| place.parse::<Cursor>().map_err(|_| BadCursor));
    let limit = limit(asked.limit)?;
    let after = after.transpose()?;
    let page = events.page(&caller.0, &question, limit, after).await?;
    let units = codes(&site).await?;
    Ok(Json(Page {
        items: page.rows.iter().map(|event| of(&units, event)).collect(),
        next: page.next.map(|next| cursor(LIST, &[next.to_string()])),
    }))
}

/// What is known of one record.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OneQuery {
    /// Its time, as a list gives it. With one of the two the answer comes much sooner.
    #[param(value_type = Option<String>, format = DateTime)]
    time: Option<Timestamp>,
    /// When it was received, as an alert gives it.
    #[param(value_type = Option<String>, format = DateTime)]
    received: Option<Timestamp>,
}

/// Read a record
#[utoipa::path(get, path = "/api/v1/events/{id}", tag = "events",
    params(("id" = String, Path, description = "Id of the record."), OneQuery),
    responses((status = 200, description = "The record.", body = EventV1)))]
pub(super) async fn one(
    State(site): State<Site>,
    caller: Caller,
    Named(id): Named<String>,
    Asked(known): Asked<OneQuery>,
) -> Result<Json<EventV1>, Problem> {
    let events = kept(&site)?;
    let missing = || Problem::new("not_found");
    let place: Cursor = format!("0.{id}").parse().map_err(|_| missing())?;
    let happened = known.time.map(When::Happened);
    let when = happened.or(known.received.map(When::Received));
    let found = events.event(&caller.0, place.id, when).await?;
    let event = found.ok_or_else(missing)?;
    Ok(Json(of(&codes(&site).await?, &event)))
}

/// List sources of logs
///
/// Who sends logs, in the caller's part of the tree, by key.
#[utoipa::path(get, path = "/api/v1/event-sources", tag = "events", params(SourceQuery),
    responses((status = 200, description = "A page of sources.", body = Page<EventSourceV1>)))]
pub(super) async fn sources(
    State(site): State<Site>,
    caller: Caller,
    Asked(asked): Asked<SourceQuery>,
) -> Result<Json<Page<EventSourceV1>>, Problem> {
    let limit = limit(asked.limit)?;
    let after = place(SOURCES, asked.cursor.as_deref())?;
    let most = u64::try_from(limit).unwrap_or(u64::MAX);
    let found = site
        .engine
        .event_sources(&caller.0, SourceState::ALL, after.as_deref(), most);
    let found = found.await?;
    let last = found.last().filter(|_| found.len() >= limit);
    let next = last.map(|source| cursor(SOURCES, std::slice::from_ref(&source.key)));
    let items = found.into_iter().map(|source| EventSourceV1 {
        id: source.id.to_string(),
        key: source.key,
        name: source.name,
        unit: source.unit,
        state: source.state,
        class: source.class,
        door: source.door,
        events: source.events,
        first_seen: source.first_seen,
        last_seen: source.last_seen,
        silent_since: source.silent_since,
    });
    Ok(Json(Page {
        items: items.collect(),
        next,
    }))
}

fn kept(site: &Site) -> Result<&Events, Problem> {
    let events = site.events.as_ref();
    events.ok_or_else(|| Problem::new("not_found"))
}

pub(super) fn limit(asked: Option<usize>) -> Result<usize, Problem> {
    let limit = asked.unwrap_or(LIMIT_USUAL);
    if limit == 0 || limit > LIMIT_MAX {
        return Err(Problem::new("request.bad_limit"));
    }
    Ok(limit)
}

/// The place a cursor names.
pub(super) fn place(list: &str, asked: Option<&str>) -> Result<Option<String>, Problem> {
    let place = asked.map(|asked| position(list, asked)).transpose()?;
    Ok(place.and_then(|parts| parts.into_iter().next()))
}

/// Codes of the registered units by what stands for them among events.
async fn codes(site: &Site) -> Result<HashMap<[u8; 16], String>, Problem> {
    let names = site.engine.unit_names().await?.into_keys();
    Ok(names.map(|code| (unit_id(&code), code)).collect())
}

/// An id as it is written.
pub(super) fn hex(id: &[u8; 16]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn of(units: &HashMap<[u8; 16], String>, event: &FoundEvent) -> EventV1 {
    let row = event.row.clone();
    let quality = match row.time_quality {
        TimeQuality::Missing => "missing",
        TimeQuality::YearAssumed => "year_assumed",
        TimeQuality::ZoneAssumed => "zone_assumed",
        TimeQuality::Stated => "stated",
    };
    let text =
        |value: Option<std::borrow::Cow<'static, str>>| value.map(std::borrow::Cow::into_owned);
    EventV1 {
        id: hex(&event.id),
        time: event.time,
        time_quality: quality.to_owned(),
        received: event.received,
        unit: event.unit.and_then(|unit| units.get(&unit).cloned()),
        source: event.source.clone(),
        parser: event.parser.clone(),
        class: row.class,
        channel: text(row.channel),
        code: text(row.code),
        severity: row.severity,
        host: text(row.host),
        user: text(row.user),
        src_ip: row.src_ip.map(|address| address.to_string()),
        src_port: row.src_port,
        dst_ip: row.dst_ip.map(|address| address.to_string()),
        dst_port: row.dst_port,
        domain: text(row.domain),
        url: text(row.url),
        hash: text(row.hash),
        process: text(row.process),
        action: text(row.action),
        raw: String::from_utf8_lossy(&event.raw).into_owned(),
    }
}
