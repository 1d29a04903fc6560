//! Values as written in pack files: dates, lengths of time, limits, words.

use domain::pack::{Every, Limit, MonthDay, ThresholdValue};
use jiff::civil::Date;
use serde::Deserialize;

/// Text that is not blank.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Text(pub(super) Box<str>);

impl TryFrom<String> for Text {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.trim().is_empty() {
            return Err("this text must not be blank");
        }
        Ok(Self(text.into()))
    }
}

impl std::ops::Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// A day, `2024-02-08`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Day(pub(super) Date);

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let date = (text.len() == 10).then(|| text.parse().ok()).flatten();
        date.map(Self)
            .ok_or_else(|| format!("`{text}` is no day; expected the form 2024-02-08"))
    }
}

/// A day of any year, `12-20`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct YearDay(pub(super) MonthDay);

impl TryFrom<String> for YearDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let parts = text
            .split_once('-')
            .and_then(|(month, day)| MonthDay::new(month.parse().ok()?, day.parse().ok()?));
        parts
            .map(Self)
            .ok_or_else(|| format!("`{text}` is no day of every year; expected the form 12-20"))
    }
}

/// A length of time: `P30D`, `P6M`, `P1Y`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Length(pub(super) Every);

impl TryFrom<String> for Length {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        length(&text)
            .map(Self)
            .ok_or_else(|| format!("`{text}` is no length of time; expected P30D, P6M or P1Y"))
    }
}

fn length(text: &str) -> Option<Every> {
    let body = text.strip_prefix('P')?;
    let counted = |unit: char| {
        body.strip_suffix(unit)?
            .parse::<u16>()
            .ok()
            .filter(|n| *n > 0)
    };
    counted('D')
        .map(Every::Days)
        .or_else(|| counted('M').map(Every::Months))
        .or_else(|| counted('Y')?.checked_mul(12).map(Every::Months))
}

/// How soon: `immediately`, `promptly`, `throughout`, `PT24H` or `P5D`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct HowSoon(pub(super) Limit);

impl TryFrom<String> for HowSoon {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let hours = || text.strip_prefix("PT")?.strip_suffix('H')?.parse().ok();
        let limit = match text.as_str() {
            "immediately" => Some(Limit::Immediately),
            "promptly" => Some(Limit::Promptly),
            "throughout" => Some(Limit::Throughout),
            _ => hours().map(Limit::Hours).or_else(|| match length(&text) {
                Some(Every::Days(days)) => Some(Limit::Days(days)),
                _ => None,
            }),
        };
        limit.map(Self).ok_or_else(|| {
            format!(
                "`{text}` is no limit; expected immediately, promptly, throughout, PT24H or P5D"
            )
        })
    }
}

/// A value of a threshold: true, false, `periodic`, `own_programme`, a length
/// of time, or `none`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "Written")]
pub(super) struct Value(pub(super) Option<ThresholdValue>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Flag(bool),
    Word(String),
}

impl TryFrom<Written> for Value {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let word = match written {
            Written::Flag(flag) => return Ok(Self(Some(ThresholdValue::Required(flag)))),
            Written::Word(word) => word,
        };
        match word.as_str() {
            "none" => Ok(Self(None)),
            "periodic" => Ok(Self(Some(ThresholdValue::Periodic))),
            "own_programme" => Ok(Self(Some(ThresholdValue::OwnProgramme))),
            other => length(other)
                .map(|every| Self(Some(ThresholdValue::Every(every))))
                .ok_or_else(|| {
                    format!("`{other}` is no value; expected P6M, periodic, own_programme, none, true or false")
                }),
        }
    }
}
