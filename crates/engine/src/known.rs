//! The state of the facts at an instant, from the store into memory.

use crate::{Engine, EngineError};
use domain::facts::{
    Claim, FactHead, FactKind, Facts, Provenance, ReturnRow, SourceKind, StatementRow,
};
use domain::key::Key;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;
use store::{DirectiveId, KeptFact, SourceId, StateQuery};

impl Engine {
    /// All facts known at `at`, with the statements and closed returns on `directive`.
    pub(crate) async fn facts_at(
        &self,
        at: Timestamp,
        directive: Option<DirectiveId>,
    ) -> Result<Facts, EngineError> {
        let sources = self.provenances().await?;
        let mut facts = Facts::new();
        for kept in self.store.facts_at(&StateQuery::at(at)).await? {
            self.put(&mut facts, &sources, &kept)?;
        }
        if let Some(directive) = directive {
            self.put_statements(&mut facts, directive, at).await?;
            self.put_returns(&mut facts, directive, at).await?;
        }
        Ok(facts)
    }

    async fn provenances(&self) -> Result<HashMap<SourceId, Arc<Provenance>>, EngineError> {
        let kept = self.store.sources().await?;
        kept.into_iter()
            .map(|k| Ok((k.value.source.id, Arc::new(provenance(&k.value.source)?))))
            .collect()
    }

    fn put(
        &self,
        facts: &mut Facts,
        sources: &HashMap<SourceId, Arc<Provenance>>,
        kept: &KeptFact,
    ) -> Result<(), EngineError> {
        let fact = &kept.fact;
        let damaged = || EngineError::Damaged(format!("{} {}", fact.table, fact.code));
        let kind = FactKind::parse(&fact.table).ok_or_else(damaged)?;
        let provenance = sources.get(&kept.source).ok_or_else(damaged)?;
        let head = FactHead {
            code: fact.code.as_str().into(),
            unit: fact.unit.as_deref().map(Key::new),
            provenance: Arc::clone(provenance),
            occurred_at: fact.occurred_at,
            recorded_at: kept.recorded_at,
        };
        let cells = wire::facts::cells(kind, &fact.body).map_err(|_| damaged())?;
        let cells: Vec<Option<&str>> = cells.iter().map(Option::as_deref).collect();
        facts
            .put(kind, head, &cells, &self.zone)
            .map_err(|_| damaged())
    }

    async fn put_statements(
        &self,
        facts: &mut Facts,
        directive: DirectiveId,
        at: Timestamp,
    ) -> Result<(), EngineError> {
        for kept in self.store.statements(directive, at).await? {
            let statement = kept.value;
            let claim = Claim::parse(&statement.status)
                .ok_or_else(|| EngineError::Damaged(format!("statement {}", statement.id)))?;
            let file: Option<Box<str>> = statement.file.map(|f| f.to_hex().into());
            let person: Option<Box<str>> =
                (!statement.person.is_empty()).then(|| statement.person.as_str().into());
            let row = StatementRow {
                obligation: (!statement.obligation.is_empty())
                    .then(|| statement.obligation.as_str().into()),
                measure: statement.measure.as_str().into(),
                claim,
                person: person.clone(),
                by_head: None,
                file: file.clone(),
                text: Some(statement.text.as_str().into()),
            };
            let source = by_person(&statement.id.to_string(), person, file);
            facts.insert(
                head(
                    &statement.id.to_string(),
                    &statement.unit,
                    source,
                    statement.occurred_at,
                    kept.recorded_at,
                ),
                row,
            );
        }
        Ok(())
    }

    async fn put_returns(
        &self,
        facts: &mut Facts,
        directive: DirectiveId,
        at: Timestamp,
    ) -> Result<(), EngineError> {
        for kept in self.store.returns(directive, at).await? {
            let closed = kept.value;
            let code = format!("return-{}", kept.seq);
            let person: Option<Box<str>> = Some(closed.closed_by.as_str().into());
            let row = ReturnRow {
                closed_at: Some(closed.closed_at),
                closed_by: person.clone(),
            };
            // A return closed in Khiên is its own record.
            let source = by_person(&code, person, Some("return".into()));
            facts.insert(
                head(
                    &code,
                    &closed.unit,
                    source,
                    closed.closed_at,
                    kept.recorded_at,
                ),
                row,
            );
        }
        Ok(())
    }
}

fn by_person(code: &str, person: Option<Box<str>>, file: Option<Box<str>>) -> Provenance {
    Provenance {
        code: code.into(),
        kind: SourceKind::Statement,
        title: None,
        file,
        sha256: None,
        generated_at: None,
        period_from: None,
        period_to: None,
        person,
    }
}

fn head(
    code: &str,
    unit: &str,
    source: Provenance,
    occurred_at: Timestamp,
    recorded_at: Timestamp,
) -> FactHead {
    FactHead {
        code: code.into(),
        unit: Some(Key::new(unit)),
        provenance: Arc::new(source),
        occurred_at: Some(occurred_at),
        recorded_at,
    }
}

/// A stored source as the measures see it.
fn provenance(source: &store::Source) -> Result<Provenance, EngineError> {
    let kind = SourceKind::parse(&source.kind)
        .ok_or_else(|| EngineError::Damaged(format!("source {}", source.code)))?;
    let text = |t: &Option<String>| t.as_deref().map(Box::from);
    Ok(Provenance {
        code: source.code.as_str().into(),
        kind,
        title: text(&source.title),
        file: text(&source.file_name),
        sha256: source.sha256.map(|d| d.to_hex().into()),
        generated_at: source.generated_at,
        period_from: source.period_from,
        period_to: source.period_to,
        person: text(&source.person),
    })
}
