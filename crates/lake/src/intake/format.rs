//! The form of the log on disk, as pure functions from and to bytes.
//!
//! ```text
//! DIR/lock             locked as long as a process has the log open
//! DIR/log.id           magic, version, id, salt, first offset of the newest segment, CRC
//! DIR/{first:020}.log  segment: head, then records
//!   head    magic, version, id, salt, first offset,
//!           first offset and end of the segment before, CRC
//!   record  marker, payload length u32, offset u64, received µs i64, source length u8,
//!           CRC of those and the salt, CRC of that CRC, source and payload; source; payload
//! DIR/quarantine/      copies of damaged bytes and files set aside
//! ```
//!
//! All numbers are little endian, all checks CRC-32. A record's head has a check of
//! its own, so that a damaged payload still tells where the next record begins, and
//! a length that reaches past the end of a file is a broken-off write and not a
//! flipped bit. Both files begin with the salt, random for each log: a sender who
//! puts the bytes of a record into a payload can't know it, so the search for the
//! next record after damage does not take that payload for one.

use jiff::Timestamp;

/// The form this program writes and reads.
pub(super) const VERSION: u32 = 1;
/// Length of a segment's head.
pub(super) const HEAD_BYTES: usize = 56;
/// Length of a record's head.
pub(super) const RECORD_HEAD_BYTES: usize = 33;
/// How a record begins.
pub(super) const MARKER: [u8; 4] = [0xF5, 0x4B, 0x72, 0x1A];

const SEGMENT_MAGIC: [u8; 8] = *b"KHIENLOG";
const IDENTITY_MAGIC: [u8; 8] = *b"KHIEN ID";
const NO_SEGMENT: u64 = u64::MAX;
const ENDING: &str = ".log";

/// What makes a log this log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    /// First half of the id of every event.
    pub(super) id: [u8; 8],
    /// Begins every check.
    pub(super) salt: [u8; 8],
}

/// The head of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) identity: Identity,
    pub(super) first: u64,
    pub(super) previous: Previous,
}

/// The segment before a segment. Offsets between its end and the first one of its
/// follower were never given to a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Previous {
    pub(super) first: u64,
    pub(super) end: u64,
}

/// Why a head can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadHead {
    Damaged,
    Newer(u32),
}

/// What stands at the beginning of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step<'a> {
    Record(Record<'a>),
    /// The head is sound, what follows it is not.
    BadBody {
        length: usize,
    },
    /// No record begins here.
    Nothing,
    /// A record may begin here; so many bytes are needed to tell.
    Short {
        needed: usize,
    },
}

/// A record with both checks passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record<'a> {
    pub(super) offset: u64,
    pub(super) received: Timestamp,
    pub(super) source: &'a str,
    pub(super) payload: &'a [u8],
    /// Its length on disk.
    pub(super) length: usize,
}

/// The head of a record, its check passed.
#[derive(Debug, Clone, Copy)]
pub(super) struct RecordHead {
    pub(super) offset: u64,
    /// The length of the whole record on disk.
    pub(super) length: usize,
    received_us: i64,
    source_bytes: u8,
    check: u32,
    body_check: u32,
}

/// The name of the segment that begins at an offset.
pub(super) fn segment_name(first: u64) -> String {
    format!("{first:020}{ENDING}")
}

/// The offset a segment's name tells.
pub(super) fn segment_first(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(ENDING)?;
    let whole = digits.len() == 20 && digits.bytes().all(|byte| byte.is_ascii_digit());
    whole.then(|| digits.parse().ok()).flatten()
}

pub(super) fn write_identity(identity: Identity, newest: Option<u64>) -> Vec<u8> {
    let mut bytes = begin(IDENTITY_MAGIC, identity);
    bytes.extend(newest.unwrap_or(NO_SEGMENT).to_le_bytes());
    sealed(bytes)
}

/// The identity and the first offset of the newest segment that was made.
pub(super) fn read_identity(bytes: &[u8]) -> Result<(Identity, Option<u64>), BadHead> {
    let (identity, fields) = opened(bytes, IDENTITY_MAGIC)?;
    let (newest, _) = number(fields).ok_or(BadHead::Damaged)?;
    Ok((
        identity,
        Some(newest).filter(|newest| *newest != NO_SEGMENT),
    ))
}

pub(super) fn write_head(head: &Head) -> Vec<u8> {
    let mut bytes = begin(SEGMENT_MAGIC, head.identity);
    for number in [head.first, head.previous.first, head.previous.end] {
        bytes.extend(number.to_le_bytes());
    }
    sealed(bytes)
}

/// Reads the first [`HEAD_BYTES`] of a segment.
pub(super) fn read_head(bytes: &[u8]) -> Result<Head, BadHead> {
    let (identity, fields) = opened(bytes, SEGMENT_MAGIC)?;
    let read = || {
        let (first, fields) = number(fields)?;
        let (previous_first, fields) = number(fields)?;
        let (previous_end, _) = number(fields)?;
        Some((first, previous_first, previous_end))
    };
    let (first, previous_first, end) = read().ok_or(BadHead::Damaged)?;
    Ok(Head {
        identity,
        first,
        previous: Previous {
            first: previous_first,
            end,
        },
    })
}

/// Appends a record to a buffer. The caller has checked that the lengths fit.
pub(super) fn write_record(
    buffer: &mut Vec<u8>,
    salt: [u8; 8],
    offset: u64,
    arrival: &super::Arrival,
) {
    let source = arrival.source.as_bytes();
    let begin = buffer.len();
    buffer.extend(MARKER);
    buffer.extend(
        u32::try_from(arrival.payload.len())
            .unwrap_or(u32::MAX)
            .to_le_bytes(),
    );
    buffer.extend(offset.to_le_bytes());
    buffer.extend(arrival.received.as_microsecond().to_le_bytes());
    buffer.push(u8::try_from(source.len()).unwrap_or(u8::MAX));
    let check = crc(&[&salt, buffer.get(begin..).unwrap_or_default()]);
    buffer.extend(check.to_le_bytes());
    buffer.extend(crc(&[&check.to_le_bytes(), source, &arrival.payload]).to_le_bytes());
    buffer.extend(source);
    buffer.extend(&arrival.payload);
}

/// Reads the head of a record; `None` when none is there.
pub(super) fn read_record_head(bytes: &[u8], salt: [u8; 8]) -> Option<RecordHead> {
    let (head, _) = bytes.split_first_chunk::<RECORD_HEAD_BYTES>()?;
    let (fields, checks) = head.split_last_chunk::<8>()?;
    let (check, body_check) = checks.split_first_chunk::<4>()?;
    let check = u32::from_le_bytes(*check);
    let rest = fields.strip_prefix(&MARKER)?;
    if crc(&[&salt, fields]) != check {
        return None;
    }
    let (payload, rest) = rest.split_first_chunk()?;
    let (offset, rest) = number(rest)?;
    let (received, rest) = rest.split_first_chunk()?;
    let source_bytes = *rest.first()?;
    let payload = usize::try_from(u32::from_le_bytes(*payload)).ok()?;
    Some(RecordHead {
        offset,
        length: (RECORD_HEAD_BYTES + usize::from(source_bytes)).checked_add(payload)?,
        received_us: i64::from_le_bytes(*received),
        source_bytes,
        check,
        body_check: u32::from_le_bytes(*body_check.first_chunk()?),
    })
}

/// What stands at the beginning of the bytes.
pub(super) fn step(bytes: &[u8], salt: [u8; 8]) -> Step<'_> {
    if bytes.len() < RECORD_HEAD_BYTES {
        return Step::Short {
            needed: RECORD_HEAD_BYTES,
        };
    }
    let Some(head) = read_record_head(bytes, salt) else {
        return Step::Nothing;
    };
    match bytes.get(RECORD_HEAD_BYTES..head.length) {
        None => Step::Short {
            needed: head.length,
        },
        Some(body) => read_body(&head, body).map_or(
            Step::BadBody {
                length: head.length,
            },
            Step::Record,
        ),
    }
}

fn read_body<'a>(head: &RecordHead, body: &'a [u8]) -> Option<Record<'a>> {
    if crc(&[&head.check.to_le_bytes(), body]) != head.body_check {
        return None;
    }
    let (source, payload) = body.split_at_checked(head.source_bytes.into())?;
    Some(Record {
        offset: head.offset,
        received: Timestamp::from_microsecond(head.received_us).ok()?,
        source: std::str::from_utf8(source).ok()?,
        payload,
        length: head.length,
    })
}

fn begin(magic: [u8; 8], identity: Identity) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD_BYTES);
    bytes.extend(magic);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(identity.id);
    bytes.extend(identity.salt);
    bytes
}

fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.extend(crc(&[&bytes]).to_le_bytes());
    bytes
}

/// The identity and the fields after it, once magic, check and version are right.
fn opened(bytes: &[u8], magic: [u8; 8]) -> Result<(Identity, &[u8]), BadHead> {
    let read = || {
        let (fields, check) = bytes.split_last_chunk::<4>()?;
        let sound = crc(&[fields]) == u32::from_le_bytes(*check);
        let fields = fields.strip_prefix(&magic).filter(|_| sound)?;
        let (version, fields) = fields.split_first_chunk()?;
        let (id, fields) = fields.split_first_chunk()?;
        let (salt, fields) = fields.split_first_chunk()?;
        let identity = Identity {
            id: *id,
            salt: *salt,
        };
        Some((u32::from_le_bytes(*version), identity, fields))
    };
    match read().ok_or(BadHead::Damaged)? {
        (VERSION, identity, fields) => Ok((identity, fields)),
        (version, ..) => Err(BadHead::Newer(version)),
    }
}

fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (number, rest) = bytes.split_first_chunk()?;
    Some((u64::from_le_bytes(*number), rest))
}

fn crc(parts: &[&[u8]]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize()
}
