//! Edges between crates against the table `crates/xtask/edges.toml`.
//!
//! Normal and build edges are ruled; tests may use what they like, except a crate
//! marked `dev_only`, which only the listed crates' tests may use. Crates that must
//! stay pure list their outside crates in full, and heavy outside crates have homes.

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde::Deserialize;

use super::Breach;
use super::tree::Tree;
use crate::workspace::{Crate, Edge, EdgeKind};

const FILE: &str = "crates/xtask/edges.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    crates: BTreeMap<String, Row>,
    #[serde(default)]
    homes: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    inside: Vec<String>,
    outside: Option<Vec<String>>,
    dev_only: Option<Vec<String>>,
}

/// Compares the crates of the tree with the table.
pub(super) fn check(tree: &Tree) -> anyhow::Result<Vec<Breach>> {
    let table: Table =
        toml::from_str(tree.text(FILE)).with_context(|| format!("{FILE} is malformed"))?;
    let mut breaches = Vec::new();
    for member in &tree.crates {
        match table.crates.get(&member.name) {
            Some(row) => breaches.extend(check_crate(member, row, &table)),
            None => breaches.push(Breach::new(
                &member.folder,
                format!("crate `{}` has no row in {FILE}", member.name),
            )),
        }
    }
    for name in table.crates.keys() {
        if !tree.crates.iter().any(|member| member.name == *name) {
            breaches.push(Breach::new(
                FILE,
                format!("crate `{name}` is gone; remove its row"),
            ));
        }
    }
    Ok(breaches)
}

fn check_crate(member: &Crate, row: &Row, table: &Table) -> Vec<Breach> {
    let problems = member
        .edges
        .iter()
        .filter_map(|edge| problem(member, edge, row, table));
    problems
        .map(|text| Breach::new(format!("{}/Cargo.toml", member.folder), text))
        .collect()
}

fn problem(member: &Crate, edge: &Edge, row: &Row, table: &Table) -> Option<String> {
    let (from, to) = (&member.name, &edge.to);
    let dev_users = table
        .crates
        .get(to)
        .and_then(|target| target.dev_only.as_ref());
    if let (true, Some(users)) = (edge.inside, dev_users) {
        let allowed = edge.kind == EdgeKind::Dev && users.contains(from);
        return (!allowed)
            .then(|| format!("only the tests of {} may use `{to}`", users.join(", ")));
    }
    if edge.kind == EdgeKind::Dev {
        return None;
    }
    if edge.inside {
        return (!row.inside.contains(to)).then(|| {
            format!("`{from}` must not depend on `{to}`: arrows never turn round ({FILE})")
        });
    }
    if row
        .outside
        .as_ref()
        .is_some_and(|allowed| !allowed.contains(to))
    {
        return Some(format!(
            "`{from}` stays pure: `{to}` is not in its list in {FILE}"
        ));
    }
    let homes = table.homes.get(to)?;
    (!homes.contains(from)).then(|| format!("`{to}` lives in {} only ({FILE})", homes.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = r#"
        [crates.domain]
        inside = []
        outside = ["jiff"]
        [crates.store]
        inside = ["domain"]
        [crates.testkit]
        inside = ["domain", "store"]
        dev_only = ["store"]
        [homes]
        sea-orm = ["store"]
    "#;

    fn breaches(from: &str, to: &str, kind: EdgeKind) -> Vec<String> {
        let mut tree = Tree::sample(&[(FILE, TABLE)]);
        for name in ["domain", "store", "testkit"] {
            let mut member = Crate {
                name: name.to_owned(),
                folder: format!("crates/{name}"),
                edges: vec![],
            };
            if name == from {
                let inside = ["domain", "store", "testkit"].contains(&to);
                member.edges.push(Edge {
                    to: to.to_owned(),
                    kind,
                    inside,
                });
            }
            tree.crates.push(member);
        }
        check(&tree)
            .unwrap()
            .into_iter()
            .map(|breach| breach.text)
            .collect()
    }

    #[test]
    fn only_edges_of_the_table_pass() {
        use EdgeKind::{Build, Dev, Normal};
        for (from, to, kind, expected) in [
            ("store", "domain", Normal, ""),
            ("domain", "store", Normal, "must not depend"),
            ("domain", "store", Build, "must not depend"),
            ("domain", "jiff", Normal, ""),
            ("domain", "tokio", Normal, "stays pure"),
            ("domain", "tempfile", Dev, ""),
            ("store", "sea-orm", Normal, ""),
            ("testkit", "sea-orm", Normal, "lives in store only"),
            ("store", "testkit", Dev, ""),
            ("store", "testkit", Normal, "only the tests of"),
            ("domain", "testkit", Dev, "only the tests of"),
        ] {
            let found = breaches(from, to, kind);
            match expected {
                "" => assert_eq!(found, Vec::<String>::new(), "{from} → {to}"),
                words => assert!(
                    matches!(found.as_slice(), [one] if one.contains(words)),
                    "{from} → {to}: {found:?}"
                ),
            }
        }
    }

    #[test]
    fn table_and_workspace_name_the_same_crates() {
        let mut tree = Tree::sample(&[(FILE, TABLE)]);
        let new = Crate {
            name: "new".to_owned(),
            folder: "crates/new".to_owned(),
            edges: vec![],
        };
        tree.crates.push(new);
        let found = check(&tree).unwrap();
        assert!(
            found
                .iter()
                .any(|breach| breach.text.contains("`new` has no row"))
        );
        assert_eq!(
            found
                .iter()
                .filter(|breach| breach.text.contains("is gone"))
                .count(),
            3
        );
    }

    #[test]
    fn an_unknown_key_of_the_table_is_an_error() {
        let tree = Tree::sample(&[(FILE, "[crates.domain]\ninside = []\noutsid = []")]);
        assert!(check(&tree).is_err());
    }
}
