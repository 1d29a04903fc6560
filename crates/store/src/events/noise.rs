//! How much each rule and list finds: findings by day, and the alerts they stand in.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};

use super::{alert, number, plus};
use crate::bound::position;
use crate::{Store, StoreError, Tx, time};

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Findings of one rule or list in some days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleCount {
    /// Id of the rule, or name of the list.
    pub rule: String,
    /// Findings counted into alerts.
    pub findings: u64,
    /// Findings that a suppression kept from being raised.
    pub silenced: u64,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One rule on one day (UTC, days since 1970).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rule_days")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub rule: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: i64,
        pub findings: i64,
        pub silenced: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn day(at: Timestamp) -> i64 {
    time::to_column(at).div_euclid(DAY)
}

impl Tx {
    /// Adds findings to those of the day of this transaction.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_rule(&mut self, more: &RuleCount) -> Result<(), StoreError> {
        use row::Column as C;
        let (findings, silenced) = (number(more.findings)?, number(more.silenced)?);
        let day = day(self.at());
        let added = row::Entity::update_many()
            .col_expr(C::Findings, plus(C::Findings, findings))
            .col_expr(C::Silenced, plus(C::Silenced, silenced))
            .filter(C::Rule.eq(more.rule.as_str()))
            .filter(C::Day.eq(day))
            .exec(&self.sql)
            .await?;
        if added.rows_affected == 0 {
            let row = row::Model {
                rule: more.rule.clone(),
                day,
                findings,
                silenced,
            };
            row::Entity::insert(row.into_active_model())
                .exec_without_returning(&self.sql)
                .await?;
        }
        Ok(())
    }

    /// Forgets the days before that of an instant.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_rule_days(&mut self, before: Timestamp) -> Result<(), StoreError> {
        row::Entity::delete_many()
            .filter(row::Column::Day.lt(day(before)))
            .exec(&self.sql)
            .await?;
        Ok(())
    }
}

impl Store {
    /// What rules and lists found from the day of an instant on, each once.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn rule_counts(&self, from: Timestamp) -> Result<Vec<RuleCount>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Day.gte(day(from)))
            .all(&self.sql)
            .await?;
        let mut by_rule = BTreeMap::<String, RuleCount>::new();
        for row in rows {
            let count = by_rule.entry(row.rule).or_default();
            count.findings = count.findings.saturating_add(position(row.findings)?);
            count.silenced = count.silenced.saturating_add(position(row.silenced)?);
        }
        let each = by_rule.into_iter();
        Ok(each
            .map(|(rule, count)| RuleCount { rule, ..count })
            .collect())
    }

    /// How many alerts of each rule and list have an event at or after an instant.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn alerts_by_rule(&self, from: Timestamp) -> Result<Vec<(String, u64)>, StoreError> {
        use alert::row::{Column as C, Entity};
        let rows = Entity::find()
            .select_only()
            .column(C::Rule)
            .column_as(C::Id.count(), "alerts")
            .filter(C::LastAt.gte(time::to_column(from)))
            .group_by(C::Rule)
            .into_tuple::<(String, i64)>()
            .all(&self.sql)
            .await?;
        rows.into_iter()
            .map(|(rule, alerts)| Ok((rule, position(alerts)?)))
            .collect()
    }
}
