//! Machines as inventories print them against advisories as issuers write them.

use domain::advisory::{
    Advisory, AffectedProduct, Applies, Extent, Fix, KnownExploited, Until, VersionRule,
    Vulnerability,
};
use jiff::civil::{Date, date};

use super::*;

mod public;
mod windows;

fn installed(product: &str, version: &str) -> Installed {
    let version = (!version.is_empty()).then(|| version.to_owned());
    Installed {
        asset: "pc-1".into(),
        product: product.into(),
        version,
        ..Installed::default()
    }
}

fn rule(from: &str, until: &str) -> VersionRule {
    VersionRule {
        status: Applies::Affected,
        extent: Extent::Range {
            from: Some(from.to_owned()),
            until: (until != "*").then(|| Until::Before(until.to_owned())),
        },
        scheme: Some("custom".into()),
        line: None,
        changes: Vec::new(),
    }
}

fn product(vendor: &str, product: &str, versions: Vec<VersionRule>) -> AffectedProduct {
    AffectedProduct {
        vendor: Some(vendor.into()),
        product: product.into(),
        versions,
        ..AffectedProduct::default()
    }
}

fn advisory(id: &str, day: Date, products: Vec<AffectedProduct>) -> Advisory {
    Advisory {
        id: id.into(),
        published: Some(day),
        vulnerabilities: vec![Vulnerability {
            cve: id.starts_with("CVE").then(|| id.into()),
            products,
            ..Vulnerability::default()
        }],
        ..Advisory::default()
    }
}

fn told(matcher: &Matcher, item: Installed) -> Vec<(Status, &'static str)> {
    let all = matcher.exposures(&[item]);
    all.iter().map(|one| (one.status, one.why.code())).collect()
}

/// The one answer about one product.
#[track_caller]
fn check(matcher: &Matcher, item: Installed, status: Status, why: &str) {
    let shown = format!("{item:?}");
    assert_eq!(told(matcher, item), [(status, why)], "{shown}");
}

/// The F5 record of October 2023, in its own odd form: each line open at the
/// top, mended at the file name of a hotfix.
fn f5() -> Matcher {
    let line = |from: &str, at: Option<&str>| VersionRule {
        scheme: Some("semver".into()),
        changes: at
            .map(|at| (at.to_owned(), Applies::NotAffected))
            .into_iter()
            .collect(),
        ..rule(from, "*")
    };
    let rules = vec![
        line("17.1.0", Some("Hotfix-BIGIP-17.1.0.3.0.75.4-ENG.iso")),
        line("16.1.0", Some("Hotfix-BIGIP-16.1.4.1.0.50.5-ENG.iso")),
        line("15.1.0", Some("Hotfix-BIGIP-15.1.10.2.0.44.2-ENG.iso")),
        line("13.1.0", None),
    ];
    Matcher::new(
        &[
            advisory(
                "CVE-2023-46747",
                date(2023, 10, 26),
                vec![product("F5", "BIG-IP", rules)],
            ),
            advisory_of(&Bulletin {
                sign: "1943/CATTT-NCSC".into(),
                products: vec!["F5 BIG-IP".into()],
                cves: vec!["CVE-2023-46747".into()],
                ..Bulletin::default()
            }),
        ],
        &[],
    )
}

#[test]
fn big_ip_lines_are_judged_apart() {
    let matcher = f5();
    for (name, version, status, why) in [
        ("F5 BIG-IP", "15.1.8", Status::Affected, "in_range"),
        ("BIG-IP LTM", "15.1.10.2", Status::Affected, "in_range"),
        (
            "BIG-IP Virtual Edition",
            "15.1.10.2 Build 0.44.2",
            Status::Fixed,
            "past_fix",
        ),
        ("big-ip", "15.1.10.3", Status::Fixed, "past_fix"),
        ("F5 BIG-IP", "16.1.3.4", Status::Affected, "in_range"),
        ("F5 BIG-IP", "17.1.1", Status::Fixed, "past_fix"),
        ("F5 BIG-IP", "13.1.5", Status::Affected, "in_range"),
        ("F5 BIG-IP", "16.0.1", Status::Unknown, "line_not_listed"),
        ("F5 BIG-IP", "", Status::Unknown, "no_version"),
        ("F5 BIG-IP", "mới nhất", Status::Unknown, "not_comparable"),
    ] {
        check(&matcher, installed(name, version), status, why);
    }
    assert!(told(&matcher, installed("BIG-IQ", "8.0")).is_empty());
    let answer = matcher
        .exposures(&[installed("F5 BIG-IP", "15.1.8")])
        .remove(0);
    assert_eq!(
        answer.advisory, "1943/CATTT-NCSC",
        "the bulletin speaks before the bare CVE"
    );
    assert_eq!(answer.fixed_in, ["Hotfix-BIGIP-15.1.10.2.0.44.2-ENG.iso"]);
}

#[test]
fn a_product_named_in_a_sentence_is_found() {
    let mut record = advisory("CVE-2023-37580", date(2023, 7, 31), Vec::new());
    record.vulnerabilities[0].description = Some(
        "Zimbra Collaboration (ZCS) 8 before 8.8.15 Patch 41 allows XSS in the Classic Web Client."
            .into(),
    );
    let exploited = KnownExploited {
        cve: "CVE-2023-37580".into(),
        vendor: "Synacor".into(),
        product: "Zimbra Collaboration Suite (ZCS)".into(),
        added: None,
    };
    let matcher = Matcher::new(&[record.clone()], std::slice::from_ref(&exploited));
    for (name, version, status, why) in [
        (
            "Zimbra Collaboration",
            "8.8.15_GA_4173 P40",
            Status::Affected,
            "in_range",
        ),
        (
            "Zimbra Collaboration Suite",
            "8.8.15 P45",
            Status::Fixed,
            "past_fix",
        ),
        ("Zimbra", "8.8.15", Status::Unknown, "not_comparable"),
        ("Zimba", "8.7.11", Status::Affected, "in_range"),
        ("Zimbra", "9.0.0 P38", Status::Unknown, "line_not_listed"),
        ("Zimbra", "10.0.6", Status::Unknown, "line_not_listed"),
    ] {
        check(&matcher, installed(name, version), status, why);
    }
    assert!(matcher.exposures(&[installed("zimbra", "8.7.1")])[0].known_exploited);
    record.vulnerabilities[0].description = Some("An issue was found.".into());
    let matcher = Matcher::new(&[record], &[exploited]);
    check(
        &matcher,
        installed("Zimbra", "8.8.15 P45"),
        Status::Unknown,
        "no_range",
    );
}

#[test]
fn a_bulletin_with_fixed_versions_judges_each_line() {
    let matcher = Matcher::new(
        &[
            advisory_of(&Bulletin {
                sign: "2216/CATTT-NCSC".into(),
                products: vec!["Zimbra".into()],
                fixed: vec!["10.0.6".into(), "9.0.0 P38".into(), "8.8.15 P45".into()],
                ..Bulletin::default()
            }),
            advisory_of(&Bulletin {
                sign: "1/A-B".into(),
                products: vec!["Web Thing".into()],
                fixed: vec!["2.4.58".into(), "2.2.34".into()],
                ..Bulletin::default()
            }),
        ],
        &[],
    );
    for (name, version, status, why) in [
        ("Zimbra", "10.0.5", Status::Affected, "in_range"),
        ("Zimbra", "10.0.10", Status::Fixed, "past_fix"),
        ("Zimbra", "9.0.0 P4", Status::Affected, "in_range"),
        ("Zimbra", "9.0.0 Patch 38", Status::Fixed, "past_fix"),
        ("Zimbra", "8.8.12", Status::Unknown, "line_not_listed"),
        ("web thing", "2.4.9", Status::Affected, "in_range"),
        ("web thing", "2.2.40", Status::Fixed, "past_fix"),
        ("web thing", "2.3.1", Status::Unknown, "line_not_listed"),
    ] {
        check(&matcher, installed(name, version), status, why);
    }
}

#[test]
fn other_makers_products_are_judged_by_their_ranges() {
    let written = |status, text: &str| VersionRule {
        status,
        extent: Extent::Written(text.into()),
        scheme: None,
        line: None,
        changes: Vec::new(),
    };
    let exactly = |status, version: &str| VersionRule {
        extent: Extent::Exactly(version.into()),
        ..written(status, "")
    };
    let exchange = |cu: &str, until: &str| {
        product(
            "Microsoft",
            &format!("Microsoft Exchange Server 2019 Cumulative Update {cu}"),
            vec![rule("15.02.0", until)],
        )
    };
    let limited = AffectedProduct {
        modules: vec!["VPN".into()],
        ..product("Maker", "Gate", vec![rule("0", "5.0")])
    };
    let framework = product(
        "Microsoft",
        "Microsoft .NET Framework 4.8 on Windows Server 2012 R2",
        vec![rule("4.8.0", "4.8.4644.0")],
    );
    let matcher = Matcher::new(
        &[
            advisory(
                "CVE-2023-0001",
                date(2023, 1, 1),
                vec![
                    exchange("12", "15.02.1118.037"),
                    exchange("13", "15.02.1258.025"),
                    limited,
                    framework,
                    product(
                        "Maker",
                        "Pump",
                        vec![
                            written(Applies::Affected, ">= 1.30 | <= 1.40"),
                            exactly(Applies::NotAffected, "1.35"),
                            exactly(Applies::Fixed, "1.50"),
                        ],
                    ),
                    product(
                        "Maker",
                        "Tap",
                        vec![written(Applies::Affected, ">= 1.31 | <= 1.4")],
                    ),
                    product(
                        "Maker",
                        "Valve",
                        vec![written(Applies::Affected, "see web site")],
                    ),
                    product(
                        "Maker",
                        "Visual Box 2022 version 17.4",
                        vec![rule("17.4.0", "17.4.9")],
                    ),
                    AffectedProduct {
                        default: Applies::NotAffected,
                        ..product("Maker", "Lamp", vec![rule("2.0", "2.4")])
                    },
                ],
            ),
            advisory(
                "VEX-1",
                date(2023, 1, 1),
                vec![AffectedProduct {
                    default: Applies::NotAffected,
                    ..product("Maker", "Siren", Vec::new())
                }],
            ),
        ],
        &[],
    );
    for (name, version, status, why) in [
        (
            "Microsoft Exchange Server 2019 CU13",
            "15.2.1258.16",
            Status::Affected,
            "in_range",
        ),
        (
            "Exchange Server 2019 CU13",
            "15.2.1258.25",
            Status::Fixed,
            "past_fix",
        ),
        (
            "Exchange Server 2019",
            "15.2.1118.37",
            Status::Fixed,
            "past_fix",
        ),
        (
            "Exchange 2019",
            "15.2.986.5",
            Status::Unknown,
            "line_not_listed",
        ),
        (
            "Exchange Server 2019",
            "",
            Status::Unknown,
            "release_unknown",
        ),
        ("Maker Gate", "4.9", Status::Unknown, "module_unknown"),
        ("Gate", "5.1", Status::Fixed, "past_fix"),
        (
            "Microsoft .NET Framework 4.8",
            "4.8.4600.0",
            Status::Unknown,
            "platform_unknown",
        ),
        ("Pump", "1.32", Status::Affected, "in_range"),
        ("Pump", "1.35", Status::NotAffected, "stated"),
        ("Pump", "1.50", Status::Fixed, "stated"),
        ("Pump", "1.2", Status::Unknown, "line_not_listed"),
        ("Tap", "1.32", Status::Unknown, "unreadable_range"),
        ("Valve", "1.2", Status::Unknown, "unreadable_range"),
        (
            "Visual Box 2022 Professional",
            "17.4.3",
            Status::Affected,
            "in_range",
        ),
        (
            "Visual Box 2022",
            "17.7.0",
            Status::Unknown,
            "line_not_listed",
        ),
        ("Lamp", "1.9", Status::NotAffected, "outside_range"),
        ("Lamp", "2.3.9", Status::Affected, "in_range"),
        ("Siren", "7", Status::NotAffected, "stated"),
    ] {
        let item = Installed {
            vendor: Some("Maker Inc.".into()),
            ..installed(name, version)
        };
        let vendor = if name.contains("Ex") || name.contains("NET") {
            None
        } else {
            item.vendor
        };
        check(
            &matcher,
            Installed {
                vendor,
                ..installed(name, version)
            },
            status,
            why,
        );
    }
    let stranger = Installed {
        vendor: Some("Other Works".into()),
        ..installed("Lamp", "2.3")
    };
    assert!(told(&matcher, stranger).is_empty(), "another maker's lamp");
    let on = |system: &str| {
        matcher.exposures(&[
            installed(system, ""),
            installed("Microsoft .NET Framework 4.8", "4.8.4600.0"),
        ])
    };
    assert_eq!(on("Windows Server 2012 R2")[0].status, Status::Affected);
    assert!(on("Windows Server 2016").is_empty());
}

#[test]
fn contradicting_advisories_settle_nothing() {
    let says = |id: &str, until: &str| {
        let mut one = advisory(
            "CVE-2023-0009",
            date(2023, 1, 1),
            vec![product("Maker", "Lamp", vec![rule("1.0", until)])],
        );
        one.id = id.to_owned();
        one
    };
    let matcher = Matcher::new(&[says("A-1", "1.5"), says("B-1", "1.7")], &[]);
    let all = matcher.exposures(&[installed("Lamp", "1.6")]);
    let seen: Vec<_> = all
        .iter()
        .map(|one| (one.advisory.as_str(), one.status))
        .collect();
    assert_eq!(seen, [("A-1", Status::Unknown), ("B-1", Status::Unknown)]);
    check_both(&matcher, "1.4", Status::Affected);
    check_both(&matcher, "1.8", Status::Fixed);
}

#[track_caller]
fn check_both(matcher: &Matcher, version: &str, status: Status) {
    let all = matcher.exposures(&[installed("Lamp", version)]);
    assert!(
        all.len() == 2 && all.iter().all(|one| one.status == status),
        "{all:?}"
    );
}

#[test]
fn every_reason_has_both_texts() {
    let all = f5().exposures(&[
        installed("F5 BIG-IP", "15.1.8"),
        installed("F5 BIG-IP", "x"),
    ]);
    for one in all {
        assert!(!one.why.vi().is_ascii(), "{:?}", one.why);
        assert!(one.why.en().is_ascii() && !one.why.code().contains(' '));
    }
}

#[test]
fn hostile_inventories_and_advisories_do_no_harm() {
    let long = "9.".repeat(100_000);
    let many: Vec<VersionRule> = (0..2_000).map(|n| rule(&n.to_string(), &long)).collect();
    let matcher = Matcher::new(
        &[advisory(
            "CVE-2023-0001",
            date(2023, 1, 1),
            vec![product("", &long, many)],
        )],
        &[],
    );
    for text in [
        "",
        "\u{0}",
        "((((",
        "windows",
        "windows 10 windows 10",
        "cu",
        "sp 1 cu 2",
        &long,
    ] {
        let _answers = matcher.exposures(&[installed(text, text), installed(text, &long)]);
    }
    let replaced = |kb: &str, by: &str| AffectedProduct {
        fixes: vec![Fix {
            kb: kb.into(),
            supersedes: vec![by.into()],
        }],
        ..product("Maker", "Ring", Vec::new())
    };
    let ring = vec![
        replaced("5000001", "5000002"),
        replaced("5000002", "5000001"),
    ];
    let matcher = Matcher::new(&[advisory("CVE-2023-0002", date(2023, 1, 1), ring)], &[]);
    let item = Installed {
        kbs: vec!["KB5000001".into()],
        ..installed("Ring", "1")
    };
    check(&matcher, item, Status::Fixed, "update_installed");
}
