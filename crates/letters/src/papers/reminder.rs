//! The reminder (đôn đốc): one draft letter to all units that have not answered.

use super::checklist::note;
use super::{Letterhead, PaperError};
use crate::layout::grid::{Column, Row, RowLook, grid};
use crate::layout::package::{self, About, Pages};
use crate::layout::paper::{BODY, Block, Look, body, centred, small};
use docx_rs::{LineSpacing, SpecialIndentType};

/// More addressees than this are named in the annex only.
const NAMED_MAX: usize = 6;
/// The subject of the letter.
const ABOUT: &str = "V/v đôn đốc báo cáo kết quả bảo đảm an toàn thông tin mạng";

/// Everything a reminder says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReminderInput {
    /// Who writes.
    pub letterhead: Letterhead,
    /// The directive the units have to answer: type, number, date, issuer, subject.
    pub directive: String,
    /// "dịp Tết Nguyên đán Giáp Thìn 2024", or nothing.
    pub occasion: String,
    /// The instant of the data, as people write it.
    pub as_of: String,
    /// Until when the units shall answer; blank on paper when nobody said.
    pub deadline: Option<String>,
    /// How many units have to report in all.
    pub unit_count: usize,
    /// The units that have not.
    pub silent: Vec<SilentUnit>,
}

/// A unit that has not answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SilentUnit {
    /// Its name.
    pub name: String,
    /// What is missing: printed path and title of each duty, in printed order.
    pub missing: Vec<String>,
    /// The earliest day by which one of them is due, as people write it.
    pub due: Option<String>,
    /// What is known all the same, from machines or from others.
    pub known: String,
}

/// Writes the draft as .docx: the letter, and the list of units as its annex.
///
/// # Errors
/// [`PaperError::Pack`] when the archive can't be written.
pub fn write_reminder(input: &ReminderInput) -> Result<Vec<u8>, PaperError> {
    let about = format!("{ABOUT} {}", input.occasion);
    let mut blocks = vec![input.letterhead.letter_head(about.trim_end())];
    blocks.extend(to(&input.silent));
    blocks.extend(sentences(input).iter().map(|s| body(s).into()));
    let closing = "Đề nghị các đơn vị nghiêm túc thực hiện./.";
    blocks.push(body(closing).keep_next(true).into());
    blocks.extend(input.letterhead.end());
    let file = About {
        title: about.trim_end(),
        author: &input.letterhead.issuer,
        sample: input.letterhead.sample,
    };
    Ok(package::write(
        &file,
        Pages::UprightThenAcross(blocks, annex(input)),
    )?)
}

/// "Kính gửi": one unit on its line, a few below it, many in the annex.
fn to(silent: &[SilentUnit]) -> Vec<Block> {
    let spaced = LineSpacing::new().before(240).after(60);
    let alone = |text: &str| -> Vec<Block> {
        vec![
            centred(text, Look::size(BODY))
                .line_spacing(spaced.clone())
                .into(),
        ]
    };
    match silent {
        [one] => alone(&format!("Kính gửi: {}.", one.name)),
        many if many.len() > NAMED_MAX => {
            alone("Kính gửi: Thủ trưởng các đơn vị có tên trong Danh sách kèm theo.")
        }
        few => {
            let mut blocks: Vec<Block> = vec![addressed("Kính gửi:", 2200)];
            let last = few.len().saturating_sub(1);
            blocks.extend(few.iter().enumerate().map(|(at, unit)| {
                let mark = if at == last { '.' } else { ';' };
                addressed(&format!("- {}{mark}", unit.name), 3500)
            }));
            blocks
        }
    }
}

fn addressed(text: &str, indent: i32) -> Block {
    small(text, Look::size(BODY))
        .indent(Some(indent), None::<SpecialIndentType>, None, None)
        .line_spacing(LineSpacing::new().before(60))
        .into()
}

fn sentences(input: &ReminderInput) -> Vec<String> {
    let issuer = &input.letterhead.issuer;
    let (silent, all) = (input.silent.len(), input.unit_count);
    let blank = format!("…… giờ …… ngày …… tháng …… năm {}", input.letterhead.year);
    let deadline = input.deadline.as_deref().unwrap_or(&blank);
    vec![
        format!(
            "Thực hiện {}, {issuer} theo dõi, tổng hợp kết quả của các đơn vị.",
            input.directive
        ),
        format!(
            "Đến {}, còn {silent}/{all} đơn vị chưa có báo cáo; đơn vị và nội dung còn thiếu nêu tại Danh sách kèm theo. \
             Để tổng hợp đúng thời hạn, {issuer} đề nghị Thủ trưởng các đơn vị:",
            input.as_of
        ),
        format!(
            "1. Hoàn thành phiếu báo cáo kết quả và gửi về {issuer} trước {deadline}. Nội dung chưa xong ghi rõ nguyên \
             nhân, người chịu trách nhiệm và ngày hoàn thành."
        ),
        "2. Nội dung không phát sinh thì ghi rõ “không phát sinh” kèm căn cứ; ô để trống không được hiểu là không phát \
         sinh. Kết quả “đạt” phải có người xác nhận và tệp minh chứng."
            .to_owned(),
        "3. Sau thời hạn trên, đơn vị chưa gửi được tổng hợp là “chưa báo cáo” trong báo cáo gửi cơ quan cấp trên."
            .to_owned(),
    ]
}

fn annex(input: &ReminderInput) -> Vec<Block> {
    const COLUMNS: &[Column] = &[
        Column::Figures(700),
        Column::Words(3100),
        Column::Words(6303),
        Column::Figures(1500),
        Column::Words(2400),
    ];
    let headings = [
        "STT",
        "Đơn vị",
        "Nhiệm vụ chưa có báo cáo",
        "Hạn sớm nhất",
        "Số liệu đã có từ nguồn khác",
    ]
    .map(str::to_owned);
    let rows: Vec<Row> = input
        .silent
        .iter()
        .zip(1_usize..)
        .map(|(unit, number)| Row {
            cells: vec![
                number.to_string(),
                unit.name.clone(),
                unit.missing.join("\n"),
                unit.due.clone().unwrap_or_default(),
                unit.known.clone(),
            ],
            look: RowLook::Plain,
        })
        .collect();
    let head = &input.letterhead;
    let attached = format!(
        "(Kèm theo Công văn số        /{} ngày        tháng        năm {} của {})",
        head.letter_sign(),
        head.year,
        head.issuer
    );
    let title = "DANH SÁCH ĐƠN VỊ CHƯA BÁO CÁO";
    vec![
        centred(title, Look::size(BODY).bold()).into(),
        centred(&attached, Look::size(26).italic())
            .line_spacing(LineSpacing::new().after(160))
            .into(),
        grid(COLUMNS, &headings, &rows).into(),
        note(
            "Hạn là ngày ghi trong văn bản; văn bản không ghi ngày thì theo mức nội bộ. Chưa báo cáo không có nghĩa là \
             chưa thực hiện, và không được tính là không phát sinh.",
        ),
    ]
}
