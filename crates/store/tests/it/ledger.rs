//! The ledger untouched: checkpoints, their export, and a clean verification.

use store::{Store, Trust, verify_checkpoint};

use crate::engines::on_each_engine;
use crate::sample::{import, machines, minute, one_of_everything, source};

#[test]
fn an_honest_ledger_verifies_against_every_checkpoint_it_ever_gave() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        import(&store, minute(0), source(7), vec![]).await;
        let first = store.checkpoint().await.unwrap().unwrap();
        one_of_everything(&store).await;
        let last = store.checkpoint().await.unwrap().unwrap();
        let key = store.ledger_key();
        store.close().await.unwrap();

        let store = bed.open().await;
        assert_eq!(store.ledger_key(), key);
        let trust = Trust {
            public_key: Some(key),
            checkpoints: vec![first.text, last.text.clone()],
        };
        let report = store.verify(&trust).await.unwrap();
        assert_eq!(report.problems, []);
        assert_eq!(
            (report.leaves, report.heads, report.checkpoints),
            (13, 7, 2)
        );
        assert_eq!(report.root, last.root);
        // It goes on from where it was.
        import(&store, minute(200), source(8), vec![]).await;
        assert!(store.verify(&trust).await.unwrap().is_intact());
    });
}

#[test]
fn an_exported_checkpoint_is_checked_by_its_public_key_alone() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        import(&store, minute(1), source(1), machines()).await;
        let checkpoint = store.checkpoint().await.unwrap().unwrap();
        let key = std::fs::read_to_string(store.folder().keys().join("ledger.pub")).unwrap();
        assert_eq!(
            verify_checkpoint(&key, &checkpoint.text).unwrap(),
            checkpoint
        );
        let forged = checkpoint.text.replace("\n1\n", "\n2\n");
        assert_ne!(forged, checkpoint.text);
        assert!(verify_checkpoint(&key, &forged).is_err());
        assert!(verify_checkpoint("nobody", &checkpoint.text).is_err());
    });
}

#[test]
fn an_empty_ledger_is_intact() {
    on_each_engine(async |bed| {
        let store: Store = bed.open().await;
        let report = store.verify(&Trust::default()).await.unwrap();
        assert_eq!((report.leaves, report.problems), (0, vec![]));
        assert_eq!(
            report.root.to_hex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    });
}
