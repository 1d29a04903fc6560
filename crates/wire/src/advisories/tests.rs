//! Small files of each form, hostile ones, and the public sets when they are at hand.

use std::path::PathBuf;

use domain::advisory::{Advisory, Applies, Extent, Until};
use domain::facts::Severity;

use super::*;

fn advisory(text: &str) -> Advisory {
    match read(text.as_bytes()).unwrap() {
        AdvisoryFile::Advisories(mut all) => all.pop().unwrap(),
        other => panic!("no advisories: {other:?}"),
    }
}

const RECORD: &str = r#"{"dataType":"CVE_RECORD","dataVersion":"5.1",
 "cveMetadata":{"cveId":"cve-2099-0001","state":"PUBLISHED","datePublished":"2099-01-02T03:04:05Z"},
 "containers":{"cna":{"title":"T","descriptions":[{"lang":"en","value":"D"}],
  "affected":[{"vendor":"Maker","product":"Box","defaultStatus":"unaffected","modules":["All Modules"],
   "versions":[{"version":"1.0","lessThan":"1.4","status":"affected","versionType":"semver"},
    {"version":"2.0","lessThan":"*","status":"affected","changes":[{"at":"2.3","status":"unaffected"}]},
    {"version":"3.0","lessThanOrEqual":"3.9","status":"affected"},{"version":"4.0","status":"unaffected"}]}],
  "metrics":[{"cvssV3_1":{"baseScore":9.8,"baseSeverity":"CRITICAL"}}]},
  "adp":[{"metrics":[{"other":{"type":"kev","content":{}}}]}]}}"#;

#[test]
fn a_cve_record_keeps_its_ranges() {
    let record = advisory(RECORD);
    assert_eq!(record.id, "CVE-2099-0001");
    assert_eq!(record.published.unwrap().to_string(), "2099-01-02");
    let weakness = &record.vulnerabilities[0];
    assert_eq!(
        (weakness.severity, weakness.cvss),
        (Some(Severity::Critical), Some(9.8))
    );
    assert!(weakness.known_exploited);
    let product = &weakness.products[0];
    assert_eq!(
        (product.default, product.modules.len()),
        (Applies::NotAffected, 0)
    );
    let range = |from: &str, until| Extent::Range {
        from: Some(from.to_owned()),
        until,
    };
    let extents: Vec<&Extent> = product.versions.iter().map(|rule| &rule.extent).collect();
    assert_eq!(
        extents,
        [
            &range("1.0", Some(Until::Before("1.4".into()))),
            &range("2.0", None),
            &range("3.0", Some(Until::Through("3.9".into()))),
            &Extent::Exactly("4.0".into()),
        ]
    );
    assert_eq!(
        product.versions[1].changes,
        [("2.3".to_owned(), Applies::NotAffected)]
    );
    let rejected = advisory(&RECORD.replace("PUBLISHED", "REJECTED"));
    assert!(rejected.vulnerabilities.is_empty());
    let unnamed = advisory(
        &RECORD
            .replace("\"Box\"", "\"n/a\"")
            .replace("\"Maker\"", "\"n/a\""),
    );
    let product = &unnamed.vulnerabilities[0].products[0];
    assert_eq!((product.product.as_str(), &product.vendor), ("", &None));
}

#[test]
fn a_csaf_document_keeps_products_versions_and_platforms() {
    let csaf = advisory(
        r#"{"document":{"csaf_version":"2.0","title":"T","tracking":{"id":"S-1","initial_release_date":"2099-01-02T00:00:00Z"}},
        "product_tree":{"branches":[{"category":"vendor","name":"Maker","branches":[{"category":"product_name","name":"Box",
          "branches":[{"category":"product_version_range","name":"< 1.4","product":{"name":"Box < 1.4","product_id":"A"}},
           {"category":"product_version","name":"1.4","product":{"name":"Box 1.4","product_id":"B"}}]}]}],
         "full_product_names":[{"name":"Rack","product_id":"R"}],
         "relationships":[{"category":"installed_on","full_product_name":{"name":"Box on Rack","product_id":"AR"},
          "product_reference":"A","relates_to_product_reference":"R"}]},
        "vulnerabilities":[{"cve":"CVE-2099-0001","scores":[{"cvss_v3":{"baseScore":7.5}}],
         "product_status":{"known_affected":["A","AR"],"fixed":["B"],"known_not_affected":["R"]}}]}"#,
    );
    assert_eq!(csaf.id, "S-1");
    let weakness = &csaf.vulnerabilities[0];
    assert_eq!(weakness.severity, Some(Severity::High));
    let seen: Vec<_> = weakness
        .products
        .iter()
        .map(|product| {
            (
                product.product.as_str(),
                product.platforms.len(),
                product.versions.len(),
            )
        })
        .collect();
    assert_eq!(seen, [("Rack", 0, 0), ("Box", 0, 2), ("Box", 1, 1)]);
    assert_eq!(weakness.products[0].default, Applies::NotAffected);
}

#[test]
fn a_table_of_updates_keeps_what_replaces_what() {
    let table = "DatePosted,CVE,BulletinKB,Title,AffectedProduct,AffectedComponent,Severity,Impact,Supersedes,Exploits\n\
        20230711,CVE-2099-0001,5028166,T,Windows 10 Version 22H2 for x64-based Systems,C,Important,I,5027215,\n\
        20230711,CVE-2099-0001,5028166,T,Windows 10 Version 22H2 for x64-based Systems,C,Critical,I,5026361;KB5025221,\n\
        20230711,CVE-2099-0002,Release Notes,T,Visual Studio Code,C,Important,I,,\n\
        20230711,,5028166,T,Windows 11,C,Important,I,,\n";
    let AdvisoryFile::Microsoft(updates) = read(table.as_bytes()).unwrap() else {
        panic!()
    };
    assert_eq!(
        updates.skipped,
        [SkippedRow {
            line: 5,
            why: "no CVE id"
        }]
    );
    let first = &updates.advisories[0];
    assert_eq!(first.published.unwrap().to_string(), "2023-07-11");
    let weakness = &first.vulnerabilities[0];
    assert_eq!(weakness.severity, Some(Severity::Critical));
    assert_eq!(
        weakness.products[0].fixes[0].supersedes,
        ["5025221", "5026361", "5027215"]
    );
    let second = &updates.advisories[1].vulnerabilities[0].products[0];
    assert_eq!((second.fixes.len(), second.default), (0, Applies::Unknown));
}

#[test]
fn unusable_files_are_refused_with_a_reason() {
    let deep = "[".repeat(100_000);
    for (name, bytes) in [
        ("empty", b"".as_slice()),
        ("text", b"hello"),
        ("other JSON", b"{\"a\":1}"),
        ("an array of others", b"[1]"),
        ("broken JSON", b"{\"cveMetadata\":"),
        ("wrong types", b"{\"cveMetadata\":3,\"containers\":4}"),
        ("deep", deep.as_bytes()),
        (
            "another version",
            b"{\"document\":{\"csaf_version\":\"9\",\"tracking\":{\"id\":\"x\"}}}",
        ),
        ("bytes", b"\xff\xfe\x00{"),
    ] {
        assert!(read(bytes).is_err(), "{name}");
    }
}

fn shared(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(path);
    if !path.exists() {
        eprintln!("skipped: {} is absent", path.display());
        return None;
    }
    Some(path)
}

fn json_files(folder: &PathBuf) -> Vec<(String, Vec<u8>)> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect()
}

#[test]
fn public_records_and_documents_are_all_read() {
    for (folder, count) in [("vuln/cve5", 126), ("formats/csaf/advisories", 77)] {
        let Some(folder) = shared(folder) else {
            continue;
        };
        let files = json_files(&folder);
        assert_eq!(files.len(), count);
        for (name, bytes) in files {
            let AdvisoryFile::Advisories(all) =
                read(&bytes).unwrap_or_else(|e| panic!("{name}: {e}"))
            else {
                panic!("{name}")
            };
            assert!(all[0].published.is_some(), "{name}");
            assert!(
                all[0]
                    .vulnerabilities
                    .iter()
                    .any(|one| !one.products.is_empty()),
                "{name}"
            );
        }
    }
    if let Some(path) = shared("vuln/kev_2025-08-25.json") {
        let AdvisoryFile::KnownExploited(all) = read(&std::fs::read(path).unwrap()).unwrap() else {
            panic!("no catalogue")
        };
        assert_eq!(all.len(), 1404);
        assert!(
            all.iter()
                .any(|one| one.cve == "CVE-2023-46747" && one.vendor == "F5")
        );
    }
    if let Some(path) = shared("vuln/wesng_msrc_2023-05_2023-11.csv") {
        let AdvisoryFile::Microsoft(all) = read(&std::fs::read(path).unwrap()).unwrap() else {
            panic!("no table")
        };
        assert_eq!((all.advisories.len(), all.skipped.len()), (689, 0));
    }
}

/// The OASIS tests of the four rules that are applied; everything else that is
/// well formed must be read.
#[test]
fn the_oasis_tests_of_product_rules_agree() {
    let Some(folder) = shared("formats/csaf/oasis-tests-v2.0/validator/data") else {
        return;
    };
    let cases: Value =
        serde_json::from_slice(&std::fs::read(folder.join("testcases.json")).unwrap()).unwrap();
    let mut tried = 0;
    for test in cases["tests"].as_array().unwrap() {
        let ours = ["6.1.1", "6.1.2", "6.1.3", "6.1.6"].contains(&test["id"].as_str().unwrap());
        let names = |list: &str| {
            let all = test[list].as_array().cloned().unwrap_or_default();
            all.into_iter()
                .map(|one| one["name"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        for (names, valid) in [(names("failures"), !ours), (names("valid"), true)] {
            for name in names {
                let read = read(&std::fs::read(folder.join(&name)).unwrap());
                if valid && !ours && test["group"] == "mandatory" {
                    // Rules that are left to validators: either outcome, but no harm.
                    continue;
                }
                assert_eq!(read.is_ok(), valid, "{name}: {read:?}");
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried}");
}
