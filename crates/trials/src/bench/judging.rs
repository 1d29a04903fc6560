//! Judging speed (DESIGN section 6): 3,400 units with 20 assets each, in memory.
//! Judge all in at most 3 s per core, roll held results up in at most 100 ms,
//! carry one changed fact to its parent's figures in at most 10 ms.

use domain::case::Setting;
use domain::clause::{Clause, ClauseWords};
use domain::facts::{
    Asset, AssetKind, AvHost, CheckIn, FactHead, FactRow, Facts, Handover, Post, Provenance, Range,
    Scan, ScanKind, ScanResult, Session, Shift, Software, SourceKind, Unit,
};
use domain::judge::{judge_all, judge_unit};
use domain::judgement::Judgement;
use domain::key::Key;
use domain::mandate::Mandate;
use domain::measure_id::MeasureId;
use domain::policy::Policy;
use domain::rollup::Rollup;
use domain::unit::UnitClass;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

const UNITS: usize = 3_400;
const ASSETS: usize = 20;
const PROVINCES: usize = 34;

/// Measures the three figures.
pub(super) fn run() -> Vec<String> {
    measured().unwrap_or_else(|error| vec![format!("not measured: {error:#}")])
}

fn measured() -> anyhow::Result<Vec<String>> {
    let zone = TimeZone::get("Asia/Ho_Chi_Minh")?;
    let as_of: Timestamp = "2024-02-09T21:30:00+07:00".parse()?;
    let window = Mandate::window_of_days(
        Date::constant(2024, 2, 8),
        Date::constant(2024, 2, 14),
        &zone,
    )
    .ok_or_else(|| anyhow::anyhow!("no window"))?;
    let mut world = World {
        facts: Facts::new(),
        source: Arc::new(source(as_of)),
        as_of,
    };
    (0..UNITS).for_each(|n| world.unit(n));
    let packs = wire::pack::builtin_packs()?;
    let pack = packs
        .in_force(Date::constant(2024, 2, 9))
        .ok_or_else(|| anyhow::anyhow!("no pack"))?;
    let mandate = Mandate {
        directive: "bench".into(),
        date: None,
        received_at: "2024-01-05T08:00:00+07:00".parse()?,
        window,
        clauses: MeasureId::ALL.iter().map(|id| clause(*id)).collect(),
        enclosures: Vec::new(),
        references: Vec::new(),
        contacts: Vec::new(),
    };
    let policy = Policy::default();
    let setting = Setting {
        facts: &world.facts,
        mandate: &mandate,
        policy: &policy,
        pack,
        zone: &zone,
        as_of,
    };

    let start = Instant::now();
    let judgements = judge_all(&setting);
    let judged = start.elapsed();
    let start = Instant::now();
    let mut rollup = Rollup::of(world.facts.units(), &judgements);
    let rolled = start.elapsed();

    let unit = world
        .facts
        .unit("U-1700")
        .ok_or_else(|| anyhow::anyhow!("no unit"))?;
    // Held results are found by their key, as in the store.
    let held: HashMap<_, &Judgement> = judgements.iter().map(|j| (key(j), j)).collect();
    let start = Instant::now();
    let again = judge_unit(&setting, unit);
    for new in &again {
        if let Some(old) = held.get(&key(new)) {
            rollup.replace(old, new);
        }
    }
    let changed = start.elapsed();
    Ok(table(judgements.len(), judged, rolled, changed))
}

/// What a held result is found by.
fn key(judgement: &Judgement) -> (&str, &str, MeasureId) {
    (
        judgement.unit.as_str(),
        &judgement.obligation,
        judgement.measure,
    )
}

fn table(count: usize, judged: Duration, rolled: Duration, changed: Duration) -> Vec<String> {
    vec![
        format!("{UNITS} units x {ASSETS} assets, {count} judgements, one core"),
        "| what | measured | bar |".into(),
        "|---|---|---|".into(),
        format!("| judge all | {:.2} s | 3 s |", judged.as_secs_f64()),
        format!(
            "| roll up held results | {:.1} ms | 100 ms |",
            rolled.as_secs_f64() * 1e3
        ),
        format!(
            "| one unit judged again, carried to its parent's figures | {:.2} ms | 10 ms |",
            changed.as_secs_f64() * 1e3
        ),
    ]
}

struct World {
    facts: Facts,
    source: Arc<Provenance>,
    as_of: Timestamp,
}

impl World {
    fn put<T: FactRow>(&mut self, code: &str, unit: &str, row: T) {
        let head = FactHead {
            code: code.into(),
            unit: Some(Key::new(unit)),
            provenance: Arc::clone(&self.source),
            occurred_at: None,
            recorded_at: self.as_of,
        };
        self.facts.insert(head, row);
    }

    fn ago(&self, hours: i64) -> Timestamp {
        self.as_of
            .checked_sub(SignedDuration::from_hours(hours))
            .unwrap_or(self.as_of)
    }

    fn unit(&mut self, n: usize) {
        let code = format!("U-{n}");
        let parent = (n >= PROVINCES).then(|| Key::new(&format!("U-{}", n % PROVINCES)));
        let row = Unit {
            name: code.as_str().into(),
            class: vec![if n < PROVINCES {
                UnitClass::PeoplesCommittee
            } else {
                UnitClass::Commune
            }],
            tier: None,
            parent,
            head: Some("Người đứng đầu".into()),
            headcount: Some(30),
            register_confirmed_at: Some(self.ago(240)),
            register_confirmed_by: Some("Người đứng đầu".into()),
            calendar: None,
            console_groups: Vec::new(),
            host_prefixes: Vec::new(),
            from: None,
            to: None,
        };
        self.put(&code, &code, row);
        (0..ASSETS).for_each(|m| self.asset(&code, n, m));
        self.duty(&code);
        let session = Session {
            topics: vec!["kỹ năng".into(), "lừa đảo".into()],
            material_sha256: None,
            form: None,
            at: self.ago(300),
            reached: 28,
            quiz_passed: None,
        };
        self.put(&format!("{code}-s"), &code, session);
    }

    fn asset(&mut self, unit: &str, n: usize, m: usize) {
        let code = format!("{unit}-pc{m}");
        let kind = if m == 0 {
            AssetKind::Server
        } else {
            AssetKind::Workstation
        };
        let ip = std::net::Ipv4Addr::new(
            10,
            u8::try_from(n / 256).unwrap_or(0),
            u8::try_from(n % 256).unwrap_or(0),
            u8::try_from(m).unwrap_or(0),
        );
        let asset = Asset {
            kind,
            name: code.as_str().into(),
            ip: vec![ip.into()],
            os: Some("Windows 10".into()),
            os_build: Some("10.0.19045.3930".into()),
            system: None,
            nat: None,
            last_seen: Some(self.ago(3)),
            added_at: None,
            retired_at: None,
            retired_reason: None,
            retired_confirmed_by: None,
            pending_reboot: None,
            end_of_life: None,
            isolated: None,
        };
        self.put(&code, unit, asset);
        let host = AvHost {
            host: code.as_str().into(),
            ip: Some(ip.into()),
            group: None,
            kind: Some(kind),
            agent: Some(true),
            sig_date: Some(Date::constant(2024, 2, 8)),
            last_seen: Some(self.ago(2)),
            protection: Some(true),
            protection_off_since: None,
            infected: Some(0),
            ioc_connections: Some(0),
            vulnerable: None,
            os_current: Some(true),
        };
        self.put(&format!("{code}-av"), unit, host);
        let scan = Scan {
            asset: Key::new(&code),
            kind: ScanKind::Full,
            db_date: Some(Date::constant(2024, 1, 20)),
            start: self.ago(400),
            end: Some(self.ago(399)),
            files: Some(200_000),
            result: ScanResult::Clean,
            detections: Vec::new(),
        };
        self.put(&format!("{code}-scan"), unit, scan);
        let software = Software {
            asset: Key::new(&code),
            product: "Microsoft Office 2019".into(),
            vendor: None,
            version: Some("16.0".into()),
            kb: Vec::new(),
            seen_at: Some(self.ago(20)),
        };
        self.put(&format!("{code}-sw"), unit, software);
    }

    fn duty(&mut self, unit: &str) {
        let post = format!("{unit}-post");
        self.put(
            &post,
            unit,
            Post {
                name: "Trực".into(),
                mode: None,
                kind: None,
            },
        );
        let range = Range {
            cidr: "192.0.2.0/28"
                .parse()
                .unwrap_or_else(|_| std::net::IpAddr::from([192, 0, 2, 1]).into()),
            kind: None,
            nat: None,
            provider: None,
            confirmed_at: Some(self.ago(50)),
        };
        self.put(&format!("{unit}-range"), unit, range);
        let midnight: Timestamp = "2024-02-08T00:00:00+07:00".parse().unwrap_or(self.as_of);
        let at = |shift: i64| {
            midnight
                .checked_add(SignedDuration::from_hours(8 * shift))
                .unwrap_or(midnight)
        };
        for shift in 0..21_i64 {
            let code = format!("{unit}-ca{shift}");
            let row = Shift {
                post: Key::new(&post),
                person: format!("Người trực {}", shift % 4).into(),
                from: at(shift),
                to: at(shift + 1),
                approved_by: Some("Người đứng đầu".into()),
                approved_at: Some(self.ago(200)),
            };
            self.put(&code, unit, row);
            if at(shift) < self.as_of {
                self.put(
                    &format!("{code}-in"),
                    unit,
                    CheckIn {
                        shift: Key::new(&code),
                        at: at(shift),
                    },
                );
                let handover = Handover {
                    from_shift: Key::new(&code),
                    to_shift: Key::new(&format!("{unit}-ca{}", shift + 1)),
                    sent_at: at(shift + 1),
                    accepted_at: Some(at(shift + 1)),
                };
                self.put(&format!("{code}-over"), unit, handover);
            }
        }
    }
}

fn clause(id: MeasureId) -> Clause {
    Clause {
        id: id.as_str().into(),
        text: "toàn bộ máy chủ, máy trạm; liên tục 24/7; ưu tiên".into(),
        classes: Vec::new(),
        measures: vec![id],
        references: Vec::new(),
        cves: Vec::new(),
        products: Vec::new(),
        due: None,
        words: ClauseWords::of("toàn bộ máy chủ, máy trạm; liên tục 24/7; ưu tiên"),
    }
}

fn source(at: Timestamp) -> Provenance {
    Provenance {
        code: "bench".into(),
        kind: SourceKind::CheckIn,
        title: None,
        file: Some("bench.csv".into()),
        sha256: Some("0".repeat(64).into()),
        generated_at: Some(at),
        period_from: None,
        period_to: Some(at),
        person: None,
    }
}
