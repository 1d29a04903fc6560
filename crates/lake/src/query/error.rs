//! What can be wrong with the text of a search: where, and a stable code.
//!
//! The words for people are made elsewhere from the code and the parts; here
//! nothing is phrased.

use std::ops::Range;

/// A text that is no search.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} at bytes {}..{}", .kind.code(), .at.start, .at.end)]
pub struct QueryError {
    /// The bytes of the text that are at fault; on boundaries of characters, and never past its end.
    pub at: Range<usize>,
    /// What is wrong with them.
    pub kind: QueryErrorKind,
}

/// The kinds of mistakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QueryErrorKind {
    /// More bytes than [`super::LENGTH_MAX`].
    TooLong,
    /// More terms than [`super::TERMS_MAX`].
    TooManyTerms,
    /// Deeper than [`super::DEPTH_MAX`] parentheses and negations.
    TooDeep,
    /// A quote that is not closed.
    UnclosedQuote,
    /// A parenthesis that is not closed.
    UnclosedParenthesis,
    /// A closing parenthesis without its opening one.
    UnexpectedParenthesis,
    /// `and`, `or`, `not` or a parenthesis with nothing to join.
    MissingOperand,
    /// A field without a value.
    MissingValue,
    /// A value that must be a number.
    NotANumber,
    /// A value that must be an address or a network.
    NotAnAddress,
    /// A value that must be an id of 32 hexadecimal digits.
    NotAnId,
    /// A range that is not `[low TO high]`.
    MalformedRange,
    /// A range whose low end is above its high end.
    ReversedRange,
    /// A field that cannot be compared by `<` or `>`.
    NotComparable,
    /// A wildcard in the value of a field that holds numbers, addresses or ids.
    WildcardHere,
}

impl QueryErrorKind {
    /// Every kind, for those who hold a text for each.
    pub const ALL: &'static [Self] = &[
        Self::TooLong,
        Self::TooManyTerms,
        Self::TooDeep,
        Self::UnclosedQuote,
        Self::UnclosedParenthesis,
        Self::UnexpectedParenthesis,
        Self::MissingOperand,
        Self::MissingValue,
        Self::NotANumber,
        Self::NotAnAddress,
        Self::NotAnId,
        Self::MalformedRange,
        Self::ReversedRange,
        Self::NotComparable,
        Self::WildcardHere,
    ];

    /// The stable word, dotted snake case.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLong => "query.too_long",
            Self::TooManyTerms => "query.too_many_terms",
            Self::TooDeep => "query.too_deep",
            Self::UnclosedQuote => "query.unclosed_quote",
            Self::UnclosedParenthesis => "query.unclosed_parenthesis",
            Self::UnexpectedParenthesis => "query.unexpected_parenthesis",
            Self::MissingOperand => "query.missing_operand",
            Self::MissingValue => "query.missing_value",
            Self::NotANumber => "query.not_a_number",
            Self::NotAnAddress => "query.not_an_address",
            Self::NotAnId => "query.not_an_id",
            Self::MalformedRange => "query.malformed_range",
            Self::ReversedRange => "query.reversed_range",
            Self::NotComparable => "query.not_comparable",
            Self::WildcardHere => "query.wildcard_here",
        }
    }
}

impl QueryError {
    /// The stable word, dotted snake case.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.kind.code()
    }
}
