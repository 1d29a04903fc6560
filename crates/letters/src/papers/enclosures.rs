//! The request for documents that a directive cites as attached and that never came.

use super::{Letterhead, PaperError};
use crate::layout::package::{self, About, Pages};
use crate::layout::paper::{BODY, Block, Look, body, centred};
use docx_rs::LineSpacing;

/// The subject of the letter.
const ABOUT: &str = "V/v đề nghị gửi văn bản kèm theo chưa nhận được";

/// Everything the request says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnclosuresInput {
    /// Who writes.
    pub letterhead: Letterhead,
    /// Who sent the directive (Kính gửi).
    pub recipient: String,
    /// The directive: type, number, date, issuer, subject.
    pub directive: String,
    /// The day the directive came, as people write it.
    pub received: String,
    /// The instant of the data, as people write it.
    pub as_of: String,
    /// What is missing.
    pub missing: Vec<MissingEnclosure>,
}

/// A document that was cited and not received.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MissingEnclosure {
    /// What it is called in the text.
    pub title: String,
    /// Number and sign, where printed.
    pub sign: Option<String>,
    /// Printed paths of the duties that rest on it.
    pub duties: Vec<String>,
}

/// Writes the draft as .docx.
///
/// # Errors
/// [`PaperError::Pack`] when the archive can't be written.
pub fn write_enclosures(input: &EnclosuresInput) -> Result<Vec<u8>, PaperError> {
    let issuer = &input.letterhead.issuer;
    let to = format!("Kính gửi: {}.", input.recipient.trim_end_matches('.'));
    let mut blocks: Vec<Block> = vec![
        input.letterhead.letter_head(ABOUT),
        centred(&to, Look::size(BODY))
            .line_spacing(LineSpacing::new().before(240).after(60))
            .into(),
        body(&format!(
            "Ngày {}, {issuer} nhận được {}.",
            input.received, input.directive
        ))
        .into(),
        body(&format!(
            "Văn bản nêu {} tài liệu kèm theo hoặc phải đăng tải mà đến {} {issuer} chưa nhận được:",
            input.missing.len(),
            input.as_of
        ))
        .into(),
    ];
    blocks.extend(
        input
            .missing
            .iter()
            .zip(1_usize..)
            .map(|(missing, number)| body(&line(missing, number)).into()),
    );
    blocks.push(
        body(&format!(
            "Để có căn cứ thực hiện đầy đủ và đúng thời hạn, {issuer} đề nghị {} gửi các tài liệu trên qua hệ thống quản \
             lý văn bản; trường hợp tài liệu đã được đăng tải thì cho biết địa chỉ đăng tải.",
            input.recipient.trim_end_matches('.')
        ))
        .into(),
    );
    let closing = "Rất mong nhận được sự quan tâm, phối hợp của Quý cơ quan./.";
    blocks.push(body(closing).keep_next(true).into());
    blocks.extend(input.letterhead.end());
    let about = About {
        title: ABOUT,
        author: issuer,
        sample: input.letterhead.sample,
    };
    Ok(package::write(&about, Pages::Upright(blocks))?)
}

fn line(missing: &MissingEnclosure, number: usize) -> String {
    let mut line = format!("{number}. {}", missing.title.trim_end_matches(['.', ';']));
    if let Some(sign) = missing
        .sign
        .as_ref()
        .filter(|s| !missing.title.contains(*s))
    {
        line.push_str(&format!(" (số {sign})"));
    }
    if !missing.duties.is_empty() {
        line.push_str(&format!(
            ", căn cứ để thực hiện nhiệm vụ {}",
            missing.duties.join(", ")
        ));
    }
    line.push('.');
    line
}
