//! Paths and links in documents lead somewhere.
//!
//! Every Markdown file is read: the words in backticks and in code blocks that look
//! like a path of this repository, and the targets of links. A word counts as such
//! a path when its first part is a folder of the root, so `x/tests.rs` in a style
//! rule does not. A part in capitals such as `NAME` or a star stands for any name;
//! what comes before it must exist.

use super::Breach;
use super::tree::Tree;

/// Folders that count as the repository's even when they are gone.
const ROOT_FOLDERS: &[&str] = &["crates", "docs", "packs", ".ci", ".cargo"];
const PLACEHOLDERS: &[&str] = &["NAME", "CRATE", "DIR", "FILE", "TARGET", "ID", "NNN"];

/// Every document of the tree.
pub(super) fn check(tree: &Tree) -> anyhow::Result<Vec<Breach>> {
    let documents = tree
        .files
        .iter()
        .filter(|(path, _)| path.ends_with(".md") && !path.contains("/fixtures/"));
    Ok(documents
        .flat_map(|(path, text)| check_document(tree, path, text))
        .collect())
}

fn check_document(tree: &Tree, path: &str, text: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut in_block = false;
    for (line, number) in text.lines().zip(1..) {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
            continue;
        }
        let place = format!("{path}:{number}");
        let code: Vec<&str> = if in_block {
            vec![line]
        } else {
            backticked(line)
        };
        let words = code.iter().flat_map(|code| code.split_whitespace());
        for word in words
            .map(trimmed)
            .filter(|word| is_repository_path(tree, word))
        {
            if !exists(tree, word) {
                breaches.push(Breach::new(&place, format!("`{word}` does not exist")));
            }
        }
        if !in_block {
            let dead = link_targets(line)
                .into_iter()
                .filter(|target| !leads(tree, path, target));
            let texts = dead.map(|target| format!("the link to `{target}` leads nowhere"));
            breaches.extend(texts.map(|text| Breach::new(&place, text)));
        }
    }
    breaches
}

/// What stands between pairs of backticks.
fn backticked(line: &str) -> Vec<&str> {
    line.split('`').skip(1).step_by(2).collect()
}

/// Without quotes, closing points and a `:line` at the end.
fn trimmed(word: &str) -> &str {
    let word = word
        .trim_matches(['"', '\'', '(', ')', ',', ';'])
        .trim_end_matches(['.', ':']);
    let word = word.strip_prefix("./").unwrap_or(word);
    match word.rsplit_once(':') {
        Some((path, line)) if line.chars().all(|c| c.is_ascii_digit()) => path,
        _ => word,
    }
}

fn is_repository_path(tree: &Tree, word: &str) -> bool {
    let Some((first, _)) = word.split_once('/') else {
        return false;
    };
    let plain = !word.contains("://") && !word.contains("::") && !word.contains("//");
    plain && !first.is_empty() && (ROOT_FOLDERS.contains(&first) || tree.contains(first))
}

/// Whether the path exists up to its first placeholder.
fn exists(tree: &Tree, path: &str) -> bool {
    let fixed: Vec<&str> = path
        .split('/')
        .take_while(|part| !is_placeholder(part))
        .collect();
    tree.contains(&fixed.join("/"))
}

fn is_placeholder(part: &str) -> bool {
    let stem = part.split(['.', '-']).next().unwrap_or(part);
    PLACEHOLDERS.contains(&stem) || part.contains(['*', '<', '{', '…', '$'])
}

/// Targets of `[text](target)` that are no web addresses, no anchors and no addresses of the site itself, which
/// begin with a slash: the manual is shown there too.
fn link_targets(line: &str) -> Vec<&str> {
    let inside = line
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', ' ']).next());
    inside
        .filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
        .filter(|target| !target.starts_with('/'))
        .filter_map(|target| target.split('#').next())
        .filter(|target| !target.is_empty())
        .collect()
}

/// Whether a link of a document ends at a file or folder of the repository.
fn leads(tree: &Tree, document: &str, target: &str) -> bool {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                if parts.pop().is_none() {
                    return false;
                }
            }
            name => parts.push(name),
        }
    }
    parts.is_empty() || tree.contains(&parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches(document: &str) -> Vec<String> {
        let tree = Tree::sample(&[
            ("docs/guide.md", document),
            ("crates/domain/src/lib.rs", ""),
            ("packs/2016/levels.toml", ""),
        ]);
        check(&tree)
            .unwrap()
            .into_iter()
            .map(|breach| breach.text)
            .collect()
    }

    #[test]
    fn only_paths_that_exist_pass() {
        for (document, dead) in [
            ("`crates/domain/src/lib.rs`", 0),
            ("`crates/domain/src/lib.rs:12` and `crates/domain/`", 0),
            ("`crates/gone/src/lib.rs`", 1),
            ("`packs/2017/levels.toml` and `packs/2016`", 1),
            ("`.ci/run`", 1),
            ("`docs/adr/NNN-title.md`", 1),
            ("`crates/domain/src/NAME.vi.md`, `packs/*/levels.toml`", 0),
            (
                "`x/tests.rs`, `key/value`, `https://docs.example/x`, `a::b`",
                0,
            ),
            ("crates/gone is plain text", 0),
            ("```\ncat crates/gone/x.rs\n```", 1),
            (
                "[one](../crates/domain/src/lib.rs#top) [two](guide.md) [web](https://x.example)",
                0,
            ),
            ("[dead](missing.md)", 1),
            ("[outside](../../elsewhere.md)", 1),
            ("![picture](board.png)", 1),
        ] {
            assert_eq!(
                breaches(document).len(),
                dead,
                "{document}: {:?}",
                breaches(document)
            );
        }
    }
}
