//! Hostile and broken input: a clear error or an empty reading, quickly, never a panic.

use crate::calendar::calendar;
use crate::docx::{document, package};
use letters::read::{ReadContext, read_bytes, read_text};
use std::time::{Duration, Instant};

/// Far above what any of these needs, far below what a person waits.
const PATIENCE: Duration = Duration::from_secs(20);

/// Reads and gives the code of the error, or "read".
fn outcome(name: &str, bytes: &[u8]) -> &'static str {
    let started = Instant::now();
    let outcome = read_bytes(
        name,
        bytes,
        &ReadContext {
            calendar: &calendar(),
        },
    )
    .map_or_else(|e| e.code(), |_| "read");
    assert!(
        started.elapsed() < PATIENCE,
        "{name} took {:?}",
        started.elapsed()
    );
    outcome
}

#[test]
fn large_files_are_refused_at_once() {
    assert_eq!(
        outcome("a.txt", &vec![b'a'; 100 * 1024 * 1024]),
        "letter.too_large"
    );
    assert_eq!(
        outcome("a.txt", &vec![b'a'; 19 * 1024 * 1024]),
        "letter.too_large"
    );
}

#[test]
fn archives_that_unpack_to_too_much_are_refused() {
    let bomb = document(&format!(
        "<w:p><w:r><w:t>{}</w:t></w:r></w:p>",
        " ".repeat(40 * 1024 * 1024)
    ));
    assert_eq!(
        outcome("a.docx", &package(&[("word/document.xml", &bomb)])),
        "letter.zip_bomb"
    );
    let many: Vec<String> = (0..2100).map(|i| format!("word/media/{i}")).collect();
    let mut parts: Vec<(&str, &str)> = many.iter().map(|n| (n.as_str(), "")).collect();
    let plain = document("<w:p><w:r><w:t>1. Rà soát</w:t></w:r></w:p>");
    parts.push(("word/document.xml", &plain));
    assert_eq!(outcome("a.docx", &package(&parts)), "letter.zip_bomb");
}

#[test]
fn broken_and_deeply_nested_documents_are_refused() {
    let deep = document(&format!(
        "{}x{}",
        "<w:sdt>".repeat(1_000),
        "</w:sdt>".repeat(1_000)
    ));
    assert_eq!(
        outcome("a.docx", &package(&[("word/document.xml", &deep)])),
        "letter.bad_docx"
    );
    let torn = document("<w:p><w:r><w:t>1. Rà soát</w:r></w:p>");
    assert_eq!(
        outcome("a.docx", &package(&[("word/document.xml", &torn)])),
        "letter.bad_docx"
    );
    let good = package(&[(
        "word/document.xml",
        &document("<w:p><w:r><w:t>1. Rà soát hệ thống</w:t></w:r></w:p>"),
    )]);
    for cut in [4, 30, good.len() / 2, good.len() - 1] {
        assert_eq!(
            outcome("a.docx", &good[..cut]),
            "letter.bad_docx",
            "cut at {cut}"
        );
    }
    let entities = r#"<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>1. Rà soát &b;</w:t></w:r></w:p></w:body></w:document>"#;
    assert_eq!(
        outcome("a.docx", &package(&[("word/document.xml", entities)])),
        "read"
    );
}

#[test]
fn invalid_text_is_refused() {
    assert_eq!(
        outcome("a.txt", b"K\xC3\xADnh g\xE1\xBB"),
        "letter.not_text"
    );
    assert_eq!(outcome("a.txt", &[0xFF; 1000]), "letter.not_text");
    assert_eq!(outcome("a.pdf", b"%PDF-1.4"), "letter.bad_pdf");
    assert_eq!(outcome("a.png", b"\x89PNG\r\n\x1a\n"), "letter.bad_picture");
}

#[test]
fn texts_made_to_be_slow_are_read_in_time() {
    let half = 1000 * 1024;
    for (name, text) in [
        ("items", "1. a\n".repeat(half / 5)),
        ("dashes", "- Rà soát\n".repeat(half / 12)),
        ("deep", "1. a:\na) b:\n- c:\n+ d\n".repeat(half / 22)),
        ("dotted", "1.1.1.1. Rà soát\n".repeat(half / 19)),
        ("one line of marks", "1. A a) b - C ".repeat(half / 14)),
        ("one line", "rà soát ".repeat(half / 10)),
        ("one word", "a".repeat(half)),
        ("brackets", "(".repeat(half)),
        ("signs", "số 1/A-B ".repeat(half / 12)),
        ("dates", "ngày 1 tháng 2 năm 2024 ".repeat(half / 28)),
        ("phones", "0900000000 ".repeat(half / 11)),
        ("mails", "a@a.a".repeat(half / 5)),
        ("stars", "*".repeat(half)),
        ("pipes", "|a".repeat(half / 2)),
        ("marks", "a\u{301}".repeat(half / 3)),
        ("leads", "Đề nghị:\n".repeat(half / 12)),
        (
            "contacts",
            "- Trung tâm: điện thoại 0900000000\n".repeat(half / 40),
        ),
        (
            "greetings",
            format!("Kính gửi:\n{}", "- Các sở;\n".repeat(half / 12)),
        ),
        ("enclosed", "danh sách gửi kèm theo ".repeat(half / 25)),
        ("cves", "CVE-2024-12345 ".repeat(half / 15)),
    ] {
        let started = Instant::now();
        let directive = read_text(
            &text,
            &ReadContext {
                calendar: &calendar(),
            },
        );
        let took = started.elapsed();
        eprintln!(
            "{name}: {took:?}, {} obligations",
            directive.obligations.len()
        );
        assert!(took < PATIENCE, "{name} took {took:?}");
    }
}

/// Every way of cutting a letter short must be read without a panic, and so must every torn byte.
#[test]
fn torn_letters_are_read_or_refused() {
    let letter = include_str!("../fixtures/official-letter-two-columns.txt");
    let context_calendar = calendar();
    let context = ReadContext {
        calendar: &context_calendar,
    };
    for (at, _) in letter.char_indices().step_by(97) {
        let directive = read_text(&letter[at..], &context);
        assert!(
            directive
                .obligations
                .iter()
                .all(|o| (0.0..=1.0).contains(&o.confidence))
        );
        assert!(read_text(&letter[..at], &context).obligations.len() < 20);
    }
    let bytes = letter.as_bytes();
    for at in (0..bytes.len()).step_by(211) {
        let mut torn = bytes.to_vec();
        torn[at] ^= 0x55;
        let code = read_bytes("a.txt", &torn, &context).map_or_else(|e| e.code(), |_| "read");
        assert!(
            ["read", "letter.not_text"].contains(&code),
            "{code} at {at}"
        );
    }
}
