//! What each thread of a hunt does with a block: parse it and match it.

use std::sync::Arc;

use detect::formats::{BlockRead, ParseContext, event_time, promote};
use detect::indicators::{Hit, Matcher, Position};
use detect::sigma::{RecordRef, RuleSet, Scratch, Sighting};
use domain::event::Event;

use super::blocks::Taken;
use super::finding::{Finding, RuleFound};
use super::{Hunt, InputRead};

/// What all threads share.
pub(super) struct Work<'a> {
    pub(super) hunt: &'a Hunt,
    pub(super) rules: &'a RuleSet,
    pub(super) context: &'a ParseContext,
    pub(super) matcher: Option<&'a Matcher>,
}

/// A block, read.
pub(super) struct Done {
    pub(super) source: Arc<str>,
    pub(super) offset: u64,
    pub(super) bytes: u64,
    /// Its input ended before it.
    pub(super) ends: bool,
    pub(super) truncated: bool,
    pub(super) failed: Option<sources::Error>,
    pub(super) read: BlockRead,
    pub(super) passed_over: u64,
    /// What its input holds here, where that is asked for.
    pub(super) input: Option<InputRead>,
    /// Matches that can't be correlated because their event has no time.
    pub(super) timeless: u64,
    /// Findings; records are counted from the beginning of the block.
    pub(super) findings: Vec<Finding>,
    pub(super) sightings: Vec<Sighting>,
}

/// What one thread does with its blocks; it keeps its scratch from one to the next.
pub(super) fn reader<'w>(work: &'w Work<'w>) -> impl FnMut(Taken) -> (u64, Done) + use<'w> {
    let mut scratch = Scratch::default();
    let mut matched = Vec::new();
    move |taken| {
        let done = read(work, taken, &mut scratch, &mut matched);
        (done.read.records, done)
    }
}

fn read(work: &Work<'_>, taken: Taken, scratch: &mut Scratch, matched: &mut Vec<u32>) -> Done {
    let mut done = Done {
        source: taken.source,
        offset: 0,
        bytes: 0,
        ends: taken.ends,
        truncated: false,
        failed: taken.failed,
        read: BlockRead::default(),
        passed_over: 0,
        input: work.hunt.by_input.then(InputRead::default),
        timeless: 0,
        findings: Vec::new(),
        sightings: Vec::new(),
    };
    if let Some((input, error)) = done.input.as_mut().zip(done.failed.as_ref()) {
        input.broken_off = Some(error.code());
    }
    let Some((stream, block)) = taken.block else {
        return done;
    };
    done.offset = block.offset;
    done.bytes = u64::try_from(block.bytes.len()).unwrap_or(u64::MAX);
    done.truncated = block.truncated;
    let mut hits = Vec::new();
    let mut event_done = EventWork {
        work,
        scratch,
        matched,
        hits: &mut hits,
        inventory: stream.is_inventory(),
        done: &mut done,
    };
    let read = stream.read_block(&block.bytes, 1, &mut |record, event| {
        event_done.take(record, event);
    });
    done.read = read;
    done
}

struct EventWork<'a> {
    work: &'a Work<'a>,
    scratch: &'a mut Scratch,
    matched: &'a mut Vec<u32>,
    hits: &'a mut Vec<Hit>,
    inventory: bool,
    done: &'a mut Done,
}

impl EventWork<'_> {
    fn take(&mut self, record: u64, event: &mut Event<'_>) {
        let hunt = self.work.hunt;
        if (hunt.since.is_some() || hunt.until.is_some())
            && let Some(time) = event_time(event, self.work.context)
            && (hunt.since.is_some_and(|since| time < since)
                || hunt.until.is_some_and(|until| time >= until))
        {
            self.done.passed_over += 1;
            return;
        }
        if let Some(input) = &mut self.done.input {
            input.event(event_time(event, self.work.context));
        }
        self.work.rules.matches(event, self.scratch, self.matched);
        if let Some(matcher) = self.work.matcher {
            promote(event, self.work.context);
            let position = Position {
                source: Arc::clone(&self.done.source),
                line: record,
            };
            matcher.match_event(event, self.inventory, &position, self.hits);
            self.done
                .findings
                .extend(self.hits.drain(..).map(Finding::Indicator));
        }
        if !self.matched.is_empty() {
            promote(event, self.work.context);
            self.findings(record, event);
        }
    }

    fn findings(&mut self, record: u64, event: &Event<'_>) {
        let rules = self.work.rules;
        for rule in self.matched.iter().copied() {
            if rules.is_correlated(rule) {
                let at = RecordRef {
                    source: Arc::clone(&self.done.source),
                    record,
                };
                match event.row.time {
                    Some(time) => {
                        let sighting = rules.sighting(rule, event, time, at);
                        self.done.sightings.extend(sighting);
                    }
                    None => self.done.timeless += 1,
                }
            }
            let level = rules.meta(rule).map(|meta| meta.level);
            if rules.is_reported(rule) && level >= Some(self.work.hunt.min_level) {
                let found = {
                    let source = &self.done.source;
                    RuleFound::of(rules, rule, event, self.scratch, source, record)
                };
                self.done.findings.extend(found.map(Finding::Rule));
            }
        }
    }
}
