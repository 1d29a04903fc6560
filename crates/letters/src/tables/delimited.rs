//! CSV to a grid: which character parts the columns, whether the quotes hold, and which row is which.

use super::grid::Grid;
use super::{TableProblem, header};
use domain::facts::FactKind;

/// What may part columns; where nothing else decides, the first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How much of a file is looked at to find the delimiter.
const HEAD_CHARS: usize = 64 * 1024;

/// Splits a CSV.
pub(super) fn grid(file: &str, text: &str, kind: FactKind) -> Result<Grid, TableProblem> {
    let delimiter = delimiter(text, kind);
    if let Some(line) = misquoted(text, delimiter) {
        return Err(bad_quote(file, line));
    }
    let mut reader = reader(text, delimiter);
    let mut record = csv::StringRecord::new();
    let mut grid = Grid::default();
    let mut line_ends_inside = 0;
    while reader
        .read_record(&mut record)
        .map_err(|e| unreadable(file, &e))?
    {
        let line = record.position().map_or(0, |p| line_of(text, p));
        // A spreadsheet counts a cell of three lines as one row, and so do people.
        grid.push(file, line.saturating_sub(line_ends_inside), record.iter())?;
        line_ends_inside += record.iter().map(line_ends).sum::<usize>();
    }
    Ok(grid)
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

fn line_ends(cell: &str) -> usize {
    cell.bytes().filter(|b| *b == b'\n').count()
}

/// The line a record begins on. The position given is that before the blank lines above it.
fn line_of(text: &str, position: &csv::Position) -> usize {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let blank = rest.iter().take_while(|b| matches!(b, b'\n' | b'\r'));
    let above = blank.filter(|b| **b == b'\n').count();
    usize::try_from(position.line())
        .unwrap_or(usize::MAX)
        .saturating_add(above)
}

/// The delimiter by which a row names the most columns of the table; commas in titles or texts don't mislead it so.
/// Where none names any, the one found most.
fn delimiter(text: &str, kind: FactKind) -> u8 {
    let head = match text.char_indices().nth(HEAD_CHARS) {
        Some((end, _)) => text.split_at_checked(end).map_or(text, |(head, _)| head),
        None => text,
    };
    let named = |delimiter: u8| {
        let rows = reader(head, delimiter).into_records().map_while(Result::ok);
        let rows = rows.filter(|r| r.iter().any(|c| !c.trim().is_empty()));
        let named = rows
            .take(header::TITLE_ROWS_MAX)
            .map(|r| header::named(kind, r.iter().map(str::trim)));
        named.max().unwrap_or(0)
    };
    let found = |delimiter: u8| head.bytes().filter(|b| *b == delimiter).count();
    let ranked = DELIMITERS.into_iter().rev();
    ranked
        .max_by_key(|d| (named(*d), found(*d)))
        .unwrap_or(b',')
}

/// Where the scan for quotes stands.
enum Place {
    /// At the start of a cell, maybe behind blanks.
    Start { blanks: bool },
    /// In a cell without quotes; quotes in it are letters.
    Bare,
    /// Within quotes that opened on this line.
    Quoted(usize),
    /// Behind a closing quote.
    Closed(usize),
}

/// The line of a quote that opens or closes where none can. Such a quote swallows the lines up to the next one,
/// and the splitter would say nothing.
fn misquoted(text: &str, delimiter: u8) -> Option<usize> {
    let mut place = Place::Start { blanks: false };
    let mut line = 1;
    for byte in text.bytes() {
        let ends_cell = byte == delimiter || byte == b'\n' || byte == b'\r';
        place = match place {
            Place::Quoted(opened) if byte == b'"' => Place::Closed(opened),
            Place::Quoted(opened) => Place::Quoted(opened),
            Place::Start { .. } | Place::Bare | Place::Closed(_) if ends_cell => {
                Place::Start { blanks: false }
            }
            Place::Start { blanks: true } if byte == b'"' => return Some(line),
            Place::Start { .. } if byte == b'"' => Place::Quoted(line),
            Place::Start { .. } if byte == b' ' => Place::Start { blanks: true },
            Place::Start { .. } | Place::Bare => Place::Bare,
            Place::Closed(opened) if byte == b'"' => Place::Quoted(opened),
            Place::Closed(opened) if byte == b' ' => Place::Closed(opened),
            Place::Closed(opened) => return Some(opened),
        };
        line += usize::from(byte == b'\n');
    }
    match place {
        Place::Quoted(opened) => Some(opened),
        _ => None,
    }
}

fn bad_quote(file: &str, line: usize) -> TableProblem {
    let mut problem = TableProblem::of_file(
        "table.unbalanced_quote",
        file,
        "dấu nháy kép (\") mở ra mà không đóng đúng chỗ; cả ô phải nằm giữa hai dấu nháy, dấu nháy bên trong viết hai lần (\"\")",
        "a double quote (\") is not closed where it should be; quote the whole cell and write a quote inside it twice (\"\")",
    );
    problem.row = Some(line);
    problem
}

fn unreadable(file: &str, error: &csv::Error) -> TableProblem {
    let mut problem = TableProblem::of_file(
        "table.malformed",
        file,
        format!("không tách được dòng này: {error}"),
        format!("this row can't be split: {error}"),
    );
    problem.row = error
        .position()
        .and_then(|p| usize::try_from(p.line()).ok());
    problem
}
