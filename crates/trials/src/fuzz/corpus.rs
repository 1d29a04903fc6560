//! Where a target's inputs begin: samples in its code and files of the repository.
//!
//! The fixtures of the crates' own tests serve here too, so a sample is written once.

use std::path::{Path, PathBuf};

use super::mutation::LENGTH_MAX;
use super::targets::Target;

/// The root of the repository this program was built from.
pub(super) fn root() -> PathBuf {
    let folder = std::env::var("CARGO_MANIFEST_DIR")
        .unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let folder = PathBuf::from(folder);
    folder
        .ancestors()
        .nth(2)
        .map_or_else(|| folder.clone(), Path::to_path_buf)
}

/// All samples of a target, the empty input among them, in a fixed order.
pub(super) fn load(target: &Target) -> Vec<Vec<u8>> {
    let mut inputs = vec![Vec::new()];
    inputs.extend((target.samples)());
    for (folder, ending) in target.folders {
        let mut files = files_below(&root().join(folder));
        files.retain(|file| file.to_string_lossy().ends_with(ending));
        files.sort();
        inputs.extend(files.iter().filter_map(|file| std::fs::read(file).ok()));
    }
    inputs.retain(|input| input.len() <= LENGTH_MAX);
    inputs
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = folder.read_dir() else {
        return Vec::new();
    };
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files_below(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzz::targets::TARGETS;

    #[test]
    fn every_target_begins_with_samples_and_its_folders_exist() {
        for target in TARGETS {
            let samples = load(target);
            assert!(samples.len() > 1, "{} has no samples", target.name);
            for (folder, ending) in target.folders {
                let files = files_below(&root().join(folder));
                assert!(
                    files
                        .iter()
                        .any(|file| file.to_string_lossy().ends_with(ending)),
                    "{}: no file of {folder} ends with {ending}",
                    target.name
                );
            }
        }
    }
}
