//! How much the store holds, for the figures a server tells about itself.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Statement};

use crate::bound::position;
use crate::ledger::heads;
use crate::{Store, StoreError};

/// Numbers of rows at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Facts, superseded ones included.
    pub facts: u64,
    /// Pairs of unit and table to be judged again.
    pub dirty: u64,
    /// Leaves of the ledger.
    pub leaves: u64,
    /// The newest judgement of each key, by the word of its status.
    pub judgements: BTreeMap<String, u64>,
}

impl Store {
    /// Counts the rows.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        let head = heads::newest(&self.sql).await?;
        let leaves = head.map_or(Ok(0), |head| position(head.size))?;
        let newest = "SELECT status AS word, COUNT(*) AS number FROM judgements
            WHERE leaf_seq IN (SELECT MAX(leaf_seq) FROM judgements
                GROUP BY directive, unit, obligation, measure)
            GROUP BY status";
        let one = |rows: BTreeMap<String, u64>| rows.into_values().sum();
        Ok(Counts {
            facts: one(self
                .numbers("SELECT '' AS word, COUNT(*) AS number FROM facts")
                .await?),
            dirty: one(self
                .numbers("SELECT '' AS word, COUNT(*) AS number FROM dirty")
                .await?),
            leaves,
            judgements: self.numbers(newest).await?,
        })
    }

    async fn numbers(&self, query: &str) -> Result<BTreeMap<String, u64>, StoreError> {
        let statement = Statement::from_string(self.sql.get_database_backend(), query);
        let rows = self.sql.query_all_raw(statement).await?;
        rows.iter()
            .map(|row| {
                let word: String = row.try_get("", "word")?;
                Ok((word, position(row.try_get("", "number")?)?))
            })
            .collect()
    }
}
