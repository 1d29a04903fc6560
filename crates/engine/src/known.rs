//! The state of the facts at an instant, from the store into memory.

use crate::{Engine, EngineError};
use domain::facts::{
    Claim, FactHead, FactKind, Facts, Provenance, ReturnRow, SourceKind, StatementRow,
};
use domain::key::Key;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::Arc;
use store::{DirectiveId, Kept, KeptFact, SourceId, StateQuery};

/// Sources by id.
pub(crate) type Provenances = HashMap<SourceId, Arc<Provenance>>;

impl Engine {
    /// All facts known at `at`, with the statements and closed returns on `directive`.
    pub(crate) async fn facts_at(
        &self,
        at: Timestamp,
        directive: Option<DirectiveId>,
    ) -> Result<Facts, EngineError> {
        let mut facts = self.facts_of(&StateQuery::at(at)).await?;
        if let Some(directive) = directive {
            self.put_statements(&mut facts, directive, at).await?;
            self.put_returns(&mut facts, directive, at).await?;
        }
        Ok(facts)
    }

    /// The facts of some tables known at `at`. Where few are asked for, it takes a small part of the time of all.
    pub(crate) async fn facts_in(
        &self,
        tables: &[FactKind],
        at: Timestamp,
    ) -> Result<Facts, EngineError> {
        let tables = tables.iter().map(|kind| kind.name().to_owned()).collect();
        let query = StateQuery {
            tables: Some(tables),
            ..StateQuery::at(at)
        };
        self.facts_of(&query).await
    }

    async fn facts_of(&self, query: &StateQuery) -> Result<Facts, EngineError> {
        let sources = self.provenances().await?;
        let mut facts = Facts::new();
        for kept in self.store.facts_at(query).await? {
            put(&mut facts, &sources, &self.zone, &kept)?;
        }
        Ok(facts)
    }

    /// Every source as the measures see it.
    pub(crate) async fn provenances(&self) -> Result<Provenances, EngineError> {
        let kept = self.store.sources().await?;
        kept.into_iter()
            .map(|k| Ok((k.value.source.id, Arc::new(provenance(&k.value.source)?))))
            .collect()
    }

    async fn put_statements(
        &self,
        facts: &mut Facts,
        directive: DirectiveId,
        at: Timestamp,
    ) -> Result<(), EngineError> {
        for kept in self.store.statements(directive, at).await? {
            let (head, row) = statement_row(&kept)?;
            facts.insert(head, row);
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
            let (head, row) = return_row(&kept);
            facts.insert(head, row);
        }
        Ok(())
    }
}

/// A kept fact put among the facts in memory.
pub(crate) fn put(
    facts: &mut Facts,
    sources: &Provenances,
    zone: &TimeZone,
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
    facts.put(kind, head, &cells, zone).map_err(|_| damaged())
}

/// A kept statement as the measures read it.
pub(crate) fn statement_row(
    kept: &Kept<store::Statement>,
) -> Result<(FactHead, StatementRow), EngineError> {
    let statement = &kept.value;
    let id = statement.id.to_string();
    let claim = Claim::parse(&statement.status)
        .ok_or_else(|| EngineError::Damaged(format!("statement {id}")))?;
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
    let source = by_person(&id, person, file);
    let (at, recorded_at) = (statement.occurred_at, kept.recorded_at);
    Ok((head(&id, &statement.unit, source, at, recorded_at), row))
}

/// How the codes of returns closed in Khiên begin; a table of returns has codes of its own.
const CLOSING: &str = "return-";

/// Whether a return was closed in Khiên itself.
pub(crate) fn is_closing(code: &str) -> bool {
    code.starts_with(CLOSING)
}

/// A closed return as the measures read it.
pub(crate) fn return_row(kept: &Kept<store::Return>) -> (FactHead, ReturnRow) {
    let closed = &kept.value;
    let code = format!("{CLOSING}{}", kept.seq);
    let person: Option<Box<str>> = Some(closed.closed_by.as_str().into());
    let row = ReturnRow {
        closed_at: Some(closed.closed_at),
        closed_by: person.clone(),
    };
    // A named person without a file (rule 6): what a closed return leaves blank stands by word.
    let source = by_person(&code, person, None);
    let (at, recorded_at) = (closed.closed_at, kept.recorded_at);
    (head(&code, &closed.unit, source, at, recorded_at), row)
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
pub(crate) fn provenance(source: &store::Source) -> Result<Provenance, EngineError> {
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
