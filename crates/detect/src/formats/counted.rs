//! Syslog over a stream, each message behind its length (RFC 6587, 3.4.1).
//!
//! ```text
//! 61 <34>1 2024-02-09T23:11:02+07:00 mail-01 sshd 311 - - Failed29 <13>Feb  9 23:11:02 h app: x
//! ```
//!
//! Where a length is missing or absurd, the line it stands in is one message and
//! the next line is tried again.

use super::without_mark;

/// The longest message that is believed.
const MESSAGE_BYTES_MAX: usize = 1 << 20;

/// A message, and whether all of it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    /// Where its length, or the line without one, begins.
    pub(super) start: usize,
    pub(super) text: (usize, usize),
    pub(super) whole: bool,
}

/// True when a stream begins with a length and a priority.
pub(super) fn recognise(head: &[u8]) -> bool {
    let Some((length, at)) = length(head) else {
        return false;
    };
    let message = head.get(at..).unwrap_or_default();
    let priority = message.strip_prefix(b"<").and_then(|rest| {
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        ((1..=3).contains(&digits) && rest.get(digits) == Some(&b'>')).then_some(())
    });
    priority.is_some() && length >= 4
}

/// The stated length at the start of `bytes` and where the message begins.
fn length(bytes: &[u8]) -> Option<(usize, usize)> {
    let digits = bytes
        .iter()
        .take(8)
        .take_while(|b| b.is_ascii_digit())
        .count();
    if digits == 0 || bytes.get(digits) != Some(&b' ') {
        return None;
    }
    let length: usize = str::from_utf8(bytes.get(..digits)?).ok()?.parse().ok()?;
    (1..=MESSAGE_BYTES_MAX)
        .contains(&length)
        .then_some((length, digits + 1))
}

/// The messages of a block, in order.
pub(super) fn frames(bytes: &[u8]) -> impl Iterator<Item = Frame> {
    let mut at = 0;
    std::iter::from_fn(move || {
        // Some senders put a line end between messages all the same.
        let mut rest = bytes.get(at..)?;
        loop {
            let bare = without_mark(rest);
            let bare = match bare {
                [b'\n' | b'\r' | b'\0', after @ ..] => after,
                bare => bare,
            };
            if bare.len() == rest.len() {
                break;
            }
            rest = bare;
        }
        if rest.is_empty() {
            return None;
        }
        let start = bytes.len() - rest.len();
        let frame = match length(rest) {
            Some((length, from)) => {
                let end = (start + from + length).min(bytes.len());
                Frame {
                    start,
                    text: (start + from, end),
                    whole: start + from + length <= bytes.len(),
                }
            }
            None => {
                let end = memchr::memchr(b'\n', rest);
                Frame {
                    start,
                    text: (start, end.map_or(bytes.len(), |end| start + end)),
                    whole: end.is_some(),
                }
            }
        };
        at = frame.text.1;
        Some(frame)
    })
}

/// Where `bytes` may be cut: behind the last whole message.
pub(super) fn cut(bytes: &[u8]) -> usize {
    frames(bytes)
        .take_while(|frame| frame.whole)
        .last()
        .map_or(0, |frame| frame.text.1)
}
