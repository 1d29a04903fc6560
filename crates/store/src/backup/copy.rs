//! A consistent copy of the database while another process writes it.

use std::path::Path;

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use super::{BackupError, DATABASE};
use crate::bound::position;
use crate::connect::BUSY_TIMEOUT;
use crate::ledger::heads;
use crate::migrate::{STEPS, version};
use crate::{Database, StoreError};

/// The newest head of a ledger, as its database says; the verification judges it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Head {
    pub(super) leaves: u64,
    pub(super) note: Option<String>,
}

/// Copies `dir`'s database to the file `to`, which must not exist, and tells the
/// head of the copy. Takes no lock of the folder: the server goes on writing.
pub(super) async fn copy_database(dir: &Path, to: &Path) -> Result<Head, BackupError> {
    let sql = open_existing(&dir.join(DATABASE)).await?;
    let copied = copy(&sql, to).await;
    sql.close().await.map_err(StoreError::from)?;
    copied?;
    let sql = open_existing(to).await?;
    let head = head(&sql).await;
    sql.close().await.map_err(StoreError::from)?;
    std::fs::File::open(to)
        .and_then(|file| file.sync_all())
        .map_err(|source| BackupError::io(to, source))?;
    Ok(head?)
}

/// The head of a ledger that a server keeps.
pub(super) async fn head_of_server(url: &str) -> Result<Head, BackupError> {
    let mut options = ConnectOptions::new(url.to_owned());
    options.max_connections(1).sqlx_logging(false);
    let sql = sea_orm::Database::connect(options)
        .await
        .map_err(StoreError::from)?;
    let head = head(&sql).await;
    sql.close().await.map_err(StoreError::from)?;
    Ok(head?)
}

/// Whether the database is a server's.
pub(super) fn url_of(database: &Database) -> Option<&str> {
    match database {
        Database::Sqlite => None,
        Database::Postgres(url) => Some(url),
    }
}

async fn copy(sql: &DatabaseConnection, to: &Path) -> Result<(), StoreError> {
    let found = version(sql).await?;
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::Newer {
            what: "database",
            found,
            known,
        });
    }
    // A read transaction of the engine's own: one state, whatever is written meanwhile.
    let statement = Statement::from_sql_and_values(
        DbBackend::Sqlite,
        "VACUUM INTO $1",
        [to.to_string_lossy().into_owned().into()],
    );
    sql.execute_raw(statement).await?;
    Ok(())
}

async fn head(sql: &DatabaseConnection) -> Result<Head, StoreError> {
    match heads::newest(sql).await? {
        None => Ok(Head::default()),
        Some(row) => Ok(Head {
            leaves: position(row.size)?,
            note: Some(row.note),
        }),
    }
}

// No journal mode is set: the file keeps the one it has.
async fn open_existing(file: &Path) -> Result<DatabaseConnection, BackupError> {
    if !file.is_file() {
        let dir = file.parent().unwrap_or(file);
        return Err(BackupError::NotAFolder(dir.to_owned()));
    }
    let path = file.to_owned();
    let mut options = ConnectOptions::new("sqlite::memory:");
    options
        .max_connections(1)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .filename(&path)
                .in_memory(false)
                .shared_cache(false)
                .create_if_missing(false)
                .busy_timeout(BUSY_TIMEOUT)
        });
    Ok(sea_orm::Database::connect(options)
        .await
        .map_err(StoreError::from)?)
}
