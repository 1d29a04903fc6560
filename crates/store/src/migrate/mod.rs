//! The schema and its versions: forward only, each step in one transaction.
//!
//! A database of a newer program is refused. An SQLite database is copied
//! beside itself (`khien.db.v1`) before the first step that changes it.

mod v1;
mod v2;
mod v3;
mod v4;
mod v5;
mod v6;
mod v7;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::connect::begin_writing;
use crate::folder::sync_dir;
use crate::{Folder, StoreError};

/// All steps; the version of a database is the number of steps it has taken.
pub(crate) const STEPS: &[&[&str]] = &[
    v1::STATEMENTS,
    v2::STATEMENTS,
    v3::STATEMENTS,
    v4::STATEMENTS,
    v5::STATEMENTS,
    v6::STATEMENTS,
    v7::STATEMENTS,
];

/// Brings the database up to the last of `steps`.
pub(crate) async fn migrate(
    sql: &DatabaseConnection,
    folder: &Folder,
    steps: &[&[&str]],
) -> Result<(), StoreError> {
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    let found = version(sql).await?;
    if found > known {
        return Err(StoreError::Newer {
            what: "database",
            found,
            known,
        });
    }
    if found == known {
        return Ok(());
    }
    if found > 0 && sql.get_database_backend() == DbBackend::Sqlite {
        copy_beside(sql, &folder.database(), found).await?;
    }
    take_steps(sql, steps, known).await
}

pub(crate) async fn version(sql: &impl ConnectionTrait) -> Result<i64, StoreError> {
    sql.execute_unprepared("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)")
        .await?;
    let query = Statement::from_string(
        sql.get_database_backend(),
        "SELECT MAX(version) AS version FROM schema_version",
    );
    let row = sql.query_one_raw(query).await?;
    let version: Option<i64> = row
        .map(|row| row.try_get("", "version"))
        .transpose()?
        .flatten();
    Ok(version.unwrap_or(0))
}

async fn take_steps(
    sql: &DatabaseConnection,
    steps: &[&[&str]],
    known: i64,
) -> Result<(), StoreError> {
    let tx = begin_writing(sql).await?;
    let backend = tx.get_database_backend();
    // Asked again under the writer's lock: another program may have been faster.
    let found = usize::try_from(version(&tx).await?).unwrap_or(0);
    for statement in steps.iter().skip(found).copied().flatten() {
        tx.execute_unprepared(&dialect(backend, statement)).await?;
    }
    tx.execute_unprepared("DELETE FROM schema_version").await?;
    tx.execute_unprepared(&format!("INSERT INTO schema_version VALUES ({known})"))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The engine's own words for the three types that have no common name.
fn dialect(backend: DbBackend, statement: &str) -> String {
    let (key, bytes) = match backend {
        DbBackend::Sqlite => ("INTEGER PRIMARY KEY", "BLOB"),
        _ => ("BIGINT PRIMARY KEY", "BYTEA"),
    };
    statement.replace("{key}", key).replace("{bytes}", bytes)
}

async fn copy_beside(
    sql: &DatabaseConnection,
    database: &Path,
    version: i64,
) -> Result<(), StoreError> {
    let named = |suffix: &str| -> PathBuf {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        name.into()
    };
    let (half, whole) = (named(".copying"), named(&format!(".v{version}")));
    if half.exists() {
        fs::remove_file(&half).map_err(|source| StoreError::io(&half, source))?;
    }
    // The engine's own copy is consistent and holds what is still in the WAL.
    let copy = Statement::from_sql_and_values(
        DbBackend::Sqlite,
        "VACUUM INTO $1",
        [half.to_string_lossy().into_owned().into()],
    );
    sql.execute_raw(copy).await?;
    let kept = File::open(&half)
        .and_then(|copy| copy.sync_all())
        .and_then(|()| fs::rename(&half, &whole));
    kept.map_err(|source| StoreError::io(&whole, source))?;
    sync_dir(database.parent().unwrap_or(database))
}

#[cfg(test)]
mod tests;
