//! The log against a plain vector: random appends, reads, releases and reopenings.

use lake::intake::Arrival;

use super::disk::TestDisk;
use super::{Dice, arrival, open, read_all};

const SOURCES: [&str; 3] = ["tường lửa", "máy chủ", ""];

#[test]
fn a_log_gives_back_what_was_put_in() {
    for seed in 1..40 {
        run(seed);
    }
}

fn run(seed: u64) {
    let dir = tempfile::tempdir().unwrap();
    let disk = TestDisk::default();
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut log = open(dir.path(), &disk).0;
    let id = log.id();
    let mut model: Vec<Arrival> = Vec::new();
    let mut released = 0;
    for _ in 0..120 {
        match dice.below(10) {
            0 => {
                drop(log);
                let (again, recovered) = open(dir.path(), &disk);
                assert_eq!(recovered, Default::default(), "seed {seed}");
                assert_eq!(again.id(), id);
                log = again;
            }
            1 if released < model.len() => {
                released += dice.below(model.len() - released + 1);
                log.release(released as u64).unwrap();
            }
            2 | 3 => {
                let from = released + dice.below(model.len() - released + 1);
                let (arrivals, lost) = read_all(&log, from as u64);
                assert_eq!(lost, [], "seed {seed}");
                let expected: Vec<_> = (from as u64..).zip(model[from..].to_vec()).collect();
                assert_eq!(arrivals, expected, "seed {seed}");
            }
            _ => {
                let batch = batch(&mut dice);
                let begin = model.len() as u64;
                model.extend(batch.clone());
                let range = log.append(batch).unwrap().wait().unwrap();
                assert_eq!(range, begin..model.len() as u64, "seed {seed}");
                assert_eq!(log.synced(), range.end);
            }
        }
    }
    let state = log.state();
    assert!(state.oldest <= released as u64);
    assert_eq!((state.backlog_bytes, state.synced), (0, model.len() as u64));
}

fn batch(dice: &mut Dice) -> Vec<Arrival> {
    (0..dice.below(5))
        .map(|number| {
            let source = SOURCES[dice.below(3)];
            let payload = vec![u8::try_from(dice.below(256)).unwrap(); dice.below(120)];
            arrival(source, number as i64, &payload)
        })
        .collect()
}
