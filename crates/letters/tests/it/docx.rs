//! Word documents made here, as office programs write them.

use crate::calendar::calendar;
use domain::directive::Directive;
use letters::read::{ReadContext, ReadError, read_bytes};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A package of parts.
pub(crate) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(crate) fn document(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    )
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

fn item(list: u32, level: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

fn cell(lines: &[&str]) -> String {
    format!(
        "<w:tc>{}</w:tc>",
        lines.iter().map(|l| paragraph(l)).collect::<String>()
    )
}

const NUMBERING: &str = r#"<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
  <w:abstractNum w:abstractNumId="0">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>
    <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>
  </w:abstractNum>
  <w:abstractNum w:abstractNumId="1">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl>
  </w:abstractNum>
  <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
  <w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
</w:numbering>"#;

/// A letter as Word has it: head and signature in tables, lists numbered by Word.
fn letter() -> String {
    let head = format!(
        "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
        cell(&[
            "UBND TỈNH MẪU SƠN",
            "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
            "Số: 88/SKHCN-CĐS",
            "V/v bảo đảm an toàn thông tin",
            "mạng dịp Quốc khánh 2/9/2025"
        ]),
        cell(&[
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Mẫu Sơn, ngày 20 tháng 8 năm 2025"
        ]),
    );
    let tail = format!(
        "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
        cell(&["Nơi nhận:", "- Như trên;", "- Lưu: VT, CĐS."]),
        cell(&["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "", "Lê Thị Mẫu"]),
    );
    let tasks = format!(
        "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
        cell(&["4"]),
        cell(&["Báo cáo kết quả khắc phục lỗ hổng trước ngày 10/9/2025"])
    );
    document(&[
        head,
        paragraph("Kính gửi:"),
        item(2, 0, "Các sở, ban, ngành;"),
        item(2, 0, "UBND các xã, phường."),
        paragraph("Thực hiện Công văn số 9393/BKHCN-CVT ngày 19/8/2025 của Bộ Khoa học và Công nghệ, Sở đề nghị các đơn vị:"),
        item(1, 0, "Các sở, ban, ngành:"),
        item(1, 1, "Phân công cán bộ trực 24/7;"),
        item(1, 1, "Cập nhật đầy đủ bản vá cho máy chủ, máy trạm."),
        item(1, 0, "UBND các xã, phường:"),
        item(1, 1, "Kiểm tra trang thông tin điện tử của xã, phường."),
        item(1, 0, "Tuyên truyền, nâng cao nhận thức về lừa đảo trực tuyến cho cán bộ."),
        tasks,
        paragraph("Trân trọng./."),
        tail,
    ]
    .concat())
}

fn read(parts: &[(&str, &str)]) -> Result<Directive, ReadError> {
    read_bytes(
        "a.docx",
        &package(parts),
        &ReadContext {
            calendar: &calendar(),
        },
    )
}

#[test]
fn automatic_numbers_give_the_printed_paths() {
    let directive = read(&[
        ("word/document.xml", &letter()),
        ("word/numbering.xml", NUMBERING),
    ])
    .unwrap();
    let ids: Vec<&str> = directive
        .obligations
        .iter()
        .map(|o| o.id.as_str())
        .collect();
    assert_eq!(ids, ["1.a", "1.b", "2.a", "3", "4"]);
    assert_eq!(
        (directive.number.as_deref(), directive.sign.as_deref()),
        (Some("88"), Some("SKHCN-CĐS"))
    );
    assert_eq!(
        directive.issuer.as_ref().unwrap().name,
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ"
    );
    assert_eq!(
        directive.subject.as_deref(),
        Some("bảo đảm an toàn thông tin mạng dịp Quốc khánh 2/9/2025")
    );
    assert_eq!(directive.addressees.len(), 2);
    assert_eq!(directive.recipients_cc, ["Như trên", "Lưu: VT, CĐS"]);
    assert_eq!(
        directive.signer.as_ref().unwrap().name.as_deref(),
        Some("Lê Thị Mẫu")
    );
    assert_eq!(
        directive.watch.as_ref().unwrap().to.to_string(),
        "2025-09-02"
    );
    assert_eq!(
        directive.obligations[4].due.unwrap().to_string(),
        "2025-09-10"
    );
}

#[test]
fn a_stamp_in_a_text_box_or_header_refuses_the_document() {
    let boxed = document(
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>TUYỆT MẬT</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p><w:p><w:r><w:t>1. Rà soát</w:t></w:r></w:p>",
    );
    let plain = document(&paragraph("1. Rà soát hệ thống"));
    let header = r#"<w:hdr xmlns:w="w"><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:hdr>"#;
    for parts in [
        vec![("word/document.xml", boxed.as_str())],
        vec![
            ("word/document.xml", plain.as_str()),
            ("word/header1.xml", header),
        ],
    ] {
        assert_eq!(read(&parts).unwrap_err().code(), "letter.secret_stamp");
    }
}

#[test]
fn other_packages_are_named() {
    let context_calendar = calendar();
    let context = ReadContext {
        calendar: &context_calendar,
    };
    let other = package(&[("content.xml", "<a/>")]);
    assert_eq!(
        read_bytes("a.odt", &other, &context).unwrap_err(),
        ReadError::UnsupportedFormat { format: ".odt" }
    );
    assert_eq!(
        read_bytes("a.docx", &other, &context).unwrap_err().code(),
        "letter.bad_docx"
    );
    assert_eq!(
        read(&[("word/document.xml", &document(""))]).unwrap_err(),
        ReadError::Empty
    );
}
