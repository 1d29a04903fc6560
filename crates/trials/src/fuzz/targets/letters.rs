//! What reads letters: plain text, Word files, and the classifier of clauses.

use std::sync::LazyLock;

use ::letters::classify::classify;
use ::letters::read::{ReadContext, read_bytes};
use domain::directive::Directive;
use domain::pack::calendar::Calendar;

use super::super::shape::Shape;
use super::{Target, archive};

const LETTERS: &[&str] = &[
    "ỦY BAN NHÂN DÂN\nTHỊ XÃ MẪU\n\nSố:     /UBND-VH\nV/v bảo đảm an toàn thông tin mạng dịp Tết \
     Nguyên đán Giáp Thìn 2024\n\nKính gửi:\n- Các phòng, ban;\n- UBND các xã, phường;\n\nThực hiện \
     Công văn số 07/STTTT-CĐS ngày 02/01/2024, UBND thị xã yêu cầu:\n\n1. Các cơ quan, đơn vị:\n- Phân \
     công lực lượng trực 24/7.\n- Rà soát lỗ hổng CVE-2023-46747 trên F5 BIG-IP.\n2. Cổng TTĐT đăng toàn \
     văn.\na) Một.\nb) Hai.\nđ) Ba.\n\nLiên hệ: Ông Mẫu, 0900 000 000, mau@example.vn\n\nNơi nhận:\n- Như \
     trên;\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n",
    "**KẾ HOẠCH**\nI. MỤC ĐÍCH\n1. Một\n1.1. Hai\na) ba\nII. NHIỆM VỤ\n| STT | Nội dung | Hạn |\n| 1 | Rà \
     soát | trước 16h00 ngày 30/4/2024 |\n",
    "CÔNG ĐIỆN về việc ứng phó. Yêu cầu: 1. Các đơn vị trực 24/7; 2. Doanh nghiệp viễn thông bảo đảm hạ \
     tầng. 8. Khác: - gạch một - gạch hai",
    "CẢNH BÁO lỗ hổng: CVE-2024-21412 (Điểm CVSS: 8.1) tồn tại trong Windows; CVE - 2023 - 36884",
];

/// Words of the trade, of heads, lists and signatures.
const WORDS: &[&str] = &[
    "24/7",
    "mã độc",
    "lỗ hổng",
    "Danh sách IP",
    "Cổng TTĐT",
    "săn lùng",
    "không",
    "Kính gửi:",
    "Nơi nhận:",
    "V/v ",
    "Số: ",
    "/UBND-VH",
    "ngày     tháng     năm",
    "ngày 30 tháng 02 năm 2024",
    "Căn cứ ",
    "Thực hiện ",
    "CÔNG ĐIỆN",
    "TM. ",
    "KT. ",
    "TỐI MẬT",
    "\n- ",
    "\n+ ",
    "\n1. ",
    "\n8. ",
    "\na) ",
    "\nđ) ",
    "\nIV. ",
    "1.1.1.1.1. ",
    " | ",
    "**",
    "CVE-2024-",
    "(văn bản gửi kèm theo)",
    "dịp Lễ 30/4, 01/5",
    "trước ngày 05/02/2024",
    "@example.vn",
    "0900.000.000",
];

/// The calendar of the shipped packs; empty when they do not load, which their own tests tell.
static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
    let packs = wire::pack::builtin().unwrap_or_default();
    packs
        .into_iter()
        .next()
        .map(|pack| pack.calendar)
        .unwrap_or_default()
});

/// `letters::classify`: one clause.
pub(super) static CLASSIFY: Target = Target {
    name: "letters.classify",
    run: |input| {
        let scored = classify(&String::from_utf8_lossy(input));
        scored
            .iter()
            .fold(Shape::new(), |shape, one| shape.word(one.measure.as_str()))
    },
    samples: || {
        LETTERS
            .iter()
            .flat_map(|text| text.lines())
            .map(Vec::from)
            .collect()
    },
    folders: &[],
    dictionary: WORDS,
};

/// `letters::read`: a text file.
pub(super) static TEXT: Target = Target {
    name: "letters.text",
    run: |input| read("letter.txt", input),
    samples: || LETTERS.iter().map(|text| Vec::from(*text)).collect(),
    folders: FIXTURES,
    dictionary: WORDS,
};

/// `letters::read`: a broken archive that claims to be a Word file.
pub(super) static DOCX: Target = Target {
    name: "letters.docx",
    run: |input| read("letter.docx", input),
    samples: || {
        DOCUMENTS
            .iter()
            .map(|parts| docx(parts.as_bytes()))
            .collect()
    },
    folders: &[],
    dictionary: &[
        "PK\x03\x04",
        "PK\x01\x02",
        "PK\x05\x06",
        "word/document.xml",
        "\0\0\0\0",
    ],
};

/// `letters::read`: a sound archive whose document is broken.
pub(super) static DOCX_XML: Target = Target {
    name: "letters.docx_xml",
    run: |input| read("letter.docx", &docx(input)),
    samples: || DOCUMENTS.iter().map(|parts| Vec::from(*parts)).collect(),
    folders: &[],
    dictionary: &[
        "<w:p>",
        "</w:p>",
        "<w:r><w:t>",
        "</w:t></w:r>",
        "<w:tbl><w:tr><w:tc>",
        "</w:tc></w:tr></w:tbl>",
        "<w:numPr><w:ilvl w:val=\"8\"/><w:numId w:val=\"1\"/></w:numPr>",
        "<w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"%1)\"/></w:lvl>",
        "w:val=\"4294967296\"",
        "<w:br/>",
        "<w:txbxContent>",
        "<mc:AlternateContent>",
        "<!DOCTYPE x [<!ENTITY a \"aaaa\">]>",
        "&a;",
        "&amp;",
        "\0",
        "Kính gửi:",
    ],
};

/// The fixtures of the reader's own tests.
const FIXTURES: &[(&str, &str)] = &[("crates/letters/tests/fixtures", ".txt")];

/// A document part and, after a zero byte, its numbering.
const DOCUMENTS: &[&str] = &[
    "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>Kính gửi: Các đơn vị</w:t></w:r></w:p><w:p><w:pPr>\
     <w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>Trực 24/7</w:t></w:r>\
     </w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>ô</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body>\
     </w:document>\0<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\">\
     <w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl></w:abstractNum>\
     <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>",
    "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>1. Một</w:t><w:tab/><w:t>hai</w:t></w:r></w:p>\
     </w:body></w:document>",
];

fn docx(parts: &[u8]) -> Vec<u8> {
    let mut pieces = parts.splitn(2, |byte| *byte == 0);
    let document = pieces.next().unwrap_or_default();
    let numbering = pieces.next().unwrap_or_default();
    archive::zip(&[
        ("word/document.xml", document),
        ("word/numbering.xml", numbering),
    ])
}

fn read(name: &str, bytes: &[u8]) -> Shape {
    match read_bytes(
        name,
        bytes,
        &ReadContext {
            calendar: &CALENDAR,
        },
    ) {
        Ok(directive) => shape_of(&directive),
        Err(error) => Shape::new().word(error.code()),
    }
}

fn shape_of(directive: &Directive) -> Shape {
    let shape = Shape::new()
        .word(&format!("{:?}", directive.kind))
        .flag(directive.number.is_some())
        .flag(directive.date.is_some())
        .flag(directive.watch.is_some())
        .flag(directive.signer.is_some())
        .count(directive.addressees.len())
        .count(directive.references.len())
        .count(directive.obligations.len())
        .count(directive.contacts.len())
        .count(directive.enclosures.len());
    directive
        .warnings
        .iter()
        .take(8)
        .fold(shape, |shape, warning| shape.word(&warning.code))
}
