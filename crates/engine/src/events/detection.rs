//! What events are judged by as they come: the rules in force and the indicator lists of the data folder.

use super::judged::{InForce, RuleIds};
use super::lists;
use crate::hunt::{Rules, rule_sets, rules_in_force};
use crate::{Engine, EngineError, Shelf};
use detect::indicators::{Inside, List, Matcher};
use domain::facts::{Asset, FactKind, FactRow as _, Range};
use sha2::{Digest as _, Sha256};
use std::path::Path;
use std::sync::Arc;
use store::Digest;

/// Rules and lists, ready for use.
#[derive(Debug)]
pub struct Detection {
    /// The rules.
    pub rules: Rules,
    /// The lists; `None` when there are none.
    pub matcher: Option<Matcher>,
    /// The same rules, lists and own addresses have the same.
    pub(super) fingerprint: Digest,
    /// What stands in the store for rules and lists.
    pub(super) in_force: Arc<InForce>,
}

/// What own addresses the lists are matched by.
pub(super) struct Own {
    ranges: Vec<String>,
    machines: Vec<(std::net::IpAddr, Arc<str>)>,
}

impl Engine {
    /// Loads what is in force, unless it is what `known` has.
    ///
    /// # Errors
    /// A damaged rule set or list; as the store.
    pub async fn detection(
        &self,
        known: Option<&Detection>,
    ) -> Result<Option<Detection>, EngineError> {
        let own = self.own_addresses().await?;
        let data = self.store.folder().path().to_owned();
        let known = known.map(|detection| detection.fingerprint);
        let loading = tokio::task::spawn_blocking(move || load(&data, own, known));
        loading
            .await
            .map_err(|error| EngineError::Damaged(error.to_string()))?
    }

    pub(super) async fn own_addresses(&self) -> Result<Own, EngineError> {
        let kinds = [FactKind::Range, FactKind::Asset];
        let facts = self.rows_of(&kinds, self.clock.now()).await?;
        let ranges = Range::of(facts.shared()).iter();
        let machines = Asset::of(facts.shared()).iter().flat_map(|asset| {
            let code: Arc<str> = asset.code.as_str().into();
            let addresses = asset.ip.iter();
            addresses.map(move |address| (*address, Arc::clone(&code)))
        });
        Ok(Own {
            ranges: ranges.map(|range| range.cidr.to_string()).collect(),
            machines: machines.collect(),
        })
    }
}

fn load(data: &Path, own: Own, known: Option<Digest>) -> Result<Option<Detection>, EngineError> {
    let fingerprint = fingerprint(data, &own)?;
    if known == Some(fingerprint) {
        return Ok(None);
    }
    let rules = rules_in_force(Some(data), &[])?;
    let (lists, digests): (Vec<Arc<List>>, Vec<Digest>) = lists::load(data)?.into_iter().unzip();
    let names = lists.iter().map(|list| list.name().to_string());
    let in_force = InForce {
        lists: names.zip(digests).collect(),
        rules: RuleIds::of(&rules.set, |_| true),
    };
    let matcher = matcher(lists, own)?;
    Ok(Some(Detection {
        rules,
        matcher,
        fingerprint,
        in_force: Arc::new(in_force),
    }))
}

/// The lists, ready to be looked up in; `None` when there are none.
pub(super) fn matcher(lists: Vec<Arc<List>>, own: Own) -> Result<Option<Matcher>, EngineError> {
    if lists.is_empty() {
        return Ok(None);
    }
    Ok(Some(Matcher::new(lists, own.inside()?)))
}

impl Own {
    /// The same as lists are matched by.
    pub(super) fn inside(self) -> Result<Inside, EngineError> {
        let ranges = self.ranges.iter().map(String::as_str);
        Inside::new(ranges, self.machines).map_err(|(range, reason)| {
            EngineError::invalid(
                format!("dải địa chỉ {range}: {}", reason.vi()),
                format!("address range {range}: {}", reason.en()),
            )
        })
    }
}

fn fingerprint(data: &Path, own: &Own) -> Result<Digest, EngineError> {
    let mut hash = Sha256::new();
    let sets = rule_sets(data)?.into_iter();
    for set in sets.filter(|set| set.shelf == Shelf::InForce) {
        hash.update(set.name.as_bytes());
        hash.update(set.sha256.0);
    }
    for about in lists::about(data, Shelf::InForce)? {
        hash.update(about.name.as_bytes());
        hash.update(about.bytes.to_be_bytes());
        hash.update(about.changed_at.as_microsecond().to_be_bytes());
    }
    for range in &own.ranges {
        hash.update(range.as_bytes());
    }
    for (address, machine) in &own.machines {
        hash.update(format!("{address} {machine}\n").as_bytes());
    }
    Ok(Digest(hash.finalize().into()))
}
