//! A set from one shelf to the other, and off both: each step recorded in the ledger before it is done.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use domain::access::Action;
use domain::alert::reason_of;
use serde_json::{Value, json};

use super::gather::{Gathered, Gathering};
use super::{FOLDER, RulesImport, RulesImported, files_of, keep, manifest_of, names, root};
use crate::accounts::Change;
use crate::actor::Actor;
use crate::{Engine, EngineError, Shelf, Told};

/// What uploads are written to for a moment begins so, and is passed over by readers and backups.
const PASSING: &str = ".new-";

/// A file of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesFile {
    /// Its name, without folders.
    pub name: String,
    /// Its content: rules, or a zip archive of them.
    pub bytes: Vec<u8>,
}

impl Engine {
    /// Keeps uploaded rules as a set that waits; one of that name that waits already is replaced.
    ///
    /// # Errors
    /// As [`Engine::import_rules`].
    pub async fn bring_rules(
        &self,
        actor: &Actor,
        name: Option<&str>,
        files: &[RulesFile],
    ) -> Result<RulesImported, EngineError> {
        self.require(actor, Action::ManageRules, None).await?;
        let folder = self.store.folder().path().join(FOLDER);
        let unkept = |error| EngineError::file(&folder, error);
        std::fs::create_dir_all(&folder).map_err(unkept)?;
        let scratch = tempfile::Builder::new().prefix(PASSING).tempdir_in(&folder);
        let scratch = scratch.map_err(unkept)?;
        let mut paths = Vec::with_capacity(files.len());
        for (file, number) in files.iter().zip(1_usize..) {
            // Two files may have one name, and a folder of their own keeps their names whole.
            let own = scratch.path().join(number.to_string());
            std::fs::create_dir(&own).map_err(unkept)?;
            let path = own.join(plain(&file.name));
            std::fs::write(&path, &file.bytes).map_err(unkept)?;
            paths.push(path);
        }
        let import = RulesImport {
            name: name.map(str::to_owned).or_else(|| called(files)),
            paths,
            shelf: Shelf::Waiting,
        };
        let brought = self.import_rules(actor, &import).await;
        brought.map_err(|error| without(error, &import.paths))
    }

    /// Puts a set that waits in force, in the place of one of its name.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when none of this name waits; [`EngineError::Forbidden`] and
    /// [`EngineError::Invalid`] as [`Engine::import_rules`].
    pub async fn enable_rules(
        &self,
        actor: &Actor,
        name: &str,
    ) -> Result<RulesImported, EngineError> {
        self.require(actor, Action::ManageRules, None).await?;
        let waiting = root(self.store.folder().path(), Shelf::Waiting);
        known(&waiting, name)?;
        let files = files_of(&waiting, name)?.ok_or_else(|| missing(name))?;
        let gathering = Gathering {
            files: files
                .into_iter()
                .map(|file| Gathered {
                    name: file.name,
                    text: file.text,
                })
                .collect(),
            ..Gathering::default()
        };
        let put = self
            .put_rules(actor, name, Shelf::InForce, gathering)
            .await?;
        keep::remove(&waiting, name)?;
        Ok(put)
    }

    /// Takes a set out of force and lets it wait.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when none of this name is in force; [`EngineError::Invalid`] without a reason, or
    /// while another edition waits; [`EngineError::Forbidden`] as [`Engine::import_rules`].
    pub async fn disable_rules(
        &self,
        actor: &Actor,
        name: &str,
        reason: &str,
    ) -> Result<(), EngineError> {
        self.require(actor, Action::ManageRules, None).await?;
        let data = self.store.folder().path();
        let (from, to) = (root(data, Shelf::InForce), root(data, Shelf::Waiting));
        known(&from, name)?;
        let reason = said(reason)?;
        if names(&to)?.iter().any(|other| other == name) {
            return Err(EngineError::invalid(
                format!(
                    "đang có một bản khác của bộ “{name}” chờ dùng; hãy dùng hoặc xóa bản đó trước"
                ),
                format!("another edition of “{name}” waits; put it in force or remove it first"),
            ));
        }
        self.record_end(actor, Shelf::InForce, name, "rules.disabled", Some(reason))
            .await?;
        keep::shift(&from, &to, name)
    }

    /// Removes a set that waits.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when none of this name waits; [`EngineError::Invalid`] without a reason;
    /// [`EngineError::Forbidden`] as [`Engine::import_rules`].
    pub async fn discard_rules(
        &self,
        actor: &Actor,
        name: &str,
        reason: &str,
    ) -> Result<(), EngineError> {
        self.require(actor, Action::ManageRules, None).await?;
        let waiting = root(self.store.folder().path(), Shelf::Waiting);
        known(&waiting, name)?;
        let reason = said(reason)?;
        self.record_end(actor, Shelf::Waiting, name, "rules.removed", Some(reason))
            .await?;
        keep::remove(&waiting, name)
    }

    /// Removes a set and its files: the one in force, or the one that waits where none is in force.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such set; [`EngineError::Forbidden`] as
    /// [`Engine::import_rules`].
    pub async fn remove_rules(&self, actor: &Actor, name: &str) -> Result<(), EngineError> {
        self.require(actor, Action::ManageRules, None).await?;
        let data = self.store.folder().path();
        let mut shelves = Shelf::ALL.into_iter();
        let there = shelves.find(|shelf| known(&root(data, *shelf), name).is_ok());
        let there = there.ok_or_else(|| missing(name))?;
        self.record_end(actor, there, name, "rules.removed", None)
            .await?;
        keep::remove(&root(data, there), name)
    }

    async fn record_end(
        &self,
        actor: &Actor,
        shelf: Shelf,
        name: &str,
        word: &'static str,
        reason: Option<&str>,
    ) -> Result<(), EngineError> {
        let root = root(self.store.folder().path(), shelf);
        let was = manifest_of(&root, name).ok().flatten();
        let (at, by) = match word {
            "rules.disabled" => ("disabled_at", "disabled_by"),
            _ => ("removed_at", "removed_by"),
        };
        let mut told = json!({
            "format": 1,
            "name": name,
            "sha256": was.map(|was| was.digest().to_hex()),
        });
        if let Value::Object(fields) = &mut told {
            fields.insert(at.to_owned(), self.clock.now().to_string().into());
            fields.insert(by.to_owned(), actor.word().into());
            if let Some(reason) = reason {
                fields.insert("reason".to_owned(), reason.into());
            }
        }
        let change = Change {
            new: reason.map(|reason| json!({ "reason": reason })),
            ..Change::plain(word, &name)
        };
        self.record_rules(actor, shelf, change, format!("{told:#}\n").into_bytes())
            .await
    }
}

/// Whether there is a set of this name on the shelf, as an error where not.
fn known(root: &Path, name: &str) -> Result<(), EngineError> {
    let is_known = names(root)?.iter().any(|known| known == name);
    is_known.then_some(()).ok_or_else(|| missing(name))
}

fn missing(name: &str) -> EngineError {
    EngineError::not_found(
        format_args!("bộ luật “{name}”"),
        format_args!("rule set “{name}”"),
    )
}

/// A reason, or the refusal of none.
pub(crate) fn said(reason: &str) -> Result<&str, EngineError> {
    reason_of(reason).ok_or_else(|| {
        EngineError::invalid(
            "hãy ghi lý do, tối đa 1.000 ký tự",
            "give a reason of at most 1,000 characters",
        )
    })
}

/// A refusal that names the files as they were sent, not where they were kept for a moment.
fn without(error: EngineError, paths: &[PathBuf]) -> EngineError {
    let EngineError::Invalid(Told { mut vi, mut en }) = error else {
        return error;
    };
    for folder in paths.iter().filter_map(|path| path.parent()) {
        let folder = format!("{}{MAIN_SEPARATOR}", folder.display());
        vi = vi.replace(&folder, "");
        en = en.replace(&folder, "");
    }
    EngineError::Invalid(Told { vi, en })
}

/// The name of a set after its first file, as far as it can be one.
fn called(files: &[RulesFile]) -> Option<String> {
    let stem = Path::new(&files.first()?.name).file_stem()?.to_str()?;
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || "-_.".contains(c) {
            c
        } else {
            '-'
        }
    };
    let name: String = stem.to_lowercase().chars().map(plain).take(50).collect();
    Some(name.trim_matches(['-', '.', '_']).to_owned())
}

/// A file name that no system minds, with the ending by which archives and rules are known.
fn plain(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let name: String = name
        .chars()
        .map(|c| if fits(c) { c } else { '_' })
        .collect();
    let from = name.len().saturating_sub(80);
    let tail = name.get(from..).unwrap_or_default().trim_start_matches('.');
    if tail.is_empty() {
        "1".to_owned()
    } else {
        tail.to_owned()
    }
}
