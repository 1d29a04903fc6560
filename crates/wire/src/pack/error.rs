//! What is wrong with a pack, by file and key.

use std::ops::Range;
use thiserror::Error;

/// A pack that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}: {key}: {problem}")]
pub struct PackError {
    /// The name of the file.
    pub file: String,
    /// The key, such as `contact[2].valid_from`, or a line where no key can be named.
    pub key: String,
    /// What is wrong and what was expected.
    pub problem: String,
}

impl PackError {
    pub(super) fn new(file: &str, key: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            key: key.into(),
            problem: problem.into(),
        }
    }
}

pub(super) fn of_json(file: &str, error: &serde_json::Error) -> PackError {
    let key = format!("line {} column {}", error.line(), error.column());
    PackError::new(file, key, error.to_string())
}

pub(super) fn of_toml(file: &str, text: &str, error: &toml::de::Error) -> PackError {
    let place = error.span().and_then(|span| locate(text, &span));
    let key = place.unwrap_or_else(|| "file".to_owned());
    PackError::new(file, key, error.message().replace('\n', ", "))
}

/// The table header above the span and the key at it, with the line number.
fn locate(text: &str, span: &Range<usize>) -> Option<String> {
    let (before, rest) = text.split_at_checked(span.start)?;
    let number = before.matches('\n').count() + 1;
    let line_start = before.rsplit('\n').next().unwrap_or_default();
    let line = format!("{line_start}{}", rest.lines().next().unwrap_or_default());
    if line.starts_with('[') {
        return Some(format!("{} (line {number})", bare(&line)));
    }
    let header = before.lines().rev().find(|line| line.starts_with('['));
    let here = text.get(span.clone()).unwrap_or_default();
    let is_key = !here.is_empty() && here.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let key = if is_key {
        here
    } else {
        line.split_once('=').map_or("", |(key, _)| bare(key))
    };
    let path: Vec<_> = header.map(bare).into_iter().chain([key]).collect();
    Some(format!(
        "{} (line {number})",
        path.join(".").trim_matches('.')
    ))
}

/// A table header or key without its marks.
fn bare(key: &str) -> &str {
    key.trim_matches(['[', ']', '{', ' '])
}
