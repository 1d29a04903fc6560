//! `khien directive`.

use super::{Found, facts, judged, reading, setting};
use crate::cli::{Check, DirectiveVerb};
use crate::output;
use anyhow::Context as _;
use domain::directive::Directive;
use domain::pack::Packs;
use domain::unit::UnitClass;
use engine::directives::{Confirmation, read_file};
use engine::documents::{ChildReader, read_own_document};
use engine::{Actor, Database, Engine, EngineError, Settings};
use lang::Lang;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Largest document taken; the reader refuses smaller ones too where their kind calls for it.
const DOCUMENT_BYTES_MAX: u64 = 20 * 1024 * 1024;

/// A document that failed, as one line of NDJSON.
#[derive(Serialize)]
struct Failed<'a> {
    file: String,
    error: Why<'a>,
}

#[derive(Serialize)]
struct Why<'a> {
    code: &'a str,
    text: String,
}

/// Runs a verb of `directive`.
pub(crate) async fn run(lang: Lang, verb: DirectiveVerb) -> anyhow::Result<Found> {
    match verb {
        DirectiveVerb::Read { files, json } => read(lang, &files, json).await,
        DirectiveVerb::Check(check) => check_one(lang, check).await,
    }
}

async fn read(lang: Lang, files: &[PathBuf], json: bool) -> anyhow::Result<Found> {
    let packs = engine::builtin_packs()?;
    let mut found = Found::Nothing;
    for path in files {
        let name = path.display().to_string();
        match read_one(path, &name, &packs).await.map(|(_, read)| read) {
            // Without a person in front of it the contract is NDJSON (DESIGN section 4).
            Ok(directive) if json || !output::is_terminal() => {
                output::json(&wire::directive::DirectiveV1::new(&name, &directive))?;
            }
            Ok(directive) => reading::print(lang, &name, &directive),
            Err(error) => {
                found = Found::Failure;
                if json || !output::is_terminal() {
                    output::json(&Failed {
                        file: name,
                        error: Why {
                            code: error.code(),
                            text: error.to_string(),
                        },
                    })?;
                } else {
                    output::note(&format!("{name}: {error}"));
                }
            }
        }
    }
    Ok(found)
}

/// A document's bytes and the directive in it.
async fn read_one(
    path: &Path,
    name: &str,
    packs: &Packs,
) -> Result<(Vec<u8>, Directive), EngineError> {
    let bytes = read_file(path, DOCUMENT_BYTES_MAX)?;
    let reader = ChildReader::this_program()?;
    let read = read_own_document(name, bytes.clone(), &reader).await?;
    let directive = read.directive(packs)?;
    Ok((bytes, directive))
}

async fn check_one(lang: Lang, check: Check) -> anyhow::Result<Found> {
    let zone = setting::zone()?;
    let given = Confirmation {
        received: check
            .received
            .as_deref()
            .map(|t| setting::date(t, &zone))
            .transpose()?,
        watch: check
            .watch
            .as_deref()
            .map(|t| setting::dates(t, &zone))
            .transpose()?,
    };
    // Without a folder nothing is kept: the store lives in a temporary one.
    let temporary = tempfile::tempdir().context("không tạo được thư mục tạm")?;
    let folder: &Path = check.data.as_deref().unwrap_or(temporary.path());
    let settings = Settings {
        database: Database::Sqlite,
        clock: setting::clock(check.as_of.as_deref(), &zone)?,
        zone,
        policy: setting::policy(&check.thresholds)?,
        sample: false,
    };
    let name = check.file.display().to_string();
    let (bytes, directive) = read_one(&check.file, &name, &engine::builtin_packs()?).await?;
    let engine = Engine::open(folder, settings).await?;
    let outcome = judge(lang, &engine, &check, &name, &bytes, &directive, &given).await;
    engine.close().await?;
    outcome
}

async fn judge(
    lang: Lang,
    engine: &Engine,
    check: &Check,
    name: &str,
    bytes: &[u8],
    directive: &Directive,
    given: &Confirmation,
) -> anyhow::Result<Found> {
    let (confirmation, assumed) = engine.assume_receipt(directive, given);
    if assumed {
        output::note(&lang::text(lang, "cli-read-received-needed", &[]));
    }
    let in_force = engine
        .confirm_reading(&Actor::Local, name, bytes, directive.clone(), &confirmation)
        .await?;
    let Some(folder) = &check.facts else {
        let class = match check.class.as_deref() {
            None => UnitClass::All,
            Some(word) => UnitClass::parse(word).with_context(|| {
                format!(
                    "không có nhóm “{word}”; cần một trong: {}",
                    UnitClass::WORDS.join(", ")
                )
            })?,
        };
        judged::checklist(lang, engine, &in_force, class, check.json)?;
        return Ok(Found::Nothing);
    };
    facts::tell(lang, engine.import_folder(&Actor::Local, folder).await)?;
    let judged = engine.judge_directive(&Actor::Local, &in_force).await?;
    if check.json {
        output::json(&wire::judgement::CheckV1::new(
            wire::directive::DirectiveV1::new(name, directive),
            in_force.mandate.window,
            engine.clock().now(),
            &judged.judgements,
        ))?;
    } else {
        judged::print(lang, engine, &in_force, &judged);
    }
    Ok(Found::when(judged::needs_a_person(&judged.judgements)))
}
