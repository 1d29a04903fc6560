//! `cargo xtask tidy`: the house rules as tests.
//!
//! One file per rule. A rule is a pure function from the [`Tree`] to breaches, so
//! each is tested on small invented trees, a bad one among them. What old code may
//! still break is listed with its reason in `crates/xtask/exemptions.toml`; which
//! crate may use which is the table `crates/xtask/edges.toml`.
//!
//! It does not look at style inside functions: rustfmt and clippy do.

mod dependencies;
mod documents;
mod edges;
mod exemptions;
mod functions;
mod machine_paths;
mod measures;
mod names;
mod sizes;
mod tree;

use crate::output;
use tree::Tree;

/// One place where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Breach {
    /// File with line where known, or crate.
    place: String,
    /// What is wrong and what to do.
    text: String,
}

impl Breach {
    fn new(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            text: text.into(),
        }
    }
}

type Rule = fn(&Tree) -> anyhow::Result<Vec<Breach>>;

const RULES: &[(&str, Rule)] = &[
    ("edges between crates", edges::check),
    (
        "dependencies declared once, used and explained",
        dependencies::check,
    ),
    ("file sizes", sizes::check),
    ("function sizes", functions::check),
    ("paths in documents", documents::check),
    ("names and lints of crates", names::check),
    ("a file and two pages per measure", measures::check),
    ("no folder of one machine", machine_paths::check),
];

/// Checks every rule on this workspace and prints what is broken; true when nothing is.
///
/// # Errors
/// The tree can't be read or a table of the rules is malformed.
pub(crate) fn run() -> anyhow::Result<bool> {
    let tree = Tree::read()?;
    let mut broken = 0;
    for (name, rule) in RULES {
        let mut breaches = rule(&tree)?;
        breaches.sort();
        broken += breaches.len();
        let verdict = if breaches.is_empty() { "ok" } else { "BROKEN" };
        output::say(&format!("tidy: {name}: {verdict}"));
        for breach in breaches {
            output::say(&format!("  {}: {}", breach.place, breach.text));
        }
    }
    for note in sizes::notes(&tree) {
        output::say(&format!("tidy: {note}"));
    }
    output::say(&format!("tidy: {} rules, {broken} breaches", RULES.len()));
    Ok(broken == 0)
}
