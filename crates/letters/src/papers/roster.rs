//! "Bảng phân công trực": days, shifts and posts of the watch with names and
//! room for signatures; what nobody stands is marked TRỐNG.

use super::checklist::note;
use super::{Letterhead, PaperError};
use crate::layout::grid::{Column, Row, RowLook, grid, side_by_side};
use crate::layout::letterhead::signing;
use crate::layout::package::{self, About, Pages};
use crate::layout::paper::{BODY, Block, Look, WIDTH_ACROSS, centred, gap, rule, small};
use docx_rs::LineSpacing;

/// How a place that nobody fills is marked.
pub(super) const GAP: &str = "TRỐNG";

/// Everything a roster sheet says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RosterInput {
    /// Whose roster it is, and who signs it.
    pub letterhead: Letterhead,
    /// "dịp Tết Nguyên đán Giáp Thìn 2024", or nothing.
    pub occasion: String,
    /// "từ 08/02/2024 đến 14/02/2024".
    pub watch: String,
    /// The directive: type, number, date, issuer, subject.
    pub directive: String,
    /// The instant of the data, as people write it.
    pub as_of: String,
    /// Whether nobody has been assigned yet, so that this is a form to fill in.
    pub blank: bool,
    /// The days in order.
    pub days: Vec<RosterDay>,
}

/// One day of the watch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RosterDay {
    /// "Thứ Năm, ngày 08/02/2024".
    pub name: String,
    /// Its shifts in order.
    pub rows: Vec<RosterRow>,
}

/// One shift of one post.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RosterRow {
    /// "07:30 – 19:30".
    pub hours: String,
    /// The post.
    pub post: String,
    /// Who stands it; `None` when nobody does.
    pub person: Option<String>,
    /// How: on site, remote, hired.
    pub mode: String,
    /// What to know of it, such as a missing approval.
    pub remark: String,
}

/// Writes the sheet as .docx, on pages across.
///
/// # Errors
/// [`PaperError::Pack`] when the archive can't be written.
pub fn write_roster(input: &RosterInput) -> Result<Vec<u8>, PaperError> {
    let subject = format!("Trực giám sát an toàn thông tin mạng {}", input.occasion);
    let subject = subject.trim_end();
    let line = |text: &str, look: Look| centred(text, look);
    let mut blocks: Vec<Block> = vec![
        input.letterhead.sheet_head(),
        line("BẢNG PHÂN CÔNG TRỰC", Look::size(BODY).bold())
            .line_spacing(LineSpacing::new().before(240))
            .into(),
        line(subject, Look::size(BODY).bold()).into(),
        rule(2000, WIDTH_ACROSS).into(),
        line(
            &format!("Đợt trực {}, thực hiện {}.", input.watch, input.directive),
            Look::size(24).italic(),
        )
        .line_spacing(LineSpacing::new().after(120))
        .into(),
        table(input).into(),
        note(&remark(input)),
        gap(200).keep_next(true).into(),
    ];
    let left = vec![
        small("Ghi chú:", Look::size(24).bold().italic()),
        small(
            "- Người trực ký nhận khi vào ca và ký giao khi có người nhận ca;",
            Look::size(22),
        ),
        small(
            "- Đổi người phải được người phê duyệt bảng này đồng ý trước khi vào ca.",
            Look::size(22),
        ),
    ];
    let half = WIDTH_ACROSS / 2;
    let right = signing(&input.letterhead.signature);
    blocks.push(side_by_side((half, left), (half, right)).into());
    let about = About {
        title: &format!("Bảng phân công trực – {}", input.letterhead.issuer),
        author: &input.letterhead.issuer,
        sample: input.letterhead.sample,
    };
    Ok(package::write(&about, Pages::Across(blocks))?)
}

fn table(input: &RosterInput) -> docx_rs::Table {
    const COLUMNS: &[Column] = &[
        Column::Figures(1900),
        Column::Words(3300),
        Column::Words(2700),
        Column::Figures(1400),
        Column::Words(1500),
        Column::Words(1500),
        Column::Words(1703),
    ];
    let headings = [
        "Ca trực",
        "Vị trí",
        "Người trực",
        "Hình thức",
        "Ký nhận ca",
        "Ký giao ca",
        "Ghi chú",
    ]
    .map(str::to_owned);
    let mut rows = Vec::new();
    for day in &input.days {
        rows.push(Row::band(day.name.clone()));
        rows.extend(day.rows.iter().map(|row| shift(row, input.blank)));
    }
    grid(COLUMNS, &headings, &rows)
}

fn shift(row: &RosterRow, blank: bool) -> Row {
    let (person, look) = match &row.person {
        Some(person) => (person.clone(), RowLook::Room),
        None if blank => (String::new(), RowLook::Room),
        None => (GAP.to_owned(), RowLook::Gap),
    };
    Row {
        cells: vec![
            row.hours.clone(),
            row.post.clone(),
            person,
            row.mode.clone(),
            String::new(),
            String::new(),
            row.remark.clone(),
        ],
        look,
    }
}

fn remark(input: &RosterInput) -> String {
    if input.blank {
        return "Chưa có phân công nào trong dữ liệu: bảng này để điền. Ca 8 giờ là gợi ý, đơn vị sửa theo lực lượng của mình."
            .to_owned();
    }
    let gaps = input.days.iter().flat_map(|d| &d.rows);
    let gaps = gaps.filter(|row| row.person.is_none()).count();
    match gaps {
        0 => format!(
            "Dữ liệu đến {}: không có khoảng nào chưa phân công.",
            input.as_of
        ),
        n => format!(
            "Dữ liệu đến {}: còn {n} khoảng {GAP}, phải phân công người trước khi phê duyệt.",
            input.as_of
        ),
    }
}
