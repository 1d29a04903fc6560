//! `khien botnet match`.

use super::{Found, records};
use crate::cli::{BotnetMatch, BotnetVerb};
use crate::output;
use detect::indicators::Hit;
use engine::botnet::{Search, search};
use jiff::Timestamp;
use lang::{Lang, text};
use serde::Serialize;

/// A hit as DESIGN section 4 gives it.
#[derive(Serialize)]
struct HitV1<'a> {
    list: &'a str,
    entry: &'a str,
    family: Option<&'a str>,
    field: &'a str,
    value: String,
    direction: &'static str,
    source: SourceV1<'a>,
    time: Option<Timestamp>,
    asset: Option<&'a str>,
    guard: Option<&'a str>,
}

#[derive(Serialize)]
struct SourceV1<'a> {
    file: &'a str,
    line: u64,
}

impl<'a> HitV1<'a> {
    fn of(hit: &'a Hit) -> Self {
        Self {
            list: &hit.listed.list,
            entry: &hit.listed.entry.text,
            family: hit.listed.entry.family.as_deref(),
            field: &hit.field,
            value: hit.value.to_string(),
            direction: hit.direction.code(),
            source: SourceV1 {
                file: &hit.source,
                line: hit.line,
            },
            time: hit.time,
            asset: hit.asset.as_deref(),
            guard: hit.guard.as_deref(),
        }
    }
}

/// Searches and prints each hit as it is found.
pub(crate) fn run(lang: Lang, BotnetVerb::Match(given): BotnetVerb) -> anyhow::Result<Found> {
    let context = records::context(&given.searched)?;
    let wanted = wanted(&given)?;
    let mut count: i64 = 0;
    let searched = search(&wanted, &context, |hit| {
        count += 1;
        if given.json {
            // A hit always has a JSON form.
            output::line(&serde_json::to_string(&HitV1::of(&hit)).unwrap_or_default());
        } else {
            output::line(&output::clean(&told(lang, &hit)));
        }
    })?;
    for (list, bad) in searched.bad_rows.iter().take(20) {
        let reason = match lang {
            Lang::Vi => bad.reason.vi(),
            Lang::En => bad.reason.en(),
        };
        let told = format!("{list}:{}: {} ({reason})", bad.line, bad.text);
        output::note(&output::clean(&told));
    }
    let more = searched.bad_rows.len().saturating_sub(20) + searched.bad_rows_more;
    if more > 0 {
        output::note(&format!("… +{more}"));
    }
    for failed in &searched.failed {
        output::note(&output::clean(failed));
    }
    output::note(&match lang {
        Lang::Vi => format!(
            "{} dòng, {} mục trong danh sách, {count} lần trùng.",
            searched.lines, searched.entries
        ),
        Lang::En => format!(
            "{} lines, {} list entries, {count} hits.",
            searched.lines, searched.entries
        ),
    });
    if !searched.failed.is_empty() {
        return Ok(Found::Failure);
    }
    Ok(Found::when(count > 0))
}

fn wanted(given: &BotnetMatch) -> anyhow::Result<Search> {
    let searched = &given.searched;
    Ok(Search {
        lists: given.lists.clone(),
        guards: given.guards.clone(),
        paths: searched.paths.clone(),
        ranges: searched.own.clone(),
        machines: Vec::new(),
        format: records::format(searched.format.as_deref())?,
        threads: records::threads(searched),
    })
}

fn told(lang: Lang, hit: &Hit) -> String {
    let direction = text(
        lang,
        &format!("cli-botnet-direction-{}", hit.direction.code()),
        &[],
    );
    let family = hit.listed.entry.family.as_deref().unwrap_or("–");
    let machine = hit
        .asset
        .as_deref()
        .map(str::to_owned)
        .or_else(|| hit.machine.map(|m| m.to_string()))
        .unwrap_or_else(|| "?".into());
    let time = hit.time.map(|t| t.to_string()).unwrap_or_default();
    format!(
        "{}:{}  {time}  {} = {}  [{family}]  {direction}  {machine}  ({})",
        hit.source, hit.line, hit.field, hit.value, hit.listed.list
    )
}
