//! Indicator lists that events are matched with as they come: `DIR/lists/NAME`, a file each, byte for byte as it came.
//!
//! A file is replaced in one step, and what was done stands in the ledger before it is done. Lists that wait lie in
//! `DIR/lists/.waiting`; how they come and go is in `waiting`.

use super::retro::What;
use crate::accounts::Change;
use crate::actor::Actor;
use crate::shelf::sync_folder;
use crate::{Engine, EngineError, Shelf};
use detect::indicators::List;
use domain::access::Action;
use jiff::Timestamp;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{Digest, KeptFile, RetroHunt};

/// The folder of lists in a data folder.
pub(super) const FOLDER: &str = "lists";
/// Files that are being written begin so.
const PASSING: &str = ".new-";
/// Largest list: a million entries are about 20 MB.
const LIST_BYTES_MAX: usize = 128 * 1024 * 1024;
/// Most lists at once.
const LISTS_MAX: usize = 200;
/// Longest name.
const NAME_BYTES_MAX: usize = 100;

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListAbout {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub shelf: Shelf,
    /// Its length.
    pub bytes: u64,
    /// When it was imported, by the file system.
    pub changed_at: Timestamp,
}

/// What an import of a list did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListImported {
    /// Its name.
    pub name: String,
    /// SHA-256 of its file.
    pub sha256: Digest,
    /// Usable entries.
    pub entries: usize,
    /// Rows that could not be used.
    pub bad_rows: usize,
}

impl Engine {
    /// Puts a list in force, in the place of one of the same name; when it says something new and events are kept, a
    /// run over them is asked for.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ManageRules`] for the whole organisation; [`EngineError::Invalid`]
    /// for a name that is none, a file without any usable entry, or too large a one.
    pub async fn import_list(
        &self,
        actor: &Actor,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<ListImported, EngineError> {
        self.require(actor, Action::ManageRules, None).await?;
        self.put_list(actor, name, Shelf::InForce, bytes).await
    }

    /// Puts a list on a shelf, in the place of one of the same name.
    pub(super) async fn put_list(
        &self,
        actor: &Actor,
        name: &str,
        shelf: Shelf,
        bytes: Vec<u8>,
    ) -> Result<ListImported, EngineError> {
        let name = fit(name)?;
        let data = self.store.folder().path();
        let others = about(data, shelf)?
            .into_iter()
            .filter(|list| list.name != name);
        if bytes.len() > LIST_BYTES_MAX || others.count() >= LISTS_MAX {
            return Err(too_much());
        }
        let list = List::parse(&name, &bytes);
        if list.is_empty() {
            return Err(EngineError::invalid(
                format!("{name}: không có mục nào dùng được"),
                format!("{name}: no usable entry"),
            ));
        }
        let word = match shelf {
            Shelf::InForce => "list.imported",
            Shelf::Waiting => "list.brought",
        };
        let change = Change {
            new: Some(serde_json::json!({"entries": list.len()})),
            ..Change::plain(word, &name)
        };
        let sha256 = self
            .record_list(actor, shelf, change, bytes.clone())
            .await?;
        let (folder, path) = (folder(data, shelf), path(data, shelf, &name));
        let is_known = fs::read(&path).is_ok_and(|kept| kept == bytes);
        write(&folder, &path, &bytes).map_err(|error| EngineError::file(&path, error))?;
        let what = What::List(name.to_owned());
        match shelf {
            Shelf::InForce if is_known => {
                let is_of_it = |run: &RetroHunt| run.judged == sha256.0;
                self.hunt_back_missed(actor, &what, is_of_it).await?;
            }
            Shelf::InForce => self.hunt_back(actor, &what).await?,
            Shelf::Waiting => {}
        }
        Ok(ListImported {
            name,
            sha256,
            entries: list.len(),
            bad_rows: list.bad_row_count(),
        })
    }

    /// Takes a list out of force.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is none of this name; [`EngineError::Forbidden`] as
    /// [`Engine::import_list`].
    pub async fn remove_list(&self, actor: &Actor, name: &str) -> Result<(), EngineError> {
        self.require(actor, Action::ManageRules, None).await?;
        let data = self.store.folder().path();
        known(data, Shelf::InForce, name)?;
        let word = serde_json::json!({
            "removed": name,
            "removed_at": self.clock.now().to_string(),
            "removed_by": actor.word(),
        });
        let change = Change::plain("list.removed", &name);
        let word = format!("{word:#}\n").into_bytes();
        self.record_list(actor, Shelf::InForce, change, word)
            .await?;
        let path = path(data, Shelf::InForce, name);
        fs::remove_file(&path).map_err(|error| EngineError::file(&path, error))
    }

    /// The lists, those in force first, each shelf by name.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] for who sees no alerts; [`EngineError::File`] when the folder can't be read.
    pub fn lists(&self, actor: &Actor) -> Result<Vec<ListAbout>, EngineError> {
        if !actor.may_anywhere(Action::ViewAlerts) && !actor.may_anywhere(Action::ManageRules) {
            return Err(EngineError::Forbidden);
        }
        let data = self.store.folder().path();
        let mut lists = about(data, Shelf::InForce)?;
        lists.extend(about(data, Shelf::Waiting)?);
        Ok(lists)
    }

    /// Keeps what was done to a list of a shelf in the ledger and in the audit.
    pub(super) async fn record_list(
        &self,
        actor: &Actor,
        shelf: Shelf,
        change: Change,
        bytes: Vec<u8>,
    ) -> Result<Digest, EngineError> {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let sha256 = self.store.files().put(bytes).await?;
        let kept = KeptFile {
            sha256,
            name: shelf.in_ledger(FOLDER, &change.target),
            purpose: "list".into(),
            size,
        };
        let mut tx = self.begin().await?;
        tx.add_file(kept, |slot| crate::ledger::file_leaf(actor, slot))
            .await?;
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        Ok(sha256)
    }
}

fn too_much() -> EngineError {
    let mb = LIST_BYTES_MAX >> 20;
    EngineError::invalid(
        format!("mỗi danh sách tối đa {mb} MiB, tối đa {LISTS_MAX} danh sách"),
        format!("a list has at most {mb} MiB, and there are at most {LISTS_MAX} lists"),
    )
}

/// Whether there is a list of this name on the shelf, as an error where not.
pub(super) fn known(data: &Path, shelf: Shelf, name: &str) -> Result<(), EngineError> {
    if about(data, shelf)?.iter().any(|list| list.name == name) {
        return Ok(());
    }
    Err(EngineError::not_found(
        format_args!("danh sách “{name}”"),
        format_args!("list “{name}”"),
    ))
}

/// What lists there are.
pub(super) fn about(data: &Path, shelf: Shelf) -> Result<Vec<ListAbout>, EngineError> {
    let folder = folder(data, shelf);
    let unread = |error| EngineError::file(&folder, error);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unread(error)),
    };
    let mut lists = Vec::new();
    for entry in entries {
        let entry = entry.map_err(unread)?;
        let about = entry.metadata().map_err(unread)?;
        let name = entry.file_name().to_str().map(str::to_owned);
        let Some(name) = name.filter(|name| about.is_file() && fit(name).is_ok()) else {
            continue;
        };
        let changed = about.modified().ok();
        let changed = changed.and_then(|at| Timestamp::try_from(at).ok());
        lists.push(ListAbout {
            name,
            shelf,
            bytes: about.len(),
            changed_at: changed.unwrap_or_default(),
        });
    }
    lists.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(lists)
}

/// The lists in force themselves, each with the SHA-256 of its file.
pub(super) fn load(data: &Path) -> Result<Vec<(Arc<List>, Digest)>, EngineError> {
    let all = about(data, Shelf::InForce)?.into_iter();
    all.map(|list| read(data, Shelf::InForce, &list.name))
        .collect()
}

/// One list in force, with the SHA-256 of its file; `None` when it is not in force.
pub(super) fn load_one(
    data: &Path,
    name: &str,
) -> Result<Option<(Arc<List>, Digest)>, EngineError> {
    if known(data, Shelf::InForce, name).is_err() {
        return Ok(None);
    }
    read(data, Shelf::InForce, name).map(Some)
}

fn read(data: &Path, shelf: Shelf, name: &str) -> Result<(Arc<List>, Digest), EngineError> {
    let bytes = bytes(data, shelf, name)?;
    Ok((Arc::new(List::parse(name, &bytes)), store::sha256(&bytes)))
}

/// One list.
pub(super) fn one(data: &Path, shelf: Shelf, name: &str) -> Result<Arc<List>, EngineError> {
    Ok(read(data, shelf, name)?.0)
}

/// A list as it came.
pub(super) fn bytes(data: &Path, shelf: Shelf, name: &str) -> Result<Vec<u8>, EngineError> {
    known(data, shelf, name)?;
    let most = u64::try_from(LIST_BYTES_MAX).unwrap_or(u64::MAX);
    crate::directives::read_file(&path(data, shelf, name), most)
}

/// The folder of the lists of a shelf.
pub(super) fn folder(data: &Path, shelf: Shelf) -> PathBuf {
    shelf.within(data.join(FOLDER))
}

/// The file of a list.
pub(super) fn path(data: &Path, shelf: Shelf, name: &str) -> PathBuf {
    folder(data, shelf).join(name)
}

fn write(folder: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(PASSING)
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    sync_folder(folder)?;
    // Of what waits, the folder itself may be new.
    folder.parent().map_or(Ok(()), sync_folder)
}

/// The name, when it is a plain file name on every system.
fn fit(name: &str) -> Result<String, EngineError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    let begins = name
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphanumeric());
    if begins && name.len() <= NAME_BYTES_MAX && name.bytes().all(plain) && !name.ends_with('.') {
        return Ok(name.to_owned());
    }
    Err(EngineError::invalid(
        format!(
            "“{name}” không dùng làm tên danh sách được: chữ không dấu, số, “-”, “_”, “.”, tối đa {NAME_BYTES_MAX} ký tự"
        ),
        format!(
            "“{name}” can't be the name of a list: letters without accents, digits, “-”, “_”, “.”, at most {NAME_BYTES_MAX} characters"
        ),
    ))
}
