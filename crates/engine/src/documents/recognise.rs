//! Scans to words: pages drawn by `pdftoppm`, recognised by `tesseract` with
//! its Vietnamese words. Both are found at run time and run under limits.

use super::pages::{self, Recognised};
use super::process::{self, Task};
use super::{ChildReader, DocumentError, ReadDocument};
use letters::read::Picture;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Most pages recognised.
const MAX_PAGES: usize = 50;
/// Most pixels of a page: A4 at 500 dpi.
const MAX_PIXELS: u64 = 25_000_000;
/// The longer side of a drawn page, in pixels: A4 at 300 dpi, whatever size the file claims.
const DRAWN_SIDE: &str = "3508";
/// How long `tesseract` may take to name its languages.
const LANGUAGES: Duration = Duration::from_secs(10);

/// Recognises the pages of a PDF.
pub(super) async fn pdf(
    pages: usize,
    bytes: &[u8],
    reader: &ChildReader,
) -> Result<ReadDocument, DocumentError> {
    if pages > MAX_PAGES {
        return Err(too_many_pages());
    }
    let draw = process::find(reader, "pdftoppm").ok_or(missing("poppler (pdftoppm)"))?;
    let tool = Recogniser::find(reader).await?;
    let place = Place::new()?;
    let file = place.write("ban-quet.pdf", bytes)?;
    let mut all = Recognised::default();
    for page in 1..=pages {
        let what = || format!("trang {page}");
        let image = place.path("trang");
        let number = page.to_string();
        let mut arguments: Vec<OsString> = ["-f", &number, "-l", &number, "-singlefile", "-gray"]
            .iter()
            .chain(&["-scale-to", DRAWN_SIDE, "-png"])
            .map(OsString::from)
            .collect();
        arguments.extend([file.clone().into(), image.into()]);
        tool.within(&draw, arguments, &what).await?;
        let drawn = place.path("trang.png");
        all.add(&tool.page(&drawn, &what).await?);
    }
    super::of_scan(&all)
}

/// Recognises a picture, of one page or several.
pub(super) async fn picture(
    picture: &Picture,
    bytes: &[u8],
    reader: &ChildReader,
) -> Result<ReadDocument, DocumentError> {
    if picture.pages.len() > MAX_PAGES {
        return Err(too_many_pages());
    }
    let pixels = |(width, height): &(u32, u32)| u64::from(*width) * u64::from(*height);
    if picture.pages.iter().map(pixels).any(|n| n > MAX_PIXELS) {
        return Err(DocumentError::ScanTooLarge {
            what: "cỡ ảnh",
            limit: "25 triệu điểm ảnh",
        });
    }
    let tool = Recogniser::find(reader).await?;
    let place = Place::new()?;
    let name = format!("ban-quet.{}", picture.format.ending());
    let file = place.write(&name, bytes)?;
    let mut all = Recognised::default();
    all.add(&tool.page(&file, &|| "ảnh".to_owned()).await?);
    super::of_scan(&all)
}

/// `tesseract`, found and able to read Vietnamese.
struct Recogniser<'a> {
    reader: &'a ChildReader,
    program: PathBuf,
    began: Instant,
}

impl<'a> Recogniser<'a> {
    async fn find(reader: &'a ChildReader) -> Result<Self, DocumentError> {
        let program = process::find(reader, "tesseract").ok_or(missing("tesseract"))?;
        let task = Task::Tool {
            program: &program,
            arguments: vec!["--list-langs".into()],
        };
        let languages = process::run(reader, &task, Vec::new(), LANGUAGES).await?;
        let knows = String::from_utf8_lossy(&languages.output)
            .lines()
            .any(|line| line.trim() == "vie");
        if !knows {
            return Err(missing("dữ liệu tiếng Việt của tesseract (vie)"));
        }
        Ok(Self {
            reader,
            program,
            began: Instant::now(),
        })
    }

    async fn page(
        &self,
        image: &Path,
        what: &(dyn Fn() -> String + Sync),
    ) -> Result<Recognised, DocumentError> {
        let mut arguments: Vec<OsString> = vec![image.into()];
        arguments.extend(["stdout", "-l", "vie", "--dpi", "300", "tsv"].map(OsString::from));
        let table = self.within(&self.program, arguments, what).await?;
        Ok(pages::read(&String::from_utf8_lossy(&table)))
    }

    /// Runs a tool within the time of a page and what is left of the whole.
    async fn within(
        &self,
        program: &Path,
        arguments: Vec<OsString>,
        what: &(dyn Fn() -> String + Sync),
    ) -> Result<Vec<u8>, DocumentError> {
        let deadlines = self.reader.deadlines;
        let left = deadlines.scan.saturating_sub(self.began.elapsed());
        let task = Task::Tool { program, arguments };
        let ended = process::run(self.reader, &task, Vec::new(), deadlines.page.min(left)).await?;
        match (ended.is_success, ended.signal) {
            (true, _) => Ok(ended.output),
            (false, Some(_)) => Err(DocumentError::Stopped(ended.why())),
            (false, None) => Err(DocumentError::RecognitionFailed { what: what() }),
        }
    }
}

/// A folder for the tools' files, gone with it.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Result<Self, DocumentError> {
        let folder = tempfile::tempdir().map_err(DocumentError::Child)?;
        Ok(Self { folder })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, DocumentError> {
        let path = self.path(name);
        std::fs::write(&path, bytes).map_err(DocumentError::Child)?;
        Ok(path)
    }
}

const fn missing(missing: &'static str) -> DocumentError {
    DocumentError::RecognitionMissing { missing }
}

const fn too_many_pages() -> DocumentError {
    DocumentError::ScanTooLarge {
        what: "số trang bản quét",
        limit: "50 trang",
    }
}
