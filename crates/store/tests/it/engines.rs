//! Running one test on both engines.

use std::env;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, DatabaseConnection};
use store::{Database, Store, StoreError};
use tempfile::TempDir;

use crate::postgres;

/// A data folder with its database, and the store while it is open.
pub(crate) struct Bed {
    temp: TempDir,
    database: Database,
}

impl Bed {
    pub(crate) async fn open(&self) -> Store {
        self.try_open().await.unwrap()
    }

    pub(crate) async fn try_open(&self) -> Result<Store, StoreError> {
        Store::open(&self.dir(), self.database.clone()).await
    }

    pub(crate) fn database(&self) -> Database {
        self.database.clone()
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.temp.path().join("data")
    }

    /// A connection as an outsider would have it, past the store.
    pub(crate) async fn outside(&self) -> DatabaseConnection {
        let url = match &self.database {
            Database::Sqlite => format!("sqlite://{}", self.dir().join("khien.db").display()),
            Database::Postgres(url) => url.clone(),
        };
        sea_orm::Database::connect(url).await.unwrap()
    }

    /// Runs SQL as an outsider, with the store closed.
    pub(crate) async fn tamper(&self, statements: &[&str]) {
        let sql = self.outside().await;
        for statement in statements {
            let done = sql.execute_unprepared(statement).await;
            let changed = done.unwrap_or_else(|error| panic!("{statement}: {error}"));
            assert!(changed.rows_affected() > 0, "no row changed: {statement}");
        }
        sql.close().await.unwrap();
    }
}

/// Runs a case on SQLite and on PostgreSQL.
pub(crate) fn on_each_engine(case: impl AsyncFn(Bed)) {
    on_sqlite(&case);
    let Some(server) = postgres::server_url() else {
        let all = env::var_os("KHIEN_TEST_ALL").is_some_and(|all| all == "1");
        assert!(!all, "PostgreSQL is not installed");
        eprintln!("skipped: PostgreSQL not installed (apt-get install postgresql)");
        return;
    };
    run(async {
        let database = new_database(&server).await;
        case(bed(database)).await;
    });
}

/// Runs a case on SQLite only.
pub(crate) fn on_sqlite(case: impl AsyncFn(Bed)) {
    run(case(bed(Database::Sqlite)));
}

fn bed(database: Database) -> Bed {
    let temp = tempfile::tempdir().unwrap();
    Bed { temp, database }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

async fn new_database(server: &str) -> Database {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let sql = sea_orm::Database::connect(format!("{server}/postgres"))
        .await
        .unwrap();
    sql.execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    sql.close().await.unwrap();
    Database::Postgres(format!("{server}/{name}"))
}
