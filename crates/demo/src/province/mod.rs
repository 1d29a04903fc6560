//! The invented province: the committee, its departments, and as many communes as asked for.
//!
//! Its one large import is the export of the province's anti-malware console,
//! one file for all units, which is split by the groups on the console. What
//! goes wrong on purpose: communes that have not answered, consoles gone
//! silent, communes without any machine in the export, machines in groups that
//! nobody knows. Two-tier local government stands, so communes are directly
//! below the province.

mod answers;
mod cast;
mod console;
mod duty;
mod names;
mod portals;
mod readiness;
mod register;
mod sources;

use crate::folder::{Summary, put, tables};
use crate::history::{Book, Seen};
use crate::mark;
use crate::random::Random;
use crate::row::Row;
use crate::sample::Sample;
use cast::Province;
use jiff::Timestamp;
use std::io;
use std::path::Path;

/// The unit that reports for the province.
pub const PROVINCE: &str = "BM";
/// Communes of the province that `khien demo --as province` shows.
pub const PROVINCE_COMMUNES: usize = 460;
/// The instant the province is judged for unless told otherwise: 20:00 on the second day of the watch of Tết Bính Ngọ.
pub const PROVINCE_AS_OF: &str = "2026-02-15T20:00:00+07:00";
/// When the units received the province's letter (ngày văn bản đến).
pub const PROVINCE_RECEIVED_AT: &str = "2026-01-20T08:00:00+07:00";

/// The province's letter: file name and text.
#[must_use]
pub fn province_letter() -> (&'static str, &'static str) {
    (
        "cong-van-tinh-mau.txt",
        include_str!("../letters/province.txt"),
    )
}

/// The units of a province with so many communes: the committee, twelve departments, the communes.
///
/// The same seed gives the same units; names and console groups are unique up to 3,600 communes and told apart by a
/// number beyond that.
#[must_use]
pub fn units(seed: u64, as_of: Timestamp, communes: usize) -> Vec<Row> {
    let mut sample = Sample::new(as_of, Random::new(seed, stream::ROWS));
    register::units(&mut sample, &Province::new(seed, communes));
    sample.rows
}

/// All rows of the folder: units, the console's export, answers, rosters, sources.
#[must_use]
pub fn province_rows(seed: u64, as_of: Timestamp, communes: usize) -> Vec<Row> {
    rows(&Province::new(seed, communes), seed, as_of)
}

fn rows(province: &Province, seed: u64, as_of: Timestamp) -> Vec<Row> {
    let mut sample = Sample::new(as_of, Random::new(seed, stream::ROWS));
    register::units(&mut sample, province);
    register::services(&mut sample, province);
    console::add(&mut sample, province);
    duty::add(&mut sample, province);
    readiness::add(&mut sample, province);
    portals::add(&mut sample, province);
    answers::add(&mut sample, province);
    sources::add(&mut sample);
    sample.rows
}

/// What Khiên itself saw up to `as_of`: check-ins, handovers and call-backs of the units that keep their roster in it,
/// and the last round through the web sites.
#[must_use]
pub fn province_history(seed: u64, as_of: Timestamp, communes: usize) -> Vec<Seen> {
    let province = Province::new(seed, communes);
    let mut book = Book::default();
    duty::presence(&mut book, &province);
    portals::looked_at(&mut book, &province, as_of);
    book.until(as_of)
}

/// Writes the facts folder of the province, for the instant it will be judged for; the same seed, instant and number
/// of communes give the same bytes.
///
/// # Errors
/// As creating the folders and writing the files.
pub fn write_province(
    dir: &Path,
    seed: u64,
    as_of: Timestamp,
    communes: usize,
) -> io::Result<Summary> {
    let mut summary = Summary::default();
    std::fs::create_dir_all(dir)?;
    mark::mark_sample(dir)?;
    let province = Province::new(seed, communes);
    tables(dir, &rows(&province, seed, as_of), &mut summary)?;
    put(dir, portals::FILE, portals::TEXT.as_bytes(), &mut summary)?;
    for (name, text) in sources::files(&province) {
        put(dir, &name, text.as_bytes(), &mut summary)?;
    }
    Ok(summary)
}

/// Streams of the generator, so that changing one part of the province leaves the others.
mod stream {
    pub(super) const CAST: u64 = 21;
    pub(super) const ROWS: u64 = 22;
}
