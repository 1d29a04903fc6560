//! The store itself: opening, closing, and the way to a transaction.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use sea_orm::DatabaseConnection;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use crate::bound::position;
use crate::connect::{begin_writing, connect};
use crate::ledger::heads;
use crate::ledger::key;
use crate::ledger::note::NoteSigner;
use crate::migrate::{STEPS, migrate};
use crate::{Checkpoint, Database, FileStore, Folder, StoreError, Tx, time};

/// The control plane of one data folder. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Store {
    pub(crate) sql: DatabaseConnection,
    pub(crate) signer: Arc<NoteSigner>,
    files: FileStore,
    writer: Arc<Mutex<()>>,
    folder: Arc<Folder>,
    commits: Arc<watch::Sender<u64>>,
}

impl Store {
    /// Opens the data folder `dir`, making folder, database and ledger key on
    /// the first run and bringing an older database forward.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process has the folder,
    /// [`StoreError::Newer`] when a newer program wrote it,
    /// [`StoreError::KeyMissing`] when the ledger has entries but its key is gone.
    pub async fn open(dir: &Path, database: Database) -> Result<Self, StoreError> {
        let folder = Folder::open(dir)?;
        let sql = connect(&folder, &database).await?;
        migrate(&sql, &folder, STEPS).await?;
        let empty = heads::newest(&sql).await?.is_none();
        let signer = key::load_or_make(&folder, empty)?;
        Ok(Self {
            sql,
            signer: Arc::new(signer),
            files: FileStore::new(folder.files()),
            writer: Arc::new(Mutex::new(())),
            folder: Arc::new(folder),
            commits: Arc::new(watch::Sender::new(0)),
        })
    }

    /// Begins a write transaction at the instant `at`, waiting for the one
    /// before it to end.
    ///
    /// # Errors
    /// [`StoreError::ClockBehind`] when `at` lies before [`Self::last_at`]: what
    /// was known at a past instant must never change.
    pub async fn begin(&self, at: Timestamp) -> Result<Tx, StoreError> {
        self.begin_by(|_| at).await
    }

    /// Begins a write transaction at the instant that `clock` gives once this
    /// is the one writer, so that whoever waits longer is not found behind. The
    /// clock is told the instant of the newest entry.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub async fn begin_by(
        &self,
        clock: impl FnOnce(Option<Timestamp>) -> Timestamp + Send,
    ) -> Result<Tx, StoreError> {
        let writer = Arc::clone(&self.writer).lock_owned().await;
        self.begin_as(writer, clock).await
    }

    /// Begins a write transaction if no other is open in this program; for what may as well be written later.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub async fn begin_if_free(&self, at: Timestamp) -> Result<Option<Tx>, StoreError> {
        match Arc::clone(&self.writer).try_lock_owned() {
            Ok(writer) => self.begin_as(writer, |_| at).await.map(Some),
            Err(_busy) => Ok(None),
        }
    }

    async fn begin_as(
        &self,
        writer: OwnedMutexGuard<()>,
        clock: impl FnOnce(Option<Timestamp>) -> Timestamp + Send,
    ) -> Result<Tx, StoreError> {
        let sql = begin_writing(&self.sql).await?;
        let (tree, last) = heads::tree(&sql).await?;
        let given = time::as_kept(clock(last));
        match last {
            Some(last) if given < last => Err(StoreError::ClockBehind { last, given }),
            _ => {
                let signer = Arc::clone(&self.signer);
                let commits = Arc::clone(&self.commits);
                Ok(Tx::new(sql, given, tree, signer, commits, writer))
            }
        }
    }

    /// The instant of the newest entry of the ledger; the next transaction may
    /// not be earlier.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let head = heads::newest(&self.sql).await?;
        time::from_optional(head.map(|head| head.at))
    }

    /// Counts the commits of this process that added to the ledger; whoever
    /// waits on it learns of every write, whichever use case made it.
    #[must_use]
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    /// How many leaves the ledger has.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn leaves(&self) -> Result<u64, StoreError> {
        let head = heads::newest(&self.sql).await?;
        head.map_or(Ok(0), |head| position(head.size))
    }

    /// The newest signed checkpoint, for export; `None` while the ledger is empty.
    ///
    /// # Errors
    /// [`StoreError::Checkpoint`] when the stored one is damaged.
    pub async fn checkpoint(&self) -> Result<Option<Checkpoint>, StoreError> {
        let head = heads::newest(&self.sql).await?;
        head.map(|head| Checkpoint::open(&self.signer.verifier(), &head.note))
            .transpose()
    }

    /// The public key of the ledger, `name+id+base64` as the C2SP signed note
    /// has it; export it once, together with the first checkpoint.
    #[must_use]
    pub fn ledger_key(&self) -> String {
        self.signer.verifier().public()
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The files kept under their hash.
    #[must_use]
    pub fn files(&self) -> &FileStore {
        &self.files
    }

    /// Closes the connections. Dropping the last clone does it too, later.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.sql.close().await?)
    }
}

impl core::fmt::Debug for Store {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Store")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}
