//! The return of a unit without accounts, as a workbook: it goes out with one
//! row per duty and comes back filled in.
//!
//! The sheet people see is locked but for the cells to fill in; a hidden sheet
//! says which directive, unit and version the form is for. What comes back is
//! hostile until read: limits on size and rows, every error with its place,
//! all or nothing. Whether the answers may count is decided elsewhere.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::read_return_form;
pub use write::write_return_form;

use domain::directive::Obligation;
use domain::facts::Claim;
use domain::measure_id::MeasureId;

/// The version of the form; a form of another one is refused.
pub const FORM_VERSION: u32 = 1;
/// Largest form taken.
pub const FORM_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Most rows taken of a form; a directive has some dozens of duties.
pub const FORM_ROWS_MAX: usize = 1_000;

/// The sheet to fill in.
const SHEET: &str = "Phiếu báo cáo";
/// The hidden sheet that says what the form is for.
const HIDDEN: &str = "khien";
/// What its first cell says.
const KIND: &str = "khien.return_form";

/// A column of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Obligation,
    Text,
    Title,
    Status,
    Claim,
    Person,
    File,
    Note,
    Measure,
}

impl Column {
    const ALL: [Self; 9] = [
        Self::Obligation,
        Self::Text,
        Self::Title,
        Self::Status,
        Self::Claim,
        Self::Person,
        Self::File,
        Self::Note,
        Self::Measure,
    ];

    const fn heading(self) -> &'static str {
        match self {
            Self::Obligation => "Nhiệm vụ",
            Self::Text => "Nội dung văn bản giao",
            Self::Title => "Tiêu chí",
            Self::Status => "Kết quả hiện có",
            Self::Claim => "Đơn vị báo cáo",
            Self::Person => "Người xác nhận",
            Self::File => "Tên tệp minh chứng gửi kèm",
            Self::Note => "Ghi rõ việc đã làm, số liệu, lý do",
            Self::Measure => "Mã tiêu chí",
        }
    }

    /// Width in characters.
    const fn width(self) -> f64 {
        match self {
            Self::Obligation => 9.0,
            Self::Text => 40.0,
            Self::Title => 22.0,
            Self::Status => 14.0,
            Self::Claim => 16.0,
            Self::Person => 18.0,
            Self::File => 18.0,
            Self::Note => 32.0,
            Self::Measure => 12.0,
        }
    }

    /// Position from 0.
    fn position(self) -> u16 {
        let before = Self::ALL.iter().take_while(|c| **c != self).count();
        u16::try_from(before).unwrap_or(0)
    }

    /// Whether the unit fills it in.
    const fn is_open(self) -> bool {
        matches!(self, Self::Claim | Self::Person | Self::File | Self::Note)
    }
}

/// The words of the drop-down list.
const CLAIMS: [(Claim, &str); 5] = [
    (Claim::Met, "Đạt"),
    (Claim::Partial, "Một phần"),
    (Claim::NotMet, "Chưa đạt"),
    (Claim::NotApplicable, "Không áp dụng"),
    (Claim::None, "Không phát sinh"),
];

/// What stands in the form for the obligation that no clause prints.
const CONTACTS: &str = "Đầu mối";

/// An obligation as the form prints it.
fn printed(obligation: &str) -> &str {
    match obligation {
        Obligation::CONTACTS => CONTACTS,
        path => path,
    }
}

/// The obligation that the form prints so.
fn obligation(printed: &str) -> &str {
    match printed {
        CONTACTS => Obligation::CONTACTS,
        path => path,
    }
}

/// Everything a form says when it goes out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormInput {
    /// Id of the directive in the data folder.
    pub directive: String,
    /// The directive for people: type, number, date, issuer, subject.
    pub citation: String,
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Until when it has to be back, as people write it; blank when nobody said.
    pub deadline: Option<String>,
    /// The instant of the results printed, as people write it.
    pub as_of: String,
    /// The duties in printed order.
    pub duties: Vec<FormDuty>,
    /// Whether all data is invented.
    pub sample: bool,
}

/// One row of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormDuty {
    /// The obligation's printed path.
    pub obligation: String,
    /// The clause's own words.
    pub text: String,
    /// The measure.
    pub measure: MeasureId,
    /// How it stands now, in words.
    pub status: String,
}

/// A form that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnForm {
    /// Id of the directive it answers.
    pub directive: String,
    /// Code of the unit it speaks for.
    pub unit: String,
    /// The rows that were filled in, in the order of the sheet; never empty.
    pub answers: Vec<Answer>,
}

/// One filled row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Row as people count, from 1.
    pub row: usize,
    /// The obligation's printed path.
    pub obligation: String,
    /// The measure.
    pub measure: MeasureId,
    /// What is claimed.
    pub claim: Claim,
    /// Who says it.
    pub person: String,
    /// Name of the file that comes beside the form; the file itself is not in it.
    pub file: Option<String>,
    /// In their words.
    pub note: String,
}
