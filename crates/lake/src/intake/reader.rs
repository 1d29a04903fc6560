//! Reading the log: the durable records in order, and by name what is not there.

use std::io;
use std::ops::Range;

use super::format::segment_name;
use super::index::{Place, Segment};
use super::log::Shared;
use super::walk::{Piece, Walk};
use super::{Arrival, IntakeError, Lost, Read, Why};

const LOST_MAX: usize = 1024;

/// Reads from an offset on; at least one record, if there is one.
pub(super) fn read(shared: &Shared, from: u64, bytes_max: usize) -> Result<Read, IntakeError> {
    let mut reading = Reading {
        shared,
        read: Read {
            next: from,
            ..Read::default()
        },
        bytes: 0,
        bytes_max,
    };
    while !reading.enough() {
        let place = shared.index().place(reading.read.next);
        match place {
            Place::Ahead => break,
            Place::Between { to, lost } => {
                reading.read.lost.extend(lost);
                reading.read.next = to;
            }
            Place::In {
                segment,
                byte,
                offset,
            } => match reading.segment(&segment, byte, offset) {
                Ok(()) => {}
                // What was read before is given; the next call meets the error again.
                Err(_) if reading.read.next > from => break,
                Err(error) => return Err(error),
            },
        }
    }
    Ok(reading.read)
}

struct Reading<'a> {
    shared: &'a Shared,
    read: Read,
    bytes: usize,
    bytes_max: usize,
}

impl Reading<'_> {
    fn enough(&self) -> bool {
        let full = self.bytes >= self.bytes_max && !self.read.arrivals.is_empty();
        full || self.read.lost.len() >= LOST_MAX
    }

    /// Reads one segment from the byte at which the record `offset` stands.
    fn segment(&mut self, segment: &Segment, byte: u64, offset: u64) -> Result<(), IntakeError> {
        let folder = &self.shared.folder;
        let path = folder.path(&segment_name(segment.first));
        let salt = self.shared.identity.salt;
        let mut walk = Walk::new(&*folder.disk, &path, salt, byte..segment.bytes);
        let mut expected = offset;
        let mut why = Why::Truncated;
        while self.read.next < segment.end && !self.enough() {
            let piece = match walk.next(self.read.next) {
                Ok(Some(piece)) => piece,
                Ok(None) => {
                    self.end(segment, why);
                    break;
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    self.absent(segment);
                    break;
                }
                Err(error) => return Err(IntakeError::io("read", &path)(error)),
            };
            match piece {
                Piece::Record {
                    at,
                    offset,
                    arrival,
                } if (expected..segment.end).contains(&offset) => {
                    self.record(segment, expected, offset, arrival);
                    expected = offset.saturating_add(1);
                    self.shared
                        .index()
                        .remember(segment.first, expected, at.end);
                    why = Why::Truncated;
                }
                Piece::Record { at, .. } | Piece::Bad { at } => {
                    self.damaged(segment, &at);
                    why = Why::Damaged;
                }
                Piece::Torn { .. } => {}
            }
        }
        Ok(())
    }

    fn record(&mut self, segment: &Segment, expected: u64, offset: u64, arrival: Option<Arrival>) {
        let Some(arrival) = arrival else {
            return;
        };
        let from = expected.max(self.read.next);
        if from < offset {
            self.read.lost.push(Lost {
                from,
                to: offset,
                file: segment_name(segment.first),
                why: Why::Damaged,
            });
        }
        self.bytes += arrival.payload.len() + arrival.source.len();
        self.read.arrivals.push((offset, arrival));
        self.read.next = offset.saturating_add(1);
    }

    fn damaged(&self, segment: &Segment, at: &Range<u64>) {
        let name = segment_name(segment.first);
        if self.shared.folder.keep_copy(&name, at).is_none() {
            self.shared.index().keep(segment.first);
        }
    }

    /// The file of a segment gave no more records.
    fn end(&mut self, segment: &Segment, why: Why) {
        let lost = self
            .shared
            .index()
            .missing_end(segment, self.read.next, why);
        self.read.lost.extend(lost);
        self.read.next = segment.end;
    }

    /// There is no such file: it was released a moment ago, or taken away.
    fn absent(&mut self, segment: &Segment) {
        let here = self
            .shared
            .index()
            .segments()
            .iter()
            .any(|known| known.first == segment.first);
        if here {
            self.end(segment, Why::Missing);
        }
    }
}
