//! Paths → rule files in memory, within limits.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use detect::sigma::{FileProblem, Problem, Reason};
use sources::Input;

use super::FILE_BYTES_MAX;
use crate::EngineError;

/// Most files of a set.
const FILES_MAX: usize = 20_000;
/// Most bytes of a set, after decompression.
const BYTES_MAX: usize = 256 * 1024 * 1024;

/// A rule file as it came.
pub(super) struct Gathered {
    /// Its name below the path that was given, for people.
    pub(super) name: String,
    pub(super) text: String,
}

/// What was found behind the paths.
#[derive(Default)]
pub(super) struct Gathering {
    pub(super) files: Vec<Gathered>,
    /// Files that are no text, or larger than a rule file may be.
    pub(super) problems: Vec<FileProblem>,
    /// Links inside folders, which are not followed.
    pub(super) links: usize,
}

/// Reads files, folders and zip archives of rules.
pub(super) fn gather(paths: &[PathBuf]) -> Result<Gathering, EngineError> {
    let mut gathering = Gathering::default();
    let mut left = BYTES_MAX;
    let mut names = HashSet::new();
    for (path, place) in paths.iter().zip(1..) {
        if path.as_os_str() == "-" {
            return Err(EngineError::invalid(
                "bộ luật được nhập từ tệp hoặc thư mục, không từ đầu vào chuẩn",
                "a rule set is imported from files or folders, not from standard input",
            ));
        }
        let inputs = sources::expand(std::slice::from_ref(path)).map_err(unreadable)?;
        for input in inputs {
            let is_given = matches!(&input, Input::File(file) if file == path);
            let name = name_below(path, &input);
            if !is_given && !is_rule(&name) {
                continue;
            }
            if !is_given && is_link(&input) {
                gathering.links += 1;
                continue;
            }
            if gathering.files.len() >= FILES_MAX {
                return Err(too_much());
            }
            // Two paths may hold a file of the same name, of which one may be bad.
            let name = if names.insert(name.clone()) {
                name
            } else {
                another(&mut names, place, &name)
            };
            gathering.take(&input, name, &mut left)?;
        }
    }
    Ok(gathering)
}

/// A name that is not taken yet for a file of the path given at that place.
fn another(names: &mut HashSet<String>, place: usize, name: &str) -> String {
    let mut number = place;
    loop {
        let free = format!("{number}/{name}");
        if names.insert(free.clone()) {
            return free;
        }
        number += 1;
    }
}

impl Gathering {
    fn take(&mut self, input: &Input, name: String, left: &mut usize) -> Result<(), EngineError> {
        let bad = |reason| FileProblem {
            file: name.as_str().into(),
            problem: Problem { line: 1, reason },
        };
        let bytes = match sources::read_all(input, FILE_BYTES_MAX) {
            Ok(bytes) => bytes,
            Err(sources::Error::TooLarge { .. }) => {
                self.problems.push(bad(Reason::TooLarge));
                return Ok(());
            }
            Err(error) => return Err(unreadable(error)),
        };
        *left = left.checked_sub(bytes.len()).ok_or_else(too_much)?;
        match String::from_utf8(bytes) {
            Ok(text) => self.files.push(Gathered { name, text }),
            Err(_) => self.problems.push(bad(Reason::Yaml("UTF-8".into()))),
        }
        Ok(())
    }
}

/// The name below the path given, with plain slashes; of a file that was given itself its own name.
fn name_below(given: &Path, input: &Input) -> String {
    let name = match input {
        Input::File(file) => match file.strip_prefix(given) {
            Ok(below) if !below.as_os_str().is_empty() => below.to_string_lossy().into_owned(),
            _ => file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
        },
        Input::Member { name, .. } => name.clone(),
        Input::Stdin => "-".to_owned(),
    };
    name.replace('\\', "/")
}

/// Whether a name ends as those of rule files do.
pub(super) fn is_rule(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".yml", ".yaml"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

fn is_link(input: &Input) -> bool {
    let Input::File(path) = input else {
        return false;
    };
    path.symlink_metadata().is_ok_and(|kind| kind.is_symlink())
}

fn too_much() -> EngineError {
    let mb = BYTES_MAX >> 20;
    EngineError::invalid(
        format!(
            "quá nhiều luật cho một bộ: tối đa {FILES_MAX} tệp, {mb} MB; hãy chia thành nhiều bộ"
        ),
        format!(
            "too many rules for one set: at most {FILES_MAX} files, {mb} MB; divide it into several sets"
        ),
    )
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
fn unreadable(error: sources::Error) -> EngineError {
    EngineError::unread(&error)
}
