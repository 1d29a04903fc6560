//! Files made or broken to hurt: each gives a message soon, and none takes the memory it asks for.

use super::{csv, places, refused, sound, zone};
use crate::tables::{COLUMNS_MAX, read};
use domain::facts::FactKind;
use std::io::Write as _;

/// The code and row of the refusal.
#[track_caller]
fn check(text: &str, code: &str, row: usize) {
    let problem = refused(FactKind::Asset, text);
    assert_eq!((problem.code, problem.row), (code, Some(row)));
}

#[test]
fn a_quote_that_does_not_close_swallows_no_rows() {
    let head = "Mã,Tên máy,Loại\n";
    check(
        &format!("{head}M1,\"máy A,server\nM2,máy B,server\n"),
        "table.unbalanced_quote",
        2,
    );
    // Two such quotes close each other, rows apart.
    check(
        &format!("{head}M1,máy,server\nM2,\"máy A,server\nM3,\"máy B,server\n"),
        "table.unbalanced_quote",
        3,
    );
    check(
        &format!("{head}M1,\"máy\" A,server\n"),
        "table.unbalanced_quote",
        2,
    );
    check(
        &format!("{head}M1, \"máy A, B\",server\n"),
        "table.unbalanced_quote",
        2,
    );
    // Quotes within a cell are letters, doubled ones within quotes too.
    let table = sound(
        FactKind::Asset,
        format!("{head}M1,màn 24\" cũ,server\nM2,\"màn 24\"\" \" ,server\n"),
    );
    assert_eq!(super::cell(&table, 0, "name"), Some("màn 24\" cũ"));
    assert_eq!(super::cell(&table, 1, "name"), Some("màn 24\""));
}

#[test]
fn endless_lines_and_columns_are_refused() {
    let line = "x".repeat(1 << 20);
    let table = csv(FactKind::Asset, &line);
    assert_eq!(places(&table.problems), ["table.no_header"]);
    let columns = "cột,".repeat(100_000);
    check(&format!("{columns}x\n"), "table.too_wide", 1);
    check(
        &format!("Mã,Tên máy,Loại\nM1,a,server\n{columns}x\n"),
        "table.too_wide",
        3,
    );
    // Blank cells at the end are how some exports end every line.
    let blank = ",".repeat(100_000);
    sound(
        FactKind::Asset,
        format!("Mã,Tên máy,Loại{blank}\nM1,a,server{blank}\n"),
    );
    let quotes = "\"\",".repeat(COLUMNS_MAX);
    sound(
        FactKind::Asset,
        format!("Mã,Tên máy,Loại\nM1,a,server,{quotes}\n"),
    );
}

/// A workbook whose one sheet is this XML, its sheet data declared as long as given.
fn workbook(sheet: &[u8]) -> Vec<u8> {
    const PARTS: &[(&str, &str)] = &[
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
        ),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"assets\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
    ];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in PARTS {
        archive.start_file(*name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive
        .start_file("xl/worksheets/sheet1.xml", options)
        .unwrap();
    archive.write_all(sheet).unwrap();
    archive.finish().unwrap().into_inner()
}

fn sheet(rows: &str) -> Vec<u8> {
    let namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    workbook(
        format!("<worksheet xmlns=\"{namespace}\"><sheetData>{rows}</sheetData></worksheet>")
            .as_bytes(),
    )
}

fn inline(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn cells_at_far_corners_do_not_span_a_grid() {
    let head = format!(
        "<row r=\"1\">{}{}{}</row>",
        inline("A1", "code"),
        inline("B1", "name"),
        inline("C1", "kind")
    );
    let far = format!(
        "<row r=\"1048576\">{}{}{}</row>",
        inline("A1048576", "M1"),
        inline("B1048576", "a"),
        inline("C1048576", "server")
    );
    let tables = read("so.xlsx", &sheet(&(head.clone() + &far)), None, &zone()).unwrap();
    assert_eq!(places(&tables[0].problems), [""; 0]);
    assert_eq!(tables[0].rows[0].row, 1_048_576);
    let wide = format!("<row r=\"2\">{}</row>", inline("XFD2", "x"));
    let problem = read("so.xlsx", &sheet(&(head.clone() + &wide)), None, &zone()).unwrap_err();
    assert_eq!((problem.code, problem.row), ("table.too_wide", Some(2)));
    let backwards = format!("<row r=\"9\">{}</row>{head}", inline("A9", "x"));
    let problem = read("so.xlsx", &sheet(&backwards), None, &zone()).unwrap_err();
    assert_eq!(problem.code, "table.workbook_unreadable");
}

#[test]
fn a_bomb_is_not_opened_whatever_size_it_declares() {
    let mut bomb = workbook(&vec![b' '; 32 * 1024 * 1024]);
    assert!(bomb.len() < 100_000);
    let refusal = |bytes: &[u8]| read("so.xlsx", bytes, None, &zone()).unwrap_err().code;
    assert_eq!(refusal(&bomb), "table.zip_bomb");
    // The same with a lie about its size: 10 bytes.
    let honest = (32_u32 * 1024 * 1024).to_le_bytes();
    let mut lies = 0;
    for at in 0..bomb.len() - 4 {
        if bomb[at..at + 4] == honest {
            bomb[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
            lies += 1;
        }
    }
    assert!(lies >= 1, "the size is declared somewhere");
    assert!(["table.zip_bomb", "table.workbook_unreadable"].contains(&refusal(&bomb)));
}

#[test]
fn broken_archives_are_refused() {
    let whole = sheet("");
    for cut in [4, 30, whole.len() / 2, whole.len() - 10] {
        let problem = read("so.xlsx", &whole[..cut], None, &zone()).unwrap_err();
        assert_eq!(problem.code, "table.workbook_unreadable", "{cut}");
    }
}
