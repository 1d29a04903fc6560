//! Lines to paragraphs: broken lines rejoined, each with its mark.
//!
//! A line goes on with the one before it when that one was not finished, even
//! over an empty line or a page break. Whether a short unfinished line is a
//! heading or a break is told by the width of the text.

use super::folded::{Folded, pattern};
use super::lines::Line;
use super::marker::{self, Marker};
use regex::Regex;
use std::sync::LazyLock;

/// A paragraph of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paragraph {
    /// Its mark, if it begins with one.
    pub(crate) marker: Option<Marker>,
    /// Its text without the mark, on one line.
    pub(crate) text: String,
}

impl Paragraph {
    /// Whether it announces what follows.
    pub(crate) fn is_open(&self) -> bool {
        self.text.ends_with(':')
    }
}

/// The paragraphs of the body.
pub(crate) fn paragraphs(lines: &[Line]) -> Vec<Paragraph> {
    let width = wrap_width(lines);
    let mut out: Vec<Paragraph> = Vec::new();
    // The length of the last physical line, for telling a break from an end.
    let mut last_length = 0;
    for line in lines {
        let length = line.text.chars().count();
        let split = marker::split(&line.text);
        if let Some(last) = out.last_mut()
            && goes_on(last, line, split.is_some(), last_length, width)
        {
            last.text.push(' ');
            last.text.push_str(&line.text);
        } else if let Some((marker, text)) = split {
            out.push(Paragraph {
                marker: Some(marker),
                text: text.trim().to_owned(),
            });
        } else {
            out.push(Paragraph {
                marker: None,
                text: line.text.clone(),
            });
        }
        last_length = length;
    }
    out
}

/// The width at which lines were broken, when the text was set that way.
fn wrap_width(lines: &[Line]) -> Option<usize> {
    let mut lengths: Vec<usize> = lines.iter().map(|line| line.text.chars().count()).collect();
    lengths.sort_unstable();
    let wide = *lengths.get(lengths.len() * 9 / 10)?;
    let longest = *lengths.last()?;
    (lines.len() >= 8 && (35..=130).contains(&wide) && longest <= wide * 3 / 2).then_some(wide)
}

static UNFINISHED_WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:,|\b(?:cua|va|cac|trong|tai|ve|voi|cho|do|duoc|theo|boi|thuoc|den|tu|hoac|nhu|bang|tren|so|nhung|mot|de|la|co))$",
    )
});
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:dien tu|dien thoai|email|e-mail|dt|sdt|hotline|fax|dia chi):$")
});
static ENDS_IN_SIGN: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d\s?/\s?\p{Lu}[\p{Lu}\d]*$"));

fn goes_on(
    last: &Paragraph,
    line: &Line,
    marked: bool,
    last_length: usize,
    width: Option<usize>,
) -> bool {
    if marked {
        // "…số 3993/BKHCN" and "– CVT ngày …" on the next line are one sign.
        return !line.gap && line.text.starts_with(['-', '–']) && ENDS_IN_SIGN.is_match(&last.text);
    }
    let ended = last.text.ends_with([';', ':', '!', '?', '/'])
        || (last.text.ends_with('.') && !last.text.ends_with("TP."));
    let lower = line.text.starts_with(|c: char| {
        c.is_lowercase() || c.is_ascii_digit() || matches!(c, '(' | ')' | ',' | '-' | '“')
    });
    let first_word = line
        .text
        .split(' ')
        .next()
        .map_or(0, |word| word.chars().count());
    let at_the_edge = width.is_some_and(|width| last_length + first_word + 12 >= width);
    if ended {
        // A full stop may be a slip of the pen, a semicolon stand at the edge of a broken line.
        let slip = last.text.ends_with('.') || (last.text.ends_with(';') && at_the_edge);
        // "thư điện tử:" at the end of a line waits for the address.
        let label = last.text.ends_with(':') && LABEL.is_match(&Folded::new(&last.text).text);
        return lower
            && !line.gap
            && (label || (slip && line.text.starts_with(char::is_lowercase)));
    }
    if lower || UNFINISHED_WORD.is_match(&Folded::new(&last.text).text) {
        return true;
    }
    if line.gap || is_capital(&last.text) != is_capital(&line.text) {
        return false;
    }
    at_the_edge
}

fn is_capital(text: &str) -> bool {
    !text.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let read = paragraphs(&lines(text));
        assert_eq!(
            read.iter().map(|p| p.text.as_str()).collect::<Vec<_>>(),
            expected,
            "{text}"
        );
    }

    #[test]
    fn broken_sentences_are_rejoined_and_headings_stay_apart() {
        check(
            "- ưu tiên các hệ thống có\n\nđịa chỉ IP trong danh sách.",
            &["ưu tiên các hệ thống có địa chỉ IP trong danh sách."],
        );
        check(
            "- cảnh báo của\nCục An toàn thông tin\n3\nvà Sở.",
            &["cảnh báo của Cục An toàn thông tin và Sở."],
        );
        check(
            "2. Cổng thông tin điện tử\n- Đăng tải",
            &["Cổng thông tin điện tử", "Đăng tải"],
        );
        check(
            "II. NHIỆM VỤ\nĐề nghị các đơn vị:",
            &["NHIỆM VỤ", "Đề nghị các đơn vị:"],
        );
        check(
            "1. Nhiệm vụ chung\n\nCác đơn vị rà soát.",
            &["Nhiệm vụ chung", "Các đơn vị rà soát."],
        );
        check(
            "1. Theo công văn 3993/BKHCN\n– CVT ngày 19/8/2025;",
            &["Theo công văn 3993/BKHCN – CVT ngày 19/8/2025;"],
        );
    }

    #[test]
    fn lines_broken_at_a_width_are_rejoined_even_before_capitals() {
        let text = "1. Rà soát, cập nhật bản vá theo cảnh báo do cơ quan chủ quản là\n\
                    Cục An toàn thông tin và các tổ chức có liên quan gửi đến hằng tháng;\n\
                    ưu tiên các máy chủ.\n2. Phân công cán bộ trực hai mươi bốn trên bảy trong thời gian\nTết.\n\
                    3. Theo dõi cảnh báo trên hệ thống giám sát tập trung của tỉnh,\nxử lý kịp thời.\n4. Báo cáo.\n5. Lưu nhật ký.\n";
        let read = paragraphs(&lines(text));
        assert_eq!(read.len(), 5, "{read:?}");
    }
}
