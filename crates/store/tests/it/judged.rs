//! What keeps held results true: what came since, up to where all is judged,
//! and being told of every write.

use store::{Digest, JudgedUntil, TouchedFact};

use crate::engines::on_each_engine;
use crate::sample::{directive_id, fact, import, leaf, minute, one_of_everything, source};

fn touched(seq: u64, code: &str, unit: &str, before: Option<&str>) -> TouchedFact {
    TouchedFact {
        seq,
        table: "assets".into(),
        code: code.into(),
        unit: Some(unit.into()),
        unit_before: before.map(|unit| Some(unit.to_owned())),
    }
}

#[test]
fn what_came_since_is_found_and_nothing_else() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        one_of_everything(&store).await;
        let (seq, leaves) = (
            store.last_fact_seq().await.unwrap(),
            store.leaves().await.unwrap(),
        );
        let none = store.facts_touched_since(seq, 10).await.unwrap();
        assert!(none.is_empty());
        assert!(store.statements_since(leaves).await.unwrap().is_empty());
        assert_eq!(store.statements_since(0).await.unwrap().len(), 1);
        assert_eq!(store.returns_since(0).await.unwrap().len(), 1);
        let last = store.returns_since(0).await.unwrap()[0].seq;
        assert_eq!(store.returns_since(last).await.unwrap().len(), 1);
        assert!(store.returns_since(last + 1).await.unwrap().is_empty());

        // One machine moves to another ward, one is new, one is withdrawn.
        let mut gone = fact(22, "assets", "SV-01", Some("p-tan"), "{}");
        gone.retracted = true;
        let rows = vec![
            fact(20, "assets", "PC-01", Some("p-tan"), "{}"),
            fact(21, "assets", "PC-09", Some("p-hoa"), "{}"),
            gone,
        ];
        import(&store, minute(140), source(3), rows).await;
        let since = store.facts_touched_since(seq, 10).await.unwrap();
        assert_eq!(
            since,
            vec![
                touched(seq + 1, "PC-01", "p-tan", Some("p-hoa")),
                touched(seq + 2, "PC-09", "p-hoa", None),
                touched(seq + 3, "SV-01", "p-tan", Some("p-tan")),
            ]
        );
        assert_eq!(store.facts_touched_since(seq, 2).await.unwrap().len(), 2);

        let newest = async |code: &str, at| {
            let found = store.newest_fact("assets", code, minute(at)).await.unwrap();
            found.map(|kept| (kept.fact.unit.unwrap(), kept.fact.retracted))
        };
        assert_eq!(newest("PC-01", 139).await, Some(("p-hoa".into(), false)));
        assert_eq!(newest("PC-01", 140).await, Some(("p-tan".into(), false)));
        assert_eq!(newest("SV-01", 140).await, Some(("p-tan".into(), true)));
        assert_eq!(newest("PC-77", 140).await, None);
    });
}

#[test]
fn up_to_where_all_is_judged_is_kept_with_the_results() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        assert_eq!(store.judged_until(directive_id()).await.unwrap(), None);
        for revision in 1..=2 {
            let until = JudgedUntil {
                directive: directive_id(),
                fingerprint: Digest([u8::try_from(revision).unwrap(); 32]),
                revision,
                facts_seq: 10 * revision,
                leaves: 20 * revision,
            };
            let mut tx = store.begin(minute(0)).await.unwrap();
            tx.set_judged_until(&until).await.unwrap();
            tx.commit().await.unwrap();
            let kept = store.judged_until(directive_id()).await.unwrap();
            assert_eq!(kept, Some(until));
        }
        let mut tx = store.begin(minute(0)).await.unwrap();
        let lost = JudgedUntil {
            revision: 9,
            ..store.judged_until(directive_id()).await.unwrap().unwrap()
        };
        tx.set_judged_until(&lost).await.unwrap();
        drop(tx);
        let kept = store.judged_until(directive_id()).await.unwrap().unwrap();
        assert_eq!(kept.revision, 2, "what is not committed is not kept");
    });
}

#[test]
fn every_write_is_told_and_the_clock_is_asked_when_it_is_ones_turn() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let mut commits = store.commits();
        import(&store, minute(1), source(1), vec![]).await;
        assert!(commits.has_changed().unwrap());
        commits.borrow_and_update();
        drop(store.begin(minute(2)).await.unwrap());
        let empty = store.begin(minute(2)).await.unwrap();
        empty.commit().await.unwrap();
        assert!(!commits.has_changed().unwrap(), "nothing was written");

        // The first of two writers commits at a later instant; the second still gets its turn.
        let first = store.begin(minute(5)).await.unwrap();
        let waiting = async {
            let clock = |last: Option<jiff::Timestamp>| last.unwrap().max(minute(3));
            let mut tx = store.begin_by(clock).await.unwrap();
            let bound = store::Import {
                source: source(3),
                facts: vec![],
            };
            let _counts = tx.import(bound, leaf).await.unwrap();
            tx.commit().await.unwrap();
        };
        let writing = async {
            let mut tx = first;
            let bound = store::Import {
                source: source(2),
                facts: vec![],
            };
            let _counts = tx.import(bound, leaf).await.unwrap();
            tx.commit().await.unwrap();
        };
        tokio::join!(waiting, writing);
        assert_eq!(store.last_at().await.unwrap(), Some(minute(5)));
        assert_eq!(store.leaves().await.unwrap(), 3);
    });
}
