//! `khien vuln match`.

use super::{Found, setting};
use crate::cli::VulnVerb;
use crate::output;
use detect::vulnerabilities::{Exposure, Status};
use engine::vulnerabilities::{exposures, inventory, load};
use lang::{Lang, text};
use serde::Serialize;

/// An exposure as DESIGN section 4 gives it.
#[derive(Serialize)]
struct ExposureV1<'a> {
    asset: &'a str,
    product: &'a str,
    version: Option<&'a str>,
    advisory: &'a str,
    cve: Option<&'a str>,
    severity: Option<&'static str>,
    cvss: Option<f64>,
    known_exploited: bool,
    fixed_in: &'a [String],
    status: &'static str,
    why: WhyV1,
}

#[derive(Serialize)]
struct WhyV1 {
    code: &'static str,
    vi: String,
    en: String,
}

impl<'a> ExposureV1<'a> {
    fn of(exposure: &'a Exposure) -> Self {
        Self {
            asset: &exposure.asset,
            product: &exposure.product,
            version: exposure.version.as_deref(),
            advisory: &exposure.advisory,
            cve: exposure.cve.as_deref(),
            severity: exposure.severity.map(domain::facts::Severity::as_str),
            cvss: exposure.cvss,
            known_exploited: exposure.known_exploited,
            fixed_in: &exposure.fixed_in,
            status: exposure.status.as_str(),
            why: WhyV1 {
                code: exposure.why.code(),
                vi: exposure.why.vi(),
                en: exposure.why.en(),
            },
        }
    }
}

/// Matches and prints; exposures that nothing mends yet need a person.
pub(crate) fn run(lang: Lang, verb: VulnVerb) -> anyhow::Result<Found> {
    let VulnVerb::Match {
        inventory: path,
        advisories,
        json,
    } = verb;
    let held = load(&advisories)?;
    for notice in &held.notices {
        output::note(&text(
            lang,
            "cli-skipped",
            &[("problem", notice.to_string().as_str().into())],
        ));
    }
    let installed = super::facts::or_problems(lang, inventory(&path, &setting::zone()?))?;
    let found = exposures(&held, &installed);
    for exposure in &found {
        if json {
            output::json(&ExposureV1::of(exposure))?;
        } else if exposure.status != Status::NotAffected {
            output::line(&told(lang, exposure));
        }
    }
    let affected = found
        .iter()
        .filter(|e| e.status == Status::Affected)
        .count();
    let mut machines: Vec<&str> = found
        .iter()
        .filter(|e| e.status == Status::Affected)
        .map(|e| e.asset.as_str())
        .collect();
    machines.sort_unstable();
    machines.dedup();
    let count = i64::try_from(machines.len()).unwrap_or(i64::MAX);
    output::note(&text(lang, "cli-vuln-affected", &[("count", count.into())]));
    Ok(Found::when(affected > 0))
}

fn told(lang: Lang, exposure: &Exposure) -> String {
    let status = text(
        lang,
        &format!("cli-vuln-status-{}", exposure.status.as_str()),
        &[],
    );
    let why = if lang == Lang::Vi {
        exposure.why.vi()
    } else {
        exposure.why.en()
    };
    let exploited = if exposure.known_exploited {
        " [KEV]"
    } else {
        ""
    };
    format!(
        "{}  {} {}  {}{exploited}: {status} — {why}",
        exposure.asset,
        exposure.product,
        exposure.version.as_deref().unwrap_or("?"),
        exposure.cve.as_deref().unwrap_or(&exposure.advisory),
    )
}
