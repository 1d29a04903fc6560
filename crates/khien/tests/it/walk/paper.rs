//! Papers in and out as offices have them: a letter saved as .docx, a downloaded report opened. LibreOffice does both.

use super::driver::program;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::process::Command;

/// Opens a .docx and asserts that it says these words.
pub(super) async fn opens(bytes: &[u8], folder: &Path, words: &[&str]) {
    let text = letters::read::plain_text("bao-cao.docx", bytes).unwrap();
    for word in words {
        assert!(
            text.contains(word),
            "the report does not say “{word}”:\n{text}"
        );
    }
    let report = folder.join("bao-cao.docx");
    std::fs::write(&report, bytes).unwrap();
    if let Some(pdf) = converted(&report, "pdf").await {
        assert!(std::fs::read(pdf).unwrap().starts_with(b"%PDF"));
    }
}

/// The file in another kind, beside it; none, with a line that says so, without LibreOffice.
pub(super) async fn converted(file: &Path, kind: &str) -> Option<PathBuf> {
    let Some(soffice) = program("soffice") else {
        assert!(
            std::env::var_os("KHIEN_TEST_ALL").is_none(),
            "LibreOffice is missing"
        );
        eprintln!(
            "skipped: papers of the walk in LibreOffice (apt-get install libreoffice-writer-nogui)"
        );
        return None;
    };
    let folder = file.parent().unwrap();
    let mut office = Command::new(soffice);
    office
        .arg(format!(
            "-env:UserInstallation=file://{}/office",
            folder.display()
        ))
        .args(["--headless", "--convert-to", kind, "--outdir"])
        .arg(folder)
        .kill_on_drop(true);
    if file.extension().is_some_and(|extension| extension == "txt") {
        office.arg("--infilter=Text (encoded):UTF8");
    }
    let ended = tokio::time::timeout(Duration::from_secs(90), office.arg(file).output());
    let told = ended.await.unwrap().unwrap();
    let made = file.with_extension(kind);
    assert!(made.is_file(), "{}", String::from_utf8_lossy(&told.stderr));
    Some(made)
}
