//! What the value of a term asks of its field.

use std::net::IpAddr;

use super::error::QueryErrorKind;
use super::field::{Field, Kind, SearchColumn};
use super::parse::Op;
use super::pattern::{Pattern, Piece, fold};
use super::syntax::{Addresses, End, Test, V4_HIGH, V4_LOW, number_of};

/// A value as it was written.
pub(super) enum Value {
    /// A bare word with its wildcards.
    Word(Vec<Piece>),
    /// A text in quotes.
    Quoted(String),
    /// Two ends.
    Range(String, String),
}

impl Value {
    /// The text of the value; `None` for a range and for one with wildcards.
    fn text(&self) -> Option<String> {
        match self {
            Self::Quoted(text) => Some(text.clone()),
            Self::Range(..) => None,
            Self::Word(pieces) => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Literal(text) => Some(text.as_str()),
                    Piece::Any | Piece::One => None,
                })
                .collect(),
        }
    }

    /// The text with wildcards as mere characters.
    fn verbatim(&self) -> String {
        match self {
            Self::Quoted(text) => text.clone(),
            Self::Range(low, high) => format!("[{low} TO {high}]"),
            Self::Word(pieces) => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Literal(text) => text.as_str(),
                    Piece::Any => "*",
                    Piece::One => "?",
                })
                .collect(),
        }
    }

    fn pattern(&self) -> Pattern {
        match self {
            Self::Word(pieces) => Pattern::new(pieces.clone()),
            _ => Pattern::literal(&self.verbatim()),
        }
    }
}

/// The test of a field by a value.
pub(super) fn test(field: &Field, op: Op, value: &Value) -> Result<Test, QueryErrorKind> {
    match op {
        Op::Less { equal } => Ok(Test::Numbers(None, Some(end(field, value, equal)?))),
        Op::Greater { equal } => Ok(Test::Numbers(Some(end(field, value, equal)?), None)),
        Op::Like | Op::Exact => same(field, op, value),
    }
}

fn end(field: &Field, value: &Value, included: bool) -> Result<End, QueryErrorKind> {
    match field.kind() {
        Kind::Text | Kind::Number => {}
        Kind::Address | Kind::Id => return Err(QueryErrorKind::NotComparable),
    }
    let text = value.text().ok_or(QueryErrorKind::WildcardHere)?;
    let value = number(field, &text)?;
    Ok(End { value, included })
}

fn same(field: &Field, op: Op, value: &Value) -> Result<Test, QueryErrorKind> {
    if let Value::Range(low, high) = value {
        return range(field, low, high);
    }
    let pattern = value.pattern();
    if op == Op::Like && pattern.is_anything() {
        return Ok(Test::Exists);
    }
    let text = || value.text().ok_or(QueryErrorKind::WildcardHere);
    match field.kind() {
        Kind::Text if op == Op::Exact => Ok(Test::Exact(value.verbatim())),
        Kind::Text => {
            // A network asked of a field of the record; in quotes it is a text.
            let bare = matches!((field, value), (Field::Other(_), Value::Word(_)));
            let network = value.text().filter(|text| bare && text.contains('/'));
            let network = network.and_then(|text| addresses(&text));
            Ok(network.map_or(Test::Like(pattern), Test::Addresses))
        }
        Kind::Number => {
            let value = number(field, &text()?)?;
            let end = End {
                value,
                included: true,
            };
            Ok(Test::Numbers(Some(end), Some(end)))
        }
        Kind::Address => {
            let found = addresses(&value.verbatim());
            found
                .map(Test::Addresses)
                .ok_or(QueryErrorKind::NotAnAddress)
        }
        Kind::Id => id(&text()?).map(Test::Id).ok_or(QueryErrorKind::NotAnId),
    }
}

fn range(field: &Field, low: &str, high: &str) -> Result<Test, QueryErrorKind> {
    let address = |text: &str| text.parse::<IpAddr>().ok().map(|one| one.to_canonical());
    let ends = address(low).zip(address(high));
    match (field.kind(), ends) {
        (Kind::Id, _) => Err(QueryErrorKind::NotComparable),
        (Kind::Address, None) => Err(QueryErrorKind::NotAnAddress),
        (Kind::Address | Kind::Text, Some((low, high))) => {
            if low.is_ipv4() != high.is_ipv4() {
                return Err(QueryErrorKind::MalformedRange);
            }
            let (low, high) = (number_of(low), number_of(high));
            if low > high {
                return Err(QueryErrorKind::ReversedRange);
            }
            let only_v6 = low < V4_LOW && high > V4_HIGH;
            Ok(Test::Addresses(Addresses { low, high, only_v6 }))
        }
        (Kind::Number | Kind::Text, _) => {
            let one = |text: &str| match text {
                "*" => Ok(None),
                text => number(field, text).map(|value| {
                    Some(End {
                        value,
                        included: true,
                    })
                }),
            };
            match (one(low)?, one(high)?) {
                (None, None) => Err(QueryErrorKind::MalformedRange),
                (Some(low), Some(high)) if low.value > high.value => {
                    Err(QueryErrorKind::ReversedRange)
                }
                (low, high) => Ok(Test::Numbers(low, high)),
            }
        }
    }
}

/// A decimal number without exponent, or the name of a severity.
fn number(field: &Field, text: &str) -> Result<f64, QueryErrorKind> {
    if *field == Field::Column(SearchColumn::Severity)
        && let Some(level) = severity(&fold(text))
    {
        return Ok(level);
    }
    numeric(text).ok_or(QueryErrorKind::NotANumber)
}

/// The number a text is: digits, perhaps a sign and a fraction, nothing else.
pub(super) fn numeric(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|one| one.is_ascii_digit());
    let found = (all_digits(whole) && all_digits(part)).then(|| text.parse::<f64>().ok());
    found.flatten().filter(|value| value.is_finite())
}

/// Severity names of the Open Cybersecurity Schema Framework (`severity_id`).
fn severity(name: &str) -> Option<f64> {
    match name {
        "informational" | "info" => Some(1.0),
        "low" | "thấp" => Some(2.0),
        "medium" | "vừa" | "trung bình" => Some(3.0),
        "high" | "cao" => Some(4.0),
        "critical" | "nguy cấp" => Some(5.0),
        "fatal" => Some(6.0),
        _ => None,
    }
}

/// `10.0.0.1`, `10.0.0.0/8`, `10.0.*`, `2001:db8::/32`.
fn addresses(text: &str) -> Option<Addresses> {
    if let Some((address, prefix)) = text.split_once('/') {
        let plain = prefix.len() <= 3 && prefix.bytes().all(|one| one.is_ascii_digit());
        let prefix = plain.then(|| prefix.parse::<u8>().ok()).flatten()?;
        return Addresses::network(address.parse().ok()?, prefix);
    }
    if let Some(front) = text.strip_suffix(".*") {
        let front = front.trim_end_matches(".*");
        let octets: Vec<u8> = front
            .split('.')
            .map(|part| part.parse().ok())
            .collect::<Option<_>>()?;
        let prefix = u8::try_from(octets.len()).ok().filter(|count| *count < 4)?;
        let mut whole = [0; 4];
        whole
            .iter_mut()
            .zip(octets)
            .for_each(|(to, from)| *to = from);
        return Addresses::network(IpAddr::from(whole), prefix * 8);
    }
    text.parse().ok().map(Addresses::one)
}

/// 32 hexadecimal digits, perhaps with the dashes of a UUID.
pub(super) fn id(text: &str) -> Option<[u8; 16]> {
    let digits: String = text.chars().filter(|one| *one != '-').collect();
    let plain = digits.len() == 32 && digits.bytes().all(|one| one.is_ascii_hexdigit());
    let number = plain.then(|| u128::from_str_radix(&digits, 16).ok())?;
    number.map(u128::to_be_bytes)
}
