//! Importing facts: one source, its facts, what they make dirty and the ledger
//! leaf, all in one transaction.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, Statement};
use sha2::{Digest as _, Sha256};

use super::Fact;
use super::row::{self, Model};
use super::source::{self, KeptSource, Source};
use super::state::last_seq;
use crate::bound::{Kept, position_column};
use crate::ledger::row_hash::new_salts;
use crate::{Digest, Dirty, LeafError, LeafSlot, StoreError, Tx, time};

// Well below the engines' limits for values in one statement (SQLite 32,766).
const KEYS_AT_ONCE: usize = 1000;
const ROWS_AT_ONCE: usize = 1000;

/// A source with its facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The source.
    pub source: Source,
    /// Its facts.
    pub facts: Vec<Fact>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Imported {
    /// The source as it is kept, with the counts of new and known facts.
    pub source: Kept<KeptSource>,
    /// What the new facts made dirty.
    pub dirty: BTreeSet<Dirty>,
}

type FactKey = (String, String);

impl Tx {
    /// Keeps a source and its facts, marks what they touch dirty and appends
    /// one leaf for all of it.
    ///
    /// A fact gives no row when the newest row of its key states the same and
    /// the new source adds nothing to it: it is the same statement again (the
    /// same file, or the same kind, person, time and period without a file) or
    /// a worse founded one. The same content from a newer export is a new row,
    /// because what the newer export proves (its time, its period) is new.
    ///
    /// # Errors
    /// [`StoreError::Database`]; [`StoreError::Leaf`] when the closure fails.
    pub async fn import(
        &mut self,
        import: Import,
        leaf: impl FnOnce(LeafSlot) -> Result<Vec<u8>, LeafError> + Send,
    ) -> Result<Imported, StoreError> {
        let Import { source, facts } = import;
        self.half();
        let given = facts.len();
        let batch = self.new_rows(&source, facts).await?;
        let inserted = batch.rows.len();
        let kept = KeptSource {
            source,
            inserted: count(inserted),
            unchanged: count(given.saturating_sub(inserted)),
            facts_digest: digest_of(&batch.rows),
        };
        self.mark_dirty(batch.dirty.iter().cloned()).await?;
        self.insert_facts(batch.rows).await?;
        self.whole();
        let source = self.bind(kept, leaf).await?;
        Ok(Imported {
            source,
            dirty: batch.dirty,
        })
    }

    async fn new_rows(&self, source: &Source, facts: Vec<Fact>) -> Result<Batch, StoreError> {
        let mut newest = self.newest_of(&facts).await?;
        let sources = self.sources_of(newest.values()).await?;
        let mut seq = position_column(last_seq(&self.sql).await?)?;
        let recorded_at = time::to_column(self.at());
        let mut batch = Batch::default();
        for (fact, salt) in facts.iter().zip(new_salts(facts.len())?) {
            let key = (fact.table.clone(), fact.code.clone());
            let before = newest.get(&key);
            if let Some(before) = before
                && before.states(fact)
                && adds_nothing(source, &before.source_id, &sources)
            {
                continue;
            }
            seq = seq.saturating_add(1);
            let before_id = before.map(|before| before.fact_id.clone());
            let row = Model::new(fact, seq, source.id, recorded_at, before_id, salt);
            // A fact that moves to another unit changes both units' results.
            batch.touch(
                before.and_then(|before| before.unit.clone()),
                &fact.table,
                before.is_some(),
            );
            batch.touch(fact.unit.clone(), &fact.table, true);
            newest.insert(key, row.clone());
            batch.rows.push(row);
        }
        Ok(batch)
    }

    async fn newest_of(&self, facts: &[Fact]) -> Result<HashMap<FactKey, Model>, StoreError> {
        let mut by_table: HashMap<&str, Vec<&str>> = HashMap::new();
        for fact in facts {
            by_table.entry(&fact.table).or_default().push(&fact.code);
        }
        let mut newest = HashMap::with_capacity(facts.len());
        for (table, codes) in by_table {
            for chunk in codes.chunks(KEYS_AT_ONCE) {
                let query = newest_of_codes(self.backend(), table, chunk);
                for row in Model::find_by_statement(query).all(&self.sql).await? {
                    newest.insert((row.table_name.clone(), row.code.clone()), row);
                }
            }
        }
        Ok(newest)
    }

    async fn sources_of(
        &self,
        rows: impl Iterator<Item = &Model> + Send,
    ) -> Result<HashMap<Vec<u8>, source::Model>, StoreError> {
        let ids: BTreeSet<Vec<u8>> = rows.map(|row| row.source_id.clone()).collect();
        let ids: Vec<Vec<u8>> = ids.into_iter().collect();
        let mut sources = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(KEYS_AT_ONCE) {
            let query = source::Entity::find().filter(source::Column::Id.is_in(chunk.to_vec()));
            for row in query.all(&self.sql).await? {
                sources.insert(row.id.clone(), row);
            }
        }
        Ok(sources)
    }

    async fn insert_facts(&self, rows: Vec<Model>) -> Result<(), StoreError> {
        let mut rows = rows.into_iter().map(Model::into_insert).peekable();
        while rows.peek().is_some() {
            row::Entity::insert_many(rows.by_ref().take(ROWS_AT_ONCE))
                .exec_without_returning(&self.sql)
                .await?;
        }
        Ok(())
    }
}

#[derive(Default)]
struct Batch {
    rows: Vec<Model>,
    dirty: BTreeSet<Dirty>,
}

impl Batch {
    fn touch(&mut self, unit: Option<String>, table: &str, really: bool) {
        if really {
            let kind = table.to_owned();
            self.dirty.insert(Dirty { unit, kind });
        }
    }
}

/// Whether the new source leaves a known fact as well founded as it was.
fn adds_nothing(new: &Source, known: &[u8], sources: &HashMap<Vec<u8>, source::Model>) -> bool {
    // Rows of the import itself: a second row of the same content adds nothing.
    let Some(known) = sources.get(known) else {
        return known == new.id.to_column();
    };
    let basis = new.basis.to_string();
    let same_file = match (&known.sha256, new.sha256) {
        (Some(known), Some(new)) => *known == new.to_column(),
        (None, None) => {
            known.person == new.person
                && known.generated_at == new.generated_at.map(time::to_column)
                && known.period_from == new.period_from.map(time::to_column)
                && known.period_to == new.period_to.map(time::to_column)
        }
        _ => false,
    };
    // The letters run from the best basis to the weakest.
    basis > known.basis || (basis == known.basis && known.kind == new.kind && same_file)
}

fn newest_of_codes(backend: sea_orm::DbBackend, table: &str, codes: &[&str]) -> Statement {
    let places: Vec<String> = (0..codes.len())
        .map(|n| format!("${}", n.saturating_add(2)))
        .collect();
    let text = format!(
        "SELECT f.* FROM facts f WHERE f.seq IN (
            SELECT MAX(seq) FROM facts WHERE table_name = $1 AND code IN ({})
            GROUP BY table_name, code)",
        places.join(", ")
    );
    let values = std::iter::once(table).chain(codes.iter().copied());
    Statement::from_sql_and_values(backend, text, values.map(Into::into))
}

fn digest_of(rows: &[Model]) -> Digest {
    let mut all = Sha256::new();
    for row in rows {
        all.update(row.hash().0);
    }
    Digest(all.finalize().into())
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}
