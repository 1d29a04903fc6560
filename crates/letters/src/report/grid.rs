//! Tables: two columns side by side without lines, and ruled ones with a heading row.

use super::paper::{Look, centred, small};
use docx_rs::{
    HeightRule, LineSpacing, Paragraph, Shading, Table, TableAlignmentType, TableCell,
    TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};

/// Text of ruled tables, 11 points.
const SIZE: usize = 22;
/// The height by which a heading row is known when the file is packed; no other row has one.
pub(super) const HEADING_HEIGHT: u16 = 399;

/// Two columns side by side without lines and without margins, so that what is centred is centred.
pub(super) fn side_by_side(left: (usize, Vec<Paragraph>), right: (usize, Vec<Paragraph>)) -> Table {
    let widths = vec![left.0, right.0];
    let cells = [left, right].map(|(width, paragraphs)| {
        cell(width, paragraphs)
            .vertical_align(VAlignType::Top)
            .clear_all_border()
    });
    Table::without_borders(vec![TableRow::new(cells.to_vec()).cant_split()])
        .layout(TableLayoutType::Fixed)
        .width(widths.iter().sum(), WidthType::Dxa)
        .set_grid(widths)
        .margins(TableCellMargins::new().margin(0, 0, 0, 0))
        .align(TableAlignmentType::Center)
}

/// How a column of a ruled table stands.
#[derive(Clone, Copy)]
pub(super) enum Column {
    /// Words, from the left.
    Words(usize),
    /// Figures and short marks, in the middle.
    Figures(usize),
}

/// A row of a ruled table.
pub(super) struct Row {
    pub(super) cells: Vec<String>,
    pub(super) look: RowLook,
}

/// How a row looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RowLook {
    /// As usual.
    Plain,
    /// Of something that is missing: italic.
    Missing,
    /// Of sums: bold.
    Total,
}

/// A ruled table: a heading row, repeated on every page, and rows that don't break over pages.
pub(super) fn grid(columns: &[Column], headings: &[String], rows: &[Row]) -> Table {
    let widths: Vec<usize> = columns.iter().map(|c| c.width()).collect();
    let heading = widths.iter().zip(headings).map(|(width, text)| {
        let shade = Shading::new().fill("EDEDED");
        cell(*width, vec![centred(text, Look::size(SIZE).bold())]).shading(shade)
    });
    let heading = TableRow::new(heading.collect())
        .row_height(f32::from(HEADING_HEIGHT))
        .height_rule(HeightRule::AtLeast)
        .cant_split();
    let rows = rows.iter().map(|row| {
        let cells = columns.iter().zip(&row.cells);
        let cells = cells
            .map(|(column, text)| cell(column.width(), vec![column.paragraph(text, row.look)]));
        TableRow::new(cells.collect()).cant_split()
    });
    Table::new(core::iter::once(heading).chain(rows).collect())
        .layout(TableLayoutType::Fixed)
        .width(widths.iter().sum(), WidthType::Dxa)
        .set_grid(widths)
        .margins(TableCellMargins::new().margin(30, 70, 30, 70))
        .align(TableAlignmentType::Center)
}

impl Column {
    const fn width(self) -> usize {
        match self {
            Self::Words(width) | Self::Figures(width) => width,
        }
    }

    fn paragraph(self, text: &str, look: RowLook) -> Paragraph {
        let look = match look {
            RowLook::Plain => Look::size(SIZE),
            RowLook::Missing => Look::size(SIZE).italic(),
            RowLook::Total => Look::size(SIZE).bold(),
        };
        match self {
            Self::Words(_) => small(text, look),
            Self::Figures(_) => centred(text, look),
        }
        .line_spacing(LineSpacing::new().before(20).after(20))
        // A blank cell is no taller than a filled one.
        .size(SIZE)
    }
}

fn cell(width: usize, paragraphs: Vec<Paragraph>) -> TableCell {
    let cell = TableCell::new()
        .width(width, WidthType::Dxa)
        .vertical_align(VAlignType::Center);
    paragraphs.into_iter().fold(cell, TableCell::add_paragraph)
}
