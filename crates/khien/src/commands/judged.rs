//! Judgements and checklists for people.

use crate::output;
use domain::judgement::{Judgement, Status};
use domain::unit::UnitClass;
use domain::urgency::most_urgent;
use engine::Engine;
use engine::directives::InForce;
use engine::judging::Judged;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lang::{Lang, text, word};

/// Whether a duty is not met (exit code 3).
pub(crate) fn needs_a_person(judgements: &[Judgement]) -> bool {
    judgements.iter().any(|j| j.status == Status::NotMet)
}

/// Prints every duty with its counts, what is wrong, and the three most urgent actions.
pub(crate) fn print(lang: Lang, engine: &Engine, in_force: &InForce, judged: &Judged) {
    print_head(lang, engine, in_force);
    for clause in &in_force.mandate.clauses {
        output::line("");
        output::line(&format!("{}  {}", clause.id, shortened(&clause.text, 110)));
        for measure in &clause.measures {
            let of: Vec<&Judgement> = judged
                .judgements
                .iter()
                .filter(|j| *j.obligation == *clause.id && j.measure == *measure)
                .collect();
            duty(lang, &lang::measure_title(lang, measure.as_str()), &of);
        }
    }
    output::line("");
    counts(lang, &judged.judgements);
    urgent(lang, engine.zone(), judged);
}

/// Prints which directive it is, its window, and the instant of the data.
pub(crate) fn print_head(lang: Lang, engine: &Engine, in_force: &InForce) {
    let at = |instant| local(instant, engine.zone());
    let directive = &in_force.directive;
    let title = directive
        .subject
        .clone()
        .unwrap_or_else(|| in_force.file_name.clone());
    output::line(&text(
        lang,
        "cli-check-title",
        &[("directive", title.as_str().into())],
    ));
    let window = in_force.mandate.window;
    let (from, to) = (at(window.from), at(window.to));
    output::line(&text(
        lang,
        "cli-check-window",
        &[("from", from.as_str().into()), ("to", to.as_str().into())],
    ));
    output::line(&text(
        lang,
        "cli-as-of",
        &[("at", at(engine.clock().now()).as_str().into())],
    ));
}

/// One duty: how many units in each status, then the worst ones by name.
fn duty(lang: Lang, title: &str, judgements: &[&Judgement]) {
    const SHOWN: usize = 3;
    let by_status = Status::ALL.iter().rev().filter_map(|status| {
        let of: Vec<&&Judgement> = judgements.iter().filter(|j| j.status == *status).collect();
        let mut bases: Vec<&str> = of
            .iter()
            .filter_map(|j| j.basis)
            .map(domain::facts::Basis::as_str)
            .collect();
        bases.sort_unstable();
        bases.dedup();
        let bases = if bases.is_empty() {
            String::new()
        } else {
            format!(" [{}]", bases.join(""))
        };
        (!of.is_empty()).then(|| {
            format!(
                "{} {}{bases}",
                word(lang, "status", status.as_str()),
                of.len()
            )
        })
    });
    output::line(&format!(
        "   {title}: {}",
        by_status.collect::<Vec<_>>().join(" · ")
    ));
    let mut wrong: Vec<&&Judgement> = judgements
        .iter()
        .filter(|j| j.status > Status::Met)
        .collect();
    wrong.sort_by_key(|j| (core::cmp::Reverse(j.status), j.unit.clone()));
    for judgement in wrong.iter().take(SHOWN) {
        output::line(&format!(
            "     {} {}: {}",
            mark(judgement.status),
            judgement.unit,
            because(lang, judgement)
        ));
    }
    if wrong.len() > SHOWN {
        output::line(&format!("     … +{}", wrong.len() - SHOWN));
    }
}

fn counts(lang: Lang, judgements: &[Judgement]) {
    let of = |status| {
        i64::try_from(judgements.iter().filter(|j| j.status == status).count()).unwrap_or(i64::MAX)
    };
    let mut silent: Vec<String> = judgements
        .iter()
        .filter(|j| !j.reported && j.status != Status::NotApplicable)
        .map(|j| j.unit.to_string())
        .collect();
    silent.sort_unstable();
    silent.dedup();
    let silent_count = i64::try_from(silent.len()).unwrap_or(i64::MAX);
    output::line(&text(
        lang,
        "cli-check-counts",
        &[
            ("met", of(Status::Met).into()),
            ("partial", of(Status::Partial).into()),
            ("not_met", of(Status::NotMet).into()),
            ("unknown", of(Status::Unknown).into()),
            ("not_applicable", of(Status::NotApplicable).into()),
            ("not_reported", silent_count.into()),
        ],
    ));
    if !silent.is_empty() {
        output::line(&text(
            lang,
            "cli-check-missing-units",
            &[("units", silent.join(", ").as_str().into())],
        ));
    }
}

fn urgent(lang: Lang, zone: &TimeZone, judged: &Judged) {
    let actions = most_urgent(&judged.judgements, 3);
    if actions.is_empty() {
        return;
    }
    output::line("");
    output::line(&text(lang, "cli-check-urgent", &[]));
    for (place, judgement) in actions.iter().enumerate() {
        let unit = judged
            .facts
            .unit(judgement.unit.as_str())
            .map_or_else(|| judgement.unit.to_string(), |u| u.name.to_string());
        let step = judgement
            .next_step
            .as_ref()
            .map_or("", |s| if lang == Lang::Vi { &s.vi } else { &s.en });
        let changes = judgement
            .changes_at
            .map(|t| {
                format!(
                    " ({})",
                    text(
                        lang,
                        "cli-check-changes-at",
                        &[("at", local(t, zone).as_str().into())]
                    )
                )
            })
            .unwrap_or_default();
        output::line(&format!("  {}. {unit}: {step}", place + 1));
        output::line(&format!("     {}{changes}", because(lang, judgement)));
    }
}

/// Prints the checklist of a class; without facts it is work to do, not a result.
pub(crate) fn checklist(
    lang: Lang,
    engine: &Engine,
    in_force: &InForce,
    class: UnitClass,
    json: bool,
) -> anyhow::Result<()> {
    let tasks = engine.checklist(&in_force.mandate, class);
    if json {
        return output::json(&tasks.iter().map(TaskV1::of).collect::<Vec<_>>());
    }
    output::line(&text(lang, "cli-mine-title", &[]));
    output::line(&text(lang, "cli-mine-no-facts", &[]));
    for task in &tasks {
        output::line("");
        let title = task
            .measure
            .map_or_else(|| "?".to_owned(), |m| lang::measure_title(lang, m.as_str()));
        output::line(&format!("[ ] {}  {title}", task.obligation));
        output::line(&format!("    {}", shortened(&task.text, 160)));
        if let Some(due) = task.due {
            output::line(&format!(
                "    {}: {}",
                text(lang, "cli-mine-due", &[]),
                local(due, engine.zone())
            ));
        }
        let tables: Vec<&str> = task
            .proven_by
            .iter()
            .map(|k| {
                if lang == Lang::Vi {
                    k.titles().0
                } else {
                    k.titles().1
                }
            })
            .collect();
        if !tables.is_empty() {
            output::line(&format!(
                "    {}: {}",
                text(lang, "cli-mine-proof", &[]),
                tables.join(", ")
            ));
        }
        if let Some((vi, en)) = task.what_to_do {
            let steps = if lang == Lang::Vi { vi } else { en };
            let lines = steps.lines().map(str::trim).filter(|l| !l.is_empty());
            lines
                .take(5)
                .for_each(|l| output::line(&format!("      {l}")));
        }
        output::line(&format!(
            "    {}: ____________________",
            text(lang, "cli-mine-who", &[])
        ));
    }
    Ok(())
}

/// A task as JSON.
#[derive(serde::Serialize)]
struct TaskV1<'a> {
    obligation: &'a str,
    text: &'a str,
    measure: Option<&'static str>,
    due: Option<String>,
    proven_by: Vec<&'static str>,
}

impl<'a> TaskV1<'a> {
    fn of(task: &'a engine::checklist::Task) -> Self {
        Self {
            obligation: &task.obligation,
            text: &task.text,
            measure: task.measure.map(domain::measure_id::MeasureId::as_str),
            due: task.due.map(|t| t.to_string()),
            proven_by: task.proven_by.iter().map(|k| k.name()).collect(),
        }
    }
}

/// The deciding reason and the one that names what is wrong.
pub(crate) fn because(lang: Lang, judgement: &Judgement) -> String {
    // The first reason counts; the second one usually names the thing that is wrong.
    let reasons = judgement.reasons.iter().take(2).map(|r| {
        if lang == Lang::Vi {
            r.vi.as_str()
        } else {
            r.en.as_str()
        }
    });
    reasons.collect::<Vec<_>>().join(". ")
}

fn mark(status: Status) -> char {
    match status {
        Status::Met => '✓',
        Status::NotMet => '✗',
        Status::Partial => '◐',
        Status::Unknown => '?',
        Status::NotApplicable => '–',
    }
}

fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%H:%M %d/%m/%Y")
        .to_string()
}

/// A text cut after so many characters.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let mut short: String = text.chars().take(most).collect();
    if text.chars().nth(most).is_some() {
        short.push('…');
    }
    short
}
