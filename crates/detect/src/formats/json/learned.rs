//! Records that look like ones before: read by comparing, not by walking.
//!
//! A program writes all its records of a kind alike: the same text stands
//! between the values every time. A [`Walk`](super::walk::Walk) notes where the
//! scalars of a record stand and which fields they became; the texts between
//! them (the glue) make a path in a tree, at whose end the fields' names stand.
//! The next record is first tried along the tree; where its text leaves every
//! branch, it is walked instead.
//!
//! Nothing is guessed: glue ends where a token ends, and from the same tokens
//! between the values a walk would make the same fields with the same names,
//! because it names a field, or names it twice, by the names in the record alone. Records in which a
//! value decides (`Data` elements with a `Name`), or with a problem, are not
//! learned. What is read is the same with and without the tree, only sooner.
//!
//! Memory is bounded: a full tree learns nothing more.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::event::{Event, Field};

use super::Room;
use super::scan::{self, Scanner, Token};
use super::windows::{self, Again};

/// Most scalars of a record that is learned.
pub(super) const SCALARS_MAX: usize = 256;
/// Most places in the tree.
const NODES_MAX: usize = 16 * 1024;
/// Most branches at one place, so that a record that fits none is soon known.
const BRANCHES_MAX: usize = 64;
/// Most bytes of the tree, as far as records decide about them.
const BYTES_MAX: usize = 4 * 1024 * 1024;

/// Numbers of layouts, unlike in the whole process; 0 is none.
static LAYOUTS: AtomicU64 = AtomicU64::new(1);

/// Where a walk met a scalar.
#[derive(Debug, Clone, Copy)]
pub(super) struct Note {
    /// Its first byte, behind a quote.
    pub(super) start: usize,
    /// Its length in the record.
    pub(super) length: usize,
    /// Whether it stands between quotes.
    pub(super) quoted: bool,
    /// Whether it became a field.
    pub(super) field: bool,
}

/// What was learned.
#[derive(Debug, Default)]
pub(super) struct Learned {
    nodes: Vec<Vec<Branch>>,
    /// Of glue, names and branches.
    bytes: usize,
    /// Where the values begin that became fields of the record being read.
    starts: Vec<usize>,
}

/// One way on from a place in a record.
#[derive(Debug)]
struct Branch {
    glue: Box<[u8]>,
    then: Then,
}

/// What stands behind the glue.
#[derive(Debug)]
enum Then {
    Scalar {
        quoted: bool,
        field: bool,
        node: usize,
    },
    End(Box<Layout>),
}

/// What records of one path have in common.
#[derive(Debug)]
struct Layout {
    number: u64,
    parser: &'static str,
    names: Vec<Name>,
    /// Fields that stand behind these under a second name.
    again: Box<[Again]>,
}

/// The name of a field.
#[derive(Debug)]
enum Name {
    /// It stands in the record, so many bytes before the value.
    Before {
        back: usize,
        length: usize,
    },
    Fixed(&'static str),
    Kept(Box<str>),
}

impl Learned {
    /// Whether much can still be learned.
    pub(super) fn has_room(&self) -> bool {
        self.nodes.len() < NODES_MAX / 2 && self.bytes < BYTES_MAX / 2
    }

    /// Reads a record of a path that is known; `false`, and nothing read, when it has none.
    pub(super) fn read<'a>(
        &mut self,
        text: &'a str,
        room: Room<'a>,
        plain: &mut String,
        event: &mut Event<'a>,
    ) -> bool {
        let before = event.fields.len();
        let done = self.follow(text, room, plain, event);
        if done.is_none() {
            event.fields.truncate(before);
        }
        done.is_some()
    }

    fn follow<'a>(
        &mut self,
        text: &'a str,
        room: Room<'a>,
        plain: &mut String,
        event: &mut Event<'a>,
    ) -> Option<()> {
        let before = event.fields.len();
        self.starts.clear();
        let (mut at, mut node) = (0, 0);
        loop {
            let branches = self.nodes.get_mut(node)?;
            let rest = text.as_bytes().get(at..)?;
            let number = branches.iter().position(|branch| branch.fits(rest))?;
            // What was met last is tried first.
            if let Some(to) = number.checked_sub(1) {
                branches.swap(number, to);
            }
            let branch = branches.get(number.saturating_sub(1))?;
            at += branch.glue.len();
            let (quoted, field) = match &branch.then {
                Then::Scalar {
                    quoted,
                    field,
                    node: next,
                } => {
                    node = *next;
                    (*quoted, *field)
                }
                Then::End(layout) => {
                    layout.name(text, room, &self.starts, event.fields.get_mut(before..)?)?;
                    for again in &layout.again {
                        again.add(event, before);
                    }
                    event.parser = layout.parser;
                    if before == 0 {
                        event.layout = layout.number;
                    }
                    return Some(());
                }
            };
            let mut scanner = Scanner::at(text, at);
            let (raw, escaped) = if quoted {
                scanner.string_rest()?
            } else {
                match scanner.plain()? {
                    Token::Plain(raw) => (raw, false),
                    _ => return None,
                }
            };
            if field {
                let value = if escaped {
                    scan::unescape(raw, plain);
                    room.keep(plain)
                } else {
                    Cow::Borrowed(raw)
                };
                self.starts.push(at);
                event.fields.push(Field {
                    name: Cow::Borrowed(""),
                    value,
                    column: None,
                });
            }
            at = scanner.offset();
        }
    }

    /// Learns the path of a record that was walked: `notes` in their order, `event` as it was
    /// read, its fields those of the record alone, those of `again` last.
    pub(super) fn learn(
        &mut self,
        text: &str,
        notes: &[Note],
        event: &Event<'_>,
        again: Vec<Again>,
    ) {
        if notes.len() > SCALARS_MAX || self.bytes + text.len() > BYTES_MAX {
            return;
        }
        if self.nodes.is_empty() {
            self.nodes.push(Vec::new());
        }
        let (mut at, mut node) = (0, 0);
        for note in notes {
            let Some(glue) = text.as_bytes().get(at..note.start) else {
                return;
            };
            let Some(next) = self.step(node, glue, note) else {
                return;
            };
            node = next;
            at = note.start + note.length + usize::from(note.quoted);
        }
        let glue = text.as_bytes().get(at..).unwrap_or_default();
        // Made last: a full tree must not cost the making.
        if let Some(layout) = Layout::of(text, notes, event, again) {
            self.grow(node, glue, Then::End(Box::new(layout)));
        }
    }

    /// What it takes, counted anew.
    #[cfg(test)]
    pub(super) fn bytes_held(&self) -> usize {
        self.nodes.iter().flatten().map(Branch::bytes).sum()
    }

    /// The place behind a scalar, made where there is none; `None` when the tree is full.
    fn step(&mut self, node: usize, glue: &[u8], note: &Note) -> Option<usize> {
        let known = self.nodes.get(node)?.iter().find_map(|branch| {
            let Then::Scalar { quoted, node, .. } = branch.then else {
                return None;
            };
            (*branch.glue == *glue && quoted == note.quoted).then_some((branch, node))
        });
        if let Some((branch, next)) = known {
            let same = matches!(branch.then, Then::Scalar { field, .. } if field == note.field);
            return same.then_some(next);
        }
        let next = self.nodes.len();
        if next >= NODES_MAX {
            return None;
        }
        let then = Then::Scalar {
            quoted: note.quoted,
            field: note.field,
            node: next,
        };
        self.grow(node, glue, then)?;
        self.nodes.push(Vec::new());
        Some(next)
    }

    fn grow(&mut self, node: usize, glue: &[u8], then: Then) -> Option<()> {
        let branches = self.nodes.get_mut(node)?;
        let branch = Branch {
            glue: glue.into(),
            then,
        };
        let bytes = self.bytes + branch.bytes();
        if branches.len() >= BRANCHES_MAX || bytes > BYTES_MAX {
            return None;
        }
        branches.push(branch);
        self.bytes = bytes;
        Some(())
    }
}

impl Branch {
    fn bytes(&self) -> usize {
        let layout = match &self.then {
            Then::End(layout) => layout.bytes(),
            Then::Scalar { .. } => 0,
        };
        self.glue.len() + size_of::<Self>() + layout
    }

    fn fits(&self, rest: &[u8]) -> bool {
        let Some(behind) = rest.strip_prefix(&*self.glue) else {
            return false;
        };
        match self.then {
            Then::End(_) => behind.is_empty(),
            Then::Scalar { quoted: true, .. } => true,
            Then::Scalar { quoted: false, .. } => {
                matches!(behind.first(), Some(b'0'..=b'9' | b'-' | b't' | b'f'))
            }
        }
    }
}

impl Layout {
    fn of(text: &str, notes: &[Note], event: &Event<'_>, again: Vec<Again>) -> Option<Self> {
        let fields = notes.iter().filter(|note| note.field);
        if fields.clone().count() + again.len() != event.fields.len() {
            return None;
        }
        let names = fields.zip(&event.fields).map(|(note, field)| {
            let name: &str = &field.name;
            // `"name":"value` and `"name":value`, as most records have them.
            let back = name.len() + 2 + usize::from(note.quoted);
            let there = note
                .start
                .checked_sub(back)
                .and_then(|start| text.get(start..start + name.len()));
            let between = if note.quoted { "\":\"" } else { "\":" };
            let behind = text.get((note.start + name.len()).saturating_sub(back)..note.start);
            if there == Some(name) && behind == Some(between) {
                Name::Before {
                    back,
                    length: name.len(),
                }
            } else {
                match windows::fixed_name(name) {
                    Some(fixed) => Name::Fixed(fixed),
                    None => Name::Kept(name.into()),
                }
            }
        });
        Some(Self {
            names: names.collect(),
            again: again.into_boxed_slice(),
            number: LAYOUTS.fetch_add(1, Ordering::Relaxed),
            parser: event.parser,
        })
    }

    fn bytes(&self) -> usize {
        let kept = |name: &Name| match name {
            Name::Kept(name) => name.len(),
            _ => 0,
        };
        let kept: usize = self.names.iter().map(kept).sum();
        kept + self.names.len() * size_of::<Name>() + self.again.len() * size_of::<Again>()
    }

    /// Names the fields, whose values begin at `starts`.
    fn name<'a>(
        &self,
        text: &'a str,
        room: Room<'a>,
        starts: &[usize],
        fields: &mut [Field<'a>],
    ) -> Option<()> {
        for ((field, name), start) in fields.iter_mut().zip(&self.names).zip(starts) {
            field.name = match name {
                Name::Before { back, length } => {
                    let from = start.checked_sub(*back)?;
                    Cow::Borrowed(text.get(from..from + length)?)
                }
                Name::Fixed(fixed) => Cow::Borrowed(fixed),
                Name::Kept(name) => room.keep(name),
            };
        }
        Some(())
    }
}
