//! The main part of a document to lines.

use super::super::decode::{MAX_TEXT, too_long};
use super::super::error::ReadError;
use super::DocumentText;
use super::numbering::Numbering;
use super::xml::{Step, Tag, walk};

/// Elements whose content is not on paper: deleted or moved text, the second
/// copy of a drawing, field codes.
const UNPRINTED: &[&[u8]] = &[
    b"del",
    b"moveFrom",
    b"Fallback",
    b"instrText",
    b"delText",
    b"delInstrText",
];

/// Reads a part; text boxes go to the asides.
pub(super) fn read(xml: &[u8], numbering: Numbering) -> Result<DocumentText, ReadError> {
    let mut body = Body {
        numbering,
        ..Body::default()
    };
    walk(xml, |step| {
        match step {
            Step::Open(tag) => body.open(&tag),
            Step::Close(name) => body.close(&name),
            Step::Text(text) => body.text(&text),
        }
        if body.out.body.len() + body.out.asides.len() > 2 * MAX_TEXT {
            Err(too_long())
        } else {
            Ok(())
        }
    })?;
    Ok(body.out)
}

#[derive(Default)]
struct Body {
    numbering: Numbering,
    out: DocumentText,
    /// Open paragraphs: a text box stands inside the paragraph that anchors it.
    paragraphs: Vec<Paragraph>,
    tables: Vec<Row>,
    /// How many unprinted elements are open.
    unprinted: usize,
    /// How many text boxes are open.
    boxes: usize,
    in_properties: bool,
    in_text: bool,
    hidden: bool,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    list: Option<u32>,
    level: Option<u32>,
    style: Option<String>,
}

/// The row being read: paragraphs by cell.
#[derive(Default)]
struct Row {
    cells: Vec<Vec<String>>,
}

impl Body {
    fn open(&mut self, tag: &Tag<'_>) {
        let name = tag.name();
        if UNPRINTED.contains(&name) {
            self.unprinted += 1;
        }
        if self.unprinted > 0 {
            return;
        }
        match name {
            b"p" => self.paragraphs.push(Paragraph::default()),
            b"pPr" => self.in_properties = true,
            b"r" => self.hidden = false,
            b"t" => self.in_text = true,
            b"vanish" if !self.in_properties => self.hidden = tag.is_on(),
            b"tab" | b"ptab" if !self.in_properties => self.push("\t"),
            b"br" | b"cr" => self.push("\n"),
            b"noBreakHyphen" => self.push("-"),
            b"sym" => self.push("•"),
            b"pStyle" => self.with(|p| p.style = tag.attribute(b"val")),
            b"numId" => self.with(|p| p.list = tag.number()),
            b"ilvl" => self.with(|p| p.level = tag.number()),
            b"txbxContent" => self.boxes += 1,
            b"tbl" => self.tables.push(Row::default()),
            b"tc" => {
                if let Some(row) = self.tables.last_mut() {
                    row.cells.push(Vec::new());
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        if UNPRINTED.contains(&name) {
            self.unprinted = self.unprinted.saturating_sub(1);
            return;
        }
        if self.unprinted > 0 {
            return;
        }
        match name {
            b"p" => self.end_paragraph(),
            b"pPr" => self.in_properties = false,
            b"t" => self.in_text = false,
            b"txbxContent" => self.boxes = self.boxes.saturating_sub(1),
            b"tr" => self.end_row(),
            b"tbl" => {
                self.tables.pop();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.unprinted == 0 {
            self.push(text);
        }
    }

    fn push(&mut self, text: &str) {
        if !self.hidden {
            self.with(|p| p.text.push_str(text));
        }
    }

    fn with(&mut self, change: impl FnOnce(&mut Paragraph)) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            change(paragraph);
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else {
            return;
        };
        if self.boxes > 0 {
            self.out.asides.push_str(&paragraph.text);
            self.out.asides.push('\n');
            return;
        }
        let mut line = String::new();
        if !paragraph.text.trim().is_empty()
            && let Some(label) =
                self.numbering
                    .label(paragraph.list, paragraph.level, paragraph.style.as_deref())
        {
            line = format!("{label} ");
        }
        line.push_str(&paragraph.text);
        self.put(line);
    }

    fn put(&mut self, line: String) {
        match self.tables.last_mut().and_then(|row| row.cells.last_mut()) {
            Some(cell) => cell.push(line),
            None => {
                self.out.body.push_str(&line);
                self.out.body.push('\n');
            }
        }
    }

    /// A row of plain cells is one line; cells that hold several lines are texts of their own.
    fn end_row(&mut self) {
        let Some(row) = self.tables.last_mut() else {
            return;
        };
        let cells = std::mem::take(&mut row.cells);
        let cells: Vec<Vec<String>> = cells
            .into_iter()
            .map(|cell| {
                cell.iter()
                    .flat_map(|p| p.split('\n'))
                    .map(|l| l.trim().to_owned())
                    .filter(|l| !l.is_empty())
                    .collect()
            })
            .filter(|cell: &Vec<String>| !cell.is_empty())
            .collect();
        let lines = if cells.iter().all(|cell| cell.len() == 1) {
            vec![
                cells
                    .into_iter()
                    .flatten()
                    .map(|cell| cell.replace('|', "/"))
                    .collect::<Vec<_>>()
                    .join(" | "),
            ]
        } else {
            cells
                .into_iter()
                .flat_map(|cell| cell.into_iter().chain([String::new()]))
                .collect()
        };
        // The row of a table inside a cell belongs to that cell.
        let inner = self.tables.pop();
        for line in lines {
            self.put(line);
        }
        self.tables.extend(inner);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &str, asides: &str) {
        let xml = format!(
            r#"<w:document xmlns:w="w" xmlns:mc="mc"><w:body>{body}</w:body></w:document>"#
        );
        let read = read(xml.as_bytes(), Numbering::default()).unwrap();
        assert_eq!(
            (read.body.as_str(), read.asides.as_str()),
            (expected, asides),
            "{body}"
        );
    }

    #[test]
    fn what_is_printed_is_read_and_nothing_else() {
        check(
            "<w:p><w:r><w:t>A &amp; b</w:t><w:br/><w:t>c</w:t></w:r></w:p>",
            "A & b\nc\n",
            "",
        );
        check(
            "<w:p><w:r><w:t>A</w:t></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:ins><w:r><w:t>B</w:t></w:r></w:ins></w:p>",
            "AB\n",
            "",
        );
        check(
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:r><w:t>A</w:t></w:r></w:p>",
            "A\n",
            "",
        );
        check(
            "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:tab/><w:t>A</w:t></w:r></w:p>",
            "\tA\n",
            "",
        );
        check(
            "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>M</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
             <mc:Fallback><w:txbxContent><w:p><w:r><w:t>M</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>A</w:t></w:r></w:p>",
            "A\n",
            "M\n",
        );
    }

    #[test]
    fn rows_are_lines_and_cells_with_several_lines_are_texts() {
        let cell = |lines: &[&str]| {
            let p: String = lines
                .iter()
                .map(|l| format!("<w:p><w:r><w:t>{l}</w:t></w:r></w:p>"))
                .collect();
            format!("<w:tc>{p}</w:tc>")
        };
        check(
            &format!(
                "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
                cell(&["1"]),
                cell(&["B"])
            ),
            "1 | B\n",
            "",
        );
        check(
            &format!(
                "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
                cell(&["A", "B"]),
                cell(&["C"])
            ),
            "A\nB\n\nC\n\n",
            "",
        );
    }
}
