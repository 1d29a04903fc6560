//! Why a document was not read.

use thiserror::Error;

/// A document that could not be read at all; what is odd but readable is a
/// warning of the directive instead. Texts are Vietnamese and say what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file or its text is larger than any directive.
    #[error("tệp quá lớn ({what} vượt {limit}); hãy tách riêng phần công văn rồi thử lại")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The limit, with its unit.
        limit: &'static str,
    },
    /// The bytes are not text in a known encoding.
    #[error("không đọc được dưới dạng văn bản ({why}); hãy lưu lại thành .txt mã UTF-8 hoặc .docx")]
    NotText {
        /// What was found.
        why: String,
    },
    /// There is no text in it.
    #[error("tệp không có chữ nào; nếu là bản quét, hãy nhận dạng chữ (OCR) trước")]
    Empty,
    /// The format is known but not read here.
    #[error(
        "chưa đọc được định dạng {format}; chỉ nhận .txt và .docx, hãy lưu lại bằng một trong hai"
    )]
    UnsupportedFormat {
        /// Name of the format.
        format: &'static str,
    },
    /// The archive unpacks to far more than it holds.
    #[error(
        "tệp .docx giải nén lớn bất thường ({why}), có thể là bom nén; không mở, hãy xin lại bản gốc từ nơi gửi"
    )]
    ZipBomb {
        /// Which limit was passed.
        why: &'static str,
    },
    /// The archive or its XML is damaged, or nested too deep.
    #[error(
        "tệp .docx hỏng hoặc sai cấu trúc ({why}); hãy mở bằng Word hoặc LibreOffice rồi lưu lại"
    )]
    BadDocx {
        /// What was wrong.
        why: String,
    },
    /// The document bears a stamp of state secrecy (DESIGN section 8).
    #[error(
        "văn bản có dấu chỉ độ mật “{stamp}”: không được xử lý trên hệ thống này và không giữ bản sao; hãy làm theo quy định bảo vệ bí mật nhà nước"
    )]
    SecretStamp {
        /// The stamp as printed.
        stamp: String,
    },
}

impl ReadError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "letter.too_large",
            Self::NotText { .. } => "letter.not_text",
            Self::Empty => "letter.empty",
            Self::UnsupportedFormat { .. } => "letter.unsupported_format",
            Self::ZipBomb { .. } => "letter.zip_bomb",
            Self::BadDocx { .. } => "letter.bad_docx",
            Self::SecretStamp { .. } => "letter.secret_stamp",
        }
    }
}
