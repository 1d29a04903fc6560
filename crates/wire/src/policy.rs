//! The file form of an organisation's policy: its own thresholds ("mức nội bộ"), never law.
//!
//! A TOML file of `key = value`; spans are texts such as `"15 min"`, `"4 h"`,
//! `"90 d"`, shares numbers from 0 to 1, counts whole numbers. What the file
//! does not name keeps the value Khiên ships.

use domain::policy::{Policy, Threshold};
use jiff::SignedDuration;

/// Why a policy file was refused; names file, key and what is expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {key}: {problem}")]
pub struct PolicyError {
    /// The file as given.
    pub file: String,
    /// The key, or `file` when it is no TOML at all.
    pub key: String,
    /// What is wrong and what to write.
    pub problem: String,
}

/// Reads a policy file over the thresholds that Khiên ships.
///
/// # Errors
/// Malformed TOML, an unknown key, a value that is not of its threshold's kind.
pub fn parse(file: &str, text: &str) -> Result<Policy, PolicyError> {
    let refused = |key: &str, problem: String| PolicyError {
        file: file.to_owned(),
        key: key.to_owned(),
        problem,
    };
    let table: toml::Table = text
        .parse()
        .map_err(|e: toml::de::Error| refused("file", e.message().to_owned()))?;
    let mut policy = Policy::default();
    let known: Vec<(&str, Threshold)> = policy.entries().iter().map(|e| (e.0, e.1)).collect();
    for (key, value) in &table {
        let Some((_, shipped)) = known.iter().find(|(name, _)| name == key) else {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            return Err(refused(
                key,
                format!("không có mức này; có: {}", names.join(", ")),
            ));
        };
        let (threshold, expected) = match shipped {
            Threshold::Span(_) => (
                value.as_str().and_then(span),
                "\"15 min\", \"4 h\" hoặc \"90 d\"",
            ),
            Threshold::Share(_) => (share(value), "một số từ 0 đến 1, ví dụ 0.5"),
            Threshold::Count(_) => (count(value), "một số nguyên từ 0"),
        };
        let set = threshold.is_some_and(|threshold| policy.set(key, threshold));
        if !set {
            return Err(refused(key, format!("không đúng dạng; cần {expected}")));
        }
    }
    Ok(policy)
}

/// The text of a threshold, as a policy file or form has it: `15 min`, `4 h`, `90 d`, `0.5`, `2`.
#[must_use]
pub fn print(threshold: Threshold) -> String {
    match threshold {
        Threshold::Span(span) => {
            let minutes = span.as_mins();
            match (minutes % 1_440, minutes % 60) {
                (0, _) if minutes > 0 => format!("{} d", minutes / 1_440),
                (_, 0) if minutes > 0 => format!("{} h", minutes / 60),
                _ => format!("{minutes} min"),
            }
        }
        Threshold::Share(share) => share.to_string(),
        Threshold::Count(count) => count.to_string(),
    }
}

/// The threshold of a text, of the same kind as `like`; `None` when it is not of that form. A share may
/// be written as a percentage or with a decimal comma.
#[must_use]
pub fn value(like: Threshold, text: &str) -> Option<Threshold> {
    let text = text.trim();
    match like {
        Threshold::Span(_) => span(text),
        Threshold::Share(_) => {
            let (number, scale) = match text.strip_suffix('%') {
                Some(number) => (number.trim(), 100.0),
                None => (text, 1.0),
            };
            let number: f64 = number.replace(',', ".").parse().ok()?;
            share(&toml::Value::Float(number / scale))
        }
        Threshold::Count(_) => text.parse().ok().filter(|n| *n >= 0).map(Threshold::Count),
    }
}

fn span(text: &str) -> Option<Threshold> {
    let (number, unit) = text.trim().split_once(' ')?;
    let seconds = match unit.trim() {
        "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    let number: i64 = number.parse().ok().filter(|n| *n >= 0)?;
    let span = SignedDuration::from_secs(number.checked_mul(seconds)?);
    // A century: any longer span is a slip, and stays addable to any date.
    (span <= SignedDuration::from_hours(24 * 36_525)).then_some(Threshold::Span(span))
}

fn share(value: &toml::Value) -> Option<Threshold> {
    let whole = value
        .as_integer()
        .and_then(|n| i32::try_from(n).ok())
        .map(f64::from);
    let share = value.as_float().or(whole)?;
    (0.0..=1.0)
        .contains(&share)
        .then_some(Threshold::Share(share))
}

fn count(value: &toml::Value) -> Option<Threshold> {
    value.as_integer().filter(|n| *n >= 0).map(Threshold::Count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_thresholds_change_and_the_others_stay() {
        let policy = parse(
            "p.toml",
            "gap = \"20 min\"\nfloor = 0.7\nhunts = 2\nregister = \"30 d\"",
        )
        .unwrap();
        assert_eq!(policy.gap, SignedDuration::from_mins(20));
        assert_eq!(policy.register, SignedDuration::from_hours(720));
        assert_eq!((policy.hunts, policy.floor), (2, 0.7));
        assert_eq!(policy.ack, Policy::default().ack);
        assert_eq!(parse("p.toml", ""), Ok(Policy::default()));
    }

    #[test]
    fn a_printed_threshold_is_read_back() {
        for (_, shipped, _, _) in Policy::default().entries() {
            assert_eq!(value(shipped, &print(shipped)), Some(shipped));
        }
        let share = Threshold::Share(0.5);
        assert_eq!(value(share, "80 %"), Some(Threshold::Share(0.8)));
        assert_eq!(value(share, "0,8"), Some(Threshold::Share(0.8)));
        assert_eq!(value(share, "1.2"), None);
        assert_eq!(value(Threshold::Count(1), "-1"), None);
        assert_eq!(value(Threshold::Span(SignedDuration::ZERO), "4 giờ"), None);
    }

    #[test]
    fn what_is_not_of_its_kind_is_refused_by_name() {
        for (text, key) in [
            ("gap = 20", "gap"),
            ("gap = \"20 phút\"", "gap"),
            ("gap = \"-1 min\"", "gap"),
            ("gap = \"9223372036854775807 d\"", "gap"),
            ("floor = 1.5", "floor"),
            ("hunts = -1", "hunts"),
            ("gapp = \"20 min\"", "gapp"),
            ("gap = ", "file"),
        ] {
            assert_eq!(parse("p.toml", text).unwrap_err().key, key, "{text}");
        }
    }
}
