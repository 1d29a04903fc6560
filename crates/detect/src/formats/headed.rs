//! Logs whose columns are named by lines that begin with `#`: Zeek and W3C.
//!
//! Such a heading may come again in the middle of a stream (the log was
//! rotated into one file, the server was started again) and then holds for what
//! follows. A block does not know what came before it, so [`Headings`] keeps, for
//! the blocks behind a heading that differs from the first, which one holds.

pub(super) mod w3c;
pub(super) mod zeek;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use domain::event::Event;

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
    pub(super) fn new(first: Heading) -> Self {
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
