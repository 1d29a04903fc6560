//! The use cases around events with every role: for the unit a thing belongs to, from a foreign one, and for what
//! belongs to the whole organisation.

use crate::town::Town;
use domain::access::{Access, Action, Grant, ROWS, Role};
use domain::alert::Outcome;
use domain::key::Key;
use engine::events::{
    Adoption, Alert, AlertFilter, AlertId, Asked, Candidate, Conclusion, EventSource, Events,
    Handling, NewHunt, NewRetroHunt, NewSearch, NewSuppression, SourceState,
};
use engine::hunt::RulesFile;
use engine::{Actor, Engine, EngineError, Person, Shelf};
use jiff::{SignedDuration, Timestamp};
use lake::query::{Field, Format, parse};
use std::sync::Arc;
use uuid::Uuid;

/// What makes names and ids that no two rows share.
static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);

const FORBIDDEN: &str = "access.forbidden";
const NOT_FOUND: &str = "not_found";

/// Use cases of what belongs to one unit, with the right each asks.
const OF_UNIT: &[(&str, Action)] = &[
    ("alert", Action::ViewAlerts),
    ("handle_alert", Action::HandleAlerts),
    ("event_source", Action::ViewSources),
    ("adopt_source", Action::ManageSources),
    ("retire_source", Action::ManageSources),
    ("renew_source_token", Action::ManageSources),
    ("add_source", Action::ManageSources),
    ("suppress", Action::SuppressAlerts),
    ("end_suppression", Action::SuppressAlerts),
    ("save_search", Action::HuntEvents),
    ("begin_hunt", Action::HuntEvents),
    ("conclude_hunt", Action::HuntEvents),
    ("dispose_findings", Action::HuntEvents),
];

/// Lists, narrowed to what the asker may see.
const LISTS: &[(&str, Action)] = &[
    ("alerts", Action::ViewAlerts),
    ("alert_count", Action::ViewAlerts),
    ("event_sources", Action::ViewSources),
    ("suppressions", Action::ViewAlerts),
    ("saved_searches", Action::ViewEvents),
    ("event_hunts", Action::ViewEvents),
    ("units_in_sight", Action::ViewEvents),
];

/// Questions about the events kept.
const QUESTIONS: &[(&str, Action)] = &[
    ("page", Action::ViewEvents),
    ("count", Action::ViewEvents),
    ("histogram", Action::ViewEvents),
    ("facet", Action::ViewEvents),
    ("event", Action::ViewEvents),
    ("export", Action::ExportEvents),
];

/// Use cases of the whole organisation.
const WHOLE: &[(&str, Action)] = &[
    ("import_list", Action::ManageRules),
    ("remove_list", Action::ManageRules),
    ("bring_list", Action::ManageRules),
    ("enable_list", Action::ManageRules),
    ("disable_list", Action::ManageRules),
    ("discard_list", Action::ManageRules),
    ("list_in", Action::ManageRules),
    ("bring_rules", Action::ManageRules),
    ("enable_rules", Action::ManageRules),
    ("disable_rules", Action::ManageRules),
    ("discard_rules", Action::ManageRules),
    ("rules_in", Action::ManageRules),
    ("rules_shown", Action::ManageRules),
    ("ask_retro_hunt", Action::HuntEvents),
    ("pause_retro_hunt", Action::HuntEvents),
    ("retro_hunts", Action::ViewEvents),
];

/// All that is walked here, lists in force and searches of one's own included.
pub(crate) fn names() -> Vec<&'static str> {
    let walked = [OF_UNIT, LISTS, QUESTIONS, WHOLE].concat();
    let mut names: Vec<&str> = walked.iter().map(|(name, _)| *name).collect();
    names.extend(["lists", "drop_search", "try_rules"]);
    names
}

struct World {
    engine: Engine,
    unit: String,
    foreign: String,
    now: Timestamp,
}

impl World {
    async fn new(town: &Town) -> Self {
        let engine = town.open().await;
        town.import(&engine).await;
        let tree = engine.unit_tree().await.unwrap();
        let auditor = person(Role::Auditor, Some(demo::TOWN));
        let units = engine.units_in_sight(&auditor, Action::ViewEvents);
        let units = units.await.unwrap().unwrap();
        let leaf = |code: &&String| {
            let own = Key::new(code.as_str());
            let is_above = |other: &String| other != *code && tree.contains(&own, &Key::new(other));
            !units.iter().any(is_above)
        };
        let mut leaves = units.iter().filter(leaf).cloned();
        let (unit, foreign) = (leaves.next().unwrap(), leaves.next().unwrap());
        let now = engine.clock().now();
        Self {
            engine,
            unit,
            foreign,
            now,
        }
    }

    /// A new alert of the unit, or of none.
    async fn new_alert(&self, unit: Option<&str>) -> AlertId {
        let id = AlertId(Uuid::from_u128(u128::from(
            NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed),
        )));
        let alert = Alert {
            id,
            kind: "rule".into(),
            rule: "r".into(),
            title: "Mẫu".into(),
            title_en: "Sample".into(),
            severity: "high".into(),
            rank: 3,
            unit: unit.map(str::to_owned),
            host: None,
            key: None,
            source: "syslog/192.0.2.1".into(),
            first: self.now,
            last: self.now,
            findings: 1,
            reopened: 0,
            state: "open".into(),
            since: self.now,
            raised: self.now,
            seen: None,
            changed_by: None,
            outcome: None,
            reason: None,
            events: Vec::new(),
            revision: 0,
        };
        let mut tx = self.engine.store().begin(self.now).await.unwrap();
        tx.put_alert(&alert).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A sender of the unit.
    async fn source(&self) -> EventSource {
        let adoption = self.adoption(&format!(
            "nguồn {}",
            Uuid::from_u128(u128::from(
                NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
            ))
        ));
        let added = self.engine.add_source(&Actor::Local, adoption).await;
        added.unwrap().0
    }

    fn adoption(&self, name: &str) -> Adoption {
        Adoption {
            unit: Some(self.unit.clone()),
            name: name.to_owned(),
            class: String::new(),
            systems: Vec::new(),
        }
    }

    fn suppression(&self) -> NewSuppression {
        NewSuppression {
            rule: Some("r".into()),
            host: None,
            key: None,
            unit: Some(self.unit.clone()),
            reason: "thử nghiệm quyền".into(),
            until: self.now + SignedDuration::from_hours(1),
        }
    }

    fn hunt(&self) -> NewHunt {
        NewHunt {
            hypothesis: "giả thuyết mẫu".into(),
            query: "a".into(),
            unit: Some(self.unit.clone()),
            from: self.now - SignedDuration::from_hours(1),
            to: self.now,
            found: 0,
        }
    }

    async fn of_unit(&self, by: &Actor, name: &str) -> Result<(), EngineError> {
        let engine = &self.engine;
        let local = &Actor::Local;
        match name {
            "alert" => {
                let id = self.new_alert(Some(&self.unit)).await;
                engine.alert(by, id).await.map(drop)
            }
            "handle_alert" => {
                let id = self.new_alert(Some(&self.unit)).await;
                let close = Handling::Close {
                    outcome: Outcome::Expected,
                    reason: "thử nghiệm quyền".into(),
                };
                engine.handle_alert(by, id, 0, close).await.map(drop)
            }
            "suppress" => engine.suppress(by, self.suppression()).await.map(drop),
            "end_suppression" => {
                let made = engine.suppress(local, self.suppression()).await.unwrap();
                engine.end_suppression(by, made.id).await
            }
            "save_search" => {
                let new = NewSearch {
                    name: "tìm mẫu".into(),
                    query: "a".into(),
                    span: "24h".into(),
                    unit: Some(self.unit.clone()),
                };
                engine.save_search(by, new).await.map(drop)
            }
            "begin_hunt" => engine.begin_hunt(by, self.hunt()).await.map(drop),
            "conclude_hunt" => {
                let hunt = engine.begin_hunt(local, self.hunt()).await.unwrap();
                let said = conclusion();
                engine.conclude_hunt(by, hunt.id, &said).await.map(drop)
            }
            "dispose_findings" => {
                let hunt = engine.begin_hunt(local, self.hunt()).await.unwrap();
                let said = conclusion();
                engine.conclude_hunt(local, hunt.id, &said).await.unwrap();
                engine.dispose_findings(by, hunt.id, 1).await.map(drop)
            }
            _ => self.of_source(by, name).await,
        }
    }

    /// What is done to a sender of the unit.
    async fn of_source(&self, by: &Actor, name: &str) -> Result<(), EngineError> {
        let engine = &self.engine;
        match name {
            "event_source" => engine
                .event_source(by, self.source().await.id)
                .await
                .map(drop),
            "adopt_source" => {
                let (source, adoption) = (self.source().await, self.adoption("tên khác"));
                let adopted = engine.adopt_source(by, source.id, 1, adoption).await;
                adopted.map(drop)
            }
            "retire_source" => {
                let source = self.source().await;
                engine.retire_source(by, source.id, 1).await.map(drop)
            }
            "renew_source_token" => {
                let source = self.source().await;
                let renewed = engine.renew_source_token(by, source.id, 1).await;
                renewed.map(drop)
            }
            "add_source" => {
                let adoption = self.adoption(&format!(
                    "nguồn {}",
                    Uuid::from_u128(u128::from(
                        NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
                    ))
                ));
                engine.add_source(by, adoption).await.map(drop)
            }
            other => panic!("{other}"),
        }
    }

    async fn list(&self, by: &Actor, name: &str) -> Result<(), EngineError> {
        let engine = &self.engine;
        let all = AlertFilter::default();
        match name {
            "alerts" => engine.alerts(by, &all).await.map(drop),
            "alert_count" => engine.alert_count(by, &all).await.map(drop),
            "event_sources" => engine
                .event_sources(by, SourceState::ALL, None, 10)
                .await
                .map(drop),
            "suppressions" => engine.suppressions(by).await.map(drop),
            "saved_searches" => engine.saved_searches(by).await.map(drop),
            "event_hunts" => engine.event_hunts(by).await.map(drop),
            "units_in_sight" => engine
                .units_in_sight(by, Action::ViewEvents)
                .await
                .map(drop),
            other => panic!("{other}"),
        }
    }

    async fn whole(&self, by: &Actor, name: &str) -> Result<(), EngineError> {
        let engine = &self.engine;
        let run = NewRetroHunt {
            what: "list:mau.csv".into(),
            from: self.now - SignedDuration::from_hours(1),
            to: self.now,
        };
        match name {
            "import_list" => {
                let list = engine.import_list(by, "mau.csv", b"203.0.113.9\n".to_vec());
                list.await.map(drop)
            }
            "remove_list" => {
                let list = b"203.0.113.9\n".to_vec();
                let brought = engine.import_list(&Actor::Local, "bo.csv", list).await;
                brought.unwrap();
                engine.remove_list(by, "bo.csv").await
            }
            "ask_retro_hunt" => engine.ask_retro_hunt(by, run).await.map(drop),
            "pause_retro_hunt" => {
                let asked = engine.ask_retro_hunt(&Actor::Local, run).await.unwrap();
                let paused = engine.pause_retro_hunt(by, asked.id, true).await;
                paused.map(drop)
            }
            "retro_hunts" => engine.retro_hunts(by).await.map(drop),
            _ => self.managed(by, name).await,
        }
    }

    /// What is done to rules and lists that wait.
    async fn managed(&self, by: &Actor, name: &str) -> Result<(), EngineError> {
        let (engine, local, in_force) = (&self.engine, &Actor::Local, Shelf::InForce);
        let list = || b"203.0.113.9\n".to_vec();
        let rule = "title: mau\nlogsource: {product: windows}\ndetection: {a: {User: mau}, condition: a}\n";
        let files = [RulesFile {
            name: "cho.yml".into(),
            bytes: rule.into(),
        }];
        if name.ends_with("_list") && name != "bring_list" {
            engine.bring_list(local, "cho.csv", list()).await.unwrap();
        }
        if name.ends_with("_rules") && name != "bring_rules" {
            engine.bring_rules(local, None, &files).await.unwrap();
        }
        match name {
            "bring_list" => engine.bring_list(by, "cho.csv", list()).await.map(drop),
            "enable_list" => engine.enable_list(by, "cho.csv").await.map(drop),
            "disable_list" => engine.disable_list(by, "khac.csv", "thử").await,
            "discard_list" => engine.discard_list(by, "cho.csv", "thử").await,
            "list_in" => engine.list_in(by, in_force, "khac.csv").await.map(drop),
            "bring_rules" => engine.bring_rules(by, None, &files).await.map(drop),
            "enable_rules" => engine.enable_rules(by, "cho").await.map(drop),
            "disable_rules" => engine.disable_rules(by, "khac", "thử").await,
            "discard_rules" => engine.discard_rules(by, "cho", "thử").await,
            "rules_in" => engine.rules_in(by, in_force, "starter").await.map(drop),
            "rules_shown" => engine.rules_shown(by).await.map(drop),
            other => panic!("{other}"),
        }
    }
}

fn person(role: Role, unit: Option<&str>) -> Actor {
    Actor::Person(Arc::new(Person {
        id: engine::accounts::AccountId(Uuid::from_u128(7)),
        login: "nguoi.mau".into(),
        name: "Người mẫu".into(),
        access: Access {
            grants: vec![unit.map_or(Grant::whole(role), |unit| Grant::of(role, unit))],
        },
        address: None,
    }))
}

fn has(role: Role, action: Action) -> bool {
    let row = ROWS.iter().find(|row| row.action == action).unwrap();
    row.rights[Role::ALL.iter().position(|r| *r == role).unwrap()]
}

fn code(outcome: &Result<(), EngineError>) -> &'static str {
    outcome.as_ref().err().map_or("done", EngineError::code)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_a_unit_is_its_own_peoples() {
    let town = Town::new();
    let world = World::new(&town).await;
    for role in Role::ALL
        .iter()
        .copied()
        .filter(|r| *r != Role::SystemAdmin)
    {
        for (name, action) in OF_UNIT {
            let foreign = person(role, Some(&world.foreign));
            let found = code(&world.of_unit(&foreign, name).await);
            assert_eq!(found, NOT_FOUND, "{name} by a foreign {role}");
            let own = person(role, Some(&world.unit));
            let found = code(&world.of_unit(&own, name).await);
            let expected = if has(role, *action) {
                "done"
            } else {
                FORBIDDEN
            };
            assert_eq!(found, expected, "{name} by its own {role}");
        }
        for (name, action) in LISTS {
            let own = person(role, Some(&world.unit));
            let found = code(&world.list(&own, name).await);
            assert_eq!(found == FORBIDDEN, !has(role, *action), "{name} by {role}");
        }
        let own = person(role, Some(&world.unit));
        let sees_lists = has(role, Action::ViewAlerts) || has(role, Action::ManageRules);
        assert_eq!(
            world.engine.lists(&own).is_ok(),
            sees_lists,
            "lists by {role}"
        );
    }
}

async fn question(
    events: &Events,
    by: &Actor,
    name: &str,
    now: Timestamp,
) -> Result<(), EngineError> {
    let asked = Asked {
        query: parse("").unwrap(),
        from: now - SignedDuration::from_hours(1),
        to: now,
    };
    match name {
        "page" => events.page(by, &asked, 1, None).await.map(drop),
        "count" => events.count(by, &asked).await.map(drop),
        "histogram" => events.histogram(by, &asked, 10).await.map(drop),
        "facet" => {
            let host = Field::one("host").unwrap();
            events.facet(by, &asked, &host, 3).await.map(drop)
        }
        "event" => events.event(by, [0; 16], None).await.map(drop),
        "export" => events.export(by, &asked, Format::Csv).await.map(drop),
        other => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_about_events_ask_for_the_right_anywhere() {
    let town = Town::new();
    let world = World::new(&town).await;
    let (unit, now) = (world.unit, world.now);
    let (events, _) = Events::open(Arc::new(world.engine)).await.unwrap();
    for role in Role::ALL
        .iter()
        .copied()
        .filter(|r| *r != Role::SystemAdmin)
    {
        let own = person(role, Some(&unit));
        for (name, action) in QUESTIONS {
            let found = code(&question(&events, &own, name, now).await);
            let expected = if has(role, *action) {
                "done"
            } else {
                FORBIDDEN
            };
            assert_eq!(found, expected, "{name} by {role}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_tried_by_who_manages_them_for_the_whole_organisation() {
    let town = Town::new();
    let world = World::new(&town).await;
    let (events, _) = Events::open(Arc::new(world.engine)).await.unwrap();
    let starter = Candidate::Rules(Shelf::InForce, "starter".into());
    for role in Role::ALL.iter().copied() {
        let part = person(role, Some(demo::TOWN));
        let part = events.try_rules(&part, &starter).await.map(drop);
        assert_eq!(code(&part), FORBIDDEN, "{role} of a part");
        let all = events.try_rules(&person(role, None), &starter).await;
        let may = has(role, Action::ManageRules) && Grant::whole(role).is_meaningful();
        assert_eq!(code(&all.map(drop)) == FORBIDDEN, !may, "{role}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_concerns_everybody_asks_for_the_whole_organisation() {
    let town = Town::new();
    let world = World::new(&town).await;
    for role in Role::ALL.iter().copied() {
        for (name, action) in WHOLE {
            let part = code(&world.whole(&person(role, Some(demo::TOWN)), name).await);
            assert_eq!(part, FORBIDDEN, "{name} by {role} of a part");
            let all = code(&world.whole(&person(role, None), name).await);
            let may = has(role, *action) && Grant::whole(role).is_meaningful();
            assert_eq!(all == FORBIDDEN, !may, "{name} by {role}: {all}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_shows_the_own_part_and_what_belongs_to_nobody_is_for_the_whole() {
    let town = Town::new();
    let world = World::new(&town).await;
    let own = world.new_alert(Some(&world.unit)).await;
    let foreign = world.new_alert(Some(&world.foreign)).await;
    let nobodys = world.new_alert(None).await;
    let analyst = person(Role::Analyst, Some(&world.unit));
    let filter = AlertFilter {
        limit: 10,
        ..AlertFilter::default()
    };
    let page = world.engine.alerts(&analyst, &filter).await.unwrap();
    let seen: Vec<AlertId> = page.alerts.iter().map(|alert| alert.id).collect();
    assert_eq!(seen, [own]);
    for hidden in [foreign, nobodys] {
        let found = world.engine.alert(&analyst, hidden).await.map(drop);
        assert_eq!(code(&found), NOT_FOUND);
    }
    let all = person(Role::Analyst, None);
    assert_eq!(world.engine.alert_count(&all, &filter).await.unwrap(), 3);
    // Page by page it is the same list.
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let one = AlertFilter {
            after,
            limit: 1,
            ..AlertFilter::default()
        };
        let page = world.engine.alerts(&all, &one).await.unwrap();
        seen.extend(page.alerts.iter().map(|alert| alert.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let mut expected = vec![own, foreign, nobodys];
    expected.sort_by(|a, b| b.cmp(a));
    assert_eq!(seen, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_kept_to_oneself_is_seen_and_forgotten_by_its_owner_alone() {
    let town = Town::new();
    let world = World::new(&town).await;
    let owner = person(Role::Analyst, Some(&world.unit));
    let new = NewSearch {
        name: "đăng nhập đêm".into(),
        query: "user:lan".into(),
        span: "24h".into(),
        unit: None,
    };
    let kept = world.engine.save_search(&owner, new).await.unwrap();
    let mine = world.engine.saved_searches(&owner).await.unwrap();
    assert_eq!(mine, std::slice::from_ref(&kept));
    assert_eq!(
        world.engine.saved_searches(&Actor::Local).await.unwrap(),
        []
    );
    let stranger = world.engine.drop_search(&Actor::Local, kept.id).await;
    assert_eq!(code(&stranger), NOT_FOUND);
    world.engine.drop_search(&owner, kept.id).await.unwrap();
    assert_eq!(world.engine.saved_searches(&owner).await.unwrap(), []);
}

fn conclusion() -> Conclusion {
    Conclusion {
        text: "không thấy gì khác".to_owned(),
        findings: 1,
        disposed: 0,
    }
}
