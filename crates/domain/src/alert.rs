//! Alerts: findings of one rule on one machine about one thing, grouped for a person.
//!
//! An alert is open until somebody takes it (acknowledged) and closes it with a reason; what is found again after that
//! opens it anew. All of it is [`decide`], a pure function from what stands to what is asked. Whether a finding becomes
//! an alert at all is asked of the suppressions before ([`Suppression::silences`]).
//!
//! What this is not: it opens no incident and notifies nobody.

use crate::unit::closed_words;
use jiff::Timestamp;

/// Longest reason, in characters.
pub const REASON_CHARS_MAX: usize = 1_000;

closed_words! {
    /// Where an alert stands.
    State {
        /// Nobody has taken it.
        Open "open",
        /// Somebody is at it.
        Acknowledged "acknowledged",
        /// It is done with, for the reason that stands beside it.
        Closed "closed",
    }
}

closed_words! {
    /// What an alert turned out to be.
    Outcome {
        /// It was what the rule says, and was dealt with.
        Handled "handled",
        /// It happened, and was meant to (a test, maintenance).
        Expected "expected",
        /// It was not what the rule says.
        FalseAlarm "false_alarm",
        /// It became part of an incident.
        Incident "incident",
    }
}

closed_words! {
    /// How bad what was found is, in rising order: the levels of Sigma rules.
    Severity {
        /// Enriches events.
        Informational "informational",
        /// Notable.
        Low "low",
        /// To be reviewed regularly.
        Medium "medium",
        /// To be reviewed promptly.
        High "high",
        /// An incident, most likely.
        Critical "critical",
    }
}

/// Where an alert stands and what was counted into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub state: State,
    /// How bad the worst of its findings is.
    pub severity: Severity,
    /// Time of the first event.
    pub first: Timestamp,
    /// Time of the last one.
    pub last: Timestamp,
    /// Findings counted into it.
    pub count: u64,
    /// How often it was opened again after it was closed.
    pub reopened: u64,
    /// Since when it stands so.
    pub since: Timestamp,
    /// What it turned out to be, while it is closed.
    pub outcome: Option<Outcome>,
    /// Why it was closed; what a person wrote.
    pub reason: Option<String>,
}

/// What is asked of an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Findings came in.
    Found {
        /// How bad.
        severity: Severity,
        /// Time of the first event.
        first: Timestamp,
        /// Time of the last one.
        last: Timestamp,
        /// How many; at least one.
        count: u64,
    },
    /// Somebody takes it.
    Acknowledge,
    /// Somebody is done with it.
    Close {
        /// What it turned out to be.
        outcome: Outcome,
        /// Why.
        reason: String,
    },
}

/// Why a command was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such alert.
    NotThere,
    /// It is taken already.
    TakenAlready,
    /// It is closed already.
    ClosedAlready,
    /// The reason is blank or longer than [`REASON_CHARS_MAX`] characters.
    Reason,
}

/// What becomes of an alert by a command at an instant; `standing` is `None` for one that is not there yet.
///
/// # Errors
/// A [`Refusal`]; findings are never refused.
pub fn decide(
    standing: Option<&Standing>,
    command: &Command,
    now: Timestamp,
) -> Result<Standing, Refusal> {
    match command {
        Command::Found {
            severity,
            first,
            last,
            count,
        } => Ok(found(standing, (*severity, *first, *last, *count), now)),
        Command::Acknowledge => {
            let standing = standing.ok_or(Refusal::NotThere)?;
            match standing.state {
                State::Open => Ok(Standing {
                    state: State::Acknowledged,
                    since: now,
                    ..standing.clone()
                }),
                State::Acknowledged => Err(Refusal::TakenAlready),
                State::Closed => Err(Refusal::ClosedAlready),
            }
        }
        Command::Close { outcome, reason } => {
            let standing = standing.ok_or(Refusal::NotThere)?;
            if standing.state == State::Closed {
                return Err(Refusal::ClosedAlready);
            }
            let reason = reason_of(reason).ok_or(Refusal::Reason)?;
            Ok(Standing {
                state: State::Closed,
                since: now,
                outcome: Some(*outcome),
                reason: Some(reason.to_owned()),
                ..standing.clone()
            })
        }
    }
}

/// The reason without blanks around it, when it says something and is not too long.
#[must_use]
pub fn reason_of(text: &str) -> Option<&str> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().nth(REASON_CHARS_MAX).is_none();
    fits.then_some(text)
}

fn found(
    standing: Option<&Standing>,
    (severity, first, last, count): (Severity, Timestamp, Timestamp, u64),
    now: Timestamp,
) -> Standing {
    let Some(old) = standing else {
        return Standing {
            state: State::Open,
            severity,
            first,
            last,
            count,
            reopened: 0,
            since: now,
            outcome: None,
            reason: None,
        };
    };
    let mut new = Standing {
        severity: old.severity.max(severity),
        first: old.first.min(first),
        last: old.last.max(last),
        count: old.count.saturating_add(count),
        ..old.clone()
    };
    if old.state == State::Closed {
        new.state = State::Open;
        new.since = now;
        new.reopened = old.reopened.saturating_add(1);
        (new.outcome, new.reason) = (None, None);
        // What was closed was judged by a person; what comes after it is judged by itself.
        new.severity = severity;
    }
    new
}

/// What alerts of one kind are about, as far as suppressions look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About<'a> {
    /// Id of the rule or list.
    pub rule: &'a str,
    /// The machine, where one is known.
    pub host: Option<&'a str>,
    /// The thing it is about (an account, an address, a list entry), where the finding has one.
    pub key: Option<&'a str>,
}

/// Findings that a person does not want raised, for a while.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suppression {
    /// Only of this rule or list.
    pub rule: Option<String>,
    /// Only on this machine, whatever the case of its letters.
    pub host: Option<String>,
    /// Only about this.
    pub key: Option<String>,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

impl Suppression {
    /// Whether it names anything; one that does not would silence everything.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        self.rule.is_some() || (self.host.is_some() && self.key.is_some())
    }

    /// Whether a finding that comes in at `now` is not to be raised.
    #[must_use]
    pub fn silences(&self, about: About<'_>, now: Timestamp) -> bool {
        let rule = self.rule.as_deref().is_none_or(|rule| rule == about.rule);
        let host = self.host.as_deref().is_none_or(|host| {
            about
                .host
                .is_some_and(|other| other.eq_ignore_ascii_case(host))
        });
        let key = self.key.as_deref().is_none_or(|key| about.key == Some(key));
        self.is_narrow() && self.from <= now && now < self.until && rule && host && key
    }
}

#[cfg(test)]
mod tests;
