//! Which segments there are, and what stands between them: arithmetic on offsets,
//! no files.

use super::folder::Next;
use super::format::{HEAD_BYTES, Previous, segment_name};
use super::{Lost, Why};

/// One segment file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) first: u64,
    /// The offset after the last record it ought to have.
    pub(super) end: u64,
    /// Its durable length.
    pub(super) bytes: u64,
    /// What its head says of the one before; `None` when the head can't be read.
    pub(super) previous: Option<Previous>,
    /// Damage in it could not be copied: it is set aside and not removed.
    pub(super) keep: bool,
}

impl Segment {
    /// One that was just made.
    pub(super) fn new(next: Next) -> Self {
        Self {
            first: next.first,
            end: next.first,
            bytes: head_bytes(),
            previous: Some(next.previous),
            keep: false,
        }
    }
}

/// The segments in order, and where the log ends.
#[derive(Debug, Default)]
pub(super) struct Index {
    segments: Vec<Segment>,
    /// The offset after the last durable record.
    pub(super) synced: u64,
    cursors: Vec<Cursor>,
}

/// The beginning of a record, remembered so that the next read needs no search.
#[derive(Debug, Clone, Copy)]
struct Cursor {
    segment: u64,
    offset: u64,
    byte: u64,
}

const CURSORS_MAX: usize = 8;

/// Where an offset is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In this segment. A walk may begin at the byte, where the record `offset` stands.
    In {
        segment: Segment,
        byte: u64,
        offset: u64,
    },
    /// In no segment; the next record has the offset `to`.
    Between { to: u64, lost: Option<Lost> },
    /// Not yet written.
    Ahead,
}

impl Index {
    pub(super) fn new(segments: Vec<Segment>, synced: u64) -> Self {
        let mut index = Self {
            segments: Vec::new(),
            synced,
            cursors: Vec::new(),
        };
        segments.into_iter().for_each(|segment| index.push(segment));
        index
    }

    pub(super) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Adds the newest segment. The one before ought to reach to where its head says.
    pub(super) fn push(&mut self, segment: Segment) {
        if self
            .segments
            .last()
            .is_some_and(|last| last.first == segment.first)
        {
            self.segments.pop();
            self.cursors
                .retain(|cursor| cursor.segment != segment.first);
        }
        if let Some(last) = self.segments.last_mut() {
            let end = segment
                .previous
                .map_or(segment.first, |previous| previous.end);
            last.end = end.clamp(last.first, segment.first.max(last.first));
        }
        self.segments.push(segment);
    }

    pub(super) fn newest(&self) -> Option<&Segment> {
        self.segments.last()
    }

    /// The newest segment ought to reach to here.
    pub(super) fn expect_end(&mut self, end: u64) {
        if let Some(last) = self.segments.last_mut() {
            last.end = end.max(last.first);
        }
    }

    /// The newest segment was cut to this length.
    pub(super) fn set_bytes(&mut self, bytes: u64) {
        if let Some(last) = self.segments.last_mut() {
            last.bytes = bytes;
        }
    }

    /// The newest segment has grown, and is durable, to here.
    pub(super) fn grow(&mut self, bytes: u64, synced: u64) {
        self.synced = synced;
        if let Some(last) = self.segments.last_mut() {
            last.bytes = bytes;
            last.end = synced;
        }
    }

    pub(super) fn place(&self, offset: u64) -> Place {
        let after = self
            .segments
            .partition_point(|segment| segment.first <= offset);
        let next = self.segments.get(after);
        let own = after.checked_sub(1).and_then(|own| self.segments.get(own));
        match (own, next) {
            (Some(own), _) if offset < own.end => {
                let (byte, from) = self.start(own, offset);
                Place::In {
                    segment: *own,
                    byte,
                    offset: from,
                }
            }
            (Some(_), Some(next)) => Place::Between {
                to: next.first,
                lost: None,
            },
            (None, Some(oldest)) => Place::Between {
                to: oldest.first,
                lost: before(oldest, offset),
            },
            (_, None) if offset < self.synced => Place::Between {
                to: self.synced,
                lost: None,
            },
            (_, None) => Place::Ahead,
        }
    }

    fn start(&self, segment: &Segment, offset: u64) -> (u64, u64) {
        let known = self
            .cursors
            .iter()
            .filter(|cursor| cursor.segment == segment.first && cursor.offset <= offset)
            .max_by_key(|cursor| cursor.offset);
        known.map_or((head_bytes(), segment.first), |cursor| {
            (cursor.byte, cursor.offset)
        })
    }

    /// Remembers where a record begins, or will begin.
    pub(super) fn remember(&mut self, segment: u64, offset: u64, byte: u64) {
        self.cursors.retain(|cursor| cursor.offset != offset);
        if self.cursors.len() >= CURSORS_MAX {
            self.cursors.remove(0);
        }
        self.cursors.push(Cursor {
            segment,
            offset,
            byte,
        });
    }

    /// What is gone of a segment whose file gave records only below `from`.
    pub(super) fn missing_end(&self, segment: &Segment, from: u64, why: Why) -> Vec<Lost> {
        let Some(from) = Some(from).filter(|from| *from < segment.end) else {
            return Vec::new();
        };
        let whole = Lost {
            from,
            to: segment.end,
            file: segment_name(segment.first),
            why,
        };
        let next = self
            .segments
            .iter()
            .find(|other| other.first > segment.first);
        let Some(absent) = next
            .and_then(|next| next.previous)
            .map(|previous| previous.first)
            .filter(|first| *first > segment.first)
        else {
            return vec![whole];
        };
        let absent_from = from.max(absent).min(segment.end);
        let own = Lost {
            to: absent_from,
            ..whole
        };
        let absent = Lost {
            from: absent_from,
            to: segment.end,
            file: segment_name(absent),
            why: Why::Missing,
        };
        [own, absent]
            .into_iter()
            .filter(|lost| lost.from < lost.to)
            .collect()
    }

    /// Marks a segment as one not to be removed.
    pub(super) fn keep(&mut self, first: u64) {
        if let Some(segment) = self
            .segments
            .iter_mut()
            .find(|segment| segment.first == first)
        {
            segment.keep = true;
        }
    }

    /// Takes out the segments that end at or below an offset; never the newest, whose
    /// head tells where the log goes on.
    pub(super) fn release(&mut self, upto: u64) -> Vec<Segment> {
        let older = self.segments.len().saturating_sub(1);
        let count = self
            .segments
            .iter()
            .take(older)
            .take_while(|segment| segment.end <= upto)
            .count();
        let released: Vec<_> = self.segments.drain(..count).collect();
        self.cursors
            .retain(|cursor| released.iter().all(|gone| gone.first != cursor.segment));
        released
    }
}

/// The byte at which a segment's records begin.
pub(super) fn head_bytes() -> u64 {
    u64::try_from(HEAD_BYTES).unwrap_or(u64::MAX)
}

fn before(oldest: &Segment, offset: u64) -> Option<Lost> {
    let previous = oldest.previous.unwrap_or(Previous {
        first: offset,
        end: oldest.first,
    });
    (offset < previous.end).then(|| Lost {
        from: offset,
        to: previous.end.min(oldest.first),
        file: segment_name(previous.first),
        why: Why::Missing,
    })
}
