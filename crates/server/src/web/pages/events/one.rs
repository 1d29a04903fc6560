//! `/events/{id}`: one record with its columns, its own fields and its bytes; each value leads to the search for it.

use super::asking::{later, search_address, term, value_of};
use super::{kept, second, unit_names};
use crate::web::Site;
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::pages::{Page, page};
use crate::web::viewer::{Taste, Viewer};
use askama::Template;
use axum::extract::{Path, Query, State};
use domain::event::TimeQuality;
use engine::events::query::{Cursor, FoundEvent, When};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

/// How far around a record one looks for others.
const AROUND: SignedDuration = SignedDuration::from_mins(5);
/// How far a value is searched for.
const WIDE: SignedDuration = SignedDuration::from_hours(24);
/// Columns told, in their order.
const TOLD: &[&str] = &[
    "host", "source", "parser", "channel", "code", "class", "severity", "user", "process",
    "src.ip", "src.port", "dst.ip", "dst.port", "domain", "url", "hash", "action",
];

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct At {
    /// Time of the record, microseconds since 1970.
    #[serde(default)]
    at: String,
    /// When it came in, likewise.
    #[serde(default)]
    received: String,
}

#[derive(Template)]
#[template(path = "event.html")]
struct EventPage {
    f: Frame,
    id: String,
    time: String,
    received: String,
    /// Why the time is no statement of the record's own.
    time_note: Option<String>,
    unit: Option<String>,
    columns: Vec<ValueView>,
    fields: Vec<ValueView>,
    raw: String,
    around: Vec<(String, String)>,
}

struct ValueView {
    name: String,
    value: String,
    link: String,
}

/// `GET /events/{id}`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
    Query(at): Query<At>,
) -> Page {
    let events = kept(&site)?;
    // The form of a place in a list holds both; any time will do to read the id.
    let place = |time: &str| format!("{time}.{id}").parse::<Cursor>().ok();
    let known = place("0").ok_or(PageError::NotFound)?;
    let happened = place(&at.at).map(|place| When::Happened(place.time));
    let received = || place(&at.received).map(|place| When::Received(place.time));
    let when = happened.or_else(received);
    let found = events.event(&viewer.actor, known.id, when).await?;
    let event = found.ok_or(PageError::NotFound)?;
    let zone = site.engine.zone();
    let around = |q: &str, by: SignedDuration| {
        search_address(q, later(event.time, -by), later(event.time, by), zone)
    };
    let link = |name: &str, value: &str| around(&term(name, value), WIDE);
    let columns = TOLD.iter().filter_map(|name| {
        let value = value_of(&event, name).filter(|value| !value.is_empty())?;
        Some(ValueView {
            link: link(name, &value),
            name: (*name).to_owned(),
            value,
        })
    });
    let columns = columns.collect();
    let fields = events.fields_of(&event).into_iter();
    let fields = fields.map(|(name, value)| ValueView {
        link: link(&name, &value),
        name,
        value,
    });
    let fields = fields.collect();
    let f = Frame::of(&site, viewer, taste, "events").at(format!("/events/{id}"));
    let mut near = vec![(f.t("web-events-around"), around("", AROUND))];
    if let Some(host) = event.row.host.as_deref() {
        let q = term("host", host);
        near.push((f.tv("web-events-around-host", host), around(&q, AROUND)));
    }
    let units = unit_names(&site).await?;
    page(&EventPage {
        id,
        time: full(&site, event.time),
        received: full(&site, event.received),
        time_note: time_note(&f, &event),
        unit: event.unit.and_then(|unit| units.get(&unit).cloned()),
        columns,
        fields,
        raw: String::from_utf8_lossy(&event.raw).into_owned(),
        around: near,
        f,
    })
}

/// Time to the second with the year.
fn full(site: &Site, at: Timestamp) -> String {
    let zoned = at.to_zoned(site.engine.zone().clone());
    format!("{}/{}", second(site, at), zoned.year())
}

fn time_note(f: &Frame, event: &FoundEvent) -> Option<String> {
    match event.row.time_quality {
        TimeQuality::Missing => Some(f.t("web-events-time-missing")),
        TimeQuality::YearAssumed => Some(f.t("web-events-time-year")),
        TimeQuality::ZoneAssumed => Some(f.t("web-events-time-zone")),
        TimeQuality::Stated => None,
    }
}
