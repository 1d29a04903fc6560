//! Memory is bounded, and what is left out is told.

use jiff::SignedDuration;

use super::super::{Limits, Loss, Losses};
use super::{printed, set, sightings};

const COUNT: &str = "title: T\ncorrelation: {type: event_count, rules: [a], group-by: [user], \
                     timespan: 100s, condition: {gte: 3}}\n";

/// Findings and losses of lines in the order they stand.
fn check(name: &str, limits: Limits, lines: &str, expected: &[&str], losses: &Losses) {
    let (set, _) = set(COUNT);
    let mut correlator = set.correlator(limits);
    let mut found = Vec::new();
    for sighting in sightings(&set, lines) {
        correlator.take(sighting, &mut found);
    }
    correlator.finish(&mut found);
    assert_eq!(printed(&set, &found), expected, "{name}");
    assert_eq!(correlator.losses(), losses, "{name}");
}

fn losses(late: u64, early: u64, loss: Loss) -> Losses {
    Losses {
        late,
        early,
        correlations: vec![loss],
    }
}

#[test]
fn every_limit_holds_and_is_told_of() {
    let wide = Limits::default();
    let none = Loss::default();
    let within = |seconds| Limits {
        tolerance: Some(SignedDuration::from_secs(seconds)),
        ..wide
    };
    let three = "0 a user=x\n9 a user=x\n5 a user=x";
    check(
        "out of order within",
        within(4),
        three,
        &["T@9 3 user=x"],
        &losses(0, 0, none),
    );
    let jump = "0 a user=x\n5 a user=x\n10 a user=x\n4 a user=x";
    check(
        "late",
        within(3),
        jump,
        &["T@10 3 user=x"],
        &losses(1, 0, none),
    );
    let small = Limits { waiting: 2, ..wide };
    check(
        "full waiting room, in order",
        small,
        "0 a user=x\n1 a user=x\n2 a user=x\n3 a user=x",
        &["T@2 3 user=x"],
        &losses(0, 2, none),
    );
    check(
        "full waiting room, out of order",
        small,
        "5 a user=x\n6 a user=x\n7 a user=x\n1 a user=x",
        &["T@7 3 user=x"],
        &losses(1, 1, none),
    );
    let narrow = Limits {
        matches_per_group: 2,
        ..wide
    };
    let crowded = Loss { crowded: 1, ..none };
    check(
        "full window",
        narrow,
        "0 a user=x\n1 a user=x\n2 a user=x",
        &[],
        &losses(0, 0, crowded),
    );
}

#[test]
fn groups_and_matches_in_all_are_limited() {
    let wide = Limits::default();
    let none = Loss::default();
    let groups = Limits { groups: 8, ..wide };
    let mut lines = String::from("0 a user=x\n1 a user=x\n");
    (0..8).for_each(|user| lines.push_str(&format!("{} a user=u{user}\n", user + 2)));
    let fits = lines.lines().take(9).collect::<Vec<_>>().join("\n") + "\n50 a user=x";
    check(
        "as many groups as may be",
        groups,
        &fits,
        &["T@50 3 user=x"],
        &losses(0, 0, none),
    );
    let over = Loss {
        groups: 2,
        abandoned: 3,
        ..none
    };
    check(
        "the longest silent go first",
        groups,
        &format!("{lines}50 a user=x"),
        &[],
        &losses(0, 0, over),
    );
    let dead = lines.lines().skip(1).take(8).collect::<Vec<_>>().join("\n") + "\n150 a user=z";
    check(
        "groups whose window ran empty go for nothing",
        groups,
        &dead,
        &[],
        &losses(0, 0, none),
    );
    let matches = Limits { matches: 4, ..wide };
    let full = "0 a user=w\n1 a user=x\n2 a user=x\n3 a user=y\n4 a user=y\n5 a user=y";
    let over = Loss {
        groups: 2,
        abandoned: 3,
        ..none
    };
    check(
        "full windows in all",
        matches,
        full,
        &["T@5 3 user=y"],
        &losses(0, 0, over),
    );
    let lacking = Loss {
        ungrouped: 1,
        ..none
    };
    check("without a group", wide, "0 a", &[], &losses(0, 0, lacking));
}

#[test]
fn what_limits_left_out_is_counted() {
    let none = Loss::default();
    let loss = |loss| losses(0, 0, loss).uncounted();
    let lacking = Loss {
        ungrouped: 4,
        unvalued: 2,
        ..none
    };
    let crowded = Loss { crowded: 3, ..none };
    let abandoned = Loss {
        groups: 1,
        abandoned: 5,
        ..none
    };
    assert_eq!(loss(lacking), 0);
    assert_eq!(losses(0, 3, none).uncounted(), 0);
    assert_eq!(losses(1, 0, none).uncounted(), 1);
    assert_eq!(loss(crowded), 3);
    assert_eq!(loss(abandoned), 5);
    let all = Losses {
        late: 1,
        early: 7,
        correlations: vec![lacking, crowded, abandoned],
    };
    assert_eq!(all.uncounted(), 9);
}

#[test]
fn a_finding_names_first_last_and_each_rule() {
    let (set, _) = set(
        "title: T\ncorrelation: {type: event_count, rules: [a], timespan: 100s, condition: {gte: 5}}\n---\n\
         title: U\ncorrelation: {type: temporal, rules: [a, b], timespan: 100s}\n",
    );
    let lines = "0 a\n1 a\n2 a\n3 a\n4 ab";
    let limits = Limits {
        records: 3,
        ..Limits::default()
    };
    let found = super::run(&set, limits, &sightings(&set, lines));
    let records =
        |at: usize| -> Vec<u64> { found[at].records.iter().map(|one| one.record).collect() };
    assert_eq!(found.len(), 2);
    assert_eq!(records(0), [1, 2, 5]);
    assert_eq!((found[0].matches, found[0].first), (5, super::at(0)));
    assert_eq!(records(1), [1, 5]);
    assert_eq!(found[1].matches, 6);
}

#[test]
fn long_values_are_kept_short_and_apart() {
    let (set, _) = set(
        "title: T\ncorrelation: {type: value_count, rules: [a], group-by: [host], timespan: 9s, \
         condition: {field: user, gte: 2}}\n",
    );
    let long = "đ".repeat(2000);
    let lines = format!("0 a host={long} user={long}x\n1 a host={long} user={long}y");
    let found = super::run(&set, Limits::default(), &sightings(&set, &lines));
    assert_eq!(found.len(), 1);
    assert!(found[0].group[0].1.len() <= 512);
}
