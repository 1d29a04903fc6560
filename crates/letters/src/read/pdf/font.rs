//! Fonts as far as text needs them: what a code means and how wide it is.
//!
//! Glyph outlines are not looked at. A font that names its letters nowhere
//! gives U+FFFD, which the caller counts.

use super::cmap::CodeMap;
use super::names;
use encoding_rs::{MACINTOSH, WINDOWS_1252};
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};
use std::collections::HashMap;

/// Most widths read of a font.
const MAX_WIDTHS: usize = 70_000;
const UNREADABLE: &str = "\u{fffd}";

/// A font.
#[derive(Debug)]
pub(super) struct Font {
    /// Codes of two bytes (composite fonts), else of one.
    is_wide: bool,
    /// Letters of codes as the file's own table says.
    unicode: CodeMap,
    /// Letters of one-byte codes by the font's encoding.
    encoding: Vec<String>,
    widths: HashMap<u32, f64>,
    width_otherwise: f64,
    /// What turns a width into shares of the font size.
    scale: f64,
}

/// One code shown.
#[derive(Debug, PartialEq)]
pub(super) struct Letter<'f> {
    /// What it means.
    pub(super) text: &'f str,
    /// Its width, as a share of the font size.
    pub(super) width: f64,
    /// Whether word spacing applies: the one-byte code 32 (ISO 32000-1, 9.3.3).
    pub(super) is_blank: bool,
}

impl Font {
    /// Reads a font; `unicode` is its unpacked ToUnicode table, empty when there is none.
    pub(super) fn read(dict: &Dict<'_>, unicode: &[u8]) -> Self {
        let unicode = CodeMap::read(unicode);
        if dict.get::<Name<'_>>("Subtype").as_deref() == Some(b"Type0") {
            return Self::composite(dict, unicode);
        }
        Self::simple(dict, unicode)
    }

    fn simple(dict: &Dict<'_>, unicode: CodeMap) -> Self {
        let first = dict.get::<i32>("FirstChar").unwrap_or(0);
        let widths = dict.get::<Array<'_>>("Widths").map(|widths| {
            widths
                .iter::<Number>()
                .take(256)
                .zip(first..)
                .filter_map(|(width, code)| Some((u32::try_from(code).ok()?, width.as_f64())))
                .collect()
        });
        let missing = dict
            .get::<Dict<'_>>("FontDescriptor")
            .and_then(|d| d.get::<Number>("MissingWidth"))
            .map(|n| n.as_f64());
        // A Type 3 font has its own unit; the others count thousandths.
        let scale = dict
            .get::<Array<'_>>("FontMatrix")
            .and_then(|m| m.iter::<Number>().next())
            .map_or(0.001, |n| n.as_f64());
        Self {
            is_wide: false,
            unicode,
            encoding: encoding(dict),
            // The fonts every reader has need no widths in the file; half the size is near enough for a line.
            width_otherwise: missing.unwrap_or(if widths.is_some() { 0.0 } else { 500.0 }),
            widths: widths.unwrap_or_default(),
            scale,
        }
    }

    fn composite(dict: &Dict<'_>, unicode: CodeMap) -> Self {
        let descendant = dict
            .get::<Array<'_>>("DescendantFonts")
            .and_then(|all| all.iter::<Dict<'_>>().next())
            .unwrap_or_default();
        let is_unicode = dict.get::<Name<'_>>("Encoding").is_some_and(|name| {
            let name = String::from_utf8_lossy(&name).into_owned();
            name.contains("UCS2") || name.contains("UTF16")
        });
        // An encoding of its own may use one-byte codes; the table of letters says so.
        let is_narrow = dict.get::<Stream<'_>>("Encoding").is_some() && unicode.is_narrow();
        Self {
            is_wide: !is_narrow,
            unicode: if is_unicode && unicode.is_empty() {
                CodeMap::plain()
            } else {
                unicode
            },
            encoding: Vec::new(),
            widths: composite_widths(&descendant),
            width_otherwise: descendant
                .get::<Number>("DW")
                .map_or(1000.0, |n| n.as_f64()),
            scale: 0.001,
        }
    }

    /// The letters a string of codes shows.
    pub(super) fn letters<'f>(&'f self, codes: &'f [u8]) -> impl Iterator<Item = Letter<'f>> {
        codes.chunks(if self.is_wide { 2 } else { 1 }).map(|code| {
            let number = code
                .iter()
                .fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
            Letter {
                text: self.text(number),
                width: self.widths.get(&number).unwrap_or(&self.width_otherwise) * self.scale,
                is_blank: code == b" ",
            }
        })
    }

    fn text(&self, code: u32) -> &str {
        let by_encoding = || {
            usize::try_from(code)
                .ok()
                .and_then(|at| self.encoding.get(at))
                .map(String::as_str)
                .filter(|text| !text.is_empty())
        };
        self.unicode
            .get(code)
            .or_else(by_encoding)
            .unwrap_or(UNREADABLE)
    }
}

/// The 256 letters of a simple font.
fn encoding(dict: &Dict<'_>) -> Vec<String> {
    let own = dict.get::<Dict<'_>>("Encoding");
    let base = match &own {
        Some(own) => own.get::<Name<'_>>("BaseEncoding"),
        None => dict.get::<Name<'_>>("Encoding"),
    };
    let table = if base.as_deref() == Some(b"MacRomanEncoding") {
        MACINTOSH
    } else {
        WINDOWS_1252
    };
    let mut letters: Vec<String> = (0..=255_u8)
        .map(|code| {
            let code = [code];
            let (text, _) = table.decode_without_bom_handling(&code);
            text.chars().filter(|c| !c.is_control()).collect()
        })
        .collect();
    let differences = own.and_then(|own| own.get::<Array<'_>>("Differences"));
    let mut code = 0_usize;
    for entry in differences
        .iter()
        .flat_map(|d| d.iter::<Object<'_>>().take(1_024))
    {
        match entry {
            Object::Number(number) => code = usize::try_from(number.as_i64()).unwrap_or(usize::MAX),
            Object::Name(name) => {
                if let Some(letter) = letters.get_mut(code) {
                    *letter = names::letters(&name).unwrap_or_default();
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    letters
}

/// `W` of a composite font: `first [w w …]` and `first last w` (ISO 32000-1, 9.7.4.3).
fn composite_widths(font: &Dict<'_>) -> HashMap<u32, f64> {
    let mut widths = HashMap::new();
    let Some(entries) = font.get::<Array<'_>>("W") else {
        return widths;
    };
    let mut pending: Vec<u32> = Vec::new();
    for entry in entries.iter::<Object<'_>>() {
        if widths.len() > MAX_WIDTHS {
            break;
        }
        match (entry, pending.as_slice()) {
            (Object::Array(list), [first]) => {
                let numbers = list.iter::<Number>().take(MAX_WIDTHS);
                widths.extend((*first..).zip(numbers.map(|n| n.as_f64())));
                pending.clear();
            }
            (Object::Number(width), [first, last]) => {
                let codes = (*first..=*last).take(MAX_WIDTHS);
                widths.extend(codes.map(|code| (code, width.as_f64())));
                pending.clear();
            }
            (Object::Number(number), _) => {
                pending.push(u32::try_from(number.as_i64()).unwrap_or_default());
            }
            _ => pending.clear(),
        }
    }
    widths
}
