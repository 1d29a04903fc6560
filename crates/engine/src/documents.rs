//! Documents of strangers read: the bytes go to a child process of the same
//! program with limits on memory, work and time; words come back.
//!
//! A reader of PDF or .docx that loops, eats memory or falls over takes only
//! the child with it. Scans go through `pdftoppm` and `tesseract`, where those
//! are installed, under limits of the same kind. What the words mean is read
//! here afterwards, by `letters`.

pub mod child;
mod message;
mod pages;
mod process;
mod recognise;

use crate::EngineError;
use domain::directive::{Directive, Warning};
use domain::pack::Packs;
use letters::read::{Extract, Picture, ReadError, SourceKind};
use pages::Recognised;
use process::Task;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Below this a recognition is too poor to work from.
const LOW_CONFIDENCE: f64 = 0.75;

/// How documents are given to a child process.
#[derive(Debug, Clone)]
pub struct ChildReader {
    program: PathBuf,
    search: Option<PathBuf>,
    deadlines: Deadlines,
}

/// How long the children may take.
#[derive(Debug, Clone, Copy)]
pub struct Deadlines {
    /// Taking the words out of one document.
    pub extract: Duration,
    /// Drawing or recognising one page.
    pub page: Duration,
    /// All pages of a scan.
    pub scan: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            extract: Duration::from_millis(4_500),
            page: Duration::from_secs(60),
            scan: Duration::from_mins(10),
        }
    }
}

impl ChildReader {
    /// Children of the program that is running.
    ///
    /// # Errors
    /// [`EngineError::File`] when the system does not say where it lies.
    pub fn this_program() -> Result<Self, EngineError> {
        let program = std::env::current_exe()
            .map_err(|e| EngineError::file(Path::new("chương trình đang chạy"), e))?;
        Ok(Self::new(program))
    }

    /// Children of another program that understands `read-child`, as tests have.
    #[must_use]
    pub fn new(program: PathBuf) -> Self {
        Self {
            program,
            search: None,
            deadlines: Deadlines::default(),
        }
    }

    /// With other deadlines.
    #[must_use]
    pub const fn with_deadlines(mut self, deadlines: Deadlines) -> Self {
        self.deadlines = deadlines;
        self
    }

    /// With the tools of recognition sought in this folder only, instead of on `PATH`.
    #[must_use]
    pub fn with_tools_in(mut self, folder: PathBuf) -> Self {
        self.search = Some(folder);
        self
    }
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum DocumentKind {
    /// A text file.
    Text,
    /// A Word document.
    Docx,
    /// A PDF with text.
    PdfText,
    /// A picture or a PDF of pictures, recognised.
    Scan {
        /// Mean confidence of the recognised words, 0 to 1.
        confidence: f64,
    },
}

/// A document whose words are known.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadDocument {
    /// What it is.
    pub how: DocumentKind,
    /// Its words, with the warnings of how they were had.
    pub extract: Extract,
}

impl ReadDocument {
    /// What a person should know about how the words were had; also among the directive's warnings.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.extract.warnings
    }

    /// The directive in it, read against the calendars of all packs.
    ///
    /// # Errors
    /// [`EngineError::Letter`] with what to do about it, such as a stamp of secrecy.
    pub fn directive(&self, packs: &Packs) -> Result<Directive, EngineError> {
        crate::directives::read_extract_with(packs, &self.extract)
    }
}

/// Why a document was not read, beyond what it says itself.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The child said why.
    #[error("{text}")]
    Refused {
        /// The reader's stable code.
        code: &'static str,
        /// What to do about it.
        text: String,
    },
    /// The child did not end in time, or a limit ended it.
    #[error(
        "không đọc xong tệp trong giới hạn cho phép ({0}); tệp có thể hỏng hoặc được tạo để gây quá tải, hãy xin lại bản gốc từ nơi gửi"
    )]
    Stopped(String),
    /// The program itself could not be started as a child.
    #[error("không chạy được tiến trình đọc tệp")]
    Child(#[source] std::io::Error),
    /// Recognition of text is not installed.
    #[error(
        "bản quét hoặc ảnh: máy này chưa có {missing}; hãy cài bằng lệnh: sudo apt-get install tesseract-ocr tesseract-ocr-vie poppler-utils"
    )]
    RecognitionMissing {
        /// Which program or language.
        missing: &'static str,
    },
    /// Recognition of text failed.
    #[error("không nhận dạng được chữ trên {what}; hãy quét lại ở 300 dpi, đen trắng hoặc xám")]
    RecognitionFailed {
        /// Which page or picture.
        what: String,
    },
    /// The pages are too many or too large to be recognised.
    #[error("{what} vượt {limit}; hãy tách riêng phần công văn, quét ở 300 dpi rồi thử lại")]
    ScanTooLarge {
        /// What is too large.
        what: &'static str,
        /// The limit.
        limit: &'static str,
    },
}

impl DocumentError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused { code, .. } => code,
            Self::Stopped(_) => "document.stopped",
            Self::Child(_) => "document.child_failed",
            Self::RecognitionMissing { .. } => "document.ocr_missing",
            Self::RecognitionFailed { .. } => "document.ocr_failed",
            Self::ScanTooLarge { .. } => "document.scan_too_large",
        }
    }
}

/// Reads a document in a child process, whatever its format.
///
/// # Errors
/// [`EngineError::Document`]: what the reader refused, limits and deadlines, recognition missing or failed.
pub async fn read_document(
    name: &str,
    bytes: Vec<u8>,
    reader: &ChildReader,
) -> Result<ReadDocument, EngineError> {
    // What it says of its size is looked at before any program opens it.
    if let Some(picture) = Picture::read(&bytes)? {
        return Ok(recognise::picture(&picture, &bytes, reader).await?);
    }
    let task = Task::Extract { name };
    let ended = process::run(reader, &task, bytes.clone(), reader.deadlines.extract).await?;
    match message::read(&ended)? {
        message::Answer::Words(extract) => Ok(of_extract(extract)),
        message::Answer::NoTextLayer { pages } => Ok(recognise::pdf(pages, &bytes, reader).await?),
    }
}

/// As [`read_document`], but text and Word files are read in this process: their readers hold limits of their own,
/// and the person who named the file on the command line waits for nothing else.
///
/// # Errors
/// As [`read_document`]; [`EngineError::Letter`].
pub async fn read_own_document(
    name: &str,
    bytes: Vec<u8>,
    reader: &ChildReader,
) -> Result<ReadDocument, EngineError> {
    if letters::read::needs_a_process(&bytes) {
        return read_document(name, bytes, reader).await;
    }
    Ok(of_extract(letters::read::extract(name, &bytes)?))
}

fn of_extract(extract: Extract) -> ReadDocument {
    let how = match extract.kind {
        SourceKind::Docx => DocumentKind::Docx,
        SourceKind::PdfText => DocumentKind::PdfText,
        _ => DocumentKind::Text,
    };
    ReadDocument { how, extract }
}

/// A recognised text with what a person must know about it.
fn of_scan(scan: &Recognised) -> Result<ReadDocument, DocumentError> {
    let confidence = scan.confidence();
    if scan.text.trim().is_empty() {
        return Err(DocumentError::Refused {
            code: ReadError::Empty.code(),
            text: ReadError::Empty.to_string(),
        });
    }
    let percent = format!("{:.0}", confidence * 100.0);
    let mut warnings = vec![letters::read::warning("letter.ocr", &percent)];
    if confidence < LOW_CONFIDENCE {
        warnings.push(letters::read::warning("letter.ocr_low_confidence", ""));
    }
    Ok(ReadDocument {
        how: DocumentKind::Scan { confidence },
        extract: Extract {
            kind: SourceKind::Scan,
            body: letters::read::mend_scan(&scan.text),
            asides: String::new(),
            warnings,
        },
    })
}
