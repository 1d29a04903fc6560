//! `khien read-child`: a document of a stranger, read in a process with limits.
//!
//! Nobody types it; the engine starts it and reads what it writes.

use crate::cli::ReadChild;
use crate::output;
use engine::documents::child;
use lang::Lang;

/// Does one task; the exit code.
pub(crate) fn run(task: &ReadChild) -> u8 {
    let failed = match task {
        ReadChild::Extract { name } => child::extract(
            name.clone(),
            std::io::stdin().lock(),
            std::io::stdout().lock(),
        )
        .err(),
        ReadChild::Tool { command } => command
            .split_first()
            .map(|(tool, arguments)| child::become_tool(tool, arguments)),
    };
    failed.map_or(0, |error| {
        output::error(Lang::Vi, &error.into());
        1
    })
}
