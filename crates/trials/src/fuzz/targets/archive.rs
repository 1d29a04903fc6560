//! Archives around a fuzzed part: what a Word or Excel file is wrapped in.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// An archive of the given parts; empty ones are left out.
pub(super) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts.iter().filter(|(_, bytes)| !bytes.is_empty()) {
        let options = SimpleFileOptions::default();
        // Writing to memory does not fail; if it did, the reader would say so.
        drop(
            writer
                .start_file(*name, options)
                .map(|()| writer.write_all(bytes)),
        );
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn parts_come_out_as_they_went_in() {
        let bytes = zip(&[("a/b.xml", b"<x/>"), ("empty", b"")]);
        let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive
            .by_name("a/b.xml")
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!((text.as_str(), archive.len()), ("<x/>", 1));
    }
}
