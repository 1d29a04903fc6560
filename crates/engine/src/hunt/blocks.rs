//! Blocks of whole records, read by any number of threads and put back in order.
//!
//! One thread at a time takes the next block from the inputs; all read theirs, and the
//! caller is handed the results in the order of the blocks, so that what comes of them
//! does not depend on the number of threads. Memory is a few blocks, whatever the input:
//! no more than three for each thread are taken and not yet back in order.
//!
//! What this is not: it knows nothing of what a block is read for.

use std::collections::{BTreeMap, VecDeque};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use detect::formats::{Format, ParseContext, Stream};
use sources::{Block, Blocks, Input, Limits};

/// How many blocks there may be for each thread, from being taken to being back in order.
const BLOCKS_PER_THREAD: usize = 3;

/// Reads all blocks of a feed by this many threads, at least one, and hands each result to `take` in the turn of its
/// block, with the number of records of its input before it. Each thread reads by a `reader` of its own, which gives
/// the number of records of a block and what came of them.
pub(crate) fn in_order<R, T>(
    threads: usize,
    feed: Feed,
    reader: impl Fn() -> R + Sync,
    mut take: impl FnMut(T, u64),
) where
    R: FnMut(Taken) -> (u64, T),
    T: Send,
{
    let threads = threads.max(1);
    let feed = Mutex::new(feed);
    let permits = Permits::new(threads.saturating_mul(BLOCKS_PER_THREAD));
    let (sender, receiver) = sync_channel::<Numbered<T>>(threads);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, feed, reader, permits) = (sender.clone(), &feed, &reader, &permits);
            scope.spawn(move || work(feed, reader(), permits, &sender));
        }
        drop(sender);
        // Should this thread break off, the others must not wait for permits.
        let _closing = permits.closing();
        // Results that came before their turn; never more than there are permits.
        let mut waiting: BTreeMap<u64, Numbered<T>> = BTreeMap::new();
        let (mut next, mut before) = (0, 0);
        for done in receiver {
            waiting.insert(done.number, done);
            while let Some(done) = waiting.remove(&next) {
                next += 1;
                before = if done.begins { 0 } else { before };
                take(done.result, before);
                before += done.records;
                permits.give_back();
            }
        }
    });
}

/// Works until there is nothing left, or nobody wants results any more.
fn work<T>(
    feed: &Mutex<Feed>,
    mut read: impl FnMut(Taken) -> (u64, T),
    permits: &Permits,
    done: &SyncSender<Numbered<T>>,
) {
    // When this thread finds nothing left, the others will not either.
    let _closing = permits.closing();
    while permits.take() {
        // A thread that panicked leaves the feed whole: it is changed by single steps.
        let taken = feed.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(taken) = taken else {
            return;
        };
        let (number, begins) = (taken.number, taken.begins);
        let (records, result) = read(taken);
        let numbered = Numbered {
            number,
            begins,
            records,
            result,
        };
        if done.send(numbered).is_err() {
            return;
        }
    }
}

/// What came of a block, and where it belongs.
struct Numbered<T> {
    /// Its place among all blocks.
    number: u64,
    /// It is the first of its input.
    begins: bool,
    records: u64,
    result: T,
}

/// The inputs, of which threads take blocks in turn.
pub(crate) struct Feed {
    inputs: VecDeque<Input>,
    format: Option<Format>,
    context: ParseContext,
    limits: Limits,
    open: Option<Opened>,
    /// The stream opened last, of which the next goes on with what was learned.
    before: Option<Arc<Stream>>,
    number: u64,
}

struct Opened {
    source: Arc<str>,
    stream: Arc<Stream>,
    blocks: Blocks,
    begins: bool,
}

/// A block and what is known of it before it is read.
pub(crate) struct Taken {
    /// Its place among all blocks.
    number: u64,
    pub(crate) source: Arc<str>,
    /// It is the first of its input.
    begins: bool,
    /// Its input ended before it.
    pub(crate) ends: bool,
    /// `None` when there was nothing, or nothing more, to read.
    pub(crate) block: Option<(Arc<Stream>, Block)>,
    pub(crate) failed: Option<sources::Error>,
}

impl Feed {
    pub(crate) fn new(
        inputs: Vec<Input>,
        format: Option<Format>,
        context: &ParseContext,
        limits: Limits,
    ) -> Self {
        Self {
            inputs: inputs.into(),
            format,
            context: context.clone(),
            limits,
            open: None,
            before: None,
            number: 0,
        }
    }

    /// The next block, or word that an input ended or broke off; `None` when all is read.
    fn take(&mut self) -> Option<Taken> {
        let Some(opened) = &mut self.open else {
            let input = self.inputs.pop_front()?;
            let source: Arc<str> = input.name().into();
            match Blocks::open(&input, self.limits) {
                Ok(blocks) => {
                    let stream = Stream::recognise(blocks.head(), self.format, &self.context);
                    let stream = Arc::new(match self.before.take() {
                        Some(before) => stream.after(&before),
                        None => stream,
                    });
                    self.before = Some(Arc::clone(&stream));
                    self.open = Some(Opened {
                        source,
                        stream,
                        blocks,
                        begins: true,
                    });
                    return self.take();
                }
                Err(error) => return Some(self.ended(source, true, Some(error))),
            }
        };
        let stream = Arc::clone(&opened.stream);
        let source = Arc::clone(&opened.source);
        let begins = std::mem::take(&mut opened.begins);
        match opened
            .blocks
            .next_block(&mut |bytes, last| stream.cut(bytes, last))
        {
            Ok(Some(block)) => {
                let number = self.number;
                self.number += 1;
                Some(Taken {
                    number,
                    source,
                    begins,
                    ends: false,
                    block: Some((stream, block)),
                    failed: None,
                })
            }
            Ok(None) => Some(self.ended(source, begins, None)),
            Err(error) => Some(self.ended(source, begins, Some(error))),
        }
    }

    fn ended(&mut self, source: Arc<str>, begins: bool, failed: Option<sources::Error>) -> Taken {
        self.open = None;
        let number = self.number;
        self.number += 1;
        Taken {
            number,
            source,
            begins,
            ends: true,
            block: None,
            failed,
        }
    }
}

/// How many more blocks may be taken. A permit is taken before a block and given back when
/// its result is in order, so a block that takes long holds the others up instead of
/// letting their results pile up.
///
/// Nobody waits for ever: the block whose turn it is has its permit already, and whoever
/// ends, also by a panic, closes the permits for all.
struct Permits {
    /// `None` once no more blocks are to be taken.
    free: Mutex<Option<usize>>,
    changed: Condvar,
}

/// Closes the permits when it is dropped.
#[must_use]
struct Closing<'a>(&'a Permits);

impl Permits {
    const fn new(count: usize) -> Self {
        Self {
            free: Mutex::new(Some(count)),
            changed: Condvar::new(),
        }
    }

    /// Closes the permits when what it gives is dropped.
    const fn closing(&self) -> Closing<'_> {
        Closing(self)
    }

    /// Gives back the permit of a block whose result is in order.
    fn give_back(&self) {
        if let Some(free) = self.free().as_mut() {
            *free += 1;
        }
        self.changed.notify_one();
    }

    /// Waits for a permit; `false` when there will be none.
    fn take(&self) -> bool {
        let mut free = self
            .changed
            .wait_while(self.free(), |free| *free == Some(0))
            .unwrap_or_else(PoisonError::into_inner);
        match free.as_mut() {
            Some(free) => {
                *free -= 1;
                true
            }
            None => false,
        }
    }

    fn free(&self) -> MutexGuard<'_, Option<usize>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        *self.0.free() = None;
        self.0.changed.notify_all();
    }
}
