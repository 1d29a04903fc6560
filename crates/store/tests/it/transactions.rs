//! What is acknowledged is kept, what is not is gone, and time does not run back.

use store::{LeafSlot, Store, Trust};

use crate::engines::{Bed, on_each_engine};
use crate::sample::{directive_id, import, leaf, machines, minute, source, statement};

async fn statements(store: &Store) -> usize {
    let kept = store.statements(directive_id(), minute(1000)).await;
    kept.unwrap().len()
}

#[test]
fn what_is_not_committed_is_gone() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let mut tx = store.begin(minute(1)).await.unwrap();
        tx.add_statement(statement(1), leaf).await.unwrap();
        drop(tx);
        assert_eq!(statements(&store).await, 0);
        assert_eq!(store.checkpoint().await.unwrap(), None);

        let mut tx = store.begin(minute(1)).await.unwrap();
        tx.add_statement(statement(1), leaf).await.unwrap();
        let checkpoint = tx.commit().await.unwrap().unwrap();
        assert_eq!(checkpoint.size, 1);
        assert_eq!(statements(&store).await, 1);
        assert_eq!(store.checkpoint().await.unwrap(), Some(checkpoint));
        // A transaction that adds nothing to the ledger has no checkpoint.
        let tx = store.begin(minute(2)).await.unwrap();
        assert_eq!(tx.commit().await.unwrap(), None);
    });
}

#[test]
fn a_leaf_must_name_its_row() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let wrong = |slot: LeafSlot| Ok(format!("{{\"seq\":{}}}", slot.seq).into_bytes());
        let mut tx = store.begin(minute(1)).await.unwrap();
        let error = tx.add_statement(statement(1), wrong).await.unwrap_err();
        assert_eq!(error.code(), "store.leaf_without_row");
        drop(tx);
        let mut tx = store.begin(minute(1)).await.unwrap();
        let failing = |_: LeafSlot| Err("no words".into());
        let error = tx.add_statement(statement(1), failing).await.unwrap_err();
        assert_eq!(error.to_string(), "ledger leaf: no words");
    });
}

#[test]
fn time_does_not_run_back() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        assert_eq!(store.last_at().await.unwrap(), None);
        import(&store, minute(10), source(1), machines()).await;
        assert_eq!(store.last_at().await.unwrap(), Some(minute(10)));
        let error = store.begin(minute(9)).await.unwrap_err();
        assert_eq!(error.code(), "store.clock_behind");
        // The same instant is no step back.
        assert_eq!(store.begin(minute(10)).await.unwrap().at(), minute(10));
    });
}

#[test]
fn writers_take_turns() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let write = async |number: u128| {
            let mut tx = store.begin(minute(1)).await.unwrap();
            tx.add_statement(statement(number), leaf).await.unwrap();
            tokio::task::yield_now().await;
            tx.commit().await.unwrap();
        };
        tokio::join!(write(1), write(2), write(3), write(4));
        let report = store.verify(&Trust::default()).await.unwrap();
        assert_eq!((report.leaves, report.heads), (4, 4));
        assert!(report.is_intact());
    });
}

#[test]
fn a_second_process_is_refused_while_the_first_is_open() {
    on_each_engine(async |bed: Bed| {
        let store = bed.open().await;
        let second = Store::open(&bed.dir(), store::Database::Sqlite).await;
        assert_eq!(second.unwrap_err().code(), "store.locked");
        store.close().await.unwrap();
        bed.open().await;
    });
}

#[test]
fn a_ledger_without_its_key_is_not_continued_with_another() {
    on_each_engine(async |bed: Bed| {
        let store = bed.open().await;
        import(&store, minute(1), source(1), machines()).await;
        let key = store.folder().keys().join("ledger.key");
        store.close().await.unwrap();
        let secret = std::fs::read(&key).unwrap();
        std::fs::remove_file(&key).unwrap();
        assert_eq!(reopen_code(&bed).await, "store.key_missing");
        std::fs::write(&key, "PRIVATE+KEY+nonsense").unwrap();
        assert_eq!(reopen_code(&bed).await, "store.key_unreadable");
        std::fs::write(&key, secret).unwrap();
        assert!(
            bed.open()
                .await
                .verify(&Trust::default())
                .await
                .unwrap()
                .is_intact()
        );
    });
}

async fn reopen_code(bed: &Bed) -> &'static str {
    bed.try_open().await.unwrap_err().code()
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    on_each_engine(async |bed: Bed| {
        bed.open().await.close().await.unwrap();
        bed.tamper(&["UPDATE schema_version SET version = 999"])
            .await;
        assert_eq!(reopen_code(&bed).await, "store.newer_version");
    });
}
