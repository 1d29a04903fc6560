//! What the reader warns of: a stable code, and words that stand with all other words of the program.
//!
//! A warning keeps its Vietnamese words, as the JSON of a reading prints them; the other language is had from the
//! code and from what stands in the place of the variable, so that a reading kept long ago can be told in it too.

use domain::directive::Warning;
use lang::{Lang, Value};

/// Stands where the variable of a text stands; no letter has it.
const HOLE: &str = "\u{1}";

/// The warning with this code; `value` is what its words name, empty where they name nothing.
#[must_use]
pub fn warning(code: &'static str, value: &str) -> Warning {
    Warning {
        code: code.into(),
        text: text(Lang::Vi, code, value),
    }
}

/// The words of a warning; in Vietnamese where its code is of a version that wrote other words.
#[must_use]
pub fn warning_text(lang: Lang, warning: &Warning) -> String {
    if lang == Lang::Vi || !lang::has(&id(&warning.code)) {
        return warning.text.clone();
    }
    let template = text(Lang::Vi, &warning.code, HOLE);
    let value = match template.split_once(HOLE) {
        None => (template == warning.text).then_some(""),
        Some((before, after)) => warning
            .text
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after)),
    };
    value.map_or_else(
        || warning.text.clone(),
        |value| text(lang, &warning.code, value),
    )
}

fn text(lang: Lang, code: &str, value: &str) -> String {
    lang::text(lang, &id(code), &[("value", Value::Text(value))])
}

fn id(code: &str) -> String {
    format!("warning-{}", code.replace('.', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_told_in_both_languages_with_what_it_names() {
        for (code, value, vi, en) in [
            (
                "directive.number_blank",
                "",
                "Số văn bản để trống; hãy nhập theo sổ văn bản đến.",
                "The number is blank; enter it from the book of incoming documents.",
            ),
            (
                "directive.numbering_gap",
                "3 → 5",
                "Số mục nhảy 3 → 5; hãy kiểm tra bản gốc có thiếu mục hay không.",
                "The numbering jumps 3 → 5; check whether the original lacks a part.",
            ),
        ] {
            let made = warning(code, value);
            assert_eq!(made.text, vi);
            assert_eq!(warning_text(Lang::Vi, &made), vi);
            assert_eq!(warning_text(Lang::En, &made), en);
        }
        let of_before = Warning {
            code: "directive.number_blank".into(),
            text: "Lời cũ".into(),
        };
        assert_eq!(warning_text(Lang::En, &of_before), "Lời cũ");
    }
}
