//! Documents a directive cites, how it relates to them, and its enclosures.
//!
//! A citation is known by its sign; its date and issuer follow it, its
//! relation stands before it. Only what is printed is taken.

use super::dates;
use super::folded::{Folded, part, pattern, rest, upto};
use super::head::{SIGN_SOURCE, tidy_sign, undisplaced};
use super::lines::shorten;
use domain::directive::{Enclosure, Reference, Relation};
use regex::Regex;
use std::sync::LazyLock;

/// Most citations kept of one document.
const MAX_REFERENCES: usize = 200;

static CITATION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?P<before>^|[^\w/.@-])(?P<number>\d{{1,6}})?\s?/\s?(?P<sign>{SIGN_SOURCE})"
    ))
});

/// The citations of one paragraph, in the order they stand.
pub(crate) fn of_paragraph(text: &str) -> Vec<Reference> {
    let mut out = Vec::new();
    for found in CITATION.captures_iter(text).take(MAX_REFERENCES) {
        let (Some(whole), Some(sign)) = (found.get(0), found.name("sign")) else {
            continue;
        };
        let number = found.name("number").map(|m| m.as_str().to_owned());
        let start = found.name("number").map_or(whole.start(), |m| m.start());
        let before = Folded::new(tail_of(upto(text, start), 400)).text;
        if !is_sign(sign.as_str()) || (number.is_none() && !before.trim_end().ends_with("so")) {
            continue;
        }
        let (number, sign, _) = undisplaced(number, tidy_sign(sign.as_str()));
        let after_text = shorten(rest(text, whole.end()), 400);
        let after = Folded::new(after_text);
        let (date, end) = date_after(&after.text);
        out.push(Reference {
            relation: relation(&before, &after.text, &sign),
            issuer: issuer_after(&after, after_text, end),
            sign: Some(sign),
            number,
            date,
        });
    }
    out
}

/// The last `limit` characters of a text.
fn tail_of(text: &str, limit: usize) -> &str {
    match text.char_indices().rev().nth(limit) {
        Some((at, _)) => rest(text, at),
        None => text,
    }
}

/// A sign has at least two capital letters; "1/Năm" has not.
fn is_sign(sign: &str) -> bool {
    sign.chars().filter(|c| c.is_uppercase()).count() >= 2
}

/// "1943/CATTT-NCSC": number and sign as an obligation cites them.
pub(crate) fn cited_as(reference: &Reference) -> Option<String> {
    let sign = reference.sign.as_deref()?;
    Some(format!(
        "{}/{sign}",
        reference.number.as_deref().unwrap_or_default()
    ))
}

/// The date right after a sign, and where it ends.
fn date_after(after: &str) -> (Option<jiff::civil::Date>, usize) {
    static LEAD: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^[\s,(]*(?:ky |ban hanh )?(?:ngay\b|\d{1,2}/)"));
    let Some(lead) = LEAD.find(after) else {
        return (None, 0);
    };
    let near = dates::all(after)
        .into_iter()
        .find(|f| f.at.start <= lead.end() + 2);
    near.map_or((None, 0), |found| {
        (dates::complete(found.parts, None), found.at.end)
    })
}

static OF: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\s,)]*cua\s+"));
static NAME_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\s(?:ve|v/v|gui|theo|ban hanh|yeu cau|de nghi|len|huong dan|quy dinh|phe duyet|trong|dip|tai|nham|thong bao|tren|cho|",
        r"va (?:cac|cong van|van ban|ke hoach|chi thi|chi dao|lo hong|y kien))\b|[,;:.()“”\x22]"
    ))
});

/// "của Sở …" after the date.
fn issuer_after(after: &Folded, printed: &str, from: usize) -> Option<String> {
    let tail = after.text.get(from..)?;
    let start = from + OF.find(tail)?.end();
    let name = after.text.get(start..)?;
    let end = start + NAME_END.find(name).map_or(name.len(), |m| m.start());
    let name = part(printed, after.printed_range(start..end)).trim();
    (!name.is_empty() && name.split(' ').count() <= 14).then(|| name.to_owned())
}

static PUBLISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:dang tai|dang toan van|dang len|niem yet|cong khai|cong bo|toan van)[^.;]*$")
});
static WARNING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:canh bao|lo hong|nguy co|ma doc|botnet|ra quet|chien dich)[^.;]*$")
});
static ENCLOSED_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:gui|dinh|sao gui)\s(?:kem|toi kem)[^.;]{0,60}$"));
static ENCLOSED_AFTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[^.;]{0,80}(?:gui kem|dinh kem|kem theo)\b"));
static IMPLEMENTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\W*(?:de )?(?:thuc hien|trien khai|chap hanh|quan triet)\b"));
static BASIS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\W*(?:can cu|xet)\b"));

/// How the directive relates to what it cites, by the words around the sign.
fn relation(before: &str, after: &str, sign: &str) -> Relation {
    let sentence = before.rfind(". ").map_or(before, |at| rest(before, at + 2));
    if PUBLISH.is_match(before) {
        Relation::Publish
    } else if IMPLEMENTS.is_match(sentence) && sentence.len() < 260 {
        Relation::Implements
    } else if BASIS.is_match(sentence) {
        Relation::Basis
    } else if ENCLOSED_BEFORE.is_match(before) || ENCLOSED_AFTER.is_match(after) {
        Relation::Enclosed
    } else if WARNING.is_match(before) || sign.ends_with("NCSC") {
        Relation::Warning
    } else {
        Relation::Mentioned
    }
}

/// Adds the citations of a paragraph, each document once with the strongest relation.
pub(crate) fn add(all: &mut Vec<Reference>, more: Vec<Reference>) {
    for reference in more {
        let same = all
            .iter_mut()
            .find(|known| known.sign == reference.sign && known.number == reference.number);
        if let Some(known) = same {
            known.date = known.date.or(reference.date);
            if known.issuer.is_none() {
                known.issuer = reference.issuer;
            }
            if rank(reference.relation) < rank(known.relation) {
                known.relation = reference.relation;
            }
        } else if all.len() < MAX_REFERENCES {
            all.push(reference);
        }
    }
}

/// Which relation tells most, smallest first.
const fn rank(relation: Relation) -> u8 {
    match relation {
        Relation::Implements => 0,
        Relation::Publish => 1,
        Relation::Enclosed => 2,
        Relation::Warning => 3,
        Relation::Basis => 4,
        Relation::Mentioned => 5,
    }
}

static ENCLOSURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?P<what>(?:co |chi tiet (?:tai |theo )?|theo |noi dung |thong tin chi tiet (?:co )?(?:tai |xem )?(?:tai )?)*(?P<noun>van ban|tai lieu|danh sach|phu luc|bieu mau|file|tep|ban sao)?) ?",
        r"(?:duoc |co )?(?:gui kem theo|gui kem|dinh kem theo|dinh kem|kem theo)\b(?: (?:cong van|van ban) nay)?"
    ))
});
static ISSUED_WITH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:ban hanh|phe duyet) $|^ ?(?:quyet dinh|thong tu|nghi dinh)"));

/// Nouns by which an enclosure goes.
const DOCUMENTS: &[&str] = &[
    "danh sach",
    "phu luc",
    "huong dan",
    "bieu mau",
    "tai lieu",
    "bao cao ky thuat",
    "ke hoach",
    "cong van",
    "thong bao",
    "canh bao so",
    "de cuong",
    "mau bao cao",
];

/// What a paragraph says is enclosed or has to be published.
pub(crate) fn enclosures(text: &str, references: &[Reference]) -> Vec<Enclosure> {
    let folded = Folded::new(text);
    let mut out = Vec::new();
    for found in ENCLOSURE.captures_iter(&folded.text).take(MAX_REFERENCES) {
        let Some(whole) = found.get(0) else { continue };
        let before = tail_of(upto(&folded.text, whole.start()), 600);
        let after = shorten(rest(&folded.text, whole.end()), 60);
        if ISSUED_WITH.is_match(before) || ISSUED_WITH.is_match(after) || after.starts_with(" voi")
        {
            continue;
        }
        let start = whole.start() - before.len() + title_start(before);
        let clause = part(text, folded.printed_range(start..whole.start())).trim();
        let noun = found
            .name("noun")
            .map_or("", |n| part(text, folded.printed_range(n.range())));
        push_enclosure(&mut out, &title(clause, noun), references);
    }
    for reference in references
        .iter()
        .filter(|r| r.relation == Relation::Publish)
    {
        if let Some(sign) = cited_as(reference) {
            let title = published_title(text, &sign).unwrap_or_else(|| sign.clone());
            out.push(Enclosure {
                title,
                sign: Some(sign),
            });
        }
    }
    out
}

/// The clause names the enclosure, unless only its noun does: "… mã độc (danh
/// sách gửi kèm theo)", "chi tiết tại Phụ lục kèm theo".
fn title(clause: &str, noun: &str) -> String {
    let folded = domain::text::fold(clause);
    let led = ["tai", "theo", "xem", "co"]
        .iter()
        .any(|lead| folded.ends_with(lead))
        || clause.split_whitespace().count() < 2;
    if noun.is_empty()
        || domain::text::fold(noun) == "van ban"
        || DOCUMENTS.iter().any(|d| folded.starts_with(d))
    {
        clause.to_owned()
    } else if led {
        noun.to_owned()
    } else {
        let last = clause.rsplit(", ").next().unwrap_or(clause);
        format!("{noun}: {}", last.trim_end_matches(['(', ' ', ',']))
    }
}

fn push_enclosure(out: &mut Vec<Enclosure>, title: &str, references: &[Reference]) {
    let title = title
        .trim()
        .trim_matches([',', ';', ':', '.', '(', ')', '-', ' ']);
    let title = title.strip_prefix("và ").unwrap_or(title);
    if title.is_empty() {
        return;
    }
    let sign = references
        .iter()
        .filter_map(cited_as)
        .find(|sign| title.contains(sign.as_str()));
    out.push(Enclosure {
        title: shorten(title, 300).to_owned(),
        sign,
    });
}

/// Where the title of an enclosure begins: at its noun, else at the last stop.
fn title_start(before: &str) -> usize {
    let trimmed = before.trim_end().trim_end_matches(['(', ',', ' ']);
    let stop = trimmed
        .rfind([';', ':', '(', ')', '.'])
        .map_or(0, |at| at + 1);
    let clause = rest(trimmed, stop);
    let noun = DOCUMENTS.iter().filter_map(|noun| clause.find(noun)).min();
    stop + noun.unwrap_or(0)
}

/// "công văn số 6410/… ngày … của … về việc …" up to the place where it is to appear.
fn published_title(text: &str, sign: &str) -> Option<String> {
    static KIND: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?:cong van|van ban|chi thi|cong dien|ke hoach|thong bao)(?: so)?\s*$")
    });
    static END: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\s(?:len|tren (?:cong|trang))\s|[;.](?:\s|$)|$"));
    let at = text.find(sign)?;
    let before = Folded::new(upto(text, at));
    let start = KIND
        .find(&before.text)
        .map_or(at, |m| before.printed_range(m.range()).start);
    let tail = Folded::new(rest(text, at));
    let end = at
        + END
            .find(&tail.text)
            .map_or(0, |m| tail.printed_range(m.range()).start);
    Some(shorten(part(text, start..end).trim(), 300).to_owned()).filter(|t| !t.is_empty())
}

#[cfg(test)]
#[path = "references/tests.rs"]
mod tests;
