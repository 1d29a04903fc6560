//! The verification: everything is computed again from the rows, nothing that
//! was computed before is trusted.
//!
//! What it finds, and by what:
//! * an edited, deleted, inserted or reordered leaf: the root no longer agrees
//!   with the signed heads (`RootMismatch`, `LeafMissing`, `Unsigned`);
//! * an edited, deleted or added row: its salted hash is not the one its leaf
//!   names (`RowChanged`, `RowMissing`, `RowWithoutLeaf`, `FactsChanged`);
//! * a truncated or rewritten ledger: an exported checkpoint is larger or has
//!   another root (`Truncated`, `CheckpointMismatch`). Without an exported
//!   checkpoint, cutting off the newest transactions whole can't be seen: that
//!   is why checkpoints are exported;
//! * a lost or changed file (`FileMissing`, `FileChanged`).

mod facts;
mod heads;
mod rows;

use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use self::heads::Heads;
use super::heads::leaf_row;
use super::note::NoteVerifier;
use super::tree::Frontier;
use crate::connect::begin_reading;
use crate::{Digest, Store, StoreError};

const LEAVES_AT_ONCE: u64 = 2000;

/// What the verifier brings from outside the data folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trust {
    /// The ledger's public key as it was once exported; the folder's own key
    /// when `None`, which a thief of the whole folder could have replaced.
    pub public_key: Option<String>,
    /// Exported checkpoints.
    pub checkpoints: Vec<String>,
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct VerifyReport {
    /// Leaves there are.
    pub leaves: u64,
    /// Root computed over them.
    pub root: Digest,
    /// Signed heads in the database that were compared.
    pub heads: u64,
    /// Exported checkpoints that were compared.
    pub checkpoints: u64,
    /// What is wrong, in the order of the ledger, what has no place in it last;
    /// at most [`Self::PROBLEMS_PER_CODE_MAX`] of each kind.
    pub problems: Vec<Problem>,
    /// Problems found beyond those.
    pub problems_left_out: u64,
}

impl VerifyReport {
    /// One inserted leaf moves all later ones: more of a kind tell nothing new.
    pub const PROBLEMS_PER_CODE_MAX: usize = 100;

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.problems.is_empty()
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of thing.
    pub code: ProblemCode,
    /// The leaf it concerns, from 0, where it concerns one.
    pub seq: Option<u64>,
    /// What was found, in plain English, without content of rows.
    pub text: String,
}

macro_rules! problem_codes {
    ($($(#[$doc:meta])* $name:ident $code:literal,)+) => {
        /// The kinds of problems.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ProblemCode { $($(#[$doc])* $name,)+ }

        impl ProblemCode {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable code.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

problem_codes! {
    /// A position of the ledger has no leaf.
    LeafMissing "ledger.leaf_missing",
    /// The leaves up to a signed head do not have its root.
    RootMismatch "ledger.root_mismatch",
    /// A head is not signed by the ledger's key or does not say what it signed.
    HeadForged "ledger.head_forged",
    /// There are leaves that no signed head covers.
    Unsigned "ledger.unsigned",
    /// A leaf's row is gone.
    RowMissing "ledger.row_missing",
    /// A row is not the one its leaf names.
    RowChanged "ledger.row_changed",
    /// A row stands for no leaf.
    RowWithoutLeaf "ledger.row_without_leaf",
    /// The facts of a source are not those it came with.
    FactsChanged "ledger.facts_changed",
    /// There are facts of a source that does not exist.
    FactsWithoutSource "ledger.facts_without_source",
    /// A row can't be read at all.
    RowUnreadable "ledger.row_unreadable",
    /// The ledger is shorter than an exported checkpoint says.
    Truncated "ledger.truncated",
    /// The ledger had another content when a checkpoint was exported.
    CheckpointMismatch "ledger.checkpoint_mismatch",
    /// An exported checkpoint is malformed or not signed by the key.
    CheckpointForged "ledger.checkpoint_forged",
    /// A kept file is gone.
    FileMissing "ledger.file_missing",
    /// A kept file has another content.
    FileChanged "ledger.file_changed",
}

impl Store {
    /// Verifies the whole ledger, the rows its leaves stand for and the kept
    /// files. Writers may go on meanwhile; one state is looked at throughout.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database can't be read;
    /// [`StoreError::Checkpoint`] when the given key is malformed. Everything
    /// that is wrong with the content is a [`Problem`], not an error.
    pub async fn verify(&self, trust: &Trust) -> Result<VerifyReport, StoreError> {
        let key = match &trust.public_key {
            None => self.signer.verifier(),
            Some(text) => {
                NoteVerifier::parse(text).ok_or(StoreError::Checkpoint("the key is malformed"))?
            }
        };
        let sql = begin_reading(&self.sql).await?;
        let mut check = Check {
            sql: &sql,
            tree: Frontier::default(),
            problems: Vec::new(),
            left_out: 0,
        };
        let heads = check.leaves(Heads::new(key, trust)).await?;
        rows::strays(&mut check).await?;
        facts::verify(&mut check).await?;
        rows::files(&mut check, self.files()).await?;
        let mut problems = check.problems;
        problems.sort_by_key(|problem| problem.seq.unwrap_or(u64::MAX));
        Ok(VerifyReport {
            leaves: check.tree.size(),
            root: check.tree.root()?,
            heads: heads.compared,
            checkpoints: heads.exported_compared,
            problems,
            problems_left_out: check.left_out,
        })
    }
}

/// A verification under way.
struct Check<'sql> {
    sql: &'sql DatabaseTransaction,
    tree: Frontier,
    problems: Vec<Problem>,
    left_out: u64,
}

impl Check<'_> {
    fn problem(&mut self, code: ProblemCode, seq: Option<u64>, text: String) {
        let same = self.problems.iter().filter(|told| told.code == code);
        if same.count() < VerifyReport::PROBLEMS_PER_CODE_MAX {
            self.problems.push(Problem { code, seq, text });
        } else {
            self.left_out = self.left_out.saturating_add(1);
        }
    }

    // One pass over the leaves, in pages: tree, heads and rows together.
    async fn leaves(&mut self, mut heads: Heads) -> Result<Heads, StoreError> {
        heads.open_exported(self);
        let mut after = None;
        loop {
            let page = self.page(after).await?;
            let Some(last) = page.last().map(|leaf| leaf.seq) else {
                break;
            };
            heads.load(self, page.len()).await?;
            for leaf in &page {
                self.leaf(leaf, &mut heads)?;
            }
            rows::verify(self, after, last, &page).await?;
            after = Some(last);
        }
        heads.finish(self).await?;
        Ok(heads)
    }

    async fn page(&self, after: Option<i64>) -> Result<Vec<leaf_row::Model>, StoreError> {
        let mut query = leaf_row::Entity::find().order_by_asc(leaf_row::Column::Seq);
        if let Some(after) = after {
            query = query.filter(leaf_row::Column::Seq.gt(after));
        }
        Ok(query.limit(LEAVES_AT_ONCE).all(self.sql).await?)
    }

    fn leaf(&mut self, leaf: &leaf_row::Model, heads: &mut Heads) -> Result<(), StoreError> {
        let expected = heads.next_position(self.tree.size());
        let found = u64::try_from(leaf.seq).ok();
        if found != Some(expected) {
            let text = format!("position {} follows where {expected} should", leaf.seq);
            self.problem(ProblemCode::LeafMissing, Some(expected), text);
            heads.skip_to(found, self.tree.size());
        }
        self.tree.append(&leaf.leaf)?;
        heads.compare(self)
    }
}
