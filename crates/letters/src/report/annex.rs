//! The annexes: results by duty and by unit, each on pages of its own.

use super::body::{CONTACTS, READING_ORDER};
use super::{Counted, DutyLine, ReportInput, UnitLine};
use crate::layout::figures::number;
use crate::layout::grid::{Column, Row, RowLook, grid};
use crate::layout::paper::{BODY, Block, Look, WIDTH_ACROSS, centred, small};
use docx_rs::{LineSpacing, Table};
use domain::judgement::Status;
use lang::{Lang, text, word};

/// Where nothing is counted.
const NOTHING: &str = "–";
/// What the three origins of figures mean.
const ORIGINS: &str = "Máy xác nhận: Khiên tự kiểm tra, tự ghi nhận. Nhập: tệp kết xuất của hệ thống khác. \
    Tự khai: người có tên kê khai. “–”: tiêu chí không đếm hoặc \
    chưa có số liệu. Các cột từ “Đạt” đến “Chưa báo cáo” đếm đơn vị.";
/// What the statuses of the second annex count.
const STATUSES: &str = "Mỗi ô đếm số nhiệm vụ của đơn vị. Đơn vị chưa báo cáo (chữ nghiêng) không được tính là \
    không có phát sinh; kết quả của đơn vị đó, nếu có, là từ số liệu máy hoặc tệp nhập.";

fn t(id: &str, values: &[(&str, lang::Value<'_>)]) -> String {
    text(Lang::Vi, id, values)
}

/// Both annexes.
pub(super) fn annexes(input: &ReportInput) -> Vec<Block> {
    let mut blocks = title(input, "I", "KẾT QUẢ THEO NHIỆM VỤ", false);
    blocks.push(by_duty(&input.duties).into());
    blocks.push(note(ORIGINS));
    blocks.extend(title(input, "II", &t("report-annex-units", &[]), true));
    blocks.push(by_unit(&input.units).into());
    blocks.push(note(STATUSES));
    blocks
}

/// The first annex opens the pages across, so only the second breaks the page itself.
fn title(input: &ReportInput, number: &str, title: &str, breaks: bool) -> Vec<Block> {
    let year = input.year.to_string();
    let attached = t(
        "report-annex-attached",
        &[
            ("sign", input.sign.as_str().into()),
            ("year", year.as_str().into()),
            ("unit", input.issuer.as_str().into()),
        ],
    );
    let number = centred(
        &t("report-annex", &[("number", number.into())]),
        Look::size(BODY).bold(),
    );
    vec![
        number.page_break_before(breaks).outline_lvl(0).into(),
        centred(title, Look::size(BODY).bold()).into(),
        centred(&attached, Look::size(26).italic())
            .line_spacing(LineSpacing::new().after(160))
            .into(),
    ]
}

fn note(text: &str) -> Block {
    small(text, Look::size(22).italic())
        .line_spacing(LineSpacing::new().before(80))
        .into()
}

fn by_duty(duties: &[DutyLine]) -> Table {
    const COLUMNS: &[Column] = &[
        Column::Figures(1000),
        Column::Words(3803),
        Column::Figures(1300),
        Column::Figures(1000),
        Column::Figures(850),
        Column::Figures(850),
        Column::Figures(800),
        Column::Figures(850),
        Column::Figures(850),
        Column::Figures(850),
        Column::Figures(850),
        Column::Figures(1000),
    ];
    const { assert!(width(COLUMNS) == WIDTH_ACROSS) };
    let mut headings = vec!["Nhiệm vụ".to_owned(), t("report-column-measure", &[])];
    headings.push("Đã xong/ Tổng số".to_owned());
    headings.extend(
        ["machine", "imported", "declared"].map(|basis| t(&format!("report-column-{basis}"), &[])),
    );
    headings.extend(READING_ORDER.map(heading_of));
    headings.push(word(Lang::Vi, "status", "not-reported"));
    grid(
        COLUMNS,
        &headings,
        &duties.iter().map(duty_row).collect::<Vec<_>>(),
    )
}

fn duty_row(duty: &DutyLine) -> Row {
    let of = |figure: fn(&Counted) -> f64| {
        duty.counted
            .as_ref()
            .map_or_else(|| NOTHING.to_owned(), |c| number(figure(c)))
    };
    let done = duty
        .counted
        .map(|c| format!("{}/{}", number(c.done), number(c.total)));
    let mut cells = vec![label(&duty.obligation).to_owned(), duty.title.clone()];
    cells.push(done.unwrap_or_else(|| NOTHING.to_owned()));
    cells.extend([of(|c| c.machine), of(|c| c.imported), of(|c| c.declared)]);
    cells.extend(counts(&duty.by_status));
    cells.push(duty.not_reported.to_string());
    Row {
        cells,
        look: RowLook::Plain,
    }
}

/// An obligation as the annexes name it.
fn label(obligation: &str) -> &str {
    if obligation == CONTACTS {
        "Đầu mối"
    } else {
        obligation
    }
}

fn by_unit(units: &[UnitLine]) -> Table {
    const COLUMNS: &[Column] = &[
        Column::Figures(700),
        Column::Words(4000),
        Column::Figures(1500),
        Column::Figures(850),
        Column::Figures(850),
        Column::Figures(850),
        Column::Figures(850),
        Column::Figures(900),
        Column::Words(3503),
    ];
    const { assert!(width(COLUMNS) == WIDTH_ACROSS) };
    let mut headings = vec![
        t("report-column-number", &[]),
        t("report-column-unit", &[]),
        "Báo cáo".to_owned(),
    ];
    headings.extend(READING_ORDER.map(heading_of));
    headings.push("Nhiệm vụ chưa đạt".to_owned());
    let mut rows: Vec<Row> = units
        .iter()
        .enumerate()
        .map(|(at, unit)| unit_row(at + 1, unit))
        .collect();
    rows.push(total_row(units));
    grid(COLUMNS, &headings, &rows)
}

fn unit_row(number: usize, unit: &UnitLine) -> Row {
    let (reported, look) = if unit.reported {
        ("Đã báo cáo".to_owned(), RowLook::Plain)
    } else {
        (word(Lang::Vi, "status", "not-reported"), RowLook::Missing)
    };
    let mut cells = vec![number.to_string(), unit.name.clone(), reported];
    cells.extend(counts(&unit.by_status));
    let not_met: Vec<&str> = unit.not_met.iter().map(|path| label(path)).collect();
    cells.push(not_met.join(", "));
    Row { cells, look }
}

/// Sums that reconcile: each is that of the rows above.
fn total_row(units: &[UnitLine]) -> Row {
    let mut sum = [0_u32; Status::ALL.len()];
    for unit in units {
        for (sum, n) in sum.iter_mut().zip(unit.by_status) {
            *sum = sum.saturating_add(n);
        }
    }
    let reported = units.iter().filter(|u| u.reported).count();
    let mut cells = vec![
        String::new(),
        t("report-row-total", &[]),
        format!("{reported}/{}", units.len()),
    ];
    cells.extend(counts(&sum));
    cells.push(String::new());
    Row {
        cells,
        look: RowLook::Total,
    }
}

/// The counts in the order people read them.
fn counts(by_status: &[u32; Status::ALL.len()]) -> impl Iterator<Item = String> {
    READING_ORDER.into_iter().map(move |status| {
        let counts = Status::ALL.iter().zip(by_status);
        let mut of = counts
            .filter(|(s, _)| **s == status)
            .map(|(_, n)| n.to_string());
        of.next().unwrap_or_default()
    })
}

fn heading_of(status: Status) -> String {
    word(Lang::Vi, "status", status.as_str())
}

const fn width(columns: &[Column]) -> usize {
    let mut sum = 0;
    let mut rest = columns;
    while let [Column::Words(width) | Column::Figures(width), tail @ ..] = rest {
        sum += *width;
        rest = tail;
    }
    sum
}
