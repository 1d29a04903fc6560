//! Orders as their makers publish them, and the public vectors when they are at hand.

use super::*;
use core::cmp::Ordering::{Equal, Greater, Less};
use std::path::PathBuf;

/// One ordered pair under a scheme, tried both ways round.
#[track_caller]
fn check(scheme: Scheme, one: &str, order: Ordering, other: &str) {
    assert_eq!(
        compare(scheme, one, other),
        Ok(order),
        "{scheme:?} {one} {other}"
    );
    assert_eq!(
        compare(scheme, other, one),
        Ok(order.reverse()),
        "{scheme:?} {other} {one}"
    );
}

#[test]
fn makers_own_rules_hold() {
    use Scheme::*;
    for (scheme, one, order, other) in [
        (BigIp, "15.1.10.2", Greater, "15.1.9"),
        (
            BigIp,
            "15.1.10.2",
            Less,
            "Hotfix-BIGIP-15.1.10.2.0.44.2-ENG.iso",
        ),
        (
            BigIp,
            "15.1.10.2 Build 0.44.2",
            Equal,
            "Hotfix-BIGIP-15.1.10.2.0.44.2-ENG.iso",
        ),
        (
            BigIp,
            "15.1.10.2-0.44.2",
            Equal,
            "Hotfix-BIGIP-15.1.10.2.0.44.2-ENG",
        ),
        (
            BigIp,
            "BIG-IP 16.1.4 Build 0.0.2",
            Less,
            "Hotfix-BIGIP-16.1.4.1.0.50.5-ENG.iso",
        ),
        (
            BigIp,
            "15.1.10.3",
            Greater,
            "Hotfix-BIGIP-15.1.10.2.0.44.2-ENG.iso",
        ),
        (BigIp, "17.1.0", Equal, "17.1.0.0"),
        (Zimbra, "10.0.6", Less, "10.0.10"),
        (Zimbra, "9.0.0 Patch 38", Greater, "9.0.0 P4"),
        (Zimbra, "8.8.15_P41", Equal, "Zimbra 8.8.15 Patch 41"),
        (
            Zimbra,
            "8.8.15_GA_4173.RHEL8_64 P40",
            Less,
            "8.8.15 Patch 41",
        ),
        (Zimbra, "8.8.15_GA_4173", Less, "8.8.15 P1"),
        (Zimbra, "9.0.0", Greater, "8.8.15 P45"),
        (Windows, "10.0.19045.3693", Greater, "10.0.19045.3570"),
        (Windows, "19045.3570", Less, "10.0.19045.3693"),
        (
            Windows,
            "22H2 (OS Build 19045.3693)",
            Equal,
            "10.0.19045.3693",
        ),
        (Windows, "6.3.9600.21620", Less, "6.3.9600.21668"),
        (Dotted, "15.02.1258.016", Equal, "15.2.1258.16"),
        (Dotted, "1.10", Greater, "1.9"),
        // deb-version(7) and Debian policy 5.6.12.
        (Debian, "1.0~rc1", Less, "1.0"),
        (Debian, "1.0~~", Less, "1.0~"),
        (Debian, "1:0.1", Greater, "2.0"),
        (Debian, "1.0-1", Less, "1.0-1+deb12u1"),
        (Debian, "1.0-1ubuntu2", Less, "1.0-1ubuntu10"),
        (Debian, "1.0", Equal, "1.0-0"),
        (Debian, "1.0a", Less, "1.0+"),
        (Debian, "7u91-2.6.3-0+deb8u1", Greater, "7u91-2.6.3"),
        // rpm's own test suite (rpmvercmp.at).
        (Rpm, "1.0", Less, "2.0"),
        (Rpm, "5.5p1", Less, "5.5p10"),
        (Rpm, "10xyz", Less, "10.1xyz"),
        (Rpm, "xyz10", Less, "xyz10.1"),
        (Rpm, "6.0.rc1", Greater, "6.0"),
        (Rpm, "10b2", Greater, "10a1"),
        (Rpm, "7.4.052", Equal, "7.4.52"),
        (Rpm, "1.0~rc1", Less, "1.0"),
        (Rpm, "1.0~rc1~git123", Less, "1.0~rc1"),
        (Rpm, "1.0^", Greater, "1.0"),
        (Rpm, "1.0^git1", Less, "1.01"),
        (Rpm, "1.0^git1~pre", Less, "1.0^git1"),
        (Rpm, "2_0", Equal, "2.0"),
        (Rpm, "1:1.0-1", Greater, "2.0-9"),
        (Rpm, "1.0-2.el9", Equal, "1.0"),
        (Rpm, "1.0-2.el9", Less, "1.0-10.el9"),
        (Maven, "1.0.rc0-a", Less, "1.0"),
        (Maven, "1.0.rc0-a", Less, "1.0.0-allpha.1"),
        (Maven, "1.0.0.X1", Less, "1.0.0-X2"),
        (Maven, "1.0.0-RC2", Less, "1.0.0.RC3"),
        (Generic, "1.0.2k", Less, "1.0.2u"),
        (Generic, "1.0.2", Less, "1.0.2k"),
        (Generic, "V14.2.0.6", Greater, "v14.2"),
        (Generic, "3.3 SP1", Greater, "3.3"),
        (Generic, "6.9.2 CU01", Greater, "6.9.2"),
        (Generic, "2.0rc1", Less, "2.0"),
        (Generic, "2.0rc1", Less, "2.0.1"),
        (Generic, "9.4 FP2 Hotfix 5", Less, "9.4 FP3"),
        (Generic, "1.0.0", Equal, "1"),
    ] {
        check(scheme, one, order, other);
    }
}

#[test]
fn what_has_no_order_is_said_to_have_none() {
    use Scheme::*;
    for (scheme, one, other) in [
        (Windows, "10.0.19045.3693", "10.0.22621.1"),
        (Windows, "10.0.19045", "10.0.19045.3693"),
        (Windows, "22H2", "10.0.19045.3693"),
        (Zimbra, "8.8.15", "8.8.15 P41"),
        (Zimbra, "8.8.15 something", "8.8.15 P41"),
        (Generic, "R15A", "R14B"),
        (Generic, "1.0-blue", "1.0-green"),
        (Generic, "1.0ab", "1.0"),
        (Generic, "n/a", "1.0"),
        (Generic, "unspecified", "unspecified"),
        (Generic, "", ""),
        (Semver, "1.0.0-..", "1.0.0"),
        (Semver, "*", "1.0.0"),
        (Debian, "abc", "1.0"),
        (Rpm, "1.0-1-1", "1.0"),
        (Pypi, "0.1-bulbasaur", "0.1"),
        (Dotted, "1.2.x", "1.2.3"),
        (BigIp, "all", "15.1.0"),
    ] {
        assert!(
            compare(scheme, one, other).is_err(),
            "{scheme:?} {one} {other}"
        );
        assert!(
            compare(scheme, other, one).is_err(),
            "{scheme:?} {other} {one}"
        );
    }
}

#[test]
fn release_lines_are_told_apart() {
    for (scheme, version, line) in [
        (
            Scheme::BigIp,
            "Hotfix-BIGIP-15.1.10.2.0.44.2-ENG.iso",
            Some("15.1"),
        ),
        (Scheme::Windows, "19045.3693", Some("10.0.19045")),
        (Scheme::Zimbra, "10.0.6", Some("10.0")),
        (Scheme::Zimbra, "8.8.15 P41", Some("8.8.15")),
        (Scheme::Generic, "1.2.3", None),
    ] {
        assert_eq!(scheme.branch(version).as_deref(), line, "{version}");
    }
    assert_eq!(windows_build_of("10.0.19045 N/A Build 19045"), Some(19_045));
}

#[test]
fn any_text_is_compared_without_harm() {
    let alphabet = [
        "1",
        "0",
        "99999999999999999999",
        ".",
        "-",
        "~",
        "^",
        ":",
        "_",
        "r",
        "rc",
        "ế",
        "+",
        "!",
    ];
    let mut state = 7_u32;
    let mut text = || {
        (0..6)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                alphabet[(state >> 16) as usize % alphabet.len()]
            })
            .collect::<String>()
    };
    for _ in 0..20_000 {
        let (one, other) = (text(), text());
        for scheme in ALL {
            let there = compare(scheme, &one, &other);
            let back = compare(scheme, &other, &one).map(Ordering::reverse);
            assert_eq!(there.ok(), back.ok(), "{scheme:?} {one:?} {other:?}");
        }
    }
}

const ALL: [Scheme; 13] = [
    Scheme::Semver,
    Scheme::Dotted,
    Scheme::BigIp,
    Scheme::Zimbra,
    Scheme::Windows,
    Scheme::Debian,
    Scheme::Rpm,
    Scheme::Alpine,
    Scheme::Maven,
    Scheme::Nuget,
    Scheme::Pypi,
    Scheme::RubyGems,
    Scheme::Generic,
];

#[expect(
    clippy::disallowed_methods,
    reason = "the public vectors lie outside the repository"
)]
fn vectors(file: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/vectors")
        .join(file);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: no public vectors at shared/data/vectors/{file}");
    }
    text
}

/// Compares a file of `a < b` lines; no answer may be wrong, and at most
/// `without_order` pairs may stay unanswered.
fn check_vectors(scheme: Scheme, file: &str, without_order: usize) {
    let Some(text) = vectors(file) else { return };
    let (mut answered, mut open) = (0, Vec::new());
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [one, sign, other] = words.as_slice() else {
            continue;
        };
        let expected = match *sign {
            "<" => Less,
            "=" => Equal,
            ">" => Greater,
            _ => continue,
        };
        match compare(scheme, one, other) {
            Ok(order) => assert_eq!(order, expected, "{file}: {line}"),
            Err(_) => open.push(line),
        }
        answered += 1;
    }
    assert!(
        open.len() <= without_order,
        "{file}: {} without order: {open:#?}",
        open.len()
    );
    assert!(answered > 20, "{file} has vectors");
}

#[test]
fn public_vectors_agree() {
    for (scheme, file, without_order) in [
        (Scheme::Semver, "semver-versions.txt", 0),
        (Scheme::Nuget, "nuget-versions.txt", 0),
        (Scheme::Pypi, "pypi-versions.txt", 11),
        (Scheme::Maven, "maven-versions.txt", 0),
        (Scheme::Alpine, "alpine-versions.txt", 36),
        (Scheme::RubyGems, "rubygems-versions.txt", 0),
    ] {
        check_vectors(scheme, file, without_order);
    }
}

/// Where those vectors tell a word after a dot from one after a hyphen, as Maven no longer does.
const BEFORE_MAVEN_3_9: [(&str, &str); 2] = [("2-1", "2.0.a"), ("2-1", "2.0.0.a")];

/// The vectors of univers: two versions and the order or equality expected.
#[test]
fn the_vectors_of_univers_agree() {
    for (scheme, file, without_order) in [
        (Scheme::Alpine, "alpine_version_cmp.json", 40),
        (Scheme::Maven, "maven_version_cmp.json", 0),
        (Scheme::Nuget, "nuget_version_cmp.json", 0),
    ] {
        let Some(text) = vectors(file) else { return };
        let cases: serde_json::Value = serde_json::from_str(&text).unwrap();
        let (mut open, mut wrong) = (Vec::new(), Vec::new());
        for case in cases.as_array().unwrap() {
            let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            let pair = &case["input"]["versions"];
            let (one, other) = (text(&pair[0]), text(&pair[1]));
            let Ok(order) = compare(scheme, &one, &other) else {
                open.push((one, other));
                continue;
            };
            let right = match &case["expected_output"] {
                serde_json::Value::Bool(equal) => order.is_eq() == *equal,
                // univers prints the pre-release of NuGet in lower case.
                sorted if text(&sorted[0]).eq_ignore_ascii_case(&one) => order.is_le(),
                _ => order.is_ge(),
            };
            if !right {
                wrong.push((one, other));
            }
        }
        wrong.retain(|(one, other)| !BEFORE_MAVEN_3_9.contains(&(one.as_str(), other.as_str())));
        assert!(wrong.is_empty(), "{file}: {wrong:?}");
        assert!(
            open.len() <= without_order,
            "{file}: {} without order: {open:?}",
            open.len()
        );
    }
}
