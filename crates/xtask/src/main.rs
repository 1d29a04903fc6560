//! The repository's own tool: `cargo xtask test`, `tidy`, `fuzz`, `bench`.
//!
//! It checks the house rules and runs every other check with one command, the
//! same for people and for the pipeline. It is not shipped, installs nothing and
//! depends on no other crate of the workspace, so it still runs and can say what is
//! wrong while one does not compile; `fuzz` and `bench` start the crate `trials`.

mod output;
mod process;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  tidy                  check the house rules: edges between crates, sizes, documents, names
  test [--all]          formatting, clippy, tests, documentation, tidy, licences, fuzzing;
                        with --all a missing tool is a failure
  fuzz [TARGET] [--seconds N] [--seed S] [--input FILE] [--list]
                        feed broken input to the parsers
  bench [NAME]          print the tables of accuracy and speed (optimised build)
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["tidy"] => tidy::run(),
        ["test"] => test::run(test::Strictness::WhatIsThere),
        ["test", "--all"] => test::run(test::Strictness::Everything),
        ["fuzz", rest @ ..] => process::trials(&["run", "--quiet"], "fuzz", rest),
        ["bench", rest @ ..] => bench(rest),
        ["help" | "--help" | "-h"] => {
            output::say(HELP);
            return ExitCode::SUCCESS;
        }
        _ => {
            output::complain(HELP);
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            output::complain(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// One of the benches starts the shipped program, which cargo would not build for it.
fn bench(rest: &[&str]) -> anyhow::Result<bool> {
    if rest.is_empty() || rest.contains(&"desk") {
        process::build_release("khien")?;
    }
    process::trials(&["run", "--quiet", "--release"], "bench", rest)
}
