//! The SQL transaction of a step: senders heard, findings counted into alerts, silence told, and the offset.

use super::CLASS_DEFAULT;
use super::alerts::{put_standing, standing};
use super::finding::{Draft, Group, Groups, remember};
use super::judged::InForce;
use super::noise::{Counts, forget_counts};
use super::pump::WAITING_MAX;
use super::reading::{Gathered, Heard};
use super::sources::{SourceState, source_id};
use crate::{Engine, EngineError};
use domain::access::UnitTree;
use domain::alert::{self, About, Command};
use domain::key::Key;
use domain::rhythm::Rhythm;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Alert, AlertId, EventSource, SuppressionId, Tx};

/// What a step raised.
#[derive(Debug, Default)]
pub(super) struct Raised {
    pub(super) findings: u64,
    pub(super) silenced: u64,
    /// Senders were registered.
    pub(super) registered: bool,
}

impl Engine {
    /// A transaction at the present instant, or at that of the newest entry when the clock was set back: events are
    /// not held up by it.
    pub(super) async fn begin_late(&self) -> Result<Tx, EngineError> {
        let now = self.clock.now();
        let late = |last: Option<Timestamp>| last.map_or(now, |last| last.max(now));
        Ok(self.store.begin_by(late).await?)
    }

    /// Takes a step into the store. `listening_since` looks for silent senders; nobody is missed by a program that was
    /// not there.
    pub(super) async fn take_step(
        &self,
        writer: &str,
        taken: u64,
        gathered: &Gathered,
        listening_since: Option<Timestamp>,
    ) -> Result<Raised, EngineError> {
        let mut raised = Raised::default();
        let mut tx = self.begin_late().await?;
        if tx.events_taken(writer).await? != taken {
            return Err(EngineError::Damaged(format!("{writer}: {taken}")));
        }
        for (key, heard) in &gathered.heard {
            raised.registered |= self.hear(&mut tx, key, heard).await?;
        }
        let counts = self.raise(&mut tx, &gathered.groups, &mut raised).await?;
        counts.put(&mut tx).await?;
        note_judging(&mut tx, writer, taken, &gathered.in_force).await?;
        let mut others = gathered.lost.iter().map(Draft::of_loss).collect();
        if let Some(since) = listening_since {
            forget_counts(&mut tx).await?;
            self.listen(&mut tx, since, &mut others).await?;
        }
        let mut own = Groups::default();
        for draft in others {
            own.add(draft, (tx.at(), tx.at()), &[]);
        }
        // Khiên's own troubles are no rule's noise, but may be kept quiet like any other.
        self.raise(&mut tx, &own, &mut raised).await?;
        if gathered.to > taken {
            tx.put_events_taken(writer, gathered.to).await?;
        }
        tx.commit().await?;
        if raised.findings > 0 {
            self.events.alerts_changed();
        }
        Ok(raised)
    }

    /// Counts findings into their alerts, but for those that are suppressed.
    pub(super) async fn raise<'g>(
        &self,
        tx: &mut Tx,
        groups: &'g Groups,
        raised: &mut Raised,
    ) -> Result<Counts<'g>, EngineError> {
        let suppressions = Suppressions::load(self, tx).await?;
        let mut silenced = BTreeMap::new();
        let mut counts = Counts::default();
        for (id, group) in groups.in_order() {
            match suppressions.of(group, tx.at()) {
                Some(by) => {
                    *silenced.entry(by).or_default() += group.count;
                    counts.silence(&group.draft.rule, group.count);
                }
                None => {
                    raise(tx, id, group).await?;
                    raised.findings += group.count;
                    counts.find(&group.draft.rule, group.count);
                }
            }
        }
        for (by, count) in silenced {
            raised.silenced += count;
            tx.count_silenced(by, count).await?;
        }
        Ok(counts)
    }

    /// Counts what a sender sent; says whether it is a new one.
    async fn hear(&self, tx: &mut Tx, key: &Arc<str>, heard: &Heard) -> Result<bool, EngineError> {
        let id = source_id(key);
        let known = tx.event_source(id).await?;
        let is_new = known.is_none();
        let Some(first) = heard.arrivals().next() else {
            return Ok(false);
        };
        if is_new && tx.unadopted_source_count().await? >= WAITING_MAX {
            return Ok(false);
        }
        let mut source = known.unwrap_or_else(|| EventSource {
            id,
            key: key.to_string(),
            name: None,
            unit: None,
            class: CLASS_DEFAULT.to_owned(),
            systems: Vec::new(),
            door: key.split('/').next().unwrap_or_default().to_owned(),
            state: SourceState::Waiting.as_str().to_owned(),
            first_seen: first,
            last_seen: first,
            events: 0,
            pause: jiff::SignedDuration::ZERO,
            silent_since: None,
            token: None,
            adopted_at: None,
            adopted_by: None,
            revision: 0,
        });
        if source.events == 0 {
            // Registered before it sent anything.
            (source.first_seen, source.last_seen) = (first, first);
        }
        let rhythm = heard
            .arrivals()
            .fold(rhythm_of(&source), |rhythm, at| rhythm.heard(at));
        (source.last_seen, source.pause) = (rhythm.last, rhythm.pause);
        source.events = source.events.saturating_add(heard.events);
        source.silent_since = None;
        if source.state == SourceState::Retired.as_str() {
            // It is not gone: somebody must look at it again.
            SourceState::Waiting.as_str().clone_into(&mut source.state);
        }
        tx.put_event_source(&source).await?;
        Ok(is_new)
    }

    /// Finds the adopted senders that are missed.
    async fn listen(
        &self,
        tx: &mut Tx,
        since: Timestamp,
        found: &mut Vec<Draft>,
    ) -> Result<(), EngineError> {
        let now = tx.at();
        for mut source in tx
            .event_sources_heard(SourceState::Adopted.as_str())
            .await?
        {
            let rhythm = rhythm_of(&source);
            let Some(from) = rhythm.silent_from() else {
                continue;
            };
            let patience = from.duration_since(rhythm.last);
            let missed = since
                .checked_add(patience)
                .is_ok_and(|heard_of| from.max(heard_of) <= now);
            if missed {
                found.push(Draft::of_silence(&source));
                source.silent_since = Some(rhythm.last);
                tx.put_event_source(&source).await?;
            }
        }
        Ok(())
    }
}

/// Notes what the records from `from` on are judged by, where it is not what those before were.
async fn note_judging(
    tx: &mut Tx,
    writer: &str,
    from: u64,
    in_force: &InForce,
) -> Result<(), EngineError> {
    let known = tx.event_judging(writer).await?;
    let new = in_force.judging(writer, from);
    if known.is_some_and(|known| known.lists == new.lists && known.rules == new.rules) {
        return Ok(());
    }
    tx.put_event_judging(new).await?;
    Ok(())
}

fn rhythm_of(source: &EventSource) -> Rhythm {
    Rhythm {
        since: source.first_seen,
        last: source.last_seen,
        pause: source.pause,
    }
}

/// The suppressions in force.
struct Suppressions {
    all: Vec<(store::Suppression, alert::Suppression)>,
    /// Read only where one of them is for a part of the organisation.
    tree: Option<UnitTree>,
}

impl Suppressions {
    async fn load(engine: &Engine, tx: &Tx) -> Result<Self, EngineError> {
        let kept = tx.suppressions_in_force().await?;
        let tree = if kept.iter().any(|kept| kept.unit.is_some()) {
            Some(engine.unit_tree().await?)
        } else {
            None
        };
        let all = kept.into_iter().map(|kept| {
            let rule = alert::Suppression {
                rule: kept.rule.clone(),
                host: kept.host.clone(),
                key: kept.key.clone(),
                from: kept.from,
                until: kept.until,
            };
            (kept, rule)
        });
        Ok(Self {
            all: all.collect(),
            tree,
        })
    }

    /// The first that silences a group.
    fn of(&self, group: &Group, now: Timestamp) -> Option<SuppressionId> {
        let draft = &group.draft;
        let about = About {
            rule: &draft.rule,
            host: draft.host.as_deref(),
            key: draft.key.as_deref(),
        };
        let reaches = |part: Option<&String>| match (part, &draft.unit, &self.tree) {
            (None, ..) => true,
            (Some(part), Some(unit), Some(tree)) => tree.contains(&Key::new(part), &Key::new(unit)),
            _ => false,
        };
        let mut all = self.all.iter();
        let found =
            all.find(|(kept, rule)| reaches(kept.unit.as_ref()) && rule.silences(about, now));
        found.map(|(kept, _)| kept.id)
    }
}

/// Counts a group into its alert.
async fn raise(tx: &mut Tx, id: AlertId, group: &Group) -> Result<(), EngineError> {
    let known = tx.alert(id).await?;
    let before = known.as_ref().map(standing).transpose()?;
    let command = Command::Found {
        severity: group.draft.severity,
        first: group.first,
        last: group.last,
        count: group.count,
    };
    let after = alert::decide(before.as_ref(), &command, tx.at())
        .map_err(|refusal| EngineError::Damaged(format!("{id}: {refusal:?}")))?;
    let is_opened = before.is_none_or(|before| before.state != after.state);
    let mut alert = known.unwrap_or_else(|| begun(id, &group.draft));
    if is_opened {
        alert.changed_by = None;
    }
    put_standing(&mut alert, after);
    alert.title.clone_from(&group.draft.title);
    alert.title_en.clone_from(&group.draft.title_en);
    for event in &group.events {
        remember(&mut alert.events, *event);
    }
    tx.put_alert(&alert).await?;
    Ok(())
}

fn begun(id: AlertId, draft: &Draft) -> Alert {
    Alert {
        id,
        kind: draft.kind.to_owned(),
        rule: draft.rule.clone(),
        title: draft.title.clone(),
        title_en: draft.title_en.clone(),
        severity: draft.severity.as_str().to_owned(),
        rank: 0,
        unit: draft.unit.clone(),
        host: draft.host.clone(),
        key: draft.key.clone(),
        source: draft.source.to_string(),
        first: Timestamp::UNIX_EPOCH,
        last: Timestamp::UNIX_EPOCH,
        findings: 0,
        reopened: 0,
        state: alert::State::Open.as_str().to_owned(),
        since: Timestamp::UNIX_EPOCH,
        raised: Timestamp::UNIX_EPOCH,
        seen: None,
        changed_by: None,
        outcome: None,
        reason: None,
        events: Vec::new(),
        revision: 0,
    }
}
