//! Which machines are exposed to which advisory held, from software and versions.

use super::{Derived, code, rows};
use crate::facts_in::provenance::Origins;
use crate::facts_in::record::Observation;
use crate::vulnerabilities::{Held, installed_of};
use detect::vulnerabilities::{self, Bulletin, Installed, Status, advisory_of};
use domain::facts::{
    Advisory, Asset, Exposure, ExposureState, Fact, Facts, Provenance, Software, Unit,
};
use domain::key::Key;
use jiff::Timestamp;
use letters::tables::TableProblem;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Adds the advisories of the folder that no bulletin names, and the exposures of all software to all that are held.
pub(super) fn add(
    derived: &Derived<'_>,
    all: &Facts,
    facts: &mut BTreeMap<String, Vec<Observation>>,
    origins: &mut Origins,
    notices: &mut Vec<TableProblem>,
) {
    let held = held(derived, notices);
    let bulletins: Vec<&Fact<Advisory>> = rows(all);
    let mut by_cve = by_cve(&bulletins);
    let first = derived
        .folder
        .advisories
        .first()
        .map_or("advisories", String::as_str);
    for (key, row, cves) in unnamed(&held, &by_cve) {
        for cve in cves {
            by_cve.entry(cve).or_default().push(key.clone());
        }
        let source = origins.derived_from(first, derived.digest(first), derived.now);
        facts.entry(source).or_default().push(Observation {
            occurred_at: None,
            ..Observation::of(key.as_str(), None, derived.now, &row)
        });
    }
    if by_cve.is_empty() && bulletins.is_empty() {
        return;
    }
    let as_advisories: Vec<domain::advisory::Advisory> = bulletins
        .iter()
        .map(|b| advisory_of(&bulletin(b)))
        .collect();
    let matcher = held.matcher(&as_advisories);
    let machines = machines(all);
    let installed: Vec<Installed> = machines
        .values()
        .flat_map(|m| m.installed.iter().cloned())
        .collect();
    matcher.each_exposure(&installed, |exposure| {
        let Some(machine) = machines.get(exposure.asset.as_str()) else {
            return;
        };
        for advisory in advisories_of(&exposure, &by_cve, &bulletins) {
            facts
                .entry(origins.known(&machine.source))
                .or_default()
                .push(observation(&exposure, &advisory, machine));
        }
    });
}

type ByCve = HashMap<String, Vec<Key<Advisory>>>;

fn held(derived: &Derived<'_>, notices: &mut Vec<TableProblem>) -> Held {
    let mut held = Held::default();
    for name in &derived.folder.advisories {
        if let Some(bytes) = derived.folder.files.get(name) {
            held.add(name, bytes);
        }
    }
    notices.append(&mut held.notices);
    held
}

/// Which bulletins name a CVE.
fn by_cve(bulletins: &[&Fact<Advisory>]) -> ByCve {
    let mut by_cve = ByCve::new();
    for bulletin in bulletins {
        for cve in &bulletin.cves {
            by_cve
                .entry(cve.to_uppercase())
                .or_default()
                .push(bulletin.code.clone());
        }
    }
    by_cve
}

/// One machine with its software.
struct Machine {
    unit: Option<Key<Unit>>,
    source: Arc<Provenance>,
    installed: Vec<Installed>,
    seen: Timestamp,
}

fn machines(all: &Facts) -> BTreeMap<String, Machine> {
    let assets: HashMap<&str, &Fact<Asset>> = rows::<Asset>(all)
        .into_iter()
        .map(|a| (a.code.as_str(), a))
        .collect();
    let mut machines: BTreeMap<String, Machine> = BTreeMap::new();
    for software in rows::<Software>(all) {
        let asset = assets.get(software.asset.as_str());
        let build = asset.and_then(|a| a.os_build.as_deref());
        let seen = software.seen_at.unwrap_or(software.recorded_at);
        let machine = machines
            .entry(software.asset.to_string())
            .or_insert_with(|| Machine {
                unit: software
                    .unit
                    .clone()
                    .or_else(|| asset.and_then(|a| a.unit.clone())),
                source: Arc::clone(&software.provenance),
                installed: Vec::new(),
                seen,
            });
        machine.seen = machine.seen.max(seen);
        machine.installed.push(installed_of(software, build));
    }
    for (code, machine) in &mut machines {
        machine.installed.extend(
            assets
                .get(code.as_str())
                .and_then(|a| operating_system(a, machine)),
        );
    }
    machines
}

/// The operating system the register names, where the inventory has no row of it.
fn operating_system(asset: &Asset, machine: &Machine) -> Option<Installed> {
    let (os, build) = (asset.os.as_deref()?, asset.os_build.as_deref()?);
    let wanted = domain::text::fold(os);
    let has_row = |i: &Installed| {
        let product = domain::text::fold(&i.product);
        product.contains(&wanted) || wanted.contains(&product)
    };
    let first = machine.installed.first()?;
    (!machine.installed.iter().any(has_row)).then(|| Installed {
        asset: first.asset.clone(),
        product: os.to_owned(),
        vendor: None,
        version: None,
        os_build: Some(build.to_owned()),
        kbs: machine
            .installed
            .iter()
            .flat_map(|i| i.kbs.iter().cloned())
            .collect(),
    })
}

fn bulletin(row: &Fact<Advisory>) -> Bulletin {
    let texts = |list: &[Box<str>]| list.iter().map(ToString::to_string).collect();
    Bulletin {
        sign: row.code.to_string(),
        date: row.date,
        title: row.title.as_deref().map(str::to_owned),
        products: texts(&row.products),
        cves: texts(&row.cves),
        fixed: texts(&row.fixed),
        severity: row.severity,
        known_exploited: row.known_exploited == Some(true),
    }
}

/// Warnings of the folder that no bulletin names become advisories of their own.
fn unnamed(held: &Held, named: &ByCve) -> Vec<(Key<Advisory>, Advisory, Vec<String>)> {
    let mut own = Vec::new();
    for warning in &held.warnings {
        let cves: Vec<String> = warning
            .vulnerabilities
            .iter()
            .filter_map(|v| v.cve.clone())
            .collect();
        if cves.iter().any(|cve| named.contains_key(cve)) {
            continue;
        }
        let exploited = warning.vulnerabilities.iter().any(|v| {
            v.known_exploited
                || held
                    .exploited
                    .iter()
                    .any(|k| Some(&k.cve) == v.cve.as_ref())
        });
        let mut products: Vec<Box<str>> = warning
            .vulnerabilities
            .iter()
            .flat_map(|v| &v.products)
            .map(|p| p.product.as_str().into())
            .collect();
        products.sort_unstable();
        products.dedup();
        products.truncate(20);
        let row = Advisory {
            sign: None,
            issuer: None,
            date: warning.published,
            title: warning.title.as_deref().map(Box::from),
            products,
            cves: cves.iter().map(|c| c.as_str().into()).collect(),
            fixed: Vec::new(),
            severity: warning
                .vulnerabilities
                .iter()
                .filter_map(|v| v.severity)
                .max(),
            known_exploited: Some(exploited),
            due: None,
            closed_at: None,
        };
        own.push((Key::new(&warning.id), row, cves));
    }
    own
}

fn advisories_of(
    exposure: &vulnerabilities::Exposure,
    by_cve: &ByCve,
    bulletins: &[&Fact<Advisory>],
) -> Vec<Key<Advisory>> {
    match &exposure.cve {
        Some(cve) => by_cve.get(cve).cloned().unwrap_or_default(),
        None => bulletins
            .iter()
            .filter(|b| b.code.as_str() == exposure.advisory)
            .map(|b| b.code.clone())
            .collect(),
    }
}

fn observation(
    exposure: &vulnerabilities::Exposure,
    advisory: &Key<Advisory>,
    machine: &Machine,
) -> Observation {
    let state = match exposure.status {
        Status::Affected => ExposureState::Affected,
        Status::Fixed => ExposureState::Patched,
        Status::NotAffected => ExposureState::NotAffected,
        Status::Unknown => ExposureState::Unknown,
    };
    let row = Exposure {
        asset: Key::new(&exposure.asset),
        advisory: advisory.clone(),
        cve: exposure.cve.as_deref().map(Box::from),
        state,
        why: Some(exposure.why.vi().as_str().into()),
        at: machine.seen,
        review_at: None,
        version_before: None,
        version_after: exposure.version.as_deref().map(Box::from),
    };
    let cve = exposure.cve.as_deref().unwrap_or_default();
    let code = code(
        "exp",
        &[&exposure.asset, advisory.as_str(), cve, &exposure.product],
    );
    Observation::of(&code, machine.unit.as_ref(), machine.seen, &row)
}
