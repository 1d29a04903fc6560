//! The table `tesseract` writes, to lines: one row a word, with its place and
//! confidence.

/// A gap wider than this many heights of a word parts columns.
const COLUMN_GAP: i64 = 3;

/// What was recognised.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Recognised {
    /// The text, line by line.
    pub(super) text: String,
    letters: f64,
    sure: f64,
}

impl Recognised {
    /// Adds another page.
    pub(super) fn add(&mut self, page: &Self) {
        self.text.push_str(&page.text);
        self.text.push('\n');
        self.letters += page.letters;
        self.sure += page.sure;
    }

    /// Mean confidence, 0 to 1, of words weighed by their length.
    pub(super) fn confidence(&self) -> f64 {
        if self.letters > 0.0 {
            self.sure / self.letters
        } else {
            0.0
        }
    }
}

struct Word<'t> {
    /// Page, block, paragraph and line.
    line: [&'t str; 4],
    left: i64,
    width: i64,
    height: i64,
    confidence: f64,
    text: &'t str,
}

/// Reads the table; rows that are no words are passed over.
pub(super) fn read(table: &str) -> Recognised {
    let mut out = Recognised::default();
    let mut last: Option<Word<'_>> = None;
    for word in table.lines().filter_map(word) {
        match &last {
            None => {}
            Some(before) if before.line == word.line => {
                let gap = word.left - before.left - before.width;
                let is_wide = gap > COLUMN_GAP * before.height.max(word.height);
                out.text.push_str(if is_wide { "      " } else { " " });
            }
            Some(before) => {
                let is_new_block = before.line.iter().take(2).ne(word.line.iter().take(2));
                out.text.push_str(if is_new_block { "\n\n" } else { "\n" });
            }
        }
        out.text.push_str(word.text);
        let letters = f64::from(u16::try_from(word.text.chars().count()).unwrap_or(u16::MAX));
        out.letters += letters;
        out.sure += letters * word.confidence;
        last = Some(word);
    }
    out
}

/// Columns: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
fn word(row: &str) -> Option<Word<'_>> {
    let mut columns = row.splitn(12, '\t');
    if columns.next()? != "5" {
        return None;
    }
    let line = [
        columns.next()?,
        columns.next()?,
        columns.next()?,
        columns.next()?,
    ];
    let mut number = columns.skip(1);
    let left = number.next()?.parse().ok()?;
    let _top: i64 = number.next()?.parse().ok()?;
    let width = number.next()?.parse().ok()?;
    let height = number.next()?.parse().ok()?;
    let confidence: f64 = number.next()?.parse().ok()?;
    let text = number.next()?.trim();
    (!text.is_empty()).then_some(Word {
        line,
        left,
        width,
        height,
        confidence: (confidence / 100.0).clamp(0.0, 1.0),
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
        1\t1\t0\t0\t0\t0\t0\t0\t2480\t3508\t-1\t\n\
        5\t1\t1\t1\t1\t1\t100\t10\t60\t30\t96.5\tKính\n\
        5\t1\t1\t1\t1\t2\t170\t10\t60\t30\t93.5\tgửi:\n\
        5\t1\t1\t1\t2\t1\t100\t50\t60\t30\t90\tSố:\n\
        5\t1\t1\t1\t2\t2\t900\t50\t60\t30\t90\tngày\n\
        5\t1\t2\t1\t1\t1\t100\t90\t60\t30\t90\t \n\
        5\t1\t2\t1\t1\t2\t100\t90\t60\t30\t50\tNơi\n";

    #[test]
    fn words_become_lines_and_wide_gaps_stay() {
        let read = read(TABLE);
        assert_eq!(read.text, "Kính gửi:\nSố:      ngày\n\nNơi");
        let expected = (4.0 * 0.965 + 4.0 * 0.935 + 7.0 * 0.9 + 3.0 * 0.5) / 18.0;
        assert!((read.confidence() - expected).abs() < 1e-9);
    }

    #[test]
    fn a_blank_page_has_no_words_and_no_confidence() {
        let read = read("1\t1\t0\t0\t0\t0\t0\t0\t2480\t3508\t-1\t\nnonsense\n5\t1\n");
        assert_eq!((read.text.as_str(), read.confidence()), ("", 0.0));
    }
}
