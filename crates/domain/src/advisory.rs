//! Advisories: which versions of which products a weakness affects, and what
//! mends it, as the issuer states it.
//!
//! One form for CVE records, CSAF documents, the vendor's tables of updates
//! and the bulletins of authorities. `wire` reads those into it, `detect`
//! judges machines by it. Texts of versions stay as printed: what they mean is
//! for the judge to say. It is not the fact table `advisories`, which holds
//! one row per bulletin a unit has received.

use jiff::civil::Date;

use crate::facts::Severity;

/// One advisory: a CVE record, a CSAF document, a bulletin.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Advisory {
    /// CVE id, CSAF tracking id, or number and sign of a bulletin.
    pub id: String,
    /// The title as printed.
    pub title: Option<String>,
    /// The day it was first published.
    pub published: Option<Date>,
    /// The weaknesses it speaks of.
    pub vulnerabilities: Vec<Vulnerability>,
}

/// One weakness.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Vulnerability {
    /// The CVE id in upper case, when it has one.
    pub cve: Option<String>,
    /// The issuer's own word for its severity, else by the CVSS base score.
    pub severity: Option<Severity>,
    /// CVSS base score, 0 to 10.
    pub cvss: Option<f64>,
    /// Whether the issuer says that it is being exploited.
    pub known_exploited: bool,
    /// What the issuer writes about it in English, when it has no better form.
    pub description: Option<String>,
    /// The products it speaks of.
    pub products: Vec<AffectedProduct>,
}

/// What one advisory says about one product.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AffectedProduct {
    /// The maker as printed; none where the text says `n/a`.
    pub vendor: Option<String>,
    /// The product as printed; empty where the text says `n/a`.
    pub product: String,
    /// Platforms the statement is limited to, as printed.
    pub platforms: Vec<String>,
    /// Modules the statement is limited to; empty when it covers all.
    pub modules: Vec<String>,
    /// What holds for versions that no rule speaks of.
    pub default: Applies,
    /// Statements about versions.
    pub versions: Vec<VersionRule>,
    /// Updates any one of which mends it.
    pub fixes: Vec<Fix>,
}

/// What an issuer says of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Applies {
    /// Affected.
    Affected,
    /// Was affected and is mended in this version.
    Fixed,
    /// Not affected.
    NotAffected,
    /// Not stated, or still examined.
    #[default]
    Unknown,
}

/// One statement about versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRule {
    /// What holds within the extent.
    pub status: Applies,
    /// Which versions.
    pub extent: Extent,
    /// The issuer's word for the kind of version (`semver`, `custom`, `rpm`).
    pub scheme: Option<String>,
    /// Only versions of this line are spoken of: `2.4` covers 2.4.58, not 2.5.
    pub line: Option<String>,
    /// Versions within the extent from which something else holds, in order.
    pub changes: Vec<(String, Applies)>,
}

/// A set of versions as the issuer writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// This version alone.
    Exactly(String),
    /// From one version on (none: from the first) up to a bound (none: no bound).
    Range {
        /// The first version in it.
        from: Option<String>,
        /// Where it ends.
        until: Option<Until>,
    },
    /// An expression in words or signs: `< 1.2`, `vers:npm/>=2.2.0|<2.3.0`, `1.0 through 1.4`.
    Written(String),
}

/// Where a range ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Until {
    /// This version is the first outside.
    Before(String),
    /// This version is the last inside.
    Through(String),
}

/// An update that mends a weakness.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fix {
    /// The number of the update without `KB`.
    pub kb: String,
    /// Numbers of the updates it replaces.
    pub supersedes: Vec<String>,
}

/// An entry of a catalogue of weaknesses known to be exploited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownExploited {
    /// The CVE id in upper case.
    pub cve: String,
    /// The maker as the catalogue names it.
    pub vendor: String,
    /// The product as the catalogue names it.
    pub product: String,
    /// The day it entered the catalogue.
    pub added: Option<Date>,
}

/// The severity behind a CVSS base score (CVSS v3.1 specification, section 5).
#[must_use]
pub fn severity_of(cvss: f64) -> Option<Severity> {
    match cvss {
        9.0..=10.0 => Some(Severity::Critical),
        7.0..9.0 => Some(Severity::High),
        4.0..7.0 => Some(Severity::Medium),
        0.1..4.0 => Some(Severity::Low),
        _ => None,
    }
}
