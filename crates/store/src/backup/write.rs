//! Writing an archive, file by file, each hashed while it is packed.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::about::{About, DatabasePart};
use super::copy::{copy_database, head_of_server, url_of};
use super::names::{is_half_written, is_passing, is_secret, name_of};
use super::{ABOUT, BackupError, DATA, DATABASE, ENTRIES_MAX, SUMS, off_the_runtime};
use crate::folder::sync_dir;
use crate::{Database, Digest};

/// What to back up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The data folder.
    pub dir: PathBuf,
    /// Where its control plane is kept.
    pub database: Database,
    /// Whether an archive without the database is wanted, knowingly.
    pub files_only: bool,
    /// The instant that the archive names.
    pub at: Timestamp,
}

/// An archive that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What it says about itself.
    pub about: About,
    /// Files of the folder in it.
    pub files: u64,
    /// Bytes of those files.
    pub bytes_unpacked: u64,
    /// Bytes of the archive.
    pub bytes: u64,
    /// SHA-256 of the archive.
    pub sha256: Digest,
}

/// Writes the archive `to`, readable by its owner only; `scratch` is an empty
/// folder of the caller on a disk that can hold a copy of the database. The server may run meanwhile.
///
/// The database is copied first: every file it names was on disk before the
/// row that names it, so the files read afterwards are all of them.
///
/// # Errors
/// [`BackupError::DatabaseApart`] for a PostgreSQL database unless only the
/// files are asked for, [`BackupError::NotAFolder`], [`BackupError::NameUnfit`],
/// [`BackupError::Io`]. What was half written is removed.
pub async fn write(source: &Source, to: &Path, scratch: &Path) -> Result<Written, BackupError> {
    let dir = source.dir.clone();
    if !dir.join("VERSION").is_file() {
        return Err(BackupError::NotAFolder(dir));
    }
    let copy = scratch.join(DATABASE);
    let (head, database) = match url_of(&source.database) {
        Some(_) if !source.files_only => return Err(BackupError::DatabaseApart),
        Some(url) => (head_of_server(url).await?, None),
        None => (copy_database(&dir, &copy).await?, Some(copy)),
    };
    let about = About {
        made_at: source.at,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        ledger: ledger_name(&dir)?,
        database: match database {
            Some(_) => DatabasePart::Inside,
            None => DatabasePart::Apart,
        },
        leaves: head.leaves,
        checkpoint: head.note,
    };
    let to = to.to_owned();
    off_the_runtime(move || {
        let written = pack_to(&dir, database.as_deref(), &about, &to);
        if written.is_err() {
            // Of no use to anybody; when even this fails there is nothing left to try.
            drop(fs::remove_file(&to));
        }
        written
    })
    .await
}

fn ledger_name(dir: &Path) -> Result<String, BackupError> {
    let path = dir.join("keys").join("ledger.pub");
    let text = fs::read_to_string(&path).map_err(|source| BackupError::io(&path, source))?;
    let name = text.split('+').next().unwrap_or_default();
    Ok(name.trim().to_owned())
}

fn pack_to(
    dir: &Path,
    database: Option<&Path>,
    about: &About,
    to: &Path,
) -> Result<Written, BackupError> {
    let fail = |source| BackupError::io(to, source);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(to).map_err(fail)?;
    let mut pack = Pack {
        zip: ZipWriter::new(BufWriter::new(file)),
        sums: String::new(),
        files: 0,
        bytes: 0,
    };
    pack.text(ABOUT, &about.print())?;
    if let Some(copy) = database {
        pack.file(DATABASE, copy)?;
    }
    for name in names_below(dir)? {
        let path = dir.join(&name);
        if database.is_none() || name != DATABASE {
            pack.file(&name, &path)?;
        }
    }
    let sums = std::mem::take(&mut pack.sums);
    pack.text(SUMS, &sums)?;
    let (files, bytes_unpacked) = (pack.files, pack.bytes);
    let buffered = pack.zip.finish().map_err(BackupError::malformed)?;
    let mut file = buffered
        .into_inner()
        .map_err(|error| fail(error.into_error()))?;
    file.sync_all().map_err(fail)?;
    if let Some(parent) = to.parent().filter(|p| !p.as_os_str().is_empty()) {
        sync_dir(parent)?;
    }
    let (sha256, bytes) = file
        .rewind()
        .and_then(|()| hash_of(&mut file))
        .map_err(fail)?;
    Ok(Written {
        about: about.clone(),
        files,
        bytes_unpacked,
        bytes,
        sha256,
    })
}

struct Pack {
    zip: ZipWriter<BufWriter<File>>,
    sums: String,
    files: u64,
    bytes: u64,
}

impl Pack {
    fn text(&mut self, name: &str, text: &str) -> Result<(), BackupError> {
        self.start(name, 0)?;
        let mut rest = text.as_bytes();
        let (hash, _) = pour(&mut rest, &mut self.zip).map_err(BackupError::malformed)?;
        self.note(name, hash);
        Ok(())
    }

    fn file(&mut self, name: &str, path: &Path) -> Result<(), BackupError> {
        let fail = |source| BackupError::io(path, source);
        let mut file = match File::open(path) {
            Ok(file) => file,
            // A report or a half-written file may go while the folder is read; what is kept never does.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(fail(error)),
        };
        let length = file.metadata().map_err(fail)?.len();
        let entry = format!("{DATA}{name}");
        self.start(&entry, length)?;
        let (hash, bytes) = pour(&mut file, &mut self.zip).map_err(fail)?;
        self.note(&entry, hash);
        self.files = self.files.saturating_add(1);
        self.bytes = self.bytes.saturating_add(bytes);
        Ok(())
    }

    fn start(&mut self, entry: &str, length: u64) -> Result<(), BackupError> {
        // Without the mark an entry may not pass 4 GiB; a file may grow a little while it is read.
        let large = length > 0xF000_0000;
        let mode = if is_secret(entry.strip_prefix(DATA).unwrap_or(entry)) {
            0o600
        } else {
            0o644
        };
        let options = SimpleFileOptions::default()
            .large_file(large)
            // Nights are short, disks are large.
            .compression_level(Some(i64::from(flate2::Compression::fast().level())))
            .unix_permissions(mode);
        self.zip
            .start_file(entry, options)
            .map_err(BackupError::malformed)
    }

    fn note(&mut self, entry: &str, hash: Digest) {
        self.sums.push_str(&format!("{hash}  {entry}\n"));
    }
}

/// Every plain file below the folder that is no part of the running program,
/// in order. A symbolic link is refused: following it would save what lies elsewhere, and not following it would lose what it means.
fn names_below(dir: &Path) -> Result<Vec<String>, BackupError> {
    let mut names = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        let folder = dir.join(&below);
        let entries = fs::read_dir(&folder).map_err(|source| BackupError::io(&folder, source))?;
        for entry in entries {
            let entry = entry.map_err(|source| BackupError::io(&folder, source))?;
            let path = below.join(entry.file_name());
            let kind = entry
                .file_type()
                .map_err(|source| BackupError::io(&dir.join(&path), source))?;
            let unfit = || BackupError::NameUnfit(dir.join(&path));
            let as_text = path.to_str().ok_or_else(unfit)?;
            if is_passing(as_text) || is_half_written(as_text) || as_text == "lost+found" {
                continue;
            }
            let name = name_of(&path).ok_or_else(unfit)?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && names.len() < ENTRIES_MAX {
                names.push(name);
            } else {
                return Err(unfit());
            }
        }
    }
    names.sort();
    Ok(names)
}

/// Copies to the end, hashing; the hash and the number of bytes.
pub(super) fn pour(
    from: &mut dyn Read,
    to: &mut dyn Write,
) -> Result<(Digest, u64), std::io::Error> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0_u8; 128 * 1024];
    let mut bytes = 0_u64;
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => return Ok((Digest(hash.finalize().into()), bytes)),
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let part = buffer.get(..read).unwrap_or_default();
        hash.update(part);
        to.write_all(part)?;
        bytes = bytes.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
    }
}

fn hash_of(file: &mut File) -> Result<(Digest, u64), std::io::Error> {
    pour(file, &mut std::io::sink())
}
