//! How log records are to be read, from what a person says of them.

use crate::cli::Records;
use anyhow::Context as _;
use detect::formats::{Format, ParseContext};
use jiff::tz::TimeZone;

/// The format of that name; `None` to recognise it.
pub(super) fn format(name: Option<&str>) -> anyhow::Result<Option<Format>> {
    name.map(|name| Format::from_name(name).with_context(|| format!("không có định dạng “{name}”")))
        .transpose()
}

/// What the records do not say about their own time.
pub(super) fn context(given: &Records) -> anyhow::Result<ParseContext> {
    let zone = &given.zone;
    Ok(ParseContext {
        received_at: engine::Clock::System.now(),
        zone: TimeZone::get(zone).with_context(|| format!("không có múi giờ “{zone}”"))?,
        year: given.year,
    })
}
