//! A downloaded report, opened: its words by our reader, its pages by LibreOffice.

use super::driver::program;
use std::path::Path;
use tokio::process::Command;

/// Opens a .docx and asserts that it says these words.
pub(super) async fn opens(bytes: &[u8], folder: &Path, words: &[&str]) {
    let text = letters::read::plain_text("bao-cao.docx", bytes).unwrap();
    for word in words {
        assert!(text.contains(word), "the report does not say “{word}”:\n{text}");
    }
    let Some(soffice) = program("soffice") else {
        assert!(std::env::var_os("KHIEN_TEST_ALL").is_none(), "LibreOffice is missing");
        println!("skipped: the report opened by LibreOffice (apt-get install libreoffice-writer-nogui)");
        return;
    };
    let report = folder.join("bao-cao.docx");
    std::fs::write(&report, bytes).unwrap();
    let ended = Command::new(soffice)
        .arg(format!("-env:UserInstallation=file://{}/office", folder.display()))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder)
        .arg(&report)
        .output()
        .await
        .unwrap();
    let pdf = std::fs::read(folder.join("bao-cao.pdf"));
    let told = String::from_utf8_lossy(&ended.stderr);
    assert!(pdf.is_ok_and(|pdf| pdf.starts_with(b"%PDF")), "{told}");
}
