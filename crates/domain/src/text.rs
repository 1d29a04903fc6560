//! Folding of Vietnamese text for comparison.
//!
//! Directives arrive composed, decomposed, without diacritics or with the
//! wrong ones; everything that compares words compares them folded. Folding
//! is for matching only: what is shown is always the text as printed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// `text` in Unicode normalisation form C, the form every comparison starts from.
#[must_use]
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// `text` in lower case, without diacritics (`đ` becomes `d`), every run of
/// white space one blank, no blank at either end.
///
/// ```
/// assert_eq!(domain::text::fold("  Bảo ĐẢM\tan\u{a0}toàn "), "bao dam an toan");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut blank_due = false;
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        if c.is_whitespace() {
            blank_due = !folded.is_empty();
            continue;
        }
        if blank_due {
            folded.push(' ');
            blank_due = false;
        }
        match c {
            'đ' | 'Đ' => folded.push('d'),
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_makes_all_spellings_of_a_word_one() {
        for (printed, folded) in [
            ("Cổng TTĐT", "cong ttdt"),
            ("Co\u{302}\u{309}ng TTĐT", "cong ttdt"),
            ("không", "khong"),
            ("KHÔNG", "khong"),
            (" a \n b ", "a b"),
            ("", ""),
        ] {
            assert_eq!(fold(printed), folded, "{printed:?}");
        }
    }
}
