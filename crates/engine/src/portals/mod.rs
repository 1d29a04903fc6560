//! Portals seen by Khiên itself: health, certificate, injected links, mandated publication.
//!
//! Probes touch only registered portals. What a probe sees is a fact of basis A.

mod crawl;
mod publication;

pub use publication::Mandated;

use crate::actor::Actor;
use crate::facts_in::record::Observation;
use crate::outside::{FetchError, Fetched, Outside};
use crate::{Engine, EngineError};
use detect::pages::{Sign, Terms, Weight};
use domain::access::Action;
use domain::facts::{Fetch, Portal, Publication, SourceKind};
use domain::key::Key;
use jiff::Timestamp;

/// A portal that a unit registered: the only kind of address that is ever probed.
#[derive(Debug, Clone)]
pub struct Registered {
    /// The unit that owns it.
    pub unit: Key<domain::facts::Unit>,
    /// Its code.
    pub portal: Key<Portal>,
    /// Its home page.
    pub url: String,
}

/// What one visit to a portal found.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The home page as asked for.
    pub url: String,
    /// Whether the home page answered well.
    pub up: bool,
    /// HTTP status of the home page, where there was an answer.
    pub status: Option<u16>,
    /// Why not, where there was none.
    pub failure: Option<FetchError>,
    /// Time of the home page in milliseconds.
    pub millis: Option<i64>,
    /// The certificate, for https.
    pub certificate: Option<crate::outside::Certificate>,
    /// SHA-256 of the home page's visible text, lower-case hex.
    pub content_sha256: Option<String>,
    /// Pages read, home page included.
    pub pages: usize,
    /// What looks injected, with the page it stands on.
    pub signs: Vec<(String, Sign)>,
    /// What was found of each mandated text.
    pub publications: Vec<publication::Found>,
}

impl Visit {
    /// How many signs are certain enough to be called an injection.
    #[must_use]
    pub fn injected(&self) -> usize {
        self.signs
            .iter()
            .filter(|(_, sign)| sign.weight == Weight::Injected)
            .count()
    }
}

/// Visits a portal: its home page and the pages of the same site to depth 2.
pub async fn visit<O: Outside>(
    outside: &O,
    url: &str,
    mandated: &[Mandated],
    terms: &Terms,
    now: Timestamp,
) -> Visit {
    let home = outside.fetch(url, now).await;
    let mut visit = home_page(url, &home);
    if let Ok(home) = home
        && visit.up
    {
        let site = crawl::site(outside, home, terms, now).await;
        visit.pages = site.pages.len();
        visit.content_sha256 = site.home_digest();
        visit.publications = mandated
            .iter()
            .map(|text| publication::look_for(text, &site))
            .collect();
        visit.signs = site
            .pages
            .into_iter()
            .flat_map(|p| p.report.signs.into_iter().map(move |s| (p.url.clone(), s)))
            .collect();
    }
    visit
}

fn home_page(url: &str, home: &Result<Fetched, FetchError>) -> Visit {
    let answer = home.as_ref().ok();
    Visit {
        url: url.to_owned(),
        up: answer.is_some_and(|a| (200..400).contains(&a.status)),
        status: answer.map(|a| a.status),
        failure: home.as_ref().err().cloned(),
        millis: answer.map(|a| a.millis),
        certificate: answer.and_then(|a| a.certificate.clone()),
        content_sha256: None,
        pages: 0,
        signs: Vec::new(),
        publications: Vec::new(),
    }
}

impl Engine {
    /// Visits every registered portal and records what was seen (basis A).
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ImportFacts`] for the whole organisation; as the store; a portal that can't be reached is a fact, not an error.
    pub async fn probe_portals<O: Outside>(
        &self,
        actor: &Actor,
        outside: &O,
    ) -> Result<Vec<(Key<Portal>, Visit)>, EngineError> {
        self.require(actor, Action::ImportFacts, None).await?;
        let now = self.clock.now();
        let facts = self.facts_at(now, None).await?;
        let mandated = publication::mandated(&facts);
        let terms = Terms::shipped();
        let mut visits = Vec::new();
        let mut observed = Vec::new();
        for unit in facts.units() {
            let portals = facts
                .of(&unit.code)
                .map_or(&[][..], <Portal as domain::facts::FactRow>::of);
            for portal in portals {
                let visit = visit(outside, &portal.url, &mandated, &terms, now).await;
                observed.extend(observations(&unit.code, &portal.code, &visit, now));
                visits.push((portal.code.clone(), visit));
            }
        }
        self.record(actor, SourceKind::Probe, "probe:portals", observed)
            .await?;
        Ok(visits)
    }

    /// Asks the home pages of these portals only, as the watch does every few minutes (basis A).
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ImportFacts`] for the whole organisation; as the store.
    pub async fn ping_portals<O: Outside>(
        &self,
        actor: &Actor,
        outside: &O,
        portals: &[Registered],
    ) -> Result<(), EngineError> {
        self.require(actor, Action::ImportFacts, None).await?;
        let now = self.clock.now();
        let mut observed = Vec::new();
        for registered in portals {
            let visit = home_page(&registered.url, &outside.fetch(&registered.url, now).await);
            let row = fetch_row(&registered.portal, &visit, now, false);
            observed.push(Observation::of(
                &fetch_code(&registered.portal, now),
                Some(&registered.unit),
                now,
                &row,
            ));
        }
        self.record(actor, SourceKind::Probe, "probe:portals", observed)
            .await
    }
}

fn fetch_code(portal: &Key<Portal>, at: Timestamp) -> String {
    format!("{portal}@{}", at.as_second())
}

fn observations(
    unit: &Key<domain::facts::Unit>,
    portal: &Key<Portal>,
    visit: &Visit,
    now: Timestamp,
) -> Vec<Observation> {
    let mut rows = vec![Observation::of(
        &fetch_code(portal, now),
        Some(unit),
        now,
        &fetch_row(portal, visit, now, true),
    )];
    for found in &visit.publications {
        let row = Publication {
            portal: portal.clone(),
            document: found.document.as_str().into(),
            state: found.state,
            at: now,
            url: found.url.as_deref().map(Box::from),
            containment: Some(found.containment),
            ocr: Some(false),
            has_number: found.marks.number_and_sign,
            has_date: found.marks.date,
            has_issuer: found.marks.issuer,
            linked_from_home: Some(found.url.is_some()),
            crawled: Some(visit.up),
            removed_at: None,
            internal_exposed: None,
        };
        let code = format!("{portal}:{}@{}", found.document, now.as_second());
        rows.push(Observation::of(&code, Some(unit), now, &row));
    }
    rows
}

fn fetch_row(portal: &Key<Portal>, visit: &Visit, now: Timestamp, crawled: bool) -> Fetch {
    let injected = i64::try_from(visit.injected()).unwrap_or(i64::MAX);
    let detail = visit.failure.as_ref().map(ToString::to_string).or_else(|| {
        let (page, sign) = visit
            .signs
            .iter()
            .find(|(_, s)| s.weight == Weight::Injected)?;
        Some(format!("{page}: {}", sign.excerpt))
    });
    Fetch {
        portal: portal.clone(),
        at: now,
        url: Some(visit.url.as_str().into()),
        up: visit.up,
        http_status: visit.status.map(i64::from),
        millis: visit.millis,
        cert_expires: visit.certificate.as_ref().map(|c| c.expires),
        cert_valid: visit.certificate.as_ref().map(|c| c.valid),
        content_sha256: visit.content_sha256.as_deref().map(Box::from),
        changed: None,
        reviewed_at: None,
        // A look at the home page alone says nothing about injected links elsewhere.
        injected: crawled.then_some(injected),
        defaced: crawled.then(|| {
            visit.signs.iter().any(|(_, s)| {
                s.kind == detect::pages::SignKind::Defacement && s.weight == Weight::Injected
            })
        }),
        detail: detail.map(|d| d.as_str().into()),
    }
}
