//! Blocks end where the reader of records says.

use super::gz;
use crate::{Blocks, Input, Limits};

fn cut_lines(bytes: &[u8], last: bool) -> usize {
    if last {
        return bytes.len();
    }
    memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1)
}

/// `offset+length` (`~` when cut) of every block, the code of the error at the end, the
/// records cut, and all bytes given.
fn blocks_of(bytes: &[u8], limits: Limits) -> (Vec<String>, u64, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    std::fs::write(&path, bytes).unwrap();
    let mut blocks = Blocks::open(&Input::File(path), limits).unwrap();
    let (mut seen, mut all) = (Vec::new(), Vec::new());
    loop {
        match blocks.next_block(&mut cut_lines) {
            Ok(Some(block)) => {
                let cut = if block.truncated { "~" } else { "" };
                seen.push(format!("{}+{}{cut}", block.offset, block.bytes.len()));
                all.extend(block.bytes);
            }
            Ok(None) => return (seen, blocks.truncated_count(), all),
            Err(error) => seen.push(error.code().to_owned()),
        }
    }
}

#[test]
fn whole_records_stay_whole_and_nothing_is_lost() {
    let line = "0123456789abcde\n";
    let long = line.repeat(200_000);
    let (seen, cut, all) = blocks_of(long.as_bytes(), Limits::default());
    assert_eq!(
        seen,
        [
            "0+1048576",
            "1048576+1048576",
            "2097152+1048576",
            "3145728+54272"
        ]
    );
    assert_eq!(cut, 0);
    assert_eq!(all, long.as_bytes());
    let odd = format!("{}x", "0123456789\n".repeat(200_000));
    let (seen, _, all) = blocks_of(&gz(odd.as_bytes()), Limits::default());
    assert_eq!(seen.first().map(String::as_str), Some("0+1048575"));
    assert_eq!(all, odd.as_bytes());
    assert_eq!(blocks_of(b"", Limits::default()), (vec![], 0, vec![]));
    assert_eq!(blocks_of(b"a", Limits::default()).0, ["0+1"]);
}

#[test]
fn a_longer_record_makes_a_longer_block_up_to_the_limit() {
    let record = |length: usize| [vec![b'x'; length], b"\n".to_vec()].concat();
    let bytes = [record(3_000_000), record(5)].concat();
    let limits = Limits {
        line_bytes_max: 4 << 20,
        ..Limits::default()
    };
    let (seen, cut, all) = blocks_of(&bytes, limits);
    assert_eq!((seen.len(), cut), (1, 0));
    assert_eq!(all, bytes);
    let limits = Limits {
        line_bytes_max: 2 << 20,
        ..Limits::default()
    };
    let (seen, cut, _) = blocks_of(&bytes, limits);
    assert_eq!(seen, ["0+2097152~", "3000001+6"]);
    assert_eq!(cut, 1);
}

#[test]
fn a_record_without_end_takes_bounded_memory() {
    let bytes = gz(&vec![b'x'; 64 << 20]);
    let limits = Limits {
        ratio_max: 10_000,
        ..Limits::default()
    };
    let (seen, cut, all) = blocks_of(&bytes, limits);
    assert_eq!((seen.len(), cut, all.len()), (1, 1, 1 << 20));
}

#[test]
fn damage_is_told_after_the_records_before_it() {
    let whole = gz(b"one\ntwo\n");
    let mut damaged = whole.clone();
    let last = damaged.len() - 5;
    damaged[last] ^= 0xff;
    let (seen, _, all) = blocks_of(&damaged, Limits::default());
    assert_eq!(seen, ["0+8", "source.damaged"]);
    assert_eq!(all, b"one\ntwo\n");
}

#[test]
fn the_head_is_shown_before_anything_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    std::fs::write(&path, vec![b'a'; 100_000]).unwrap();
    let blocks = Blocks::open(&Input::File(path.clone()), Limits::default()).unwrap();
    assert_eq!(blocks.head().len(), 64 * 1024);
    std::fs::write(&path, b"ElfFile\0...").unwrap();
    let blocks = Blocks::open(&Input::File(path), Limits::default()).unwrap();
    assert_eq!(blocks.head(), b"ElfFile\0...");
}
