//! What several commands need: the zone, instants and dates given on the command line, the engine of a folder.

use crate::cli::{Place, Thresholds};
use anyhow::{Context as _, bail};
use domain::facts::Cell as _;
use domain::policy::Policy;
use engine::{Clock, Database, Engine, Settings};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The zone of the organisation.
pub(crate) fn zone() -> anyhow::Result<TimeZone> {
    TimeZone::get("Asia/Ho_Chi_Minh").context("không có dữ liệu múi giờ")
}

/// An instant as people or machines write it.
pub(crate) fn instant(text: &str, zone: &TimeZone) -> anyhow::Result<Timestamp> {
    Timestamp::parse(text.trim(), zone)
        .with_context(|| format!("“{text}” không phải ngày giờ, ví dụ 2024-02-08T21:30:00+07:00"))
}

/// A date as people or machines write it.
pub(crate) fn date(text: &str, zone: &TimeZone) -> anyhow::Result<Date> {
    Date::parse(text.trim(), zone)
        .with_context(|| format!("“{text}” không phải ngày, ví dụ 2024-01-05"))
}

/// Two dates parted by `..`, in order.
pub(crate) fn dates(text: &str, zone: &TimeZone) -> anyhow::Result<(Date, Date)> {
    let (from, to) = text.split_once("..").with_context(|| {
        format!("“{text}” không phải khoảng ngày, ví dụ 2024-02-08..2024-02-14")
    })?;
    let (from, to) = (date(from, zone)?, date(to, zone)?);
    if to < from {
        bail!("“{text}”: ngày cuối trước ngày đầu");
    }
    Ok((from, to))
}

/// The clock standing at `as_of`, or the system's.
pub(crate) fn clock(as_of: Option<&str>, zone: &TimeZone) -> anyhow::Result<Clock> {
    Ok(match as_of {
        Some(text) => Clock::pinned(instant(text, zone)?),
        None => Clock::System,
    })
}

/// The organisation's thresholds: those of the file over the ones Khiên ships.
pub(crate) fn policy(given: &Thresholds) -> anyhow::Result<Policy> {
    let Some(path) = &given.policy else {
        return Ok(Policy::default());
    };
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("không đọc được {name}"))?;
    Ok(wire::policy::parse(&name, &text)?)
}

/// The engine of a data folder.
pub(crate) async fn engine(place: &Place) -> anyhow::Result<Engine> {
    let zone = zone()?;
    let database = match &place.database_file {
        None => Database::Sqlite,
        Some(file) => {
            let url = std::fs::read_to_string(file)
                .with_context(|| format!("không đọc được {}", file.display()))?;
            Database::Postgres(url.trim().to_owned())
        }
    };
    let settings = Settings {
        database,
        clock: clock(place.as_of.as_deref(), &zone)?,
        zone,
        policy: policy(&place.thresholds)?,
        sample: demo::is_sample(&place.data),
    };
    Ok(Engine::open(&place.data, settings).await?)
}
