//! The head: kind, number, sign, place, date, issuer, subject.
//!
//! Blank parts stay empty. Lines of two columns have been separated by
//! `lines`; motto and rules are passed over. A copy without a head yields
//! what its sign and body tell, through `issuer`.

use super::folded::{Folded, part, pattern, rest};
use super::issuer::begins_organisation;
use super::lines::Line;
use super::{dates, marker};
use domain::directive::{DateParts, DirectiveKind};
use domain::text::fold;
use regex::Regex;
use std::sync::LazyLock;

/// What the head says.
#[derive(Debug, Default)]
pub(crate) struct Head {
    /// The kind printed as a title or told by the sign.
    pub(crate) kind: Option<DirectiveKind>,
    /// Digits before the slash.
    pub(crate) number: Option<String>,
    /// What follows the slash.
    pub(crate) sign: Option<String>,
    /// Digits that stood after the sign and were taken for the number.
    pub(crate) displaced: bool,
    /// Whether a line of number or date was there at all.
    pub(crate) present: bool,
    /// Printed parts of the date.
    pub(crate) date: DateParts,
    /// Place before the date.
    pub(crate) place: Option<String>,
    /// Organisations at the top: superior, then issuer.
    pub(crate) organisations: Vec<String>,
    /// The subject.
    pub(crate) subject: Option<String>,
}

/// Titles of named documents.
const KINDS: &[(&str, DirectiveKind)] = &[
    ("cong dien", DirectiveKind::Telegram),
    ("ke hoach", DirectiveKind::Plan),
    ("chi thi", DirectiveKind::Directive),
    ("quyet dinh", DirectiveKind::Decision),
    ("bao cao", DirectiveKind::Report),
    ("thong bao", DirectiveKind::Other),
    ("huong dan", DirectiveKind::Other),
    ("nghi quyet", DirectiveKind::Other),
    ("to trinh", DirectiveKind::Other),
    ("phuong an", DirectiveKind::Plan),
];

/// Type codes in signs.
const TYPE_CODES: &[(&str, DirectiveKind)] = &[
    ("cd", DirectiveKind::Telegram),
    ("kh", DirectiveKind::Plan),
    ("ct", DirectiveKind::Directive),
    ("qd", DirectiveKind::Decision),
    ("bc", DirectiveKind::Report),
];

/// The kind a line prints as its title ("KẾ HOẠCH", "C Ô N G  Đ I Ệ N" apart).
pub(crate) fn kind_line(line: &str) -> Option<DirectiveKind> {
    if line.chars().take(8).any(char::is_lowercase) {
        return None;
    }
    let folded = fold(line);
    let squeezed: String = folded.chars().filter(|c| *c != ' ').take(20).collect();
    KINDS
        .iter()
        .find(|(word, _)| {
            let title = folded
                .strip_prefix(word)
                .is_some_and(|after| after.is_empty() || after.starts_with([' ', ':']));
            title || (squeezed == word.replace(' ', "") && folded.len() > squeezed.len() + 2)
        })
        .map(|(_, kind)| *kind)
}

/// How a subject begins that stands apart from the title.
pub(crate) fn begins_subject(folded: &str) -> bool {
    [
        "ve viec",
        "v/v",
        "ve ",
        "bao dam",
        "tang cuong",
        "trien khai",
        "phe duyet",
        "ban hanh",
        "ung pho",
        "ung cuu",
    ]
    .iter()
    .any(|p| folded.starts_with(p))
}

/// Reads the head.
pub(crate) fn read(lines: &[Line]) -> Head {
    let mut head = Head::default();
    let mut tops: Vec<&str> = Vec::new();
    let mut subject: Vec<&str> = Vec::new();
    let mut in_subject = false;
    for line in lines {
        let folded = Folded::new(&line.text);
        if MOTTO.is_match(&folded.text) || URGENCY.is_match(&folded.text) {
            continue;
        }
        if let Some(from) = number_line(&folded, &line.text) {
            head.take_number(rest(&line.text, from), &mut subject, &mut in_subject);
        } else if let Some(found) = dates::of_head(&folded.text)
            .filter(|_| line.text.len() < 120 && !folded.text.starts_with("v/v"))
        {
            head.take_date(&line.text, &folded, &found);
        } else if let Some(kind) =
            kind_line(&line.text).filter(|_| !in_subject && head.kind.is_none())
        {
            head.kind = Some(kind);
            in_subject = true;
            let after = after_words(&line.text, 2);
            // "C Ô N G  Đ I Ệ N" is set apart; its letters are no subject.
            if after.split(' ').any(|word| word.chars().count() > 1) && after.len() > 3 {
                subject.push(after);
            }
        } else if let Some(text) = subject_start(&folded, &line.text) {
            subject = vec![text];
            in_subject = true;
        } else if in_subject && !(line.gap && subject_is_whole(&subject, &line.text)) {
            subject.push(&line.text);
        } else if !in_subject {
            tops.push(&line.text);
        }
    }
    head.organisations = organisations(&tops);
    let subject = subject.join(" ");
    let subject = ["Về việc ", "VỀ VIỆC ", "Về "]
        .iter()
        .find_map(|lead| subject.strip_prefix(lead))
        .unwrap_or(&subject);
    head.subject =
        Some(subject.trim_end_matches(['.', ';', ' ']).to_owned()).filter(|s| !s.is_empty());
    if head.kind.is_none() {
        head.kind = head.sign.as_deref().and_then(kind_of_sign);
    }
    head
}

static MOTTO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:xa hoi chu nghia viet nam|^cong$|^doc lap ?[-.]? ?tu do ?[-.]? ?hanh phuc|^dang cong san viet nam$)",
    )
});
static URGENCY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:hoa toc(?: hen gio)?|thuong khan|khan)$"));
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:so(?: hieu| ky hieu|/ky hieu)?\s?[:.;]?\s?|(?P<bare>\d))[\d\s._…]{0,12}/")
});

/// Where the number and sign begin, when the line is that of the number.
fn number_line(folded: &Folded, line: &str) -> Option<usize> {
    let found = NUMBER.captures(&folded.text)?;
    if found.name("bare").is_some() {
        // Without the word "Số" the whole line must be a number with its sign.
        return SIGN
            .find(line)
            .filter(|m| m.end() >= line.trim_end().len())
            .map(|_| 0);
    }
    let whole = found.get(0)?;
    let digits = whole
        .as_str()
        .find(|c: char| c.is_ascii_digit())
        .unwrap_or(whole.as_str().len() - 1);
    Some(folded.printed_range(digits..digits).start)
}

/// A sign after its slash, as it is printed in heads and citations.
pub(crate) const SIGN_SOURCE: &str = r"(?:(?:19|20)\d{2}\s?/\s?)?\p{Lu}[\p{L}\d&.]*(?:\s?[-–—]\s?\p{Lu}[\p{Lu}\d&]+\b|[-–—/]\s?(?:TTg|\p{Lu}[\p{L}\d&]*))*";

static SIGN: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"^(\d[\d\s]{{0,6}})?[\s._…]*/\s*({SIGN_SOURCE})")));

/// The sign with plain hyphens and without blanks.
pub(crate) fn tidy_sign(sign: &str) -> String {
    sign.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if matches!(c, '–' | '—') { '-' } else { c })
        .collect::<String>()
        .trim_end_matches('.')
        .to_owned()
}

static DISPLACED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(.*\p{L})(\d{2,5})$"));
static UNIT_WITH_DIGITS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|[-/])(?:A|PA|PC|PV|PX|PH|PK|X|V|C|K|H|QH|VX|TH|VP|KT|NC)\d{1,2}$")
});

/// A blank number whose digits have slipped behind the sign: "/CATTT-NCSC941".
pub(crate) fn undisplaced(number: Option<String>, sign: String) -> (Option<String>, String, bool) {
    if number.is_none()
        && !UNIT_WITH_DIGITS.is_match(&sign)
        && let Some(found) = DISPLACED.captures(&sign)
        && let (Some(letters), Some(digits)) = (found.get(1), found.get(2))
    {
        return (
            Some(digits.as_str().to_owned()),
            letters.as_str().to_owned(),
            true,
        );
    }
    (number, sign, false)
}

impl Head {
    fn take_number<'a>(
        &mut self,
        text: &'a str,
        subject: &mut Vec<&'a str>,
        in_subject: &mut bool,
    ) {
        self.present = true;
        let Some(found) = SIGN.captures(text) else {
            return;
        };
        let number = found.get(1).map(|m| {
            m.as_str()
                .chars()
                .filter(char::is_ascii_digit)
                .collect::<String>()
        });
        let sign = found
            .get(2)
            .map_or(String::new(), |m| tidy_sign(m.as_str()));
        let (number, sign, displaced) = undisplaced(number.filter(|n| !n.is_empty()), sign);
        (self.number, self.sign, self.displaced) = (number, Some(sign), displaced);
        let after = found.get(0).map_or("", |m| rest(text, m.end()).trim());
        if let Some(text) = subject_start(&Folded::new(after), after) {
            *subject = vec![text];
            *in_subject = true;
        }
    }

    fn take_date(&mut self, line: &str, folded: &Folded, found: &dates::Found) {
        self.present = true;
        self.date = found.parts;
        let before = part(line, 0..folded.printed_range(found.at.clone()).start);
        let place = before.trim().trim_end_matches(',').trim();
        if !place.is_empty() && place.chars().count() <= 40 && place.starts_with(char::is_uppercase)
        {
            self.place = Some(place.to_owned());
        }
    }
}

static SUBJECT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:v\s?/\s?v\s?[:.]?|trich yeu\s?:|ve viec\s?:)\s*"));

/// The text after "V/v", when the line begins with it.
fn subject_start<'a>(folded: &Folded, line: &'a str) -> Option<&'a str> {
    let found = SUBJECT.find(&folded.text)?;
    Some(rest(
        line,
        folded.printed_range(found.end()..found.end()).start,
    ))
}

/// Whether what stands after a gap is no longer the subject.
fn subject_is_whole(subject: &[&str], next: &str) -> bool {
    let Some(last) = subject.last() else {
        return false;
    };
    let capital = |text: &str| !text.chars().any(char::is_lowercase);
    next.starts_with(char::is_uppercase) && !(capital(last) && capital(next))
        || marker::split(next).is_some()
}

fn after_words(line: &str, count: usize) -> &str {
    let mut text = line;
    for _ in 0..count {
        text = text.split_once(' ').map_or("", |(_, after)| after);
    }
    text.trim_start_matches([':', ' '])
}

fn kind_of_sign(sign: &str) -> Option<DirectiveKind> {
    let folded = fold(sign);
    let mut codes = folded
        .split(['-', '/'])
        .filter(|c| !c.chars().all(|d| d.is_ascii_digit()));
    let first = codes.next()?;
    let typed = TYPE_CODES
        .iter()
        .find(|(code, _)| *code == first)
        .map(|(_, kind)| *kind);
    // A sign that begins with the body is that of an official letter (Decree 30/2020, Annex I).
    Some(
        typed.unwrap_or(if ["tb", "tt", "nd", "nq", "ttr", "hd"].contains(&first) {
            DirectiveKind::Other
        } else {
            DirectiveKind::OfficialLetter
        }),
    )
}

/// The organisations at the top, names broken over lines joined.
fn organisations(tops: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in tops {
        let capital = !line.chars().any(char::is_lowercase);
        let ends_open = out.last().is_some_and(|last| {
            let folded = fold(last);
            [
                "uy",
                "uy ban nhan dan",
                "ubnd",
                "hoi dong nhan dan",
                "va",
                "an toan",
                "ngan hang",
            ]
            .iter()
            .any(|end| folded.ends_with(end))
        });
        if begins_organisation(line) && !ends_open {
            out.push((*line).to_owned());
        } else if let Some(last) = out.last_mut().filter(|_| capital || ends_open) {
            last.push(' ');
            last.push_str(line);
        }
    }
    out.retain(|name| name.split_whitespace().count() <= 20);
    out
}

#[cfg(test)]
#[path = "head/tests.rs"]
mod tests;
