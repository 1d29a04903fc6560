//! One step of the pump's blocking part: records out of the intake log, read, judged, and laid out for the table.

mod again;
mod headed;

pub(super) use headed::Headed;

use super::detection::Detection;
use super::finding::{Draft, From, Groups};
use super::judged::InForce;
use super::{CLASS_DEFAULT, unit_id};
use detect::formats::{Format, ParseContext, Stream, promote};
use detect::indicators::{Hit, Position};
use detect::sigma::{Correlated, CorrelationLimits, Correlator, Level, RecordRef, Scratch};
use domain::event::{Event, EventRow};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use lake::intake::{Arrival, IntakeError, IntakeLog, Lost};
use lake::table::{Batch, KeptEvent};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::EventRef;

/// Bytes of payload taken from the log at once.
const READ_BYTES: usize = 4 * 1024 * 1024;
/// Rules below it enrich events and raise nothing.
pub(super) const LEVEL_MIN: Level = Level::Low;
/// Matches of different senders may be out of order by so much; after so long without any they are judged.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(10);
/// A time further from its arrival than this is not believed by correlations.
const AHEAD_MAX: SignedDuration = SignedDuration::from_mins(5);
const BEHIND_MAX: SignedDuration = SignedDuration::from_hours(24);
/// The pauses of a sender within one step that are told apart.
const PAUSE_MIN: SignedDuration = SignedDuration::from_secs(30);
/// Senders whose format is remembered.
const STREAMS_MAX: usize = 20_000;
/// Records of one sender that its format is recognised by.
const HEAD_BYTES: usize = 64 * 1024;
/// Matches whose arrival is remembered, so that an alert says where its events are found.
pub(super) const ARRIVED_MAX: usize = 50_000;

/// What a registered sender's events are given.
#[derive(Debug, Clone)]
pub(super) struct Registered {
    pub(super) unit: Option<Arc<str>>,
    pub(super) class: Arc<str>,
}

/// Limits of one step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) every: Duration,
    pub(super) events_max: usize,
    pub(super) bytes_max: usize,
}

/// When a sender was heard in a step.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) events: u64,
    /// Arrivals with a pause before them, then the last one.
    pub(super) at: Vec<Timestamp>,
    newest: Option<Timestamp>,
}

/// What a step took.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) from: u64,
    pub(super) to: u64,
    pub(super) batch: Batch,
    pub(super) groups: Groups,
    pub(super) heard: BTreeMap<Arc<str>, Heard>,
    pub(super) events: u64,
    pub(super) lost: Vec<Lost>,
    /// What they were judged by.
    pub(super) in_force: Arc<InForce>,
}

/// Everything that reading and judging remembers from one step to the next.
pub(super) struct Work {
    detection: Arc<Detection>,
    correlator: Correlator,
    /// When the correlator last got a match.
    fed: Option<Instant>,
    streams: HashMap<Arc<str>, Arc<Stream>>,
    headed: Headed,
    pub(super) registered: HashMap<Arc<str>, Registered>,
    context: ParseContext,
    scratch: Scratch,
    matched: Vec<u32>,
    hits: Vec<Hit>,
    found: Vec<Correlated>,
    /// When the records of the newest matches came in, by offset.
    arrived: BTreeMap<u64, Timestamp>,
    log_id: [u8; 8],
}

/// The record at hand.
struct At<'a> {
    offset: u64,
    arrival: &'a Arrival,
    unit: Option<&'a str>,
    /// Whether its findings were taken into alerts before, by a step that broke off after that.
    is_known: bool,
}

impl Heard {
    fn hear(&mut self, at: Timestamp) {
        self.events += 1;
        let pause = self.newest.map(|newest| at.duration_since(newest));
        if pause.is_none_or(|pause| pause >= PAUSE_MIN) {
            self.at.extend(self.newest);
            self.at.push(at);
        }
        self.newest = self.newest.max(Some(at));
    }

    /// The arrivals that matter to a rhythm, in order.
    pub(super) fn arrivals(&self) -> impl Iterator<Item = Timestamp> {
        self.at.iter().copied().chain(self.newest)
    }
}

impl Gathered {
    fn new(from: u64, in_force: Arc<InForce>) -> Self {
        Self {
            in_force,
            from,
            to: from,
            batch: Batch::new(),
            groups: Groups::default(),
            heard: BTreeMap::new(),
            events: 0,
            lost: Vec::new(),
        }
    }
}

impl Work {
    pub(super) fn new(detection: Arc<Detection>, zone: TimeZone, log_id: [u8; 8]) -> Self {
        Self {
            correlator: correlator(&detection),
            detection,
            fed: None,
            streams: HashMap::new(),
            headed: Headed::default(),
            registered: HashMap::new(),
            context: ParseContext {
                received_at: Timestamp::UNIX_EPOCH,
                zone,
                year: None,
            },
            scratch: Scratch::default(),
            matched: Vec::new(),
            hits: Vec::new(),
            found: Vec::new(),
            arrived: BTreeMap::new(),
            log_id,
        }
    }

    /// Judges by other rules from now on. What correlations waited for is forgotten.
    pub(super) fn judge_by(&mut self, detection: Arc<Detection>) {
        self.correlator = correlator(&detection);
        self.detection = detection;
        self.scratch = Scratch::default();
        self.fed = None;
    }

    /// Forgets the matches of correlations: the same records are read again.
    pub(super) fn forget_matches(&mut self) {
        self.correlator = correlator(&self.detection);
        self.fed = None;
    }

    /// Takes what is durable from `from` on, waiting for the first of it no longer than `wait`, and then for more until
    /// a limit is reached. What lies before `taken` goes to the table only.
    pub(super) fn gather(
        &mut self,
        log: &IntakeLog,
        (from, taken): (u64, u64),
        wait: Duration,
        limits: Limits,
    ) -> Result<Gathered, IntakeError> {
        let mut gathered = Gathered::new(from, Arc::clone(&self.detection.in_force));
        self.judge_waiting(&mut gathered);
        if !log.wait_past(from, wait) {
            return Ok(gathered);
        }
        let begun = Instant::now();
        loop {
            let read = log.read(gathered.to, READ_BYTES)?;
            if read.next == gathered.to {
                break;
            }
            self.recognise(&read.arrivals);
            for (offset, arrival) in &read.arrivals {
                self.take(*offset, arrival, taken, &mut gathered);
            }
            gathered.to = read.next;
            let news = read.lost.into_iter().filter(|lost| lost.to > taken);
            gathered.lost.extend(news);
            let is_full = gathered.batch.len() >= limits.events_max
                || gathered.batch.bytes() >= limits.bytes_max;
            let left = limits.every.checked_sub(begun.elapsed());
            match left.filter(|left| !is_full && !left.is_zero()) {
                Some(left) if log.wait_past(gathered.to, left) => {}
                _ => break,
            }
        }
        Ok(gathered)
    }

    /// Whether matches have waited long enough for earlier ones.
    pub(super) fn has_waited(&self) -> bool {
        let patience = TOLERANCE.unsigned_abs();
        self.fed.is_some_and(|fed| fed.elapsed() >= patience)
    }

    /// Judges the matches that waited for earlier ones, when none came for a while. Done only at the beginning of a
    /// step: what is found then comes of records that will not be read again.
    fn judge_waiting(&mut self, gathered: &mut Gathered) {
        if self.has_waited() {
            self.fed = None;
            self.correlator.finish(&mut self.found);
            self.correlated(gathered, false);
        }
    }

    /// Finds out what the senders that are new, or were forgotten because there were too many, write.
    fn recognise(&mut self, arrivals: &[(u64, Arrival)]) {
        if self.streams.len() >= STREAMS_MAX {
            self.streams.clear();
        }
        for (_, arrival) in arrivals {
            if self.streams.contains_key(&arrival.source) {
                continue;
            }
            let mut head = Vec::new();
            let own = arrivals.iter().map(|(_, other)| other);
            for other in own.filter(|other| other.source == arrival.source) {
                if head.len() + other.payload.len() > HEAD_BYTES && !head.is_empty() {
                    break;
                }
                head.extend_from_slice(&other.payload);
                head.push(b'\n');
            }
            self.context.received_at = arrival.received;
            let mut stream = Stream::recognise(&head, None, &self.context);
            // A syslog message may look like a row of a table; a table does not come that way.
            if stream.format() == Format::Csv && arrival.source.starts_with("syslog") {
                stream = Stream::recognise(&head, Some(Format::Syslog), &self.context);
            }
            self.streams
                .insert(Arc::clone(&arrival.source), Arc::new(stream));
        }
    }

    /// What reads a record: its heading where it brings one, else what its sender writes.
    fn stream_of(&mut self, arrival: &Arrival) -> Option<Arc<Stream>> {
        let headed = self
            .headed
            .stream(&arrival.source, &arrival.payload, &self.context);
        headed.or_else(|| self.streams.get(&arrival.source).map(Arc::clone))
    }

    fn take(&mut self, offset: u64, arrival: &Arrival, taken: u64, gathered: &mut Gathered) {
        let registered = self.registered.get(&arrival.source).cloned();
        let unit = registered.as_ref().and_then(|r| r.unit.clone());
        let at = At {
            offset,
            arrival,
            unit: unit.as_deref(),
            is_known: offset < taken,
        };
        let class = registered.map_or_else(|| CLASS_DEFAULT.into(), |r| r.class);
        self.context.received_at = arrival.received;
        let Some(stream) = self.stream_of(arrival) else {
            return;
        };
        let mut is_kept = false;
        stream.read_block(&arrival.payload, 1, &mut |_, event| {
            self.judge(&at, event, gathered);
            // Of records that hold several events the first gives the columns; the text has them all.
            if !is_kept {
                is_kept = true;
                let parser = event.parser;
                self.keep(&at, &class, parser, &event.row, gathered);
            }
        });
        if !is_kept {
            let empty = EventRow::default();
            self.keep(&at, &class, Format::Text.name(), &empty, gathered);
        }
        gathered.events += 1;
        if !at.is_known {
            let heard = gathered.heard.entry(Arc::clone(&arrival.source));
            heard.or_default().hear(arrival.received);
        }
    }

    fn keep(
        &self,
        at: &At<'_>,
        class: &str,
        parser: &str,
        row: &EventRow<'_>,
        gathered: &mut Gathered,
    ) {
        gathered.batch.push(&KeptEvent {
            id: self.event_id(at.offset),
            received: at.arrival.received,
            unit: at.unit.map(unit_id),
            source: &at.arrival.source,
            class,
            parser,
            row,
            raw: &at.arrival.payload,
        });
    }

    fn judge(&mut self, at: &At<'_>, event: &mut Event<'_>, gathered: &mut Gathered) {
        let detection = Arc::clone(&self.detection);
        let rules = &detection.rules.set;
        rules.matches(event, &mut self.scratch, &mut self.matched);
        promote(event, &self.context);
        let received = at.arrival.received;
        let time = event.row.time.unwrap_or(received);
        let from = From {
            source: &at.arrival.source,
            unit: at.unit,
        };
        let place = [EventRef {
            received,
            id: self.event_id(at.offset),
        }];
        if let Some(matcher) = &detection.matcher {
            let position = Position {
                source: Arc::clone(&at.arrival.source),
                line: 1,
            };
            matcher.match_event(event, false, &position, &mut self.hits);
            for hit in self.hits.drain(..).filter(|_| !at.is_known) {
                let draft = Draft::of_hit(&hit, &event.row, &from);
                gathered.groups.add(draft, (time, time), &place);
            }
        }
        let matched = std::mem::take(&mut self.matched);
        for rule in matched.iter().copied() {
            let meta = rules
                .meta(rule)
                .filter(|meta| meta.level >= LEVEL_MIN && rules.is_reported(rule));
            if let Some(meta) = meta.filter(|_| !at.is_known) {
                let draft = Draft::of_rule(meta, &event.row, &from);
                gathered.groups.add(draft, (time, time), &place);
            }
            if rules.is_correlated(rule) {
                self.correlate(at, rule, event, believed(time, received));
            }
        }
        self.matched = matched;
        self.correlated(gathered, at.is_known);
    }

    fn correlate(&mut self, at: &At<'_>, rule: u32, event: &Event<'_>, time: Timestamp) {
        let record = RecordRef {
            source: Arc::clone(&at.arrival.source),
            record: at.offset.saturating_add(1),
        };
        self.fed = Some(Instant::now());
        self.arrived.insert(at.offset, at.arrival.received);
        if self.arrived.len() > ARRIVED_MAX {
            self.arrived.pop_first();
        }
        self.correlator
            .feed(rule, event, time, record, &mut self.found);
    }

    /// Adds the correlations found; the unit is that of the sender of the newest record.
    fn correlated(&mut self, gathered: &mut Gathered, is_known: bool) {
        let found = std::mem::take(&mut self.found);
        for found in found.iter().filter(|_| !is_known) {
            let meta = self.detection.rules.set.correlation(found.correlation);
            let newest = found.records.iter().max_by_key(|record| record.record);
            let Some((meta, newest)) = meta.zip(newest) else {
                continue;
            };
            if meta.level < LEVEL_MIN {
                continue;
            }
            let registered = self.registered.get(&newest.source);
            let from = From {
                source: &newest.source,
                unit: registered.and_then(|r| r.unit.as_deref()),
            };
            let events: Vec<EventRef> = found
                .records
                .iter()
                .map(|record| record.record.saturating_sub(1))
                .map(|offset| EventRef {
                    received: *self.arrived.get(&offset).unwrap_or(&found.last),
                    id: self.event_id(offset),
                })
                .collect();
            let draft = Draft::of_correlation(meta, found, &from);
            gathered
                .groups
                .add(draft, (found.first, found.last), &events);
        }
        self.found = found;
        self.found.clear();
    }

    fn event_id(&self, offset: u64) -> [u8; 16] {
        let mut id = [0; 16];
        let (log, place) = id.split_at_mut(8);
        log.copy_from_slice(&self.log_id);
        place.copy_from_slice(&offset.to_be_bytes());
        id
    }
}

fn correlator(detection: &Detection) -> Correlator {
    detection.rules.set.correlator(CorrelationLimits {
        tolerance: Some(TOLERANCE),
        ..CorrelationLimits::default()
    })
}

/// A time that correlations may order by: a clock that is far off would hold up all others.
pub(super) fn believed(time: Timestamp, received: Timestamp) -> Timestamp {
    let ahead = time.duration_since(received);
    if ahead > AHEAD_MAX || ahead < -BEHIND_MAX {
        received
    } else {
        time
    }
}
