//! What an input may take, watched while it is read.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::Limits;

/// Below this many bytes out no ratio is judged.
const RATIO_FREE_BYTES: u64 = 16 << 20;

/// Counts what the decompressor takes in: what it consumed, not what the buffer read ahead for it, or a bomb that fits
/// the buffer would be allowed the buffer's size times the ratio.
pub(crate) struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.add(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
        self.add(amount);
    }
}

impl<R> Counted<R> {
    fn add(&self, taken: usize) {
        let taken = u64::try_from(taken).unwrap_or(u64::MAX);
        self.count.fetch_add(taken, Ordering::Relaxed);
    }
}

/// Stops an input that outgrows its limits.
pub(crate) struct Guarded<R> {
    inner: R,
    taken_in: Option<Arc<AtomicU64>>,
    given_out: u64,
    /// True once more was there than the limit allows.
    full: bool,
    limits: Limits,
}

impl<R> Counted<R> {
    /// A reader and the count of what is taken from it.
    pub(crate) fn new(inner: R) -> (Self, Arc<AtomicU64>) {
        let count = Arc::default();
        let counted = Self {
            inner,
            count: Arc::clone(&count),
        };
        (counted, count)
    }
}

impl<R> Guarded<R> {
    /// `taken_in` counts the compressed bytes, where there are such.
    pub(crate) const fn new(inner: R, taken_in: Option<Arc<AtomicU64>>, limits: Limits) -> Self {
        Self {
            inner,
            taken_in,
            given_out: 0,
            full: false,
            limits,
        }
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let room = self.limits.input_bytes_max.saturating_sub(self.given_out);
        let given = usize::try_from(room).map_or(read, |room| read.min(room));
        self.given_out += u64::try_from(given).unwrap_or(u64::MAX);
        let met_before = std::mem::replace(&mut self.full, given < read);
        if met_before || self.full && given == 0 {
            return Err(io::Error::other(LimitReached(
                self.limits.input_bytes_max,
                "bytes",
            )));
        }
        if let Some(taken_in) = &self.taken_in {
            let allowed = taken_in
                .load(Ordering::Relaxed)
                .saturating_mul(self.limits.ratio_max);
            if self.given_out > RATIO_FREE_BYTES.max(allowed) {
                return Err(io::Error::other(LimitReached(
                    self.limits.ratio_max,
                    "times its compressed size",
                )));
            }
        }
        Ok(given)
    }
}

/// Carries a limit through an [`io::Error`].
#[derive(Debug, thiserror::Error)]
#[error("larger than {0} {1}")]
struct LimitReached(u64, &'static str);

/// The limit that an error of a [`Guarded`] reader carries.
pub(crate) fn limit_in(error: &io::Error) -> Option<(u64, &'static str)> {
    let LimitReached(limit, unit) = error.get_ref()?.downcast_ref()?;
    Some((*limit, unit))
}
