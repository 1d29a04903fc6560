//! The words of the lexicon, found again in ruined text.
//!
//! A scanned word is accepted for a word of the lexicon when they differ by a
//! diacritic, or by one letter in words of four letters and more, or by two in
//! words of eight and more. What that costs is said, what may be spent is the
//! phrase's business.

use std::collections::HashMap;

use super::tokens::{Shape, Token};

/// A word of the lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct WordId(u32);

/// How far a printed word is from a word of the lexicon, in half errors:
/// a wrong diacritic is 1, a wrong letter 2, two wrong letters 3, and one more
/// when the printed word is itself a word of the lexicon.
pub(super) type Cost = u8;

const COST_MARK: Cost = 1;
const COST_LETTER: Cost = 2;
const COST_TWO_LETTERS: Cost = 3;
const COST_KNOWN_WORD: Cost = 1;

/// The distinct words of the lexicon.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    ids: HashMap<Shape, WordId>,
    /// Folded form → the words that fold so.
    folded: HashMap<String, Vec<(WordId, String)>>,
    /// Folded forms long enough to be matched with errors.
    fuzzy: Vec<Form>,
}

#[derive(Debug)]
struct Form {
    letters: Vec<u8>,
    mask: u32,
    words: Vec<(WordId, String)>,
}

/// A word of the lexicon a printed word may be, and at what cost; sorted by word.
pub(super) type Readings = Vec<(WordId, Cost)>;

impl Vocabulary {
    /// The id of `shape`, which becomes part of the vocabulary.
    pub(super) fn intern(&mut self, shape: Shape) -> WordId {
        if let Some(id) = self.ids.get(&shape) {
            return *id;
        }
        let id = WordId(u32::try_from(self.ids.len()).unwrap_or(u32::MAX));
        let same = self.folded.entry(shape.folded.clone()).or_default();
        same.push((id, shape.marks.clone()));
        self.ids.insert(shape, id);
        id
    }

    /// Prepares matching with errors; call once, after the last [`Self::intern`].
    pub(super) fn seal(&mut self) {
        self.fuzzy = self
            .folded
            .iter()
            .filter(|(folded, _)| errors_allowed(folded) > 0)
            .map(|(folded, words)| Form {
                letters: folded.as_bytes().to_vec(),
                mask: letter_mask(folded.as_bytes()),
                words: words.clone(),
            })
            .collect();
    }

    /// Whether a word folds to `folded`.
    pub(super) fn knows(&self, folded: &str) -> bool {
        self.folded.contains_key(folded)
    }

    /// The words of the lexicon each of `tokens` may be. `bare` is whether the
    /// text has no diacritics at all, so that a missing one costs nothing.
    pub(super) fn read(&self, tokens: &[Token], bare: bool) -> Vec<Readings> {
        let mut seen: HashMap<&Shape, Readings> = HashMap::new();
        let mut all = Vec::with_capacity(tokens.len());
        for token in tokens {
            let readings = seen
                .entry(&token.shape)
                .or_insert_with(|| self.readings(&token.shape, bare));
            all.push(readings.clone());
        }
        all
    }

    fn readings(&self, shape: &Shape, bare: bool) -> Readings {
        let mut readings = Readings::new();
        let mut surcharge = 0;
        if let Some(words) = self.folded.get(&shape.folded) {
            surcharge = COST_KNOWN_WORD;
            for (id, marks) in words {
                let same = *marks == shape.marks || (bare && shape.marks.is_empty());
                readings.push((*id, if same { 0 } else { COST_MARK }));
            }
        }
        self.push_similar(shape, surcharge, &mut readings);
        readings.sort_unstable();
        readings
    }

    fn push_similar(&self, shape: &Shape, surcharge: Cost, readings: &mut Readings) {
        let letters = shape.folded.as_bytes();
        // A figure with another digit is another figure.
        if letters.len() < 3 || letters.iter().any(u8::is_ascii_digit) {
            return;
        }
        let mask = letter_mask(letters);
        for form in &self.fuzzy {
            let allowed = errors_allowed_in(form.letters.len());
            let apart = form.letters.len().abs_diff(letters.len());
            let strange = usize::try_from((form.mask ^ mask).count_ones()).unwrap_or(usize::MAX);
            if apart > allowed || strange > 2 * allowed {
                continue;
            }
            let cost = match edit_distance(&form.letters, letters) {
                1 => COST_LETTER,
                2 if allowed >= 2 => COST_TWO_LETTERS,
                _ => continue,
            };
            readings.extend(form.words.iter().map(|(id, _)| (*id, cost + surcharge)));
        }
    }
}

fn errors_allowed(folded: &str) -> usize {
    if folded.bytes().any(|b| b.is_ascii_digit()) {
        return 0;
    }
    errors_allowed_in(folded.len())
}

const fn errors_allowed_in(letters: usize) -> usize {
    match letters {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

/// Which letters occur, one bit each; two words one edit apart differ in at most two bits.
fn letter_mask(letters: &[u8]) -> u32 {
    letters
        .iter()
        .fold(0, |mask, letter| mask | 1 << (u32::from(*letter) % 32))
}

/// Letters to insert, delete, change or swap with the neighbour.
fn edit_distance(left: &[u8], right: &[u8]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (row, a) in left.iter().enumerate() {
        let mut current = Vec::with_capacity(above.len());
        let mut last = row + 1;
        current.push(last);
        for (column, b) in right.iter().enumerate() {
            let diagonal = above.get(column).copied().unwrap_or(usize::MAX - 1);
            let up = above.get(column + 1).copied().unwrap_or(usize::MAX - 1);
            let mut best = (diagonal + usize::from(a != b)).min(up + 1).min(last + 1);
            if column > 0
                && right.get(column - 1) == Some(a)
                && row > 0
                && left.get(row - 1) == Some(b)
                && let Some(swapped) = before.get(column - 1)
            {
                best = best.min(swapped + 1);
            }
            current.push(best);
            last = best;
        }
        before = above;
        above = current;
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokenise;
    use super::*;

    /// The cost of reading `printed` as the only word of the vocabulary `word`.
    fn check(word: &str, printed: &str, expected: Option<Cost>) {
        let mut vocabulary = Vocabulary::default();
        let id = vocabulary.intern(Shape::of(word));
        vocabulary.seal();
        let readings = vocabulary.read(&tokenise(printed), printed.is_ascii());
        let found = readings.first().and_then(|r| r.first()).copied();
        assert_eq!(
            found,
            expected.map(|cost| (id, cost)),
            "{word} as {printed}"
        );
    }

    #[test]
    fn scanning_slips_have_a_price() {
        check("toàn", "toàn", Some(0));
        check("toàn", "toan", Some(0));
        check("cổng", "công", Some(1));
        check("toàn", "tồn", Some(2));
        check("zimbra", "Zimba", Some(2));
        check("zimbra", "zmibra", Some(2));
        check("lùng", "lòng", Some(2));
        check("vá", "và", Some(1));
        check("vá", "va", Some(0));
        check("gỡ", "go", Some(0));
        check("gỡ", "gần", None);
        check("microsoft", "micosofl", Some(3));
        check("24", "25", None);
        check("thông", "phong", Some(2));
        check("thông", "không", Some(2));
        check("thông", "chung", None);
    }

    #[test]
    fn distances() {
        for (left, right, expected) in [
            ("", "", 0),
            ("abc", "abc", 0),
            ("abc", "acb", 1),
            ("toan", "ton", 1),
            ("botnet", "bonet", 1),
            ("botnet", "binet", 2),
        ] {
            assert_eq!(
                edit_distance(left.as_bytes(), right.as_bytes()),
                expected,
                "{left} {right}"
            );
        }
    }
}
