//! The facts of every source are those it came with: their salted hashes, in
//! order, give the digest in the source's row, which its leaf names.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest as _, Sha256};

use super::{Check, ProblemCode};
use crate::facts::{row, source};
use crate::{Digest, StoreError};

const FACTS_AT_ONCE: u64 = 5000;
const SOURCES_AT_ONCE: u64 = 1000;

#[derive(Default)]
struct Running {
    hash: Sha256,
    count: i64,
}

/// Verifies all facts against all sources.
pub(super) async fn verify(check: &mut Check<'_>) -> Result<(), StoreError> {
    let Some(mut running) = all_facts(check).await? else {
        return Ok(());
    };
    let mut after = None;
    loop {
        let mut query = source::Entity::find().order_by_asc(source::Column::LeafSeq);
        if let Some(after) = after {
            query = query.filter(source::Column::LeafSeq.gt(after));
        }
        let Ok(page) = query.limit(SOURCES_AT_ONCE).all(check.sql).await else {
            // Already told by the pass over the rows.
            return Ok(());
        };
        let Some(last) = page.last().map(|row| row.leaf_seq) else {
            break;
        };
        for source in page {
            let found = running.remove(&source.id).unwrap_or_default();
            let digest = Digest(found.hash.finalize().into());
            if digest.to_column() != source.facts_digest || found.count != source.inserted {
                let seq = u64::try_from(source.leaf_seq).ok();
                let text = format!(
                    "the source came with {} new facts, {} are here and not all the same",
                    source.inserted, found.count
                );
                check.problem(ProblemCode::FactsChanged, seq, text);
            }
        }
        after = Some(last);
    }
    let strays: i64 = running.values().map(|source| source.count).sum();
    if strays > 0 {
        let text = format!("{strays} facts belong to no source");
        check.problem(ProblemCode::FactsWithoutSource, None, text);
    }
    Ok(())
}

async fn all_facts(check: &mut Check<'_>) -> Result<Option<HashMap<Vec<u8>, Running>>, StoreError> {
    let mut running: HashMap<Vec<u8>, Running> = HashMap::new();
    let mut after = None;
    loop {
        let mut query = row::Entity::find().order_by_asc(row::Column::Seq);
        if let Some(after) = after {
            query = query.filter(row::Column::Seq.gt(after));
        }
        let Ok(page) = query.limit(FACTS_AT_ONCE).all(check.sql).await else {
            let text = "rows of facts can't be read".to_owned();
            check.problem(ProblemCode::RowUnreadable, None, text);
            return Ok(None);
        };
        let Some(last) = page.last().map(|row| row.seq) else {
            return Ok(Some(running));
        };
        for row in page {
            let source = running.entry(row.source_id.clone()).or_default();
            source.hash.update(row.hash().0);
            source.count = source.count.saturating_add(1);
        }
        after = Some(last);
    }
}
