//! Rules and lists that wait, are tried, put in force and taken out again.

use super::*;
use crate::Shelf;
use crate::hunt::{RulesFile, RulesImported, rule_sets};

const LIST: &str = "botnet-2024-03.csv";

/// A data folder with everything open, as a server has it.
struct Desk {
    events: Events,
    engine: Arc<Engine>,
    clock: Clock,
    _temp: TempDir,
}

impl Desk {
    async fn new() -> Self {
        let (temp, clock) = (tempfile::tempdir().unwrap(), Clock::pinned(at(0)));
        let settings = Settings {
            database: Database::Sqlite,
            clock: clock.clone(),
            zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
            policy: Policy::default(),
            sample: true,
        };
        let engine = Engine::open(&temp.path().join("data"), settings).await;
        let engine = Arc::new(engine.unwrap());
        let (events, _) = Events::open(Arc::clone(&engine)).await.unwrap();
        Self {
            events,
            engine,
            clock,
            _temp: temp,
        }
    }

    async fn pump(&self) -> Pump {
        let options = PumpOptions {
            every: Duration::ZERO,
            ..PumpOptions::default()
        };
        self.events.pump(options).await.unwrap()
    }

    /// What these records raise as they come.
    async fn raised(&self, pump: &mut Pump, frames: &[String]) -> u64 {
        let sender = Sender {
            key: FIREWALL.into(),
        };
        let frames = frames.iter().map(|frame| frame.clone().into_bytes());
        let taken = self.events.intake().take(&sender, frames.collect()).await;
        assert!(taken.is_ok(), "{taken:?}");
        pump.look_again();
        pump.step(Duration::ZERO).await.unwrap().findings
    }

    async fn bring_list(&self) {
        let list = format!("{LISTED},Mirai\n203.0.113.67\n").into_bytes();
        let brought = self.engine.bring_list(&Actor::Local, LIST, list).await;
        assert_eq!(brought.unwrap().entries, 2);
    }

    async fn bring_rules(&self, name: &str, text: &str) -> RulesImported {
        let files = [RulesFile {
            name: format!("{name}.yml"),
            bytes: text.into(),
        }];
        let brought = self.engine.bring_rules(&Actor::Local, None, &files).await;
        brought.unwrap()
    }

    async fn tried(&self, candidate: Candidate) -> Trial {
        let tried = self.events.try_rules(&Actor::Local, &candidate).await;
        tried.unwrap()
    }

    fn sets(&self) -> Vec<(String, Shelf)> {
        let sets = rule_sets(self.engine.store.folder().path()).unwrap();
        sets.into_iter().map(|set| (set.name, set.shelf)).collect()
    }

    async fn noise_of(&self, rule: &str) -> Noise {
        let shown = self.engine.rules_shown(&Actor::Local).await.unwrap();
        let list = shown.lists.iter().find(|(list, _)| list.name == rule);
        list.unwrap().1
    }
}

fn rule(id: u8, action: &str) -> String {
    format!(
        "title: Luat {action}\nid: 0000000{id}-1111-4111-8111-111111111111\nname: mot\nstatus: test\nlevel: high\n\
         logsource:\n  category: firewall\ndetection:\n  s:\n    action: {action}\n  condition: s\n"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_waits_judges_nothing_and_is_tried_on_what_is_kept() {
    let desk = Desk::new().await;
    let mut pump = desk.pump().await;
    desk.bring_list().await;
    let sent = [
        contact(7, LISTED),
        contact(8, LISTED),
        contact(8, "203.0.113.1"),
    ];
    assert_eq!(desk.raised(&mut pump, &sent).await, 0);
    let trial = desk
        .tried(Candidate::List(Shelf::Waiting, LIST.into()))
        .await;
    assert_eq!((trial.events, trial.rules, trial.is_cut), (3, 2, false));
    let [found] = trial.found.as_slice() else {
        panic!("{trial:?}");
    };
    assert_eq!((found.key.as_str(), found.findings), (LISTED, 2));
    assert!(found.title_en.contains("Mirai"), "{}", found.title_en);
    // What it names can be opened.
    for example in &found.examples {
        let event = desk.events.event(&Actor::Local, example.id, None).await;
        assert!(event.unwrap().is_some());
    }
    assert_eq!(found.examples.len(), 2);
    // A trial raises nothing.
    let all = AlertFilter::default();
    assert_eq!(
        desk.engine.alert_count(&Actor::Local, &all).await.unwrap(),
        0
    );

    desk.engine.enable_list(&Actor::Local, LIST).await.unwrap();
    assert_eq!(desk.raised(&mut pump, &sent).await, 2);
    assert_eq!(desk.noise_of(LIST).await.findings, 2);
    let again = desk.engine.enable_list(&Actor::Local, LIST).await;
    assert!(matches!(again, Err(EngineError::NotFound(_))), "{again:?}");

    // A new edition changes nothing until it is put in force, and no other is taken out over it.
    desk.bring_list().await;
    let refused = desk.engine.disable_list(&Actor::Local, LIST, "cũ").await;
    assert!(matches!(refused, Err(EngineError::Invalid(_))));
    let blank = desk.engine.discard_list(&Actor::Local, LIST, " ").await;
    assert!(matches!(blank, Err(EngineError::Invalid(_))));
    desk.clock.set(at(5));
    desk.engine
        .discard_list(&Actor::Local, LIST, "nhầm tệp")
        .await
        .unwrap();
    let shown = desk
        .engine
        .list_in(&Actor::Local, Shelf::InForce, LIST)
        .await;
    let since = shown.unwrap().about.changed_at;
    assert!(since < at(5), "what waited is gone, not what is in force");
    desk.engine
        .disable_list(&Actor::Local, LIST, "hết tháng")
        .await
        .unwrap();
    assert_eq!(desk.raised(&mut pump, &sent).await, 0);
    let lists = desk.engine.lists(&Actor::Local).unwrap();
    assert_eq!(lists.len(), 1);
    assert_eq!(lists[0].shelf, Shelf::Waiting);
    let audit = desk.engine.audit(&Actor::Local, AuditPage::default()).await;
    let audit = audit.unwrap();
    let words: Vec<&str> = audit.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(
        words,
        [
            "list.disabled",
            "list.removed",
            "list.brought",
            "retro_hunt.asked",
            "list.imported",
            "rules.tried",
            "list.brought"
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_that_wait_are_tried_with_those_they_name_and_then_raise() {
    let desk = Desk::new().await;
    let mut pump = desk.pump().await;
    desk.bring_rules("goc", &rule(1, "deny")).await;
    desk.engine
        .enable_rules(&Actor::Local, "goc")
        .await
        .unwrap();
    // A correlation over a rule of another set.
    let many = "title: Nhieu\nid: 22222222-2222-4222-8222-222222222222\nstatus: test\nlevel: critical\n\
                correlation:\n  type: event_count\n  rules: [mot]\n  group-by: [srcip]\n  timespan: 5m\n  condition:\n    gte: 3\n";
    let brought = desk.bring_rules("nhieu", many).await;
    assert_eq!(brought.problems, []);
    let denied = |second: u8| {
        format!(
            "<134>date=2024-02-08 time=21:29:{second:02} tz=\"+0700\" devname=\"FW-MAU\" type=\"traffic\" \
             srcip=198.51.100.9 dstip=203.0.113.1 action=\"deny\""
        )
    };
    // They come in the wrong order: they are tried in the order of their times.
    let sent = [denied(3), denied(1), denied(2)];
    assert!(desk.raised(&mut pump, &sent).await <= 3);
    let trial = desk
        .tried(Candidate::Rules(Shelf::Waiting, "nhieu".into()))
        .await;
    let [found] = trial.found.as_slice() else {
        panic!("{trial:?}");
    };
    assert_eq!(
        (
            found.title.as_str(),
            found.findings,
            trial.rules,
            trial.loud
        ),
        ("Nhieu", 1, 1, 1)
    );
    assert_eq!(found.examples.len(), 3);
    // Only the last day is looked at.
    desk.clock.set(at(25 * 60));
    let trial = desk
        .tried(Candidate::Rules(Shelf::Waiting, "nhieu".into()))
        .await;
    assert_eq!((trial.events, trial.found.len()), (0, 0));
    let missing = Candidate::Rules(Shelf::InForce, "../rules/goc".into());
    let missing = desk.events.try_rules(&Actor::Local, &missing).await;
    assert!(matches!(missing, Err(EngineError::NotFound(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_set_goes_from_shelf_to_shelf_whole_and_tells_how_loud_it_is() {
    let desk = Desk::new().await;
    let mut pump = desk.pump().await;
    desk.bring_rules("mau", &rule(1, "accept")).await;
    let sent = [contact(7, "203.0.113.1"), contact(8, "203.0.113.1")];
    assert_eq!(desk.raised(&mut pump, &sent).await, 0);
    desk.engine
        .enable_rules(&Actor::Local, "mau")
        .await
        .unwrap();
    assert_eq!(desk.sets(), [("mau".to_owned(), Shelf::InForce)]);
    assert_eq!(desk.raised(&mut pump, &sent).await, 2);
    let set = desk
        .engine
        .rules_in(&Actor::Local, Shelf::InForce, "mau")
        .await;
    let set = set.unwrap();
    let [line] = set.rules.as_slice() else {
        panic!("{set:?}");
    };
    assert_eq!((line.noise.findings, line.noise.alerts), (2, 2));
    let quiet = NewSuppression {
        rule: Some(line.key.clone()),
        host: None,
        key: None,
        unit: None,
        reason: "quá ồn".to_owned(),
        until: at(60),
    };
    desk.engine.suppress(&Actor::Local, quiet).await.unwrap();
    assert_eq!(desk.raised(&mut pump, &sent).await, 0);
    let shown = desk.engine.rules_shown(&Actor::Local).await.unwrap();
    let noise: Vec<_> = shown
        .sets
        .iter()
        .map(|set| (set.name.as_str(), set.noise.findings, set.noise.silenced))
        .collect();
    assert_eq!(noise, [("starter", 0, 0), ("mau", 2, 2)]);

    replaced(&desk).await;
    // Eight days later it is quiet.
    desk.clock.set(at(8 * 24 * 60));
    desk.bring_rules("mau", &rule(1, "accept")).await;
    let set = desk
        .engine
        .rules_in(&Actor::Local, Shelf::Waiting, "mau")
        .await;
    assert_eq!(set.unwrap().shown.noise, Noise::default());
}

/// A new edition waits beside the one in force, and takes its place when it is put in force; then all is removed.
async fn replaced(desk: &Desk) {
    desk.bring_rules("mau", &rule(2, "deny")).await;
    let both = [Shelf::InForce, Shelf::Waiting].map(|shelf| ("mau".to_owned(), shelf));
    assert_eq!(desk.sets(), both);
    let refused = desk.engine.disable_rules(&Actor::Local, "mau", "ồn").await;
    assert!(matches!(refused, Err(EngineError::Invalid(_))));
    let enabled = desk
        .engine
        .enable_rules(&Actor::Local, "mau")
        .await
        .unwrap();
    assert!(enabled.replaced.is_some() && !enabled.is_known);
    assert_eq!(desk.sets(), [("mau".to_owned(), Shelf::InForce)]);
    desk.engine
        .disable_rules(&Actor::Local, "mau", "ồn")
        .await
        .unwrap();
    assert_eq!(desk.sets(), [("mau".to_owned(), Shelf::Waiting)]);
    let files = crate::hunt::rules_in_force(Some(desk.engine.store.folder().path()), &[]);
    assert_eq!(files.unwrap().sets, [""; 0]);
    desk.engine
        .discard_rules(&Actor::Local, "mau", "không dùng")
        .await
        .unwrap();
    assert_eq!(desk.sets(), []);
}
