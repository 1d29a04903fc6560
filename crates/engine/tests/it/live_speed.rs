//! 460 communes with 21 duties: one write touches what it concerns and no more.
//! The figures are printed, not judged: machines differ.

use crate::town::{Town, letter};
use domain::facts::{Asset, AssetKind, AvHost, SourceKind, Unit};
use domain::key::Key;
use domain::unit::UnitClass;
use engine::facts_in::Observation;
use engine::{Actor, Engine};
use jiff::Timestamp;
use jiff::civil::Date;
use std::time::Instant;

const UNITS: usize = 460;
const HOSTS: usize = 8;

fn unit(n: usize, at: Timestamp) -> Observation {
    let code = format!("X-{n:03}");
    let row = Unit {
        name: format!("Xã mẫu {n}").as_str().into(),
        class: vec![UnitClass::Commune, UnitClass::LocalAgency],
        tier: None,
        parent: (n > 0).then(|| Key::new("X-000")),
        head: Some("Người đứng đầu".into()),
        headcount: Some(30),
        register_confirmed_at: Some(at),
        register_confirmed_by: Some("Người đứng đầu".into()),
        calendar: None,
        console_groups: Vec::new(),
        host_prefixes: Vec::new(),
        from: None,
        to: None,
    };
    Observation::of(&code, Some(&Key::new(&code)), at, &row)
}

fn asset(n: usize, m: usize, at: Timestamp) -> Observation {
    let code = format!("X-{n:03}-PC{m}");
    let row = Asset {
        kind: AssetKind::Workstation,
        name: code.as_str().into(),
        ip: Vec::new(),
        os: Some("Windows 10".into()),
        os_build: None,
        system: None,
        nat: None,
        last_seen: Some(at),
        added_at: None,
        retired_at: None,
        retired_reason: None,
        retired_confirmed_by: None,
        pending_reboot: None,
        end_of_life: None,
        isolated: None,
    };
    Observation::of(&code, Some(&Key::new(&format!("X-{n:03}"))), at, &row)
}

fn host(n: usize, m: usize, infected: u64, at: Timestamp) -> Observation {
    let code = format!("X-{n:03}-PC{m}");
    let row = AvHost {
        host: code.as_str().into(),
        ip: None,
        group: None,
        kind: Some(AssetKind::Workstation),
        agent: Some(true),
        sig_date: Some(Date::constant(2024, 2, 8)),
        last_seen: Some(at),
        protection: Some(true),
        protection_off_since: None,
        infected: Some(infected.try_into().unwrap()),
        ioc_connections: Some(0),
        vulnerable: None,
        os_current: Some(true),
    };
    Observation::of(&code, Some(&Key::new(&format!("X-{n:03}"))), at, &row)
}

async fn put(engine: &Engine, rows: Vec<Observation>) {
    engine
        .record(&Actor::Local, SourceKind::Khien, "speed", rows)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_write_among_460_communes_touches_only_its_own() {
    let town = Town::new();
    let engine = town.open().await;
    let now = engine.clock().now();
    put(&engine, (0..UNITS).map(|n| unit(n, now)).collect()).await;
    let hosts = (0..UNITS).flat_map(|n| (0..HOSTS).map(move |m| (n, m)));
    let rows = hosts.flat_map(|(n, m)| [asset(n, m, now), host(n, m, 0, now)]);
    put(&engine, rows.collect()).await;
    let in_force = letter(&engine, 0).await;
    let start = Instant::now();
    let first = engine.refresh().await.unwrap();
    eprintln!("first refresh: {:?} for {first:?}", start.elapsed());

    put(&engine, vec![host(123, 3, 2, now)]).await;
    let start = Instant::now();
    let one = engine.refresh().await.unwrap();
    eprintln!(
        "one fact to the held state: {:?} for {one:?}",
        start.elapsed()
    );
    assert!(one.changed > 0 && !one.reloaded);
    assert!(one.judged < 60, "one commune's results: {}", one.judged);
    let start = Instant::now();
    let idle = engine.refresh().await.unwrap();
    eprintln!("nothing new: {:?}", start.elapsed());
    assert_eq!(idle.judged, 0);

    // A new edition of the console for all communes: read whole, judged where it says something.
    let rows = (0..UNITS).flat_map(|n| (0..HOSTS).map(move |m| host(n, m, 1, now)));
    put(&engine, rows.collect()).await;
    let start = Instant::now();
    let all = engine.refresh().await.unwrap();
    eprintln!("an export of all: {:?} for {all:?}", start.elapsed());
    assert!(all.reloaded && all.changed > 0);

    let start = Instant::now();
    let held = engine.live().held(in_force.id).unwrap();
    let root = Key::new("X-000");
    let urgent = held.urgent(3, Some(&root)).len();
    eprintln!("{urgent} most urgent of a subtree: {:?}", start.elapsed());
    engine.close().await.unwrap();

    let engine = town.open().await;
    let start = Instant::now();
    let again = engine.refresh().await.unwrap();
    eprintln!(
        "first refresh after a restart: {:?} for {again:?}",
        start.elapsed()
    );
    assert_eq!((again.judged, again.changed), (0, 0));
    engine.close().await.unwrap();
}
