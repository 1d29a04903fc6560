//! The program under test, serving a folder of its own on a free port until it is dropped.

use crate::program::{Folder, khien};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Child;

/// A served site.
pub(super) struct Site {
    _program: Child,
    _folder: Folder,
    /// Its address without a slash at the end.
    pub(super) base: String,
    /// The path of the one-time link, when it printed one.
    pub(super) link: Option<String>,
}

impl Site {
    /// `khien serve` on an empty folder.
    pub(super) async fn empty() -> Self {
        let folder = Folder::new();
        let data = folder.path();
        Self::of(
            folder,
            &["serve", "--data", &data, "--listen", "127.0.0.1:0"],
            true,
        )
        .await
    }

    /// `khien demo`: the invented town with its sample accounts.
    pub(super) async fn demo() -> Self {
        let folder = Folder::new();
        let data = folder.path();
        Self::of(
            folder,
            &["demo", "--data", &data, "--listen", "127.0.0.1:0"],
            false,
        )
        .await
    }

    async fn of(folder: Folder, arguments: &[&str], has_link: bool) -> Self {
        let mut program = khien(arguments).spawn().unwrap();
        let mut told = BufReader::new(program.stdout.take().unwrap()).lines();
        let (mut base, mut link) = (None, None);
        let listening = tokio::time::timeout(Duration::from_secs(120), async {
            while let Some(line) = told.next_line().await.unwrap() {
                let url = line
                    .split(' ')
                    .find(|word| word.starts_with("http://127.0.0.1:"));
                let Some(url) = url else { continue };
                match (&base, url.find("/link/")) {
                    (Some(_), Some(at)) => link = url.get(at..).map(str::to_owned),
                    (None, None) if line.starts_with("Trang web:") => base = Some(url.to_owned()),
                    _ => {}
                }
                if base.is_some() && (link.is_some() || !has_link) {
                    return;
                }
            }
            panic!("the site ended before it told its address");
        });
        listening.await.unwrap();
        tokio::spawn(async move { while let Ok(Some(_)) = told.next_line().await {} });
        let errors = program.stderr.take().unwrap();
        tokio::spawn(async move {
            let mut lines = BufReader::new(errors).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                eprintln!("khien: {line}");
            }
        });
        Self {
            _program: program,
            _folder: folder,
            base: base.unwrap(),
            link,
        }
    }
}
