//! One file and two manual pages per measure.
//!
//! The file's stem is the measure's id with dots as underscores. The pages stand
//! beside it and are embedded in the program, so an empty one would be shown to a
//! user; a page that belongs to no measure is a leftover.
//!
//! The ids are read from the text of `domain`'s list rather than through the crate:
//! this tool must run while `domain` does not compile.

use super::Breach;
use super::tree::Tree;

/// Where the closed list of ids lies, one a line: `DutyRoster 2 "duty.roster_24x7",`.
const LIST: &str = "crates/domain/src/measure_id.rs";
const FOLDER: &str = "crates/domain/src/measures";
/// Fewer lines can't say what the duty is, what proves it and what to do next.
const PAGE_LINES_MIN: usize = 8;

/// Files and pages of `domain`'s measures.
pub(super) fn check(tree: &Tree) -> anyhow::Result<Vec<Breach>> {
    let ids = ids(tree.text(LIST));
    if ids.is_empty() {
        return Ok(vec![Breach::new(
            LIST,
            "names no measure in the form this rule reads",
        )]);
    }
    let stems: Vec<String> = ids.iter().map(|id| id.replace('.', "_")).collect();
    let mut breaches = Vec::new();
    for (id, stem) in ids.iter().zip(&stems) {
        let file = format!("{FOLDER}/{stem}.rs");
        if !tree.contains(&file) && !tree.contains(&format!("{FOLDER}/{stem}/mod.rs")) {
            breaches.push(Breach::new(file, format!("measure `{id}` has no file")));
        }
        for language in ["vi", "en"] {
            breaches.extend(check_page(
                tree,
                id,
                &format!("{FOLDER}/{stem}.{language}.md"),
            ));
        }
    }
    breaches.extend(leftovers(tree, &stems));
    Ok(breaches)
}

fn ids(list: &str) -> Vec<&str> {
    let rows = list.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let (_variant, number, id) = (words.next()?, words.next()?, words.next()?);
        number.parse::<u8>().ok()?;
        id.strip_prefix('"')?.strip_suffix("\",")
    });
    rows.collect()
}

fn check_page(tree: &Tree, id: &str, page: &str) -> Option<Breach> {
    if !tree.contains(page) {
        return Some(Breach::new(
            page,
            format!("measure `{id}` lacks this manual page"),
        ));
    }
    let text = tree.text(page);
    if !text.starts_with("# ") {
        return Some(Breach::new(page, "a manual page begins with its title"));
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    (lines < PAGE_LINES_MIN).then(|| {
        Breach::new(
            page,
            format!("{lines} lines can't say duty, proof, result and next step"),
        )
    })
}

fn leftovers(tree: &Tree, stems: &[String]) -> Vec<Breach> {
    let pages = tree.files.keys().filter_map(|path| {
        let name = path.strip_prefix(FOLDER)?.strip_prefix('/')?;
        let stem = name
            .strip_suffix(".vi.md")
            .or_else(|| name.strip_suffix(".en.md"))?;
        (!stems.iter().any(|known| known == stem)).then_some(path)
    });
    pages
        .map(|path| Breach::new(path, "belongs to no measure"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDS: &[&str] = &["awareness", "duty.roster_24x7"];

    fn complete() -> Tree {
        let mut tree = Tree::sample(&[(
            LIST,
            "measure_ids! {\n    Awareness 13 \"awareness\",\n    DutyRoster 2 \"duty.roster_24x7\",\n}",
        )]);
        for id in IDS {
            let stem = format!("{FOLDER}/{}", id.replace('.', "_"));
            tree.files.insert(format!("{stem}.rs"), String::new());
            for language in ["vi", "en"] {
                tree.files
                    .insert(format!("{stem}.{language}.md"), "# Title\n".repeat(8));
            }
        }
        tree
    }

    #[test]
    fn the_list_of_this_repository_is_read_whole() {
        let path = crate::workspace::root().join(LIST);
        assert_eq!(ids(&std::fs::read_to_string(path).unwrap()).len(), 21);
    }

    #[test]
    fn a_missing_file_a_thin_page_and_a_leftover_are_found() {
        assert_eq!(check(&complete()).unwrap(), []);
        let duty = format!("{FOLDER}/duty_roster_24x7");
        let gone = |path: String| {
            let mut tree = complete();
            tree.files.remove(&path);
            tree
        };
        let with = |path: String, text: &str| {
            let mut tree = complete();
            tree.files.insert(path, text.to_owned());
            tree
        };
        for (tree, words) in [
            (gone(format!("{duty}.rs")), "has no file"),
            (gone(format!("{duty}.vi.md")), "lacks this manual page"),
            (with(format!("{duty}.en.md"), "# Title\nshort"), "2 lines"),
            (with(format!("{duty}.en.md"), ""), "begins with its title"),
            (
                with(format!("{FOLDER}/old_measure.en.md"), "# Old"),
                "belongs to no measure",
            ),
        ] {
            let found = check(&tree).unwrap();
            assert!(
                matches!(found.as_slice(), [one] if one.text.contains(words)),
                "{words}: {found:?}"
            );
        }
    }
}
