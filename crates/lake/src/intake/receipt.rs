//! The answer to one batch: it comes once the batch is durable, or refused.

use std::future::Future;
use std::ops::Range;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use super::IntakeError;

type Outcome = Result<Range<u64>, IntakeError>;

/// Resolves to the offsets of a batch once all of it is synced.
///
/// Dropping it takes nothing back: the batch is written all the same.
#[derive(Debug)]
#[must_use = "a batch is durable only when its receipt says so"]
pub struct Receipt {
    slot: Arc<Slot>,
}

impl Receipt {
    /// Blocks until the batch is durable.
    ///
    /// # Errors
    /// Nothing of the batch was acknowledged; see [`IntakeError`].
    pub fn wait(self) -> Outcome {
        let mut answer = self.slot.lock();
        loop {
            if let Some(outcome) = answer.outcome.take() {
                return outcome;
            }
            answer = self
                .slot
                .settled
                .wait(answer)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Future for Receipt {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let mut answer = self.slot.lock();
        match answer.outcome.take() {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                answer.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

/// The writer's half. Dropped without an answer it says that the log is closed, so
/// nobody waits for ever.
#[derive(Debug)]
pub(super) struct Ticket {
    slot: Option<Arc<Slot>>,
}

impl Ticket {
    pub(super) fn settle(mut self, outcome: Outcome) {
        if let Some(slot) = self.slot.take() {
            slot.settle(outcome);
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            slot.settle(Err(IntakeError::Closed));
        }
    }
}

/// A receipt and the ticket that settles it.
pub(super) fn pair() -> (Ticket, Receipt) {
    let slot = Arc::new(Slot::default());
    let ticket = Ticket {
        slot: Some(Arc::clone(&slot)),
    };
    (ticket, Receipt { slot })
}

#[derive(Debug, Default)]
struct Slot {
    answer: Mutex<Answer>,
    settled: Condvar,
}

#[derive(Debug, Default)]
struct Answer {
    outcome: Option<Outcome>,
    waker: Option<Waker>,
}

impl Slot {
    fn lock(&self) -> std::sync::MutexGuard<'_, Answer> {
        self.answer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn settle(&self, outcome: Outcome) {
        let waker = {
            let mut answer = self.lock();
            answer.outcome = Some(outcome);
            answer.waker.take()
        };
        self.settled.notify_all();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}
