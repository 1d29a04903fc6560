//! The file: pages with their headers, and the parts of the package the writer leaves bare.

use super::grid::HEADING_HEIGHT;
use super::paper::{BODY, Block, Look, allowed, centred, gap, run};
use docx_rs::{
    AlignmentType, Docx, Header, LineSpacing, PageMargin, PageNum, PageOrientationType, PageSize,
    Paragraph, RunFonts, Section,
};

/// The mark on invented data (DESIGN section 8).
const SAMPLE: &str = "MẪU – KHÔNG CÓ GIÁ TRỊ";
/// A4.
const SHORT_EDGE: u32 = 11_906;
const LONG_EDGE: u32 = 16_838;
/// 20 mm, 30 mm and 8 mm.
const MARGIN: i32 = 1134;
const MARGIN_LEFT: i32 = 1701;
const MARGIN_HEADER: i32 = 454;

/// What the file says of itself.
pub(crate) struct About<'a> {
    pub(crate) title: &'a str,
    pub(crate) author: &'a str,
    /// Whether all data is invented: then every page says so.
    pub(crate) sample: bool,
}

/// How the pages lie.
pub(crate) enum Pages {
    /// A letter.
    Upright(Vec<Block>),
    /// A wide sheet.
    Across(Vec<Block>),
    /// A letter with its annexes.
    UprightThenAcross(Vec<Block>, Vec<Block>),
}

/// Packs the pages; the same input gives the same bytes.
pub(crate) fn write(about: &About<'_>, pages: Pages) -> Result<Vec<u8>, zip::result::ZipError> {
    let two_sections = matches!(pages, Pages::UprightThenAcross(..));
    let mut parts = document(about.sample, pages).build();
    parts.document = edited(parts.document, |xml| {
        let xml = xml.replace(&heading_row(""), &heading_row("<w:tblHeader />"));
        let xml = if two_sections {
            first_header_moved(&xml)
        } else {
            xml
        };
        without_ids(&xml)
    });
    parts.headers = parts
        .headers
        .into_iter()
        .map(|part| edited(part, without_ids))
        .collect();
    parts.styles = edited(parts.styles, |xml| {
        xml.replace("</w:rPr></w:rPrDefault>", LANGUAGE)
    });
    parts.doc_props.core = properties(about);
    let mut bytes = std::io::Cursor::new(Vec::new());
    parts.pack(&mut bytes)?;
    Ok(bytes.into_inner())
}

fn document(sample: bool, pages: Pages) -> Docx {
    let name = "Times New Roman";
    let fonts = RunFonts::new()
        .ascii(name)
        .hi_ansi(name)
        .cs(name)
        .east_asia(name);
    let blank = Docx::new().default_fonts(fonts).default_size(BODY);
    let across = |document: Docx| {
        document
            .page_size(LONG_EDGE, SHORT_EDGE)
            .page_orient(PageOrientationType::Landscape)
    };
    let (document, blocks) = match pages {
        Pages::Upright(blocks) => (blank.page_size(SHORT_EDGE, LONG_EDGE), blocks),
        Pages::Across(blocks) => (across(blank), blocks),
        Pages::UprightThenAcross(letter, annexes) => {
            (across(blank.add_section(upright(sample, letter))), annexes)
        }
    };
    let document = document
        .page_margin(margin())
        .header(header(sample, true))
        // The number is hidden on page 1. With annexes that is the letter's: see `first_header_moved`.
        .first_header(header(sample, false));
    blocks
        .into_iter()
        .fold(document, |document, block| match block {
            Block::Text(paragraph) => document.add_paragraph(*paragraph),
            Block::Table(table) => document.add_table(*table),
        })
}

fn upright(sample: bool, letter: Vec<Block>) -> Section {
    let section = Section::new()
        .page_size(PageSize::new().size(SHORT_EDGE, LONG_EDGE))
        .page_margin(margin())
        .title_pg()
        .header(header(sample, true));
    letter
        .into_iter()
        .fold(section, |section, block| match block {
            Block::Text(paragraph) => section.add_paragraph(*paragraph),
            Block::Table(table) => section.add_table(*table),
        })
}

fn margin() -> PageMargin {
    PageMargin::new()
        .top(MARGIN)
        .bottom(MARGIN)
        .left(MARGIN_LEFT)
        .right(MARGIN)
        .header(MARGIN_HEADER)
        .footer(MARGIN_HEADER)
}

/// Page number top centre, under the mark of samples.
fn header(sample: bool, numbered: bool) -> Header {
    let mut header = Header::new();
    if sample {
        let mut mark = Paragraph::new().align(AlignmentType::Center);
        mark = mark.add_run(run(SAMPLE, Look::size(24).bold()).color("B3261E"));
        header = header.add_paragraph(mark);
    }
    if numbered {
        return header.add_paragraph(
            centred("", Look::size(BODY))
                .add_page_num(PageNum::new())
                .line_spacing(LineSpacing::new().after(60)),
        );
    }
    if sample {
        header
    } else {
        header.add_paragraph(gap(BODY_LINE))
    }
}

/// An exact line of body text.
const BODY_LINE: i32 = 320;

/// How the writer prints the properties of a heading row, with more behind. It can't say itself that the row is
/// repeated on every page.
fn heading_row(more: &str) -> String {
    format!("<w:trHeight w:val=\"{HEADING_HEIGHT}\" w:hRule=\"atLeast\" />{more}")
}

/// Vietnamese, so that word processors check the spelling by it and not by English.
const LANGUAGE: &str = "<w:lang w:val=\"vi-VN\" /></w:rPr></w:rPrDefault>";

/// The writer forgets the first header of any section but the last, so the letter's is given to the annexes and
/// moved here: its reference, and the mark that there is one.
fn first_header_moved(xml: &str) -> String {
    const FIRST: &str = "<w:headerReference w:type=\"first\"";
    const DEFAULT: &str = "<w:headerReference w:type=\"default\"";
    const MARK: &str = "<w:titlePg />";
    let Some((before, rest)) = xml.split_once(FIRST) else {
        return xml.to_owned();
    };
    let Some((id, after)) = rest.split_once("/>") else {
        return xml.to_owned();
    };
    let letter = before.replacen(DEFAULT, &format!("{FIRST}{id}/>{DEFAULT}"), 1);
    letter + &after.replacen(MARK, "", 1)
}

/// The ids that tell paragraphs apart to reviewers count on from the last document written, so they go.
fn without_ids(xml: &str) -> String {
    let mut pieces = xml.split(" w14:paraId=\"");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |xml, piece| {
        xml + piece.split_once('"').map_or(piece, |(_, rest)| rest)
    })
}

fn edited(part: Vec<u8>, edit: impl Fn(&str) -> String) -> Vec<u8> {
    match String::from_utf8(part) {
        Ok(text) => edit(&text).into_bytes(),
        Err(part) => part.into_bytes(),
    }
}

/// Title and author; no instant, as the same input gives the same bytes.
fn properties(about: &About<'_>) -> Vec<u8> {
    let escaped = |text: &str| quick_xml::escape::escape(allowed(text).as_str()).into_owned();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator>\
         <dc:language>vi-VN</dc:language></cp:coreProperties>",
        escaped(about.title),
        escaped(about.author),
    )
    .into_bytes()
}
