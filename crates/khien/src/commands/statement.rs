//! `khien statement` and `khien return`.

use super::{Found, setting};
use crate::cli::{ReturnVerb, StatementVerb};
use crate::output;
use anyhow::Context as _;
use domain::facts::Claim;
use domain::measure_id::MeasureId;
use engine::Actor;
use engine::directives::InForce;
use engine::statements::NewStatement;

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
        .state(&Actor::Local, &only(&engine).await?, statement)
        .await?;
    output::line(&format!("đã ghi {id}"));
    engine.close().await?;
    Ok(Found::Nothing)
}

/// Closes a unit's return.
pub(crate) async fn close(
    ReturnVerb::Close { unit, by, place }: ReturnVerb,
) -> anyhow::Result<Found> {
    let engine = setting::engine(&place).await?;
    let at = engine
        .close_return(&Actor::Local, &only(&engine).await?, &unit, &by)
        .await?;
    output::line(&format!("đã chốt phiếu của {unit} lúc {at}"));
    engine.close().await?;
    Ok(Found::Nothing)
}

/// The newest directive in force.
async fn only(engine: &engine::Engine) -> anyhow::Result<InForce> {
    let mut directives = engine.directives_in_force().await?;
    directives.pop().context(
        "thư mục dữ liệu chưa có công văn nào; dùng `khien directive check FILE --data DIR` trước",
    )
}
