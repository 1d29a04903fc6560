//! The casebooks of all measures, run against the real regime pack.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails; what shared functions do is part of the tests"
)]

mod casebook;
mod census;
mod common_rules;

use domain::judgement::Status;
use domain::measure_id::MeasureId;
use domain::measures;
use domain::pack::Pack;
use std::sync::OnceLock;

/// The pack in force when the casebooks play, February 2024; read once, as every case starts with it.
fn pack_2016() -> Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    let read = || {
        let packs = wire::pack::builtin().expect("the built-in packs are valid");
        let mut packs = packs.into_iter();
        packs
            .find(|p| &*p.id == "2016")
            .expect("there is a pack 2016")
    };
    PACK.get_or_init(read).clone()
}

macro_rules! casebooks {
    ($($stem:ident $id:literal),+ $(,)?) => { $(
        #[test]
        fn $stem() {
            let measure = measures::of(MeasureId::parse($id).unwrap());
            let book = include_str!(concat!("../../src/measures/", stringify!($stem), ".cases"));
            casebook::check(measure, book);
            let shown = casebook::statuses(book);
            for status in Status::ALL {
                assert!(shown.contains(status), "the casebook of {} shows no case that is {status}", measure.id);
            }
        }
    )+ };
}

casebooks! {
    level_measures_review "level.measures_review",
    duty_roster_24x7 "duty.roster_24x7",
    watch_siem "watch.siem",
    watch_antimalware "watch.antimalware",
    malware_remove "malware.remove",
    botnet_priority_check "botnet.priority_check",
    vuln_review_fix "vuln.review_fix",
    patch_full "patch.full",
    hunt "hunt",
    alerts_irlab "alerts.irlab",
    ncsc_connect "ncsc.connect",
    response_plan "response.plan",
    awareness "awareness",
    portal_publish_fulltext "portal.publish_fulltext",
    portal_check "portal.check",
    telco_infra "telco.infra",
    telco_protect "telco.protect",
    telco_contract "telco.contract",
    spam_complaints "spam.complaints",
    authority_orders "authority.orders",
    escalate "escalate",
}

#[test]
fn every_manual_says_what_to_do() {
    // The checklist of a unit without facts prints these sections.
    for id in MeasureId::ALL {
        let measure = measures::of(*id);
        for (page, title) in [
            (measure.manual_vi, "\n## Việc cần làm\n"),
            (measure.manual_en, "\n## What to do\n"),
        ] {
            let section = page.split_once(title).map(|(_, rest)| rest.trim_start());
            assert!(
                section.is_some_and(|s| !s.is_empty() && !s.starts_with('#')),
                "{id}: no section{title}"
            );
        }
    }
}
