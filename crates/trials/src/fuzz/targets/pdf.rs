//! What reads PDF letters and the heads of pictures.

use ::letters::read::{Picture, extract};

use super::super::shape::Shape;
use super::Target;

/// `letters::read`: a PDF down to its lines.
pub(super) static PDF: Target = Target {
    name: "letters.pdf",
    run: |input| match extract("letter.pdf", input) {
        Ok(words) => Shape::new()
            .word(words.kind.as_str())
            .count(words.body.len())
            .count(words.body.lines().count())
            .count(words.warnings.len()),
        Err(error) => Shape::new().word(error.code()),
    },
    samples: || vec![file(CONTENT), file("/X Do"), file("q Q BT ET")],
    folders: &[("crates/letters/tests/fixtures/pdf", ".pdf")],
    dictionary: &[
        "BT /F 10 Tf (a) Tj ET",
        "/X Do",
        " 1 0 0 1 0 0 cm",
        "[(a) -900 (b)] TJ",
        "<</Type/Font/Subtype/Type0/DescendantFonts[5 0 R]/Encoding/Identity-H>>",
        "/W[0 65535 99999999999]",
        "/ToUnicode 4 0 R",
        "beginbfrange <0000> <FFFF> <0061> endbfrange",
        "/Filter/FlateDecode",
        "/Filter[/ASCIIHexDecode/LZWDecode]",
        "/Kids[2 0 R 3 0 R]",
        "/Encrypt 4 0 R",
        " 0 R",
        " 0 obj",
        "endstream",
        "1e308",
    ],
};

/// `letters::read`: what a picture says of its size.
pub(super) static PICTURE: Target = Target {
    name: "letters.picture",
    run: |input| match Picture::read(input) {
        Ok(Some(picture)) => Shape::new()
            .word(picture.format.name())
            .count(picture.pages.len()),
        Ok(None) => Shape::new(),
        Err(error) => Shape::new().word(error.code()),
    },
    samples: || {
        vec![
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x06\x76\0\0\x09\x23\x08\0\0\0\0".to_vec(),
            b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xC2\0\x11\x08\x01\x02\x03\x04".to_vec(),
            b"II*\0\x08\0\0\0\x01\0\0\x01\x03\0\x01\0\0\0\x10\0\0\0\x08\0\0\0".to_vec(),
        ]
    },
    folders: &[],
    dictionary: &["\x7F\x7F\x7F\x7F", "\0\0\0\x08", "MM\0*"],
};

const CONTENT: &str = "BT /F 10 Tf 1 0 0 1 50 700 Tm 12 TL (Kinh gui: cac co quan, don vi) Tj T* [(1. Truc) -300 (24/7)] TJ \
                       0 -12 TD (Ra soat lo hong, khac phuc triet de cac diem yeu) Tj ET q 2 0 0 2 0 0 cm /X Do Q";

/// A file of one page, with a simple font and a form, without a table of objects.
fn file(content: &str) -> Vec<u8> {
    let stream = |head: &str, body: &str| {
        format!("<<{head}/Length {}>>stream\n{body}\nendstream", body.len())
    };
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Count 1/Kids[3 0 R]>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>"
            .to_owned(),
        stream("", content),
        "<</Type/Font/Subtype/TrueType/FirstChar 32/Widths[250 333 408]/ToUnicode 7 0 R\
         /Encoding<</Differences[1/uni1EA3/ohorndotbelow]>>>>"
            .to_owned(),
        stream(
            "/Subtype/Form/Matrix[1 0 0 1 0 0]",
            "BT /F 8 Tf (trong khung) Tj ET /X Do",
        ),
        stream(
            "",
            "1 beginbfchar <41> <1EA3> endbfchar 1 beginbfrange <61> <7A> <0061> endbfrange",
        ),
    ];
    let mut bytes = b"%PDF-1.4\n".to_vec();
    for (number, object) in (1..).zip(objects) {
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    bytes.extend(b"trailer<</Root 1 0 R>>\n%%EOF");
    bytes
}
