//! Opening: what the first bytes say, decompression, limits.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use crate::utf16::{ByteOrder, Utf16};
use crate::{Error, Input, Limits, Lines};

const BUFFER_BYTES: usize = 256 * 1024;

/// Below this many bytes out no ratio is judged.
const RATIO_FREE_BYTES: u64 = 16 << 20;

/// First bytes of things that are no lines.
const UNSUPPORTED: [(&[u8], &str); 7] = [
    (b"PK\x03\x04", "zip or Office"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xfd7zXZ", "xz"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"%PDF", "PDF"),
    (b"ElfFile\0", "EVTX"),
];

/// Opens an input for reading by lines; gzip and UTF-16 are undone.
///
/// # Errors
/// [`Error::Io`] when it cannot be opened, [`Error::Unsupported`] for archives.
pub fn open(input: &Input, limits: Limits) -> Result<Lines, Error> {
    let name = input.name();
    match input {
        Input::Stdin => open_reader(name, io::stdin(), limits),
        Input::File(path) => match File::open(path) {
            Ok(file) => open_reader(name, file, limits),
            Err(source) => Err(Error::Io { name, source }),
        },
    }
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
    let (reader, packed) = unpacked(&name, reader, limits)?;
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
    let name = input.name();
    let mut bytes = Vec::new();
    let (mut reader, packed) = match input {
        Input::Stdin => unpacked(&name, io::stdin(), limits)?,
        Input::File(path) => match File::open(path) {
            Ok(file) => unpacked(&name, file, limits)?,
            Err(source) => return Err(Error::Io { name, source }),
        },
    };
    match reader.read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(match limit_in(&error) {
            Some((limit, unit)) => Error::TooLarge { name, limit, unit },
            None if packed => Error::Damaged {
                name,
                bytes_read: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
                source: error,
            },
            None => Error::Io {
                name,
                source: error,
            },
        }),
    }
}

type Bytes = Box<dyn BufRead + Send>;

/// The reader behind gzip and UTF-16, and whether it was compressed.
fn unpacked(
    name: &str,
    reader: impl Read + Send + 'static,
    limits: Limits,
) -> Result<(Bytes, bool), Error> {
    let failed = |source| Error::Io {
        name: name.to_owned(),
        source,
    };
    let (head, reader) = peek(reader).map_err(failed)?;
    refuse(name, &head)?;
    if !head.starts_with(b"\x1f\x8b") {
        let guarded = Guarded {
            inner: reader,
            taken_in: None,
            given_out: 0,
            full: false,
            limits,
        };
        return Ok((text(&head, guarded), false));
    }
    let taken_in = Arc::new(AtomicU64::new(0));
    let counted = Counted {
        inner: BufReader::with_capacity(BUFFER_BYTES, reader),
        count: Arc::clone(&taken_in),
    };
    let decoder = MultiGzDecoder::new(counted);
    let guarded = Guarded {
        inner: decoder,
        taken_in: Some(taken_in),
        given_out: 0,
        full: false,
        limits,
    };
    // A stream damaged from its first byte on is reported when its first line is asked for.
    let (head, reader) = match peek(guarded) {
        Ok(found) => found,
        Err(error) => {
            return Ok((
                Box::new(BufReader::new(Broken(Cell::new(Some(error))))),
                true,
            ));
        }
    };
    refuse(name, &head)?;
    Ok((text(&head, reader), true))
}

fn refuse(name: &str, head: &[u8]) -> Result<(), Error> {
    match UNSUPPORTED
        .iter()
        .find(|(magic, _)| head.starts_with(magic))
    {
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

/// Counts what the decompressor takes in: what it consumed, not what the buffer read ahead for it, or a bomb that fits
/// the buffer would be allowed the buffer's size times the ratio.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.add(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
        self.add(amount);
    }
}

impl<R> Counted<R> {
    fn add(&self, taken: usize) {
        let taken = u64::try_from(taken).unwrap_or(u64::MAX);
        self.count.fetch_add(taken, Ordering::Relaxed);
    }
}

/// Stops an input that outgrows its limits.
struct Guarded<R> {
    inner: R,
    taken_in: Option<Arc<AtomicU64>>,
    given_out: u64,
    /// True once more was there than the limit allows.
    full: bool,
    limits: Limits,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let room = self.limits.input_bytes_max.saturating_sub(self.given_out);
        let given = usize::try_from(room).map_or(read, |room| read.min(room));
        self.given_out += u64::try_from(given).unwrap_or(u64::MAX);
        let met_before = std::mem::replace(&mut self.full, given < read);
        if met_before || self.full && given == 0 {
            return Err(io::Error::other(LimitReached(
                self.limits.input_bytes_max,
                "bytes",
            )));
        }
        if let Some(taken_in) = &self.taken_in {
            let allowed = taken_in
                .load(Ordering::Relaxed)
                .saturating_mul(self.limits.ratio_max);
            if self.given_out > RATIO_FREE_BYTES.max(allowed) {
                return Err(io::Error::other(LimitReached(
                    self.limits.ratio_max,
                    "times its compressed size",
                )));
            }
        }
        Ok(given)
    }
}

/// Carries a limit through an [`io::Error`].
#[derive(Debug, thiserror::Error)]
#[error("larger than {0} {1}")]
struct LimitReached(u64, &'static str);

/// The limit that an error of a [`Guarded`] reader carries.
pub(crate) fn limit_in(error: &io::Error) -> Option<(u64, &'static str)> {
    let LimitReached(limit, unit) = error.get_ref()?.downcast_ref()?;
    Some((*limit, unit))
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
