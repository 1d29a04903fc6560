//! `khien rules check` and `khien rules explain`.

use super::Found;
use super::logs::placeholders;
use crate::cli::{RulesExplain, RulesVerb};
use crate::output;
use anyhow::{Context as _, bail};
use detect::formats::{Format, ParseContext, Stream};
use detect::sigma::{Explanation, FileProblem, Line};
use engine::hunt::load_rules;
use jiff::tz::TimeZone;
use lang::Lang;
use serde::Serialize;
use sources::Input;

/// Largest file of events that is explained.
const EVENT_BYTES_MAX: u64 = 64 * 1024 * 1024;

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

pub(crate) fn run(lang: Lang, verb: RulesVerb) -> anyhow::Result<Found> {
    match verb {
        RulesVerb::Check {
            paths,
            placeholders: given,
            json,
        } => {
            let rules = load_rules(&paths, &placeholders(&given)?)?;
            for bad in &rules.problems {
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
        RulesVerb::Explain(given) => explain(lang, &given),
    }
}

/// `FILE:LINE: what (code)`.
pub(super) fn told(lang: Lang, bad: &FileProblem) -> String {
    let reason = &bad.problem.reason;
    let words = if lang == Lang::Vi {
        reason.vi()
    } else {
        reason.en()
    };
    format!(
        "{}:{}: {words} ({})",
        bad.file,
        bad.problem.line,
        reason.code()
    )
}

fn explain(lang: Lang, given: &RulesExplain) -> anyhow::Result<Found> {
    let rules = load_rules(&given.rules, &placeholders(&given.placeholders)?)?;
    let by_file = || {
        let mut all = 0..u32::try_from(rules.set.len()).unwrap_or(u32::MAX);
        all.find(|rule| {
            let file = rules.set.file(*rule).unwrap_or_default();
            file == given.rule || file.rsplit(['/', '\\']).next() == Some(given.rule.as_str())
        })
    };
    let Some(rule) = rules.set.find(&given.rule).or_else(by_file) else {
        for bad in rules
            .problems
            .iter()
            .filter(|bad| bad.file.contains(&given.rule))
        {
            output::note(&told(lang, bad));
        }
        bail!("không có luật “{}”: ghi id, name hoặc tên tệp", given.rule);
    };
    let format = match given.format.as_deref() {
        None => None,
        Some(name) => {
            Some(Format::from_name(name).with_context(|| format!("không có định dạng “{name}”"))?)
        }
    };
    let context = ParseContext {
        received_at: engine::Clock::System.now(),
        zone: TimeZone::UTC,
        year: None,
    };
    let input = if given.event.as_os_str() == "-" {
        Input::Stdin
    } else {
        Input::File(given.event.clone())
    };
    let bytes = sources::read_all(&input, EVENT_BYTES_MAX)?;
    let head = bytes.get(..64 * 1024).unwrap_or(&bytes);
    let stream = Stream::recognise(head, format, &context);
    let mut explained = Vec::new();
    let read = stream.read_block(&bytes, 1, &mut |record, event| {
        if given.record.is_none_or(|wanted| wanted == record)
            && let Some(explanation) = rules.set.explain(rule, event)
        {
            explained.push((record, explanation));
        }
    });
    if explained.is_empty() {
        bail!("tệp có {} bản ghi, không có bản ghi cần xem", read.records);
    }
    let matches = explained.iter().filter(|(_, one)| one.matches()).count();
    show(lang, given, &explained)?;
    output::note(&match lang {
        Lang::Vi => format!("{matches} trên {} bản ghi khớp.", explained.len()),
        Lang::En => format!("{matches} of {} records match.", explained.len()),
    });
    Ok(Found::when(matches > 0))
}

/// Without a record named, the first match says most, failing that the first record.
fn show(lang: Lang, given: &RulesExplain, explained: &[(u64, Explanation)]) -> anyhow::Result<()> {
    let shown = match given.record {
        Some(_) => explained.first(),
        None => explained
            .iter()
            .find(|(_, one)| one.matches())
            .or(explained.first()),
    };
    if let Some((record, explanation)) = shown {
        if given.json {
            output::json(&wire(&given.rule, *record, explanation))?;
        } else {
            print(lang, *record, explanation);
        }
    }
    Ok(())
}

fn wire<'a>(rule: &'a str, record: u64, explanation: &'a Explanation) -> ExplanationV1<'a> {
    let lines = explanation.lines.iter().map(|line| LineV1 {
        depth: line.depth,
        line: line.line,
        text: &line.text,
        holds: line.holds,
        found: line.found.as_deref(),
    });
    ExplanationV1 {
        rule,
        record,
        matches: explanation.matches(),
        log_source_fits: explanation.accepted,
        log_source_wanted: &explanation.wanted_source,
        log_source_found: &explanation.own_source,
        lines: lines.collect(),
    }
}

fn print(lang: Lang, record: u64, explanation: &Explanation) {
    let vi = lang == Lang::Vi;
    let verdict = match (vi, explanation.matches()) {
        (true, true) => "khớp",
        (true, false) => "không khớp",
        (false, true) => "matches",
        (false, false) => "does not match",
    };
    let name = if vi { "Bản ghi" } else { "Record" };
    output::line(&format!("{name} {record}: {verdict}"));
    let label = if vi {
        "nguồn nhật ký"
    } else {
        "log source"
    };
    let wanted = &explanation.wanted_source;
    output::line(&format!(
        "{} {label} {wanted}  <- {}",
        mark(explanation.accepted),
        explanation.own_source
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
    let text: String = format!("{}{found}", line.text)
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    output::line(&format!("{} {indent}{text}{place}", mark(line.holds)));
}

const fn mark(holds: bool) -> char {
    if holds { '✓' } else { '✗' }
}
