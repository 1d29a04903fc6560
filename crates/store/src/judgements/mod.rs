//! Judgements: the history of results, of which the newest per key counts.
//!
//! A result that says the same as the one before gives no row, so the history
//! is the history of changes.

mod query;
mod row;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use sea_orm::EntityTrait;

pub use query::JudgementQuery;

use crate::bound::{Bound, Kept, kept, row_hash};
use crate::ledger::row_hash::new_salts;
use crate::{DirectiveId, LeafError, LeafSlot, StoreError, Tx};

const ROWS_AT_ONCE: usize = 1000;
const UNITS_AT_ONCE: usize = 1000;

/// What a result is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JudgementKey {
    /// The directive.
    pub directive: DirectiveId,
    /// The obligation's printed path.
    pub obligation: String,
    /// The unit judged.
    pub unit: String,
    /// The measure.
    pub measure: String,
}

/// A result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What it is about.
    pub key: JudgementKey,
    /// Its status, a word of the caller.
    pub status: String,
    /// How well it is founded (`A` to `D`), where a fact was needed.
    pub basis: Option<char>,
    /// False while the window going on may still change it.
    pub is_final: bool,
    /// The instant judged for.
    pub as_of: Timestamp,
    /// The next instant at which time alone may change it.
    pub changes_at: Option<Timestamp>,
    /// Canonical JSON of figures, reasons, evidence and next step; opaque here.
    /// It must not hold `as_of`, else every result differs from the one before.
    pub body: String,
}

impl Judgement {
    /// Whether it says the same as another, whenever that was judged.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.key == other.key
            && self.status == other.status
            && self.basis == other.basis
            && self.is_final == other.is_final
            && self.changes_at == other.changes_at
            && self.body == other.body
    }
}

impl Tx {
    /// Keeps the results that differ from the newest of their key, and appends
    /// one leaf for each. The closure gets the result, the one before it and
    /// the place of the leaf.
    ///
    /// Returns what was kept, in the order given.
    ///
    /// # Errors
    /// [`StoreError::Database`]; [`StoreError::Leaf`] when the closure fails.
    pub async fn add_judgements(
        &mut self,
        judgements: Vec<Judgement>,
        mut leaf: impl FnMut(&Judgement, Option<&Judgement>, LeafSlot) -> Result<Vec<u8>, LeafError>
        + Send,
    ) -> Result<Vec<Kept<Judgement>>, StoreError> {
        let mut newest = self.newest_judgements(&judgements).await?;
        let salts = new_salts(judgements.len())?;
        let mut added = Vec::new();
        let mut rows = Vec::new();
        self.half();
        for (judgement, salt) in judgements.into_iter().zip(salts) {
            let before = newest.get(&judgement.key);
            if before.is_some_and(|before| before.says_the_same(&judgement)) {
                continue;
            }
            let seal = self.seal(salt)?;
            let row = row_hash(&judgement, &seal);
            let seq = self.append(row, |slot| leaf(&judgement, before, slot))?;
            rows.push(judgement.to_row(seal)?);
            newest.insert(judgement.key.clone(), judgement.clone());
            added.push(Kept {
                seq,
                recorded_at: self.at(),
                value: judgement,
            });
        }
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            row::Entity::insert_many(rows.by_ref().take(ROWS_AT_ONCE))
                .exec_without_returning(&self.sql)
                .await?;
        }
        self.whole();
        Ok(added)
    }

    async fn newest_judgements(
        &self,
        judgements: &[Judgement],
    ) -> Result<HashMap<JudgementKey, Judgement>, StoreError> {
        let mut units: BTreeMap<DirectiveId, BTreeSet<&str>> = BTreeMap::new();
        for judgement in judgements {
            let key = &judgement.key;
            units.entry(key.directive).or_default().insert(&key.unit);
        }
        let mut newest = HashMap::new();
        for (directive, units) in units {
            let units: Vec<String> = units.into_iter().map(str::to_owned).collect();
            for chunk in units.chunks(UNITS_AT_ONCE) {
                let query = JudgementQuery {
                    directive: Some(directive),
                    units: Some(chunk.to_vec()),
                    ..JudgementQuery::default()
                };
                for row in query::newest(&self.sql, &query).await? {
                    let judgement: Judgement = kept(row)?.value;
                    newest.insert(judgement.key.clone(), judgement);
                }
            }
        }
        Ok(newest)
    }
}
