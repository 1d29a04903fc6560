//! Lists of bad addresses and names, and the search for them in logs and
//! inventories.
//!
//! A [`List`] is read from the bytes of a file as authorities and feeds really
//! send them: one entry a line, two columns, CSV with Vietnamese or English
//! headings, defanged, with comments, with rows that cannot be right. A row
//! that cannot be used is kept as a [`BadRow`] with its line and reason and is
//! never matched, least of all wider than it was written.
//!
//! A [`Matcher`] holds lists and what is known of the own network;
//! [`Matcher::open`] gives a [`Scan`] that takes one line after the other and
//! yields [`Hit`]s. Guard lists (public resolvers, shared clouds) mark a hit
//! and never hide it.
//!
//! What this is not: it opens no files, resolves no names, and decides nothing
//! about machines or duties. URLs with a path, hashes and e-mail addresses are
//! reported as unusable rows, because matching their host alone would be wider
//! than the list says. A port beside an address (`192.0.2.7:443`) is read and
//! not compared: logs often lack it, and the machine behind it is the same.

mod entry;
mod hit;
mod inside;
mod list;
mod matcher;
mod names;
mod ranges;
mod reason;
mod record;
mod rows;
mod tokens;

pub use entry::is_searchable;
pub use hit::{Direction, Hit, Listed, Value};
pub use inside::Inside;
pub use list::{BadRow, Entry, List};
pub use matcher::{Matcher, Position, Scan};
pub use reason::Reason;

#[cfg(test)]
mod tests;
