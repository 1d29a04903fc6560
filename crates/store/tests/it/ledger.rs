//! The ledger untouched: checkpoints, their export, and a clean verification.

use store::{Digest, Store, Trust, sha256, verify_checkpoint};

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

/// The root that a path gives, as RFC 9162 section 2.1.3.2 says it, word for word.
fn root_by(path: &[Digest], size: u64, seq: u64, leaf: Digest) -> Option<Digest> {
    let (mut at, mut last, mut root) = (seq, size - 1, leaf.0.to_vec());
    for beside in path {
        if last == 0 {
            return None;
        }
        if at % 2 == 1 || at == last {
            root = sha256(&[&[1], &beside.0[..], &root].concat()).0.to_vec();
            while at % 2 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            root = sha256(&[&[1], &root[..], &beside.0].concat()).0.to_vec();
        }
        (at, last) = (at >> 1, last >> 1);
    }
    (last == 0).then(|| Digest(root.try_into().unwrap()))
}

#[test]
fn every_leaf_is_proved_to_be_under_the_newest_checkpoint() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        assert!(store.inclusion(0).await.unwrap().is_none());
        import(&store, minute(0), source(7), vec![]).await;
        one_of_everything(&store).await;
        let newest = store.checkpoint().await.unwrap().unwrap();
        let mut seen = Vec::new();
        for seq in 0..newest.size {
            let proof = store.inclusion(seq).await.unwrap().unwrap();
            assert!(proof.holds, "{seq}");
            assert_eq!(proof.checkpoint, newest);
            assert_eq!(proof.hash, sha256(&[&[0], &proof.leaf[..]].concat()));
            let root = root_by(&proof.path, newest.size, seq, proof.hash);
            assert_eq!(root, Some(newest.root), "{seq}");
            seen.insert(0, proof.leaf);
        }
        assert!(store.inclusion(newest.size).await.unwrap().is_none());
        // The same leaves come newest first, in pages.
        let first = store.newest_leaves(None, 5).await.unwrap();
        let before = first.last().map(|leaf| leaf.seq);
        let rest = store.newest_leaves(before, 100).await.unwrap();
        let paged: Vec<_> = first.into_iter().chain(rest).map(|l| l.bytes).collect();
        assert_eq!(paged, seen);
    });
}
