//! Letters to lines: those on one base line, from left to right.
//!
//! Wide gaps stay wide, because a head in two columns is two texts; a gap
//! between lines larger than the usual becomes an empty line.

use super::glyphs::Glyph;

/// Letters whose base lines differ by less than this share of the size stand on one line.
const ONE_LINE: f64 = 0.45;
/// A gap wider than this share of the size parts words.
const WORD_GAP: f64 = 0.17;
/// A gap wider than this many sizes parts columns.
const COLUMN_GAP: f64 = 1.6;
/// Lines further apart than this many usual distances have an empty line between them.
const EMPTY_LINE: f64 = 1.45;
/// What stands for a gap between columns; three blanks or more are one to the reader of lines.
const COLUMN_BLANKS: &str = "      ";

struct Row {
    base: f64,
    size: f64,
    glyphs: Vec<Glyph>,
}

/// The text of a page, each line ended.
pub(super) fn text(glyphs: Vec<Glyph>) -> String {
    let rows = rows(upright(glyphs));
    let usual = usual_distance(&rows);
    let mut out = String::new();
    let mut above: Option<f64> = None;
    for row in rows {
        let gap = above.is_some_and(|above| above - row.base > usual * EMPTY_LINE);
        above = Some(row.base);
        if gap {
            out.push('\n');
        }
        line(row, &mut out);
        out.push('\n');
    }
    out
}

/// The letters that run the way most do; a stamp across the page is left out.
fn upright(mut glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let most = (0..4_u8)
        .max_by_key(|turn| (glyphs.iter().filter(|g| g.turn == *turn).count(), 4 - turn))
        .unwrap_or(0);
    glyphs.retain(|glyph| glyph.turn == most && !glyph.text.is_empty());
    glyphs
}

fn rows(mut glyphs: Vec<Glyph>) -> Vec<Row> {
    // Stable, so that letters of one place keep the order of drawing.
    glyphs.sort_by(|a, b| b.base.total_cmp(&a.base));
    let mut rows: Vec<Row> = Vec::new();
    for glyph in glyphs {
        match rows.last_mut() {
            Some(row) if row.base - glyph.base < ONE_LINE * row.size.min(glyph.size) => {
                // Raised figures begin a row; the text they belong to gives its height.
                if glyph.size > row.size * 1.1 {
                    row.base = glyph.base;
                    row.size = glyph.size;
                }
                row.glyphs.push(glyph);
            }
            _ => rows.push(Row {
                base: glyph.base,
                size: glyph.size,
                glyphs: vec![glyph],
            }),
        }
    }
    rows.retain(|row| row.glyphs.iter().any(|g| !is_blank(g)));
    rows
}

/// The distance of lines within a paragraph: the lower third of all, as gaps only add to it.
fn usual_distance(rows: &[Row]) -> f64 {
    let mut distances: Vec<f64> = rows
        .iter()
        .zip(rows.iter().skip(1))
        .map(|(above, below)| above.base - below.base)
        .collect();
    distances.sort_by(f64::total_cmp);
    distances
        .get(distances.len() / 3)
        .copied()
        .unwrap_or(f64::MAX)
}

fn line(row: Row, out: &mut String) {
    let mut glyphs = row.glyphs;
    glyphs.sort_by(|a, b| a.start.total_cmp(&b.start));
    let (marks, glyphs): (Vec<Glyph>, Vec<Glyph>) = glyphs.into_iter().partition(is_mark);
    let glyphs = place_marks(glyphs, marks);
    let mut end: Option<f64> = None;
    let mut blank = false;
    let mut last: Option<&Glyph> = None;
    for glyph in &glyphs {
        if is_blank(glyph) {
            blank = true;
            continue;
        }
        // A letter drawn twice a hair apart is how some programs print bold.
        if last.is_some_and(|l| l.text == glyph.text && glyph.start - l.start < 0.15 * glyph.size) {
            continue;
        }
        let gap = end.map_or(0.0, |end| glyph.start - end);
        let size = row.size.max(glyph.size);
        if end.is_some() && gap > COLUMN_GAP * size {
            out.push_str(COLUMN_BLANKS);
        } else if end.is_some() && (gap > WORD_GAP * size || (blank && gap > 0.02 * size)) {
            out.push(' ');
        }
        blank = false;
        out.push_str(&glyph.text);
        end = Some(end.map_or(glyph.end, |end| end.max(glyph.end)));
        last = Some(glyph);
    }
}

/// A mark drawn by itself belongs to the letter under or over it.
fn place_marks(mut glyphs: Vec<Glyph>, marks: Vec<Glyph>) -> Vec<Glyph> {
    for mark in marks {
        let middle = f64::midpoint(mark.start, mark.end);
        let away = |glyph: &Glyph| (glyph.start - middle).max(middle - glyph.end).max(0.0);
        let after = glyphs.partition_point(|glyph| glyph.start <= middle);
        let near = after.saturating_sub(3)..(after + 1).min(glyphs.len());
        let nearest = near
            .filter(|at| glyphs.get(*at).is_some_and(|g| !is_blank(g)))
            .min_by(|a, b| {
                let away = |at: &usize| glyphs.get(*at).map_or(f64::MAX, away);
                away(a).total_cmp(&away(b))
            });
        if let Some(glyph) = nearest.and_then(|at| glyphs.get_mut(at)) {
            glyph.text.push_str(&mark.text);
        }
    }
    glyphs
}

fn is_blank(glyph: &Glyph) -> bool {
    glyph.text.chars().all(char::is_whitespace)
}

/// Combining tone marks and the horn.
fn is_mark(glyph: &Glyph) -> bool {
    glyph
        .text
        .chars()
        .all(|c| matches!(c, '\u{300}'..='\u{36f}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters ten units tall and five wide, from a place on.
    fn word(text: &str, start: f64, base: f64) -> Vec<Glyph> {
        text.chars()
            .scan(start, |at, c| {
                let start = *at;
                *at += 5.0;
                Some(Glyph {
                    start,
                    end: start + 5.0,
                    base,
                    size: 10.0,
                    turn: 0,
                    text: c.to_string(),
                })
            })
            .collect()
    }

    fn check(words: &[(&str, f64, f64)], expected: &str) {
        let glyphs = words
            .iter()
            .flat_map(|(text, start, base)| word(text, *start, *base))
            .collect();
        assert_eq!(text(glyphs), expected, "{words:?}");
    }

    #[test]
    fn place_decides_and_not_the_order_of_drawing() {
        check(
            &[("hai", 0.0, 80.0), ("t", 5.0, 100.0), ("mộ", -5.0, 100.0)],
            "một\nhai\n",
        );
        check(&[("ỦY", 0.0, 100.0), ("BAN", 13.0, 100.0)], "ỦY BAN\n");
        check(
            &[("Số:", 0.0, 100.0), ("ngày", 200.0, 101.0)],
            "Số:      ngày\n",
        );
    }

    #[test]
    fn marks_join_their_letter_and_double_print_is_read_once() {
        check(
            &[("bao", 0.0, 100.0), ("\u{309}", 5.0, 100.0)],
            "ba\u{309}o\n",
        );
        check(&[("ba", 0.0, 100.0), ("ba", 0.4, 100.0)], "ba\n");
    }

    #[test]
    fn a_wide_gap_between_lines_is_an_empty_line() {
        check(
            &[
                ("a", 0.0, 100.0),
                ("b", 0.0, 86.0),
                ("c", 0.0, 72.0),
                ("d", 0.0, 44.0),
            ],
            "a\nb\nc\n\nd\n",
        );
    }

    #[test]
    fn text_across_the_page_is_left_out() {
        let mut glyphs = word("công văn", 0.0, 100.0);
        glyphs.extend(
            word("MẬT", 50.0, 90.0)
                .into_iter()
                .map(|g| Glyph { turn: 1, ..g }),
        );
        assert_eq!(text(glyphs), "công văn\n");
    }
}
