//! The monthly bulletins a text cites: "Microsoft từ tháng 5 đến tháng 11 năm 2023" is one for each month.
//!
//! Days of a date are no months, and months without a vendor before them are none of a bulletin's.

use crate::facts::Advisory;
use crate::text::{fold, nfc};

/// The monthly bulletin of one vendor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Monthly {
    vendor: String,
    year: i16,
    month: i8,
}

impl Monthly {
    /// What people call it.
    pub(super) fn name(&self) -> String {
        format!("{} {}/{}", self.vendor, self.month, self.year)
    }

    /// By the month its title names, else by its date.
    pub(super) fn is(&self, subject: &Subject) -> bool {
        let month = (self.year, self.month);
        subject.words.contains(&fold(&self.vendor))
            && if subject.months.is_empty() {
                subject.dated == Some(month)
            } else {
                subject.months == [month]
            }
    }
}

/// What a bulletin held speaks of, prepared for comparison.
pub(super) struct Subject {
    words: String,
    months: Vec<(i16, i8)>,
    dated: Option<(i16, i8)>,
}

impl Subject {
    /// The subject of a bulletin: its title and products, and the months the title names.
    pub(super) fn of(advisory: &Advisory) -> Self {
        let title = advisory.title.as_deref().unwrap_or_default();
        let products = advisory.products.iter().map(AsRef::as_ref);
        let words: Vec<&str> = core::iter::once(title).chain(products).collect();
        Self {
            words: fold(&words.join("\n")),
            months: named_months(title),
            dated: advisory.date.map(|d| (d.year(), d.month())),
        }
    }
}

/// A token of a text: as printed, and folded.
struct Token {
    printed: String,
    folded: String,
}

/// Words and numbers of a text; a dash is the word "den", a slash stays.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut word = String::new();
    let close = |word: &mut String, tokens: &mut Vec<Token>| {
        if !word.is_empty() {
            tokens.push(Token {
                folded: fold(word),
                printed: core::mem::take(word),
            });
        }
    };
    for c in nfc(text).chars() {
        if c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        close(&mut word, &mut tokens);
        if matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—') {
            tokens.push(Token {
                printed: c.into(),
                folded: "den".into(),
            });
        } else if c == '/' {
            tokens.push(Token {
                printed: c.into(),
                folded: c.into(),
            });
        }
    }
    close(&mut word, &mut tokens);
    tokens
}

/// Reads words of a text one after the other.
struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl Reader<'_> {
    fn word(&mut self, words: &[&str]) -> bool {
        let is = self
            .tokens
            .get(self.at)
            .is_some_and(|t| words.contains(&t.folded.as_str()));
        self.at += usize::from(is);
        is
    }

    fn number<N: core::str::FromStr + PartialOrd + Copy>(
        &mut self,
        least: N,
        most: N,
    ) -> Option<N> {
        let value: N = self.tokens.get(self.at)?.folded.parse().ok()?;
        self.at += 1;
        (least <= value && value <= most).then_some(value)
    }

    fn month(&mut self) -> Option<i8> {
        self.word(&["thang"]);
        self.number(1, 12)
    }

    fn year(&mut self) -> Option<i16> {
        let marked = self.word(&["/", "nam"]);
        marked.then(|| self.number(2000, 2100)).flatten()
    }

    /// `[từ tháng] M1 [/Y1] đến [tháng] M2/Y2`.
    fn range(&mut self) -> Option<((i16, i8), (i16, i8))> {
        let first = self.month()?;
        let here = self.at;
        let first_year = self.year();
        if first_year.is_none() {
            self.at = here;
        }
        if !self.word(&["den", "toi"]) {
            return None;
        }
        let last = self.month()?;
        let last_year = self.year()?;
        Some(((first_year.unwrap_or(last_year), first), (last_year, last)))
    }

    /// `tháng M/Y`.
    fn single(&mut self) -> Option<(i16, i8)> {
        if !self.word(&["thang"]) {
            return None;
        }
        let month = self.number(1, 12)?;
        self.year().map(|year| (year, month))
    }
}

/// The months a text names, each with the position of the token it begins at; days of a date are none.
fn months_at(tokens: &[Token]) -> Vec<(usize, Vec<(i16, i8)>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let before = at
            .checked_sub(1)
            .and_then(|b| tokens.get(b))
            .map(|t| t.folded.as_str());
        let is_date = before.is_some_and(|b| b == "/" || b == "ngay" || b.parse::<u16>().is_ok());
        let mut reader = Reader { tokens, at };
        let months = if is_date {
            None
        } else if let Some((first, last)) = reader.range() {
            Some(months_between(first, last))
        } else {
            reader = Reader { tokens, at };
            reader.single().map(|month| vec![month])
        };
        match months {
            Some(months) => {
                found.push((at, months));
                at = reader.at.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

/// All months from one to another; none when they are not in order, and never more than two years.
fn months_between(first: (i16, i8), last: (i16, i8)) -> Vec<(i16, i8)> {
    const MOST: usize = 24;
    let next = |(year, month): (i16, i8)| {
        if month < 12 {
            (year, month + 1)
        } else {
            (year + 1, 1)
        }
    };
    let months = core::iter::successors(Some(first), |m| Some(next(*m)));
    months.take_while(|m| *m <= last).take(MOST).collect()
}

fn named_months(text: &str) -> Vec<(i16, i8)> {
    months_at(&tokens(text))
        .into_iter()
        .flat_map(|(_, months)| months)
        .collect()
}

/// The monthly bulletins a text cites: the months it names, of the vendor named before them.
pub(super) fn monthly_of(text: &str) -> Vec<Monthly> {
    /// How many words back the vendor may stand.
    const NEAR: usize = 8;
    let tokens = tokens(text);
    let mut cited = Vec::new();
    for (at, months) in months_at(&tokens) {
        let near = tokens.iter().take(at).skip(at.saturating_sub(NEAR));
        let Some(vendor) = near.rev().find(|t| is_vendor(&t.printed)) else {
            continue;
        };
        cited.extend(months.into_iter().map(|(year, month)| Monthly {
            vendor: vendor.printed.clone(),
            year,
            month,
        }));
    }
    cited
}

/// A vendor is written as one foreign word of several syllables, such as "Microsoft" or "VMware"; a Vietnamese word with
/// a capital and without diacritics, such as "Trung", has one.
fn is_vendor(word: &str) -> bool {
    const LETTERS_LEAST: usize = 5;
    let is_vowel = |c: char| "aeiouyAEIOUY".contains(c);
    let mut after_vowel = false;
    let mut syllables = 0;
    for c in word.chars() {
        syllables += usize::from(is_vowel(c) && !after_vowel);
        after_vowel = is_vowel(c);
    }
    word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.chars().all(|c| c.is_ascii_alphabetic())
        && word.chars().any(|c| c.is_ascii_lowercase())
        && word.len() >= LETTERS_LEAST
        && syllables >= 2
}
