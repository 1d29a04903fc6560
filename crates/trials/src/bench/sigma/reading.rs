//! Reading files the way `khien logs hunt` does: in blocks of whole records.

use std::path::Path;

use detect::formats::{ParseContext, Stream};
use domain::event::Event;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sources::{Blocks, Input, Limits};

/// What records don't say about their time.
pub(super) const fn context() -> ParseContext {
    ParseContext {
        received_at: Timestamp::UNIX_EPOCH,
        zone: TimeZone::UTC,
        year: None,
    }
}

/// Every event of a file, by our parsers, which go on with what they learned of the file before;
/// how many there were.
pub(super) fn events(
    path: &Path,
    before: &mut Option<Stream>,
    visit: &mut dyn FnMut(&mut Event<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<u64> {
    let mut blocks = open(path)?;
    let stream = Stream::recognise(blocks.head(), None, &context());
    let stream = match before.take() {
        Some(before) => stream.after(&before),
        None => stream,
    };
    let (mut count, mut failed) = (0, None);
    while let Some(block) = blocks.next_block(&mut |bytes, last| stream.cut(bytes, last))? {
        let read = stream.read_block(&block.bytes, 1, &mut |_, event| {
            if let Err(error) = visit(event) {
                failed.get_or_insert(error);
            }
        });
        count += read.events;
    }
    *before = Some(stream);
    failed.map_or(Ok(count), Err)
}

/// Every line of a file, from blocks of the same reader; how many there were.
pub(super) fn lines(
    path: &Path,
    visit: &mut dyn FnMut(&[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<u64> {
    let mut blocks = open(path)?;
    let mut count = 0;
    while let Some(block) = blocks.next_block(&mut |bytes, last| match last {
        true => bytes.len(),
        false => memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1),
    })? {
        let mut rest = block.bytes.as_slice();
        while let Some(end) = memchr::memchr(b'\n', rest) {
            let (line, after) = rest.split_at(end);
            visit(line)?;
            count += 1;
            rest = after.get(1..).unwrap_or_default();
        }
    }
    Ok(count)
}

fn open(path: &Path) -> anyhow::Result<Blocks> {
    let input = Input::File(path.to_path_buf());
    Ok(Blocks::open(&input, Limits::default())?)
}
