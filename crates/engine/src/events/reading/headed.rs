//! Tables of followed files: each row brings its heading along, and is read alone.

use detect::formats::{Format, ParseContext, Stream};
use std::collections::HashMap;
use std::sync::Arc;

/// Headings of tables that are remembered.
const HEADINGS_MAX: usize = 1_000;

/// What reads rows, by the heading in front of them.
#[derive(Debug, Default)]
pub(in crate::events) struct Headed {
    /// None where it is no heading.
    streams: HashMap<Vec<u8>, Option<Arc<Stream>>>,
}

impl Headed {
    /// What reads this record of a sender; `None` when it brings no heading of a table.
    pub(in crate::events) fn stream(
        &mut self,
        source: &str,
        record: &[u8],
        context: &ParseContext,
    ) -> Option<Arc<Stream>> {
        let heading = heading(source, record)?;
        if self.streams.len() >= HEADINGS_MAX && !self.streams.contains_key(heading) {
            self.streams.clear();
        }
        if !self.streams.contains_key(heading) {
            let stream = Stream::recognise(heading, None, context);
            let is_table = matches!(stream.format(), Format::Csv | Format::W3c | Format::Zeek);
            let stream = is_table.then(|| Arc::new(stream));
            self.streams.insert(heading.to_vec(), stream);
        }
        self.streams.get(heading)?.as_ref().map(Arc::clone)
    }
}

/// The lines in front of the last one, of a record of a followed file.
fn heading<'a>(source: &str, record: &'a [u8]) -> Option<&'a [u8]> {
    if !source.starts_with("file/") {
        return None;
    }
    let end = record.iter().rposition(|b| *b == b'\n')?;
    record.get(..=end)
}
