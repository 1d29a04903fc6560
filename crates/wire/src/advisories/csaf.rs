//! CSAF 2.0 documents (OASIS Standard, 18 November 2022).
//!
//! Of the mandatory tests those are applied whose breach would make a
//! judgement wrong: 6.1.1 and 6.1.2 (product ids), 6.1.3 (circles), 6.1.6
//! (contradicting statuses). Others are left to validators.

use std::collections::{BTreeMap, BTreeSet};

use domain::advisory::{
    Advisory, AffectedProduct, Applies, Extent, VersionRule, Vulnerability, severity_of,
};
use serde::Deserialize;
use serde_json::Value;

use super::{AdvisoryError, day, severity, stated};

/// Branches may be nested this deep (CSAF 2.0, section 3.1.2.2 keeps parsers to 30).
const DEPTH_MAX: usize = 30;

#[derive(Deserialize)]
struct Csaf {
    document: Document,
    #[serde(default)]
    product_tree: ProductTree,
    #[serde(default)]
    vulnerabilities: Vec<Weakness>,
}

#[derive(Deserialize)]
struct Document {
    csaf_version: String,
    #[serde(default)]
    title: String,
    tracking: Tracking,
}

#[derive(Deserialize)]
struct Tracking {
    id: String,
    #[serde(default)]
    initial_release_date: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ProductTree {
    branches: Vec<Branch>,
    full_product_names: Vec<Product>,
    product_groups: Vec<Group>,
    relationships: Vec<Relationship>,
}

#[derive(Deserialize)]
struct Branch {
    category: String,
    name: String,
    #[serde(default)]
    branches: Vec<Self>,
    product: Option<Product>,
}

#[derive(Deserialize)]
struct Product {
    name: String,
    product_id: String,
}

#[derive(Deserialize)]
struct Group {
    product_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Relationship {
    full_product_name: Product,
    product_reference: String,
    relates_to_product_reference: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Weakness {
    cve: Option<String>,
    notes: Vec<Note>,
    product_status: Statuses,
    scores: Vec<Score>,
    flags: Vec<About>,
    remediations: Vec<About>,
    threats: Vec<About>,
}

/// Anything that is said about products; only the reference is read.
#[derive(Deserialize, Default)]
#[serde(default)]
struct About {
    product_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Note {
    category: String,
    text: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Statuses {
    known_affected: Vec<String>,
    first_affected: Vec<String>,
    last_affected: Vec<String>,
    fixed: Vec<String>,
    first_fixed: Vec<String>,
    known_not_affected: Vec<String>,
    recommended: Vec<String>,
    under_investigation: Vec<String>,
}

#[derive(Deserialize)]
struct Score {
    #[serde(default)]
    products: Vec<String>,
    cvss_v3: Option<Cvss>,
    cvss_v2: Option<Cvss>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cvss {
    base_score: Option<f64>,
    base_severity: Option<String>,
}

/// A product id resolved: whose product, which versions, on what.
#[derive(Debug, Clone, Default)]
struct Leaf {
    vendor: Option<String>,
    product: String,
    extent: Option<Extent>,
    platforms: Vec<String>,
}

type Leaves = BTreeMap<String, Leaf>;

pub(super) fn convert(value: Value) -> Result<Advisory, AdvisoryError> {
    let csaf: Csaf = serde_json::from_value(value)?;
    if csaf.document.csaf_version != "2.0" {
        return Err(AdvisoryError::CsafVersion(csaf.document.csaf_version));
    }
    let leaves = leaves(&csaf.product_tree)?;
    let vulnerabilities = csaf.vulnerabilities;
    Ok(Advisory {
        id: csaf.document.tracking.id.trim().to_owned(),
        title: stated(Some(csaf.document.title)),
        published: day(&csaf.document.tracking.initial_release_date),
        vulnerabilities: vulnerabilities
            .into_iter()
            .map(|weakness| vulnerability(weakness, &leaves))
            .collect::<Result<_, _>>()?,
    })
}

fn leaves(tree: &ProductTree) -> Result<Leaves, AdvisoryError> {
    let mut leaves = Leaves::new();
    for branch in &tree.branches {
        add_branch(branch, &Leaf::default(), 0, &mut leaves)?;
    }
    for product in &tree.full_product_names {
        let leaf = Leaf {
            product: product.name.trim().to_owned(),
            ..Leaf::default()
        };
        define(&mut leaves, &product.product_id, leaf)?;
    }
    add_relationships(&tree.relationships, &mut leaves)?;
    defined(
        tree.product_groups
            .iter()
            .flat_map(|group| &group.product_ids),
        &leaves,
    )?;
    Ok(leaves)
}

fn define(leaves: &mut Leaves, id: &str, leaf: Leaf) -> Result<(), AdvisoryError> {
    match leaves.insert(id.to_owned(), leaf) {
        Some(_) => Err(AdvisoryError::DuplicateProduct(id.to_owned())),
        None => Ok(()),
    }
}

fn add_branch(
    branch: &Branch,
    above: &Leaf,
    depth: usize,
    leaves: &mut Leaves,
) -> Result<(), AdvisoryError> {
    let mut here = above.clone();
    let name = branch.name.trim();
    match branch.category.as_str() {
        "vendor" => here.vendor = stated(Some(name.to_owned())),
        "product_name" => here.product = name.to_owned(),
        "product_family" if here.product.is_empty() => here.product = name.to_owned(),
        "product_version" => here.extent = Some(Extent::Exactly(name.to_owned())),
        "product_version_range" => here.extent = Some(Extent::Written(name.to_owned())),
        "architecture" | "host_name" => here.platforms.push(name.to_owned()),
        _ => {}
    }
    if let Some(product) = &branch.product {
        let mut leaf = here.clone();
        if leaf.product.is_empty() {
            leaf.product = product.name.trim().to_owned();
        }
        define(leaves, &product.product_id, leaf)?;
    }
    // Deeper branches are beyond what the standard lets a reader expect; their
    // ids then count as undefined where they are used.
    if depth < DEPTH_MAX {
        for inner in &branch.branches {
            add_branch(inner, &here, depth + 1, leaves)?;
        }
    }
    Ok(())
}

/// "A installed on B" is A, limited to B as its platform.
fn add_relationships(all: &[Relationship], leaves: &mut Leaves) -> Result<(), AdvisoryError> {
    let mut open: Vec<&Relationship> = all.iter().collect();
    while !open.is_empty() {
        let before = open.len();
        let mut still_open = Vec::new();
        for relationship in open {
            let parts = (
                leaves.get(&relationship.product_reference),
                leaves.get(&relationship.relates_to_product_reference),
            );
            let (Some(product), Some(platform)) = parts else {
                still_open.push(relationship);
                continue;
            };
            let mut leaf = product.clone();
            leaf.platforms.push(platform.product.clone());
            define(leaves, &relationship.full_product_name.product_id, leaf)?;
        }
        open = still_open;
        if open.len() == before {
            return Err(unresolved(&open));
        }
    }
    Ok(())
}

fn unresolved(open: &[&Relationship]) -> AdvisoryError {
    let defined: BTreeSet<&str> = open
        .iter()
        .map(|one| one.full_product_name.product_id.as_str())
        .collect();
    let used = open
        .iter()
        .flat_map(|one| [&one.product_reference, &one.relates_to_product_reference]);
    let mut circular = None;
    for id in used {
        if defined.contains(id.as_str()) {
            circular = Some(id.clone());
        }
    }
    match (circular, open.first()) {
        (Some(id), _) => AdvisoryError::CircularProduct(id),
        (None, Some(one)) => AdvisoryError::UndefinedProduct(one.product_reference.clone()),
        (None, None) => AdvisoryError::UnknownForm,
    }
}

fn vulnerability(weakness: Weakness, leaves: &Leaves) -> Result<Vulnerability, AdvisoryError> {
    let about = [&weakness.flags, &weakness.remediations, &weakness.threats];
    let about = about
        .into_iter()
        .flatten()
        .flat_map(|about| &about.product_ids);
    let scored = weakness.scores.iter().flat_map(|score| &score.products);
    defined(about.chain(scored), leaves)?;
    let best = weakness
        .scores
        .into_iter()
        .find_map(|score| score.cvss_v3.or(score.cvss_v2));
    let cvss = best.as_ref().and_then(|score| score.base_score);
    let word = best.and_then(|score| score.base_severity);
    let described = |note: &&Note| matches!(note.category.as_str(), "description" | "summary");
    Ok(Vulnerability {
        cve: weakness.cve.map(|cve| cve.trim().to_ascii_uppercase()),
        severity: word
            .as_deref()
            .and_then(severity)
            .or_else(|| cvss.and_then(severity_of)),
        cvss,
        known_exploited: false,
        description: weakness
            .notes
            .iter()
            .find(described)
            .map(|note| note.text.clone()),
        products: products(&weakness.product_status, leaves)?,
    })
}

fn products(statuses: &Statuses, leaves: &Leaves) -> Result<Vec<AffectedProduct>, AdvisoryError> {
    let groups = [
        (Applies::Affected, &statuses.known_affected),
        (Applies::Affected, &statuses.first_affected),
        (Applies::Affected, &statuses.last_affected),
        (Applies::Fixed, &statuses.fixed),
        (Applies::Fixed, &statuses.first_fixed),
        (Applies::NotAffected, &statuses.known_not_affected),
        (Applies::Unknown, &statuses.under_investigation),
    ];
    let mut stated: BTreeMap<&str, Applies> = BTreeMap::new();
    for (status, ids) in groups {
        for id in ids {
            let before = stated.insert(id, status);
            if before.is_some_and(|before| before != status) {
                return Err(AdvisoryError::ContradictingStatus(id.clone()));
            }
        }
    }
    // A recommended version says nothing about the others, but must be defined.
    let groups = groups.into_iter().flat_map(|(_, ids)| ids);
    defined(groups.chain(&statuses.recommended), leaves)?;
    Ok(grouped(&stated, leaves))
}

fn defined<'a>(
    mut ids: impl Iterator<Item = &'a String>,
    leaves: &Leaves,
) -> Result<(), AdvisoryError> {
    match ids.find(|id| !leaves.contains_key(*id)) {
        Some(id) => Err(AdvisoryError::UndefinedProduct(id.clone())),
        None => Ok(()),
    }
}

/// One entry per product and platform, with a rule for each of its versions.
fn grouped(stated: &BTreeMap<&str, Applies>, leaves: &Leaves) -> Vec<AffectedProduct> {
    let mut grouped: BTreeMap<(Option<&str>, &str, &[String]), AffectedProduct> = BTreeMap::new();
    for (id, status) in stated {
        let Some(leaf) = leaves.get(*id) else {
            continue;
        };
        let key = (
            leaf.vendor.as_deref(),
            leaf.product.as_str(),
            leaf.platforms.as_slice(),
        );
        let product = grouped.entry(key).or_insert_with(|| AffectedProduct {
            vendor: leaf.vendor.clone(),
            product: leaf.product.clone(),
            platforms: leaf.platforms.clone(),
            ..AffectedProduct::default()
        });
        match &leaf.extent {
            Some(extent) => product.versions.push(VersionRule {
                status: *status,
                extent: extent.clone(),
                scheme: None,
                line: None,
                changes: Vec::new(),
            }),
            // A product named without any version means all of them.
            None => product.default = *status,
        }
    }
    grouped.into_values().collect()
}
