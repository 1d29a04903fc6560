//! What each thread of a hunt does: take a block, parse it, match it, hand it on.

use std::collections::VecDeque;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use detect::formats::{BlockRead, Format, ParseContext, Stream, event_time, promote};
use detect::indicators::{Hit, Matcher, Position};
use detect::sigma::{RecordRef, RuleSet, Scratch, Sighting};
use domain::event::Event;
use sources::{Block, Blocks, Input, Limits};

use super::finding::{Finding, RuleFound};
use super::{Hunt, InputRead};

/// What all threads share.
pub(super) struct Work<'a> {
    pub(super) hunt: &'a Hunt,
    pub(super) rules: &'a RuleSet,
    pub(super) context: &'a ParseContext,
    pub(super) matcher: Option<&'a Matcher>,
}

/// The inputs, of which threads take blocks in turn.
pub(crate) struct Feed {
    inputs: VecDeque<Input>,
    format: Option<Format>,
    context: ParseContext,
    limits: Limits,
    open: Option<Opened>,
    number: u64,
}

struct Opened {
    source: Arc<str>,
    stream: Arc<Stream>,
    blocks: Blocks,
    begins: bool,
}

/// A block and what is known of it before it is read.
pub(crate) struct Taken {
    /// Its place among all blocks.
    pub(crate) number: u64,
    pub(crate) source: Arc<str>,
    /// It is the first of its input.
    pub(crate) begins: bool,
    ends: bool,
    /// `None` when there was nothing, or nothing more, to read.
    pub(crate) block: Option<(Arc<Stream>, Block)>,
    pub(crate) failed: Option<String>,
}

/// A block, read.
pub(super) struct Done {
    /// Its place among all blocks.
    pub(super) number: u64,
    pub(super) source: Arc<str>,
    pub(super) offset: u64,
    pub(super) bytes: u64,
    /// It is the first of its input.
    pub(super) begins: bool,
    /// Its input ended before it.
    pub(super) ends: bool,
    pub(super) truncated: bool,
    pub(super) failed: Option<String>,
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

impl Feed {
    pub(crate) fn new(
        inputs: Vec<Input>,
        format: Option<Format>,
        context: &ParseContext,
        limits: Limits,
    ) -> Self {
        Self {
            inputs: inputs.into(),
            format,
            context: context.clone(),
            limits,
            open: None,
            number: 0,
        }
    }

    /// The next block, or word that an input ended or broke off; `None` when all is read.
    pub(crate) fn take(&mut self) -> Option<Taken> {
        let Some(opened) = &mut self.open else {
            let input = self.inputs.pop_front()?;
            let source: Arc<str> = input.name().into();
            match Blocks::open(&input, self.limits) {
                Ok(blocks) => {
                    let stream = Stream::recognise(blocks.head(), self.format, &self.context);
                    self.open = Some(Opened {
                        source,
                        stream: Arc::new(stream),
                        blocks,
                        begins: true,
                    });
                    return self.take();
                }
                Err(error) => return Some(self.ended(source, true, Some(error.to_string()))),
            }
        };
        let stream = Arc::clone(&opened.stream);
        let source = Arc::clone(&opened.source);
        let begins = std::mem::take(&mut opened.begins);
        match opened
            .blocks
            .next_block(&mut |bytes, last| stream.cut(bytes, last))
        {
            Ok(Some(block)) => {
                let number = self.number;
                self.number += 1;
                Some(Taken {
                    number,
                    source,
                    begins,
                    ends: false,
                    block: Some((stream, block)),
                    failed: None,
                })
            }
            Ok(None) => Some(self.ended(source, begins, None)),
            Err(error) => Some(self.ended(source, begins, Some(error.to_string()))),
        }
    }

    fn ended(&mut self, source: Arc<str>, begins: bool, failed: Option<String>) -> Taken {
        self.open = None;
        let number = self.number;
        self.number += 1;
        Taken {
            number,
            source,
            begins,
            ends: true,
            block: None,
            failed,
        }
    }
}

/// How many more blocks may be taken. A permit is taken before a block and given back when
/// its result is in order, so a block that takes long holds the others up instead of
/// letting their results pile up.
///
/// Nobody waits for ever: the block whose turn it is has its permit already, and whoever
/// ends, also by a panic, closes the permits for all.
pub(crate) struct Permits {
    /// `None` once no more blocks are to be taken.
    free: Mutex<Option<usize>>,
    changed: Condvar,
}

/// Closes the permits when it is dropped.
#[must_use]
pub(crate) struct Closing<'a>(&'a Permits);

impl Permits {
    pub(crate) const fn new(count: usize) -> Self {
        Self {
            free: Mutex::new(Some(count)),
            changed: Condvar::new(),
        }
    }

    /// Closes the permits when what it gives is dropped.
    pub(crate) const fn closing(&self) -> Closing<'_> {
        Closing(self)
    }

    /// Gives back the permit of a block whose result is in order.
    pub(crate) fn give_back(&self) {
        if let Some(free) = self.free().as_mut() {
            *free += 1;
        }
        self.changed.notify_one();
    }

    /// Waits for a permit; `false` when there will be none.
    pub(crate) fn take(&self) -> bool {
        let mut free = self
            .changed
            .wait_while(self.free(), |free| *free == Some(0))
            .unwrap_or_else(PoisonError::into_inner);
        match free.as_mut() {
            Some(free) => {
                *free -= 1;
                true
            }
            None => false,
        }
    }

    fn free(&self) -> MutexGuard<'_, Option<usize>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        *self.0.free() = None;
        self.0.changed.notify_all();
    }
}

/// Works until there is nothing left, or nobody wants results any more.
pub(super) fn run(work: &Work<'_>, feed: &Mutex<Feed>, permits: &Permits, done: &SyncSender<Done>) {
    // When this thread finds nothing left, the others will not either.
    let _closing = permits.closing();
    let mut scratch = Scratch::default();
    let mut matched = Vec::new();
    while permits.take() {
        // A thread that panicked leaves the feed whole: it is changed by single steps.
        let taken = feed.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(taken) = taken else {
            return;
        };
        let result = read(work, taken, &mut scratch, &mut matched);
        if done.send(result).is_err() {
            return;
        }
    }
}

fn read(work: &Work<'_>, taken: Taken, scratch: &mut Scratch, matched: &mut Vec<u32>) -> Done {
    let mut done = Done {
        number: taken.number,
        source: taken.source,
        offset: 0,
        bytes: 0,
        begins: taken.begins,
        ends: taken.ends,
        truncated: false,
        failed: taken.failed,
        read: BlockRead::default(),
        passed_over: 0,
        input: None,
        timeless: 0,
        findings: Vec::new(),
        sightings: Vec::new(),
    };
    let Some((stream, block)) = taken.block else {
        return done;
    };
    done.offset = block.offset;
    done.bytes = u64::try_from(block.bytes.len()).unwrap_or(u64::MAX);
    done.truncated = block.truncated;
    done.input = work.hunt.by_input.then(InputRead::default);
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
