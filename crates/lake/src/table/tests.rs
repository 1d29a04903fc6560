//! The table as its users meet it: commits, restarts, damage, merging,
//! retention, queries. Readers that are not ours are in `tests/it`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use arrow::array::AsArray as _;
use datafusion::common::ScalarValue;
use datafusion::physical_plan::displayable;
use datafusion::prelude::{Expr, SessionContext, col, lit};
use domain::event::{EventRow, TimeQuality};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::*;

mod earlier;

const NOW: &str = "2026-01-20T08:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn days_ago(days: i64) -> Timestamp {
    now() - SignedDuration::from_hours(24 * days)
}

struct Folder {
    dir: TempDir,
}

impl Folder {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { dir }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("lake")
    }

    fn open(&self) -> Table {
        Table::open(&self.path(), TableOptions::default()).unwrap()
    }
}

/// Events numbered from..to, received at that time, a second apart backwards so that sorting has
/// something to do.
fn batch(from: u64, to: u64, received: Timestamp, class: &str) -> Batch {
    let mut batch = Batch::new();
    for number in from..to {
        let time = received - SignedDuration::from_secs(i64::try_from(number % 50).unwrap());
        let row = EventRow {
            time: Some(time),
            time_quality: TimeQuality::Stated,
            host: Some(format!("may-{:03}", number % 40).into()),
            src_ip: Some(
                std::net::Ipv4Addr::from_bits(0x0A00_0000 + u32::try_from(number).unwrap()).into(),
            ),
            dst_port: Some(443),
            action: Some(if number % 3 == 0 { "deny" } else { "accept" }.into()),
            ..EventRow::default()
        };
        let mut id = [7; 16];
        id[8..].copy_from_slice(&number.to_be_bytes());
        batch.push(&KeptEvent {
            id,
            received,
            unit: Some([1; 16]),
            source: "fw-mau-01",
            class,
            parser: "key_value",
            row: &row,
            raw: format!("date=2026-01-20 n={number} action=x").as_bytes(),
        });
    }
    batch
}

fn commit(table: &Table, from: u64, to: u64, class: &str, received: Timestamp) -> Commit {
    let batch = batch(from, to, received, class);
    table.commit("w", from, to, batch).unwrap()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(future)
}

/// Ids of the events for which that holds.
fn ids(context: &SessionContext, filter: Expr) -> Vec<Vec<u8>> {
    let found = run(async {
        let events = context.table("events").await.unwrap();
        let frame = events
            .filter(filter)
            .unwrap()
            .select_columns(&["event_id", "raw"]);
        frame.unwrap().collect().await.unwrap()
    });
    let ids = found
        .iter()
        .flat_map(|batch| batch.column(0).as_binary_view().iter());
    ids.map(|id| id.unwrap().to_vec()).collect()
}

fn number(table: &Table, filter: Expr) -> usize {
    ids(&table.context().unwrap(), filter).len()
}

/// Events and different ids among them.
fn distinct(table: &Table) -> (usize, usize) {
    let ids = ids(&table.context().unwrap(), lit(true));
    (ids.len(), ids.iter().collect::<HashSet<_>>().len())
}

#[test]
fn what_was_committed_is_there_after_reopening() {
    let folder = Folder::new();
    let table = folder.open();
    commit(&table, 0, 300, "m3", now());
    commit(&table, 300, 500, "m3", now());
    drop(table);
    let table = folder.open();
    assert_eq!(table.committed("w").unwrap(), 500);
    assert_eq!(table.committed("someone else").unwrap(), 0);
    assert_eq!(distinct(&table), (500, 500));
    let hosts = col("host")
        .eq(lit("may-007"))
        .and(col("action").eq(lit("deny")));
    let expected = (0..500).filter(|n| n % 40 == 7 && n % 3 == 0).count();
    assert_eq!(number(&table, hosts), expected);
}

#[test]
fn the_same_events_again_are_refused_as_done() {
    let folder = Folder::new();
    let table = folder.open();
    commit(&table, 0, 100, "m3", now());
    for (from, to) in [(0, 100), (50, 150), (101, 120), (u64::MAX, 5)] {
        let again = table.commit("w", from, to, batch(0, 10, now(), "m3"));
        assert!(
            matches!(again, Err(LakeError::Offset { committed: 100, .. })),
            "{again:?}"
        );
    }
    drop(table);
    // Also through a fresh handle, where other writers of the format double.
    let table = folder.open();
    assert!(
        table
            .commit("w", 0, 100, batch(0, 100, now(), "m3"))
            .is_err()
    );
    assert_eq!(distinct(&table), (100, 100));
    assert_eq!(files_on_disk(&folder.path()).len(), 1);
}

#[test]
fn offsets_of_lost_records_are_passed_over() {
    let folder = Folder::new();
    let table = folder.open();
    let done = table.commit("w", 0, 40, Batch::new()).unwrap();
    assert_eq!((done.files, done.rows), (0, 0));
    assert_eq!(table.committed("w").unwrap(), 40);
}

#[test]
fn a_commit_cut_off_before_the_log_leaves_an_orphan_that_vacuum_takes() {
    let folder = Folder::new();
    let table = folder.open();
    commit(&table, 0, 100, "m3", now());
    let mut cut_off = table
        .write_parts(batch(100, 200, now(), "m3").into_rows().unwrap())
        .unwrap();
    cut_off.keep();
    drop(cut_off);
    drop(table);
    let table = folder.open();
    assert_eq!(table.committed("w").unwrap(), 100);
    commit(&table, 100, 200, "m3", now());
    assert_eq!(distinct(&table), (200, 200));
    let later = |hours| Timestamp::now() + SignedDuration::from_hours(hours);
    assert_eq!(table.vacuum(later(0)).unwrap().files, 0);
    assert_eq!(table.vacuum(later(2)).unwrap().files, 1);
    assert_eq!(distinct(&table), (200, 200));
    assert_eq!(files_on_disk(&folder.path()).len(), 2);
}

#[test]
fn a_file_that_is_being_written_is_no_orphan() {
    let folder = Folder::new();
    let table = folder.open();
    let rows = batch(0, 10, now(), "m3").into_rows().unwrap();
    let underway = table.write_parts(rows).unwrap();
    let later = Timestamp::now() + SignedDuration::from_hours(48);
    assert_eq!(table.vacuum(later).unwrap().files, 0);
    drop(underway);
    assert!(files_on_disk(&folder.path()).is_empty());
}

#[test]
fn a_second_writer_is_refused_and_readers_are_not() {
    let folder = Folder::new();
    let table = folder.open();
    let second = Table::open(&folder.path(), TableOptions::default());
    assert!(matches!(second, Err(LakeError::Locked(_))));
    let reader = Table::open_to_read(&folder.path()).unwrap();
    commit(&table, 0, 30, "m3", now());
    assert_eq!(distinct(&reader), (0, 0));
    reader.refresh().unwrap();
    assert_eq!(distinct(&reader), (30, 30));
    assert!(matches!(
        reader.commit("w", 30, 31, Batch::new()),
        Err(LakeError::ReadOnly)
    ));
    let nowhere = Table::open_to_read(&folder.path().join("nowhere"));
    assert!(matches!(nowhere, Err(LakeError::Absent(_))));
}

#[test]
fn checkpoints_carry_the_table_over_a_cleaned_log() {
    let folder = Folder::new();
    let options = TableOptions {
        checkpoint_every: 4,
        log_keep: Duration::ZERO,
        ..TableOptions::default()
    };
    let table = Table::open(&folder.path(), options.clone()).unwrap();
    let reader = Table::open_to_read(&folder.path()).unwrap();
    for step in 0..21 {
        commit(&table, step * 10, step * 10 + 10, "m3", now());
    }
    let status = table.status().unwrap();
    assert_eq!((status.checkpoint, status.log_files), (Some(20), 22));
    let later = Timestamp::now() + SignedDuration::from_hours(1);
    assert!(table.checkpoint(later).unwrap() > 15);
    let left = table.status().unwrap();
    assert!(left.log_files < 6, "{left:?}");
    drop(table);
    let table = Table::open(&folder.path(), options).unwrap();
    assert_eq!(table.committed("w").unwrap(), 210);
    assert_eq!(distinct(&table), (210, 210));
    let same = table.status().unwrap();
    assert_eq!((same.rows, same.bytes), (left.rows, left.bytes));
    // A reader that slept meanwhile finds its way.
    reader.refresh().unwrap();
    assert_eq!(distinct(&reader), (210, 210));
    // The newest checkpoint is damaged: the one before it serves, and verify names it.
    let newest = format!("_delta_log/{:020}.checkpoint.parquet", table.version());
    fs::write(folder.path().join(&newest), b"nothing").unwrap();
    let report = table.verify(&mut |_, _| {}).unwrap();
    assert_eq!(names(&report), [(newest.as_str(), "lake.file_unreadable")]);
    drop(table);
    assert_eq!(distinct(&folder.open()), (210, 210));
}

#[test]
fn damage_is_named() {
    let check = |what: &dyn Fn(&Path), code: &str| {
        let folder = Folder::new();
        let table = folder.open();
        commit(&table, 0, 100, "m3", now());
        commit(&table, 100, 200, "m6", now());
        assert_eq!(table.verify(&mut |_, _| {}).unwrap().problems, []);
        let file = files_on_disk(&folder.path()).remove(1);
        what(&folder.path().join(&file));
        let report = table.verify(&mut |_, _| {}).unwrap();
        assert_eq!(names(&report), [(file.as_str(), code)]);
        assert_eq!((report.files, report.rows), (2, 200));
    };
    check(&|path| fs::remove_file(path).unwrap(), "lake.file_missing");
    check(
        &|path| {
            let bytes = fs::read(path).unwrap();
            fs::write(path, &bytes[..bytes.len() - 7]).unwrap();
        },
        "lake.file_size",
    );
    check(
        &|path| {
            let mut bytes = fs::read(path).unwrap();
            let middle = bytes.len() / 3;
            bytes[middle] ^= 4;
            fs::write(path, bytes).unwrap();
        },
        "lake.file_changed",
    );
}

#[test]
fn a_damaged_or_missing_version_is_named_when_the_table_is_opened() {
    let check = |what: &dyn Fn(&Path), name: &str| {
        let folder = Folder::new();
        let table = folder.open();
        for step in 0..3 {
            commit(&table, step, step + 1, "m3", now());
        }
        drop(table);
        what(&folder.path().join("_delta_log"));
        match Table::open(&folder.path(), TableOptions::default()) {
            Err(LakeError::Log { file, .. }) => assert_eq!(file, name),
            other => panic!("{other:?}"),
        }
    };
    let second = "00000000000000000002.json";
    check(
        &|log| fs::write(log.join(second), "{\"add\":").unwrap(),
        second,
    );
    check(&|log| fs::remove_file(log.join(second)).unwrap(), second);
    check(
        &|log| {
            let path = log.join(second);
            let text = fs::read_to_string(&path).unwrap();
            fs::write(path, text.replace("retention=m3/", "../../retention=m3/")).unwrap();
        },
        second,
    );
}

#[test]
fn what_this_version_does_not_know_is_refused_by_name() {
    let check = |from: &str, to: &str, named: &str| {
        let folder = Folder::new();
        drop(folder.open());
        let first = folder.path().join("_delta_log/00000000000000000000.json");
        let text = fs::read_to_string(&first).unwrap();
        let changed = text.replace(from, to);
        assert_ne!(text, changed, "{from}");
        fs::write(first, changed).unwrap();
        let refused = Table::open(&folder.path(), TableOptions::default()).unwrap_err();
        let told = refused.to_string();
        assert_eq!(refused.code(), "lake.unsupported");
        assert!(told.contains(named), "{told}");
    };
    check(
        "\"minReaderVersion\":1",
        "\"minReaderVersion\":3,\"readerFeatures\":[\"deletionVectors\"]",
        "deletionVectors",
    );
    check(
        "\"minWriterVersion\":2",
        "\"minWriterVersion\":4",
        "writer version 4",
    );
    check("[\"retention\",\"day\"]", "[\"day\"]", "partitions by day");
    check("\\\"action\\\"", "\\\"mood\\\"", "the column mood string");
}

#[test]
fn compaction_beside_commits_loses_and_doubles_nothing() {
    let folder = Folder::new();
    let table = folder.open();
    for step in 0..12 {
        commit(&table, step * 20, step * 20 + 20, "m3", days_ago(1));
    }
    let writer = {
        let table = table.clone();
        std::thread::spawn(move || {
            for step in 12..40 {
                commit(&table, step * 20, step * 20 + 20, "m3", now());
            }
        })
    };
    let before = table.provider();
    let options = CompactOptions::default();
    let done = table.compact(&options, now()).unwrap();
    assert_eq!(
        (done.files_before, done.files_after, done.rows),
        (12, 1, 240)
    );
    writer.join().unwrap();
    let done = table.compact(&options, now()).unwrap();
    assert_eq!(
        (done.merges, done.files_before, done.files_after),
        (1, 28, 1)
    );
    assert_eq!(distinct(&table), (800, 800));
    assert_eq!(
        table.compact(&options, now()).unwrap(),
        Compacted::default()
    );
    // What a query still reads is not removed from under it.
    let later = Timestamp::now() + SignedDuration::from_hours(48);
    let vacuumed = table.vacuum(later).unwrap();
    let context = SessionContext::new_with_config(session_config());
    context.register_table("events", before).unwrap();
    assert!(ids(&context, lit(true)).len() >= 240);
    drop(context);
    let rest = table.vacuum(later).unwrap();
    assert_eq!(vacuumed.files + rest.files, 40);
    assert_eq!(files_on_disk(&folder.path()).len(), 2);
    assert_eq!(distinct(&table), (800, 800));
    assert_eq!(table.verify(&mut |_, _| {}).unwrap().problems, []);
    assert_eq!(table.status().unwrap().files_gone, 0);
}

#[test]
fn compaction_names_a_file_it_cannot_read_and_changes_nothing() {
    let folder = Folder::new();
    let table = folder.open();
    for step in 0..9 {
        commit(&table, step * 20, step * 20 + 20, "m3", days_ago(2));
    }
    let file = files_on_disk(&folder.path()).remove(3);
    fs::write(folder.path().join(&file), b"PAR1").unwrap();
    let failed = table.compact(&CompactOptions::default(), now());
    assert!(matches!(&failed, Err(LakeError::Data { file: named, .. }) if *named == file));
    assert_eq!(table.status().unwrap().files, 9);
    assert_eq!(files_on_disk(&folder.path()).len(), 9);
}

#[test]
fn retention_takes_whole_days_and_leaves_held_ones() {
    let folder = Folder::new();
    let table = folder.open();
    for (step, (days, class)) in (0_u64..).zip([(40, "d30"), (31, "d30"), (30, "d30"), (40, "d90")])
    {
        commit(&table, step * 10, step * 10 + 10, class, days_ago(days));
    }
    let classes = [("d30", 30), ("d90", 90)];
    let day = |days| days_ago(days).to_zoned(jiff::tz::TimeZone::UTC).date();
    let hold = Hold {
        class: None,
        from: day(41),
        to: day(35),
    };
    let done = table
        .retain(&classes, std::slice::from_ref(&hold), now())
        .unwrap();
    assert_eq!((done.files, done.rows, done.held), (1, 10, 1));
    assert_eq!(done.days, [("d30".to_owned(), day(31))]);
    // Events of a held day that were received later are held as well: the file of 31 days ago
    // would have been, had the hold reached so far.
    let done = table.retain(&classes, &[], now()).unwrap();
    assert_eq!(done.days, [("d30".to_owned(), day(40))]);
    assert_eq!(distinct(&table), (20, 20));
    let nothing = table.retain(&[], &[], now()).unwrap();
    assert_eq!(nothing, Retained::default());
    table.vacuum(now() + SignedDuration::from_hours(2)).unwrap();
    assert_eq!(files_on_disk(&folder.path()).len(), 2);
}

#[test]
fn a_hold_covers_events_that_arrived_after_the_held_days() {
    let folder = Folder::new();
    let table = folder.open();
    let mut late = Batch::new();
    let row = EventRow {
        time: Some(days_ago(100)),
        ..EventRow::default()
    };
    late.push(&KeptEvent {
        id: [0; 16],
        received: days_ago(50),
        unit: None,
        source: "s",
        class: "d30",
        parser: "text",
        row: &row,
        raw: b"x",
    });
    table.commit("w", 0, 1, late).unwrap();
    let day = days_ago(100).to_zoned(jiff::tz::TimeZone::UTC).date();
    let hold = |class: &str| Hold {
        class: Some(class.to_owned()),
        from: day,
        to: day,
    };
    let retain = |hold| table.retain(&[("d30", 30)], &[hold], now()).unwrap();
    assert_eq!(retain(hold("d30")).held, 1);
    assert_eq!(retain(hold("d90")).files, 1);
}

#[test]
fn a_query_opens_only_the_files_that_may_answer_it() {
    let folder = Folder::new();
    let table = folder.open();
    for step in 0..6 {
        let at = days_ago(i64::try_from(step).unwrap());
        commit(&table, step * 100, step * 100 + 100, "m3", at);
    }
    let files = |filter: Expr| {
        let plan = run(async {
            let context = table.context().unwrap();
            let events = context.table("events").await.unwrap();
            let frame = events.filter(filter).unwrap();
            frame.create_physical_plan().await.unwrap()
        });
        let plan = displayable(plan.as_ref()).indent(true).to_string();
        plan.matches("part-").count()
    };
    let instant = |text: &str| {
        let micros = text.parse::<Timestamp>().unwrap().as_microsecond();
        lit(ScalarValue::TimestampMicrosecond(
            Some(micros),
            Some("UTC".into()),
        ))
    };
    assert_eq!(files(col("dst_port").eq(lit(443))), 6);
    assert_eq!(files(col("time").gt_eq(instant("2026-01-19T00:00:00Z"))), 2);
    let day = lit(ScalarValue::Date32(Some(batch::day_of(days_ago(3)))));
    assert_eq!(files(col("day").eq(day)), 1);
    assert_eq!(files(col("retention").eq(lit("m6"))), 0);
    assert_eq!(files(col("dst_port").gt(lit(500))), 0);
    assert_eq!(files(col("source").eq(lit("fw-mau-02"))), 0);
    assert_eq!(files(col("url").is_not_null()), 0);
}

#[test]
fn times_that_no_clock_shows_become_those_of_arrival() {
    let folder = Folder::new();
    let table = folder.open();
    let mut odd = Batch::new();
    for (number, time) in ["-009000-01-01T00:00:00Z", "9000-01-01T00:00:00Z"]
        .into_iter()
        .enumerate()
    {
        let row = EventRow {
            time: Some(time.parse().unwrap()),
            time_quality: TimeQuality::Stated,
            ..EventRow::default()
        };
        odd.push(&KeptEvent {
            id: [u8::try_from(number).unwrap(); 16],
            received: now(),
            unit: None,
            source: "s",
            class: "m3",
            parser: "text",
            row: &row,
            raw: b"x",
        });
    }
    table.commit("w", 0, 2, odd).unwrap();
    let arrival = col("time").eq(col("received"));
    assert_eq!(
        number(&table, arrival.and(col("time_quality").eq(lit(0_i8)))),
        2
    );
}

#[test]
fn a_class_that_is_no_folder_name_is_refused() {
    let folder = Folder::new();
    let table = folder.open();
    for class in ["", "..", "a/b", "Tháng", "a=b"] {
        let refused = table.commit("w", 0, 1, batch(0, 1, now(), class));
        assert!(matches!(refused, Err(LakeError::Class(_))), "{class}");
    }
    assert_eq!(table.committed("w").unwrap(), 0);
}

fn names(report: &Report) -> Vec<(&str, &str)> {
    let problems = report.problems.iter();
    problems
        .map(|problem| (problem.file.as_str(), problem.kind.code()))
        .collect()
}

/// Data files, as paths within the table, in order.
fn files_on_disk(table: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![table.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(".zstd.parquet") {
                let inside = path.strip_prefix(table).unwrap();
                found.push(inside.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}
