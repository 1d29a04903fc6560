//! `vuln match`: an inventory against advisories; also what imports derive exposures with.

use crate::EngineError;
use detect::vulnerabilities::{Exposure, Installed, Matcher};
use domain::advisory::{Advisory, KnownExploited};
use domain::facts::{FactKind, FactRow as _, Software};
use jiff::tz::TimeZone;
use letters::tables::{self, TableProblem};
use sources::Input;
use std::path::{Path, PathBuf};
use wire::advisories::{AdvisoryFile, read};

/// Advisories as loaded from files.
#[derive(Debug, Default)]
pub struct Held {
    /// CVE records and CSAF documents: warnings that somebody has to answer.
    pub warnings: Vec<Advisory>,
    /// Tables of updates: knowledge about fixes, no warnings by themselves.
    pub reference: Vec<Advisory>,
    /// Weaknesses known to be exploited.
    pub exploited: Vec<KnownExploited>,
    /// Files and rows that could not be used.
    pub notices: Vec<TableProblem>,
}

impl Held {
    /// Takes the content of one file in.
    pub fn add(&mut self, name: &str, bytes: &[u8]) {
        match read(bytes) {
            Ok(AdvisoryFile::Advisories(advisories)) => self.warnings.extend(advisories),
            Ok(AdvisoryFile::KnownExploited(list)) => self.exploited.extend(list),
            Ok(AdvisoryFile::Microsoft(updates)) => {
                self.reference.extend(updates.advisories);
                for row in updates.skipped {
                    let row_number = usize::try_from(row.line).ok();
                    self.notices.push(notice(
                        name,
                        row_number,
                        format!("dòng không dùng được: {}", row.why),
                        format!("unusable row: {}", row.why),
                    ));
                }
            }
            Err(error) => self.notices.push(notice(
                name,
                None,
                format!("không đọc được cảnh báo: {error}"),
                format!("unreadable advisory: {error}"),
            )),
        }
    }

    /// The matcher over everything held.
    #[must_use]
    pub fn matcher(&self, bulletins: &[Advisory]) -> Matcher {
        let all: Vec<Advisory> = self
            .warnings
            .iter()
            .chain(&self.reference)
            .chain(bulletins)
            .cloned()
            .collect();
        Matcher::new(&all, &self.exploited)
    }
}

fn notice(file: &str, row: Option<usize>, vi: String, en: String) -> TableProblem {
    TableProblem {
        code: "advisory.unreadable",
        file: file.to_owned(),
        row,
        column: None,
        vi,
        en,
    }
}

/// Loads advisories from files and folders.
///
/// # Errors
/// A path that can't be read; a file that is no advisory is a notice.
pub fn load(paths: &[PathBuf]) -> Result<Held, EngineError> {
    let mut held = Held::default();
    let limit = u64::try_from(wire::advisories::FILE_BYTES_MAX).unwrap_or(u64::MAX);
    for input in sources::expand(paths).map_err(|e| EngineError::unread(&e))? {
        let bytes = sources::read_all(&input, limit).map_err(|e| EngineError::unread(&e))?;
        held.add(&input.name(), &bytes);
    }
    Ok(held)
}

/// Reads an inventory: the fact table `software` as CSV or XLSX.
///
/// # Errors
/// [`EngineError::Tables`] with every problem by row and column.
pub fn inventory(path: &Path, zone: &TimeZone) -> Result<Vec<Installed>, EngineError> {
    let name = path.display().to_string();
    let bytes = sources::read_all(
        &Input::File(path.to_path_buf()),
        u64::try_from(tables::FILE_BYTES_MAX).unwrap_or(u64::MAX),
    )
    .map_err(|e| EngineError::unread(&e))?;
    let read = tables::read(&name, &bytes, Some(FactKind::Software), zone)
        .map_err(|p| EngineError::Tables(vec![p]))?;
    let mut installed = Vec::new();
    for table in read {
        if !table.problems.is_empty() {
            return Err(EngineError::Tables(table.problems));
        }
        for row in &table.rows {
            let cells: Vec<Option<&str>> = row.cells.iter().map(Option::as_deref).collect();
            installed.extend(
                Software::parse(&cells, zone)
                    .ok()
                    .as_ref()
                    .map(|s| installed_of(s, None)),
            );
        }
    }
    Ok(installed)
}

/// A software row as the matcher takes it.
#[must_use]
pub fn installed_of(software: &Software, os_build: Option<&str>) -> Installed {
    Installed {
        asset: software.asset.to_string(),
        product: software.product.to_string(),
        vendor: software.vendor.as_deref().map(str::to_owned),
        version: software.version.as_deref().map(str::to_owned),
        os_build: os_build.map(str::to_owned),
        kbs: software.kb.iter().map(ToString::to_string).collect(),
    }
}

/// All exposures of an inventory, the affected ones first.
#[must_use]
pub fn exposures(held: &Held, inventory: &[Installed]) -> Vec<Exposure> {
    let mut exposures = held.matcher(&[]).exposures(inventory);
    exposures.sort_by(|a, b| {
        a.status
            .cmp(&b.status)
            .then_with(|| (&a.asset, &a.product, &a.cve).cmp(&(&b.asset, &b.product, &b.cve)))
    });
    exposures
}
