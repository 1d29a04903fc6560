//! Syslog messages out of a stream of bytes: TCP (RFC 6587) and TLS (RFC 5425).
//!
//! Two framings are in use and nothing announces which: a length before each message (`83 <34>1 …`), or a line end behind
//! it. Each message is recognised by itself, so that a relay may mix them. A length is one only when `<` follows its
//! space: a line that begins with a number is not taken for one.

use super::{MESSAGE_BYTES_MAX, Records};

/// Digits of a length; more are no length.
const DIGITS_MAX: usize = 8;

/// One stream, and what of it is not yet a whole message.
#[derive(Debug)]
pub struct Framing {
    /// Bytes of the message that is coming.
    held: Vec<u8>,
    state: State,
    most: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the beginning of a message: `held` is too short to tell its framing.
    Between,
    /// A message of this many bytes more.
    Counted(usize),
    /// The rest of a message that is cut: this many bytes more.
    SkipCounted(usize),
    /// A message up to the next line end.
    Line,
    /// The rest of a line that is cut.
    SkipLine,
}

/// What the first bytes of a message say.
enum Begins {
    /// Not enough of them.
    Unsure,
    /// A length, and the bytes it is written in, its space included.
    Counted { length: usize, head: usize },
    /// A line.
    Line,
}

impl Default for Framing {
    fn default() -> Self {
        Self::new(MESSAGE_BYTES_MAX)
    }
}

impl Framing {
    /// A new stream whose messages keep at most `most` bytes.
    #[must_use]
    pub const fn new(most: usize) -> Self {
        Self {
            held: Vec::new(),
            state: State::Between,
            most,
        }
    }

    /// Takes the next bytes and puts every message they end into `into`.
    pub fn push(&mut self, mut bytes: &[u8], into: &mut Records) {
        while !bytes.is_empty() {
            bytes = match self.state {
                State::Between => self.begin(bytes, into),
                State::Counted(left) => self.counted(bytes, left, into),
                State::SkipCounted(left) => self.skip_counted(bytes, left),
                State::Line => self.line(bytes, into),
                State::SkipLine => self.skip_line(bytes),
            };
        }
    }

    /// The stream ended: what was not whole is given as it came, so that nothing that arrived is dropped.
    pub fn finish(mut self, into: &mut Records) {
        if matches!(self.state, State::Between | State::Line | State::Counted(_)) {
            self.give(into);
        }
    }

    /// Gathers the first bytes of a message until they tell its framing.
    fn begin<'b>(&mut self, bytes: &'b [u8], into: &mut Records) -> &'b [u8] {
        let Some((first, rest)) = bytes.split_first() else {
            return bytes;
        };
        // Line ends and zero bytes between messages belong to none.
        if self.held.is_empty() && matches!(first, b'\n' | b'\r' | 0) {
            return rest;
        }
        self.held.push(*first);
        match begins(&self.held) {
            Begins::Unsure => {}
            Begins::Counted { length, head } => {
                self.held.drain(..head);
                // The `<` that told it is the first byte of the message.
                self.state = State::Counted(length.saturating_sub(self.held.len()));
            }
            Begins::Line => self.state = State::Line,
        }
        // A line of digits ends before it is told to be one, and a length may be 1.
        if self.state == State::Counted(0) || (self.state == State::Line && *first == b'\n') {
            self.give(into);
        }
        rest
    }

    fn counted<'b>(&mut self, bytes: &'b [u8], left: usize, into: &mut Records) -> &'b [u8] {
        let (here, rest) = bytes.split_at(left.min(bytes.len()));
        let room = self.most.saturating_sub(self.held.len());
        let left = left - here.len();
        if here.len() > room {
            self.held.extend(here.iter().take(room));
            self.cut(into);
            self.state = State::SkipCounted(left);
            if left == 0 {
                self.state = State::Between;
            }
            return rest;
        }
        self.held.extend_from_slice(here);
        self.state = State::Counted(left);
        if left == 0 {
            self.give(into);
        }
        rest
    }

    fn skip_counted<'b>(&mut self, bytes: &'b [u8], left: usize) -> &'b [u8] {
        let (here, rest) = bytes.split_at(left.min(bytes.len()));
        self.state = match left - here.len() {
            0 => State::Between,
            left => State::SkipCounted(left),
        };
        rest
    }

    fn line<'b>(&mut self, bytes: &'b [u8], into: &mut Records) -> &'b [u8] {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let (here, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
        let room = self.most.saturating_sub(self.held.len());
        self.held.extend(here.iter().take(room));
        let is_cut = here.len() > room;
        match (end, is_cut) {
            (Some(_), true) => {
                self.cut(into);
                self.state = State::Between;
            }
            (Some(_), false) => self.give(into),
            (None, true) => {
                self.cut(into);
                self.state = State::SkipLine;
            }
            (None, false) => {}
        }
        rest
    }

    fn skip_line<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
            return &[];
        };
        self.state = State::Between;
        bytes.get(end..).unwrap_or_default()
    }

    /// Gives what is held, without the line ends some senders put inside their length.
    fn give(&mut self, into: &mut Records) {
        while self
            .held
            .pop_if(|byte| matches!(byte, b'\n' | b'\r' | 0))
            .is_some()
        {}
        into.keep(&self.held, self.most);
        self.held.clear();
        self.state = State::Between;
    }

    fn cut(&mut self, into: &mut Records) {
        self.give(into);
        into.cut += 1;
    }
}

fn begins(held: &[u8]) -> Begins {
    let digits = held.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_length = (1..=DIGITS_MAX).contains(&digits) && !held.starts_with(b"0");
    match held.get(digits..) {
        Some([]) if is_length => Begins::Unsure,
        Some([b' ']) if is_length => Begins::Unsure,
        Some([b' ', b'<', ..]) if is_length => {
            let text = held.get(..digits).and_then(|d| std::str::from_utf8(d).ok());
            match text.and_then(|text| text.parse().ok()) {
                Some(length) => Begins::Counted {
                    length,
                    head: digits + 1,
                },
                None => Begins::Line,
            }
        }
        _ => Begins::Line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The messages of a stream, however it is cut into pieces.
    fn check(stream: &[u8], messages: &[&str], cut: u64) {
        for piece in [1, 2, 3, 7, 1000] {
            let mut framing = Framing::new(40);
            let mut out = Records::default();
            for part in stream.chunks(piece) {
                framing.push(part, &mut out);
            }
            framing.finish(&mut out);
            let got: Vec<_> = out
                .frames
                .iter()
                .map(|f| String::from_utf8_lossy(f).into_owned())
                .collect();
            assert_eq!(got, messages, "in pieces of {piece}");
            assert_eq!(out.cut, cut, "in pieces of {piece}");
        }
    }

    #[test]
    fn both_framings_are_told_message_by_message() {
        check(
            b"<34>one\n<34>two\r\n\n<34>three",
            &["<34>one", "<34>two", "<34>three"],
            0,
        );
        check(
            b"7 <34>one8 <34>two\n9 <34>three",
            &["<34>one", "<34>two", "<34>three"],
            0,
        );
        check(
            b"7 <34>one<34>a line\n10 <34>a\nb c\n",
            &["<34>one", "<34>a line", "<34>a\nb c"],
            0,
        );
        // Numbers that are no lengths.
        check(
            b"12 monkeys\n2024-01-02 x\n77\n007 <x\n9",
            &["12 monkeys", "2024-01-02 x", "77", "007 <x", "9"],
            0,
        );
        check(b"999999999 <34>x\n", &["999999999 <34>x"], 0);
        check(b"\x00\n\r\n", &[], 0);
    }

    #[test]
    fn what_is_too_long_is_cut_and_the_next_message_is_whole() {
        let long = "x".repeat(50);
        let kept = format!("<1>{}", "x".repeat(37));
        check(format!("<1>{long}\n<1>b\n").as_bytes(), &[&kept, "<1>b"], 1);
        check(
            format!("53 <1>{long}4 <1>b").as_bytes(),
            &[&kept, "<1>b"],
            1,
        );
        check(format!("<1>{long}").as_bytes(), &[&kept], 1);
    }

    #[test]
    fn a_stream_that_breaks_off_gives_what_came() {
        check(b"<34>one\n30 <34>bro", &["<34>one", "<34>bro"], 0);
        check(b"30 ", &["30 "], 0);
    }
}
