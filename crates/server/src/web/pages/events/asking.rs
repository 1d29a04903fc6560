//! A search as it stands in the address, and the addresses of searches near it.

use super::RangeView;
use crate::web::frame::Frame;
use engine::events::Asked;
use engine::events::query::{Cursor, Field, FoundEvent, Query, QueryError, parse};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::borrow::Cow;
use std::net::IpAddr;

/// Ranges offered that end now, with their hours.
const RANGES: [(&str, i64); 4] = [("1h", 1), ("24h", 24), ("7d", 168), ("30d", 720)];
/// The one taken when nobody says.
const RANGE_USUAL: &str = "24h";

/// Columns that can be shown beside time and record.
pub(super) const COLUMNS: &[&str] = &[
    "host", "source", "user", "src.ip", "src.port", "dst.ip", "dst.port", "action", "process",
    "domain", "url", "hash", "code", "channel", "severity", "parser", "unit",
];
/// Those shown when nobody chose.
const COLUMNS_USUAL: &[&str] = &["host", "source"];
/// Fields whose commonest values are offered.
pub(super) const FACETS: &[&str] = &[
    "host", "user", "src.ip", "dst.ip", "action", "source", "parser",
];

/// What is asked.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    /// The words, as typed.
    pub(crate) q: String,
    /// The range that ends now.
    pub(crate) range: &'static str,
    /// The ends as typed, in local time; blank where the range rules.
    pub(super) from: String,
    pub(super) to: String,
    pub(super) columns: Vec<&'static str>,
    pub(super) after: Option<Cursor>,
    /// The same as instants.
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    /// The format of an export.
    pub(super) format: String,
}

impl Asking {
    /// From the query of an address; what is not of its form counts as not said.
    pub(crate) fn read(query: &str, now: Timestamp, zone: &TimeZone) -> Self {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let first = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key == name);
            found.map_or("", |(_, value)| value.trim())
        };
        let named = |wanted: &str| RANGES.iter().find(|(name, _)| *name == wanted);
        let (range, hours) = named(first("range"))
            .or_else(|| named(RANGE_USUAL))
            .copied()
            .unwrap_or((RANGE_USUAL, 24));
        let instant = |text: &str| instant(text, zone);
        let (from, to) = (instant(first("from")), instant(first("to")));
        let end = to.unwrap_or_else(|| later(now, SignedDuration::from_secs(1)));
        let start = from.unwrap_or_else(|| later(end, SignedDuration::from_hours(-hours)));
        let kept =
            |text: &str, at: Option<Timestamp>| at.map(|_| text.to_owned()).unwrap_or_default();
        let chosen = pairs.iter().filter(|(key, _)| key == "column");
        let mut columns: Vec<_> = chosen
            .filter_map(|(_, value)| COLUMNS.iter().find(|name| **name == value).copied())
            .collect();
        if columns.is_empty() {
            columns = COLUMNS_USUAL.to_vec();
        }
        Self {
            q: first("q").to_owned(),
            range,
            from: kept(first("from"), from),
            to: kept(first("to"), to),
            columns,
            after: first("after").parse().ok(),
            start: start.min(end),
            end,
            format: first("format").to_owned(),
        }
    }

    /// The question itself.
    pub(crate) fn asked(&self) -> Result<Asked, QueryError> {
        Ok(Asked {
            query: self.query()?,
            from: self.start,
            to: self.end,
        })
    }

    fn query(&self) -> Result<Query, QueryError> {
        parse(&self.q)
    }

    /// The ranges offered.
    pub(super) fn ranges(&self, f: &Frame) -> Vec<RangeView> {
        let is_free = !self.from.is_empty() || !self.to.is_empty();
        let view = |(range, _): &(&'static str, i64)| {
            let there = Self {
                range,
                from: String::new(),
                to: String::new(),
                ..self.clone()
            };
            RangeView {
                name: f.t(&format!("web-events-range-{range}")),
                link: there.address("/events"),
                is_here: !is_free && self.range == *range,
            }
        };
        RANGES.iter().map(view).collect()
    }

    /// Whether the columns are those shown when nobody chose.
    fn is_usual(&self) -> bool {
        self.columns == COLUMNS_USUAL
    }

    /// This search at the beginning of its list.
    pub(super) fn address(&self, path: &str) -> String {
        self.with(path, &[])
    }

    /// This search behind a place.
    pub(super) fn after(&self, place: Cursor) -> String {
        self.with("/events", &[("after", &place.to_string())])
    }

    /// This search as a file.
    pub(super) fn export(&self, format: &str) -> String {
        self.with("/events/export", &[("format", format)])
    }

    /// Where this search is kept, or becomes a hunt.
    pub(super) fn hunt(&self) -> String {
        self.with("/hunts", &[("new", "1")])
    }

    /// This search with one more condition.
    pub(super) fn narrowed(&self, field: &str, value: &str) -> String {
        let term = term(field, value);
        let q = match self.query() {
            Ok(query) if query.is_everything() => term,
            _ => format!("({}) {term}", self.q),
        };
        Self { q, ..self.clone() }.address("/events")
    }

    /// This search from one local instant to another.
    pub(super) fn between(&self, from: String, to: String) -> String {
        let there = Self {
            from,
            to,
            ..self.clone()
        };
        there.address("/events")
    }

    fn with(&self, path: &str, more: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if !self.q.is_empty() {
            query.append_pair("q", &self.q);
        }
        if self.from.is_empty() || self.to.is_empty() {
            query.append_pair("range", self.range);
        }
        for (name, value) in [("from", &self.from), ("to", &self.to)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        for column in self.columns.iter().filter(|_| !self.is_usual()) {
            query.append_pair("column", column);
        }
        for (name, value) in more {
            query.append_pair(name, value);
        }
        format!("{path}?{}", query.finish())
    }
}

/// A search of its own for one condition in a range of time, as an address.
pub(crate) fn search_address(q: &str, from: Timestamp, to: Timestamp, zone: &TimeZone) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("q", q)
        .append_pair("from", &local(from, zone))
        .append_pair("to", &local(to, zone));
    format!("/events?{}", query.finish())
}

/// An instant as forms write it, to the second.
pub(crate) fn local(at: Timestamp, zone: &TimeZone) -> String {
    let zoned = at.to_zoned(zone.clone());
    zoned.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// An instant of a form, in local time.
fn instant(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let civil: DateTime = text.parse().ok()?;
    let zoned = civil.to_zoned(zone.clone()).ok()?;
    Some(zoned.timestamp())
}

/// An instant so much later, or the same where there is none.
pub(super) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(at)
}

/// A condition in the language of searches.
pub(crate) fn term(field: &str, value: &str) -> String {
    let field = Field::one(field).map_or_else(|| field.to_owned(), |field| field.to_string());
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    // A short word may be one that joins conditions.
    let is_word = value.len() > 3 || value.chars().all(|c| c.is_ascii_digit());
    let is_address = field.ends_with(".ip") && value.parse::<IpAddr>().is_ok();
    let begins = value.starts_with(|c: char| c.is_ascii_alphanumeric());
    if is_address || (begins && is_word && value.chars().all(is_plain)) {
        return format!("{field}:{value}");
    }
    let mut quoted = String::new();
    for c in value.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    format!("{field}:\"{quoted}\"")
}

/// The value of a column, as it is shown and searched for; none for the unit, which has a name.
pub(super) fn value_of(event: &FoundEvent, column: &str) -> Option<String> {
    let row = &event.row;
    let text = |value: &Option<Cow<'static, str>>| value.as_deref().map(str::to_owned);
    match column {
        "source" => Some(event.source.clone()),
        "parser" => Some(event.parser.clone()),
        "host" => text(&row.host),
        "user" => text(&row.user),
        "src.ip" => row.src_ip.map(|address| address.to_string()),
        "dst.ip" => row.dst_ip.map(|address| address.to_string()),
        "src.port" => row.src_port.map(|port| port.to_string()),
        "dst.port" => row.dst_port.map(|port| port.to_string()),
        "domain" => text(&row.domain),
        "url" => text(&row.url),
        "action" => text(&row.action),
        "class" => row.class.map(|class| class.to_string()),
        "channel" => text(&row.channel),
        "code" => text(&row.code),
        "severity" => row.severity.map(|severity| severity.to_string()),
        "hash" => text(&row.hash),
        "process" => text(&row.process),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Asking, term};
    use engine::events::query::parse;
    use jiff::tz::TimeZone;

    fn read(query: &str) -> Asking {
        let now = "2024-02-06T14:00:00Z".parse().unwrap();
        Asking::read(query, now, &TimeZone::fixed(jiff::tz::offset(7)))
    }

    #[test]
    fn an_address_says_what_its_search_says() {
        for query in [
            "range=24h",
            "q=ssh&range=7d",
            "q=host%3Afw&from=2024-02-06T08%3A00%3A00&to=2024-02-06T09%3A00%3A00",
            "range=1h&column=user&column=dst.ip",
        ] {
            assert_eq!(read(query).address("/events"), format!("/events?{query}"));
        }
    }

    #[test]
    fn a_range_ends_now_and_typed_ends_are_local_time() {
        for (query, from, to) in [
            ("", "2024-02-05T14:00:01Z", "2024-02-06T14:00:01Z"),
            ("range=1h", "2024-02-06T13:00:01Z", "2024-02-06T14:00:01Z"),
            (
                "range=nonsense",
                "2024-02-05T14:00:01Z",
                "2024-02-06T14:00:01Z",
            ),
            (
                "from=2024-02-06T08:00&to=2024-02-06T09:00",
                "2024-02-06T01:00:00Z",
                "2024-02-06T02:00:00Z",
            ),
            (
                "from=x&range=1h",
                "2024-02-06T13:00:01Z",
                "2024-02-06T14:00:01Z",
            ),
        ] {
            let asking = read(query);
            assert_eq!(
                (asking.start.to_string(), asking.end.to_string()),
                (from.into(), to.into()),
                "{query}"
            );
        }
    }

    #[test]
    fn a_condition_made_of_any_value_is_understood_as_that_value() {
        for (field, value) in [
            ("host", "FW-01"),
            ("user", "Nguyễn Văn An"),
            ("process", "C:\\Windows\\\"x\".exe"),
            ("user", "and"),
            ("user", ""),
            ("user", "a*b"),
            ("src.ip", "203.0.113.9"),
            ("src.ip", "2001:db8::1"),
            ("Tên trường", "giá trị"),
        ] {
            let made = term(field, value);
            assert!(parse(&made).is_ok(), "{made}");
        }
        let address = read("q=a+or+b").narrowed("host", "FW-01");
        assert!(address.contains("q=%28a+or+b%29+host%3AFW-01"), "{address}");
    }
}
