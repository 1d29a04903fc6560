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
//! problem; a name beyond [`NAME_BYTES_MAX`] is cut and is one too, so that a long
//! name of many elements takes no memory; a record that is cut or broken is one field
//! `text` and a problem.
//! Nothing here recurses deeper than that, whatever the input.

mod documents;
mod learned;
mod scan;
mod walk;
mod windows;

use std::borrow::Cow;

use bumpalo::Bump;
use domain::event::Event;

use learned::{Learned, Note};
use walk::Walk;

pub(super) use documents::{Documents, cut};

/// How deep objects and arrays are opened; what is deeper stays text.
const DEPTH_MAX: usize = 32;

/// How long a name may be, also one joined from those of the objects around it.
const NAME_BYTES_MAX: usize = 1024;

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

/// As much of a name as is kept.
fn bounded(name: &str) -> &str {
    let end = name.floor_char_boundary(NAME_BYTES_MAX);
    name.get(..end).unwrap_or(name)
}

/// Texts in the making, used again from record to record.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// A value whose escapes are being undone.
    plain: String,
    /// The names of the objects around a field, each with its dot.
    path: String,
    /// Where the scalars of the record being walked stand.
    notes: Vec<Note>,
    /// What records looked like before, where more of them are to come.
    learned: Option<Learned>,
}

impl Scratch {
    /// For records that come one after the other.
    pub(super) fn learning() -> Self {
        Self {
            learned: Some(Learned::default()),
            ..Self::default()
        }
    }

    /// Whether records of another stream may go on with what was learned here.
    pub(super) fn may_go_on(&self) -> bool {
        self.learned.as_ref().is_some_and(Learned::has_room)
    }
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
    if let Some(learned) = &mut scratch.learned
        && learned.read(text, room, &mut scratch.plain, event)
    {
        return true;
    }
    let fields_before = event.fields.len();
    let problems_before = event.problems.len();
    scratch.path.clear();
    scratch.notes.clear();
    let mut walk = Walk::new(text, room, scratch, event);
    let whole = walk.record();
    let (seen, doubled, data) = (walk.seen, walk.doubled, walk.data.clone());
    let alike = walk.alike;
    if !whole {
        event.fields.truncate(fields_before);
        event.problems.truncate(problems_before);
        return false;
    }
    event.parser = seen.parser();
    if doubled {
        windows::part_doubles(event, &data);
    }
    let again = match seen.flat {
        true => windows::add_names(event, fields_before),
        false => Vec::new(),
    };
    if let Some(learned) = &mut scratch.learned
        && alike
        && fields_before == 0
        && event.problems.is_empty()
    {
        learned.learn(text, &scratch.notes, event, again);
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

#[cfg(test)]
mod tests;
