//! Stamps of state secrecy: a document that bears one is refused.
//!
//! The stamp is MẬT, TỐI MẬT or TUYỆT MẬT alone on a line of the head (or in
//! a text box or page header). "Bảo mật" and "mật khẩu" are no stamp.

use super::flat;
use super::layout;
use super::lines::Line;

/// How many lines of the head are searched.
const HEAD: usize = 40;

/// The stamp as printed, if there is one.
pub(crate) fn find(lines: &[Line], asides: &[Line]) -> Option<String> {
    let (cut, _) = flat::cut(lines.iter().take(HEAD).cloned().collect());
    let head = cut.iter().take_while(|line| !begins_body(&line.text));
    head.chain(asides)
        .find(|line| is_stamp(&line.text))
        .map(|line| line.text.clone())
}

fn begins_body(line: &str) -> bool {
    let folded = domain::text::fold(super::lines::shorten(line, 60));
    folded.starts_with("kinh gui") || folded.starts_with("can cu") || layout::is_recipients(line)
}

fn is_stamp(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| !c.is_alphabetic());
    let bare = bare
        .strip_prefix("Độ mật")
        .or_else(|| bare.strip_prefix("ĐỘ MẬT"))
        .map_or(bare, |after| {
            after.trim_matches(|c: char| !c.is_alphabetic())
        });
    if bare.chars().any(char::is_lowercase)
        && bare != "Mật"
        && bare != "Tối mật"
        && bare != "Tuyệt mật"
    {
        return false;
    }
    let letters: String = bare
        .to_uppercase()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    matches!(
        letters.as_str(),
        "MẬT" | "TỐIMẬT" | "TUYỆTMẬT" | "MAT" | "TOIMAT" | "TUYETMAT"
    )
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    #[test]
    fn a_stamp_alone_on_a_line_of_the_head_is_found() {
        for (text, stamp) in [
            ("BỘ A\nMẬT\nSố: 1/B-C\nKính gửi: D", Some("MẬT")),
            ("BỘ A\n**TỐI MẬT**\nSố: 1/B-C", Some("TỐI MẬT")),
            ("[TUYỆT MẬT]\nSố: 1/B-C", Some("[TUYỆT MẬT]")),
            ("| MẬT | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |", Some("MẬT")),
            ("Độ mật: Tối mật\nSố: 1/B-C", Some("Độ mật: Tối mật")),
            ("V/v bảo mật hệ thống\nĐổi mật khẩu", None),
            ("BẢO MẬT\nSố: 1/B-C", None),
            ("MẶT\nSố: 1/B-C", None),
            ("Kính gửi: các phòng\nMẬT", None),
        ] {
            assert_eq!(find(&lines(text), &[]).as_deref(), stamp, "{text}");
        }
        assert_eq!(find(&[], &lines("MẬT")).as_deref(), Some("MẬT"));
    }
}
