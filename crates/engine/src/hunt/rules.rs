//! Rule files → a rule set: those in force, or what a person names.

use std::path::{Path, PathBuf};

use detect::sigma::{FileProblem, Meta, Reason, RuleSet, RuleSetBuilder};
use detect::starter;
use sha2::Digest as _;
use sources::Input;
use store::Digest;

use super::sets::{self, FILE_BYTES_MAX, STARTER};
use crate::{EngineError, Shelf};

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
    reading.take_starter();
    let root = data.map(|data| sets::root(data, Shelf::InForce));
    let names = root.as_deref().map(sets::names).transpose()?;
    let mut read = Vec::new();
    for name in names.unwrap_or_default() {
        let files = root.as_deref().map(|root| sets::files_of(root, &name));
        let Some(files) = files.transpose()?.flatten() else {
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

/// One set, with what it needs of others.
#[derive(Debug)]
pub(crate) struct SetRules {
    /// Its rules; where its filters and correlations name rules of others, those in force stand beside them.
    pub(crate) rules: Rules,
    /// What the labels of its own files begin with; those of the starter set have no folder.
    folder: Option<String>,
}

/// A rule or correlation of a set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnRule<'a> {
    pub(crate) meta: &'a Meta,
    /// The name of its file in the set.
    pub(crate) file: &'a str,
    pub(crate) is_correlation: bool,
    /// Whether it is found by itself, rather than only a part of correlations.
    pub(crate) is_reported: bool,
}

impl SetRules {
    /// The name in the set of a file that is its own.
    fn own<'a>(&self, label: &'a str) -> Option<&'a str> {
        match &self.folder {
            Some(folder) => label.strip_prefix(folder.as_str()),
            None => Some(label).filter(|label| !label.contains('/')),
        }
    }

    /// Its own rules and correlations.
    pub(crate) fn each(&self) -> impl Iterator<Item = OwnRule<'_>> {
        let set = &self.rules.set;
        let rules = (0..).map_while(move |rule| {
            let is_reported = set.is_reported(rule);
            Some((set.meta(rule)?, set.file(rule)?, false, is_reported))
        });
        let correlations = (0..).map_while(move |one| {
            Some((
                set.correlation(one)?,
                set.correlation_file(one)?,
                true,
                true,
            ))
        });
        let all = rules.chain(correlations);
        all.filter_map(move |(meta, label, is_correlation, is_reported)| {
            Some(OwnRule {
                meta,
                file: self.own(label)?,
                is_correlation,
                is_reported,
            })
        })
    }

    /// What is wrong in its own files, the name of the file in the set first.
    pub(crate) fn problems(&self) -> impl Iterator<Item = (&str, &FileProblem)> {
        let problems = self.rules.problems.iter();
        problems.filter_map(move |bad| Some((self.own(&bad.file)?, bad)))
    }
}

/// The rules of one set, the starter set by its own name; `None` when there is none.
///
/// # Errors
/// [`EngineError::Invalid`] when the set is damaged.
pub(crate) fn rules_of(
    data: &Path,
    shelf: Shelf,
    name: &str,
) -> Result<Option<SetRules>, EngineError> {
    if name == STARTER {
        let mut reading = Reading::new(&[]);
        reading.take_starter();
        let rules = reading.built();
        return Ok(Some(SetRules {
            rules,
            folder: None,
        }));
    }
    let root = sets::root(data, shelf);
    if !sets::names(&root)?.iter().any(|known| known == name) {
        return Ok(None);
    }
    let Some(files) = sets::files_of(&root, name)? else {
        return Ok(None);
    };
    let take_own = |reading: &mut Reading| {
        for file in &files {
            reading.take(&file.label, &file.text);
        }
    };
    let mut alone = Reading::new(&[]);
    take_own(&mut alone);
    let mut rules = alone.built();
    let names_others = |bad: &FileProblem| matches!(bad.problem.reason, Reason::UnknownRule(_));
    if rules.problems.iter().any(names_others) {
        let mut reading = Reading::new(&[]);
        reading.take_starter();
        let in_force = sets::root(data, Shelf::InForce);
        for other in sets::names(&in_force)?
            .iter()
            .filter(|other| *other != name)
        {
            for file in sets::files_of(&in_force, other)?.unwrap_or_default() {
                reading.take(&file.label, &file.text);
            }
        }
        take_own(&mut reading);
        rules = reading.built();
    }
    Ok(Some(SetRules {
        rules,
        folder: Some(format!("{name}/")),
    }))
}

/// No rules at all.
pub(crate) fn no_rules() -> Rules {
    Reading::new(&[]).built()
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

    fn take_starter(&mut self) {
        for (name, text) in starter::files() {
            self.take(name, text);
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
        reading.take_starter();
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
