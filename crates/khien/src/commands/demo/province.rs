//! `khien demo --as province`: one console export for 460 communes, and what the province sees of its letter.

use super::{confirmed, ended, letters, opened, record, reported};
use crate::cli::Demo;
use crate::commands::{Found, facts, judged};
use crate::output;
use domain::judgement::Status;
use domain::rollup::Totals;
use engine::directives::InForce;
use engine::facts_in::ConsoleSplit;
use engine::judging::Judged;
use engine::overview::{Duty, Overview, Pressing};
use engine::{Actor, Clock, Engine};
use lang::{Lang, text, word};

/// Units named of those with most urgent work.
const PRESSING_SHOWN: usize = 10;
/// Units named of those that have not answered; the report's annex names all.
const SILENT_SHOWN: usize = 8;

/// Makes the province, imports its folder, judges every duty for all units and writes the report.
pub(super) async fn run(lang: Lang, given: &Demo) -> anyhow::Result<Found> {
    let (engine, clock) = opened(lang, given, demo::PROVINCE_AS_OF).await?;
    let as_of = clock.now();
    let (seed, communes) = (demo::SEED, demo::PROVINCE_COMMUNES);
    let folder = given.data.join("facts");
    demo::write_province(&folder, seed, as_of, communes)?;
    live_through(&engine, &clock, seed, communes).await?;
    let outcome = engine.import_folder(&Actor::Local, &folder).await;
    let imported = facts::or_problems(lang, outcome)?;
    let split = imported.console.clone();
    facts::tell(lang, Ok(imported))?;
    let mut unmet = false;
    let letters = if given.directives.is_empty() {
        let (name, text) = demo::province_letter();
        vec![(name.to_owned(), text.as_bytes().to_vec())]
    } else {
        letters(&given.directives)?
    };
    for (name, bytes) in letters {
        let in_force = confirmed(&engine, given, &name, &bytes).await?;
        let found = engine.judge_directive(&Actor::Local, &in_force).await?;
        output::line("");
        output::line(&format!("══ {name}"));
        print(lang, &engine, &in_force, &found, &split);
        let top = Some(demo::PROVINCE);
        let frozen = reported(lang, &engine, given, &in_force, &found, top).await?;
        let hash: String = frozen.sha256.to_hex().chars().take(16).collect();
        let values = [("hash", hash.as_str().into())];
        output::line(&text(lang, "cli-province-cut-off", &values));
        unmet |= judged::needs_a_person(&found.judgements);
    }
    ended(lang, engine, given).await?;
    Ok(Found::when(unmet))
}

/// What officers did in Khiên up to now, each at its own instant.
async fn live_through(
    engine: &Engine,
    clock: &Clock,
    seed: u64,
    communes: usize,
) -> anyhow::Result<()> {
    let as_of = clock.now();
    for seen in demo::province_history(seed, as_of, communes) {
        clock.set(seen.at);
        record(engine, seen).await?;
    }
    clock.set(as_of);
    Ok(())
}

fn print(lang: Lang, engine: &Engine, in_force: &InForce, judged: &Judged, split: &ConsoleSplit) {
    judged::print_head(lang, engine, in_force);
    let view = Overview::of(judged, &in_force.mandate, demo::PROVINCE);
    let values = [
        ("units", view.units.into()),
        ("duties", view.duties.len().into()),
    ];
    output::line(&text(lang, "cli-province-units", &values));
    let (machines, strangers) = (count(lang, split.total()), count(lang, split.strangers()));
    let values = [
        ("machines", (&machines).into()),
        ("units", split.machines.len().into()),
        ("strangers", (&strangers).into()),
        ("groups", split.strange.len().into()),
        ("without", split.without.len().into()),
    ];
    output::line(&text(lang, "cli-province-split", &values));
    let mut clause = "";
    for duty in &view.duties {
        if *duty.clause.id != *clause {
            output::line("");
            let printed = judged::shortened(&duty.clause.text, 110);
            output::line(&format!("{}  {printed}", duty.clause.id));
            clause = &duty.clause.id;
        }
        print_duty(lang, duty);
    }
    print_pressing(lang, &view.pressing);
    print_silent(lang, &view);
}

/// How many units stand where, how well the good ones are founded, and what was counted.
fn print_duty(lang: Lang, duty: &Duty<'_>) {
    let totals = &duty.totals;
    let title = lang::measure_title(lang, duty.measure.as_str());
    output::line(&format!("   {title}"));
    let mut parts: Vec<String> = [
        Status::Met,
        Status::Partial,
        Status::NotMet,
        Status::Unknown,
        Status::NotApplicable,
    ]
    .into_iter()
    .map(|status| {
        let basis = if status == Status::Met && totals.of(status) > 0 {
            met_by_basis(lang, totals)
        } else {
            String::new()
        };
        let name = word(lang, "status", status.as_str());
        format!("{name} {}{basis}", totals.of(status))
    })
    .collect();
    let silent = word(lang, "status", "not-reported");
    parts.push(format!("{silent} {}", totals.not_reported));
    output::line(&format!("     {}", parts.join(" · ")));
    if totals.total > 0.0 {
        let [seen, imported, stated, word_only] = totals.done_by_basis;
        let [done, total, seen, imported, declared] = [
            totals.done,
            totals.total,
            seen,
            imported,
            stated + word_only,
        ]
        .map(|value| figure(lang, value));
        let values = [
            ("done", (&done).into()),
            ("total", (&total).into()),
            ("machine", (&seen).into()),
            ("imported", (&imported).into()),
            ("declared", (&declared).into()),
        ];
        output::line(&format!(
            "     {}",
            text(lang, "cli-province-counted", &values)
        ));
    }
}

/// " (máy xác nhận 0, nhập 180, tự khai 30)".
fn met_by_basis(lang: Lang, totals: &Totals) -> String {
    let [seen, imported, stated, word_only, without] = totals.met_by_basis.map(i64::from);
    let values = [
        ("machine", seen.into()),
        ("imported", imported.into()),
        ("declared", (stated + word_only + without).into()),
    ];
    format!(" ({})", text(lang, "cli-province-basis", &values))
}

fn print_pressing(lang: Lang, pressing: &[Pressing<'_>]) {
    let communes = pressing
        .iter()
        .filter(|p| p.unit.tier == Some(domain::unit::Tier::Commune));
    output::line("");
    output::line(&text(lang, "cli-province-pressing", &[]));
    for (place, unit) in communes.take(PRESSING_SHOWN).enumerate() {
        let values = [
            ("place", (place + 1).into()),
            ("unit", (&*unit.unit.name).into()),
            ("not_met", unit.not_met.into()),
            ("seen", unit.seen.into()),
        ];
        output::line(&text(lang, "cli-province-pressing-unit", &values));
        if let Some(first) = unit.first {
            let step = first.next_step.as_ref();
            let step = step.map_or("", |s| if lang == Lang::Vi { &s.vi } else { &s.en });
            output::line(&format!("      {step}"));
            output::line(&format!("      {}", judged::because(lang, first)));
        }
    }
}

fn print_silent(lang: Lang, view: &Overview<'_>) {
    output::line("");
    let values = [
        ("silent", view.silent.len().into()),
        ("units", view.units.into()),
    ];
    output::line(&text(lang, "cli-province-silent", &values));
    for unit in view.silent.iter().take(SILENT_SHOWN) {
        output::line(&format!("  - {}  {}", unit.code, unit.name));
    }
    let more = view.silent.len().saturating_sub(SILENT_SHOWN);
    if more > 0 {
        output::line(&text(
            lang,
            "cli-province-silent-more",
            &[("more", more.into())],
        ));
    }
}

/// A sum of figures: whole ones without a fraction, with marks between thousands.
fn figure(lang: Lang, value: f64) -> String {
    if value.fract() != 0.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let separator = if lang == Lang::Vi { '.' } else { ',' };
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// A number of machines or units as printed.
fn count(lang: Lang, number: usize) -> String {
    // No register holds more than a float can count.
    figure(lang, f64::from(u32::try_from(number).unwrap_or(u32::MAX)))
}
