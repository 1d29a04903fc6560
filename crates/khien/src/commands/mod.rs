//! One file per noun of the command line.

mod backup;
mod botnet;
mod config;
mod demo;
mod directive;
mod facts;
mod judged;
mod lake;
mod ledger;
mod logs;
mod papers;
mod portal;
mod read_child;
mod reading;
mod records;
mod report;
mod rules;
mod serve;
mod setting;
mod statement;
mod user;
mod vuln;

pub(crate) use read_child::run as read_child;

use crate::cli::{Arguments, Noun};

/// Whether something needs a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(crate) enum Found {
    /// Done.
    Nothing,
    /// Done, and something was found that needs a person.
    Something,
    /// Some of the work failed; what failed was told.
    Failure,
}

impl Found {
    /// The exit code of DESIGN section 4.
    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Self::Nothing => 0,
            Self::Something => 3,
            Self::Failure => 1,
        }
    }

    /// Something when `yes`.
    pub(crate) fn when(yes: bool) -> Self {
        if yes { Self::Something } else { Self::Nothing }
    }
}

/// Runs one command.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Found> {
    let lang = lang::Lang::from(arguments.lang);
    match arguments.noun {
        Noun::Demo(demo) => demo::run(lang, &demo).await,
        Noun::Serve(serve) => serve::run(lang, &serve).await,
        Noun::Directive(verb) => directive::run(lang, verb).await,
        Noun::Facts(verb) => facts::run(lang, verb).await,
        Noun::Statement(verb) => statement::state(verb).await,
        Noun::Return(verb) => statement::return_of(lang, verb).await,
        Noun::Botnet(verb) => botnet::run(lang, verb),
        Noun::Vuln(verb) => vuln::run(lang, verb),
        Noun::Portal(verb) => portal::run(lang, verb).await,
        Noun::Report(verb) => report::run(verb).await,
        Noun::Ledger(verb) => ledger::run(lang, verb).await,
        Noun::Backup(verb) => backup::run(lang, verb).await,
        Noun::Logs(verb) => logs::run(lang, verb),
        Noun::Lake(verb) => lake::run(lang, verb).await,
        Noun::Rules(verb) => rules::run(lang, verb).await,
        Noun::Config(verb) => config::run(lang, verb),
        // `main` serves it before there is a runtime.
        Noun::ReadChild(task) => Ok(match read_child(&task) {
            0 => Found::Nothing,
            _ => Found::Failure,
        }),
        Noun::User(verb) => user::run(verb).await,
    }
}

/// Writes a file whole or not at all: beside it first, then renamed.
pub(crate) fn write_whole(path: &std::path::Path, bytes: &[u8]) -> anyhow::Result<()> {
    use anyhow::Context as _;
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or_else(|| std::path::Path::new("."));
    let told = || format!("không ghi được {}", path.display());
    std::fs::create_dir_all(folder).with_context(told)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(told)?;
    std::io::Write::write_all(&mut file, bytes).with_context(told)?;
    file.as_file().sync_all().with_context(told)?;
    file.persist(path).with_context(told)?;
    Ok(())
}
