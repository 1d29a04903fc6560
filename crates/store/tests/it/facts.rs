//! Importing facts and reading the state at an instant.

use jiff::Timestamp;
use store::{Dirty, Fact, StateQuery, Store, Units};

use crate::engines::on_each_engine;
use crate::sample::{fact, import, leaf, machines, minute, source};

/// The state as `code=body` words, the unit after `@`.
async fn state(store: &Store, at: Timestamp) -> String {
    words(store, &StateQuery::at(at)).await
}

async fn words(store: &Store, query: &StateQuery) -> String {
    let facts = store.facts_at(query).await.unwrap();
    let words: Vec<String> = facts
        .iter()
        .map(|kept| {
            let unit = kept.fact.unit.as_deref().unwrap_or("-");
            format!("{}={}@{unit}", kept.fact.code, kept.fact.body)
        })
        .collect();
    words.join(" ")
}

fn row(number: u128, code: &str, unit: Option<&str>, body: &str) -> Fact {
    fact(number, "assets", code, unit, body)
}

#[test]
fn the_state_at_an_instant_is_what_was_known_then() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let first = vec![row(1, "A", Some("x"), "1"), row(2, "B", None, "1")];
        import(&store, minute(1), source(1), first).await;
        // A is corrected and moves to another unit, B is withdrawn, C is new.
        let withdrawn = Fact {
            retracted: true,
            ..row(4, "B", None, "1")
        };
        let second = vec![
            row(3, "A", Some("y"), "2"),
            withdrawn,
            row(5, "C", Some("x"), "1"),
        ];
        import(&store, minute(10), source(2), second).await;

        assert_eq!(state(&store, minute(0)).await, "");
        assert_eq!(state(&store, minute(1)).await, "A=1@x B=1@-");
        assert_eq!(state(&store, minute(9)).await, "A=1@x B=1@-");
        assert_eq!(state(&store, minute(10)).await, "A=2@y C=1@x");

        let of = |units: &[&str], shared| StateQuery {
            units: Units::Of {
                units: units.iter().map(|unit| (*unit).to_owned()).collect(),
                shared,
            },
            ..StateQuery::at(minute(10))
        };
        assert_eq!(words(&store, &of(&["x"], false)).await, "C=1@x");
        assert_eq!(words(&store, &of(&["x", "y"], true)).await, "A=2@y C=1@x");
        assert_eq!(words(&store, &of(&[], false)).await, "");
        let earlier = StateQuery {
            at: minute(5),
            ..of(&["x"], true)
        };
        assert_eq!(words(&store, &earlier).await, "A=1@x B=1@-");
        let tables = StateQuery {
            tables: Some(vec!["shifts".into()]),
            ..StateQuery::at(minute(10))
        };
        assert_eq!(words(&store, &tables).await, "");
    });
}

#[test]
fn codes_are_unique_in_their_table_only() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let facts = vec![
            fact(1, "shifts", "1", None, "s"),
            fact(2, "assets", "1", None, "a"),
        ];
        import(&store, minute(1), source(1), facts).await;
        assert_eq!(state(&store, minute(1)).await, "1=a@- 1=s@-");
    });
}

#[test]
fn the_same_file_again_adds_nothing() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let given = source(1);
        let hash = given.sha256.unwrap();
        assert!(
            store
                .source_of_file("export", hash)
                .await
                .unwrap()
                .is_none()
        );
        assert_eq!(
            import(&store, minute(1), given.clone(), machines()).await,
            (3, 0)
        );
        let known = store.source_of_file("export", hash).await.unwrap().unwrap();
        assert_eq!(known.value.source, given);
        assert_eq!(known.recorded_at, minute(1));
        assert!(
            store
                .source_of_file("roster", hash)
                .await
                .unwrap()
                .is_none()
        );

        let again = store::Source {
            id: source(2).id,
            ..given
        };
        let mut facts = machines();
        for (number, fact) in (50..).zip(&mut facts) {
            fact.id = row(number, "", None, "").id;
        }
        assert_eq!(import(&store, minute(2), again, facts).await, (0, 3));
        assert_eq!(store.last_fact_seq().await.unwrap(), 3);
    });
}

#[test]
fn the_same_content_counts_again_only_when_it_proves_more() {
    on_each_engine(async |bed| {
        let check = async |store: &Store, number: u128, source: store::Source, added: u64| {
            let facts = vec![row(number, "A", None, "1")];
            let at = minute(i64::try_from(number).unwrap());
            let (inserted, unchanged) = import(store, at, source, facts).await;
            assert_eq!((inserted, unchanged), (added, 1 - added), "import {number}");
        };
        let store = bed.open().await;
        let word = store::Source {
            basis: 'D',
            kind: "word".into(),
            sha256: None,
            ..source(1)
        };
        check(&store, 1, word.clone(), 1).await;
        // Better founded: a new row. A newer export: a new row, it proves a later time.
        check(&store, 2, source(2), 1).await;
        check(&store, 3, source(3), 1).await;
        // Word of mouth adds nothing to an export.
        let word_again = store::Source {
            id: source(4).id,
            ..word
        };
        check(&store, 4, word_again, 0).await;
        let newest = store.facts_at(&StateQuery::at(minute(9))).await.unwrap();
        assert_eq!(newest[0].source, source(3).id);
    });
}

#[test]
fn a_row_names_the_row_it_supersedes_and_changes_are_listed_in_order() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        import(&store, minute(1), source(1), vec![row(1, "A", None, "1")]).await;
        // Two rows of one key in one file: the later one stands.
        let twice = vec![row(2, "A", None, "2"), row(3, "A", None, "3")];
        import(&store, minute(2), source(2), twice).await;
        assert_eq!(state(&store, minute(2)).await, "A=3@-");
        let rows = store.facts_since(0, 10).await.unwrap();
        let chain: Vec<_> = rows.iter().map(|row| (row.seq, row.supersedes)).collect();
        let id = |index: usize| Some(rows[index].fact.id);
        assert_eq!(chain, [(1, None), (2, id(0)), (3, id(1))]);
        assert_eq!(store.facts_since(1, 1).await.unwrap(), rows[1..2]);
        assert_eq!(rows[2].recorded_at, minute(2));
        assert_eq!(rows[2].source, source(2).id);
    });
}

#[test]
fn an_import_marks_both_units_of_a_moved_fact() {
    on_each_engine(async |bed| {
        let dirty = |unit: Option<&str>, kind: &str| Dirty {
            unit: unit.map(Into::into),
            kind: kind.into(),
        };
        let store = bed.open().await;
        let marks = async || -> Vec<Dirty> {
            let marks = store.dirty().await.unwrap();
            marks.into_iter().map(|mark| mark.what).collect()
        };
        import(&store, minute(1), source(1), machines()).await;
        assert_eq!(
            marks().await,
            [
                dirty(Some("p-hoa"), "assets"),
                dirty(Some("p-tan"), "assets")
            ]
        );
        let read = store.dirty().await.unwrap();
        let moved = vec![
            row(20, "PC-01", Some("p-moi"), "{}"),
            fact(21, "orders", "1", None, "{}"),
        ];
        import(&store, minute(2), source(2), moved).await;

        // Only what nobody marked again since it was read is cleared.
        let mut tx = store.begin(minute(3)).await.unwrap();
        tx.clear_dirty(&read).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            marks().await,
            [
                dirty(None, "orders"),
                dirty(Some("p-hoa"), "assets"),
                dirty(Some("p-moi"), "assets")
            ]
        );
    });
}

#[test]
fn a_large_file_comes_in_whole() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let many = |round: u128| -> Vec<Fact> {
            (0..4321)
                .map(|n| {
                    row(
                        round * 10_000 + n,
                        &format!("PC-{n:05}"),
                        Some("p-hoa"),
                        &format!("{}", n % 7 + round % 2),
                    )
                })
                .collect()
        };
        assert_eq!(
            import(&store, minute(1), source(1), many(2)).await,
            (4321, 0)
        );
        assert_eq!(
            import(&store, minute(2), source(2), many(3)).await,
            (4321, 0)
        );
        let facts = store.facts_at(&StateQuery::at(minute(1))).await.unwrap();
        assert_eq!(facts.len(), 4321);
        assert_eq!(facts[4320].fact, many(2)[4320]);
        let report = store.verify(&store::Trust::default()).await.unwrap();
        assert_eq!((report.leaves, report.problems), (2, vec![]));
    });
}

#[test]
fn half_an_import_is_no_import() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        import(&store, minute(1), source(1), machines()).await;
        // The second of these facts has an id that is taken.
        let clash = vec![row(30, "NEW", None, "{}"), row(1, "CLASH", None, "{}")];
        let mut tx = store.begin(minute(2)).await.unwrap();
        let import_clash = store::Import {
            source: source(2),
            facts: clash,
        };
        assert!(tx.import(import_clash, leaf).await.is_err());
        assert!(tx.commit().await.is_err());
        assert_eq!(store.last_fact_seq().await.unwrap(), 3);
        assert!(store.source(source(2).id).await.unwrap().is_none());
        let report = store.verify(&store::Trust::default()).await.unwrap();
        assert_eq!((report.leaves, report.problems), (1, vec![]));
    });
}
