//! Reading results: the newest of each key, those that time has caught up
//! with, and the history of one.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::row::{Column, Entity, Model};
use super::{Judgement, JudgementKey};
use crate::bound::{Kept, all_kept};
use crate::{DirectiveId, Store, StoreError, time};

/// Which results are asked for; the default asks for all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JudgementQuery {
    /// Only those on this directive.
    pub directive: Option<DirectiveId>,
    /// Only those of these units.
    pub units: Option<Vec<String>>,
    /// As they stood at this instant; `None` for now.
    pub recorded_until: Option<Timestamp>,
    /// Only those that time alone may have changed by this instant.
    pub due_by: Option<Timestamp>,
}

impl Store {
    /// The newest result of each key, ordered by key.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn judgements(
        &self,
        query: &JudgementQuery,
    ) -> Result<Vec<Kept<Judgement>>, StoreError> {
        let mut judgements: Vec<Kept<Judgement>> = all_kept(newest(&self.sql, query).await?)?;
        judgements.sort_by(|a, b| a.value.key.cmp(&b.value.key));
        Ok(judgements)
    }

    /// All results of one key, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn judgement_history(
        &self,
        key: &JudgementKey,
    ) -> Result<Vec<Kept<Judgement>>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Directive.eq(key.directive.to_column()))
            .filter(Column::Unit.eq(&key.unit))
            .filter(Column::Obligation.eq(&key.obligation))
            .filter(Column::Measure.eq(&key.measure))
            .order_by_asc(Column::LeafSeq)
            .all(&self.sql)
            .await?;
        all_kept(rows)
    }
}

/// The newest row of each key asked for, in no particular order.
pub(crate) async fn newest(
    sql: &impl ConnectionTrait,
    query: &JudgementQuery,
) -> Result<Vec<Model>, StoreError> {
    let mut newest = Query::select();
    newest
        .expr(Expr::col(Column::LeafSeq).max())
        .from(Entity)
        .cond_where(wanted(query))
        .group_by_columns([
            Column::Directive,
            Column::Unit,
            Column::Obligation,
            Column::Measure,
        ]);
    let mut found = Entity::find().filter(Column::LeafSeq.in_subquery(newest));
    if let Some(due_by) = query.due_by {
        found = found.filter(Column::ChangesAt.lte(time::to_column(due_by)));
    }
    Ok(found.all(sql).await?)
}

// Only what is part of the key, and time, may narrow the inner question: else
// an older row of a key would pass for its newest.
fn wanted(query: &JudgementQuery) -> Condition {
    let directive = query
        .directive
        .map(|id| ColumnTrait::eq(&Column::Directive, id.to_column()));
    let units = query.units.as_ref().map(|units| Column::Unit.is_in(units));
    let until = query
        .recorded_until
        .map(|until| Column::RecordedAt.lte(time::to_column(until)));
    Condition::all()
        .add_option(directive)
        .add_option(units)
        .add_option(until)
}
