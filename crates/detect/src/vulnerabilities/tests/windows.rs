//! Windows: releases by name and build, builds and updates as proof.

use super::*;

fn windows() -> Matcher {
    let release = |name: &str, until: &str| product("Microsoft", name, vec![rule("10.0.0", until)]);
    let fix = |kb: &str, replaced: &[&str]| Fix {
        kb: kb.into(),
        supersedes: replaced.iter().map(|kb| (*kb).to_owned()).collect(),
    };
    let updated = |name: &str, fixes: Vec<Fix>| AffectedProduct {
        vendor: Some("Microsoft".into()),
        product: name.into(),
        default: Applies::Affected,
        fixes,
        ..AffectedProduct::default()
    };
    let server = "Windows Server 2019 (Server Core installation)";
    Matcher::new(
        &[
            advisory(
                "CVE-2023-0001",
                date(2023, 7, 11),
                vec![
                    release("Windows 10 Version 22H2", "10.0.19045.3208"),
                    release("Windows 10 Version 1507", "10.0.10240.20048"),
                    product(
                        "Microsoft",
                        "Windows Server 2012 R2",
                        vec![
                            rule("6.3.0", "6.3.9600.21063"),
                            rule("6.3.0", "6.3.9600.21075"),
                        ],
                    ),
                    release("Windows Server 2016", "10.0.14393.6085"),
                ],
            ),
            advisory(
                "CVE-2023-0002",
                date(2023, 7, 11),
                vec![
                    updated(
                        "Windows 10 Version 22H2 for x64-based Systems",
                        vec![fix("5028166", &["5027215"])],
                    ),
                    updated(server, vec![fix("5028168", &["5027222"])]),
                ],
            ),
            advisory(
                "CVE-2023-0003",
                date(2023, 8, 8),
                vec![
                    updated(
                        "Windows 10 Version 22H2 for ARM64-based Systems",
                        vec![fix("5029244", &["5028166"])],
                    ),
                    updated(
                        "Windows 10 Version 21H2 for x64-based Systems",
                        vec![fix("5029244", &[])],
                    ),
                ],
            ),
        ],
        &[],
    )
}

/// What it is, product, build, updates, and the answer for each CVE.
type Machine<'a> = (
    &'a str,
    &'a str,
    &'a str,
    &'a [&'a str],
    &'a [(&'a str, Status, &'a str)],
);

#[test]
fn windows_is_matched_by_release_and_judged_by_build_or_update() {
    let matcher = windows();
    let cases: &[Machine<'_>] = &[
        (
            "build before the fix, update missing",
            "Microsoft Windows 10 Pro 22H2",
            "10.0.19045.3086",
            &["KB5027215"],
            &[
                ("CVE-2023-0001", Status::Affected, "in_range"),
                ("CVE-2023-0002", Status::Affected, "update_missing"),
                ("CVE-2023-0003", Status::Affected, "update_missing"),
            ],
        ),
        (
            "a later update that replaces the fix",
            "Windows 10 Enterprise",
            "10.0.19045.3324",
            &["5029244"],
            &[
                ("CVE-2023-0001", Status::Fixed, "past_fix"),
                ("CVE-2023-0002", Status::Fixed, "update_installed"),
                ("CVE-2023-0003", Status::Fixed, "update_installed"),
            ],
        ),
        (
            "an update newer than the data",
            "Windows 10 Pro 22H2 (x64)",
            "",
            &["KB5032189"],
            &[
                ("CVE-2023-0001", Status::Unknown, "no_version"),
                ("CVE-2023-0002", Status::Unknown, "newer_update"),
                // Listed for ARM64 alone.
                ("CVE-2023-0003", Status::NotAffected, "release_not_listed"),
            ],
        ),
        (
            "no release",
            "Microsoft Windows 10 Pro",
            "",
            &[],
            &[
                ("CVE-2023-0001", Status::Unknown, "release_unknown"),
                ("CVE-2023-0002", Status::Unknown, "release_unknown"),
                ("CVE-2023-0003", Status::Unknown, "release_unknown"),
            ],
        ),
        (
            "name and build contradict each other",
            "Windows 10 Pro 21H2",
            "10.0.19045.3086",
            &[],
            &[
                ("CVE-2023-0001", Status::Unknown, "release_conflict"),
                ("CVE-2023-0002", Status::Unknown, "release_conflict"),
                ("CVE-2023-0003", Status::Unknown, "release_conflict"),
            ],
        ),
        (
            "a release that the maker still judged and did not list",
            "Windows 10 Pro 21H2",
            "10.0.19044.3086",
            &["KB5027215"],
            &[
                ("CVE-2023-0001", Status::NotAffected, "release_not_listed"),
                ("CVE-2023-0002", Status::NotAffected, "release_not_listed"),
                ("CVE-2023-0003", Status::Affected, "update_missing"),
            ],
        ),
        (
            "a release nobody judges any more",
            "Windows 10 Pro 1909",
            "10.0.18363.1556",
            &[],
            &[
                ("CVE-2023-0001", Status::Unknown, "line_not_listed"),
                ("CVE-2023-0002", Status::Unknown, "line_not_listed"),
                ("CVE-2023-0003", Status::Unknown, "line_not_listed"),
            ],
        ),
        (
            "between two fixes",
            "Windows Server 2012 R2 Standard",
            "6.3.9600.21070",
            &[],
            &[("CVE-2023-0001", Status::Unknown, "ranges_disagree")],
        ),
        (
            "past both",
            "Windows Server 2012 R2 Datacenter",
            "6.3.9600.21075",
            &[],
            &[("CVE-2023-0001", Status::Fixed, "past_fix")],
        ),
        (
            "a server by name only",
            "Microsoft Windows Server 2019 Standard",
            "",
            &["KB5028168"],
            &[("CVE-2023-0002", Status::Fixed, "update_installed")],
        ),
        (
            "long-term release named by year",
            "Windows 10 Enterprise LTSB 2015",
            "10.0.10240.20000",
            &[],
            &[
                ("CVE-2023-0001", Status::Affected, "in_range"),
                ("CVE-2023-0002", Status::NotAffected, "release_not_listed"),
                ("CVE-2023-0003", Status::Unknown, "line_not_listed"),
            ],
        ),
        (
            "not the system itself",
            "Windows 10 Update Assistant",
            "1.4",
            &[],
            &[],
        ),
        (
            "another system",
            "Windows 11 Pro 22H2",
            "10.0.22621.1",
            &[],
            &[],
        ),
    ];
    for (name, product, build, kbs, expected) in cases {
        let item = Installed {
            os_build: (!build.is_empty()).then(|| (*build).to_owned()),
            kbs: kbs.iter().map(|kb| (*kb).to_owned()).collect(),
            ..installed(product, "")
        };
        let mut seen: Vec<_> = matcher
            .exposures(&[item])
            .into_iter()
            .map(|one| (one.cve.unwrap_or_default(), one.status, one.why.code()))
            .collect();
        seen.sort();
        let expected: Vec<_> = expected
            .iter()
            .map(|(cve, status, why)| ((*cve).to_owned(), *status, *why))
            .collect();
        assert_eq!(seen, expected, "{name}");
    }
}
