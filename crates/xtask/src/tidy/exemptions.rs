//! The list of what may still break a rule, each with its reason.
//!
//! Read from `crates/xtask/exemptions.toml`. A rule reports the entries it did not
//! need, so the list can't outlive its reasons.

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde::Deserialize;

use super::Breach;
use super::tree::Tree;

/// Where the list lies.
pub(super) const FILE: &str = "crates/xtask/exemptions.toml";

/// The whole list.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Exemptions {
    /// Path of a source file over the limit, to the reason.
    pub(super) long_files: BTreeMap<String, String>,
    /// `path::name` of a function over the limit, to its lines.
    pub(super) long_functions: BTreeMap<String, usize>,
    /// Path of a file that must spell a folder of one machine, to the reason.
    pub(super) machine_paths: BTreeMap<String, String>,
    /// `crate/dependency` that no source file names, to the reason.
    pub(super) unused_dependencies: BTreeMap<String, String>,
}

impl Exemptions {
    /// Reads the list of a tree; a tree without one exempts nothing.
    pub(super) fn of(tree: &Tree) -> anyhow::Result<Self> {
        toml::from_str(tree.text(FILE)).with_context(|| format!("{FILE} is malformed"))
    }
}

/// Breaches for entries that excuse nothing any more.
pub(super) fn stale<'a, T>(
    listed: &'a BTreeMap<String, T>,
    used: &'a [String],
) -> impl Iterator<Item = Breach> + 'a {
    listed
        .keys()
        .filter(|name| !used.contains(name))
        .map(|name| {
            Breach::new(
                FILE,
                format!("`{name}` excuses nothing any more; remove it"),
            )
        })
}
