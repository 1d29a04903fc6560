//! `khien ledger`.

use super::{Found, setting};
use crate::cli::LedgerVerb;
use crate::output;
use anyhow::Context as _;
use lang::{Lang, text};
use serde::Serialize;

/// The result of a verification as JSON.
#[derive(Serialize)]
struct Report {
    ok: bool,
    leaves: u64,
    root: String,
    problems: Vec<Problem>,
}

#[derive(Serialize)]
struct Problem {
    code: &'static str,
    seq: Option<u64>,
    text: String,
}

/// Runs a verb of `ledger`.
pub(crate) async fn run(lang: Lang, verb: LedgerVerb) -> anyhow::Result<Found> {
    match verb {
        LedgerVerb::Checkpoint { place } => {
            let engine = setting::engine(&place).await?;
            let checkpoint = engine
                .checkpoint()
                .await?
                .context("sổ minh chứng còn trống")?;
            output::line(checkpoint.text.trim_end());
            engine.close().await?;
            Ok(Found::Nothing)
        }
        LedgerVerb::Verify {
            checkpoints,
            json,
            place,
        } => {
            let mut texts = Vec::new();
            for path in &checkpoints {
                texts.push(
                    std::fs::read_to_string(path)
                        .with_context(|| format!("không đọc được {}", path.display()))?,
                );
            }
            let engine = setting::engine(&place).await?;
            let verified = engine.verify_ledger(&texts).await?;
            engine.close().await?;
            tell(lang, json, &verified)
        }
    }
}

/// Tells what a verification found.
pub(crate) fn tell(
    lang: Lang,
    json: bool,
    verified: &store::VerifyReport,
) -> anyhow::Result<Found> {
    let root = verified.root.to_hex();
    let good = verified.is_intact();
    if json {
        let problems = verified
            .problems
            .iter()
            .map(|p| Problem {
                code: p.code.as_str(),
                seq: p.seq,
                text: p.text.clone(),
            })
            .collect();
        output::json(&Report {
            ok: good,
            leaves: verified.leaves,
            root,
            problems,
        })?;
    } else if good {
        let count = i64::try_from(verified.leaves).unwrap_or(i64::MAX);
        output::line(&text(
            lang,
            "cli-ledger-good",
            &[("count", count.into()), ("root", root.as_str().into())],
        ));
    } else {
        for problem in &verified.problems {
            let at = problem
                .seq
                .map(|seq| format!(" (mục {seq})"))
                .unwrap_or_default();
            let told = format!("{}{at}: {}", problem.code.as_str(), problem.text);
            output::line(&text(
                lang,
                "cli-ledger-bad",
                &[("problem", told.as_str().into())],
            ));
        }
    }
    Ok(Found::when(!good))
}
