//! Zip archives of logs: their members as inputs.
//!
//! A member is read from its place in the file, never unpacked to disk, and
//! under the same limits as anything compressed. Nested archives and members
//! with passwords are refused by name. Office documents and programs' packages
//! are zip archives too; they hold no logs and are left alone.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::bufread::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use crate::limits::{Counted, Guarded};
use crate::{Error, Input, Limits};

const BUFFER_BYTES: usize = 128 * 1024;

/// The most members of one archive that are read.
const MEMBERS_MAX: usize = 100_000;

/// Members that show an archive to be something else than logs.
const MARKS: [&str; 3] = ["[Content_Types].xml", "META-INF/MANIFEST.MF", "mimetype"];

/// The members of an archive in its order; `None` for a file that is no archive of logs.
pub(crate) fn members(path: &Path) -> Option<Vec<Input>> {
    let mut file = File::open(path).ok()?;
    let mut magic = [0; 4];
    file.read_exact(&mut magic).ok()?;
    if magic != *b"PK\x03\x04" {
        return None;
    }
    let mut archive = ZipArchive::new(BufReader::new(file)).ok()?;
    if archive.len() > MEMBERS_MAX
        || MARKS
            .iter()
            .any(|mark| archive.index_for_name(mark).is_some())
    {
        return None;
    }
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let member = archive.by_index_raw(index).ok()?;
        if member.is_file() {
            members.push(Input::Member {
                archive: path.to_path_buf(),
                index,
                name: member.name().to_owned(),
            });
        }
    }
    Some(members)
}

/// The unpacked bytes of a member.
pub(crate) fn member(
    file: File,
    index: usize,
    limits: Limits,
    name: &str,
) -> Result<impl Read + Send + 'static, Error> {
    let damaged = |reason: String| Error::Damaged {
        name: name.to_owned(),
        bytes_read: 0,
        source: std::io::Error::other(reason),
    };
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|e| damaged(e.to_string()))?;
    let (method, start, length, secret) = {
        let member = archive
            .by_index_raw(index)
            .map_err(|e| damaged(e.to_string()))?;
        let start = member
            .data_start()
            .ok_or_else(|| damaged("no place in the archive".to_owned()))?;
        (
            member.compression(),
            start,
            member.compressed_size(),
            member.encrypted(),
        )
    };
    let deflated = method == CompressionMethod::Deflated;
    if secret || !(deflated || method == CompressionMethod::Stored) {
        return Err(Error::Unsupported {
            name: name.to_owned(),
            kind: if secret {
                "zip member with a password"
            } else {
                "zip member of an unknown compression"
            },
        });
    }
    let mut file = archive.into_inner().into_inner();
    file.seek(SeekFrom::Start(start))
        .map_err(|e| damaged(e.to_string()))?;
    let packed = BufReader::with_capacity(BUFFER_BYTES, file.take(length));
    let (counted, taken_in) = Counted::new(packed);
    let plain: Box<dyn Read + Send> = if deflated {
        Box::new(DeflateDecoder::new(counted))
    } else {
        Box::new(counted)
    };
    Ok(Guarded::new(plain, Some(taken_in), limits))
}
