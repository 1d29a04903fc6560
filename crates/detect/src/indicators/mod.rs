//! Lists of bad addresses, names, URLs, e-mail addresses and digests, and the
//! search for them in logs and inventories.
//!
//! A [`List`] is read from the bytes of a file as authorities and feeds really
//! send them: one entry a line, two columns, CSV with Vietnamese or English
//! headings, MISP's warning lists, defanged, with comments, with rows that
//! cannot be right. A row that cannot be used is kept as a [`BadRow`] with its
//! line and reason and is never matched, least of all wider than it was
//! written. [`ListBuilder`] reads one line by line; a million entries take some
//! thirty megabytes.
//!
//! A [`Matcher`] holds lists and what is known of the own network, and yields
//! [`Hit`]s: [`Matcher::search_block`] for the blocks of a
//! [`Stream`](crate::formats::Stream), [`Matcher::match_event`] for one event,
//! [`Matcher::open`] for lines. Guard lists (public resolvers, shared clouds)
//! mark a hit and never hide it.
//!
//! What this is not: it opens no files, resolves no names, and decides nothing
//! about machines or duties. A port beside an address (`192.0.2.7:443`) is read
//! and not compared: logs often lack it, and the machine behind it is the same.
//! A URL with a path is compared whole (`web`), never by its host alone.

mod block;
mod buckets;
mod digest;
mod entry;
mod exact;
mod hit;
mod hosts;
mod inside;
mod list;
mod matcher;
mod ranges;
mod reason;
mod record;
mod rows;
mod scan;
mod seen;
mod texts;
mod tokens;
mod web;

pub use entry::is_searchable;
pub use hit::{Direction, Hit, Listed, Value};
pub use inside::Inside;
pub use list::{BadRow, Entry, List, ListBuilder};
pub use matcher::Matcher;
pub use reason::Reason;
pub use record::Position;
pub use scan::Scan;

#[cfg(test)]
mod tests;
