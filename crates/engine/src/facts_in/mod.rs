//! Facts in: what Khiên sees itself (`record`), folders of tables, lists, logs and advisories (`folder`) and
//! uploads (`crate::imports`), both by way of `prepare`. All or nothing; the same again changes nothing.

mod console;
mod derive;
pub(crate) mod documents;
mod folder;
mod owners;
pub(crate) mod prepare;
pub(crate) mod provenance;
pub(crate) mod record;
mod scope;
mod writing;

pub use console::ConsoleSplit;
pub use derive::LogsHunted;
pub use folder::Imported;
pub use record::Observation;
