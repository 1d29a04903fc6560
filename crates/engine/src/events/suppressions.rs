//! Findings that people do not want raised for a while: who, why and until when.

use super::sight::What;
use crate::accounts::Change;
use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::alert::{self, reason_of};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::{Suppression, SuppressionId};

/// The longest a suppression lasts; whoever still wants it then looks at it again.
const LASTS_MAX: SignedDuration = SignedDuration::from_hours(366 * 24);

/// A suppression to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSuppression {
    /// Only of this rule or list.
    pub rule: Option<String>,
    /// Only on this machine.
    pub host: Option<String>,
    /// Only about this.
    pub key: Option<String>,
    /// Only in this unit and below it; `None` is the whole organisation.
    pub unit: Option<String>,
    /// Why.
    pub reason: String,
    /// Until when.
    pub until: Timestamp,
}

impl Engine {
    /// Keeps findings from being raised from now on. What they are counted into is the suppression itself.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] when it names neither a rule nor a machine with what it is about, gives no reason, or
    /// ends in the past or in more than a year; [`EngineError::Forbidden`] and [`EngineError::NotFound`] without
    /// [`Action::SuppressAlerts`] at its unit.
    pub async fn suppress(
        &self,
        actor: &Actor,
        new: NewSuppression,
    ) -> Result<Suppression, EngineError> {
        self.require_for(
            actor,
            Action::SuppressAlerts,
            new.unit.as_deref(),
            What::UNIT,
        )
        .await?;
        let mut tx = self.begin().await?;
        let from = tx.at();
        let made = Suppression {
            id: self.ids.suppression(),
            rule: filled(new.rule),
            host: filled(new.host),
            key: filled(new.key),
            unit: new.unit,
            reason: reason_of(&new.reason).map(str::to_owned).ok_or_else(|| {
                EngineError::invalid(
                    "hãy ghi lý do, tối đa 1.000 ký tự",
                    "give a reason of at most 1,000 characters",
                )
            })?,
            from,
            until: new.until,
            made_by: actor.word(),
            ended_by: None,
            silenced: 0,
        };
        check(&made)?;
        tx.add_suppression(made.clone()).await?;
        let change = Change {
            new: Some(json!({
                "rule": made.rule, "host": made.host, "key": made.key, "unit": made.unit,
                "reason": made.reason, "until": made.until.to_string(),
            })),
            ..Change::plain("alert.suppressed", &made.id)
        };
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Ends a suppression before its time; one that has ended stays as it is.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] and [`EngineError::Forbidden`] as [`Engine::suppress`].
    pub async fn end_suppression(
        &self,
        actor: &Actor,
        id: SuppressionId,
    ) -> Result<(), EngineError> {
        let what = What("lệnh tạm tắt này", "this suppression");
        let found = self.store.suppression(id).await?;
        let found = found.ok_or_else(|| what.missing())?;
        self.require_for(actor, Action::SuppressAlerts, found.unit.as_deref(), what)
            .await?;
        let mut tx = self.begin().await?;
        if tx.end_suppression(id, &actor.word()).await? {
            self.note(&mut tx, actor, Change::plain("alert.unsuppressed", &id))
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The suppressions of an actor's part, the newest first, ended ones included.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewAlerts`] anywhere; as the store.
    pub async fn suppressions(&self, actor: &Actor) -> Result<Vec<Suppression>, EngineError> {
        let units = self.units_in_sight(actor, Action::ViewAlerts).await?;
        Ok(self.store.suppressions(units.as_deref()).await?)
    }
}

fn filled(text: Option<String>) -> Option<String> {
    let text = text.map(|text| text.trim().to_owned());
    text.filter(|text| !text.is_empty())
}

fn check(made: &Suppression) -> Result<(), EngineError> {
    let rule = alert::Suppression {
        rule: made.rule.clone(),
        host: made.host.clone(),
        key: made.key.clone(),
        from: made.from,
        until: made.until,
    };
    if !rule.is_narrow() {
        return Err(EngineError::invalid(
            "hãy nêu luật, hoặc cả máy và đối tượng",
            "name a rule, or both a machine and what it is about",
        ));
    }
    let lasts = made.until.duration_since(made.from);
    if !lasts.is_positive() || lasts > LASTS_MAX {
        return Err(EngineError::invalid(
            "thời hạn phải sau bây giờ và không quá một năm",
            "it must end after now and within a year",
        ));
    }
    Ok(())
}
