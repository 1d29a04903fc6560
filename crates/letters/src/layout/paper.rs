//! The paper: page, fonts and the few kinds of paragraph the decree knows.
//!
//! Sizes are in half points, distances in twentieths of a point (dxa). Layout
//! after Decree 30/2020/NĐ-CP, Annex I, part I.

use docx_rs::{
    AlignmentType, BreakType, LineSpacing, LineSpacingType, Paragraph, ParagraphBorder,
    ParagraphBorderPosition, ParagraphBorders, Run, SpecialIndentType, Table,
};

/// Body text, 14 points.
pub(crate) const BODY: usize = 28;
/// Width of the text on an upright page: 210 − 30 − 20 mm.
pub(crate) const WIDTH: usize = 9071;
/// Width of the text on a page across: 297 − 30 − 20 mm.
pub(crate) const WIDTH_ACROSS: usize = 14_003;
/// First line of a paragraph: 1,27 cm.
const FIRST_LINE: i32 = 720;
/// At least 6 points between paragraphs.
const BETWEEN: u32 = 120;

/// What stands on the paper, from top to bottom.
pub(crate) enum Block {
    /// A paragraph.
    Text(Box<Paragraph>),
    /// A table.
    Table(Box<Table>),
}

impl From<Paragraph> for Block {
    fn from(paragraph: Paragraph) -> Self {
        Self::Text(Box::new(paragraph))
    }
}

impl From<Table> for Block {
    fn from(table: Table) -> Self {
        Self::Table(Box::new(table))
    }
}

/// How a stretch of text looks.
#[derive(Clone, Copy, Default)]
pub(crate) struct Look {
    pub(crate) size: usize,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
}

impl Look {
    pub(crate) const fn size(size: usize) -> Self {
        Self {
            size,
            bold: false,
            italic: false,
        }
    }

    pub(crate) const fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    pub(crate) const fn italic(mut self) -> Self {
        self.italic = true;
        self
    }
}

/// A run of one look; line feeds become line breaks.
pub(crate) fn run(text: &str, look: Look) -> Run {
    let mut run = Run::new().size(look.size);
    for (at, line) in text.lines().enumerate() {
        if at > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        run = run.add_text(allowed(line));
    }
    if look.bold {
        run = run.bold();
    }
    if look.italic {
        run = run.italic();
    }
    run
}

/// The text without the characters that no XML file may hold; one of them and the file does not open.
pub(crate) fn allowed(text: &str) -> String {
    let forbidden =
        |c: &char| (c.is_control() && *c != '\t') || matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(|c| !forbidden(c)).collect()
}

/// A centred line without distance.
pub(crate) fn centred(text: &str, look: Look) -> Paragraph {
    Paragraph::new()
        .align(AlignmentType::Center)
        .add_run(run(text, look))
}

/// A rule of this length in the middle of a column of this width, close under the line above.
pub(crate) fn rule(length: usize, column: usize) -> Paragraph {
    let margin = i32::try_from(column.saturating_sub(length) / 2).unwrap_or(0);
    let line = ParagraphBorder::new(ParagraphBorderPosition::Top)
        .size(6)
        .color("000000");
    let tight = LineSpacing::new()
        .before(50)
        .after(40)
        .line(80)
        .line_rule(LineSpacingType::Exact);
    let mut rule = Paragraph::new()
        .indent(Some(margin), None, Some(margin), None)
        .line_spacing(tight)
        .add_run(run("", Look::size(4)));
    rule.property = rule
        .property
        .set_borders(ParagraphBorders::with_empty().set(line));
    rule
}

/// An empty line of this height.
pub(crate) fn gap(height: i32) -> Paragraph {
    let exact = LineSpacing::new()
        .line(height)
        .line_rule(LineSpacingType::Exact);
    Paragraph::new().line_spacing(exact)
}

/// This far under the line above, lines a tenth further apart than single.
pub(crate) fn spacing(before: u32) -> LineSpacing {
    LineSpacing::new()
        .before(before)
        .line(264)
        .line_rule(LineSpacingType::Auto)
}

/// Body text: 14 points, justified, first line 1,27 cm, 6 points before.
pub(crate) fn body(text: &str) -> Paragraph {
    body_of([run(text, Look::size(BODY))])
}

/// Body text of several looks.
pub(crate) fn body_of(runs: impl IntoIterator<Item = Run>) -> Paragraph {
    let paragraph = Paragraph::new()
        .align(AlignmentType::Both)
        .indent(
            None,
            Some(SpecialIndentType::FirstLine(FIRST_LINE)),
            None,
            None,
        )
        .line_spacing(spacing(BETWEEN))
        .widow_control(true);
    runs.into_iter().fold(paragraph, Paragraph::add_run)
}

/// A heading of the body, kept with what follows; part (0) or section (1).
pub(crate) fn heading(text: &str, level: usize) -> Paragraph {
    body_of([run(text, Look::size(BODY).bold())])
        .keep_next(true)
        .outline_lvl(level)
}

/// A small left line, as in "Nơi nhận".
pub(crate) fn small(text: &str, look: Look) -> Paragraph {
    Paragraph::new()
        .align(AlignmentType::Left)
        .add_run(run(text, look))
}
