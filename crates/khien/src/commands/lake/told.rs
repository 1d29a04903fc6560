//! What `khien lake` prints: lines for people, documents for programs.

use crate::output;
use lake::table;
use lang::{Lang, text};
use serde::Serialize;

/// The numbers of a table as JSON.
#[derive(Serialize)]
pub(super) struct Status<'a> {
    version: u64,
    checkpoint: Option<u64>,
    checkpoint_problem: Option<&'a str>,
    events: u64,
    files: usize,
    bytes: u64,
    bytes_per_event: Option<f64>,
    files_gone: usize,
    bytes_gone: u64,
    partitions: Vec<Partition<'a>>,
    writers: Vec<Writer<'a>>,
}

#[derive(Serialize)]
struct Partition<'a> {
    class: &'a str,
    day: String,
    events: u64,
    files: usize,
    bytes: u64,
    first: Option<String>,
    last: Option<String>,
}

#[derive(Serialize)]
struct Writer<'a> {
    writer: &'a str,
    offset: u64,
}

impl<'a> Status<'a> {
    pub(super) fn of(status: &'a table::Status) -> Self {
        let partitions = status.partitions.iter().map(|part| Partition {
            class: &part.class,
            day: part.day.to_string(),
            events: part.rows,
            files: part.files,
            bytes: part.bytes,
            first: part.first.map(|at| at.to_string()),
            last: part.last.map(|at| at.to_string()),
        });
        let writers = status.writers.iter().map(|(writer, offset)| Writer {
            writer,
            offset: *offset,
        });
        Self {
            version: status.version,
            checkpoint: status.checkpoint,
            checkpoint_problem: status.checkpoint_problem.as_deref(),
            events: status.rows,
            files: status.files,
            bytes: status.bytes,
            bytes_per_event: status.bytes_per_event(),
            files_gone: status.files_gone,
            bytes_gone: status.bytes_gone,
            partitions: partitions.collect(),
            writers: writers.collect(),
        }
    }
}

pub(super) fn status(lang: Lang, status: &table::Status) {
    let each = format!("{:.0}", status.bytes_per_event().unwrap_or_default());
    let all = size(status.bytes);
    let values = [
        ("events", number(status.rows).into()),
        ("files", status.files.into()),
        ("size", (&all).into()),
        ("each", (&each).into()),
        ("version", number(status.version).into()),
    ];
    output::line(&text(lang, "cli-lake-status", &values));
    for part in &status.partitions {
        let (day, bytes) = (part.day.to_string(), size(part.bytes));
        let values = [
            ("class", part.class.as_str().into()),
            ("day", (&day).into()),
            ("events", number(part.rows).into()),
            ("files", part.files.into()),
            ("size", (&bytes).into()),
        ];
        output::line(&text(lang, "cli-lake-day", &values));
    }
    if let Some(problem) = &status.checkpoint_problem {
        output::note(problem);
    }
}

/// What merging did, as JSON.
#[derive(Serialize)]
pub(super) struct Compacted {
    merges: usize,
    files_before: usize,
    files_after: usize,
    events: u64,
    bytes_before: u64,
    bytes_after: u64,
    files_removed: usize,
    bytes_removed: u64,
}

impl Compacted {
    pub(super) fn of(done: &table::Compacted, vacuumed: table::Vacuumed) -> Self {
        Self {
            merges: done.merges,
            files_before: done.files_before,
            files_after: done.files_after,
            events: done.rows,
            bytes_before: done.bytes_before,
            bytes_after: done.bytes_after,
            files_removed: vacuumed.files,
            bytes_removed: vacuumed.bytes,
        }
    }
}

pub(super) fn compacted(lang: Lang, done: &table::Compacted, vacuumed: table::Vacuumed) {
    let (before, after) = (size(done.bytes_before), size(done.bytes_after));
    let values = [
        ("before", done.files_before.into()),
        ("after", done.files_after.into()),
        ("size", (&before).into()),
        ("left", (&after).into()),
        ("removed", vacuumed.files.into()),
    ];
    output::line(&text(lang, "cli-lake-compacted", &values));
}

/// What a verification found, as JSON.
#[derive(Serialize)]
pub(super) struct Report<'a> {
    ok: bool,
    files: usize,
    events: u64,
    bytes: u64,
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    code: &'static str,
    file: &'a str,
}

impl<'a> Report<'a> {
    pub(super) fn of(report: &'a table::Report) -> Self {
        let problems = report.problems.iter().map(|problem| Problem {
            code: problem.kind.code(),
            file: &problem.file,
        });
        Self {
            ok: report.problems.is_empty(),
            files: report.files,
            events: report.rows,
            bytes: report.bytes,
            problems: problems.collect(),
        }
    }
}

pub(super) fn report(lang: Lang, report: &table::Report) {
    for problem in &report.problems {
        let told = format!("{}: {}", problem.kind.code(), output::clean(&problem.file));
        output::line(&text(lang, "cli-lake-bad", &[("problem", (&told).into())]));
    }
    if report.problems.is_empty() {
        let bytes = size(report.bytes);
        let values = [
            ("events", number(report.rows).into()),
            ("files", report.files.into()),
            ("size", (&bytes).into()),
        ];
        output::line(&text(lang, "cli-lake-good", &values));
    }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// "3.4 MB", in units of 1,024.
fn size(bytes: u64) -> String {
    let tenths = |unit: u64| {
        let whole = bytes / unit;
        let tenth = bytes % unit * 10 / unit;
        format!("{whole}.{tenth}")
    };
    match bytes {
        0..1_048_576 => format!("{} KB", tenths(1 << 10)),
        1_048_576..1_073_741_824 => format!("{} MB", tenths(1 << 20)),
        _ => format!("{} GB", tenths(1 << 30)),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn sizes_are_told_in_their_unit() {
        for (bytes, told) in [
            (0, "0.0 KB"),
            (1_536, "1.5 KB"),
            (3 << 20, "3.0 MB"),
            ((5 << 30) + (1 << 29), "5.5 GB"),
        ] {
            assert_eq!(super::size(bytes), told);
        }
    }
}
