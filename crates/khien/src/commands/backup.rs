//! `khien backup`.

use super::config::{flags, loaded};
use super::{Found, ledger, setting};
use crate::cli::{BackupVerb, Configured};
use crate::config::{Config, Level};
use crate::output;
use anyhow::Context as _;
use engine::backup::{Created, Order, Proof, Restored};
use engine::{Clock, EngineError};
use lang::{Lang, text};
use serde::Serialize;
use std::path::{Path, PathBuf};
use store::backup::{BackupError, DatabasePart};

/// What was proven, as JSON.
#[derive(Serialize)]
struct Proven {
    good: bool,
    made_at: String,
    program: String,
    ledger: String,
    database: &'static str,
    files: u64,
    bytes: u64,
    leaves: u64,
    root: Option<String>,
    problems: Vec<String>,
}

#[derive(Serialize)]
struct Made<'a> {
    file: String,
    sha256: String,
    bytes: u64,
    removed: Vec<String>,
    proof: &'a Proven,
}

#[derive(Serialize)]
struct Back<'a> {
    folder: String,
    seconds: f64,
    proof: &'a Proven,
}

/// Runs a verb of `backup`.
pub(crate) async fn run(lang: Lang, verb: BackupVerb) -> anyhow::Result<Found> {
    match verb {
        BackupVerb::Create {
            to,
            keep,
            files_only,
            json,
            configured,
        } => {
            let config = config(lang, &configured)?;
            config.log.start();
            let order = Order {
                database: config.database()?,
                data: config.data,
                files_only,
                to: to.unwrap_or(config.backup_folder),
                keep: Some(keep.unwrap_or(config.backup_keep)),
            };
            let created = engine::backup::create(&order, &Clock::System).await;
            tell_created(lang, json, &told(lang, created)?)
        }
        BackupVerb::Verify {
            file,
            checkpoints,
            json,
        } => {
            let proof = engine::backup::verify(&file, &texts(&checkpoints)?).await;
            tell_proof(lang, json, &told(lang, proof)?)
        }
        BackupVerb::Restore {
            file,
            to,
            checkpoints,
            json,
        } => {
            let restored = engine::backup::restore(&file, &to, &texts(&checkpoints)?).await;
            tell_restored(lang, json, &to, &told(lang, restored)?)
        }
    }
}

/// The configuration, when the forms of its values are right; whether a server could start on it is not asked here.
fn config(lang: Lang, configured: &Configured) -> anyhow::Result<Config> {
    let loaded = loaded(configured, &flags(configured));
    for problem in &loaded.problems {
        output::note(&problem.line(lang));
    }
    let errors = loaded
        .problems
        .iter()
        .filter(|p| p.level == Level::Error)
        .count();
    let count = i64::try_from(errors).unwrap_or(i64::MAX);
    let refused = || text(lang, "cli-config-bad", &[("count", count.into())]);
    loaded
        .config()
        .filter(|_| errors == 0)
        .with_context(refused)
}

/// The value, or the refusal in the reader's language.
fn told<T>(lang: Lang, outcome: Result<T, EngineError>) -> anyhow::Result<T> {
    match outcome {
        Ok(value) => Ok(value),
        Err(EngineError::Backup(error)) if !matches!(error, BackupError::Store(_)) => {
            let code = error.code().replace('_', "-").replace("backup.", "");
            let what = error.detail();
            anyhow::bail!(text(
                lang,
                &format!("cli-backup-refused-{code}"),
                &[("what", what.as_str().into())]
            ))
        }
        Err(error) => Err(error.into()),
    }
}

fn texts(checkpoints: &[PathBuf]) -> anyhow::Result<Vec<String>> {
    checkpoints
        .iter()
        .map(|path| {
            std::fs::read_to_string(path)
                .with_context(|| format!("không đọc được {}", path.display()))
        })
        .collect()
}

fn tell_created(lang: Lang, json: bool, created: &Created) -> anyhow::Result<Found> {
    let shown = |path: &PathBuf| path.display().to_string();
    let written = &created.written;
    tracing::debug!(
        bytes = written.bytes,
        files = written.files,
        good = created.proof.is_good(),
        removed = created.removed.len(),
        "backup made"
    );
    if json {
        output::json(&Made {
            file: shown(&created.path),
            sha256: written.sha256.to_hex(),
            bytes: written.bytes,
            removed: created.removed.iter().map(shown).collect(),
            proof: &proven(&created.proof),
        })?;
        return Ok(Found::when(!created.proof.is_good()));
    }
    output::line(&text(
        lang,
        "cli-backup-made",
        &[("path", shown(&created.path).as_str().into())],
    ));
    output::line(&text(
        lang,
        "cli-backup-sha",
        &[("hash", written.sha256.to_hex().as_str().into())],
    ));
    output::line(&text(
        lang,
        "cli-backup-size",
        &[
            ("files", number(written.files)),
            ("unpacked", number(written.bytes_unpacked)),
            ("bytes", number(written.bytes)),
        ],
    ));
    let found = tell_proof(lang, json, &created.proof)?;
    for path in &created.removed {
        output::line(&text(
            lang,
            "cli-backup-removed",
            &[("path", shown(path).as_str().into())],
        ));
    }
    output::note(&text(lang, "cli-backup-secret", &[]));
    Ok(found)
}

fn tell_restored(lang: Lang, json: bool, to: &Path, restored: &Restored) -> anyhow::Result<Found> {
    if json {
        output::json(&Back {
            folder: to.display().to_string(),
            seconds: restored.took.as_secs_f64(),
            proof: &proven(&restored.proof),
        })?;
        return Ok(Found::Nothing);
    }
    let found = tell_proof(lang, json, &restored.proof)?;
    let seconds = format!("{:.2}", restored.took.as_secs_f64());
    output::line(&text(
        lang,
        "cli-backup-restored",
        &[
            ("path", to.display().to_string().as_str().into()),
            ("seconds", seconds.as_str().into()),
        ],
    ));
    Ok(found)
}

fn tell_proof(lang: Lang, json: bool, proof: &Proof) -> anyhow::Result<Found> {
    if json {
        output::json(&proven(proof))?;
        return Ok(Found::when(!proof.is_good()));
    }
    let at = proof.about.made_at.to_zoned(setting::zone()?);
    let at = at.strftime("%H:%M:%S %d/%m/%Y").to_string();
    output::line(&text(
        lang,
        "cli-backup-hashes",
        &[
            ("files", number(proof.files)),
            ("bytes", number(proof.bytes)),
            ("at", at.as_str().into()),
        ],
    ));
    match &proof.ledger {
        Some(verified) => ledger::tell(lang, false, verified),
        None => {
            output::line(&text(lang, "cli-backup-apart", &[]));
            Ok(Found::Nothing)
        }
    }
}

fn proven(proof: &Proof) -> Proven {
    let ledger = proof.ledger.as_ref();
    Proven {
        good: proof.is_good(),
        made_at: proof.about.made_at.to_string(),
        program: proof.about.program.clone(),
        ledger: proof.about.ledger.clone(),
        database: match proof.about.database {
            DatabasePart::Inside => "inside",
            DatabasePart::Apart => "apart",
        },
        files: proof.files,
        bytes: proof.bytes,
        leaves: ledger.map_or(proof.about.leaves, |verified| verified.leaves),
        root: ledger.map(|verified| verified.root.to_hex()),
        problems: ledger
            .iter()
            .flat_map(|verified| &verified.problems)
            .map(|problem| format!("{}: {}", problem.code.as_str(), problem.text))
            .collect(),
    }
}

fn number(count: u64) -> lang::Value<'static> {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}
