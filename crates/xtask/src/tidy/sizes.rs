//! Lengths of source files and of the README.
//!
//! Aim is 300 lines; over 600 fails, except tables of data exempt by name. Data
//! files (lists, texts, fixtures) have no limit: nobody reads them top to bottom.

use super::Breach;
use super::exemptions::{Exemptions, stale};
use super::tree::Tree;

const WANTED: usize = 300;
const LIMIT: usize = 600;
const README_LIMIT: usize = 150;
const SOURCE_ENDINGS: &[&str] = &[".rs", ".js", ".css", ".html", ".sh"];

/// Source files and README against their limits.
pub(super) fn check(tree: &Tree) -> anyhow::Result<Vec<Breach>> {
    let exemptions = Exemptions::of(tree)?;
    let mut excused = Vec::new();
    let mut breaches = Vec::new();
    for (path, lines) in source_files(tree).filter(|(_, lines)| *lines > LIMIT) {
        if exemptions.long_files.contains_key(path) {
            excused.push(path.to_owned());
        } else {
            let text = format!("{lines} lines, the limit is {LIMIT}; split it by what it is for");
            breaches.push(Breach::new(path, text));
        }
    }
    breaches.extend(stale(&exemptions.long_files, &excused));
    let readme = tree.text("README.md").lines().count();
    if readme > README_LIMIT {
        let text = format!("{readme} lines, the limit is {README_LIMIT}; move details to docs");
        breaches.push(Breach::new("README.md", text));
    }
    Ok(breaches)
}

/// What is allowed but not wanted, in one line.
pub(super) fn notes(tree: &Tree) -> Vec<String> {
    let long = source_files(tree)
        .filter(|(_, lines)| *lines > WANTED)
        .count();
    let all = source_files(tree).count();
    vec![format!(
        "{long} of {all} source files are over {WANTED} lines"
    )]
}

fn source_files(tree: &Tree) -> impl Iterator<Item = (&str, usize)> {
    tree.files
        .iter()
        .filter(|(path, _)| {
            SOURCE_ENDINGS.iter().any(|ending| path.ends_with(ending))
                && !path.contains("/fixtures/")
                && !path.contains("/corpus/")
        })
        .map(|(path, text)| (path.as_str(), text.lines().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_source_files_fail() {
        let long = "x\n".repeat(601);
        let allowed = "x\n".repeat(600);
        let exempt = "[long_files]\n\"crates/a/src/table.rs\" = \"a table\"";
        for (path, text, exemptions, broken) in [
            ("crates/a/src/lib.rs", &long, "", true),
            ("crates/a/src/lib.rs", &allowed, "", false),
            ("crates/a/src/table.rs", &long, exempt, false),
            ("crates/a/src/table.rs", &allowed, exempt, true),
            ("crates/a/data/list.tsv", &long, "", false),
            ("crates/a/tests/fixtures/page.html", &long, "", false),
            ("README.md", &allowed, "", true),
        ] {
            let tree = Tree::sample(&[(path, text), ("crates/xtask/exemptions.toml", exemptions)]);
            assert_eq!(!check(&tree).unwrap().is_empty(), broken, "{path}");
        }
    }
}
