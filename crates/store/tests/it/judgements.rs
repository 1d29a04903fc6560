//! The history of results.

use store::{Judgement, JudgementQuery, Kept, Store};

use crate::engines::on_each_engine;
use crate::sample::{directive_id, judgement, leaf, minute};

async fn add(store: &Store, at: i64, judgements: Vec<Judgement>) -> Vec<(String, String)> {
    let mut tx = store.begin(minute(at)).await.unwrap();
    let mut steps = Vec::new();
    let kept = tx
        .add_judgements(judgements, |now, before, slot| {
            let before = before.map_or("-", |before| before.status.as_str());
            steps.push((before.to_owned(), now.status.clone()));
            leaf(slot)
        })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(kept.len(), steps.len());
    steps
}

fn statuses(judgements: &[Kept<Judgement>]) -> Vec<(&str, &str)> {
    judgements
        .iter()
        .map(|kept| (kept.value.key.unit.as_str(), kept.value.status.as_str()))
        .collect()
}

fn step(before: &str, now: &str) -> (String, String) {
    (before.to_owned(), now.to_owned())
}

#[test]
fn only_changes_are_kept_and_the_newest_counts() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let hoa = |status| judgement("p-hoa", "malware.remove", status);
        let tan = |status| judgement("p-tan", "malware.remove", status);
        let first = vec![hoa("unknown"), tan("unknown")];
        assert_eq!(
            add(&store, 1, first).await,
            [step("-", "unknown"), step("-", "unknown")]
        );
        // Judged again at a later instant with the same outcome: no row, no leaf.
        let later = Judgement {
            as_of: minute(2),
            ..hoa("unknown")
        };
        let second = vec![later, tan("partial")];
        assert_eq!(add(&store, 2, second).await, [step("unknown", "partial")]);
        // The same status with other figures is a row, too.
        let figures = Judgement {
            body: r#"{"figures":{"done":2,"total":2}}"#.into(),
            ..tan("partial")
        };
        assert_eq!(
            add(&store, 3, vec![figures]).await,
            [step("partial", "partial")]
        );

        let now = store.judgements(&JudgementQuery::default()).await.unwrap();
        assert_eq!(statuses(&now), [("p-hoa", "unknown"), ("p-tan", "partial")]);
        assert!(now[1].value.body.contains("\"done\":2"));
        let history = store.judgement_history(&now[1].value.key).await.unwrap();
        assert_eq!(
            statuses(&history),
            [
                ("p-tan", "unknown"),
                ("p-tan", "partial"),
                ("p-tan", "partial")
            ]
        );

        let then = JudgementQuery {
            recorded_until: Some(minute(1)),
            units: Some(vec!["p-tan".into()]),
            directive: Some(directive_id()),
            due_by: None,
        };
        let then = store.judgements(&then).await.unwrap();
        assert_eq!(statuses(&then), [("p-tan", "unknown")]);
    });
}

#[test]
fn due_are_only_newest_results_whose_time_has_come() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let changing = |unit: &str, at: Option<i64>| Judgement {
            changes_at: at.map(minute),
            ..judgement(unit, "malware.remove", "partial")
        };
        let first = ["a", "b", "c"].map(|unit| changing(unit, Some(10)));
        add(&store, 1, first.to_vec()).await;
        add(
            &store,
            2,
            vec![changing("b", None), changing("c", Some(20))],
        )
        .await;
        let due = async |at: i64| {
            let query = JudgementQuery {
                due_by: Some(minute(at)),
                ..JudgementQuery::default()
            };
            let due = store.judgements(&query).await.unwrap();
            statuses(&due)
                .iter()
                .map(|(unit, _)| *unit)
                .collect::<String>()
        };
        assert_eq!(due(9).await, "");
        assert_eq!(due(10).await, "a");
        assert_eq!(due(20).await, "ac");
    });
}
