//! What a user of lists and searches would notice.

mod lists;
mod search;
mod urls;
