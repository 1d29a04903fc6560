//! The organisation's own thresholds ("mức nội bộ"): what they are, and changing one with its reason.
//!
//! A change is a bound row of the store, so it shows in the ledger with who, when and why; it makes every
//! result dirty. What the program was started with (`--policy`) counts until a threshold is changed here. No
//! threshold is law, and none of the law is a threshold.

mod bounds;
mod used_by;

use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::facts::FactKind;
use domain::measure_id::MeasureId;
use domain::policy::{Policy, Threshold};
use jiff::Timestamp;
use std::sync::OnceLock;
use store::{Dirty, Kept, SettingChange};

pub use bounds::Bounds;

/// Settings of the store that are thresholds have keys that begin so.
const PREFIX: &str = "policy.";
/// Longest reason, in characters.
const REASON_CHARS_MAX: usize = 1_000;

/// One threshold as a page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyEntry {
    /// Its key, the `x` of `P.x` in the manual pages.
    pub key: &'static str,
    /// The measures that compare with it, the one it belongs to first; none: rules common to all, or nothing yet,
    /// which its title says.
    pub measures: &'static [MeasureId],
    /// Title in Vietnamese.
    pub vi: &'static str,
    /// Title in English.
    pub en: &'static str,
    /// What counts now.
    pub value: Threshold,
    /// What Khiên ships.
    pub default: Threshold,
    /// Between what it may be set.
    pub bounds: Bounds,
    /// How many times it was changed here; a change names it.
    pub revision: u64,
    /// The newest change.
    pub changed: Option<PolicyChange>,
}

/// One change of a threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyChange {
    /// When.
    pub at: Timestamp,
    /// Word of who; the id of an account, never a name.
    pub by: String,
    /// What it was set to.
    pub value: Threshold,
    /// Why.
    pub reason: String,
    /// Position in the ledger.
    pub seq: u64,
}

impl Engine {
    /// The thresholds that count now.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        self.policy.current()
    }

    /// Every threshold with its titles, default, bounds and newest change.
    ///
    /// # Errors
    /// As the store; [`EngineError::Damaged`] when a kept value is no threshold.
    pub async fn policy_entries(&self) -> Result<Vec<PolicyEntry>, EngineError> {
        let kept = self.store.settings().await?;
        let shipped = Policy::default().entries();
        let now = self.policy().entries();
        let entries = now.into_iter().zip(shipped).map(|(now, shipped)| {
            let (key, value, vi, en) = now;
            let change = kept.get(&format!("{PREFIX}{key}"));
            Ok(PolicyEntry {
                key,
                measures: used_by::measures(key),
                vi,
                en,
                value,
                default: shipped.1,
                bounds: Bounds::of(shipped.1),
                revision: change.map_or(0, |c| c.value.revision),
                changed: change.map(|c| changed(c, shipped.1)).transpose()?,
            })
        });
        entries.collect()
    }

    /// Every change of one threshold, oldest first.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such threshold; as the store.
    pub async fn policy_history(&self, key: &str) -> Result<Vec<PolicyChange>, EngineError> {
        let shipped = shipped(key)?;
        let changes = self
            .store
            .setting_changes(&format!("{PREFIX}{key}"))
            .await?;
        changes.iter().map(|c| changed(c, shipped)).collect()
    }

    /// Sets a threshold; from then on everything is judged by it, cut-offs excepted.
    ///
    /// # Errors
    /// [`EngineError::Conflict`] when it was changed since `revision`; [`EngineError::Invalid`] when the value is not
    /// of its kind or bounds, or the reason is blank; [`EngineError::NotFound`] when there is no such threshold;
    /// [`EngineError::Forbidden`] without [`Action::SetPolicy`] for the whole organisation.
    pub async fn set_policy(
        &self,
        actor: &Actor,
        revision: u64,
        key: &str,
        value: Threshold,
        reason: &str,
    ) -> Result<u64, EngineError> {
        self.require(actor, Action::SetPolicy, None).await?;
        let reason = checked(key, value, reason)?;
        let mut policy = self.policy().clone();
        if !policy.set(key, value) {
            return Err(EngineError::invalid(
                format!("giá trị không hợp với mức {key}"),
                format!("the value does not fit the threshold {key}"),
            ));
        }
        let change = SettingChange {
            key: format!("{PREFIX}{key}"),
            value: wire::policy::print(value),
            revision: revision.saturating_add(1),
            changed_by: actor.word().to_string(),
            reason,
        };
        let id = change.key.clone();
        let mut tx = self.begin().await?;
        let kept = tx
            .change_setting(change, |slot| crate::ledger::setting_leaf(actor, &id, slot))
            .await
            .map_err(EngineError::of_change)?;
        let all = FactKind::ALL.iter().map(|kind| Dirty {
            unit: None,
            kind: kind.name().to_owned(),
        });
        tx.mark_dirty(all).await?;
        // In memory first: whoever sees the marks must see the threshold too.
        let before = self.policy().clone();
        self.policy.put(policy);
        if let Err(error) = tx.commit().await {
            self.policy.put(before);
            return Err(error.into());
        }
        Ok(kept.value.revision)
    }

    /// Puts what the store holds over what the program was started with.
    pub(crate) async fn load_policy(&self) -> Result<(), EngineError> {
        let mut policy = self.policy().clone();
        for (key, kept) in self.store.settings().await? {
            let Some(key) = key.strip_prefix(PREFIX) else {
                continue;
            };
            // A threshold of another version of the program is not this one's.
            let Ok(shipped) = shipped(key) else { continue };
            policy.set(key, changed(&kept, shipped)?.value);
        }
        if policy != *self.policy() {
            self.policy.put(policy);
        }
        Ok(())
    }
}

fn shipped(key: &str) -> Result<Threshold, EngineError> {
    let entries = Policy::default().entries();
    let found = entries.iter().find(|entry| entry.0 == key);
    found.map(|entry| entry.1).ok_or_else(|| {
        EngineError::not_found(
            format_args!("mức nội bộ {key}"),
            format_args!("threshold {key}"),
        )
    })
}

/// The reason, when value and reason are fit to be kept.
fn checked(key: &str, value: Threshold, reason: &str) -> Result<String, EngineError> {
    let shipped = shipped(key)?;
    let bounds = Bounds::of(shipped);
    if !bounds.hold(value) {
        let [least, most] = [bounds.least, bounds.most].map(wire::policy::print);
        return Err(EngineError::invalid(
            format!("mức {key} phải từ {least} đến {most}"),
            format!("the threshold {key} must be from {least} to {most}"),
        ));
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().nth(REASON_CHARS_MAX).is_some() {
        return Err(EngineError::invalid(
            "hãy ghi lý do thay đổi, tối đa 1.000 ký tự",
            "say why it is changed, in at most 1,000 characters",
        ));
    }
    Ok(reason.to_owned())
}

fn changed(kept: &Kept<SettingChange>, shipped: Threshold) -> Result<PolicyChange, EngineError> {
    let change = &kept.value;
    let value = wire::policy::value(shipped, &change.value)
        .ok_or_else(|| EngineError::Damaged(format!("setting {}", change.key)))?;
    Ok(PolicyChange {
        at: kept.recorded_at,
        by: change.changed_by.clone(),
        value,
        reason: change.reason.clone(),
        seq: kept.seq,
    })
}

/// The thresholds in force, the newest last.
///
/// Judging borrows a policy for as long as it runs, so one that was replaced is kept; people change
/// thresholds a few times a year.
pub(crate) struct Policies(Node);

struct Node {
    policy: Policy,
    next: OnceLock<Box<Self>>,
}

impl Policies {
    pub(crate) fn new(policy: Policy) -> Self {
        Self(Node::new(policy))
    }

    pub(crate) fn current(&self) -> &Policy {
        &self.last().policy
    }

    fn put(&self, policy: Policy) {
        let mut new = Box::new(Node::new(policy));
        // Somebody else may append first; then the new one goes behind theirs.
        while let Err(back) = self.last().next.set(new) {
            new = back;
        }
    }

    fn last(&self) -> &Node {
        let mut node = &self.0;
        while let Some(next) = node.next.get() {
            node = next;
        }
        node
    }
}

impl Node {
    fn new(policy: Policy) -> Self {
        Self {
            policy,
            next: OnceLock::new(),
        }
    }
}

impl core::ops::Deref for Policies {
    type Target = Policy;
    fn deref(&self) -> &Policy {
        self.current()
    }
}

impl core::fmt::Debug for Policies {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.current().fmt(f)
    }
}
