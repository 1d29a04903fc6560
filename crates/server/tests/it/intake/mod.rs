//! The doors of senders of logs, as senders meet them: what is answered, what is kept, what is refused.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "what is missing fails the test, as it should; what is not installed is told"
)]

mod http;
mod senders;
mod syslog;
mod tls;

use crate::world::World;
use server::intake::{Held, Intake, Limits, Refusal, Sender, Take, Taken};
use server::web::Options;
use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The token of the source `token/a`.
const TOKEN: &str = "khien_nguon_a";

/// Keeps records in memory, or refuses as told.
#[derive(Debug, Default)]
struct Kept {
    records: Mutex<Vec<(Sender, String)>>,
    refusals: Mutex<VecDeque<Refusal>>,
}

impl Take for Kept {
    fn take<'a>(&'a self, sender: &'a Sender, frames: Vec<Vec<u8>>) -> Taken<'a> {
        if let Some(refusal) = self.refusals.lock().unwrap().pop_front() {
            return Box::pin(async move { Err(refusal) });
        }
        let count = u64::try_from(frames.len()).unwrap();
        let texts = frames
            .into_iter()
            .map(|frame| String::from_utf8(frame).unwrap());
        let mut records = self.records.lock().unwrap();
        records.extend(texts.map(|text| (sender.clone(), text)));
        Box::pin(async move { Ok(count) })
    }

    fn holder<'a>(&'a self, secret: &'a str, _: IpAddr) -> Held<'a> {
        let key = secret.strip_prefix("khien_nguon_");
        let key = key.map(|name| format!("token/{name}"));
        Box::pin(async move { Ok(key) })
    }
}

impl Kept {
    /// The records of a source, in the order kept.
    fn of(&self, source: &str) -> Vec<String> {
        let records = self.records.lock().unwrap();
        let own = records
            .iter()
            .filter(|(sender, _)| sender.source() == source);
        own.map(|(_, text)| text.clone()).collect()
    }

    /// The same once there are this many, or after a while.
    async fn when(&self, source: &str, count: usize) -> Vec<String> {
        for _ in 0..500 {
            let own = self.of(source);
            if own.len() >= count {
                return own;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.of(source)
    }
}

/// Doors within limits, and what they keep.
fn doors(limits: Limits) -> (Intake, Arc<Kept>) {
    let kept = Arc::new(Kept::default());
    (
        Intake::new(Arc::clone(&kept) as Arc<dyn Take>, limits),
        kept,
    )
}

/// A site with such doors.
async fn site(limits: Limits) -> (World, Arc<Kept>) {
    let (intake, kept) = doors(limits);
    (World::taking(Options::default(), intake).await, kept)
}
