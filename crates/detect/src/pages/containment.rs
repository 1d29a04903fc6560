//! How much of a mandated text a page carries (measure 14), and whether the
//! number, date and issuer of the document stand in it.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

/// Words in one shingle (measure 14: "5-word shingles").
const SHINGLE_WORDS: usize = 5;

/// The share, 0 to 1, of the source's 5-word shingles that occur in the
/// candidate (NFC, case, white space and punctuation folded).
///
/// Every place of the source counts once, so leaving out a paragraph costs its
/// length. A source shorter than five words is one shingle; an empty source
/// gives 0, for there is nothing that could be proved to be there.
#[must_use]
pub fn containment(source: &str, candidate: &str) -> f64 {
    let mut ids = HashMap::new();
    let source_words = words(source);
    let source: Vec<u32> = source_words
        .iter()
        .map(|word| number(&mut ids, word))
        .collect();
    if source.is_empty() {
        return 0.0;
    }
    let width = SHINGLE_WORDS.min(source.len());
    let unknown = u32::MAX;
    let candidate: Vec<u32> = words(candidate)
        .iter()
        .map(|word| ids.get(word.as_str()).copied().unwrap_or(unknown))
        .collect();
    let there: HashSet<&[u32]> = candidate.windows(width).collect();
    let (mut found, mut all) = (0_u32, 0_u32);
    for shingle in source.windows(width) {
        all = all.saturating_add(1);
        found = found.saturating_add(u32::from(there.contains(shingle)));
    }
    f64::from(found) / f64::from(all)
}

fn number<'a>(ids: &mut HashMap<&'a str, u32>, word: &'a str) -> u32 {
    let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    *ids.entry(word).or_insert(next)
}

/// The words of a text: runs of letters and digits in NFC and lower case.
fn words(text: &str) -> Vec<String> {
    domain::text::nfc(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// What names a document: looked for in the page that should carry it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Number and sign as cited, such as `6410/BTTTT-CATTT`.
    pub number_and_sign: Option<String>,
    /// The date of the document.
    pub date: Option<Date>,
    /// The issuer as printed, such as `Bộ Thông tin và Truyền thông`.
    pub issuer: Option<String>,
}

/// Which of the [`Wanted`] stand in a page; `None` where nothing was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// Whether number and sign stand there, side by side.
    pub number_and_sign: Option<bool>,
    /// Whether the date stands there, in figures or as `ngày … tháng … năm …`.
    pub date: Option<bool>,
    /// Whether the issuer's name stands there (diacritics folded).
    pub issuer: Option<bool>,
}

impl Marks {
    /// Whether everything that was asked is there.
    #[must_use]
    pub fn complete(self) -> bool {
        [self.number_and_sign, self.date, self.issuer]
            .into_iter()
            .all(|mark| mark != Some(false))
    }
}

/// Looks for the number, date and issuer of a document in a page's text.
#[must_use]
pub fn marks(wanted: &Wanted, candidate: &str) -> Marks {
    let page = words(&domain::text::fold(candidate));
    let has_text = |text: &String| {
        let sought = words(&domain::text::fold(text));
        !sought.is_empty() && contains(&page, &sought)
    };
    Marks {
        number_and_sign: wanted.number_and_sign.as_ref().map(has_text),
        date: wanted.date.map(|date| has_date(&page, date)),
        issuer: wanted.issuer.as_ref().map(has_text),
    }
}

fn contains(page: &[String], sought: &[String]) -> bool {
    page.windows(sought.len()).any(|window| window == sought)
}

fn has_date(page: &[String], date: Date) -> bool {
    let is = |word: Option<&String>, value: i64| {
        word.is_some_and(|word| word.parse::<i64>().is_ok_and(|number| number == value))
    };
    let (day, month, year) = (
        i64::from(date.day()),
        i64::from(date.month()),
        date.year().into(),
    );
    page.iter().enumerate().any(|(at, _)| {
        let word = |offset: usize| page.get(at + offset);
        let figures = is(word(0), day) && is(word(1), month) && is(word(2), year);
        let written = is(word(0), day)
            && word(1).is_some_and(|word| word == "thang")
            && is(word(2), month)
            && word(3).is_some_and(|word| word == "nam")
            && is(word(4), year);
        figures || written
    })
}
