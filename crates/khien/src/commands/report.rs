//! `khien report write`.

use super::{Found, setting};
use crate::cli::ReportVerb;
use crate::output;
use anyhow::Context as _;
use engine::Actor;

/// Judges again what changed, freezes the figures and writes the report on the newest directive.
pub(crate) async fn run(verb: ReportVerb) -> anyhow::Result<Found> {
    let ReportVerb::Write { out, unit, place } = verb;
    let engine = setting::engine(&place).await?;
    let mut directives = engine.directives_in_force().await?;
    let in_force = directives.pop().context(
        "thư mục dữ liệu chưa có công văn nào; dùng `khien directive check FILE --data DIR` trước",
    )?;
    let judged = engine.judge_directive(&Actor::Local, &in_force).await?;
    let frozen = engine.cut_off(&Actor::Local, &in_force, &judged).await?;
    let written = engine
        .write_report(&Actor::Local, &in_force, &judged, &frozen, unit.as_deref())
        .await?;
    let path = out.unwrap_or_else(|| place.data.join("reports").join(&written.file_name));
    super::write_whole(&path, &written.bytes)?;
    output::line(&path.display().to_string());
    engine.close().await?;
    Ok(Found::Nothing)
}
