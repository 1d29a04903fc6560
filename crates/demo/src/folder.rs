//! The folder of facts as an administrator would have it: tables, lists, logs, advisories, enclosures, proofs.

use crate::row::Row;
use crate::{advisories, botnet_lists, firewall_log, mark, town, web_log, windows_log};
use domain::facts::{COMMON_COLUMNS, Column, FactKind};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// Where one of the demo's portals is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalAddress {
    /// Its code in the table `portals`: `CONG-TX`, `TRANG-PMD`, `TRANG-PMT`.
    pub code: String,
    /// Its name for people.
    pub name: String,
    /// Its home page.
    pub url: String,
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows by table, by the table's name.
    pub rows: BTreeMap<&'static str, usize>,
    /// Lines of the logs.
    pub log_lines: usize,
    /// Files in all.
    pub files: usize,
}

/// Tables whose files carry Vietnamese headers; the others carry English column names.
const VIETNAMESE: &[FactKind] = &[
    FactKind::Unit,
    FactKind::Asset,
    FactKind::Shift,
    FactKind::Session,
    FactKind::Complaint,
];
/// The table whose cells are parted by semicolons, as Excel does under Vietnamese settings.
const SEMICOLON: FactKind = FactKind::Portal;

/// Writes the facts folder of the invented town, for the instant it will be judged for.
///
/// The same seed, instant and addresses give the same bytes. Portals without an address get one of `example.com`.
///
/// # Errors
/// As creating the folders and writing the files.
pub fn write(
    dir: &Path,
    seed: u64,
    as_of: Timestamp,
    portals: &[PortalAddress],
) -> io::Result<Summary> {
    let mut summary = Summary::default();
    std::fs::create_dir_all(dir)?;
    mark::mark_sample(dir)?;
    let sample = town::sample(seed, as_of, portals);
    tables(dir, &sample.rows, &mut summary)?;
    for (file, (text, lines)) in [
        (firewall_log::FILE, firewall_log::text(seed, as_of)),
        (windows_log::FILE, windows_log::text(seed, as_of)),
        (web_log::FILE, web_log::text(seed, as_of)),
    ] {
        summary.log_lines += lines;
        put(dir, file, text.as_bytes(), &mut summary)?;
    }
    documents(dir, &mut summary)?;
    Ok(summary)
}

/// Writes rows as one CSV file per table.
pub(crate) fn tables(dir: &Path, rows: &[Row], summary: &mut Summary) -> io::Result<()> {
    let mut tables: BTreeMap<FactKind, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        tables.entry(row.kind).or_default().push(row);
    }
    for (kind, rows) in tables {
        put(
            dir,
            &format!("{}.csv", kind.name()),
            &table(kind, &rows)?,
            summary,
        )?;
        summary.rows.insert(kind.name(), rows.len());
    }
    Ok(())
}

/// Everything that is no table and no log.
fn documents(dir: &Path, summary: &mut Summary) -> io::Result<()> {
    for edition in botnet_lists::editions() {
        put(
            dir,
            &format!("lists/{}", edition.file),
            edition.text.as_bytes(),
            summary,
        )?;
    }
    for (name, text) in advisories::all() {
        put(dir, &format!("advisories/{name}"), text.as_bytes(), summary)?;
    }
    put(
        dir,
        town::publication::MANDATED_FILE,
        town::publication::MANDATED_TEXT.as_bytes(),
        summary,
    )?;
    for (name, text) in town::sources::files() {
        put(dir, &name, text.as_bytes(), summary)?;
    }
    Ok(())
}

/// Writes one file of the folder.
pub(crate) fn put(dir: &Path, name: &str, bytes: &[u8], summary: &mut Summary) -> io::Result<()> {
    let path = dir.join(name);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    summary.files += 1;
    std::fs::write(path, bytes)
}

fn table(kind: FactKind, rows: &[&Row]) -> io::Result<Vec<u8>> {
    let vietnamese = VIETNAMESE.contains(&kind);
    let title = |column: &Column| if vietnamese { column.vi } else { column.name };
    // `recorded_at` is Khiên's own to set; a register of units has no further unit.
    let left_out: &[&str] = if kind == FactKind::Unit {
        &["recorded_at", "unit"]
    } else {
        &["recorded_at"]
    };
    let common: Vec<&Column> = COMMON_COLUMNS
        .iter()
        .filter(|c| !left_out.contains(&c.name))
        .collect();
    let delimiter = if kind == SEMICOLON { b';' } else { b',' };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(Vec::new());
    writer.write_record(common.iter().copied().chain(kind.columns()).map(title))?;
    for row in rows {
        let occurred = row.occurred_at.map(|at| at.to_string());
        let head = common.iter().map(|column| match column.name {
            "code" => Some(row.code.as_str()),
            "unit" => row.unit.as_deref(),
            "source" => row.source.as_deref(),
            _ => occurred.as_deref(),
        });
        let own = row.cells.iter().map(Option::as_deref);
        writer.write_record(head.chain(own).map(Option::unwrap_or_default))?;
    }
    writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))
}
