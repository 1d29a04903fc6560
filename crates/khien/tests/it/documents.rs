//! Letters as PDF, scans and pictures, honest and hostile, as a user gives them.

use crate::program::{Folder, khien};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Above the program's own deadline, for a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(20);

fn fixture(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../letters/tests/fixtures/pdf");
    folder.join(name).to_str().unwrap().to_owned()
}

/// Exit code and first line of `directive read --json`.
async fn read(file: &str) -> (i32, Value) {
    let started = Instant::now();
    let output = khien(&["directive", "read", file, "--json"])
        .output()
        .await
        .unwrap();
    eprintln!("{file}: {:?}", started.elapsed());
    let line = String::from_utf8(output.stdout).unwrap();
    (
        output.status.code().unwrap(),
        serde_json::from_str(&line).unwrap(),
    )
}

fn counts(directive: &Value) -> [usize; 3] {
    ["obligations", "addressees", "contacts"].map(|key| directive[key].as_array().unwrap().len())
}

fn warned(directive: &Value, code: &str) -> bool {
    let warnings = directive["warnings"].as_array().unwrap();
    warnings.iter().any(|warning| warning["code"] == code)
}

#[tokio::test]
async fn a_pdf_with_text_is_read_without_other_programs() {
    let output = khien(&["directive", "read", &fixture("two-columns.pdf"), "--json"])
        .env("PATH", "")
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let directive: Value = serde_json::from_slice(&output.stdout).unwrap();
    // The synthetic duty of the contacts is listed last.
    assert_eq!(counts(&directive), [13, 4, 3]);
    assert!(!warned(&directive, "letter.ocr"));
}

/// A file of one page with these objects from number 3 on.
fn pdf(objects: &[&[u8]]) -> Vec<u8> {
    pdf_of(1, objects)
}

/// As [`pdf`], with as many pages below object 3.
fn pdf_of(pages: usize, objects: &[&[u8]]) -> Vec<u8> {
    let root = format!("<</Type/Pages/Count {pages}/Kids[3 0 R]>>");
    let fixed: [&[u8]; 2] = [b"<</Type/Catalog/Pages 2 0 R>>", root.as_bytes()];
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(fixed.iter().chain(objects)) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n").bytes());
        bytes.extend(*object);
        bytes.extend(b"\nendobj\n");
    }
    let table = bytes.len();
    let size = places.len() + 1;
    bytes.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    bytes.extend(format!("trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF").bytes());
    bytes
}

fn stream(head: &str, body: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{head}/Length {}>>stream\n", body.len()).into_bytes();
    object.extend(body);
    object.extend(b"\nendstream");
    object
}

/// A zlib stream (RFC 1950, 1951) that unpacks to half a gigabyte: one stored letter, then one repeated copy of it.
fn bomb() -> Vec<u8> {
    // Fixed codes: literal 0 is 00110000, length 258 is 11000101, distance 1 is 00000; bits fill bytes from the low end.
    let mut bits = vec![
        true, true, false, false, false, true, true, false, false, false, false,
    ];
    for _ in 0..2_000_000 {
        bits.extend([true, true, false, false, false, true, false, true]);
        bits.extend([false; 5]);
    }
    bits.extend([false; 7]);
    let mut bytes = vec![0x78, 0xDA];
    bytes.extend(bits.chunks(8).map(|byte| {
        let low_first = byte.iter().rev();
        low_first.fold(0_u8, |byte, bit| byte << 1 | u8::from(*bit))
    }));
    bytes
}

fn hostile() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let page: &[u8] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
        /Resources<</XObject<</I 5 0 R>>>>>>";
    let whole = std::fs::read(fixture("two-columns.pdf")).unwrap();
    let picture = stream(
        "/Subtype/Image/Width 65000/Height 65000/ColorSpace/DeviceGray/BitsPerComponent 8",
        b"0",
    );
    let deep: Vec<Vec<u8>> = (4..60_000)
        .map(|next| format!("<</Type/Pages/Count 1/Kids[{next} 0 R]>>").into_bytes())
        .chain([b"<</Type/Page>>".to_vec()])
        .collect();
    let deep: Vec<&[u8]> = deep.iter().map(Vec::as_slice).collect();
    let objects = stream(
        "/Type/XRef/W[1 4 2]/Size 90000000/Root 2 0 R/Filter/FlateDecode",
        &bomb(),
    );
    let mut table = b"%PDF-1.5\n1 0 obj\n".to_vec();
    table.extend(objects);
    table.extend(b"\nendobj\nstartxref\n9\n%%EOF");
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend([0, 0, 0xFD, 0xE8, 0, 0, 0xFD, 0xE8, 8, 0, 0, 0, 0]);
    vec![
        ("truncated.pdf", whole[..20_000].to_vec(), "letter.bad_pdf"),
        ("encrypted.pdf", encrypted(), "letter.encrypted"),
        (
            "content.pdf",
            pdf(&[page, &stream("/Filter/FlateDecode", &bomb())]),
            "letter.too_large",
        ),
        ("table.pdf", table, "document.stopped"),
        (
            "loop.pdf",
            pdf(&[b"<</Type/Pages/Kids[2 0 R 3 0 R]>>"]),
            "letter.bad_pdf",
        ),
        ("deep.pdf", pdf(&deep), "letter.bad_pdf"),
        (
            "picture.pdf",
            pdf(&[page, &stream("", b"/I Do"), &picture]),
            "letter.too_large",
        ),
        ("picture.png", png, "document.scan_too_large"),
    ]
}

/// An encryption that no empty password opens (ISO 32000-1, 7.6.3; revision 2).
fn encrypted() -> Vec<u8> {
    let plain = pdf(&[b"<</Type/Page/Parent 2 0 R>>"]);
    let text = String::from_utf8(plain).unwrap();
    let key = "00".repeat(32);
    let entry = format!(
        "/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{key}>/U<{key}>>>/Root 1 0 R"
    );
    text.replace("/Root 1 0 R", &entry).into_bytes()
}

#[tokio::test]
async fn hostile_files_are_refused_in_time_and_the_others_go_on() {
    let folder = Folder::new();
    for (name, bytes, code) in hostile() {
        let path = Path::new(&folder.path()).join(name);
        std::fs::write(&path, bytes).unwrap();
        let started = Instant::now();
        let (exit, answer) = read(path.to_str().unwrap()).await;
        assert_eq!(
            (exit, &answer["error"]["code"]),
            (1, &Value::from(code)),
            "{name}: {answer}"
        );
        assert!(
            started.elapsed() < PATIENCE,
            "{name}: {:?}",
            started.elapsed()
        );
    }
}

/// A picture of the letter's pages, unless poppler or tesseract with Vietnamese is missing.
fn drawn(folder: &Path, what: &str) -> Option<Vec<PathBuf>> {
    let languages = Command::new("tesseract").arg("--list-langs").output();
    let knows = languages.is_ok_and(|out| {
        String::from_utf8_lossy(&out.stdout)
            .lines()
            .any(|line| line == "vie")
    });
    let draw = Command::new("pdftoppm")
        .args(["-r", "200", "-jpeg"])
        .arg(fixture("two-columns.pdf"))
        .arg(folder.join("p"))
        .status();
    if !knows || draw.is_err() {
        assert!(
            std::env::var_os("KHIEN_TEST_ALL").is_none_or(|all| all != "1"),
            "tesseract with vie or pdftoppm is missing"
        );
        eprintln!(
            "skipped: {what}, not installed (apt-get install tesseract-ocr tesseract-ocr-vie poppler-utils)"
        );
        return None;
    }
    Some(["p-1.jpg", "p-2.jpg"].map(|page| folder.join(page)).into())
}

/// A PDF that holds nothing but these pictures, 1654 by 2339 pixels each.
fn of_pictures(pages: &[PathBuf]) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = Vec::new();
    let kids: Vec<String> = (0..pages.len())
        .map(|n| format!("{} 0 R", 4 + 3 * n))
        .collect();
    // Object 3 is the node that `pdf` names as the only child of the root.
    objects.push(
        format!(
            "<</Type/Pages/Parent 2 0 R/Count 2/Kids[{}]>>",
            kids.join(" ")
        )
        .into_bytes(),
    );
    for (n, page) in pages.iter().enumerate() {
        let number = 4 + 3 * n;
        let (content, image) = (number + 1, number + 2);
        objects.push(
            format!(
                "<</Type/Page/Parent 3 0 R/MediaBox[0 0 595 842]/Contents {content} 0 R\
                 /Resources<</XObject<</I {image} 0 R>>>>>>"
            )
            .into_bytes(),
        );
        objects.push(stream("", b"q 595 0 0 842 0 0 cm /I Do Q"));
        objects.push(stream(
            "/Type/XObject/Subtype/Image/Width 1654/Height 2339/ColorSpace/DeviceRGB\
             /BitsPerComponent 8/Filter/DCTDecode",
            &std::fs::read(page).unwrap(),
        ));
    }
    let objects: Vec<&[u8]> = objects.iter().map(Vec::as_slice).collect();
    pdf_of(pages.len(), &objects)
}

#[tokio::test]
async fn a_scan_is_recognised_with_a_warning() {
    let folder = Folder::new();
    let place = PathBuf::from(folder.path());
    let Some(pages) = drawn(&place, "reading scans") else {
        return;
    };
    let scan = place.join("scan.pdf");
    std::fs::write(&scan, of_pictures(&pages)).unwrap();
    let (exit, directive) = read(scan.to_str().unwrap()).await;
    assert_eq!(exit, 0, "{directive}");
    assert_eq!(counts(&directive), [13, 4, 3], "{directive}");
    assert!(warned(&directive, "letter.ocr"));
    assert!(!warned(&directive, "letter.ocr_low_confidence"));

    let (exit, directive) = read(pages[0].to_str().unwrap()).await;
    assert_eq!(exit, 0, "{directive}");
    assert!(warned(&directive, "letter.ocr"));
    assert!(counts(&directive)[0] >= 6, "{directive}");
}

#[tokio::test]
async fn without_the_tools_a_scan_says_what_to_install() {
    let folder = Folder::new();
    let picture = Path::new(&folder.path()).join("a.png");
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend([0, 0, 1, 0, 0, 0, 1, 0, 8, 0, 0, 0, 0]);
    std::fs::write(&picture, png).unwrap();
    let output = khien(&["directive", "read", picture.to_str().unwrap(), "--json"])
        .env("PATH", folder.path())
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["error"]["code"], "document.ocr_missing");
    let text = answer["error"]["text"].as_str().unwrap();
    assert!(
        text.contains("apt-get install tesseract-ocr tesseract-ocr-vie poppler-utils"),
        "{text}"
    );
}

/// The child does what the engine asks and nothing else.
#[tokio::test]
async fn a_child_turns_into_no_other_program() {
    let output = khien(&["read-child", "tool", "--", "/bin/echo", "x"])
        .output()
        .await
        .unwrap();
    assert_eq!(
        (output.status.code(), output.stdout.as_slice()),
        (Some(1), &b""[..])
    );
}
