//! The one thread that writes: it takes what is queued, writes it, syncs once, and
//! then tells all who wait.
//!
//! A write that fails is cut off again and may be tried anew. A sync that fails is
//! final: the kernel may have dropped the pages and calls the next one a success, so
//! nothing is taken in until the log is opened again.

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::folder::{Next, append_all};
use super::format::{self, Previous};
use super::index::{Segment, head_bytes};
use super::log::Shared;
use super::receipt::Ticket;
use super::{Arrival, DiskFile, IntakeError};

/// At so many bytes a group no longer waits for more.
const GROUP_BYTES: usize = 1024 * 1024;
// While nobody adds anything for so long, waiting on is of no use to anybody.
const QUIET: Duration = Duration::from_micros(500);

/// What waits to be written.
pub(super) struct Job {
    pub(super) work: Work,
    /// Length on disk.
    pub(super) bytes: usize,
    pub(super) ticket: Ticket,
}

/// What is to be done.
pub(super) enum Work {
    Batch(Vec<Arrival>),
    /// Go on at this offset at the least.
    Advance(u64),
}

pub(super) struct Writer {
    shared: Arc<Shared>,
    active: Option<Active>,
    next: Next,
    buffer: Vec<u8>,
    synced_at: Option<Instant>,
}

/// The segment that is being written.
struct Active {
    file: Box<dyn DiskFile>,
    first: u64,
    /// Its durable length.
    bytes: u64,
}

impl Writer {
    pub(super) fn new(shared: Arc<Shared>, next: Next) -> Self {
        Self {
            shared,
            active: None,
            next,
            buffer: Vec::new(),
            synced_at: None,
        }
    }

    /// Works until the log is closed and nothing waits.
    pub(super) fn run(mut self) {
        while let Some(group) = self.group() {
            let bytes = group.iter().map(|job| job.bytes).sum();
            let outcome = self.commit(&group);
            self.shared.settled(bytes, outcome.as_ref().err());
            settle(group, outcome);
        }
    }

    /// The next jobs to be made durable together.
    fn group(&self) -> Option<Vec<Job>> {
        let until = self
            .synced_at
            .map(|synced| synced + self.shared.options.commit_every);
        let mut queue = self.shared.wait_for_jobs()?;
        // Right after a sync others are likely to come; after a pause they are not.
        while let Some(left) = until.and_then(|until| until.checked_duration_since(Instant::now()))
        {
            let before = queue.bytes;
            if before >= GROUP_BYTES || queue.closed || left.is_zero() {
                break;
            }
            queue = self.shared.wait_for_more(queue, left.min(QUIET));
            if queue.bytes == before {
                break;
            }
        }
        let mut bytes = 0;
        let mut count = 0;
        for job in &queue.jobs {
            let alone = matches!(job.work, Work::Advance(_));
            if count > 0 && (alone || bytes >= GROUP_BYTES) {
                break;
            }
            (bytes, count) = (bytes + job.bytes, count + 1);
            if alone {
                break;
            }
        }
        Some(queue.jobs.drain(..count).collect())
    }

    /// Makes a group durable, and tells the offsets of each job.
    fn commit(&mut self, group: &[Job]) -> Result<Vec<Range<u64>>, IntakeError> {
        if let Some(source) = self.shared.failure() {
            return Err(IntakeError::Failed { source });
        }
        let bytes: usize = group.iter().map(|job| job.bytes).sum();
        if self.shared.folder.room() < u64::try_from(bytes).unwrap_or(u64::MAX) {
            return Err(IntakeError::Full);
        }
        if let Some(Work::Advance(offset)) = group.first().map(|job| &job.work) {
            self.advance(*offset)?;
            let here = self.next.first..self.next.first;
            return Ok(group.iter().map(|_| here.clone()).collect());
        }
        let ranges = self.encode(group);
        self.open_segment()?;
        let end = ranges.last().map_or(self.next.first, |range| range.end);
        self.write()?;
        self.sync(end)?;
        self.synced_at = Some(Instant::now());
        Ok(ranges)
    }

    /// Puts the records of a group into the buffer.
    fn encode(&mut self, group: &[Job]) -> Vec<Range<u64>> {
        self.buffer.clear();
        self.buffer.shrink_to(4 * GROUP_BYTES);
        let salt = self.shared.identity.salt;
        let mut offset = self.next.first;
        let mut ranges = Vec::with_capacity(group.len());
        for job in group {
            let begin = offset;
            if let Work::Batch(arrivals) = &job.work {
                for arrival in arrivals {
                    format::write_record(&mut self.buffer, salt, offset, arrival);
                    offset += 1;
                }
            }
            ranges.push(begin..offset);
        }
        ranges
    }

    fn open_segment(&mut self) -> Result<(), IntakeError> {
        if self.active.is_none() {
            let shared = &self.shared;
            let file = shared.folder.create_segment(shared.identity, self.next)?;
            shared.index().push(Segment::new(self.next));
            self.active = Some(Active {
                file,
                first: self.next.first,
                bytes: head_bytes(),
            });
        }
        Ok(())
    }

    /// The next record begins a new segment.
    fn close_segment(&mut self) {
        if let Some(active) = self
            .active
            .take()
            .filter(|active| active.first < self.next.first)
        {
            self.next.previous = Previous {
                first: active.first,
                end: self.next.first,
            };
        }
    }

    fn write(&mut self) -> Result<(), IntakeError> {
        let Some(active) = &mut self.active else {
            return Err(IntakeError::Closed);
        };
        let Err(error) = append_all(&mut *active.file, &self.buffer) else {
            return Ok(());
        };
        // Where the half-written bytes can't be cut off they are left behind: readers
        // stop at the end that the next segment's head tells.
        if active.file.truncate(active.bytes).is_err() {
            self.close_segment();
        }
        Err(IntakeError::io("write", &self.shared.folder.dir)(error))
    }

    fn sync(&mut self, end: u64) -> Result<(), IntakeError> {
        let Some(active) = &mut self.active else {
            return Err(IntakeError::Closed);
        };
        if let Err(error) = active.file.sync() {
            // If it works, the senders' next attempt does not double the records.
            drop(active.file.truncate(active.bytes));
            return Err(self.shared.fail(error));
        }
        let written = u64::try_from(self.buffer.len()).unwrap_or(u64::MAX);
        active.bytes = active.bytes.saturating_add(written);
        self.next.first = end;
        self.shared.grow(active.bytes, end);
        if active.bytes >= self.shared.options.segment_bytes {
            self.close_segment();
        }
        Ok(())
    }

    /// Passes over all offsets below one, durably.
    fn advance(&mut self, offset: u64) -> Result<(), IntakeError> {
        if self.next.first >= offset {
            return Ok(());
        }
        self.close_segment();
        let next = Next {
            first: offset,
            previous: Previous {
                first: self.next.previous.first,
                end: offset,
            },
        };
        let shared = &self.shared;
        let file = shared.folder.create_segment(shared.identity, next)?;
        shared.index().push(Segment::new(next));
        shared.grow(head_bytes(), offset);
        self.next = next;
        self.active = Some(Active {
            file,
            first: offset,
            bytes: head_bytes(),
        });
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.close();
    }
}

fn settle(group: Vec<Job>, outcome: Result<Vec<Range<u64>>, IntakeError>) {
    match outcome {
        Ok(ranges) => {
            for (job, range) in group.into_iter().zip(ranges) {
                job.ticket.settle(Ok(range));
            }
        }
        Err(error) => {
            for job in group {
                job.ticket.settle(Err(error.clone()));
            }
        }
    }
}
