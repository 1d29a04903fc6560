//! Arguments → inputs: files as they are, folders and zip archives in full, `-` for
//! standard input.

use std::path::{Path, PathBuf};

use crate::{Error, archive};

/// How deep folders may be nested.
const DEPTH_MAX: usize = 64;

/// How many files one folder argument may hold.
const FILES_MAX: usize = 1_000_000;

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// A file inside a zip archive.
    Member {
        /// The archive.
        archive: PathBuf,
        /// Its place in the archive's directory.
        index: usize,
        /// Its name there.
        name: String,
    },
    /// Standard input.
    Stdin,
}

impl Input {
    /// The name for results and messages: the path, `archive.zip!member`, or `-`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Member { archive, name, .. } => format!("{}!{name}", archive.display()),
            Self::Stdin => "-".to_owned(),
        }
    }
}

/// The inputs behind the arguments, in their order; a folder's files are sorted
/// by path, a zip archive's members stand in its order. Links to folders are not followed, so no walk goes round in circles;
/// devices and sockets inside folders are passed over.
///
/// # Errors
/// [`Error::Io`] for a path that does not exist or cannot be listed,
/// [`Error::TooLarge`] for a folder deeper than 64 or of more than a million files.
pub fn expand(arguments: &[PathBuf]) -> Result<Vec<Input>, Error> {
    let mut inputs = Vec::new();
    for argument in arguments {
        if argument.as_os_str() == "-" {
            inputs.push(Input::Stdin);
            continue;
        }
        let kind = std::fs::metadata(argument).map_err(|source| unreadable(argument, source))?;
        if kind.is_dir() {
            let mut files = Vec::new();
            walk(argument, DEPTH_MAX, &mut files)?;
            files.sort_unstable();
            for file in files {
                add(file, &mut inputs);
            }
        } else if kind.is_file() {
            add(argument.clone(), &mut inputs);
        } else {
            // What is no regular file (a pipe, a device) gives its bytes once and has no
            // directory of members: it is not opened before it is read.
            inputs.push(Input::File(argument.clone()));
        }
    }
    Ok(inputs)
}

/// A file, or the members of an archive of logs.
fn add(path: PathBuf, inputs: &mut Vec<Input>) {
    // An archive that cannot be listed is one input, whose opening says why.
    match archive::members(&path) {
        Some(members) if !members.is_empty() => inputs.extend(members),
        _ => inputs.push(Input::File(path)),
    }
}

fn walk(folder: &Path, depth_left: usize, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let too_large = |limit, unit| Error::TooLarge {
        name: folder.display().to_string(),
        limit: u64::try_from(limit).unwrap_or(u64::MAX),
        unit,
    };
    let Some(depth_below) = depth_left.checked_sub(1) else {
        return Err(too_large(DEPTH_MAX, "nested folders"));
    };
    for entry in std::fs::read_dir(folder).map_err(|source| unreadable(folder, source))? {
        let entry = entry.map_err(|source| unreadable(folder, source))?;
        let path = entry.path();
        let kind = entry
            .file_type()
            .map_err(|source| unreadable(&path, source))?;
        if kind.is_dir() {
            walk(&path, depth_below, files)?;
        } else if kind.is_file() || (kind.is_symlink() && path.is_file()) {
            if files.len() == FILES_MAX {
                return Err(too_large(FILES_MAX, "files"));
            }
            files.push(path);
        }
    }
    Ok(())
}

fn unreadable(path: &Path, source: std::io::Error) -> Error {
    Error::Io {
        name: path.display().to_string(),
        source,
    }
}
