//! From the text of a search to its tree.
//!
//! ```text
//! search  = and { "or" and }            also OR, hoặc
//! and     = not { [ "and" ] not }       also AND, và; side by side means and
//! not     = ( "not" | "-" ) not | part  also NOT, không
//! part    = "(" search ")" | term
//! term    = word | "…" | name op value
//! op      = ":" | "=" | ">" | ">=" | "<" | "<="
//! value   = word | "…" | "[" low "TO" high "]" | "(" search ")"
//! ```
//!
//! A word that only looks like `name:value` (an address of IPv6, a MAC address,
//! a URL, a path with a drive) is a text.

use std::net::IpAddr;
use std::ops::Range;

use super::error::{QueryError, QueryErrorKind};
use super::field::{Field, named};
use super::pattern::{Pattern, Piece, SPECIAL, fold};
use super::syntax::{Node, Query, Term};
use super::value::{self, Value};

/// Bytes a search may have.
pub const LENGTH_MAX: usize = 4096;
/// Terms it may have.
pub const TERMS_MAX: usize = 128;
/// Parentheses and negations within each other.
pub const DEPTH_MAX: usize = 24;

/// Bytes of a field's name.
const NAME_MAX: usize = 128;

/// Reads a search; an empty one finds everything.
///
/// # Errors
///
/// Where the text is no search, and why.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    if text.len() > LENGTH_MAX {
        let end = (0..=LENGTH_MAX).rev().find(|at| text.is_char_boundary(*at));
        let at = end.unwrap_or(0)..text.len();
        return Err(QueryError {
            at,
            kind: QueryErrorKind::TooLong,
        });
    }
    let mut parser = Parser {
        text,
        at: 0,
        terms: 0,
        fields: None,
    };
    parser.spaces();
    if parser.at == text.len() {
        return Ok(Query::everything());
    }
    let root = parser.either(0)?;
    match parser.peek() {
        None => Ok(Query { root }),
        Some(_) => {
            let at = parser.at..parser.at + 1;
            Err(parser.wrong(at, QueryErrorKind::UnexpectedParenthesis))
        }
    }
}

/// The words that join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    And,
    Or,
    Not,
}

/// The keyword a bare word is, if any.
pub(super) fn keyword(word: &str) -> Option<Keyword> {
    match fold(word).as_ref() {
        "and" | "và" => Some(Keyword::And),
        "or" | "hoặc" => Some(Keyword::Or),
        "not" | "không" => Some(Keyword::Not),
        _ => None,
    }
}

/// Whether a field's name needs no quotes.
pub(super) fn is_bare_name(name: &str) -> bool {
    name.starts_with(|one: char| one.is_alphabetic() || matches!(one, '_' | '@'))
        && name
            .chars()
            .all(|one| one.is_alphanumeric() || "._-@".contains(one))
        && name.len() <= NAME_MAX
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Like,
    Exact,
    Less { equal: bool },
    Greater { equal: bool },
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    terms: usize,
    /// The fields that terms of a `name:(…)` look at.
    fields: Option<Vec<Field>>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn wrong(&self, at: Range<usize>, kind: QueryErrorKind) -> QueryError {
        let end = self.text.ceil_char_boundary(at.end);
        QueryError {
            at: at.start.min(end)..end,
            kind,
        }
    }

    /// The bare word that starts here, up to a space or a parenthesis that is not escaped.
    fn word_ahead(&self) -> &'a str {
        let mut escaped = false;
        let end = self.rest().find(|one: char| {
            let ends = !escaped && (one.is_whitespace() || matches!(one, '(' | ')'));
            escaped = !escaped && one == '\\';
            ends
        });
        let rest = self.rest();
        end.and_then(|end| rest.get(..end)).unwrap_or(rest)
    }

    fn keyword_ahead(&self) -> Option<(Keyword, usize)> {
        let word = self.word_ahead();
        keyword(word).map(|found| (found, word.len()))
    }

    fn either(&mut self, depth: usize) -> Result<Node, QueryError> {
        let mut parts = vec![self.both(depth)?];
        while let Some((Keyword::Or, length)) = self.keyword_ahead() {
            self.at += length;
            self.spaces();
            parts.push(self.both(depth)?);
        }
        Ok(Node::or(parts))
    }

    fn both(&mut self, depth: usize) -> Result<Node, QueryError> {
        let mut parts = vec![self.maybe_not(depth)?];
        loop {
            match (self.peek(), self.keyword_ahead()) {
                (None | Some(')'), _) | (_, Some((Keyword::Or, _))) => break,
                (_, Some((Keyword::And, length))) => {
                    self.at += length;
                    self.spaces();
                }
                _ => {}
            }
            parts.push(self.maybe_not(depth)?);
        }
        Ok(Node::and(parts))
    }

    fn maybe_not(&mut self, depth: usize) -> Result<Node, QueryError> {
        let start = self.at;
        if depth > DEPTH_MAX {
            return Err(self.wrong(start..start + 1, QueryErrorKind::TooDeep));
        }
        let length = match self.keyword_ahead() {
            Some((Keyword::Not, length)) => Some(length),
            _ => self.minus().then_some(1),
        };
        if let Some(length) = length {
            self.at += length;
            self.spaces();
            return Ok(self.maybe_not(depth + 1)?.negated());
        }
        let node = self.part(depth)?;
        self.spaces();
        Ok(node)
    }

    /// A `-` directly before what it negates.
    fn minus(&self) -> bool {
        let after = self.rest().strip_prefix('-');
        after.is_some_and(|rest| rest.starts_with(|one: char| !one.is_whitespace() && one != ')'))
    }

    fn part(&mut self, depth: usize) -> Result<Node, QueryError> {
        let start = self.at;
        if self.take('(') {
            return self.parenthesis(start, depth);
        }
        match (self.peek(), self.keyword_ahead()) {
            (None | Some(')'), _) => {
                Err(self.wrong(start..start + 1, QueryErrorKind::MissingOperand))
            }
            (_, Some((_, length))) => {
                Err(self.wrong(start..start + length, QueryErrorKind::MissingOperand))
            }
            _ => self.term(depth),
        }
    }

    /// What stands after an opening parenthesis.
    fn parenthesis(&mut self, start: usize, depth: usize) -> Result<Node, QueryError> {
        self.spaces();
        if self.peek() == Some(')') {
            return Err(self.wrong(start..self.at + 1, QueryErrorKind::MissingOperand));
        }
        let node = self.either(depth + 1)?;
        if !self.take(')') {
            return Err(self.wrong(start..start + 1, QueryErrorKind::UnclosedParenthesis));
        }
        Ok(node)
    }

    fn term(&mut self, depth: usize) -> Result<Node, QueryError> {
        let start = self.at;
        if let Some(fields) = self.fields.clone() {
            let op = self.comparison().unwrap_or(Op::Like);
            return self.test(start, &fields, op, depth);
        }
        if self.peek() == Some('"') {
            let text = self.quoted()?;
            return match self.op() {
                Some(op) if !text.is_empty() && text.len() <= NAME_MAX => {
                    self.test(start, &named(&text), op, depth)
                }
                _ if text.is_empty() => {
                    Err(self.wrong(start..self.at, QueryErrorKind::MissingValue))
                }
                Some(_) => Err(self.wrong(start..self.at, QueryErrorKind::TooLong)),
                None => self.text_term(start, Pattern::literal(&text)),
            };
        }
        if let Some(name) = self.name_ahead() {
            self.at += name.len();
            if let Some(op) = self.op() {
                return self.test(start, &named(name), op, depth);
            }
        }
        let pattern = Pattern::new(self.word());
        self.text_term(start, pattern)
    }

    fn text_term(&mut self, start: usize, pattern: Pattern) -> Result<Node, QueryError> {
        if pattern.is_anything() {
            return Ok(Node::Everything);
        }
        self.count(start, 1)?;
        Ok(Node::Term(Term::Text(pattern)))
    }

    fn count(&mut self, start: usize, more: usize) -> Result<(), QueryError> {
        self.terms += more;
        match self.terms > TERMS_MAX {
            true => Err(self.wrong(start..self.at, QueryErrorKind::TooManyTerms)),
            false => Ok(()),
        }
    }

    /// The name of a field that starts here; `None` when the word is a text after all.
    fn name_ahead(&self) -> Option<&'a str> {
        let word = self.word_ahead();
        let (end, sign) = word.char_indices().find(|(_, one)| is_sign(*one))?;
        let (name, rest) = word.split_at_checked(end)?;
        let value = rest.get(1..).unwrap_or_default();
        let drive = name.len() == 1 && value.starts_with(['\\', '/']);
        let link = value.starts_with("//");
        let text = sign == ':' && (drive || link || is_address(word));
        (is_bare_name(name) && !text).then_some(name)
    }

    fn comparison(&mut self) -> Option<Op> {
        if self.take('>') {
            let equal = self.take('=');
            return Some(Op::Greater { equal });
        }
        self.take('<').then(|| Op::Less {
            equal: self.take('='),
        })
    }

    fn op(&mut self) -> Option<Op> {
        if self.take(':') {
            return Some(self.comparison().unwrap_or(Op::Like));
        }
        if self.take('=') {
            return Some(Op::Exact);
        }
        self.comparison()
    }

    /// The value after a field and its sign.
    fn test(
        &mut self,
        start: usize,
        fields: &[Field],
        op: Op,
        depth: usize,
    ) -> Result<Node, QueryError> {
        let from = self.at;
        let value = match self.peek() {
            Some('(') if op == Op::Like && self.fields.is_none() => {
                self.at += 1;
                self.fields = Some(fields.to_vec());
                let node = self.parenthesis(from, depth);
                self.fields = None;
                return node;
            }
            Some('[') if op == Op::Like => self.range()?,
            Some('"') => Value::Quoted(self.quoted()?),
            None | Some('(' | ')') => {
                return Err(self.wrong(start..from, QueryErrorKind::MissingValue));
            }
            Some(one) if one.is_whitespace() => {
                return Err(self.wrong(start..from, QueryErrorKind::MissingValue));
            }
            Some(_) => Value::Word(self.word()),
        };
        self.count(start, fields.len())?;
        // Both ends of a connection are printed in a parenthesis of their own.
        if fields.len() > 1 && depth == DEPTH_MAX {
            return Err(self.wrong(start..self.at, QueryErrorKind::TooDeep));
        }
        let wrong = |kind| self.wrong(from..self.at, kind);
        let tests = fields.iter().map(|field| {
            let test = value::test(field, op, &value).map_err(wrong)?;
            Ok(Node::Term(Term::Field(field.clone(), test)))
        });
        tests.collect::<Result<_, _>>().map(Node::or)
    }

    /// `[low TO high]`.
    fn range(&mut self) -> Result<Value, QueryError> {
        let (start, rest) = (self.at, self.rest());
        let inside = rest.find(']').and_then(|end| rest.get(1..end));
        let Some(inside) = inside else {
            return Err(self.wrong(start..self.text.len(), QueryErrorKind::MalformedRange));
        };
        self.at += inside.len() + 2;
        let mut parts = inside.split_whitespace();
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(low), Some(to), Some(high), None)
                if matches!(fold(to).as_ref(), "to" | "đến" | "tới") =>
            {
                Ok(Value::Range(low.to_owned(), high.to_owned()))
            }
            _ => Err(self.wrong(start..self.at, QueryErrorKind::MalformedRange)),
        }
    }

    /// A text in quotes, without them.
    fn quoted(&mut self) -> Result<String, QueryError> {
        let start = self.at;
        self.at += 1;
        let (mut text, mut escaped) = (String::new(), false);
        while let Some(one) = self.peek() {
            self.at += one.len_utf8();
            match one {
                '"' if !escaped => return Ok(text),
                '\\' if !escaped => escaped = true,
                one => {
                    if escaped && !matches!(one, '"' | '\\') {
                        text.push('\\');
                    }
                    text.push(one);
                    escaped = false;
                }
            }
        }
        Err(self.wrong(start..self.text.len(), QueryErrorKind::UnclosedQuote))
    }

    /// A bare word with its wildcards.
    fn word(&mut self) -> Vec<Piece> {
        let word = self.word_ahead();
        self.at += word.len();
        let (mut pieces, mut text) = (Vec::new(), String::new());
        let mut ahead = word.chars().peekable();
        while let Some(one) = ahead.next() {
            let wild = match one {
                '*' => Piece::Any,
                '?' => Piece::One,
                '\\' => {
                    let special = |next: &char| SPECIAL.contains(next) || next.is_whitespace();
                    text.push(ahead.next_if(special).unwrap_or('\\'));
                    continue;
                }
                one => {
                    text.push(one);
                    continue;
                }
            };
            pieces.push(Piece::Literal(std::mem::take(&mut text)));
            pieces.push(wild);
        }
        pieces.push(Piece::Literal(text));
        pieces
    }
}

fn is_sign(one: char) -> bool {
    matches!(one, ':' | '=' | '<' | '>')
}

/// An address of IPv6 or of a network card.
fn is_address(word: &str) -> bool {
    let is_byte = |part: &str| part.len() == 2 && part.bytes().all(|one| one.is_ascii_hexdigit());
    word.parse::<IpAddr>().is_ok() || word.split(':').count() == 6 && word.split(':').all(is_byte)
}
