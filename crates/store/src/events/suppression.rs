//! Findings that a person does not want raised, for a while.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::{number, of_units, plus};
use crate::bound::position;
use crate::{Store, StoreError, SuppressionId, Tx, time};

/// One suppression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Id minted by the caller.
    pub id: SuppressionId,
    /// Only of this rule or list.
    pub rule: Option<String>,
    /// Only on this machine.
    pub host: Option<String>,
    /// Only about this.
    pub key: Option<String>,
    /// Only in this unit and below it.
    pub unit: Option<String>,
    /// Why.
    pub reason: String,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Who made it, as the ledger names actors.
    pub made_by: String,
    /// Who ended it before its time.
    pub ended_by: Option<String>,
    /// Findings it kept from being raised.
    pub silenced: u64,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One suppression.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "suppressions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Vec<u8>,
        pub rule: Option<String>,
        pub host: Option<String>,
        pub key_text: Option<String>,
        pub unit: Option<String>,
        pub reason: String,
        pub from_at: i64,
        pub until_at: i64,
        pub made_by: String,
        pub ended_by: Option<String>,
        pub silenced: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn suppression(row: row::Model) -> Result<Suppression, StoreError> {
    Ok(Suppression {
        id: SuppressionId::from_column(&row.id)?,
        rule: row.rule,
        host: row.host,
        key: row.key_text,
        unit: row.unit,
        reason: row.reason,
        from: time::from_column(row.from_at)?,
        until: time::from_column(row.until_at)?,
        made_by: row.made_by,
        ended_by: row.ended_by,
        silenced: position(row.silenced)?,
    })
}

impl Tx {
    /// Keeps a new suppression.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_suppression(&mut self, new: Suppression) -> Result<(), StoreError> {
        let row = row::Model {
            id: new.id.to_column(),
            rule: new.rule,
            host: new.host,
            key_text: new.key,
            unit: new.unit,
            reason: new.reason,
            from_at: time::to_column(new.from),
            until_at: time::to_column(new.until),
            made_by: new.made_by,
            ended_by: new.ended_by,
            silenced: number(new.silenced)?,
        };
        row::Entity::insert(row.into_active_model())
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// Ends a suppression now; says whether it was in force.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_suppression(
        &mut self,
        id: SuppressionId,
        by: &str,
    ) -> Result<bool, StoreError> {
        let now = time::to_column(self.at());
        let done = row::Entity::update_many()
            .col_expr(row::Column::UntilAt, Expr::value(now))
            .col_expr(row::Column::EndedBy, Expr::value(by))
            .filter(row::Column::Id.eq(id.to_column()))
            .filter(row::Column::UntilAt.gt(now))
            .exec(&self.sql)
            .await?;
        Ok(done.rows_affected > 0)
    }

    /// Counts findings that a suppression kept from being raised.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_silenced(&mut self, id: SuppressionId, more: u64) -> Result<(), StoreError> {
        row::Entity::update_many()
            .col_expr(
                row::Column::Silenced,
                plus(row::Column::Silenced, number(more)?),
            )
            .filter(row::Column::Id.eq(id.to_column()))
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// The suppressions in force at the instant of this transaction.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn suppressions_in_force(&self) -> Result<Vec<Suppression>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::UntilAt.gt(time::to_column(self.at())))
            .order_by_asc(row::Column::Id)
            .all(&self.sql)
            .await?;
        rows.into_iter().map(suppression).collect()
    }
}

impl Store {
    /// One suppression.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn suppression(&self, id: SuppressionId) -> Result<Option<Suppression>, StoreError> {
        let found = row::Entity::find_by_id(id.to_column())
            .one(&self.sql)
            .await?;
        found.map(suppression).transpose()
    }

    /// The suppressions of some units, the newest first; `None` is all units, and those of no unit.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn suppressions(
        &self,
        units: Option<&[String]>,
    ) -> Result<Vec<Suppression>, StoreError> {
        let rows = row::Entity::find()
            .filter(of_units(row::Column::Unit, units))
            .order_by_desc(row::Column::Id)
            .all(&self.sql)
            .await?;
        rows.into_iter().map(suppression).collect()
    }
}
