//! The parts of a letter: head, addressees, body, tail, annexes.
//!
//! Parts are found by their set phrases (Decree 30/2020, Annex I); a part
//! that is missing is empty. What the parts say is read elsewhere.

use super::folded::{Folded, pattern, rest, upto};
use super::fuzzy::{same_word, words};
use super::lines::{Line, shorten};
use super::marker;
use super::words::PREAMBLE;
use regex::Regex;
use std::sync::LazyLock;

/// The lines of a document by part.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// Everything before the addressees or, without them, what looks like a head.
    pub(crate) head: Vec<Line>,
    /// One text for each addressee, without dash and stop.
    pub(crate) addressees: Vec<String>,
    /// The paragraphs that ask.
    pub(crate) body: Vec<Line>,
    /// Nơi nhận and signature.
    pub(crate) tail: Vec<Line>,
    /// What follows the signature.
    pub(crate) annexes: Vec<Line>,
    /// Whether a line "Kính gửi" was there.
    pub(crate) addressed: bool,
    /// Whether it was "… điện:", as telegrams have it.
    pub(crate) telegram: bool,
}

/// Most lines of addressees.
const MAX_ADDRESSEES: usize = 300;
static SENTENCE_END: LazyLock<Regex> = LazyLock::new(|| pattern(r"\.\s+\p{Lu}"));

/// How many lines from the top a head may take.
const HEAD_MAX: usize = 60;

/// Splits the lines into their parts.
pub(crate) fn split(lines: Vec<Line>) -> Layout {
    let mut layout = Layout::default();
    let mut lines = lines;
    // Prose above or behind the greeting belongs to the body.
    let mut before_body: Vec<Line> = Vec::new();
    let opening = lines
        .iter()
        .take(HEAD_MAX)
        .position(|line| greeting_end(&line.text).is_some());
    let body_from = if let Some(at) = opening {
        layout.addressed = true;
        layout.telegram = lines
            .get(at)
            .is_some_and(|l| !domain::text::fold(shorten(&l.text, 20)).starts_with('k'));
        let (addressees, used, left_over) = addressees(lines.get(at..).unwrap_or_default());
        layout.addressees = addressees;
        let (prose, head) = lines
            .get(..at)
            .unwrap_or_default()
            .iter()
            .cloned()
            .partition(is_prose);
        layout.head = head;
        before_body = prose;
        before_body.extend(left_over);
        at + used
    } else {
        let head = head_length(&lines);
        layout.head = lines.get(..head).unwrap_or_default().to_vec();
        head
    };
    before_body.extend(lines.split_off(body_from.min(lines.len())));
    let body = before_body;
    let tail_from = tail_start(&body).unwrap_or(body.len());
    let (body, tail) = body.split_at_checked(tail_from).unwrap_or((&body, &[]));
    let annex_from = tail
        .iter()
        .position(|line| is_annex(&line.text))
        .unwrap_or(tail.len());
    let (tail, annexes) = tail.split_at_checked(annex_from).unwrap_or((tail, &[]));
    layout.body = body.to_vec();
    layout.tail = tail.to_vec();
    layout.annexes = annexes.to_vec();
    layout
}

/// Whether a line above the greeting is a sentence, as in a press rendering.
fn is_prose(line: &Line) -> bool {
    let subject = domain::text::fold(shorten(&line.text, 12)).starts_with("v/v");
    line.text.chars().count() > 120
        && !subject
        && line.text.contains(' ')
        && line.text.chars().any(char::is_lowercase)
}

static TELEGRAM: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:dien|gui)\s?:\s*"));

/// Where the text after "Kính gửi:" (or "… điện:") begins, when the line is one.
fn greeting_end(line: &str) -> Option<usize> {
    let folded = Folded::new(shorten(line, 120));
    let list = words(&folded.text);
    let mut first = list.iter();
    if let (Some(a), Some(b)) = (first.next(), first.next())
        && same_word("kinh", a.text)
        && matches!(b.text, "gui" | "goi" | "qui" | "gul" | "gu")
    {
        return Some(folded.printed_range(b.at.end..b.at.end).start);
    }
    let capital = line
        .split_whitespace()
        .next()
        .is_some_and(|w| w.chars().all(char::is_uppercase) && w.chars().count() > 1);
    let found = TELEGRAM.find(&folded.text)?;
    (capital && list.len() <= 16).then(|| folded.printed_range(found.end()..found.end()).start)
}

/// The addressees from the line of greeting on, how many lines they take, and
/// the sentences that follow them on the line of greeting itself.
fn addressees(lines: &[Line]) -> (Vec<String>, usize, Option<Line>) {
    let mut out: Vec<String> = Vec::new();
    let mut used = 1;
    let mut left_over = None;
    if let Some(line) = lines.first()
        && let Some(at) = greeting_end(&line.text)
    {
        let inline = rest(&line.text, at).trim_start_matches([':', ' ', '-', '–']);
        if inline.chars().any(char::is_alphanumeric) {
            let end = SENTENCE_END
                .find(inline)
                .map_or(inline.len(), |m| m.start() + 1);
            out.push(upto(inline, end).to_owned());
            left_over = Some(rest(inline, end).trim())
                .filter(|t| !t.is_empty())
                .map(|t| Line {
                    text: t.to_owned(),
                    gap: true,
                });
        }
    }
    let mut dashed_any = false;
    for line in lines.iter().skip(1).take(MAX_ADDRESSEES) {
        let open = out.last().is_none_or(|last| !last.ends_with(['.', ':']));
        let capital = line.text.starts_with(char::is_uppercase);
        let listed = out
            .last()
            .is_none_or(|last| last.ends_with(';') || (last.ends_with(',') && capital));
        let dashed = marker::split(&line.text).filter(|(mark, _)| mark.kind.is_counted());
        if let Some((_, text)) = dashed {
            if PREAMBLE.is_match(&Folded::new(text).text)
                || out.last().is_some_and(|last| last.ends_with(':'))
                || left_over.is_some()
            {
                break;
            }
            dashed_any = true;
            out.push(text.to_owned());
        } else if marker::split(&line.text).is_some()
            || PREAMBLE.is_match(&Folded::new(&line.text).text)
            || !open
        {
            break;
        } else if listed && (line.gap || !dashed_any) {
            out.push(line.text.clone());
        } else if !line.gap || line.text.starts_with(char::is_lowercase) {
            let Some(last) = out.last_mut() else { break };
            last.push(' ');
            last.push_str(&line.text);
        } else {
            break;
        }
        used += 1;
    }
    if !dashed_any && let Some(first) = out.first().filter(|first| first.contains("; ")).cloned() {
        // "Kính gửi: các sở, ban, ngành; UBND các xã." is two lines of a list.
        out.splice(..1, first.split("; ").map(str::to_owned));
    }
    let clean = |text: String| text.trim_end_matches(['.', ';', ',', ':', ' ']).to_owned();
    (
        out.into_iter()
            .map(clean)
            .filter(|t| !t.is_empty())
            .collect(),
        used,
        left_over,
    )
}

static HEAD_LINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:cong h[a-z]+ xa hoi|hoa xa hoi chu nghia|doc lap ?-|so ?: ?|so \d+ ?/|\d+ ?/ ?[a-z]+|v/v\b|hoa toc|thuong khan|khan\b|toi mat$|tuyet mat$|mat$|",
        r"(?:[^,;:]{2,40}, ?)?ngay[\W_\d]*thang|[^,;:]{2,30}, ngay \d)"
    ))
});

/// How many lines at the top are a head, where nobody is greeted.
fn head_length(lines: &[Line]) -> usize {
    let mut used = 0;
    let mut subject = false;
    for line in lines.iter().take(HEAD_MAX) {
        let folded = Folded::new(&line.text).text;
        let capital = !line.text.chars().any(char::is_lowercase);
        let known = HEAD_LINE.is_match(&folded) || (super::head::kind_line(&line.text).is_some());
        let goes_on = subject
            && line.text.len() < 300
            && marker::split(&line.text).is_none()
            && !PREAMBLE.is_match(&folded)
            && !line.text.ends_with([':', ';'])
            && (!line.gap || capital || super::head::begins_subject(&folded));
        let organisation = super::issuer::begins_organisation(&line.text)
            && line.text.len() < 80
            && !line.text.ends_with(['.', ':', ';']);
        if known || goes_on || ((capital || organisation) && marker::split(&line.text).is_none()) {
            subject |= folded.starts_with("v/v") || super::head::kind_line(&line.text).is_some();
            used += 1;
        } else {
            break;
        }
    }
    used
}

static SIGNATURE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:TM|KT|TL|TUQ|Q)\s?\.\s*\p{Lu}"));

/// The line at which the tail begins.
fn tail_start(body: &[Line]) -> Option<usize> {
    let mut after_end = None;
    for (i, line) in body.iter().enumerate() {
        if is_recipients(&line.text) || SIGNATURE.is_match(&line.text) {
            return Some(i);
        }
        let titled =
            !line.text.chars().any(char::is_lowercase) && super::tail::is_title(&line.text);
        if titled && marker::split(&line.text).is_none() {
            return Some(i);
        }
        if after_end.is_some() && is_annex(&line.text) {
            return Some(i);
        }
        if line.text.ends_with("./.") || line.text.ends_with("./") {
            after_end = Some(i);
        }
    }
    None
}

/// Whether a line is "Nơi nhận:".
pub(crate) fn is_recipients(line: &str) -> bool {
    let folded = domain::text::fold(shorten(line, 30));
    let list = words(&folded);
    let mut first = list.iter();
    matches!((first.next(), first.next()), (Some(a), Some(b)) if matches!(a.text, "noi" | "nol" | "no1") && same_word("nhan", b.text))
}

/// Whether a line heads an annex.
pub(crate) fn is_annex(line: &str) -> bool {
    let printed = line.trim_start();
    if printed.starts_with("PHỤ LỤC") || printed.starts_with("PHU LUC") {
        return true;
    }
    static SHORT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^phu luc(?: (?:[ivx]+|\d{1,2}|kem theo))?[.: ]*(?:\(.*\))?$"));
    SHORT.is_match(&domain::text::fold(shorten(printed, 80)))
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn check(text: &str, addressees: &[&str], body: usize) {
        let layout = split(lines(text));
        assert_eq!(layout.addressees, addressees, "{text}");
        assert_eq!(layout.body.len(), body, "{text}: {:?}", layout.body);
    }

    #[test]
    fn addressees_come_in_lists_lines_and_sentences() {
        check(
            "Kính gửi:\n- Các sở, ban, ngành;\n- UBND các xã.\nThực hiện Công văn",
            &["Các sở, ban, ngành", "UBND các xã"],
            1,
        );
        check(
            "Kính gửi: Các sở, ban,\nngành; UBND các xã.\n\nThực hiện",
            &["Các sở, ban, ngành", "UBND các xã"],
            1,
        );
        check(
            "KÍNH GỬI: Các sở; UBND các xã.\nNgày 10/4/2024",
            &["Các sở", "UBND các xã"],
            1,
        );
        check(
            "Kinh goi :\nCác sở;\nUBND các xã.\nCăn cứ",
            &["Các sở", "UBND các xã"],
            1,
        );
        check(
            "BỘ TRƯỞNG BỘ MẪU điện:\n- Các sở;\n- UBND các xã.\n1. Rà soát",
            &["Các sở", "UBND các xã"],
            1,
        );
        check("Rà soát các hệ thống", &[], 1);
    }

    #[test]
    fn the_tail_begins_at_the_recipients_or_the_signature() {
        check("1. Rà soát./.\nNơi nhận:\n- Như trên;", &[], 1);
        check("1. Rà soát./.\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", &[], 1);
        check("1. Rà soát./.\nGIÁM ĐỐC\nLê Văn Mẫu", &[], 1);
        let layout = split(lines(
            "1. Rà soát./.\nNơi nhận:\n- Như trên;\nPHỤ LỤC I\nDanh sách",
        ));
        assert_eq!((layout.tail.len(), layout.annexes.len()), (2, 2));
    }
}
