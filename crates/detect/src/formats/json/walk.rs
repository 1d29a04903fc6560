//! One walk over one record: each scalar becomes a field as it is met.

use std::borrow::Cow;
use std::ops::Range;

use domain::event::{Event, EventProblem, Field};

use super::learned::{Note, SCALARS_MAX};
use super::scan::{self, Scanner, Token};
use super::windows::{self, Join, Place};
use super::{DEPTH_MAX, NAME_BYTES_MAX, Room, Scratch, Seen, bounded};
use crate::formats::FIELDS_MAX;

/// One walk over one record.
pub(super) struct Walk<'a, 'w> {
    scanner: Scanner<'a>,
    room: Room<'a>,
    scratch: &'w mut Scratch,
    event: &'w mut Event<'a>,
    depth: usize,
    pub(super) seen: Seen,
    /// A field of the event's own data bears the name of a system field.
    pub(super) doubled: bool,
    /// Where among the fields the event's own data stands.
    pub(super) data: Range<usize>,
    /// Where in the path the names begin that are joined.
    base: usize,
    /// False when a value decided about a name, so that records alike may differ.
    pub(super) alike: bool,
}

impl<'a, 'w> Walk<'a, 'w> {
    pub(super) fn new(
        text: &'a str,
        room: Room<'a>,
        scratch: &'w mut Scratch,
        event: &'w mut Event<'a>,
    ) -> Self {
        Self {
            scanner: Scanner::new(text),
            room,
            scratch,
            event,
            depth: 0,
            seen: Seen::default(),
            doubled: false,
            data: 0..0,
            base: 0,
            alike: true,
        }
    }

    /// The whole text; `false` when it is not one object. A comma behind it is what an array
    /// printed one element a line leaves.
    pub(super) fn record(&mut self) -> bool {
        if !self.scanner.take(b'{') || self.object(Place::Top).is_none() {
            return false;
        }
        self.scanner.take(b',');
        self.scanner.peek().is_none()
    }

    /// The object whose brace was taken.
    fn object(&mut self, place: Place) -> Option<()> {
        if self.scanner.take(b'}') {
            return Some(());
        }
        loop {
            let (name, escaped) = self.scanner.name()?;
            let name = self.text(name, escaped);
            let name = self.bounded(name);
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

    /// The beginning of a name that is longer than any is kept, so that what repeats it, an
    /// array or the path, stays small.
    fn bounded(&mut self, name: Cow<'a, str>) -> Cow<'a, str> {
        if name.len() <= NAME_BYTES_MAX {
            return name;
        }
        self.problem(EventProblem::TooManyFields);
        match name {
            Cow::Borrowed(name) => Cow::Borrowed(bounded(name)),
            Cow::Owned(name) => Cow::Owned(bounded(&name).to_owned()),
        }
    }

    fn problem(&mut self, problem: EventProblem) {
        if !self.event.problems.contains(&problem) {
            self.event.problems.push(problem);
        }
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
                self.note(raw, true);
                self.noted_field(place, name, value);
            }
            Token::Plain(text) => {
                self.note(text, false);
                self.noted_field(place, name, Cow::Borrowed(text));
            }
            Token::Object => self.nested(place, name)?,
            Token::Array => self.array(place, name)?,
        }
        Some(())
    }

    /// Notes where the scalar stood that was just taken.
    fn note(&mut self, raw: &str, quoted: bool) {
        if self.scratch.notes.len() > SCALARS_MAX {
            // Too many to be learned, whatever follows.
            return;
        }
        let behind = raw.len() + usize::from(quoted);
        self.scratch.notes.push(Note {
            start: self.scanner.offset() - behind,
            length: raw.len(),
            quoted,
            field: false,
        });
    }

    /// The field of the scalar noted last.
    fn noted_field(&mut self, place: Place, name: Cow<'a, str>, value: Cow<'a, str>) {
        let before = self.event.fields.len();
        self.field(place, name, value);
        if let Some(note) = self.scratch.notes.last_mut() {
            note.field = self.event.fields.len() > before;
        }
    }

    fn nested(&mut self, place: Place, name: Cow<'a, str>) -> Option<()> {
        let start = self.scanner.offset() - 1;
        if self.depth >= DEPTH_MAX {
            return self.too_deep(place, name, start);
        }
        self.depth += 1;
        let (length, base) = (self.scratch.path.len(), self.base);
        let inside = windows::inside(place, &name);
        match windows::join(place, &name, inside) {
            Join::Anew => self.base = length,
            Join::With(between) => {
                // `Provider_attributes` beside `Provider` is another way to write its attributes.
                let own = match between {
                    '_' => name.strip_suffix("_attributes").unwrap_or(name.as_ref()),
                    _ => name.as_ref(),
                };
                self.scratch.path.push_str(own);
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
    fn array(&mut self, place: Place, name: Cow<'a, str>) -> Option<()> {
        let start = self.scanner.offset() - 1;
        if self.scanner.take(b']') {
            return Some(());
        }
        if self.depth >= DEPTH_MAX {
            return self.too_deep(place, name, start);
        }
        self.depth += 1;
        loop {
            self.member(place, name.clone())?;
            if self.scanner.take(b',') {
                continue;
            }
            self.depth -= 1;
            return self.scanner.take(b']').then_some(());
        }
    }

    fn too_deep(&mut self, place: Place, name: Cow<'a, str>, start: usize) -> Option<()> {
        self.scanner.skip_rest()?;
        let raw = self.scanner.since(start);
        self.problem(EventProblem::NestedTooDeep);
        self.field(place, name, Cow::Borrowed(raw));
        Some(())
    }

    /// `{"#attributes": {"Name": "X"}, "#text": "v"}` as an element of `Data`, or its
    /// spellings with `@Name`, or a plain object that happens to be called `Data`.
    fn named_data(&mut self, outer: Cow<'a, str>) -> Option<()> {
        let mut name = None;
        let mut values = Vec::new();
        let first_note = self.scratch.notes.len();
        let mut begun = !self.scanner.take(b'}');
        while begun {
            let (key, escaped) = self.scanner.name()?;
            let key = self.text(key, escaped);
            match (key.as_ref(), self.scanner.token()?) {
                ("Name" | "@Name", Token::Text(raw, escaped)) => {
                    name = Some(self.text(raw, escaped));
                    self.alike = false;
                }
                ("#attributes", Token::Object) => {
                    begun_attributes(self, &mut name)?;
                    self.alike = false;
                }
                (_, Token::Text(raw, escaped)) => {
                    self.note(raw, true);
                    values.push(self.text(raw, escaped));
                }
                (_, Token::Plain(text)) => {
                    self.note(text, false);
                    values.push(Cow::Borrowed(text));
                }
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
            Some(name) if !name.is_empty() => self.bounded(name),
            _ => outer,
        };
        for (value, number) in values.into_iter().zip(first_note..) {
            let before = self.event.fields.len();
            self.field(Place::Data, name.clone(), value);
            if let Some(note) = self.scratch.notes.get_mut(number) {
                note.field = self.event.fields.len() > before;
            }
        }
        Some(())
    }

    /// The scalars of the array whose bracket was taken.
    fn texts(&mut self, values: &mut Vec<Cow<'a, str>>) -> Option<()> {
        let mut begun = !self.scanner.take(b']');
        while begun {
            match self.scanner.token()? {
                Token::Text(raw, escaped) => {
                    self.note(raw, true);
                    values.push(self.text(raw, escaped));
                }
                Token::Plain(text) => {
                    self.note(text, false);
                    values.push(Cow::Borrowed(text));
                }
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
        let known = windows::field_name(place, self.path(), &name);
        if matches!(known, windows::Name::None) {
            return;
        }
        if matches!(place, Place::Data) {
            self.doubled |= windows::is_system_name(&name);
        }
        // Asked before the name is made: what is not kept must cost no memory.
        if self.event.fields.len() >= FIELDS_MAX {
            self.problem(EventProblem::TooManyFields);
            return;
        }
        let name = match (place, known) {
            (Place::Top, _) => windows::flat_name(name, self.room),
            (Place::Data, _) => {
                if self.path().len() + name.len() > NAME_BYTES_MAX {
                    self.problem(EventProblem::TooManyFields);
                }
                windows::data_name(name, self.path(), self.room)
            }
            (Place::Generic, _) | (_, windows::Name::Joined) => self.joined(&name),
            (_, windows::Name::Fixed(name)) => Cow::Borrowed(name),
            (_, windows::Name::Same) => name,
            (_, windows::Name::Capital) => windows::capital(&name, self.room),
            (_, windows::Name::None) => return,
        };
        if matches!(place, Place::WazuhData) {
            self.doubled |= windows::is_system_name(&name);
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
        if self.path().len() > NAME_BYTES_MAX {
            self.problem(EventProblem::TooManyFields);
        }
        let joined = self.room.keep(bounded(self.path()));
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
