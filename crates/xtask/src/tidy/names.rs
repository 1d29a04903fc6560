//! Names of modules and crates, and the lints every crate takes from the root.
//!
//! `utils`, `common`, `helpers`, `manager`, `types` say nothing about what is
//! inside, so everything ends up there. Name a module after its one job.

use toml::{Table, Value};

use super::Breach;
use super::tree::Tree;

const BANNED: &[&str] = &[
    "utils", "util", "common", "helpers", "helper", "manager", "managers", "types", "misc",
];

/// Module and crate names, and `lints.workspace = true`.
pub(super) fn check(tree: &Tree) -> anyhow::Result<Vec<Breach>> {
    let mut breaches: Vec<Breach> = tree
        .rust_files()
        .flat_map(|(path, text)| banned_in(path, text))
        .collect();
    for member in &tree.crates {
        if BANNED.contains(&member.name.as_str()) {
            breaches.push(Breach::new(&member.folder, rename(&member.name)));
        }
        let manifest = format!("{}/Cargo.toml", member.folder);
        let table: Table = toml::from_str(tree.text(&manifest))?;
        let lints = table.get("lints").and_then(|lints| lints.get("workspace"));
        if lints.and_then(Value::as_bool) != Some(true) {
            breaches.push(Breach::new(&manifest, "needs `[lints] workspace = true`"));
        }
    }
    Ok(breaches)
}

fn banned_in(path: &str, text: &str) -> Vec<Breach> {
    let stem = path.trim_end_matches(".rs");
    let in_path = stem
        .split('/')
        .filter(|part| BANNED.contains(part))
        .map(|part| (None, part));
    let inline = text.lines().zip(1..).filter_map(|(line, number)| {
        let name = declared_module(line)?;
        BANNED.contains(&name).then_some((Some(number), name))
    });
    in_path
        .chain(inline)
        .map(|(line, name): (Option<usize>, &str)| {
            let place = line.map_or_else(|| path.to_owned(), |line| format!("{path}:{line}"));
            Breach::new(place, rename(name))
        })
        .collect()
}

/// The name in `mod name {` or `pub(crate) mod name;`.
fn declared_module(line: &str) -> Option<&str> {
    let (before, after) = line.trim_start().split_once("mod ")?;
    let visible = before.is_empty() || (before.starts_with("pub") && before.ends_with(' '));
    visible.then(|| after.trim_end_matches([' ', '{', ';']))
}

fn rename(name: &str) -> String {
    format!("`{name}` says nothing; name it after its one job")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Crate;

    #[test]
    fn banned_names_are_found_in_paths_and_in_text() {
        for (path, text, count) in [
            ("crates/a/src/utils.rs", "", 1),
            ("crates/a/src/helpers/read.rs", "", 1),
            (
                "crates/a/src/lib.rs",
                "pub(crate) mod common;\nmod fine;",
                1,
            ),
            ("crates/a/src/lib.rs", "mod types {", 1),
            (
                "crates/a/src/lib.rs",
                "// the mod utils is gone\nlet types = 1;",
                0,
            ),
            ("crates/a/src/roster.rs", "mod common_words;", 0),
        ] {
            let found = check(&Tree::sample(&[(path, text)])).unwrap();
            assert_eq!(found.len(), count, "{path}: {found:?}");
        }
    }

    #[test]
    fn a_crate_takes_the_lints_of_the_root() {
        for (manifest, broken) in [
            ("[lints]\nworkspace = true", false),
            ("[package]\nname = \"a\"", true),
            ("[lints]\nworkspace = false", true),
        ] {
            let mut tree = Tree::sample(&[("crates/a/Cargo.toml", manifest)]);
            let folder = "crates/a".to_owned();
            tree.crates.push(Crate {
                name: "a".to_owned(),
                folder,
                edges: vec![],
            });
            assert_eq!(!check(&tree).unwrap().is_empty(), broken, "{manifest}");
        }
    }
}
