//! A unit's answer to a directive: what it has said so far, whether its return is closed, and what may still be said.
//!
//! Whoever answers tells what they had seen ([`Seen`]); when somebody else has said or closed something since, nothing
//! is kept and [`EngineError::ReturnChanged`] says so, so that no answer is written over another unseen. Statements
//! after the closing are supplements: their place in the ledger says so, no mark of theirs.

use crate::actor::Actor;
use crate::judging::Judged;
use crate::live::Held;
use crate::live::history::{FileName, ReturnState};
use crate::papers::{TakenReturn, Whose};
use crate::report::Written;
use crate::statements::NewStatement;
use crate::{Engine, EngineError};
use domain::access::{Action, Decision, UnitTree};
use domain::facts::{Claim, Facts, Unit};
use domain::judge::NO_EVIDENCE;
use domain::judgement::{Judgement, Status};
use domain::key::Key;
use domain::measure_id::MeasureId;
use jiff::Timestamp;
use std::fmt;
use store::StatementId;

/// How far a person had seen a return or one duty of it, by places in the ledger; 0 is nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// The newest statement.
    pub newest: u64,
    /// The closing.
    pub closed: u64,
}

impl Seen {
    /// From the form in which [`fmt::Display`] writes it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (newest, closed) = text.split_once('-')?;
        Some(Self {
            newest: newest.parse().ok()?,
            closed: closed.parse().ok()?,
        })
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.newest, self.closed)
    }
}

/// One thing a unit said.
#[derive(Debug, Clone)]
pub struct Said {
    /// Its place in the ledger.
    pub seq: u64,
    /// When it was kept.
    pub at: Timestamp,
    /// The obligation; empty for the measure in all obligations.
    pub obligation: String,
    /// The measure, by its id.
    pub measure: String,
    /// What is claimed.
    pub claim: Claim,
    /// Who says it.
    pub person: String,
    /// In their words.
    pub text: String,
    /// The file that came with it.
    pub file: Option<FileName>,
    /// Whether it came after the return was closed.
    pub is_supplement: bool,
}

/// A unit's return to one directive.
#[derive(Debug, Clone)]
pub struct UnitReturn {
    /// Whether it is closed.
    pub state: ReturnState,
    /// What was said, oldest first.
    pub said: Vec<Said>,
}

impl UnitReturn {
    /// What was said on one duty, oldest first.
    pub fn on<'a>(
        &'a self,
        obligation: &'a str,
        measure: MeasureId,
    ) -> impl DoubleEndedIterator<Item = &'a Said> {
        self.said.iter().filter(move |said| {
            said.measure == measure.as_str()
                && (said.obligation.is_empty() || said.obligation == obligation)
        })
    }

    /// How far somebody sees who sees all of it now.
    #[must_use]
    pub fn seen(&self) -> Seen {
        Seen {
            newest: self.said.iter().map(|said| said.seq).max().unwrap_or(0),
            closed: self.closed(),
        }
    }

    /// The same of one duty.
    #[must_use]
    pub fn seen_on(&self, obligation: &str, measure: MeasureId) -> Seen {
        let on = self.on(obligation, measure);
        Seen {
            newest: on.map(|said| said.seq).max().unwrap_or(0),
            closed: self.closed(),
        }
    }

    fn closed(&self) -> u64 {
        match self.state {
            ReturnState::Open => 0,
            ReturnState::Closed { seq, .. } => seq,
        }
    }
}

/// Whether a duty of a unit is answered: by a statement, or by facts that decide it without one. That a return was
/// closed without a word about it is no answer.
#[must_use]
pub fn is_answered(judgement: &Judgement, said: &UnitReturn) -> bool {
    (judgement.status != Status::Unknown && !judgement.has_reason(NO_EVIDENCE))
        || said
            .on(&judgement.obligation, judgement.measure)
            .next()
            .is_some()
}

/// The results of a unit about duties addressed to it, in printed order; those it showed not to apply among them.
#[must_use]
pub fn addressed<'a>(held: &'a Held, unit: &Key<Unit>) -> Vec<&'a Judgement> {
    let own = held.of_unit(unit).iter();
    own.filter(|j| !j.has_reason(crate::papers::scope::OTHER_CLASS))
        .collect()
}

impl Engine {
    /// What a unit has said to a directive, for those who may see its duties.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] outside the actor's sight, [`EngineError::Forbidden`] inside without the right; as
    /// the store.
    pub async fn unit_return(
        &self,
        actor: &Actor,
        held: &Held,
        unit: &Key<Unit>,
    ) -> Result<UnitReturn, EngineError> {
        self.may_answer(actor, Action::ViewDuty, held, unit)?;
        self.return_now(held, unit).await
    }

    /// Keeps what a unit says on one duty, if nothing came between since `seen`.
    ///
    /// # Errors
    /// [`EngineError::ReturnChanged`] when something did, with nothing kept; [`EngineError::NotFound`],
    /// [`EngineError::Forbidden`]; as the store.
    pub async fn answer(
        &self,
        actor: &Actor,
        held: &Held,
        statement: NewStatement,
        seen: Seen,
    ) -> Result<StatementId, EngineError> {
        let unit = Key::new(&statement.unit);
        self.may_answer(actor, Action::GiveStatement, held, &unit)?;
        let now = self.return_now(held, &unit).await?;
        if now.seen_on(&statement.obligation, statement.measure) != seen {
            return Err(EngineError::ReturnChanged);
        }
        self.keep_statement(actor, &held.in_force, statement).await
    }

    /// Closes a return in the name of the unit's head, if all of it had been seen.
    ///
    /// # Errors
    /// [`EngineError::ReturnChanged`] when something was said or it was closed since `seen`;
    /// [`EngineError::Invalid`] without a head's name, or when the register names another;
    /// [`EngineError::NotFound`], [`EngineError::Forbidden`]; as the store.
    pub async fn close_seen_return(
        &self,
        actor: &Actor,
        held: &Held,
        unit: &Key<Unit>,
        head: &str,
        seen: Seen,
    ) -> Result<(), EngineError> {
        self.may_answer(actor, Action::CloseReturn, held, unit)?;
        let now = self.return_now(held, unit).await?;
        if now.seen() != seen || now.state != ReturnState::Open {
            return Err(EngineError::ReturnChanged);
        }
        let known = held.unit(unit.as_str()).and_then(|u| u.head.as_deref());
        let head = head.split_whitespace().collect::<Vec<_>>().join(" ");
        let same = |known: &str| known.to_lowercase() == head.to_lowercase();
        match known {
            _ if head.is_empty() => {
                return Err(EngineError::invalid(
                    "chưa ghi tên người đứng đầu",
                    "the name of the head is missing",
                ));
            }
            Some(known) if !same(known) => {
                return Err(EngineError::invalid(
                    format!(
                        "danh mục ghi người đứng đầu là {known}; ghi đúng tên này hoặc sửa danh mục trước"
                    ),
                    format!(
                        "the register names {known} as head; give exactly this name or correct the register first"
                    ),
                ));
            }
            _ => {}
        }
        self.close_return(actor, &held.in_force, unit.as_str(), &head)
            .await?;
        Ok(())
    }

    /// The return form of a unit as a workbook.
    ///
    /// # Errors
    /// As [`Self::unit_return`]; [`EngineError::Report`].
    pub fn return_form_for(
        &self,
        actor: &Actor,
        held: &Held,
        unit: &Key<Unit>,
    ) -> Result<Written, EngineError> {
        self.may_answer(actor, Action::ViewDuty, held, unit)?;
        self.write_return_form(&held.in_force, &judged(held, unit), unit.as_str(), None)
    }

    /// The checklist of a unit's duties as a document.
    ///
    /// # Errors
    /// As [`Self::return_form_for`].
    pub fn checklist_for(
        &self,
        actor: &Actor,
        held: &Held,
        unit: &Key<Unit>,
    ) -> Result<Written, EngineError> {
        self.may_answer(actor, Action::ViewDuty, held, unit)?;
        let judged = judged(held, unit);
        self.write_checklist(&held.in_force, Whose::Unit(&judged, unit.as_str()))
    }

    /// Takes a return form that came back, while the return stands as it was `seen`.
    ///
    /// # Errors
    /// As [`Self::answer`] and [`Self::take_return_form`].
    pub async fn take_seen_form(
        &self,
        actor: &Actor,
        held: &Held,
        unit: &Key<Unit>,
        (file, bytes): (&str, &[u8]),
        seen: Seen,
    ) -> Result<TakenReturn, EngineError> {
        self.may_answer(actor, Action::GiveStatement, held, unit)?;
        if self.return_now(held, unit).await?.seen() != seen {
            return Err(EngineError::ReturnChanged);
        }
        self.take_return_form(actor, &held.in_force, unit.as_str(), file, bytes)
            .await
    }

    /// Whether an actor may do this for a unit and a directive.
    pub(crate) fn may_answer(
        &self,
        actor: &Actor,
        action: Action,
        held: &Held,
        unit: &Key<Unit>,
    ) -> Result<(), EngineError> {
        let missing = || EngineError::no_unit(unit);
        if !actor.reaches(held.in_force.id) || held.unit(unit.as_str()).is_none() {
            return Err(missing());
        }
        let today = held.as_of.to_zoned(self.zone.clone()).date();
        match actor.may(action, Some(unit), &UnitTree::of(held.units(), today)) {
            Decision::Granted => Ok(()),
            Decision::Forbidden => Err(EngineError::Forbidden),
            Decision::Hidden => Err(missing()),
        }
    }

    /// The return as it stands in the store now, which may be ahead of the held state.
    async fn return_now(&self, held: &Held, unit: &Key<Unit>) -> Result<UnitReturn, EngineError> {
        let (directive, now) = (held.in_force.id, self.clock.now());
        let returns = self.store.returns(directive, now).await?;
        let newest = returns
            .into_iter()
            .rev()
            .find(|r| r.value.unit == unit.as_str());
        let state = newest.map_or(ReturnState::Open, |kept| ReturnState::Closed {
            at: kept.value.closed_at,
            by: kept.value.closed_by,
            seq: kept.seq,
        });
        let mut found = UnitReturn {
            state,
            said: Vec::new(),
        };
        let closed = found.closed();
        for kept in self.store.statements(directive, now).await? {
            let statement = kept.value;
            if statement.unit != unit.as_str() {
                continue;
            }
            let claim = Claim::parse(&statement.status)
                .ok_or_else(|| EngineError::Damaged(format!("statement {}", statement.id)))?;
            found.said.push(Said {
                seq: kept.seq,
                at: kept.recorded_at,
                obligation: statement.obligation,
                measure: statement.measure,
                claim,
                person: statement.person,
                text: statement.text,
                file: self.name_of_file(statement.file).await?,
                is_supplement: closed > 0 && kept.seq > closed,
            });
        }
        Ok(found)
    }
}

/// What is held of one unit, as papers take it.
fn judged(held: &Held, unit: &Key<Unit>) -> Judged {
    Judged {
        facts: Facts::clone(&held.facts),
        judgements: held.of_unit(unit).to_vec(),
        changed: 0,
    }
}
