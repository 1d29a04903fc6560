//! PDF with text: what is read is what was printed, whoever wrote the file.
//!
//! The files of `fixtures/pdf` are invented letters printed by LibreOffice
//! (`two-columns`, with letters drawn out of order from a substitute font;
//! `telegram-nfd`, with marks apart from their letters) and by Cairo.

use crate::calendar::calendar;
use domain::directive::Directive;
use letters::read::{ReadContext, plain_text, read_bytes};
use std::path::PathBuf;

fn fixture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    std::fs::read(folder.join(name)).unwrap()
}

fn read(name: &str) -> Directive {
    let calendar = calendar();
    let context = ReadContext {
        calendar: &calendar,
    };
    read_bytes(name, &fixture(name), &context).unwrap()
}

fn words(name: &str) -> Vec<String> {
    let text = domain::text::nfc(&plain_text(name, &fixture(name)).unwrap());
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_word_is_read_in_the_order_of_print() {
    for (pdf, text) in [
        ("pdf/telegram-nfd.pdf", "telegram.txt"),
        ("pdf/plan-cairo.pdf", "plan-roman.txt"),
    ] {
        assert_eq!(words(pdf), words(text), "{pdf}");
    }
}

#[test]
fn a_pdf_means_what_its_text_means() {
    for (pdf, text) in [
        ("pdf/telegram-nfd.pdf", "telegram.txt"),
        ("pdf/plan-cairo.pdf", "plan-roman.txt"),
    ] {
        let (pdf, text) = (read(pdf), read(text));
        let duties = |directive: &Directive| {
            let one = |o: &domain::directive::Obligation| (o.id.clone(), o.measures.clone());
            directive.obligations.iter().map(one).collect::<Vec<_>>()
        };
        assert_eq!(duties(&pdf), duties(&text));
        assert_eq!((pdf.number, pdf.sign), (text.number, text.sign));
        assert_eq!(pdf.addressees.len(), text.addressees.len());
        assert_eq!(pdf.contacts, text.contacts);
    }
}

#[test]
fn a_head_in_two_columns_comes_apart() {
    let letter = read("pdf/two-columns.pdf");
    let printed = letter.obligations.iter().filter(|o| !o.is_synthetic());
    assert_eq!(printed.count(), 12);
    assert_eq!((letter.addressees.len(), letter.contacts.len()), (4, 3));
    assert_eq!(letter.number, None);
    assert_eq!(letter.sign.as_deref(), Some("UBND-VHTT"));
    assert_eq!(
        letter.subject.as_deref(),
        Some("tăng cường bảo đảm an toàn thông tin mạng trong dịp Tết Nguyên đán Giáp Thìn 2024")
    );
    assert_eq!(letter.place.as_deref(), Some("An Mẫu"));
}

#[test]
fn torn_files_are_read_or_refused() {
    let whole = fixture("pdf/telegram-nfd.pdf");
    for cut in (0..whole.len()).step_by(1_009) {
        let code = plain_text("a.pdf", &whole[..cut]).map_or_else(|e| e.code(), |_| "read");
        let expected = [
            "read",
            "letter.bad_pdf",
            "letter.no_text_layer",
            "letter.empty",
        ];
        assert!(expected.contains(&code), "{code} cut at {cut}");
    }
}
