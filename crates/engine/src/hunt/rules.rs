//! Rule files → a rule set: the starter set, or what a person names.

use std::path::{Path, PathBuf};

use detect::sigma::{FileProblem, RuleSet, RuleSetBuilder};
use detect::starter;
use sources::Input;

use crate::EngineError;

/// Largest rule file that is read.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Rules and what is wrong with those that can't be used.
#[derive(Debug)]
pub struct Rules {
    /// All that can be used.
    pub set: RuleSet,
    /// The others, by file.
    pub problems: Vec<FileProblem>,
    /// How many files were read.
    pub files: usize,
}

/// Loads `.yml` and `.yaml` files and folders of them; the starter set when no
/// path is given. `placeholders` are names and values for `expand`.
///
/// # Errors
/// [`EngineError::Invalid`] when a path can't be read.
pub fn load_rules(
    paths: &[PathBuf],
    placeholders: &[(String, Vec<String>)],
) -> Result<Rules, EngineError> {
    let mut builder = RuleSet::builder();
    for (name, values) in placeholders {
        builder.placeholder(name, values.clone());
    }
    let mut files = 0;
    if paths.is_empty() {
        for (name, text) in starter::files() {
            builder.add(name, text);
            files += 1;
        }
    }
    for path in paths {
        add(path, &mut builder, &mut files)?;
    }
    let (set, problems) = builder.build();
    Ok(Rules {
        set,
        problems,
        files,
    })
}

fn add(path: &Path, builder: &mut RuleSetBuilder, files: &mut usize) -> Result<(), EngineError> {
    let unreadable = |error: &dyn std::fmt::Display| {
        EngineError::Invalid(format!("{}: {error}", path.display()))
    };
    if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|error| unreadable(&error))?;
        let mut inside = Vec::new();
        for entry in entries {
            inside.push(entry.map_err(|error| unreadable(&error))?.path());
        }
        inside.sort();
        for path in inside.iter().filter(|path| path.is_dir() || is_rule(path)) {
            add(path, builder, files)?;
        }
        return Ok(());
    }
    let input = Input::File(path.to_path_buf());
    let bytes = sources::read_all(&input, FILE_BYTES_MAX).map_err(|error| unreadable(&error))?;
    let name = path.display().to_string();
    builder.add(&name, &String::from_utf8_lossy(&bytes));
    *files += 1;
    Ok(())
}

fn is_rule(path: &Path) -> bool {
    let ending = path.extension().and_then(std::ffi::OsStr::to_str);
    ending.is_some_and(|ending| matches!(ending.to_ascii_lowercase().as_str(), "yml" | "yaml"))
}
