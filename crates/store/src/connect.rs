//! Opening the two SQL engines, and the few places where they differ.

use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction,
    DbBackend, IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::{Folder, StoreError};

/// Where the control plane is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// `DIR/khien.db`.
    Sqlite,
    /// A PostgreSQL server by URL (`postgres://user:password@host/database`).
    /// The connection is not encrypted: for a server on the same host or on a
    /// protected network.
    Postgres(String),
}

pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);
const CONNECTIONS_MAX: u32 = 8;
// Any number, the same in all our programs: who holds it writes.
const WRITER_LOCK: i64 = 0x6b68_6965_6e00;

/// Connects with the settings that durability rests on.
pub(crate) async fn connect(
    folder: &Folder,
    database: &Database,
) -> Result<DatabaseConnection, StoreError> {
    let options = match database {
        Database::Sqlite => sqlite_options(folder),
        Database::Postgres(url) => ConnectOptions::new(url.clone()),
    };
    let options = with_limits(options);
    Ok(sea_orm::Database::connect(options).await?)
}

fn with_limits(mut options: ConnectOptions) -> ConnectOptions {
    options
        .max_connections(CONNECTIONS_MAX)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .sqlx_logging(false);
    options
}

fn sqlite_options(folder: &Folder) -> ConnectOptions {
    let file = folder.database();
    // The file name is given apart from the URL: a path may hold any character.
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .filename(&file)
            .in_memory(false)
            .shared_cache(false)
            .create_if_missing(true)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true)
            .pragma("journal_mode", "WAL")
            // FULL: a commit is on disk before it is acknowledged.
            .pragma("synchronous", "FULL")
    });
    options
}

/// Begins a write transaction that no other writer can interleave with.
pub(crate) async fn begin_writing(
    sql: &DatabaseConnection,
) -> Result<DatabaseTransaction, StoreError> {
    match sql.get_database_backend() {
        DbBackend::Sqlite => {
            let options = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..Default::default()
            };
            Ok(sql.begin_with_options(options).await?)
        }
        _ => {
            let tx = sql.begin().await?;
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({WRITER_LOCK})"))
                .await?;
            Ok(tx)
        }
    }
}

/// Begins a read transaction that sees one state of the database throughout.
pub(crate) async fn begin_reading(
    sql: &DatabaseConnection,
) -> Result<DatabaseTransaction, StoreError> {
    match sql.get_database_backend() {
        // With WAL a read transaction is a snapshot.
        DbBackend::Sqlite => Ok(sql.begin().await?),
        _ => Ok(sql
            .begin_with_config(
                Some(IsolationLevel::RepeatableRead),
                Some(AccessMode::ReadOnly),
            )
            .await?),
    }
}
