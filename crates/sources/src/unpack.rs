//! A packed text in memory: the body of a request.

use std::io::{BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;

use crate::limits::{Counted, Guarded};
use crate::open::explain;
use crate::zstd::Frames;
use crate::{Error, Limits};

/// How it is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// RFC 1952; several members one after the other are one text.
    Gzip,
    /// RFC 8878; several frames one after the other are one text.
    Zstd,
}

/// Unpacks `packed`, called `name` in errors, to at most `limits.input_bytes_max` bytes.
///
/// # Errors
/// [`Error::Damaged`] for what is not so packed or breaks off, [`Error::TooLarge`] beyond a limit.
pub fn unpack(
    name: &str,
    packed: &[u8],
    packing: Packing,
    limits: Limits,
) -> Result<Vec<u8>, Error> {
    let (counted, taken_in) = Counted::new(BufReader::new(Cursor::new(packed)));
    let decoder: Box<dyn Read + '_> = match packing {
        Packing::Gzip => Box::new(MultiGzDecoder::new(counted)),
        Packing::Zstd => Box::new(Frames::new(counted)),
    };
    let mut all = Vec::new();
    match Guarded::new(decoder, Some(taken_in), limits).read_to_end(&mut all) {
        Ok(_) => Ok(all),
        Err(error) => {
            let read = u64::try_from(all.len()).unwrap_or(u64::MAX);
            Err(explain(name, true, read, error))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write as _;

    #[test]
    fn a_body_is_unpacked_within_its_limit() {
        let text = b"mot dong nhat ky\n".repeat(100);
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(&text).unwrap();
        let gzip = gzip.finish().unwrap();
        let zstd = ruzstd::encoding::compress_to_vec(
            text.as_slice(),
            ruzstd::encoding::CompressionLevel::Fastest,
        );
        let within = |bytes| Limits {
            input_bytes_max: bytes,
            ..Limits::default()
        };
        for (packing, packed) in [(Packing::Gzip, &gzip), (Packing::Zstd, &zstd)] {
            let whole = unpack("body", packed, packing, within(1_700)).unwrap();
            assert_eq!(whole, text, "{packing:?}");
            let more = unpack("body", packed, packing, within(1_699));
            assert_eq!(more.unwrap_err().code(), "source.too_large", "{packing:?}");
            let half = packed.get(..packed.len() / 2).unwrap();
            let broken = unpack("body", half, packing, within(10_000));
            assert_eq!(broken.unwrap_err().code(), "source.damaged", "{packing:?}");
            let other = unpack("body", b"{\"a\":1}", packing, within(10_000));
            assert_eq!(other.unwrap_err().code(), "source.damaged", "{packing:?}");
        }
    }
}
