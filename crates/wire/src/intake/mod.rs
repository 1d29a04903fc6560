//! What senders of logs speak: bytes of their protocols into single records, and the answers they wait for.
//!
//! A record is what one event was sent as, byte for byte where the protocol allows it; what it says is read later, by
//! `detect`. Nothing here holds a socket or a file. Limits are arguments; what is longer is cut and counted, so that one
//! record never costs the others.

pub mod bulk;
pub mod framing;
pub mod otlp;
pub mod records;

/// Bytes of one syslog message that are kept. RFC 5425 asks receivers for 8,192; Windows events through relays are longer.
pub const MESSAGE_BYTES_MAX: usize = 64 * 1024;
/// Bytes of one record of a request that are kept.
pub const RECORD_BYTES_MAX: usize = 256 * 1024;

/// Records taken out of what was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    /// One each, in the order sent; none is empty.
    pub frames: Vec<Vec<u8>>,
    /// How many of them are cut.
    pub cut: u64,
}

impl Records {
    /// Keeps a record, at most `most` bytes of it; an empty one is none.
    pub(crate) fn keep(&mut self, record: &[u8], most: usize) {
        if record.is_empty() {
            return;
        }
        let kept = record.get(..most).unwrap_or(record);
        self.cut += u64::from(kept.len() < record.len());
        self.frames.push(kept.to_vec());
    }
}
