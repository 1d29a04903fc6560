//! One inventory row against one entry of an advisory: is it that product,
//! that release, that platform, and what do version and updates tell?

use std::collections::HashSet;

use domain::advisory::AffectedProduct;
use domain::text::fold;

use super::extent;
use super::names::Name;
use super::rules::{self, Answer};
use super::updates::{Mended, Updates};
use super::windows::Windows;
use super::{Installed, Status, Why};
use crate::versions::{Scheme, windows_build_of};

/// One statement of an advisory with its name read.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) advisory: String,
    pub(super) name: Name,
    pub(super) product: AffectedProduct,
}

/// One inventory row with its name read and what its asset contributes.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) installed: &'a Installed,
    pub(super) name: Name,
    /// The Windows the asset runs, when a row says so.
    pub(super) system: Option<&'a Windows>,
    /// Updates of the whole asset, digits only.
    pub(super) updates: &'a HashSet<String>,
}

/// What one entry tells about one row.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The entry speaks of another product, platform or architecture.
    NotThis,
    /// The same product in a release, service state or line the entry does not speak of.
    OtherRelease,
    /// Answers by version and by updates.
    Told {
        by_version: Option<Answer>,
        by_updates: Option<Answer>,
    },
}

impl Row<'_> {
    /// The version that is compared: for Windows a build, wherever it stands.
    pub(super) fn version(&self) -> Option<&str> {
        let version = self
            .installed
            .version
            .as_deref()
            .map(str::trim)
            .filter(|v| !v.is_empty());
        if self.name.windows.is_some() {
            let is_build = |text: &&str| windows_build_of(text).is_some();
            return version.filter(is_build).or_else(|| {
                self.installed
                    .os_build
                    .as_deref()
                    .filter(|text| is_build(text))
            });
        }
        version.or(self.name.line.as_deref())
    }

    /// The release of Windows, when the row is one.
    pub(super) fn windows_release(&self) -> Option<Result<String, bool>> {
        let windows = self.name.windows.as_ref()?;
        Some(windows.release_installed(self.version().and_then(windows_build_of)))
    }
}

pub(super) fn judge(row: &Row<'_>, entry: &Entry, updates: &Updates) -> Outcome {
    if vendors_differ(row, entry) {
        return Outcome::NotThis;
    }
    match release(row, entry) {
        Release::Same => {}
        Release::NotThis => return Outcome::NotThis,
        Release::Other => return Outcome::OtherRelease,
        Release::Unknown(why) => return unknown(why),
    }
    let platform = match platform(row, entry) {
        Platform::Other => return Outcome::NotThis,
        Platform::Same => None,
        Platform::Unknown(platforms) => Some(Why::PlatformUnknown(platforms)),
    };
    let modules = &entry.product.modules;
    let doubt =
        platform.or_else(|| (!modules.is_empty()).then(|| Why::ModuleUnknown(modules.join(", "))));
    let scheme = row.name.scheme.or(entry.name.scheme);
    let only_updates = entry.product.versions.is_empty() && !entry.product.fixes.is_empty();
    let by_version = (!only_updates).then(|| rules::judge(&entry.product, scheme, row.version()));
    let by_updates = (!entry.product.fixes.is_empty())
        .then(|| by_updates(updates.mended(&entry.product.fixes, row.updates)));
    let doubted = |answer: Answer| match (&doubt, answer.status) {
        (Some(why), Status::Affected) => Answer::unknown(why.clone()),
        _ => answer,
    };
    Outcome::Told {
        by_version: by_version.map(doubted),
        by_updates: by_updates.map(doubted),
    }
}

fn unknown(why: Why) -> Outcome {
    Outcome::Told {
        by_version: Some(Answer::unknown(why)),
        by_updates: None,
    }
}

fn by_updates(mended: Mended) -> Answer {
    match mended {
        Mended::By(kb) => Answer::new(Status::Fixed, Why::UpdateInstalled(kb)),
        Mended::Missing(kbs) => Answer::new(Status::Affected, Why::UpdateMissing(kbs.join(", "))),
        Mended::Perhaps(kb) => Answer::unknown(Why::NewerUpdate(kb)),
        Mended::NoList => Answer::unknown(Why::NoUpdateList),
    }
}

/// Two makers are different when their names share no word. Products of the
/// alias table are known by their name alone.
fn vendors_differ(row: &Row<'_>, entry: &Entry) -> bool {
    if row.name.scheme.is_some() || entry.name.scheme.is_some() {
        return false;
    }
    let (Some(one), Some(other)) = (&row.installed.vendor, &entry.product.vendor) else {
        return false;
    };
    let (one, other) = (fold(one), fold(other));
    let common = |word: &str| {
        word.len() > 2 && !matches!(word, "inc" | "inc." | "corp" | "ltd" | "the" | "foundation")
    };
    let words: HashSet<&str> = one
        .split([' ', ',', '_'])
        .filter(|word| common(word))
        .collect();
    !words.is_empty()
        && !other
            .split([' ', ',', '_'])
            .any(|word| words.contains(word))
}

enum Release {
    Same,
    Other,
    NotThis,
    Unknown(Why),
}

fn release(row: &Row<'_>, entry: &Entry) -> Release {
    if let (Some(stated), Some(installed)) = (&entry.name.windows, &row.name.windows) {
        if let (Some(one), Some(other)) = (stated.architecture, installed.architecture)
            && one != other
        {
            return Release::NotThis;
        }
        return match row.windows_release() {
            Some(Ok(release)) if release == stated.release_in_advisory() => Release::Same,
            Some(Ok(_)) | None => Release::Other,
            Some(Err(true)) => Release::Unknown(Why::ReleaseConflict),
            Some(Err(false)) => Release::Unknown(Why::ReleaseUnknown),
        };
    }
    if let Some(line) = &entry.name.line {
        match row.version() {
            Some(version) if extent::in_line(Scheme::Generic, line, version) => {}
            Some(_) => return Release::Other,
            None => return Release::Unknown(Why::NoVersion),
        }
    }
    match (&entry.name.service, &row.name.service) {
        (None, _) => Release::Same,
        (Some(one), Some(other)) if one == other => Release::Same,
        (Some(_), Some(_)) => Release::Other,
        (Some(_), None) => service_by_version(row, entry),
    }
}

/// Service states are told apart by the first three parts of the version
/// (15.2.1258 is Exchange 2019 CU13), when the entry gives versions.
fn service_by_version(row: &Row<'_>, entry: &Entry) -> Release {
    let unknown = || Release::Unknown(Why::ReleaseUnknown);
    let Some(version) = row.version() else {
        return unknown();
    };
    let line = |text: &str| {
        let parts: Vec<&str> = text
            .split('.')
            .take(3)
            .map(|part| part.trim_start_matches('0'))
            .collect();
        (parts.len() == 3).then(|| parts.join("."))
    };
    let Some(own) = line(version) else {
        return unknown();
    };
    let fixes = extent::fixed_in(&entry.product, None, None);
    if fixes.is_empty() {
        return unknown();
    }
    if fixes.iter().any(|fix| line(fix).as_ref() == Some(&own)) {
        Release::Same
    } else {
        Release::Other
    }
}

enum Platform {
    Same,
    Other,
    Unknown(String),
}

/// Whether the asset is of a platform the entry is limited to. Architectures
/// do not limit: one update mends all of them under the same build.
fn platform(row: &Row<'_>, entry: &Entry) -> Platform {
    if entry.name.windows.is_some() {
        return Platform::Same;
    }
    let named: Vec<&str> = entry
        .name
        .on
        .iter()
        .chain(&entry.product.platforms)
        .map(String::as_str)
        .filter(|platform| !is_architecture(platform))
        .collect();
    if named.is_empty() {
        return Platform::Same;
    }
    let systems: Vec<Option<Windows>> = named
        .iter()
        .map(|platform| Windows::read(&fold(platform)))
        .collect();
    match row.system {
        Some(system) => {
            let same = systems
                .iter()
                .flatten()
                .any(|stated| stated.family() == system.family());
            let any_windows = named.iter().any(|platform| fold(platform) == "windows");
            if same || any_windows {
                Platform::Same
            } else if systems.iter().all(Option::is_some) {
                Platform::Other
            } else {
                Platform::Unknown(named.join(", "))
            }
        }
        None => Platform::Unknown(named.join(", ")),
    }
}

fn is_architecture(platform: &str) -> bool {
    let platform = fold(platform);
    platform.split_whitespace().all(|word| {
        matches!(
            word,
            "32-bit"
                | "64-bit"
                | "x64-based"
                | "arm64-based"
                | "x64"
                | "x86"
                | "arm64"
                | "systems"
                | "unknown"
                | "all"
                | "platforms"
        )
    })
}
