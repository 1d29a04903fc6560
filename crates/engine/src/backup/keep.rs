//! Names of archives, and which of them may go.
//!
//! Only a file that has our name, says it is a backup, and is of the same
//! ledger and kind is ever removed: the folder may hold other things, and
//! backups of other installations.

use crate::EngineError;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use store::backup::{About, read_about};

const BEFORE: &str = "khien-backup-";
const AFTER: &str = ".zip";

/// A name that sorts by time and is not taken.
pub(super) fn free_name(folder: &Path, at: Timestamp) -> PathBuf {
    let stamp = at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let first = folder.join(format!("{BEFORE}{stamp}{AFTER}"));
    let more = (2_u32..).map(|n| folder.join(format!("{BEFORE}{stamp}-{n}{AFTER}")));
    std::iter::once(first.clone())
        .chain(more)
        .find(|path| !path.exists())
        .unwrap_or(first)
}

/// Removes the oldest archives of the same installation beyond `most`, the new
/// one counted and never removed; what could not be removed stays and is not told.
pub(super) async fn remove_older(
    new: &Path,
    about: &About,
    most: usize,
) -> Result<Vec<PathBuf>, EngineError> {
    let folder = new.parent().unwrap_or(new);
    let mut older = Vec::new();
    for path in named_like_ours(folder)? {
        // Whatever can't be read as a backup is not ours to remove.
        if let Ok(found) = read_about(&path).await
            && path != new
            && found.ledger == about.ledger
            && found.database == about.database
            && found.made_at <= about.made_at
        {
            older.push((found.made_at, path));
        }
    }
    older.sort();
    let surplus = older.len().saturating_sub(most.saturating_sub(1));
    Ok(older
        .into_iter()
        .take(surplus)
        .map(|(_, path)| path)
        .filter(|path| std::fs::remove_file(path).is_ok())
        .collect())
}

fn named_like_ours(folder: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let entries = std::fs::read_dir(folder).map_err(|e| EngineError::file(folder, e))?;
    let ours = |path: &PathBuf| {
        path.file_name()
            .and_then(|name| name.to_str())
            .and_then(|name| name.strip_prefix(BEFORE)?.strip_suffix(AFTER))
            .is_some_and(|stamp| stamp.starts_with(|c: char| c.is_ascii_digit()))
    };
    Ok(entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|entry| entry.path())
        .filter(ours)
        .collect())
}
