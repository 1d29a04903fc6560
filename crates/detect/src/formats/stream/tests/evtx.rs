//! Event logs of Windows, beside what the crate reads on its own.

use evtx::{EvtxParser, ParserSettings};

use super::{check, context, read_in};
use crate::formats::{Format, Stream};

/// Three invented records of Sysmon in one chunk, made by hand.
const SAMPLE: &[u8] = include_bytes!("../../samples/sysmon.evtx");

fn expected(number: u64, id: u64, rest: &str) -> String {
    format!(
        "{number} evtx\nProvider_Name=Microsoft-Windows-Sysmon\nEventID=1\nLevel=4\n\
         TimeCreated=2024-02-09T16:11:0{}.0000000Z\nEventRecordID={id}\n\
         Channel=Microsoft-Windows-Sysmon/Operational\nComputer=may-01.example\n{rest}",
        id + 2
    )
}

#[test]
fn records_have_the_names_of_sigma() {
    check(
        SAMPLE,
        None,
        &[
            &expected(
                1,
                1,
                "Image=C:\\Windows\\cmd.exe\nCommandLine=cmd /c \"dir\"\nProcessId=4\nRuleName=",
            ),
            &expected(
                2,
                2,
                "Image=C:\\Tải về\\x.exe\nCommandLine=x <&>\nProcessId=5\nRuleName=r1",
            ),
            &expected(
                3,
                3,
                "Image=C:\\Windows\\whoami.exe\nCommandLine=whoami /all\nProcessId=6\nRuleName=",
            ),
        ],
    );
}

#[test]
fn damage_is_passed_over_and_counted() {
    let chunk = SAMPLE[4096..].to_vec();
    let whole = [chunk.clone(), vec![0; 65_536 - chunk.len()]].concat();
    let mut broken = whole.clone();
    let second = memchr::memmem::find_iter(&whole, b"\x2a\x2a\0\0")
        .nth(1)
        .unwrap();
    broken[second + 4..second + 8].copy_from_slice(&[0xff; 4]);
    let junk = vec![0x5a; 65_536];
    let unused = vec![0; 65_536];
    let file = [&SAMPLE[..4096], &broken, &junk, &unused, &whole].concat();
    let (events, read) = read_in(&file, None, file.len());
    assert_eq!((events.len(), read.records, read.events), (5, 5, 5));
    assert!(
        events[1].ends_with("ProcessId=6\nRuleName=")
            && events[4].ends_with("ProcessId=6\nRuleName=")
    );
    let problems: Vec<_> = read
        .problems
        .iter()
        .map(|found| (found.problem.code(), found.count, found.first_offset))
        .collect();
    let second = u64::try_from(4096 + second).unwrap();
    assert_eq!(
        problems,
        [
            ("event.damaged_record", 1, second),
            ("event.damaged_chunk", 1, 4096 + 65_536)
        ]
    );
    for size in [1000, 65_536, 100_000, 200_000] {
        assert_eq!(read_in(&file, None, size), (events.clone(), read.clone()));
    }
    // A chunk without the file around it.
    assert_eq!(
        Stream::recognise(&whole, None, &context()).format(),
        Format::Evtx
    );
    assert_eq!(read_in(&whole, None, whole.len()).0.len(), 3);
}

#[test]
fn no_cut_and_no_flipped_byte_breaks_the_reader() {
    for at in (0..SAMPLE.len()).step_by(7) {
        read_in(&SAMPLE[..at], Some(Format::Evtx), at.max(1));
    }
    for at in (4096..SAMPLE.len()).step_by(3) {
        for flip in [0xff, 0x01] {
            let mut bytes = SAMPLE.to_vec();
            bytes[at] ^= flip;
            read_in(&bytes, None, bytes.len());
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the public set lies outside the repository"
)]
fn public_files() -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let root = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/evtx/attack-samples");
    let mut folders = vec![root];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "evtx") {
                let bytes = std::fs::read(&path).unwrap();
                files.push((path, bytes));
            }
        }
    }
    if files.is_empty() {
        eprintln!("skipped: no event logs at shared/data/evtx");
    }
    files
}

#[test]
fn every_record_of_the_public_set_is_read() {
    for (path, bytes) in public_files() {
        let stream = Stream::recognise(&bytes, None, &context());
        let mut named = 0;
        let read = stream.read_block(&bytes, 1, &mut |_, event| {
            let has = |name| event.value(name).is_some();
            named += u64::from(has("EventID") && has("TimeCreated"));
        });
        let settings = ParserSettings::new().indent(false);
        let mut parser = EvtxParser::from_buffer(bytes)
            .unwrap()
            .with_configuration(settings);
        let alone: Vec<_> = parser.records_json_bytes().collect();
        let sound = alone.iter().filter(|record| record.is_ok()).count();
        assert_eq!(
            read.events,
            u64::try_from(sound).unwrap(),
            "{}",
            path.display()
        );
        assert_eq!(named, read.events, "{}", path.display());
    }
}
