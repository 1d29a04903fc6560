//! The public rules and events, and the file of events made of them.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use domain::event::Event;
use serde_json::{Map, Value};

use super::reading;

/// Where the public sets lie.
pub(in crate::bench) struct Public {
    /// SigmaHQ's rules for Windows.
    rules: PathBuf,
    /// The event logs.
    logs: PathBuf,
}

/// What the file of events holds.
pub(super) struct Made {
    /// Event logs it was made of.
    pub(super) files: usize,
    /// Events in them.
    pub(super) recorded: u64,
    /// Events in the file, which has them over and over.
    pub(super) events: u64,
    pub(super) bytes: u64,
}

impl Public {
    /// `None` where they are not.
    pub(in crate::bench) fn find() -> Option<Self> {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
        let public = Self {
            rules: data.join("sigma/rules/windows"),
            logs: data.join("evtx"),
        };
        (public.rules.is_dir() && public.logs.is_dir()).then_some(public)
    }

    /// The folder of the rules.
    pub(in crate::bench) fn folder(&self) -> &Path {
        &self.rules
    }

    /// Names and texts of the rule files.
    pub(super) fn rules(&self) -> anyhow::Result<Vec<(String, String)>> {
        let mut rules = Vec::new();
        for path in files(&self.rules, "yml")? {
            let text = std::fs::read_to_string(&path)?;
            rules.push((path.display().to_string(), text));
        }
        ensure!(rules.len() > 2_000, "{} rules", rules.len());
        Ok(rules)
    }

    /// The event logs, by path.
    pub(super) fn logs(&self) -> anyhow::Result<Vec<PathBuf>> {
        files(&self.logs, "evtx")
    }
}

fn files(folder: &Path, ending: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in folder.read_dir()? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, ending)?);
        } else if path.extension().is_some_and(|own| own == ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Writes all events, one a line, over and over as long as they fit into that many bytes.
pub(super) fn write(public: &Public, to: &Path, bytes: u64) -> anyhow::Result<Made> {
    let logs = public.logs()?;
    let mut once = Vec::new();
    let mut events: u64 = 0;
    let mut before = None;
    for log in &logs {
        reading::events(log, &mut before, &mut |event| {
            serde_json::to_writer(&mut once, &flat(event)).context("an event can't be written")?;
            once.push(b'\n');
            events += 1;
            Ok(())
        })?;
    }
    ensure!(!once.is_empty(), "no events");
    let mut file = BufWriter::new(File::create(to)?);
    let mut made = Made {
        files: logs.len(),
        recorded: events,
        events: 0,
        bytes: 0,
    };
    while let Some(some) = up_to(&once, bytes - made.bytes)? {
        file.write_all(some)?;
        made.bytes += u64::try_from(some.len())?;
        made.events += u64::try_from(memchr::memchr_iter(b'\n', some).count())?;
    }
    file.into_inner()?.sync_all()?;
    Ok(made)
}

/// The whole lines that fit; `None` when none does.
fn up_to(lines: &[u8], bytes: u64) -> anyhow::Result<Option<&[u8]>> {
    let room = usize::try_from(bytes)?.min(lines.len());
    let fitting = lines.get(..room).unwrap_or_default();
    let end = memchr::memrchr(b'\n', fitting);
    Ok(end.and_then(|end| lines.get(..=end)))
}

/// An event as a flat object under the names rules use, as both engines take it.
fn flat(event: &Event<'_>) -> Map<String, Value> {
    let mut flat = Map::new();
    for field in &event.fields {
        let value = Value::from(&*field.value);
        match flat.get_mut(&*field.name) {
            None => drop(flat.insert(field.name.to_string(), value)),
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::up_to;

    #[test]
    fn only_whole_lines_are_written() {
        let lines = b"one\ntwo\n";
        for (room, expected) in [
            (0, None),
            (3, None),
            (4, Some("one\n")),
            (7, Some("one\n")),
            (8, Some("one\ntwo\n")),
            (u64::MAX, Some("one\ntwo\n")),
        ] {
            let some = up_to(lines, room).unwrap();
            assert_eq!(some, expected.map(str::as_bytes), "{room}");
        }
    }
}
