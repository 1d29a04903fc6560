//! The pieces of a slice, read by some threads and judged by one.

use crate::jobs::Stop;
use lake::query::FoundEvent;
use lake::table::{LakeError, Piece, Walk, Wanted};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};

/// Events that were read and not yet judged.
const WAITING_MAX: usize = 1_024;

/// Reads all pieces and hands the wanted events to `take`: in the order of the pieces when one thread reads, else as
/// they come. Says how many events the pieces have; `None` when `stop` was given before the end.
pub(super) fn read(
    walk: &Walk,
    pieces: &[Piece],
    wanted: Option<&Wanted>,
    threads: usize,
    stop: &Stop,
    take: &mut dyn FnMut(FoundEvent),
) -> Result<Option<u64>, LakeError> {
    let threads = threads.min(pieces.len());
    let mut events = 0;
    if threads <= 1 {
        for piece in pieces {
            if stop.is_stopped() {
                return Ok(None);
            }
            events += walk.read(piece, wanted, take)?;
        }
        return Ok(Some(events));
    }
    let common = Common {
        walk,
        pieces,
        wanted,
        stop,
        next: AtomicUsize::new(0),
        events: AtomicU64::new(0),
    };
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING_MAX);
        let readers: Vec<_> = (0..threads)
            .map(|_| {
                let (common, sender) = (&common, sender.clone());
                scope.spawn(move || common.work(&sender))
            })
            .collect();
        drop(sender);
        receiver.into_iter().for_each(take);
        for reader in readers {
            match reader.join() {
                Ok(done) => done?,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok::<_, LakeError>(())
    })?;
    Ok((!stop.is_stopped()).then(|| common.events.into_inner()))
}

/// What the threads have in common.
struct Common<'a> {
    walk: &'a Walk,
    pieces: &'a [Piece],
    wanted: Option<&'a Wanted>,
    stop: &'a Stop,
    next: AtomicUsize,
    events: AtomicU64,
}

impl Common<'_> {
    /// Reads pieces until none is left.
    fn work(&self, sender: &SyncSender<FoundEvent>) -> Result<(), LakeError> {
        while let Some(piece) = self.pieces.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            if self.stop.is_stopped() {
                return Ok(());
            }
            let mut is_wanted = true;
            let read = self.walk.read(piece, self.wanted, &mut |event| {
                is_wanted = is_wanted && sender.send(event).is_ok();
            });
            self.events.fetch_add(read?, Ordering::Relaxed);
        }
        Ok(())
    }
}
