//! All phrases found in one reading of a clause.

use std::collections::HashMap;

use super::phrase::{Found, Phrase, Text};
use super::vocabulary::WordId;

/// Which phrases can begin with a word, so that a clause is read once for all of them.
#[derive(Debug, Default)]
pub(super) struct Index {
    by_first_word: HashMap<WordId, Vec<usize>>,
}

impl Index {
    /// The index of `phrases`; a phrase is known by its place in the slice.
    pub(super) fn of(phrases: &[Phrase]) -> Self {
        let mut by_first_word: HashMap<WordId, Vec<usize>> = HashMap::new();
        for (number, phrase) in phrases.iter().enumerate() {
            for word in phrase.first_words() {
                let starting = by_first_word.entry(word).or_default();
                if starting.last() != Some(&number) {
                    starting.push(number);
                }
            }
        }
        Self { by_first_word }
    }

    /// Every place where each of `phrases` stands in `text`, by phrase.
    pub(super) fn find_all(&self, phrases: &[Phrase], text: &Text<'_>) -> Vec<Vec<Found>> {
        let mut found: Vec<Vec<Found>> = vec![Vec::new(); phrases.len()];
        for (start, readings) in text.readings.iter().enumerate() {
            let mut candidates: Vec<usize> = readings
                .iter()
                .filter_map(|(word, _)| self.by_first_word.get(word))
                .flatten()
                .copied()
                .collect();
            candidates.sort_unstable();
            candidates.dedup();
            for number in candidates {
                let hit = phrases
                    .get(number)
                    .and_then(|phrase| phrase.find_at(start, text));
                if let (Some(hit), Some(list)) = (hit, found.get_mut(number)) {
                    list.push(hit);
                }
            }
        }
        found
    }
}
