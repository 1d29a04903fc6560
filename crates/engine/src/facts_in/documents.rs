//! The files of a facts folder: which are tables, lists, logs, advisories, enclosures.

use super::provenance::Files;
use crate::EngineError;
use domain::facts::FactKind;
use letters::tables::TableProblem;
use sha2::Digest as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use store::Digest;

/// Largest file held in memory; logs are streamed and have no such limit.
const FILE_BYTES_MAX: u64 = 200 * 1024 * 1024;

/// A facts folder, its small files read, its logs named.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    /// Bytes of every file but logs, by name relative to the folder.
    pub(crate) files: Files,
    /// Tables: file and kind; `None` for a workbook whose sheets say it.
    pub(crate) tables: Vec<(String, Option<FactKind>)>,
    /// Indicator lists.
    pub(crate) lists: Vec<String>,
    /// Advisories.
    pub(crate) advisories: Vec<String>,
    /// Logs: name relative to the folder, path, hash.
    pub(super) logs: Vec<Log>,
    /// Files that are nothing of this, passed over.
    pub(super) notices: Vec<TableProblem>,
}

/// A log of the folder; it may be too large to hold.
#[derive(Debug)]
pub(super) struct Log {
    /// Name relative to the folder.
    pub(super) name: String,
    /// Where it is.
    pub(super) path: PathBuf,
    /// SHA-256 of the file as it stands.
    pub(super) digest: Digest,
}

/// What an uploaded file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UploadKind {
    /// By its name: a table, or below `lists/`, `advisories/`, `files/`; else a proof.
    #[default]
    ByName,
    /// A table of this kind.
    Table(FactKind),
    /// An indicator list.
    List,
    /// An advisory.
    Advisory,
    /// A proof that a source names.
    Proof,
}

/// One uploaded file.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its name, with folders where a whole folder was chosen.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// What it is.
    pub kind: UploadKind,
}

/// Uploaded files as a folder; nothing of their names reaches a file system.
pub(crate) fn uploaded(files: &[Upload]) -> Folder {
    let mut folder = Folder::default();
    for file in files {
        let parts: Vec<&str> = file.name.split(['/', '\\']).collect();
        let last = crate::drafts::file_name(&file.name);
        let below = parts
            .len()
            .checked_sub(2)
            .and_then(|at| parts.get(at))
            .copied();
        let path = Path::new(&last);
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        let extension = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        let named = match (file.kind, below) {
            (UploadKind::ByName, Some("lists")) => UploadKind::List,
            (UploadKind::ByName, Some("advisories")) => UploadKind::Advisory,
            (UploadKind::ByName, Some("files" | "enclosures")) => UploadKind::Proof,
            (kind, _) => kind,
        };
        let name = match named {
            UploadKind::List => format!("lists/{last}"),
            UploadKind::Advisory => format!("advisories/{last}"),
            UploadKind::ByName | UploadKind::Table(_) | UploadKind::Proof => last,
        };
        match named {
            UploadKind::List => folder.lists.push(name.clone()),
            UploadKind::Advisory => folder.advisories.push(name.clone()),
            UploadKind::Table(kind) => folder.tables.push((name.clone(), Some(kind))),
            UploadKind::ByName => {
                let kind = kind_of(&stem);
                match extension.as_str() {
                    "csv" | "tsv" | "txt" if kind.is_some() => {
                        folder.tables.push((name.clone(), kind));
                    }
                    "xlsx" => folder.tables.push((name.clone(), kind)),
                    "csv" | "tsv" | "log" => folder.passed_over(&name),
                    _ => {}
                }
            }
            UploadKind::Proof => {}
        }
        folder.files.insert(name, file.bytes.clone());
    }
    folder
}

/// Reads a folder.
pub(super) fn read(dir: &Path) -> Result<Folder, EngineError> {
    let mut folder = Folder::default();
    for path in sorted(dir)? {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            match name.as_str() {
                "logs" => folder.logs = logs_below(&path)?,
                "lists" => folder.lists = folder.take_all(&path, "lists")?,
                "advisories" => folder.advisories = folder.take_all(&path, "advisories")?,
                "files" | "enclosures" => {
                    folder.take_all(&path, &name)?;
                }
                _ => folder.passed_over(&name),
            }
        } else {
            folder.take_table(&path, name)?;
        }
    }
    if folder.tables.is_empty() {
        let dir = dir.display();
        return Err(EngineError::invalid(
            format!(
                "{dir}: không có bảng dữ liệu nào (ví dụ units.csv); xem trang hướng dẫn các bảng dữ liệu"
            ),
            format!(
                "{dir}: there is no table (such as units.csv); see the manual page of the tables"
            ),
        ));
    }
    Ok(folder)
}

impl Folder {
    /// The hash of a file of the folder, log or other.
    pub(super) fn digest(&self, file: &str) -> Option<Digest> {
        let log = self.logs.iter().find(|log| log.name == file);
        log.map(|log| log.digest)
            .or_else(|| self.files.get(file).map(|bytes| store::sha256(bytes)))
    }

    fn take_table(&mut self, path: &Path, name: String) -> Result<(), EngineError> {
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        let extension = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        let kind = kind_of(&stem);
        match extension.as_str() {
            "csv" | "tsv" | "txt" if kind.is_some() => self.tables.push((name.clone(), kind)),
            "xlsx" => self.tables.push((name.clone(), kind)),
            "csv" | "tsv" => {
                self.passed_over(&name);
                return Ok(());
            }
            // Other files may be proofs that a source or statement names.
            _ => {}
        }
        self.files.insert(name, bytes_of(path)?);
        Ok(())
    }

    fn take_all(&mut self, dir: &Path, below: &str) -> Result<Vec<String>, EngineError> {
        let mut names = Vec::new();
        for path in files_below(dir)? {
            let inner = path
                .strip_prefix(dir)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
            let name = format!("{below}/{inner}");
            self.files.insert(name.clone(), bytes_of(&path)?);
            names.push(name);
        }
        Ok(names)
    }

    fn passed_over(&mut self, name: &str) {
        self.notices.push(TableProblem {
            code: "folder.passed_over",
            file: name.to_owned(),
            row: None,
            column: None,
            vi: "không phải tên bảng dữ liệu nào, được bỏ qua".into(),
            en: "not named after any fact table, passed over".into(),
        });
    }
}

/// The table a file is named after: its name, or a title of it.
fn kind_of(stem: &str) -> Option<FactKind> {
    FactKind::parse(stem).or_else(|| {
        let wanted = domain::text::fold(&stem.replace(['_', '-'], " "));
        FactKind::ALL.iter().copied().find(|kind| {
            let (vi, en) = kind.titles();
            domain::text::fold(vi) == wanted || domain::text::fold(en) == wanted
        })
    })
}

fn sorted(dir: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let entries = std::fs::read_dir(dir).map_err(|e| EngineError::file(dir, e))?;
    let mut paths = entries
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| EngineError::file(dir, e))?;
    paths.retain(|p| {
        !p.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .starts_with('.')
    });
    paths.sort();
    Ok(paths)
}

fn files_below(dir: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for path in sorted(&folder)? {
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn logs_below(dir: &Path) -> Result<Vec<Log>, EngineError> {
    let named = |path: PathBuf| {
        let inner = path
            .strip_prefix(dir)
            .unwrap_or(&path)
            .to_string_lossy()
            .replace('\\', "/");
        let digest = digest_of(&path)?;
        Ok(Log {
            name: format!("logs/{inner}"),
            path,
            digest,
        })
    };
    files_below(dir)?.into_iter().map(named).collect()
}

/// SHA-256 of a file of any size.
fn digest_of(path: &Path) -> Result<Digest, EngineError> {
    let mut file = std::fs::File::open(path).map_err(|e| EngineError::file(path, e))?;
    let mut hash = sha2::Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file
            .read(&mut buffer)
            .map_err(|e| EngineError::file(path, e))?;
        if read == 0 {
            return Ok(Digest(hash.finalize().into()));
        }
        hash.update(buffer.get(..read).unwrap_or_default());
    }
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, EngineError> {
    let bytes = crate::directives::read_file(path, FILE_BYTES_MAX)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > FILE_BYTES_MAX {
        let path = path.display();
        return Err(EngineError::invalid(
            format!("{path}: tệp lớn hơn 200 MB; hãy chia nhỏ"),
            format!("{path}: the file is larger than 200 MB; divide it"),
        ));
    }
    Ok(bytes)
}
