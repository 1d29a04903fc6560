//! The heading of a followed table, carried in front of each of its rows, so that a record can be read alone: now, and
//! whenever it is searched.
//!
//! Tables are CSV with a heading among its first lines, and the logs of W3C (IIS) and Zeek, whose headings begin with `#`
//! and may come again in the middle.

use detect::formats::{Format, ParseContext, Stream};

/// Lines from the top among which the heading of a table is looked for.
const WITHIN: u64 = 10;
/// Bytes of a heading; what has a longer one is kept without.
const BYTES_MAX: usize = 4 * 1024;
/// Lines with `#` that say nothing about rows.
const EMPTY_WORDS: [&str; 2] = ["#close", "#remark"];

/// What is known of a file's heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Heading {
    /// Its lines with their ends, in their order.
    pub(super) lines: Vec<Vec<u8>>,
    /// Lines of the file that were looked at; [`u64::MAX`] once nothing is looked for any more.
    pub(super) seen: u64,
}

impl Heading {
    /// A line as the record to keep; `None` for one that belongs to the heading. `cut` counts records that are cut to
    /// `most` bytes.
    pub(super) fn record(
        &mut self,
        context: &ParseContext,
        line: &[u8],
        most: usize,
        cut: &mut u64,
    ) -> Option<Vec<u8>> {
        let bare = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        if self.takes(context, bare) {
            return None;
        }
        let mut record = self.lines.concat();
        record.extend_from_slice(bare);
        if record.len() > most {
            *cut += 1;
            record.truncate(most);
        }
        Some(record)
    }

    fn takes(&mut self, context: &ParseContext, line: &[u8]) -> bool {
        let is_marked = self
            .lines
            .first()
            .is_some_and(|line| line.starts_with(b"#"));
        if is_marked && line.starts_with(b"#") {
            return self.note(line);
        }
        if self.seen >= WITHIN {
            // A table that was written on by another program may say it again.
            return self
                .lines
                .last()
                .is_some_and(|own| own.strip_suffix(b"\n") == Some(line));
        }
        self.seen += 1;
        let format = Stream::recognise(line, None, context).format();
        match format {
            Format::W3c | Format::Zeek if line.starts_with(b"#") => self.note(line),
            Format::Csv => {
                self.seen = u64::MAX;
                self.note(line)
            }
            Format::Text => false,
            _ => {
                self.seen = u64::MAX;
                false
            }
        }
    }

    /// Takes a line into the heading, in place of the one that said the same.
    fn note(&mut self, line: &[u8]) -> bool {
        let word = word(line);
        if EMPTY_WORDS
            .iter()
            .any(|empty| word.eq_ignore_ascii_case(empty.as_bytes()))
        {
            return true;
        }
        let own = [line, b"\n"].concat();
        let said = self
            .lines
            .iter()
            .position(|known| self::word(known) == word);
        match said.and_then(|at| self.lines.get_mut(at)) {
            Some(before) if line.starts_with(b"#") => *before = own,
            _ => self.lines.push(own),
        }
        if self.lines.iter().map(Vec::len).sum::<usize>() > BYTES_MAX {
            self.lines.clear();
            self.seen = u64::MAX;
        }
        true
    }
}

/// What a line with `#` speaks of: `#Fields`, `#separator`.
fn word(line: &[u8]) -> &[u8] {
    let ends = |b: &u8| matches!(b, b':' | b'\t' | b' ' | b'\n');
    line.split(ends).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use detect::formats::parse_line;
    use jiff::{Timestamp, tz::TimeZone};

    /// The records of a file, and one field of each.
    fn check(format: Format, file: &str, field: &str, expected: &[Option<&str>]) {
        let context = ParseContext {
            received_at: Timestamp::UNIX_EPOCH,
            zone: TimeZone::UTC,
            year: None,
        };
        let (mut heading, mut cut) = (Heading::default(), 0);
        let lines = file.lines().map(str::as_bytes);
        let records = lines.filter_map(|line| heading.record(&context, line, 1 << 20, &mut cut));
        let found: Vec<Option<String>> = records
            .map(|record| {
                let event = parse_line(Some(format), &context, &record);
                event.value(field).map(str::to_owned)
            })
            .collect();
        let found: Vec<Option<&str>> = found.iter().map(Option::as_deref).collect();
        assert_eq!(found, expected, "{file}");
    }

    #[test]
    fn rows_are_read_alone_under_the_heading_that_held() {
        check(
            Format::Csv,
            "Mã,Địa chỉ IP\nTS-001,203.0.113.25\nMã,Địa chỉ IP\nTS-002,203.0.113.26\n",
            "Mã",
            &[Some("TS-001"), Some("TS-002")],
        );
        check(
            Format::W3c,
            "#Software: x\n#Version: 1.0\n#Date: 2024-02-09 00:00:00\n#Fields: c-ip cs-uri-stem\n192.0.2.1 /a\n\
             #Date: 2024-02-09 01:00:00\n#Fields: cs-uri-stem c-ip\n/b 192.0.2.1\n",
            "cs-uri-stem",
            &[Some("/a"), Some("/b")],
        );
        check(
            Format::Zeek,
            "#separator \\x09\n#unset_field\t-\n#path\tdns\n#fields\tts\tquery\n#types\ttime\tstring\n\
             1707490000.0\texample.com\n#close\t2024-02-09-00-00-00\n1707490001.0\texample.org\n",
            "query",
            &[Some("example.com"), Some("example.org")],
        );
    }

    #[test]
    fn what_is_no_table_is_kept_line_by_line() {
        let context = ParseContext {
            received_at: Timestamp::UNIX_EPOCH,
            zone: TimeZone::UTC,
            year: None,
        };
        for file in [
            "một dòng\n# một ghi chú\nhai\n",
            "{\"ip\":\"192.0.2.1\"}\nip,host\n",
            "Feb  9 00:00:01 may-01 sshd[1]: x\nip,host\n",
        ] {
            let (mut heading, mut cut) = (Heading::default(), 0);
            for line in file.lines() {
                let record = heading.record(&context, line.as_bytes(), 1 << 20, &mut cut);
                assert_eq!(record.as_deref(), Some(line.as_bytes()));
            }
        }
        let (mut heading, mut cut) = (Heading::default(), 0);
        let record = heading.record(&context, &[b'x'; 9], 4, &mut cut);
        assert_eq!((record, cut), (Some(b"xxxx".to_vec()), 1));
    }
}
