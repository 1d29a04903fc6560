//! What the rules look at: the files of the repository and its crates.
//!
//! Files are read from the folder rather than from git, so tidy also works in an
//! unpacked archive; what `.gitignore` names at the root is left out.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;

use crate::workspace::{self, Crate};

/// The repository, read once.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Path relative to the root, with `/`, to text. A file that is no UTF-8 has empty text.
    pub(super) files: BTreeMap<String, String>,
    /// The workspace's crates.
    pub(super) crates: Vec<Crate>,
}

impl Tree {
    /// Reads the workspace this tool belongs to.
    pub(super) fn read() -> anyhow::Result<Self> {
        let root = workspace::root();
        let ignored = ignored_at_root(&root);
        let mut tree = Self {
            files: BTreeMap::new(),
            crates: workspace::crates()?,
        };
        tree.add_folder(&root, "", &ignored)?;
        Ok(tree)
    }

    /// Whether a file or folder of the repository has this path.
    pub(super) fn contains(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        self.files.contains_key(path)
            || self
                .files
                .range(folder.clone()..)
                .next()
                .is_some_and(|(found, _)| found.starts_with(&folder))
    }

    /// The text of a file, empty when there is none.
    pub(super) fn text(&self, path: &str) -> &str {
        self.files.get(path).map_or("", String::as_str)
    }

    /// The Rust files, with their text.
    pub(super) fn rust_files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter(|(path, _)| path.ends_with(".rs"))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    fn add_folder(
        &mut self,
        folder: &Path,
        prefix: &str,
        ignored: &[String],
    ) -> anyhow::Result<()> {
        let entries = folder
            .read_dir()
            .with_context(|| format!("{} can't be listed", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if prefix.is_empty() && ignored.contains(&name) {
                continue;
            }
            let path = format!("{prefix}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.add_folder(&entry.path(), &format!("{path}/"), ignored)?;
            } else if kind.is_file() {
                // A file may go while others work in the tree; then there is nothing to check.
                let Ok(bytes) = std::fs::read(entry.path()) else {
                    continue;
                };
                self.files
                    .insert(path, String::from_utf8(bytes).unwrap_or_default());
            }
        }
        Ok(())
    }

    /// An invented tree for the tests of a rule.
    #[cfg(test)]
    pub(super) fn sample(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect();
        Self {
            files,
            crates: Vec::new(),
        }
    }
}

fn ignored_at_root(root: &Path) -> Vec<String> {
    let listed = std::fs::read_to_string(root.join(".gitignore")).unwrap_or_default();
    let rooted = listed
        .lines()
        .filter_map(|line| line.trim().strip_prefix('/'));
    rooted
        .map(|name| name.trim_end_matches('/').to_owned())
        .chain([".git".to_owned(), "target".to_owned()])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_count_as_paths_but_prefixes_do_not() {
        let tree = Tree::sample(&[("crates/domain/src/lib.rs", "")]);
        for (path, there) in [
            ("crates/domain/src/lib.rs", true),
            ("crates/domain", true),
            ("crates/domain/", true),
            ("crates/dom", false),
            ("docs", false),
        ] {
            assert_eq!(tree.contains(path), there, "{path}");
        }
    }
}
