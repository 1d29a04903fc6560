use super::*;
use serde_json::{Value, json};

/// The answer's bytes, of which a request is built as well: tag, length, content.
fn field(number: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![(number << 3) | 2];
    protobuf::put_bytes(&mut out, content);
    out
}

fn text_value(text: &str) -> Vec<u8> {
    field(1, text.as_bytes())
}

fn pair(number: u8, key: &str, value: &[u8]) -> Vec<u8> {
    field(
        number,
        &[field(1, key.as_bytes()), field(2, value)].concat(),
    )
}

/// A request of one record, in protobuf.
fn request(record: &[u8]) -> Vec<u8> {
    let resource = field(1, &pair(1, "host.name", &text_value("may-01")));
    let scope = field(1, &field(1, b"app"));
    let scope_logs = field(2, &[scope, field(2, record)].concat());
    field(1, &[resource, scope_logs].concat())
}

fn only_line(export: &Export) -> Value {
    let [line] = export.records.frames.as_slice() else {
        panic!("{} lines", export.records.frames.len());
    };
    serde_json::from_slice(line).unwrap()
}

const NANOSECONDS: u64 = 1_707_470_000_000_000_000;

#[test]
fn both_encodings_give_the_same_line() {
    let record = [
        vec![(1 << 3) | 1],
        NANOSECONDS.to_le_bytes().to_vec(),
        vec![2 << 3, 9],
        field(3, b"INFO"),
        field(5, &text_value("đăng nhập sai")),
        pair(6, "attempts", &[3 << 3, 3]),
        pair(6, "ok", &[2 << 3, 0]),
        pair(6, "list", &field(5, &field(1, &text_value("a")))),
        pair(6, "map", &field(6, &pair(1, "k", &text_value("v")))),
        pair(6, "bytes", &field(7, b"\x01\x02")),
        field(9, &[0xab; 16]),
        vec![(8 << 3) | 5, 1, 0, 0, 0],
    ]
    .concat();
    let binary = read(&request(&record), Encoding::Protobuf).unwrap();
    let text = json!({"resourceLogs": [{
        "resource": {"attributes": [{"key": "host.name", "value": {"stringValue": "may-01"}}]},
        "scopeLogs": [{"scope": {"name": "app"}, "logRecords": [{
            "timeUnixNano": NANOSECONDS.to_string(), "severityNumber": 9, "severityText": "INFO",
            "body": {"stringValue": "đăng nhập sai"}, "traceId": "ab".repeat(16),
            "attributes": [
                {"key": "attempts", "value": {"intValue": "3"}},
                {"key": "ok", "value": {"boolValue": false}},
                {"key": "list", "value": {"arrayValue": {"values": [{"stringValue": "a"}]}}},
                {"key": "map", "value": {"kvlistValue": {"values": [{"key": "k", "value": {"stringValue": "v"}}]}}},
                {"key": "bytes", "value": {"bytesValue": "AQI="}}
            ]
        }]}]
    }]});
    let plain = read(text.to_string().as_bytes(), Encoding::Json).unwrap();
    assert_eq!(only_line(&binary), only_line(&plain));
    assert_eq!(
        only_line(&plain),
        json!({
            "@timestamp": "2024-02-09T09:13:20Z", "message": "đăng nhập sai", "log.level": "INFO",
            "log.severity_number": 9, "otel.scope.name": "app", "trace.id": "ab".repeat(16), "host.name": "may-01",
            "attempts": 3, "ok": false, "list": ["a"], "map": {"k": "v"}, "bytes": "AQI="
        })
    );
}

#[test]
fn what_is_no_request_is_refused_whole() {
    for broken in [
        &b"\x0a\x05ab"[..],
        b"\x0b",
        b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x08\x01\x0a",
    ] {
        assert!(read(broken, Encoding::Protobuf).is_err(), "{broken:?}");
    }
    for broken in ["", "[]", "{\"resourceLogs\":1}", "{\"resourceLogs\":[1]}"] {
        assert!(read(broken.as_bytes(), Encoding::Json).is_err(), "{broken}");
    }
    assert_eq!(read(b"", Encoding::Protobuf), Ok(Export::default()));
    assert_eq!(read(b"{}", Encoding::Json), Ok(Export::default()));
}

#[test]
fn a_record_too_large_is_rejected_and_told_while_the_others_are_kept() {
    let record = |text: String| json!({"body": {"stringValue": text}});
    let big = record("x".repeat(RECORD_BYTES_MAX));
    let logs =
        json!({"resourceLogs": [{"scopeLogs": [{"logRecords": [big, record("vừa".into())]}]}]});
    let export = read(logs.to_string().as_bytes(), Encoding::Json).unwrap();
    assert_eq!((export.records.frames.len(), export.rejected), (1, 1));
    let told: Value = serde_json::from_slice(&answer(Encoding::Json, 1)).unwrap();
    assert_eq!(told["partialSuccess"]["rejectedLogRecords"], "1");
    let binary = answer(Encoding::Protobuf, 300);
    assert!(binary.starts_with(&[
        0x0a,
        u8::try_from(binary.len() - 2).unwrap(),
        0x08,
        0xac,
        0x02,
        0x12
    ]));
    assert_eq!(answer(Encoding::Protobuf, 0), b"");
}

#[test]
fn values_inside_values_end_at_a_depth() {
    let mut deep = text_value("x");
    for _ in 0..40 {
        deep = field(5, &field(1, &deep));
    }
    let export = read(&request(&field(5, &deep)), Encoding::Protobuf).unwrap();
    let line = only_line(&export).to_string();
    assert!(
        line.contains(&format!("{}null{}", "[".repeat(32), "]".repeat(32))),
        "{line}"
    );
}
