//! Files kept under the SHA-256 of their content.
//!
//! A file is written once and never changed; the same content twice is one
//! file. Reading checks the content against its name.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use crate::folder::{make_dir, sync_dir, write_durably};
use crate::{Digest, StoreError, sha256};

/// The content-addressed files of a data folder. Cheap to clone.
#[derive(Debug, Clone)]
pub struct FileStore {
    root: PathBuf,
}

impl FileStore {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Keeps some content and returns its hash. When this returns, the content
    /// is on disk and survives a crash.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the disk refuses.
    pub async fn put(&self, content: Vec<u8>) -> Result<Digest, StoreError> {
        let this = self.clone();
        off_the_runtime(move || this.put_blocking(&content)).await
    }

    /// The content kept under a hash.
    ///
    /// # Errors
    /// [`StoreError::FileMissing`], or [`StoreError::FileChanged`] when what is
    /// there no longer has that hash.
    pub async fn read(&self, hash: Digest) -> Result<Vec<u8>, StoreError> {
        let this = self.clone();
        off_the_runtime(move || this.read_blocking(hash)).await
    }

    fn put_blocking(&self, content: &[u8]) -> Result<Digest, StoreError> {
        let hash = sha256(content);
        // A damaged copy is replaced: its name says what it must be.
        if self.read_blocking(hash).is_err() {
            let path = self.path(hash);
            if let Some(parent) = path.parent() {
                make_dir(parent)?;
                sync_dir(&self.root)?;
            }
            write_durably(&path, content, false)?;
        }
        Ok(hash)
    }

    fn read_blocking(&self, hash: Digest) -> Result<Vec<u8>, StoreError> {
        let path = self.path(hash);
        let content = match fs::read(&path) {
            Ok(content) => content,
            Err(source) if source.kind() == ErrorKind::NotFound => {
                return Err(StoreError::FileMissing(hash));
            }
            Err(source) => return Err(StoreError::io(&path, source)),
        };
        let found = sha256(&content);
        if found == hash {
            Ok(content)
        } else {
            Err(StoreError::FileChanged {
                wanted: hash,
                found,
            })
        }
    }

    // Two hex digits as a folder keep listings short when there are very many files.
    fn path(&self, hash: Digest) -> PathBuf {
        let hex = hash.to_hex();
        let (first, _) = hex.split_at_checked(2).unwrap_or(("", ""));
        self.root.join(first).join(&hex)
    }
}

async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| StoreError::Task)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn content_comes_back_and_a_changed_file_is_refused() {
        let temp = tempfile::tempdir().unwrap();
        let files = FileStore::new(temp.path().to_owned());
        let hash = files.put(b"cong van".to_vec()).await.unwrap();
        assert_eq!(files.put(b"cong van".to_vec()).await.unwrap(), hash);
        assert_eq!(files.read(hash).await.unwrap(), b"cong van");

        fs::write(files.path(hash), b"cong vam").unwrap();
        let error = files.read(hash).await.unwrap_err();
        assert_eq!(error.code(), "store.file_changed");
        // The right content given again repairs the copy.
        files.put(b"cong van".to_vec()).await.unwrap();
        assert_eq!(files.read(hash).await.unwrap(), b"cong van");

        let absent = files.read(sha256(b"other")).await.unwrap_err();
        assert_eq!(absent.code(), "store.file_missing");
    }
}
