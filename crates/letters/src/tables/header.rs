//! Which printed column is which column of the table.

use super::grid::Grid;
use super::{ReadColumn, TableProblem};
use domain::facts::{COMMON_COLUMNS, Column, FactKind};
use domain::text::fold;

/// The rows among which the header is looked for; above it stand titles.
pub(super) const TITLE_ROWS_MAX: usize = 20;
/// Position of the code in `COMMON_COLUMNS`.
const CODE: usize = 0;

/// Where each column stands in the grid.
pub(super) struct Header {
    /// Index of the header among the grid's rows.
    pub(super) at: usize,
    /// Printed position of each of `COMMON_COLUMNS`.
    pub(super) common: Vec<Option<usize>>,
    /// Printed position of each column of the table.
    pub(super) own: Vec<Option<usize>>,
    /// The headers as printed.
    pub(super) printed: Vec<String>,
    /// Headers nobody knows, by printed position.
    pub(super) unknown: Vec<usize>,
    /// Headers of a column that stands further left already, by printed position.
    pub(super) repeated: Vec<usize>,
    /// Whether the codes are taken from a column that only counts the rows ("STT").
    pub(super) counts_rows: bool,
}

/// How many columns of the table a row of cells names.
pub(super) fn named<'a>(kind: FactKind, cells: impl Iterator<Item = &'a str>) -> usize {
    let cells: Vec<String> = cells.map(str::to_owned).collect();
    of(kind, 0, &cells).named()
}

/// Finds the row that names the most columns among the first ones.
pub(super) fn find(file: &str, kind: FactKind, grid: &Grid) -> Result<Header, TableProblem> {
    let candidates = grid.rows.iter().take(TITLE_ROWS_MAX).enumerate();
    let best = candidates
        .map(|(at, (_, cells))| of(kind, at, cells))
        .max_by_key(|h| (h.named(), core::cmp::Reverse(h.at)));
    let header = best
        .filter(|h| h.named() > 0)
        .ok_or_else(|| no_header(file, kind))?;
    let columns = kind.columns().iter().zip(&header.own);
    let missing: Vec<&Column> = columns
        .filter(|(c, at)| c.required && at.is_none())
        .map(|(c, _)| c)
        .collect();
    if missing.is_empty() {
        return Ok(header);
    }
    let mut problem = missing_columns(file, &missing);
    problem.row = grid.rows.get(header.at).map(|(row, _)| *row);
    Err(problem)
}

fn no_header(file: &str, kind: FactKind) -> TableProblem {
    let vi: Vec<&str> = kind.columns().iter().map(|c| c.vi).collect();
    let en: Vec<&str> = kind.columns().iter().map(|c| c.name).collect();
    TableProblem::of_file(
        "table.no_header",
        file,
        format!(
            "không thấy dòng tiêu đề; bảng này cần các cột: {}",
            vi.join(", ")
        ),
        format!(
            "no header row; this table needs the columns: {}",
            en.join(", ")
        ),
    )
}

fn missing_columns(file: &str, missing: &[&Column]) -> TableProblem {
    let vi: Vec<String> = missing
        .iter()
        .map(|c| format!("“{}” ({}): {}", c.vi, c.name, c.form.expected_vi()))
        .collect();
    let en: Vec<String> = missing
        .iter()
        .map(|c| format!("{}: {}", c.name, c.form.expected_en()))
        .collect();
    TableProblem::of_file(
        "table.missing_column",
        file,
        format!("thiếu cột bắt buộc: {}", vi.join("; ")),
        format!("required columns are missing: {}", en.join("; ")),
    )
}

impl Header {
    fn named(&self) -> usize {
        self.common.iter().chain(&self.own).flatten().count()
    }

    /// The printed headers with the column each was taken for.
    pub(super) fn columns(&self, kind: FactKind) -> Vec<ReadColumn> {
        let names = self.named_places(kind);
        let printed = self.printed.iter().enumerate();
        let filled = printed.filter(|(_, printed)| !printed.is_empty());
        filled
            .map(|(at, printed)| ReadColumn {
                printed: printed.clone(),
                column: names.iter().find(|n| n.1 == Some(at)).map(|n| n.0),
            })
            .collect()
    }

    /// The printed position of a column given by its printed header or its name; a column of the table that the
    /// file lacks is added at the end.
    pub(super) fn place_of(&mut self, kind: FactKind, wanted: &str) -> Option<usize> {
        let printed = self.printed.iter().position(|p| p == wanted);
        let names = self.named_places(kind);
        let by_name = names.iter().find(|n| n.0 == wanted);
        if let Some(at) = printed.or(by_name.and_then(|n| n.1)) {
            return Some(at);
        }
        let name = by_name?.0;
        let added = self.printed.len();
        let own = kind.columns().iter().position(|c| c.name == name);
        let place = match own {
            Some(own) => self.own.get_mut(own)?,
            None => {
                let common = COMMON_COLUMNS.iter().position(|c| c.name == name)?;
                self.common.get_mut(common)?
            }
        };
        *place = Some(added);
        self.printed.push(name.to_owned());
        Some(added)
    }

    fn named_places(&self, kind: FactKind) -> Vec<(&'static str, Option<usize>)> {
        let own = kind.columns().iter().zip(&self.own);
        let common = COMMON_COLUMNS.iter().zip(&self.common);
        own.chain(common).map(|(c, at)| (c.name, *at)).collect()
    }

    /// The printed header of a column of the table, else its name.
    pub(super) fn own_title(&self, kind: FactKind, column: usize) -> String {
        let name = kind.columns().get(column).map_or("", |c| c.name);
        self.title(self.own.get(column), name)
    }

    /// The printed header of a common column, else its name.
    pub(super) fn common_title(&self, column: usize) -> String {
        let name = COMMON_COLUMNS.get(column).map_or("", |c| c.name);
        self.title(self.common.get(column), name)
    }

    fn title(&self, place: Option<&Option<usize>>, name: &str) -> String {
        let printed = place.copied().flatten().and_then(|at| self.printed.get(at));
        printed.cloned().unwrap_or_else(|| name.to_owned())
    }
}

/// How certain a printed header names a column; the better way wins over all columns.
#[derive(Clone, Copy)]
enum Way {
    Name,
    Title,
    Synonym,
}

fn of(kind: FactKind, at: usize, cells: &[String]) -> Header {
    let full: Vec<String> = cells.iter().map(|c| key(c)).collect();
    // "Ngày phê duyệt (ngày/tháng/năm)" is still that column, when nothing is it exactly.
    let plain: Vec<String> = cells.iter().map(|c| key(&without_brackets(c))).collect();
    // The table's own columns first: "source" of a log is not a common column.
    let columns: Vec<(&Column, Option<String>)> = kind
        .columns()
        .iter()
        .map(|c| (c, None))
        .chain(
            COMMON_COLUMNS
                .iter()
                .enumerate()
                .map(|(i, c)| (c, (i == CODE).then(|| code_of(kind)))),
        )
        .collect();
    let mut places: Vec<Option<usize>> = vec![None; columns.len()];
    let mut taken = vec![false; cells.len()];
    for printed in [&full, &plain] {
        for way in [Way::Name, Way::Title, Way::Synonym] {
            for ((column, code), place) in columns.iter().zip(&mut places) {
                if place.is_none() {
                    *place = find_column(&names(column, code.as_deref(), way), printed, &taken);
                    let found = place.and_then(|at| taken.get_mut(at));
                    found.into_iter().for_each(|taken| *taken = true);
                }
            }
        }
    }
    let common = places.split_off(kind.columns().len());
    let code = common
        .get(CODE)
        .copied()
        .flatten()
        .and_then(|at| full.get(at));
    let mut header = Header {
        at,
        counts_rows: code.is_some_and(|c| c == "stt"),
        common,
        own: places,
        printed: cells.to_vec(),
        unknown: Vec::new(),
        repeated: Vec::new(),
    };
    for (at, (taken, text)) in taken.iter().zip(&full).enumerate() {
        if *taken || text.is_empty() {
            continue;
        }
        let known = full.iter().take(at).any(|left| left == text);
        if known {
            &mut header.repeated
        } else {
            &mut header.unknown
        }
        .push(at);
    }
    header
}

/// "Mã đơn vị" heads the codes in the table of units, unless "Mã" does, and the unit in all others.
fn code_of(kind: FactKind) -> String {
    format!("Mã {}", kind.titles().0)
}

fn names<'a>(column: &'a Column, code: Option<&'a str>, way: Way) -> Vec<&'a str> {
    match way {
        Way::Name => vec![column.name],
        Way::Title => [column.vi, column.en].into_iter().chain(code).collect(),
        Way::Synonym => column.synonyms.to_vec(),
    }
}

fn find_column(names: &[&str], printed: &[String], taken: &[bool]) -> Option<usize> {
    names.iter().map(|name| key(name)).find_map(|name| {
        let mut free = printed.iter().zip(taken);
        free.position(|(text, taken)| !taken && *text == name)
    })
}

/// How headers are compared: folded, underscores and marks as blanks.
fn key(text: &str) -> String {
    let plain: String = fold(text)
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '%' {
                c
            } else {
                ' '
            }
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    plain
}
