//! Which letters a page shows and where: its content stream followed for text
//! (ISO 32000-1, chapter 9). Lines, pictures and colours are passed over.

use super::super::error::ReadError;
use super::font::Font;
use super::matrix::Matrix;
use super::stream::{Unpacker, too_much};
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};
use hayro_syntax::page::{Page, Resources};
use std::collections::HashMap;
use std::rc::Rc;

/// Most instructions of a document.
const MAX_STEPS: u32 = 3_000_000;
/// Most letters of a page.
const MAX_GLYPHS: usize = 200_000;
/// How deep forms may hold forms.
const MAX_DEPTH: usize = 8;
/// How deep the graphics state may be saved.
const MAX_SAVED: usize = 256;

/// One letter, or a few that share a place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    /// Left end, along the direction of writing.
    pub(super) start: f64,
    /// Right end.
    pub(super) end: f64,
    /// Height of the base line; larger is higher on the page.
    pub(super) base: f64,
    /// Size of the font.
    pub(super) size: f64,
    /// Direction of writing in quarter turns.
    pub(super) turn: u8,
    /// The letters.
    pub(super) text: String,
}

/// Reads the pages of one document within limits that all of them share.
#[derive(Debug, Default)]
pub(super) struct Reader {
    unpacker: Unpacker,
    steps: u32,
    fonts: HashMap<(u32, i32), Rc<Font>>,
    glyphs: Vec<Glyph>,
}

#[derive(Debug, Clone)]
struct State {
    ctm: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    letter_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// Where the next letter stands and where the line began.
#[derive(Debug, Clone, Copy)]
struct Pen {
    at: Matrix,
    line: Matrix,
}

impl Pen {
    const START: Self = Self {
        at: Matrix::IDENTITY,
        line: Matrix::IDENTITY,
    };

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::shift(x, y).then(self.line);
        self.at = self.line;
    }
}

impl Reader {
    /// The letters of a page, in the order in which they are drawn.
    pub(super) fn page(&mut self, page: &Page<'_>) -> Result<Vec<Glyph>, ReadError> {
        let content = self.unpacker.page(page)?;
        self.follow(&content, page.resources(), Matrix::IDENTITY, 0)?;
        Ok(std::mem::take(&mut self.glyphs))
    }

    fn follow(
        &mut self,
        content: &[u8],
        resources: &Resources<'_>,
        ctm: Matrix,
        depth: usize,
    ) -> Result<(), ReadError> {
        let mut state = State::new(ctm);
        let mut saved: Vec<State> = Vec::new();
        let mut pen = Pen::START;
        let mut instructions = TypedIter::new(content);
        while let Some(op) = instructions.next() {
            self.steps += 1;
            if self.steps > MAX_STEPS || self.glyphs.len() > MAX_GLYPHS {
                return Err(too_much());
            }
            match op {
                Op::SaveState(_) if saved.len() < MAX_SAVED => saved.push(state.clone()),
                Op::RestoreState(_) => {
                    if let Some(last) = saved.pop() {
                        state = last;
                    }
                }
                Op::Transform(m) => {
                    let m = Matrix::new([&m.0, &m.1, &m.2, &m.3, &m.4, &m.5]);
                    state.ctm = m.then(state.ctm);
                }
                Op::XObject(name) if depth < MAX_DEPTH => {
                    self.form(name.0, resources, state.ctm, depth)?;
                }
                Op::TextFont(font) => {
                    state.font = self.font(font.0, resources)?;
                    state.size = font.1.as_f64();
                }
                other => self.write(&other, &mut state, &mut pen),
            }
        }
        Ok(())
    }

    /// Instructions that move the pen or show text.
    fn write(&mut self, op: &Op<'_, '_>, state: &mut State, pen: &mut Pen) {
        match op {
            Op::BeginText(_) => *pen = Pen::START,
            Op::SetTextMatrix(m) => {
                pen.line = Matrix::new([&m.0, &m.1, &m.2, &m.3, &m.4, &m.5]);
                pen.at = pen.line;
            }
            Op::NextLine(by) => pen.next_line(by.0.as_f64(), by.1.as_f64()),
            Op::NextLineAndSetLeading(by) => {
                state.leading = -by.1.as_f64();
                pen.next_line(by.0.as_f64(), by.1.as_f64());
            }
            Op::NextLineUsingLeading(_) => pen.next_line(0.0, -state.leading),
            Op::CharacterSpacing(by) => state.letter_space = by.0.as_f64(),
            Op::WordSpacing(by) => state.word_space = by.0.as_f64(),
            Op::HorizontalScaling(by) => state.stretch = by.0.as_f64() / 100.0,
            Op::TextLeading(by) => state.leading = by.0.as_f64(),
            Op::TextRise(by) => state.rise = by.0.as_f64(),
            Op::ShowText(text) => self.show(text.0.as_bytes(), state, pen),
            Op::NextLineAndShowText(text) => {
                pen.next_line(0.0, -state.leading);
                self.show(text.0.as_bytes(), state, pen);
            }
            Op::ShowTextWithParameters(text) => {
                state.word_space = text.0.as_f64();
                state.letter_space = text.1.as_f64();
                pen.next_line(0.0, -state.leading);
                self.show(text.2.as_bytes(), state, pen);
            }
            Op::ShowTexts(texts) => self.show_all(texts.0, state, pen),
            _ => {}
        }
    }

    fn show_all(&mut self, texts: &Array<'_>, state: &State, pen: &mut Pen) {
        for piece in texts.iter::<Object<'_>>() {
            match piece {
                Object::String(text) => self.show(text.as_bytes(), state, pen),
                Object::Number(back) => {
                    let by = -back.as_f64() / 1000.0 * state.size * state.stretch;
                    pen.at = Matrix::shift(by, 0.0).then(pen.at);
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, codes: &[u8], state: &State, pen: &mut Pen) {
        let Some(font) = &state.font else { return };
        for letter in font.letters(codes) {
            if self.glyphs.len() > MAX_GLYPHS {
                return;
            }
            let width = letter.width * state.size * state.stretch;
            let here = pen.at.then(state.ctm);
            if let Some(glyph) = glyph(here, width, state, letter.text) {
                self.glyphs.push(glyph);
            }
            let blank = if letter.is_blank {
                state.word_space
            } else {
                0.0
            };
            let step = width + (state.letter_space + blank) * state.stretch;
            pen.at = Matrix::shift(step, 0.0).then(pen.at);
        }
    }

    fn form(
        &mut self,
        name: &Name<'_>,
        resources: &Resources<'_>,
        ctm: Matrix,
        depth: usize,
    ) -> Result<(), ReadError> {
        let Some(stream) = resources.get_x_object(name) else {
            return Ok(());
        };
        let dict = stream.dict();
        if dict.get::<Name<'_>>("Subtype").as_deref() != Some(b"Form") {
            return Ok(());
        }
        let matrix: Vec<f64> = dict
            .get::<Array<'_>>("Matrix")
            .map(|m| m.iter::<Number>().take(6).map(|n| n.as_f64()).collect())
            .unwrap_or_default();
        let content = self.unpacker.stream(&stream)?;
        let ctm = Matrix::from_slice(&matrix).then(ctm);
        match dict.get::<Dict<'_>>("Resources") {
            Some(own) => self.follow(&content, &Resources::new(own), ctm, depth + 1),
            None => self.follow(&content, resources, ctm, depth + 1),
        }
    }

    fn font(
        &mut self,
        name: &Name<'_>,
        resources: &Resources<'_>,
    ) -> Result<Option<Rc<Font>>, ReadError> {
        let Some(dict) = resources.get_font(name) else {
            return Ok(None);
        };
        let id = dict.obj_id().map(|id| (id.obj_number, id.gen_number));
        if let Some(known) = id.and_then(|id| self.fonts.get(&id)) {
            return Ok(Some(Rc::clone(known)));
        }
        let unicode = match dict.get::<Stream<'_>>("ToUnicode") {
            Some(stream) => self.unpacker.stream(&stream)?,
            None => Vec::new(),
        };
        // Reading a font is the work of some thousand instructions.
        self.steps = self.steps.saturating_add(2_000);
        let font = Rc::new(Font::read(&dict, &unicode));
        if let Some(id) = id {
            self.fonts.insert(id, Rc::clone(&font));
        }
        Ok(Some(font))
    }
}

impl State {
    const fn new(ctm: Matrix) -> Self {
        Self {
            ctm,
            font: None,
            size: 1.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

/// A letter in the coordinates of its own direction of writing; none when it has no place.
fn glyph(here: Matrix, width: f64, state: &State, text: &str) -> Option<Glyph> {
    let (x, y) = here.place(0.0, state.rise);
    let (end_x, end_y) = here.place(width, state.rise);
    let (along_x, along_y) = here.along();
    let (turn, start, end, base) = if along_x.abs() >= along_y.abs() {
        if along_x >= 0.0 {
            (0, x, end_x, y)
        } else {
            (2, -x, -end_x, -y)
        }
    } else if along_y > 0.0 {
        (1, y, end_y, -x)
    } else {
        (3, -y, -end_y, x)
    };
    let size = (here.height() * state.size).abs();
    [start, end, base, size]
        .iter()
        .all(|n| n.is_finite() && n.abs() < 1e6)
        .then(|| Glyph {
            start: start.min(end),
            end: start.max(end),
            base,
            size: size.max(0.1),
            turn,
            text: text.to_owned(),
        })
}
