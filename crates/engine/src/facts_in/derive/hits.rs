//! Own addresses in lists, and own machines that talk to listed ones.

use super::{Derived, code, rows};
use crate::EngineError;
use crate::facts_in::documents::Log;
use crate::facts_in::provenance::Origins;
use crate::facts_in::record::Observation;
use detect::formats::ParseContext;
use detect::indicators::{self, Inside, List, Matcher};
use domain::facts::{Asset, Direction, Fact, Facts, Hit, IndicatorList, Range};
use domain::key::Key;
use jiff::Timestamp;
use letters::tables::TableProblem;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

/// What identifies a hit: list, entry, own address, direction.
type Identity = (String, String, Option<IpAddr>, &'static str);

struct Found {
    first: Timestamp,
    last: Timestamp,
    file: String,
    asset: Option<Arc<str>>,
}

/// Adds the hits of the folder's lists in its logs and in own ranges.
pub(super) fn add(
    derived: &Derived<'_>,
    all: &Facts,
    facts: &mut BTreeMap<String, Vec<Observation>>,
    origins: &mut Origins,
    notices: &mut Vec<TableProblem>,
) -> Result<(), EngineError> {
    let lists = lists(derived, notices);
    if lists.is_empty() {
        return Ok(());
    }
    let matcher = Matcher::new(lists, inside(all)?);
    let mut found: BTreeMap<Identity, Found> = BTreeMap::new();
    let mut hits = Vec::new();
    matcher.listed_own_addresses(&mut hits);
    collect(&mut found, &mut hits, derived.now, None);
    for log in &derived.folder.logs {
        search(derived, &matcher, log, &mut found, notices)?;
    }
    for (identity, hit) in found {
        let source = origins.derived_from(&hit.file, derived.digest(&hit.file), derived.now);
        let observation = observation(all, &identity, &hit);
        let rows = facts.entry(source).or_default();
        rows.push(observation);
    }
    Ok(())
}

fn lists(derived: &Derived<'_>, notices: &mut Vec<TableProblem>) -> Vec<Arc<List>> {
    let files = derived
        .folder
        .lists
        .iter()
        .filter_map(|name| Some((name, derived.folder.files.get(name)?)));
    files
        .map(|(name, bytes)| {
            let list = List::parse(name, bytes);
            notices.extend(list.bad_rows().iter().map(|bad| bad_row(name, bad)));
            Arc::new(list)
        })
        .collect()
}

fn bad_row(file: &str, bad: &indicators::BadRow) -> TableProblem {
    TableProblem {
        code: bad.reason.code(),
        file: file.to_owned(),
        row: usize::try_from(bad.line).ok(),
        column: None,
        vi: format!("dòng không dùng được: {} ({})", bad.text, bad.reason.vi()),
        en: format!("unusable row: {} ({})", bad.text, bad.reason.en()),
    }
}

fn inside(all: &Facts) -> Result<Inside, EngineError> {
    let ranges: Vec<String> = rows::<Range>(all)
        .iter()
        .map(|r| r.cidr.to_string())
        .collect();
    let assets = rows::<Asset>(all)
        .into_iter()
        .flat_map(|a| a.ip.iter().map(|ip| (*ip, Arc::from(a.code.as_str()))));
    Inside::new(
        ranges.iter().map(String::as_str),
        assets.collect::<Vec<_>>(),
    )
    .map_err(|(range, reason)| {
        EngineError::invalid(
            format!("dải địa chỉ {range}: {}", reason.vi()),
            format!("address range {range}: {}", reason.en()),
        )
    })
}

fn search(
    derived: &Derived<'_>,
    matcher: &Matcher,
    log: &Log,
    found: &mut BTreeMap<Identity, Found>,
    notices: &mut Vec<TableProblem>,
) -> Result<(), EngineError> {
    let unreadable = |error: sources::Error| EngineError::unread(&error);
    for input in sources::expand(std::slice::from_ref(&log.path)).map_err(unreadable)? {
        // One that breaks off is told; what stands before the break, and in the others, is searched.
        let searched = sources::open(&input, sources::Limits::default())
            .and_then(|mut lines| search_lines(derived, matcher, log, &mut lines, found));
        if let Err(error) = searched {
            notices.push(not_lines(&log.name, &error));
        }
    }
    Ok(())
}

/// Lists are searched for in lines of text; what has none is told, so that nobody takes it for a log without hits.
fn not_lines(file: &str, error: &sources::Error) -> TableProblem {
    TableProblem {
        code: "log.no_lines",
        file: file.to_owned(),
        row: None,
        column: None,
        vi: format!("không đối chiếu được, hoặc không hết, với danh sách: {error}"),
        en: format!("not searched, or not to its end, for listed addresses: {error}"),
    }
}

fn search_lines(
    derived: &Derived<'_>,
    matcher: &Matcher,
    log: &Log,
    lines: &mut sources::Lines,
    found: &mut BTreeMap<Identity, Found>,
) -> Result<(), sources::Error> {
    let context = ParseContext {
        received_at: derived.now,
        zone: derived.zone.clone(),
        year: None,
    };
    let mut scan = matcher.open(&log.name, None, context);
    let mut hits = Vec::new();
    while let Some(line) = lines.next_line()? {
        scan.line(line.number, line.bytes, &mut hits);
        if !hits.is_empty() {
            collect(found, &mut hits, derived.now, Some(&log.name));
        }
    }
    Ok(())
}

fn collect(
    found: &mut BTreeMap<Identity, Found>,
    hits: &mut Vec<indicators::Hit>,
    now: Timestamp,
    log: Option<&str>,
) {
    for hit in hits.drain(..) {
        let list = hit.listed.list.to_string();
        let at = hit.time.unwrap_or(now);
        let file = log.map_or_else(|| list.clone(), str::to_owned);
        let key = (
            list,
            hit.listed.entry.text.to_string(),
            hit.machine,
            hit.direction.code(),
        );
        let entry = found.entry(key).or_insert_with(|| Found {
            first: at,
            last: at,
            file,
            asset: hit.asset.clone(),
        });
        entry.first = entry.first.min(at);
        entry.last = entry.last.max(at);
        if entry.asset.is_none() {
            entry.asset.clone_from(&hit.asset);
        }
    }
}

/// A person's row about the same contact keeps its code and answer; Khiên adds when it was last seen.
fn observation(all: &Facts, identity: &Identity, hit: &Found) -> Observation {
    let (list, entry, address, direction) = identity;
    let list = list_key(all, list);
    let asset = hit.asset.as_deref().map(Key::<Asset>::new);
    let answered = rows::<Hit>(all).into_iter().find(|row| {
        row.list == list
            && *row.entry == **entry
            && (row.own_address.is_some() && row.own_address == *address
                || row.asset.is_some() && row.asset == asset)
    });
    let row = Hit {
        list: list.clone(),
        entry: entry.as_str().into(),
        own_address: *address,
        direction: Direction::parse(direction).unwrap_or(Direction::Unknown),
        asset,
        first: answered.map_or(hit.first, |a| a.first.min(hit.first)),
        last: answered.map_or(hit.last, |a| a.last.max(hit.last)),
        answer: answered.and_then(|a| a.answer),
        answered_at: answered.and_then(|a| a.answered_at),
        owner: answered.and_then(|a| a.owner.clone()),
    };
    let own = address.map(|a| a.to_string()).unwrap_or_default();
    let code = match answered {
        Some(answered) if !answered.code.as_str().starts_with("hit-") => {
            format!("{}+log", answered.code)
        }
        _ => code("hit", &[list.as_str(), entry, &own, direction]),
    };
    let unit = answered
        .and_then(|a| a.unit.clone())
        .or_else(|| owner(all, *address, row.asset.as_ref()));
    let mut observation = Observation::of(&code, unit.as_ref(), hit.last, &row);
    observation.occurred_at = Some(hit.last);
    observation
}

/// The list a file is: the row of `lists` that names it by code or edition, else a key from the file's own name.
fn list_key(all: &Facts, file: &str) -> Key<IndicatorList> {
    let stem = Path::new(file)
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    let lists: Vec<&Fact<IndicatorList>> = rows(all);
    let named = lists
        .iter()
        .find(|l| l.code.as_str() == stem || *l.edition == *stem);
    named.map_or_else(|| Key::new(&stem), |l| l.code.clone())
}

/// The unit of a machine: that of its asset, else that whose range holds the address.
fn owner(
    all: &Facts,
    address: Option<IpAddr>,
    asset: Option<&Key<Asset>>,
) -> Option<Key<domain::facts::Unit>> {
    let by_asset = asset
        .and_then(|key| rows::<Asset>(all).into_iter().find(|a| a.code == *key))
        .and_then(|a| a.unit.clone());
    by_asset.or_else(|| {
        let address = address?;
        let holding = rows::<Range>(all)
            .into_iter()
            .filter(|r| r.cidr.contains(&address));
        holding
            .max_by_key(|r| r.cidr.prefix_len())
            .and_then(|r| r.unit.clone())
    })
}
