//! `khien report checklist`, `reminder`, `enclosures`, `roster`, `form`, and `khien return take`.

use super::{Found, facts, report, setting};
use crate::cli::{Paper, Place};
use crate::output;
use anyhow::Context as _;
use domain::unit::UnitClass;
use engine::directives::{InForce, read_file};
use engine::judging::Judged;
use engine::papers::Whose;
use engine::report::Written;
use engine::{Actor, Engine, EngineError};
use jiff::civil::Date;
use lang::{Lang, text};
use std::path::Path;

/// Largest form read; the reader refuses smaller ones too.
const FORM_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// The reminder to units that have not answered.
pub(crate) async fn reminder(deadline: Option<&str>, paper: &Paper) -> anyhow::Result<Found> {
    let deadline = date(deadline)?;
    one(paper, |engine, in_force, judged| {
        engine.write_reminder(in_force, judged, paper.unit.as_deref(), deadline)
    })
    .await
}

/// The request for enclosures.
pub(crate) async fn enclosures(paper: &Paper) -> anyhow::Result<Found> {
    one(paper, |engine, in_force, judged| {
        engine.write_enclosure_request(in_force, judged, paper.unit.as_deref())
    })
    .await
}

/// The roster sheet.
pub(crate) async fn roster(paper: &Paper) -> anyhow::Result<Found> {
    one(paper, |engine, in_force, judged| {
        engine.write_roster(in_force, judged, paper.unit.as_deref())
    })
    .await
}

/// The return form of a unit.
pub(crate) async fn form(deadline: Option<&str>, paper: &Paper) -> anyhow::Result<Found> {
    let deadline = date(deadline)?;
    let unit = paper.unit.as_deref();
    let unit = unit.context("cần nêu đơn vị bằng --unit")?;
    one(paper, |engine, in_force, judged| {
        engine.write_return_form(in_force, judged, unit, deadline)
    })
    .await
}

/// The checklist of a unit, or of a class of units.
pub(crate) async fn checklist(class: Option<&str>, paper: &Paper) -> anyhow::Result<Found> {
    let class = class.map(|word| {
        UnitClass::parse(word).with_context(|| {
            format!(
                "không có nhóm “{word}”; cần một trong: {}",
                UnitClass::WORDS.join(", ")
            )
        })
    });
    let class = class.transpose()?;
    one(paper, |engine, in_force, judged| {
        let whose = match (&paper.unit, class) {
            (Some(unit), _) => Whose::Unit(judged, unit),
            (None, class) => Whose::Class(class.unwrap_or(UnitClass::All)),
        };
        engine.write_checklist(in_force, whose)
    })
    .await
}

/// Judges the newest directive and writes what `make` gives.
async fn one(
    paper: &Paper,
    make: impl FnOnce(&Engine, &InForce, &Judged) -> Result<Written, EngineError>,
) -> anyhow::Result<Found> {
    let engine = setting::engine(&paper.place).await?;
    let in_force = report::newest(&engine).await?;
    let judged = engine.judge_directive(&Actor::Local, &in_force).await?;
    let written = make(&engine, &in_force, &judged)?;
    let default = || paper.place.data.join("reports").join(&written.file_name);
    let path = paper.out.clone().unwrap_or_else(default);
    super::write_whole(&path, &written.bytes)?;
    output::line(&path.display().to_string());
    engine.close().await?;
    Ok(Found::Nothing)
}

fn date(text: Option<&str>) -> anyhow::Result<Option<Date>> {
    let zone = setting::zone()?;
    text.map(|t| setting::date(t, &zone)).transpose()
}

/// Takes a filled return form: every problem by sheet, row and column, or all of it.
pub(crate) async fn take(
    lang: Lang,
    file: &Path,
    unit: &str,
    place: &Place,
) -> anyhow::Result<Found> {
    let bytes = read_file(file, FORM_BYTES_MAX)?;
    let name = file.display().to_string();
    let engine = setting::engine(place).await?;
    let in_force = report::newest(&engine).await?;
    let taken = engine
        .take_return_form(&Actor::Local, &in_force, unit, &name, &bytes)
        .await;
    let taken = facts::or_problems(lang, taken)?;
    let counts = [
        ("kept", taken.kept.into()),
        ("unchanged", taken.unchanged.into()),
    ];
    output::line(&text(lang, "cli-return-taken", &counts));
    engine.close().await?;
    Ok(Found::Nothing)
}
