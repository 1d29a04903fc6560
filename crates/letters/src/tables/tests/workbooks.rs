//! XLSX as Excel writes it.

use super::{cell, places, zone};
use crate::tables::{TableProblem, TableRead, read};
use domain::facts::FactKind;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

fn bytes(build: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    build(&mut workbook);
    workbook.save_to_buffer().unwrap()
}

fn fill(sheet: &mut Worksheet, first: u32, rows: &[&[&str]]) {
    for (row, cells) in (first..).zip(rows) {
        for (column, text) in (0..).zip(*cells) {
            sheet.write(row, column, *text).unwrap();
        }
    }
}

fn tables(bytes: &[u8], kind: Option<FactKind>) -> Result<Vec<TableRead>, TableProblem> {
    read("so.xlsx", bytes, kind, &zone())
}

#[test]
fn numbers_dates_and_yes_no_are_read_from_typed_cells() {
    let bytes = bytes(|workbook| {
        let sheet = workbook.add_worksheet().set_name("Tài sản").unwrap();
        fill(sheet, 0, &[&["DANH SÁCH MÁY"]]);
        let head = [
            "Mã",
            "Tên máy",
            "Loại",
            "Thấy lần cuối",
            "Hết hỗ trợ",
            "Đã cách ly",
        ];
        fill(sheet, 2, &[&head, &["", "PC-01", "server"]]);
        let moment = Format::new().set_num_format("dd/mm/yyyy hh:mm");
        sheet.write(3, 0, 17).unwrap();
        let seen = ExcelDateTime::parse_from_str("2024-02-08T23:14:00").unwrap();
        sheet.write_with_format(3, 3, &seen, &moment).unwrap();
        let day = ExcelDateTime::from_ymd(2025, 10, 14).unwrap();
        sheet
            .write_with_format(3, 4, &day, &Format::new().set_num_format("dd/mm/yyyy"))
            .unwrap();
        sheet.write(3, 5, true).unwrap();
    });
    let read = tables(&bytes, None).unwrap();
    let table = &read[0];
    assert_eq!(places(&table.problems), [""; 0]);
    assert_eq!((table.rows[0].row, table.rows[0].code.as_str()), (4, "17"));
    assert_eq!(cell(table, 0, "last_seen"), Some("2024-02-08T16:14:00Z"));
    assert_eq!(cell(table, 0, "end_of_life"), Some("2025-10-14"));
    assert_eq!(cell(table, 0, "isolated"), Some("yes"));
}

#[test]
fn minutes_of_a_whole_day_survive_the_fractions() {
    let minutes: Vec<(u8, u8)> = (0..24).flat_map(|h| (0..60).map(move |m| (h, m))).collect();
    let bytes = bytes(|workbook| {
        let sheet = workbook.add_worksheet().set_name("checkins").unwrap();
        fill(sheet, 0, &[&["code", "shift", "at"]]);
        let format = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        for (row, (hour, minute)) in (1..).zip(&minutes) {
            fill(sheet, row, &[&[&format!("k{row}"), "c1"]]);
            let at = ExcelDateTime::from_ymd(2024, 2, 8).unwrap();
            let at = at.and_hms(u16::from(*hour), *minute, 0).unwrap();
            sheet.write_with_format(row, 2, &at, &format).unwrap();
        }
    });
    let read = tables(&bytes, None).unwrap();
    assert_eq!(read[0].rows.len(), minutes.len());
    for (at, (hour, minute)) in minutes.iter().enumerate() {
        let local = format!("2024-02-08T{hour:02}:{minute:02}:00+07:00");
        let expected: jiff::Timestamp = local.parse().unwrap();
        assert_eq!(
            cell(&read[0], at, "at"),
            Some(expected.to_string().as_str())
        );
    }
}

#[test]
fn a_time_without_a_day_is_no_instant() {
    let bytes = bytes(|workbook| {
        let sheet = workbook.add_worksheet().set_name("checkins").unwrap();
        fill(sheet, 0, &[&["code", "shift", "at"], &["k1", "c1"]]);
        let format = Format::new().set_num_format("hh:mm");
        let time = ExcelDateTime::from_hms(7, 30, 0).unwrap();
        sheet.write_with_format(1, 2, &time, &format).unwrap();
    });
    let read = tables(&bytes, None).unwrap();
    assert_eq!(places(&read[0].problems), ["table.malformed_cell 2 at"]);
}

#[test]
fn each_sheet_named_after_a_table_is_one() {
    let bytes = bytes(|workbook| {
        let guide = workbook.add_worksheet().set_name("Hướng dẫn").unwrap();
        fill(guide, 0, &[&["Điền vào các trang sau"]]);
        let units = workbook.add_worksheet().set_name("Đơn vị").unwrap();
        fill(units, 0, &[&["Mã", "Tên đơn vị"], &["p1", "Phường Một"]]);
        let hosts = workbook.add_worksheet().set_name("AV_HOSTS").unwrap();
        fill(hosts, 0, &[&["code", "host"], &["h1", "PC-01"]]);
        let old = workbook.add_worksheet().set_name("assets").unwrap();
        fill(
            old,
            0,
            &[&["code", "name", "kind"], &["M1", "PC-01", "server"]],
        );
        old.set_hidden(true);
    });
    let read = tables(&bytes, None).unwrap();
    let found: Vec<(FactKind, &str)> = read.iter().map(|t| (t.kind, t.file.as_str())).collect();
    let expected = [
        (FactKind::Unit, "so.xlsx [Đơn vị]"),
        (FactKind::AvHost, "so.xlsx [AV_HOSTS]"),
    ];
    assert_eq!(found, expected);
    let passed_over: Vec<&str> = read[0].notices.iter().map(|n| n.file.as_str()).collect();
    assert_eq!(passed_over, ["so.xlsx [Hướng dẫn]", "so.xlsx [assets]"]);
}

#[test]
fn the_table_of_the_files_name_stands_on_its_first_sheet() {
    let bytes = bytes(|workbook| {
        let sheet = workbook.add_worksheet().set_name("Trang tính1").unwrap();
        fill(sheet, 0, &[&["Mã", "Tên đơn vị"], &["p1", "Phường Một"]]);
        let hosts = workbook.add_worksheet().set_name("av_hosts").unwrap();
        fill(hosts, 0, &[&["code", "host"], &["h1", "PC-01"]]);
    });
    let kinds = |kind| {
        tables(&bytes, kind)
            .unwrap()
            .iter()
            .map(|t| t.kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        kinds(Some(FactKind::Unit)),
        [FactKind::AvHost, FactKind::Unit]
    );
    assert_eq!(kinds(Some(FactKind::AvHost)), [FactKind::AvHost]);
    assert_eq!(kinds(None), [FactKind::AvHost]);
}

#[test]
fn a_workbook_without_a_table_is_refused() {
    let bytes = bytes(|workbook| {
        fill(workbook.add_worksheet(), 0, &[&["Ghi chú"]]);
    });
    assert_eq!(tables(&bytes, None).unwrap_err().code, "table.unknown");
}

#[test]
fn a_failed_formula_is_told_not_taken_as_blank() {
    let bytes = bytes(|workbook| {
        let sheet = workbook.add_worksheet().set_name("assets").unwrap();
        fill(
            sheet,
            0,
            &[&["code", "name", "kind", "os"], &["M1", "PC-01", "server"]],
        );
        let formula = rust_xlsxwriter::Formula::new("=NA()").set_result("#N/A");
        sheet.write_formula(1, 3, formula).unwrap();
    });
    let read = tables(&bytes, None).unwrap();
    assert_eq!(places(&read[0].problems), ["table.formula_error 2 os"]);
}
