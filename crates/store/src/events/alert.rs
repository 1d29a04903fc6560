//! Alerts: findings grouped for a person.

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait as _, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::{number, of_units};
use crate::bound::position;
use crate::{AlertId, Store, StoreError, Tx, time};

/// Bytes of one event's place in its column.
const EVENT_BYTES: usize = 24;

/// Where an event is found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventRef {
    /// When it came in.
    pub received: Timestamp,
    /// Its id in the lake.
    pub id: [u8; 16],
}

/// One alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Id made by the caller of what groups its findings.
    pub id: AlertId,
    /// What found it (`rule`, `correlation`, `indicator`, `silence`).
    pub kind: String,
    /// Id of the rule, or name of the list.
    pub rule: String,
    /// What it says, in Vietnamese.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// How bad.
    pub severity: String,
    /// The same as a number that grows with it.
    pub rank: u8,
    /// The unit it belongs to.
    pub unit: Option<String>,
    /// The machine.
    pub host: Option<String>,
    /// What it is about.
    pub key: Option<String>,
    /// Key of the sender of the first event.
    pub source: String,
    /// Time of the first event.
    pub first: Timestamp,
    /// Time of the last one.
    pub last: Timestamp,
    /// Findings counted into it.
    pub findings: u64,
    /// How often it was opened again.
    pub reopened: u64,
    /// Where it stands.
    pub state: String,
    /// Since when.
    pub since: Timestamp,
    /// When it was opened, the last time it was.
    pub raised: Timestamp,
    /// When a person first took or closed it after that.
    pub seen: Option<Timestamp>,
    /// Who brought it there, as the ledger names actors; `None` when findings did.
    pub changed_by: Option<String>,
    /// What it turned out to be.
    pub outcome: Option<String>,
    /// Why it was closed.
    pub reason: Option<String>,
    /// Some of its events, in the order they came in.
    pub events: Vec<EventRef>,
    /// How many changes people made.
    pub revision: u64,
}

/// A place in the list of alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertPlace {
    /// Time of the last event.
    pub last: Timestamp,
    /// The alert.
    pub id: AlertId,
}

/// Which alerts are wanted; all of them without a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlertQuery {
    /// Only of these units; `None` is all, and those of no unit.
    pub units: Option<Vec<String>>,
    /// Only those that stand in one of these states.
    pub states: Vec<String>,
    /// Only those at least so bad.
    pub rank_min: u8,
    /// Only of this rule.
    pub rule: Option<String>,
    /// Only of this machine.
    pub host: Option<String>,
    /// Only those raised, or raised again, later than this.
    pub raised_after: Option<Timestamp>,
    /// Only those behind this place.
    pub after: Option<AlertPlace>,
    /// At most so many.
    pub limit: u64,
}

pub(super) mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One alert.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "alerts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Vec<u8>,
        pub kind: String,
        pub rule: String,
        pub title: String,
        pub title_en: String,
        pub severity: String,
        pub rank: i64,
        pub unit: Option<String>,
        pub host: Option<String>,
        pub key_text: Option<String>,
        pub source: String,
        pub first_at: i64,
        pub last_at: i64,
        pub findings: i64,
        pub reopened: i64,
        pub state: String,
        pub since: i64,
        pub raised_at: i64,
        pub seen_at: Option<i64>,
        pub changed_by: Option<String>,
        pub outcome: Option<String>,
        pub reason: Option<String>,
        pub events: Vec<u8>,
        pub revision: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Alert {
    fn to_row(&self) -> Result<row::Model, StoreError> {
        let mut events = Vec::with_capacity(self.events.len() * EVENT_BYTES);
        for event in &self.events {
            events.extend(time::to_column(event.received).to_be_bytes());
            events.extend(event.id);
        }
        Ok(row::Model {
            id: self.id.to_column(),
            kind: self.kind.clone(),
            rule: self.rule.clone(),
            title: self.title.clone(),
            title_en: self.title_en.clone(),
            severity: self.severity.clone(),
            rank: i64::from(self.rank),
            unit: self.unit.clone(),
            host: self.host.clone(),
            key_text: self.key.clone(),
            source: self.source.clone(),
            first_at: time::to_column(self.first),
            last_at: time::to_column(self.last),
            findings: number(self.findings)?,
            reopened: number(self.reopened)?,
            state: self.state.clone(),
            since: time::to_column(self.since),
            raised_at: time::to_column(self.raised),
            seen_at: self.seen.map(time::to_column),
            changed_by: self.changed_by.clone(),
            outcome: self.outcome.clone(),
            reason: self.reason.clone(),
            events,
            revision: number(self.revision)?,
        })
    }

    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: AlertId::from_column(&row.id)?,
            kind: row.kind,
            rule: row.rule,
            title: row.title,
            title_en: row.title_en,
            severity: row.severity,
            rank: u8::try_from(row.rank).map_err(|_| StoreError::unreadable("rank"))?,
            unit: row.unit,
            host: row.host,
            key: row.key_text,
            source: row.source,
            first: time::from_column(row.first_at)?,
            last: time::from_column(row.last_at)?,
            findings: position(row.findings)?,
            reopened: position(row.reopened)?,
            state: row.state,
            since: time::from_column(row.since)?,
            raised: time::from_column(row.raised_at)?,
            seen: time::from_optional(row.seen_at)?,
            changed_by: row.changed_by,
            outcome: row.outcome,
            reason: row.reason,
            events: events(&row.events)?,
            revision: position(row.revision)?,
        })
    }
}

fn events(bytes: &[u8]) -> Result<Vec<EventRef>, StoreError> {
    let unreadable = || StoreError::unreadable("events of an alert");
    let each = bytes.chunks(EVENT_BYTES).map(|part| {
        let (received, id) = part.split_first_chunk::<8>().ok_or_else(unreadable)?;
        Ok(EventRef {
            received: time::from_column(i64::from_be_bytes(*received))?,
            id: id.try_into().map_err(|_| unreadable())?,
        })
    });
    each.collect()
}

fn wanted(query: &AlertQuery) -> Condition {
    use row::Column as C;
    let mut all = of_units(C::Unit, query.units.as_deref());
    if !query.states.is_empty() {
        all = all.add(C::State.is_in(query.states.iter().map(String::as_str)));
    }
    if query.rank_min > 0 {
        all = all.add(C::Rank.gte(i64::from(query.rank_min)));
    }
    if let Some(rule) = &query.rule {
        all = all.add(C::Rule.eq(rule.as_str()));
    }
    if let Some(host) = &query.host {
        all = all.add(C::Host.eq(host.as_str()));
    }
    if let Some(raised) = query.raised_after {
        all = all.add(C::RaisedAt.gt(time::to_column(raised)));
    }
    if let Some(after) = query.after {
        let last = time::to_column(after.last);
        let beside = Condition::all()
            .add(C::LastAt.eq(last))
            .add(C::Id.lt(after.id.to_column()));
        all = all.add(Condition::any().add(C::LastAt.lt(last)).add(beside));
    }
    all
}

impl Tx {
    /// Keeps an alert in the place of what was known of it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_alert(&mut self, alert: &Alert) -> Result<(), StoreError> {
        use row::Column as C;
        let again = OnConflict::column(C::Id)
            .update_columns([
                C::Title,
                C::TitleEn,
                C::Severity,
                C::Rank,
                C::FirstAt,
                C::LastAt,
                C::Findings,
                C::Reopened,
                C::State,
                C::Since,
                C::RaisedAt,
                C::SeenAt,
                C::ChangedBy,
                C::Outcome,
                C::Reason,
                C::Events,
                C::Revision,
            ])
            .to_owned();
        row::Entity::insert(alert.to_row()?.into_active_model())
            .on_conflict(again)
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// One alert, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn alert(&self, id: AlertId) -> Result<Option<Alert>, StoreError> {
        let found = row::Entity::find_by_id(id.to_column())
            .one(&self.sql)
            .await?;
        found.map(Alert::from_row).transpose()
    }
}

impl Store {
    /// One alert.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn alert(&self, id: AlertId) -> Result<Option<Alert>, StoreError> {
        let found = row::Entity::find_by_id(id.to_column())
            .one(&self.sql)
            .await?;
        found.map(Alert::from_row).transpose()
    }

    /// Alerts, the one with the newest event first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn alerts(&self, query: &AlertQuery) -> Result<Vec<Alert>, StoreError> {
        let rows = row::Entity::find()
            .filter(wanted(query))
            .order_by_desc(row::Column::LastAt)
            .order_by_desc(row::Column::Id)
            .limit(query.limit)
            .all(&self.sql)
            .await?;
        rows.into_iter().map(Alert::from_row).collect()
    }

    /// How many alerts a query finds in all, whatever its limit.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn alert_count(&self, query: &AlertQuery) -> Result<u64, StoreError> {
        let query = row::Entity::find().filter(wanted(query));
        Ok(query.count(&self.sql).await?)
    }
}
