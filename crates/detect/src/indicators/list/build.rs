//! The rows of a list's file → its tables; bad rows are set aside with their reason.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use super::warning_list;
use super::{BadRow, List};
use crate::indicators::entry::{Indicator, indicator, is_searchable};
use crate::indicators::reason::Reason;
use crate::indicators::rows::{HEADING_WITHIN, Shape, cells, is_comment, is_rule, plain, shape};
use crate::indicators::tokens::quad;

/// How many bad rows are kept word for word; all are counted.
const BAD_ROWS_KEPT: usize = 1000;

/// How many characters of a bad row are kept.
const BAD_TEXT_KEPT: usize = 80;

/// How much of a list in JSON is held; MISP's largest warning list is 1.3 MB.
const DOCUMENT_BYTES_MAX: usize = 64 << 20;

/// Reads a list line by line, so that its file need not fit in memory.
///
/// ```
/// use detect::indicators::ListBuilder;
/// let mut list = ListBuilder::new("feed.txt");
/// for line in b"203.0.113.7\tmirai\nevil.example\n".split(|b| *b == b'\n') {
///     list.line(line);
/// }
/// assert_eq!(list.finish().len(), 2);
/// ```
#[derive(Debug)]
pub struct ListBuilder {
    list: List,
    family_ids: HashMap<Arc<str>, u32>,
    /// Lines given so far.
    count: u32,
    reading: Reading,
}

#[derive(Debug)]
enum Reading {
    /// The first lines, one after the other, until the shape of the rows is known.
    Head(Vec<u8>, usize),
    /// A document in JSON, and the first line there was no room for.
    Document(Vec<u8>, Option<(u32, String)>),
    Rows(Arc<Shape>),
}

impl ListBuilder {
    /// An empty list of that name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            list: List {
                name: name.into(),
                ..List::default()
            },
            family_ids: HashMap::new(),
            count: 0,
            reading: Reading::Head(Vec::new(), 0),
        }
    }

    /// Takes the next line of the file, in UTF-8, without its line end.
    pub fn line(&mut self, line: &[u8]) {
        match &mut self.reading {
            Reading::Rows(shape) => {
                self.count = self.count.saturating_add(1);
                let shape = Arc::clone(shape);
                self.row(self.count, line.trim_ascii(), &shape);
            }
            Reading::Document(text, left_out) => {
                let has_room = text.len() + line.len() < DOCUMENT_BYTES_MAX;
                // A short line behind a long one that was left out would be read in its place.
                if left_out.is_none() && has_room {
                    text.extend_from_slice(line);
                    text.push(b'\n');
                } else if left_out.is_none() && !line.trim_ascii().is_empty() {
                    let before = memchr::memchr_iter(b'\n', text).count();
                    let number = u32::try_from(before).unwrap_or(u32::MAX);
                    *left_out = Some((number.saturating_add(1), beginning(line)));
                }
            }
            Reading::Head(text, count) => {
                let line = match count {
                    0 => line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line),
                    _ => line,
                };
                text.extend_from_slice(line);
                text.push(b'\n');
                *count += 1;
                if text.trim_ascii_start().starts_with(b"{") {
                    self.reading = Reading::Document(std::mem::take(text), None);
                } else if *count == HEADING_WITHIN {
                    self.begin_rows();
                }
            }
        }
    }

    /// The list, ready for look-ups.
    #[must_use]
    pub fn finish(mut self) -> List {
        match &mut self.reading {
            Reading::Head(..) => self.begin_rows(),
            Reading::Document(text, left_out) => {
                let (text, left_out) = (std::mem::take(text), left_out.take());
                if let Some((number, line)) = left_out {
                    self.bad(number, &line, Reason::TooLarge);
                }
                self.document(&text);
            }
            Reading::Rows(_) => {}
        }
        self.list.repeated = self.list.tables.seal();
        self.list
    }

    fn begin_rows(&mut self) {
        let Reading::Head(text, _) = &mut self.reading else {
            return;
        };
        let text = std::mem::take(text);
        let (shape, skipped) = shape(&text);
        let head = text.strip_suffix(b"\n").unwrap_or(&text);
        for (number, line) in (1u32..).zip(head.split(|b| *b == b'\n')) {
            self.count = number;
            if usize::try_from(number).is_ok_and(|number| number > skipped) {
                self.row(number, line.trim_ascii(), &shape);
            }
        }
        self.reading = Reading::Rows(Arc::new(shape));
    }

    fn document(&mut self, text: &[u8]) {
        let mut found = false;
        let unclosed = warning_list::entries(text, |line, entry| {
            found = true;
            self.cell(line, entry, 0);
        });
        if let Some((line, entry)) = unclosed {
            self.bad(line, &beginning(entry), Reason::Malformed);
        } else if !found {
            self.bad(1, &beginning(text), Reason::Malformed);
        }
    }

    fn row(&mut self, number: u32, line: &[u8], shape: &Shape) {
        if line.is_empty() {
            return;
        }
        // Nearly all rows of large lists are a bare address or `address<TAB>family`.
        if *shape == Shape::Plain
            && let Some((address, rest)) = quad(line)
            && self.common_row(number, address, rest)
        {
            return;
        }
        let text = String::from_utf8_lossy(line);
        if is_comment(&text) {
            return;
        }
        match shape {
            Shape::Plain => self.plain_row(number, &text),
            Shape::Table {
                delimiter,
                indicators,
                family,
            } => {
                self.table_row(number, &text, *delimiter, indicators, *family);
            }
        }
    }

    /// Takes the row if nothing, or a tab and a family's name, follows the address.
    fn common_row(&mut self, number: u32, address: u32, rest: &[u8]) -> bool {
        let family = match rest.strip_prefix(b"\t").map(str::from_utf8) {
            None if rest.is_empty() => 0,
            Some(Ok(name)) if !name.contains(['\t', '#']) && !name.contains("//") => {
                let counter = name.bytes().all(|b| b.is_ascii_digit());
                self.family(Some(name).filter(|_| !counter))
            }
            _ => return false,
        };
        if is_searchable(IpAddr::V4(Ipv4Addr::from(address))) {
            self.push(number, "", &Indicator::V4(address, address), family);
        } else {
            let text = Ipv4Addr::from(address).to_string();
            self.bad(number, &text, Reason::NotPublic);
        }
        true
    }

    fn plain_row(&mut self, number: u32, text: &str) {
        let Some((cell, family)) = plain(text) else {
            return;
        };
        let family = self.family(family.as_deref());
        self.cell(number, &cell, family);
    }

    fn table_row(
        &mut self,
        number: u32,
        text: &str,
        delimiter: u8,
        indicators: &[usize],
        family: Option<usize>,
    ) {
        if is_rule(text) {
            return;
        }
        let row: Vec<_> = cells(text, delimiter).collect();
        let family = family.and_then(|at| row.get(at));
        let family = self.family(family.map(AsRef::as_ref));
        let mut held_one = false;
        for at in indicators {
            let Some(cell) = row.get(*at).map(|cell| cell.trim()) else {
                continue;
            };
            if says_none(cell) {
                continue;
            }
            held_one = true;
            // One cell may hold several: `192.0.2.7; 192.0.2.8`.
            if indicator(cell).is_err() && cell.contains([';', ',']) {
                let each = cell.split([';', ',']).map(str::trim);
                for one in each.filter(|one| !one.is_empty()) {
                    self.cell(number, one, family);
                }
            } else {
                self.cell(number, cell, family);
            }
        }
        if !held_one {
            self.bad(number, text, Reason::Empty);
        }
    }

    fn cell(&mut self, number: u32, cell: &str, family: u32) {
        match indicator(cell) {
            Ok((found, note)) => {
                if let Some(note) = note {
                    self.bad(number, cell, note);
                }
                self.push(number, cell, &found, family);
            }
            Err(reason) => self.bad(number, cell, reason),
        }
    }

    fn push(&mut self, number: u32, cell: &str, found: &Indicator, family: u32) {
        if !self.list.tables.push(found, family, number) {
            self.bad(number, cell, Reason::TooLarge);
        }
    }

    /// The number of a family's name, counted from 1; 0 is none.
    fn family(&mut self, name: Option<&str>) -> u32 {
        let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else {
            return 0;
        };
        if let Some(id) = self.family_ids.get(name) {
            return *id;
        }
        let name: Arc<str> = name.into();
        self.list.families.push(Arc::clone(&name));
        let id = u32::try_from(self.list.families.len()).unwrap_or(0);
        self.family_ids.insert(name, id);
        id
    }

    fn bad(&mut self, line: u32, text: &str, reason: Reason) {
        if reason.is_note() {
            self.list.note_count += 1;
        } else {
            self.list.bad_row_count += 1;
        }
        if self.list.bad_rows.len() < BAD_ROWS_KEPT {
            let text = text.chars().take(BAD_TEXT_KEPT).collect();
            self.list.bad_rows.push(BadRow { line, text, reason });
        }
    }
}

/// The beginning of a text, enough of it for a bad row.
fn beginning(text: &[u8]) -> String {
    let start = text.get(..BAD_TEXT_KEPT).unwrap_or(text);
    String::from_utf8_lossy(start).trim_end().to_owned()
}

/// How people write that there is none; a path alone is what a device was asked, and names no host.
fn says_none(cell: &str) -> bool {
    let none = ["", "-", "n/a", "na", "null", "none", "không", "không có"];
    cell.starts_with('/') || none.contains(&cell.to_lowercase().as_str())
}
