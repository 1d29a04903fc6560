//! The registry of fuzz targets: one entry for each parser of hostile bytes.
//!
//! To add one, write a function from bytes to [`Shape`] and an entry here; it then
//! runs five seconds in every `cargo xtask test`.

use super::shape::Shape;

mod advisories;
mod archive;
mod backups;
mod forms;
mod intake;
mod lake;
mod letters;
mod logs;
mod packs;
mod pages;
mod pdf;
mod rules;
mod searches;
mod segments;
mod tables;
mod versions;

/// One parser under trial.
pub(super) struct Target {
    /// Its name on the command line: crate, then what is read.
    pub(super) name: &'static str,
    /// Feeds it; must not panic for any input.
    pub(super) run: fn(&[u8]) -> Shape,
    /// Inputs to begin with.
    pub(super) samples: fn() -> Vec<Vec<u8>>,
    /// Further ones: folders of the repository, each with an ending of file names.
    pub(super) folders: &'static [(&'static str, &'static str)],
    /// Words of the format.
    pub(super) dictionary: &'static [&'static str],
}

/// All of them.
pub(super) static TARGETS: &[&Target] = &[
    &letters::CLASSIFY,
    &letters::TEXT,
    &letters::DOCX,
    &letters::DOCX_XML,
    &pdf::PDF,
    &pdf::PICTURE,
    &tables::CSV,
    &tables::XLSX,
    &tables::XLSX_ARCHIVE,
    &forms::RETURN_FORM,
    &forms::RETURN_SHEET,
    &advisories::READ,
    &packs::PACK,
    &packs::POLICY,
    &logs::FORMATS,
    &logs::STREAM,
    &logs::INDICATORS,
    &rules::RULES,
    &versions::COMPARE,
    &advisories::MATCH,
    &pages::ANALYSE,
    &backups::ARCHIVE,
    &backups::LIST,
    &segments::SEGMENTS,
    &searches::QUERY,
    &intake::FRAMING,
    &intake::OTLP,
    &intake::BULK,
    &lake::DELTA,
];
