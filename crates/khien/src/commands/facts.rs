//! `khien facts`.

use super::{Found, setting};
use crate::cli::FactsVerb;
use crate::output;
use anyhow::Context as _;
use domain::facts::FactKind;
use engine::facts_in::LogsHunted;
use engine::{Actor, EngineError};
use lang::{Lang, text};
use letters::tables::TableProblem;

/// Runs a verb of `facts`.
pub(crate) async fn run(lang: Lang, verb: FactsVerb) -> anyhow::Result<Found> {
    match verb {
        FactsVerb::Import { folder, place } => {
            let engine = setting::engine(&place).await?;
            let outcome = engine.import_folder(&Actor::Local, &folder).await;
            tell(lang, outcome)?;
            engine.close().await?;
            Ok(Found::Nothing)
        }
        FactsVerb::Template { table } => {
            let vietnamese = lang == Lang::Vi;
            let page = match table {
                None => letters::tables::manual_page(vietnamese),
                Some(name) => {
                    let kind = FactKind::parse(&name)
                        .with_context(|| format!("không có bảng “{name}”"))?;
                    letters::tables::template_csv(kind, vietnamese)
                }
            };
            output::line(page.trim_end());
            Ok(Found::Nothing)
        }
    }
}

/// Tells what an import did, or every problem by file, row and column.
pub(crate) fn tell(
    lang: Lang,
    outcome: Result<engine::facts_in::Imported, EngineError>,
) -> anyhow::Result<()> {
    let imported = or_problems(lang, outcome)?;
    for notice in &imported.notices {
        output::note(&text(
            lang,
            "cli-skipped",
            &[("problem", placed(lang, notice).as_str().into())],
        ));
    }
    if let Some(hunted) = &imported.hunted {
        output::note(&hunted_in(lang, hunted));
    }
    output::note(&match lang {
        Lang::Vi => format!(
            "Đã nhập {} dòng mới, {} dòng đã có.",
            imported.inserted, imported.unchanged
        ),
        Lang::En => format!(
            "{} new rows imported, {} known already.",
            imported.inserted, imported.unchanged
        ),
    });
    Ok(())
}

/// What the rules found in the logs of an import.
fn hunted_in(lang: Lang, hunted: &LogsHunted) -> String {
    let LogsHunted {
        logs,
        events,
        rules,
        findings,
        alerts,
        units,
    } = hunted;
    match lang {
        Lang::Vi => format!(
            "Săn tìm trong {logs} nhật ký, {events} sự kiện, bằng {rules} luật: {findings} phát hiện mức cao trở lên, \
             {alerts} cảnh báo mới; ghi lần săn lùng cho {units} đơn vị."
        ),
        Lang::En => format!(
            "Hunted in {logs} logs, {events} events, with {rules} rules: {findings} findings of level high or above, \
             {alerts} new alerts; a hunt recorded for {units} units."
        ),
    }
}

/// The value, or every problem of a table by file, row and column.
pub(crate) fn or_problems<T>(lang: Lang, outcome: Result<T, EngineError>) -> anyhow::Result<T> {
    match outcome {
        Ok(value) => Ok(value),
        Err(EngineError::Tables(problems)) => {
            for problem in &problems {
                output::note(&placed(lang, problem));
            }
            let count = i64::try_from(problems.len()).unwrap_or(i64::MAX);
            anyhow::bail!(text(lang, "cli-import-refused", &[("count", count.into())]))
        }
        Err(error) => Err(error.into()),
    }
}

/// A problem or notice with its place, in the reader's language.
fn placed(lang: Lang, problem: &TableProblem) -> String {
    match lang {
        Lang::Vi => problem.to_string(),
        Lang::En => {
            let row = problem.row.map(|row| format!(", row {row}"));
            let row = row.unwrap_or_default();
            format!("{}{row}: {}", problem.file, problem.en)
        }
    }
}
