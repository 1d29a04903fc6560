//! The rows of a list's file → its tables; bad rows are set aside with their reason.

use std::collections::HashMap;
use std::iter::once;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use memchr::memchr_iter;

use super::{BadRow, List};
use crate::indicators::entry::{Indicator, indicator, is_searchable};
use crate::indicators::reason::Reason;
use crate::indicators::rows::{Shape, cells, is_comment, is_rule, plain, shape};
use crate::indicators::tokens::quad;

/// How many bad rows are kept word for word; all are counted.
const BAD_ROWS_KEPT: usize = 1000;

/// How many characters of a bad row are kept.
const BAD_TEXT_KEPT: usize = 80;

/// Reads all rows of `text` into the (unsealed) tables of `list`.
pub(super) fn fill(list: &mut List, text: &[u8]) {
    let (shape, skipped) = shape(text);
    let mut building = Building {
        list,
        family_ids: HashMap::new(),
    };
    let mut start = 0;
    let ends = memchr_iter(b'\n', text).chain(once(text.len()));
    for (number, end) in (1u32..).zip(ends) {
        let line = text.get(start..end).unwrap_or_default();
        start = end + 1;
        if usize::try_from(number).is_ok_and(|number| number > skipped) {
            building.line(number, line.trim_ascii(), &shape);
        }
    }
}

/// How people write that there is none.
fn says_none(cell: &str) -> bool {
    let cell = cell.to_lowercase();
    ["", "-", "n/a", "na", "null", "none", "không", "không có"].contains(&cell.as_str())
}

/// A list and what is needed only while it is read.
struct Building<'l> {
    list: &'l mut List,
    family_ids: HashMap<Arc<str>, u32>,
}

impl Building<'_> {
    fn line(&mut self, number: u32, line: &[u8], shape: &Shape) {
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
        self.add_v4(number, address, family);
        true
    }

    fn add_v4(&mut self, number: u32, address: u32, family: u32) {
        if !is_searchable(IpAddr::V4(Ipv4Addr::from(address))) {
            self.bad(
                number,
                &Ipv4Addr::from(address).to_string(),
                Reason::NotPublic,
            );
        } else if !self.list.v4.push(address, address, family, number) {
            self.bad(number, "", Reason::TooLarge);
        }
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
                for one in cell
                    .split([';', ','])
                    .map(str::trim)
                    .filter(|one| !one.is_empty())
                {
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
        let (found, note) = match indicator(cell) {
            Ok(read) => read,
            Err(reason) => return self.bad(number, cell, reason),
        };
        if let Some(note) = note {
            self.bad(number, cell, note);
        }
        let pushed = match found {
            Indicator::V4(first, last) => self.list.v4.push(first, last, family, number),
            Indicator::V6(first, last) => self.list.v6.push(first, last, family, number),
            Indicator::Name(name) => self.list.names.push(&name, family, number),
        };
        if !pushed {
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
