//! What people do with alerts: look, take, close.

use super::sight::What;
use crate::accounts::Change;
use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::alert::{self, Command, Outcome, Refusal, Severity, Standing, State};
use jiff::Timestamp;
use serde_json::json;
use store::{Alert, AlertId, AlertPlace, AlertQuery};

/// Most alerts of one page.
const LIMIT_MAX: u64 = 500;

/// Which alerts are asked for; all that the asker may see without a word.
#[derive(Debug, Clone, Default)]
pub struct AlertFilter {
    /// Only those in one of these states.
    pub states: Vec<State>,
    /// Only those at least so bad.
    pub severity_min: Option<Severity>,
    /// Only of this rule or list.
    pub rule: Option<String>,
    /// Only of this machine.
    pub host: Option<String>,
    /// Only of this unit.
    pub unit: Option<String>,
    /// Only those raised, or raised again, later than this.
    pub raised_after: Option<Timestamp>,
    /// Only those behind this place.
    pub after: Option<AlertPlace>,
    /// At most so many, 500 at most.
    pub limit: u64,
}

/// A part of the list of alerts, the one with the newest event first.
#[derive(Debug, Clone)]
pub struct AlertPage {
    /// The alerts.
    pub alerts: Vec<Alert>,
    /// Where the next part begins, when there is more.
    pub next: Option<AlertPlace>,
}

/// What somebody does with an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handling {
    /// Takes it.
    Acknowledge,
    /// Closes it.
    Close {
        /// What it turned out to be.
        outcome: Outcome,
        /// Why.
        reason: String,
    },
}

impl Engine {
    /// The alerts an actor may see.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewAlerts`] anywhere; as the store.
    pub async fn alerts(
        &self,
        actor: &Actor,
        filter: &AlertFilter,
    ) -> Result<AlertPage, EngineError> {
        let mut query = self.alert_query(actor, filter).await?;
        let limit = filter.limit.clamp(1, LIMIT_MAX);
        query.limit = limit.saturating_add(1);
        let mut alerts = self.store.alerts(&query).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = alerts.len() > limit;
        alerts.truncate(limit);
        let place = |alert: &Alert| AlertPlace {
            last: alert.last,
            id: alert.id,
        };
        let next = alerts.last().map(place).filter(|_| has_more);
        Ok(AlertPage { alerts, next })
    }

    /// How many alerts a filter finds in all, for an actor.
    ///
    /// # Errors
    /// As [`Engine::alerts`].
    pub async fn alert_count(
        &self,
        actor: &Actor,
        filter: &AlertFilter,
    ) -> Result<u64, EngineError> {
        let query = self.alert_query(actor, filter).await?;
        Ok(self.store.alert_count(&query).await?)
    }

    /// One alert.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is none, or it is outside the actor's part; [`EngineError::Forbidden`]
    /// inside it without [`Action::ViewAlerts`].
    pub async fn alert(&self, actor: &Actor, id: AlertId) -> Result<Alert, EngineError> {
        let found = self.store.alert(id).await?;
        let alert = found.ok_or_else(missing)?;
        self.require_for(actor, Action::ViewAlerts, alert.unit.as_deref(), WHAT)
            .await?;
        Ok(alert)
    }

    /// Takes or closes an alert; `revision` is how it was when the actor looked.
    ///
    /// # Errors
    /// [`EngineError::Conflict`] when somebody else was faster; [`EngineError::Invalid`] when it stands where that
    /// can't be done, or the reason says nothing; [`EngineError::NotFound`] and [`EngineError::Forbidden`] as
    /// [`Engine::alert`], for [`Action::HandleAlerts`].
    pub async fn handle_alert(
        &self,
        actor: &Actor,
        id: AlertId,
        revision: u64,
        handling: Handling,
    ) -> Result<Alert, EngineError> {
        let seen = self.store.alert(id).await?.ok_or_else(missing)?;
        self.require_for(actor, Action::HandleAlerts, seen.unit.as_deref(), WHAT)
            .await?;
        let mut tx = self.begin().await?;
        let mut alert = tx.alert(id).await?.ok_or_else(missing)?;
        if alert.revision != revision {
            return Err(EngineError::Conflict {
                current: alert.revision,
            });
        }
        let before = standing(&alert)?;
        let (word, command) = match handling {
            Handling::Acknowledge => ("alert.acknowledged", Command::Acknowledge),
            Handling::Close { outcome, reason } => {
                ("alert.closed", Command::Close { outcome, reason })
            }
        };
        let after = alert::decide(Some(&before), &command, tx.at()).map_err(refused)?;
        let change = Change {
            old: Some(json!({"state": before.state.as_str(), "findings": before.count})),
            new: Some(json!({
                "state": after.state.as_str(),
                "outcome": after.outcome.map(Outcome::as_str),
                "reason": after.reason,
            })),
            ..Change::plain(word, &id)
        };
        put_standing(&mut alert, after);
        alert.changed_by = Some(actor.word());
        alert.revision = alert.revision.saturating_add(1);
        tx.put_alert(&alert).await?;
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        self.events.alerts_changed();
        Ok(alert)
    }

    async fn alert_query(
        &self,
        actor: &Actor,
        filter: &AlertFilter,
    ) -> Result<AlertQuery, EngineError> {
        let mut units = self.units_in_sight(actor, Action::ViewAlerts).await?;
        if let Some(unit) = &filter.unit {
            if units.as_ref().is_some_and(|units| !units.contains(unit)) {
                return Err(EngineError::no_unit(unit));
            }
            units = Some(vec![unit.clone()]);
        }
        let states = filter.states.iter().map(|state| state.as_str().to_owned());
        Ok(AlertQuery {
            units,
            states: states.collect(),
            rank_min: filter.severity_min.map_or(0, rank),
            rule: filter.rule.clone(),
            host: filter.host.clone(),
            raised_after: filter.raised_after,
            after: filter.after,
            limit: filter.limit,
        })
    }
}

/// What an alert is called where it is not there.
const WHAT: What = What("cảnh báo này", "this alert");

fn missing() -> EngineError {
    WHAT.missing()
}

fn refused(refusal: Refusal) -> EngineError {
    let (vi, en) = match refusal {
        Refusal::NotThere => return missing(),
        Refusal::TakenAlready => ("cảnh báo đã có người nhận", "the alert is taken already"),
        Refusal::ClosedAlready => ("cảnh báo đã đóng", "the alert is closed already"),
        Refusal::Reason => (
            "hãy ghi lý do, tối đa 1.000 ký tự",
            "give a reason of at most 1,000 characters",
        ),
    };
    EngineError::invalid(vi, en)
}

/// A severity as the number that grows with it.
pub(super) fn rank(severity: Severity) -> u8 {
    let place = Severity::ALL.iter().position(|one| *one == severity);
    place
        .and_then(|place| u8::try_from(place).ok())
        .unwrap_or(0)
}

/// Where an alert stands.
pub(super) fn standing(alert: &Alert) -> Result<Standing, EngineError> {
    let damaged = || EngineError::Damaged(format!("alert {}", alert.id));
    let outcome = alert.outcome.as_deref();
    let outcome = outcome.map(|word| Outcome::parse(word).ok_or_else(damaged));
    Ok(Standing {
        state: State::parse(&alert.state).ok_or_else(damaged)?,
        severity: Severity::parse(&alert.severity).ok_or_else(damaged)?,
        first: alert.first,
        last: alert.last,
        count: alert.findings,
        reopened: alert.reopened,
        since: alert.since,
        outcome: outcome.transpose()?,
        reason: alert.reason.clone(),
    })
}

/// Puts where it stands into an alert; when it was raised and first looked after follows from that.
pub(super) fn put_standing(alert: &mut Alert, standing: Standing) {
    match standing.state {
        State::Open => (alert.raised, alert.seen) = (standing.since, None),
        State::Acknowledged | State::Closed => {
            alert.seen = alert.seen.or(Some(standing.since));
        }
    }
    standing.state.as_str().clone_into(&mut alert.state);
    standing.severity.as_str().clone_into(&mut alert.severity);
    alert.rank = rank(standing.severity);
    alert.first = standing.first;
    alert.last = standing.last;
    alert.findings = standing.count;
    alert.reopened = standing.reopened;
    alert.since = standing.since;
    alert.outcome = standing.outcome.map(|outcome| outcome.as_str().to_owned());
    alert.reason = standing.reason;
}
