//! What the repository tries on its own crates: fuzzing of the parsers, and benches.
//!
//! People start it as `cargo xtask fuzz` and `cargo xtask bench`. It is a crate of
//! its own so that `xtask` stays small and still runs while a crate under trial
//! does not compile. It is not shipped and asserts nothing a test could assert.

mod bench;
mod fuzz;
mod output;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["fuzz", rest @ ..] => fuzz::run(rest),
        [fuzz::CHILD, rest @ ..] => fuzz::run_child(rest),
        [bench::sigma::CHILD, rest @ ..] => bench::sigma::run_child(rest),
        ["bench", rest @ ..] => bench::run(rest),
        _ => Err(anyhow::anyhow!(
            "use: trials fuzz | bench; see cargo xtask help"
        )),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            output::complain(&format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}
