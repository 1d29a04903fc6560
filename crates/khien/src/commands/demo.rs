//! `khien demo`: the main job on a ready-made, invented town, or on a province of 460 communes.

mod accounts;
mod logs;
mod province;

use super::serve::{Inlets, Taking};
use super::{Found, judged, setting};
use crate::cli::{Demo, Sample};
use crate::output;
use anyhow::{Context as _, bail};
use domain::facts::{Portal, SourceKind};
use domain::key::Key;
use domain::policy::Policy;
use engine::cutoff::Frozen;
use engine::directives::{Confirmation, InForce, read_file};
use engine::events::Keep;
use engine::facts_in::Observation;
use engine::judging::Judged;
use engine::portals::Registered;
use engine::{Actor, Clock, Database, Engine, Settings};
use jiff::{SignedDuration, Timestamp};
use lang::{Lang, text};
use server::fetch::{Roots, WebFetcher};
use std::path::Path;
use std::sync::Arc;

/// The watch asks each portal's home page this often (measure 15).
const PING_EVERY: SignedDuration = SignedDuration::from_mins(15);

/// Shows the sample that was asked for.
pub(crate) async fn run(lang: Lang, given: &Demo) -> anyhow::Result<Found> {
    match given.sample {
        Sample::Town => town(lang, given).await,
        Sample::Province => province::run(lang, given).await,
    }
}

/// Makes the town, lets its history happen, judges every duty and writes the reports.
async fn town(lang: Lang, given: &Demo) -> anyhow::Result<Found> {
    let (engine, clock) = opened(lang, given, demo::AS_OF).await?;
    let as_of = clock.now();
    let portals = demo::Portals::start(as_of).context("không mở được ba cổng mẫu trên máy này")?;
    let fetcher = WebFetcher::new(Roots::of_the_web().and_pem(portals.ca_pem().as_bytes())?);
    let folder = given.data.join("facts");
    demo::write(&folder, demo::SEED, as_of, portals.addresses())?;
    live_through(&engine, &clock, &fetcher, &portals, as_of).await?;
    super::facts::tell(lang, engine.import_folder(&Actor::Local, &folder).await)?;
    engine
        .probe_portals(&Actor::Job("portal_probe"), &fetcher)
        .await?;
    let mut unmet = false;
    for (name, bytes) in letters(&given.directives)? {
        unmet |= one_letter(lang, &engine, given, &name, &bytes).await?;
    }
    ended(lang, engine, given).await?;
    Ok(Found::when(unmet))
}

/// An engine over a fresh data folder with its clock pinned to the instant asked for; says what is shown.
async fn opened(lang: Lang, given: &Demo, default: &str) -> anyhow::Result<(Engine, Clock)> {
    let zone = setting::zone()?;
    let as_of = setting::instant(given.as_of.as_deref().unwrap_or(default), &zone)?;
    let at = as_of
        .to_zoned(zone.clone())
        .strftime("%H:%M %d/%m/%Y")
        .to_string();
    output::line(&text(lang, "sample-mark", &[]));
    output::line(&text(
        lang,
        "cli-demo-banner",
        &[("at", at.as_str().into())],
    ));
    fresh(&given.data)?;
    let clock = Clock::pinned(as_of);
    let settings = Settings {
        database: Database::Sqlite,
        clock: clock.clone(),
        zone,
        policy: Policy::default(),
        sample: true,
    };
    let engine = Engine::open(&given.data, settings).await?;
    demo::mark_sample(&given.data)?;
    Ok((engine, clock))
}

/// Lets the logs come in, verifies the ledger, says where everything is, and serves the site unless one look is enough.
async fn ended(lang: Lang, engine: Engine, given: &Demo) -> anyhow::Result<()> {
    let engine = Arc::new(engine);
    let events = logs::take_in(lang, &engine, &given.data.join("facts")).await?;
    let verified = engine.verify_ledger(&[]).await?;
    let (count, root) = (
        i64::try_from(verified.leaves).unwrap_or(i64::MAX),
        verified.root.to_hex(),
    );
    if !verified.is_intact() {
        bail!("sổ minh chứng vừa viết không kiểm tra được");
    }
    output::line("");
    output::line(&text(
        lang,
        "cli-ledger-good",
        &[("count", count.into()), ("root", root.as_str().into())],
    ));
    output::line(&text(
        lang,
        "cli-demo-folder",
        &[("path", given.data.display().to_string().as_str().into())],
    ));
    if given.once {
        drop(events);
        return match Arc::into_inner(engine) {
            Some(engine) => Ok(engine.close().await?),
            None => Ok(()),
        };
    }
    let accounts = accounts::sample(&engine).await?;
    let taking = Taking::into(events, &Inlets::default(), Keep::default()).await?;
    super::serve::demonstrate(lang, engine, taking, given.listen, accounts).await
}

/// Clears what an earlier demonstration left; whatever else is there is left alone.
fn fresh(data: &Path) -> anyhow::Result<()> {
    let empty = !data.exists() || data.read_dir().is_ok_and(|mut d| d.next().is_none());
    if !empty && !demo::is_sample(data) {
        bail!(
            "{} có dữ liệu không phải của bản trình diễn; hãy chọn thư mục khác bằng --data",
            data.display()
        );
    }
    if !empty {
        std::fs::remove_dir_all(data)
            .with_context(|| format!("không xóa được {}", data.display()))?;
    }
    Ok(())
}

/// The sample letters, or the ones given.
fn letters(files: &[std::path::PathBuf]) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    if files.is_empty() {
        return Ok(demo::letters()
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect());
    }
    files
        .iter()
        .map(|path| {
            Ok((
                path.display().to_string(),
                read_file(path, 20 * 1024 * 1024)?,
            ))
        })
        .collect()
}

/// What Khiên saw up to now, each at its own instant: check-ins, handovers, and the portals' home pages every quarter of an hour.
async fn live_through(
    engine: &Engine,
    clock: &Clock,
    fetcher: &WebFetcher,
    portals: &demo::Portals,
    as_of: Timestamp,
) -> anyhow::Result<()> {
    let registered: Vec<Registered> = portals
        .addresses()
        .iter()
        .filter_map(|p| {
            Some(Registered {
                unit: Key::new(demo::owner_of_portal(&p.code)?),
                portal: Key::<Portal>::new(&p.code),
                url: p.url.clone(),
            })
        })
        .collect();
    // The portals are really asked here; the sample's own record of probes is for places without them.
    let mut seen = demo::history(as_of)
        .into_iter()
        .filter(|s| s.kind != SourceKind::Probe)
        .peekable();
    let mut ping = demo::first_instant();
    loop {
        let next = seen.peek().map_or(ping, |s| s.at.min(ping));
        if next >= as_of {
            break;
        }
        clock.set(next);
        while let Some(event) = seen.next_if(|s| s.at == next) {
            record(engine, event).await?;
        }
        if ping == next {
            engine
                .ping_portals(&Actor::Job("portal_probe"), fetcher, &registered)
                .await?;
            ping = ping.checked_add(PING_EVERY)?;
        }
    }
    clock.set(as_of);
    for event in seen.filter(|s| s.at <= as_of) {
        record(engine, event).await?;
    }
    Ok(())
}

/// Records what was seen at the engine's present instant.
async fn record(engine: &Engine, seen: demo::Seen) -> anyhow::Result<()> {
    let rows = seen.rows.into_iter().map(observation).collect();
    engine
        .record(&Actor::Local, seen.kind, "khien", rows)
        .await?;
    Ok(())
}

fn observation(row: demo::Row) -> Observation {
    Observation {
        kind: row.kind,
        code: row.code,
        unit: row.unit,
        occurred_at: row.occurred_at,
        cells: row.cells,
    }
}

/// Judges one letter, prints it, freezes the figures and writes the report; whether a duty is not met.
async fn one_letter(
    lang: Lang,
    engine: &Engine,
    given: &Demo,
    name: &str,
    bytes: &[u8],
) -> anyhow::Result<bool> {
    let in_force = confirmed(engine, given, name, bytes).await?;
    let judged = engine.judge_directive(&Actor::Local, &in_force).await?;
    output::line("");
    output::line(&format!("══ {name}"));
    output::line(&summary_of(lang, &in_force));
    judged::print(lang, engine, &in_force, &judged);
    let top = Some(demo::TOWN).filter(|_| given.directives.is_empty());
    reported(lang, engine, given, &in_force, &judged, top).await?;
    Ok(judged::needs_a_person(&judged.judgements))
}

/// Freezes the figures and writes the report of `top`; says where it is.
async fn reported(
    lang: Lang,
    engine: &Engine,
    given: &Demo,
    in_force: &InForce,
    judged: &Judged,
    top: Option<&str>,
) -> anyhow::Result<Frozen> {
    let frozen = engine.cut_off(&Actor::Local, in_force, judged).await?;
    let written = engine
        .write_report(&Actor::Local, in_force, judged, &frozen, top)
        .await?;
    let path = given.data.join("reports").join(&written.file_name);
    super::write_whole(&path, &written.bytes)?;
    output::line("");
    output::line(&text(
        lang,
        "cli-demo-report",
        &[("path", path.display().to_string().as_str().into())],
    ));
    Ok(frozen)
}

async fn confirmed(
    engine: &Engine,
    given: &Demo,
    name: &str,
    bytes: &[u8],
) -> anyhow::Result<InForce> {
    let directive = engine.read_directive(name, bytes)?;
    let confirmation = if given.directives.is_empty() {
        received(match given.sample {
            Sample::Town => demo::RECEIVED_AT,
            Sample::Province => demo::PROVINCE_RECEIVED_AT,
        })?
    } else {
        engine
            .assume_receipt(&directive, &Confirmation::default())
            .0
    };
    Ok(engine
        .confirm_directive(&Actor::Local, name, bytes, &confirmation)
        .await?)
}

/// The confirmation that a letter was received at this instant.
fn received(at: &str) -> anyhow::Result<Confirmation> {
    let zone = setting::zone()?;
    let received = setting::instant(at, &zone)?.to_zoned(zone).date();
    Ok(Confirmation {
        received: Some(received),
        watch: None,
    })
}

/// "9 nhiệm vụ của cơ quan, 3 của doanh nghiệp".
fn summary_of(lang: Lang, in_force: &InForce) -> String {
    use domain::unit::UnitClass::{DigitalPlatform, Finance, StateEnterprise, TelecomInternet};
    let printed = in_force
        .directive
        .obligations
        .iter()
        .filter(|o| !o.is_synthetic());
    let of_enterprises = |o: &&domain::directive::Obligation| {
        !o.addressees.is_empty()
            && o.addressees.iter().all(|c| {
                matches!(
                    c,
                    TelecomInternet | DigitalPlatform | StateEnterprise | Finance
                )
            })
    };
    let enterprises =
        i64::try_from(printed.clone().filter(of_enterprises).count()).unwrap_or(i64::MAX);
    let all = i64::try_from(printed.count()).unwrap_or(i64::MAX);
    text(
        lang,
        "cli-check-of-classes",
        &[
            ("agencies", (all - enterprises).into()),
            ("enterprises", enterprises.into()),
        ],
    )
}
