//! Small files written by hand: what a content stream can do to a text.

use super::text;
use crate::read::ReadError;

/// A file of one page with this content, a simple font `F` and these further objects from number 6 on.
fn file(content: &str, further: &[&str]) -> Vec<u8> {
    let stream = format!("<</Length {}>>stream\n{content}\nendstream", content.len());
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>",
        &stream,
        "<</Type/Font/Subtype/Type1/BaseFont/Times/Encoding<</Differences[1/uni1EA3/ohorndotbelow]>>>>",
    ];
    objects.extend(further);
    let mut bytes = b"%PDF-1.4\n".to_vec();
    for (number, object) in (1..).zip(objects) {
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    // Without a table of objects, as after a crash: readers find them by themselves.
    bytes.extend(b"trailer<</Root 1 0 R>>\n%%EOF");
    bytes
}

/// Enough letters that the page is no scan.
const FILLER: &str = "BT /F 10 Tf 0 0 Td (qua trinh trien khai cac nhiem vu bao dam an toan thong tin mang cua don vi) Tj ET";
const FILLED: &str = "qua trinh trien khai cac nhiem vu bao dam an toan thong tin mang cua don vi";

fn check(content: &str, further: &[&str], expected: &str) {
    let read = text(&file(&format!("{content} {FILLER}"), further)).map(|read| read.text);
    let lines: Vec<String> = read
        .unwrap()
        .lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    assert_eq!(lines.join("|"), format!("{expected}|{FILLED}"), "{content}");
}

#[test]
fn text_is_shown_in_many_ways() {
    check(
        "BT /F 10 Tf 12 TL 0 700 Td (c\\001 m) Tj (\\002t) ' ET",
        &[],
        "cả m|ợt",
    );
    check(
        "BT /F 10 Tf 1 0 0 1 0 700 Tm 12 TL (mot) Tj T* (hai) Tj 0 -12 TD (ba) Tj ET",
        &[],
        "mot|hai|ba",
    );
    check(
        "BT /F 10 Tf 0 700 Td [(mo) 10 (t) -900 (hai)] TJ ET",
        &[],
        "mot hai",
    );
    check(
        "q 2 0 0 2 0 300 cm BT /F 10 Tf 0 50 Td (tren) Tj ET Q BT /F 10 Tf 0 300 Td (duoi) Tj ET",
        &[],
        "tren|duoi",
    );
}

#[test]
fn forms_are_followed_and_loops_end() {
    let form = "BT /F 10 Tf 0 0 Td (trong) Tj ET /X Do";
    let object = format!(
        "<</Type/XObject/Subtype/Form/Matrix[1 0 0 1 0 500]/Length {}>>stream\n{form}\nendstream",
        form.len()
    );
    let read = text(&file(&format!("/X Do {FILLER}"), &[&object])).unwrap();
    assert!(read.text.contains("trong"), "{}", read.text);
}

#[test]
fn pages_without_letters_are_scans() {
    for content in ["", "BT /F 10 Tf (Ky boi: Mau) Tj ET"] {
        assert_eq!(
            text(&file(content, &[])),
            Err(ReadError::NoTextLayer { pages: 1 }),
            "{content}"
        );
    }
}

#[test]
fn a_page_that_asks_too_much_is_refused() {
    let content = "q ".repeat(3_100_000);
    let refused = text(&file(&content, &[])).unwrap_err();
    assert_eq!(refused.code(), "letter.too_large");
}
