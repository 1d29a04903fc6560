//! The records of a block, one after the other, through one event that is used again.

use std::borrow::Cow;
use std::sync::{Arc, MutexGuard, PoisonError};

use bumpalo::Bump;
use domain::event::{Event, EventProblem, Field};

use super::{BlockRead, Shape, Stream};
use crate::formats::headed::Heading;
use crate::formats::json::{self, Documents, Room, Scratch};
use crate::formats::{Format, counted, csv, evtx, push_text, read_as, recognise, without_mark};

type Visitor<'v> = &'v mut dyn FnMut(u64, &mut Event<'_>);

/// Shows every record of the block to the visitor.
pub(super) fn block(stream: &Stream, block: &[u8], first: u64, visit: Visitor<'_>) -> BlockRead {
    let mut reading = Reading::new(stream, first);
    match stream.shape {
        Shape::Chunks => evtx::read_block(block, &mut |offset, record| match record {
            Ok(json) => reading.record(offset, json, visit),
            Err(problem) => reading.damage(offset, problem),
        }),
        Shape::Documents => {
            for document in Documents::new(block) {
                let bytes = block.get(document.start..document.end).unwrap_or_default();
                reading.record(document.start, bytes, visit);
            }
        }
        Shape::Counted => {
            for frame in counted::frames(block) {
                let bytes = block.get(frame.text.0..frame.text.1).unwrap_or_default();
                reading.record(frame.start, bytes, visit);
            }
        }
        Shape::Headed(ref headings) => {
            reading.heading = Some(headings.at(block));
            lines(block, &mut reading, visit);
        }
        _ => lines(block, &mut reading, visit),
    }
    stream.spare().push(reading.scratch);
    reading.read
}

fn lines(block: &[u8], reading: &mut Reading<'_>, visit: Visitor<'_>) {
    let mut at = 0;
    while let Some(rest) = block.get(at..).filter(|rest| !rest.is_empty()) {
        let end = memchr::memchr(b'\n', rest);
        let line = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let text = without_mark(line);
        if text.trim_ascii().is_empty() || reading.notes(text) {
            reading.read.records += 1;
        } else {
            reading.record(at, text, visit);
        }
        at += line.len() + 1;
    }
}

/// What goes on from record to record.
struct Reading<'s> {
    stream: &'s Stream,
    first: u64,
    read: BlockRead,
    arena: Bump,
    scratch: Scratch,
    fields: Vec<Field<'static>>,
    problems: Vec<EventProblem>,
    /// What the lines with `#` have said so far.
    heading: Option<Arc<Heading>>,
}

impl<'s> Reading<'s> {
    fn new(stream: &'s Stream, first: u64) -> Self {
        Self {
            stream,
            first,
            read: BlockRead::default(),
            arena: Bump::new(),
            scratch: stream.spare().pop().unwrap_or_else(Scratch::learning),
            fields: Vec::new(),
            problems: Vec::new(),
            heading: None,
        }
    }

    /// Takes note of a heading; `false` when the line is none.
    fn notes(&mut self, line: &[u8]) -> bool {
        let Some(heading) = self.heading.as_mut().filter(|_| Heading::is_one(line)) else {
            return false;
        };
        let text = String::from_utf8_lossy(line);
        let mut after = Heading::clone(heading);
        after.note(text.trim_end());
        if after != **heading {
            *heading = Arc::new(after);
        }
        true
    }

    /// Counts a part that holds no record.
    fn damage(&mut self, offset: usize, problem: EventProblem) {
        self.read.note(&[problem], offset);
    }

    /// Reads one record and shows it.
    fn record(&mut self, offset: usize, bytes: &[u8], visit: Visitor<'_>) {
        self.arena.reset();
        // Checking whole bytes is many times faster than looking for what to replace.
        let text = match str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(bytes),
        };
        let replaced = matches!(text, Cow::Owned(_));
        let heading = self.heading.clone();
        let number = self.first + self.read.records;
        self.read.records += 1;
        let mut event = Event {
            fields: again(std::mem::take(&mut self.fields)),
            problems: std::mem::take(&mut self.problems),
            ..Event::default()
        };
        let text = text.trim_end_matches(['\r', '\n']);
        let heading = heading.as_deref();
        let room = Room::Arena(&self.arena);
        if self
            .stream
            .fill(text, heading, room, &mut self.scratch, &mut event)
        {
            if replaced {
                event.problems.push(EventProblem::InvalidUtf8);
            }
            visit(number, &mut event);
            self.read.events += 1;
            self.read.note(&event.problems, offset);
        }
        event.problems.clear();
        self.problems = event.problems;
        self.fields = again(event.fields);
    }
}

impl Stream {
    pub(super) fn spare(&self) -> MutexGuard<'_, Vec<Scratch>> {
        // A reader that panicked left nothing half done here.
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads one record; `false` when the text is a heading.
    fn fill<'a>(
        &'a self,
        text: &'a str,
        heading: Option<&'a Heading>,
        room: Room<'a>,
        scratch: &mut Scratch,
        event: &mut Event<'a>,
    ) -> bool {
        match &self.shape {
            Shape::Headed(_) => {
                event.parser = self.format.name();
                if !heading.is_some_and(|heading| heading.read(text, event)) {
                    self.other(text, room, scratch, event);
                }
            }
            Shape::Table { header, above } => {
                if above.iter().any(|line| **line == *text.trim_end()) {
                    return false;
                }
                csv::fill(header, text, event);
            }
            Shape::Lines => {
                // A stream of no known format may still hold lines of one.
                let plain = self.format == Format::Text;
                if plain || !one(self.format, text, room, scratch, event) {
                    self.other(text, room, scratch, event);
                }
            }
            _ => {
                if !one(self.format, text, room, scratch, event) {
                    event.parser = self.format.name();
                    event.problems.push(EventProblem::NotThisFormat);
                    push_text(event, "text", text);
                }
            }
        }
        true
    }

    /// Reads a record that is not of the stream's format.
    fn other<'a>(
        &self,
        text: &'a str,
        room: Room<'a>,
        scratch: &mut Scratch,
        event: &mut Event<'a>,
    ) {
        let format = recognise(text);
        let tried = format == self.format || format == Format::Text;
        if tried || !one(format, text, room, scratch, event) {
            event.parser = Format::Text.name();
            if self.format != Format::Text {
                event.problems.push(EventProblem::NotThisFormat);
            }
            push_text(event, "text", text);
        }
    }
}

/// Reads a record of that format; `false`, and nothing read, when it is none.
fn one<'a>(
    format: Format,
    text: &'a str,
    room: Room<'a>,
    scratch: &mut Scratch,
    event: &mut Event<'a>,
) -> bool {
    match format {
        Format::Text => {
            event.parser = format.name();
            push_text(event, "text", text);
            true
        }
        Format::Evtx => {
            let read = json::read(text, room, scratch, event);
            event.parser = Format::Evtx.name();
            read
        }
        Format::Json => json::read(text, room, scratch, event),
        format => {
            event.parser = format.name();
            read_as(format, text, event)
        }
    }
}

/// The same list for a record of another lifetime, emptied: the memory stays, so a plain
/// record costs no allocation.
fn again<'b>(mut fields: Vec<Field<'_>>) -> Vec<Field<'b>> {
    fields.clear();
    let empty = fields.into_iter().map(|field| Field {
        name: Cow::Owned(field.name.into_owned()),
        value: Cow::Owned(field.value.into_owned()),
        column: None,
    });
    empty.collect()
}
