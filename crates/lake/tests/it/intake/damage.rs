//! Files that are not what was written: nothing wrong is ever given out, nothing
//! is passed over in silence, and no offset is given twice.

use std::fs;
use std::path::{Path, PathBuf};

use lake::intake::{Arrival, DamageKind, IntakeLog, Lost, Recovered, Why};
use tempfile::TempDir;

use super::disk::TestDisk;
use super::{arrival, open, options, read_all};

const COUNT: usize = 12;

/// A log of a few small segments, closed.
struct Written {
    dir: TempDir,
    disk: TestDisk,
    arrivals: Vec<Arrival>,
}

fn write() -> Written {
    let dir = tempfile::tempdir().unwrap();
    let disk = TestDisk::default();
    let log = open(dir.path(), &disk).0;
    let arrivals: Vec<_> = (0..COUNT)
        .map(|number| {
            let payload = format!("bản ghi số {number}").repeat(number % 4);
            arrival("nguồn", number as i64, payload.as_bytes())
        })
        .collect();
    for one in &arrivals {
        log.append(vec![one.clone()]).unwrap().wait().unwrap();
    }
    drop(log);
    Written {
        dir,
        disk,
        arrivals,
    }
}

impl Written {
    fn segments(&self) -> Vec<PathBuf> {
        segments(self.dir.path())
    }

    /// The same files elsewhere.
    fn copy(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(self.dir.path()).unwrap() {
            let from = entry.unwrap().path();
            fs::copy(&from, copy.path().join(from.file_name().unwrap())).unwrap();
        }
        copy
    }

    /// Opens a damaged copy: each record is there as it was, or its loss is named.
    /// What was said on opening and reading.
    #[track_caller]
    fn check(&self, copy: &Path, context: &str) -> (Recovered, Vec<Lost>) {
        let (log, recovered) = IntakeLog::open(copy, options(&self.disk))
            .unwrap_or_else(|error| panic!("{context}: {error}"));
        let lost = self.compare(&log, context);
        let more = arrival("nguồn", 99, b"sau");
        let range = log.append(vec![more.clone()]).unwrap().wait().unwrap();
        assert!(range.start >= COUNT as u64, "{context}: {range:?} again");
        assert_eq!(read_all(&log, range.start).0, [(range.start, more)]);
        let before = log.read(0, usize::MAX).unwrap();
        drop(log);
        let log = open(copy, &self.disk).0;
        assert_eq!(log.read(0, usize::MAX).unwrap(), before, "{context}: again");
        (recovered, lost)
    }

    #[track_caller]
    fn compare(&self, log: &IntakeLog, context: &str) -> Vec<Lost> {
        let (found, lost) = read_all(log, 0);
        let gone = |offset| {
            lost.iter()
                .any(|lost| (lost.from..lost.to).contains(&offset))
        };
        for (offset, original) in (0..).zip(&self.arrivals) {
            let mut given = found.iter().filter(|(at, _)| *at == offset);
            match given.next() {
                Some((_, arrival)) => assert_eq!(arrival, original, "{context}"),
                None => assert!(gone(offset), "{context}: {offset} is missing, {lost:?}"),
            }
            assert!(given.next().is_none(), "{context}: {offset} twice");
        }
        for (offset, _) in &found {
            assert!(*offset < COUNT as u64, "{context}: {offset} made up");
            assert!(!gone(*offset), "{context}: {offset} given and called lost");
        }
        lost
    }
}

fn segments(dir: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "log"))
        .collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn a_flipped_bit_anywhere_is_named_and_takes_one_record_at_most() {
    let written = write();
    let files: Vec<_> = fs::read_dir(written.dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(written.segments().len() >= 3);
    for file in &files {
        let bytes = fs::read(file).unwrap();
        for at in 0..bytes.len() {
            let mut broken = bytes.clone();
            broken[at] ^= 1 << (at % 8);
            let copy = written.copy();
            fs::write(copy.path().join(name(file)), &broken).unwrap();
            let context = format!("{} byte {at}", name(file));
            let (recovered, lost) = written.check(copy.path(), &context);
            let said = !recovered.damage.is_empty() || !lost.is_empty();
            assert!(said, "{context}: silent");
            let known = lost.iter().filter(|lost| lost.from < COUNT as u64);
            let gone: u64 = known
                .map(|lost| lost.to.min(COUNT as u64) - lost.from)
                .sum();
            assert!(gone <= 1, "{context}: {lost:?}");
            if gone > 0 {
                let kept = fs::read_dir(copy.path().join("quarantine")).unwrap();
                assert!(kept.count() > 0, "{context}: nothing was kept");
            }
        }
    }
}

#[test]
fn a_write_broken_off_anywhere_costs_only_itself() {
    let written = write();
    let newest = written.segments().pop().unwrap();
    let bytes = fs::read(&newest).unwrap();
    let first: u64 = name(&newest).trim_end_matches(".log").parse().unwrap();
    for length in 56..bytes.len() {
        let copy = written.copy();
        let path = copy.path().join(name(&newest));
        fs::write(&path, &bytes[..length]).unwrap();
        let context = format!("cut to {length}");
        let (log, recovered) = IntakeLog::open(copy.path(), options(&written.disk)).unwrap();
        let (found, lost) = read_all(&log, 0);
        assert_eq!(lost, [], "{context}");
        let whole = found.len();
        assert!(whole as u64 >= first, "{context}");
        let expected: Vec<_> = (0..).zip(written.arrivals[..whole].to_vec()).collect();
        assert_eq!(found, expected, "{context}");
        match recovered.tail {
            Some(tail) => {
                assert!(tail.torn, "{context}");
                assert_eq!(tail.bytes.end, length as u64);
                assert_eq!(fs::metadata(&path).unwrap().len(), tail.bytes.start);
            }
            None => assert_eq!(fs::metadata(&path).unwrap().len(), length as u64),
        }
        let range = log
            .append(vec![written.arrivals[0].clone()])
            .unwrap()
            .wait()
            .unwrap();
        drop(log);
        let (log, recovered) = open(copy.path(), &written.disk);
        assert_eq!(recovered, Recovered::default(), "{context}");
        let (found, lost) = read_all(&log, 0);
        assert_eq!((found.len(), lost.len()), (whole + 1, 0), "{context}");
        assert_eq!(found[whole].0, range.start);
    }
}

#[test]
fn a_write_that_left_only_zeros_is_broken_off_too() {
    let written = write();
    let copy = written.copy();
    let newest = segments(copy.path()).pop().unwrap();
    let mut bytes = fs::read(&newest).unwrap();
    bytes.extend([0; 5000]);
    fs::write(&newest, bytes).unwrap();
    let (recovered, lost) = written.check(copy.path(), "zeros");
    assert!(recovered.tail.unwrap().torn);
    assert_eq!(lost, []);
}

#[test]
fn an_older_segment_cut_short_anywhere_is_named() {
    let written = write();
    let older = &written.segments()[1];
    let bytes = fs::read(older).unwrap();
    for length in 0..bytes.len() {
        let copy = written.copy();
        fs::write(copy.path().join(name(older)), &bytes[..length]).unwrap();
        let (_, lost) = written.check(copy.path(), &format!("older cut to {length}"));
        let [lost] = &lost[..] else {
            panic!("cut to {length}: {lost:?}")
        };
        assert_eq!((lost.why, &lost.file), (Why::Truncated, &name(older)));
    }
}

#[test]
fn a_segment_that_was_taken_away_is_named() {
    let written = write();
    let all = written.segments();
    for taken in &all {
        let copy = written.copy();
        fs::remove_file(copy.path().join(name(taken))).unwrap();
        let context = format!("without {}", name(taken));
        let (recovered, lost) = written.check(copy.path(), &context);
        let [lost] = &lost[..] else {
            panic!("{context}: {lost:?}")
        };
        assert_eq!((lost.why, &lost.file), (Why::Missing, &name(taken)));
        if taken != &all[0] {
            let named = recovered
                .damage
                .iter()
                .any(|damage| damage.what == DamageKind::Missing && damage.file == name(taken));
            assert!(named, "{context}: {recovered:?}");
        }
    }
}

#[test]
fn a_log_without_any_segment_begins_above_what_it_had() {
    let written = write();
    let copy = written.copy();
    for segment in segments(copy.path()) {
        fs::remove_file(segment).unwrap();
    }
    let (recovered, lost) = written.check(copy.path(), "no segments");
    assert_eq!(recovered.damage[0].what, DamageKind::Missing);
    assert_eq!((lost[0].from, lost[0].why), (0, Why::Missing));
}

#[test]
fn a_segment_taken_away_under_a_running_log_is_named() {
    let written = write();
    let log = open(written.dir.path(), &written.disk).0;
    let taken = &written.segments()[1];
    fs::remove_file(taken).unwrap();
    let lost = written.compare(&log, "running");
    assert_eq!((lost[0].why, &lost[0].file), (Why::Missing, &name(taken)));
}

#[test]
fn a_lost_identity_is_found_in_the_segments() {
    let written = write();
    let id = open(written.dir.path(), &written.disk).0.id();
    let copy = written.copy();
    fs::remove_file(copy.path().join("log.id")).unwrap();
    let (log, recovered) = open(copy.path(), &written.disk);
    assert_eq!(log.id(), id);
    assert_eq!(recovered.damage[0].what, DamageKind::Identity);
    assert_eq!(written.compare(&log, "identity"), []);
}

#[test]
fn a_segment_of_another_log_is_set_aside() {
    let (written, other) = (write(), write());
    let copy = written.copy();
    let segment = name(&written.segments()[1]);
    fs::copy(other.dir.path().join(&segment), copy.path().join(&segment)).unwrap();
    let (recovered, lost) = written.check(copy.path(), "foreign");
    assert_eq!(recovered.damage[0].what, DamageKind::Foreign);
    assert_eq!(lost[0].why, Why::Missing);
    assert!(copy.path().join("quarantine").join(segment).exists());
}

#[test]
fn blocks_the_medium_does_not_give_back_cost_the_records_in_them() {
    let dir = tempfile::tempdir().unwrap();
    let disk = TestDisk::default();
    let log = open(dir.path(), &disk).0;
    let arrivals: Vec<_> = (0..6_u8)
        .map(|number| arrival("nguồn", number.into(), &[number; 4000]))
        .collect();
    log.append(arrivals.clone()).unwrap().wait().unwrap();
    disk.break_it(|faults| faults.unreadable = Some(9000..9001));
    let (found, lost) = read_all(&log, 0);
    assert_eq!(lost.len(), 1);
    let gone = lost[0].from..lost[0].to;
    // The block holds most of the one record and the head of the next.
    assert_eq!((gone.clone(), lost[0].why), (2..4, Why::Damaged));
    let expected: Vec<_> = (0..)
        .zip(arrivals)
        .filter(|(offset, _)| !gone.contains(offset))
        .collect();
    assert_eq!(found, expected);
    // Nothing of it could be copied: the file itself is kept when it is released.
    log.append(vec![arrival("nguồn", 7, b"")])
        .unwrap()
        .wait()
        .unwrap();
    log.release(7).unwrap();
    let kept = dir.path().join("quarantine/00000000000000000000.log");
    assert!(kept.exists());
}

#[test]
fn a_record_inside_a_payload_is_never_taken_for_one() {
    let other = write();
    let inner = fs::read(&other.segments()[0]).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let disk = TestDisk::default();
    let log = open(dir.path(), &disk).0;
    let arrivals = vec![arrival("nguồn", 0, &inner), arrival("nguồn", 1, b"sau")];
    log.append(arrivals.clone()).unwrap().wait().unwrap();
    let path = &segments(dir.path())[0];
    let mut bytes = fs::read(path).unwrap();
    bytes[60] ^= 1;
    fs::write(path, bytes).unwrap();
    let (found, lost) = read_all(&log, 0);
    assert_eq!(found, [(1, arrivals[1].clone())]);
    assert_eq!((lost[0].from, lost[0].to), (0, 1));
}

#[test]
fn a_reader_that_is_ahead_of_the_log_moves_it_on() {
    let written = write();
    let log = open(written.dir.path(), &written.disk).0;
    log.begin_at_least(5).unwrap();
    assert_eq!(log.synced(), COUNT as u64);
    log.begin_at_least(1000).unwrap();
    assert_eq!(log.synced(), 1000);
    let one = arrival("nguồn", 0, b"");
    let range = log.append(vec![one.clone()]).unwrap().wait().unwrap();
    assert_eq!(range, 1000..1001);
    for log in [log.clone(), log] {
        assert_eq!(read_all(&log, 1000).0, [(1000, one.clone())]);
        let lost = read_all(&log, 0).1;
        assert_eq!((lost[0].from, lost[0].to), (COUNT as u64, 1000));
    }
    assert_eq!(open(written.dir.path(), &written.disk).0.synced(), 1001);
}

#[test]
fn a_newer_log_is_refused() {
    let written = write();
    let path = written.dir.path().join("log.id");
    let mut bytes = fs::read(&path).unwrap();
    bytes[8] = 9;
    let body = bytes.len() - 4;
    let check = crc32fast::hash(&bytes[..body]).to_le_bytes();
    bytes[body..].copy_from_slice(&check);
    fs::write(&path, bytes).unwrap();
    let error = IntakeLog::open(written.dir.path(), options(&written.disk)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "log.id has version 9, newer than this program knows"
    );
}
