//! Streams unpacked within a limit: a page of a letter is no larger.

use super::super::error::ReadError;
use flate2::read::ZlibDecoder;
use hayro_syntax::object::{Array, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::{Filter, object::Dict};
use std::io::Read as _;

/// Most bytes all content streams of a document unpack to.
const MAX_TOTAL: u64 = 48 * 1024 * 1024;
/// Most bytes of a stream packed by LZW or RunLength.
const MAX_OLD_PACKING: usize = 64 * 1024;

/// Unpacks streams and counts.
#[derive(Debug, Default)]
pub(super) struct Unpacker {
    used: u64,
}

impl Unpacker {
    /// The content of a page: one stream or several.
    pub(super) fn page(&mut self, page: &Page<'_>) -> Result<Vec<u8>, ReadError> {
        let dict: &Dict<'_> = page.raw();
        if let Some(stream) = dict.get::<Stream<'_>>("Contents") {
            return self.stream(&stream);
        }
        let mut all = Vec::new();
        let Some(parts) = dict.get::<Array<'_>>("Contents") else {
            return Ok(all);
        };
        for stream in parts.iter::<Stream<'_>>() {
            all.extend(self.stream(&stream)?);
            all.push(b'\n');
        }
        Ok(all)
    }

    /// One stream; nothing when it is damaged or a picture.
    pub(super) fn stream(&mut self, stream: &Stream<'_>) -> Result<Vec<u8>, ReadError> {
        let raw = stream.raw_data();
        let left = MAX_TOTAL.saturating_sub(self.used);
        let mut packings = stream.filters().into_iter().filter(is_packing);
        let fits = match (packings.next(), packings.next()) {
            (None, _) => true,
            // No writer packs twice; two small steps make a large bomb.
            (Some(_), Some(_)) => false,
            (Some(Filter::FlateDecode), None) => unpacked_size(&raw, left) <= left,
            // Packings of old writers gain less, so what they hold is bounded by their size.
            (Some(_), None) => raw.len() <= MAX_OLD_PACKING,
        };
        if !fits {
            return Err(too_much());
        }
        let data = stream.decoded_data().unwrap_or_default().into_owned();
        self.used = self
            .used
            .saturating_add(u64::try_from(data.len()).unwrap_or(u64::MAX))
            // An empty stream costs work too.
            .saturating_add(64);
        if self.used > MAX_TOTAL {
            return Err(too_much());
        }
        Ok(data)
    }
}

const fn is_packing(filter: &Filter) -> bool {
    matches!(
        filter,
        Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode
    )
}

/// To how much the bytes unpack, looking no further than the limit.
fn unpacked_size(raw: &[u8], limit: u64) -> u64 {
    let mut unpacked = ZlibDecoder::new(raw).take(limit.saturating_add(1));
    let mut buffer = [0; 16 * 1024];
    let mut size = 0_u64;
    while let Ok(read @ 1..) = unpacked.read(&mut buffer) {
        size = size.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
    }
    size
}

/// The error for a document that unpacks to too much or asks too much work.
pub(super) fn too_much() -> ReadError {
    ReadError::TooLarge {
        what: "nội dung các trang PDF sau khi giải nén",
        limit: "48 MB",
    }
}
