//! `khien lake`: the event table of a data folder, its numbers, upkeep, proof and export.
//!
//! Only merging needs the folder for itself; the rest reads beside a running server.

mod told;

use super::{Found, setting};
use crate::cli::{EventFolder, ExportFormat, LakeExport, LakeVerb};
use crate::output;
use anyhow::{Context as _, bail};
use engine::Clock;
use engine::events::{Fields, LAKE_FOLDER};
use jiff::Timestamp;
use lake::query::{Export, Format, Limits, Search, Searcher, parse};
use lake::table::{CompactOptions, Table, TableOptions};
use lang::{Lang, text};
use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;

/// Runs a verb of `lake`.
pub(crate) async fn run(lang: Lang, verb: LakeVerb) -> anyhow::Result<Found> {
    match verb {
        LakeVerb::Status { json, folder } => status(lang, json, &folder),
        LakeVerb::Compact { json, folder } => compact(lang, json, &folder),
        LakeVerb::Verify { json, folder } => verify(lang, json, &folder),
        LakeVerb::Export(wanted) => export(lang, &wanted).await,
    }
}

fn status(lang: Lang, json: bool, folder: &EventFolder) -> anyhow::Result<Found> {
    let status = opened(folder)?.status()?;
    if json {
        output::json(&told::Status::of(&status))?;
    } else {
        told::status(lang, &status);
    }
    Ok(Found::when(status.checkpoint_problem.is_some()))
}

fn compact(lang: Lang, json: bool, folder: &EventFolder) -> anyhow::Result<Found> {
    let path = folder.data.join(LAKE_FOLDER);
    // A folder that has no table is not given one.
    drop(opened(folder)?);
    let table =
        Table::open(&path, TableOptions::default()).with_context(|| path.display().to_string())?;
    let now = Clock::System.now();
    let done = table.compact(&CompactOptions::default(), now)?;
    let vacuumed = table.vacuum(now)?;
    table.checkpoint(now)?;
    if json {
        output::json(&told::Compacted::of(&done, vacuumed))?;
    } else {
        told::compacted(lang, &done, vacuumed);
    }
    Ok(Found::Nothing)
}

fn verify(lang: Lang, json: bool, folder: &EventFolder) -> anyhow::Result<Found> {
    let table = opened(folder)?;
    let shows = !json && output::is_error_terminal();
    let report = table.verify(&mut |done, all| {
        if shows {
            output::redraw(&format!("{done}/{all}"));
        }
    })?;
    if shows {
        output::redraw("");
    }
    if json {
        output::json(&told::Report::of(&report))?;
    } else {
        told::report(lang, &report);
    }
    Ok(Found::when(!report.problems.is_empty()))
}

async fn export(lang: Lang, wanted: &LakeExport) -> anyhow::Result<Found> {
    let table = opened(&wanted.folder)?;
    let (zone, now) = (setting::zone()?, Clock::System.now());
    let instant = |text: &Option<String>, default| match text {
        Some(text) => setting::instant(text, &zone),
        None => Ok(default),
    };
    let search = Search {
        query: parse(&wanted.query).with_context(|| format!("--query “{}”", wanted.query))?,
        from: instant(&wanted.since, Timestamp::UNIX_EPOCH)?,
        to: instant(&wanted.until, now)?,
        units: None,
    };
    if search.to < search.from {
        bail!("--until đứng trước --since");
    }
    let format = match wanted.format {
        ExportFormat::Csv => Format::Csv,
        ExportFormat::Ndjson => Format::Ndjson,
        ExportFormat::Parquet => Format::Parquet,
    };
    let fields = Fields::new(zone, now);
    let searcher = Searcher::new(Arc::new(fields), Limits::default())?;
    let mut export = searcher.export(&table, search, format, wanted.limit)?;
    written(&mut export, wanted).await?;
    let count = i64::try_from(export.rows())?;
    let key = if export.is_capped() {
        "cli-lake-export-capped"
    } else {
        "cli-lake-exported"
    };
    output::note(&text(lang, key, &[("count", count.into())]));
    Ok(Found::when(export.is_capped()))
}

/// Writes the pieces as they come; a file that could not be ended is removed with its temporary name.
async fn written(export: &mut Export, wanted: &LakeExport) -> anyhow::Result<()> {
    let Some(path) = &wanted.out else {
        while let Some(piece) = export.next().await? {
            if !output::bytes(&piece) {
                break;
            }
        }
        return Ok(());
    };
    let told = || format!("không ghi được {}", path.display());
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| std::path::Path::new("."));
    let file = tempfile::NamedTempFile::new_in(folder).with_context(told)?;
    let mut open: &File = file.as_file();
    while let Some(piece) = export.next().await? {
        open.write_all(&piece).with_context(told)?;
    }
    open.sync_all().with_context(told)?;
    file.persist(path).with_context(told)?;
    Ok(())
}

fn opened(folder: &EventFolder) -> anyhow::Result<Table> {
    let path = folder.data.join(LAKE_FOLDER);
    Table::open_to_read(&path).with_context(|| path.display().to_string())
}
