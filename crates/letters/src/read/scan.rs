//! Slips of recognition that change what a letter says, mended before it is read.
//!
//! Only slips whose right form is beyond doubt; words are left to the reader,
//! which knows the words of the trade.

use super::folded::{Folded, pattern};
use regex::Regex;
use std::sync::LazyLock;

static SUBJECT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^(\s*)V\s?[/⁄]\s?(?:v\b)?\s*"));

/// The text of a scan with its slips mended.
#[must_use]
pub fn mend(text: &str) -> String {
    let text: String = text
        .split_inclusive(char::is_whitespace)
        .map(capitals)
        .collect();
    let text = SUBJECT.replace_all(&text, "${1}V/v ");
    colons(&text)
}

/// A letter with a mark is often taken for its capital: "tỔ chức", "TẾt".
fn capitals(word: &str) -> String {
    let has_small = word.chars().any(char::is_lowercase);
    if !has_small {
        return word.to_owned();
    }
    let mut out = String::with_capacity(word.len());
    let mut inside = false;
    for c in word.chars() {
        if inside && !c.is_ascii() && c.is_uppercase() {
            out.extend(c.to_lowercase());
        } else {
            out.push(c);
        }
        inside = c.is_alphabetic();
    }
    out
}

/// In a list of addressees a semicolon taken for a colon would end the list.
fn colons(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut out = String::with_capacity(text.len());
    let mut is_list = false;
    for (at, line) in lines.iter().enumerate() {
        let is_item = line.trim_start().starts_with(['-', '–']);
        if Folded::new(line).text.trim_start().starts_with("kinh gui") {
            is_list = true;
        } else if !line.trim().is_empty() && !is_item {
            is_list = false;
        }
        let next = lines.iter().skip(at + 1).find(|l| !l.trim().is_empty());
        let goes_on = next.is_some_and(|next| next.trim_start().starts_with(['-', '–']));
        match line.trim_end().strip_suffix(':') {
            Some(item) if is_list && is_item && goes_on => {
                out.push_str(item);
                out.push(';');
            }
            _ => out.push_str(line),
        }
        if at + 1 < lines.len() {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_beyond_doubt_are_mended_and_nothing_else() {
        for (text, expected) in [
            ("các tỔ chức dịp TẾt", "các tổ chức dịp Tết"),
            ("BỘ A, UBND, IRlab.vn", "BỘ A, UBND, IRlab.vn"),
            ("V⁄ tăng cường", "V/v tăng cường"),
            ("V/v tăng cường", "V/v tăng cường"),
            ("- Rà soát:\n- Vá lỗi", "- Rà soát:\n- Vá lỗi"),
            (
                "Kính gửi:\n- UBND các tỉnh:\n\n- Ngân hàng.\n1. Các đơn vị:\n- Trực",
                "Kính gửi:\n- UBND các tỉnh;\n\n- Ngân hàng.\n1. Các đơn vị:\n- Trực",
            ),
        ] {
            assert_eq!(mend(text), expected);
        }
    }
}
