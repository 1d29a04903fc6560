//! How fast events come in: over the wire, through rules and list, onto the disk and into the table.

use super::made::{LISTED_EVERY, Made};
use super::serving::{Prepared, Serving, pause, prepare, progress};
use super::{Figure, ms};
use anyhow::{Context as _, ensure};
use jiff::Timestamp;
use lake::table::Table;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Events a second that must be taken in.
const RATE: u64 = 50_000;
/// Seconds that senders send, unless `LAKE_SECONDS` says otherwise.
const SECONDS: u64 = 30;
/// Events a sender makes before it writes.
const CHUNK: u64 = 500;
/// Events of a request over HTTP.
const REQUEST: u64 = 2_000;
/// Longest until an event is found.
const VISIBLE: Duration = Duration::from_secs(5);
const MEMORY_KB: u64 = 600 * 1024;
const IDLE_KB: u64 = 120 * 1024;
/// How often the table and the memory are looked at.
const LOOK: Duration = Duration::from_millis(100);
/// Time after which the program counts as resting.
const REST: Duration = Duration::from_secs(10);
/// Longest wait for the last events.
const PATIENCE: Duration = Duration::from_secs(600);

/// How senders send.
#[derive(Clone, Copy)]
enum How {
    /// Syslog over TCP at this rate.
    Paced(u64),
    /// Syslog over TCP as fast as it is taken.
    Tcp,
    /// Batches over HTTP, the next after the answer.
    Http,
}

/// What a run showed.
struct Ran {
    events: u64,
    sending: Duration,
    whole: Duration,
    /// From being sent to being in the table, of events looked at, sorted.
    lags: Vec<Duration>,
    peak_kb: u64,
    cpu_s: f64,
}

/// Memory of a program with rules and list to which nobody sends.
pub(super) fn idle() -> anyhow::Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let prepared = prepared(&folder.path().join("data"))?;
    let serving = Serving::start(&prepared.data)?;
    pause(REST);
    let kb = serving.memory("VmRSS:")?;
    Ok(vec![Figure {
        what: format!(
            "memory at rest with {} rules and {} addresses",
            prepared.rules, prepared.entries
        ),
        measured: format!("{} MB", kb.div_ceil(1024)),
        bar: format!("{} MB", IDLE_KB / 1024),
        is_met: kb < IDLE_KB,
    }])
}

pub(super) fn measure() -> anyhow::Result<Vec<Figure>> {
    let seconds = match std::env::var("LAKE_SECONDS") {
        Ok(seconds) => seconds.parse().context("LAKE_SECONDS")?,
        Err(_) => SECONDS,
    };
    let mut figures = Vec::new();
    for (name, how) in [
        ("syslog over TCP, at the rate of the bar", How::Paced(RATE)),
        ("syslog over TCP, as fast as it is taken", How::Tcp),
        ("HTTP, 2,000 lines a request, two senders", How::Http),
    ] {
        progress(&format!("{name} …"));
        let folder = tempfile::tempdir()?;
        let prepared = prepared(&folder.path().join("data"))?;
        if figures.is_empty() {
            figures.push(Figure::told(
                "judged by",
                format!("{} rules, {} addresses", prepared.rules, prepared.entries),
            ));
        }
        let ran = run(&prepared, how, Duration::from_secs(seconds))?;
        let told = told(name, how, &ran);
        // A run of minutes that is ended before its time leaves what it has measured.
        for figure in &told {
            progress(&format!("{}: {}", figure.what, figure.measured));
        }
        figures.extend(told);
    }
    Ok(figures)
}

fn prepared(data: &Path) -> anyhow::Result<Prepared> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(prepare(data))
}

fn told(name: &str, how: How, ran: &Ran) -> Vec<Figure> {
    let rate = ran.events as f64 / ran.whole.as_secs_f64();
    let at = |share: usize| {
        let place = ran.lags.len() * share / 100;
        let last = ran.lags.last();
        ran.lags.get(place).or(last).copied().unwrap_or_default()
    };
    // At a given rate the last events are on their way when the senders stop: what counts is that they kept up.
    let (reached, is_met) = match how {
        How::Paced(bar) => {
            let sent = ran.events as f64 / ran.sending.as_secs_f64();
            (sent, sent >= bar as f64 * 0.99 && at(100) <= VISIBLE)
        }
        _ => (rate, rate >= RATE as f64),
    };
    vec![
        Figure {
            what: format!("{name}: {} events, each second", ran.events),
            measured: format!("{reached:.0}"),
            bar: format!("{RATE}"),
            is_met,
        },
        Figure {
            what: format!("{name}: from the socket to the table, median / 99 % / longest"),
            measured: format!("{} / {} / {}", ms(at(50)), ms(at(99)), ms(at(100))),
            bar: if matches!(how, How::Paced(_)) {
                ms(VISIBLE)
            } else {
                String::new()
            },
            is_met: at(100) <= VISIBLE,
        },
        Figure {
            what: format!("{name}: memory at its peak"),
            measured: format!("{} MB", ran.peak_kb.div_ceil(1024)),
            bar: format!("{} MB", MEMORY_KB / 1024),
            is_met: ran.peak_kb < MEMORY_KB,
        },
        Figure::told(
            format!("{name}: CPU of the program, microseconds an event"),
            format!("{:.1}", ran.cpu_s * 1e6 / ran.events.max(1) as f64),
        ),
    ]
}

/// What senders and the observer share.
#[derive(Default)]
struct Shared {
    sent: AtomicU64,
    stop: AtomicBool,
}

fn run(prepared: &Prepared, how: How, time: Duration) -> anyhow::Result<Ran> {
    let serving = Serving::start(&prepared.data)?;
    let shared = Arc::new(Shared::default());
    let cpu = serving.cpu_s()?;
    let start = Instant::now();
    let senders: Vec<_> = (0..2_u8)
        .map(|place| {
            let (shared, listed) = (Arc::clone(&shared), prepared.listed.clone());
            let made = Made::new(u64::from(place) + 1, listed);
            let (web, syslog, token) = (serving.web, serving.syslog, prepared.token.clone());
            std::thread::spawn(move || match how {
                How::Paced(rate) => stream(syslog, made, &shared, Some(rate / 2)),
                How::Tcp => stream(syslog, made, &shared, None),
                How::Http => post(web, &token, made, &shared),
            })
        })
        .collect();
    let table = opened(&prepared.data)?;
    let mut watch = Watch::new(&table, &serving, &shared);
    while start.elapsed() < time {
        watch.look()?;
    }
    shared.stop.store(true, Ordering::Relaxed);
    for sender in senders {
        let ended = sender.join();
        ended.map_err(|_| anyhow::anyhow!("a sender died"))??;
    }
    let sending = start.elapsed();
    let sent = shared.sent.load(Ordering::Relaxed);
    while watch.found < sent {
        ensure!(
            start.elapsed() < time + PATIENCE,
            "{} of {sent} events came",
            watch.found
        );
        watch.look()?;
    }
    ensure!(watch.found == sent, "{} of {sent} events", watch.found);
    let (whole, mut lags, peak_kb) = (start.elapsed(), watch.lags, serving.memory("VmHWM:")?);
    lags.sort_unstable();
    let cpu_s = serving.cpu_s()? - cpu;
    drop(serving);
    if sent > 2 * LISTED_EVERY {
        let raised = alerts(&prepared.data)?;
        ensure!(raised > 0, "no listed address was found");
    }
    Ok(Ran {
        events: sent,
        sending,
        whole,
        lags,
        peak_kb,
        cpu_s,
    })
}

/// The table, once the program has made it.
fn opened(data: &Path) -> anyhow::Result<Table> {
    Ok(Table::open_to_read(
        &data.join(engine::events::LAKE_FOLDER),
    )?)
}

fn alerts(data: &Path) -> anyhow::Result<usize> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let engine = super::serving::engine(data).await?;
        let filter = engine::events::AlertFilter {
            limit: 500,
            ..engine::events::AlertFilter::default()
        };
        let page = engine.alerts(&engine::Actor::Local, &filter).await?;
        Ok(page.alerts.len())
    })
}

/// Follows what is sent and what is found.
struct Watch<'a> {
    table: &'a Table,
    serving: &'a Serving,
    shared: &'a Shared,
    /// Events that were sent at an instant and are not all found.
    waiting: std::collections::VecDeque<(u64, Instant)>,
    found: u64,
    lags: Vec<Duration>,
}

impl<'a> Watch<'a> {
    fn new(table: &'a Table, serving: &'a Serving, shared: &'a Shared) -> Self {
        Self {
            table,
            serving,
            shared,
            waiting: std::collections::VecDeque::new(),
            found: 0,
            lags: Vec::new(),
        }
    }

    fn look(&mut self) -> anyhow::Result<()> {
        pause(LOOK);
        ensure!(self.serving.cpu_s()? >= 0.0, "the program is gone");
        let sent = self.shared.sent.load(Ordering::Relaxed);
        self.waiting.push_back((sent, Instant::now()));
        self.table.refresh()?;
        self.found = self.table.status()?.rows;
        while let Some((_, at)) = self.waiting.pop_front_if(|(sent, _)| *sent <= self.found) {
            self.lags.push(at.elapsed());
        }
        Ok(())
    }
}

/// Lines over TCP until it is said to stop, no faster than a rate.
fn stream(
    to: SocketAddr,
    mut made: Made,
    shared: &Shared,
    rate: Option<u64>,
) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect(to)?;
    let (start, mut count, mut lines) = (Instant::now(), 0_u64, Vec::new());
    while !shared.stop.load(Ordering::Relaxed) {
        lines.clear();
        for _ in 0..CHUNK {
            lines.extend_from_slice(b"<134>");
            made.line(Timestamp::now(), &mut lines);
            lines.push(b'\n');
        }
        stream.write_all(&lines)?;
        count += CHUNK;
        shared.sent.fetch_add(CHUNK, Ordering::Relaxed);
        let due = rate.map(|rate| Duration::from_micros(count * 1_000_000 / rate.max(1)));
        if let Some(early) = due.and_then(|due| due.checked_sub(start.elapsed())) {
            pause(early);
        }
    }
    Ok(())
}

/// Requests over one connection until it is said to stop.
fn post(to: SocketAddr, token: &str, mut made: Made, shared: &Shared) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect(to)?;
    stream.set_nodelay(true)?;
    let mut body = Vec::new();
    while !shared.stop.load(Ordering::Relaxed) {
        body.clear();
        for _ in 0..REQUEST {
            made.line(Timestamp::now(), &mut body);
            body.push(b'\n');
        }
        let head = format!(
            "POST /intake/v1/events HTTP/1.1\r\nHost: khien.example\r\nAuthorization: Bearer {token}\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        let code = loop {
            let sent = stream
                .write_all(head.as_bytes())
                .and_then(|()| stream.write_all(&body));
            match sent.map_err(Into::into).and_then(|()| answer(&mut stream)) {
                Ok(code) if code != 429 => break code,
                // Too much is coming in, told before the request was read: the same is sent again.
                _ => {
                    pause(Duration::from_millis(200));
                    stream = TcpStream::connect(to)?;
                    stream.set_nodelay(true)?;
                }
            }
        };
        ensure!(code == 200, "answered {code}");
        shared.sent.fetch_add(REQUEST, Ordering::Relaxed);
    }
    Ok(())
}

/// Reads one answer to its end; its code.
fn answer(stream: &mut TcpStream) -> anyhow::Result<u16> {
    let mut got = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let length = stream.read(&mut buffer)?;
        ensure!(length > 0, "the connection was closed");
        got.extend_from_slice(buffer.get(..length).unwrap_or_default());
        let text = String::from_utf8_lossy(&got);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let head = head.to_ascii_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))
            .and_then(|length| length.trim().parse::<usize>().ok());
        if body.len() >= length.unwrap_or_default() {
            let code = head.split(' ').nth(1).unwrap_or_default();
            return Ok(code.parse()?);
        }
    }
}
