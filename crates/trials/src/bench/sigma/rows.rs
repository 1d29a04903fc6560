//! The work of each row.

use std::hint::black_box;
use std::path::Path;

use anyhow::{Context as _, ensure};
use detect::formats::Stream;
use detect::sigma::{Level, RuleSet, Scratch};
use engine::hunt::{Hunt, hunt};
use evtx::{EvtxParser, ParserSettings};
use rsigma_eval::{Engine, JsonEvent};
use rsigma_parser::{SigmaCollection, parse_sigma_yaml};
use serde_json::Value;

use super::Measured;
use super::cpu::Work;
use super::data::Public;
use super::hints::Hints;
use super::reading::{self, context};

/// One row.
pub(in crate::bench) struct Row {
    pub(super) name: &'static str,
    /// Does the work and measures it; the path is that of the file of events.
    pub(super) run: fn(&Public, &Path) -> anyhow::Result<Measured>,
}

/// How often what is short is done, so that hundredths of a second don't matter.
const ROUNDS: u32 = 20;

/// All of them, in the order they are measured.
pub(in crate::bench) const ROWS: &[Row] = &[
    Row {
        name: "bare.sonic",
        run: |_, events| {
            bare(events, |line| {
                black_box(sonic_rs::from_slice::<sonic_rs::Value>(line)?);
                Ok(())
            })
        },
    },
    Row {
        name: "bare.serde",
        run: |_, events| {
            bare(events, |line| {
                black_box(serde_json::from_slice::<Value>(line)?);
                Ok(())
            })
        },
    },
    Row {
        name: "parse.ours",
        run: |_, events| parse(events),
    },
    Row {
        name: "rules.ours",
        run: ours,
    },
    Row {
        name: "rules.rsigma",
        run: |public, events| theirs(public, events, None),
    },
    Row {
        name: "rules.rsigma_routed",
        run: |public, events| theirs(public, events, Some(Hints::default())),
    },
    Row {
        name: "evtx.bare",
        run: |public, _| evtx_bare(public),
    },
    Row {
        name: "evtx.parse",
        run: |public, _| evtx_parse(public),
    },
    Row {
        name: "evtx.ours",
        run: |public, _| evtx_ours(public),
    },
    Row {
        name: "load.ours",
        run: |public, _| load(public, |rules| Ok(u64::try_from(own_rules(rules)?.len())?)),
    },
    Row {
        name: "load.rsigma",
        run: |public, _| {
            load(public, |rules| {
                Ok(u64::try_from(engine(rules)?.rule_count())?)
            })
        },
    },
    Row {
        name: "hunt.1",
        run: |public, events| hunted(public, events, 1),
    },
    Row {
        name: "hunt.2",
        run: |public, events| hunted(public, events, 2),
    },
];

fn bare(events: &Path, parse: fn(&[u8]) -> anyhow::Result<()>) -> anyhow::Result<Measured> {
    let work = Work::begin()?;
    let count = reading::lines(events, &mut |line| parse(line))?;
    work.end(1, count, 0)
}

fn parse(events: &Path) -> anyhow::Result<Measured> {
    let work = Work::begin()?;
    let count = reading::events(events, &mut None, &mut |event| {
        black_box(&event.fields);
        Ok(())
    })?;
    work.end(1, count, 0)
}

fn ours(public: &Public, events: &Path) -> anyhow::Result<Measured> {
    let rules = own_rules(&public.rules()?)?;
    let mut matching = Matching::new(&rules);
    let work = Work::begin()?;
    let count = matching.file(events)?;
    work.end(1, count, matching.matches)
}

/// Our rules on files.
struct Matching<'r> {
    rules: &'r RuleSet,
    scratch: Scratch,
    matched: Vec<u32>,
    matches: u64,
    before: Option<Stream>,
}

impl<'r> Matching<'r> {
    fn new(rules: &'r RuleSet) -> Self {
        Self {
            rules,
            scratch: Scratch::default(),
            matched: Vec::new(),
            matches: 0,
            before: None,
        }
    }

    /// How many events it had.
    fn file(&mut self, path: &Path) -> anyhow::Result<u64> {
        reading::events(path, &mut self.before, &mut |event| {
            self.rules
                .matches(event, &mut self.scratch, &mut self.matched);
            self.matches += u64::try_from(self.matched.len())?;
            Ok(())
        })
    }
}

/// The other engine as its users run it, one parsed object after the other; with hints
/// it is told each event's log source, which spares it rules of others.
fn theirs(public: &Public, events: &Path, mut hints: Option<Hints>) -> anyhow::Result<Measured> {
    let engine = engine(&public.rules()?)?;
    let mut matches = 0;
    let work = Work::begin()?;
    let count = reading::lines(events, &mut |line| {
        let event: Value = serde_json::from_slice(line)?;
        let flat = JsonEvent::borrow(&event);
        let found = match &mut hints {
            Some(hints) => engine.evaluate_pruned(&flat, hints.of(&event)),
            None => engine.evaluate(&flat),
        };
        matches += u64::try_from(found.len())?;
        Ok(())
    })?;
    work.end(1, count, matches)
}

fn evtx_bare(public: &Public) -> anyhow::Result<Measured> {
    let logs = public.logs()?;
    let settings = ParserSettings::new()
        .indent(false)
        .validate_checksums(false);
    let mut count = 0;
    let work = Work::begin()?;
    for _ in 0..ROUNDS {
        count = 0;
        for log in &logs {
            let parser = EvtxParser::from_path(log)?;
            let mut parser = parser.with_configuration(settings.clone());
            for record in parser.records_json_bytes().flatten() {
                black_box(&record.data);
                count += 1;
            }
        }
    }
    work.end(ROUNDS, count, 0)
}

fn evtx_parse(public: &Public) -> anyhow::Result<Measured> {
    let logs = public.logs()?;
    let mut count = 0;
    let work = Work::begin()?;
    for _ in 0..ROUNDS {
        let mut before = None;
        count = 0;
        for log in &logs {
            count += reading::events(log, &mut before, &mut |event| {
                black_box(&event.fields);
                Ok(())
            })?;
        }
    }
    work.end(ROUNDS, count, 0)
}

fn evtx_ours(public: &Public) -> anyhow::Result<Measured> {
    let rules = own_rules(&public.rules()?)?;
    let logs = public.logs()?;
    let (mut count, mut matches) = (0, 0);
    let work = Work::begin()?;
    for _ in 0..ROUNDS {
        let mut matching = Matching::new(&rules);
        count = 0;
        for log in &logs {
            count += matching.file(log)?;
        }
        matches = matching.matches;
    }
    work.end(ROUNDS, count, matches)
}

type RuleFiles = [(String, String)];

fn load(public: &Public, load: fn(&RuleFiles) -> anyhow::Result<u64>) -> anyhow::Result<Measured> {
    let rules = public.rules()?;
    let mut count = 0;
    let work = Work::begin()?;
    for _ in 0..ROUNDS {
        count = load(&rules)?;
    }
    work.end(ROUNDS, count, 0)
}

fn own_rules(files: &RuleFiles) -> anyhow::Result<RuleSet> {
    let mut builder = RuleSet::builder();
    for (name, text) in files {
        builder.add(name, text);
    }
    let (rules, problems) = builder.build();
    ensure!(problems.is_empty(), "rules can't be read: {problems:?}");
    Ok(rules)
}

/// All rules go in at once: added one by one, each makes the engine's index anew.
fn engine(files: &RuleFiles) -> anyhow::Result<Engine> {
    let mut all = SigmaCollection::new();
    for (name, text) in files {
        let one = parse_sigma_yaml(text).with_context(|| name.clone())?;
        all.rules.extend(one.rules);
    }
    let mut engine = Engine::new();
    engine.add_collection(&all)?;
    Ok(engine)
}

/// `khien logs hunt` itself, findings included.
fn hunted(public: &Public, events: &Path, threads: usize) -> anyhow::Result<Measured> {
    let rules = own_rules(&public.rules()?)?;
    let what = Hunt {
        paths: vec![events.to_path_buf()],
        threads,
        min_level: Level::Informational,
        ..Hunt::default()
    };
    let mut matches = 0;
    let work = Work::begin()?;
    let hunted = hunt(&what, &rules, &context(), |_| (), |_| matches += 1)?;
    ensure!(hunted.failed.is_empty(), "{:?}", hunted.failed);
    work.end(1, hunted.events, matches)
}
