use super::manifest::{Manifest, ManifestFile};
use super::*;

fn check_name(name: &str, fits: bool) {
    assert_eq!(is_name(name), fits, "{name:?}");
}

#[test]
fn names_are_plain_folders_everywhere() {
    for name in ["sigmahq", "bo-luat_2.1", "7"] {
        check_name(name, true);
    }
    let long = "a".repeat(51);
    for name in [
        "", ".", "..", "../x", "a/b", "a\\b", ".an", "-x", "Hoa", "bộ", "a b", "a\0", "x.",
        "starter", &long,
    ] {
        check_name(name, false);
    }
}

fn manifest() -> Manifest {
    Manifest {
        name: "thu".into(),
        imported_at: "2024-02-08T14:30:00Z".parse().unwrap(),
        imported_by: "local".into(),
        rules: 2,
        correlations: 1,
        unusable: 3,
        folder: "0011223344556677".into(),
        files: vec![ManifestFile {
            name: "../../etc/“x”.yml".into(),
            kept_as: "00001-x.yml".into(),
            sha256: store::sha256(b"x"),
        }],
    }
}

#[test]
fn a_manifest_comes_back_and_an_altered_one_does_not() {
    let printed = String::from_utf8(manifest().print()).unwrap();
    assert_eq!(Manifest::parse(printed.as_bytes()), Some(manifest()));
    for (from, to) in [
        ("\"format\": 1", "\"format\": 2"),
        ("00001-x.yml", "../00001-x.yml"),
        ("0011223344556677", "../.."),
        (".yml\"", ".yaml\""),
        ("}", ""),
    ] {
        let altered = printed.replacen(from, to, 1);
        assert_ne!(altered, printed, "{from}");
        assert_eq!(Manifest::parse(altered.as_bytes()), None, "{from}");
    }
}
