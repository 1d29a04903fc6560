//! JSON records: one a line, or written over several lines, or in one array.
//!
//! ```text
//! {"timestamp":"2024-02-09T23:11:02+07:00","src_ip":"10.1.2.3","dest_ip":"203.0.113.7"}
//! {"Event":{"System":{"EventID":1,"Channel":"…/Operational"},"EventData":{"Image":"C:\\x.exe"}}}
//! ```
//!
//! Fields: the name, joined with dots where objects are nested (`http.url`);
//! values as printed; `null` is no field; an array is its name once for each
//! element. Records of Windows keep the names that Sigma rules use, whichever
//! program carried them ([`windows`]). The parser's name tells what was seen:
//! `windows_json`, `suricata_eve`, `zeek`, otherwise `json`.
//!
//! Hazards: nesting beyond [`DEPTH_MAX`] is kept as text of one field and is a
//! problem; a record that is cut or broken is one field `text` and a problem.
//! Nothing here recurses deeper than that, whatever the input.

mod documents;
mod scan;
mod windows;

use std::borrow::Cow;
use std::ops::Range;

use bumpalo::Bump;
use domain::event::{Event, EventProblem, Field};

use super::FIELDS_MAX;
use scan::{Scanner, Token};
use windows::{Join, Place};

pub(super) use documents::{Documents, cut};

/// How deep objects and arrays are opened; what is deeper stays text.
const DEPTH_MAX: usize = 32;

/// Where texts are kept that are not slices of the record: names joined with
/// dots, values without their escapes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Room<'a> {
    /// In an arena that is emptied from record to record.
    Arena(&'a Bump),
    /// Each on its own.
    Heap,
}

impl<'a> Room<'a> {
    fn keep(self, text: &str) -> Cow<'a, str> {
        match self {
            Self::Arena(bump) => Cow::Borrowed(bump.alloc_str(text)),
            Self::Heap => Cow::Owned(text.to_owned()),
        }
    }
}

/// Texts in the making, used again from record to record.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// A value whose escapes are being undone.
    plain: String,
    /// The names of the objects around a field, each with its dot.
    path: String,
}

/// True when the line may be a record of this format.
pub(super) fn recognise(text: &str) -> bool {
    let inside = text.trim_start().strip_prefix('{').map(str::trim_start);
    inside.is_some_and(|inside| inside.starts_with(['"', '}'])) && text.trim_end().ends_with('}')
}

/// True when a stream begins as JSON does.
pub(super) fn begins(head: &[u8]) -> bool {
    let (first, rest) = match head.trim_ascii_start() {
        [first, rest @ ..] => (*first, rest.trim_ascii_start()),
        [] => return false,
    };
    match first {
        b'{' => rest.starts_with(b"\"") || rest.starts_with(b"}"),
        b'[' => rest.starts_with(b"{"),
        _ => false,
    }
}

/// Where the record at the start of a line ends; `None` when it does not end on it.
pub(super) fn end_of_record(line: &[u8]) -> Option<usize> {
    let blanks = line.len() - line.trim_ascii_start().len();
    let inside = line.get(blanks..)?.strip_prefix(b"{")?;
    Some(blanks + 1 + scan::end_of_container(inside, 0)?)
}

/// Reads one record; `false`, with no field read, when the text is not one whole object.
pub(super) fn read<'a>(
    text: &'a str,
    room: Room<'a>,
    scratch: &mut Scratch,
    event: &mut Event<'a>,
) -> bool {
    let fields_before = event.fields.len();
    let problems_before = event.problems.len();
    scratch.path.clear();
    let mut walk = Walk {
        scanner: Scanner::new(text),
        room,
        scratch,
        event: &mut *event,
        depth: 0,
        seen: Seen::default(),
        doubled: false,
        data: 0..0,
        base: 0,
    };
    let whole = walk.scanner.take(b'{')
        && walk.object(Place::Top).is_some()
        && walk.scanner.peek().is_none();
    let (seen, doubled, data) = (walk.seen, walk.doubled, walk.data.clone());
    if !whole {
        event.fields.truncate(fields_before);
        event.problems.truncate(problems_before);
        return false;
    }
    event.parser = seen.parser();
    if doubled {
        windows::part_doubles(event, &data);
    }
    if seen.flat {
        windows::rename_flat(event);
    }
    true
}

/// Which programs' habits a record shows.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    windows: bool,
    /// `EventID` or `Channel` beside the data.
    flat: bool,
    /// `event_type`, and `flow_id` or `timestamp`.
    eve: u8,
    /// `ts`, and `uid` or `_path`.
    zeek: u8,
}

impl Seen {
    fn top_name(&mut self, name: &str) {
        match name {
            "event_type" => self.eve |= 1,
            "flow_id" | "timestamp" => self.eve |= 2,
            "ts" => self.zeek |= 1,
            "uid" | "_path" | "id.orig_h" => self.zeek |= 2,
            "EventID" | "Channel" => (self.windows, self.flat) = (true, true),
            name => self.windows |= windows::is_flattened(name),
        }
    }

    const fn parser(self) -> &'static str {
        if self.windows {
            "windows_json"
        } else if self.eve == 3 {
            "suricata_eve"
        } else if self.zeek == 3 {
            "zeek"
        } else {
            "json"
        }
    }
}

/// One walk over one record.
struct Walk<'a, 'w> {
    scanner: Scanner<'a>,
    room: Room<'a>,
    scratch: &'w mut Scratch,
    event: &'w mut Event<'a>,
    depth: usize,
    seen: Seen,
    /// A field of the event's own data bears the name of a system field.
    doubled: bool,
    /// Where among the fields the event's own data stands.
    data: Range<usize>,
    /// Where in the path the names begin that are joined.
    base: usize,
}

impl<'a> Walk<'a, '_> {
    /// The object whose brace was taken.
    fn object(&mut self, place: Place) -> Option<()> {
        if self.scanner.take(b'}') {
            return Some(());
        }
        loop {
            let (name, escaped) = self.scanner.name()?;
            let name = self.text(name, escaped);
            self.member(place, name)?;
            if self.scanner.take(b',') {
                continue;
            }
            return self.scanner.take(b'}').then_some(());
        }
    }

    fn text(&mut self, raw: &'a str, escaped: bool) -> Cow<'a, str> {
        if !escaped {
            return Cow::Borrowed(raw);
        }
        scan::unescape(raw, &mut self.scratch.plain);
        self.room.keep(&self.scratch.plain)
    }

    /// The value of `name`, standing in an object of that place.
    fn member(&mut self, place: Place, name: Cow<'a, str>) -> Option<()> {
        if matches!(place, Place::Top) {
            self.seen.top_name(&name);
        }
        match self.scanner.token()? {
            Token::Null => {}
            Token::Text(raw, escaped) => {
                let value = self.text(raw, escaped);
                self.field(place, name, value);
            }
            Token::Plain(text) => self.field(place, name, Cow::Borrowed(text)),
            Token::Object => self.nested(place, &name)?,
            Token::Array => self.array(place, &name)?,
        }
        Some(())
    }

    fn nested(&mut self, place: Place, name: &str) -> Option<()> {
        let start = self.scanner.offset() - 1;
        if self.depth >= DEPTH_MAX {
            return self.too_deep(place, name, start);
        }
        self.depth += 1;
        let (length, base) = (self.scratch.path.len(), self.base);
        let inside = windows::inside(place, name);
        match windows::join(place, name, inside) {
            Join::Anew => self.base = length,
            Join::With(between) => {
                self.scratch
                    .path
                    .push_str(name.trim_end_matches("_attributes"));
                self.scratch.path.push(between);
            }
            Join::Not => {}
        }
        self.seen.windows |= inside.is_windows();
        let fields_before = self.event.fields.len();
        let done = match inside {
            Place::Skip => self.scanner.skip_rest(),
            Place::NamedData => self.named_data(name),
            inside => self.object(inside),
        };
        self.scratch.path.truncate(length);
        self.base = base;
        self.depth -= 1;
        if inside.holds_data() && !place.holds_data() {
            self.data = fields_before..self.event.fields.len();
        }
        done
    }

    /// The array whose bracket was taken: the name again for each element.
    fn array(&mut self, place: Place, name: &str) -> Option<()> {
        if self.scanner.take(b']') {
            return Some(());
        }
        let start = self.scanner.offset() - 1;
        if self.depth >= DEPTH_MAX {
            return self.too_deep(place, name, start);
        }
        self.depth += 1;
        loop {
            let again = match name {
                // Static names of one's own need no copy.
                "Data" => Cow::Borrowed("Data"),
                _ => self.room.keep(name),
            };
            self.member(place, again)?;
            if self.scanner.take(b',') {
                continue;
            }
            self.depth -= 1;
            return self.scanner.take(b']').then_some(());
        }
    }

    fn too_deep(&mut self, place: Place, name: &str, start: usize) -> Option<()> {
        self.scanner.skip_rest()?;
        let raw = self.scanner.since(start);
        if !self.event.problems.contains(&EventProblem::NestedTooDeep) {
            self.event.problems.push(EventProblem::NestedTooDeep);
        }
        let name = self.room.keep(name);
        self.field(place, name, Cow::Borrowed(raw));
        Some(())
    }

    /// `{"#attributes": {"Name": "X"}, "#text": "v"}` as an element of `Data`, or its
    /// spellings with `@Name`, or a plain object that happens to be called `Data`.
    fn named_data(&mut self, outer: &str) -> Option<()> {
        let mut name = None;
        let mut values = Vec::new();
        let mut begun = !self.scanner.take(b'}');
        while begun {
            let (key, escaped) = self.scanner.name()?;
            let key = self.text(key, escaped);
            match (key.as_ref(), self.scanner.token()?) {
                ("Name" | "@Name", Token::Text(raw, escaped)) => {
                    name = Some(self.text(raw, escaped));
                }
                ("#attributes", Token::Object) => begun_attributes(self, &mut name)?,
                (_, Token::Text(raw, escaped)) => values.push(self.text(raw, escaped)),
                (_, Token::Plain(text)) => values.push(Cow::Borrowed(text)),
                (_, Token::Null) => {}
                (_, Token::Array) => self.texts(&mut values)?,
                (_, Token::Object) => self.scanner.skip_rest()?,
            }
            begun = self.scanner.take(b',');
            if !begun && !self.scanner.take(b'}') {
                return None;
            }
        }
        let name = match name {
            Some(name) if !name.is_empty() => name,
            _ => self.room.keep(outer),
        };
        for value in values {
            self.field(Place::Data, name.clone(), value);
        }
        Some(())
    }

    /// The scalars of the array whose bracket was taken.
    fn texts(&mut self, values: &mut Vec<Cow<'a, str>>) -> Option<()> {
        let mut begun = !self.scanner.take(b']');
        while begun {
            match self.scanner.token()? {
                Token::Text(raw, escaped) => values.push(self.text(raw, escaped)),
                Token::Plain(text) => values.push(Cow::Borrowed(text)),
                Token::Null => {}
                Token::Object | Token::Array => self.scanner.skip_rest()?,
            }
            begun = self.scanner.take(b',');
            if !begun && !self.scanner.take(b']') {
                return None;
            }
        }
        Some(())
    }

    fn field(&mut self, place: Place, name: Cow<'a, str>, value: Cow<'a, str>) {
        let name = match place {
            Place::Top => windows::flat_name(name, self.room),
            Place::Generic => self.joined(&name),
            Place::Data => {
                self.doubled |= windows::is_system_name(&name);
                windows::data_name(name, self.path(), self.room)
            }
            place => match windows::field_name(place, self.path(), &name) {
                windows::Name::Fixed(name) => Cow::Borrowed(name),
                windows::Name::Same => name,
                windows::Name::Capital => windows::capital(&name, self.room),
                windows::Name::Joined => self.joined(&name),
                windows::Name::None => return,
            },
        };
        if matches!(place, Place::WazuhData) {
            self.doubled |= windows::is_system_name(&name);
        }
        if self.event.fields.len() >= FIELDS_MAX {
            if !self.event.problems.contains(&EventProblem::TooManyFields) {
                self.event.problems.push(EventProblem::TooManyFields);
            }
            return;
        }
        self.event.fields.push(Field {
            name,
            value,
            column: None,
        });
    }

    /// The names of the objects around a field that are part of its own.
    fn path(&self) -> &str {
        self.scratch.path.get(self.base..).unwrap_or_default()
    }

    fn joined(&mut self, name: &str) -> Cow<'a, str> {
        let length = self.scratch.path.len();
        self.scratch.path.push_str(name);
        let joined = self.room.keep(self.path());
        self.scratch.path.truncate(length);
        joined
    }
}

/// The attributes of a `Data` element, of which only the name matters.
fn begun_attributes<'a>(walk: &mut Walk<'a, '_>, name: &mut Option<Cow<'a, str>>) -> Option<()> {
    let mut begun = !walk.scanner.take(b'}');
    while begun {
        let (key, escaped) = walk.scanner.name()?;
        let key = walk.text(key, escaped);
        match walk.scanner.token()? {
            Token::Text(raw, escaped) if key == "Name" => *name = Some(walk.text(raw, escaped)),
            Token::Object | Token::Array => walk.scanner.skip_rest()?,
            _ => {}
        }
        begun = walk.scanner.take(b',');
        if !begun && !walk.scanner.take(b'}') {
            return None;
        }
    }
    Some(())
}
