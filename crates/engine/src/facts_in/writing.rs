//! Writing what an import prepared: everything in one transaction.

use super::folder::Imported;
use super::prepare::BySource;
use super::provenance::{Origin, Origins};
use crate::actor::Actor;
use crate::{Engine, EngineError};
use store::KeptFile;

impl Engine {
    /// Keeps the rows, and the files they came in where they are to be kept, so that a crash leaves all or nothing.
    pub(crate) async fn store_all(
        &self,
        actor: &Actor,
        facts: BySource,
        origins: &Origins,
        files: Vec<KeptFile>,
    ) -> Result<Imported, EngineError> {
        let mut imported = Imported::default();
        let mut tx = self.begin().await?;
        for file in files {
            tx.add_file(file, |slot| crate::ledger::file_leaf(actor, slot))
                .await?;
        }
        for (code, rows) in facts {
            let Some(origin) = origins.get(&code) else {
                continue;
            };
            let source = self.source(&code, origin);
            let (id, unit, basis) = (source.id, source.unit.clone(), source.basis);
            let facts = rows.into_iter().map(|row| self.fact(row)).collect();
            let outcome = tx
                .import(store::Import { source, facts }, |slot| {
                    crate::ledger::import_leaf(actor, id, unit, basis, slot)
                })
                .await?;
            imported.inserted += outcome.source.value.inserted;
            imported.unchanged += outcome.source.value.unchanged;
        }
        // The same folder again: no new row, so no new source and no new leaf either.
        if imported.inserted > 0 {
            tx.commit().await?;
        }
        Ok(imported)
    }

    fn source(&self, code: &str, origin: &Origin) -> store::Source {
        let text = |t: &Option<Box<str>>| t.as_deref().map(str::to_owned);
        let p = &origin.provenance;
        store::Source {
            id: self.ids.source(),
            code: code.to_owned(),
            unit: origin.unit.clone(),
            kind: p.kind.as_str().to_owned(),
            basis: origin.basis().as_str().chars().next().unwrap_or('D'),
            title: text(&p.title),
            file_name: text(&p.file),
            sha256: p.sha256.as_ref().and(origin.digest),
            generated_at: p.generated_at,
            period_from: p.period_from,
            period_to: p.period_to,
            rows: origin.rows,
            person: text(&p.person),
        }
    }
}
