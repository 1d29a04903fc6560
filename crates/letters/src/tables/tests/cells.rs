//! What is wrong with single cells, told by row and column with what to write.

use super::{cell, csv, places, sound};
use crate::tables::PROBLEMS_MAX;
use domain::facts::FactKind;

#[test]
fn every_wrong_cell_is_told_with_its_place_and_the_form_wanted() {
    let text = "Ca trực theo tuần\nMã,Vị trí trực,Người trực,Từ,Đến,Xảy ra lúc\n\
                c1,p1,Cán bộ A,08/02/2024 07:30,08/02/2024 19:30,\n\
                c2,p1,,tối nay,#REF!,hôm qua\n";
    let table = csv(FactKind::Shift, text);
    let expected = [
        "table.malformed_cell 4 Xảy ra lúc",
        "table.formula_error 4 Đến",
        "table.blank 4 Người trực",
        "table.malformed_cell 4 Từ",
    ];
    assert_eq!(places(&table.problems), expected);
    let from = &table.problems[3];
    let wanted = "“tối nay” không đúng dạng; cần ngày giờ, ví dụ 08/02/2024 07:30";
    assert!(from.vi.starts_with(wanted), "{}", from.vi);
    assert!(from.en.contains("such as 08/02/2024 07:30"), "{}", from.en);
    assert!(
        from.to_string().starts_with("bang.csv, dòng 4, cột “Từ”: "),
        "{from}"
    );
    let rows: Vec<&str> = table.rows.iter().map(|r| r.code.as_str()).collect();
    assert_eq!(rows, ["c1"]);
}

#[test]
fn cells_are_canonical_and_instants_are_of_the_zone() {
    let text = "Mã;Vị trí trực;Người trực;Từ;Đến;Xảy ra lúc\nc1;p1;Cán bộ A;8/2/2024 7h30;2024-02-08T19:30:00+07:00;07/02/2024\n";
    let table = sound(FactKind::Shift, text);
    assert_eq!(cell(&table, 0, "from"), Some("2024-02-08T00:30:00Z"));
    assert_eq!(cell(&table, 0, "to"), Some("2024-02-08T12:30:00Z"));
    assert_eq!(cell(&table, 0, "approved_by"), None);
    let occurred = table.rows[0].occurred_at.unwrap();
    assert_eq!(occurred.to_string(), "2024-02-06T17:00:00Z");
}

#[test]
fn a_text_beyond_what_a_cell_holds_is_told() {
    let long = "dài".repeat(20_000);
    let text = format!("Mã,Tên máy,Loại\nM1,{long},server\n{long},máy B,server\n");
    let table = csv(FactKind::Asset, text);
    let expected = ["table.cell_too_long 2 Tên máy", "table.cell_too_long 3 Mã"];
    assert_eq!(places(&table.problems), expected);
}

#[test]
fn problems_beyond_the_limit_are_counted() {
    let rows: String = (0..PROBLEMS_MAX + 50)
        .map(|n| format!("M{n},máy,tủ lạnh\n"))
        .collect();
    let table = csv(FactKind::Asset, format!("Mã,Tên máy,Loại\n{rows}"));
    assert_eq!(table.problems.len(), PROBLEMS_MAX + 1);
    let last = table.problems.last().unwrap();
    assert_eq!(
        (last.code, last.vi.as_str()),
        ("table.more_problems", "và 50 lỗi nữa")
    );
    assert!(table.rows.is_empty());
}

#[test]
fn a_row_that_only_looks_like_a_total_is_kept() {
    let text = "code,hosts,at\ntổng,250,08/02/2024 06:00\n";
    let table = sound(FactKind::AvTotal, text);
    assert_eq!(places(&table.notices), [""; 0]);
    assert_eq!(table.rows[0].code, "tổng");
}
