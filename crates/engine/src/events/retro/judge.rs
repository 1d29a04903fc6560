//! Events of the table, judged again by one list or one rule set, as they are judged when they come in.

use super::by_rules::ByRules;
use super::read::read;
use crate::events::finding::{Draft, From, Groups};
use crate::events::judged::{Came, Known};
use crate::events::reading::Headed;
use crate::jobs::Stop;
use detect::formats::{Format, ParseContext, Stream, promote};
use detect::indicators::{Hit, Matcher, Position};
use detect::sigma::RuleSet;
use domain::event::{Column, Event, EventRow, Field};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use lake::query::FoundEvent;
use lake::table::{LakeError, Walk, Wanted};
use std::collections::HashMap;
use std::sync::Arc;
use store::EventRef;

/// So many different things one rule may be about in one slice; what is more goes into one alert.
const KEYS_MAX: usize = 2_000;
/// How files of event logs of Windows begin, and their parts: what is in them stands there in UTF-16.
const EVENT_LOGS: [&[u8]; 2] = [b"ElfFile", b"ElfChnk"];

/// What a judge knows besides what it judges by.
pub(super) struct Company {
    /// What judged before.
    pub(super) known: Known,
    /// The codes of units by what stands for them in the table.
    pub(super) units: HashMap<[u8; 16], Arc<str>>,
    /// Zone of times that print none.
    pub(super) zone: TimeZone,
}

/// Judges events by a list or by rules.
pub(super) struct Judge {
    by: By,
    known: Known,
    units: HashMap<[u8; 16], Arc<str>>,
    context: ParseContext,
    streams: HashMap<String, Arc<Stream>>,
    headed: Headed,
    /// From when on correlations look at what was before.
    before: Option<Timestamp>,
}

enum By {
    List(ByList),
    Rules(Box<ByRules>),
}

struct ByList {
    matcher: Arc<Matcher>,
    hits: Vec<Hit>,
}

/// What a slice found.
#[derive(Debug)]
pub(super) struct Slice {
    pub(super) groups: Groups,
    pub(super) events: u64,
    pub(super) to: Timestamp,
}

/// The event at hand.
pub(super) struct At<'a> {
    pub(super) came: Came,
    pub(super) source: &'a Arc<str>,
    pub(super) unit: Option<&'a Arc<str>>,
}

impl Judge {
    /// By a list.
    pub(super) fn of_list(matcher: Matcher, company: Company) -> Self {
        let by = ByList {
            matcher: Arc::new(matcher),
            hits: Vec::new(),
        };
        Self::of(By::List(by), company)
    }

    /// By those rules of all that are in force whose file `is_run`.
    pub(super) fn of_rules(set: RuleSet, is_run: impl Fn(&str) -> bool, company: Company) -> Self {
        let by = ByRules::new(set, is_run);
        Self::of(By::Rules(Box::new(by)), company)
    }

    fn of(by: By, company: Company) -> Self {
        Self {
            by,
            known: company.known,
            units: company.units,
            context: ParseContext {
                received_at: Timestamp::UNIX_EPOCH,
                zone: company.zone,
                year: None,
            },
            streams: HashMap::new(),
            headed: Headed::default(),
            before: None,
        }
    }

    /// Lets correlations look at what came in from `from` on and before the next slice: what a judge that went on
    /// would remember. It is found nothing of.
    pub(super) const fn look_before(&mut self, from: Timestamp) {
        self.before = Some(from);
    }

    /// Judges the first `slice` of what came in during a range that has any events; `None` when `stop` was given
    /// before the end of it.
    pub(super) fn slice(
        &mut self,
        walk: &Walk,
        (from, to): (Timestamp, Timestamp),
        slice: SignedDuration,
        threads: usize,
        stop: &Stop,
    ) -> Result<Option<Slice>, LakeError> {
        if let Some(before) = self.before.take()
            && self.correlates()
            && self.part(walk, (before, from), 1, stop)?.is_none()
        {
            return Ok(None);
        }
        let begins = walk.begins().unwrap_or(to);
        let mut from = from.max(begins).min(to);
        loop {
            let end = from.checked_add(slice).unwrap_or(to).min(to);
            let judged = self.part(walk, (from, end), threads, stop)?;
            match judged {
                Some(judged) if judged.events == 0 && end < to => from = end,
                judged => return Ok(judged),
            }
        }
    }

    fn part(
        &mut self,
        walk: &Walk,
        (from, to): (Timestamp, Timestamp),
        threads: usize,
        stop: &Stop,
    ) -> Result<Option<Slice>, LakeError> {
        let pieces = walk.pieces(from, to)?;
        let wanted = self.wanted();
        // Rules see the events in their order.
        let threads = if wanted.is_some() { threads } else { 1 };
        let mut groups = Groups::of(KEYS_MAX);
        let events = read(
            walk,
            &pieces,
            wanted.as_ref(),
            threads,
            stop,
            &mut |event| {
                self.judge(&event, &mut groups);
            },
        )?;
        if let By::Rules(by) = &mut self.by {
            by.judge_waiting(&self.known, &mut groups);
        }
        Ok(events.map(|events| Slice { groups, events, to }))
    }

    fn correlates(&self) -> bool {
        matches!(&self.by, By::Rules(by) if by.correlates())
    }

    /// Which records must be parsed; all of them where nothing is said.
    fn wanted(&self) -> Option<Wanted> {
        let By::List(by) = &self.by else {
            return None;
        };
        let matcher = Arc::clone(&by.matcher);
        Some(Arc::new(move |record: &[u8]| {
            EVENT_LOGS.iter().any(|head| record.starts_with(head)) || matcher.may_hold(record)
        }))
    }

    fn judge(&mut self, event: &FoundEvent, groups: &mut Groups) {
        let source: Arc<str> = event.source.as_str().into();
        let at = At {
            came: Came {
                id: event.id,
                received: event.received,
            },
            source: &source,
            unit: event.unit.and_then(|unit| self.units.get(&unit)),
        };
        self.context.received_at = event.received;
        let format = Format::from_name(&event.parser);
        let headed = self.headed.stream(&event.source, &event.raw, &self.context);
        let stream = match (headed, format) {
            (Some(headed), _) => headed,
            (None, Some(Format::Csv | Format::W3c | Format::Zeek)) => {
                let mut read = of_columns(event);
                self.by
                    .judge(&at, &mut read, &self.context, &self.known, groups);
                return;
            }
            (None, _) => stream(&mut self.streams, event, format, &self.context),
        };
        stream.read_block(&event.raw, 1, &mut |_, read| {
            self.by.judge(&at, read, &self.context, &self.known, groups);
        });
    }
}

/// What reads the record as it was read when it came in.
fn stream(
    streams: &mut HashMap<String, Arc<Stream>>,
    event: &FoundEvent,
    format: Option<Format>,
    context: &ParseContext,
) -> Arc<Stream> {
    // Kinds of JSON have names of their own.
    let format = format.unwrap_or(Format::Json);
    // How records of these stand in the bytes is seen from the bytes.
    if format == Format::Evtx || (format == Format::Json && event.raw.contains(&b'\n')) {
        return Arc::new(Stream::recognise(&event.raw, Some(format), context));
    }
    if let Some(stream) = streams.get(&event.parser) {
        return Arc::clone(stream);
    }
    let head: &[u8] = if format == Format::Json { b"{}" } else { b"" };
    let stream = Arc::new(Stream::recognise(head, Some(format), context));
    streams.insert(event.parser.clone(), Arc::clone(&stream));
    stream
}

/// An event whose heading is not kept, from its columns, and its record as text.
fn of_columns(event: &FoundEvent) -> Event<'static> {
    let row = event.row.clone();
    let text = |text: &Option<std::borrow::Cow<'static, str>>| text.as_deref().map(str::to_owned);
    let record = Some(String::from_utf8_lossy(&event.raw).into_owned());
    let values = [
        ("host", text(&row.host), Some(Column::Host)),
        ("user", text(&row.user), Some(Column::User)),
        (
            "src_ip",
            row.src_ip.map(|ip| ip.to_string()),
            Some(Column::SourceAddress),
        ),
        (
            "dst_ip",
            row.dst_ip.map(|ip| ip.to_string()),
            Some(Column::DestinationAddress),
        ),
        ("domain", text(&row.domain), Some(Column::Domain)),
        ("url", text(&row.url), Some(Column::Url)),
        ("hash", text(&row.hash), Some(Column::Hash)),
        ("process", text(&row.process), Some(Column::Process)),
        ("action", text(&row.action), Some(Column::Action)),
        ("text", record, None),
    ];
    let fields = values.into_iter().filter_map(|(name, value, column)| {
        Some(Field {
            name: name.into(),
            value: value?.into(),
            column,
        })
    });
    let format = Format::from_name(&event.parser);
    Event {
        parser: format.map_or(Format::Text.name(), Format::name),
        row,
        fields: fields.collect(),
        ..Event::default()
    }
}

impl By {
    fn judge(
        &mut self,
        at: &At<'_>,
        event: &mut Event<'_>,
        context: &ParseContext,
        known: &Known,
        groups: &mut Groups,
    ) {
        match self {
            Self::List(by) => {
                promote(event, context);
                by.judge(at, event, known, groups);
            }
            Self::Rules(by) => {
                by.judge(at, event, context, known, groups);
            }
        }
    }
}

impl ByList {
    fn judge(&mut self, at: &At<'_>, event: &Event<'_>, known: &Known, groups: &mut Groups) {
        let position = Position {
            source: Arc::clone(at.source),
            line: 1,
        };
        self.matcher
            .match_event(event, false, &position, &mut self.hits);
        for hit in self.hits.drain(..) {
            if !known.knows_value(at.came, &hit.value) {
                let draft = Draft::of_hit(&hit, &event.row, &at.from());
                groups.add(draft, at.when(&event.row), &[at.place()]);
            }
        }
    }
}

impl At<'_> {
    pub(super) fn from(&self) -> From<'_> {
        From {
            source: self.source,
            unit: self.unit.map(|unit| &**unit),
        }
    }

    pub(super) const fn place(&self) -> EventRef {
        EventRef {
            received: self.came.received,
            id: self.came.id,
        }
    }

    pub(super) fn when(&self, row: &EventRow<'_>) -> (Timestamp, Timestamp) {
        let time = row.time.unwrap_or(self.came.received);
        (time, time)
    }
}
