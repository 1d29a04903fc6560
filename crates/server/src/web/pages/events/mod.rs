//! `/events`: the logs kept. One box in the language of searches, a range of time, how many there were when, the
//! commonest values, and the records; all of it in the address, so that a search is shared by its link.

mod asking;
mod chart;
pub(crate) mod export;
pub(crate) mod news;
pub(crate) mod one;

pub(crate) use asking::{Asking, local, search_address, term};

use super::{Page, page};
use crate::web::Site;
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::show;
use crate::web::viewer::{Taste, Viewer};
use askama::Template;
use asking::{COLUMNS, FACETS, value_of};
use axum::extract::{RawQuery, State};
use chart::Chart;
use domain::access::Action;
use engine::EngineError;
use engine::events::query::{Facet, Field, FoundEvent, QueryError, SearchError};
use engine::events::{Asked, EXPORT_ROWS_MAX, EventRef, Events, unit_id};
use std::collections::HashMap;

/// Records of one page.
const ROWS_MAX: usize = 50;
/// Stretches of the chart, at most.
const STRETCHES_MAX: u16 = 60;
/// Values of a field offered.
const VALUES_MAX: usize = 6;
/// Characters shown of a record.
const RECORD_CHARS_MAX: usize = 240;

#[derive(Template)]
#[template(path = "events.html")]
struct EventsPage {
    f: Frame,
    asking: Asking,
    ranges: Vec<RangeView>,
    wrong: Option<Wrong>,
    found: Found,
    columns: Vec<ColumnView>,
    export: Option<[(&'static str, String); 3]>,
    /// How many records a file may have, where more were found.
    cut: Option<String>,
    news: String,
    /// Where this search is kept or becomes a hunt.
    hunt: Option<String>,
    /// Whether nothing was ever kept here.
    is_bare: bool,
}

/// A range offered.
struct RangeView {
    name: String,
    link: String,
    is_here: bool,
}

/// A column that can be shown.
struct ColumnView {
    name: &'static str,
    is_shown: bool,
}

/// A search that was not understood: what stands before the place, the place, what stands behind it, and why.
struct Wrong {
    before: String,
    at: String,
    behind: String,
    why: String,
}

/// What was found.
#[derive(Default)]
struct Found {
    count: u64,
    chart: Option<Chart>,
    facets: Vec<FacetView>,
    rows: Vec<RowView>,
    next: Option<String>,
}

struct FacetView {
    field: &'static str,
    values: Vec<ValueView>,
    rest: u64,
    /// There are more values than memory to count them.
    has_too_many: bool,
}

struct ValueView {
    text: String,
    count: u64,
    link: String,
}

struct RowView {
    time: String,
    machine: String,
    link: String,
    cells: Vec<String>,
    record: String,
}

/// `GET /events`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    RawQuery(query): RawQuery,
) -> Page {
    let events = kept(&site)?;
    let now = site.engine.clock().now();
    let asking = Asking::read(
        query.as_deref().unwrap_or_default(),
        now,
        site.engine.zone(),
    );
    let f = Frame::of(&site, viewer.clone(), taste, "events").at(asking.address("/events"));
    let (found, wrong) = match asking.asked() {
        Ok(asked) => (find(&site, events, &viewer, &asking, &asked).await?, None),
        Err(error) => (Found::default(), Some(wrong(&f, &asking.q, &error))),
    };
    let may_export = viewer.actor.may_anywhere(Action::ExportEvents) && wrong.is_none();
    let may_hunt = viewer.actor.may_anywhere(Action::HuntEvents) && wrong.is_none();
    let files = ["csv", "ndjson", "parquet"];
    let is_cut = usize::try_from(found.count).is_ok_and(|count| count > EXPORT_ROWS_MAX);
    let view = EventsPage {
        ranges: asking.ranges(&f),
        columns: COLUMNS
            .iter()
            .map(|name| ColumnView {
                name,
                is_shown: asking.columns.contains(name),
            })
            .collect(),
        cut: is_cut.then(|| f.n(EXPORT_ROWS_MAX)),
        export: may_export.then(|| files.map(|kind| (kind, asking.export(kind)))),
        news: asking.address("/events/news"),
        hunt: may_hunt.then(|| asking.hunt()),
        is_bare: events.version() == 0 && found.rows.is_empty() && wrong.is_none(),
        asking,
        wrong,
        found,
        f,
    };
    page(&view)
}

/// The events of the site; a site without them has no such page.
pub(crate) fn kept(site: &Site) -> Result<&Events, PageError> {
    site.events.as_ref().ok_or(PageError::NotFound)
}

async fn find(
    site: &Site,
    events: &Events,
    viewer: &Viewer,
    asking: &Asking,
    asked: &Asked,
) -> Result<Found, PageError> {
    let actor = &viewer.actor;
    let page = events.page(actor, asked, ROWS_MAX, asking.after).await?;
    let histogram = events.histogram(actor, asked, STRETCHES_MAX).await?;
    let count = histogram.counts.iter().sum();
    let mut facets = Vec::new();
    for name in FACETS.iter().filter(|_| count > 0) {
        let Some(field) = Field::one(name) else {
            continue;
        };
        let (facet, has_too_many) = match events.facet(actor, asked, &field, VALUES_MAX).await {
            Ok(facet) => (facet, false),
            // The records are what was asked for; one field without figures does not hold them back.
            Err(EngineError::Search(SearchError::Memory)) => (Facet::default(), true),
            Err(error) => return Err(error.into()),
        };
        let values = facet.top.into_iter().map(|(text, count)| ValueView {
            link: asking.narrowed(name, &text),
            text,
            count,
        });
        let values: Vec<_> = values.collect();
        if has_too_many || !values.is_empty() {
            facets.push(FacetView {
                field: name,
                values,
                rest: facet.rest,
                has_too_many,
            });
        }
    }
    let units = if asking.columns.contains(&"unit") {
        unit_names(site).await?
    } else {
        HashMap::new()
    };
    let rows = page
        .rows
        .iter()
        .map(|event| row(site, asking, &units, event));
    Ok(Found {
        count,
        rows: rows.collect(),
        next: page.next.map(|place| asking.after(place)),
        chart: Chart::of(site, asking, &histogram),
        facets,
    })
}

/// Names of the registered units by what stands for them among events.
pub(super) async fn unit_names(site: &Site) -> Result<HashMap<[u8; 16], String>, PageError> {
    let names = site.engine.unit_names().await?.into_iter();
    Ok(names.map(|(code, name)| (unit_id(&code), name)).collect())
}

fn row(
    site: &Site,
    asking: &Asking,
    units: &HashMap<[u8; 16], String>,
    event: &FoundEvent,
) -> RowView {
    let cells = asking.columns.iter().map(|name| match *name {
        "unit" => event.unit.and_then(|unit| units.get(&unit).cloned()),
        name => value_of(event, name),
    });
    RowView {
        time: second(site, event.time),
        machine: show::machine(event.time),
        link: address_of(event),
        cells: cells.map(Option::unwrap_or_default).collect(),
        record: record(event),
    }
}

/// Time to the second and short day, `21:14:05 06/02`.
pub(super) fn second(site: &Site, at: jiff::Timestamp) -> String {
    let zoned = at.to_zoned(site.engine.zone().clone());
    zoned.strftime("%H:%M:%S %d/%m").to_string()
}

/// The address of an event's page; its time spares reading the whole table.
fn address_of(event: &FoundEvent) -> String {
    let place = event.cursor().to_string();
    let (time, id) = place.split_once('.').unwrap_or_default();
    format!("/events/{id}?at={time}")
}

/// The address of the page of an event of which it is known when it came in.
pub(crate) fn received_address(event: &EventRef) -> String {
    let id: String = event.id.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("/events/{id}?received={}", event.received.as_microsecond())
}

/// The beginning of the record on one line.
fn record(event: &FoundEvent) -> String {
    let text = String::from_utf8_lossy(&event.raw);
    let mut shown: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(RECORD_CHARS_MAX)
        .collect();
    if text.chars().nth(RECORD_CHARS_MAX).is_some() {
        shown.push('…');
    }
    shown
}

fn wrong(f: &Frame, text: &str, error: &QueryError) -> Wrong {
    let part = |range: Option<&str>| range.unwrap_or_default().to_owned();
    let word = error.code().trim_start_matches("query.").replace('_', "-");
    Wrong {
        before: part(text.get(..error.at.start)),
        at: part(text.get(error.at.clone())),
        behind: part(text.get(error.at.end..)),
        why: f.t(&format!("web-query-{word}")),
    }
}
