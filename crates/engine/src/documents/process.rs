//! One child: started, fed, heard, and ended at its deadline.

use super::{ChildReader, DocumentError};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

/// Most bytes taken from a child: a text of the longest length, escaped.
const OUTPUT_MAX: u64 = 16 * 1024 * 1024;
/// What children see of the environment: where programs and the words of recognition lie.
const ENVIRONMENT: [&str; 4] = ["PATH", "TESSDATA_PREFIX", "TMPDIR", "SYSTEMROOT"];

/// What a child is asked to do.
#[derive(Debug)]
pub(super) enum Task<'a> {
    /// Take the words out of the document on its standard input.
    Extract {
        /// The document's name.
        name: &'a str,
    },
    /// Turn into a tool.
    Tool {
        /// Where the tool lies.
        program: &'a Path,
        /// Its arguments.
        arguments: Vec<OsString>,
    },
}

/// How a child ended.
#[derive(Debug)]
pub(super) struct Ended {
    /// With exit code 0.
    pub(super) is_success: bool,
    /// The signal that ended it, where there was one.
    pub(super) signal: Option<i32>,
    /// What it wrote.
    pub(super) output: Vec<u8>,
}

impl Ended {
    /// Why it did not succeed, for people.
    pub(super) fn why(&self) -> String {
        match self.signal {
            // SIGXCPU and SIGKILL are how the limit on work ends a process, SIGABRT that on memory.
            Some(24 | 9) => "quá nhiều thời gian xử lý".to_owned(),
            Some(6) => "quá nhiều bộ nhớ".to_owned(),
            Some(signal) => format!("tiến trình đọc bị ngắt, tín hiệu {signal}"),
            None => "tiến trình đọc bị lỗi".to_owned(),
        }
    }
}

/// Runs a task to its end or its deadline.
pub(super) async fn run(
    reader: &ChildReader,
    task: &Task<'_>,
    input: Vec<u8>,
    deadline: Duration,
) -> Result<Ended, DocumentError> {
    let mut command = Command::new(&reader.program);
    command.arg("read-child");
    match task {
        Task::Extract { name } => command.args(["extract", "--name", name]),
        Task::Tool { program, arguments } => {
            command.args(["tool", "--"]).arg(program).args(arguments)
        }
    };
    command
        .env_clear()
        .envs(
            ENVIRONMENT
                .iter()
                .filter_map(|key| Some((key, std::env::var_os(key)?))),
        )
        .env("LC_ALL", "C.UTF-8")
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let mut child = command.spawn().map_err(DocumentError::Child)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    // A child that ends early does not hear all; what it says then counts.
    let feed = tokio::spawn(async move {
        if let Some(mut stdin) = stdin {
            drop(stdin.write_all(&input).await);
        }
    });
    let hear = async {
        let mut output = Vec::new();
        if let Some(stdout) = stdout {
            stdout.take(OUTPUT_MAX).read_to_end(&mut output).await?;
        }
        Ok::<_, std::io::Error>((output, child.wait().await?))
    };
    let heard = tokio::time::timeout(deadline, hear).await;
    feed.abort();
    match heard {
        Ok(Ok((output, status))) => Ok(Ended {
            is_success: status.success(),
            signal: signal(status),
            output,
        }),
        Ok(Err(error)) => Err(DocumentError::Child(error)),
        Err(_) => {
            child.kill().await.map_err(DocumentError::Child)?;
            Err(DocumentError::Stopped(format!(
                "quá {:.0} giây",
                deadline.as_secs_f64()
            )))
        }
    }
}

#[cfg(unix)]
fn signal(status: std::process::ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_status: std::process::ExitStatus) -> Option<i32> {
    None
}

/// Where a tool lies: in the reader's folder, else on `PATH`.
pub(super) fn find(reader: &ChildReader, tool: &str) -> Option<PathBuf> {
    let file = format!("{tool}{}", std::env::consts::EXE_SUFFIX);
    let folders = match &reader.search {
        Some(folder) => vec![folder.clone()],
        None => std::env::split_paths(&std::env::var_os("PATH")?).collect(),
    };
    folders
        .into_iter()
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}
