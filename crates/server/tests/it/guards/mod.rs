//! What keeps the site: rights at every door, forms, headers, script as text; and the pages of accounts.

#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "what is missing fails the test, as it should"
)]

mod accounts;
mod basics;
mod english;
mod forms;
mod hostile;
mod rights;
mod script;
