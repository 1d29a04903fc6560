//! The binary: arguments, start, output. What it does is in the engine.

mod cli;
mod commands;
mod config;
mod log;
mod output;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    if let cli::Noun::ReadChild(task) = &arguments.noun {
        // Limits first: it must not start threads of a runtime before it has them.
        return ExitCode::from(commands::read_child(task));
    }
    let lang = arguments.lang.into();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(commands::run(arguments)),
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(found) => ExitCode::from(found.exit_code()),
        Err(error) => {
            output::error(lang, &error);
            ExitCode::from(1)
        }
    }
}
