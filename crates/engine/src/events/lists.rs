//! Indicator lists that events are matched with as they come: `DIR/lists/NAME`, a file each, byte for byte as it came.
//!
//! A file is replaced in one step, and what was done stands in the ledger before it is done.

use super::retro::What;
use crate::actor::Actor;
use crate::{Engine, EngineError};
use detect::indicators::List;
use domain::access::Action;
use jiff::Timestamp;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{Digest, KeptFile};

/// The folder of lists in a data folder.
const FOLDER: &str = "lists";
/// Files that are being written begin so.
const PASSING: &str = ".new-";
/// Largest list: a million entries are about 20 MB.
const LIST_BYTES_MAX: usize = 128 * 1024 * 1024;
/// Most lists at once.
const LISTS_MAX: usize = 200;
/// Longest name.
const NAME_BYTES_MAX: usize = 100;

/// A list in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListAbout {
    /// Its name.
    pub name: String,
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
        let name = fit(name)?;
        let data = self.store.folder().path();
        let others = about(data)?.into_iter().filter(|list| list.name != name);
        if bytes.len() > LIST_BYTES_MAX || others.count() >= LISTS_MAX {
            return Err(EngineError::invalid(
                format!(
                    "mỗi danh sách tối đa {} MiB, tối đa {LISTS_MAX} danh sách",
                    LIST_BYTES_MAX >> 20
                ),
                format!(
                    "a list has at most {} MiB, and there are at most {LISTS_MAX} lists",
                    LIST_BYTES_MAX >> 20
                ),
            ));
        }
        let list = List::parse(&name, &bytes);
        if list.is_empty() {
            return Err(EngineError::invalid(
                format!("{name}: không có mục nào dùng được"),
                format!("{name}: no usable entry"),
            ));
        }
        let sha256 = self.record_list(actor, &name, bytes.clone()).await?;
        let path = folder(data).join(&name);
        let is_known = fs::read(&path).is_ok_and(|kept| kept == bytes);
        write(&folder(data), &path, &bytes).map_err(|error| EngineError::file(&path, error))?;
        if !is_known {
            self.hunt_back(actor, &What::List(name.clone())).await?;
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
        if !about(data)?.iter().any(|list| list.name == name) {
            return Err(EngineError::not_found(
                format_args!("danh sách “{name}”"),
                format_args!("list “{name}”"),
            ));
        }
        let word = serde_json::json!({
            "removed": name,
            "removed_at": self.clock.now().to_string(),
            "removed_by": actor.word(),
        });
        self.record_list(actor, name, format!("{word:#}\n").into_bytes())
            .await?;
        let path = folder(data).join(name);
        fs::remove_file(&path).map_err(|error| EngineError::file(&path, error))
    }

    /// The lists in force, by name.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] for who sees no alerts; [`EngineError::File`] when the folder can't be read.
    pub fn lists(&self, actor: &Actor) -> Result<Vec<ListAbout>, EngineError> {
        if !actor.may_anywhere(Action::ViewAlerts) && !actor.may_anywhere(Action::ManageRules) {
            return Err(EngineError::Forbidden);
        }
        about(self.store.folder().path())
    }

    async fn record_list(
        &self,
        actor: &Actor,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<Digest, EngineError> {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let sha256 = self.store.files().put(bytes).await?;
        let kept = KeptFile {
            sha256,
            name: format!("lists/{name}"),
            purpose: "list".into(),
            size,
        };
        let mut tx = self.begin().await?;
        tx.add_file(kept, |slot| crate::ledger::file_leaf(actor, slot))
            .await?;
        tx.commit().await?;
        Ok(sha256)
    }
}

/// What lists there are.
pub(super) fn about(data: &Path) -> Result<Vec<ListAbout>, EngineError> {
    let folder = folder(data);
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
            bytes: about.len(),
            changed_at: changed.unwrap_or_default(),
        });
    }
    lists.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(lists)
}

/// The lists themselves, each with the SHA-256 of its file.
pub(super) fn load(data: &Path) -> Result<Vec<(Arc<List>, Digest)>, EngineError> {
    let each = about(data)?.into_iter().map(|list| read(data, &list.name));
    each.collect()
}

/// One list, with the SHA-256 of its file; `None` when it is not in force.
pub(super) fn load_one(
    data: &Path,
    name: &str,
) -> Result<Option<(Arc<List>, Digest)>, EngineError> {
    if fit(name).is_err() || !folder(data).join(name).is_file() {
        return Ok(None);
    }
    read(data, name).map(Some)
}

fn read(data: &Path, name: &str) -> Result<(Arc<List>, Digest), EngineError> {
    let most = u64::try_from(LIST_BYTES_MAX).unwrap_or(u64::MAX);
    let bytes = crate::directives::read_file(&folder(data).join(name), most)?;
    Ok((Arc::new(List::parse(name, &bytes)), store::sha256(&bytes)))
}

fn folder(data: &Path) -> PathBuf {
    data.join(FOLDER)
}

fn write(folder: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(PASSING)
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    fs::File::open(folder)?.sync_all()
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
