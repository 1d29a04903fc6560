//! How soon 200 people who look at the board see a change: each hears of it on the live stream and asks for its board
//! again, as the script does.

use super::browser::{Browser, Stream};
use super::site::Served;
use super::{Figure, at_share, ms};
use anyhow::Context as _;
use domain::access::Role;
use domain::facts::{Claim, Unit};
use domain::key::Key;
use engine::statements::NewStatement;
use engine::{Actor, EngineError};
use std::time::{Duration, Instant};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

const VIEWERS: usize = 200;
/// Accounts of the whole organisation behind half of the viewers; the other half are units, each of its own.
const ACCOUNTS: usize = 20;
const ROUNDS: usize = 5;
const BAR: Duration = Duration::from_secs(1);
/// Time after which a change that somebody has not seen counts as lost.
const WAIT_MAX: Duration = Duration::from_secs(30);

/// One viewer: its stream, and the connection its board comes over.
struct Viewer {
    stream: Stream,
    browser: Browser,
}

pub(super) fn measure(served: &Served) -> anyhow::Result<Vec<Figure>> {
    let cookies = people(served)?;
    let client = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let mut viewers = client.block_on(open(served, &cookies))?;
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        let statement = statement(served, round)?;
        let (engine, held) = (std::sync::Arc::clone(&served.engine), served.held()?);
        let start = Instant::now();
        let stated = served.runtime.spawn(async move {
            let done = engine.state(&Actor::Local, &held.in_force, statement);
            done.await.map(drop)
        });
        let seen;
        (viewers, seen) = client.block_on(told(stated, viewers, start))?;
        times.push(seen);
    }
    let (first, last): (Vec<Duration>, Vec<Duration>) = times.into_iter().unzip();
    let (first, last) = (sorted(first), sorted(last));
    Ok(vec![
        Figure {
            what: format!("statement to the first of {VIEWERS} viewers, median"),
            measured: ms(at_share(&first, 50)),
            bar: String::new(),
            is_met: true,
        },
        Figure {
            what: format!("statement to the last of {VIEWERS} viewers, median / worst"),
            measured: format!("{} / {}", ms(at_share(&last, 50)), ms(at_share(&last, 100))),
            bar: ms(BAR),
            is_met: at_share(&last, 100) < BAR,
        },
    ])
}

fn sorted(mut times: Vec<Duration>) -> Vec<Duration> {
    times.sort_unstable();
    times
}

fn people(served: &Served) -> anyhow::Result<Vec<String>> {
    let roles = [
        Role::DutyOfficer,
        Role::Commander,
        Role::Analyst,
        Role::Auditor,
    ];
    let mut cookies = Vec::new();
    for (place, role) in roles.iter().cycle().take(ACCOUNTS).enumerate() {
        cookies.push(served.person(&format!("xem.{place}"), *role, None)?);
    }
    let held = served.held()?;
    for unit in held.units().iter().rev().take(VIEWERS / 2) {
        let login = format!("dv.{}", unit.code).to_lowercase();
        cookies.push(served.person(&login, Role::Commander, Some(unit.code.as_str()))?);
    }
    Ok(cookies)
}

async fn open(served: &Served, cookies: &[String]) -> anyhow::Result<Vec<Viewer>> {
    let (whole, units) = cookies.split_at(ACCOUNTS);
    let half = whole.iter().cycle().take(VIEWERS / 2);
    let mut viewers = Vec::new();
    for cookie in half.chain(units) {
        let stream = Browser::open(served.address, cookie)
            .await?
            .stream()
            .await?;
        let mut browser = Browser::open(served.address, cookie).await?;
        browser.page("/board", false).await?;
        viewers.push(Viewer { stream, browser });
    }
    Ok(viewers)
}

/// Waits until the statement is kept and every viewer holds its board with it; ends with the first that fails.
async fn told(
    stated: JoinHandle<Result<(), EngineError>>,
    viewers: Vec<Viewer>,
    start: Instant,
) -> anyhow::Result<(Vec<Viewer>, (Duration, Duration))> {
    let kept = async { anyhow::Ok(stated.await??) };
    let seen = async {
        let all = timeout(WAIT_MAX, all_see(viewers, start)).await;
        all.context("a viewer never saw the change")?
    };
    let ((), seen) = tokio::try_join!(kept, seen)?;
    Ok(seen)
}

/// Waits until every viewer holds its board with the change; when the first and the last did.
async fn all_see(
    viewers: Vec<Viewer>,
    start: Instant,
) -> anyhow::Result<(Vec<Viewer>, (Duration, Duration))> {
    let mut waiting = JoinSet::new();
    for mut viewer in viewers {
        waiting.spawn(async move {
            viewer.stream.until("event: change").await?;
            viewer.browser.page("/board", true).await?;
            anyhow::Ok((viewer, start.elapsed()))
        });
    }
    let (mut viewers, mut times) = (Vec::new(), Vec::new());
    while let Some(done) = waiting.join_next().await {
        let (viewer, time) = done??;
        viewers.push(viewer);
        times.push(time);
    }
    let first = times.iter().min().copied().unwrap_or_default();
    let last = times.iter().max().copied().unwrap_or_default();
    Ok((viewers, (first, last)))
}

/// A statement that changes a result: of a unit whose duty nothing decides yet.
fn statement(served: &Served, round: usize) -> anyhow::Result<NewStatement> {
    let held = served.held()?;
    let mut open = held.judgements().iter().filter(|judgement| {
        !judgement.reported && judgement.status == domain::judgement::Status::Unknown
    });
    let judgement = open.nth(round).context("nothing is open")?;
    let unit: &Key<Unit> = &judgement.unit;
    Ok(NewStatement {
        unit: unit.to_string(),
        obligation: judgement.obligation.to_string(),
        measure: judgement.measure,
        claim: Claim::Met,
        person: "Người mẫu".into(),
        text: "Đã làm xong ngày 14/02, có biên bản kèm theo (mẫu).".into(),
        file: None,
    })
}
