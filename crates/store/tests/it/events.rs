//! Rows around events, on both engines: as they were put, over a restart, in their order and within their units.

use jiff::SignedDuration;
use store::{
    Alert, AlertId, AlertPlace, AlertQuery, EventHunt, EventHuntId, EventRef, EventSource,
    EventSourceId, RetroHunt, RetroHuntId, RuleCount, SavedSearch, SavedSearchId, Suppression,
    SuppressionId, sha256,
};

use crate::engines::on_each_engine;
use crate::sample::{minute, uuid};

/// All states of a sender.
const STATES: [&str; 3] = ["waiting", "adopted", "retired"];

fn alert(number: u128, unit: Option<&str>, last: i64) -> Alert {
    Alert {
        id: AlertId(uuid(number)),
        kind: "rule".into(),
        rule: "luat-1".into(),
        title: "Đăng nhập sai nhiều lần".into(),
        title_en: "Many failed logons".into(),
        severity: "high".into(),
        rank: 3,
        unit: unit.map(str::to_owned),
        host: Some("pc-01".into()),
        key: None,
        source: "syslog/192.0.2.1".into(),
        first: minute(0),
        last: minute(last),
        findings: 2,
        reopened: 0,
        state: "open".into(),
        since: minute(1),
        raised: minute(1),
        seen: None,
        changed_by: None,
        outcome: None,
        reason: None,
        events: vec![
            EventRef {
                received: minute(1),
                id: [7; 16],
            },
            EventRef {
                received: minute(2),
                id: [8; 16],
            },
        ],
        revision: 0,
    }
}

fn source(number: u128, key: &str, unit: Option<&str>) -> EventSource {
    EventSource {
        id: EventSourceId(uuid(number)),
        key: key.into(),
        name: None,
        unit: unit.map(str::to_owned),
        class: "standard".into(),
        systems: vec!["cong".into(), "thu".into()],
        door: "syslog".into(),
        state: "waiting".into(),
        first_seen: minute(0),
        last_seen: minute(1),
        events: 5,
        pause: SignedDuration::from_secs(90),
        silent_since: None,
        token: None,
        adopted_at: None,
        adopted_by: None,
        revision: 0,
    }
}

#[test]
fn alerts_come_newest_first_page_by_page_within_their_units() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let all = [
            alert(1, Some("p-hoa"), 5),
            alert(2, Some("xa"), 7),
            alert(3, None, 5),
        ];
        let mut tx = store.begin(minute(9)).await.unwrap();
        for alert in &all {
            tx.put_alert(alert).await.unwrap();
        }
        tx.commit().await.unwrap();
        store.close().await.unwrap();

        let store = bed.open().await;
        let [hoa, xa, none] = all;
        let query = AlertQuery {
            limit: 2,
            ..AlertQuery::default()
        };
        assert_eq!(
            store.alerts(&query).await.unwrap(),
            [xa.clone(), none.clone()]
        );
        let rest = AlertQuery {
            after: Some(AlertPlace {
                last: none.last,
                id: none.id,
            }),
            ..query.clone()
        };
        assert_eq!(
            store.alerts(&rest).await.unwrap(),
            std::slice::from_ref(&hoa)
        );
        let scoped = AlertQuery {
            units: Some(vec!["p-hoa".into(), "to-1".into()]),
            ..query.clone()
        };
        assert_eq!(
            store.alerts(&scoped).await.unwrap(),
            std::slice::from_ref(&hoa)
        );
        for nothing in [
            AlertQuery {
                units: Some(Vec::new()),
                ..query.clone()
            },
            AlertQuery {
                states: vec!["closed".into()],
                ..query.clone()
            },
            AlertQuery {
                rank_min: 4,
                ..query.clone()
            },
            AlertQuery {
                host: Some("pc-02".into()),
                ..query.clone()
            },
            AlertQuery {
                rule: Some("luat-2".into()),
                ..query.clone()
            },
        ] {
            assert_eq!(store.alert_count(&nothing).await.unwrap(), 0, "{nothing:?}");
        }
        // Put again it is the same alert with other figures.
        let closed = Alert {
            state: "closed".into(),
            outcome: Some("handled".into()),
            reason: Some("xong".into()),
            findings: 3,
            events: Vec::new(),
            revision: 1,
            ..hoa
        };
        let mut tx = store.begin(minute(9)).await.unwrap();
        tx.put_alert(&closed).await.unwrap();
        assert_eq!(tx.alert(closed.id).await.unwrap().as_ref(), Some(&closed));
        tx.commit().await.unwrap();
        assert_eq!(store.alert_count(&AlertQuery::default()).await.unwrap(), 3);
        store.close().await.unwrap();
    });
}

#[test]
fn senders_are_found_by_id_token_and_key() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let mut waiting = source(1, "syslog/192.0.2.1", None);
        let held = EventSource {
            token: Some(sha256(b"khien_gui_mau")),
            state: "adopted".into(),
            adopted_at: Some(minute(2)),
            adopted_by: Some("local".into()),
            ..source(2, "token/may-chu", Some("p-hoa"))
        };
        let mut tx = store.begin(minute(9)).await.unwrap();
        assert_eq!(tx.events_taken("w").await.unwrap(), 0);
        for source in [&waiting, &held] {
            tx.put_event_source(source).await.unwrap();
        }
        waiting.events = 9;
        waiting.silent_since = Some(minute(3));
        tx.put_event_source(&waiting).await.unwrap();
        tx.put_events_taken("w", 5).await.unwrap();
        tx.put_events_taken("w", 8).await.unwrap();
        assert_eq!(tx.event_source_count().await.unwrap(), 2);
        assert_eq!(tx.unadopted_source_count().await.unwrap(), 1);
        assert_eq!(tx.event_sources_heard("waiting").await.unwrap(), []);
        assert_eq!(
            tx.event_sources_heard("adopted").await.unwrap(),
            std::slice::from_ref(&held)
        );
        tx.commit().await.unwrap();
        assert_eq!(
            store.event_source(waiting.id).await.unwrap().as_ref(),
            Some(&waiting)
        );
        let by_token = store.event_source_of_token(sha256(b"khien_gui_mau")).await;
        assert_eq!(by_token.unwrap().as_ref(), Some(&held));
        let all = store.event_sources(None, &STATES, None, 10).await.unwrap();
        assert_eq!(all, [waiting.clone(), held.clone()]);
        assert_eq!(
            store.adopted_sources().await.unwrap(),
            std::slice::from_ref(&held)
        );
        let after = store
            .event_sources(None, &STATES, Some(&waiting.key), 10)
            .await
            .unwrap();
        assert_eq!(after, std::slice::from_ref(&held));
        let waits = store.event_sources(None, &["waiting"], None, 10).await;
        assert_eq!(waits.unwrap(), [waiting]);
        let units = ["p-hoa".to_owned()];
        let scoped = store
            .event_sources(Some(&units), &STATES, None, 10)
            .await
            .unwrap();
        assert_eq!(scoped, [held]);
        let tx = store.begin(minute(9)).await.unwrap();
        assert_eq!(tx.events_taken("w").await.unwrap(), 8);
        drop(tx);
        store.close().await.unwrap();
    });
}

#[test]
fn suppressions_end_count_and_stay_to_be_read() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let one = Suppression {
            id: SuppressionId(uuid(1)),
            rule: Some("luat-1".into()),
            host: None,
            key: Some("lan".into()),
            unit: Some("p-hoa".into()),
            reason: "bảo trì".into(),
            from: minute(0),
            until: minute(60),
            made_by: "local".into(),
            ended_by: None,
            silenced: 0,
        };
        let mut tx = store.begin(minute(9)).await.unwrap();
        tx.add_suppression(one.clone()).await.unwrap();
        assert_eq!(
            tx.suppressions_in_force().await.unwrap(),
            std::slice::from_ref(&one)
        );
        tx.count_silenced(one.id, 2).await.unwrap();
        tx.count_silenced(one.id, 3).await.unwrap();
        assert!(tx.end_suppression(one.id, "local").await.unwrap());
        assert!(!tx.end_suppression(one.id, "local").await.unwrap());
        assert_eq!(tx.suppressions_in_force().await.unwrap(), []);
        tx.commit().await.unwrap();
        let ended = Suppression {
            until: minute(9),
            ended_by: Some("local".into()),
            silenced: 5,
            ..one
        };
        assert_eq!(
            store.suppression(ended.id).await.unwrap().as_ref(),
            Some(&ended)
        );
        let units = ["p-hoa".to_owned()];
        assert_eq!(store.suppressions(Some(&units)).await.unwrap(), [ended]);
        assert_eq!(store.suppressions(Some(&[])).await.unwrap(), []);
        store.close().await.unwrap();
    });
}

fn hunt() -> EventHunt {
    EventHunt {
        id: EventHuntId(uuid(2)),
        hypothesis: "có máy gọi ra ngoài ban đêm".into(),
        query: "dst_port:4444".into(),
        unit: Some("p-hoa".into()),
        from: minute(-600),
        to: minute(0),
        found: 3,
        conclusion: None,
        findings: 0,
        disposed: 0,
        made_by: "local".into(),
        made_at: minute(1),
        concluded_by: None,
        concluded_at: None,
        revision: 0,
    }
}

fn run() -> RetroHunt {
    RetroHunt {
        id: RetroHuntId(uuid(3)),
        what: "list:botnet.csv".into(),
        from: minute(-600),
        to: minute(0),
        done_to: minute(-600),
        state: "waiting".into(),
        events: 0,
        found: 0,
        judged: vec![1, 2],
        note: None,
        made_by: "local".into(),
        made_at: minute(1),
        changed_at: minute(9),
    }
}

#[test]
fn searches_hunts_and_runs_come_back_as_they_were_put() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let search = SavedSearch {
            id: SavedSearchId(uuid(1)),
            name: "đêm".into(),
            query: "user:lan".into(),
            span: "24h".into(),
            unit: None,
            owner: "local".into(),
            saved_at: minute(1),
        };
        let (mut hunt, mut run) = (hunt(), run());
        let mut tx = store.begin(minute(9)).await.unwrap();
        tx.add_saved_search(search.clone()).await.unwrap();
        tx.put_event_hunt(&hunt).await.unwrap();
        tx.put_retro_hunt(&run).await.unwrap();
        hunt.conclusion = Some("không thấy".into());
        hunt.concluded_at = Some(minute(9));
        hunt.revision = 1;
        tx.put_event_hunt(&hunt).await.unwrap();
        (run.done_to, run.events, run.found) = (minute(-300), 70, 2);
        run.state = "paused".into();
        tx.put_retro_hunt(&run).await.unwrap();
        assert_eq!(tx.event_hunt(hunt.id).await.unwrap().as_ref(), Some(&hunt));
        assert_eq!(tx.retro_hunt(run.id).await.unwrap().as_ref(), Some(&run));
        tx.commit().await.unwrap();
        assert_eq!(
            store.saved_searches().await.unwrap(),
            std::slice::from_ref(&search)
        );
        assert_eq!(store.event_hunts(None, 10).await.unwrap(), [hunt]);
        assert_eq!(
            store
                .event_hunts(Some(&["xa".to_owned()]), 10)
                .await
                .unwrap(),
            []
        );
        assert_eq!(
            store.retro_hunts(&["paused"], 10).await.unwrap(),
            std::slice::from_ref(&run)
        );
        assert_eq!(
            store
                .retro_hunts(&["waiting", "running"], 10)
                .await
                .unwrap(),
            []
        );
        let mut tx = store.begin(minute(9)).await.unwrap();
        assert!(!tx.drop_saved_search(search.id, "khac").await.unwrap());
        assert!(tx.drop_saved_search(search.id, "local").await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(store.saved_searches().await.unwrap(), []);
        store.close().await.unwrap();
    });
}

#[test]
fn findings_are_counted_by_rule_and_day_and_old_days_are_forgotten() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let day = 24 * 60;
        let count = |rule: &str, findings, silenced| RuleCount {
            rule: rule.into(),
            findings,
            silenced,
        };
        for (at, counts) in [
            (0, [count("b", 2, 0), count("a", 1, 1)]),
            (1, [count("a", 4, 0), count("b", 0, 3)]),
            (2 * day, [count("a", 8, 0), count("c", 1, 0)]),
        ] {
            let mut tx = store.begin(minute(at)).await.unwrap();
            for count in &counts {
                tx.count_rule(count).await.unwrap();
            }
            tx.put_alert(&alert(1, None, at)).await.unwrap();
            tx.commit().await.unwrap();
        }
        let all = store.rule_counts(minute(0)).await.unwrap();
        assert_eq!(all, [count("a", 13, 1), count("b", 2, 3), count("c", 1, 0)]);
        let late = store.rule_counts(minute(day)).await.unwrap();
        assert_eq!(late, [count("a", 8, 0), count("c", 1, 0)]);
        let alerts = store.alerts_by_rule(minute(day)).await.unwrap();
        assert_eq!(alerts, [("luat-1".to_owned(), 1)]);
        let none = store.alerts_by_rule(minute(3 * day)).await.unwrap();
        assert_eq!(none, []);

        let mut tx = store.begin(minute(2 * day)).await.unwrap();
        tx.forget_rule_days(minute(2 * day)).await.unwrap();
        tx.commit().await.unwrap();
        let left = store.rule_counts(minute(0)).await.unwrap();
        assert_eq!(left, late);
    });
}
