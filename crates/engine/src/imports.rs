//! Imports by upload: a dry run that says what would change, mending of single cells, and then the import itself.
//!
//! A plan is kept for an hour with its files, in memory and within limits, and belongs to who made it. It is
//! worked out again when it is committed, so that what was imported in between counts. Reading the files is
//! `facts_in`'s part, the same as for a folder.

mod compare;
mod direct;
mod errors;
mod plans;

use crate::actor::Actor;
use crate::facts_in::prepare::{Prepared, Terms};
use crate::facts_in::{Imported, documents};
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::facts::{Basis, FactKind, Provenance, Unit};
use domain::key::Key;
use jiff::{SignedDuration, Timestamp};
use letters::tables::ReadColumn;
use plans::Held;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::KeptFile;
use uuid::Uuid;

pub use crate::facts_in::documents::{Upload, UploadKind};
pub use crate::facts_in::provenance::Given as GivenSource;
pub use direct::TakenIn;
pub use errors::errors_csv;
pub use letters::tables::{Amendment, TableProblem};
pub(crate) use plans::Plans;
pub use uuid::Uuid as PlanId;

/// How long a plan is kept.
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(1);
/// Most bytes of one upload.
pub const UPLOAD_BYTES_MAX: usize = 50 * 1024 * 1024;
/// Most files of one upload.
pub const FILES_MAX: usize = 200;
/// Most cells mended in one plan; a file with more is better exported again.
const AMENDMENTS_MAX: usize = 500;

/// An upload.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// The files.
    pub files: Vec<Upload>,
    /// The unit whose subtree the rows must be of; the whole organisation without one.
    pub scope: Option<String>,
    /// Where files come from that no `sources.csv` among them names.
    pub source: Option<GivenSource>,
}

/// How many rows an import would make or leave.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Rows of a code that is not known yet.
    pub new: usize,
    /// Rows that say something else than what is known.
    pub changed: usize,
    /// Rows that say what is known.
    pub unchanged: usize,
    /// Known rows, of the same table and the units the file speaks of, that it lacks. An import never takes
    /// rows away: they stay, and a person should know.
    pub absent: usize,
}

/// One table of an upload.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedTable {
    /// The file, with the sheet of a workbook.
    pub file: String,
    /// Which table it is.
    pub table: FactKind,
    /// The printed headers, and what each was taken for.
    pub columns: Vec<ReadColumn>,
    /// Rows without problems.
    pub rows: usize,
    /// The printed cells of rows with problems, by row.
    pub faulty: BTreeMap<usize, Vec<String>>,
    /// What it would change.
    pub changes: Changes,
}

/// One source of an upload.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedSource {
    /// What is known of it.
    pub provenance: Provenance,
    /// How well its facts would be founded.
    pub basis: Basis,
}

/// What an upload would do. Nothing of it is written yet.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportPlan {
    /// Its name, for the steps after.
    pub id: Uuid,
    /// When it is forgotten.
    pub expires_at: Timestamp,
    /// The tables found.
    pub tables: Vec<PlannedTable>,
    /// The sources found.
    pub sources: Vec<PlannedSource>,
    /// Rows that follow from lists and advisories.
    pub derived: Changes,
    /// What is wrong, by file, row and column; while there is any, the plan can't be committed.
    pub problems: Vec<TableProblem>,
    /// What was passed over.
    pub notices: Vec<TableProblem>,
    /// The cells mended so far.
    pub amendments: Vec<Amendment>,
}

impl ImportPlan {
    /// Whether it can be committed.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }

    /// What it would change in all.
    #[must_use]
    pub fn changes(&self) -> Changes {
        let all = self.tables.iter().map(|t| t.changes).chain([self.derived]);
        all.fold(Changes::default(), |sum, c| Changes {
            new: sum.new + c.new,
            changed: sum.changed + c.changed,
            unchanged: sum.unchanged + c.unchanged,
            absent: sum.absent + c.absent,
        })
    }
}

impl Engine {
    /// Works out what an upload would do, and keeps it for an hour. Nothing is written.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ImportFacts`] for the unit, [`EngineError::NotFound`] for a unit
    /// out of sight; [`EngineError::Invalid`] for an upload without tables or past its limits, and when somebody of
    /// several subtrees names none; as the store. What is wrong inside the files is in the plan.
    pub async fn plan_import(
        &self,
        actor: &Actor,
        new: NewImport,
    ) -> Result<ImportPlan, EngineError> {
        let scope = self.import_scope(actor, new.scope.as_deref()).await?;
        let bytes: usize = new.files.iter().map(|f| f.bytes.len()).sum();
        if bytes > UPLOAD_BYTES_MAX || new.files.len() > FILES_MAX {
            return Err(EngineError::invalid(
                "lần tải lên quá lớn: tối đa 50 MB và 200 tệp; hãy chia nhỏ hoặc nhập bằng thư mục",
                "the upload is too large: at most 50 MB and 200 files; divide it or import a folder",
            ));
        }
        let folder = documents::uploaded(&new.files);
        if folder.tables.is_empty() && folder.lists.is_empty() && folder.advisories.is_empty() {
            return Err(EngineError::invalid(
                "không tệp nào mang tên một bảng dữ liệu; hãy chọn bảng cho tệp",
                "no file bears the name of a table; choose the table of each file",
            ));
        }
        if scope.is_some() && !(folder.lists.is_empty() && folder.advisories.is_empty()) {
            return Err(EngineError::invalid(
                "danh sách chỉ báo và cảnh báo lỗ hổng dùng chung cho mọi đơn vị: chỉ người nhập cho cả tổ chức được nhập",
                "indicator lists and advisories serve all units: only who imports for the whole organisation may import them",
            ));
        }
        let held = Held {
            owner: actor.word().to_string(),
            made_at: self.clock.now(),
            bytes,
            folder: Arc::new(folder),
            terms: Terms {
                scope: scope.map(|unit| unit.to_string()),
                given: new.source,
                amendments: Vec::new(),
            },
        };
        self.planned(self.ids.plan(), held).await
    }

    /// A plan that was made before, against what is known now.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when it is forgotten or another's; as the store.
    pub async fn import_plan(&self, actor: &Actor, id: Uuid) -> Result<ImportPlan, EngineError> {
        let held = self.held_plan(actor, id).await?;
        self.planned(id, held).await
    }

    /// Replaces one cell of a plan. The row is from then on the word of the person who hands the files over, no
    /// longer the export's.
    ///
    /// # Errors
    /// As [`Engine::import_plan`]; [`EngineError::Invalid`] when too much was mended already.
    pub async fn amend_import(
        &self,
        actor: &Actor,
        id: Uuid,
        amendment: Amendment,
    ) -> Result<ImportPlan, EngineError> {
        let mut held = self.held_plan(actor, id).await?;
        let mended = &mut held.terms.amendments;
        mended.retain(|a| {
            (&a.file, a.row, &a.column) != (&amendment.file, amendment.row, &amendment.column)
        });
        if mended.len() >= AMENDMENTS_MAX {
            return Err(EngineError::invalid(
                "đã sửa quá nhiều ô; hãy xuất lại tệp",
                "too many cells were mended; export the file again",
            ));
        }
        mended.push(amendment);
        self.planned(id, held).await
    }

    /// Imports what a plan holds, all or nothing, and keeps its files; the plan is forgotten then.
    ///
    /// # Errors
    /// [`EngineError::Tables`] when something is wrong in it, and nothing is written; as [`Engine::import_plan`].
    pub async fn commit_import(&self, actor: &Actor, id: Uuid) -> Result<Imported, EngineError> {
        let held = self.held_plan(actor, id).await?;
        let prepared = self.prepare(&held.folder, &held.terms).await?;
        if !prepared.problems.is_empty() {
            return Err(EngineError::Tables(prepared.problems));
        }
        let mut files = Vec::new();
        for (name, bytes) in &held.folder.files {
            files.push(KeptFile {
                sha256: self.store.files().put(bytes.clone()).await?,
                name: name.clone(),
                purpose: "import".into(),
                size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            });
        }
        let mut imported = self
            .store_all(actor, prepared.facts, &prepared.origins, files)
            .await?;
        imported.notices = prepared.notices;
        imported.console = prepared.console;
        imported.hunted = prepared.hunted;
        self.plans.forget(id);
        Ok(imported)
    }

    /// Forgets a plan of the actor's own.
    pub fn drop_import(&self, actor: &Actor, id: Uuid) {
        let owner = actor.word().to_string();
        if self.plans.find(id, &owner, self.clock.now()).is_some() {
            self.plans.forget(id);
        }
    }

    /// The highest units whose subtrees the actor may import for, in the order of their grants; empty for the whole
    /// organisation.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ImportFacts`] anywhere; as the store.
    pub async fn import_roots(&self, actor: &Actor) -> Result<Vec<Key<Unit>>, EngineError> {
        if actor.may_everywhere(Action::ImportFacts) {
            return Ok(Vec::new());
        }
        let tree = self.unit_tree().await?;
        let access = actor.access().unwrap_or_default();
        let mut roots: Vec<Key<Unit>> = Vec::new();
        for unit in access.grants.into_iter().filter_map(|grant| grant.subtree) {
            let may = actor
                .may(Action::ImportFacts, Some(&unit), &tree)
                .is_granted();
            if !may || roots.iter().any(|root| tree.contains(root, &unit)) {
                continue;
            }
            roots.retain(|root| !tree.contains(&unit, root));
            roots.push(unit);
        }
        if roots.is_empty() {
            return Err(EngineError::Forbidden);
        }
        Ok(roots)
    }

    /// The unit whose subtree an import is bound to: the one named, else the actor's own.
    async fn import_scope(
        &self,
        actor: &Actor,
        named: Option<&str>,
    ) -> Result<Option<Key<Unit>>, EngineError> {
        if let Some(unit) = named.map(Key::new) {
            self.require(actor, Action::ImportFacts, Some(&unit))
                .await?;
            return Ok(Some(unit));
        }
        match self.import_roots(actor).await?.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(one.clone())),
            _ => Err(EngineError::invalid(
                "tài khoản này phụ trách nhiều đơn vị: hãy chọn đơn vị của các tệp",
                "this account is in charge of several units: choose the unit of the files",
            )),
        }
    }

    /// A plan of the actor's own, who still has the right to it.
    async fn held_plan(&self, actor: &Actor, id: Uuid) -> Result<Held, EngineError> {
        let owner = actor.word().to_string();
        let found = self.plans.find(id, &owner, self.clock.now());
        let held = found.ok_or_else(|| {
            EngineError::not_found(
                "bản nhập thử này (đã quá một giờ hoặc đã nhập)",
                "this trial import (it is more than an hour old, or was imported)",
            )
        })?;
        let scope = held.terms.scope.as_deref().map(Key::new);
        self.require(actor, Action::ImportFacts, scope.as_ref())
            .await?;
        Ok(held)
    }

    /// Works a plan out and keeps it.
    async fn planned(&self, id: Uuid, held: Held) -> Result<ImportPlan, EngineError> {
        let prepared = self.prepare(&held.folder, &held.terms).await?;
        let known = self.known_rows(&prepared).await?;
        let (tables, derived) = compare::changes(&prepared, &known);
        let Prepared {
            origins,
            problems,
            notices,
            ..
        } = prepared;
        let sources = origins.all().map(|origin| PlannedSource {
            provenance: origin.provenance.clone(),
            basis: origin.basis(),
        });
        let plan = ImportPlan {
            id,
            expires_at: held
                .made_at
                .saturating_add(KEPT_FOR)
                .unwrap_or(held.made_at),
            tables,
            sources: sources.collect(),
            derived,
            problems,
            notices,
            amendments: held.terms.amendments.clone(),
        };
        self.plans.keep(id, held, self.clock.now());
        Ok(plan)
    }
}
