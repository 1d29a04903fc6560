//! How log records are to be read, from what a person says of them.

use crate::cli::Searched;
use anyhow::Context as _;
use detect::formats::{Format, ParseContext};
use jiff::tz::TimeZone;

/// The format of that name; `None` to recognise it.
pub(super) fn format(name: Option<&str>) -> anyhow::Result<Option<Format>> {
    name.map(|name| Format::from_name(name).with_context(|| format!("không có định dạng “{name}”")))
        .transpose()
}

/// What the records do not say about their own time.
pub(super) fn context(given: &Searched) -> anyhow::Result<ParseContext> {
    let zone = &given.zone;
    Ok(ParseContext {
        received_at: engine::Clock::System.now(),
        zone: TimeZone::get(zone).with_context(|| format!("không có múi giờ “{zone}”"))?,
        year: given.year,
    })
}

/// How many threads search: as many as asked for, else one for each core.
pub(super) fn threads(given: &Searched) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    given.threads.unwrap_or_else(cores)
}
