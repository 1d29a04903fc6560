//! Answers of the table against the test of single events.

use std::collections::BTreeMap;
use std::io::Write;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use tempfile::TempDir;

use super::made::{Dice, Reader, UNITS, events, search, table, terms};
use crate::query::{
    Cursor, Field, Format, FoundEvent, Limits, Query, Search, SearchError, Searcher, When, parse,
};
use crate::table::Table;

struct Town {
    events: Vec<FoundEvent>,
    table: Table,
    _folder: TempDir,
    searcher: Searcher,
}

/// An export in many parts.
fn small_parts() -> Limits {
    Limits {
        part_rows: NonZeroUsize::new(20).unwrap(),
        ..Limits::default()
    }
}

fn town(count: usize) -> Town {
    let events = events(3, count);
    let folder = tempfile::tempdir().unwrap();
    let table = table(folder.path(), &events);
    let searcher = Searcher::new(Arc::new(Reader), small_parts()).unwrap();
    Town {
        events,
        table,
        _folder: folder,
        searcher,
    }
}

fn all(query: Query) -> Search {
    Search {
        query,
        from: Timestamp::from_second(1_700_000_000).unwrap(),
        to: Timestamp::from_second(1_720_000_000).unwrap(),
        units: None,
    }
}

impl Town {
    /// What the test of single events finds, newest first.
    fn expected(&self, search: &Search) -> Vec<FoundEvent> {
        let seen = |event: &&FoundEvent| {
            let units = search.units.as_ref();
            units.is_none_or(|units| event.unit.is_some_and(|unit| units.contains(&unit)))
                && (search.from..search.to).contains(&event.time)
                && search.query.matches(&event.subject(), &Reader)
        };
        let mut found: Vec<FoundEvent> = self.events.iter().filter(seen).cloned().collect();
        found.sort_by_key(|event| std::cmp::Reverse(event.cursor()));
        found
    }

    async fn pages(&self, search: &Search, limit: usize) -> Vec<FoundEvent> {
        let (mut found, mut after) = (Vec::new(), None::<Cursor>);
        loop {
            let page = self
                .searcher
                .page(&self.table, search, limit, after)
                .await
                .unwrap();
            assert!(page.rows.len() <= limit);
            found.extend(page.rows);
            // A place survives being written into an address.
            after = page.next.map(|next| next.to_string().parse().unwrap());
            if after.is_none() {
                return found;
            }
        }
    }
}

#[tokio::test]
async fn the_table_finds_what_the_test_of_single_events_finds() {
    let town = town(240);
    let mut dice = Dice::new(11);
    let made: Vec<String> = (0..120).map(|_| search(&mut dice, 0)).collect();
    let mut hits = 0;
    for text in terms().map(str::to_owned).chain(made) {
        let search = all(parse(&text).unwrap());
        let expected = town.expected(&search);
        let page = town
            .searcher
            .page(&town.table, &search, 1000, None)
            .await
            .unwrap();
        assert_eq!(page.next, None);
        assert!(
            page.rows == expected,
            "{text}: {} of {}",
            page.rows.len(),
            expected.len()
        );
        hits += usize::from(!expected.is_empty() && expected.len() < town.events.len());
    }
    assert!(hits > 100, "only {hits} searches tell events apart");
}

#[tokio::test]
async fn pages_go_on_where_they_stopped_within_time_and_scope() {
    let town = town(240);
    let mut search = all(parse("not host:fw*").unwrap());
    for limit in [1, 7, 500] {
        assert_eq!(town.pages(&search, limit).await, town.expected(&search));
    }
    search.from = Timestamp::from_second(1_707_100_000).unwrap();
    search.to = Timestamp::from_second(1_707_900_000).unwrap();
    for units in [vec![], vec![UNITS[1]], UNITS.to_vec()] {
        search.units = Some(units);
        let expected = town.expected(&search);
        assert_eq!(town.pages(&search, 10).await, expected);
        let count = town.searcher.count(&town.table, &search).await.unwrap();
        assert_eq!(count, u64::try_from(expected.len()).unwrap());
    }
}

#[tokio::test]
async fn one_event_is_found_by_id_only_where_it_may_be_seen() {
    let town = town(40);
    let event = town
        .events
        .iter()
        .find(|event| event.unit == Some(UNITS[0]))
        .unwrap();
    for (when, units, seen) in [
        (None, None, true),
        (Some(When::Happened(event.time)), Some([UNITS[0]]), true),
        (Some(When::Happened(event.time)), Some([UNITS[1]]), false),
        (Some(When::Happened(Timestamp::UNIX_EPOCH)), None, false),
        (Some(When::Received(event.received)), None, true),
        (Some(When::Received(Timestamp::UNIX_EPOCH)), None, false),
    ] {
        let units = units.as_ref().map(<[_; 1]>::as_slice);
        let found = town
            .searcher
            .event(&town.table, event.id, when, units)
            .await
            .unwrap();
        assert_eq!(found, seen.then(|| event.clone()));
    }
}

#[tokio::test]
async fn a_histogram_counts_every_event_in_its_local_day() {
    let town = town(240);
    let search = all(Query::everything());
    let expected = town.expected(&search);
    let mut days = search.clone();
    days.from = Timestamp::from_second(1_707_000_000).unwrap();
    days.to = Timestamp::from_second(1_709_500_000).unwrap();
    let seven = 7 * 3600;
    for (search, most) in [(&search, 60), (&days, 31), (&days, 1), (&search, 1000)] {
        let found = town
            .searcher
            .histogram(&town.table, search, most, seven)
            .await
            .unwrap();
        assert!(found.counts.len() <= usize::from(most) + 1);
        assert_eq!(
            (found.start.as_second() + i64::from(seven)) % found.width_s,
            0
        );
        let mut counts = vec![0; found.counts.len()];
        for event in &expected {
            let place = (event.time.as_second() - found.start.as_second()) / found.width_s;
            counts[usize::try_from(place).unwrap()] += 1;
        }
        assert_eq!(found.counts, counts);
    }
    let found = town
        .searcher
        .histogram(&town.table, &days, 31, seven)
        .await
        .unwrap();
    assert_eq!(found.width_s, 86_400);
}

/// The value of a field as it is shown.
type Value = fn(&FoundEvent) -> Option<String>;

#[tokio::test]
async fn the_most_frequent_values_of_a_field_are_counted() {
    let town = town(240);
    let search = all(parse("not action:deny").unwrap());
    let expected = town.expected(&search);
    let of: [(&str, Value); 5] = [
        ("user", |event| event.row.user.as_deref().map(str::to_owned)),
        ("src.ip", |event| {
            event.row.src_ip.map(|one| one.to_string())
        }),
        ("severity", |event| {
            event.row.severity.map(|one| one.to_string())
        }),
        ("unit", |event| {
            let unit = event.unit?;
            Some(unit.iter().map(|one| format!("{one:02x}")).collect())
        }),
        ("note", |event| {
            crate::query::FieldReader::field(&Reader, &event.parser, &event.raw, "note")
        }),
    ];
    for (name, value) in of {
        let mut counts = BTreeMap::new();
        for event in &expected {
            *counts.entry(value(event)).or_insert(0) += 1;
        }
        let missing = counts.remove(&None).unwrap_or(0);
        let mut counts: Vec<(String, u64)> = counts
            .into_iter()
            .map(|(value, count)| (value.unwrap(), count))
            .collect();
        counts.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)));
        let rest = counts.iter().skip(2).map(|(_, count)| count).sum::<u64>();
        let distinct = u64::try_from(counts.len()).unwrap();
        counts.truncate(2);
        let field = Field::one(name).unwrap();
        let facet = town
            .searcher
            .facet(&town.table, &search, &field, 2)
            .await
            .unwrap();
        assert_eq!(facet.top, counts, "{name}");
        assert_eq!(
            (facet.rest, facet.distinct, facet.missing),
            (rest, distinct, missing)
        );
    }
}

async fn file(town: &Town, search: &Search, format: Format, cap: usize) -> (Vec<u8>, usize, bool) {
    let mut export = town
        .searcher
        .export(&town.table, search.clone(), format, cap)
        .unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = export.next().await.unwrap() {
        bytes.extend(piece);
    }
    (bytes, export.rows(), export.is_capped())
}

#[tokio::test]
async fn an_export_holds_all_events_oldest_first_up_to_its_cap() {
    let town = town(240);
    let search = all(parse("-host:fw*").unwrap());
    let mut expected = town.expected(&search);
    expected.reverse();
    let (bytes, rows, capped) = file(&town, &search, Format::Ndjson, 1000).await;
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (lines.len(), rows, capped),
        (expected.len(), expected.len(), false)
    );
    for (line, event) in lines.iter().zip(&expected) {
        let id: String = event.id.iter().map(|one| format!("{one:02x}")).collect();
        assert_eq!(line["event_id"], id);
        assert_eq!(line["raw"], String::from_utf8_lossy(&event.raw).as_ref());
    }
    for cap in [0, 5, 20, 21, expected.len()] {
        let (bytes, rows, capped) = file(&town, &search, Format::Csv, cap).await;
        assert_eq!((rows, capped), (cap, cap < expected.len()));
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("\u{feff}event_id,time,"));
        assert_eq!(text.matches("\r\n").count(), cap + 1);
    }
    let (bytes, ..) = file(&town, &search, Format::Parquet, 1000).await;
    let mut kept = tempfile::tempfile().unwrap();
    kept.write_all(&bytes).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(kept)
        .unwrap()
        .build()
        .unwrap();
    let read = reader.map(|batch| batch.unwrap().num_rows());
    assert_eq!(read.sum::<usize>(), expected.len());
    let mut nothing = search;
    nothing.to = nothing.from;
    assert_eq!(file(&town, &nothing, Format::Csv, 5).await.1, 0);
}

#[test]
fn a_cell_is_never_a_formula() {
    let mut event = events(1, 1).remove(0);
    event.raw = b"=cmd|'/c calc'!A1, \"x\"\n".to_vec();
    let mut out = Vec::new();
    crate::query::record::write_csv(&[event], &mut out);
    let text = String::from_utf8(out).unwrap();
    assert!(
        text.ends_with(",\"'=cmd|'/c calc'!A1, \"\"x\"\"\n\"\r\n"),
        "{text}"
    );
}

#[tokio::test]
async fn a_question_ends_at_its_limits() {
    let town = town(240);
    let search = all(parse("note:*").unwrap());
    let mut limits = Limits {
        deadline: Duration::ZERO,
        ..Limits::default()
    };
    let late = Searcher::new(Arc::new(Reader), limits.clone()).unwrap();
    let error = late.page(&town.table, &search, 10, None).await.unwrap_err();
    assert!(matches!(error, SearchError::Deadline), "{error}");
    limits.deadline = Duration::from_secs(60);
    limits.memory_bytes = 100;
    let small = Searcher::new(Arc::new(Reader), limits).unwrap();
    let field = Field::one("user").unwrap();
    let error = small
        .facet(&town.table, &search, &field, 3)
        .await
        .unwrap_err();
    assert!(matches!(error, SearchError::Memory), "{error}");
}

#[test]
fn what_statistics_can_use_is_a_plain_comparison() {
    let reader: Arc<dyn crate::query::FieldReader> = Arc::new(Reader);
    for (text, columns) in [
        ("src.ip:10.0.0.1", 1),
        ("ip:10.0.0.0/8", 4),
        ("host=FW-01", 1),
        ("hash:D41D8CD98F00B204E9800998ECF8427E", 1),
        ("port>=1024", 2),
        ("not severity:[2 TO 4]", 2),
        ("id:07070707070707070000000000000003", 1),
    ] {
        let root = parse(text).unwrap().root;
        let condition = super::super::lower::lower(&[root], &reader).unwrap();
        assert!(!condition.to_string().contains("passes"), "{condition}");
        assert_eq!(comparisons(&condition.to_string()), columns, "{condition}");
    }
}

fn comparisons(condition: &str) -> usize {
    let signs = [" = ", " >= ", " <= ", " > ", " < "];
    signs
        .iter()
        .map(|sign| condition.matches(sign).count())
        .sum()
}
