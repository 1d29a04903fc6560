//! Reading an archive that anybody may have made: nothing it says about itself
//! is believed before it is counted and hashed.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::result::ZipError;

use super::about::{About, DatabasePart};
use super::names::{is_secret, path_of};
use super::write::pour;
use super::{ABOUT, BackupError, DATA, DATABASE, ENTRIES_MAX, SUMS, off_the_runtime};
use crate::Digest;
use crate::folder::sync_dir;

/// Most bytes of the list of hashes.
const SUMS_MAX: u64 = 192 * 1024 * 1024;
/// Most bytes of the text that says what the archive is.
const ABOUT_MAX: u64 = 64 * 1024;
/// An archive may unpack to this and [`RATIO_MAX`] times its own length: far more
/// than any data folder does, and little enough for a disk.
const SLACK: u64 = 4 * 1024 * 1024 * 1024;
const RATIO_MAX: u64 = 200;

/// What an archive held, every byte of it checked against its list of hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// What it says about itself.
    pub about: About,
    /// Files of the folder in it.
    pub files: u64,
    /// Bytes of those files.
    pub bytes: u64,
}

/// Reads an archive through without writing anything.
///
/// # Errors
/// Every reason to refuse it but [`BackupError::Io`].
pub fn inspect(archive: impl Read + Seek) -> Result<Contents, BackupError> {
    read_through(Reader::open(archive)?)
}

/// As [`inspect`], within other bounds than those that the length of the archive gives.
#[cfg(test)]
pub(super) fn inspect_within(
    archive: impl Read + Seek,
    bytes_max: u64,
) -> Result<Contents, BackupError> {
    let reader = Reader::open(archive)?;
    read_through(Reader {
        bytes_max,
        ..reader
    })
}

fn read_through<R: Read + Seek>(reader: Reader<R>) -> Result<Contents, BackupError> {
    reader.pour_all(|_, entry| pour(entry, &mut std::io::sink()).map_err(broken))
}

/// What an archive of this length may unpack to.
pub(super) fn allowance(length: u64) -> u64 {
    length.saturating_mul(RATIO_MAX).saturating_add(SLACK)
}

/// What an archive says about itself; its files are not looked at.
///
/// # Errors
/// As [`inspect`], and [`BackupError::Io`] when the file can't be read.
pub async fn read_about(archive: &Path) -> Result<About, BackupError> {
    let path = archive.to_owned();
    off_the_runtime(move || Ok(Reader::open(open(&path)?)?.about)).await
}

/// Unpacks an archive into the empty folder `to`, each file on disk when this
/// returns and none outside that folder. When it fails, what was written so far
/// is the caller's to remove.
///
/// # Errors
/// As [`inspect`], and [`BackupError::Io`].
pub async fn unpack(archive: &Path, to: &Path) -> Result<Contents, BackupError> {
    let (path, to) = (archive.to_owned(), to.to_owned());
    off_the_runtime(move || {
        let reader = Reader::open(open(&path)?)?;
        reader.pour_all(|name, entry| {
            let below = path_of(name).ok_or_else(|| BackupError::EntryRefused(name.to_owned()))?;
            unpack_file(&to.join(below), is_secret(name), entry)
        })
    })
    .await
}

/// Whether a restore may put a folder here: nothing is there, or an empty folder.
///
/// # Errors
/// [`BackupError::NotEmpty`].
pub fn check_free(to: &Path) -> Result<(), BackupError> {
    let empty = match fs::read_dir(to) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == ErrorKind::NotFound,
    };
    if empty {
        Ok(())
    } else {
        Err(BackupError::NotEmpty(to.to_owned()))
    }
}

/// Puts an unpacked folder in its place in one step; it survives a crash when this returns.
///
/// # Errors
/// [`BackupError::NotEmpty`], [`BackupError::Io`].
pub async fn settle(unpacked: &Path, to: &Path) -> Result<(), BackupError> {
    let (unpacked, to) = (unpacked.to_owned(), to.to_owned());
    off_the_runtime(move || {
        check_free(&to)?;
        let fail = |source| BackupError::io(&to, source);
        if to.exists() {
            // Only an empty folder can be removed so: nothing can be lost between the look and this.
            fs::remove_dir(&to).map_err(fail)?;
        }
        fs::rename(&unpacked, &to).map_err(fail)?;
        let parent = to.parent().filter(|p| !p.as_os_str().is_empty());
        Ok(sync_dir(parent.unwrap_or_else(|| Path::new(".")))?)
    })
    .await
}

fn open(path: &Path) -> Result<File, BackupError> {
    File::open(path).map_err(|source| BackupError::io(path, source))
}

fn broken(error: std::io::Error) -> BackupError {
    BackupError::malformed(error)
}

struct Reader<R> {
    zip: ZipArchive<R>,
    about: About,
    sums: BTreeMap<String, Digest>,
    bytes_max: u64,
}

impl<R: Read + Seek> Reader<R> {
    fn open(mut archive: R) -> Result<Self, BackupError> {
        let length = archive.seek(SeekFrom::End(0)).map_err(broken)?;
        archive.rewind().map_err(broken)?;
        let mut zip = ZipArchive::new(archive).map_err(BackupError::malformed)?;
        // The list names everything but itself.
        if zip.len() > ENTRIES_MAX.saturating_add(2) {
            return Err(BackupError::malformed("it has too many entries"));
        }
        let about = text_of(&mut zip, ABOUT, ABOUT_MAX)?;
        let mut reader = Self {
            about: About::parse(&about)?,
            sums: parse_sums(&text_of(&mut zip, SUMS, SUMS_MAX)?)?,
            bytes_max: allowance(length),
            zip,
        };
        if reader.sums.remove(ABOUT) != Some(crate::sha256(about.as_bytes())) {
            return Err(BackupError::HashDiffers(ABOUT.to_owned()));
        }
        reader.check_names()?;
        Ok(reader)
    }

    /// The list and the entries are the same set, and every path is plain.
    fn check_names(&self) -> Result<(), BackupError> {
        for found in self.zip.file_names() {
            if found != ABOUT && found != SUMS && !self.sums.contains_key(found) {
                // A folder or a link has no hash; whatever it is, no backup holds it.
                return Err(BackupError::EntryRefused(found.to_owned()));
            }
        }
        for name in self.sums.keys() {
            if name.strip_prefix(DATA).and_then(path_of).is_none() {
                return Err(BackupError::EntryRefused(name.clone()));
            }
            if self.zip.index_for_name(name).is_none() {
                return Err(BackupError::ListDiffers(name.clone()));
            }
        }
        let has_database = self.sums.contains_key(&format!("{DATA}{DATABASE}"));
        if has_database != (self.about.database == DatabasePart::Inside) {
            return Err(BackupError::ListDiffers(format!("{DATA}{DATABASE}")));
        }
        Ok(())
    }

    /// Gives every file of the folder to `take`, which tells hash and length of what it read.
    fn pour_all(
        mut self,
        mut take: impl FnMut(&str, &mut dyn Read) -> Result<(Digest, u64), BackupError>,
    ) -> Result<Contents, BackupError> {
        let (mut files, mut bytes) = (0_u64, 0_u64);
        for (entry, hash) in &self.sums {
            let name = entry.strip_prefix(DATA).unwrap_or(entry);
            let file = self.zip.by_name(entry).map_err(BackupError::malformed)?;
            if !file.is_file() || file.is_symlink() || file.encrypted() {
                return Err(BackupError::EntryRefused(entry.clone()));
            }
            let left = self.bytes_max.saturating_sub(bytes);
            let mut limited = file.take(left.saturating_add(1));
            let (found, read) = take(name, &mut limited)?;
            if read > left {
                return Err(BackupError::TooLarge(self.bytes_max));
            }
            if found != *hash {
                return Err(BackupError::HashDiffers(entry.clone()));
            }
            files = files.saturating_add(1);
            bytes = bytes.saturating_add(read);
        }
        Ok(Contents {
            about: self.about,
            files,
            bytes,
        })
    }
}

fn text_of<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    name: &str,
    most: u64,
) -> Result<String, BackupError> {
    let entry = match zip.by_name(name) {
        Ok(entry) => entry,
        Err(ZipError::FileNotFound) => return Err(BackupError::ListDiffers(name.to_owned())),
        Err(error) => return Err(BackupError::malformed(error)),
    };
    let mut text = String::new();
    let read = entry
        .take(most.saturating_add(1))
        .read_to_string(&mut text)
        .map_err(broken)?;
    if u64::try_from(read).unwrap_or(u64::MAX) > most {
        return Err(BackupError::TooLarge(most));
    }
    Ok(text)
}

/// Lines of `hash  name`, as `sha256sum` writes them.
fn parse_sums(text: &str) -> Result<BTreeMap<String, Digest>, BackupError> {
    let mut sums = BTreeMap::new();
    for line in text.lines() {
        let (hash, name) = line
            .split_once("  ")
            .and_then(|(hash, name)| Some((Digest::parse(hash)?, name)))
            .ok_or_else(|| BackupError::malformed("the list of hashes is not of its form"))?;
        if sums.insert(name.to_owned(), hash).is_some() || sums.len() > ENTRIES_MAX {
            return Err(BackupError::ListDiffers(name.to_owned()));
        }
    }
    Ok(sums)
}

fn unpack_file(
    path: &Path,
    secret: bool,
    from: &mut dyn Read,
) -> Result<(Digest, u64), BackupError> {
    let fail = |source| BackupError::io(path, source);
    let parent: PathBuf = path.parent().unwrap_or(path).to_owned();
    fs::create_dir_all(&parent).map_err(fail)?;
    let mut options = OpenOptions::new();
    // Never through a link, never over another entry: what exists is refused.
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = secret;
    let mut file = options.open(path).map_err(fail)?;
    let poured =
        copy_through(from, &mut file).map_err(
            |(reading, error)| {
                if reading { broken(error) } else { fail(error) }
            },
        )?;
    file.flush().and_then(|()| file.sync_all()).map_err(fail)?;
    sync_dir(&parent)?;
    Ok(poured)
}

/// As [`pour`], telling whether reading or writing failed: one is the archive's fault, the other the disk's.
fn copy_through(
    from: &mut dyn Read,
    to: &mut File,
) -> Result<(Digest, u64), (bool, std::io::Error)> {
    let mut writing_failed = false;
    let mut sink = Told {
        file: to,
        failed: &mut writing_failed,
    };
    let poured = pour(from, &mut sink);
    poured.map_err(|error| (!writing_failed, error))
}

struct Told<'a> {
    file: &'a mut File,
    failed: &'a mut bool,
}

impl Write for Told<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.file.write(bytes);
        *self.failed |= written.is_err();
        written
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}
