//! What reads return forms that come back from units.

use domain::measure_id::MeasureId;
use letters::papers::{FormDuty, FormInput, read_return_form, write_return_form};

use super::super::shape::Shape;
use super::{Target, archive};

/// `letters::papers`: a broken archive that claims to be a form.
pub(super) static RETURN_FORM: Target = Target {
    name: "letters.return_form",
    run: |input| shape_of(input),
    samples: || write_return_form(&form()).into_iter().collect(),
    folders: &[],
    dictionary: &["PK\x03\x04", "PK\x01\x02", "PK\x05\x06", "\0\0\0\0"],
};

/// The same with a sound archive whose sheet to fill in is broken.
pub(super) static RETURN_SHEET: Target = Target {
    name: "letters.return_sheet",
    run: |input| shape_of(&workbook(input)),
    samples: || vec![Vec::from(SHEET)],
    folders: &[],
    dictionary: &[
        "<row r=\"3\">",
        "</row>",
        "<c r=\"E2\" t=\"inlineStr\"><is><t>Đạt</t></is></c>",
        "<c r=\"XFD1048576\"><v>1</v></c>",
        "<t>Không phát sinh</t>",
        "<t>Đầu mối</t>",
        "<t>awareness</t>",
        "<f>NOW()</f>",
        "t=\"e\"",
        "r=\"A0\"",
    ],
};

fn shape_of(bytes: &[u8]) -> Shape {
    match read_return_form("t.xlsx", bytes) {
        Ok(form) => Shape::new().count(form.answers.len()),
        Err(problems) => problems
            .iter()
            .take(8)
            .fold(Shape::new().flag(true), |shape, p| shape.word(p.code)),
    }
}

fn form() -> FormInput {
    FormInput {
        directive: "d-1".into(),
        unit: "town-01".into(),
        duties: vec![FormDuty {
            obligation: "1.2".into(),
            text: "tuyên truyền".into(),
            measure: MeasureId::Awareness,
            status: "Chưa rõ".into(),
        }],
        ..FormInput::default()
    }
}

/// The headings of the form and one answered row.
const SHEET: &str = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\">\
     <c r=\"A1\" t=\"inlineStr\"><is><t>Nhiệm vụ</t></is></c>\
     <c r=\"B1\" t=\"inlineStr\"><is><t>Nội dung văn bản giao</t></is></c>\
     <c r=\"C1\" t=\"inlineStr\"><is><t>Tiêu chí</t></is></c>\
     <c r=\"D1\" t=\"inlineStr\"><is><t>Kết quả hiện có</t></is></c>\
     <c r=\"E1\" t=\"inlineStr\"><is><t>Đơn vị báo cáo</t></is></c>\
     <c r=\"F1\" t=\"inlineStr\"><is><t>Người xác nhận</t></is></c>\
     <c r=\"G1\" t=\"inlineStr\"><is><t>Tên tệp minh chứng gửi kèm</t></is></c>\
     <c r=\"H1\" t=\"inlineStr\"><is><t>Ghi rõ việc đã làm, số liệu, lý do</t></is></c>\
     <c r=\"I1\" t=\"inlineStr\"><is><t>Mã tiêu chí</t></is></c></row><row r=\"2\">\
     <c r=\"A2\" t=\"inlineStr\"><is><t>1.2</t></is></c>\
     <c r=\"E2\" t=\"inlineStr\"><is><t>Đạt</t></is></c>\
     <c r=\"F2\" t=\"inlineStr\"><is><t>Nguyễn Mẫu A</t></is></c>\
     <c r=\"I2\" t=\"inlineStr\"><is><t>awareness</t></is></c></row></sheetData></worksheet>";

/// What the hidden sheet says.
const PURPOSE: &str = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
     <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>kind</t></is></c>\
     <c r=\"B1\" t=\"inlineStr\"><is><t>khien.return_form</t></is></c></row>\
     <row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>version</t></is></c><c r=\"B2\"><v>1</v></c></row>\
     <row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>directive</t></is></c>\
     <c r=\"B3\" t=\"inlineStr\"><is><t>d-1</t></is></c></row>\
     <row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>unit</t></is></c>\
     <c r=\"B4\" t=\"inlineStr\"><is><t>town-01</t></is></c></row></sheetData></worksheet>";

fn workbook(sheet: &[u8]) -> Vec<u8> {
    archive::zip(&[
        (
            "[Content_Types].xml",
            b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
        ),
        (
            "_rels/.rels",
            b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
              <Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/\
              relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
             xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
             <sheet name=\"Phiếu báo cáo\" sheetId=\"1\" r:id=\"r1\"/>\
             <sheet name=\"khien\" sheetId=\"2\" state=\"hidden\" r:id=\"r2\"/></sheets></workbook>"
                .as_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
              <Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/\
              relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
              <Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/\
              relationships/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/worksheets/sheet2.xml", PURPOSE.as_bytes()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_it_begins_with_is_an_answered_form() {
        let read = read_return_form("t.xlsx", &workbook(SHEET.as_bytes()));
        assert_eq!(read.map(|form| form.answers.len()), Ok(1));
    }
}
