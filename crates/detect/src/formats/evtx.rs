//! Event logs of Windows as files (`.evtx`): binary XML in chunks of 64 KiB.
//!
//! The crate `evtx` reads a chunk and its templates; its compiled templates
//! write each record as JSON, from which the fields are taken under the names
//! that records of Windows have everywhere ([`super::json`]). A chunk or
//! record that is damaged is skipped and counted with its place. Checksums are
//! not asked for: a log copied from a running machine has stale ones.
//!
//! Hazards: templates can be made to expand without end; the crate stops at a
//! budget of its own for each chunk. A log that was not closed has chunks that
//! say they are empty and are not; they are read.

use std::sync::Arc;

use domain::event::EventProblem;
use evtx::err::EvtxError;
use evtx::{EvtxChunk, EvtxChunkHeader, ParserSettings};

/// Bytes in front of the first chunk.
const HEADER_BYTES: usize = 4096;

/// Bytes of a chunk.
const CHUNK_BYTES: usize = 64 * 1024;

/// A chunk that was never used.
static ZEROES: [u8; CHUNK_BYTES] = [0; CHUNK_BYTES];

const FILE_MAGIC: &[u8] = b"ElfFile\0";
const CHUNK_MAGIC: &[u8] = b"ElfChnk\0";

/// True for a file of this format, or one whose header was lost.
pub(super) fn recognise(head: &[u8]) -> bool {
    head.starts_with(FILE_MAGIC) || head.starts_with(CHUNK_MAGIC)
}

/// The length of the whole chunks.
pub(super) fn cut(bytes: &[u8]) -> usize {
    let header = header_length(bytes);
    let chunks = bytes.len().saturating_sub(header) / CHUNK_BYTES;
    match chunks {
        0 => 0,
        chunks => header + chunks * CHUNK_BYTES,
    }
}

fn header_length(bytes: &[u8]) -> usize {
    if bytes.starts_with(FILE_MAGIC) {
        HEADER_BYTES
    } else {
        0
    }
}

/// Takes the offset in the block, and a record as JSON or what is damaged there.
type Give<'g> = &'g mut dyn FnMut(usize, Result<&[u8], EventProblem>);

/// Gives each record of a block as JSON, or what is damaged, with its offset in the block.
pub(super) fn read_block(block: &[u8], give: Give<'_>) {
    let settings = Arc::new(
        ParserSettings::new()
            .indent(false)
            .validate_checksums(false),
    );
    let header = header_length(block);
    let chunks = block.get(header..).unwrap_or_default();
    for (number, chunk) in chunks.chunks(CHUNK_BYTES).enumerate() {
        let offset = header + number * CHUNK_BYTES;
        if !chunk.starts_with(CHUNK_MAGIC) {
            // A log is given its size in advance; what was not used yet is zeroes.
            if ZEROES.get(..chunk.len()) != Some(chunk) {
                give(offset, Err(EventProblem::DamagedChunk));
            }
            continue;
        }
        read_chunk(chunk, offset, &settings, give);
    }
}

fn read_chunk(chunk: &[u8], offset: usize, settings: &Arc<ParserSettings>, give: Give<'_>) {
    let Ok(header) = EvtxChunkHeader::from_bytes(chunk) else {
        return give(offset, Err(EventProblem::DamagedChunk));
    };
    let Ok(mut chunk) = EvtxChunk::new(chunk, &header, Arc::clone(settings)) else {
        return give(offset, Err(EventProblem::DamagedChunk));
    };
    for record in chunk.iter() {
        match record.and_then(|record| record.into_json_bytes()) {
            Ok(record) => give(offset, Ok(&record.data)),
            Err(EvtxError::FailedToReadRecordAt { offset: inside, .. }) => {
                let inside = usize::try_from(inside).unwrap_or(0);
                give(offset + inside, Err(EventProblem::DamagedRecord));
            }
            Err(_) => give(offset, Err(EventProblem::DamagedRecord)),
        }
    }
}
