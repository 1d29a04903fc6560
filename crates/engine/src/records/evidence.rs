//! What was handed over: statements of persons and sources of facts.

use super::{Listed, Slice, Where};
use crate::actor::Actor;
use crate::live::history::FileName;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::facts::Unit;
use domain::key::Key;
use domain::measure_id::MeasureId;
use jiff::Timestamp;
use store::{Digest, DirectiveId, KeptSource, Statement};

/// Which of it.
#[derive(Debug, Clone, Default)]
pub struct EvidenceFilter {
    /// For which units.
    pub meant: Where,
    /// Statements on this directive; sources serve several and are left out then.
    pub directive: Option<DirectiveId>,
    /// Statements on this measure; sources are left out then.
    pub measure: Option<MeasureId>,
    /// Only sources of facts.
    pub only_sources: bool,
}

/// What it is.
#[derive(Debug, Clone)]
pub enum Handed {
    /// A statement of a person.
    Statement(Statement),
    /// A source of facts.
    Source(KeptSource),
}

/// Something handed over.
#[derive(Debug, Clone)]
pub struct EvidenceItem {
    /// Its place in the ledger.
    pub seq: u64,
    /// When it was kept.
    pub recorded_at: Timestamp,
    /// What it is.
    pub handed: Handed,
    /// The file that came with it, where it is kept.
    pub file: Option<FileName>,
}

impl EvidenceItem {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> String {
        match &self.handed {
            Handed::Statement(statement) => statement.id.to_string(),
            Handed::Source(source) => source.source.id.to_string(),
        }
    }

    fn unit(&self) -> Option<Key<Unit>> {
        match &self.handed {
            Handed::Statement(statement) => Some(Key::new(&statement.unit)),
            Handed::Source(source) => source.source.unit.as_deref().map(Key::new),
        }
    }

    fn digest(&self) -> Option<Digest> {
        match &self.handed {
            Handed::Statement(statement) => statement.file,
            Handed::Source(source) => source.source.sha256,
        }
    }
}

impl Engine {
    /// What was handed over for the units in sight, in the order of the ledger. What speaks for no unit alone is for
    /// those who see all of them.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewEvidence`]; [`EngineError::NotFound`] for a unit out of sight or
    /// a directive that is not in force; as the store.
    pub async fn list_evidence(
        &self,
        actor: &Actor,
        filter: &EvidenceFilter,
        slice: &Slice,
    ) -> Result<Listed<EvidenceItem>, EngineError> {
        let (facts, at) = self.register().await?;
        let sight = self.sight(actor, Action::ViewEvidence, (&facts, at), &filter.meant)?;
        let mut items = self.handed_over(actor, filter).await?;
        items.retain(|item| sight.has(item.unit().as_ref()));
        items.sort_by_key(|item| item.seq);
        // A number of fixed width sorts as text as it does as a number.
        let placed = items
            .into_iter()
            .map(|item| (vec![format!("{:020}", item.seq)], item));
        let mut listed = slice.of(placed);
        for item in &mut listed.items {
            item.file = self.name_of_file(item.digest()).await?;
        }
        Ok(listed)
    }

    /// One thing handed over, by its id.
    ///
    /// # Errors
    /// As [`Engine::list_evidence`]; [`EngineError::NotFound`].
    pub async fn one_evidence(
        &self,
        actor: &Actor,
        id: &str,
        only_sources: bool,
    ) -> Result<EvidenceItem, EngineError> {
        let (facts, at) = self.register().await?;
        let sight = self.sight(actor, Action::ViewEvidence, (&facts, at), &Where::default())?;
        let filter = EvidenceFilter {
            only_sources,
            ..EvidenceFilter::default()
        };
        let items = self.handed_over(actor, &filter).await?;
        let mut found = items
            .into_iter()
            .find(|item| item.id() == id && sight.has(item.unit().as_ref()))
            .ok_or_else(|| {
                EngineError::not_found(
                    format_args!("minh chứng {id}"),
                    format_args!("evidence {id}"),
                )
            })?;
        found.file = self.name_of_file(found.digest()).await?;
        Ok(found)
    }

    async fn handed_over(
        &self,
        actor: &Actor,
        filter: &EvidenceFilter,
    ) -> Result<Vec<EvidenceItem>, EngineError> {
        let mut items = Vec::new();
        if filter.directive.is_none() && filter.measure.is_none() {
            let sources = self.store.sources().await?.into_iter();
            items.extend(sources.map(|kept| EvidenceItem {
                seq: kept.seq,
                recorded_at: kept.recorded_at,
                handed: Handed::Source(kept.value),
                file: None,
            }));
        }
        if filter.only_sources {
            return Ok(items);
        }
        for held in self.in_sight(actor, filter.directive)? {
            let (id, now) = (held.in_force.id, self.clock.now());
            for kept in self.store.statements(id, now).await? {
                let measure = filter.measure.map(MeasureId::as_str);
                if measure.is_none_or(|measure| kept.value.measure == measure) {
                    items.push(EvidenceItem {
                        seq: kept.seq,
                        recorded_at: kept.recorded_at,
                        handed: Handed::Statement(kept.value),
                        file: None,
                    });
                }
            }
        }
        Ok(items)
    }
}
