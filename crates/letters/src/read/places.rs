//! Where in the source what was read stands, so that a person can compare the two.
//!
//! The reader joins, cuts and cleans lines on its way; instead of carrying places through every step, the
//! words of what was read are sought again in the lines it read. What is not found has no place: nothing is
//! placed by guess. It reads nothing anew and changes nothing.

use super::folded::Folded;
use super::fuzzy::words;
use super::{flat, lines};
use domain::directive::Directive;
use domain::text::fold;
use std::collections::HashMap;

/// How many words at each end of a text are enough to know it again.
const ANCHOR_WORDS: usize = 6;
/// How many words more than the text itself its place may hold, such as labels of list items.
const EXTRA_WORDS: usize = 40;
/// The head of a letter is looked for among this many lines.
const HEAD_LINES: usize = 60;

/// Lines of the source, both inclusive, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// First line.
    pub first: usize,
    /// Last line.
    pub last: usize,
}

impl Place {
    fn line(line: usize) -> Self {
        Self {
            first: line,
            last: line,
        }
    }
}

/// One line as the reader saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// Its text: one Unicode form, single blanks, never empty.
    pub text: String,
    /// Whether an empty line stood before it.
    pub gap: bool,
}

/// Where the parts of a directive stand; `None` where they were not found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// The line of number and sign.
    pub number: Option<Place>,
    /// The line of the date.
    pub date: Option<Place>,
    /// The name of the issuer.
    pub issuer: Option<Place>,
    /// The subject.
    pub subject: Option<Place>,
    /// The words that name the watch.
    pub watch: Option<Place>,
    /// The obligations, in their order.
    pub obligations: Vec<Option<Place>>,
    /// The contacts, in their order.
    pub contacts: Vec<Option<Place>>,
    /// The enclosures, in their order.
    pub enclosures: Vec<Option<Place>>,
}

/// The lines of a text as [`super::read_text`] sees them.
#[must_use]
pub fn source_lines(text: &str) -> Vec<SourceLine> {
    let (lines, _) = flat::cut(lines::lines(text));
    let line = |line: lines::Line| SourceLine {
        text: line.text,
        gap: line.gap,
    };
    lines.into_iter().map(line).collect()
}

/// Finds what was read in the lines it was read from.
#[must_use]
pub fn places(source: &[SourceLine], directive: &Directive) -> Places {
    let index = Index::of(source);
    let mut from = 0;
    let obligations = directive.obligations.iter().map(|duty| {
        // Duties follow each other in print; one that was found moves the search on.
        let found = index.find(&duty.text, from)?;
        from = if duty.is_synthetic() { from } else { found.1 };
        Some(found.0)
    });
    let obligations = obligations.collect();
    let anywhere = |text: &str| index.find(text, 0).map(|found| found.0);
    let head = || source.iter().take(HEAD_LINES).enumerate();
    let line_with = |wanted: &dyn Fn(&str) -> bool| {
        let mut found = head().filter(|(_, line)| wanted(&fold(&line.text)));
        found.next().map(|(at, _)| Place::line(at + 1))
    };
    let sign = directive.sign.as_deref().map(fold);
    let watch = directive.watch.as_ref();
    Places {
        number: line_with(&|line| {
            line.starts_with("so:") || line.starts_with("so ") && line.contains('/')
        })
        .or_else(|| line_with(&|line| sign.as_deref().is_some_and(|sign| line.contains(sign)))),
        date: line_with(&|line| {
            line.contains("ngay") && line.contains("thang") && line.contains("nam")
        }),
        issuer: directive.issuer.as_ref().and_then(|i| anywhere(&i.name)),
        subject: directive.subject.as_deref().and_then(anywhere),
        watch: watch.and_then(|watch| anywhere(&watch.name)),
        obligations,
        contacts: directive
            .contacts
            .iter()
            .map(|c| anywhere(&c.name))
            .collect(),
        enclosures: directive
            .enclosures
            .iter()
            .map(|e| anywhere(&e.title))
            .collect(),
    }
}

/// The words of the source by number, with the line of each.
struct Index {
    numbers: HashMap<String, usize>,
    /// Number and line of each word.
    words: Vec<(usize, usize)>,
    /// The positions of each number, ascending.
    at: Vec<Vec<usize>>,
}

impl Index {
    fn of(source: &[SourceLine]) -> Self {
        let mut index = Self {
            numbers: HashMap::new(),
            words: Vec::new(),
            at: Vec::new(),
        };
        for (line, text) in source.iter().enumerate() {
            for word in words(&Folded::new(&text.text).text) {
                let next = index.at.len();
                let number = *index.numbers.entry(word.text.to_owned()).or_insert(next);
                if number == next {
                    index.at.push(Vec::new());
                }
                let position = index.words.len();
                index
                    .at
                    .get_mut(number)
                    .into_iter()
                    .for_each(|at| at.push(position));
                index.words.push((number, line + 1));
            }
        }
        index
    }

    /// Where a text stands, from the word `from` on or else anywhere, and the word after it.
    fn find(&self, text: &str, from: usize) -> Option<(Place, usize)> {
        let folded = Folded::new(text);
        let wanted: Option<Vec<usize>> = words(&folded.text)
            .iter()
            .map(|word| self.numbers.get(word.text).copied())
            .collect();
        let wanted = wanted.filter(|wanted| !wanted.is_empty())?;
        let anchor = wanted.get(..ANCHOR_WORDS.min(wanted.len()))?;
        let start = self.first(anchor, from).or_else(|| self.first(anchor, 0))?;
        let tail = wanted.get(wanted.len().saturating_sub(ANCHOR_WORDS)..)?;
        let least = start + wanted.len() - tail.len();
        let end = self
            .first(tail, least)
            .filter(|end| *end <= least + EXTRA_WORDS)
            .unwrap_or(least);
        let last = (end + tail.len()).min(self.words.len());
        let line = |word: usize| self.words.get(word).map(|word| word.1);
        let place = Place {
            first: line(start)?,
            last: line(last.checked_sub(1)?)?,
        };
        Some((place, last))
    }

    /// The first position from `from` on at which these words follow each other.
    fn first(&self, wanted: &[usize], from: usize) -> Option<usize> {
        let candidates = self.at.get(*wanted.first()?)?;
        let begin = candidates.partition_point(|at| *at < from);
        candidates.get(begin..)?.iter().copied().find(|at| {
            let found = self.words.get(*at..at + wanted.len());
            found.is_some_and(|found| found.iter().map(|w| &w.0).eq(wanted))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{ReadContext, read_text};
    use domain::pack::calendar::Calendar;

    const LETTER: &str = "ỦY BAN NHÂN DÂN THỊ XÃ MẪU\nSố: /UBND-VH\nMẫu, ngày tháng 01 năm 2024\nV/v bảo đảm an toàn thông tin mạng\n\nKính gửi: Các cơ quan, đơn vị.\n\n1. Các cơ quan, đơn vị:\n- Phân công cán bộ trực 24/7\nbảo đảm an toàn thông tin mạng trong dịp Tết.\n- Rà soát, khắc phục lỗ hổng trên hệ thống Zimba.\n2. Liên hệ: Đội ứng cứu sự cố, điện thoại 02990001111.\n";

    fn shown(place: Option<Place>) -> String {
        place.map_or_else(|| "-".into(), |p| format!("{}-{}", p.first, p.last))
    }

    #[test]
    fn each_duty_knows_its_lines() {
        let context = ReadContext {
            calendar: &Calendar {
                observances: vec![],
            },
        };
        let directive = read_text(LETTER, &context);
        let source = source_lines(LETTER);
        let found = places(&source, &directive);
        let ids = directive.obligations.iter().map(|o| o.id.as_str());
        let placed: Vec<String> = ids
            .zip(&found.obligations)
            .map(|(id, place)| format!("{id} {}", shown(*place)))
            .collect();
        assert_eq!(placed, ["1.1 7-8", "1.2 9-9", "contacts 10-10"]);
        assert_eq!(shown(found.number), "2-2");
        assert_eq!(shown(found.date), "3-3");
        assert_eq!(shown(found.subject), "4-4");
        for (place, duty) in found.obligations.iter().zip(&directive.obligations) {
            let first = place.and_then(|p| source.get(p.first - 1)).unwrap();
            let word = duty.text.split(' ').next().unwrap();
            assert!(first.text.contains(word), "{} in {:?}", duty.id, first.text);
        }
    }

    #[test]
    fn what_is_not_in_the_text_has_no_place() {
        let source = source_lines("Chỉ có một dòng.");
        let context = ReadContext {
            calendar: &Calendar {
                observances: vec![],
            },
        };
        let found = places(&source, &read_text(LETTER, &context));
        assert!(found.obligations.iter().all(Option::is_none));
        assert!(places(&[], &read_text("", &context)).obligations.is_empty());
    }
}
