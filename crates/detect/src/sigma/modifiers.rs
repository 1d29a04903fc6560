//! `field|modifier|modifier: value` → an [`Item`].
//!
//! Modifiers are applied from left to right (Sigma modifiers appendix 2.1).
//! Those that change the value (`base64`, `wide`, `windash`, `expand`) come
//! before those that say how it is sought (`contains`, `re`, `cidr`, …).

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regex::RegexBuilder;

use super::needs;
use super::pattern::Pattern;
use super::problem::Reason;
use super::rule::{DatePart, Expression, Item, Number, Operator, Place, Test};
use super::yaml::{Node, Value};

/// Memory a compiled expression may take, in bytes.
const REGEX_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Most expressions of one rule file.
const EXPRESSIONS_MAX: usize = 2_000;

/// Values of placeholders: `%Servers%` → its values, without the signs.
pub type Placeholders = HashMap<String, Vec<String>>;

/// What the items of one rule file share.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    placeholders: &'a Placeholders,
    expressions_left: usize,
}

impl<'a> Reading<'a> {
    /// For a new file.
    pub(super) const fn new(placeholders: &'a Placeholders) -> Self {
        Self {
            placeholders,
            expressions_left: EXPRESSIONS_MAX,
        }
    }
}

/// Reads one entry of a map; `key` without a field means keywords.
///
/// # Errors
/// Unknown or clashing modifiers, values of the wrong kind, too many expressions.
pub(super) fn item(
    key: &str,
    node: &Node,
    reading: &mut Reading<'_>,
) -> Result<Item, (u32, Reason)> {
    let mut names = key.split('|');
    let field = names.next().unwrap_or_default();
    let modifiers = Modifiers::read(names).map_err(|reason| (node.line, reason))?;
    if field.is_empty() && modifiers.manner == Manner::Exists {
        return Err((node.line, clash("exists", "it needs a field")));
    }
    let nodes = match &node.value {
        Value::List(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut tests = Vec::with_capacity(nodes.len());
    for node in nodes {
        modifiers
            .tests(node, field.is_empty(), reading, &mut tests)
            .map_err(|reason| (node.line, reason))?;
    }
    Ok(Item {
        field: (!field.is_empty()).then(|| field.to_owned()),
        all: modifiers.all,
        negated: modifiers.negated,
        tests,
        line: node.line,
    })
}

/// What changes the bytes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf16Le,
    Utf16Be,
    /// With a byte order mark.
    Utf16,
    Base64,
    Base64Offset,
}

/// How the value is sought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Manner {
    #[default]
    Text,
    Regex,
    Cidr,
    Exists,
    Field,
    Compare(Operator),
}

#[derive(Debug, Default)]
struct Modifiers {
    all: bool,
    negated: bool,
    cased: bool,
    windash: bool,
    expand: bool,
    encodings: Vec<Encoding>,
    manner: Manner,
    place: Option<Place>,
    part: Option<DatePart>,
    regex_flags: [bool; 3],
}

impl Modifiers {
    fn read<'a>(names: impl Iterator<Item = &'a str>) -> Result<Self, Reason> {
        let mut modifiers = Self::default();
        for name in names {
            modifiers.add(name)?;
        }
        modifiers.checked()
    }

    fn add(&mut self, name: &str) -> Result<(), Reason> {
        match name {
            "all" => self.all = true,
            "neq" => self.negated = !self.negated,
            "cased" => self.cased = true,
            "windash" => self.windash = true,
            "expand" => self.expand = true,
            "contains" => self.place(name, Place::Contains)?,
            "startswith" => self.place(name, Place::Starts)?,
            "endswith" => self.place(name, Place::Ends)?,
            "exists" => self.manner(name, Manner::Exists)?,
            "cidr" => self.manner(name, Manner::Cidr)?,
            "fieldref" => self.manner(name, Manner::Field)?,
            "re" => self.manner(name, Manner::Regex)?,
            "i" | "m" | "s" if self.manner == Manner::Regex => self.flag(name),
            "lt" => self.manner(name, Manner::Compare(Operator::Less))?,
            "lte" => self.manner(name, Manner::Compare(Operator::LessEqual))?,
            "gt" => self.manner(name, Manner::Compare(Operator::Greater))?,
            "gte" => self.manner(name, Manner::Compare(Operator::GreaterEqual))?,
            "wide" | "utf16le" => self.encodings.push(Encoding::Utf16Le),
            "utf16be" => self.encodings.push(Encoding::Utf16Be),
            "utf16" => self.encodings.push(Encoding::Utf16),
            "base64" => self.encodings.push(Encoding::Base64),
            "base64offset" => self.encodings.push(Encoding::Base64Offset),
            "minute" => self.part(name, DatePart::Minute)?,
            "hour" => self.part(name, DatePart::Hour)?,
            "day" => self.part(name, DatePart::Day)?,
            "week" => self.part(name, DatePart::Week)?,
            "month" => self.part(name, DatePart::Month)?,
            "year" => self.part(name, DatePart::Year)?,
            other => return Err(Reason::UnknownModifier(other.to_owned())),
        }
        Ok(())
    }

    fn place(&mut self, name: &str, place: Place) -> Result<(), Reason> {
        match self.place.replace(place) {
            None => Ok(()),
            Some(_) => Err(clash(name, "another place was named before")),
        }
    }

    fn manner(&mut self, name: &str, manner: Manner) -> Result<(), Reason> {
        if self.manner != Manner::Text {
            return Err(clash(name, "it contradicts a modifier before it"));
        }
        self.manner = manner;
        Ok(())
    }

    fn part(&mut self, name: &str, part: DatePart) -> Result<(), Reason> {
        match self.part.replace(part) {
            None => Ok(()),
            Some(_) => Err(clash(name, "another part of the date was named before")),
        }
    }

    fn flag(&mut self, name: &str) {
        let [i, m, s] = &mut self.regex_flags;
        match name {
            "i" => *i = true,
            "m" => *m = true,
            _ => *s = true,
        }
    }

    fn checked(self) -> Result<Self, Reason> {
        let text = self.manner == Manner::Text;
        if !text && !self.encodings.is_empty() {
            return Err(clash("base64", "only text can be encoded"));
        }
        if !text && self.windash {
            return Err(clash("windash", "only text has dashes"));
        }
        let placeable = matches!(self.manner, Manner::Text | Manner::Field | Manner::Regex);
        if self.place.is_some() && !placeable {
            return Err(clash("contains", "only text has places"));
        }
        let number = matches!(self.manner, Manner::Compare(_) | Manner::Text);
        if self.part.is_some() && (!number || self.place.is_some()) {
            return Err(clash("hour", "a part of a date is a number"));
        }
        Ok(self)
    }

    fn tests(
        &self,
        node: &Node,
        keyword: bool,
        reading: &mut Reading<'_>,
        tests: &mut Vec<Test>,
    ) -> Result<(), Reason> {
        if node.value == Value::Null && self.manner == Manner::Text && !keyword {
            tests.push(Test::Null);
            return Ok(());
        }
        let value = node
            .text()
            .ok_or_else(|| Reason::Shape("detection".to_owned()))?;
        if !self.expand {
            self.count(1, reading)?;
            return self.value(value, keyword, tests);
        }
        let values = expanded(value, reading.placeholders)?;
        self.count(values.len(), reading)?;
        for value in values {
            self.value(&value, keyword, tests)?;
        }
        Ok(())
    }

    /// Takes values that are expressions off those the file may have, before
    /// any of them is compiled.
    fn count(&self, values: usize, reading: &mut Reading<'_>) -> Result<(), Reason> {
        if self.manner == Manner::Regex {
            let left = reading.expressions_left.checked_sub(values);
            reading.expressions_left = left.ok_or(Reason::TooLarge)?;
        }
        Ok(())
    }

    fn value(&self, value: &str, keyword: bool, tests: &mut Vec<Test>) -> Result<(), Reason> {
        match self.manner {
            Manner::Text if self.part.is_some() => {
                tests.push(self.compare(value, Operator::Equal)?)
            }
            Manner::Compare(operator) => tests.push(self.compare(value, operator)?),
            Manner::Text => self.text(value, keyword, tests)?,
            Manner::Regex => tests.push(Test::Regex(Box::new(self.regex(value)?))),
            Manner::Cidr => tests.push(Test::Cidr(range(value)?)),
            Manner::Exists => match value.to_ascii_lowercase().as_str() {
                "true" | "yes" => tests.push(Test::Exists(true)),
                "false" | "no" => tests.push(Test::Exists(false)),
                _ => return Err(clash("exists", "its value is true or false")),
            },
            Manner::Field => tests.push(Test::Field {
                other: value.to_owned(),
                place: self.place.unwrap_or(Place::Equal),
                cased: self.cased,
            }),
        }
        Ok(())
    }

    fn compare(&self, value: &str, operator: Operator) -> Result<Test, Reason> {
        let number =
            Number::parse(value).ok_or_else(|| clash("lt", "its value must be a number"))?;
        Ok(Test::Compare {
            part: self.part,
            operator,
            number,
        })
    }

    /// `contains` and its like say nothing about an expression, which is
    /// found anywhere already; `^` and `$` anchor it.
    fn regex(&self, value: &str) -> Result<Expression, Reason> {
        let [i, m, s] = self.regex_flags;
        let regex = RegexBuilder::new(value)
            .case_insensitive(i)
            .multi_line(m)
            .dot_matches_new_line(s)
            .size_limit(REGEX_BYTES_MAX)
            .build()
            .map_err(|error| {
                let text = error.to_string();
                let last = text.lines().last().unwrap_or_default();
                Reason::Regex(last.trim_start_matches("error: ").to_owned())
            })?;
        let flags = [(i, 'i'), (m, 'm'), (s, 's')];
        Ok(Expression {
            regex,
            flags: flags
                .iter()
                .filter(|(set, _)| *set)
                .map(|(_, flag)| flag)
                .collect(),
            needs: needs::of(value, i),
        })
    }

    fn text(&self, value: &str, keyword: bool, tests: &mut Vec<Test>) -> Result<(), Reason> {
        let mut patterns = vec![Pattern::parse(value)];
        if self.windash {
            patterns = patterns.iter().map(Pattern::windash).collect();
        }
        if !self.encodings.is_empty() {
            patterns = self.encoded(&patterns)?;
        }
        let place = if keyword {
            Some(Place::Contains)
        } else {
            self.place
        };
        tests.extend(patterns.into_iter().map(|pattern| Test::Text {
            pattern: match place {
                None | Some(Place::Equal) => pattern,
                Some(Place::Contains) => pattern.open_start().open_end(),
                Some(Place::Starts) => pattern.open_end(),
                Some(Place::Ends) => pattern.open_start(),
            },
            cased: self.cased,
        }));
        Ok(())
    }

    /// The value after its encodings; `base64offset` makes three of one.
    fn encoded(&self, patterns: &[Pattern]) -> Result<Vec<Pattern>, Reason> {
        let wildcard = || clash("base64", "a value with wildcards can't be encoded");
        let mut values = Vec::new();
        for pattern in patterns {
            for plain in permutations(pattern).ok_or_else(wildcard)? {
                values.push(plain.into_bytes());
            }
        }
        for encoding in &self.encodings {
            values = values
                .iter()
                .map(|bytes| encode(*encoding, bytes))
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| clash("wide", "the value is no text any more"))?
                .concat();
        }
        // UTF-16 without base64 is compared as the characters of its bytes.
        Ok(values
            .iter()
            .map(|bytes| {
                let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
                Pattern::literal(&text)
            })
            .collect())
    }
}

fn clash(name: &str, why: &'static str) -> Reason {
    Reason::Modifier(name.to_owned(), why)
}

fn range(value: &str) -> Result<ipnet::IpNet, Reason> {
    let net: Option<ipnet::IpNet> = value.trim().parse().ok();
    let one = || {
        value
            .trim()
            .parse()
            .ok()
            .map(|address: std::net::IpAddr| address.into())
    };
    net.or_else(one)
        .map(|net| net.trunc())
        .ok_or_else(|| Reason::Range(value.to_owned()))
}

/// The texts a pattern of texts and dashes stands for; `None` with wildcards
/// or too many of them.
fn permutations(pattern: &Pattern) -> Option<Vec<String>> {
    use super::pattern::{DASHES, Part};
    let mut texts = vec![String::new()];
    for part in pattern.parts() {
        match part {
            Part::Text(text) => texts.iter_mut().for_each(|so_far| so_far.push_str(text)),
            Part::Dash if texts.len() <= 625 => {
                texts = texts
                    .iter()
                    .flat_map(|so_far| DASHES.map(|dash| format!("{so_far}{dash}")))
                    .collect();
            }
            Part::Dash | Part::One | Part::Many => return None,
        }
    }
    Some(texts)
}

fn encode(encoding: Encoding, bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let utf16 = |order: fn(u16) -> [u8; 2]| {
        let text = std::str::from_utf8(bytes).ok()?;
        Some(text.encode_utf16().flat_map(order).collect::<Vec<u8>>())
    };
    Some(match encoding {
        Encoding::Utf16Le => vec![utf16(u16::to_le_bytes)?],
        Encoding::Utf16Be => vec![utf16(u16::to_be_bytes)?],
        Encoding::Utf16 => vec![[vec![0xff, 0xfe], utf16(u16::to_le_bytes)?].concat()],
        Encoding::Base64 => vec![STANDARD.encode(bytes).into_bytes()],
        Encoding::Base64Offset => (0..3).map(|shift| base64_at(bytes, shift)).collect(),
    })
}

/// The characters that base64 has for `bytes` whatever stands around them
/// when `shift` bytes came before in their group of three.
fn base64_at(bytes: &[u8], shift: usize) -> Vec<u8> {
    let mut padded = vec![b' '; shift];
    padded.extend_from_slice(bytes);
    let text = STANDARD.encode(&padded);
    let start = [0, 2, 3].get(shift).copied().unwrap_or(0);
    let cut = [0, 3, 2].get(padded.len() % 3).copied().unwrap_or(0);
    let end = text.len().saturating_sub(cut);
    text.as_bytes().get(start..end).unwrap_or_default().to_vec()
}

/// The values of a text with placeholders: all combinations.
fn expanded(value: &str, placeholders: &Placeholders) -> Result<Vec<String>, Reason> {
    let mut values = vec![String::new()];
    let mut rest = value;
    while let Some(at) = rest.find('%') {
        let (before, from) = rest.split_at(at);
        if let Some(plain) = before.strip_suffix('\\') {
            // `\%`: a percent sign of its own.
            push_all(&mut values, &format!("{plain}%"));
            rest = from.get(1..).unwrap_or_default();
            continue;
        }
        let name_on = from.get(1..).unwrap_or_default();
        let Some((name, after)) = name_on.split_once('%') else {
            break;
        };
        let chosen = placeholders
            .get(name)
            .ok_or_else(|| Reason::Placeholder(name.to_owned()))?;
        push_all(&mut values, before);
        values = values
            .iter()
            .flat_map(|so_far| chosen.iter().map(move |value| format!("{so_far}{value}")))
            .collect();
        if values.len() > 10_000 {
            return Err(Reason::TooLarge);
        }
        rest = after;
    }
    push_all(&mut values, rest);
    Ok(values)
}

fn push_all(values: &mut [String], text: &str) {
    values.iter_mut().for_each(|value| value.push_str(text));
}
