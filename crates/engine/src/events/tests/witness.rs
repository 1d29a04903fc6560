//! What kept events prove, as the facts that measures read.

use super::*;
use domain::facts::{Beat, FactRow, Hunt, SourceRow};

const SYSTEM: &str = "cong";

impl Bed {
    fn events(&self) -> Events {
        let (log, table) = (self.log.clone(), self.table.clone());
        Events::of(Arc::clone(&self.engine), log, table).unwrap()
    }

    async fn rows<T: FactRow + Clone>(&self) -> Vec<domain::facts::Fact<T>> {
        let now = self.clock.now();
        let facts = self.engine.rows_of(&[T::KIND], now).await.unwrap();
        T::of(facts.shared()).to_vec()
    }

    /// A system of the ward, and the firewall adopted as its sender.
    async fn adopted(&self) {
        let cells = FactKind::System.columns().iter();
        let cells = cells.map(|column| match column.name {
            "name" => Some("Cổng thông tin (mẫu)".to_owned()),
            "level" => Some("3".to_owned()),
            _ => None,
        });
        let row = Observation {
            kind: FactKind::System,
            code: SYSTEM.to_owned(),
            unit: Some("p-hoa".to_owned()),
            occurred_at: Some(self.clock.now()),
            cells: cells.collect(),
        };
        let recorded = self
            .engine
            .record(&Actor::Local, SourceKind::Khien, "test", vec![row]);
        recorded.await.unwrap();
        let sources = self
            .engine
            .event_sources(&Actor::Local, SourceState::ALL, None, 10)
            .await;
        let source = sources.unwrap().remove(0);
        let adoption = Adoption {
            unit: Some("p-hoa".to_owned()),
            name: "Tường lửa (mẫu)".to_owned(),
            class: String::new(),
            systems: vec![SYSTEM.to_owned()],
        };
        let wrong = Adoption {
            systems: vec!["khong-co".to_owned()],
            ..adoption.clone()
        };
        let refused = self
            .engine
            .adopt_source(&Actor::Local, source.id, 0, wrong)
            .await;
        assert!(matches!(refused, Err(EngineError::Invalid(_))));
        self.engine
            .adopt_source(&Actor::Local, source.id, 0, adoption)
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_living_sender_becomes_a_source_with_beats_and_its_silence_a_gap() {
    let bed = Bed::new().await;
    bed.units().await;
    let mut pump = bed.pump().await;
    let events = bed.events();
    let mut hour = async |bed: &Bed| {
        bed.send(FIREWALL, &[contact(7, "203.0.113.1")]).await;
        pump.step(Duration::ZERO).await.unwrap();
        let recorded = events.witness().await.unwrap();
        bed.forward(60);
        recorded
    };
    assert_eq!(hour(&bed).await, 0, "nobody has said whose it is");
    bed.adopted().await;
    for _ in 0..26 {
        assert!(hour(&bed).await > 0);
    }
    let sources = bed.rows::<SourceRow>().await;
    let source = sources
        .iter()
        .find(|row| row.code.as_str() == FIREWALL)
        .unwrap();
    assert_eq!(source.kind, SourceKind::Log);
    assert_eq!(source.systems[0].as_str(), SYSTEM);
    // It pauses an hour: two of them are patience, told as three beats.
    assert_eq!(source.expected_every_minutes, Some(40));
    let beats = bed.rows::<Beat>().await;
    let count: i64 = beats.iter().map(|beat| beat.count).sum();
    assert_eq!(count, 27);
    assert!(beats.len() <= 3, "{} beats in 27 hours", beats.len());
    let mut ends: Vec<_> = beats.iter().map(|beat| (beat.from, beat.to)).collect();
    ends.sort();
    assert!(ends.windows(2).all(|two| two[0].1 == two[1].0), "{ends:?}");

    assert_eq!(events.witness().await.unwrap(), 0, "nothing is new");
    bed.forward(10 * 60);
    assert_eq!(hour(&bed).await, 1, "a beat; the rhythm excuses no silence");
    let after = bed.rows::<Beat>().await;
    assert_eq!(after.len(), beats.len() + 1);
    let newest = after.iter().max_by_key(|beat| beat.to).unwrap();
    assert_eq!((newest.count, newest.from == newest.to), (1, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alert_and_a_hunt_are_facts_with_what_became_of_them() {
    let bed = Bed::new().await;
    bed.units().await;
    bed.list().await;
    let mut pump = bed.pump().await;
    let events = bed.events();
    bed.send(FIREWALL, &[contact(7, "203.0.113.1")]).await;
    pump.step(Duration::ZERO).await.unwrap();
    bed.adopted().await;
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    pump.step(Duration::ZERO).await.unwrap();
    events.witness().await.unwrap();
    let raised = bed.rows::<domain::facts::Alert>().await.remove(0);
    assert_eq!((raised.seen, raised.closed), (None, None));
    assert_eq!(
        raised.system.as_ref().map(|code| code.as_str()),
        Some(SYSTEM)
    );

    bed.forward(5);
    let alert = bed.alerts().await.remove(0);
    let take = bed
        .engine
        .handle_alert(&Actor::Local, alert.id, 0, Handling::Acknowledge);
    take.await.unwrap();
    bed.forward(5);
    let close = Handling::Close {
        outcome: Outcome::FalseAlarm,
        reason: "máy thử nghiệm".to_owned(),
    };
    let close = bed.engine.handle_alert(&Actor::Local, alert.id, 1, close);
    close.await.unwrap();
    assert_eq!(events.witness().await.unwrap(), 1);
    let closed = bed.rows::<domain::facts::Alert>().await.remove(0);
    assert_eq!(closed.raised, raised.raised);
    assert_eq!(closed.seen, Some(at(5)));
    assert_eq!(closed.closed, Some(at(10)));
    assert_eq!(closed.verdict, Some(domain::facts::AlertVerdict::False));
    hunted(&bed, &events).await;
}

/// A hunt is a fact once it is concluded, and tells how many findings are dealt with.
async fn hunted(bed: &Bed, events: &Events) {
    let new = NewHunt {
        hypothesis: "có máy gọi ra máy chủ điều khiển".to_owned(),
        query: format!("dst.ip:{LISTED}"),
        unit: None,
        from: at(-60 * 24 * 31),
        to: at(10),
        found: 1,
    };
    let hunt = bed.engine.begin_hunt(&Actor::Local, new).await.unwrap();
    assert_eq!(events.witness().await.unwrap(), 0, "it is not concluded");
    let conclusion = Conclusion {
        text: "một máy, đã bóc gỡ".to_owned(),
        findings: 1,
        disposed: 0,
    };
    let done = bed
        .engine
        .conclude_hunt(&Actor::Local, hunt.id, &conclusion);
    done.await.unwrap();
    assert_eq!(events.witness().await.unwrap(), 1);
    let fact = bed.rows::<Hunt>().await.remove(0);
    assert_eq!(
        (fact.events_read, fact.findings, fact.disposed),
        (1, 1, Some(0))
    );
    assert_eq!(fact.systems[0].as_str(), SYSTEM);
    let done = bed.engine.dispose_findings(&Actor::Local, hunt.id, 2).await;
    assert!(matches!(done, Err(EngineError::Invalid(_))));
    let done = bed.engine.dispose_findings(&Actor::Local, hunt.id, 1).await;
    done.unwrap();
    assert_eq!(events.witness().await.unwrap(), 1);
    let facts = bed.rows::<Hunt>().await;
    assert_eq!((facts.len(), facts[0].disposed), (1, Some(1)));
}
