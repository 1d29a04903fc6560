//! Zstandard and zip.

use std::io::{Cursor, Write};
use std::path::Path;

use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{check, gz, lines_of, render};
use crate::{Input, Limits, expand, open};

fn zst(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

fn zip_of(members: &[(&str, CompressionMethod, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, method, bytes) in members {
        let options = SimpleFileOptions::default().compression_method(*method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn inputs_of(folder: &Path, zip: &[u8]) -> Vec<Input> {
    let path = folder.join("logs.bin");
    std::fs::write(&path, zip).unwrap();
    expand(&[path]).unwrap()
}

#[test]
fn frames_of_zstandard_follow_each_other() {
    let two = [zst(b"a\nb"), zst(b"c\nd\n")].concat();
    check(&two, &["1@0 a", "2@2 bc", "3@5 d"]);
    let skipped = [b"\x50\x2a\x4d\x18\x03\0\0\0xyz".to_vec(), zst(b"a\n")].concat();
    check(&skipped, &["1@0 a"]);
}

#[test]
fn damaged_frames_are_told_after_what_was_read() {
    let long = "0123456789abcdef\n".repeat(100_000);
    let whole = zst(long.as_bytes());
    let cut = whole.get(..whole.len() - 3).unwrap();
    let lines = render(lines_of(cut, Limits::default()).unwrap());
    assert_eq!(lines.last().map(String::as_str), Some("source.damaged"));
    check(b"\x28\xb5\x2f\xfd....", &["source.damaged"]);
}

#[test]
fn a_bomb_of_zstandard_is_stopped() {
    let bomb = zst(&vec![b'\n'; 24 << 20]);
    let limits = Limits {
        ratio_max: 100,
        ..Limits::default()
    };
    let mut lines = lines_of(&bomb, limits).unwrap();
    let error = loop {
        match lines.next_line() {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the bomb was read to its end"),
            Err(error) => break error,
        }
    };
    assert_eq!(error.code(), "source.too_large");
    assert!(lines.bytes_read() <= 17 << 20, "{}", lines.bytes_read());
}

#[test]
fn members_of_an_archive_are_inputs_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let zip = zip_of(&[
        ("b/fw.log", CompressionMethod::Deflated, b"one\ntwo\n"),
        ("a.log.gz", CompressionMethod::Stored, &gz(b"three\n")),
        ("inner.zip", CompressionMethod::Stored, b"PK\x03\x04...."),
    ]);
    let inputs = inputs_of(folder.path(), &zip);
    let seen: Vec<_> = inputs
        .iter()
        .map(|input| {
            let name = input.name();
            let member = name.rsplit_once('!').unwrap().1.to_owned();
            let read = match open(input, Limits::default()) {
                Ok(lines) => render(lines).join(" "),
                Err(error) => error.code().to_owned(),
            };
            format!("{member}: {read}")
        })
        .collect();
    assert_eq!(
        seen,
        [
            "b/fw.log: 1@0 one 2@4 two",
            "a.log.gz: 1@0 three",
            "inner.zip: source.unsupported"
        ]
    );
}

#[test]
fn a_bomb_in_an_archive_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let zip = zip_of(&[("x", CompressionMethod::Deflated, &vec![b'\n'; 24 << 20])]);
    let inputs = inputs_of(folder.path(), &zip);
    let limits = Limits {
        ratio_max: 100,
        ..Limits::default()
    };
    let lines = render(open(inputs.first().unwrap(), limits).unwrap());
    assert_eq!(lines.last().map(String::as_str), Some("source.too_large"));
}

#[test]
fn documents_and_damaged_archives_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let office = zip_of(&[("[Content_Types].xml", CompressionMethod::Stored, b"<x/>")]);
    for bytes in [office, b"PK\x03\x04 and nothing".to_vec()] {
        let inputs = inputs_of(folder.path(), &bytes);
        let [input] = inputs.as_slice() else {
            panic!("{inputs:?}")
        };
        assert_eq!(*input, Input::File(folder.path().join("logs.bin")));
        let error = open(input, Limits::default()).unwrap_err();
        assert_eq!(error.code(), "source.unsupported");
    }
}
