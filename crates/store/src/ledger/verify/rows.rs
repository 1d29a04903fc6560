//! Every leaf has exactly one row, and the row is the one the leaf names.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::heads::leaf_row;
use super::{Check, ProblemCode};
use crate::bound::{Bound, Seal, row_hash};
use crate::documents::{KeptFile, Report};
use crate::facts::KeptSource;
use crate::tx::names_row;
use crate::{
    CutOff, Digest, Directive, FileStore, Judgement, Reopening, Return, SettingChange, Statement,
    StoreError,
};

// A ledger with more strays than this is broken enough.
const STRAYS_TOLD_MAX: u64 = 100;

/// Runs something for every kind of bound row.
macro_rules! for_every_kind {
    ($call:ident($($argument:expr),*)) => {
        $call::<KeptSource>($($argument),*).await?;
        $call::<Directive>($($argument),*).await?;
        $call::<Judgement>($($argument),*).await?;
        $call::<Statement>($($argument),*).await?;
        $call::<Return>($($argument),*).await?;
        $call::<CutOff>($($argument),*).await?;
        $call::<Report>($($argument),*).await?;
        $call::<KeptFile>($($argument),*).await?;
        $call::<SettingChange>($($argument),*).await?;
        $call::<Reopening>($($argument),*).await?;
    };
}

/// A row that claims a leaf: its table, and its hash when it can be read.
type Claim = (&'static str, Option<Digest>);
/// The rows that claim each position.
type Claims = BTreeMap<i64, Vec<Claim>>;

/// Verifies the rows of a page of leaves.
pub(super) async fn verify(
    check: &mut Check<'_>,
    after: Option<i64>,
    last: i64,
    page: &[leaf_row::Model],
) -> Result<(), StoreError> {
    let mut claims = Claims::new();
    for_every_kind!(claim(check, after, last, &mut claims));
    for leaf in page {
        let claiming = claims.remove(&leaf.seq).unwrap_or_default();
        one_right(check, leaf, claiming);
    }
    for (seq, rows) in claims {
        for (table, _) in rows {
            stray(check, table, u64::try_from(seq).ok());
        }
    }
    Ok(())
}

// Of the rows that claim a leaf, one must be the one it names and no other may be there.
fn one_right(check: &mut Check<'_>, leaf: &leaf_row::Model, claiming: Vec<Claim>) {
    let seq = u64::try_from(leaf.seq).ok();
    let named = |claim: &Claim| claim.1.is_some_and(|hash| names_row(&leaf.leaf, hash));
    let (right, wrong): (Vec<Claim>, Vec<Claim>) = claiming.into_iter().partition(named);
    let mut wrong = wrong.into_iter();
    if right.is_empty() {
        let (code, text) = match wrong.next() {
            None => (
                ProblemCode::RowMissing,
                "the row this leaf stands for is gone".to_owned(),
            ),
            Some((table, _)) => (
                ProblemCode::RowChanged,
                format!("the row in {table} is not the one its leaf names"),
            ),
        };
        check.problem(code, seq, text);
    }
    for (table, _) in right.into_iter().skip(1).chain(wrong) {
        let text = format!("a second row claims this leaf, in {table}");
        check.problem(ProblemCode::RowWithoutLeaf, seq, text);
    }
}

async fn claim<B: Bound>(
    check: &mut Check<'_>,
    after: Option<i64>,
    last: i64,
    claims: &mut Claims,
) -> Result<(), StoreError> {
    let mut query = B::Row::find().filter(B::seq_column().lte(last));
    if let Some(after) = after {
        query = query.filter(B::seq_column().gt(after));
    }
    let rows = query.order_by_asc(B::seq_column()).all(check.sql).await;
    let Ok(rows) = rows else {
        let text = format!("rows of {} up to position {last} can't be read", B::TABLE);
        check.problem(ProblemCode::RowUnreadable, None, text);
        return Ok(());
    };
    for row in rows {
        let (seq, hash) = hash_of::<B>(row);
        claims.entry(seq).or_default().push((B::TABLE, hash));
    }
    Ok(())
}

fn hash_of<B: Bound>(row: <B::Row as EntityTrait>::Model) -> (i64, Option<Digest>) {
    let seq = B::seq_of(&row);
    let hash = B::from_row(row)
        .ok()
        .map(|(value, seal): (B, Seal)| row_hash(&value, &seal));
    (seq, hash)
}

/// Finds rows that lie outside the ledger's positions.
pub(super) async fn strays(check: &mut Check<'_>) -> Result<(), StoreError> {
    let newest = leaf_row::Entity::find()
        .order_by_desc(leaf_row::Column::Seq)
        .one(check.sql)
        .await?;
    let last = newest.map_or(i64::MIN, |leaf| leaf.seq);
    for_every_kind!(stray_of(check, last));
    Ok(())
}

async fn stray_of<B: Bound>(check: &mut Check<'_>, last: i64) -> Result<(), StoreError> {
    let beyond = B::Row::find()
        .filter(B::seq_column().gt(last))
        .limit(STRAYS_TOLD_MAX)
        .all(check.sql)
        .await?;
    for row in &beyond {
        stray(check, B::TABLE, u64::try_from(B::seq_of(row)).ok());
    }
    Ok(())
}

fn stray(check: &mut Check<'_>, table: &str, seq: Option<u64>) {
    let text = format!("a row in {table} stands for no leaf");
    check.problem(ProblemCode::RowWithoutLeaf, seq, text);
}

/// Reads every kept file again.
pub(super) async fn files(check: &mut Check<'_>, files: &FileStore) -> Result<(), StoreError> {
    use crate::documents::kept_file_row::{Column, Entity};

    const FILES_AT_ONCE: u64 = 500;
    let mut after = -1;
    loop {
        let Ok(page) = Entity::find()
            .filter(Column::LeafSeq.gt(after))
            .order_by_asc(Column::LeafSeq)
            .limit(FILES_AT_ONCE)
            .all(check.sql)
            .await
        else {
            // Already told by the pass over the rows.
            return Ok(());
        };
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = last.leaf_seq;
        for row in &page {
            let Ok(hash) = Digest::from_column(&row.sha256) else {
                continue;
            };
            let code = match files.read(hash).await {
                Ok(_) => continue,
                Err(StoreError::FileChanged { .. }) => ProblemCode::FileChanged,
                Err(StoreError::FileMissing(_)) => ProblemCode::FileMissing,
                Err(other) => return Err(other),
            };
            let text = format!("file {hash}");
            check.problem(code, u64::try_from(row.leaf_seq).ok(), text);
        }
    }
}
