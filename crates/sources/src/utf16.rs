//! UTF-16 with a byte order mark → UTF-8, as a reader.
//!
//! Windows tools export logs and lists so; read as bytes they would hold no
//! address at all and look clean.

use std::io::{self, BufRead, Read};

/// Which half of a unit comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ByteOrder {
    Little,
    Big,
}

/// Gives the text of `inner` as UTF-8, without its mark; what is no UTF-16 becomes U+FFFD.
pub(crate) struct Utf16<R> {
    inner: R,
    order: ByteOrder,
    /// First half of a surrogate pair.
    high: Option<u16>,
    /// Converted bytes not yet taken, from `taken` on.
    ready: Vec<u8>,
    taken: usize,
    at_start: bool,
    broken: Option<io::Error>,
}

/// How many units are converted at a time.
const UNITS_AT_ONCE: usize = 32 * 1024;

impl<R: BufRead> Utf16<R> {
    pub(crate) fn new(inner: R, order: ByteOrder) -> Self {
        Self {
            inner,
            order,
            high: None,
            ready: Vec::new(),
            taken: 0,
            at_start: true,
            broken: None,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        self.ready.clear();
        self.taken = 0;
        let mut raw = Vec::with_capacity(2 * UNITS_AT_ONCE);
        let limit = u64::try_from(2 * UNITS_AT_ONCE).unwrap_or(u64::MAX);
        let read = self.inner.by_ref().take(limit).read_to_end(&mut raw);
        if let Err(error) = read {
            // What came before the damage is given first.
            if raw.is_empty() {
                return Err(error);
            }
            self.broken = Some(error);
        }

        for unit in raw.chunks(2) {
            let unit = match (unit, self.order) {
                ([low, high], ByteOrder::Little) | ([high, low], ByteOrder::Big) => {
                    u16::from_be_bytes([*high, *low])
                }
                // An odd byte at the end of the file.
                _ => 0xfffd,
            };
            self.push(unit);
        }
        if raw.is_empty() && self.high.take().is_some() {
            self.push_char('\u{fffd}');
        }
        Ok(())
    }

    fn push(&mut self, unit: u16) {
        let mark = std::mem::replace(&mut self.at_start, false) && unit == 0xfeff;
        if mark {
            return;
        }
        let pair = [self.high.take(), Some(unit)];
        if pair == [None, Some(unit)] && (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
            return;
        }
        for read in char::decode_utf16(pair.into_iter().flatten()) {
            match read {
                Ok(c) => self.push_char(c),
                // A high half after a high half may still find its low half.
                Err(error) if error.unpaired_surrogate() == unit && unit < 0xdc00 => {
                    self.high = Some(unit)
                }
                Err(_) => self.push_char('\u{fffd}'),
            }
        }
    }

    fn push_char(&mut self, c: char) {
        self.ready
            .extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

impl<R: BufRead> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.ready.len() {
            self.refill()?;
        }
        let mut ready = self.ready.get(self.taken..).unwrap_or_default();
        let read = ready.read(buffer)?;
        self.taken += read;
        Ok(read)
    }
}
