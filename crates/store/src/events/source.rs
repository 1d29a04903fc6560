//! What sends events: known by the key its door gives it.

use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait as _, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{number, of_units};
use crate::bound::{position, position_column};
use crate::{Digest, EventSourceId, Store, StoreError, Tx, time};

/// One sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventSource {
    /// Id made of its key by the caller.
    pub id: EventSourceId,
    /// What its door knows it by, such as `syslog:192.0.2.7`.
    pub key: String,
    /// What people call it.
    pub name: Option<String>,
    /// The unit it belongs to.
    pub unit: Option<String>,
    /// How long its events are kept: a class of retention.
    pub class: String,
    /// Codes of the systems whose events it sends, each of one line.
    pub systems: Vec<String>,
    /// The door it came through.
    pub door: String,
    /// Where it stands (`waiting`, `adopted`, `retired`).
    pub state: String,
    /// The first arrival.
    pub first_seen: Timestamp,
    /// The newest one.
    pub last_seen: Timestamp,
    /// Events so far.
    pub events: u64,
    /// The longest usual pause between arrivals.
    pub pause: SignedDuration,
    /// Since when its silence is news; `None` while it is heard.
    pub silent_since: Option<Timestamp>,
    /// SHA-256 of the token it sends with.
    pub token: Option<Digest>,
    /// When a person adopted it.
    pub adopted_at: Option<Timestamp>,
    /// Who, as the ledger names actors.
    pub adopted_by: Option<String>,
    /// How many changes people made.
    pub revision: u64,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One sender.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "event_sources")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Vec<u8>,
        pub key_text: String,
        pub name: Option<String>,
        pub unit: Option<String>,
        pub class: String,
        pub systems: String,
        pub door: String,
        pub state: String,
        pub first_seen: i64,
        pub last_seen: i64,
        pub events: i64,
        pub pause_us: i64,
        pub silent_since: Option<i64>,
        pub token: Option<Vec<u8>>,
        pub adopted_at: Option<i64>,
        pub adopted_by: Option<String>,
        pub revision: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl EventSource {
    fn to_row(&self) -> Result<row::Model, StoreError> {
        let pause = i64::try_from(self.pause.as_micros()).unwrap_or(i64::MAX);
        Ok(row::Model {
            id: self.id.to_column(),
            key_text: self.key.clone(),
            name: self.name.clone(),
            unit: self.unit.clone(),
            class: self.class.clone(),
            systems: self.systems.join("\n"),
            door: self.door.clone(),
            state: self.state.clone(),
            first_seen: time::to_column(self.first_seen),
            last_seen: time::to_column(self.last_seen),
            events: number(self.events)?,
            pause_us: pause,
            silent_since: self.silent_since.map(time::to_column),
            token: self.token.map(Digest::to_column),
            adopted_at: self.adopted_at.map(time::to_column),
            adopted_by: self.adopted_by.clone(),
            revision: position_column(self.revision)?,
        })
    }

    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        let token = row.token.as_deref().map(Digest::from_column);
        Ok(Self {
            id: EventSourceId::from_column(&row.id)?,
            key: row.key_text,
            name: row.name,
            unit: row.unit,
            class: row.class,
            systems: row.systems.lines().map(str::to_owned).collect(),
            door: row.door,
            state: row.state,
            first_seen: time::from_column(row.first_seen)?,
            last_seen: time::from_column(row.last_seen)?,
            events: position(row.events)?,
            pause: SignedDuration::from_micros(row.pause_us),
            silent_since: time::from_optional(row.silent_since)?,
            token: token.transpose()?,
            adopted_at: time::from_optional(row.adopted_at)?,
            adopted_by: row.adopted_by,
            revision: position(row.revision)?,
        })
    }
}

impl Tx {
    /// Keeps a sender in the place of what was known of it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_event_source(&mut self, source: &EventSource) -> Result<(), StoreError> {
        use row::Column as C;
        let again = OnConflict::column(C::Id)
            .update_columns([
                C::Name,
                C::Unit,
                C::Class,
                C::Systems,
                C::Door,
                C::State,
                C::FirstSeen,
                C::LastSeen,
                C::Events,
                C::PauseUs,
                C::SilentSince,
                C::Token,
                C::AdoptedAt,
                C::AdoptedBy,
                C::Revision,
            ])
            .to_owned();
        row::Entity::insert(source.to_row()?.into_active_model())
            .on_conflict(again)
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// One sender, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn event_source(&self, id: EventSourceId) -> Result<Option<EventSource>, StoreError> {
        let found = row::Entity::find_by_id(id.to_column())
            .one(&self.sql)
            .await?;
        found.map(EventSource::from_row).transpose()
    }

    /// How many senders there are.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn event_source_count(&self) -> Result<u64, StoreError> {
        Ok(row::Entity::find().count(&self.sql).await?)
    }

    /// How many senders there are that nobody took in.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn unadopted_source_count(&self) -> Result<u64, StoreError> {
        let query = row::Entity::find().filter(row::Column::AdoptedAt.is_null());
        Ok(query.count(&self.sql).await?)
    }

    /// The senders in a state whose silence was not told yet.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn event_sources_heard(&self, state: &str) -> Result<Vec<EventSource>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::State.eq(state))
            .filter(row::Column::SilentSince.is_null())
            .order_by_asc(row::Column::KeyText)
            .all(&self.sql)
            .await?;
        rows.into_iter().map(EventSource::from_row).collect()
    }
}

impl Store {
    /// One sender.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn event_source(&self, id: EventSourceId) -> Result<Option<EventSource>, StoreError> {
        let found = row::Entity::find_by_id(id.to_column())
            .one(&self.sql)
            .await?;
        found.map(EventSource::from_row).transpose()
    }

    /// The sender that shows a token of this hash.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn event_source_of_token(
        &self,
        token: Digest,
    ) -> Result<Option<EventSource>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Token.eq(token.to_column()));
        let found = query.one(&self.sql).await?;
        found.map(EventSource::from_row).transpose()
    }

    /// All senders that somebody took in at some time, in the order of their keys; those that only came are not among them.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn adopted_sources(&self) -> Result<Vec<EventSource>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::AdoptedAt.is_not_null())
            .order_by_asc(row::Column::KeyText)
            .all(&self.sql)
            .await?;
        rows.into_iter().map(EventSource::from_row).collect()
    }

    /// The senders of some units in the order of their keys, at most `limit` behind `after`; `None` is all units, and
    /// those of no unit.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn event_sources(
        &self,
        units: Option<&[String]>,
        states: &[&str],
        after: Option<&str>,
        limit: u64,
    ) -> Result<Vec<EventSource>, StoreError> {
        let mut query = row::Entity::find()
            .filter(of_units(row::Column::Unit, units))
            .filter(row::Column::State.is_in(states.iter().copied()))
            .order_by_asc(row::Column::KeyText)
            .limit(limit);
        if let Some(after) = after {
            query = query.filter(row::Column::KeyText.gt(after));
        }
        let rows = query.all(&self.sql).await?;
        rows.into_iter().map(EventSource::from_row).collect()
    }
}
