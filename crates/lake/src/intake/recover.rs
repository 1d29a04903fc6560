//! Opening a log: which segments are there, where the newest really ends, and where
//! the next one begins.
//!
//! A crash leaves at most a broken-off write at the end of the newest segment. That
//! end is cut, and the next segment begins well above it, so that no offset is ever
//! given twice. An old segment is never written to again. Damage inside older
//! segments is left to `reader`.

use std::path::Path;
use std::sync::Arc;

use super::folder::{Folder, IDENTITY, LOCK, Next, UNFINISHED};
use super::format::{
    self, BadHead, Head, Identity, Previous, RECORD_HEAD_BYTES, segment_first, segment_name,
};
use super::index::{Index, Segment, head_bytes};
use super::walk::{Piece, Walk};
use super::{Damage, DamageKind, IntakeError, Lock, Options, Recovered, Tail};

/// What the writer and the readers begin with.
pub(super) struct Opened {
    pub(super) folder: Folder,
    pub(super) lock: Lock,
    pub(super) identity: Identity,
    pub(super) index: Index,
    pub(super) next: Next,
}

/// Opens the log in a folder, or makes one.
pub(super) fn open(dir: &Path, options: &Options) -> Result<(Opened, Recovered), IntakeError> {
    let folder = Folder {
        disk: Arc::clone(&options.disk),
        dir: dir.to_owned(),
    };
    let lock = lock(&folder)?;
    let names = names(&folder)?;
    let mut recovered = Recovered::default();
    let known = identity_file(&folder)?;
    let heads = heads(&folder, names)?;
    let identity = identify(&folder, known, &heads, &mut recovered)?;
    let segments = segments(&folder, identity, heads, &mut recovered)?;
    let newest = known.and_then(|(_, newest)| newest);
    let mut opening = Opening {
        folder: &folder,
        identity,
        // No segment holds more records than this.
        records_max: options
            .segment_bytes
            .saturating_add(u64::try_from(options.backlog_bytes).unwrap_or(u64::MAX))
            / u64::try_from(RECORD_HEAD_BYTES).unwrap_or(1)
            + 1,
        segments,
        recovered,
    };
    let turn = opening.find_end(newest)?;
    let next = turn.next;
    let index = opening.finish(&turn)?;
    let recovered = opening.recovered;
    let opened = Opened {
        folder,
        lock,
        identity,
        index,
        next,
    };
    Ok((opened, recovered))
}

fn lock(folder: &Folder) -> Result<Lock, IntakeError> {
    folder
        .disk
        .create_dir(&folder.dir)
        .map_err(IntakeError::io("make", &folder.dir))?;
    let path = folder.path(LOCK);
    let lock = folder
        .disk
        .lock(&path)
        .map_err(IntakeError::io("lock", &path))?;
    lock.ok_or(IntakeError::InUse { path })
}

/// The names of the segments in order; what was never finished is removed.
fn names(folder: &Folder) -> Result<Vec<(u64, String)>, IntakeError> {
    let names = folder
        .disk
        .list(&folder.dir)
        .map_err(IntakeError::io("list", &folder.dir))?;
    let mut segments = Vec::new();
    for name in names.iter().filter_map(|name| name.to_str()) {
        if name.ends_with(UNFINISHED) {
            let path = folder.path(name);
            folder
                .disk
                .remove(&path)
                .map_err(IntakeError::io("remove", &path))?;
        } else if let Some(first) = segment_first(name) {
            segments.push((first, name.to_owned()));
        }
    }
    segments.sort();
    Ok(segments)
}

type Known = Option<(Identity, Option<u64>)>;

fn identity_file(folder: &Folder) -> Result<Known, IntakeError> {
    let path = folder.path(IDENTITY);
    if folder.disk.len(&path).is_err() {
        return Ok(None);
    }
    match format::read_identity(&folder.head_of(IDENTITY)?) {
        Ok(known) => Ok(Some(known)),
        Err(BadHead::Damaged) => Ok(None),
        Err(BadHead::Newer(version)) => Err(IntakeError::Newer {
            file: IDENTITY.to_owned(),
            version,
        }),
    }
}

struct Found {
    first: u64,
    name: String,
    bytes: u64,
    head: Option<Head>,
}

fn heads(folder: &Folder, names: Vec<(u64, String)>) -> Result<Vec<Found>, IntakeError> {
    let read = |(first, name): (u64, String)| {
        let path = folder.path(&name);
        let bytes = folder
            .disk
            .len(&path)
            .map_err(IntakeError::io("read", &path))?;
        let head = match format::read_head(&folder.head_of(&name)?) {
            Ok(head) => Some(head),
            Err(BadHead::Damaged) => None,
            Err(BadHead::Newer(version)) => {
                return Err(IntakeError::Newer {
                    file: name,
                    version,
                });
            }
        };
        Ok(Found {
            first,
            name,
            bytes,
            head,
        })
    };
    names.into_iter().map(read).collect()
}

/// The identity, from its file, else from the newest segment, else a new one.
fn identify(
    folder: &Folder,
    known: Known,
    heads: &[Found],
    recovered: &mut Recovered,
) -> Result<Identity, IntakeError> {
    if let Some((identity, _)) = known {
        return Ok(identity);
    }
    let there = folder.disk.len(&folder.path(IDENTITY)).is_ok();
    if there || !heads.is_empty() {
        recovered.damage.push(Damage {
            file: IDENTITY.to_owned(),
            what: DamageKind::Identity,
            kept: None,
        });
    }
    if heads.is_empty() {
        let identity = fresh_identity(folder)?;
        folder.write_identity(identity, None)?;
        recovered.created = true;
        return Ok(identity);
    }
    let newest = heads.iter().rev().find_map(|found| found.head);
    let head = newest.ok_or_else(|| IntakeError::Unidentified {
        dir: folder.dir.clone(),
    })?;
    folder.write_identity(head.identity, heads.last().map(|found| found.first))?;
    Ok(head.identity)
}

fn fresh_identity(folder: &Folder) -> Result<Identity, IntakeError> {
    let mut identity = Identity {
        id: [0; 8],
        salt: [0; 8],
    };
    for part in [&mut identity.id, &mut identity.salt] {
        getrandom::fill(part)
            .map_err(std::io::Error::other)
            .map_err(IntakeError::io("make an identity for", &folder.dir))?;
    }
    Ok(identity)
}

/// The segments of this log; others are set aside.
fn segments(
    folder: &Folder,
    identity: Identity,
    heads: Vec<Found>,
    recovered: &mut Recovered,
) -> Result<Vec<Segment>, IntakeError> {
    let mut segments = Vec::new();
    for found in heads {
        let own = |head: &Head| head.identity == identity && head.first == found.first;
        if !found.head.as_ref().is_none_or(own) {
            recovered.damage.push(Damage {
                kept: Some(folder.set_aside(&found.name)?),
                file: found.name,
                what: DamageKind::Foreign,
            });
            continue;
        }
        if found.head.is_none() {
            recovered.damage.push(Damage {
                kept: folder.keep_copy(&found.name, &(0..found.bytes.min(head_bytes()))),
                file: found.name,
                what: DamageKind::SegmentHead,
            });
        }
        segments.push(Segment {
            first: found.first,
            end: found.first,
            bytes: found.bytes,
            previous: found.head.map(|head| head.previous),
            keep: false,
        });
    }
    Ok(segments)
}

struct Opening<'a> {
    folder: &'a Folder,
    identity: Identity,
    records_max: u64,
    segments: Vec<Segment>,
    recovered: Recovered,
}

impl Opening<'_> {
    fn find_end(&mut self, newest: Option<u64>) -> Result<Turn, IntakeError> {
        let last = self.segments.last().copied();
        if let Some(newest) = newest.filter(|newest| last.is_none_or(|last| last.first < *newest)) {
            return Ok(self.after_missing(newest));
        }
        let Some(last) = last else {
            return Ok(Turn::plain(Next::default()));
        };
        let end = self.walk(&last)?;
        // What a killed process wrote and did not sync is served from now on.
        let path = self.folder.path(&segment_name(last.first));
        self.folder
            .disk
            .sync(&path)
            .map_err(IntakeError::io("sync", &path))?;
        let previous = Previous {
            first: last.first,
            end: end.offset,
        };
        let Some(tail) = end.tail else {
            let empty = end.offset == last.first;
            let next = Next {
                first: end.offset,
                previous: last.previous.filter(|_| empty).unwrap_or(previous),
            };
            return Ok(Turn::plain(next));
        };
        let gone = if tail.torn { 0 } else { end.gone };
        self.recovered.tail = Some(tail);
        let next = Next {
            first: end.offset.saturating_add(self.records_max),
            previous: Previous {
                end: end.offset.saturating_add(gone.min(self.records_max)),
                ..previous
            },
        };
        Ok(Turn {
            next,
            gap: true,
            cut: Some(end.byte),
        })
    }

    /// The newest segment is not there: the log goes on above all it can have held.
    fn after_missing(&mut self, newest: u64) -> Turn {
        self.recovered.damage.push(Damage {
            file: segment_name(newest),
            what: DamageKind::Missing,
            kept: None,
        });
        let first = newest.saturating_add(self.records_max);
        let previous = Previous {
            first: newest,
            end: first,
        };
        Turn {
            next: Next { first, previous },
            gap: true,
            cut: None,
        }
    }

    fn walk(&self, last: &Segment) -> Result<End, IntakeError> {
        let name = segment_name(last.first);
        let path = self.folder.path(&name);
        let from = head_bytes().min(last.bytes);
        let disk = &*self.folder.disk;
        let mut walk = Walk::new(disk, &path, self.identity.salt, from..last.bytes);
        let mut end = End {
            offset: last.first,
            byte: from,
            gone: 0,
            tail: None,
        };
        let mut bad = last.bytes < head_bytes();
        while let Some(piece) = walk.next(0).map_err(IntakeError::io("read", &path))? {
            match piece {
                Piece::Record { at, offset, .. } if offset >= end.offset => {
                    (end.offset, end.byte, bad) = (offset.saturating_add(1), at.end, false);
                }
                Piece::Record { .. } | Piece::Bad { .. } => bad = true,
                Piece::Torn { .. } => {}
            }
        }
        if end.byte < last.bytes || bad {
            let bytes = end.byte..last.bytes;
            end.gone = self.gone(last, &bytes);
            end.tail = Some(Tail {
                kept: bad.then(|| self.folder.keep_copy(&name, &bytes)).flatten(),
                file: name,
                bytes,
                torn: !bad,
            });
        }
        Ok(end)
    }

    /// How many records a damaged end can have held at most.
    fn gone(&self, last: &Segment, bytes: &std::ops::Range<u64>) -> u64 {
        if last.bytes < head_bytes() {
            return self.records_max;
        }
        let record = u64::try_from(RECORD_HEAD_BYTES).unwrap_or(1);
        (bytes.end - bytes.start) / record + 1
    }

    /// Makes the end that was found durable and puts the index together.
    fn finish(&mut self, turn: &Turn) -> Result<Index, IntakeError> {
        self.name_missing();
        let next = turn.next;
        let mut index = Index::new(std::mem::take(&mut self.segments), next.first);
        index.expect_end(next.previous.end);
        if !turn.gap {
            return Ok(index);
        }
        // The new segment bears witness to the gap before the old end is cut. On a full
        // disk neither is done, and all this is found again at the next opening.
        match self.folder.create_segment(self.identity, next) {
            Ok(_) => {}
            Err(IntakeError::Full) => return Ok(index),
            Err(error) => return Err(error),
        }
        if let (Some(cut), Some(last)) = (turn.cut, index.newest()) {
            let path = self.folder.path(&segment_name(last.first));
            self.folder
                .disk
                .truncate(&path, cut)
                .map_err(IntakeError::io("cut", &path))?;
            index.set_bytes(cut);
        }
        index.push(Segment::new(next));
        Ok(index)
    }

    fn name_missing(&mut self) {
        let missing = self.segments.windows(2).filter_map(|pair| {
            let (own, next) = (pair.first()?, pair.get(1)?);
            let before = next.previous?.first;
            (before > own.first && before < next.first).then(|| Damage {
                file: segment_name(before),
                what: DamageKind::Missing,
                kept: None,
            })
        });
        self.recovered.damage.extend(missing);
    }
}

/// How the log goes on.
struct Turn {
    next: Next,
    /// Offsets are passed over, which only the head of the next segment can tell.
    gap: bool,
    /// The length to which the newest segment is cut.
    cut: Option<u64>,
}

impl Turn {
    fn plain(next: Next) -> Self {
        Self {
            next,
            gap: false,
            cut: None,
        }
    }
}

/// Where the records of a segment end.
struct End {
    offset: u64,
    byte: u64,
    gone: u64,
    tail: Option<Tail>,
}
