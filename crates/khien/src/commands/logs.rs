//! `khien logs hunt`: findings of rules and lists in log files, as a table or NDJSON.

use super::{Found, records};
use crate::cli::{LogsHunt, LogsVerb, Sets};
use crate::output;
use anyhow::Context as _;
use detect::sigma::Level;
use engine::hunt::{
    CorrelationFound, Finding, Hunt, Hunted, Progress, RuleFound, Rules, hunt, load_rules,
    rules_in_force,
};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use lang::Lang;
use serde::Serialize;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Most problems of one kind that are named one by one.
const TOLD_MAX: usize = 20;
/// Most rows of the table; the rest is counted.
const ROWS_MAX: usize = 200;
/// How often progress is drawn.
const DRAW_EVERY: Duration = Duration::from_millis(200);

/// A finding as DESIGN section 4 gives it.
#[derive(Serialize)]
struct FindingV1<'a> {
    rule: Option<RuleV1<'a>>,
    indicator: Option<IndicatorV1<'a>>,
    time: Option<Timestamp>,
    source: SourceV1<'a>,
    host: Option<Cow<'a, str>>,
    fields: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation: Option<CorrelationV1<'a>>,
}

#[derive(Serialize)]
struct RuleV1<'a> {
    id: Option<&'a str>,
    title: &'a str,
    level: &'static str,
    tags: &'a [String],
}

#[derive(Serialize)]
struct IndicatorV1<'a> {
    list: &'a str,
    entry: &'a str,
    family: Option<&'a str>,
}

#[derive(Serialize)]
struct SourceV1<'a> {
    file: &'a str,
    record: u64,
}

/// What a correlation adds: the events behind it.
#[derive(Serialize)]
struct CorrelationV1<'a> {
    figure: f64,
    matches: u64,
    first: Timestamp,
    last: Timestamp,
    records: Vec<SourceV1<'a>>,
}

impl<'a> FindingV1<'a> {
    fn of(finding: &'a Finding, wanted: &[String]) -> Self {
        match finding {
            Finding::Rule(found) => Self::of_rule(found, wanted),
            Finding::Correlation(found) => Self::of_correlation(found),
            Finding::Indicator(hit) => Self {
                rule: None,
                indicator: Some(IndicatorV1 {
                    list: &hit.listed.list,
                    entry: &hit.listed.entry.text,
                    family: hit.listed.entry.family.as_deref(),
                }),
                time: hit.time,
                source: SourceV1 {
                    file: &hit.source,
                    record: hit.line,
                },
                host: match (&hit.asset, hit.machine) {
                    (Some(asset), _) => Some(Cow::Borrowed(&**asset)),
                    (None, machine) => machine.map(|machine| Cow::Owned(machine.to_string())),
                },
                fields: Map::from_iter([
                    (hit.field.clone(), Value::from(hit.value.to_string())),
                    ("direction".to_owned(), Value::from(hit.direction.code())),
                ]),
                correlation: None,
            },
        }
    }

    fn of_rule(found: &'a RuleFound, wanted: &[String]) -> Self {
        Self {
            rule: Some(rule(&found.rule)),
            indicator: None,
            time: found.time,
            source: SourceV1 {
                file: &found.source,
                record: found.record,
            },
            host: found.host.as_deref().map(Cow::Borrowed),
            fields: fields(&found.fields, wanted),
            correlation: None,
        }
    }

    fn of_correlation(found: &'a CorrelationFound) -> Self {
        let records: Vec<SourceV1<'a>> = found
            .records
            .iter()
            .map(|at| SourceV1 {
                file: &at.source,
                record: at.record,
            })
            .collect();
        let last = found.records.last();
        let group = found.group.iter();
        Self {
            rule: Some(rule(&found.rule)),
            indicator: None,
            time: Some(found.last),
            source: SourceV1 {
                file: last.map_or("", |at| &at.source),
                record: last.map_or(0, |at| at.record),
            },
            host: None,
            fields: group
                .map(|(name, value)| (name.to_string(), Value::from(&**value)))
                .collect(),
            correlation: Some(CorrelationV1 {
                figure: found.figure,
                matches: found.matches,
                first: found.first,
                last: found.last,
                records,
            }),
        }
    }
}

fn rule(meta: &detect::sigma::Meta) -> RuleV1<'_> {
    RuleV1 {
        id: meta.id.as_deref(),
        title: &meta.title,
        level: meta.level.name(),
        tags: &meta.tags,
    }
}

/// Values of a name that stands several times become a list.
fn fields(found: &[(String, String)], wanted: &[String]) -> Map<String, Value> {
    let mut map = Map::new();
    for (name, value) in found {
        if !wanted.is_empty() && !wanted.contains(name) {
            continue;
        }
        match map.get_mut(name) {
            None => {
                map.insert(name.clone(), Value::from(value.as_str()));
            }
            Some(Value::Array(values)) => values.push(Value::from(value.as_str())),
            Some(first) => {
                let before = first.take();
                *first = Value::Array(vec![before, Value::from(value.as_str())]);
            }
        }
    }
    map
}

/// Hunts and prints what is found.
pub(crate) fn run(lang: Lang, LogsVerb::Hunt(given): LogsVerb) -> anyhow::Result<Found> {
    let context = records::context(&given.searched)?;
    let placeholders = placeholders(&given.placeholders)?;
    let rules = chosen(&given.rules, &given.sets, &placeholders)?;
    for bad in rules.problems.iter().take(TOLD_MAX) {
        output::note(&super::rules::told(lang, bad));
    }
    let wanted = wanted(&given, &context.zone)?;
    let mut table = Table::default();
    let mut count: u64 = 0;
    let mut bar = Bar::new(lang);
    let hunted = hunt(
        &wanted,
        &rules.set,
        &context,
        |progress| bar.draw(progress),
        |finding| {
            count += 1;
            if given.json {
                let line = serde_json::to_string(&FindingV1::of(&finding, &given.fields));
                // A finding always has a JSON form.
                output::line(&line.unwrap_or_default());
            } else {
                table.add(lang, &finding, &given.fields);
            }
        },
    )?;
    bar.clear();
    if !given.json {
        table.print(lang);
    }
    let sets = given.rules.is_empty().then(|| sets_of(lang, &rules));
    tell(lang, &hunted, &rules, sets.as_deref(), count);
    if !hunted.failed.is_empty() {
        return Ok(Found::Failure);
    }
    Ok(Found::when(count > 0))
}

/// The rules a person names, else those in force.
pub(crate) fn chosen(
    paths: &[PathBuf],
    sets: &Sets,
    placeholders: &[(String, Vec<String>)],
) -> anyhow::Result<Rules> {
    Ok(match paths {
        [] => rules_in_force(Some(&sets.data), placeholders)?,
        paths => load_rules(paths, placeholders)?,
    })
}

pub(crate) fn placeholders(given: &[String]) -> anyhow::Result<Vec<(String, Vec<String>)>> {
    given
        .iter()
        .map(|text| {
            let (name, values) = text
                .split_once('=')
                .with_context(|| format!("“{text}”: viết NAME=VALUE,VALUE"))?;
            let name = name.trim_matches('%').to_owned();
            Ok((name, values.split(',').map(str::to_owned).collect()))
        })
        .collect()
}

fn wanted(given: &LogsHunt, zone: &TimeZone) -> anyhow::Result<Hunt> {
    let searched = &given.searched;
    let min_level = Level::from_name(&given.min_level)
        .with_context(|| format!("không có mức “{}”", given.min_level))?;
    let moment = |text: &Option<String>| text.as_deref().map(|text| moment(text, zone)).transpose();
    Ok(Hunt {
        indicators: given.indicators.clone(),
        ranges: searched.own.clone(),
        paths: searched.paths.clone(),
        format: records::format(searched.format.as_deref())?,
        min_level,
        since: moment(&given.since)?,
        until: moment(&given.until)?,
        threads: records::threads(searched),
        by_input: false,
    })
}

/// `2026-02-14T03:00:00Z`, or a date or time of day without a zone, in the zone of the logs.
fn moment(text: &str, zone: &TimeZone) -> anyhow::Result<Timestamp> {
    if let Ok(moment) = text.parse() {
        return Ok(moment);
    }
    let told = || format!("“{text}” không phải thời điểm, ví dụ 2026-02-14 hoặc 2026-02-14T03:00");
    let civil: civil::DateTime = text.parse().with_context(told)?;
    Ok(civil.to_zoned(zone.clone()).with_context(told)?.timestamp())
}

/// Which sets the rules come from, as part of a sentence.
fn sets_of(lang: Lang, rules: &Rules) -> String {
    let imported = rules.sets.iter().map(|name| format!(", {name}"));
    let imported: String = imported.collect();
    match lang {
        Lang::Vi => format!(" của bộ kèm theo{imported}"),
        Lang::En => format!(" of the starter set{imported}"),
    }
}

/// What was read and what could not be.
fn tell(lang: Lang, hunted: &Hunted, rules: &Rules, sets: Option<&str>, count: u64) {
    for failed in &hunted.failed {
        output::note(&output::clean(failed));
    }
    for ((source, kind), (count, first)) in hunted.problems.iter().take(TOLD_MAX) {
        let source = output::clean(source);
        output::note(&match lang {
            Lang::Vi => format!("{source}: {kind} × {count}, lần đầu tại byte {first}"),
            Lang::En => format!("{source}: {kind} × {count}, first at byte {first}"),
        });
    }
    let more = hunted.problems.len().saturating_sub(TOLD_MAX);
    if more > 0 {
        output::note(&format!("… +{more}"));
    }
    let megabytes = hunted.bytes >> 20;
    let (events, used) = (hunted.events, rules.set.len());
    let bad = rules.problems.len() + rules.passed_over;
    let correlations = rules.set.correlations();
    let sets = sets.unwrap_or_default();
    output::note(&match lang {
        Lang::Vi => format!(
            "{events} sự kiện, {megabytes} MB; {used} luật và {correlations} luật tương quan{sets} ({bad} không dùng được); \
             {count} phát hiện; {} bản ghi bị cắt, {} ngoài khoảng thời gian, {} không tương quan được; {} dòng danh sách không dùng được.",
            hunted.truncated, hunted.passed_over, hunted.uncorrelated, hunted.bad_rows
        ),
        Lang::En => format!(
            "{events} events, {megabytes} MB; {used} rules and {correlations} correlations{sets} ({bad} unusable); \
             {count} findings; {} records cut, {} outside the time span, {} not correlated; {} unusable list rows.",
            hunted.truncated, hunted.passed_over, hunted.uncorrelated, hunted.bad_rows
        ),
    });
}

/// Findings grouped by level, rule and host.
#[derive(Default)]
struct Table {
    rows: BTreeMap<(std::cmp::Reverse<Level>, String, String), Row>,
}

#[derive(Default)]
struct Row {
    count: u64,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
    /// Where the first of them stands.
    place: String,
    fields: String,
}

impl Table {
    fn add(&mut self, lang: Lang, finding: &Finding, wanted: &[String]) {
        let told = FindingV1::of(finding, wanted);
        let (level, title) = match finding {
            Finding::Rule(RuleFound { rule, .. })
            | Finding::Correlation(CorrelationFound { rule, .. }) => {
                let vi = rule.title_vi.as_ref().filter(|_| lang == Lang::Vi);
                (rule.level, vi.unwrap_or(&rule.title).clone())
            }
            Finding::Indicator(hit) => {
                let family = hit.listed.entry.family.as_deref().unwrap_or("–");
                (Level::High, format!("{} [{family}]", hit.listed.list))
            }
        };
        let host = output::clean(told.host.as_deref().unwrap_or("?"));
        let row = self
            .rows
            .entry((std::cmp::Reverse(level), output::clean(&title), host))
            .or_default();
        if row.count == 0 {
            row.place = format!("{}:{}", output::clean(told.source.file), told.source.record);
            let parts = told.fields.iter().map(|(name, value)| match value {
                Value::String(text) => format!("{name}={text}"),
                other => format!("{name}={other}"),
            });
            row.fields = parts.collect::<Vec<_>>().join("  ");
        }
        row.count += 1;
        if let Some(time) = told.time {
            row.first = Some(row.first.map_or(time, |first| first.min(time)));
            row.last = Some(row.last.map_or(time, |last| last.max(time)));
        }
    }

    fn print(&self, lang: Lang) {
        let mut heading: Option<(Level, &str)> = None;
        for ((level, title, host), row) in self.rows.iter().take(ROWS_MAX) {
            if heading != Some((level.0, title)) {
                heading = Some((level.0, title));
                output::line(&format!("{:<13} {title}", level.0.name().to_uppercase()));
            }
            let span = match (row.first, row.last) {
                (Some(first), Some(last)) if first != last => format!("{first} … {last}"),
                (Some(first), _) => first.to_string(),
                _ => "–".to_owned(),
            };
            output::line(&format!("  {host}  × {}  {span}  {}", row.count, row.place));
            if !row.fields.is_empty() {
                output::line(&format!("    {}", shortened(&row.fields)));
            }
        }
        let more = self.rows.len().saturating_sub(ROWS_MAX);
        if more > 0 {
            output::line(&match lang {
                Lang::Vi => format!("… còn {more} dòng; xem hết bằng --json"),
                Lang::En => format!("… {more} more rows; see all with --json"),
            });
        }
    }
}

/// As much as is worth a line of a terminal.
fn shortened(text: &str) -> String {
    let clean = output::clean(text);
    match clean.char_indices().nth(240) {
        Some((end, _)) => format!("{}…", clean.get(..end).unwrap_or_default()),
        None => clean,
    }
}

/// How far it is, on a terminal.
struct Bar {
    lang: Lang,
    shown: bool,
    on: bool,
    began: Instant,
    drawn: Instant,
}

impl Bar {
    fn new(lang: Lang) -> Self {
        let now = Instant::now();
        Self {
            lang,
            shown: false,
            on: output::is_error_terminal(),
            began: now,
            drawn: now,
        }
    }

    fn draw(&mut self, progress: Progress) {
        if !self.on || self.drawn.elapsed() < DRAW_EVERY {
            return;
        }
        self.drawn = Instant::now();
        self.shown = true;
        let seconds = self.began.elapsed().as_secs().max(1);
        let rate = progress.bytes / seconds / (1 << 20);
        let events = progress.events / seconds;
        let left = match (progress.inputs, progress.inputs_all) {
            (done, all) if done > 0 && done < all => {
                let (done, all) = (done as u64, all as u64);
                format!(", ~{} s", seconds * (all - done) / done)
            }
            _ => String::new(),
        };
        let (files, all) = (progress.inputs, progress.inputs_all);
        output::redraw(&match self.lang {
            Lang::Vi => format!("{files}/{all} tệp, {rate} MB/s, {events} sự kiện/s{left}"),
            Lang::En => format!("{files}/{all} files, {rate} MB/s, {events} events/s{left}"),
        });
    }

    fn clear(&self) {
        if self.shown {
            output::redraw("");
        }
    }
}
