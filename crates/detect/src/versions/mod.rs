//! Versions, compared by the rules of those who print them.
//!
//! "10.0.9" is before "10.0.10", "9.0.0 P38" after "9.0.0 P4", "1.0~rc1" before
//! "1.0", and two Windows builds of different releases have no order at all.
//! Each [`Scheme`] is one file; what a scheme cannot order comes back as
//! [`Uncomparable`], never as a guess by letters.
//!
//! It deliberately knows no products: which scheme a product uses is decided
//! in [`crate::vulnerabilities`].

mod alpine;
mod bigip;
mod debian;
mod dotted;
mod generic;
mod maven;
mod nuget;
mod number;
mod pypi;
mod rpm;
mod rubygems;
mod semver;
#[cfg(test)]
mod tests;
mod windows;
mod zimbra;

use core::cmp::Ordering;

pub use windows::build_of as windows_build_of;

/// Versions longer than this many bytes are refused.
pub const VERSION_BYTES_MAX: usize = 300;

/// The rules by which two versions are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scheme {
    /// Semantic versioning 2.0, with any number of numeric parts.
    Semver,
    /// Numbers with dots and nothing else.
    Dotted,
    /// F5 BIG-IP: four parts, then the build of a hotfix.
    BigIp,
    /// Zimbra Collaboration: three parts, then a patch.
    Zimbra,
    /// Windows builds `10.0.19045.3693`; different releases have no order.
    Windows,
    /// Debian and Ubuntu packages (deb-version(7)).
    Debian,
    /// RPM epoch, version, release.
    Rpm,
    /// Alpine packages.
    Alpine,
    /// Maven artifacts.
    Maven,
    /// NuGet packages.
    Nuget,
    /// Python packages (PEP 440).
    Pypi,
    /// Ruby gems.
    RubyGems,
    /// Anything else: numbers, known words for before and after a release, one letter.
    Generic,
}

/// Why two versions have no order that Khiên can state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Uncomparable {
    /// A text that is no version of the scheme.
    #[error("{0:?} is no version of this kind")]
    Malformed(String),
    /// A version that leaves out the part that decides (patch, build).
    #[error("{0:?} leaves out the part that decides")]
    Imprecise(String),
    /// Versions of release lines that are patched separately.
    #[error("{0:?} and {1:?} are of different release lines")]
    OtherBranch(String, String),
    /// Both can be read, but their order is not known.
    #[error("the order of {0:?} and {1:?} is not known")]
    NoOrder(String, String),
}

impl Uncomparable {
    fn malformed(text: &str) -> Self {
        Self::Malformed(text.chars().take(80).collect())
    }
}

/// The order of two versions under a scheme.
///
/// # Errors
/// [`Uncomparable`] when the scheme does not order them; the caller treats the
/// question as unanswered.
pub fn compare(scheme: Scheme, one: &str, other: &str) -> Result<Ordering, Uncomparable> {
    let (one, other) = (one.trim(), other.trim());
    for text in [one, other] {
        if text.is_empty() || text.len() > VERSION_BYTES_MAX {
            return Err(Uncomparable::malformed(text));
        }
    }
    match scheme {
        Scheme::Semver => semver::compare(one, other),
        Scheme::Dotted => dotted::compare(one, other),
        Scheme::BigIp => bigip::compare(one, other),
        Scheme::Zimbra => zimbra::compare(one, other),
        Scheme::Windows => windows::compare(one, other),
        Scheme::Debian => debian::compare(one, other),
        Scheme::Rpm => rpm::compare(one, other),
        Scheme::Alpine => alpine::compare(one, other),
        Scheme::Maven => maven::compare(one, other),
        Scheme::Nuget => nuget::compare(one, other),
        Scheme::Pypi => pypi::compare(one, other),
        Scheme::RubyGems => rubygems::compare(one, other),
        Scheme::Generic => generic::compare(one, other),
    }
}

impl Scheme {
    /// The scheme behind a `versionType` of a CVE record, the type of a package
    /// URL or of a `vers:` range; none where the word says nothing (`custom`).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.trim().to_ascii_lowercase().as_str() {
            "semver" | "npm" | "golang" | "go" | "cargo" | "pub" | "hex" => Self::Semver,
            "deb" | "dpkg" | "debian" => Self::Debian,
            "rpm" => Self::Rpm,
            "apk" | "alpine" => Self::Alpine,
            "maven" => Self::Maven,
            "nuget" => Self::Nuget,
            "pypi" | "python" => Self::Pypi,
            "gem" | "rubygems" => Self::RubyGems,
            _ => return None,
        })
    }

    /// The part of a version within which this scheme's vendors patch
    /// separately, when the scheme has such lines: `15.1` of BIG-IP 15.1.10.2,
    /// `10.0.19045` of a Windows build, `8.8.15` of Zimbra.
    #[must_use]
    pub fn branch(self, version: &str) -> Option<String> {
        match self {
            Self::BigIp => bigip::branch(version),
            Self::Windows => windows::branch(version),
            Self::Zimbra => zimbra::branch(version),
            _ => None,
        }
    }
}
