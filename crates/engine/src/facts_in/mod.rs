//! Facts in: what Khiên sees itself (`record`), and folders of tables, lists,
//! logs and advisories (`folder`). All or nothing; the same again changes nothing.

mod console;
mod derive;
mod documents;
mod folder;
mod owners;
mod provenance;
pub(crate) mod record;

pub use console::ConsoleSplit;
pub use folder::Imported;
pub use record::Observation;
