//! A phrase of the lexicon, found in a clause.
//!
//! A phrase never crosses the end of a sentence. How many scanning slips it
//! forgives grows with its length. How it is written: `grammar.rs`.

use core::ops::Range;

use super::tokens::Token;
use super::vocabulary::{Cost, Readings, WordId};

/// How many different ways of reading one phrase at one place are followed.
const PATHS_MAX: usize = 64;

/// A phrase, ready to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) at_sentence_start: bool,
    pub(super) elements: Vec<Element>,
}

/// A piece of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Element {
    /// One of these sequences of words; an empty one means the piece may be missing.
    Choice(Vec<Vec<WordId>>),
    /// Up to so many words of any kind.
    Gap(usize),
    /// Not followed by one of these.
    Without(Vec<Vec<WordId>>),
}

/// A phrase found: the tokens it covers and what its slips cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) tokens: Range<usize>,
    pub(super) sentence: usize,
    pub(super) cost: Cost,
}

impl Phrase {
    /// The words it can begin with.
    pub(super) fn first_words(&self) -> Vec<WordId> {
        let mut first = Vec::new();
        for element in &self.elements {
            let Element::Choice(alternatives) = element else {
                break;
            };
            first.extend(
                alternatives
                    .iter()
                    .filter_map(|words| words.first().copied()),
            );
            if alternatives.iter().all(|words| !words.is_empty()) {
                break;
            }
        }
        first
    }

    /// The phrase read from token `start` on, by the cheapest and then shortest way.
    pub(super) fn find_at(&self, start: usize, text: &Text<'_>) -> Option<Found> {
        let sentence = text.tokens.get(start)?.sentence;
        if self.at_sentence_start && !text.begins_sentence(start) {
            return None;
        }
        let mut paths = vec![Path {
            end: start,
            cost: 0,
            words: 0,
            letters: 0,
        }];
        for element in &self.elements {
            paths = match element {
                Element::Gap(words) => widen(&paths, *words, sentence, text),
                Element::Choice(alternatives) => choose(&paths, alternatives, sentence, text),
                Element::Without(unwanted) => {
                    paths.retain(|path| {
                        !unwanted
                            .iter()
                            .any(|words| follow(*path, words, sentence, text).is_some())
                    });
                    paths
                }
            };
            if paths.is_empty() {
                return None;
            }
        }
        paths
            .into_iter()
            .filter(|path| path.end > start && path.cost <= path.budget())
            .min_by_key(|path| (path.cost, path.end))
            .map(|path| Found {
                tokens: start..path.end,
                sentence,
                cost: path.cost,
            })
    }
}

/// A clause prepared for matching.
pub(super) struct Text<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) readings: &'a [Readings],
}

impl Text<'_> {
    fn begins_sentence(&self, at: usize) -> bool {
        let sentence = |i: usize| self.tokens.get(i).map(|t| t.sentence);
        at.checked_sub(1)
            .is_none_or(|before| sentence(before) != sentence(at))
    }

    fn cost(&self, at: usize, sentence: usize, word: WordId) -> Option<Cost> {
        let token = self.tokens.get(at)?;
        if token.sentence != sentence {
            return None;
        }
        let readings = self.readings.get(at)?;
        let (_, cost) = readings.iter().find(|(id, _)| *id == word)?;
        Some(*cost)
    }
}

#[derive(Debug, Clone, Copy)]
struct Path {
    end: usize,
    cost: Cost,
    words: usize,
    letters: usize,
}

impl Path {
    /// Half errors forgiven: four for every five words, none in a single short
    /// word, and one wrong letter in anything long enough not to be mistaken.
    fn budget(&self) -> Cost {
        let by_words = match self.words {
            0 | 1 => usize::from(self.letters >= 6),
            words => words * 4 / 5,
        };
        let by_letters = if self.letters >= 9 { 2 } else { 0 };
        Cost::try_from(by_words.max(by_letters)).unwrap_or(Cost::MAX)
    }
}

fn widen(paths: &[Path], words: usize, sentence: usize, text: &Text<'_>) -> Vec<Path> {
    let mut wider = Vec::new();
    for path in paths {
        for end in path.end..=path.end + words {
            let inside = end == path.end
                || text
                    .tokens
                    .get(end - 1)
                    .is_some_and(|t| t.sentence == sentence);
            if !inside {
                break;
            }
            wider.push(Path { end, ..*path });
        }
    }
    best_by_end(wider)
}

fn choose(
    paths: &[Path],
    alternatives: &[Vec<WordId>],
    sentence: usize,
    text: &Text<'_>,
) -> Vec<Path> {
    let mut chosen = Vec::new();
    for path in paths {
        for words in alternatives {
            chosen.extend(follow(*path, words, sentence, text));
        }
    }
    best_by_end(chosen)
}

fn follow(mut path: Path, words: &[WordId], sentence: usize, text: &Text<'_>) -> Option<Path> {
    for word in words {
        let cost = text.cost(path.end, sentence, *word)?;
        path.cost = path.cost.saturating_add(cost);
        path.letters += text.tokens.get(path.end)?.shape.folded.len();
        path.words += 1;
        path.end += 1;
    }
    Some(path)
}

/// Of the paths that end at the same token only the cheapest is worth following.
fn best_by_end(mut paths: Vec<Path>) -> Vec<Path> {
    paths.sort_unstable_by_key(|path| (path.end, path.cost, core::cmp::Reverse(path.words)));
    paths.dedup_by_key(|path| path.end);
    paths.truncate(PATHS_MAX);
    paths
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{Sets, parse};
    use super::super::index::Index;
    use super::super::tokens::{is_bare, tokenise};
    use super::super::vocabulary::Vocabulary;
    use super::*;

    /// The cost at which `phrase` is found in `text`.
    fn check(phrase: &str, text: &str, expected: Option<Cost>) {
        let mut words = Vocabulary::default();
        let sets = Sets::new();
        let parsed = parse(phrase, &sets, &mut words).unwrap();
        words.seal();
        let tokens = tokenise(text);
        let readings = words.read(&tokens, is_bare(&tokens));
        let text_read = Text {
            tokens: &tokens,
            readings: &readings,
        };
        let phrases = [parsed];
        let found = Index::of(&phrases).find_all(&phrases, &text_read);
        let cheapest = found[0].iter().map(|f| f.cost).min();
        assert_eq!(cheapest, expected, "{phrase:?} in {text:?}");
    }

    #[test]
    fn phrases_are_found_through_slips_and_gaps() {
        check(
            "săn lùng các? mối nguy hại",
            "rà soát, sẵn lòng mỗi nguy hại",
            Some(4),
        );
        check(
            "săn lùng các? mối nguy hại",
            "săn lùng các mối nguy hại",
            Some(0),
        );
        check(
            "cổng (ttđt|thông tin điện tử)",
            "Giao Công TTĐT thị xã",
            Some(1),
        );
        check("bản vá", "các bạn và tôi trong đội", None);
        check("bản vá", "cap nhat ban va", Some(0));
        check(
            "bóc gỡ _ máy chủ",
            "bóc gỡ phần mềm độc hại cho máy chủ",
            None,
        );
        check(
            "bóc gỡ _5 máy chủ",
            "bóc gỡ phần mềm độc hại cho máy chủ",
            Some(0),
        );
        check("bóc gỡ _5 máy chủ", "bóc gỡ ngay; máy chủ", None);
        check("trực 24/7", "trực 24/7", Some(0));
        check("trực 24/7", "trực 24/24", None);
        check("trực ~(tuyến|tiếp)", "họp trực tuyến", None);
        check("trực ~(tuyến|tiếp)", "phân công trực", Some(0));
        check("^ căn cứ", "Căn cứ Luật", Some(0));
        check("^ căn cứ", "theo căn cứ", None);
    }
}
