mod blocks;
mod packed;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::{Error, Input, Limits, Lines, expand, open, open_reader, read_all};

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
    units
        .flat_map(|unit| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        })
        .collect()
}

fn lines_of(bytes: &[u8], limits: Limits) -> Result<Lines, Error> {
    open_reader("x".to_owned(), std::io::Cursor::new(bytes.to_vec()), limits)
}

/// `number@offset text` (`~` when cut) of every line, and the code of the error that ended it.
fn render(mut lines: Lines) -> Vec<String> {
    let mut seen = Vec::new();
    loop {
        match lines.next_line() {
            Ok(Some(line)) => {
                let text = String::from_utf8_lossy(line.bytes);
                let cut = if line.truncated { "~" } else { "" };
                seen.push(format!("{}@{} {text}{cut}", line.number, line.offset));
            }
            Ok(None) => return seen,
            Err(error) => seen.push(error.code().to_owned()),
        }
    }
}

#[track_caller]
fn check(bytes: &[u8], expected: &[&str]) {
    assert_eq!(
        render(lines_of(bytes, Limits::default()).unwrap()),
        expected
    );
}

#[test]
fn lines_are_numbered_from_one() {
    check(b"", &[]);
    check(b"a", &["1@0 a"]);
    check(b"a\n", &["1@0 a"]);
    check(b"a\r\n\nb", &["1@0 a", "2@3 ", "3@4 b"]);
    check(b"\xff\n", &["1@0 \u{fffd}"]);
}

#[test]
fn gzip_is_told_by_its_bytes_also_in_several_members() {
    check(&gz(b"a\nb\n"), &["1@0 a", "2@2 b"]);
    check(&[gz(b"a\nb"), gz(b"c\n")].concat(), &["1@0 a", "2@2 bc"]);
    check(&gz(b""), &[]);
}

#[test]
fn utf_16_arrives_as_utf_8() {
    for little in [true, false] {
        check(
            &utf16("Địa chỉ\r\n😀 203.0.113.7\n", little),
            &["1@0 Địa chỉ", "2@14 😀 203.0.113.7"],
        );
    }
    check(&gz(&utf16("a\n", true)), &["1@0 a"]);
    check(b"\xff\xfea\0\x3d\xd8b\0\n", &["1@0 a\u{fffd}b\u{fffd}"]);
}

#[test]
fn long_lines_are_cut_and_counted() {
    let limits = Limits {
        line_bytes_max: 4,
        ..Limits::default()
    };
    let mut lines = lines_of(b"abcd\nabcdefgh\nab\n", limits).unwrap();
    while lines.next_line().unwrap().is_some() {}
    assert_eq!(
        (
            lines.line_count(),
            lines.truncated_count(),
            lines.bytes_read()
        ),
        (3, 1, 17)
    );
    let lines = lines_of(b"abcd\nabcdefgh\nab\n", limits).unwrap();
    assert_eq!(render(lines), ["1@0 abcd", "2@5 abcd~", "3@14 ab"]);
}

#[test]
fn a_line_without_end_takes_bounded_memory() {
    let endless = std::io::repeat(b'x').take(64 << 20);
    let mut lines = open_reader("x".to_owned(), endless, Limits::default()).unwrap();
    let line = lines.next_line().unwrap().unwrap();
    assert_eq!((line.bytes.len(), line.truncated), (1 << 20, true));
    assert_eq!(lines.next_line().unwrap(), None);
    assert_eq!(lines.bytes_read(), 64 << 20);
}

#[test]
fn damage_is_told_after_the_lines_before_it() {
    let whole = gz(b"first line\nsecond line\nthird line\n"
        .repeat(2000)
        .as_slice());
    let cut = whole.get(..whole.len() / 2).unwrap();
    let seen = render(lines_of(cut, Limits::default()).unwrap());
    assert_eq!(seen.first().unwrap(), "1@0 first line");
    assert_eq!(seen.last().unwrap(), "source.damaged");
    check(
        b"\x1f\x8b\x08\x00garbage that is no gzip",
        &["source.damaged"],
    );
}

#[test]
fn a_bomb_is_stopped() {
    let bomb = gz(&[[b'x'; 63].as_slice(), b"\n"].concat().repeat(1 << 20));
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
    // As soon as the ratio is judged, whichever deflate packed the bomb: even at a byte for each match of 258 it is
    // far beyond 100.
    assert!(
        lines.bytes_read() <= 16 << 20,
        "{} bytes",
        lines.bytes_read()
    );
    let limits = Limits {
        input_bytes_max: 10,
        ..Limits::default()
    };
    assert_eq!(
        render(lines_of(&gz(&[b'a'; 1000]), limits).unwrap()),
        ["1@0 aaaaaaaaaa", "source.too_large"]
    );
}

#[test]
fn archives_are_refused_by_their_kind() {
    for (bytes, kind) in [
        (b"PK\x03\x04....".as_slice(), "zip or Office"),
        (b"7z\xbc\xaf\x27\x1c..", "7z"),
        (b"ElfFile\0", "EVTX"),
    ] {
        for bytes in [bytes.to_vec(), gz(bytes)] {
            let error = lines_of(&bytes, Limits::default()).unwrap_err();
            assert!(
                matches!(error, Error::Unsupported { kind: found, .. } if found == kind),
                "{error}"
            );
        }
    }
}

#[test]
fn folders_are_walked_in_order_and_links_do_not_loop() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    std::fs::create_dir_all(at("b/c")).unwrap();
    for file in ["z.log", "b/2.log", "b/c/1.log", "a.log"] {
        std::fs::write(at(file), file).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path(), at("b/loop")).unwrap();
    let inputs = expand(&[folder.path().to_path_buf(), PathBuf::from("-"), at("a.log")]).unwrap();
    let relative = |input: &Input| match input {
        Input::File(path) => path
            .strip_prefix(folder.path())
            .unwrap()
            .display()
            .to_string(),
        Input::Stdin | Input::Member { .. } => input.name(),
    };
    let names: Vec<_> = inputs.iter().map(relative).collect();
    assert_eq!(
        names,
        ["a.log", "b/2.log", "b/c/1.log", "z.log", "-", "a.log"]
    );
    let first = inputs.first().unwrap();
    assert_eq!(
        render(open(first, Limits::default()).unwrap()),
        ["1@0 a.log"]
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_opened_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo is needed").success());
    let (sender, receiver) = std::sync::mpsc::channel();
    let argument = pipe.clone();
    // Opening a pipe that nobody writes to would wait for ever.
    std::thread::spawn(move || sender.send(expand(&[argument]).unwrap()));
    let inputs = receiver
        .recv_timeout(std::time::Duration::from_secs(20))
        .expect("the pipe was opened");
    assert_eq!(inputs, [Input::File(pipe.clone())]);
    let writer = std::thread::spawn(move || std::fs::write(pipe, "a\nb\n"));
    let lines = open(inputs.first().unwrap(), Limits::default()).unwrap();
    assert_eq!(render(lines), ["1@0 a", "2@2 b"]);
    writer.join().unwrap().unwrap();
}

#[test]
fn what_is_absent_is_named() {
    let missing = Path::new("no-such-folder").join("x.log");
    let error = expand(std::slice::from_ref(&missing)).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string()),
        (
            "source.unreadable",
            format!("cannot read {}", missing.display())
        )
    );
    let error = open(&Input::File(missing), Limits::default()).unwrap_err();
    assert_eq!(error.code(), "source.unreadable");
}

#[test]
fn a_list_is_read_whole_within_its_limit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.txt");
    std::fs::write(&path, gz(b"203.0.113.7\n")).unwrap();
    let input = Input::File(path);
    assert_eq!(read_all(&input, 100).unwrap(), b"203.0.113.7\n");
    assert_eq!(read_all(&input, 5).unwrap_err().code(), "source.too_large");
}
