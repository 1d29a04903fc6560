//! Searching the event table: the language people write ([`parse`]), a test of
//! single events ([`Query::matches`]), and answers from the table ([`Searcher`]).
//!
//! Whose events may be seen is a list of units in [`Search`]; it is joined to
//! every question here and can't be left out. Nothing is phrased for people.

mod error;
mod field;
mod matching;
mod parse;
mod pattern;
mod syntax;
mod value;

pub use error::{QueryError, QueryErrorKind};
pub use field::{Field, SearchColumn};
pub use matching::{FieldReader, Subject};
pub use parse::{DEPTH_MAX, LENGTH_MAX, TERMS_MAX, parse};

pub use syntax::Query;
