//! Outside dependencies: declared once, used, and explained.
//!
//! The version stands in the root Cargo.toml only; each has a row in
//! `docs/dependencies.md` (why, licence, what would replace it); and each crate
//! names in its sources what its manifest asks for. Licences themselves are
//! `cargo deny`'s matter.

use std::collections::BTreeSet;

use anyhow::Context as _;
use toml::{Table, Value};

use super::Breach;
use super::exemptions::{Exemptions, stale};
use super::tree::Tree;

const PAGE: &str = "docs/dependencies.md";
const ROOT: &str = "Cargo.toml";

/// Checks manifests, sources and the page against each other.
pub(super) fn check(tree: &Tree) -> anyhow::Result<Vec<Breach>> {
    let declared = outside_dependencies(tree)?;
    let mut used = BTreeSet::new();
    let mut breaches = Vec::new();
    let exemptions = Exemptions::of(tree)?;
    let mut excused = Vec::new();
    for member in &tree.crates {
        let path = format!("{}/{ROOT}", member.folder);
        for (name, value) in manifest_dependencies(tree, &path)? {
            if value.get("workspace").and_then(Value::as_bool) != Some(true) {
                let text = format!("`{name}` has its own version; write `{name}.workspace = true`");
                breaches.push(Breach::new(&path, text));
            }
            if !is_named(tree, &member.folder, &name) {
                let key = format!("{}/{name}", member.name);
                if exemptions.unused_dependencies.contains_key(&key) {
                    excused.push(key);
                } else {
                    let text = format!("`{name}` is named in no source file of `{}`", member.name);
                    breaches.push(Breach::new(&path, text));
                }
            }
            used.insert(name);
        }
    }
    for name in declared.difference(&used) {
        breaches.push(Breach::new(
            ROOT,
            format!("`{name}` is used by no crate; remove it"),
        ));
    }
    breaches.extend(stale(&exemptions.unused_dependencies, &excused));
    breaches.extend(check_page(tree, &declared));
    Ok(breaches)
}

/// Names under `[workspace.dependencies]` that are no crates of this workspace.
fn outside_dependencies(tree: &Tree) -> anyhow::Result<BTreeSet<String>> {
    let manifest: Table = toml::from_str(tree.text(ROOT)).context("the root manifest")?;
    let listed = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies"))
        .and_then(Value::as_table);
    let outside = listed
        .into_iter()
        .flatten()
        .filter(|(_, value)| value.get("path").is_none())
        .map(|(name, _)| name.clone());
    Ok(outside.collect())
}

fn manifest_dependencies(tree: &Tree, path: &str) -> anyhow::Result<Vec<(String, Value)>> {
    let manifest: Table = toml::from_str(tree.text(path)).with_context(|| path.to_owned())?;
    let sections = ["dependencies", "dev-dependencies", "build-dependencies"];
    // What only some systems need stands in tables of its own: `[target.'cfg(unix)'.dependencies]`.
    let targets = manifest.get("target").and_then(Value::as_table);
    let of_targets = targets.into_iter().flat_map(Table::values);
    let tables = std::iter::once(&manifest)
        .chain(of_targets.filter_map(Value::as_table))
        .flat_map(|table| sections.iter().filter_map(|key| table.get(*key)))
        .filter_map(Value::as_table);
    Ok(tables
        .flatten()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect())
}

fn is_named(tree: &Tree, folder: &str, dependency: &str) -> bool {
    let word = dependency.replace('-', "_");
    let prefix = format!("{folder}/");
    tree.rust_files()
        .filter(|(path, _)| path.starts_with(&prefix))
        .any(|(_, text)| has_word(text, &word))
}

/// Whether the word stands in a line of code, not inside a longer name or a comment.
fn has_word(text: &str, word: &str) -> bool {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .any(|found| found == word)
}

fn check_page(tree: &Tree, declared: &BTreeSet<String>) -> Vec<Breach> {
    let rows: BTreeSet<String> = tree
        .text(PAGE)
        .lines()
        .filter_map(first_cell)
        .map(str::to_owned)
        .collect();
    let missing = declared.difference(&rows).map(|name| {
        format!("`{name}` has no row: why it is here, its licence, what would replace it")
    });
    let gone = rows
        .difference(declared)
        .map(|name| format!("`{name}` is no dependency any more; remove its row"));
    missing
        .chain(gone)
        .map(|text| Breach::new(PAGE, text))
        .collect()
}

/// The name in a row such as `` | `csv` | … | ``.
fn first_cell(line: &str) -> Option<&str> {
    let cell = line.strip_prefix('|')?.split('|').next()?.trim();
    cell.strip_prefix('`')?.strip_suffix('`')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Crate;

    const GOOD: &[(&str, &str)] = &[
        (
            "Cargo.toml",
            "[workspace.dependencies]\na = { path = \"crates/a\" }\nserde-x = \"1\"",
        ),
        (
            "crates/a/Cargo.toml",
            "[dependencies]\nserde-x.workspace = true",
        ),
        ("crates/a/src/lib.rs", "use serde_x::Thing;"),
        (
            "docs/dependencies.md",
            "| crate | why |\n|---|---|\n| `serde-x` | why |",
        ),
    ];

    fn check_with(changed: &[(&str, &str)]) -> Vec<String> {
        let mut tree = Tree::sample(GOOD);
        for (path, text) in changed {
            tree.files.insert((*path).to_owned(), (*text).to_owned());
        }
        tree.crates = vec![Crate {
            name: "a".to_owned(),
            folder: "crates/a".to_owned(),
            edges: vec![],
        }];
        check(&tree)
            .unwrap()
            .into_iter()
            .map(|breach| breach.text)
            .collect()
    }

    #[test]
    fn each_kind_of_breach_is_found() {
        assert_eq!(check_with(&[]), Vec::<String>::new());
        for (path, text, words) in [
            (
                "crates/a/Cargo.toml",
                "[dependencies]\nserde-x = \"1\"",
                "own version",
            ),
            ("crates/a/Cargo.toml", "[dependencies]", "used by no crate"),
            (
                "crates/a/src/lib.rs",
                "// serde_x\nmod serde_xy;",
                "named in no source file",
            ),
            ("docs/dependencies.md", "", "has no row"),
            (
                "docs/dependencies.md",
                "| `serde-x` | |\n| `old` | |",
                "no dependency any more",
            ),
            (
                "crates/xtask/exemptions.toml",
                "[unused_dependencies]\n\"a/serde-x\" = \"?\"",
                "excuses nothing",
            ),
        ] {
            let found = check_with(&[(path, text)]);
            assert!(
                matches!(found.as_slice(), [one] if one.contains(words)),
                "{words}: {found:?}"
            );
        }
    }

    #[test]
    fn an_exemption_excuses_a_dependency_without_use() {
        let found = check_with(&[
            ("crates/a/src/lib.rs", ""),
            (
                "crates/xtask/exemptions.toml",
                "[unused_dependencies]\n\"a/serde-x\" = \"feature\"",
            ),
        ]);
        assert_eq!(found, Vec::<String>::new());
    }
}
