//! Advisories as other programs publish them: CVE records 5.x, CSAF 2.0,
//! CISA's catalogue of exploited weaknesses, the table of Microsoft updates
//! that WES-NG ships. Each is one file here and becomes [`Advisory`].
//!
//! It deliberately does not decide whether a machine is affected (`detect`
//! does) and reads no file: bytes come in.

mod csaf;
mod cve;
mod error;
mod exploited;
mod microsoft;
#[cfg(test)]
mod tests;

pub use error::AdvisoryError;
pub use microsoft::{MicrosoftUpdates, SkippedRow};

use domain::advisory::{Advisory, KnownExploited};
use serde_json::Value;

/// Files larger than this are refused.
pub const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What a file of advisories held.
#[derive(Debug, Clone, PartialEq)]
pub enum AdvisoryFile {
    /// CVE records or a CSAF document.
    Advisories(Vec<Advisory>),
    /// A catalogue of weaknesses known to be exploited.
    KnownExploited(Vec<KnownExploited>),
    /// A table of Microsoft updates.
    Microsoft(MicrosoftUpdates),
}

/// Reads a file of any of the known forms, told apart by what it says of itself.
///
/// # Errors
/// [`AdvisoryError`] when it is of no known form, too large, or breaks a rule
/// of its form that would make judgements from it wrong.
pub fn read(bytes: &[u8]) -> Result<AdvisoryFile, AdvisoryError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(AdvisoryError::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if !matches!(first, Some(b'{' | b'[')) {
        return microsoft::read(bytes).map(AdvisoryFile::Microsoft);
    }
    let value: Value = serde_json::from_slice(bytes)?;
    match value {
        Value::Array(records) => {
            let advisories = records
                .into_iter()
                .map(cve::convert)
                .collect::<Result<_, _>>()?;
            Ok(AdvisoryFile::Advisories(advisories))
        }
        value if value.get("cveMetadata").is_some() => {
            Ok(AdvisoryFile::Advisories(vec![cve::convert(value)?]))
        }
        value if value.get("document").is_some() => {
            Ok(AdvisoryFile::Advisories(vec![csaf::convert(value)?]))
        }
        value if value.get("vulnerabilities").is_some() => {
            exploited::convert(value).map(AdvisoryFile::KnownExploited)
        }
        _ => Err(AdvisoryError::UnknownForm),
    }
}

/// The day of an RFC 3339 time or of a date; none when it is neither.
fn day(text: &str) -> Option<jiff::civil::Date> {
    text.get(..10)?.parse().ok()
}

/// A text that says something; `n/a` and the like do not.
fn stated(text: Option<String>) -> Option<String> {
    let text = text?.trim().to_owned();
    let silent = matches!(
        text.to_ascii_lowercase().as_str(),
        "" | "n/a" | "na" | "none" | "unspecified" | "unknown" | "-"
    );
    (!silent).then_some(text)
}

fn severity(word: &str) -> Option<domain::facts::Severity> {
    use domain::facts::Severity;
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "critical" => Severity::Critical,
        "high" | "important" => Severity::High,
        "medium" | "moderate" => Severity::Medium,
        "low" => Severity::Low,
        _ => return None,
    })
}
