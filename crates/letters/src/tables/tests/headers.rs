//! Headers in both languages, with titles above, by any delimiter.

use super::{cell, csv, places, sound};
use domain::facts::FactKind;

/// The first row's code, unit and name.
#[track_caller]
fn check(kind: FactKind, text: &str, expected: [Option<&str>; 3]) {
    let table = sound(kind, text);
    let row = &table.rows[0];
    let found = [
        Some(row.code.as_str()),
        row.unit.as_deref(),
        cell(&table, 0, "name"),
    ];
    assert_eq!(found, expected, "{text}");
}

#[test]
fn headers_are_names_titles_or_synonyms_in_both_languages() {
    let expected = [Some("M1"), Some("p1"), Some("máy A")];
    for header in [
        "code,unit,name,kind",
        "Mã,Mã đơn vị,Tên máy,Loại",
        "MA,MA DON VI,TEN MAY,LOAI",
        "Code,Unit,Hostname,Kind",
        "  mã , đơn_vị ,\"Tên\nmáy\", Loại * ",
        "Mã tài sản,Đơn vị,Máy,Loại (server hoặc workstation)",
    ] {
        let row = "M1,p1,máy A,workstation";
        check(FactKind::Asset, &format!("{header}\n{row}\n"), expected);
    }
}

#[test]
fn a_better_name_beats_a_synonym_wherever_it_stands() {
    // "hostname" means the name too, but the column "name" is there.
    let text = "hostname,name,kind\nkhác,máy A,workstation\n";
    let table = sound(FactKind::Asset, text);
    assert_eq!(cell(&table, 0, "name"), Some("máy A"));
    assert_eq!(places(&table.notices), ["table.unknown_column hostname"]);
}

#[test]
fn the_code_of_a_unit_is_the_unit_elsewhere() {
    let expected = [Some("p1"), None, Some("Phường Một")];
    check(
        FactKind::Unit,
        "Mã đơn vị;Tên đơn vị\np1;Phường Một\n",
        expected,
    );
    let expected = [Some("Cổng"), Some("p1"), Some("Cổng")];
    let text = "Mã đơn vị;Tên hệ thống\np1;Cổng\n";
    let table = csv(FactKind::System, text);
    let row = &table.rows[0];
    assert_eq!(row.unit.as_deref(), expected[1]);
}

#[test]
fn any_delimiter_parts_columns_whatever_the_texts_hold() {
    let expected = [Some("M1"), Some("p1"), Some("máy A, tầng 2; phòng 3")];
    for (part, name) in [
        (";", "\"máy A, tầng 2; phòng 3\""),
        (",", "\"máy A, tầng 2; phòng 3\""),
        ("\t", "máy A, tầng 2; phòng 3"),
        ("|", "máy A, tầng 2; phòng 3"),
    ] {
        let header = ["Mã", "Mã đơn vị", "Tên máy", "Loại"].join(part);
        let row = ["M1", "p1", name, "workstation"].join(part);
        check(FactKind::Asset, &format!("{header}\n{row}\n"), expected);
    }
    // Titles full of commas, and the line by which Excel names the delimiter.
    let titles =
        "DANH SÁCH MÁY, THIẾT BỊ, PHẦN MỀM, QUÝ I, NĂM 2024\nTại: phường Một, thị xã Mẫu\n";
    for above in [titles, "sep=;\n"] {
        let text = format!("{above}Mã;Mã đơn vị;Tên máy;Loại\nM1;p1;máy A, B, C;workstation\n");
        check(
            FactKind::Asset,
            &text,
            [Some("M1"), Some("p1"), Some("máy A, B, C")],
        );
    }
}

#[test]
fn titles_blank_lines_and_repeated_headers_are_passed_over_and_rows_keep_their_number() {
    let text = "ỦY BAN NHÂN DÂN PHƯỜNG MẪU\n\nDANH SÁCH MÁY\n,,\nMã,Tên máy,Loại\n\
                M1,\"máy\nhai dòng\",workstation\n\nMã,Tên máy,Loại\nM2,máy B,server\nTổng cộng,,2\n";
    let table = sound(FactKind::Asset, text);
    let rows: Vec<(usize, &str)> = table
        .rows
        .iter()
        .map(|r| (r.row, r.code.as_str()))
        .collect();
    // As a spreadsheet shows them: the cell of two lines is one row.
    assert_eq!(rows, [(6, "M1"), (9, "M2")]);
    assert_eq!(places(&table.notices), ["table.total_row 10"]);
}

#[test]
fn columns_nobody_knows_are_told_and_passed_over() {
    let text = "Mã,Tên máy,Loại,Màu vỏ,Tên máy\nM1,máy A,server,đen,máy B\n";
    let table = sound(FactKind::Asset, text);
    assert_eq!(cell(&table, 0, "name"), Some("máy A"));
    let told = [
        "table.unknown_column Màu vỏ",
        "table.repeated_column Tên máy",
    ];
    assert_eq!(places(&table.notices), told);
}

#[test]
fn a_missing_column_is_named_with_its_form() {
    let table = csv(FactKind::Asset, "Danh sách\nMã,Tên máy\nM1,máy A\n");
    assert_eq!(places(&table.problems), ["table.missing_column 2"]);
    assert!(table.rows.is_empty());
    assert!(
        table.problems[0].vi.contains("“Loại” (kind): một trong: "),
        "{}",
        table.problems[0].vi
    );
    for text in ["", "\n\n", "chỉ có chữ\nvà chữ\n"] {
        let table = csv(FactKind::Asset, text);
        assert_eq!(places(&table.problems), ["table.no_header"], "{text:?}");
    }
}

#[test]
fn templates_are_read_back_for_every_table() {
    for kind in FactKind::ALL {
        for vietnamese in [true, false] {
            let template = crate::tables::template_csv(*kind, vietnamese);
            let table = sound(*kind, &template);
            assert!(table.notices.is_empty(), "{template}: {:?}", table.notices);
            let page = crate::tables::manual_page(vietnamese);
            assert!(page.contains(&format!("## `{}`", kind.name())));
        }
    }
}
