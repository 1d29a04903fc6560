//! Why a document was not read.

use super::picture::PictureFormat;
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
        "chưa đọc được định dạng {format}; chỉ nhận .txt, .docx, PDF và ảnh PNG, JPEG, TIFF, hãy lưu lại bằng một trong các dạng đó"
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
    /// The PDF is damaged beyond repair.
    #[error("tệp PDF hỏng hoặc sai cấu trúc ({why}); hãy xin lại bản gốc hoặc in lại ra PDF")]
    BadPdf {
        /// What was wrong.
        why: String,
    },
    /// The PDF asks for a password.
    #[error("tệp PDF có mật khẩu mở; hãy gỡ mật khẩu hoặc xin bản không khóa rồi thử lại")]
    Encrypted,
    /// The PDF holds pictures of pages, no text.
    #[error(
        "tệp PDF ({pages} trang) là bản quét, không có lớp chữ; cần nhận dạng chữ (OCR) mới đọc được"
    )]
    NoTextLayer {
        /// How many pages.
        pages: usize,
    },
    /// The file is a picture of a page.
    #[error("tệp là {}, cần nhận dạng chữ (OCR) mới đọc được", .format.name())]
    Picture {
        /// Which kind.
        format: PictureFormat,
    },
    /// The picture is damaged or says nothing about its size.
    #[error("{} hỏng hoặc sai cấu trúc; hãy quét hoặc chụp lại", .format.name())]
    BadPicture {
        /// Which kind.
        format: PictureFormat,
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
    /// Every code, so that a message between processes can be checked.
    pub const CODES: [&'static str; 12] = [
        "letter.too_large",
        "letter.not_text",
        "letter.empty",
        "letter.unsupported_format",
        "letter.zip_bomb",
        "letter.bad_docx",
        "letter.bad_pdf",
        "letter.encrypted",
        "letter.no_text_layer",
        "letter.picture",
        "letter.bad_picture",
        "letter.secret_stamp",
    ];

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
            Self::BadPdf { .. } => "letter.bad_pdf",
            Self::Encrypted => "letter.encrypted",
            Self::NoTextLayer { .. } => "letter.no_text_layer",
            Self::Picture { .. } => "letter.picture",
            Self::BadPicture { .. } => "letter.bad_picture",
            Self::SecretStamp { .. } => "letter.secret_stamp",
        }
    }
}
