use super::*;
use crate::Database;
use crate::connect::connect;

const NEXT: &[&str] = &["ALTER TABLE returns ADD COLUMN note TEXT"];

async fn opened(dir: &Path) -> (Folder, DatabaseConnection) {
    let folder = Folder::open(&dir.join("data")).unwrap();
    let sql = connect(&folder, &Database::Sqlite).await.unwrap();
    (folder, sql)
}

#[tokio::test]
async fn an_older_database_is_copied_and_brought_forward() {
    let temp = tempfile::tempdir().unwrap();
    let (folder, sql) = opened(temp.path()).await;
    migrate(&sql, &folder, STEPS).await.unwrap();
    sql.execute_unprepared("INSERT INTO dirty VALUES ('ubnd', 'assets', 7)")
        .await
        .unwrap();

    let before = STEPS.len() as i64;
    let steps = [STEPS, &[NEXT]].concat();
    migrate(&sql, &folder, &steps).await.unwrap();
    assert_eq!(version(&sql).await.unwrap(), before + 1);
    sql.execute_unprepared("SELECT note FROM returns")
        .await
        .unwrap();

    // The copy is a whole database of the version before.
    let copy = temp.path().join("data").join(format!("khien.db.v{before}"));
    let url = format!("sqlite://{}", copy.display());
    let old = sea_orm::Database::connect(url).await.unwrap();
    assert_eq!(version(&old).await.unwrap(), before);
    let row = old
        .query_one_raw(Statement::from_string(
            DbBackend::Sqlite,
            "SELECT mark FROM dirty",
        ))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.try_get::<i64>("", "mark").unwrap(), 7);
}

#[tokio::test]
async fn a_newer_database_is_refused() {
    let temp = tempfile::tempdir().unwrap();
    let (folder, sql) = opened(temp.path()).await;
    let steps = [STEPS, &[NEXT]].concat();
    migrate(&sql, &folder, &steps).await.unwrap();
    let error = migrate(&sql, &folder, STEPS).await.unwrap_err();
    assert_eq!(error.code(), "store.newer_version");
}

#[tokio::test]
async fn a_failing_step_leaves_the_database_as_it_was() {
    let temp = tempfile::tempdir().unwrap();
    let (folder, sql) = opened(temp.path()).await;
    migrate(&sql, &folder, STEPS).await.unwrap();
    let broken: &[&str] = &[NEXT[0], "ALTER TABLE absent ADD COLUMN x TEXT"];
    let steps = [STEPS, &[broken]].concat();
    assert!(migrate(&sql, &folder, &steps).await.is_err());
    assert_eq!(version(&sql).await.unwrap(), STEPS.len() as i64);
    assert!(
        sql.execute_unprepared("SELECT note FROM returns")
            .await
            .is_err()
    );
}
