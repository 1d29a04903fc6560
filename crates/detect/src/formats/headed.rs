//! Logs whose columns are named by lines that begin with `#`: Zeek and W3C.
//!
//! Such a heading may come again in the middle of a stream (the log was
//! rotated into one file, the server was started again) and then holds for what
//! follows. A block does not know what came before it, so [`Headings`] keeps, for
//! the blocks behind a heading that differs from the one the stream begins with, which holds.

pub(super) mod w3c;
pub(super) mod zeek;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use domain::event::Event;

use super::without_mark;

/// The most blocks behind changed headings that are kept in mind: 1 TiB of them.
const BLOCKS_MAX: usize = 1 << 20;

/// What the lines with `#` have said so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heading {
    Zeek(zeek::Heading),
    W3c(w3c::Heading),
}

impl Heading {
    /// True for a line that says something about the lines below it.
    pub(super) fn is_one(line: &[u8]) -> bool {
        line.starts_with(b"#")
    }

    /// Takes note of such a line.
    pub(super) fn note(&mut self, line: &str) {
        match self {
            Self::Zeek(heading) => heading.note(line),
            Self::W3c(heading) => heading.note(line),
        }
    }

    /// Reads a row; `false` when no columns are known.
    pub(super) fn read<'a>(&'a self, line: &'a str, event: &mut Event<'a>) -> bool {
        match self {
            Self::Zeek(heading) => heading.read(line, event),
            Self::W3c(heading) => heading.read(line, event),
        }
    }
}

/// The headings of one stream.
#[derive(Debug)]
pub(super) struct Headings {
    /// What holds until a heading differs.
    first: Arc<Heading>,
    /// Filled by whoever cuts the stream, in its order.
    later: Mutex<Later>,
}

#[derive(Debug)]
struct Later {
    current: Arc<Heading>,
    /// True once a heading differed from the first.
    changed: bool,
    /// The heading that holds at the beginning of a block, by the block's bytes.
    blocks: HashMap<u64, Arc<Heading>>,
}

impl Headings {
    /// The headings of a stream that begins with `head`. What stands above its first row is
    /// taken note of at once: the first block says it again, which changes nothing, so blocks
    /// of a stream with one heading need not be kept in mind.
    pub(super) fn new(mut first: Heading, head: &[u8]) -> Self {
        let lines = head.split_inclusive(|b| *b == b'\n');
        for line in lines.take_while(|line| line.ends_with(b"\n")) {
            let line = without_mark(line);
            if line.trim_ascii().is_empty() {
                continue;
            }
            if !Heading::is_one(line) {
                break;
            }
            first.note(String::from_utf8_lossy(line).trim_end());
        }
        let first = Arc::new(first);
        Self {
            later: Mutex::new(Later {
                current: Arc::clone(&first),
                changed: false,
                blocks: HashMap::new(),
            }),
            first,
        }
    }

    /// Takes note of a block that was cut, in the order of the stream.
    pub(super) fn cut(&self, block: &[u8]) {
        let mut later = self.later.lock().unwrap_or_else(PoisonError::into_inner);
        if later.changed && later.blocks.len() < BLOCKS_MAX {
            let current = Arc::clone(&later.current);
            later.blocks.insert(mark(block), current);
        }
        for line in lines_with_hash(block) {
            let text = String::from_utf8_lossy(line);
            let mut after = Heading::clone(&later.current);
            after.note(text.trim_end());
            if after != *later.current {
                later.current = Arc::new(after);
                later.changed |= *later.current != *self.first;
            }
        }
    }

    /// The heading that holds at the beginning of a block.
    pub(super) fn at(&self, block: &[u8]) -> Arc<Heading> {
        let later = self.later.lock().unwrap_or_else(PoisonError::into_inner);
        let found = later.changed.then(|| later.blocks.get(&mark(block)));
        Arc::clone(found.flatten().unwrap_or(&self.first))
    }
}

/// Tells blocks of one stream apart; two that are equal throughout also hold the same times.
fn mark(block: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    block.hash(&mut hasher);
    hasher.finish()
}

fn lines_with_hash(block: &[u8]) -> impl Iterator<Item = &[u8]> {
    memchr::memchr_iter(b'#', block).filter_map(|at| {
        let mut before = block.get(..at)?;
        while let Some(rest) = before.strip_suffix(b"\xef\xbb\xbf") {
            before = rest;
        }
        let begins = before.last().is_none_or(|b| *b == b'\n');
        let line = block.get(at..).filter(|_| begins)?;
        line.split(|b| *b == b'\n').next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blocks_behind_a_changed_heading_are_kept_in_mind() {
        let kept = |headings: &Headings| headings.later.lock().unwrap().blocks.len();
        for (empty, heading, other) in [
            (
                Heading::W3c(w3c::Heading::default()),
                "#Version: 1.0\n#Fields: a b\n",
                "#Fields: b\n",
            ),
            (
                Heading::Zeek(zeek::Heading::new()),
                "#separator \\x09\n#unset_field\t-\n#fields\ta\tb\n#types\tstring\tstring\n",
                "#fields\tb\n",
            ),
        ] {
            let head = format!("{heading}1 2\n");
            let headings = Headings::new(empty, head.as_bytes());
            headings.cut(head.as_bytes());
            headings.cut(b"3 4\n");
            headings.cut(format!("5 6\n{heading}7 8\n").as_bytes());
            headings.cut(b"9 10\n");
            assert_eq!(kept(&headings), 0, "{heading}");
            headings.cut(other.as_bytes());
            headings.cut(b"11\n");
            assert_eq!(kept(&headings), 1, "{heading}");
            assert_ne!(headings.at(b"11\n"), headings.at(b"3 4\n"));
        }
    }
}
