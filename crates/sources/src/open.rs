//! Opening: what the first bytes say, decompression, limits.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use crate::limits::{Counted, Guarded, limit_in};
use crate::utf16::{ByteOrder, Utf16};
use crate::zstd::Frames;
use crate::{Error, Input, Limits, Lines, archive};

const BUFFER_BYTES: usize = 256 * 1024;

/// First bytes of things that are no lines.
const UNSUPPORTED: [(&[u8], &str); 7] = [
    (b"ElfFile\0", EVENT_LOG),
    (b"PK\x03\x04", "zip or Office"),
    (b"\xfd7zXZ", "xz"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"%PDF", "PDF"),
];

/// The one of them that can be read in blocks.
const EVENT_LOG: &str = "EVTX";

/// What an input is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Lines,
    Blocks,
}

/// Opens an input for reading by lines; compression and UTF-16 are undone.
///
/// # Errors
/// [`Error::Io`] when it cannot be opened, [`Error::Unsupported`] for what holds no lines.
pub fn open(input: &Input, limits: Limits) -> Result<Lines, Error> {
    let (reader, packed) = bytes(input, limits, Use::Lines)?;
    Ok(Lines::new(input.name(), reader, packed, limits))
}

/// The same over any reader.
///
/// # Errors
/// As [`open`].
pub fn open_reader(
    name: String,
    reader: impl Read + Send + 'static,
    limits: Limits,
) -> Result<Lines, Error> {
    let (reader, packed) = unpacked(&name, reader, limits, Use::Lines)?;
    Ok(Lines::new(name, reader, packed, limits))
}

/// A whole input in memory, at most `bytes_max` after decompression: for lists,
/// not for logs.
///
/// # Errors
/// As [`open`], and [`Error::TooLarge`] beyond `bytes_max`.
pub fn read_all(input: &Input, bytes_max: u64) -> Result<Vec<u8>, Error> {
    let limits = Limits {
        input_bytes_max: bytes_max,
        ..Limits::default()
    };
    let mut all = Vec::new();
    let (mut reader, packed) = bytes(input, limits, Use::Lines)?;
    match reader.read_to_end(&mut all) {
        Ok(_) => Ok(all),
        Err(error) => {
            let read = u64::try_from(all.len()).unwrap_or(u64::MAX);
            Err(explain(&input.name(), packed, read, error))
        }
    }
}

pub(crate) type Bytes = Box<dyn BufRead + Send>;

/// The bytes of an input, and whether they were compressed.
pub(crate) fn bytes(input: &Input, limits: Limits, wanted: Use) -> Result<(Bytes, bool), Error> {
    let name = input.name();
    match input {
        Input::Stdin => unpacked(&name, io::stdin(), limits, wanted),
        Input::File(path) => unpacked(&name, open_file(path, &name)?, limits, wanted),
        Input::Member { archive, index, .. } => {
            let file = open_file(archive, &name)?;
            let member = archive::member(file, *index, limits, &name)?;
            // Its own ratio is watched already; what is inside is watched again.
            let (reader, _) = unpacked(&name, member, limits, wanted)?;
            Ok((reader, true))
        }
    }
}

fn open_file(path: &Path, name: &str) -> Result<File, Error> {
    File::open(path).map_err(|source| Error::Io {
        name: name.to_owned(),
        source,
    })
}

/// The error that says what happened to an input.
pub(crate) fn explain(name: &str, packed: bool, bytes_read: u64, source: io::Error) -> Error {
    let name = name.to_owned();
    match limit_in(&source) {
        Some((limit, unit)) => Error::TooLarge { name, limit, unit },
        None if packed => Error::Damaged {
            name,
            bytes_read,
            source,
        },
        None => Error::Io { name, source },
    }
}

/// The reader behind compression and UTF-16, and whether it was compressed.
fn unpacked(
    name: &str,
    reader: impl Read + Send + 'static,
    limits: Limits,
    wanted: Use,
) -> Result<(Bytes, bool), Error> {
    let failed = |source| explain(name, false, 0, source);
    let (head, reader) = peek(reader).map_err(failed)?;
    refuse(name, &head, wanted)?;
    let gzip = head.starts_with(b"\x1f\x8b");
    if !gzip && !Frames::<io::Empty>::begins(&head) {
        return Ok((text(&head, Guarded::new(reader, None, limits)), false));
    }
    let (counted, taken_in) = Counted::new(BufReader::with_capacity(BUFFER_BYTES, reader));
    let decoder: Box<dyn Read + Send> = if gzip {
        Box::new(MultiGzDecoder::new(counted))
    } else {
        Box::new(Frames::new(counted))
    };
    // A stream damaged from its first byte on is reported when its first line is asked for.
    let (head, reader) = match peek(Guarded::new(decoder, Some(taken_in), limits)) {
        Ok(found) => found,
        Err(error) => {
            let broken = Broken(Cell::new(Some(error)));
            return Ok((Box::new(BufReader::new(broken)), true));
        }
    };
    refuse(name, &head, wanted)?;
    Ok((text(&head, reader), true))
}

fn refuse(name: &str, head: &[u8], wanted: Use) -> Result<(), Error> {
    let found = UNSUPPORTED.iter().find(|(magic, kind)| {
        head.starts_with(magic) && !(*kind == EVENT_LOG && wanted == Use::Blocks)
    });
    match found {
        Some((_, kind)) => Err(Error::Unsupported {
            name: name.to_owned(),
            kind,
        }),
        None => Ok(()),
    }
}

fn text(head: &[u8], reader: impl Read + Send + 'static) -> Bytes {
    let order = match head {
        [0xff, 0xfe, ..] => ByteOrder::Little,
        [0xfe, 0xff, ..] => ByteOrder::Big,
        _ => return Box::new(BufReader::with_capacity(BUFFER_BYTES, reader)),
    };
    let buffered = BufReader::with_capacity(BUFFER_BYTES, reader);
    Box::new(BufReader::with_capacity(
        BUFFER_BYTES,
        Utf16::new(buffered, order),
    ))
}

/// The first eight bytes (fewer in a short input) and a reader that gives them again.
fn peek<R: Read + Send + 'static>(
    mut reader: R,
) -> io::Result<(Vec<u8>, impl Read + Send + 'static)> {
    let mut head = Vec::with_capacity(8);
    reader.by_ref().take(8).read_to_end(&mut head)?;
    let again = io::Cursor::new(head.clone()).chain(reader);
    Ok((head, again))
}

/// Gives an error that was met while opening.
struct Broken(Cell<Option<io::Error>>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(self
            .0
            .take()
            .unwrap_or_else(|| io::ErrorKind::UnexpectedEof.into()))
    }
}
