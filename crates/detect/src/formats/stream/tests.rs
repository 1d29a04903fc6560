//! Whole streams: what is recognised, and that no way of cutting changes what is read.

mod evtx;
mod json;
mod lines;

use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{BlockRead, Stream};
use crate::formats::{Format, ParseContext};

pub(super) fn context() -> ParseContext {
    ParseContext {
        received_at: "2024-02-10T01:00:00Z".parse::<Timestamp>().unwrap(),
        zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
        year: None,
    }
}

/// What is read, one event after the other, in blocks of about `size` bytes: the events as
/// lines `number parser`, `name=value` and `! problem`, and the sums.
pub(super) fn read_in(
    bytes: &[u8],
    forced: Option<Format>,
    size: usize,
) -> (Vec<String>, BlockRead) {
    let stream = Stream::recognise(&bytes[..bytes.len().min(65_536)], forced, &context());
    let (mut events, mut sum) = (Vec::new(), BlockRead::default());
    let (mut at, mut wanted) = (0, size);
    while at < bytes.len() {
        let end = (at + wanted).min(bytes.len());
        let whole = stream.cut(&bytes[at..end], end == bytes.len());
        if whole == 0 {
            wanted += size;
            continue;
        }
        let block = &bytes[at..at + whole];
        let read = stream.read_block(block, 1 + sum.records, &mut |number, event| {
            let mut seen = format!("{number} {}", event.parser);
            for field in &event.fields {
                write!(seen, "\n{}={}", field.name, field.value).unwrap();
            }
            for problem in &event.problems {
                write!(seen, "\n! {}", problem.code()).unwrap();
            }
            events.push(seen);
        });
        sum.records += read.records;
        sum.events += read.events;
        for problem in read.problems {
            let offset = usize::try_from(problem.first_offset).unwrap();
            for _ in 0..problem.count {
                sum.note(&[problem.problem], at + offset);
            }
        }
        at += whole;
        wanted = size;
    }
    (events, sum)
}

/// Reads the bytes whole and in blocks of many sizes; every way must give the expected events.
#[track_caller]
pub(super) fn check(bytes: &[u8], forced: Option<Format>, expected: &[&str]) -> BlockRead {
    let (events, whole) = read_in(bytes, forced, bytes.len().max(1));
    assert_eq!(events.join("\n\n"), expected.join("\n\n"));
    for size in [1, 2, 3, 7, 16, 61, 200, 1024] {
        let (cut_events, cut) = read_in(bytes, forced, size);
        assert_eq!(cut_events, events, "in blocks of {size}");
        assert_eq!(cut, whole, "in blocks of {size}");
    }
    whole
}
