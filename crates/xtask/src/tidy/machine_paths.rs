//! No file names a folder that exists on one machine only.
//!
//! Such a path works for its author and for nobody else, and tells strangers how
//! the machine is laid out. Give paths relative to the repository or as arguments.

use super::Breach;
use super::exemptions::{Exemptions, stale};
use super::tree::Tree;

/// Written apart, so this file does not break its own rule.
const FOLDERS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
];

/// Every text file, line by line.
pub(super) fn check(tree: &Tree) -> anyhow::Result<Vec<Breach>> {
    let exemptions = Exemptions::of(tree)?;
    let mut excused = Vec::new();
    let mut breaches = Vec::new();
    for (path, text) in &tree.files {
        for (line, number) in text.lines().zip(1..) {
            let Some(folder) = FOLDERS.iter().find(|folder| names_folder(line, folder)) else {
                continue;
            };
            if exemptions.machine_paths.contains_key(path) {
                excused.push(path.clone());
            } else {
                let place = format!("{path}:{number}");
                breaches.push(Breach::new(place, format!("names a folder under {folder}")));
            }
        }
    }
    breaches.extend(stale(&exemptions.machine_paths, &excused));
    Ok(breaches)
}

/// Whether the folder stands at the beginning of a path, not inside an address or a longer path.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line
            .split_at_checked(at)
            .and_then(|(before, _)| before.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || ['.', '_', '-', '/', '~', '}'].contains(&c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_folders_fail_and_addresses_do_not() {
        let home = concat!("/ho", "me/");
        let work = concat!("/wo", "rk/");
        for (text, exemptions, broken) in [
            (format!("see {work}main"), "", true),
            (format!("\"{home}an/x\""), "", true),
            (format!("https://portal.example{home}index.html"), "", false),
            (format!("docs{work}x"), "", false),
            (
                format!("see {work}main"),
                "[machine_paths]\n\"a.md\" = \"why\"",
                false,
            ),
            (
                "nothing".to_owned(),
                "[machine_paths]\n\"a.md\" = \"why\"",
                true,
            ),
        ] {
            let tree = Tree::sample(&[
                ("a.md", &text),
                ("crates/xtask/exemptions.toml", exemptions),
            ]);
            assert_eq!(!check(&tree).unwrap().is_empty(), broken, "{text}");
        }
    }
}
