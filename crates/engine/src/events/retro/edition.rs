//! What a run judges by, and what judged its events before.

use super::What;
use super::judge::{Company, Judge};
use crate::events::detection::Own;
use crate::events::judged::{InForce, Knowing, Known, RuleIds};
use crate::events::lists;
use crate::events::pump::blocking;
use crate::hunt::{Rules, rules_in_force};
use crate::{Engine, EngineError};
use detect::indicators::{List, Matcher};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use store::{Digest, EventJudging, RetroHunt};

/// What a run judges by, made ready.
pub(super) enum Edition {
    List(Arc<List>, Digest),
    Rules(Box<Rules>, RuleIds),
}

/// Editions of one list, read once each.
struct Editions<'a> {
    engine: &'a Engine,
    edition: &'a Edition,
    read: HashMap<Digest, Arc<List>>,
}

impl Editions<'_> {
    /// What an edition of the list knows; `None` when it is lost.
    async fn list(&mut self, name: &str, sha256: Digest) -> Result<Option<Knowing>, EngineError> {
        if matches!(self.edition, Edition::List(_, own) if *own == sha256) {
            return Ok(Some(Knowing::Same));
        }
        if let Some(list) = self.read.get(&sha256) {
            return Ok(Some(Knowing::Other(Arc::clone(list))));
        }
        let Ok(bytes) = self.engine.store.files().read(sha256).await else {
            return Ok(None);
        };
        let name = name.to_owned();
        let list = blocking(move || Arc::new(List::parse(&name, &bytes))).await?;
        self.read.insert(sha256, Arc::clone(&list));
        Ok(Some(Knowing::Other(list)))
    }
}

impl Edition {
    /// What is in force by now; `None` when it is gone.
    pub(super) fn of(data: &Path, what: &What) -> Result<Option<Self>, EngineError> {
        match what {
            What::List(name) => {
                let list = lists::load_one(data, name)?;
                Ok(list.map(|(list, sha256)| Self::List(list, sha256)))
            }
            What::Rules(name) => {
                let rules = rules_in_force(Some(data), &[])?;
                let ids = RuleIds::of(&rules.set, |file| is_of(file, name));
                Ok((!ids.is_empty()).then_some(Self::Rules(Box::new(rules), ids)))
            }
        }
    }

    pub(super) fn judged(&self) -> Vec<u8> {
        match self {
            Self::List(_, sha256) => sha256.0.to_vec(),
            Self::Rules(_, ids) => ids.to_bytes(),
        }
    }

    pub(super) fn is_in_force(&self, what: &What, by: &InForce) -> bool {
        match (self, what) {
            (Self::List(_, sha256), What::List(name)) => by.lists.get(name) == Some(sha256),
            (Self::Rules(_, ids), _) => by.rules.holds_all(ids),
            (Self::List(..), What::Rules(_)) => false,
        }
    }

    /// What judged the run's events before; `None` when an edition is lost.
    pub(super) async fn known(
        &self,
        engine: &Engine,
        run: &RetroHunt,
        what: &What,
        judgings: &[EventJudging],
    ) -> Result<Option<Known>, EngineError> {
        let mut known = Known::default();
        let mut editions = Editions {
            engine,
            edition: self,
            read: HashMap::new(),
        };
        for kept in judgings {
            let in_force = InForce::of(kept)?;
            let knowing = match what {
                What::List(name) => match in_force.lists.get(name) {
                    None => None,
                    Some(sha256) => match editions.list(name, *sha256).await? {
                        None => return Ok(None),
                        found => found,
                    },
                },
                What::Rules(_) => Some(Knowing::Rules(Arc::new(in_force.rules))),
            };
            known.add_live(&kept.writer, kept.from, knowing);
        }
        let tx = engine.begin_late().await?;
        let runs = tx.retro_hunts_of(&run.what).await?;
        drop(tx);
        for other in runs.iter().filter(|other| other.id != run.id) {
            if other.done_to <= other.from {
                continue;
            }
            let knowing = match what {
                What::List(name) => {
                    let sha256 = <[u8; 32]>::try_from(other.judged.as_slice());
                    let Ok(sha256) = sha256 else { continue };
                    match editions.list(name, Digest(sha256)).await? {
                        None => return Ok(None),
                        Some(found) => found,
                    }
                }
                What::Rules(_) => Knowing::Rules(Arc::new(RuleIds::from_bytes(&other.judged))),
            };
            known.add_run(other.from, other.done_to, knowing);
        }
        Ok(Some(known))
    }

    pub(super) fn into_judge(
        self,
        what: &What,
        own: Own,
        company: Company,
    ) -> Result<Judge, EngineError> {
        match (self, what) {
            (Self::Rules(rules, _), What::Rules(name)) => Ok(Judge::of_rules(
                rules.set,
                |file| is_of(file, name),
                company,
            )),
            (Self::List(list, _), _) => Ok(Judge::of_list(
                Matcher::new(vec![list], own.inside()?),
                company,
            )),
            (Self::Rules(..), What::List(_)) => Err(EngineError::Damaged(what.to_string())),
        }
    }
}

/// Whether a rule file is of that set.
fn is_of(file: &str, set: &str) -> bool {
    file.strip_prefix(set)
        .is_some_and(|rest| rest.starts_with('/'))
}
