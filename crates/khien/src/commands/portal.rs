//! `khien portal check`.

use super::Found;
use crate::cli::PortalVerb;
use crate::output;
use anyhow::Context as _;
use detect::pages::{Terms, Wanted, Weight};
use domain::facts::PublicationState;
use engine::directives::read_with;
use engine::portals::{Mandated, Visit, visit};
use jiff::{SignedDuration, Timestamp};
use lang::Lang;
use serde::Serialize;
use server::fetch::{Roots, WebFetcher};
use std::path::Path;

/// A certificate that ends sooner is told (measure 15: more than 14 days).
const CERTIFICATE_LEFT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A visit as JSON.
#[derive(Serialize)]
struct VisitV1<'a> {
    url: &'a str,
    up: bool,
    status: Option<u16>,
    error: Option<String>,
    millis: Option<i64>,
    certificate: Option<CertificateV1<'a>>,
    content_sha256: Option<&'a str>,
    pages: usize,
    signs: Vec<SignV1<'a>>,
    publications: Vec<PublicationV1<'a>>,
}

#[derive(Serialize)]
struct CertificateV1<'a> {
    expires: Timestamp,
    valid: bool,
    problem: Option<&'a str>,
}

#[derive(Serialize)]
struct SignV1<'a> {
    page: &'a str,
    kind: &'static str,
    injected: bool,
    excerpt: &'a str,
    target: Option<&'a str>,
}

#[derive(Serialize)]
struct PublicationV1<'a> {
    document: &'a str,
    state: &'static str,
    url: Option<&'a str>,
    containment: f64,
}

/// Visits each address.
pub(crate) async fn run(lang: Lang, verb: PortalVerb) -> anyhow::Result<Found> {
    let PortalVerb::Check {
        urls,
        mandated,
        ca,
        json,
    } = verb;
    let mut roots = Roots::of_the_web();
    for path in &ca {
        let pem =
            std::fs::read(path).with_context(|| format!("không đọc được {}", path.display()))?;
        roots = roots.and_pem(&pem)?;
    }
    let fetcher = WebFetcher::new(roots);
    let mandated = mandated
        .iter()
        .map(|p| text_of(p))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let terms = Terms::shipped();
    let now = engine::Clock::System.now();
    let mut wrong = false;
    for url in &urls {
        let visit = visit(&fetcher, url, &mandated, &terms, now).await;
        wrong |= is_wrong(&visit, now);
        if json {
            output::json(&VisitV1::of(&visit))?;
        } else {
            print(lang, &visit, now);
        }
    }
    Ok(Found::when(wrong))
}

/// A mandated text: the file's whole text, and the number, date and issuer printed on it.
fn text_of(path: &Path) -> anyhow::Result<Mandated> {
    let name = path.display().to_string();
    let bytes = engine::directives::read_file(path, 20 * 1024 * 1024)?;
    let directive = read_with(&engine::builtin_packs()?, &name, &bytes)?;
    let text = letters::read::plain_text(&name, &bytes)?;
    let sign = directive
        .number
        .zip(directive.sign)
        .map(|(number, sign)| format!("{number}/{sign}"));
    let wanted = Wanted {
        number_and_sign: sign.clone(),
        date: directive.date,
        issuer: directive.issuer.map(|i| i.name),
    };
    let stem = Path::new(&name)
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    Ok(Mandated {
        document: sign.unwrap_or(stem),
        text,
        wanted,
    })
}

fn ends_soon(visit: &Visit, now: Timestamp) -> bool {
    visit
        .certificate
        .as_ref()
        .is_some_and(|c| !c.valid || c.expires.duration_since(now) <= CERTIFICATE_LEFT)
}

fn is_wrong(visit: &Visit, now: Timestamp) -> bool {
    !visit.up
        || visit.injected() > 0
        || ends_soon(visit, now)
        || visit
            .publications
            .iter()
            .any(|p| p.state != PublicationState::Found)
}

fn print(lang: Lang, visit: &Visit, now: Timestamp) {
    let vi = lang == Lang::Vi;
    let say = |vi_text: &str, en_text: &str| {
        if vi {
            vi_text.to_owned()
        } else {
            en_text.to_owned()
        }
    };
    let health = match (&visit.failure, visit.status) {
        (Some(failure), _) => failure.to_string(),
        (None, Some(status)) => format!(
            "HTTP {status}, {} ms, {} {}",
            visit.millis.unwrap_or_default(),
            visit.pages,
            say("trang đã xem", "pages read")
        ),
        (None, None) => say("không có trả lời", "no answer"),
    };
    output::line(&format!(
        "{} {}: {health}",
        if visit.up { '✓' } else { '✗' },
        visit.url
    ));
    if let Some(c) = &visit.certificate {
        let days = c.expires.duration_since(now).as_hours() / 24;
        let problem = c
            .problem
            .as_deref()
            .map(|p| format!(" — {p}"))
            .unwrap_or_default();
        output::line(&format!(
            "  {} {}: {} ({days} {}){problem}",
            if ends_soon(visit, now) { '✗' } else { '✓' },
            say("chứng thư hết hạn", "certificate ends"),
            c.expires,
            say("ngày", "days")
        ));
    }
    for (page, sign) in &visit.signs {
        let mark = if sign.weight == Weight::Injected {
            '✗'
        } else {
            '?'
        };
        output::line(&format!(
            "  {mark} {}: {} — {page}",
            if vi { sign.kind.vi() } else { sign.kind.en() },
            sign.excerpt
        ));
    }
    for found in &visit.publications {
        let mark = if found.state == PublicationState::Found {
            '✓'
        } else {
            '✗'
        };
        output::line(&format!(
            "  {mark} {}: {} ({:.0} %) {}",
            found.document,
            found.state,
            found.containment * 100.0,
            found.url.as_deref().unwrap_or("")
        ));
    }
}

impl<'a> VisitV1<'a> {
    fn of(visit: &'a Visit) -> Self {
        Self {
            url: &visit.url,
            up: visit.up,
            status: visit.status,
            error: visit.failure.as_ref().map(ToString::to_string),
            millis: visit.millis,
            certificate: visit.certificate.as_ref().map(|c| CertificateV1 {
                expires: c.expires,
                valid: c.valid,
                problem: c.problem.as_deref(),
            }),
            content_sha256: visit.content_sha256.as_deref(),
            pages: visit.pages,
            signs: visit
                .signs
                .iter()
                .map(|(page, sign)| SignV1 {
                    page,
                    kind: sign.kind.code(),
                    injected: sign.weight == Weight::Injected,
                    excerpt: &sign.excerpt,
                    target: sign.target.as_deref(),
                })
                .collect(),
            publications: visit
                .publications
                .iter()
                .map(|p| PublicationV1 {
                    document: &p.document,
                    state: p.state.as_str(),
                    url: p.url.as_deref(),
                    containment: p.containment,
                })
                .collect(),
        }
    }
}
