//! Pictures of pages: which kind, how large. Read from the head of the file only.
//!
//! Nothing is unpacked here, so a picture that would fill the memory is
//! refused by what it says of itself before any program opens it.

use super::error::ReadError;

/// Kinds of pictures whose text can be recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PictureFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// TIFF, of one page or several.
    Tiff,
}

/// What a picture says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Which kind.
    pub format: PictureFormat,
    /// Width and height of each page, in pixels.
    pub pages: Vec<(u32, u32)>,
}

/// Most pages of a TIFF that are looked at.
const MAX_PAGES: usize = 1_000;

impl PictureFormat {
    /// By the first bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(b"\xFF\xD8\xFF") {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
            Some(Self::Tiff)
        } else {
            None
        }
    }

    /// Its name in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Png => "ảnh PNG",
            Self::Jpeg => "ảnh JPEG",
            Self::Tiff => "ảnh TIFF",
        }
    }

    /// The usual ending of its file names.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Tiff => "tif",
        }
    }
}

impl Picture {
    /// Reads the head of a picture; nothing for other files.
    ///
    /// # Errors
    /// [`ReadError::BadPicture`] when its size can't be told or is nothing.
    pub fn read(bytes: &[u8]) -> Result<Option<Self>, ReadError> {
        let Some(format) = PictureFormat::of(bytes) else {
            return Ok(None);
        };
        let pages = match format {
            PictureFormat::Png => png(bytes).into_iter().collect(),
            PictureFormat::Jpeg => jpeg(bytes).into_iter().collect(),
            PictureFormat::Tiff => tiff(bytes),
        };
        if pages.is_empty()
            || pages
                .iter()
                .any(|(width, height)| *width == 0 || *height == 0)
        {
            return Err(ReadError::BadPicture { format });
        }
        Ok(Some(Self { format, pages }))
    }
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// IHDR is the first chunk (RFC 2083, 4.1.1).
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    (array(bytes, 12)? == *b"IHDR").then_some(())?;
    Some((
        u32::from_be_bytes(array(bytes, 16)?),
        u32::from_be_bytes(array(bytes, 20)?),
    ))
}

/// The first frame header; segments before it are passed over (ITU-T T.81, B.2).
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2_usize;
    loop {
        let [mark, kind] = array(bytes, at)?;
        if mark != 0xFF {
            return None;
        }
        match kind {
            0xFF => at += 1,
            0x01 | 0xD0..=0xD8 => at += 2,
            0xC0..=0xCF if !matches!(kind, 0xC4 | 0xC8 | 0xCC) => {
                let height = u16::from_be_bytes(array(bytes, at.checked_add(5)?)?);
                let width = u16::from_be_bytes(array(bytes, at.checked_add(7)?)?);
                return Some((u32::from(width), u32::from(height)));
            }
            0xD9 | 0xDA => return None,
            _ => {
                let length = u16::from_be_bytes(array(bytes, at.checked_add(2)?)?);
                at = at.checked_add(2)?.checked_add(usize::from(length.max(2)))?;
            }
        }
    }
}

/// The chain of directories (TIFF 6.0, section 2); each has a page. A loop ends at the limit of pages.
fn tiff(bytes: &[u8]) -> Vec<(u32, u32)> {
    let is_little = bytes.starts_with(b"II");
    let short = |at: usize| {
        array(bytes, at).map(|b| {
            if is_little {
                u16::from_le_bytes(b)
            } else {
                u16::from_be_bytes(b)
            }
        })
    };
    let long = |at: usize| {
        array(bytes, at).map(|b| {
            if is_little {
                u32::from_le_bytes(b)
            } else {
                u32::from_be_bytes(b)
            }
        })
    };
    let mut pages = Vec::new();
    let mut next = long(4);
    while let Some(directory) = next.and_then(|n| usize::try_from(n).ok())
        && directory != 0
        && pages.len() < MAX_PAGES
    {
        let Some(count) = short(directory) else { break };
        let (mut width, mut height) = (0, 0);
        let entries = directory + 2;
        for entry in (0..usize::from(count)).map(|n| entries + n * 12) {
            // A value of type SHORT stands in the first half of its field.
            let value = match short(entry + 2) {
                Some(3) => short(entry + 8).map(u32::from),
                _ => long(entry + 8),
            };
            match (short(entry), value) {
                (Some(256), Some(value)) => width = value,
                (Some(257), Some(value)) => height = value,
                (None, _) => break,
                _ => {}
            }
        }
        pages.push((width, height));
        next = long(entries + usize::from(count) * 12);
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Option<&[(u32, u32)]>) {
        let read = Picture::read(bytes).ok().flatten().map(|p| p.pages);
        assert_eq!(read.as_deref(), expected, "{bytes:?}");
    }

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    #[test]
    fn sizes_are_read_from_the_head() {
        check(&png_of(1654, 2339), Some(&[(1654, 2339)]));
        check(
            b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xC2\0\x11\x08\x01\x02\x03\x04",
            Some(&[(0x304, 0x102)]),
        );
        let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
        tiff.extend(b"\0\x01\x03\0\x01\0\0\0\x10\0\0\0");
        tiff.extend(b"\x01\x01\x04\0\x01\0\0\0\x20\0\0\0");
        tiff.extend(b"\0\0\0\0");
        check(&tiff, Some(&[(16, 32)]));
    }

    #[test]
    fn damage_is_told_and_loops_end() {
        check(&png_of(0, 5), None);
        check(b"\x89PNG\r\n\x1a\n\0\0\0\rIDAT", None);
        check(b"\xFF\xD8\xFF\xDA", None);
        check(b"\xFF\xD8\xFF", None);
        check(b"II*\0\xFF\xFF\xFF\xFF", None);
        // The directory names itself as the next one.
        let mut tiff = b"MM\0*\0\0\0\x08\0\x02".to_vec();
        tiff.extend(b"\x01\0\0\x03\0\0\0\x01\0\x10\0\0");
        tiff.extend(b"\x01\x01\0\x03\0\0\0\x01\0\x20\0\0");
        tiff.extend(b"\0\0\0\x08");
        check(&tiff, Some(&[(16, 32); MAX_PAGES]));
    }
}
