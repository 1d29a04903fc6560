//! `logs hunt`: Sigma rules, correlations and indicator lists over log files,
//! by any number of threads.
//!
//! All threads parse and match blocks of records, and the results come back in order
//! (`blocks`), so that what is found, and in which order, does not depend on their
//! number. Memory is a few blocks, whatever the input. Matches of correlated rules wait
//! for the end, within the limits of the correlator.
//!
//! What this is not: it keeps nothing and opens no alert.

pub(crate) mod blocks;
mod finding;
mod input;
mod rules;
mod sets;
mod worker;

use std::collections::BTreeMap;
use std::path::PathBuf;

use detect::formats::{Format, ParseContext};
use detect::indicators::{Inside, Matcher};
use detect::sigma::{Correlator, Level, RuleSet};
use domain::event::EventProblem;
use jiff::Timestamp;
use sources::Limits;

pub use finding::{CorrelationFound, Finding, RuleFound};
pub use input::InputRead;
pub(crate) use rules::{OwnRule, SetRules, no_rules, rules_of};
pub use rules::{Rules, load_rules, rules_in_force};
pub use sets::{RuleSetAbout, RulesFile, RulesImport, RulesImported, rule_sets};
pub(crate) use sets::{STARTER, said};

use crate::EngineError;
use blocks::{Feed, in_order};
use worker::{Done, Work};

/// What to look for, and in what.
#[derive(Debug, Clone, Default)]
pub struct Hunt {
    /// Lists of addresses, ranges and names.
    pub indicators: Vec<PathBuf>,
    /// Own address ranges, to tell the direction of a contact.
    pub ranges: Vec<String>,
    /// Logs: files, folders, archives, `-`.
    pub paths: Vec<PathBuf>,
    /// Format of the records; recognised when `None`.
    pub format: Option<Format>,
    /// Rules below it are not told.
    pub min_level: Level,
    /// Events before it are passed over; events without a time never are.
    pub since: Option<Timestamp>,
    /// Events at or after it are passed over.
    pub until: Option<Timestamp>,
    /// How many threads read and match; at least one.
    pub threads: usize,
    /// Whether to tell of each input how many events it holds and of what time.
    pub by_input: bool,
}

/// How far a hunt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read, after decompression.
    pub bytes: u64,
    /// Events matched.
    pub events: u64,
    /// Inputs read to their end.
    pub inputs: usize,
    /// Inputs in all.
    pub inputs_all: usize,
}

/// What a hunt read.
#[derive(Debug, Default)]
pub struct Hunted {
    /// Bytes, after decompression.
    pub bytes: u64,
    /// Events.
    pub events: u64,
    /// Events outside the span of time asked for.
    pub passed_over: u64,
    /// Records longer than the limit, cut.
    pub truncated: u64,
    /// What could not be read: input and kind, how often, and the offset of the first.
    pub problems: BTreeMap<(String, &'static str), (u64, u64)>,
    /// Inputs that could not be read, or not to their end, in words.
    pub failed: Vec<String>,
    /// Each input by name, where [`Hunt::by_input`] asks for it.
    pub inputs: BTreeMap<String, InputRead>,
    /// Unusable rows of indicator lists.
    pub bad_rows: usize,
    /// Matches of correlated rules that had no time or were beyond a limit.
    pub uncorrelated: u64,
}

/// Hunts; `each` is told of every finding in the order of the input,
/// correlations at the end, and `progress` of every block.
///
/// # Errors
/// A path or list that can't be read at all, or a range that is none. An input
/// that breaks off is told in [`Hunted::failed`], and the others go on.
pub fn hunt(
    hunt: &Hunt,
    rules: &RuleSet,
    context: &ParseContext,
    mut progress: impl FnMut(Progress),
    mut each: impl FnMut(Finding),
) -> Result<Hunted, EngineError> {
    let mut hunted = Hunted::default();
    let matcher = matcher(hunt, &mut hunted)?;
    let inputs = sources::expand(&hunt.paths).map_err(crate::botnet::unreadable)?;
    let inputs_all = inputs.len();
    let work = Work {
        hunt,
        rules,
        context,
        matcher: matcher.as_ref(),
    };
    let feed = Feed::new(inputs, hunt.format, context, Limits::default());
    let mut gathered = Gathered::new(rules, inputs_all);
    let reader = || worker::reader(&work);
    in_order(hunt.threads, feed, reader, |done, before| {
        gathered.take(done, before, &mut hunted, &mut each);
        progress(gathered.progress(&hunted));
    });
    gathered.finish(hunt.min_level, rules, &mut hunted, &mut each);
    Ok(hunted)
}

fn matcher(hunt: &Hunt, hunted: &mut Hunted) -> Result<Option<Matcher>, EngineError> {
    if hunt.indicators.is_empty() {
        return Ok(None);
    }
    let (lists, bad_rows) = crate::botnet::lists(&hunt.indicators)?;
    hunted.bad_rows = bad_rows;
    let ranges = hunt.ranges.iter().map(String::as_str);
    let inside = Inside::new(ranges, []).map_err(|(range, reason)| {
        EngineError::invalid(
            format!("dải địa chỉ {range}: {}", reason.vi()),
            format!("address range {range}: {}", reason.en()),
        )
    })?;
    Ok(Some(Matcher::new(lists, inside)))
}

/// Results put back in order.
struct Gathered {
    correlator: Correlator,
    inputs: usize,
    inputs_all: usize,
}

impl Gathered {
    fn new(rules: &RuleSet, inputs_all: usize) -> Self {
        Self {
            correlator: rules.correlator(finding::limits()),
            inputs: 0,
            inputs_all,
        }
    }

    /// Takes a block in its turn; `before` is the number of records of its input before it.
    fn take(
        &mut self,
        done: Done,
        before: u64,
        hunted: &mut Hunted,
        each: &mut impl FnMut(Finding),
    ) {
        for mut finding in done.findings {
            finding.shift(before);
            each(finding);
        }
        // All matches wait for the end, so nothing is found here.
        let mut none = Vec::new();
        for mut sighting in done.sightings {
            sighting.shift(before);
            self.correlator.take(sighting, &mut none);
        }
        hunted.bytes += done.bytes;
        hunted.events += done.read.events;
        hunted.passed_over += done.passed_over;
        hunted.truncated += u64::from(done.truncated);
        hunted.uncorrelated += done.timeless;
        for problem in done.read.problems {
            let key = (done.source.to_string(), EventProblem::code(problem.problem));
            let first = done.offset + problem.first_offset;
            hunted.problems.entry(key).or_insert((0, first)).0 += problem.count;
        }
        if let Some(read) = done.input {
            let input = hunted.inputs.entry(done.source.to_string());
            input.or_default().add(&read);
        }
        hunted.failed.extend(done.failed.map(|e| e.to_string()));
        self.inputs += usize::from(done.ends);
    }

    const fn progress(&self, hunted: &Hunted) -> Progress {
        Progress {
            bytes: hunted.bytes,
            events: hunted.events,
            inputs: self.inputs,
            inputs_all: self.inputs_all,
        }
    }

    fn finish(
        mut self,
        min_level: Level,
        rules: &RuleSet,
        hunted: &mut Hunted,
        each: &mut impl FnMut(Finding),
    ) {
        let mut found = Vec::new();
        self.correlator.finish(&mut found);
        for one in found {
            if let Some(finding) = finding::of_correlation(one, rules, min_level) {
                each(finding);
            }
        }
        hunted.uncorrelated += self.correlator.losses().uncounted();
    }
}
