//! `khien report`: the report with its annex. The other papers are in `papers`.

use super::{Found, papers, setting};
use crate::cli::{Place, ReportVerb};
use crate::output;
use anyhow::Context as _;
use engine::directives::InForce;
use engine::{Actor, Engine};
use std::path::PathBuf;

/// Runs a verb of `report`.
pub(crate) async fn run(verb: ReportVerb) -> anyhow::Result<Found> {
    match verb {
        ReportVerb::Write {
            out,
            unit,
            annex,
            place,
        } => write(out, unit, annex, &place).await,
        ReportVerb::Checklist { class, paper } => papers::checklist(class.as_deref(), &paper).await,
        ReportVerb::Reminder { deadline, paper } => {
            papers::reminder(deadline.as_deref(), &paper).await
        }
        ReportVerb::Enclosures { paper } => papers::enclosures(&paper).await,
        ReportVerb::Roster { paper } => papers::roster(&paper).await,
        ReportVerb::Form { deadline, paper } => papers::form(deadline.as_deref(), &paper).await,
    }
}

/// Judges again what changed, freezes the figures and writes the report on the newest directive.
async fn write(
    out: Option<PathBuf>,
    unit: Option<String>,
    annex: bool,
    place: &Place,
) -> anyhow::Result<Found> {
    let engine = setting::engine(place).await?;
    let in_force = newest(&engine).await?;
    let (actor, unit) = (Actor::Local, unit.as_deref());
    let judged = engine.judge_directive(&actor, &in_force).await?;
    let frozen = engine.cut_off(&actor, &in_force, &judged).await?;
    let written = engine
        .write_report(&actor, &in_force, &judged, &frozen, unit)
        .await?;
    let path = out.unwrap_or_else(|| place.data.join("reports").join(&written.file_name));
    super::write_whole(&path, &written.bytes)?;
    output::line(&path.display().to_string());
    if annex {
        let written = engine
            .write_annex(&actor, &in_force, &judged, &frozen, unit)
            .await?;
        let path = path.with_file_name(&written.file_name);
        super::write_whole(&path, &written.bytes)?;
        output::line(&path.display().to_string());
    }
    engine.close().await?;
    Ok(Found::Nothing)
}

/// The newest directive in force.
pub(super) async fn newest(engine: &Engine) -> anyhow::Result<InForce> {
    let mut directives = engine.directives_in_force().await?;
    directives.pop().context(
        "thư mục dữ liệu chưa có công văn nào; dùng `khien directive check FILE --data DIR` trước",
    )
}
