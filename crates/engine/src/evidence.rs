//! The files behind statements and imports, for those who may see the unit they speak for.

use crate::actor::Actor;
use crate::live::history::EvidenceFile;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::facts::Unit;
use domain::key::Key;
use store::Digest;

impl Engine {
    /// A file by its SHA-256 in hexadecimal; none when there is no such file or the actor may see no unit it
    /// speaks for. A file that names no unit is for those who see the whole tree.
    ///
    /// # Errors
    /// As the store.
    pub async fn evidence_for(
        &self,
        actor: &Actor,
        sha256: &str,
    ) -> Result<Option<EvidenceFile>, EngineError> {
        let Some(digest) = Digest::parse(sha256) else {
            return Ok(None);
        };
        let tree = self.unit_tree().await?;
        let seen = self.units_of_file(digest).await?.into_iter().any(|unit| {
            let sees_all = || {
                actor
                    .access()
                    .is_none_or(|a| a.has_everywhere(Action::ViewEvidence))
            };
            unit.map_or_else(sees_all, |unit| {
                actor
                    .may(Action::ViewEvidence, Some(&unit), &tree)
                    .is_granted()
            })
        });
        if !seen {
            return Ok(None);
        }
        self.evidence_file(digest).await
    }

    /// The units a file speaks for, by statement or by import.
    async fn units_of_file(&self, digest: Digest) -> Result<Vec<Option<Key<Unit>>>, EngineError> {
        let mut units = Vec::new();
        for kept in self.store.sources().await? {
            if kept.value.source.sha256 == Some(digest) {
                units.push(kept.value.source.unit.as_deref().map(Key::new));
            }
        }
        let now = self.clock.now();
        for held in self.live.all() {
            for kept in self.store.statements(held.in_force.id, now).await? {
                if kept.value.file == Some(digest) {
                    units.push(Some(Key::new(&kept.value.unit)));
                }
            }
        }
        Ok(units)
    }
}
