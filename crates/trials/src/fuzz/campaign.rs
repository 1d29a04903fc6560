//! One target under mutated input, in this process.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};

use super::corpus;
use super::limits::{HOSTILE_FILE, Watch};
use super::mutation::mutate;
use super::random::Random;
use super::shape::Shape;
use super::targets::Target;
use crate::output;

/// The stack of a worker thread of the server, where documents are read.
const STACK_BYTES: usize = 2 << 20;
/// Most inputs kept for further mutation.
const POOL_MAX: usize = 4_096;

/// Mutates for the given time; false when an input brought the target down.
///
/// # Errors
/// The file for the input at work can't be written.
pub(super) fn run(
    target: &'static Target,
    seconds: u64,
    seed: u64,
    current: &Path,
) -> anyhow::Result<bool> {
    let file = File::create(current).with_context(|| current.display().to_string())?;
    on_small_stack(move || Campaign::new(target, file, seed).run(Duration::from_secs(seconds)))
}

/// Tries one input; false when it brought the target down.
///
/// # Errors
/// The thread can't be started.
pub(super) fn single(target: &'static Target, input: Vec<u8>) -> anyhow::Result<bool> {
    on_small_stack(move || {
        let passed = attempt(target, &Watch::new(HOSTILE_FILE), &input).is_some();
        output::say(&format!(
            "fuzz: {}: {}",
            target.name,
            if passed { "ok" } else { "panicked" }
        ));
        Ok(passed)
    })
}

fn on_small_stack(
    work: impl FnOnce() -> anyhow::Result<bool> + Send + 'static,
) -> anyhow::Result<bool> {
    let thread = std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(work)?;
    thread
        .join()
        .map_err(|_| anyhow!("the engine itself panicked"))?
}

/// The shape of the answer; none when the target panicked, whose message is already out.
fn attempt(target: &Target, watch: &Watch, input: &[u8]) -> Option<Shape> {
    watch
        .during(|| catch_unwind(AssertUnwindSafe(|| (target.run)(input))))
        .ok()
}

struct Campaign {
    target: &'static Target,
    current: File,
    random: Random,
    watch: Watch,
    pool: Vec<Vec<u8>>,
    shapes: HashSet<Shape>,
    tried: u64,
}

impl Campaign {
    fn new(target: &'static Target, current: File, seed: u64) -> Self {
        Self {
            target,
            current,
            random: Random::new(seed),
            watch: Watch::new(HOSTILE_FILE),
            pool: corpus::load(target),
            shapes: HashSet::new(),
            tried: 0,
        }
    }

    fn run(mut self, time: Duration) -> anyhow::Result<bool> {
        let start = Instant::now();
        for sample in self.pool.clone() {
            let Some(shape) = self.attempt(&sample)? else {
                return Ok(false);
            };
            self.shapes.insert(shape);
        }
        while start.elapsed() < time {
            let input = self.next_input();
            let Some(shape) = self.attempt(&input)? else {
                return Ok(false);
            };
            if self.pool.len() < POOL_MAX && self.shapes.insert(shape) {
                self.pool.push(input);
            }
        }
        let Self {
            target,
            tried,
            shapes,
            ..
        } = self;
        let (name, shapes) = (target.name, shapes.len());
        let seconds = start.elapsed().as_secs();
        output::say(&format!(
            "fuzz: {name}: {tried} inputs in {seconds} s, {shapes} shapes, ok"
        ));
        Ok(true)
    }

    fn next_input(&mut self) -> Vec<u8> {
        let base = self
            .random
            .pick(&self.pool)
            .map_or(&[] as &[u8], Vec::as_slice);
        let other = self
            .random
            .pick(&self.pool)
            .map_or(&[] as &[u8], Vec::as_slice);
        mutate(base, other, self.target.dictionary, &mut self.random)
    }

    fn attempt(&mut self, input: &[u8]) -> anyhow::Result<Option<Shape>> {
        self.keep(input)
            .context("the input at work can't be written")?;
        self.tried += 1;
        Ok(attempt(self.target, &self.watch, input))
    }

    /// Puts the input where the parent process finds it if this one ends suddenly.
    fn keep(&mut self, input: &[u8]) -> std::io::Result<()> {
        self.current.seek(SeekFrom::Start(0))?;
        self.current.set_len(0)?;
        self.current.write_all(input)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fragile(input: &[u8]) -> Shape {
        assert!(!input.contains(&b'Z'), "fragile");
        Shape::new().count(input.len())
    }

    static FRAGILE: Target = Target {
        name: "fragile",
        run: fragile,
        samples: || vec![b"abc".to_vec()],
        folders: &[],
        dictionary: &["Z"],
    };

    #[test]
    fn a_panic_ends_the_campaign_and_leaves_its_input() {
        let path = std::env::temp_dir().join(format!("fragile-{}.bin", std::process::id()));
        let passed = run(&FRAGILE, 60, 1, &path).unwrap();
        let input = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(!passed);
        assert!(input.contains(&b'Z'));
        assert!(!single(&FRAGILE, input).unwrap());
        assert!(single(&FRAGILE, b"abc".to_vec()).unwrap());
    }
}
