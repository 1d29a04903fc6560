//! Text to clean lines: one Unicode form, one kind of blank, no mark-up.
//!
//! Columns that stood side by side become lines of their own, because a head
//! or a signature in two columns is two texts. Nothing is interpreted here.

use super::folded::{Folded, pattern, rest, upto};
use domain::text::nfc;
use regex::Regex;
use std::sync::LazyLock;

/// Most lines of a document that are looked at: some three hundred pages.
pub(crate) const MAX_LINES: usize = 10_000;

/// Most cells of one row.
const MAX_CELLS: usize = 100;

/// One line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The text: normalised, single blanks, no mark-up, never empty.
    pub(crate) text: String,
    /// Whether an empty line, or the edge of a cell, stood before it.
    pub(crate) gap: bool,
}

/// The clean lines of a text.
pub(crate) fn lines(text: &str) -> Vec<Line> {
    let text = plain(&nfc(text));
    let mut out: Vec<Line> = Vec::new();
    let mut gap = true;
    let mut tail = false;
    for raw in text.split('\n') {
        if out.len() >= MAX_LINES {
            break;
        }
        if raw.trim().is_empty() {
            gap = true;
            continue;
        }
        let pieces = columns(raw, tail);
        let several = pieces.len() > 1;
        for piece in pieces.into_iter().take(MAX_CELLS) {
            let Some(clean) = clean(&piece) else { continue };
            if !several && PAGE_NUMBER.is_match(&clean) {
                continue;
            }
            tail |= Folded::new(&clean).text.starts_with("noi nhan");
            out.push(Line {
                text: clean,
                gap: gap || several,
            });
            gap = false;
        }
    }
    join_lone_markers(out)
}

static PAGE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:[-–]?\s?\d{1,3}\s?[-–]?|(?i:trang|page)\s\d{1,3}(?:\s?/\s?\d{1,3})?)$")
});
static LONE_MARKER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:\d{1,2}[.)]|\p{Ll}[.)]|[IVX]{1,5}\.|[-–+•●▪])$"));

/// A marker that stands alone belongs to the line after it.
fn join_lone_markers(lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        match out.last_mut() {
            Some(last) if LONE_MARKER.is_match(&last.text) => {
                last.text.push(' ');
                last.text.push_str(&line.text);
            }
            _ => out.push(line),
        }
    }
    if out
        .last()
        .is_some_and(|last| LONE_MARKER.is_match(&last.text))
    {
        out.pop();
    }
    out
}

/// Line ends, blanks and invisible characters made uniform; entities resolved.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push_str("    "),
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}' => {}
            // Word's bullets in a symbol font reach plain text as private characters.
            '\u{f000}'..='\u{f0ff}' => out.push('•'),
            c if c.is_whitespace() => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    if out.contains('&') || out.contains('<') {
        out = out
            .replace("&nbsp;", " ")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">");
        out = BREAK_TAG.replace_all(&out, "\n").into_owned();
        out = OTHER_TAG.replace_all(&out, "").into_owned();
    }
    out
}

static BREAK_TAG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)<br\s?/?>|</?(?:p|div|li|tr|td|th|h[1-6]|ul|ol|table)(?:\s[^<>]{0,200})?>")
});
static OTHER_TAG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)</?(?:b|i|u|em|strong|span|font|a|sup|sub)(?:\s[^<>]{0,200})?>")
});

static WIDE_GAP: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s{3,}"));
static COLUMN_CUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"xa hoi chu nghia|doc lap\s*-|^\s*so\s*:|ngay[\W_\d]*thang[\W_\d]*nam|noi nhan\s*:|\b(?:tm|kt|tl|tuq|q)\.\s*[a-z]",
    )
});
static SIGNING_CELL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:[\p{Lu}\s,./]{6,}|(?:\p{Lu}\p{Ll}+\s){1,5}\p{Lu}\p{Ll}+)$"));

/// The cells of a table row, or the columns of a head or signature set with blanks.
fn columns(raw: &str, tail: bool) -> Vec<String> {
    if raw.contains('|') {
        return cells(raw);
    }
    if WIDE_GAP.is_match(raw.trim()) {
        let pieces: Vec<&str> = WIDE_GAP.split(raw.trim()).collect();
        let in_tail = tail
            && pieces
                .last()
                .is_some_and(|last| SIGNING_CELL.is_match(last));
        if in_tail || COLUMN_CUE.is_match(&Folded::new(raw).text) {
            return rejoin_blanks(&pieces);
        }
    }
    vec![raw.to_owned()]
}

/// A blank left for a number or date is no gap between columns.
fn rejoin_blanks(pieces: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for piece in pieces {
        match out.last_mut() {
            Some(last) if piece.starts_with('/') || OPEN_DATE.is_match(&Folded::new(last).text) => {
                last.push(' ');
                last.push_str(piece);
            }
            _ => out.push((*piece).to_owned()),
        }
    }
    out
}

static OPEN_DATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^so ?:|\bngay|\bthang|\bnam)[\W_\d]*$"));

/// A row of a table: each cell a piece, a marker cell joined to its neighbour.
fn cells(raw: &str) -> Vec<String> {
    let cells: Vec<&str> = raw
        .split('|')
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect();
    let mut out: Vec<String> = Vec::new();
    let mut marker: Option<String> = None;
    for cell in cells {
        if marker.is_none()
            && out.is_empty()
            && (LONE_MARKER.is_match(cell) || LONE_NUMBER.is_match(cell))
        {
            let stop = if LONE_NUMBER.is_match(cell) { "." } else { "" };
            marker = Some(format!("{cell}{stop} "));
        } else {
            out.push(format!("{}{cell}", marker.take().unwrap_or_default()));
        }
    }
    out.extend(marker);
    out
}

static LONE_NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\d{1,2}$"));
static EMPHASIS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\*\*|__+|`+"));
static SINGLE_EMPHASIS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(^|[\s(])\*([^\s*][^*]*)\*"));
static ESCAPE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\\([-+.()#*_|\[\]!>])"));
static MARKDOWN_LINK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\[([^\[\]]{1,200})\]\([^()\s]{1,500}\)"));
static HEADING_MARK: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:#{1,6}\s+|(?:>\s*)+)"));

/// A piece without mark-up and with single blanks, or nothing when no letter or digit is left.
fn clean(piece: &str) -> Option<String> {
    let mut text = piece.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(mark) = HEADING_MARK.find(&text) {
        text = rest(&text, mark.end()).to_owned();
    }
    if text.contains(['*', '_', '`', '\\', '[']) {
        text = MARKDOWN_LINK.replace_all(&text, "$1").into_owned();
        text = EMPHASIS.replace_all(&text, "").into_owned();
        text = SINGLE_EMPHASIS.replace_all(&text, "$1$2").into_owned();
        text = ESCAPE.replace_all(&text, "$1").into_owned();
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().any(char::is_alphanumeric) {
        return Some(text);
    }
    // A lone dash or bullet is a marker whose text follows; longer rules are ornaments.
    (text.chars().count() == 1 && LONE_MARKER.is_match(&text)).then_some(text)
}

/// `text` cut after at most `limit` characters.
pub(crate) fn shorten(text: &str, limit: usize) -> &str {
    match text.char_indices().nth(limit) {
        Some((at, _)) => upto(text, at),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let read = lines(text);
        assert_eq!(
            read.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(),
            expected,
            "{text:?}"
        );
    }

    #[test]
    fn mark_up_blanks_and_page_numbers_go_and_words_stay() {
        check(
            "## **1. Tăng  cường**\r\n\r\n> a\\) Củng cố _và_\n2\n",
            &["1. Tăng cường", "a) Củng cố _và_"],
        );
        check(
            "| a) | Rà soát |\n|---|---|\n| 2 | Vá lỗi |",
            &["a) Rà soát", "2. Vá lỗi"],
        );
        check(
            "1.\nTăng cường\n- \nRà soát",
            &["1. Tăng cường", "- Rà soát"],
        );
        check(
            "Xem [văn bản](https://example.invalid/a)<br>rồi báo",
            &["Xem văn bản", "rồi báo"],
        );
        check("* Rà soát *toàn bộ* máy", &["* Rà soát toàn bộ máy"]);
        check("\u{f0b7} Rà soát\n-------\n*****", &["• Rà soát"]);
    }

    #[test]
    fn columns_of_head_and_signature_come_apart_and_justified_lines_do_not() {
        check(
            "UBND TỈNH A          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            &["UBND TỈNH A", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        );
        check(
            "Số: 12/UBND-VX      A, ngày 02 tháng 01 năm 2024",
            &["Số: 12/UBND-VX", "A, ngày 02 tháng 01 năm 2024"],
        );
        check(
            "Nơi nhận:        KT. CHỦ TỊCH\n- Như trên;        PHÓ CHỦ TỊCH\n- Lưu: VT.       Lê Văn Mẫu",
            &[
                "Nơi nhận:",
                "KT. CHỦ TỊCH",
                "- Như trên;",
                "PHÓ CHỦ TỊCH",
                "- Lưu: VT.",
                "Lê Văn Mẫu",
            ],
        );
        check("Số:       /UBND-VH", &["Số: /UBND-VH"]);
        check(
            "Số:     /UBND      A, ngày     tháng     năm 2024",
            &["Số: /UBND", "A, ngày tháng năm 2024"],
        );
        check(
            "1.    Rà soát     các hệ thống",
            &["1. Rà soát các hệ thống"],
        );
    }
}
