use super::*;

#[test]
fn a_second_opener_is_refused_until_the_first_is_gone() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("data");
    let first = Folder::open(&dir).unwrap();
    let refused = Folder::open(&dir).unwrap_err();
    assert_eq!(refused.code(), "store.locked");
    drop(first);
    Folder::open(&dir).unwrap();
}

#[test]
fn a_newer_layout_and_a_foreign_folder_are_refused_untouched() {
    let temp = tempfile::tempdir().unwrap();
    fs::write(temp.path().join("thesis.txt"), "mine").unwrap();
    assert_eq!(
        Folder::open(temp.path()).unwrap_err().code(),
        "store.not_a_folder"
    );
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1);

    let temp = tempfile::tempdir().unwrap();
    fs::write(temp.path().join("VERSION"), "2\n").unwrap();
    let error = Folder::open(temp.path()).unwrap_err();
    assert_eq!(error.code(), "store.newer_version");
    assert_eq!(
        error.to_string(),
        "data folder has version 2, this program knows up to 1: use a newer program"
    );
}

#[cfg(unix)]
#[test]
fn keys_are_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let temp = tempfile::tempdir().unwrap();
    let folder = Folder::open(&temp.path().join("data")).unwrap();
    let path = folder.keys().join("x.key");
    write_durably(&path, b"secret", true).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.keys()), 0o700);
    assert_eq!(mode(&path), 0o600);
}
