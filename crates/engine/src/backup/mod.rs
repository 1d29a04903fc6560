//! Backups: made while the server runs, proven before they count, restored
//! into an empty place only.
//!
//! The archive itself is `store::backup`. Here: what "good" means (every hash
//! and the whole ledger verified on an unpacked copy), how many are kept, and
//! that a restored folder appears in one step or not at all.

mod keep;

use crate::{Clock, EngineError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use store::backup::{self, About, BackupError, DatabasePart, Source, Written};
use store::{Database, Store, Trust, VerifyReport};

/// What to back up, where to, and how many archives to keep.
#[derive(Debug, Clone)]
pub struct Order {
    /// The data folder.
    pub data: PathBuf,
    /// Where its control plane is kept.
    pub database: Database,
    /// Whether an archive without the database is wanted, knowingly (PostgreSQL).
    pub files_only: bool,
    /// The folder of archives; made when absent.
    pub to: PathBuf,
    /// Archives of this installation to keep there; all when `None`.
    pub keep: Option<usize>,
}

/// A backup that was made.
#[derive(Debug, Clone)]
pub struct Created {
    /// The archive.
    pub path: PathBuf,
    /// What was written.
    pub written: Written,
    /// What reading it back proved.
    pub proof: Proof,
    /// Older archives that were removed; none unless this one is good.
    pub removed: Vec<PathBuf>,
}

/// What reading an archive proved.
#[derive(Debug, Clone)]
#[must_use]
pub struct Proof {
    /// What the archive says about itself.
    pub about: About,
    /// Files of the folder, each with the hash the list says.
    pub files: u64,
    /// Bytes of those files.
    pub bytes: u64,
    /// The ledger computed again from the database inside; `None` when it is apart.
    pub ledger: Option<VerifyReport>,
}

impl Proof {
    /// Whether nothing is wrong with what is inside.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.ledger.as_ref().is_none_or(VerifyReport::is_intact)
    }
}

/// A folder that was restored.
#[derive(Debug, Clone)]
pub struct Restored {
    /// What was proven before it was put in place.
    pub proof: Proof,
    /// From the first byte read to the folder in place.
    pub took: Duration,
}

/// Writes an archive, reads it back whole, and only when it is good removes the
/// oldest ones beyond `keep`. Takes no lock: the server may run.
///
/// # Errors
/// [`EngineError::Backup`]; then no archive is left and none is removed.
pub async fn create(order: &Order, clock: &Clock) -> Result<Created, EngineError> {
    refuse_inside(&order.to, &order.data)?;
    std::fs::create_dir_all(&order.to).map_err(|e| EngineError::file(&order.to, e))?;
    let at = clock.now();
    let scratch = scratch_in(&order.to)?;
    let path = keep::free_name(&order.to, at);
    let source = Source {
        dir: order.data.clone(),
        database: order.database.clone(),
        files_only: order.files_only,
        at,
    };
    let written = backup::write(&source, &path, scratch.path()).await?;
    drop(scratch);
    let proof = verify(&path, &[]).await?;
    let removed = match order.keep {
        Some(most) if proof.is_good() => keep::remove_older(&path, &written.about, most).await?,
        _ => Vec::new(),
    };
    Ok(Created {
        path,
        written,
        proof,
        removed,
    })
}

/// Reads an archive whole: every hash, and the ledger on an unpacked copy,
/// against checkpoints exported earlier where given. Leaves nothing behind.
///
/// # Errors
/// [`EngineError::Backup`] when it is no whole archive; a ledger that does not
/// verify is in the [`Proof`].
pub async fn verify(archive: &Path, checkpoints: &[String]) -> Result<Proof, EngineError> {
    let beside = archive.parent().filter(|p| !p.as_os_str().is_empty());
    // Where the archive lies there is room for it; a medium that is read only has none.
    let scratch = scratch_in(beside.unwrap_or_else(|| Path::new(".")))
        .or_else(|_| scratch_in(&std::env::temp_dir()))?;
    unpacked(archive, scratch.path(), checkpoints).await
}

/// Restores an archive into `to`, which must be absent or empty: unpacked beside
/// it, proven there, then renamed.
///
/// # Errors
/// [`EngineError::Backup`] when the archive or its ledger is not good, or `to`
/// holds something; then `to` is as it was.
pub async fn restore(
    archive: &Path,
    to: &Path,
    checkpoints: &[String],
) -> Result<Restored, EngineError> {
    let began = Instant::now();
    backup::check_free(to)?;
    let parent = to
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(parent).map_err(|e| EngineError::file(parent, e))?;
    let scratch = scratch_in(parent)?;
    let proof = unpacked(archive, scratch.path(), checkpoints).await?;
    if let Some(problem) = proof.ledger.iter().flat_map(|l| &l.problems).next() {
        return Err(BackupError::LedgerBroken(problem.text.clone()).into());
    }
    backup::settle(scratch.path(), to).await?;
    // It is no scratch any more.
    let _moved = scratch.keep();
    Ok(Restored {
        proof,
        took: began.elapsed(),
    })
}

async fn unpacked(
    archive: &Path,
    into: &Path,
    checkpoints: &[String],
) -> Result<Proof, EngineError> {
    let contents = backup::unpack(archive, into).await?;
    let ledger = match contents.about.database {
        DatabasePart::Apart => None,
        DatabasePart::Inside => Some(ledger_of(into, &contents.about, checkpoints).await?),
    };
    Ok(Proof {
        about: contents.about,
        files: contents.files,
        bytes: contents.bytes,
        ledger,
    })
}

/// The archive's own checkpoint counts like one exported at that moment.
async fn ledger_of(
    folder: &Path,
    about: &About,
    checkpoints: &[String],
) -> Result<VerifyReport, EngineError> {
    let trust = Trust {
        checkpoints: about
            .checkpoint
            .iter()
            .chain(checkpoints)
            .cloned()
            .collect(),
        ..Trust::default()
    };
    let store = Store::open(folder, Database::Sqlite).await?;
    let report = store.verify(&trust).await;
    store.close().await?;
    Ok(report?)
}

fn refuse_inside(to: &Path, data: &Path) -> Result<(), EngineError> {
    let whole = |path: &Path| path.canonicalize().map_err(|e| EngineError::file(path, e));
    if !data.exists() {
        return Err(BackupError::NotAFolder(data.to_owned()).into());
    }
    // What does not exist yet holds no links, so the nearest folder that does decides.
    let nearest = to
        .ancestors()
        .map(|path| {
            if path.as_os_str().is_empty() {
                Path::new(".")
            } else {
                path
            }
        })
        .find(|path| path.exists())
        .unwrap_or(to);
    if whole(nearest)?.starts_with(whole(data)?) {
        return Err(BackupError::TargetInside(to.to_owned()).into());
    }
    Ok(())
}

/// A folder readable by its owner only, gone when the value is.
fn scratch_in(folder: &Path) -> Result<tempfile::TempDir, EngineError> {
    tempfile::Builder::new()
        .prefix(".khien-backup-")
        .tempdir_in(folder)
        .map_err(|e| EngineError::file(folder, e))
}
