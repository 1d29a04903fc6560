//! What reads advisories (CVE records, CSAF, the catalogue of exploited weaknesses,
//! Microsoft's table) and holds them against an inventory.

use detect::vulnerabilities::{Installed, Matcher};
use domain::advisory::Advisory;
use wire::advisories::{AdvisoryError, AdvisoryFile, read};

use super::super::shape::Shape;
use super::Target;

const FILES: &[&str] = &[
    r#"{"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{"cveId":"CVE-2099-0001","state":"PUBLISHED",
    "datePublished":"2099-01-02T03:04:05Z"},"containers":{"cna":{"title":"T","affected":[{"vendor":"Maker",
    "product":"Box","defaultStatus":"unaffected","versions":[{"version":"1.0","lessThan":"1.4","status":"affected",
    "versionType":"semver"},{"version":"2.0","lessThan":"*","status":"affected",
    "changes":[{"at":"2.3","status":"unaffected"}]}]}],"metrics":[{"cvssV3_1":{"baseScore":9.8}}]}}}"#,
    r#"{"document":{"csaf_version":"2.0","title":"T","tracking":{"id":"S-1",
    "initial_release_date":"2099-01-02T00:00:00Z"}},"product_tree":{"branches":[{"category":"vendor","name":"Maker",
    "branches":[{"category":"product_name","name":"Box","branches":[{"category":"product_version_range",
    "name":"vers:semver/>=1.0|<1.4","product":{"name":"Box","product_id":"A"}}]}]}],"relationships":[
    {"category":"installed_on","full_product_name":{"name":"AR","product_id":"AR"},"product_reference":"A",
    "relates_to_product_reference":"A"}]},"vulnerabilities":[{"cve":"CVE-2099-0001",
    "product_status":{"known_affected":["A","AR"]}}]}"#,
    r#"{"catalogVersion":"1","vulnerabilities":[{"cveID":"CVE-2099-0001","vendorProject":"Maker","product":"Box",
    "vulnerabilityName":"N","dateAdded":"2099-01-02","dueDate":"2099-01-23"}]}"#,
    "DatePosted,CVE,BulletinKB,Title,AffectedProduct,AffectedComponent,Severity,Impact,Supersedes,Exploits\n\
     20230711,CVE-2099-0001,5028166,T,Windows 10 Version 22H2 for x64-based Systems,C,Important,I,5027215,\n",
];

/// `wire::advisories`: a file of any of the known forms.
pub(super) static READ: Target = Target {
    name: "wire.advisories",
    run: |input| match read(input) {
        Ok(AdvisoryFile::Advisories(list)) => shape_of(Shape::new().word("advisories"), &list),
        Ok(AdvisoryFile::KnownExploited(list)) => Shape::new().word("exploited").count(list.len()),
        Ok(AdvisoryFile::Microsoft(table)) => shape_of(
            Shape::new().word("microsoft").count(table.skipped.len()),
            &table.advisories,
        ),
        Err(AdvisoryError::Json(error)) => Shape::new().word(&format!("{:?}", error.classify())),
        Err(error) => Shape::new().word(&format!("{:?}", core::mem::discriminant(&error))),
    },
    samples: || FILES.iter().map(|text| Vec::from(*text)).collect(),
    folders: &[],
    dictionary: WORDS,
};

/// `detect::vulnerabilities`: whatever advisories the input holds, against a small inventory.
pub(super) static MATCH: Target = Target {
    name: "detect.vulnerabilities",
    run: |input| {
        let (advisories, exploited) = match read(input) {
            Ok(AdvisoryFile::Advisories(list)) => (list, Vec::new()),
            Ok(AdvisoryFile::KnownExploited(list)) => (Vec::new(), list),
            Ok(AdvisoryFile::Microsoft(table)) => (table.advisories, Vec::new()),
            Err(_) => return Shape::new(),
        };
        let exposures = Matcher::new(&advisories, &exploited).exposures(&inventory());
        let shape = Shape::new().count(exposures.len());
        exposures.iter().take(8).fold(shape, |shape, one| {
            // Both texts are written out: they are what a person reads.
            shape
                .word(one.status.as_str())
                .count(one.why.vi().len())
                .count(one.why.en().len())
        })
    },
    samples: || FILES.iter().map(|text| Vec::from(*text)).collect(),
    folders: &[],
    dictionary: WORDS,
};

fn inventory() -> Vec<Installed> {
    let rows = [
        ("A1", "Maker Box", "1.2", "", ""),
        ("A1", "Box", "1.4.0-rc1", "", ""),
        (
            "A2",
            "Microsoft Windows 10 Pro 22H2",
            "22H2",
            "10.0.19045.3693",
            "KB5027215",
        ),
        (
            "A3",
            "F5 BIG-IP",
            "Hotfix-BIGIP-15.1.10.2.0.44.2-ENG",
            "",
            "",
        ),
        ("A4", "", "", "", ""),
    ];
    let installed = rows.map(|(asset, product, version, build, update)| Installed {
        asset: asset.to_owned(),
        product: product.to_owned(),
        vendor: None,
        version: Some(version.to_owned()).filter(|text| !text.is_empty()),
        os_build: Some(build.to_owned()).filter(|text| !text.is_empty()),
        kbs: vec![update.to_owned()],
    });
    installed.into()
}

const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\":\"",
    "null",
    "1e999",
    "\"\\ud800\"",
    "\"lessThan\":\"*\"",
    "\"lessThanOrEqual\":\"1.0\"",
    "\"changes\":[",
    "\"status\":\"unknown\"",
    "\"branches\":[{",
    "\"product_id\":\"A\"",
    "\"relates_to_product_reference\":\"AR\"",
    "\"cveMetadata\":{",
    "\"document\":{",
    "\"vulnerabilities\":[",
    "vers:",
    "|>=",
    "< 1.2",
    "CVE-2099-0001",
    ";KB",
];

fn shape_of(shape: Shape, advisories: &[Advisory]) -> Shape {
    let shape = shape.count(advisories.len());
    let found = advisories
        .iter()
        .flat_map(|advisory| &advisory.vulnerabilities)
        .take(4);
    found.fold(shape, |shape, one| {
        let rules: usize = one
            .products
            .iter()
            .map(|product| product.versions.len())
            .sum();
        shape
            .flag(one.cvss.is_some())
            .count(one.products.len())
            .count(rules)
    })
}
