//! Records in the body of a request: a JSON array, JSON texts one after the other, or lines.
//!
//! The bytes of each record are kept as sent. An object is found by its braces, not by reading it: whether it is good JSON
//! is found out where it is parsed, and a bad one costs itself only.

use super::Records;

/// How a body is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One record a line: NDJSON and plain text.
    Lines,
    /// An array of records, or records one after the other with or without space between them.
    Json,
    /// Nobody said: JSON when the whole body is such, else lines. A log line may begin with `[` as well.
    Unknown,
}

impl Shape {
    /// The shape a `Content-Type` names, its parameters apart.
    #[must_use]
    pub fn of(content_type: Option<&str>) -> Self {
        let kind = content_type.and_then(|kind| kind.split(';').next());
        let kind = kind.map(|kind| kind.trim().to_ascii_lowercase());
        match kind.as_deref() {
            Some("application/json") => Self::Json,
            Some(
                "application/x-ndjson"
                | "application/ndjson"
                | "application/jsonl"
                | "application/json-lines"
                | "text/plain",
            ) => Self::Lines,
            _ => Self::Unknown,
        }
    }
}

/// A body that is not of the shape its sender named; at this byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body is no JSON array and no sequence of JSON objects, from byte {0} on")]
pub struct NoRecords(pub usize);

/// The records of a body, each of at most `most` bytes.
///
/// # Errors
/// [`NoRecords`] for [`Shape::Json`] that is none; lines are always lines.
pub fn records(body: &[u8], shape: Shape, most: usize) -> Result<Records, NoRecords> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    match shape {
        Shape::Lines => Ok(lines(body, most)),
        Shape::Json => json(body, most),
        Shape::Unknown => {
            let is_array = body.trim_ascii_start().starts_with(b"[");
            let array = is_array.then(|| json(body, most).ok()).flatten();
            Ok(array.unwrap_or_else(|| lines(body, most)))
        }
    }
}

fn lines(body: &[u8], most: usize) -> Records {
    let mut records = Records::default();
    for line in body.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if !line.trim_ascii().is_empty() {
            records.keep(line, most);
        }
    }
    records
}

fn json(body: &[u8], most: usize) -> Result<Records, NoRecords> {
    let mut at = Cursor { body, at: 0 };
    let mut records = Records::default();
    at.space();
    if at.peek() != Some(b'[') {
        while at.peek().is_some() {
            records.keep(at.object()?, most);
            at.space();
        }
        return Ok(records);
    }
    at.at += 1;
    at.space();
    if at.peek() == Some(b']') {
        at.at += 1;
    } else {
        loop {
            records.keep(at.object()?, most);
            at.space();
            let next = at.peek();
            at.at += 1;
            match next {
                Some(b',') => at.space(),
                Some(b']') => break,
                _ => return Err(NoRecords(at.at - 1)),
            }
        }
    }
    at.space();
    match at.peek() {
        None => Ok(records),
        Some(_) => Err(NoRecords(at.at)),
    }
}

struct Cursor<'b> {
    body: &'b [u8],
    at: usize,
}

impl<'b> Cursor<'b> {
    fn peek(&self) -> Option<u8> {
        self.body.get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// The object, or text, that begins here.
    fn object(&mut self) -> Result<&'b [u8], NoRecords> {
        let begin = self.at;
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Some(b'{' | b'[') => depth += 1,
                Some(b'}' | b']') if depth > 0 => depth -= 1,
                Some(b'"') => self.text()?,
                Some(_) if depth > 0 => {}
                _ => return Err(NoRecords(self.at)),
            }
            self.at += 1;
            if depth == 0 {
                return Ok(self.body.get(begin..self.at).unwrap_or_default());
            }
        }
    }

    /// To the closing quote of the text that begins here.
    fn text(&mut self) -> Result<(), NoRecords> {
        let begin = self.at;
        loop {
            self.at += 1;
            match self.peek() {
                Some(b'"') => return Ok(()),
                Some(b'\\') => self.at += 1,
                Some(_) => {}
                None => return Err(NoRecords(begin)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shape: Shape, body: &str, expected: Result<&[&str], usize>) {
        let got = records(body.as_bytes(), shape, 30).map(|records| {
            let texts = records.frames.iter();
            texts
                .map(|f| String::from_utf8_lossy(f).into_owned())
                .collect::<Vec<_>>()
        });
        match (got, expected) {
            (Ok(got), Ok(expected)) => assert_eq!(got, expected, "{body}"),
            (got, expected) => assert_eq!(got.err().map(|e| e.0), expected.err(), "{body}"),
        }
    }

    #[test]
    fn a_body_falls_into_its_records_with_their_bytes_kept() {
        use Shape::{Json, Lines, Unknown};
        check(
            Lines,
            "{\"a\":1}\r\n\n  \n{\"b\": 2}",
            Ok(&["{\"a\":1}", "{\"b\": 2}"]),
        );
        check(
            Json,
            " [ {\"a\":\"]}\\\"\"} , {\"b\":[{}]}\n]\n",
            Ok(&["{\"a\":\"]}\\\"\"}", "{\"b\":[{}]}"]),
        );
        check(
            Json,
            "{\"a\":1}{\"b\":\n2}\n",
            Ok(&["{\"a\":1}", "{\"b\":\n2}"]),
        );
        check(Json, "[\"một dòng\"]", Ok(&["\"một dòng\""]));
        check(Json, "[]", Ok(&[]));
        check(Json, "", Ok(&[]));
        check(Unknown, "[{\"a\":1}]", Ok(&["{\"a\":1}"]));
        check(
            Unknown,
            "[Fri Feb 09 2024] [error] x\n[y",
            Ok(&["[Fri Feb 09 2024] [error] x", "[y"]),
        );
        check(
            Unknown,
            "{\"a\":1}\n{\"b\":2}\n",
            Ok(&["{\"a\":1}", "{\"b\":2}"]),
        );
        for (broken, at) in [
            ("[{\"a\":1}", 8),
            ("[{}]x", 4),
            ("[{} {}]", 4),
            ("{\"a", 1),
            ("[1]", 1),
            ("nghỉ", 0),
        ] {
            check(Json, broken, Err(at));
        }
    }

    #[test]
    fn a_long_record_is_cut_and_counted() {
        let body = format!("{}\nngắn\n", "x".repeat(31));
        let records = records(body.as_bytes(), Shape::Lines, 30).unwrap();
        assert_eq!((records.frames.len(), records.cut), (2, 1));
    }

    #[test]
    fn the_content_type_names_the_shape() {
        assert_eq!(
            Shape::of(Some("application/json; charset=utf-8")),
            Shape::Json
        );
        assert_eq!(Shape::of(Some("Application/X-NDJSON")), Shape::Lines);
        assert_eq!(
            Shape::of(Some("application/x-www-form-urlencoded")),
            Shape::Unknown
        );
        assert_eq!(Shape::of(None), Shape::Unknown);
    }
}
