//! A file that appeared whole, taken part by part: an export of an event log of Windows.

use super::cut_to;
use detect::formats::{event_log_records, xml_records};
use sources::follow::{Kind, Mark};
use sources::{Input, read_all};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

/// Bytes in front of the first chunk of an event log, and of a chunk.
const HEADER_BYTES: u64 = 4096;
const CHUNK_BYTES: u64 = 64 * 1024;
/// Chunks read at once.
const CHUNKS: u64 = 4;
/// Bytes of XML that are read, as UTF-8.
const XML_BYTES_MAX: u64 = 64 << 20;
/// Records of XML given at once.
const RECORDS: usize = 1_000;

/// A file under way.
#[derive(Debug)]
pub(super) struct Export {
    pub(super) name: String,
    pub(super) mark: Mark,
    /// What of it was given: bytes of an event log, records of XML.
    pub(super) done: u64,
    from: From,
}

#[derive(Debug)]
enum From {
    Chunks(File),
    Records(VecDeque<Vec<u8>>),
}

/// A part of a file.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) records: Vec<Vec<u8>>,
    pub(super) cut: u64,
    /// Records or chunks that can't be read.
    pub(super) damaged: u64,
    pub(super) is_last: bool,
}

impl Export {
    /// Opens a file to go on after what was `done` of it. Damage in XML is told with the first part.
    pub(super) fn open(
        name: String,
        (path, kind, mark): (PathBuf, Kind, Mark),
        done: u64,
    ) -> Result<(Self, u64), sources::Error> {
        let mut damaged = 0;
        let from = match kind {
            Kind::EventLog => From::Chunks(opened(&path, done)?),
            _ => {
                let bytes = read_all(&Input::File(path), XML_BYTES_MAX)?;
                let text = String::from_utf8_lossy(&bytes);
                let mut records = VecDeque::new();
                xml_records(&text, &mut |record| match record {
                    Ok(json) => records.push_back(json.to_vec()),
                    Err(_) => damaged += 1,
                });
                let skip = usize::try_from(done).unwrap_or(usize::MAX);
                records.drain(..skip.min(records.len()));
                From::Records(records)
            }
        };
        let export = Self {
            name,
            mark,
            done,
            from,
        };
        Ok((export, damaged))
    }

    /// The next records.
    pub(super) fn part(&mut self, most: usize) -> std::io::Result<Part> {
        let mut part = Part::default();
        let mut keep = |record: Vec<u8>| {
            let record = cut_to(record, most, &mut part.cut);
            part.records.push(record);
        };
        match &mut self.from {
            From::Records(records) => {
                let count = records.len().min(RECORDS);
                records.drain(..count).for_each(&mut keep);
                self.done += u64::try_from(count).unwrap_or_default();
                part.is_last = records.is_empty();
            }
            From::Chunks(file) => {
                let head = if self.done == 0 { HEADER_BYTES } else { 0 };
                let mut block = Vec::new();
                let wanted = head + CHUNKS * CHUNK_BYTES;
                let read = file.take(wanted).read_to_end(&mut block)?;
                let mut damaged = 0;
                event_log_records(&block, &mut |record| match record {
                    Ok(json) => keep(json.to_vec()),
                    Err(_) => damaged += 1,
                });
                let read = u64::try_from(read).unwrap_or_default();
                self.done += read;
                part.damaged = damaged;
                part.is_last = read < wanted;
            }
        }
        Ok(part)
    }
}

fn opened(path: &Path, done: u64) -> Result<File, sources::Error> {
    let open = || {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(done))?;
        Ok(file)
    };
    open().map_err(|source| sources::Error::Io {
        name: path.display().to_string(),
        source,
    })
}
