//! Files and folders of this machine, followed as they grow.
//!
//! What was read is kept like what any sender sends; only then is the place in the file. What finds no room is held, and
//! nothing more is read meanwhile: the file itself is the queue. What can't be read is told when it begins and when it
//! ends, and looked at again all the while.

use super::counts::add;
use super::{AGAIN, Door, Intake, Sender, stopped};
use engine::EngineError;
use engine::events::{Follower, Pass, Portion};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use wire::intake::Records;

/// Time between two looks.
const LOOK: Duration = Duration::from_secs(1);
/// Bytes kept together.
const BATCH_BYTES: usize = 4 << 20;

/// Follows until `stop` is done, and until what was read by then is kept.
pub async fn follow(followers: Vec<Follower>, intake: &Intake, stop: impl Future<Output = ()>) {
    let (stopping, is_stopping) = watch::channel(false);
    let mut following = JoinSet::new();
    for follower in followers {
        following.spawn(run(follower, intake.clone(), is_stopping.clone()));
    }
    stop.await;
    stopping.send_replace(true);
    while following.join_next().await.is_some() {}
}

async fn run(mut follower: Follower, intake: Intake, mut stop: watch::Receiver<bool>) {
    let sender = Sender {
        door: Door::File,
        peer: None,
        token: Some(follower.source().to_owned()),
    };
    let mut told = Told::default();
    while !*stop.borrow() {
        let Some((same, pass)) = blocking(follower, Follower::read).await else {
            return;
        };
        follower = same;
        told.tell(&follower, &pass);
        let more = pass.more;
        for portion in pass.portions {
            count(&intake, &follower, &portion);
            if !keep(&intake, &sender, portion, &mut stop).await {
                // What was kept of it is left out at the next start.
                return;
            }
        }
        match kept(follower, &mut stop).await {
            Some(same) => follower = same,
            None => return,
        }
        if !more {
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = stopped(&mut stop) => {}
            }
        }
    }
}

/// Keeps the records of a file; false when the server stopped before.
async fn keep(
    intake: &Intake,
    sender: &Sender,
    portion: Portion,
    stop: &mut watch::Receiver<bool>,
) -> bool {
    let mut cut = portion.cut;
    let mut left = portion.records.into_iter().peekable();
    while left.peek().is_some() {
        let mut records = Records {
            cut: std::mem::take(&mut cut),
            ..Records::default()
        };
        let mut bytes = 0;
        while let Some(record) = left.next_if(|_| bytes < BATCH_BYTES) {
            bytes += record.len();
            records.frames.push(record);
        }
        if !intake.keep_on(sender, records, stop).await {
            return false;
        }
    }
    true
}

/// Keeps the places, again and again until it is done; `None` when the server stopped before.
async fn kept(mut follower: Follower, stop: &mut watch::Receiver<bool>) -> Option<Follower> {
    let mut is_first = true;
    loop {
        let (same, done) = blocking(follower, Follower::kept).await?;
        let Err(error) = done else {
            return Some(same);
        };
        if std::mem::replace(&mut is_first, false) {
            not_kept(&same, &error);
        }
        follower = same;
        tokio::select! {
            () = tokio::time::sleep(AGAIN) => {}
            () = stopped(stop) => return None,
        }
    }
}

/// Works on a thread that may block; `None` when the runtime ends.
async fn blocking<T: Send + 'static>(
    mut follower: Follower,
    work: impl FnOnce(&mut Follower) -> T + Send + 'static,
) -> Option<(Follower, T)> {
    let working = tokio::task::spawn_blocking(move || {
        let done = work(&mut follower);
        (follower, done)
    });
    let worked = working.await;
    if let Err(error) = &worked {
        tracing::error!(%error, "a followed file is not read any more");
    }
    worked.ok()
}

fn count(intake: &Intake, follower: &Follower, portion: &Portion) {
    add(&intake.counts.of(Door::File).lost, portion.lost);
    let (source, file) = (follower.source(), portion.file.as_str());
    if portion.lost > 0 {
        let lost = portion.lost;
        tracing::warn!(source, file, lost, "a part of a followed file is lost");
    }
    if portion.emptied > 0 {
        tracing::info!(
            source,
            file,
            "a followed file was emptied; it is read from its beginning"
        );
    }
}

fn not_kept(follower: &Follower, error: &EngineError) {
    let source = follower.source();
    tracing::error!(source, %error, "the place in a followed file can't be kept; nothing more is read of it");
}

/// What was told already.
#[derive(Debug, Default)]
struct Told {
    problems: BTreeMap<String, String>,
    left_out: usize,
}

impl Told {
    fn tell(&mut self, follower: &Follower, pass: &Pass) {
        let source = follower.source();
        for (file, problem) in &pass.problems {
            if self.problems.get(file) != Some(problem) {
                tracing::error!(source, file, problem, "a followed file can't be read");
            }
        }
        for file in self
            .problems
            .keys()
            .filter(|file| !pass.problems.contains_key(*file))
        {
            tracing::info!(source, file, "a followed file is read again");
        }
        self.problems.clone_from(&pass.problems);
        if pass.left_out != self.left_out {
            let count = pass.left_out;
            tracing::warn!(
                source,
                count,
                "files of a followed folder are not read: there are too many"
            );
            self.left_out = count;
        }
    }
}
