//! Searching the event table: the language people write ([`parse()`]), a test of
//! single events ([`Query::matches`]), and answers from the table ([`Searcher`]).
//!
//! Whose events may be seen is a list of units in [`Search`]; it is joined to
//! every question here and can't be left out. Nothing is phrased for people.

mod error;
mod export;
mod field;
mod figures;
mod found;
mod function;
mod history;
mod lower;
mod matching;
mod parse;
mod parts;
mod pattern;
mod record;
mod search;
mod syntax;
mod tally;
#[cfg(test)]
mod tests;
mod value;

pub use error::{QueryError, QueryErrorKind};
pub use export::{Export, Format};
pub use field::{Field, SearchColumn};
pub use figures::{Facet, Histogram};
pub use found::{BadCursor, Cursor, FoundEvent};
pub use matching::{FieldReader, Subject};
pub use parse::{DEPTH_MAX, LENGTH_MAX, TERMS_MAX, parse};

pub use search::{Limits, Page, Search, SearchError, Searcher, When};
pub use syntax::Query;
