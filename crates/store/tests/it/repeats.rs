//! Requests that may be sent twice, on both engines: kept over a restart, replaced, dropped, cleared by age.

use store::{Repeat, Store, sha256};

use crate::engines::on_each_engine;
use crate::sample::minute;

fn repeat(at: i64, answer: Option<&str>) -> Repeat {
    Repeat {
        content: sha256(b"bang mau"),
        begun_at: minute(at),
        answer: answer.map(str::to_owned),
    }
}

async fn put(store: &Store, name: &str, repeat: Repeat) {
    let mut tx = store.begin(minute(9)).await.unwrap();
    tx.put_repeat(sha256(name.as_bytes()), repeat)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn known(store: &Store, name: &str) -> Option<Repeat> {
    let tx = store.begin(minute(9)).await.unwrap();
    tx.repeat(sha256(name.as_bytes())).await.unwrap()
}

#[test]
fn what_was_answered_is_known_after_a_restart_until_it_is_old() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        put(&store, "mot", repeat(1, None)).await;
        assert_eq!(known(&store, "mot").await, Some(repeat(1, None)));
        put(&store, "mot", repeat(2, Some("{}"))).await;
        put(&store, "hai", repeat(3, Some("{}"))).await;
        put(&store, "ba", repeat(3, None)).await;
        store.close().await.unwrap();

        let store = bed.open().await;
        assert_eq!(known(&store, "mot").await, Some(repeat(2, Some("{}"))));
        let mut tx = store.begin(minute(9)).await.unwrap();
        tx.drop_repeat(sha256(b"ba")).await.unwrap();
        tx.clear_repeats(minute(3)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(known(&store, "mot").await, None);
        assert_eq!(known(&store, "hai").await, Some(repeat(3, Some("{}"))));
        assert_eq!(known(&store, "ba").await, None);
        store.close().await.unwrap();
    });
}
