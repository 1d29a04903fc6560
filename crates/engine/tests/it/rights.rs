//! Each use case asks for the right itself, whoever opened the door: every one with every role, for the whole
//! organisation, for an own subtree, and from a foreign one.

use crate::town::{Town, letter};
use domain::access::{Access, Action, Grant, ROWS, Role};
use domain::facts::{Claim, SourceKind, Unit};
use domain::key::Key;
use domain::policy::{Policy, Threshold};
use domain::unit::UnitClass;
use engine::accounts::{AccountId, AuditFilter, AuditPage};
use engine::answers::Seen;
use engine::directives::{Confirmation, InForce};
use engine::drafts::Correction;
use engine::enclosures::Received;
use engine::facts_in::Observation;
use engine::first_steps::NewUnits;
use engine::hunt::RulesImport;
use engine::imports::{NewImport, Upload, UploadKind};
use engine::live::Held;
use engine::outside::{FetchError, Fetched, Outside};
use engine::reporting::Paper;
use engine::statements::NewStatement;
use engine::{Actor, Engine, EngineError, Person};
use jiff::Timestamp;
use std::sync::Arc;

/// Use cases of the whole organisation, with the right each asks.
const WHOLE: &[(&str, Action)] = &[
    ("audit", Action::ViewAudit),
    ("audit_of", Action::ViewAudit),
    ("audit_words", Action::ViewAudit),
    ("confirm", Action::ConfirmDirective),
    ("confirm_directive", Action::ConfirmDirective),
    ("confirm_reading", Action::ConfirmDirective),
    ("correct", Action::CorrectReading),
    ("cut_off", Action::CutOff),
    ("drop_draft", Action::CorrectReading),
    ("enclosure_received", Action::ConfirmDirective),
    ("freeze", Action::CutOff),
    ("import_folder", Action::ImportFacts),
    ("import_rules", Action::ManageRules),
    ("judge_again", Action::JudgeNow),
    ("judge_directive", Action::JudgeNow),
    ("metrics", Action::ViewTelemetry),
    ("ping_portals", Action::ImportFacts),
    ("probe_portals", Action::ImportFacts),
    ("register_first_units", Action::ImportFacts),
    ("remove_rules", Action::ManageRules),
    ("set_policy", Action::SetPolicy),
    ("upload", Action::UploadDirective),
    ("upload_extract", Action::UploadDirective),
];

/// Use cases of one unit.
const OF_UNIT: &[(&str, Action)] = &[
    ("answer", Action::GiveStatement),
    ("checklist_for", Action::ViewDuty),
    ("close_return", Action::CloseReturn),
    ("close_seen_return", Action::CloseReturn),
    ("create_unit_link", Action::ManageLinks),
    ("head_of", Action::WritePapers),
    ("paper", Action::WritePapers),
    ("plan_import", Action::ImportFacts),
    ("record", Action::ImportFacts),
    ("reopen_return", Action::CloseReturn),
    ("return_form_for", Action::ViewDuty),
    ("roster_standing", Action::ViewDuty),
    ("save_roster", Action::SaveRoster),
    ("speaks_for", Action::WritePapers),
    ("state", Action::GiveStatement),
    ("take_return_form", Action::GiveStatement),
    ("take_seen_form", Action::GiveStatement),
    ("unit_return", Action::ViewDuty),
    ("write_annex", Action::WriteReport),
    ("write_report", Action::WriteReport),
    ("write_up", Action::WriteReport),
];

/// Use cases whose answer is narrowed to what the asker may see; the right anywhere is enough.
const ANYWHERE: &[(&str, Action)] = &[
    ("accounts", Action::ManageAccounts),
    ("import_roots", Action::ImportFacts),
    ("kept_report", Action::ViewBoard),
    ("ledger_entries", Action::ViewLedger),
    ("ledger_entry", Action::ViewLedger),
    ("ledger_page", Action::ViewLedger),
    ("ledger_standing", Action::ViewLedger),
    ("reporting", Action::ViewBoard),
    ("tokens", Action::ManageTokens),
    ("verify_ledger_for", Action::ViewLedger),
];

/// Not walked here, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    ("amend_import", "a plan of one's own; see imports.rs"),
    ("commit_import", "a plan of one's own; see imports.rs"),
    ("drop_import", "a plan of one's own; see imports.rs"),
    ("import_plan", "a plan of one's own; see imports.rs"),
    ("create_account", "what may be handed out: scope.rs"),
    ("disable_account", "whose account it is: scope.rs"),
    ("enable_account", "whose account it is: scope.rs"),
    ("recover", "whose account it is: scope.rs"),
    ("set_grants", "whose account it is: scope.rs"),
    ("create_token", "what may be handed out: tokens.rs"),
    ("revoke_token", "whose token it is: tokens.rs"),
    ("revoke_session", "one's own: sessions.rs"),
    ("revoke_unit_link", "whose link it is: links.rs"),
    ("unit_links", "an empty list out of scope: links.rs"),
    ("grantable_units", "an empty list without a right"),
    ("evidence_for", "nothing out of scope"),
    ("search", "nothing out of scope"),
    ("new", "names a request, does nothing"),
    ("own_account", "one's own: own.rs"),
    ("roster_unit", "chooses among what is in sight"),
    (
        "take_in",
        "plans and commits an import: api/writing.rs of the server",
    ),
    (
        "list_assets",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "list_directives",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "list_duties",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "list_evidence",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "list_reports",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "list_results",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "list_returns",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "list_systems",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "list_units",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "one_asset",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "one_directive",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "one_duty",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "one_evidence",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "one_report",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "one_result",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "one_return",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "one_system",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "one_unit",
        "nothing out of scope: api/reading.rs of the server",
    ),
    (
        "report_file",
        "nothing out of scope: api/reading.rs of the server",
    ),
    ("totp_begin", "one's own: own.rs"),
    ("totp_begun", "one's own: own.rs"),
    ("totp_confirm", "one's own: own.rs"),
    ("totp_remove", "one's own: own.rs"),
];

/// A town with a letter in force and another one being read.
struct World {
    town: Town,
    engine: Engine,
    in_force: InForce,
    unit: String,
    foreign: String,
}

/// A web on which nothing is found.
struct Nowhere;

impl Outside for Nowhere {
    async fn fetch(&self, url: &str, _: Timestamp) -> Result<Fetched, FetchError> {
        Err(FetchError::Address(url.to_owned()))
    }
}

impl World {
    async fn new() -> Self {
        let town = Town::new();
        let engine = town.open().await;
        town.import(&engine).await;
        let in_force = letter(&engine, 0).await;
        engine.refresh().await.unwrap();
        let held = engine.live().all().remove(0);
        let mut leaves = held
            .units()
            .iter()
            .filter(|unit| {
                !held
                    .units()
                    .iter()
                    .any(|u| u.parent.as_ref() == Some(&unit.code))
            })
            .map(|unit| unit.code.to_string());
        let (unit, foreign) = (leaves.next().unwrap(), leaves.next().unwrap());
        Self {
            town,
            engine,
            in_force,
            unit,
            foreign,
        }
    }

    fn held(&self) -> Arc<Held> {
        self.engine.live().all().remove(0)
    }

    fn statement(&self) -> NewStatement {
        let clause = &self.in_force.mandate.clauses[0];
        NewStatement {
            unit: self.unit.clone(),
            obligation: clause.id.to_string(),
            measure: clause.measures[0],
            claim: Claim::Met,
            person: "Người mẫu".into(),
            text: "Đã làm xong, có biên bản (mẫu).".into(),
            file: None,
        }
    }

    async fn whole(&self, by: &Actor, name: &str) -> Result<(), EngineError> {
        let engine = &self.engine;
        let page = AuditPage::default();
        let (file, text) = demo::letters()[1];
        let never = Confirmation::default();
        let judged = self.held().to_judged();
        let came = Received {
            on: None,
            file: None,
        };
        match name {
            "audit" => engine.audit(by, page).await.map(drop),
            "audit_of" => {
                let all = AuditFilter::default();
                engine.audit_of(by, &all, page).await.map(drop)
            }
            "audit_words" => engine.audit_words(by).await.map(drop),
            "confirm" => {
                let draft = self.draft().await;
                engine.confirm(by, draft, 99, &never).await.map(drop)
            }
            "confirm_directive" => engine
                .confirm_directive(by, file, text.as_bytes(), &never)
                .await
                .map(drop),
            "confirm_reading" => {
                let read = self.in_force.directive.clone();
                let done = engine.confirm_reading(by, file, text.as_bytes(), read, &never);
                done.await.map(drop)
            }
            "correct" => {
                let word = Correction::Number { value: None };
                let draft = self.draft().await;
                engine.correct(by, draft, 99, word).await.map(drop)
            }
            "cut_off" => engine.cut_off(by, &self.in_force, &judged).await.map(drop),
            "drop_draft" => engine.drop_draft(by, self.draft().await, 99).await,
            "enclosure_received" => engine.enclosure_received(by, &self.in_force, 0, came).await,
            "freeze" => engine.freeze(by, self.in_force.id).await.map(drop),
            "import_folder" | "import_rules" | "remove_rules" => self.brought(by, name).await,
            "judge_again" => engine.judge_again(by, &self.in_force).await.map(drop),
            "judge_directive" => engine.judge_directive(by, &self.in_force).await.map(drop),
            "ping_portals" => engine.ping_portals(by, &Nowhere, &[]).await,
            "probe_portals" => engine.probe_portals(by, &Nowhere).await.map(drop),
            "set_policy" => {
                let (key, value, ..) = Policy::default().entries()[0];
                let value: Threshold = value;
                let set = engine.set_policy(by, 99, key, value, "thử nghiệm quyền");
                set.await.map(drop)
            }
            "metrics" => engine.metrics(by).await.map(drop),
            "register_first_units" => {
                let new = NewUnits {
                    name: "Thị xã An Mẫu".into(),
                    class: UnitClass::Commune,
                    head: None,
                    below: Vec::new(),
                    below_class: UnitClass::Commune,
                };
                engine.register_first_units(by, &new).await.map(drop)
            }
            "upload" => engine.upload(by, file, text.into()).await.map(drop),
            "upload_extract" => {
                let read = letters::read::extract(file, text.as_bytes()).unwrap();
                let kept = engine.upload_extract(by, file, text.into(), &read);
                kept.await.map(drop)
            }
            _ => panic!("{name} has no call"),
        }
    }

    async fn brought(&self, by: &Actor, name: &str) -> Result<(), EngineError> {
        let engine = &self.engine;
        match name {
            "import_folder" => engine.import_folder(by, &self.town.facts()).await.map(drop),
            "import_rules" => {
                let nothing = RulesImport::default();
                engine.import_rules(by, &nothing).await.map(drop)
            }
            _ => engine.remove_rules(by, "sigmahq").await,
        }
    }

    async fn of_unit(&self, by: &Actor, name: &str) -> Result<(), EngineError> {
        let engine = &self.engine;
        let (held, unit) = (self.held(), Key::<Unit>::new(&self.unit));
        let (in_force, code) = (&self.in_force, self.unit.as_str());
        let action = Action::WritePapers;
        match name {
            "answer" => {
                let said = engine.answer(by, &held, self.statement(), Seen::default());
                said.await.map(drop)
            }
            "checklist_for" => engine.checklist_for(by, &held, &unit).map(drop),
            "close_return" => engine.close_return(by, in_force, code, "A").await.map(drop),
            "close_seen_return" => {
                let seen = Seen::default();
                engine.close_seen_return(by, &held, &unit, "A", seen).await
            }
            "create_unit_link" => {
                let made = engine.create_unit_link(by, in_force.id, &unit);
                made.await.map(drop)
            }
            "head_of" => engine.head_of(by, action, &held, Some(code)).map(drop),
            "paper" => {
                let paper = engine.paper(by, &held, Paper::Checklist, Some(code), None);
                paper.map(drop)
            }
            "plan_import" => self.plan(by).await,
            "record" => {
                let row = held.unit(code).unwrap();
                let row = Observation::of(code, Some(&unit), held.as_of, &row.row);
                let rows = vec![row];
                engine.record(by, SourceKind::Khien, "rights", rows).await
            }
            "reopen_return" => {
                let done = engine.reopen_return(by, in_force, code, "ghi nhầm");
                done.await.map(drop)
            }
            "return_form_for" => engine.return_form_for(by, &held, &unit).map(drop),
            "roster_standing" => engine.roster_standing(by, &held, &unit).await.map(drop),
            "save_roster" => engine.save_roster(by, code, &[], 99, None).await.map(drop),
            "speaks_for" => engine.speaks_for(by, action, &held, Some(code)).map(drop),
            "state" => engine.state(by, in_force, self.statement()).await.map(drop),
            "take_return_form" => {
                let taken = engine.take_return_form(by, in_force, code, "x.xlsx", b"x");
                taken.await.map(drop)
            }
            "take_seen_form" => {
                let seen = Seen::default();
                let taken = engine.take_seen_form(by, &held, &unit, ("x.xlsx", b"x"), seen);
                taken.await.map(drop)
            }
            "unit_return" => engine.unit_return(by, &held, &unit).await.map(drop),
            "write_annex" | "write_report" | "write_up" => self.written(by, name).await,
            _ => panic!("{name} has no call"),
        }
    }

    async fn plan(&self, by: &Actor) -> Result<(), EngineError> {
        let new = NewImport {
            files: vec![Upload {
                name: "assets.csv".into(),
                bytes: b"code,unit\n".to_vec(),
                kind: UploadKind::default(),
            }],
            scope: Some(self.unit.clone()),
            source: None,
        };
        self.engine.plan_import(by, new).await.map(drop)
    }

    async fn written(&self, by: &Actor, name: &str) -> Result<(), EngineError> {
        let (engine, in_force) = (&self.engine, &self.in_force);
        // What other use cases kept since must be among the frozen results, else they are true no more.
        engine.refresh().await?;
        let judged = self.held().to_judged();
        let frozen = engine.cut_off(&Actor::Local, in_force, &judged).await?;
        let unit = Some(self.unit.as_str());
        match name {
            "write_annex" => {
                let done = engine.write_annex(by, in_force, &judged, &frozen, unit);
                done.await.map(drop)
            }
            "write_report" => {
                let done = engine.write_report(by, in_force, &judged, &frozen, unit);
                done.await.map(drop)
            }
            _ => engine.write_up(by, in_force.id, unit).await.map(drop),
        }
    }

    async fn anywhere(&self, by: &Actor, name: &str) -> Result<(), EngineError> {
        let (engine, id) = (&self.engine, self.in_force.id);
        match name {
            "accounts" => engine.accounts(by).await.map(drop),
            "import_roots" => engine.import_roots(by).await.map(drop),
            "kept_report" => engine.kept_report(by, id, 1).await.map(drop),
            "ledger_entries" => engine.ledger_entries(by, None).await.map(drop),
            "ledger_entry" => engine.ledger_entry(by, 0).await.map(drop),
            "ledger_page" => engine.ledger_page(by, None, 1).await.map(drop),
            "ledger_standing" => engine.ledger_standing(by).await.map(drop),
            "reporting" => engine.reporting(by, id).await.map(drop),
            "tokens" => engine.tokens(by).await.map(drop),
            "verify_ledger_for" => engine.verify_ledger_for(by, None).await.map(drop),
            _ => panic!("{name} has no call"),
        }
    }

    /// A draft that waits.
    async fn draft(&self) -> engine::drafts::DraftId {
        let (file, text) = demo::letters()[1];
        let uploaded = self.engine.upload(&Actor::Local, file, text.into());
        uploaded.await.unwrap()
    }
}

fn person(role: Role, unit: Option<&str>) -> Actor {
    let id = "0190a000-0000-7000-8000-000000000001";
    Actor::Person(Arc::new(Person {
        id: AccountId::parse(id).unwrap(),
        login: "thu.quyen".into(),
        name: "Người mẫu".into(),
        access: Access {
            grants: vec![Grant {
                role,
                subtree: unit.map(Key::new),
            }],
        },
        address: None,
    }))
}

fn has(role: Role, action: Action) -> bool {
    let column = Role::ALL.iter().position(|r| *r == role).unwrap();
    let row = ROWS.iter().find(|row| row.action == action).unwrap();
    row.rights[column]
}

fn code(outcome: &Result<(), EngineError>) -> &'static str {
    outcome.as_ref().err().map_or("done", EngineError::code)
}

const FORBIDDEN: &str = "access.forbidden";
const NOT_FOUND: &str = "not_found";

#[tokio::test(flavor = "multi_thread")]
async fn what_binds_all_units_asks_for_the_whole_organisation() {
    let world = World::new().await;
    for role in Role::ALL.iter().copied() {
        let whole = Grant::whole(role);
        let top = demo::TOWN;
        for (name, action) in WHOLE {
            // Whoever holds it for a part, be it nearly all of it, holds it not for the whole.
            let part = code(&world.whole(&person(role, Some(top)), name).await);
            assert_eq!(part, FORBIDDEN, "{name} by {role} of {top}");
            let all = code(&world.whole(&person(role, None), name).await);
            let may = has(role, *action) && whole.is_meaningful();
            assert_eq!(all == FORBIDDEN, !may, "{name} by {role}: {all}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_of_one_unit_is_not_there_for_a_foreign_subtree() {
    let world = World::new().await;
    for role in Role::ALL.iter().copied() {
        // The system has no parts to administer: such a grant gives nothing anywhere.
        if role == Role::SystemAdmin {
            continue;
        }
        for (name, action) in OF_UNIT {
            let foreign = person(role, Some(&world.foreign));
            let found = code(&world.of_unit(&foreign, name).await);
            assert_eq!(found, NOT_FOUND, "{name} by a foreign {role}");
            let own = person(role, Some(&world.unit));
            let found = code(&world.of_unit(&own, name).await);
            if has(role, *action) {
                let refused = [FORBIDDEN, NOT_FOUND].contains(&found);
                assert!(!refused, "{name} by its own {role}: {found}");
            } else {
                assert_eq!(found, FORBIDDEN, "{name} by its own {role}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_narrowed_asks_for_the_right_anywhere() {
    let world = World::new().await;
    for role in Role::ALL
        .iter()
        .copied()
        .filter(|r| *r != Role::SystemAdmin)
    {
        for (name, action) in ANYWHERE {
            let found = code(&world.anywhere(&person(role, Some(&world.unit)), name).await);
            assert_eq!(found == FORBIDDEN, !has(role, *action), "{name} by {role}");
        }
    }
}

/// Names of the functions of the engine that take an actor.
fn use_cases() -> Vec<String> {
    let mut names = Vec::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(path).unwrap();
                names.extend(taking_an_actor(&text));
            }
        }
    }
    names.sort();
    names
}

fn taking_an_actor(source: &str) -> Vec<String> {
    let starts = ["    pub fn ", "    pub async fn "];
    let functions = starts.iter().flat_map(|start| source.split(start).skip(1));
    let taking = functions.filter_map(|text| {
        let (head, _) = text.split_once('{')?;
        let name = head.split(['(', '<']).next()?;
        head.contains("actor: &Actor").then(|| name.to_owned())
    });
    taking.collect()
}

#[test]
fn no_use_case_is_left_out() {
    let walked = [WHOLE, OF_UNIT, ANYWHERE].concat();
    let mut listed: Vec<&str> = walked.iter().map(|(name, _)| *name).collect();
    listed.extend(ELSEWHERE.iter().map(|(name, _)| *name));
    listed.extend(crate::events::names());
    listed.sort_unstable();
    assert_eq!(use_cases(), listed);
}
