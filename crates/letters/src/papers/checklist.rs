//! "Việc của tôi" on paper: what a unit has to do under a directive, what
//! proves it, by when, and room for who does it.

use super::PaperError;
use crate::layout::figures::{capitalised, with_stop};
use crate::layout::grid::{Column, Row, RowLook, grid, side_by_side};
use crate::layout::package::{self, About, Pages};
use crate::layout::paper::{BODY, Block, Look, WIDTH_ACROSS, centred, gap, rule, small};
use docx_rs::{LineSpacing, Paragraph};

/// An empty box to tick.
const BOX: &str = "☐";

/// Everything a checklist says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChecklistInput {
    /// Whose work it is: a unit's name, or the words for a class of units.
    pub whose: String,
    /// The directive: type, number, date, issuer, subject.
    pub directive: String,
    /// The watch: "từ 08/02/2024 đến 14/02/2024".
    pub watch: String,
    /// When the list was made, as people write it.
    pub as_of: String,
    /// The clauses in printed order.
    pub clauses: Vec<ChecklistClause>,
    /// Whether all data is invented.
    pub sample: bool,
}

/// A clause with what it asks of the unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChecklistClause {
    /// Its printed path.
    pub path: String,
    /// Its own words.
    pub text: String,
    /// What has to be done under it.
    pub tasks: Vec<ChecklistTask>,
}

/// One thing to do under a clause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChecklistTask {
    /// What it is.
    pub title: String,
    /// How it stands now with the deciding reason, where it was judged.
    pub now: Option<String>,
    /// How it is done, one line each.
    pub steps: Vec<String>,
    /// What proves it.
    pub proof: Vec<String>,
    /// By when, as people write it.
    pub due: Option<String>,
    /// Whether it is done already.
    pub done: bool,
}

/// Writes the checklist as .docx, on pages across.
///
/// # Errors
/// [`PaperError::Pack`] when the archive can't be written.
pub fn write_checklist(input: &ChecklistInput) -> Result<Vec<u8>, PaperError> {
    let title = "DANH MỤC VIỆC CẦN LÀM";
    let line = |text: &str, look: Look| -> Block { centred(text, look).into() };
    let watch = format!(
        "Đợt cao điểm {}. Lập lúc {}. Đánh dấu khi có đủ minh chứng, không phải khi bắt đầu làm.",
        input.watch, input.as_of
    );
    let mut blocks = vec![
        line(title, Look::size(BODY).bold()),
        line(&input.whose, Look::size(BODY).bold()),
        rule(2000, WIDTH_ACROSS).into(),
        line(
            &format!("Thực hiện {}", with_stop(&input.directive)),
            Look::size(24).italic(),
        ),
        centred(&watch, Look::size(24).italic())
            .line_spacing(LineSpacing::new().after(160))
            .into(),
        table(input).into(),
        gap(240).keep_next(true).into(),
    ];
    blocks.push(
        side_by_side(
            (WIDTH_ACROSS / 2, signer("NGƯỜI LẬP")),
            (WIDTH_ACROSS / 2, signer("NGƯỜI ĐỨNG ĐẦU ĐƠN VỊ")),
        )
        .into(),
    );
    let about = About {
        title: &format!("Danh mục việc cần làm – {}", input.whose),
        author: &input.whose,
        sample: input.sample,
    };
    Ok(package::write(&about, Pages::Across(blocks))?)
}

fn signer(who: &str) -> Vec<Paragraph> {
    let hint = lang::text(lang::Lang::Vi, "report-name-blank", &[]);
    vec![
        centred(who, Look::size(26).bold()).keep_next(true),
        centred(&hint, Look::size(24).italic()).keep_next(true),
        gap(1000),
    ]
}

fn table(input: &ChecklistInput) -> docx_rs::Table {
    const COLUMNS: &[Column] = &[
        Column::Figures(700),
        Column::Words(5600),
        Column::Words(3603),
        Column::Figures(1400),
        Column::Words(2700),
    ];
    let headings = [
        "Xong",
        "Việc cần làm",
        "Minh chứng cần có",
        "Hạn",
        "Người làm (họ tên, ngày xong)",
    ]
    .map(str::to_owned);
    let mut rows = Vec::new();
    for clause in &input.clauses {
        rows.push(Row::band(format!("{}. {}", clause.path, clause.text)));
        rows.extend(clause.tasks.iter().map(task));
    }
    grid(COLUMNS, &headings, &rows)
}

fn task(task: &ChecklistTask) -> Row {
    let mut lines = vec![task.title.clone()];
    lines.extend(task.now.iter().map(|now| format!("Hiện tại: {now}")));
    lines.extend(
        task.steps
            .iter()
            .map(|step| format!("• {}", with_stop(&capitalised(step)))),
    );
    let proof: Vec<String> = task.proof.iter().map(|p| boxed(p)).collect();
    let tick = if task.done { "☑" } else { BOX };
    Row {
        cells: vec![
            tick.to_owned(),
            lines.join("\n"),
            proof.join("   "),
            task.due.clone().unwrap_or_default(),
            String::new(),
        ],
        look: RowLook::Task,
    }
}

/// A box with its words: never parted from the first, and a short title from none.
fn boxed(title: &str) -> String {
    const SHORT: usize = 26;
    let whole = format!("{BOX} {title}");
    if title.chars().count() > SHORT {
        whole.replacen(' ', "\u{a0}", 1)
    } else {
        whole.replace(' ', "\u{a0}")
    }
}

/// A note under a table.
pub(super) fn note(text: &str) -> Block {
    small(text, Look::size(22).italic())
        .line_spacing(LineSpacing::new().before(80))
        .into()
}
