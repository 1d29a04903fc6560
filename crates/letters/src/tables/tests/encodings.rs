//! The same table in every encoding that spreadsheets and old programs write.

use super::{cell, csv, refused, sound};
use domain::facts::FactKind;

const TABLE: &str =
    "Mã,Tên máy,Loại,Lý do loại bỏ\nPC-01,Máy tính phòng Văn thư,workstation,hỏng ổ đĩa\n";

#[track_caller]
fn check(bytes: &[u8]) {
    let table = sound(FactKind::Asset, bytes);
    assert_eq!(table.rows.len(), 1);
    assert_eq!(table.rows[0].code, "PC-01");
    assert_eq!(cell(&table, 0, "name"), Some("Máy tính phòng Văn thư"));
    assert_eq!(cell(&table, 0, "retired_reason"), Some("hỏng ổ đĩa"));
}

fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn every_encoding_gives_the_same_table() {
    check(TABLE.as_bytes());
    check(format!("\u{feff}{TABLE}").as_bytes());
    for marked in [TABLE.to_owned(), format!("\u{feff}{TABLE}")] {
        check(&wide(&marked, u16::to_le_bytes));
        check(&wide(&marked, u16::to_be_bytes));
    }
}

#[test]
fn tones_as_marks_of_their_own_are_composed() {
    use unicode_normalization::UnicodeNormalization as _;
    check(TABLE.nfd().collect::<String>().as_bytes());
    check(&windows_1258(TABLE));
}

/// As Vietnamese Windows writes: letters with their shape, tones behind them as marks.
fn windows_1258(text: &str) -> Vec<u8> {
    use unicode_normalization::UnicodeNormalization as _;
    let mut bytes = Vec::new();
    for letter in text.chars() {
        let mut parts: Vec<char> = core::iter::once(letter).nfd().collect();
        let tone = parts
            .iter()
            .position(|c| "\u{300}\u{301}\u{303}\u{309}\u{323}".contains(*c));
        let tone = tone.map(|at| parts.remove(at));
        let base: String = parts.into_iter().nfc().chain(tone).collect();
        let (encoded, _, lost) = encoding_rs::WINDOWS_1258.encode(&base);
        assert!(!lost, "{letter}");
        bytes.extend_from_slice(&encoded);
    }
    bytes
}

#[test]
fn wide_text_of_plain_letters_needs_no_mark() {
    let text = "code,name,kind\nPC-01,Front desk,workstation\n";
    let table = sound(FactKind::Asset, wide(text, u16::to_le_bytes));
    assert_eq!(cell(&table, 0, "name"), Some("Front desk"));
}

#[test]
fn all_line_ends_are_line_ends() {
    for end in ["\n", "\r\n", "\r"] {
        let text =
            TABLE.replace('\n', end) + "PC-02,Máy hai,workstation,\n".replace('\n', end).as_str();
        let table = csv(FactKind::Asset, text);
        let rows: Vec<usize> = table.rows.iter().map(|r| r.row).collect();
        assert_eq!(rows, [2, 3], "{end:?}");
    }
}

#[test]
fn what_is_no_text_is_refused() {
    for (bytes, code) in [
        (&b"code,name\0\nx\0y,z\n"[..], "table.not_text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "table.not_text"),
        (b"\xff\xfec\0o\0d", "table.not_text"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
            "table.old_workbook",
        ),
    ] {
        assert_eq!(refused(FactKind::Asset, bytes).code, code, "{bytes:?}");
    }
}
