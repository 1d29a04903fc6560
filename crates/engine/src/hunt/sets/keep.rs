//! A set onto the disk and off it again, each in one step.
//!
//! The engine holds the lock of the data folder meanwhile, so there is one writer.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::manifest::Manifest;
use super::{MANIFEST, set_folder};
use crate::EngineError;
use crate::shelf::sync_folder;

/// What is written or removed begins so, and is passed over by readers and backups.
const PASSING: &str = ".new-";

/// Writes the files of a set beside those in use; nobody reads them before [`switch`].
pub(super) fn write_files(
    root: &Path,
    manifest: &Manifest,
    texts: &[&str],
) -> Result<(), EngineError> {
    let set = set_folder(root, &manifest.name);
    let folder = set.join(&manifest.folder);
    written(&set, &folder, manifest, texts).map_err(|error| EngineError::file(&folder, error))
}

fn written(set: &Path, folder: &Path, manifest: &Manifest, texts: &[&str]) -> io::Result<()> {
    fs::create_dir_all(set)?;
    let scratch = tempfile::Builder::new().prefix(PASSING).tempdir_in(set)?;
    let mut files = Vec::with_capacity(texts.len());
    for (file, text) in manifest.files.iter().zip(texts) {
        let mut kept = File::create(scratch.path().join(&file.kept_as))?;
        kept.write_all(text.as_bytes())?;
        // A few at a time are synced, so that thousands of files are not held open.
        files.push(kept);
        if files.len() >= 64 {
            sync_all(&mut files)?;
        }
    }
    sync_all(&mut files)?;
    sync_folder(scratch.path())?;
    // What an import that broke off left has the same name and is not referred to.
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::rename(scratch.keep(), folder)?;
    sync_folder(set)
}

fn sync_all(files: &mut Vec<File>) -> io::Result<()> {
    files.drain(..).try_for_each(|file| file.sync_all())
}

/// Puts a set on its shelf, and clears away what it replaces.
pub(super) fn switch(root: &Path, manifest: &Manifest) -> Result<(), EngineError> {
    let set = set_folder(root, &manifest.name);
    let replace = || -> io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(PASSING).tempfile_in(&set)?;
        file.write_all(&manifest.print())?;
        file.as_file().sync_all()?;
        file.persist(set.join(MANIFEST))?;
        sync_folder(&set)?;
        sync_folder(root)?;
        // Of what waits, the folder itself may be new.
        root.parent().map_or(Ok(()), sync_folder)
    };
    replace().map_err(|error| EngineError::file(&set.join(MANIFEST), error))?;
    clear(&set, &manifest.folder);
    Ok(())
}

/// Takes a set off its shelf.
pub(super) fn remove(root: &Path, name: &str) -> Result<(), EngineError> {
    let set = set_folder(root, name);
    let take_out = || -> io::Result<PathBuf> {
        let scratch = tempfile::Builder::new().prefix(PASSING).tempdir_in(root)?;
        let gone = scratch.keep();
        fs::rename(&set, &gone)?;
        sync_folder(root)?;
        Ok(gone)
    };
    let gone = take_out().map_err(|error| EngineError::file(&set, error))?;
    // It is off the shelf already; what stays is passed over.
    let _stays = fs::remove_dir_all(gone).is_err();
    Ok(())
}

/// Moves a set to another shelf, where there is none of its name.
pub(super) fn shift(from: &Path, to: &Path, name: &str) -> Result<(), EngineError> {
    let set = set_folder(from, name);
    let shifted = || -> io::Result<()> {
        fs::create_dir_all(to)?;
        fs::rename(&set, set_folder(to, name))?;
        sync_folder(from)?;
        sync_folder(to)
    };
    shifted().map_err(|error| EngineError::file(&set, error))
}

/// Removes the folders that the manifest does not name; one that stays is no harm.
fn clear(set: &Path, folder: &str) {
    for entry in fs::read_dir(set).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) && entry.file_name() != folder {
            let _stays = fs::remove_dir_all(entry.path()).is_err();
        }
    }
}
