//! A list or a rule that comes later finds what it would have found.

use super::*;
use crate::Shelf;
use crate::hunt::RulesImport;
use crate::jobs::Stop;

const JSON: &str = "http/may-chu";
/// The list of [`Bed::list`].
const LIST: &[&str] = &["botnet-2024-02.csv"];
/// The rules of [`RULES`].
const OWN_RULES: &[&str] = &[
    "11111111-1111-4111-8111-111111111111",
    "22222222-2222-4222-8222-222222222222",
];

/// What an alert says, without what the moment of finding gives it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    id: AlertId,
    kind: String,
    title: String,
    severity: String,
    unit: Option<String>,
    about: (Option<String>, Option<String>),
    between: (Timestamp, Timestamp),
    findings: u64,
    /// Arrival and offset of each event.
    events: Vec<(Timestamp, [u8; 8])>,
}

impl Bed {
    fn retro(&self) -> Retro {
        let (engine, log) = (Arc::clone(&self.engine), self.log.clone());
        Retro::new(engine, log, self.table.clone())
    }

    /// The alerts of these rules and lists; the starter rules have theirs in any case.
    async fn said(&self, of: &[&str]) -> Vec<Said> {
        let alerts = self.alerts().await.into_iter();
        let alerts = alerts.filter(|alert| of.contains(&alert.rule.as_str()));
        let alerts = alerts.map(|alert| Said {
            id: alert.id,
            kind: alert.kind,
            title: alert.title,
            severity: alert.severity,
            unit: alert.unit,
            about: (alert.host, alert.key),
            between: (alert.first, alert.last),
            findings: alert.findings,
            events: alert
                .events
                .iter()
                .map(|event| (event.received, event.id[8..].try_into().unwrap()))
                .collect(),
        });
        let mut alerts: Vec<Said> = alerts.collect();
        alerts.sort();
        alerts
    }

    async fn runs(&self) -> Vec<RetroHunt> {
        self.engine.retro_hunts(&Actor::Local).await.unwrap()
    }

    /// Two days of traffic, some of it with what is listed; the sender gets its unit on the second day.
    async fn traffic(&self, pump: &mut Pump) {
        let ssh = "<38>Feb  8 21:29:01 may-01 sshd[7]: Failed password for root from 203.0.113.66 port 22 ssh2";
        let json = format!(
            "{{\"time\":\"2024-02-08T14:20:00Z\",\"src_ip\":\"198.51.100.9\",\"note\":\"đến {LISTED} rồi thôi\"}}"
        );
        let plain: Vec<String> = (1..60).map(|n| contact(n, "203.0.113.1")).collect();
        for day in 0..2 {
            self.send(FIREWALL, &plain).await;
            for turn in 0..25 {
                self.send(
                    FIREWALL,
                    &[
                        contact(7, LISTED),
                        contact(8, "203.0.113.67"),
                        ssh.to_owned(),
                    ],
                )
                .await;
                self.send(
                    JSON,
                    &[json.clone(), "{\"src_ip\":\"198.51.100.10\"}".to_owned()],
                )
                .await;
                pump.step(Duration::ZERO).await.unwrap();
                if turn % 5 == 0 {
                    self.forward(60);
                }
            }
            if day == 0 {
                self.adopt(FIREWALL).await;
            }
            self.forward(60 * 24);
        }
    }

    async fn adopt(&self, key: &str) {
        let sources = self
            .engine
            .event_sources(&Actor::Local, SourceState::ALL, None, 10)
            .await;
        let source = sources
            .unwrap()
            .into_iter()
            .find(|source| source.key == key);
        let adoption = Adoption {
            unit: Some("p-hoa".to_owned()),
            name: "Tường lửa phường".to_owned(),
            class: String::new(),
            systems: Vec::new(),
        };
        let source = source.unwrap();
        self.engine
            .adopt_source(&Actor::Local, source.id, source.revision, adoption)
            .await
            .unwrap();
    }

    /// Lets the pump judge by what is in force, then carries out all runs; gives how many slices it took.
    async fn look_back(&self, pump: &mut Pump) -> usize {
        pump.look_again();
        pump.step(Duration::ZERO).await.unwrap();
        let (mut retro, stop) = (self.retro(), Stop::new());
        let mut slices = 0;
        while retro.step(&stop).await.unwrap() {
            slices += 1;
        }
        slices
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_comes_later_finds_the_same_as_one_that_was_there() {
    let (there, later) = (Bed::new().await, Bed::new().await);
    for bed in [&there, &later] {
        bed.units().await;
    }
    there.list().await;
    let mut pump = there.pump().await;
    there.traffic(&mut pump).await;
    there.send(FIREWALL, &[contact(7, LISTED)]).await;
    pump.step(Duration::ZERO).await.unwrap();
    let wanted = there.said(LIST).await;
    let findings: u64 = wanted.iter().map(|alert| alert.findings).sum();
    assert_eq!(findings, 2 * 25 * 4 + 1, "{wanted:#?}");
    assert!(
        there.runs().await.is_empty(),
        "no events were kept before the list"
    );

    let mut pump = later.pump().await;
    later.traffic(&mut pump).await;
    assert_eq!(later.said(LIST).await, []);
    later.list().await;
    // What comes in while the run waits is judged as it comes, and once.
    pump.look_again();
    later.send(FIREWALL, &[contact(7, LISTED)]).await;
    assert!(
        !later.retro().step(&Stop::new()).await.unwrap(),
        "the pump does not judge by it yet"
    );
    later.look_back(&mut pump).await;
    assert_eq!(later.said(LIST).await, wanted);
    let run = later.runs().await.remove(0);
    assert_eq!((run.state.as_str(), run.done_to), ("done", run.to));
    assert_eq!(
        (run.events, run.found),
        (2 * (59 + 25 * 5) + 1, findings - 1)
    );

    // The same again, however it is asked for, finds nothing new.
    later.list().await;
    assert_eq!(later.runs().await.len(), 1, "nothing new was imported");
    let again = NewRetroHunt {
        what: run.what,
        from: run.from,
        to: run.to,
    };
    later
        .engine
        .ask_retro_hunt(&Actor::Local, again)
        .await
        .unwrap();
    later.look_back(&mut pump).await;
    assert_eq!(later.runs().await[0].found, 0);
    assert_eq!(later.said(LIST).await, wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_was_broken_off_is_run_when_it_is_done_again() {
    let bed = Bed::new().await;
    let mut pump = bed.pump().await;
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    pump.step(Duration::ZERO).await.unwrap();
    // The list is in force, and nobody asked for its run.
    let lists = bed.temp.path().join("data/lists");
    std::fs::create_dir_all(&lists).unwrap();
    let list = format!("{LISTED},Mirai\n203.0.113.67\n");
    std::fs::write(lists.join("botnet-2024-02.csv"), list).unwrap();
    bed.look_back(&mut pump).await;
    assert_eq!(bed.said(LIST).await, []);
    bed.list().await;
    bed.look_back(&mut pump).await;
    assert_eq!(bed.said(LIST).await.len(), 1);
    bed.list().await;
    assert_eq!(bed.runs().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_edition_finds_only_what_the_one_before_did_not_have() {
    let bed = Bed::new().await;
    bed.units().await;
    let import = async |entries: &str| {
        let list = entries.as_bytes().to_vec();
        bed.engine
            .import_list(&Actor::Local, "thang.txt", list)
            .await
            .unwrap();
    };
    import("203.0.113.66\n").await;
    let mut pump = bed.pump().await;
    bed.send(FIREWALL, &[contact(7, LISTED), contact(7, "203.0.113.67")])
        .await;
    pump.step(Duration::ZERO).await.unwrap();
    // Two editions one after the other, before anything is run: one run is enough.
    import("203.0.113.66\n203.0.113.68\n").await;
    import("203.0.113.66\n203.0.113.67\n").await;
    assert_eq!(bed.runs().await.len(), 1);
    bed.look_back(&mut pump).await;
    let found = bed.said(&["thang.txt"]).await;
    let found: Vec<_> = found
        .iter()
        .map(|alert| (alert.about.1.as_deref().unwrap(), alert.findings))
        .collect();
    assert_eq!(found.len(), 2);
    assert!(
        found.contains(&("203.0.113.66", 1)) && found.contains(&("203.0.113.67", 1)),
        "{found:?}"
    );
    assert_eq!(bed.runs().await[0].found, 1);
}

const RULES: &str = "title: Mot\nid: 11111111-1111-4111-8111-111111111111\nname: mot\nstatus: test\nlevel: medium\n\
                     logsource:\n  category: firewall\ndetection:\n  s:\n    action: deny\n  condition: s\n---\n\
                     title: Nhieu\nid: 22222222-2222-4222-8222-222222222222\nstatus: test\nlevel: high\n\
                     correlation:\n  type: event_count\n  rules: [mot]\n  group-by: [srcip]\n  generate: true\n  timespan: 5m\n  condition:\n    gte: 3\n";

impl Bed {
    async fn rules(&self) {
        let path = self.temp.path().join("nhieu.yml");
        std::fs::write(&path, RULES).unwrap();
        let import = RulesImport {
            paths: vec![path],
            name: Some("mau".to_owned()),
            shelf: Shelf::InForce,
        };
        self.engine
            .import_rules(&Actor::Local, &import)
            .await
            .unwrap();
    }

    /// Denied contacts, three of one machine within five minutes on each of two days.
    async fn denials(&self, pump: &mut Pump) {
        for day in [8, 9] {
            let denied = |minute: u8, second: u8, machine: u8| {
                format!(
                    "<134>date=2024-02-{day:02} time=21:{minute}:{second:02} tz=\"+0700\" devname=\"FW-MAU\" \
                     type=\"traffic\" srcip=198.51.100.{machine} dstip=203.0.113.1 action=\"deny\""
                )
            };
            self.send(
                FIREWALL,
                &[denied(20, 1, 9), denied(21, 2, 9), denied(21, 3, 5)],
            )
            .await;
            pump.step(Duration::ZERO).await.unwrap();
            self.send(FIREWALL, &[denied(22, 3, 9), contact(3, "203.0.113.1")])
                .await;
            // A later match shows that nothing earlier is to be waited for.
            self.send(FIREWALL, &[denied(40, 1, 4)]).await;
            pump.step(Duration::ZERO).await.unwrap();
            self.forward(60 * 24);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_that_come_later_find_the_same_as_those_that_were_there() {
    let (there, later) = (Bed::new().await, Bed::new().await);
    there.rules().await;
    let mut pump = there.pump().await;
    there.denials(&mut pump).await;
    let wanted = there.said(OWN_RULES).await;
    let of_kind = |kind: &str| wanted.iter().filter(|alert| alert.kind == kind).count();
    assert!(
        of_kind("rule") >= 1 && of_kind("correlation") == 1,
        "{wanted:#?}"
    );

    let mut pump = later.pump().await;
    later.denials(&mut pump).await;
    later.rules().await;
    later.look_back(&mut pump).await;
    assert_eq!(later.said(OWN_RULES).await, wanted);
    // Imported anew with nothing changed, or asked for again, they find nothing twice.
    later.rules().await;
    let run = later.runs().await.remove(0);
    assert_eq!(
        (run.what.as_str(), run.state.as_str()),
        ("rules:mau", "done")
    );
    let again = NewRetroHunt {
        what: run.what,
        from: run.from,
        to: run.to,
    };
    later
        .engine
        .ask_retro_hunt(&Actor::Local, again)
        .await
        .unwrap();
    later.look_back(&mut pump).await;
    assert_eq!(later.said(OWN_RULES).await, wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_look_back_at_rows_of_followed_tables_by_their_headings() {
    const OWN: &str = "33333333-3333-4333-8333-333333333333";
    let rule = format!(
        "title: Bang\nid: {OWN}\nstatus: test\nlevel: high\nlogsource:\n  category: webserver\ndetection:\n  \
         s:\n    cs-uri-stem|endswith: /cmd.aspx\n  condition: s\n"
    );
    let import = async |bed: &Bed| {
        let path = bed.temp.path().join("bang.yml");
        std::fs::write(&path, &rule).unwrap();
        let import = RulesImport {
            paths: vec![path],
            name: Some("bang".to_owned()),
            shelf: Shelf::InForce,
        };
        bed.engine
            .import_rules(&Actor::Local, &import)
            .await
            .unwrap();
    };
    let rows = |stem: &str| {
        format!(
            "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n2024-02-08 14:20:00 192.0.2.9 GET {stem} 200"
        )
    };
    let follow = async |bed: &Bed, pump: &mut Pump| {
        bed.send("file/iis", &[rows("/"), rows("/a/cmd.aspx"), rows("/b")])
            .await;
        pump.step(Duration::ZERO).await.unwrap();
    };
    let (there, later) = (Bed::new().await, Bed::new().await);
    import(&there).await;
    let mut pump = there.pump().await;
    follow(&there, &mut pump).await;
    let wanted = there.said(&[OWN]).await;
    assert_eq!((wanted.len(), wanted[0].findings), (1, 1));

    let mut pump = later.pump().await;
    follow(&later, &mut pump).await;
    import(&later).await;
    later.look_back(&mut pump).await;
    assert_eq!(later.said(&[OWN]).await, wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_is_stopped_goes_on_and_outlives_the_program() {
    let bed = Bed::new().await;
    bed.units().await;
    let mut pump = bed.pump().await;
    for _ in 0..4 {
        bed.send(FIREWALL, &[contact(7, LISTED)]).await;
        pump.step(Duration::ZERO).await.unwrap();
        bed.forward(60 * 24);
    }
    bed.list().await;
    pump.look_again();
    pump.step(Duration::ZERO).await.unwrap();
    let (mut retro, stop) = (bed.retro(), Stop::new());
    assert!(retro.step(&stop).await.unwrap());
    let run = bed.runs().await.remove(0);
    assert_eq!(
        (run.state.as_str(), run.events, run.found),
        ("running", 1, 1)
    );
    assert!(run.from < run.done_to && run.done_to < run.to);

    let pause = async |bed: &Bed, is_paused| {
        let paused = bed
            .engine
            .pause_retro_hunt(&Actor::Local, run.id, is_paused)
            .await;
        paused.unwrap();
    };
    pause(&bed, true).await;
    assert!(!retro.step(&stop).await.unwrap());
    assert_eq!(bed.runs().await[0].events, 1);
    pause(&bed, false).await;
    assert!(retro.step(&stop).await.unwrap());
    // The program ends in the middle of it: the slice at hand is left for the next start.
    let ended = Stop::new();
    ended.stop();
    assert!(!retro.step(&ended).await.unwrap());
    let before = bed.runs().await.remove(0);
    assert_eq!((before.state.as_str(), before.events), ("running", 2));
    drop((retro, pump));

    let bed = bed.again().await;
    let mut pump = bed.pump().await;
    bed.look_back(&mut pump).await;
    let run = bed.runs().await.remove(0);
    assert_eq!((run.state.as_str(), run.events, run.found), ("done", 4, 4));
    assert_eq!(bed.alerts().await[0].findings, 4);
    let refused = bed
        .engine
        .pause_retro_hunt(&Actor::Local, run.id, true)
        .await;
    assert!(matches!(refused, Err(EngineError::Invalid(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_of_what_is_gone_says_so() {
    let bed = Bed::new().await;
    let mut pump = bed.pump().await;
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    pump.step(Duration::ZERO).await.unwrap();
    bed.list().await;
    let name = "botnet-2024-02.csv";
    bed.engine.remove_list(&Actor::Local, name).await.unwrap();
    bed.look_back(&mut pump).await;
    let run = bed.runs().await.remove(0);
    assert_eq!(
        (run.state.as_str(), run.note.as_deref()),
        ("failed", Some(RetroNote::Gone.as_str()))
    );
    for wrong in ["list:", "botnet", "file:a"] {
        let new = NewRetroHunt {
            what: wrong.to_owned(),
            from: at(0),
            to: at(1),
        };
        let refused = bed.engine.ask_retro_hunt(&Actor::Local, new).await;
        assert!(matches!(refused, Err(EngineError::Invalid(_))), "{wrong}");
    }
}
