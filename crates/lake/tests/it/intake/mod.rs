//! The intake log: what it promises, on disks that break their own promises.

mod damage;
pub(crate) mod disk;
mod faults;
mod kill;
mod model;

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use lake::intake::{Arrival, IntakeLog, Lost, Options, Recovered};

use disk::TestDisk;

/// Small segments on a disk that breaks when told to.
fn options(disk: &TestDisk) -> Options {
    Options {
        disk: Arc::new(disk.clone()),
        segment_bytes: 256,
        max_payload: 4096,
        backlog_bytes: 64 * 1024,
        ..Options::default()
    }
}

fn open(dir: &Path, disk: &TestDisk) -> (IntakeLog, Recovered) {
    IntakeLog::open(dir, options(disk)).unwrap()
}

fn arrival(source: &str, number: i64, payload: &[u8]) -> Arrival {
    Arrival {
        source: Arc::from(source),
        received: Timestamp::from_microsecond(1_700_000_000_000_000 + number).unwrap(),
        payload: payload.to_vec(),
    }
}

/// Everything from an offset on, a little at a time.
fn read_all(log: &IntakeLog, from: u64) -> (Vec<(u64, Arrival)>, Vec<Lost>) {
    let (mut arrivals, mut lost, mut next) = (Vec::new(), Vec::new(), from);
    loop {
        let read = log.read(next, 50).unwrap();
        assert!(read.next >= next, "a read went back");
        if read.next == next {
            assert_eq!(next, log.synced().max(from), "a read stopped too early");
            return (arrivals, lost);
        }
        arrivals.extend(read.arrivals);
        lost.extend(read.lost);
        next = read.next;
    }
}

/// Numbers that look random and are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}
