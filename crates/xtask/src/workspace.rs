//! The workspace as `cargo metadata` sees it: crates and their declared dependencies.
//!
//! Only what tidy compares is read. The resolved graph is left out on purpose:
//! declared edges are what people write and what the table rules.

use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use serde::Deserialize;

use crate::process;

/// The folder that holds the workspace's Cargo.toml.
///
/// Asked at run time first, because a binary in a shared target folder may have
/// been built from another checkout.
pub(crate) fn root() -> PathBuf {
    let manifest_dir = std::env::var("CARGO_MANIFEST_DIR")
        .unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let crate_dir = PathBuf::from(manifest_dir);
    crate_dir
        .ancestors()
        .nth(2)
        .map_or(crate_dir.clone(), std::path::Path::to_path_buf)
}

/// When an edge exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EdgeKind {
    /// Part of the program.
    Normal,
    /// Part of its build script.
    Build,
    /// Used by its tests only.
    Dev,
}

/// One declared dependency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edge {
    /// The package depended on, under its own name.
    pub(crate) to: String,
    /// When the edge exists.
    pub(crate) kind: EdgeKind,
    /// Whether the package lies in this workspace.
    pub(crate) inside: bool,
}

/// One crate of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Crate {
    /// The package's name.
    pub(crate) name: String,
    /// Its folder, relative to the root, such as `crates/domain`.
    pub(crate) folder: String,
    /// Its declared dependencies.
    pub(crate) edges: Vec<Edge>,
}

/// Asks cargo for the workspace's crates, without network.
///
/// # Errors
/// Cargo can't be started, refuses the manifests, or answers what is no metadata.
pub(crate) fn crates() -> anyhow::Result<Vec<Crate>> {
    let answer = process::cargo()
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .output()
        .context("cargo can't be started")?;
    ensure!(
        answer.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&answer.stderr).trim()
    );
    parse(&answer.stdout)
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: String,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    path: Option<String>,
}

fn parse(json: &[u8]) -> anyhow::Result<Vec<Crate>> {
    let metadata: Metadata =
        serde_json::from_slice(json).context("cargo metadata in an unknown form")?;
    let root = metadata.workspace_root;
    Ok(metadata
        .packages
        .into_iter()
        .map(|package| read_package(package, &root))
        .collect())
}

fn read_package(package: Package, root: &str) -> Crate {
    let folder = package
        .manifest_path
        .strip_prefix(root)
        .unwrap_or(&package.manifest_path)
        .trim_end_matches("Cargo.toml")
        .trim_matches('/')
        .to_owned();
    let edges = package.dependencies.into_iter().map(|dependency| Edge {
        to: dependency.name,
        kind: match dependency.kind.as_deref() {
            Some("dev") => EdgeKind::Dev,
            Some("build") => EdgeKind::Build,
            _ => EdgeKind::Normal,
        },
        inside: dependency.path.is_some(),
    });
    Crate {
        name: package.name,
        folder,
        edges: edges.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_gives_folders_and_kinds() {
        let json = r#"{"workspace_root": "/r", "packages": [{"name": "a", "manifest_path": "/r/crates/a/Cargo.toml",
            "dependencies": [{"name": "b", "kind": null, "path": "/r/crates/b"}, {"name": "c", "kind": "dev"}]}]}"#;
        let crates = parse(json.as_bytes()).unwrap();
        let edge = |to: &str, kind, inside| Edge {
            to: to.to_owned(),
            kind,
            inside,
        };
        assert_eq!(
            crates,
            [Crate {
                name: "a".to_owned(),
                folder: "crates/a".to_owned(),
                edges: vec![
                    edge("b", EdgeKind::Normal, true),
                    edge("c", EdgeKind::Dev, false)
                ],
            }]
        );
    }

    #[test]
    fn this_workspace_contains_this_crate() {
        let crates = crates().unwrap();
        assert!(
            crates
                .iter()
                .any(|found| found.name == "xtask" && found.folder == "crates/xtask")
        );
    }
}
