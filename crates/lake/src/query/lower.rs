//! A search as a condition of the query engine.
//!
//! What statistics and Bloom filters can use (addresses, numbers, ids, exact
//! texts) becomes plain comparisons of columns; the rest are functions. A
//! column without a value fails every test, so `not` is pushed down to the
//! tests, where it means "is not true".

use std::sync::Arc;

use datafusion::logical_expr::Expr;
use datafusion::prelude::{ident, lit};
use datafusion::scalar::ScalarValue;
use jiff::Timestamp;

use super::field::{Field, Kind, SearchColumn};
use super::function::{column_passes, holds_text, other_passes};
use super::matching::FieldReader;
use super::syntax::{Addresses, Node, Term, Test, V4_HIGH, V4_LOW};

/// The condition that asks all of these; its value may be null, which means false. None of no parts.
pub(super) fn lower(parts: &[Node], reader: &Arc<dyn FieldReader>) -> Option<Expr> {
    let all = Node::and(parts.to_vec());
    (all != Node::Everything).then(|| lower_node(&all, false, reader))
}

/// An instant as the table's columns hold it.
pub(super) fn instant(time: Timestamp) -> Expr {
    let micros = Some(time.as_microsecond());
    lit(ScalarValue::TimestampMicrosecond(
        micros,
        Some("UTC".into()),
    ))
}

/// Sixteen bytes as the table's columns hold them.
pub(super) fn bytes(value: [u8; 16]) -> Expr {
    lit(ScalarValue::BinaryView(Some(value.to_vec())))
}

fn lower_node(node: &Node, negated: bool, reader: &Arc<dyn FieldReader>) -> Expr {
    let joined = |parts: &[Node], and: bool| {
        let mut parts: Vec<&Node> = parts.iter().collect();
        // What is cheap first: the engine stops at the first false of a chain.
        parts.sort_by_key(|part| cost(part));
        let parts = parts
            .into_iter()
            .map(|part| lower_node(part, negated, reader));
        let all = parts.reduce(|left, right| match and {
            true => left.and(right),
            false => left.or(right),
        });
        all.unwrap_or_else(|| lit(and))
    };
    match node {
        Node::Everything => lit(!negated),
        Node::And(parts) => joined(parts, !negated),
        Node::Or(parts) => joined(parts, negated),
        Node::Not(part) => lower_node(part, !negated, reader),
        Node::Term(term) => match (condition(term, reader), negated) {
            (condition, true) => condition.is_not_true(),
            (condition, false) => condition,
        },
    }
}

/// How dear a part is to test, roughly.
fn cost(node: &Node) -> u32 {
    match node {
        Node::Everything => 0,
        Node::And(parts) | Node::Or(parts) => parts.iter().map(cost).max().unwrap_or(0),
        Node::Not(part) => cost(part),
        Node::Term(Term::Text(_)) => 3,
        Node::Term(Term::Field(Field::Other(_), _)) => 4,
        Node::Term(Term::Field(Field::Column(_), Test::Like(_))) => 2,
        Node::Term(Term::Field(Field::Column(_), _)) => 1,
    }
}

fn condition(term: &Term, reader: &Arc<dyn FieldReader>) -> Expr {
    match term {
        Term::Text(pattern) => holds_text(pattern),
        Term::Field(Field::Other(name), test) => {
            other_passes(name, test, &term.to_string(), reader)
        }
        Term::Field(Field::Column(column), test) => match native(*column, test) {
            Some(condition) => condition,
            None => column_passes(*column, test, &term.to_string()),
        },
    }
}

/// The test as comparisons of the column, where that says the same.
fn native(column: SearchColumn, test: &Test) -> Option<Expr> {
    let value = || ident(column.table());
    match (test, column.kind()) {
        (Test::Exists, _) => Some(value().is_not_null()),
        (Test::Exact(text), Kind::Text) => Some(value().eq(lit(text.as_str()))),
        // Hashes are kept in lower case.
        (Test::Like(pattern), Kind::Text) if column == SearchColumn::Hash => {
            pattern.as_literal().map(|text| value().eq(lit(text)))
        }
        (Test::Numbers(low, high), Kind::Number) => {
            let low = low.map(|end| match (whole(end.value.ceil()), end.included) {
                (least, false) if end.value.fract() == 0.0 => value().gt(lit(least)),
                (least, _) => value().gt_eq(lit(least)),
            });
            let high = high.map(|end| match (whole(end.value.floor()), end.included) {
                (most, false) if end.value.fract() == 0.0 => value().lt(lit(most)),
                (most, _) => value().lt_eq(lit(most)),
            });
            match (low, high) {
                (Some(low), Some(high)) => Some(low.and(high)),
                (low, high) => low.or(high),
            }
        }
        (Test::Addresses(row), Kind::Address) => Some(within(&value(), row)),
        (Test::Id(id), Kind::Id) => Some(value().eq(bytes(*id))),
        _ => None,
    }
}

/// A whole number of 64 bits; what lies outside is brought to the nearest end.
fn whole(value: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the value is whole, and the cast saturates, which is what is wanted"
    )]
    let whole = value as i64;
    whole
}

fn within(value: &Expr, row: &Addresses) -> Expr {
    let end = |number: u128| bytes(number.to_be_bytes());
    if row.low == row.high {
        return value.clone().eq(end(row.low));
    }
    let between = |low: u128, high: u128| {
        let above = value.clone().gt_eq(end(low));
        above.and(value.clone().lt_eq(end(high)))
    };
    match row.only_v6 {
        false => between(row.low, row.high),
        true => between(row.low, V4_LOW - 1).or(between(V4_HIGH + 1, row.high)),
    }
}
