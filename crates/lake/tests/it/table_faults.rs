//! Disks that fail under the table: what was acknowledged stays in the intake log and comes into the table later, once.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::sync::Arc;

use datafusion::arrow::array::AsArray as _;
use domain::event::EventRow;
use jiff::Timestamp;
use lake::intake::{Arrival, IntakeLog, Options};
use lake::table::{Batch, KeptEvent, LakeError, Table, TableOptions};
use tempfile::TempDir;

use crate::intake::disk::{Faults, TestDisk};

const WRITER: &str = "w";
/// The folder of a data file, its name, a version on its way into the log, and the log.
const DATA_FOLDER: &str = "day=";
const DATA: &str = "part-";
const VERSION: &str = ".tmp-0000";
const LOG: &str = "_delta_log";

/// A log and a table on one disk, and what takes records from one to the other.
struct Place {
    dir: TempDir,
    disk: TestDisk,
    log: IntakeLog,
    table: Table,
}

impl Place {
    fn new() -> Self {
        let (dir, disk) = (tempfile::tempdir().unwrap(), TestDisk::default());
        let (log, table) = open(&dir, &disk);
        let place = Self {
            dir,
            disk,
            log,
            table,
        };
        place.receive(0..40);
        place.step().unwrap();
        place
    }

    /// The same folder by a new start.
    fn again(self) -> Self {
        let Self {
            dir,
            disk,
            log,
            table,
        } = self;
        drop((log, table));
        let (log, table) = open(&dir, &disk);
        Self {
            dir,
            disk,
            log,
            table,
        }
    }

    /// Takes records in; they are acknowledged when this returns.
    fn receive(&self, numbers: std::ops::Range<u64>) {
        let arrivals = numbers.map(|number| Arrival {
            source: Arc::from("nguồn"),
            received: "2026-01-20T08:00:00Z".parse().unwrap(),
            payload: format!("bản ghi {number}").into_bytes(),
        });
        self.log.append(arrivals.collect()).unwrap().wait().unwrap();
    }

    /// What the pump does in one step.
    fn step(&self) -> Result<(), LakeError> {
        let from = self.table.committed(WRITER)?;
        let read = self.log.read(from, usize::MAX).unwrap();
        let mut batch = Batch::new();
        for (offset, arrival) in &read.arrivals {
            batch.push(&event(*offset, arrival));
        }
        self.table.commit(WRITER, from, read.next, batch)?;
        self.log.release(read.next).unwrap();
        Ok(())
    }

    /// The table has these records, each once, and nothing else lies about that is not in it.
    #[track_caller]
    fn holds(&self, count: usize) {
        let ids = self.ids();
        assert_eq!(
            (ids.len(), ids.iter().collect::<BTreeSet<_>>().len()),
            (count, count)
        );
        let report = self.table.verify(&mut |_, _| {}).unwrap();
        assert_eq!(report.problems, []);
        assert_eq!(self.table.committed(WRITER).unwrap(), count as u64);
    }

    fn ids(&self) -> Vec<Vec<u8>> {
        let context = self.table.context().unwrap();
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let found = runtime.enable_all().build().unwrap().block_on(async {
            let events = context.table("events").await.unwrap();
            let ids = events.select_columns(&["event_id"]).unwrap();
            ids.collect().await.unwrap()
        });
        let ids = found
            .iter()
            .flat_map(|batch| batch.column(0).as_binary_view().iter());
        ids.map(|id| id.unwrap().to_vec()).collect()
    }
}

fn open(dir: &TempDir, disk: &TestDisk) -> (IntakeLog, Table) {
    let options = Options {
        disk: Arc::new(disk.clone()),
        ..Options::default()
    };
    let (log, _) = IntakeLog::open(&dir.path().join("intake"), options).unwrap();
    let table = Table::open(&dir.path().join("lake"), table_options(disk)).unwrap();
    (log, table)
}

fn table_options(disk: &TestDisk) -> TableOptions {
    TableOptions {
        disk: Arc::new(disk.clone()),
        checkpoint_every: 2,
        ..TableOptions::default()
    }
}

fn event<'a>(offset: u64, arrival: &'a Arrival) -> KeptEvent<'a> {
    static EMPTY: std::sync::LazyLock<EventRow<'static>> =
        std::sync::LazyLock::new(EventRow::default);
    let mut id = [7; 16];
    id[8..].copy_from_slice(&offset.to_be_bytes());
    KeptEvent {
        id,
        received: arrival.received,
        unit: None,
        source: &arrival.source,
        class: "m3",
        parser: "text",
        row: &EMPTY,
        raw: &arrival.payload,
    }
}

/// While a fault lasts the table refuses by name and the log keeps; afterwards all comes in without a new start.
#[track_caller]
fn check_passing(code: &str, fault: impl Fn(&mut Faults)) {
    let place = Place::new();
    place.disk.break_it(fault);
    for from in [40, 50, 60] {
        place.receive(from..from + 10);
        let refused = place.step().unwrap_err();
        assert_eq!(refused.code(), code, "{refused}");
        assert_eq!(place.ids().len(), 40);
        assert_eq!(place.log.read(40, usize::MAX).unwrap().next, from + 10);
    }
    place.disk.mend();
    place.step().unwrap();
    place.holds(70);
    place.again().holds(70);
}

#[test]
fn a_data_file_that_cannot_be_synced_is_not_believed() {
    check_passing("lake.io", |faults| {
        (faults.within, faults.sync) = (DATA, Some(ErrorKind::Other));
    });
    check_passing("lake.io", |faults| {
        (faults.within, faults.sync_dir) = (DATA_FOLDER, Some(ErrorKind::Other));
    });
}

#[test]
fn a_version_that_cannot_be_written_changes_nothing() {
    check_passing("lake.io", |faults| {
        (faults.within, faults.sync) = (VERSION, Some(ErrorKind::Other));
    });
    check_passing("lake.io", |faults| {
        (faults.within, faults.link) = (LOG, Some(ErrorKind::PermissionDenied));
    });
    check_passing("lake.full", |faults| {
        (faults.within, faults.room) = (VERSION, Some(100));
    });
}

#[test]
fn a_disk_that_fills_up_within_a_data_file_is_named() {
    for room in [0, 1, 500, 2_000] {
        check_passing("lake.full", |faults| {
            (faults.within, faults.room) = (DATA, Some(room));
        });
    }
}

#[test]
fn a_folder_that_takes_no_files_is_named() {
    for kind in [ErrorKind::ReadOnlyFilesystem, ErrorKind::PermissionDenied] {
        check_passing("lake.io", |faults| {
            (faults.within, faults.create) = ("lake", Some(kind));
        });
    }
    let (dir, disk) = (tempfile::tempdir().unwrap(), TestDisk::default());
    disk.break_it(|faults| faults.create = Some(ErrorKind::ReadOnlyFilesystem));
    let refused = Table::open(&dir.path().join("lake"), table_options(&disk)).unwrap_err();
    assert_eq!(refused.code(), "lake.io");
    disk.mend();
    drop(Table::open(&dir.path().join("lake"), table_options(&disk)).unwrap());
}

#[test]
fn after_a_version_whose_name_may_not_be_durable_nothing_is_written_until_a_new_start() {
    let mut place = Place::new();
    place.disk.break_it(|faults| {
        (faults.within, faults.sync_dir) = (LOG, Some(ErrorKind::Other));
    });
    place.receive(40..50);
    assert_eq!(place.step().unwrap_err().code(), "lake.failed");
    place.disk.mend();
    let now: Timestamp = "2026-01-21T08:00:00Z".parse().unwrap();
    for _ in 0..3 {
        assert_eq!(place.step().unwrap_err().code(), "lake.failed");
        assert_eq!(place.table.vacuum(now).unwrap_err().code(), "lake.failed");
        assert_eq!(
            place.table.checkpoint(now).unwrap_err().code(),
            "lake.failed"
        );
    }
    // Nothing was let go of: the log still has what the table may not.
    let read = place.log.read(40, usize::MAX).unwrap();
    assert_eq!((read.arrivals.len(), read.lost.len()), (10, 0));
    place = place.again();
    place.receive(50..60);
    place.step().unwrap();
    place.holds(60);
    place.again().holds(60);
}

#[test]
fn a_checkpoint_that_cannot_be_written_costs_nothing_but_itself() {
    let place = Place::new();
    place.disk.break_it(|faults| {
        (faults.within, faults.sync) = ("checkpoint", Some(ErrorKind::Other));
    });
    for from in [40, 50, 60, 70] {
        place.receive(from..from + 10);
        place.step().unwrap();
    }
    place.holds(80);
    assert!(place.table.status().unwrap().checkpoint_problem.is_some());
    place.disk.mend();
    place.receive(80..90);
    place.step().unwrap();
    assert_eq!(place.table.status().unwrap().checkpoint_problem, None);
    place.again().holds(90);
}
