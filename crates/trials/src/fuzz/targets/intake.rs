//! What senders of logs speak: streams of syslog, OTLP, `_bulk`, bodies of records.

use super::super::shape::Shape;
use super::Target;
use wire::intake::bulk;
use wire::intake::framing::Framing;
use wire::intake::otlp::{self, Encoding};
use wire::intake::records::{self, Shape as Body};
use wire::intake::{RECORD_BYTES_MAX, Records};

/// A stream of syslog, which must fall into the same messages however it is cut.
pub(super) static FRAMING: Target = Target {
    name: "intake.framing",
    run: framing,
    samples: || {
        vec![
            b"<34>one\n<34>two\r\n".to_vec(),
            b"7 <34>one10 <34>a\nb c\n<34>three".to_vec(),
            b"12 monkeys\n999999999 <34>x\n".to_vec(),
        ]
    },
    folders: &[],
    dictionary: &["<34>", "1 <", "\n", "0", "99999999 <", "\r\n"],
};

/// A request of OTLP in both encodings.
pub(super) static OTLP: Target = Target {
    name: "intake.otlp",
    run: otlp,
    samples: || {
        vec![
            br#"{"resourceLogs":[{"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"a"}}]},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1","body":{"kvlistValue":{"values":[{"key":"k","value":{"arrayValue":{"values":[{"intValue":"1"}]}}}]}}}]}]}]}"#.to_vec(),
            b"\x0a\x1a\x12\x18\x12\x16\x09\x01\x00\x00\x00\x00\x00\x00\x00\x10\x09\x2a\x09\x32\x07\x0a\x05\x0a\x01k\x12\x00".to_vec(),
        ]
    },
    folders: &[],
    dictionary: &[
        "\x0a",
        "\x12",
        "\"values\"",
        "\"intValue\"",
        "\"kvlistValue\"",
        "\"arrayValue\"",
    ],
};

/// A `_bulk` request, and the same bytes as the body of other requests.
pub(super) static BULK: Target = Target {
    name: "intake.bulk",
    run: bulk_and_records,
    samples: || {
        vec![
            b"{\"create\":{\"_index\":\"logs\"}}\n{\"a\":1}\n{\"delete\":{\"_id\":\"7\"}}\n"
                .to_vec(),
            b"[{\"a\":\"]}\\\"\"}, {\"b\":[{}]}]".to_vec(),
        ]
    },
    folders: &[],
    dictionary: &[
        "{\"index\":{}}\n",
        "{\"update\":{}}\n",
        "\"_id\"",
        "[",
        "]",
        "{",
        "}",
        "\\\"",
        "\n",
    ],
};

fn framing(bytes: &[u8]) -> Shape {
    let of = |piece: usize| {
        let mut framing = Framing::new(64);
        let mut records = Records::default();
        for part in bytes.chunks(piece) {
            framing.push(part, &mut records);
        }
        framing.finish(&mut records);
        records
    };
    let whole = of(usize::MAX);
    assert_eq!(whole, of(1), "messages depend on how the stream is cut");
    let kept: usize = whole.frames.iter().map(Vec::len).sum();
    assert!(kept <= bytes.len(), "more came out than went in");
    Shape::new()
        .count(whole.frames.len())
        .count(usize::try_from(whole.cut).unwrap_or(usize::MAX))
}

fn otlp(bytes: &[u8]) -> Shape {
    let mut shape = Shape::new();
    for encoding in [Encoding::Json, Encoding::Protobuf] {
        match otlp::read(bytes, encoding) {
            Ok(export) => {
                let is_json =
                    |line: &Vec<u8>| serde_json::from_slice::<serde_json::Value>(line).is_ok();
                assert!(
                    export.records.frames.iter().all(is_json),
                    "a line is no JSON"
                );
                shape = shape.count(export.records.frames.len());
            }
            Err(error) => shape = shape.word(&error.to_string()),
        }
    }
    shape
}

fn bulk_and_records(bytes: &[u8]) -> Shape {
    let mut shape = Shape::new();
    match bulk::read(bytes, None, RECORD_BYTES_MAX) {
        Ok(read) => {
            let told = bulk::answer(&read, 0);
            assert_eq!(
                told.get("items")
                    .and_then(|items| items.as_array())
                    .map(Vec::len),
                Some(read.items.len())
            );
            shape = shape
                .count(read.items.len())
                .count(read.records.frames.len());
        }
        Err(error) => shape = shape.word(error.why),
    }
    for body in [Body::Lines, Body::Json, Body::Unknown] {
        let read = records::records(bytes, body, 64).map_or(0, |read| read.frames.len());
        shape = shape.count(read);
    }
    shape
}
