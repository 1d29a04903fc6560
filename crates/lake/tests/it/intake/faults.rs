//! Disks that are full, refuse, or lie; and callers that ask too much.

use std::io::ErrorKind;
use std::time::Duration;

use lake::intake::{Arrival, IntakeError, IntakeLog, RESERVE_BYTES};
use tempfile::TempDir;

use super::disk::{Faults, TestDisk};
use super::{arrival, open, options, read_all};

fn log() -> (TempDir, TestDisk, IntakeLog) {
    let dir = tempfile::tempdir().unwrap();
    let disk = TestDisk::default();
    let log = open(dir.path(), &disk).0;
    append(&log, 0..3).unwrap();
    (dir, disk, log)
}

fn numbered(numbers: std::ops::Range<i64>) -> Vec<Arrival> {
    numbers
        .map(|number| arrival("nguồn", number, format!("bản ghi {number}").as_bytes()))
        .collect()
}

fn append(
    log: &IntakeLog,
    numbers: std::ops::Range<i64>,
) -> Result<std::ops::Range<u64>, IntakeError> {
    log.append(numbered(numbers))?.wait()
}

/// The log holds exactly these records, also when it is opened again.
#[track_caller]
fn holds(dir: &TempDir, disk: &TestDisk, log: IntakeLog, numbers: std::ops::Range<i64>) {
    let expected = numbered(numbers);
    let plain = |log: &IntakeLog| {
        let (arrivals, lost) = read_all(log, 0);
        assert_eq!(lost, []);
        arrivals.into_iter().map(|(_, arrival)| arrival).collect()
    };
    let seen: Vec<_> = plain(&log);
    assert_eq!(seen, expected);
    drop(log);
    let seen: Vec<_> = plain(&open(dir.path(), disk).0);
    assert_eq!(seen, expected);
}

/// A fault refuses batches while it lasts, reads go on, and after it the log does.
#[track_caller]
fn check_passing(fault: impl FnOnce(&mut Faults), expected: fn(&IntakeError) -> bool) {
    let (dir, disk, log) = log();
    disk.break_it(fault);
    for _ in 0..3 {
        let error = append(&log, 3..20).unwrap_err();
        assert!(expected(&error), "{error:?}");
        assert_eq!(read_all(&log, 0).0.len(), 3);
        assert_eq!(log.synced(), 3);
    }
    disk.mend();
    assert_eq!(append(&log, 3..9).unwrap(), 3..9);
    assert_eq!((log.state().full, log.state().failed), (false, false));
    holds(&dir, &disk, log, 0..9);
}

fn full(error: &IntakeError) -> bool {
    matches!(error, IntakeError::Full)
}

fn refused(error: &IntakeError) -> bool {
    matches!(error, IntakeError::Io { .. })
}

#[test]
fn a_full_disk_refuses_until_there_is_space() {
    check_passing(|faults| faults.room = Some(0), full);
    check_passing(|faults| faults.room = Some(1), full);
    check_passing(|faults| faults.room = Some(100), full);
}

#[test]
fn what_a_full_disk_took_in_part_is_left_behind_when_it_cant_be_cut() {
    let broken = |faults: &mut Faults| {
        faults.room = Some(100);
        faults.truncate = Some(ErrorKind::Other);
    };
    check_passing(broken, full);
}

#[test]
fn the_reserve_is_left_free() {
    check_passing(|faults| faults.free = Some(RESERVE_BYTES + 100), full);
    let (_dir, disk, log) = log();
    disk.break_it(|faults| faults.free = Some(RESERVE_BYTES));
    assert!(full(&append(&log, 3..4).unwrap_err()));
    assert!(log.state().full);
    assert!(full(&log.append(numbered(3..4)).unwrap_err()));
}

#[test]
fn a_folder_that_takes_no_files_refuses_until_it_does() {
    let dir = tempfile::tempdir().unwrap();
    let disk = TestDisk::default();
    let log = open(dir.path(), &disk).0;
    disk.break_it(|faults| faults.create = Some(ErrorKind::ReadOnlyFilesystem));
    assert!(refused(&append(&log, 0..3).unwrap_err()));
    disk.mend();
    assert_eq!(append(&log, 0..3).unwrap(), 0..3);
    holds(&dir, &disk, log, 0..3);
    disk.break_it(|faults| faults.create = Some(ErrorKind::PermissionDenied));
    let fresh = tempfile::tempdir().unwrap();
    let error = IntakeLog::open(fresh.path(), options(&disk)).unwrap_err();
    assert!(refused(&error), "{error:?}");
}

#[test]
fn a_failed_write_is_taken_back() {
    check_passing(|faults| faults.write = Some(ErrorKind::Other), refused);
}

#[test]
fn few_bytes_at_a_time_make_whole_records() {
    let (dir, disk, log) = log();
    disk.break_it(|faults| faults.write_max = Some(3));
    append(&log, 3..30).unwrap();
    holds(&dir, &disk, log, 0..30);
}

#[test]
fn after_a_failed_sync_nothing_is_taken_until_the_log_is_opened_again() {
    let (dir, disk, log) = log();
    disk.break_it(|faults| faults.sync = Some(ErrorKind::Other));
    let failed = |error: &IntakeError| matches!(error, IntakeError::Failed { .. });
    assert!(failed(&append(&log, 3..6).unwrap_err()));
    disk.mend();
    assert!(failed(&append(&log, 3..6).unwrap_err()));
    assert!(log.state().failed);
    assert_eq!(read_all(&log, 0).0.len(), 3);
    assert_eq!(log.synced(), 3);
    drop(log);
    let log = open(dir.path(), &disk).0;
    assert_eq!(append(&log, 3..6).unwrap(), 3..6);
    holds(&dir, &disk, log, 0..6);
}

#[test]
fn what_waits_is_bounded_and_nothing_is_acknowledged_before_its_sync() {
    let (dir, disk, log) = log();
    disk.break_it(|faults| faults.stuck = true);
    let mut receipts = Vec::new();
    let busy = loop {
        match log.append(numbered(3..103)) {
            Ok(receipt) => receipts.push(receipt),
            Err(error) => break error,
        }
    };
    assert!(matches!(busy, IntakeError::Busy), "{busy:?}");
    assert!(log.state().backlog_bytes <= 64 * 1024);
    assert_eq!(log.synced(), 3);
    assert!(!log.wait_past(3, Duration::from_millis(20)));
    disk.mend();
    let count = receipts.len() as u64;
    let mut next = 3;
    for receipt in receipts {
        assert_eq!(receipt.wait().unwrap(), next..next + 100);
        next += 100;
    }
    assert!(log.wait_past(3, Duration::from_secs(10)));
    assert_eq!(log.synced(), 3 + count * 100);
    append(&log, 3..4).unwrap();
    drop((dir, disk));
}

#[test]
fn a_closing_log_writes_what_waits() {
    let (dir, disk, log) = log();
    let receipt = log.append(numbered(3..6)).unwrap();
    drop(log);
    assert_eq!(receipt.wait().unwrap(), 3..6);
    let log = open(dir.path(), &disk).0;
    holds(&dir, &disk, log, 0..6);
}

#[test]
fn one_process_has_the_log() {
    let (dir, disk, log) = log();
    let second = IntakeLog::open(dir.path(), options(&disk)).unwrap_err();
    assert!(matches!(second, IntakeError::InUse { .. }), "{second:?}");
    let clone = log.clone();
    drop(log);
    assert!(IntakeLog::open(dir.path(), options(&disk)).is_err());
    drop(clone);
    open(dir.path(), &disk);
}

#[test]
fn what_can_never_be_taken_is_said_at_once() {
    let (_dir, _disk, log) = log();
    let what = |arrivals| match log.append(arrivals) {
        Err(IntakeError::TooLarge { what, .. }) => what,
        other => panic!("{other:?}"),
    };
    assert_eq!(what(vec![arrival("a", 0, &[0; 4097])]), "payload");
    assert_eq!(what(vec![arrival(&"a".repeat(256), 0, b"")]), "source");
    assert_eq!(what(vec![arrival("a", 0, &[0; 4096]); 16]), "batch");
    let most = arrival(&"a".repeat(255), 0, &[7; 4096]);
    log.append(vec![most.clone()]).unwrap().wait().unwrap();
    assert_eq!(read_all(&log, 3).0, [(3, most)]);
}

#[tokio::test]
async fn a_receipt_can_be_awaited() {
    let (_dir, disk, log) = log();
    disk.break_it(|faults| faults.stuck = true);
    let waiting = tokio::spawn(log.append(numbered(3..5)).unwrap());
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    disk.mend();
    assert_eq!(waiting.await.unwrap().unwrap(), 3..5);
}
