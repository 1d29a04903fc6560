//! Indicator lists: how fast a million entries load and what they weigh, and how fast a firewall
//! log is searched for 552,000 addresses, beside `grepcidr` where it is installed and a bare count of lines.
//!
//! Times are CPU seconds (of all threads, from `/proc`, so Linux only); each row is a process of its own, so that its
//! peak memory is its own. The entries of lists are numbers from a fixed generator, made at run time and kept
//! nowhere; the log has private and documentation addresses and the listed ones that were planted in it.

use anyhow::{Context as _, ensure};
use detect::formats::ParseContext;
use engine::botnet::{Search, search};
use jiff::tz::TimeZone;
use std::fmt::Write as _;
use std::io::{BufWriter, Read as _, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Names the row that a child process is to measure.
const CHILD: &str = "INDICATORS_CHILD";
/// Set to anything, a tenth of all sizes.
const QUICK: &str = "INDICATORS_QUICK";

const ENTRIES: u32 = 1_000_000;
const ADDRESSES: u32 = 552_293;
const LINES: u32 = 1_119_545;
/// Lines of the log that name a listed address.
const PLANTED: u32 = 590;
/// Jiffies a second, as `/proc` counts CPU time on every Linux.
const TICKS: f64 = 100.0;

/// A row: what was measured, and what it is held against.
struct Row {
    what: String,
    figures: Figures,
    /// Lines (or entries) it went through.
    count: u32,
    bar: &'static str,
}

/// What a process took.
struct Figures {
    cpu: f64,
    peak_mb: f64,
    /// What it printed of what it found.
    told: String,
}

/// Measures all rows, or in a child the one it was started for.
pub(super) fn run() -> Vec<String> {
    let outcome = match std::env::var(CHILD) {
        Ok(task) => child(&task).map(|told| vec![told]),
        Err(_) => measured(),
    };
    outcome.unwrap_or_else(|error| vec![format!("not measured: {error:#}")])
}

fn measured() -> anyhow::Result<Vec<String>> {
    let share = if std::env::var_os(QUICK).is_some() {
        10
    } else {
        1
    };
    let (entries, addresses, lines) = (ENTRIES / share, ADDRESSES / share, LINES / share);
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);
    let (mixed, list, log) = (at("mixed.txt"), at("addresses.txt"), at("firewall.log"));
    write_mixed(&mixed, entries)?;
    let listed = write_addresses(&list, addresses)?;
    let planted = write_log(&log, lines, &listed)?;
    let empty = at("empty.log");
    std::fs::write(&empty, "")?;

    let mut rows = vec![
        row(
            "load mixed entries",
            entries,
            "≤ 1 s, ≤ 60 MB",
            &["load", path(&mixed)?, path(&empty)?],
        )?,
        row(
            "load the addresses",
            addresses,
            "",
            &["load", path(&list)?, path(&empty)?],
        )?,
        row("count lines", lines, "", &["count", path(&log)?])?,
        row(
            "search the log for the addresses",
            lines,
            "≥ 1.2 M lines/s, aim 1.6",
            &["load", path(&list)?, path(&log)?],
        )?,
        row(
            "search the log for mixed entries",
            lines,
            "",
            &["load", path(&mixed)?, path(&log)?],
        )?,
    ];
    let hits = rows.get(3).map(|row| row.figures.told.clone());
    ensure!(
        hits.as_deref() == Some(&format!("{planted} hits")),
        "{hits:?} in a log with {planted} listed addresses"
    );
    match peer(&list, &log) {
        Ok(figures) => rows.push(Row {
            what: "grepcidr -f (lines only)".into(),
            figures,
            count: lines,
            bar: "",
        }),
        Err(error) => rows.push(Row {
            what: format!("grepcidr: {error:#}"),
            figures: Figures {
                cpu: 0.0,
                peak_mb: 0.0,
                told: String::new(),
            },
            count: 0,
            bar: "",
        }),
    }
    let size = std::fs::metadata(&log)?.len() >> 20;
    let mut table = vec![
        format!("{lines} lines, {size} MB; loading the list is part of each search"),
        "| what | CPU s | a second | peak memory | found | bar |".to_owned(),
        "|---|---|---|---|---|---|".to_owned(),
    ];
    table.extend(rows.iter().map(told));
    Ok(table)
}

fn told(row: &Row) -> String {
    let Figures { cpu, peak_mb, told } = &row.figures;
    let speed = if *cpu > 0.0 {
        f64::from(row.count) / cpu / 1e6
    } else {
        0.0
    };
    let peak = if *peak_mb > 0.0 {
        format!("{peak_mb:.0} MB")
    } else {
        "not known".to_owned()
    };
    format!(
        "| {} ({}) | {cpu:.2} | {speed:.2} M | {peak} | {told} | {} |",
        row.what, row.count, row.bar
    )
}

/// Starts this program again for one row.
fn row(what: &str, count: u32, bar: &'static str, task: &[&str]) -> anyhow::Result<Row> {
    let own = std::env::current_exe()?;
    let output = Command::new(own)
        .args(["bench", "indicators"])
        .env(CHILD, task.join("\n"))
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let line = text
        .lines()
        .rfind(|line| !line.is_empty())
        .unwrap_or_default();
    let mut parts = line.splitn(3, ' ');
    let mut figure = || parts.next().and_then(|part| part.parse::<f64>().ok());
    let (cpu, peak_mb) = figure().zip(figure()).with_context(|| line.to_owned())?;
    let told = parts.next().unwrap_or_default().to_owned();
    Ok(Row {
        what: what.to_owned(),
        figures: Figures { cpu, peak_mb, told },
        count,
        bar,
    })
}

/// Does the work of a row and says what it took: CPU seconds, peak in MB, what was found.
fn child(task: &str) -> anyhow::Result<String> {
    let told = match task.split('\n').collect::<Vec<_>>().as_slice() {
        ["load", list, log] => {
            let wanted = Search {
                lists: vec![PathBuf::from(list)],
                paths: vec![PathBuf::from(log)],
                threads: 1,
                ..Search::default()
            };
            let context = ParseContext {
                received_at: "2024-02-10T01:00:00Z".parse()?,
                zone: TimeZone::UTC,
                year: None,
            };
            let mut hits = 0u32;
            let read = search(&wanted, &context, |hit| {
                hits += u32::from(hit.field == "dstip" || hit.field == "srcip");
            })?;
            ensure!(read.bad_rows.is_empty(), "{:?}", read.bad_rows.first());
            if read.lines == 0 {
                format!("{} entries", read.entries)
            } else {
                format!("{hits} hits")
            }
        }
        ["count", log] => format!("{} lines", count_lines(Path::new(log))?),
        other => anyhow::bail!("no task {other:?}"),
    };
    let (cpu, peak) = (cpu_ticks("stat", [13, 14])? / TICKS, peak_kb()? / 1024.0);
    Ok(format!("{cpu:.2} {peak:.1} {told}"))
}

fn count_lines(log: &Path) -> anyhow::Result<usize> {
    let mut file = std::fs::File::open(log)?;
    let mut buffer = vec![0; 1 << 20];
    let mut count = 0;
    loop {
        let read = file.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok(count);
        };
        count += bytes.iter().filter(|b| **b == b'\n').count();
    }
}

/// `grepcidr` on the same files.
fn peer(list: &Path, log: &Path) -> anyhow::Result<Figures> {
    let before = cpu_ticks("stat", [15, 16])?;
    let output = Command::new("grepcidr")
        .arg("-f")
        .arg(list)
        .arg(log)
        .output();
    let output = output.context("not installed (apt-get install grepcidr)")?;
    let after = cpu_ticks("stat", [15, 16])?;
    let lines = output.stdout.iter().filter(|b| **b == b'\n').count();
    Ok(Figures {
        cpu: (after - before) / TICKS,
        // The kernel keeps the peak of a child that has ended only for `wait4`.
        peak_mb: 0.0,
        told: format!("{lines} lines"),
    })
}

/// The sum of two fields of `/proc/self/stat`, counted from 0: 13 and 14 are this process, 15 and 16 its children.
fn cpu_ticks(file: &str, fields: [usize; 2]) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string(Path::new("/proc/self").join(file))?;
    // The name of the program, in brackets, may hold blanks.
    let (_, rest) = stat.rsplit_once(')').context("no name in stat")?;
    let parts: Vec<&str> = rest.split_whitespace().collect();
    let mut sum = 0.0;
    for field in fields {
        sum += parts
            .get(field - 2)
            .context("a short stat")?
            .parse::<f64>()?;
    }
    Ok(sum)
}

fn peak_kb() -> anyhow::Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let figure = line.and_then(|line| line.split_whitespace().next());
    Ok(figure.context("no VmHWM")?.parse()?)
}

fn path(path: &Path) -> anyhow::Result<&str> {
    path.to_str().context("a path that is no text")
}

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: u32) -> u32 {
        u32::try_from(self.next() % u64::from(count.max(1))).unwrap_or_default()
    }

    /// An address that may stand on a list: neither private nor reserved nor of documentation.
    fn address(&mut self) -> Ipv4Addr {
        Ipv4Addr::from((11 + self.below(88)) << 24 | self.below(1 << 24))
    }
}

/// Addresses, networks, names, URLs, digests and mail addresses as a busy feed mixes them, half with a family.
fn write_mixed(path: &Path, count: u32) -> anyhow::Result<()> {
    let mut random = Random(1);
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    let mut line = String::new();
    for number in 0..count {
        line.clear();
        let (word, digits) = (random.next() >> 24, random.next());
        let v6 = Ipv6Addr::from(0x2001_0db8_u128 << 96 | u128::from(word));
        match number % 20 {
            0..10 => write!(line, "{}", random.address())?,
            10 => write!(
                line,
                "{}/28",
                Ipv4Addr::from(random.address().to_bits() & !15)
            )?,
            11 => write!(line, "{v6}")?,
            12..16 => write!(line, "{word:x}.bad{}.example", number % 977)?,
            16 => write!(line, "hxxp://{word:x}.example/drop/{number}.exe")?,
            17 => write!(line, "{digits:016x}{word:016x}")?,
            18 => write!(line, "{digits:016x}{word:016x}{digits:016x}{number:016x}")?,
            _ => write!(line, "u{word:x}@mail.example")?,
        }
        if number % 2 == 0 {
            write!(line, "\tfamily{}", random.below(1_500))?;
        }
        writeln!(file, "{line}")?;
    }
    file.flush()?;
    Ok(())
}

/// Writes so many addresses; gives some of them.
pub(super) fn write_addresses(path: &Path, count: u32) -> anyhow::Result<Vec<Ipv4Addr>> {
    let mut random = Random(2);
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    let mut listed = Vec::new();
    for number in 0..count {
        let address = random.address();
        writeln!(file, "{address}")?;
        if number % 256 == 0 {
            listed.push(address);
        }
    }
    file.flush()?;
    Ok(listed)
}

/// Lines as a FortiGate writes them; gives the number of those with a listed address.
fn write_log(path: &Path, lines: u32, listed: &[Ipv4Addr]) -> anyhow::Result<u32> {
    let mut random = Random(3);
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    let every = (lines / PLANTED).max(1);
    let mut planted = 0;
    for number in 0..lines {
        let own = Ipv4Addr::from(0x0a00_0000 | random.below(1 << 16));
        let peer = if number % every == 7 {
            planted += 1;
            let at = usize::try_from(random.below(u32::MAX))? % listed.len().max(1);
            *listed.get(at).context("no listed address")?
        } else {
            let nets = [0xc000_0200_u32, 0xc633_6400, 0xcb00_7100];
            let net = nets.get(usize::try_from(random.below(3))?);
            Ipv4Addr::from(net.copied().unwrap_or_default() | random.below(256))
        };
        let seconds = number / 14;
        writeln!(
            file,
            "date=2024-02-{:02} time={:02}:{:02}:{:02} devname=\"TX-FW-01\" devid=\"FGT-MAU-0001\" eventtime={} tz=\"+0700\" \
             logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" vd=\"root\" srcip={own} srcport={} \
             srcname=\"XTH-PC-{:02}\" srcintf=\"lan\" dstip={peer} dstport=443 dstintf=\"wan1\" \
             policyid=12 sessionid={} proto=6 action=\"close\" \
             transip=203.0.113.{} transport={} service=\"HTTPS\" duration=12 sentbyte={} rcvdbyte={} sentpkt={}",
            1 + seconds / 86_400,
            seconds / 3_600 % 24,
            seconds / 60 % 60,
            seconds % 60,
            1_707_000_000_000_000_000_u64 + u64::from(number) * 71_000_000,
            20_000 + number % 40_000,
            random.below(60),
            900_000 + number,
            random.below(8),
            30_000 + number % 30_000,
            random.below(90_000),
            random.below(900_000),
            random.below(900),
        )?;
    }
    file.flush()?;
    Ok(planted)
}
