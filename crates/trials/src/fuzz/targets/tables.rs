//! What reads fact tables: CSV and XLSX.

use domain::facts::FactKind;
use jiff::tz::TimeZone;
use letters::tables::{self, TableProblem, TableRead, template_csv};

use super::super::shape::Shape;
use super::{Target, archive};

/// Values of every kind of column, a row that can't be right among them.
const ROWS: &str = "A1,town-01,src-01,2024-02-08 23:14,x,1,yes,198.51.100.0/24\n\
     A1,\"phường \"\"Mẫu\"\"\",,08/02/2024,,-1,không,10.0.0.1\n";

const WORDS: &[&str] = &[
    ",",
    ";",
    "\t",
    "\"",
    "\"\"",
    "\r\n",
    "\u{feff}",
    "code",
    "unit",
    "Mã",
    "Đơn vị",
    "Nguồn",
    "2024-02-29",
    "30/02/2024",
    "08-02-2024 25:00",
    "45330.5",
    "1,5",
    "có",
    "không",
    "yes",
    "198.51.100.0/33",
    "2001:db8::/129",
    "\u{0}",
    "units\n",
];

/// `letters::tables`: the first line names the table, the rest is the CSV.
pub(super) static CSV: Target = Target {
    name: "letters.csv",
    run: |input| {
        let mut pieces = input.splitn(2, |byte| *byte == b'\n');
        let name = pieces.next().unwrap_or_default();
        let named = FactKind::ALL
            .iter()
            .find(|kind| kind.name().as_bytes() == name);
        let kind = named.or(FactKind::ALL.first()).copied();
        shape_of(tables::read(
            "t.csv",
            pieces.next().unwrap_or_default(),
            kind,
            &TimeZone::UTC,
        ))
    },
    samples: || {
        let languages = [true, false].into_iter();
        let kinds = languages.flat_map(|vi| FactKind::ALL.iter().map(move |kind| (*kind, vi)));
        kinds.map(|(kind, vi)| sample(kind, vi)).collect()
    },
    folders: &[],
    dictionary: WORDS,
};

/// `letters::tables`: a sound workbook whose sheet is broken.
pub(super) static XLSX: Target = Target {
    name: "letters.xlsx",
    run: |input| {
        let kind = FactKind::ALL.first().copied();
        shape_of(tables::read(
            "t.xlsx",
            &workbook(input),
            kind,
            &TimeZone::UTC,
        ))
    },
    samples: || SHEETS.iter().map(|sheet| Vec::from(*sheet)).collect(),
    folders: &[],
    dictionary: &[
        "<row r=\"1\">",
        "</row>",
        "<c r=\"XFD1048576\">",
        "<c r=\"A1\" t=\"s\"><v>0</v></c>",
        "<c t=\"inlineStr\"><is><t>units</t></is></c>",
        "<c r=\"B2\" s=\"1\"><v>45330.97</v></c>",
        "t=\"b\"",
        "t=\"e\"",
        "t=\"d\"",
        "<v>1e309</v>",
        "<v>-1</v>",
        "<dimension ref=\"A1:XFD1048576\"/>",
        "<mergeCell ref=\"A1:Z99\"/>",
        "<f>SUM(A1:A9)</f>",
        "r=\"A0\"",
        "r=\"AAAAAAAA1\"",
    ],
};

/// `letters::tables`: a broken archive that claims to be a workbook.
pub(super) static XLSX_ARCHIVE: Target = Target {
    name: "letters.xlsx_archive",
    run: |input| {
        shape_of(tables::read(
            "t.xlsx",
            input,
            FactKind::ALL.first().copied(),
            &TimeZone::UTC,
        ))
    },
    samples: || {
        SHEETS
            .iter()
            .map(|sheet| workbook(sheet.as_bytes()))
            .collect()
    },
    folders: &[],
    dictionary: &[
        "PK\x03\x04",
        "PK\x01\x02",
        "PK\x05\x06",
        "xl/workbook.xml",
        "\0\0\0\0",
    ],
};

fn sample(kind: FactKind, vietnamese: bool) -> Vec<u8> {
    format!("{}\n{}{ROWS}", kind.name(), template_csv(kind, vietnamese)).into_bytes()
}

const SHEETS: &[&str] = &[
    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\">\
     <c r=\"A1\" t=\"inlineStr\"><is><t>code</t></is></c><c r=\"B1\" t=\"s\"><v>0</v></c></row><row r=\"2\">\
     <c r=\"A2\"><v>1</v></c><c r=\"B2\" s=\"1\"><v>45330.5</v></c></row></sheetData></worksheet>",
    // Two cells as far apart as a sheet allows: a grid of all cells between does not fit in memory.
    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\">\
     <c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>\
     </worksheet>",
];

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
            b"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
              xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
              <sheet name=\"units\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
              <Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/\
              relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        (
            "xl/styles.xml",
            b"<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs>\
              <xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>",
        ),
        (
            "xl/sharedStrings.xml",
            b"<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>unit</t></si>\
              </sst>",
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn shape_of(read: Result<Vec<TableRead>, TableProblem>) -> Shape {
    let tables = match read {
        Ok(tables) => tables,
        Err(problem) => return Shape::new().word(problem.code),
    };
    tables
        .iter()
        .fold(Shape::new().count(tables.len()), |shape, table| {
            let shape = shape
                .word(table.kind.name())
                .count(table.rows.len())
                .count(table.notices.len())
                .count(table.problems.len());
            table
                .problems
                .iter()
                .take(8)
                .fold(shape, |shape, problem| shape.word(problem.code))
        })
}
