//! Bulletins as an authority's letter gives them: products, CVEs, fixes.

use domain::advisory::{
    Advisory, AffectedProduct, Applies, Extent, Fix, Until, VersionRule, Vulnerability,
};
use domain::facts::Severity;
use jiff::civil::Date;

use super::names::Name;
use super::updates::number;
use crate::versions::Scheme;

/// A bulletin held by a unit: the row of the fact table `advisories`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bulletin {
    /// Number and sign, such as `1943/CATTT-NCSC`.
    pub sign: String,
    /// Its date.
    pub date: Option<Date>,
    /// What it is about.
    pub title: Option<String>,
    /// Products as it names them.
    pub products: Vec<String>,
    /// CVE ids.
    pub cves: Vec<String>,
    /// Versions and updates that mend: `10.0.6`, `9.0.0 P38`, `KB5032189`.
    pub fixed: Vec<String>,
    /// Its word for the severity.
    pub severity: Option<Severity>,
    /// Whether it says that the weakness is exploited.
    pub known_exploited: bool,
}

/// The advisory that a bulletin is. A bulletin without CVE has one weakness
/// without id; one without products names none, and only other advisories on
/// its CVEs can answer for it.
#[must_use]
pub fn advisory_of(bulletin: &Bulletin) -> Advisory {
    let products: Vec<AffectedProduct> = bulletin
        .products
        .iter()
        .map(|product| product_of(product, &bulletin.fixed))
        .collect();
    let weakness = |cve: Option<String>| Vulnerability {
        cve,
        severity: bulletin.severity,
        known_exploited: bulletin.known_exploited,
        products: products.clone(),
        ..Vulnerability::default()
    };
    let mut vulnerabilities: Vec<Vulnerability> = bulletin
        .cves
        .iter()
        .map(|cve| weakness(Some(cve.trim().to_ascii_uppercase())))
        .collect();
    if vulnerabilities.is_empty() {
        vulnerabilities.push(weakness(None));
    }
    Advisory {
        id: bulletin.sign.clone(),
        title: bulletin.title.clone(),
        published: bulletin.date,
        vulnerabilities,
    }
}

fn product_of(product: &str, fixed: &[String]) -> AffectedProduct {
    let fixes: Vec<Fix> = fixed
        .iter()
        .filter_map(|text| number(text))
        .map(|kb| Fix {
            kb,
            supersedes: Vec::new(),
        })
        .collect();
    let versions: Vec<&str> = fixed
        .iter()
        .map(String::as_str)
        .filter(|text| number(text).is_none())
        .collect();
    let scheme = Name::read(product, None).scheme;
    let rules = versions.iter().map(|version| VersionRule {
        status: Applies::Affected,
        extent: Extent::Range {
            from: None,
            until: Some(Until::Before((*version).to_owned())),
        },
        scheme: None,
        line: line(version, &versions, scheme),
        changes: Vec::new(),
    });
    AffectedProduct {
        product: product.to_owned(),
        default: Applies::Unknown,
        versions: rules.collect(),
        fixes,
        ..AffectedProduct::default()
    }
}

/// The release line a fixed version speaks for, when several are named: the
/// line of the scheme, else all parts up to the one in which it differs from
/// the others (`2.4` of 2.4.58 beside 2.2.34).
fn line(version: &str, all: &[&str], scheme: Option<Scheme>) -> Option<String> {
    if all.len() < 2 {
        return None;
    }
    if let Some(line) = scheme.and_then(|scheme| scheme.branch(version)) {
        return Some(line);
    }
    let parts: Vec<&str> = version.split('.').collect();
    let same = |other: &str| {
        other
            .split('.')
            .zip(&parts)
            .take_while(|(one, two)| one == *two)
            .count()
    };
    let shared = all
        .iter()
        .filter(|other| **other != version)
        .map(|other| same(other))
        .max()
        .unwrap_or(0);
    Some(
        parts
            .iter()
            .take(shared + 1)
            .copied()
            .collect::<Vec<_>>()
            .join("."),
    )
}
