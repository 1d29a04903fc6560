//! Reports out: "Báo cáo kết quả bảo đảm an toàn thông tin mạng …" as .docx in
//! the layout of Decree 30/2020/NĐ-CP, Annex I.
//!
//! The caller gives everything as plain values; here is only how it stands on
//! paper. The document is in Vietnamese, as the decree wants it. Number and
//! signature stay blank: a person gives them.

mod annex;
mod body;
mod head;
#[cfg(test)]
mod tests;

pub use crate::layout::letterhead::Signature;

use crate::layout::package::{self, About, Pages};
use domain::judgement::Status;
use domain::measure_id::MeasureId;

/// Everything a report says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReportInput {
    /// The body above the issuer.
    pub parent: Option<String>,
    /// The issuing body.
    pub issuer: String,
    /// Its abbreviation in the number line ("UBND").
    pub sign: String,
    /// The unit that drafts it, for "Lưu: VT, …".
    pub archive: String,
    /// Place before the date.
    pub place: String,
    /// Year of the report.
    pub year: i16,
    /// Who receives it (Kính gửi).
    pub recipient: String,
    /// The directive it answers: type, number, date, issuer, subject.
    pub directive: String,
    /// "dịp Tết Nguyên đán Giáp Thìn 2024".
    pub occasion: String,
    /// The instant of the data, as people write it.
    pub as_of: String,
    /// SHA-256 of the frozen snapshot, short.
    pub hash: String,
    /// Documents issued to carry the directive out.
    pub documents: Vec<String>,
    /// The duties, in printed order.
    pub duties: Vec<DutyLine>,
    /// Incidents in the watch.
    pub incidents: Zero,
    /// What is wrong: unit, duty, reason.
    pub shortcomings: Vec<String>,
    /// What is asked for.
    pub proposals: Vec<String>,
    /// All units that had to report.
    pub unit_count: usize,
    /// Names of the units that have not reported.
    pub missing_units: Vec<String>,
    /// Results by unit, for the annex.
    pub units: Vec<UnitLine>,
    /// The line "TM. …" or "KT. …" above the signature, and the signer's title.
    pub signature: Signature,
    /// The wording of what the results claim (DESIGN section 8).
    pub claim: String,
    /// Whether all data is invented: then every page says so.
    pub sample: bool,
}

/// One duty with its counts over the units.
#[derive(Debug, Clone, PartialEq)]
pub struct DutyLine {
    /// The obligation's printed path.
    pub obligation: String,
    /// The measure.
    pub measure: MeasureId,
    /// Its Vietnamese title.
    pub title: String,
    /// Units by status, in the order of [`Status::ALL`].
    pub by_status: [u32; Status::ALL.len()],
    /// Units that have not reported.
    pub not_reported: u32,
    /// Things done and in all, where the measure counts things.
    pub counted: Option<Counted>,
    /// Further figures with their labels.
    pub figures: Vec<(String, String)>,
    /// The most telling reasons.
    pub reasons: Vec<String>,
}

/// Things counted, and how well the done ones are founded.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Counted {
    /// Done.
    pub done: f64,
    /// In all.
    pub total: f64,
    /// Done as seen by Khiên (máy xác nhận).
    pub machine: f64,
    /// Done by exports of other systems (nhập).
    pub imported: f64,
    /// Done as declared by people (tự khai).
    pub declared: f64,
}

/// A number of which zero is a claim (rule 8).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Zero {
    /// Zero, and proved so: "không có".
    Proved,
    /// That many.
    Count(usize),
    /// Nothing is known.
    #[default]
    NotEstablished,
}

/// One unit's results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitLine {
    /// Its name.
    pub name: String,
    /// Whether it has reported.
    pub reported: bool,
    /// Duties by status, in the order of [`Status::ALL`].
    pub by_status: [u32; Status::ALL.len()],
    /// Printed paths of the duties that are not met.
    pub not_met: Vec<String>,
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The document could not be packed.
    #[error("không đóng gói được tệp .docx: {0}")]
    Pack(#[from] zip::result::ZipError),
}

/// Writes the report; the same input gives the same bytes.
///
/// # Errors
/// [`ReportError::Pack`] when the archive can't be written.
pub fn write(input: &ReportInput) -> Result<Vec<u8>, ReportError> {
    let mut letter = head::head(input);
    letter.extend(body::body_blocks(input));
    letter.extend(head::signature(input));
    let about = About {
        title: &head::subject(input),
        author: &input.issuer,
        sample: input.sample,
    };
    let pages = Pages::UprightThenAcross(letter, annex::annexes(input));
    Ok(package::write(&about, pages)?)
}
