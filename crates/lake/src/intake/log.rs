//! The log as others hold it, and what its threads share.

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::folder::Folder;
use super::format::{Identity, RECORD_HEAD_BYTES, segment_name};
use super::index::Index;
use super::receipt::{self, Receipt};
use super::writer::{Job, Work, Writer};
use super::{
    Arrival, IntakeError, Lock, Options, Read, Recovered, SOURCE_BYTES_MAX, State, reader, recover,
};

/// A durable log of arrivals in a folder of its own.
///
/// A clone is another handle to the same log. With the last one the log is closed:
/// what waits is written first.
#[derive(Clone)]
pub struct IntakeLog {
    inner: Arc<Inner>,
}

impl IntakeLog {
    /// Opens the log in a folder, or makes it.
    ///
    /// # Errors
    /// Another process has it open ([`IntakeError::InUse`]), a newer program wrote it,
    /// its identity is lost, or the folder can't be read and written. Damage to
    /// records is no error.
    pub fn open(dir: &Path, options: Options) -> Result<(Self, Recovered), IntakeError> {
        let (opened, recovered) = recover::open(dir, &options)?;
        let shared = Arc::new(Shared {
            folder: opened.folder,
            options,
            identity: opened.identity,
            queue: Mutex::default(),
            arrived: Condvar::new(),
            index: Mutex::new(opened.index),
            grown: Condvar::new(),
        });
        let writer = Writer::new(Arc::clone(&shared), opened.next);
        let thread = thread::Builder::new()
            .name("intake-log".to_owned())
            .spawn(|| writer.run())
            .map_err(IntakeError::io("start a thread for", dir))?;
        let inner = Inner {
            shared,
            thread: Some(thread),
            _lock: opened.lock,
        };
        let log = Self {
            inner: Arc::new(inner),
        };
        Ok((log, recovered))
    }

    /// The log's own number, random: the first half of the id of every event in it.
    #[must_use]
    pub fn id(&self) -> [u8; 8] {
        self.inner.shared.identity.id
    }

    /// Queues a batch. Only its receipt says whether it is durable; all of it is then,
    /// under offsets that follow each other. No records get an empty range.
    ///
    /// # Errors
    /// [`IntakeError::Busy`] and [`IntakeError::Full`]: the same batch may be sent
    /// again later. [`IntakeError::TooLarge`]: never. [`IntakeError::Failed`]: not
    /// before the log was opened anew.
    pub fn append(&self, arrivals: Vec<Arrival>) -> Result<Receipt, IntakeError> {
        let shared = &self.inner.shared;
        let bytes = shared.measure(&arrivals)?;
        if arrivals.is_empty() {
            let (ticket, receipt) = receipt::pair();
            let at = self.synced();
            ticket.settle(Ok(at..at));
            return Ok(receipt);
        }
        shared.enqueue(Work::Batch(arrivals), bytes)
    }

    /// Goes on at this offset, if the log ends below it. For a reader that has taken
    /// more than the log still knows: an offset is never given to a second record.
    /// The range passed over is reported as lost.
    ///
    /// # Errors
    /// As for a batch.
    pub fn begin_at_least(&self, offset: u64) -> Result<(), IntakeError> {
        let shared = &self.inner.shared;
        shared.enqueue(Work::Advance(offset), 0)?.wait().map(drop)
    }

    /// Reads durable records in order, from an offset on: at least one, if there is
    /// one, and no more once `max_bytes` of payload were reached. Ask only for what
    /// was not released: all below is reported as missing.
    ///
    /// # Errors
    /// The folder can't be read just now. What is gone for good is no error but a
    /// [`Lost`](super::Lost).
    pub fn read(&self, from: u64, max_bytes: usize) -> Result<Read, IntakeError> {
        reader::read(&self.inner.shared, from, max_bytes)
    }

    /// The offset after the last durable record.
    #[must_use]
    pub fn synced(&self) -> u64 {
        self.inner.shared.index().synced
    }

    /// Blocks until something durable is at or after an offset; `false` when the time
    /// is up before.
    #[must_use]
    pub fn wait_past(&self, offset: u64, timeout: Duration) -> bool {
        let shared = &self.inner.shared;
        let begun = Instant::now();
        let mut index = shared.index();
        while index.synced <= offset {
            let Some(left) = timeout
                .checked_sub(begun.elapsed())
                .filter(|left| !left.is_zero())
            else {
                return false;
            };
            index = shared
                .grown
                .wait_timeout(index, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        true
    }

    /// Removes the segments that lie wholly below an offset. The reader calls this
    /// once everything below it is durable elsewhere.
    ///
    /// # Errors
    /// A file could not be removed; it is seen again at the next opening.
    pub fn release(&self, upto: u64) -> Result<(), IntakeError> {
        let shared = &self.inner.shared;
        let folder = &shared.folder;
        let released = shared.index().release(upto);
        for segment in &released {
            let name = segment_name(segment.first);
            if segment.keep {
                folder.set_aside(&name)?;
                continue;
            }
            let path = folder.path(&name);
            match folder.disk.remove(&path) {
                // Somebody was faster; it was reported as missing when it was read.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                outcome => outcome.map_err(IntakeError::io("remove", &path))?,
            }
        }
        if released.is_empty() {
            return Ok(());
        }
        folder
            .disk
            .sync_dir(&folder.dir)
            .map_err(IntakeError::io("sync", &folder.dir))
    }

    /// The log at this moment.
    #[must_use]
    pub fn state(&self) -> State {
        let shared = &self.inner.shared;
        let (backlog_bytes, full, failed) = {
            let queue = shared.queue();
            (queue.bytes, queue.full, queue.failed.is_some())
        };
        let index = shared.index();
        State {
            bytes: index.segments().iter().map(|segment| segment.bytes).sum(),
            segments: index.segments().len(),
            backlog_bytes,
            oldest: index
                .segments()
                .first()
                .map_or(index.synced, |oldest| oldest.first),
            synced: index.synced,
            full,
            failed,
        }
    }
}

impl std::fmt::Debug for IntakeLog {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("IntakeLog")
            .field("dir", &self.inner.shared.folder.dir)
            .field("state", &self.state())
            .finish()
    }
}

/// Owned by the handles alone, so that the last one ends the writer.
struct Inner {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    _lock: Lock,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.shared.queue().closed = true;
        self.shared.arrived.notify_all();
        // A writer that panicked has told so already; the lock may go either way.
        drop(self.thread.take().map(JoinHandle::join));
    }
}

/// What handles and writer have in common.
pub(super) struct Shared {
    pub(super) folder: Folder,
    pub(super) options: Options,
    pub(super) identity: Identity,
    queue: Mutex<Queue>,
    arrived: Condvar,
    index: Mutex<Index>,
    grown: Condvar,
}

/// What waits for the writer.
#[derive(Default)]
pub(super) struct Queue {
    pub(super) jobs: VecDeque<Job>,
    /// Length on disk of what waits or is being written.
    pub(super) bytes: usize,
    pub(super) closed: bool,
    full: bool,
    failed: Option<Arc<io::Error>>,
}

impl Shared {
    pub(super) fn index(&self) -> MutexGuard<'_, Index> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The length of a batch on disk, if it can ever be taken.
    fn measure(&self, arrivals: &[Arrival]) -> Result<usize, IntakeError> {
        let within = |what, bytes, max| match bytes <= max {
            true => Ok(()),
            false => Err(IntakeError::TooLarge { what, bytes, max }),
        };
        let mut bytes = 0_usize;
        for arrival in arrivals {
            let payload = arrival.payload.len();
            within("source", arrival.source.len(), SOURCE_BYTES_MAX)?;
            within("payload", payload, self.options.max_payload)?;
            bytes += RECORD_HEAD_BYTES + arrival.source.len() + payload;
        }
        within("batch", bytes, self.options.backlog_bytes)?;
        Ok(bytes)
    }

    fn enqueue(&self, work: Work, bytes: usize) -> Result<Receipt, IntakeError> {
        let mut queue = self.queue();
        if let Some(source) = queue.failed.clone() {
            return Err(IntakeError::Failed { source });
        }
        if queue.closed {
            return Err(IntakeError::Closed);
        }
        if queue.bytes.saturating_add(bytes) > self.options.backlog_bytes {
            return Err(IntakeError::Busy);
        }
        if queue.full {
            if self.folder.room() < u64::try_from(bytes).unwrap_or(u64::MAX) {
                return Err(IntakeError::Full);
            }
            queue.full = false;
        }
        let (ticket, receipt) = receipt::pair();
        queue.bytes += bytes;
        queue.jobs.push_back(Job {
            work,
            bytes,
            ticket,
        });
        drop(queue);
        self.arrived.notify_one();
        Ok(receipt)
    }

    /// The queue once something is in it; `None` when nothing more will be.
    pub(super) fn wait_for_jobs(&self) -> Option<MutexGuard<'_, Queue>> {
        let queue = self
            .arrived
            .wait_while(self.queue(), |queue| queue.jobs.is_empty() && !queue.closed)
            .unwrap_or_else(PoisonError::into_inner);
        Some(queue).filter(|queue| !queue.jobs.is_empty())
    }

    /// The queue after so long.
    pub(super) fn wait_for_more<'a>(
        &'a self,
        queue: MutexGuard<'a, Queue>,
        time: Duration,
    ) -> MutexGuard<'a, Queue> {
        self.arrived
            .wait_timeout_while(queue, time, |queue| !queue.closed)
            .unwrap_or_else(PoisonError::into_inner)
            .0
    }

    /// So many bytes wait no longer.
    pub(super) fn settled(&self, bytes: usize, error: Option<&IntakeError>) {
        let mut queue = self.queue();
        queue.bytes = queue.bytes.saturating_sub(bytes);
        queue.full = matches!(error, Some(IntakeError::Full));
    }

    /// The newest segment has grown, durably.
    pub(super) fn grow(&self, bytes: u64, synced: u64) {
        self.index().grow(bytes, synced);
        self.grown.notify_all();
    }

    /// Nothing can be made durable any more.
    pub(super) fn fail(&self, error: io::Error) -> IntakeError {
        let source = Arc::new(error);
        self.queue().failed = Some(Arc::clone(&source));
        IntakeError::Failed { source }
    }

    /// Why nothing can be made durable, if so.
    pub(super) fn failure(&self) -> Option<Arc<io::Error>> {
        self.queue().failed.clone()
    }

    /// The writer has ended: whoever waits is told.
    pub(super) fn close(&self) {
        let mut queue = self.queue();
        queue.closed = true;
        let left = std::mem::take(&mut queue.jobs);
        drop(queue);
        drop(left);
    }
}
