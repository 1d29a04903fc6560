//! The public sets, when they are at hand.

use super::*;
use crate::vulnerabilities::written;

#[expect(
    clippy::disallowed_methods,
    reason = "the public sets lie outside the repository"
)]
fn shared(path: &str) -> Option<Vec<u8>> {
    let root = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let bytes = std::fs::read(root.join(path)).ok();
    if bytes.is_none() {
        eprintln!("skipped: no public set at shared/data/{path}");
    }
    bytes
}

/// The real July 2023 table and records, for machines patched a month apart.
#[test]
fn machines_against_the_public_table_of_updates() {
    let Some(table) = shared("vuln/wesng_msrc_2023-05_2023-11.csv") else {
        return;
    };
    let Some(record) = shared("vuln/cve5/CVE-2023-36874.json") else {
        return;
    };
    let mut advisories = Vec::new();
    for bytes in [table, record] {
        match wire::advisories::read(&bytes).unwrap() {
            wire::advisories::AdvisoryFile::Advisories(all) => advisories.extend(all),
            wire::advisories::AdvisoryFile::Microsoft(updates) => {
                advisories.extend(updates.advisories);
            }
            wire::advisories::AdvisoryFile::KnownExploited(_) => panic!("a catalogue"),
        }
    }
    let matcher = Matcher::new(&advisories, &[]);
    let machine = |build: &str, kb: &str| Installed {
        os_build: Some(build.into()),
        kbs: vec![kb.into()],
        ..installed("Microsoft Windows 10 Pro 22H2", "")
    };
    let of = |item: Installed, cve: &str| {
        let all = matcher.exposures(&[item]);
        all.into_iter()
            .find(|one| one.cve.as_deref() == Some(cve))
            .unwrap()
    };
    let june = of(machine("10.0.19045.3086", "KB5027215"), "CVE-2023-36874");
    assert_eq!(june.status, Status::Affected);
    assert!(
        june.fixed_in.contains(&"KB5028166".to_owned()),
        "{:?}",
        june.fixed_in
    );
    // November's update replaces October's, which replaces … July's.
    let november = of(machine("", "KB5032189"), "CVE-2023-36874");
    assert_eq!(
        (november.status, november.why.code()),
        (Status::Fixed, "update_installed")
    );
    // The same 273 CVEs of this release that a walk over the table's own columns
    // gives; four more list the release for other architectures only.
    let all = matcher.exposures(&[machine("10.0.19045.3086", "KB5027215")]);
    let count = |status| all.iter().filter(|one| one.status == status).count();
    let statuses = [
        Status::Affected,
        Status::Fixed,
        Status::NotAffected,
        Status::Unknown,
    ];
    assert_eq!(statuses.map(count), [224, 49, 4, 0]);
}

/// Every range of the public CSAF advisories is read or said to be unreadable;
/// none is skipped.
#[test]
fn ranges_of_public_documents_are_read_or_named_unreadable() {
    let Some(list) = shared("formats/csaf/advisories/icsa-23-257-01.json") else {
        return;
    };
    let (mut readable, mut unreadable) = (0, Vec::new());
    for bytes in csaf_documents().into_iter().chain([list]) {
        let Ok(wire::advisories::AdvisoryFile::Advisories(all)) = wire::advisories::read(&bytes)
        else {
            panic!("no CSAF")
        };
        let products = all
            .iter()
            .flat_map(|one| &one.vulnerabilities)
            .flat_map(|one| &one.products);
        for rule in products.flat_map(|product| &product.versions) {
            match &rule.extent {
                Extent::Written(text) if written::read(text).is_none() => {
                    unreadable.push(text.clone());
                }
                _ => readable += 1,
            }
        }
    }
    unreadable.sort();
    unreadable.dedup();
    eprintln!("{readable} rules read; unreadable texts: {unreadable:?}");
    assert!(readable > 1_000, "{readable}");
    assert!(unreadable.len() < 10, "{unreadable:?}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "the public sets lie outside the repository"
)]
fn csaf_documents() -> Vec<Vec<u8>> {
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/formats/csaf/advisories");
    let paths = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    paths.map(|path| std::fs::read(path).unwrap()).collect()
}
