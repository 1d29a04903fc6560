//! Which installed software is exposed to which advisory (measures 7 and 8).
//!
//! [`Matcher`] takes advisories once (CVE records, CSAF, tables of updates,
//! bulletins, the catalogue of exploited weaknesses) and answers for any number
//! of inventories. What several advisories say about one CVE is put together:
//! a bulletin that names only the CVE is answered by the maker's ranges.
//!
//! Answers are `affected`, `fixed`, `not_affected` with the reason, or
//! `unknown` with the reason: a product without a version, a version without
//! its patch level, a range in words, an update list that may be incomplete.
//! Unknown beats a guess; nothing is compared as text.
//!
//! It deliberately does not: know which machines exist (coverage is the
//! measure's question), fetch advisories, or decide by when a fix is due.

mod bulletin;
mod extent;
mod judge;
mod matcher;
mod names;
mod prose;
mod rules;
#[cfg(test)]
mod tests;
mod updates;
mod why;
mod windows;
mod written;

pub use bulletin::{Bulletin, advisory_of};
pub use matcher::Matcher;
pub use why::Why;

use domain::facts::Severity;

/// One row of a software inventory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Installed {
    /// The asset's key; rows of one asset share their updates.
    pub asset: String,
    /// The product as the inventory prints it.
    pub product: String,
    /// The maker, when the inventory names one.
    pub vendor: Option<String>,
    /// The version as the inventory prints it.
    pub version: Option<String>,
    /// The build of the asset's operating system, such as `10.0.19045.3693`.
    pub os_build: Option<String>,
    /// Installed updates, `KB5028166` or `5028166`.
    pub kbs: Vec<String>,
}

/// What is known about one product on one asset and one weakness.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// The asset's key.
    pub asset: String,
    /// The product as the inventory prints it.
    pub product: String,
    /// The version the answer is based on, as printed.
    pub version: Option<String>,
    /// The advisory: number and sign of a bulletin, CSAF id, else the CVE.
    pub advisory: String,
    /// The CVE, when the weakness has one.
    pub cve: Option<String>,
    /// The highest severity any advisory gives it.
    pub severity: Option<Severity>,
    /// CVSS base score, 0 to 10.
    pub cvss: Option<f64>,
    /// Whether it is known to be exploited.
    pub known_exploited: bool,
    /// Versions and updates (`KB…`) that mend it for this product.
    pub fixed_in: Vec<String>,
    /// The answer.
    pub status: Status,
    /// Why it is the answer.
    pub why: Why,
}

/// Whether a product is exposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The version is affected.
    Affected,
    /// It cannot be told from what is known.
    Unknown,
    /// It was affected and is mended here.
    Fixed,
    /// This version never was affected.
    NotAffected,
}

impl Status {
    /// The stable word: `affected`, `unknown`, `fixed`, `not_affected`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Affected => "affected",
            Self::Unknown => "unknown",
            Self::Fixed => "fixed",
            Self::NotAffected => "not_affected",
        }
    }
}

impl core::fmt::Display for Status {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}
