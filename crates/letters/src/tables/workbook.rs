//! XLSX: each sheet named after a table, or one sheet for the table of the file's name.
//!
//! Cells are taken one after the other, never as the rectangle they span: two
//! cells at the far corners of a sheet would span 17 thousand million.

use super::grid::{Grid, too_wide};
use super::{Amendment, COLUMNS_MAX, TableProblem, TableRead, rows};
use calamine::{DataRef, ExcelDateTime, Reader as _, Sheet, SheetType, SheetVisible, Xlsx};
use domain::facts::FactKind;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use std::io::{Cursor, Read as _};

/// What a workbook may unpack to.
const UNPACKED_MAX: u64 = 512 * 1024 * 1024;
/// How much of a part is unpacked before its ratio is looked at.
const RATIO_FROM: u64 = 16 * 1024 * 1024;
/// Sheets pack about 20 to 1, made-up ones 1,000 to 1.
const RATIO_MAX: u64 = 200;

pub(crate) type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Opens a workbook whose parts were found to unpack to a sane size.
pub(crate) fn open<'a>(file: &str, bytes: &'a [u8]) -> Result<Workbook<'a>, TableProblem> {
    check_archive(file, bytes)?;
    Xlsx::new(Cursor::new(bytes)).map_err(|e| unreadable(file, &e.to_string()))
}

/// The filled cells of one sheet by row, hidden or not: at most so many rows, and of each row so many columns.
pub(crate) fn sheet_rows(
    workbook: &mut Workbook<'_>,
    file: &str,
    sheet: &str,
    rows_max: usize,
    columns_max: usize,
) -> Result<Vec<(usize, Vec<String>)>, TableProblem> {
    let place = format!("{file} [{sheet}]");
    let failed = |e: calamine::XlsxError| unreadable(&place, &e.to_string());
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(failed)?;
    let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(failed)? {
        let (at, column) = cell.get_position();
        let (at, column) = (counted(at), usize::try_from(column).unwrap_or(usize::MAX));
        let text = text(cell.get_value());
        if text.is_empty() || column >= columns_max {
            continue;
        }
        if rows.last().is_none_or(|(last, _)| *last < at) {
            if rows.len() >= rows_max {
                return Err(too_many(&place, rows_max));
            }
            rows.push((at, Vec::new()));
        }
        let Some((_, row)) = rows.last_mut().filter(|(last, _)| *last == at) else {
            return Err(unreadable(&place, "rows out of order"));
        };
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        row.get_mut(column)
            .into_iter()
            .for_each(|cell| cell.clone_from(&text));
    }
    Ok(rows)
}

fn too_many(place: &str, rows_max: usize) -> TableProblem {
    TableProblem::of_file(
        "table.too_long",
        place,
        format!("hơn {rows_max} dòng"),
        format!("more than {rows_max} rows"),
    )
}

/// Reads the sheets that are tables.
pub(super) fn read(
    file: &str,
    bytes: &[u8],
    kind: Option<FactKind>,
    zone: &TimeZone,
    amendments: &[Amendment],
) -> Result<Vec<TableRead>, TableProblem> {
    let mut workbook = open(file, bytes)?;
    let (chosen, passed_over) = choose(workbook.sheets_metadata(), kind);
    let mut tables = Vec::new();
    for (sheet, kind) in chosen {
        let place = format!("{file} [{sheet}]");
        let grid = grid(&mut workbook, &place, &sheet)?;
        tables.push(rows::read(&place, kind, &grid, zone, amendments));
    }
    let Some(first) = tables.first_mut() else {
        return Err(TableProblem::of_file(
            "table.unknown",
            file,
            "không trang tính nào mang tên một bảng dữ liệu",
            "no sheet is named after a fact table",
        ));
    };
    let passed_over = passed_over.iter().map(|sheet| not_a_table(file, sheet));
    first.notices.extend(passed_over);
    Ok(tables)
}

/// The sheets that are tables, and the names of the others.
fn choose(sheets: &[Sheet], kind: Option<FactKind>) -> (Vec<(String, FactKind)>, Vec<String>) {
    let shown = |s: &&Sheet| s.visible == SheetVisible::Visible && s.typ == SheetType::WorkSheet;
    let mut chosen: Vec<(String, FactKind)> = sheets
        .iter()
        .filter(shown)
        .filter_map(|s| Some((s.name.clone(), table_of(&s.name)?)))
        .collect();
    // The table of the file's name stands on its first sheet, whatever that is called.
    if let Some(kind) = kind.filter(|kind| chosen.iter().all(|(_, k)| k != kind)) {
        let unnamed = |s: &&Sheet| table_of(&s.name).is_none();
        let first = sheets.iter().filter(shown).find(unnamed);
        chosen.extend(first.map(|s| (s.name.clone(), kind)));
    }
    let is_chosen = |s: &&Sheet| chosen.iter().any(|(name, _)| *name == s.name);
    let others = sheets.iter().filter(|s| !is_chosen(s));
    let others = others.map(|s| s.name.clone()).collect();
    (chosen, others)
}

/// The table a sheet is named after, by name or title.
fn table_of(sheet: &str) -> Option<FactKind> {
    let wanted = domain::text::fold(&sheet.replace('_', " "));
    FactKind::ALL.iter().copied().find(|kind| {
        let (vi, en) = kind.titles();
        let names = [kind.name(), vi, en].into_iter();
        names
            .map(|name| domain::text::fold(&name.replace('_', " ")))
            .any(|name| name == wanted)
    })
}

/// The cells of a sheet as rows; a sheet keeps them in order, and one that doesn't is refused.
fn grid(workbook: &mut Workbook<'_>, place: &str, sheet: &str) -> Result<Grid, TableProblem> {
    let failed = |e: calamine::XlsxError| unreadable(place, &e.to_string());
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(failed)?;
    let mut grid = Grid::default();
    let mut row: (u32, Vec<String>) = (0, Vec::new());
    while let Some(cell) = cells.next_cell().map_err(failed)? {
        let (at, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if at < row.0 {
            return Err(unreadable(place, "rows out of order"));
        }
        if at > row.0 {
            put(&mut grid, place, &row)?;
            row = (at, Vec::new());
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= COLUMNS_MAX {
            return Err(too_wide(place, counted(at)));
        }
        if row.1.len() <= column {
            row.1.resize(column + 1, String::new());
        }
        row.1
            .get_mut(column)
            .into_iter()
            .for_each(|cell| cell.clone_from(&text));
    }
    put(&mut grid, place, &row)?;
    Ok(grid)
}

fn put(grid: &mut Grid, place: &str, row: &(u32, Vec<String>)) -> Result<(), TableProblem> {
    grid.push(place, counted(row.0), row.1.iter().map(String::as_str))
}

/// The row as people count.
fn counted(row: u32) -> usize {
    usize::try_from(row).map_or(usize::MAX, |row| row.saturating_add(1))
}

fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Empty => String::new(),
        // Not blank: a column would silently lose what the formula was to say.
        DataRef::Error(error) => error.to_string(),
        DataRef::SharedString(text) => domain::text::nfc(text.trim()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            domain::text::nfc(text.trim())
        }
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        DataRef::DateTime(at) => moment(at),
    }
}

/// A date cell as text; what is no date of our time stays a number, which no column of dates takes.
fn moment(at: &ExcelDateTime) -> String {
    let serial = at.as_f64();
    // Day 1 to the last day of the year 9999.
    if !at.is_datetime() || !(1.0..2_958_466.0).contains(&serial) {
        return serial.to_string();
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let small = |n: u8| i8::try_from(n).unwrap_or(0);
    let year = i16::try_from(year).unwrap_or(0);
    let Ok(day) = Date::new(year, small(month), small(day)) else {
        return serial.to_string();
    };
    let time = day.at(
        small(hour),
        small(minute),
        small(second),
        i32::from(milli) * 1_000_000,
    );
    // The serial is a fraction of a day: 23:14 comes as 23:13:59.999.
    let Ok(time) = time.round(jiff::Unit::Second) else {
        return serial.to_string();
    };
    if time.time() == Time::midnight() {
        return time.date().to_string();
    }
    time.to_string()
}

/// Refuses an archive that unpacks to more than a workbook of its size can hold. Every part is unpacked once and
/// thrown away, as the sizes an archive declares may lie.
fn check_archive(file: &str, bytes: &[u8]) -> Result<(), TableProblem> {
    let failed = |e: zip::result::ZipError| unreadable(file, &e.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(failed)?;
    let mut left = UNPACKED_MAX;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(failed)?;
        let packed = entry.compressed_size().max(1);
        let allowed = left.min(packed.saturating_mul(RATIO_MAX).max(RATIO_FROM));
        let mut limited = entry.take(allowed + 1);
        let unpacked = std::io::copy(&mut limited, &mut std::io::sink())
            .map_err(|e| unreadable(file, &e.to_string()))?;
        if unpacked > allowed {
            return Err(TableProblem::of_file(
                "table.zip_bomb",
                file,
                "tệp nén bung ra quá lớn, không mở",
                "the archive unpacks to too much and was not opened",
            ));
        }
        left -= unpacked;
    }
    Ok(())
}

fn not_a_table(file: &str, sheet: &str) -> TableProblem {
    TableProblem::of_file(
        "table.sheet_passed_over",
        &format!("{file} [{sheet}]"),
        "trang tính ẩn hoặc không mang tên bảng dữ liệu nào, được bỏ qua",
        "a hidden sheet or one not named after any fact table, passed over",
    )
}

fn unreadable(file: &str, why: &str) -> TableProblem {
    TableProblem::of_file(
        "table.workbook_unreadable",
        file,
        format!("không mở được tệp XLSX: {why}"),
        format!("the XLSX file can't be opened: {why}"),
    )
}
