//! Tests of the return form: out, filled in as people do, and back.

use super::{
    Column, FORM_BYTES_MAX, FORM_ROWS_MAX, FormDuty, FormInput, HIDDEN, KIND, SHEET,
    read_return_form, write_return_form,
};
use domain::facts::Claim;
use domain::measure_id::MeasureId;
use rust_xlsxwriter::Workbook;

/// Cells of a row by column, those that are filled.
type Filled<'a> = &'a [(Column, &'a str)];

/// A duty's row as the form has it, answered.
const ANSWERED: Filled<'_> = &[
    (Column::Obligation, "1.2"),
    (Column::Measure, "awareness"),
    (Column::Claim, "Đạt"),
    (Column::Person, "Nguyễn Mẫu A"),
    (Column::File, "bien-ban.pdf"),
    (Column::Note, "=đã tuyên truyền 40/40"),
];

/// A form with these lines in the hidden sheet and these rows.
fn form(hidden: &[(&str, &str)], rows: &[Filled<'_>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(SHEET).unwrap();
    for column in Column::ALL {
        let heading = column.heading();
        sheet.write_string(2, column.position(), heading).unwrap();
    }
    for (row, at) in rows.iter().zip(3..) {
        for (column, text) in *row {
            sheet.write_string(at, column.position(), *text).unwrap();
        }
    }
    let sheet = book.add_worksheet();
    sheet.set_name(HIDDEN).unwrap();
    for ((key, value), at) in hidden.iter().zip(0..) {
        sheet.write_string(at, 0, *key).unwrap();
        sheet.write_string(at, 1, *value).unwrap();
    }
    book.save_to_buffer().unwrap()
}

const PURPOSE: &[(&str, &str)] = &[
    ("kind", KIND),
    ("version", "1"),
    ("directive", "d-1"),
    ("unit", "XLA"),
];

/// A row with one cell changed.
fn with(column: Column, text: &str) -> Vec<(Column, &str)> {
    let change = |(c, t): &(Column, &'static str)| (*c, if *c == column { text } else { *t });
    ANSWERED.iter().map(change).collect()
}

/// The problems of a form: code, row and column of each.
#[track_caller]
fn check(bytes: &[u8], expected: &[(&str, Option<usize>, Option<&str>)]) {
    let problems = read_return_form("phieu.xlsx", bytes).unwrap_err();
    let found: Vec<_> = problems
        .iter()
        .map(|p| (p.code, p.row, p.column.as_deref()))
        .collect();
    assert_eq!(found, expected, "{problems:?}");
}

#[test]
fn an_answered_form_is_read_as_it_was_meant() {
    let zero: Filled<'_> = &[
        (Column::Obligation, "Đầu mối"),
        (Column::Measure, "escalate"),
        (Column::Claim, "không phát sinh"),
        (Column::Person, "Trần Mẫu B"),
    ];
    let blank: Filled<'_> = &[(Column::Obligation, "1.3"), (Column::Measure, "hunt")];
    let form = read_return_form("f.xlsx", &form(PURPOSE, &[ANSWERED, blank, zero])).unwrap();
    assert_eq!(
        (form.directive.as_str(), form.unit.as_str()),
        ("d-1", "XLA")
    );
    let [first, second] = form.answers.as_slice() else {
        panic!("{:?}", form.answers);
    };
    assert_eq!((first.row, first.claim), (4, Claim::Met));
    assert_eq!(first.note, "=đã tuyên truyền 40/40");
    assert_eq!(first.file.as_deref(), Some("bien-ban.pdf"));
    assert_eq!(second.obligation, "contacts");
    assert_eq!((second.row, second.claim), (6, Claim::None));
}

#[test]
fn wrong_cells_are_all_told_by_row_and_column_and_nothing_is_taken() {
    let claim = with(Column::Claim, "Xong rồi");
    let person = with(Column::Person, "");
    let measure = with(Column::Measure, "no.such");
    let long = "x".repeat(5_000);
    let long = with(Column::Note, &long);
    let claim_heading = Some(Column::Claim.heading());
    check(
        &form(
            PURPOSE,
            &[ANSWERED, &claim, &person, &measure, &long, ANSWERED],
        ),
        &[
            ("return_form.claim", Some(5), claim_heading),
            ("return_form.no_person", Some(6), Some("Người xác nhận")),
            ("return_form.unknown_duty", Some(7), Some("Nhiệm vụ")),
            (
                "return_form.too_long",
                Some(8),
                Some("Ghi rõ việc đã làm, số liệu, lý do"),
            ),
            ("return_form.twice", Some(9), Some("Nhiệm vụ")),
        ],
    );
}

#[test]
fn what_is_no_form_or_too_much_is_refused() {
    let other = [
        ("kind", KIND),
        ("version", "2"),
        ("directive", "d"),
        ("unit", "u"),
    ];
    check(
        &form(&other, &[ANSWERED]),
        &[("return_form.version", None, None)],
    );
    check(
        &form(&[], &[ANSWERED]),
        &[("return_form.not_a_form", None, None)],
    );
    check(&form(PURPOSE, &[]), &[("return_form.blank", None, None)]);
    let many = vec![ANSWERED; FORM_ROWS_MAX + 1];
    check(&form(PURPOSE, &many), &[("table.too_long", None, None)]);
    check(b"PK\x03\x04", &[("table.workbook_unreadable", None, None)]);
    let large = vec![0; FORM_BYTES_MAX + 1];
    check(&large, &[("return_form.too_large", None, None)]);
}

#[test]
fn the_form_that_goes_out_is_the_form_that_is_read() {
    let duty = |obligation: &str, measure| FormDuty {
        obligation: obligation.into(),
        text: "=HYPERLINK(\"http://198.51.100.1\")".into(),
        measure,
        status: "Chưa rõ".into(),
    };
    let input = FormInput {
        directive: "d-1".into(),
        unit: "XLA".into(),
        unit_name: "UBND xã Mẫu".into(),
        duties: vec![
            duty("1.2", MeasureId::Awareness),
            duty("contacts", MeasureId::Escalate),
        ],
        sample: true,
        ..FormInput::default()
    };
    let bytes = write_return_form(&input).unwrap();
    // Everything is in its place but nobody has answered.
    check(&bytes, &[("return_form.blank", None, None)]);
    assert!(bytes == write_return_form(&input).unwrap());
}
