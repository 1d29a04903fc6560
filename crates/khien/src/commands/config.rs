//! `khien config`.

use super::Found;
use crate::cli::{ConfigVerb, Configured};
use crate::config::{self, Entry, Flags, Level, Loaded, Origin, Problem};
use crate::output;
use lang::{Lang, text};
use serde::Serialize;

/// The check as JSON.
#[derive(Serialize)]
struct Report<'a> {
    ok: bool,
    file: Option<String>,
    values: Vec<ValueReport<'a>>,
    problems: &'a [Problem],
}

#[derive(Serialize)]
struct ValueReport<'a> {
    key: &'a str,
    value: Option<&'a str>,
    from: String,
}

/// Runs a verb of `config`.
pub(crate) fn run(lang: Lang, verb: ConfigVerb) -> anyhow::Result<Found> {
    match verb {
        ConfigVerb::Keys => {
            output::line(config::page(lang).trim_end());
            Ok(Found::Nothing)
        }
        ConfigVerb::Check {
            listen,
            json,
            configured,
        } => {
            let mut flags = flags(&configured);
            flags.extend(listen.map(|listen| ("listen", "--listen", listen)));
            let loaded = loaded(&configured, &flags);
            tell(lang, json, &loaded, &config::check(&loaded))
        }
    }
}

/// The values as the command line, the environment and the file give them.
pub(crate) fn loaded(configured: &Configured, flags: &Flags) -> Loaded {
    config::load(configured.config.as_deref(), flags, &|name| {
        std::env::var(name).ok()
    })
}

/// What the common flags say.
pub(crate) fn flags(configured: &Configured) -> Flags {
    let path = |path: &std::path::PathBuf| path.display().to_string();
    let mut flags = Flags::new();
    flags.extend(
        configured
            .data
            .as_ref()
            .map(|data| ("data", "--data", path(data))),
    );
    flags.extend(
        configured
            .database_file
            .as_ref()
            .map(|file| ("database.url_file", "--database-file", path(file))),
    );
    flags
}

fn tell(lang: Lang, json: bool, loaded: &Loaded, problems: &[Problem]) -> anyhow::Result<Found> {
    let errors = problems.iter().filter(|p| p.level == Level::Error).count();
    if json {
        output::json(&Report {
            ok: errors == 0,
            file: loaded.file.as_ref().map(|path| path.display().to_string()),
            values: loaded.entries.iter().map(value).collect(),
            problems,
        })?;
    } else {
        print(lang, loaded);
        for problem in problems {
            output::note(&problem.line(lang));
        }
    }
    if errors > 0 {
        let count = i64::try_from(errors).unwrap_or(i64::MAX);
        anyhow::bail!(text(lang, "cli-config-bad", &[("count", count.into())]));
    }
    if !json {
        output::line(&text(lang, "cli-config-good", &[]));
    }
    Ok(Found::Nothing)
}

fn value(entry: &Entry) -> ValueReport<'_> {
    ValueReport {
        key: entry.key.name,
        value: entry.text.as_ref().map(|_| entry.shown()),
        from: entry.origin.to_string(),
    }
}

fn print(lang: Lang, loaded: &Loaded) {
    output::line(&match &loaded.file {
        Some(path) => text(
            lang,
            "cli-config-file",
            &[("path", path.display().to_string().as_str().into())],
        ),
        None => text(lang, "cli-config-no-file", &[]),
    });
    for entry in &loaded.entries {
        let from = match &entry.origin {
            Origin::Default => text(lang, "cli-config-default", &[]),
            origin => origin.to_string(),
        };
        output::line(&format!(
            "{:<22} = {:<24} ({from})",
            entry.key.name,
            if entry.text.is_some() {
                entry.shown()
            } else {
                "-"
            }
        ));
    }
}
