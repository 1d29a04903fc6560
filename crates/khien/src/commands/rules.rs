//! `khien rules`: checking and explaining rules; the imported sets are in [`sets`].

mod sets;

use super::logs::{chosen, placeholders};
use super::{Found, records};
use crate::cli::{RulesExplain, RulesVerb};
use crate::output;
use anyhow::bail;
use detect::formats::{ParseContext, Stream};
use detect::sigma::{Explanation, FileProblem, Line};
use engine::Shelf;
use engine::hunt::{Rules, RulesImport, load_rules};
use jiff::tz::TimeZone;
use lang::Lang;
use serde::Serialize;
use sources::{Blocks, Limits};
use std::path::PathBuf;

/// A problem of a rule file.
#[derive(Serialize)]
struct ProblemV1<'a> {
    file: &'a str,
    line: u32,
    code: &'static str,
    vi: String,
    en: String,
}

/// Why a rule matched an event or not.
#[derive(Serialize)]
struct ExplanationV1<'a> {
    rule: &'a str,
    file: &'a str,
    record: u64,
    matches: bool,
    log_source_fits: bool,
    log_source_wanted: &'a str,
    log_source_found: &'a str,
    lines: Vec<LineV1<'a>>,
}

#[derive(Serialize)]
struct LineV1<'a> {
    depth: usize,
    line: Option<u32>,
    text: &'a str,
    holds: bool,
    found: Option<&'a [String]>,
}

pub(crate) async fn run(lang: Lang, verb: RulesVerb) -> anyhow::Result<Found> {
    match verb {
        RulesVerb::Import {
            paths,
            name,
            json,
            place,
        } => {
            let import = RulesImport {
                paths,
                name,
                shelf: Shelf::InForce,
            };
            sets::import(lang, import, json, &place).await
        }
        RulesVerb::List { json, sets } => sets::list(lang, json, &sets.data),
        RulesVerb::Remove { name, place } => sets::remove(lang, &name, &place).await,
        RulesVerb::Check {
            paths,
            placeholders: given,
            json,
        } => check(lang, &paths, &given, json),
        RulesVerb::Explain(given) => explain(lang, &given),
    }
}

fn check(lang: Lang, paths: &[PathBuf], given: &[String], json: bool) -> anyhow::Result<Found> {
    let rules = load_rules(paths, &placeholders(given)?)?;
    tell_problems(lang, json, &rules.problems)?;
    let (files, used, correlations, bad) = (
        rules.files,
        rules.set.len(),
        rules.set.correlations(),
        rules.problems.len(),
    );
    output::note(&match lang {
        Lang::Vi => format!(
            "{files} tệp: {used} luật, {correlations} luật tương quan dùng được; {bad} lỗi."
        ),
        Lang::En => format!(
            "{files} files: {used} rules and {correlations} correlations usable; {bad} problems."
        ),
    });
    Ok(Found::when(bad > 0))
}

/// Every rule that can't be used, one a line.
fn tell_problems(lang: Lang, json: bool, problems: &[FileProblem]) -> anyhow::Result<()> {
    for bad in problems {
        if json {
            output::json(&ProblemV1 {
                file: &bad.file,
                line: bad.problem.line,
                code: bad.problem.reason.code(),
                vi: bad.problem.reason.vi(),
                en: bad.problem.reason.en(),
            })?;
        } else {
            output::line(&told(lang, bad));
        }
    }
    Ok(())
}

/// `FILE:LINE: what (code)`.
pub(super) fn told(lang: Lang, bad: &FileProblem) -> String {
    let reason = &bad.problem.reason;
    let words = if lang == Lang::Vi {
        reason.vi()
    } else {
        reason.en()
    };
    // The file's name and what the reason repeats of it are texts of others.
    output::clean(&format!(
        "{}:{}: {words} ({})",
        bad.file,
        bad.problem.line,
        reason.code()
    ))
}

/// What is known of the records after all were read.
#[derive(Default)]
struct Explained {
    /// Records of all inputs.
    records: u64,
    /// Those that were to be explained.
    wanted: u64,
    matches: u64,
    /// The first match, failing that the first record: it says most.
    shown: Option<Shown>,
}

struct Shown {
    file: String,
    record: u64,
    explanation: Explanation,
}

fn explain(lang: Lang, given: &RulesExplain) -> anyhow::Result<Found> {
    let rules = chosen(
        &given.rules,
        &given.sets,
        &placeholders(&given.placeholders)?,
    )?;
    let rule = find(lang, &rules, &given.rule)?;
    let Explained {
        records,
        wanted,
        matches,
        shown,
    } = read(&rules, rule, given)?;
    let Some(shown) = shown else {
        bail!("có {records} bản ghi, không có bản ghi cần xem");
    };
    if given.json {
        output::json(&wire(&given.rule, &shown))?;
    } else {
        print(lang, &shown);
    }
    output::note(&match lang {
        Lang::Vi => format!("{matches} trên {wanted} bản ghi khớp."),
        Lang::En => format!("{matches} of {wanted} records match."),
    });
    Ok(Found::when(matches > 0))
}

/// The rule of that id, name or file.
fn find(lang: Lang, rules: &Rules, name: &str) -> anyhow::Result<u32> {
    let by_file = || {
        let mut all = 0..u32::try_from(rules.set.len()).unwrap_or(u32::MAX);
        all.find(|rule| {
            let file = rules.set.file(*rule).unwrap_or_default();
            file == name || file.rsplit(['/', '\\']).next() == Some(name)
        })
    };
    if let Some(rule) = rules.set.find(name).or_else(by_file) {
        return Ok(rule);
    }
    for bad in rules.problems.iter().filter(|bad| bad.file.contains(name)) {
        output::note(&told(lang, bad));
    }
    bail!("không có luật “{name}”: ghi id, name hoặc tên tệp")
}

/// Explains record by record, block by block, as a hunt reads them; keeps what is shown.
fn read(rules: &Rules, rule: u32, given: &RulesExplain) -> anyhow::Result<Explained> {
    let format = records::format(given.format.as_deref())?;
    let context = ParseContext {
        received_at: engine::Clock::System.now(),
        zone: TimeZone::UTC,
        year: None,
    };
    let mut explained = Explained::default();
    for input in sources::expand(std::slice::from_ref(&given.event))? {
        let mut blocks = Blocks::open(&input, Limits::default())?;
        let stream = Stream::recognise(blocks.head(), format, &context);
        let name = input.name();
        let mut first = 1;
        while let Some(block) = blocks.next_block(&mut |bytes, last| stream.cut(bytes, last))? {
            let read = stream.read_block(&block.bytes, first, &mut |record, event| {
                if given.record.is_some_and(|wanted| wanted != record) {
                    return;
                }
                if let Some(explanation) = rules.set.explain(rule, event) {
                    explained.take(&name, record, explanation);
                }
            });
            first += read.records;
            explained.records += read.records;
        }
    }
    Ok(explained)
}

impl Explained {
    fn take(&mut self, file: &str, record: u64, explanation: Explanation) {
        let first = self.wanted == 0 || (explanation.matches() && self.matches == 0);
        self.wanted += 1;
        self.matches += u64::from(explanation.matches());
        if first {
            self.shown = Some(Shown {
                file: file.to_owned(),
                record,
                explanation,
            });
        }
    }
}

fn wire<'a>(rule: &'a str, shown: &'a Shown) -> ExplanationV1<'a> {
    let explanation = &shown.explanation;
    let lines = explanation.lines.iter().map(|line| LineV1 {
        depth: line.depth,
        line: line.line,
        text: &line.text,
        holds: line.holds,
        found: line.found.as_deref(),
    });
    ExplanationV1 {
        rule,
        file: &shown.file,
        record: shown.record,
        matches: explanation.matches(),
        log_source_fits: explanation.accepted,
        log_source_wanted: &explanation.wanted_source,
        log_source_found: &explanation.own_source,
        lines: lines.collect(),
    }
}

fn print(lang: Lang, shown: &Shown) {
    let explanation = &shown.explanation;
    let vi = lang == Lang::Vi;
    let verdict = match (vi, explanation.matches()) {
        (true, true) => "khớp",
        (true, false) => "không khớp",
        (false, true) => "matches",
        (false, false) => "does not match",
    };
    let name = if vi { "Bản ghi" } else { "Record" };
    let file = output::clean(&shown.file);
    output::line(&format!("{name} {file}:{}: {verdict}", shown.record));
    let label = if vi {
        "nguồn nhật ký"
    } else {
        "log source"
    };
    let wanted = output::clean(&explanation.wanted_source);
    output::line(&format!(
        "{} {label} {wanted}  <- {}",
        mark(explanation.accepted),
        output::clean(&explanation.own_source)
    ));
    for line in &explanation.lines {
        print_line(vi, line);
    }
}

fn print_line(vi: bool, line: &Line) {
    let place = line.line.map_or(String::new(), |line| format!("  :{line}"));
    let found = match (&line.found, line.line) {
        (Some(values), _) => format!("  <- {}", values.join(" | ")),
        (None, Some(_)) if vi => "  <- (không có trường này)".to_owned(),
        (None, Some(_)) => "  <- (no such field)".to_owned(),
        (None, None) => String::new(),
    };
    let indent = "  ".repeat(line.depth);
    let text = output::clean(&format!("{}{found}", line.text));
    output::line(&format!("{} {indent}{text}{place}", mark(line.holds)));
}

const fn mark(holds: bool) -> char {
    if holds { '✓' } else { '✗' }
}
