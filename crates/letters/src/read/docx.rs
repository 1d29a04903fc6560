//! Word documents to plain text with the printed list labels.
//!
//! Only the words are taken: paragraphs, tables, automatic numbers. Deleted
//! and hidden text is not printed, so it is not read; text boxes, headers and
//! footers are handed out apart, because a stamp may stand there. Everything
//! unpacked is counted against limits while it is unpacked, whatever the
//! archive claims about itself.

mod body;
mod numbering;
mod xml;

use super::decode::too_long;
use super::error::ReadError;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The words of a document.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct DocumentText {
    /// Paragraphs, one a line; cells of a row apart by `|`.
    pub(crate) body: String,
    /// Text boxes, headers and footers.
    pub(crate) asides: String,
}

/// Most entries of the archive.
const MAX_ENTRIES: usize = 2_000;
/// Most bytes of one part, unpacked.
const MAX_PART: u64 = 32 * 1024 * 1024;
/// Most bytes of all parts read, unpacked.
const MAX_TOTAL: u64 = 64 * 1024 * 1024;
/// Above this size a part may not unpack to more than `MAX_RATIO` times its packed size.
const RATIO_FROM: u64 = 1024 * 1024;
/// No office program packs text tighter than this.
const MAX_RATIO: u64 = 150;
/// Most parts with headers and footers looked at.
const MAX_ASIDES: usize = 40;

/// Reads a .docx; `name` tells other office formats apart in the message.
pub(crate) fn text(name: &str, bytes: &[u8]) -> Result<DocumentText, ReadError> {
    let mut package = Package::open(name, bytes)?;
    let numbering = match package.part("word/numbering.xml")? {
        Some(xml) => numbering::read(&xml, package.part("word/styles.xml")?.as_deref())?,
        None => numbering::Numbering::default(),
    };
    let main = package.main.clone();
    let Some(document) = package.part(&main)? else {
        return Err(not_a_letter(name));
    };
    let mut text = body::read(&document, numbering)?;
    drop(document);
    for part in package.asides() {
        if let Some(xml) = package.part(&part)? {
            let aside = body::read(&xml, numbering::Numbering::default())?;
            text.asides.push_str(&aside.body);
            text.asides.push_str(&aside.asides);
        }
    }
    if text.body.len() > super::decode::MAX_TEXT {
        return Err(too_long());
    }
    Ok(text)
}

fn bad(why: impl std::fmt::Display) -> ReadError {
    ReadError::BadDocx {
        why: why.to_string(),
    }
}

fn not_a_letter(name: &str) -> ReadError {
    let lower = name.to_lowercase();
    let format = match lower.rsplit('.').next() {
        Some("odt") => ".odt",
        Some("xlsx" | "xlsm") => ".xlsx",
        Some("pptx") => ".pptx",
        Some("docx" | "docm") => return bad("thiếu phần word/document.xml"),
        _ => "ZIP",
    };
    ReadError::UnsupportedFormat { format }
}

/// The main part is `word/document.xml`; Word on the web writes `document2.xml`.
fn is_main(part: &str) -> bool {
    let middle = part
        .strip_prefix("word/document")
        .and_then(|p| p.strip_suffix(".xml"));
    middle.is_some_and(|digits| digits.chars().all(|c| c.is_ascii_digit()))
}

struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Name of the main part.
    main: String,
    unpacked: u64,
}

impl<'a> Package<'a> {
    fn open(name: &str, bytes: &'a [u8]) -> Result<Self, ReadError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(bad)?;
        if archive.len() > MAX_ENTRIES {
            return Err(ReadError::ZipBomb {
                why: "quá nhiều tệp bên trong",
            });
        }
        let main = archive
            .file_names()
            .find(|part| is_main(part))
            .map(str::to_owned);
        let Some(main) = main else {
            return Err(not_a_letter(name));
        };
        Ok(Self {
            archive,
            main,
            unpacked: 0,
        })
    }

    /// The bytes of a part, if it is there.
    fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(index) = self.archive.index_for_name(name) else {
            return Ok(None);
        };
        let entry = self.archive.by_index(index).map_err(bad)?;
        let packed = entry.compressed_size();
        let limit = MAX_PART.min(MAX_TOTAL - self.unpacked);
        let mut out = Vec::new();
        // Read in steps, so that a bomb is noticed long before it is unpacked.
        let mut reader = entry.take(limit + 1);
        loop {
            let step = (&mut reader)
                .take(RATIO_FROM)
                .read_to_end(&mut out)
                .map_err(bad)?;
            let size = out.len() as u64;
            if size > RATIO_FROM && size / MAX_RATIO > packed.max(1) {
                return Err(ReadError::ZipBomb {
                    why: "tỷ lệ nén quá cao",
                });
            }
            if size > limit {
                return Err(ReadError::ZipBomb {
                    why: "vượt 64 MB"
                });
            }
            if step == 0 {
                break;
            }
        }
        self.unpacked += out.len() as u64;
        Ok(Some(out))
    }

    /// Names of the parts with headers and footers.
    fn asides(&self) -> Vec<String> {
        let is_aside = |name: &&str| {
            name.strip_prefix("word/")
                .is_some_and(|part| part.starts_with("header") || part.starts_with("footer"))
                && name.ends_with(".xml")
        };
        self.archive
            .file_names()
            .filter(is_aside)
            .take(MAX_ASIDES)
            .map(str::to_owned)
            .collect()
    }
}
