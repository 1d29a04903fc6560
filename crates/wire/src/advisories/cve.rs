//! CVE records, JSON format 5.0 and 5.1 (cve-schema).

use domain::advisory::{
    Advisory, AffectedProduct, Applies, Extent, Until, VersionRule, Vulnerability, severity_of,
};
use serde::Deserialize;
use serde_json::Value;

use super::{AdvisoryError, day, severity, stated};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    cve_metadata: Metadata,
    containers: Containers,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    cve_id: String,
    #[serde(default)]
    state: String,
    date_published: Option<String>,
}

#[derive(Deserialize)]
struct Containers {
    cna: Container,
    #[serde(default)]
    adp: Vec<Container>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Container {
    title: Option<String>,
    date_public: Option<String>,
    affected: Vec<Affected>,
    descriptions: Vec<Description>,
    metrics: Vec<Metric>,
}

#[derive(Deserialize)]
struct Description {
    lang: String,
    value: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Affected {
    vendor: Option<String>,
    product: Option<String>,
    package_name: Option<String>,
    modules: Vec<String>,
    platforms: Vec<String>,
    default_status: Option<String>,
    versions: Vec<Version>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Version {
    version: String,
    status: String,
    version_type: Option<String>,
    less_than: Option<String>,
    less_than_or_equal: Option<String>,
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    at: String,
    status: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Metric {
    #[serde(rename = "cvssV4_0")]
    v4_0: Option<Cvss>,
    #[serde(rename = "cvssV3_1")]
    v3_1: Option<Cvss>,
    #[serde(rename = "cvssV3_0")]
    v3_0: Option<Cvss>,
    other: Option<Other>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Cvss {
    base_score: Option<f64>,
    base_severity: Option<String>,
}

#[derive(Deserialize)]
struct Other {
    #[serde(rename = "type", default)]
    kind: String,
}

pub(super) fn convert(value: Value) -> Result<Advisory, AdvisoryError> {
    if value.get("cveMetadata").is_none() {
        return Err(AdvisoryError::UnknownForm);
    }
    let record: Record = serde_json::from_value(value)?;
    let id = record.cve_metadata.cve_id.trim().to_ascii_uppercase();
    let published = record.containers.cna.date_public.as_deref();
    let published = published
        .or(record.cve_metadata.date_published.as_deref())
        .and_then(day);
    let title = stated(record.containers.cna.title.clone());
    // A rejected record states nothing that may be used.
    let rejected = record.cve_metadata.state.eq_ignore_ascii_case("rejected");
    let vulnerabilities = if rejected {
        Vec::new()
    } else {
        vec![vulnerability(&id, record.containers)]
    };
    Ok(Advisory {
        id,
        title,
        published,
        vulnerabilities,
    })
}

fn vulnerability(id: &str, containers: Containers) -> Vulnerability {
    let all = || std::iter::once(&containers.cna).chain(&containers.adp);
    let metrics = || all().flat_map(|container| &container.metrics);
    let scores: Vec<&Cvss> = metrics()
        .filter_map(|metric| {
            metric
                .v4_0
                .as_ref()
                .or(metric.v3_1.as_ref())
                .or(metric.v3_0.as_ref())
        })
        .collect();
    let cvss = scores.iter().find_map(|score| score.base_score);
    let word = scores
        .iter()
        .find_map(|score| score.base_severity.as_deref())
        .and_then(severity);
    let known_exploited = metrics().any(|metric| {
        metric
            .other
            .as_ref()
            .is_some_and(|other| other.kind == "kev")
    });
    let description = containers
        .cna
        .descriptions
        .iter()
        .find(|description| description.lang.starts_with("en"))
        .map(|description| description.value.clone());
    let Containers { cna, adp } = containers;
    // The others' statements only count where the assigner names no product.
    let named = |affected: &Affected| stated(affected.product.clone()).is_some();
    let affected = if cna.affected.iter().any(named) {
        cna.affected
    } else {
        let mut affected = cna.affected;
        affected.extend(adp.into_iter().flat_map(|container| container.affected));
        affected
    };
    Vulnerability {
        cve: Some(id.to_owned()),
        severity: word.or_else(|| cvss.and_then(severity_of)),
        cvss,
        known_exploited,
        description,
        products: affected.into_iter().map(product).collect(),
    }
}

fn product(affected: Affected) -> AffectedProduct {
    let everything = |module: &String| module.eq_ignore_ascii_case("all modules");
    let modules = if affected.modules.iter().any(everything) {
        Vec::new()
    } else {
        affected.modules
    };
    let name = stated(affected.product).or_else(|| stated(affected.package_name));
    AffectedProduct {
        vendor: stated(affected.vendor),
        product: name.unwrap_or_default(),
        platforms: affected.platforms,
        modules,
        default: affected
            .default_status
            .as_deref()
            .map_or(Applies::Unknown, status),
        versions: affected.versions.into_iter().map(rule).collect(),
        fixes: Vec::new(),
    }
}

fn status(word: &str) -> Applies {
    match word {
        "affected" => Applies::Affected,
        "unaffected" => Applies::NotAffected,
        _ => Applies::Unknown,
    }
}

fn rule(version: Version) -> VersionRule {
    // An upper bound of "*" is no bound.
    let bound = |text: Option<String>| text.filter(|text| text.trim() != "*");
    let ranged = version.less_than.is_some() || version.less_than_or_equal.is_some();
    let until = match (bound(version.less_than), bound(version.less_than_or_equal)) {
        (Some(before), _) => Some(Until::Before(before)),
        (None, Some(last)) => Some(Until::Through(last)),
        (None, None) => None,
    };
    let extent = if ranged {
        Extent::Range {
            from: Some(version.version),
            until,
        }
    } else if version.changes.is_empty() {
        Extent::Exactly(version.version)
    } else {
        // A change only makes sense in a range, so some records leave out its end.
        Extent::Range {
            from: Some(version.version),
            until: None,
        }
    };
    let changes = version.changes;
    VersionRule {
        status: status(&version.status),
        extent,
        scheme: version.version_type,
        line: None,
        changes: changes
            .into_iter()
            .map(|change| (change.at, status(&change.status)))
            .collect(),
    }
}
