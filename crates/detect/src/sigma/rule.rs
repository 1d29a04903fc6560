//! A rule as it was written, after its modifiers were applied.
//!
//! This is the form that the compiler and the slow reference evaluator share:
//! what a rule means stands here, how to find out fast stands in `compile`.

use std::sync::Arc;

use ipnet::IpNet;
use regex::Regex;

use super::condition::Condition;
use super::pattern::{Part, Pattern};

/// What a rule says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meta {
    /// The rule's UUID, or whatever stands in its place.
    pub id: Option<String>,
    /// A name other rules may refer to.
    pub name: Option<String>,
    /// What it detects, in a few words.
    pub title: String,
    /// The title in Vietnamese, where the author gave one (`title_vi`, our extension).
    pub title_vi: Option<String>,
    /// How bad a match is.
    pub level: Level,
    /// `stable`, `test`, `experimental`, …, as printed.
    pub status: Option<String>,
    /// Tags, for example `attack.t1059.001`.
    pub tags: Vec<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// What else may set it off.
    pub falsepositives: Vec<String>,
    /// Where it comes from.
    pub references: Vec<String>,
    /// Fields worth showing beside a match.
    pub fields: Vec<String>,
    /// Line of its file where it begins.
    pub line: u32,
}

/// How bad a match is (Sigma rules specification 2.1, "Level").
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Enriches events; no alarm.
    Informational,
    /// Notable, rarely an incident.
    Low,
    /// To be reviewed regularly. Also what a rule without a level has.
    #[default]
    Medium,
    /// To be reviewed promptly.
    High,
    /// Indicates an incident.
    Critical,
}

impl Level {
    /// All levels, the mildest first.
    pub const ALL: [Self; 5] = [
        Self::Informational,
        Self::Low,
        Self::Medium,
        Self::High,
        Self::Critical,
    ];

    /// The word of the specification.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Informational => "informational",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The level of that word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|level| level.name().eq_ignore_ascii_case(name))
    }
}

/// Where the events of a rule come from; `None` is any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogSource {
    /// Kind of event, for example `process_creation`.
    pub category: Option<String>,
    /// System, for example `windows`.
    pub product: Option<String>,
    /// Log of the system, for example `security`.
    pub service: Option<String>,
}

/// A rule over single events.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) meta: Arc<Meta>,
    pub(super) source: LogSource,
    pub(super) searches: Vec<(String, Search)>,
    pub(super) condition: Condition,
}

/// A search identifier, or a part of one.
#[derive(Debug, Clone)]
pub(super) enum Search {
    Item(Item),
    /// A map: each must fit.
    All(Vec<Self>),
    /// A list: one must fit.
    Any(Vec<Self>),
}

/// One line of a map: a field and what is asked of it.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// The field; `None` for keywords, which are sought in every value.
    pub(super) field: Option<String>,
    /// All tests must hold, rather than one.
    pub(super) all: bool,
    /// The answer is turned round (`neq`).
    pub(super) negated: bool,
    pub(super) tests: Vec<Test>,
    /// Line in the file.
    pub(super) line: u32,
}

impl Item {
    /// Bytes that are the same for two items just when they ask the same,
    /// whatever line they stand on.
    pub(super) fn written(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend_from_slice(self.field.as_deref().unwrap_or_default().as_bytes());
        bytes.extend_from_slice(&[0, u8::from(self.field.is_some()), u8::from(self.all)]);
        for test in &self.tests {
            test.write(&mut bytes);
        }
        bytes
    }
}

impl Test {
    fn write(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Text { pattern, cased } => {
                bytes.extend_from_slice(&[1, u8::from(*cased)]);
                for part in pattern.parts() {
                    match part {
                        Part::Text(text) => {
                            bytes.push(1);
                            bytes.extend_from_slice(&text.len().to_le_bytes());
                            bytes.extend_from_slice(text.as_bytes());
                        }
                        Part::One => bytes.push(2),
                        Part::Many => bytes.push(3),
                        Part::Dash => bytes.push(4),
                    }
                }
                bytes.push(0);
            }
            Self::Regex(regex) => {
                bytes.push(2);
                bytes.extend_from_slice(regex.flags.as_bytes());
                bytes.extend_from_slice(&regex.regex.as_str().len().to_le_bytes());
                bytes.extend_from_slice(regex.regex.as_str().as_bytes());
            }
            Self::Cidr(_)
            | Self::Compare { .. }
            | Self::Null
            | Self::Exists(_)
            | Self::Field { .. } => {
                bytes.push(3);
                bytes.extend_from_slice(format!("{self:?}").as_bytes());
                bytes.push(0);
            }
        }
    }
}

/// An expression of a rule.
#[derive(Debug, Clone)]
pub(super) struct Expression {
    pub(super) regex: Regex,
    /// The flags of its modifiers, for example `is`.
    pub(super) flags: String,
    /// Folded texts of which one is in every value that it is found in;
    /// empty when there is no such set.
    pub(super) needs: Vec<String>,
}

/// One question to the values of a field; any value may answer it.
#[derive(Debug, Clone)]
pub(super) enum Test {
    /// The whole value fits; `cased` is false when letters of both cases are one.
    Text { pattern: Pattern, cased: bool },
    /// The expression is found in the value.
    Regex(Box<Expression>),
    /// The value is an address of the range.
    Cidr(IpNet),
    /// The value, or the part of the date in it, compares so.
    Compare {
        part: Option<DatePart>,
        operator: Operator,
        number: Number,
    },
    /// The field is absent.
    Null,
    /// The field is there, or is not.
    Exists(bool),
    /// Compares with a value of another field.
    Field {
        other: String,
        place: Place,
        cased: bool,
    },
}

/// How a value stands to that of another field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    Equal,
    Contains,
    Starts,
    Ends,
}

/// A number comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Operator {
    Equal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

/// The part of a date that a time modifier takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum DatePart {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// A number of a rule or an event: whole as far as it is printed so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    Whole(i128),
    Real(f64),
}

impl Number {
    /// Reads a decimal, or `0x` and hexadecimal digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(whole) = text.parse() {
            return Some(Self::Whole(whole));
        }
        if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            return i128::from_str_radix(hex, 16).ok().map(Self::Whole);
        }
        let digit = text.bytes().any(|byte| byte.is_ascii_digit());
        text.parse()
            .ok()
            .filter(|real: &f64| digit && real.is_finite())
            .map(Self::Real)
    }

    /// Whether `self operator other` holds.
    pub(super) fn compares(self, operator: Operator, other: Self) -> bool {
        let order = match (self, other) {
            (Self::Whole(left), Self::Whole(right)) => Some(left.cmp(&right)),
            _ => self.real().partial_cmp(&other.real()),
        };
        order.is_some_and(|order| match operator {
            Operator::Equal => order.is_eq(),
            Operator::Less => order.is_lt(),
            Operator::LessEqual => order.is_le(),
            Operator::Greater => order.is_gt(),
            Operator::GreaterEqual => order.is_ge(),
        })
    }

    /// The nearest floating-point number.
    #[expect(clippy::cast_precision_loss, reason = "only met beside a real number")]
    pub(super) const fn real(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Real(real) => real,
        }
    }
}

impl DatePart {
    /// Takes the part out of a date as logs print it: `2026-02-14T03:21:00…`
    /// or `2026-02-14 03:21:00…`. No zone is converted (Sigma modifiers 2.1,
    /// "Time Modifiers").
    pub(super) fn of(self, text: &str) -> Option<Number> {
        let text = text.trim();
        let date: jiff::civil::Date = text.get(..10)?.parse().ok()?;
        let number = match self {
            Self::Day => i128::from(date.day()),
            Self::Week => i128::from(date.iso_week_date().week()),
            Self::Month => i128::from(date.month()),
            Self::Year => i128::from(date.year()),
            Self::Hour => clock(text.get(11..13)?, 23)?,
            Self::Minute => clock(text.get(14..16)?, 59)?,
        };
        Some(Number::Whole(number))
    }
}

fn clock(text: &str, most: i128) -> Option<i128> {
    text.parse()
        .ok()
        .filter(|number| (0..=most).contains(number))
}

/// Letters of both cases as one: every character in lower case.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_lowercase).collect()
}
