//! Rule files → a rule set: those in force, or what a person names.

use std::path::{Path, PathBuf};

use detect::sigma::{FileProblem, RuleSet, RuleSetBuilder};
use detect::starter;
use sha2::Digest as _;
use sources::Input;
use store::Digest;

use super::sets::{self, FILE_BYTES_MAX};
use crate::EngineError;

/// Rules and what is wrong with those that can't be used.
#[derive(Debug)]
pub struct Rules {
    /// All that can be used.
    pub set: RuleSet,
    /// The others, by file.
    pub problems: Vec<FileProblem>,
    /// Those of imported sets that can't be used: told when the set was imported, or another set has them too.
    pub passed_over: usize,
    /// How many files were read.
    pub files: usize,
    /// Names of the imported sets among them.
    pub sets: Vec<String>,
    /// SHA-256 over the files: the same rules have the same.
    pub sha256: Digest,
}

/// The rules in force: the starter set and the sets imported into the data folder, if there is one.
/// `placeholders` are names and values for `expand`.
///
/// # Errors
/// [`EngineError::Invalid`] when an imported set is damaged; as [`sets::rule_sets`].
pub fn rules_in_force(
    data: Option<&Path>,
    placeholders: &[(String, Vec<String>)],
) -> Result<Rules, EngineError> {
    let mut reading = Reading::new(placeholders);
    for (name, text) in starter::files() {
        reading.take(name, text);
    }
    let names = data.map(sets::names).transpose()?.unwrap_or_default();
    let mut read = Vec::new();
    for name in names {
        let files = data.map(|data| sets::files_of(data, &name)).transpose()?;
        let Some(files) = files.flatten() else {
            continue;
        };
        for file in files {
            reading.take(&file.label, &file.text);
        }
        read.push(name);
    }
    let mut rules = reading.built();
    // Labels of imported files begin with the name of their set, those of the starter set have no folder.
    let (imported, own) = rules
        .problems
        .into_iter()
        .partition(|bad| bad.file.contains('/'));
    let imported: Vec<FileProblem> = imported;
    rules.problems = own;
    rules.passed_over = imported.len();
    rules.sets = read;
    Ok(rules)
}

/// Files on their way into a set.
struct Reading {
    builder: RuleSetBuilder,
    files: usize,
    hash: sha2::Sha256,
}

impl Reading {
    fn new(placeholders: &[(String, Vec<String>)]) -> Self {
        let mut builder = RuleSet::builder();
        for (name, values) in placeholders {
            builder.placeholder(name, values.clone());
        }
        Self {
            builder,
            files: 0,
            hash: sha2::Sha256::new(),
        }
    }

    fn take(&mut self, name: &str, text: &str) {
        self.builder.add(name, text);
        self.files += 1;
        // The digest of each file, so that where one ends and the next begins counts too.
        self.hash.update(store::sha256(text.as_bytes()).0);
    }

    fn built(self) -> Rules {
        let (set, problems) = self.builder.build();
        Rules {
            set,
            problems,
            passed_over: 0,
            files: self.files,
            sets: Vec::new(),
            sha256: Digest(self.hash.finalize().into()),
        }
    }
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
    let mut reading = Reading::new(placeholders);
    if paths.is_empty() {
        for (name, text) in starter::files() {
            reading.take(name, text);
        }
    }
    for path in paths {
        add(path, &mut reading)?;
    }
    Ok(reading.built())
}

fn add(path: &Path, reading: &mut Reading) -> Result<(), EngineError> {
    let unreadable = |error: &dyn std::fmt::Display| {
        EngineError::unread(&format_args!("{}: {error}", path.display()))
    };
    if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|error| unreadable(&error))?;
        let mut inside = Vec::new();
        for entry in entries {
            inside.push(entry.map_err(|error| unreadable(&error))?.path());
        }
        inside.sort();
        for path in inside.iter().filter(|path| path.is_dir() || is_rule(path)) {
            add(path, reading)?;
        }
        return Ok(());
    }
    let input = Input::File(path.to_path_buf());
    let bytes = sources::read_all(&input, FILE_BYTES_MAX).map_err(|error| unreadable(&error))?;
    let name = path.display().to_string();
    reading.take(&name, &String::from_utf8_lossy(&bytes));
    Ok(())
}

fn is_rule(path: &Path) -> bool {
    let ending = path.extension().and_then(std::ffi::OsStr::to_str);
    ending.is_some_and(|ending| matches!(ending.to_ascii_lowercase().as_str(), "yml" | "yaml"))
}
