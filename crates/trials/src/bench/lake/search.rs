//! Questions to a month of firewall events, beside DuckDB on the same files.
//!
//! The table is made through the same doors as always: commits, then the compaction that runs every night.

use super::made::{Made, spread};
use super::{Figure, ms};
use anyhow::{Context as _, ensure};
use engine::events::query::{Field, Limits, Search, Searcher, parse};
use engine::events::{Fields, unit_id};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use lake::table::{Batch, CompactOptions, KeptEvent, Table, TableOptions};
use std::future::Future;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// Events unless `LAKE_EVENTS` says otherwise.
const EVENTS: u64 = 20_000_000;
/// Days they are spread over.
const DAYS: i64 = 30;
/// Events of a commit while the table is made.
const COMMIT: u64 = 200_000;
/// Warm runs, of which the median counts.
const ROUNDS: usize = 5;
/// An address that one event in 366 has, and that a list may have: addresses for benchmarks it may not.
const LISTED: &str = "203.0.113.7";
/// Bytes an event may take on disk.
const EVENT_BYTES: f64 = 60.0;
/// How much longer than DuckDB an answer may take.
const RATIO: f64 = 1.3;

/// One question, in both languages.
struct Question {
    what: &'static str,
    query: &'static str,
    days: i64,
    wants: Wants,
    sql: String,
    warm: Duration,
    cold: Option<Duration>,
}

#[derive(Clone, Copy)]
enum Wants {
    /// The newest fifty, whole.
    Page,
    Count,
    Top(&'static str),
}

/// What a question took.
struct Took {
    cold: Duration,
    warm: Duration,
    /// Events, or groups, in the answer.
    number: u64,
}

pub(super) fn measure() -> anyhow::Result<Vec<Figure>> {
    let events = match std::env::var("LAKE_EVENTS") {
        Ok(number) => number.parse().context("LAKE_EVENTS")?,
        Err(_) => EVENTS,
    };
    let own = tempfile::tempdir()?;
    let folder = match std::env::var_os("LAKE_FOLDER") {
        Some(folder) => folder.into(),
        None => own.path().to_owned(),
    };
    let end: Timestamp = "2026-02-16T00:00:00Z".parse()?;
    let mut figures = made(&folder, events, end)?;
    let table = Table::open_to_read(&folder)?;
    let only = std::env::var("LAKE_QUESTION").unwrap_or_default();
    let mut questions = questions(end);
    questions.retain(|question| question.what.contains(&only));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let theirs = duckdb(&folder, &questions);
    if let Err(error) = &theirs {
        figures.push(Figure::told(
            "DuckDB (pip install duckdb deltalake; KHIEN_PYTHON)",
            format!("not measured: {error:#}"),
        ));
    }
    let theirs = theirs.unwrap_or_default();
    for (place, question) in questions.iter().enumerate() {
        let took = ours(&runtime, &table, question, end)?;
        figures.extend(compared(question, &took, theirs.get(place))?);
    }
    if !only.is_empty() {
        return Ok(figures);
    }
    let month = (end - SignedDuration::from_hours(24 * DAYS), end);
    figures.push(super::retro::measure(&runtime, &table, month, LISTED));
    Ok(figures)
}

/// The table of that many events; one that is there already is used as it is.
fn made(folder: &Path, events: u64, end: Timestamp) -> anyhow::Result<Vec<Figure>> {
    let table = Table::open(folder, TableOptions::default())?;
    let start = Instant::now();
    let mut made = Made::new(0x2026_0120, Vec::new());
    let mut at = table.committed("bench")?;
    while at < events {
        let to = (at + COMMIT).min(events);
        let mut batch = Batch::new();
        let mut raw = Vec::new();
        for place in at..to {
            let time = spread(end, DAYS, place, events);
            raw.clear();
            let said = made.line(time, &mut raw);
            let mut id = [7; 16];
            if let Some(half) = id.get_mut(8..) {
                half.copy_from_slice(&place.to_be_bytes());
            }
            batch.push(&KeptEvent {
                id,
                received: time,
                unit: Some(unit_id(&said.host)),
                source: &said.host,
                class: "standard",
                parser: "key_value",
                row: &said.row(time),
                raw: &raw,
            });
        }
        table.commit("bench", at, to, batch)?;
        at = to;
    }
    let committed = start.elapsed();
    let before = table.status()?.bytes_per_event().unwrap_or_default();
    let tomorrow = end + SignedDuration::from_hours(24);
    table.compact(&CompactOptions::default(), tomorrow)?;
    table.vacuum(tomorrow + SignedDuration::from_hours(24))?;
    let status = table.status()?;
    ensure!(status.rows == events, "{} events", status.rows);
    let each = status.bytes_per_event().unwrap_or_default();
    Ok(vec![
        Figure::told(
            format!("{events} events over {DAYS} days made and merged (generator included)"),
            format!(
                "{:.0} s committing, {:.0} s merging, {} files",
                committed.as_secs_f64(),
                start.elapsed().as_secs_f64() - committed.as_secs_f64(),
                status.files
            ),
        ),
        Figure {
            what: format!("bytes an event on disk ({before:.1} as committed)"),
            measured: format!("{each:.1}"),
            bar: format!("{EVENT_BYTES:.0}"),
            is_met: each <= EVENT_BYTES,
        },
    ])
}

fn questions(end: Timestamp) -> Vec<Question> {
    let since = |days: i64| {
        let from = end - SignedDuration::from_hours(24 * days);
        format!("time >= timestamp '{}'", from.strftime("%Y-%m-%d %H:%M:%S"))
    };
    // An address as the table has it: IPv4 mapped into IPv6.
    let mapped = |tail: &str| format!("unhex('00000000000000000000ffff{tail}')");
    let rare = mapped("c6125a11");
    let busy = mapped("cb007107");
    let newest = |condition: String| {
        // As numbers, since Python needs another package for times with a zone.
        let times = "epoch_us(time) as time, epoch_us(received) as received";
        format!(
            "select * replace ({times}) from events where {condition} \
             order by events.time desc, event_id desc limit 50"
        )
    };
    let count = |condition: String| format!("select count(*) from events where {condition}");
    let of = |address: &str, days| {
        format!(
            "(src_ip = {address} or dst_ip = {address}) and {}",
            since(days)
        )
    };
    let text = "contains(decode(raw), 'srcport=50007')";
    let seconds = Duration::from_secs;
    let question = |what, query, days, wants, sql, warm, cold| Question {
        what,
        query,
        days,
        wants,
        sql,
        warm,
        cold,
    };
    let (page, all) = (Wants::Page, Wants::Count);
    let (day, third) = (seconds(1), Some(seconds(3)));
    vec![
        question(
            "rare address, 30 days, newest 50",
            "ip:198.18.90.17",
            30,
            page,
            newest(of(&rare, 30)),
            day,
            third,
        ),
        question(
            "rare address, 30 days, count",
            "ip:198.18.90.17",
            30,
            all,
            count(of(&rare, 30)),
            day,
            third,
        ),
        question(
            "busy address, 30 days, newest 50",
            "ip:203.0.113.7",
            30,
            page,
            newest(of(&busy, 30)),
            day,
            third,
        ),
        question(
            "busy address, 30 days, count",
            "ip:203.0.113.7",
            30,
            all,
            count(of(&busy, 30)),
            day,
            third,
        ),
        question(
            "a host, one day, newest 50",
            "host:FW-MAU-07",
            1,
            page,
            newest(format!("host = 'FW-MAU-07' and {}", since(1))),
            Duration::from_millis(300),
            None,
        ),
        question(
            "a host, one day, count",
            "host:FW-MAU-07",
            1,
            all,
            count(format!("host = 'FW-MAU-07' and {}", since(1))),
            Duration::from_millis(300),
            None,
        ),
        question(
            "free text, one day, newest 50",
            "\"srcport=50007\"",
            1,
            page,
            newest(format!("{text} and {}", since(1))),
            seconds(2),
            None,
        ),
        question(
            "free text, one day, count",
            "\"srcport=50007\"",
            1,
            all,
            count(format!("{text} and {}", since(1))),
            seconds(2),
            None,
        ),
        question(
            "count by port, 30 days",
            "",
            30,
            Wants::Top("dst.port"),
            format!(
                "select dst_port, count(*) from events where {} group by 1 order by 2 desc limit 10",
                since(30)
            ),
            seconds(3),
            None,
        ),
        question(
            "count by sender address, 30 days",
            "",
            30,
            Wants::Top("src.ip"),
            format!(
                "select src_ip, count(*) from events where {} group by 1 order by 2 desc limit 10",
                since(30)
            ),
            seconds(3),
            None,
        ),
        question(
            "count by host, 30 days",
            "",
            30,
            Wants::Top("host"),
            format!(
                "select host, count(*) from events where {} group by 1 order by 2 desc limit 10",
                since(30)
            ),
            seconds(3),
            None,
        ),
    ]
}

fn ours(
    runtime: &Runtime,
    table: &Table,
    question: &Question,
    end: Timestamp,
) -> anyhow::Result<Took> {
    let reader = Arc::new(Fields::new(TimeZone::UTC, end));
    let searcher = Searcher::new(reader, Limits::default())?;
    let query = parse(question.query).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let search = Search {
        query,
        from: end - SignedDuration::from_hours(24 * question.days),
        to: end,
        units: None,
    };
    let ask = || async {
        anyhow::Ok(match question.wants {
            Wants::Page => {
                let page = searcher.page(table, &search, 50, None).await?;
                u64::try_from(page.rows.len())?
            }
            Wants::Count => searcher.count(table, &search).await?,
            Wants::Top(name) => {
                let field = Field::one(name).context("no such field")?;
                let facet = searcher.facet(table, &search, &field, 10).await?;
                u64::try_from(facet.top.len())?
            }
        })
    };
    forget_files();
    let (cold, number) = timed(runtime, ask())?;
    let mut warm = Vec::new();
    for _ in 0..ROUNDS {
        warm.push(timed(runtime, ask())?.0);
    }
    warm.sort_unstable();
    Ok(Took {
        cold,
        warm: warm.get(ROUNDS / 2).copied().unwrap_or_default(),
        number,
    })
}

fn timed(
    runtime: &Runtime,
    ask: impl Future<Output = anyhow::Result<u64>>,
) -> anyhow::Result<(Duration, u64)> {
    let start = Instant::now();
    let number = runtime.block_on(ask)?;
    Ok((start.elapsed(), number))
}

/// Empties the kernel's cache of files, where that is allowed.
fn forget_files() {
    drop(std::fs::write("/proc/sys/vm/drop_caches", "1"));
}

fn compared(
    question: &Question,
    took: &Took,
    theirs: Option<&Took>,
) -> anyhow::Result<Vec<Figure>> {
    let beside = match theirs {
        Some(theirs) => {
            ensure!(
                theirs.number == took.number,
                "{}: {} here, {} of DuckDB",
                question.what,
                took.number,
                theirs.number
            );
            let ratio = took.warm.as_secs_f64() / theirs.warm.as_secs_f64().max(1e-6);
            Some((ratio, theirs))
        }
        None => None,
    };
    let mut measured = format!("{} warm, {} cold", ms(took.warm), ms(took.cold));
    let mut bar = format!("{} warm", ms(question.warm));
    let mut is_met = took.warm <= question.warm;
    if let Some(cold) = question.cold {
        bar = format!("{bar}, {} cold", ms(cold));
        is_met &= took.cold <= cold;
    }
    if let Some((ratio, theirs)) = beside {
        measured = format!(
            "{measured}; DuckDB {} / {}: {ratio:.2} times",
            ms(theirs.warm),
            ms(theirs.cold)
        );
        bar = format!("{bar}, {RATIO} times");
        is_met &= ratio <= RATIO;
    }
    Ok(vec![Figure {
        what: format!("{} ({})", question.what, took.number),
        measured,
        bar,
        is_met,
    }])
}

fn duckdb(folder: &Path, questions: &[Question]) -> anyhow::Result<Vec<Took>> {
    let python = std::env::var("KHIEN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut child = Command::new(python)
        .args(["-c", include_str!("duckdb.py")])
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let asked: Vec<&str> = questions.iter().map(|one| one.sql.as_str()).collect();
    if let Some(mut input) = child.stdin.take() {
        input.write_all(&serde_json::to_vec(&asked)?)?;
    }
    let output = child.wait_with_output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let answers: Vec<(f64, f64, u64)> = serde_json::from_slice(&output.stdout)?;
    let took = answers.into_iter().map(|(cold, warm, number)| Took {
        cold: Duration::from_secs_f64(cold),
        warm: Duration::from_secs_f64(warm),
        number,
    });
    Ok(took.collect())
}
