//! Tables: two columns side by side without lines, and ruled ones with a heading row.

use super::paper::{Look, centred, run, small};
use docx_rs::{
    HeightRule, LineSpacing, Paragraph, Shading, Table, TableAlignmentType, TableCell,
    TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};

/// Text of ruled tables, 11 points.
const SIZE: usize = 22;
/// The height by which a heading row is known when the file is packed; no other row has one.
pub(crate) const HEADING_HEIGHT: u16 = 399;

/// Two columns side by side without lines and without margins, so that what is centred is centred.
pub(crate) fn side_by_side(left: (usize, Vec<Paragraph>), right: (usize, Vec<Paragraph>)) -> Table {
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
pub(crate) enum Column {
    /// Words, from the left.
    Words(usize),
    /// Figures and short marks, in the middle.
    Figures(usize),
}

/// A row of a ruled table.
pub(crate) struct Row {
    pub(crate) cells: Vec<String>,
    pub(crate) look: RowLook,
}

impl Row {
    /// One text over all columns: what the rows below belong to.
    pub(crate) fn band(text: String) -> Self {
        Self {
            cells: vec![text],
            look: RowLook::Band,
        }
    }
}

/// How a row looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowLook {
    /// As usual.
    Plain,
    /// Of something that is missing: italic.
    Missing,
    /// Of sums: bold.
    Total,
    /// One text over all columns.
    Band,
    /// With room to write in by hand.
    Room,
    /// The same; the first of several lines names what the others tell of, in bold.
    Task,
    /// Of a place that nobody fills, with room to write: bold, shaded.
    Gap,
}

/// Room to write in by hand, 10 mm.
const ROOM: u16 = 567;

/// A ruled table: a heading row, repeated on every page, and rows that don't break over pages.
pub(crate) fn grid(columns: &[Column], headings: &[String], rows: &[Row]) -> Table {
    let widths: Vec<usize> = columns.iter().map(|c| c.width()).collect();
    let heading = widths.iter().zip(headings).map(|(width, text)| {
        let shade = Shading::new().fill("EDEDED");
        cell(*width, vec![centred(text, Look::size(SIZE).bold())]).shading(shade)
    });
    let heading = TableRow::new(heading.collect())
        .row_height(f32::from(HEADING_HEIGHT))
        .height_rule(HeightRule::AtLeast)
        .cant_split();
    let rows = rows.iter().map(|row| ruled_row(columns, row));
    Table::new(core::iter::once(heading).chain(rows).collect())
        .layout(TableLayoutType::Fixed)
        .width(widths.iter().sum(), WidthType::Dxa)
        .set_grid(widths)
        .margins(TableCellMargins::new().margin(30, 70, 30, 70))
        .align(TableAlignmentType::Center)
}

fn ruled_row(columns: &[Column], row: &Row) -> TableRow {
    if row.look == RowLook::Band {
        let text = row.cells.first().map_or("", String::as_str);
        let words = Column::Words(columns.iter().map(|c| c.width()).sum());
        // Kept with the first of its rows.
        let paragraph = words.paragraph(text, row.look).keep_next(true);
        let band = cell(words.width(), vec![paragraph])
            .grid_span(columns.len())
            .shading(Shading::new().fill("F5F5F5"));
        return TableRow::new(vec![band]).cant_split();
    }
    let cells = columns.iter().zip(&row.cells).map(|(column, text)| {
        let cell = cell(column.width(), vec![column.paragraph(text, row.look)]);
        if row.look == RowLook::Gap {
            cell.shading(Shading::new().fill("E3E3E3"))
        } else {
            cell
        }
    });
    let ruled = TableRow::new(cells.collect()).cant_split();
    match row.look {
        RowLook::Room | RowLook::Task | RowLook::Gap => ruled
            .row_height(f32::from(ROOM))
            .height_rule(HeightRule::AtLeast),
        _ => ruled,
    }
}

impl Column {
    const fn width(self) -> usize {
        match self {
            Self::Words(width) | Self::Figures(width) => width,
        }
    }

    fn paragraph(self, text: &str, look: RowLook) -> Paragraph {
        if let (RowLook::Task, Some((first, rest))) = (look, text.split_once('\n')) {
            let rest = run(&format!("\n{rest}"), Look::size(SIZE));
            return small(first, Look::size(SIZE).bold())
                .add_run(rest)
                .line_spacing(LineSpacing::new().before(20).after(20));
        }
        let look = match look {
            RowLook::Plain | RowLook::Room | RowLook::Task => Look::size(SIZE),
            RowLook::Missing => Look::size(SIZE).italic(),
            RowLook::Total | RowLook::Band | RowLook::Gap => Look::size(SIZE).bold(),
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
