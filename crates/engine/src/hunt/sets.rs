//! Rule sets that were imported: which there are, and reading them.
//!
//! ```text
//! DIR/rules/NAME/manifest.json          names the folder below and every file in it with its SHA-256
//! DIR/rules/NAME/<16 hex digits>/*.yml  the rule files, byte for byte as they came
//! DIR/rules/.waiting/NAME/…             the same of sets that are not in force
//! ```
//!
//! The manifest is replaced in one step, so a set is there whole or not at all, and reading takes no
//! lock: a hunt may run beside the server. A file that is not what the manifest says is an error, since
//! a rule that silently went missing would look like nothing found.
//!
//! What this is not: it judges no rule; names of files are shown, never used as paths.

mod gather;
mod import;
mod keep;
mod manifest;
mod standing;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use store::Digest;

use crate::{EngineError, Shelf};
use manifest::Manifest;

pub use import::{RulesImport, RulesImported};
pub use standing::RulesFile;
pub(crate) use standing::said;

/// The folder of sets in a data folder.
const FOLDER: &str = "rules";
/// What names the files of a set.
const MANIFEST: &str = "manifest.json";
/// Largest manifest that is read.
const MANIFEST_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// Largest rule file, as everywhere.
pub(super) const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Longest name of a set.
const NAME_BYTES_MAX: usize = 50;
/// The set that comes with the program.
pub(crate) const STARTER: &str = "starter";

/// An imported set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetAbout {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub shelf: Shelf,
    /// When it was imported, or put in force.
    pub imported_at: Timestamp,
    /// Who did that, as the ledger names actors.
    pub imported_by: String,
    /// Rules over single events that could be used then.
    pub rules: usize,
    /// Correlations that could be used then.
    pub correlations: usize,
    /// What could not be used then and is not kept.
    pub unusable: usize,
    /// Rule files.
    pub files: usize,
    /// SHA-256 over the names and hashes of its files: the same set has the same.
    pub sha256: Digest,
}

/// The imported sets of a data folder, those in force first, each shelf by name; none when there is no such folder.
///
/// # Errors
/// [`EngineError::File`] when the folder can't be read, [`EngineError::Invalid`] for a damaged set.
pub fn rule_sets(data: &Path) -> Result<Vec<RuleSetAbout>, EngineError> {
    let mut sets = Vec::new();
    for shelf in Shelf::ALL {
        let root = root(data, shelf);
        for name in names(&root)? {
            sets.extend(manifest_of(&root, &name)?.map(|manifest| manifest.about(shelf)));
        }
    }
    Ok(sets)
}

/// The text of one file of a set.
pub(super) struct SetFile {
    /// The set and the name the file came with.
    pub(super) label: String,
    /// The name it came with.
    pub(super) name: String,
    pub(super) text: String,
}

/// The files of a set as they were imported; `None` when it is gone.
pub(super) fn files_of(root: &Path, name: &str) -> Result<Option<Vec<SetFile>>, EngineError> {
    let Some(first) = manifest_of(root, name)? else {
        return Ok(None);
    };
    match read_files(root, &first) {
        Ok(files) => Ok(Some(files)),
        // The set may have been replaced between its manifest and its files.
        Err(error) => match manifest_of(root, name)? {
            Some(now) if now.folder != first.folder => read_files(root, &now).map(Some),
            Some(_) => Err(error),
            None => Ok(None),
        },
    }
}

fn read_files(root: &Path, manifest: &Manifest) -> Result<Vec<SetFile>, EngineError> {
    let folder = set_folder(root, &manifest.name).join(&manifest.folder);
    let files = manifest.files.iter().map(|file| {
        let damaged = || {
            let (set, file) = (&manifest.name, &file.name);
            EngineError::invalid(
                format!("bộ luật {set}: tệp {file} đã hỏng hoặc bị sửa; hãy nhập lại hoặc gỡ bộ luật"),
                format!("rule set {set}: the file {file} is damaged or was changed; import the set again or remove it"),
            )
        };
        let bytes = crate::directives::read_file(&folder.join(&file.kept_as), FILE_BYTES_MAX);
        let bytes = bytes.map_err(|_| damaged())?;
        if store::sha256(&bytes) != file.sha256 {
            return Err(damaged());
        }
        Ok(SetFile {
            label: format!("{}/{}", manifest.name, file.name),
            name: file.name.clone(),
            text: String::from_utf8(bytes).map_err(|_| damaged())?,
        })
    });
    files.collect()
}

/// The folder of the sets of a shelf.
pub(super) fn root(data: &Path, shelf: Shelf) -> PathBuf {
    shelf.within(data.join(FOLDER))
}

/// Names of the sets of a shelf in order.
pub(super) fn names(root: &Path) -> Result<Vec<String>, EngineError> {
    let entries = match std::fs::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(EngineError::file(root, error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| EngineError::file(root, error))?;
        // A link is none of ours, nor is what is being written or removed.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let name = entry.file_name().to_str().map(str::to_owned);
        names.extend(name.filter(|name| is_folder && is_name(name)));
    }
    names.sort();
    Ok(names)
}

fn manifest_of(root: &Path, name: &str) -> Result<Option<Manifest>, EngineError> {
    let path = set_folder(root, name).join(MANIFEST);
    if !path.exists() {
        return Ok(None);
    }
    let bytes = crate::directives::read_file(&path, MANIFEST_BYTES_MAX)?;
    let manifest = Manifest::parse(&bytes).filter(|manifest| manifest.name == name);
    manifest.map(Some).ok_or_else(|| {
        EngineError::invalid(
            format!("bộ luật {name}: bản kê đã hỏng; hãy nhập lại hoặc gỡ bộ luật"),
            format!(
                "rule set {name}: its list of files is damaged; import the set again or remove it"
            ),
        )
    })
}

fn set_folder(root: &Path, name: &str) -> PathBuf {
    root.join(name)
}

/// Whether a set may be called so: what is a plain folder on every system.
fn is_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b);
    let begins = name
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphanumeric());
    begins
        && name.len() <= NAME_BYTES_MAX
        && name.bytes().all(plain)
        && !name.ends_with('.')
        && name != STARTER
}

#[cfg(test)]
mod tests;
