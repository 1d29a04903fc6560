//! Zstandard: the frames of a stream, one after the other.
//!
//! The window a frame may ask for is bounded, because it is memory.

use std::io::{self, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// First bytes of a frame.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The largest window: what the strongest of the usual levels asks for is 8 MiB.
const WINDOW_BYTES_MAX: u64 = 64 << 20;

/// Reads what the frames of `R` hold.
pub(crate) struct Frames<R> {
    inner: R,
    /// The frame being read.
    frame: Option<Box<FrameDecoder>>,
}

impl<R: Read> Frames<R> {
    pub(crate) const fn new(inner: R) -> Self {
        Self { inner, frame: None }
    }

    /// True when a stream begins with a frame, or with one that is to be skipped.
    pub(crate) fn begins(head: &[u8]) -> bool {
        head.starts_with(&MAGIC) || matches!(head, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
    }

    /// Begins the next frame; `None` at the end of the stream.
    fn next_frame(&mut self) -> io::Result<Option<Box<FrameDecoder>>> {
        loop {
            let mut magic = Vec::with_capacity(MAGIC.len());
            self.inner.by_ref().take(4).read_to_end(&mut magic)?;
            if magic.is_empty() {
                return Ok(None);
            }
            let mut frame = Box::new(FrameDecoder::new());
            frame.set_max_window_size(WINDOW_BYTES_MAX);
            match frame.init(io::Cursor::new(&magic).chain(self.inner.by_ref())) {
                Ok(()) => return Ok(Some(frame)),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    io::copy(
                        &mut self.inner.by_ref().take(length.into()),
                        &mut io::sink(),
                    )?;
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }

    /// Bytes of the frame, 0 at its end.
    fn read_frame(&mut self, frame: &mut FrameDecoder, buffer: &mut [u8]) -> io::Result<usize> {
        while frame.can_collect() == 0 && !frame.is_finished() {
            frame
                .decode_blocks(&mut self.inner, BlockDecodingStrategy::UptoBlocks(1))
                .map_err(io::Error::other)?;
        }
        let read = frame.read(buffer)?;
        let over = read == 0 && frame.is_finished();
        let stated = frame.get_checksum_from_data().filter(|_| over);
        if stated.is_some() && stated != frame.get_calculated_checksum() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "checksum of a frame does not match",
            ));
        }
        Ok(read)
    }
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let mut frame = match self.frame.take() {
                Some(frame) => frame,
                None => match self.next_frame()? {
                    Some(frame) => frame,
                    None => return Ok(0),
                },
            };
            let read = self.read_frame(&mut frame, buffer)?;
            if read > 0 {
                self.frame = Some(frame);
                return Ok(read);
            }
        }
    }
}
