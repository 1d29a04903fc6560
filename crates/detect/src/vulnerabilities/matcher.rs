//! Advisories put together once, then asked about inventories.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::advisory::{Advisory, AffectedProduct, KnownExploited, Vulnerability};
use domain::facts::Severity;
use jiff::civil::Date;

use super::extent;
use super::judge::{Entry, Outcome, Row, judge};
use super::names::Name;
use super::rules::Answer;
use super::updates::{Updates, number};
use super::windows::Windows;
use super::{Exposure, Installed, Status, Why, prose};

/// Advisories ready to be asked. Build once per set of advisories.
#[derive(Debug, Default)]
pub struct Matcher {
    known: Vec<Knowledge>,
    /// Family of a product → which knowledge has entries about it.
    families: HashMap<String, BTreeSet<usize>>,
    updates: Updates,
    /// The last day on which a release of Windows was listed by anyone.
    judged_until: HashMap<(String, String), Date>,
}

/// All that is said about one weakness.
#[derive(Debug, Default)]
struct Knowledge {
    cve: Option<String>,
    severity: Option<Severity>,
    cvss: Option<f64>,
    known_exploited: bool,
    published: Option<Date>,
    entries: Vec<Entry>,
    /// Advisories that cite the weakness without naming a product.
    citing: Vec<String>,
}

impl Matcher {
    /// Takes advisories of any sources and a catalogue of exploited weaknesses.
    #[must_use]
    pub fn new(advisories: &[Advisory], exploited: &[KnownExploited]) -> Self {
        let exploited: HashMap<&str, &KnownExploited> = exploited
            .iter()
            .map(|one| (one.cve.as_str(), one))
            .collect();
        let mut matcher = Self::default();
        let mut places: HashMap<String, usize> = HashMap::new();
        for advisory in advisories {
            matcher.updates.add(advisory);
            for (at, weakness) in advisory.vulnerabilities.iter().enumerate() {
                let key = weakness
                    .cve
                    .clone()
                    .unwrap_or_else(|| format!("{}#{at}", advisory.id));
                let place = *places.entry(key).or_insert_with(|| {
                    matcher.known.push(Knowledge::default());
                    matcher.known.len() - 1
                });
                let listed = weakness
                    .cve
                    .as_deref()
                    .and_then(|cve| exploited.get(cve))
                    .copied();
                matcher.learn(place, advisory, weakness, listed);
            }
        }
        matcher
    }

    fn learn(
        &mut self,
        place: usize,
        advisory: &Advisory,
        weakness: &Vulnerability,
        listed: Option<&KnownExploited>,
    ) {
        let products = named_products(weakness, listed);
        let Some(known) = self.known.get_mut(place) else {
            return;
        };
        known.cve.clone_from(&weakness.cve);
        known.severity = known.severity.max(weakness.severity);
        known.cvss = match (known.cvss, weakness.cvss) {
            (Some(one), Some(other)) => Some(one.max(other)),
            (one, other) => one.or(other),
        };
        known.known_exploited |= weakness.known_exploited || listed.is_some();
        known.published = match (known.published, advisory.published) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        if products.is_empty() {
            known.citing.push(advisory.id.clone());
        }
        for product in products {
            let name = Name::read(&product.product, product.vendor.as_deref());
            if let (Some(windows), Some(day)) = (&name.windows, advisory.published) {
                let release = windows.release_in_advisory().to_owned();
                let until = self
                    .judged_until
                    .entry((name.family.clone(), release))
                    .or_insert(day);
                *until = day.max(*until);
            }
            self.families
                .entry(name.family.clone())
                .or_default()
                .insert(place);
            known.entries.push(Entry {
                advisory: advisory.id.clone(),
                name,
                product,
            });
        }
    }

    /// Every weakness known for each row, whatever the answer; in the order of
    /// the rows, worst first within a row.
    #[must_use]
    pub fn exposures(&self, inventory: &[Installed]) -> Vec<Exposure> {
        let mut all = Vec::new();
        self.each_exposure(inventory, |exposure| all.push(exposure));
        all
    }

    /// The same without holding them all: a large inventory has millions.
    pub fn each_exposure(&self, inventory: &[Installed], mut take: impl FnMut(Exposure)) {
        let assets = Assets::of(inventory);
        for installed in inventory {
            let Some(asset) = assets.all.get(installed.asset.as_str()) else {
                continue;
            };
            let row = Row {
                installed,
                name: Name::read(&installed.product, installed.vendor.as_deref()),
                system: asset.system.as_ref(),
                updates: &asset.updates,
            };
            let mut of_row: Vec<Exposure> = self
                .families
                .get(&row.name.family)
                .into_iter()
                .flatten()
                .filter_map(|place| self.known.get(*place))
                .flat_map(|known| self.ask(known, &row))
                .collect();
            of_row.sort_by(|a, b| {
                let key = |one: &Exposure| {
                    (
                        one.status,
                        core::cmp::Reverse(one.severity),
                        one.cve.clone(),
                    )
                };
                key(a)
                    .cmp(&key(b))
                    .then_with(|| a.advisory.cmp(&b.advisory))
            });
            of_row.into_iter().for_each(&mut take);
        }
    }

    fn ask(&self, known: &Knowledge, row: &Row<'_>) -> Vec<Exposure> {
        let mut asked = Asked::default();
        for entry in known
            .entries
            .iter()
            .filter(|entry| entry.name.family == row.name.family)
        {
            asked.take(entry, judge(row, entry, &self.updates), row);
        }
        let answer = match asked.conclude() {
            Some(answer) => answer,
            None if asked.other_release => self.unlisted(known, row),
            None => return Vec::new(),
        };
        let ids = advisory_ids(known, &asked.advisories);
        let exposure = |advisory: String| Exposure {
            asset: row.installed.asset.clone(),
            product: row.installed.product.clone(),
            version: row.version().map(str::to_owned),
            advisory,
            cve: known.cve.clone(),
            severity: known.severity,
            cvss: known.cvss,
            known_exploited: known.known_exploited,
            fixed_in: asked.fixed_in.clone(),
            status: answer.status,
            why: answer.why.clone(),
        };
        ids.into_iter().map(exposure).collect()
    }

    /// A release of Windows that no entry lists: not affected when its maker
    /// still judged that release at the time, else nobody said anything.
    fn unlisted(&self, known: &Knowledge, row: &Row<'_>) -> Answer {
        let until = match row.windows_release() {
            Some(Ok(release)) => self.judged_until.get(&(row.name.family.clone(), release)),
            _ => None,
        };
        match (until, known.published) {
            (Some(until), Some(published)) if *until >= published => {
                Answer::new(Status::NotAffected, Why::ReleaseNotListed)
            }
            _ => Answer::unknown(Why::LineNotListed),
        }
    }
}

/// The products of a weakness that have a name; else what its sentence or the
/// catalogue of exploited weaknesses names.
fn named_products(
    weakness: &Vulnerability,
    listed: Option<&KnownExploited>,
) -> Vec<AffectedProduct> {
    let named: Vec<AffectedProduct> = weakness
        .products
        .iter()
        .filter(|one| !one.product.is_empty())
        .cloned()
        .collect();
    if !named.is_empty() {
        return named;
    }
    if let Some(product) = weakness.description.as_deref().and_then(prose::product) {
        return vec![product];
    }
    let listed = listed
        .filter(|one| !one.product.is_empty())
        .map(|one| AffectedProduct {
            vendor: Some(one.vendor.clone()),
            product: one.product.clone(),
            ..AffectedProduct::default()
        });
    listed.into_iter().collect()
}

/// Under which advisories an answer is reported: bulletins and documents
/// before the bare CVE.
fn advisory_ids(known: &Knowledge, matched: &BTreeSet<String>) -> Vec<String> {
    let cve = known.cve.as_deref();
    let cited = known.citing.iter().chain(matched);
    let ids: BTreeSet<&String> = cited.filter(|id| Some(id.as_str()) != cve).collect();
    if ids.is_empty() {
        return cve.map(str::to_owned).into_iter().collect();
    }
    ids.into_iter().cloned().collect()
}

/// What all rows of an asset say together.
#[derive(Default)]
struct Asset {
    updates: HashSet<String>,
    system: Option<Windows>,
}

struct Assets<'a> {
    all: BTreeMap<&'a str, Asset>,
}

impl<'a> Assets<'a> {
    fn of(inventory: &'a [Installed]) -> Self {
        let mut all: BTreeMap<&str, Asset> = BTreeMap::new();
        for installed in inventory {
            let asset = all.entry(&installed.asset).or_default();
            asset
                .updates
                .extend(installed.kbs.iter().filter_map(|kb| number(kb)));
            if asset.system.is_none() {
                asset.system = Name::read(&installed.product, None).windows;
            }
        }
        Self { all }
    }
}

/// The outcomes of all entries about one row.
#[derive(Default)]
struct Asked {
    by_version: Vec<Answer>,
    by_updates: Vec<Answer>,
    other_release: bool,
    fixed_in: Vec<String>,
    advisories: BTreeSet<String>,
}

impl Asked {
    fn take(&mut self, entry: &Entry, outcome: Outcome, row: &Row<'_>) {
        match outcome {
            Outcome::NotThis => return,
            Outcome::OtherRelease => self.other_release = true,
            Outcome::Told {
                by_version,
                by_updates,
            } => {
                self.by_version.extend(by_version);
                self.by_updates.extend(by_updates);
                let scheme = row.name.scheme.or(entry.name.scheme);
                let versions = extent::fixed_in(&entry.product, scheme, row.version());
                let updates = entry
                    .product
                    .fixes
                    .iter()
                    .map(|fix| format!("KB{}", fix.kb));
                for fix in versions.into_iter().chain(updates) {
                    if !self.fixed_in.contains(&fix) {
                        self.fixed_in.push(fix);
                    }
                }
            }
        }
        self.advisories.insert(entry.advisory.clone());
    }

    /// An update or a version that mends settles it; versions that contradict
    /// each other settle nothing; an affected version beats a missing update's
    /// silence; the rest is unknown.
    fn conclude(&self) -> Option<Answer> {
        let with = |answers: &[Answer], status: Status| {
            answers
                .iter()
                .find(|answer| answer.status == status)
                .cloned()
        };
        let mended = with(&self.by_updates, Status::Fixed);
        let affected = with(&self.by_version, Status::Affected);
        let safe = with(&self.by_version, Status::Fixed)
            .or_else(|| with(&self.by_version, Status::NotAffected));
        match (mended, affected, safe) {
            (Some(mended), _, _) => Some(mended),
            (None, Some(_), Some(_)) => Some(Answer::unknown(Why::SourcesDisagree)),
            (None, Some(answer), None) | (None, None, Some(answer)) => Some(answer),
            (None, None, None) => {
                with(&self.by_updates, Status::Affected).or_else(|| self.most_telling_unknown())
            }
        }
    }

    /// "No range" says least: any other reason is preferred.
    fn most_telling_unknown(&self) -> Option<Answer> {
        let all = || self.by_version.iter().chain(&self.by_updates);
        all()
            .find(|answer| answer.why != Why::NoRange)
            .or_else(|| all().next())
            .cloned()
    }
}
