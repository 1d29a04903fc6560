//! `khien statement` and `khien return`.

use super::report::newest;
use super::{Found, papers, setting};
use crate::cli::{Place, ReturnVerb, StatementVerb};
use crate::output;
use anyhow::Context as _;
use domain::facts::Claim;
use domain::measure_id::MeasureId;
use engine::Actor;
use engine::statements::NewStatement;
use lang::Lang;

/// Largest file that comes with a statement.
const FILE_BYTES_MAX: u64 = 50 * 1024 * 1024;

/// Keeps a statement; what is printed is on disk.
pub(crate) async fn state(StatementVerb::Add(given): StatementVerb) -> anyhow::Result<Found> {
    let engine = setting::engine(&given.place).await?;
    let file = match &given.file {
        None => None,
        Some(path) => {
            let bytes = engine::directives::read_file(path, FILE_BYTES_MAX)?;
            anyhow::ensure!(
                u64::try_from(bytes.len())? <= FILE_BYTES_MAX,
                "tệp minh chứng lớn hơn 50 MB"
            );
            Some((
                path.file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                bytes,
            ))
        }
    };
    let statement = NewStatement {
        measure: MeasureId::parse(&given.measure)
            .with_context(|| format!("không có tiêu chí “{}”", given.measure))?,
        claim: Claim::parse(&given.claim).with_context(|| {
            format!(
                "“{}” không phải kết quả; cần một trong: {}",
                given.claim,
                Claim::WORDS.join(", ")
            )
        })?,
        unit: given.unit,
        obligation: given.obligation,
        person: given.person,
        text: given.text,
        file,
    };
    let id = engine
        .state(&Actor::Local, &newest(&engine).await?, statement)
        .await?;
    output::line(&format!("đã ghi {id}"));
    engine.close().await?;
    Ok(Found::Nothing)
}

/// Runs a verb of `return`.
pub(crate) async fn return_of(lang: Lang, verb: ReturnVerb) -> anyhow::Result<Found> {
    match verb {
        ReturnVerb::Close { unit, by, place } => close(&unit, &by, &place).await,
        ReturnVerb::Take { file, unit, place } => papers::take(lang, &file, &unit, &place).await,
    }
}

/// Closes a unit's return.
async fn close(unit: &str, by: &str, place: &Place) -> anyhow::Result<Found> {
    let engine = setting::engine(place).await?;
    let at = engine
        .close_return(&Actor::Local, &newest(&engine).await?, unit, by)
        .await?;
    output::line(&format!("đã chốt phiếu của {unit} lúc {at}"));
    engine.close().await?;
    Ok(Found::Nothing)
}
