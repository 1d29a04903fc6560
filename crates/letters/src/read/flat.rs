//! Text whose lines were lost, cut again where marks and set phrases stand.
//!
//! A whole letter on one line (copied from a chat or a web form) is cut
//! freely; an ordinary long paragraph only where a list plainly runs on
//! inside it. What a cut means is decided later, by `layout` and `outline`.

use super::folded::{Folded, part, pattern, rest, upto};
use super::lines::{Line, MAX_LINES};
use super::words::{CLOSING, IMPERATIVES, PREAMBLE, begins_with_any};
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// From this many characters on, a line may hold a list that runs on.
const LONG_LINE: usize = 160;

/// Cuts lines that hold several; true when the text as a whole had lost its lines.
pub(crate) fn cut(lines: Vec<Line>) -> (Vec<Line>, bool) {
    let flat = is_flat(&lines);
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        if line.text.len() < LONG_LINE && !flat {
            out.push(line);
            continue;
        }
        let mut from = 0;
        let mut gap = line.gap;
        for at in cuts(&line.text, flat).into_iter().chain([line.text.len()]) {
            let piece = part(&line.text, from..at).trim();
            if piece.chars().any(char::is_alphanumeric) && out.len() < MAX_LINES {
                out.push(Line {
                    text: piece.to_owned(),
                    gap,
                });
                gap = flat;
                from = at;
            }
        }
    }
    (out, flat)
}

/// Whether nearly all of the text stands on one or two lines.
fn is_flat(lines: &[Line]) -> bool {
    let total: usize = lines.iter().map(|l| l.text.len()).sum();
    let longest = lines.iter().map(|l| l.text.len()).max().unwrap_or(0);
    total >= 500 && (lines.len() <= 3 || (longest >= 1500 && longest * 10 >= total * 6))
}

static MARK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<before>^|\s|[;:.])(?:(?P<dotted>\d{1,2}(?:\.\d{1,2}){1,3})[.)]?|(?P<letter>[a-zđ])\)|(?P<number>\d{1,2})[.)/]|(?P<roman>[IVX]{1,5})\.|\((?P<bracket>\d{1,2})\)|(?P<dash>[-–+•●▪]))(?P<after>\s+)",
    )
});

/// Byte positions, rising, before which the line is cut.
fn cuts(text: &str, flat: bool) -> Vec<usize> {
    let mut out = Vec::new();
    let mut mark_ends = Vec::new();
    let mut state = Seen::default();
    for found in MARK.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let at = whole.start() + found.name("before").map_or(0, |m| m.len());
        let context = Context {
            before: upto(text, at).trim_end(),
            after: rest(text, whole.end()),
            flat,
        };
        if state.is_mark(&found, &context) {
            out.push(at);
            mark_ends.push(whole.end());
        }
    }
    if flat {
        out.extend(set_phrases(text));
        // The stop of a mark ends no sentence: "4. Giao Văn phòng …" is one item.
        out.extend(
            sentence_cuts(text)
                .into_iter()
                .filter(|at| mark_ends.binary_search(at).is_err()),
        );
    }
    out.sort_unstable();
    out.dedup();
    out
}

struct Context<'a> {
    before: &'a str,
    after: &'a str,
    flat: bool,
}

impl Context<'_> {
    fn after_stop(&self) -> bool {
        self.before.is_empty()
            || self
                .before
                .ends_with([';', ':', '.', '!', '?', ')', '”', '"', '/'])
    }

    fn before_capital(&self) -> bool {
        self.after
            .trim_start_matches(['“', '"', '[', '('])
            .starts_with(char::is_uppercase)
    }

    /// Whether the word before makes a number or letter part of a citation.
    fn cited(&self) -> bool {
        let word = self.before.rsplit(char::is_whitespace).next().unwrap_or("");
        matches!(
            domain::text::fold(word).as_str(),
            "diem"
                | "khoan"
                | "dieu"
                | "muc"
                | "so"
                | "quy"
                | "thang"
                | "ngay"
                | "luc"
                | "bang"
                | "do"
                | "cap"
                | "hinh"
                | "va"
                | "phan"
        )
    }

    /// Whether the text after begins with a verb of duty; only its beginning is looked at.
    fn before_verb(&self) -> bool {
        begins_with_any(
            &domain::text::fold(super::lines::shorten(self.after, 40)),
            IMPERATIVES,
        )
    }
}

/// What marks have been seen on the line so far.
#[derive(Default)]
struct Seen {
    number: Option<u8>,
    letter: Option<char>,
    bracket: Option<u8>,
    heading_open: bool,
}

impl Seen {
    fn is_mark(&mut self, found: &Captures<'_>, context: &Context<'_>) -> bool {
        if found.name("dotted").is_some() {
            let is_mark = context.flat
                && context.before_capital()
                && context.after_stop()
                && !context.cited();
            self.heading_open |= is_mark;
            return is_mark;
        }
        if let Some(letter) = found.name("letter").and_then(|m| m.as_str().chars().next()) {
            return self.letter(letter, context);
        }
        if let Some(number) = found.name("number").and_then(|m| m.as_str().parse().ok()) {
            return self.number(number, context);
        }
        if let Some(number) = found.name("bracket").and_then(|m| m.as_str().parse().ok()) {
            // "(1) x; (2) y" may count nouns inside a sentence; duties begin with verbs.
            let follows = number == 1 || self.bracket.is_some_and(|last| number == last + 1);
            let is_mark = follows && context.before_verb();
            self.bracket = if is_mark { Some(number) } else { self.bracket };
            return is_mark;
        }
        if found.name("roman").is_some() {
            let is_mark = context.flat && context.before_capital() && context.after_stop();
            self.heading_open |= is_mark;
            return is_mark;
        }
        self.dash(context)
    }

    fn letter(&mut self, letter: char, context: &Context<'_>) -> bool {
        let follows = self.letter.is_some_and(|last| follows(last, letter)) || letter == 'a';
        let is_mark = !context.cited() && (context.flat || (follows && context.after_stop()));
        if is_mark {
            self.letter = Some(letter);
            self.heading_open = true;
        }
        is_mark
    }

    fn number(&mut self, number: u8, context: &Context<'_>) -> bool {
        let follows = self
            .number
            .map_or(number == 1, |last| number == last.saturating_add(1));
        let is_mark = context.before_capital()
            && !context.cited()
            && if context.flat {
                context.after_stop() || follows
            } else {
                context.after_stop() && follows
            };
        if is_mark {
            self.number = Some(number);
            self.letter = None;
            self.heading_open = true;
        }
        is_mark
    }

    fn dash(&mut self, context: &Context<'_>) -> bool {
        let mail_before = context
            .before
            .rsplit(char::is_whitespace)
            .next()
            .is_some_and(|w| w.contains('@'));
        let listed = context.before.ends_with([';', ':'])
            || (context.flat && (context.after_stop() || mail_before));
        let is_mark = (listed && (context.before_capital() || context.before_verb()))
            || (context.flat && self.heading_open && context.before_verb());
        if is_mark {
            self.heading_open = false;
        }
        is_mark
    }
}

/// Whether one list letter comes right after another, in Vietnamese or in Word's order.
fn follows(last: char, next: char) -> bool {
    const ORDER: &str = "abcdđeghiklmnopqrstuvxy";
    let place = |c: char| ORDER.chars().position(|o| o == c);
    matches!((place(last), place(next)), (Some(a), Some(b)) if b == a + 1)
        || (u32::from(last) + 1 == u32::from(next))
        || (last == 'd' && next == 'd')
}

static SET_PHRASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:^|\s)(?:\d{0,5}\s?so\s?:\s?\d*\s?/|v/v[ :]|kinh gui\b|noi nhan\s?:|phu luc (?:[ivx]+|\d+)\b|",
        r"cong hoa xa hoi chu nghia viet nam|doc lap ?- ?tu do ?- ?hanh phuc)"
    ))
});
static SIGNING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|\s)(?:TM|KT|TL|TUQ|Q)\.\s?\p{Lu}{2,}"));
static NAMED_KIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|\s)(?:CÔNG ĐIỆN|KẾ HOẠCH|CHỈ THỊ|QUYẾT ĐỊNH|BÁO CÁO|THÔNG BÁO)\s")
});
static PLACE_AND_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|\s)((?:(?:TP\.?|Tp\.?)\s)?(?:\p{Lu}\p{Ll}+\s){0,3}\p{Lu}\p{Ll}*, ng[àa]y[\s\d._…]*th[áa]ng[\s\d._…]*n[ăa]m[\s._…]*(?:\d{4})?)",
    )
});
static TELEGRAM: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|\s)(?:\p{Lu}+\s){2,10}(?:điện|dien|gửi|gui)\s?:"));
static MOTTO_END: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"chu nghia viet nam|tu do ?- ?hanh phuc"));

/// Cuts at the set phrases of head and signature.
fn set_phrases(text: &str) -> Vec<usize> {
    let folded = Folded::new(text);
    let skip_blank = |at: usize| at + (rest(text, at).len() - rest(text, at).trim_start().len());
    let mut out: Vec<usize> = SET_PHRASE
        .find_iter(&folded.text)
        .map(|m| skip_blank(folded.printed_range(m.range()).start))
        .collect();
    let head = SET_PHRASE
        .find_iter(&folded.text)
        .find(|m| m.as_str().contains("kinh gui"))
        .map_or_else(
            || text.len().min(600),
            |m| folded.printed_range(m.range()).start,
        );
    out.extend(
        TELEGRAM
            .find_iter(text)
            .take(1)
            .map(|m| skip_blank(m.start())),
    );
    out.extend(SIGNING.find_iter(text).map(|m| skip_blank(m.start())));
    out.extend(
        MOTTO_END
            .find_iter(&folded.text)
            .map(|m| folded.printed_range(m.range()).end)
            .filter(|at| *at < head),
    );
    out.extend(
        NAMED_KIND
            .find_iter(text)
            .map(|m| skip_blank(m.start()))
            .filter(|at| *at < head),
    );
    for found in PLACE_AND_DATE
        .captures_iter(text)
        .filter_map(|c| c.get(1))
        .filter(|m| m.start() < head)
    {
        out.extend([found.start(), found.end()]);
    }
    out
}

/// Cuts between sentences where a closing or a preamble begins.
fn sentence_cuts(text: &str) -> Vec<usize> {
    static SENTENCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:[.;:!]|\./\.)\s+(\p{Lu})"));
    let mut out = Vec::new();
    for found in SENTENCE.captures_iter(text) {
        let Some(start) = found.get(1).map(|m| m.start()) else {
            continue;
        };
        let begin = domain::text::fold(super::lines::shorten(rest(text, start), 160));
        if CLOSING.is_match(&begin) || PREAMBLE.is_match(&begin) {
            out.push(start);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let pieces: Vec<String> = cut(super::super::lines::lines(text))
            .0
            .into_iter()
            .map(|l| l.text)
            .collect();
        assert_eq!(pieces, expected);
    }

    #[test]
    fn a_list_inside_a_long_paragraph_is_cut_and_a_citation_is_not() {
        let long = "x".repeat(LONG_LINE);
        check(
            &format!("1. Sở {long}: a) Chủ trì; b) Phối hợp theo điểm a) khoản 2."),
            &[
                &format!("1. Sở {long}:"),
                "a) Chủ trì;",
                "b) Phối hợp theo điểm a) khoản 2.",
            ],
        );
        check(
            &format!("Các hệ thống tại Hà Nội - Hải Phòng {long}"),
            &[&format!("Các hệ thống tại Hà Nội - Hải Phòng {long}")],
        );
    }

    #[test]
    fn a_letter_on_one_line_is_cut_into_its_parts() {
        let filler = "bảo đảm an toàn thông tin mạng trong toàn bộ thời gian nghỉ lễ theo quy định"
            .repeat(6);
        check(
            &format!(
                "UBND HUYỆN A CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Số: 12/UBND-VX A, ngày 02 tháng 01 năm 2024 V/v {filler} Kính gửi: - Các phòng; - UBND các xã. Thực hiện Công văn số 1/STTTT-CNTT, yêu cầu: 1. Các phòng - Rà soát máy. 2. UBND các xã: a) Vá lỗi. Trân trọng./. Nơi nhận: - Như trên; TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Lê Văn Mẫu"
            ),
            &[
                "UBND HUYỆN A",
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "Số: 12/UBND-VX",
                "A, ngày 02 tháng 01 năm 2024",
                &format!("V/v {filler}"),
                "Kính gửi:",
                "- Các phòng;",
                "- UBND các xã.",
                "Thực hiện Công văn số 1/STTTT-CNTT, yêu cầu:",
                "1. Các phòng",
                "- Rà soát máy.",
                "2. UBND các xã:",
                "a) Vá lỗi.",
                "Trân trọng./.",
                "Nơi nhận:",
                "- Như trên;",
                "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Lê Văn Mẫu",
            ],
        );
    }
}
