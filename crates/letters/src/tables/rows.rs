//! Rows of a grid to checked rows of a table.

use super::grid::Grid;
use super::header::{self, Header};
use super::mend::{Amendment, Mends};
use super::{CELL_CHARS_MAX, PROBLEMS_MAX, ReadRow, TableProblem, TableRead, natural, wording};
use domain::facts::{COMMON_COLUMNS, Cell as _, FactKind, check_cells};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, HashMap};

// Positions in `COMMON_COLUMNS`.
const CODE: usize = 0;
const UNIT: usize = 1;
const SOURCE: usize = 2;
const OCCURRED_AT: usize = 3;

/// What spreadsheets write where a formula failed.
const FORMULA_ERRORS: &[&str] = &[
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!",
];

/// Reads all rows.
pub(super) fn read(
    file: &str,
    kind: FactKind,
    grid: &Grid,
    zone: &TimeZone,
    amendments: &[Amendment],
) -> TableRead {
    let mut table = TableRead {
        kind,
        file: file.to_owned(),
        rows: Vec::new(),
        problems: Vec::new(),
        notices: Vec::new(),
        columns: Vec::new(),
        faulty: BTreeMap::new(),
    };
    let mut header = match header::find(file, kind, grid) {
        Ok(header) => header,
        Err(problem) => {
            table.problems.push(problem);
            return table;
        }
    };
    table.notices = notices(file, &header);
    table.columns = header.columns(kind);
    let mends = Mends::of(file, kind, amendments, &mut header);
    let mut reader = Reader {
        file,
        kind,
        header: &header,
        zone,
        codes: HashMap::new(),
        made: BTreeMap::new(),
        problems: Vec::new(),
        hidden: 0,
    };
    for (row, cells) in grid.rows.iter().skip(header.at + 1) {
        // Some exports print the header again on every page.
        if *cells == header.printed {
            continue;
        }
        if is_total(cells) && !reader.is_whole(cells) {
            table.notices.push(wording::total_row(file, *row));
            continue;
        }
        let mended = mends.row(*row, cells);
        let known = reader.problems.len() + reader.hidden;
        table
            .rows
            .extend(reader.row(*row, mended.as_deref().unwrap_or(cells), mended.is_some()));
        if reader.problems.len() + reader.hidden > known && table.faulty.len() < PROBLEMS_MAX {
            table
                .faulty
                .insert(*row, mended.unwrap_or_else(|| cells.clone()));
        }
    }
    table.problems = reader.problems;
    if reader.hidden > 0 {
        table.problems.push(wording::more(file, reader.hidden));
    }
    table
}

fn notices(file: &str, header: &Header) -> Vec<TableProblem> {
    let title = |at: &usize| header.printed.get(*at).map_or("", String::as_str);
    let unknown = header.unknown.iter().map(title);
    let mut notices: Vec<TableProblem> =
        unknown.map(|t| wording::unknown_column(file, t)).collect();
    let repeated = header.repeated.iter().map(title);
    notices.extend(repeated.map(|t| wording::repeated_column(file, t)));
    if header.counts_rows {
        notices.push(wording::counts_rows(file, &header.common_title(CODE)));
    }
    notices
}

/// Whether a row only adds up the ones above it.
fn is_total(cells: &[String]) -> bool {
    const TOTALS: &[&str] = &["tong", "tong cong", "tong so", "cong", "total"];
    let first = cells.iter().find(|c| !c.is_empty());
    first.is_some_and(|label| {
        let label = domain::text::fold(label);
        TOTALS.contains(&label.trim_end_matches([':', '.']).trim())
    })
}

struct Reader<'a> {
    file: &'a str,
    kind: FactKind,
    header: &'a Header,
    zone: &'a TimeZone,
    /// Row of each code.
    codes: HashMap<String, usize>,
    /// How many rows share a code that was made for them.
    made: BTreeMap<String, usize>,
    problems: Vec<TableProblem>,
    /// Problems beyond those told.
    hidden: usize,
}

impl Reader<'_> {
    /// Whether the table's own cells are all there and of their forms.
    fn is_whole(&self, cells: &[String]) -> bool {
        let own: Vec<Option<&str>> = self
            .header
            .own
            .iter()
            .map(|at| text_at(cells, *at))
            .collect();
        check_cells(self.kind, &own, self.zone).is_ok()
    }

    /// A row, or `None` when something is wrong with it.
    fn row(&mut self, row: usize, cells: &[String], mended: bool) -> Option<ReadRow> {
        let before = self.problems.len() + self.hidden;
        let text = |at: &Option<usize>| text_at(cells, *at);
        let common: Vec<Option<&str>> = self.header.common.iter().map(text).collect();
        let own: Vec<Option<&str>> = self.header.own.iter().map(text).collect();
        let common = |column: usize| common.get(column).copied().flatten();
        for column in [CODE, UNIT, SOURCE, OCCURRED_AT] {
            self.check_text(row, common(column), |h| h.common_title(column));
        }
        let occurred_at = self.occurred_at(row, common(OCCURRED_AT));
        let checked = self.cells(row, &own);
        let unit = common(UNIT);
        let code = self.code(row, common(CODE), unit, &checked);
        (self.problems.len() + self.hidden == before).then(|| ReadRow {
            row,
            code,
            unit: unit.map(str::to_owned),
            source: common(SOURCE).map(str::to_owned),
            occurred_at,
            cells: checked,
            mended,
        })
    }

    fn occurred_at(&mut self, row: usize, text: Option<&str>) -> Option<Timestamp> {
        let text = text.filter(|t| !FORMULA_ERRORS.contains(t))?;
        let instant = Timestamp::parse(text, self.zone);
        if let (None, Some(column)) = (instant, COMMON_COLUMNS.get(OCCURRED_AT)) {
            let title = self.header.common_title(OCCURRED_AT);
            self.tell(wording::malformed(self.file, row, title, column, text));
        }
        instant
    }

    /// The canonical cells; empty when one is wrong.
    fn cells(&mut self, row: usize, texts: &[Option<&str>]) -> Vec<Option<String>> {
        let kind = self.kind;
        for (column, text) in texts.iter().enumerate() {
            self.check_text(row, *text, |h| h.own_title(kind, column));
        }
        let wrong = match check_cells(self.kind, texts, self.zone) {
            Ok(cells) => return cells,
            Err(wrong) => wrong,
        };
        for cell in wrong {
            let text = texts
                .get(cell.column)
                .copied()
                .flatten()
                .unwrap_or_default();
            let Some(column) = self.kind.columns().get(cell.column) else {
                continue;
            };
            let title = self.header.own_title(self.kind, cell.column);
            if cell.missing {
                self.tell(wording::blank(self.file, row, title, column));
            } else if is_sound(text) {
                self.tell(wording::malformed(self.file, row, title, column, text));
            }
        }
        Vec::new()
    }

    /// Tells what is wrong with a text whatever its column wants.
    fn check_text(&mut self, row: usize, text: Option<&str>, title: impl Fn(&Header) -> String) {
        let Some(text) = text.filter(|t| !is_sound(t)) else {
            return;
        };
        let title = title(self.header);
        self.tell(if FORMULA_ERRORS.contains(&text) {
            wording::formula_error(self.file, row, title, text)
        } else {
            wording::too_long(self.file, row, title)
        });
    }

    /// The row's code, made where it has none, and told where it stands twice.
    fn code(
        &mut self,
        row: usize,
        printed: Option<&str>,
        unit: Option<&str>,
        cells: &[Option<String>],
    ) -> String {
        let code = match printed {
            Some(code) => code.to_owned(),
            None => self.made_code(row, unit, cells),
        };
        if let Some(first) = self.codes.insert(code.clone(), row) {
            let title = self.header.common_title(CODE);
            self.tell(wording::duplicate(self.file, row, title, &code, first));
        }
        code
    }

    /// A code for a row without one; rows that nothing tells apart are counted, unless others refer to them.
    fn made_code(&mut self, row: usize, unit: Option<&str>, cells: &[Option<String>]) -> String {
        let Some(code) = natural::code(self.kind, unit, cells) else {
            return format!("{}-{row}", self.kind.name());
        };
        if natural::of(self.kind).referred {
            return code;
        }
        let count = self.made.entry(code.clone()).or_insert(0);
        *count += 1;
        if *count == 1 {
            code
        } else {
            format!("{code}#{count}")
        }
    }

    fn tell(&mut self, problem: TableProblem) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        } else {
            self.hidden += 1;
        }
    }
}

/// The text of a cell that is not blank.
fn text_at(cells: &[String], at: Option<usize>) -> Option<&str> {
    let cell = cells.get(at?)?;
    (!cell.is_empty()).then_some(cell)
}

fn is_sound(text: &str) -> bool {
    // Counting characters only where the bytes allow too many keeps the usual cell cheap.
    let too_long = text.len() > CELL_CHARS_MAX && text.chars().nth(CELL_CHARS_MAX).is_some();
    !too_long && !FORMULA_ERRORS.contains(&text)
}
