//! `botnet match`: indicator lists over logs and inventories, streaming.

use crate::EngineError;
use detect::formats::{Format, ParseContext};
use detect::indicators::{BadRow, Hit, Inside, List, Matcher};
use sources::{Input, Limits};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// Largest list file: a million entries are about 20 MB.
const LIST_BYTES_MAX: u64 = 512 * 1024 * 1024;

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
}

/// What a search read.
#[derive(Debug, Default)]
pub struct Searched {
    /// Lines read.
    pub lines: u64,
    /// Lines longer than the limit, cut.
    pub truncated: u64,
    /// Entries of all lists.
    pub entries: usize,
    /// Unusable rows of lists, with the list's name.
    pub bad_rows: Vec<(String, BadRow)>,
    /// Unusable rows that are not kept one by one.
    pub bad_rows_more: usize,
}

/// Searches and hands each hit out as it is found.
///
/// # Errors
/// A file that can't be read, or a range that is none.
pub fn search(
    search: &Search,
    context: &ParseContext,
    mut each: impl FnMut(Hit),
) -> Result<Searched, EngineError> {
    let mut outcome = Searched::default();
    let lists = load(&search.lists, Some(&mut outcome))?;
    let guards = load(&search.guards, None)?;
    let inside = Inside::new(
        search.ranges.iter().map(String::as_str),
        search.machines.iter().cloned(),
    )
    .map_err(|(range, reason)| {
        EngineError::Invalid(format!("dải địa chỉ {range}: {}", reason.vi()))
    })?;
    let matcher = Matcher::new(lists, inside).with_guards(guards);
    let mut hits = Vec::new();
    matcher.listed_own_addresses(&mut hits);
    hits.drain(..).for_each(&mut each);
    for input in sources::expand(&search.paths).map_err(unreadable)? {
        let mut lines = sources::open(&input, Limits::default()).map_err(unreadable)?;
        let mut scan = matcher.open(&input.name(), search.format, context.clone());
        while let Some(line) = lines.next_line().map_err(unreadable)? {
            scan.line(line.number, line.bytes, &mut hits);
            hits.drain(..).for_each(&mut each);
        }
        outcome.lines += lines.line_count();
        outcome.truncated += lines.truncated_count();
    }
    Ok(outcome)
}

/// Lists of those files, and how many of their rows can't be used.
pub(crate) fn lists(files: &[PathBuf]) -> Result<(Vec<Arc<List>>, usize), EngineError> {
    let mut outcome = Searched::default();
    let lists = load(files, Some(&mut outcome))?;
    Ok((lists, outcome.bad_rows.len() + outcome.bad_rows_more))
}

fn load(
    files: &[PathBuf],
    mut outcome: Option<&mut Searched>,
) -> Result<Vec<Arc<List>>, EngineError> {
    let mut lists = Vec::new();
    for path in files {
        let bytes =
            sources::read_all(&Input::File(path.clone()), LIST_BYTES_MAX).map_err(unreadable)?;
        let name = path.file_name().map_or_else(
            || path.display().to_string(),
            |n| n.to_string_lossy().into_owned(),
        );
        let list = List::parse(&name, &bytes);
        if let Some(outcome) = outcome.as_deref_mut() {
            outcome.entries += list.len();
            outcome.bad_rows_more += list.bad_row_count().saturating_sub(list.bad_rows().len());
            outcome.bad_rows.extend(
                list.bad_rows()
                    .iter()
                    .map(|bad| (name.clone(), bad.clone())),
            );
        }
        lists.push(Arc::new(list));
    }
    Ok(lists)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what map_err hands over"
)]
pub(crate) fn unreadable(error: sources::Error) -> EngineError {
    EngineError::Invalid(error.to_string())
}
