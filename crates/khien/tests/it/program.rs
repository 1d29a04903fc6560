//! The program under test and folders for it.

use std::path::PathBuf;
use tokio::process::Command;

/// A command of the program, ready to run.
pub(crate) fn khien(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_khien"));
    command
        .args(arguments)
        .env_remove("KHIEN_CONFIG")
        .env_remove("KHIEN_DATA")
        .env_remove("KHIEN_LANG")
        .kill_on_drop(true)
        .stdin(std::process::Stdio::null());
    command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    command
}

/// Output of a command that must end with this exit code.
pub(crate) async fn run(arguments: &[&str], code: i32) -> (String, String) {
    let output = khien(arguments).output().await.unwrap();
    let (out, err) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    assert_eq!(
        output.status.code(),
        Some(code),
        "khien {}\n{out}\n{err}",
        arguments.join(" ")
    );
    (out, err)
}

/// Verifies the ledger of a data folder.
pub(crate) async fn verify(data: &str, round: u64) {
    let output = khien(&["ledger", "verify", "--data", data])
        .output()
        .await
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "round {round}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A temporary folder.
pub(crate) struct Folder {
    kept: tempfile::TempDir,
    path: PathBuf,
}

impl Folder {
    pub(crate) fn new() -> Self {
        let kept = tempfile::tempdir().unwrap();
        // A folder inside, so that a file can stand beside it.
        let path = kept.path().join("inner");
        std::fs::create_dir(&path).unwrap();
        Self { kept, path }
    }

    pub(crate) fn path(&self) -> String {
        self.path.to_str().unwrap().to_owned()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path.join(name), text).unwrap();
    }

    /// Writes beside or inside the folder and gives the path.
    pub(crate) fn write_to(&self, name: &str, text: &str) -> String {
        let path = name
            .strip_prefix("../")
            .map_or_else(|| self.path.join(name), |n| self.kept.path().join(n));
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

/// A file of the shared domain folder, `None` with a line on stderr when it is absent.
pub(crate) fn shared(name: &str) -> Option<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared")
        .join(name);
    if path.exists() {
        return Some(path.to_str().unwrap().to_owned());
    }
    assert!(
        std::env::var_os("KHIEN_TEST_ALL").is_none(),
        "the shared file {name} is missing"
    );
    eprintln!("skipped: {name} is not here");
    None
}
