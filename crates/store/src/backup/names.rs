//! The paths an archive may hold: plain relative ones, nothing else.
//!
//! One rule serves writing and reading, so that what is written can be read
//! and what is read can never leave the folder it is unpacked into.

use std::path::{Component, Path, PathBuf};

const NAME_LENGTH_MAX: usize = 1_000;
const DEPTH_MAX: usize = 20;

/// What only a running program has, at the top of the folder.
const PASSING: &[&str] = &["LOCK", "khien.db-wal", "khien.db-shm", "khien.db-journal"];

/// The path below the folder that a name means, `None` for any name that is not plain.
pub(super) fn path_of(name: &str) -> Option<PathBuf> {
    let plain = |part: &str| {
        let odd = |c: char| c.is_control() || matches!(c, '\\' | ':');
        !part.is_empty() && part != "." && part != ".." && !part.contains(odd)
    };
    let parts: Vec<&str> = name.split('/').collect();
    let fit = name.len() <= NAME_LENGTH_MAX
        && parts.len() <= DEPTH_MAX
        && parts.iter().all(|part| plain(part))
        && !is_passing(name);
    fit.then(|| parts.iter().collect())
}

/// The name of a path below the folder; `None` when no archive can carry it.
pub(super) fn name_of(path: &Path) -> Option<String> {
    let parts: Vec<&str> = path
        .components()
        .map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let name = parts.join("/");
    path_of(&name).map(|_| name)
}

/// Whether a path at the top of the folder belongs to the running program only.
pub(super) fn is_passing(name: &str) -> bool {
    PASSING.contains(&name)
}

/// Whether a file is one that is being written at this moment.
pub(super) fn is_half_written(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    last.starts_with(".new-") || last.starts_with(".tmp") || last.ends_with(".copying")
}

/// Whether only the owner may read the file.
pub(super) fn is_secret(name: &str) -> bool {
    name.starts_with("keys/") || name == super::DATABASE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_relative_names_pass_and_they_come_back() {
        for name in [
            "VERSION",
            "files/sha256/ab/abcd",
            "reports/báo cáo số 1.docx",
            "a/b/..c",
        ] {
            assert_eq!(name_of(&path_of(name).unwrap()).as_deref(), Some(name));
        }
        for name in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a//b",
            "a/.",
            "..",
            "C:/x",
            "a\\..\\x",
            "a\nb",
            "a\0b",
            "LOCK",
            "khien.db-wal",
            &"a/".repeat(30),
            &"x".repeat(2_000),
        ] {
            assert_eq!(path_of(name), None, "{name:?}");
        }
    }
}
