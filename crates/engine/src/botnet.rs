//! `botnet match`: indicator lists over logs and inventories, by any number of threads.
//!
//! It reads as a hunt does, by blocks whose results come back in order, so that
//! hits do not depend on the number of threads. Memory is the lists and a few
//! blocks.
//!
//! What this is not: it keeps nothing and decides nothing about machines.

use crate::EngineError;
use crate::hunt::blocks::{Feed, Taken, in_order};
use detect::formats::{Format, ParseContext};
use detect::indicators::{BadRow, Hit, Inside, List, ListBuilder, Matcher, Reason};
use sources::{Input, Limits};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Largest list file: a million entries are about 20 MB.
const LIST_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// Longest line of a list: as much as a list in JSON may have in all.
const LIST_LINE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What to search for, and in what.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// List files.
    pub lists: Vec<PathBuf>,
    /// Guard lists: values often listed by mistake; they mark, never hide.
    pub guards: Vec<PathBuf>,
    /// Logs and inventories: files, folders, `-`.
    pub paths: Vec<PathBuf>,
    /// Own address ranges.
    pub ranges: Vec<String>,
    /// Own machines: address and code.
    pub machines: Vec<(IpAddr, Arc<str>)>,
    /// Format of the records; recognised when `None`.
    pub format: Option<Format>,
    /// How many threads read and search; at least one.
    pub threads: usize,
}

/// What a search read.
#[derive(Debug, Default)]
pub struct Searched {
    /// Lines read; of what has no lines, records.
    pub lines: u64,
    /// Lines longer than the limit, cut.
    pub truncated: u64,
    /// Inputs that could not be read, or not to their end, in words.
    pub failed: Vec<String>,
    /// Entries of all lists.
    pub entries: usize,
    /// Unusable rows of lists, with the list's name.
    pub bad_rows: Vec<(String, BadRow)>,
    /// Unusable rows that are not kept one by one.
    pub bad_rows_more: usize,
}

/// Searches and hands each hit out, in the order of the inputs and their records, whatever the
/// number of threads.
///
/// # Errors
/// A list or path that can't be read at all, or a range that is none. An input that breaks off is
/// told in [`Searched::failed`], and the others go on.
pub fn search(
    search: &Search,
    context: &ParseContext,
    mut each: impl FnMut(Hit),
) -> Result<Searched, EngineError> {
    let mut outcome = Searched::default();
    let lists = load(&search.lists, &mut outcome)?;
    let guards = load_guards(&search.guards, &mut outcome)?;
    let inside = Inside::new(
        search.ranges.iter().map(String::as_str),
        search.machines.iter().cloned(),
    )
    .map_err(|(range, reason)| {
        EngineError::invalid(
            format!("dải địa chỉ {range}: {}", reason.vi()),
            format!("address range {range}: {}", reason.en()),
        )
    })?;
    let matcher = Matcher::new(lists, inside).with_guards(guards);
    let mut hits = Vec::new();
    matcher.listed_own_addresses(&mut hits);
    hits.drain(..).for_each(&mut each);
    let inputs = sources::expand(&search.paths).map_err(unreadable)?;
    let feed = Feed::new(inputs, search.format, context, Limits::default());
    let reader = || |taken| searched(&matcher, taken);
    in_order(search.threads, feed, reader, |done: Done, before| {
        for mut hit in done.hits {
            hit.line += before;
            each(hit);
        }
        outcome.lines += done.records;
        outcome.truncated += u64::from(done.truncated);
        outcome.failed.extend(done.failed.map(|e| e.to_string()));
    });
    Ok(outcome)
}

/// A block, searched.
struct Done {
    records: u64,
    truncated: bool,
    failed: Option<sources::Error>,
    /// Hits; records are counted from the beginning of the block.
    hits: Vec<Hit>,
}

fn searched(matcher: &Matcher, taken: Taken) -> (u64, Done) {
    let mut done = Done {
        records: 0,
        truncated: false,
        failed: taken.failed,
        hits: Vec::new(),
    };
    if let Some((stream, block)) = taken.block {
        done.truncated = block.truncated;
        done.records =
            matcher.search_block(&stream, &block.bytes, 1, &taken.source, &mut done.hits);
    }
    (done.records, done)
}

/// Lists of those files, and how many of their rows can't be used.
pub(crate) fn lists(files: &[PathBuf]) -> Result<(Vec<Arc<List>>, usize), EngineError> {
    let mut outcome = Searched::default();
    let lists = load(files, &mut outcome)?;
    Ok((lists, outcome.bad_rows.len() + outcome.bad_rows_more))
}

fn load(files: &[PathBuf], outcome: &mut Searched) -> Result<Vec<Arc<List>>, EngineError> {
    let mut lists = Vec::new();
    for path in files {
        let list = list(path)?;
        outcome.entries += list.len();
        outcome.bad_rows_more += list.bad_row_count().saturating_sub(list.bad_rows().len());
        let bad = list.bad_rows().iter().cloned();
        outcome
            .bad_rows
            .extend(bad.map(|bad| (list.name().to_string(), bad)));
        lists.push(Arc::new(list));
    }
    Ok(lists)
}

/// Guard lists name private and reserved ranges on purpose: those are no bad rows there.
fn load_guards(files: &[PathBuf], outcome: &mut Searched) -> Result<Vec<Arc<List>>, EngineError> {
    let mut guards = Vec::new();
    for path in files {
        let list = list(path)?;
        outcome.bad_rows_more += list.bad_row_count().saturating_sub(list.bad_rows().len());
        let meant = |reason| matches!(reason, Reason::NotPublic);
        let bad = list.bad_rows().iter().filter(|bad| !meant(bad.reason));
        outcome
            .bad_rows
            .extend(bad.map(|bad| (list.name().to_string(), bad.clone())));
        guards.push(Arc::new(list));
    }
    Ok(guards)
}

/// Reads a list line by line, so that only its tables are held.
fn list(path: &Path) -> Result<List, EngineError> {
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    let limits = Limits {
        input_bytes_max: LIST_BYTES_MAX,
        // A list in JSON may be one line.
        line_bytes_max: LIST_LINE_BYTES_MAX,
        ..Limits::default()
    };
    let mut lines = sources::open(&Input::File(path.to_path_buf()), limits).map_err(unreadable)?;
    let mut list = ListBuilder::new(&name);
    while let Some(line) = lines.next_line().map_err(unreadable)? {
        if line.truncated {
            let most = LIST_LINE_BYTES_MAX >> 20;
            return Err(EngineError::invalid(
                format!("{name}: dòng {} dài quá {most} MiB", line.number),
                format!("{name}: line {} is longer than {most} MiB", line.number),
            ));
        }
        list.line(line.bytes);
    }
    Ok(list.finish())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what map_err hands over"
)]
pub(crate) fn unreadable(error: sources::Error) -> EngineError {
    EngineError::unread(&error)
}
