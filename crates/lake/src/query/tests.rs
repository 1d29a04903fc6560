//! The language and its answers: what is read prints back the same, and the
//! table finds what the test of single events finds.

mod answers;
mod history;
mod language;
mod made;
