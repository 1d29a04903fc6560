//! A walk meets every event of its stretch of time once, whatever files they are in.

use std::sync::Arc;

use domain::event::EventRow;
use jiff::{SignedDuration, Timestamp};

use crate::table::{Batch, CompactOptions, KeptEvent, Table, TableOptions, Wanted};

fn at(second: i64) -> Timestamp {
    "2026-01-20T08:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(second)
}

/// Commits events of these seconds, each received then, in the order given.
fn commit(table: &Table, from: u64, seconds: &[i64]) -> u64 {
    let mut batch = Batch::new();
    let mut offset = from;
    for second in seconds {
        let mut id = [7; 16];
        id[8..].copy_from_slice(&offset.to_be_bytes());
        batch.push(&KeptEvent {
            id,
            received: at(*second),
            unit: None,
            source: "fw",
            class: "standard",
            parser: "key_value",
            row: &EventRow::default(),
            raw: format!("n={second} {}", if second % 10 == 0 { "evil" } else { "" }).as_bytes(),
        });
        offset += 1;
    }
    table.commit("w", from, offset, batch).unwrap();
    offset
}

/// How many events a walk counts between two seconds, and the seconds of those with that word.
fn walked(table: &Table, (from, to): (i64, i64), word: Option<&'static str>) -> (u64, Vec<i64>) {
    let wanted = word.map(|word| -> Wanted {
        Arc::new(move |raw: &[u8]| raw.windows(word.len()).any(|part| part == word.as_bytes()))
    });
    let walk = table.walk();
    let (mut events, mut seconds) = (0, Vec::new());
    for piece in walk.pieces(at(from), at(to)).unwrap() {
        let read = walk.read(&piece, wanted.as_ref(), &mut |event| {
            seconds.push(event.received.duration_since(at(0)).as_secs());
        });
        events += read.unwrap();
    }
    seconds.sort_unstable();
    (events, seconds)
}

#[test]
fn a_walk_counts_what_came_in_and_hands_over_what_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let table = Table::open(folder.path(), TableOptions::default()).unwrap();
    assert_eq!(table.walk().begins(), None);
    let day = 86_400;
    let next = commit(&table, 0, &(0..100).rev().collect::<Vec<_>>());
    let next = commit(&table, next, &(100..200).collect::<Vec<_>>());
    commit(&table, next, &[day, day + 10, day + 11]);
    let check = |table: &Table| {
        assert_eq!(table.walk().begins(), Some(at(0)));
        assert_eq!(walked(table, (0, 2 * day), None).0, 203);
        let evil = walked(table, (0, day), Some("evil"));
        assert_eq!(evil, (200, (0..20).map(|ten| ten * 10).collect()));
        // The end is not part of the range.
        assert_eq!(walked(table, (50, 151), Some("evil")).1.len(), 11);
        assert_eq!(walked(table, (95, 105), None), (10, (95..105).collect()));
        assert_eq!(
            walked(table, (day, day + 11), Some("evil")),
            (2, vec![day, day + 10]).clone()
        );
        assert_eq!(walked(table, (3 * day, 4 * day), None), (0, vec![]));
    };
    check(&table);
    // A walk begun before files are merged reads those it saw.
    let old = table.walk();
    table
        .compact(&CompactOptions::default(), at(2 * day))
        .unwrap();
    check(&table);
    table.vacuum(at(10 * day)).unwrap();
    let pieces = old.pieces(at(0), at(day)).unwrap();
    let read: u64 = pieces
        .iter()
        .map(|piece| old.read(piece, None, &mut |_| {}).unwrap())
        .sum();
    assert_eq!(read, 200);
}
