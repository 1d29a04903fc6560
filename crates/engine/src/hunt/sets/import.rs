//! Importing a set, recorded in the ledger.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use detect::sigma::{FileProblem, Reason, RuleSet};
use detect::starter;
use domain::access::Action;
use serde_json::json;
use store::{KeptFile, RetroHunt, sha256};

use super::gather::{Gathered, Gathering, gather};
use super::manifest::{Manifest, ManifestFile};
use super::{RuleSetAbout, files_of, is_name, keep, manifest_of, names, root};
use crate::accounts::Change;
use crate::actor::Actor;
use crate::events::What;
use crate::{Engine, EngineError, Shelf};

/// Longest end of a name that a kept file carries on, for people who look into the folder.
const TAIL_BYTES_MAX: usize = 80;

/// A set to import.
#[derive(Debug, Clone, Default)]
pub struct RulesImport {
    /// Rule files, folders and zip archives of them.
    pub paths: Vec<PathBuf>,
    /// What to call it; after the first path when `None`, and then nothing is replaced.
    pub name: Option<String>,
    /// Where to put it.
    pub shelf: Shelf,
}

/// What an import of rules did.
#[derive(Debug)]
pub struct RulesImported {
    /// The set as it now stands.
    pub set: RuleSetAbout,
    /// The set of that name that it replaced.
    pub replaced: Option<RuleSetAbout>,
    /// What can't be used, by file and line.
    pub problems: Vec<FileProblem>,
    /// Links inside folders, passed over.
    pub links: usize,
    /// The very same set was there already; nothing was written.
    pub is_known: bool,
}

impl Engine {
    /// Imports a set of rules: the usable files are kept byte for byte under its name on the shelf asked for; what is
    /// in force is used by hunts from then on beside the starter rules. A set of that name on that shelf is replaced
    /// whole. When what is in force says something new and events are kept, a run over them is asked for.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ManageRules`] for the whole organisation;
    /// [`EngineError::Invalid`] when the name is unfit or taken, a path can't be read, there is too much, or no
    /// rule can be used. Then nothing is changed.
    pub async fn import_rules(
        &self,
        actor: &Actor,
        import: &RulesImport,
    ) -> Result<RulesImported, EngineError> {
        self.require(actor, Action::ManageRules, None).await?;
        let name = named(self.store.folder().path(), import)?;
        let gathering = gather(&import.paths)?;
        self.put_rules(actor, &name, import.shelf, gathering).await
    }

    /// Puts rule files on a shelf under a name.
    pub(super) async fn put_rules(
        &self,
        actor: &Actor,
        name: &str,
        shelf: Shelf,
        gathering: Gathering,
    ) -> Result<RulesImported, EngineError> {
        let data = self.store.folder().path();
        let root = root(data, shelf);
        let checked = Checked::of(data, name, gathering)?;
        // Whatever is wrong with the one to be replaced, replacing it puts it right.
        let before = manifest_of(&root, name).ok().flatten();
        let manifest = checked.manifest(name, self.clock.now(), actor.word());
        let is_known = before
            .as_ref()
            .is_some_and(|b| b.digest() == manifest.digest())
            && files_of(&root, name).is_ok();
        if !is_known {
            let texts: Vec<&str> = checked.kept.iter().map(|file| file.text.as_str()).collect();
            keep::write_files(&root, &manifest, &texts)?;
            let word = match shelf {
                Shelf::InForce => "rules.imported",
                Shelf::Waiting => "rules.brought",
            };
            let change = Change {
                new: Some(json!({"rules": manifest.rules, "correlations": manifest.correlations})),
                ..Change::plain(word, &name)
            };
            self.record_rules(actor, shelf, change, manifest.print())
                .await?;
            keep::switch(&root, &manifest)?;
        }
        let what = What::Rules(name.to_owned());
        match (shelf, &before) {
            (Shelf::InForce, Some(before)) if is_known => {
                let is_of_it = |run: &RetroHunt| run.made_at >= before.imported_at;
                self.hunt_back_missed(actor, &what, is_of_it).await?;
            }
            (Shelf::InForce, _) => self.hunt_back(actor, &what).await?,
            (Shelf::Waiting, _) => {}
        }
        let known = before.as_ref().filter(|_| is_known);
        Ok(RulesImported {
            set: known.unwrap_or(&manifest).about(shelf),
            replaced: before.filter(|_| !is_known).map(|b| b.about(shelf)),
            problems: checked.problems,
            links: checked.links,
            is_known,
        })
    }

    /// Keeps what was done to a set of a shelf in the ledger and in the audit, before it is done: a record without its set shows,
    /// the other way round it would not.
    pub(super) async fn record_rules(
        &self,
        actor: &Actor,
        shelf: Shelf,
        change: Change,
        word: Vec<u8>,
    ) -> Result<(), EngineError> {
        let size = u64::try_from(word.len()).unwrap_or(u64::MAX);
        let kept = KeptFile {
            sha256: self.store.files().put(word).await?,
            name: shelf.in_ledger("rules", &format!("{}.json", change.target)),
            purpose: "rules".into(),
            size,
        };
        let mut tx = self.begin().await?;
        tx.add_file(kept, |slot| crate::ledger::file_leaf(actor, slot))
            .await?;
        self.note(&mut tx, actor, change).await?;
        let _checkpoint = tx.commit().await?;
        Ok(())
    }
}

/// The name of the set: as given, else after the first path.
fn named(data: &Path, import: &RulesImport) -> Result<String, EngineError> {
    let unfit = |name: &str| {
        EngineError::invalid(
            format!(
                "“{name}” không dùng làm tên bộ luật được: chữ thường không dấu, số, “-”, “_”, “.”, tối đa 50 ký tự, khác starter; ghi --name"
            ),
            format!(
                "“{name}” can't be the name of a rule set: small letters without accents, digits, “-”, “_”, “.”, at most 50 characters, other than starter; give --name"
            ),
        )
    };
    if let Some(name) = &import.name {
        return Some(name.clone())
            .filter(|name| is_name(name))
            .ok_or_else(|| unfit(name));
    }
    let first = import.paths.first().map(PathBuf::as_path);
    let stem = first.and_then(|path| match path.canonicalize() {
        Ok(whole) => whole
            .file_stem()
            .map(|stem| stem.to_string_lossy().to_lowercase()),
        Err(_) => None,
    });
    let name = stem.unwrap_or_default().replace(' ', "-");
    if !is_name(&name) {
        return Err(unfit(&name));
    }
    if names(&root(data, import.shelf))?.contains(&name) {
        return Err(EngineError::invalid(
            format!("đã có bộ luật “{name}”; muốn thay cả bộ thì ghi --name {name}"),
            format!(
                "there is a rule set “{name}” already; to replace the whole set give --name {name}"
            ),
        ));
    }
    Ok(name)
}

/// The refusal of a set without a rule that could be used.
fn nothing_usable(problems: &[FileProblem]) -> EngineError {
    let Some(FileProblem { file, problem }) = problems.first() else {
        return EngineError::invalid(
            "không có tệp luật nào (.yml, .yaml)",
            "there is no rule file (.yml, .yaml)",
        );
    };
    let (count, line, reason) = (problems.len(), problem.line, &problem.reason);
    EngineError::invalid(
        format!(
            "không luật nào dùng được ({count} lỗi), ví dụ {file}:{line}: {}",
            reason.vi()
        ),
        format!(
            "no rule can be used ({count} problems), such as {file}:{line}: {}",
            reason.en()
        ),
    )
}

/// Rule files that were checked.
struct Checked {
    kept: Vec<Gathered>,
    rules: usize,
    correlations: usize,
    problems: Vec<FileProblem>,
    links: usize,
}

impl Checked {
    fn of(data: &Path, name: &str, gathering: Gathering) -> Result<Self, EngineError> {
        let Gathering {
            files,
            mut problems,
            links,
        } = gathering;
        let (set, found) = built(&files, std::iter::empty());
        let mut found: Vec<FileProblem> = found;
        if found
            .iter()
            .any(|bad| matches!(bad.problem.reason, Reason::UnknownRule(_)))
        {
            let elsewhere = in_company(data, name, &files)?;
            found.retain(|bad| {
                !matches!(bad.problem.reason, Reason::UnknownRule(_)) || elsewhere.contains(bad)
            });
        }
        // A hunt may give the values.
        found.retain(|bad| !matches!(bad.problem.reason, Reason::Placeholder(_)));
        let used = used_files(&set);
        let bad: HashSet<&str> = found.iter().map(|bad| &*bad.file).collect();
        let kept: Vec<Gathered> = files
            .into_iter()
            .filter(|file| used.contains(file.name.as_str()) || !bad.contains(file.name.as_str()))
            .collect();
        let (rules, correlations) = (set.len(), set.correlations());
        problems.extend(found);
        if kept.is_empty() {
            return Err(nothing_usable(&problems));
        }
        Ok(Self {
            kept,
            rules,
            correlations,
            problems,
            links,
        })
    }

    fn manifest(&self, name: &str, at: jiff::Timestamp, by: String) -> Manifest {
        let files = self.kept.iter().zip(1_usize..);
        let files = files.map(|(file, number)| ManifestFile {
            name: file.name.clone(),
            kept_as: kept_as(number, &file.name),
            sha256: sha256(file.text.as_bytes()),
        });
        let mut manifest = Manifest {
            name: name.to_owned(),
            imported_at: at,
            imported_by: by,
            rules: self.rules,
            correlations: self.correlations,
            unusable: self.problems.len(),
            folder: String::new(),
            files: files.collect(),
        };
        let digest = manifest.digest().to_hex();
        manifest.folder = digest.get(..16).unwrap_or(&digest).to_owned();
        manifest
    }
}

/// A set of these files beside others, and what is wrong with all of them.
fn built<'a>(
    files: &[Gathered],
    others: impl Iterator<Item = (&'a str, &'a str)>,
) -> (RuleSet, Vec<FileProblem>) {
    let mut builder = RuleSet::builder();
    for (label, text) in others {
        builder.add(label, text);
    }
    for file in files {
        builder.add(&file.name, &file.text);
    }
    builder.build()
}

/// What is still wrong when the rules that are in force already stand beside these: filters and correlations may
/// name theirs.
fn in_company(
    data: &Path,
    name: &str,
    files: &[Gathered],
) -> Result<Vec<FileProblem>, EngineError> {
    let root = root(data, Shelf::InForce);
    let mut others = Vec::new();
    for other in names(&root)?.iter().filter(|other| *other != name) {
        others.extend(files_of(&root, other)?.unwrap_or_default());
    }
    let own = starter::files().iter().copied();
    let others = others
        .iter()
        .map(|file| (file.label.as_str(), file.text.as_str()));
    Ok(built(files, own.chain(others)).1)
}

/// The files that a rule or correlation of the set comes from.
fn used_files(set: &RuleSet) -> HashSet<&str> {
    let rules = (0..).map_while(|rule| set.file(rule));
    let correlations = (0..).map_while(|one| set.correlation_file(one));
    rules.chain(correlations).collect()
}

/// A name for a file that no system minds: its number, then what is plain of the end of its own name.
fn kept_as(number: usize, name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let plain: String = last
        .chars()
        .map(|c| if plain(c) { c } else { '_' })
        .collect();
    let from = plain.len().saturating_sub(TAIL_BYTES_MAX);
    let tail = plain.get(from..).unwrap_or_default();
    let ending = if super::gather::is_rule(tail) {
        ""
    } else {
        ".yml"
    };
    format!("{number:05}-{tail}{ending}")
}
