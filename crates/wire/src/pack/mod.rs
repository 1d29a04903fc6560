//! The file form of regime packs: a folder of TOML (or JSON) files, each with
//! any of the sections of a pack.
//!
//! Reading is strict: an unknown key, an unknown source tag, a role, form or
//! body that nobody declared, a second item with the same id are errors that
//! name file and key. An item is as verified as the tag of its source; it may
//! say `verified = false` below that, never above.

mod builtin;
mod catalogue;
mod convert;
mod error;
mod file;
mod place;
mod rules;
mod scalar;

pub use builtin::{builtin, builtin_packs};
pub use error::PackError;

use domain::pack::Pack;
use file::PackFile;
use place::Sections;

/// Reads one pack from the texts of its files; a name that ends in `.json` is
/// JSON, any other TOML. The name is used in messages only.
///
/// # Errors
/// At the first thing that is wrong, with file, key and what was expected.
pub fn parse(files: &[(&str, &str)]) -> Result<Pack, PackError> {
    let mut sections = Sections::default();
    for (name, text) in files {
        let file: PackFile = if name.ends_with(".json") {
            serde_json::from_str(text).map_err(|e| error::of_json(name, &e))?
        } else {
            toml::from_str(text).map_err(|e| error::of_toml(name, text, &e))?
        };
        sections.add(name, file)?;
    }
    convert::pack(&sections)
}

#[cfg(test)]
mod tests;
