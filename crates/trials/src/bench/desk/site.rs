//! A served site over an invented province of any size, with a letter of 21 duties and people to look at it.

use super::CORES;
use anyhow::Context as _;
use domain::access::{Grant, Role};
use domain::key::Key;
use domain::policy::Policy;
use engine::accounts::{From, NewAccount, NewPerson};
use engine::directives::Confirmation;
use engine::jobs::{self, Stop};
use engine::live::Held;
use engine::{Actor, Clock, Database, Engine, Settings};
use jiff::tz::TimeZone;
use server::web::{self, Entrance, Options, Site};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

const LETTER: &str = include_str!("letter.txt");
const PASSWORD: &str = "mot cau dai de nho";

/// A running site; it ends when this is dropped.
pub(super) struct Served {
    pub(super) engine: Arc<Engine>,
    pub(super) address: SocketAddr,
    /// What was made, in words.
    pub(super) told: String,
    /// Where the site runs, with as many threads as the bench grants it.
    pub(super) runtime: Runtime,
    stop: Stop,
    _folder: tempfile::TempDir,
}

impl Served {
    pub(super) fn new(communes: usize) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(CORES)
            .enable_all()
            .build()?;
        let start = Instant::now();
        let engine = Arc::new(runtime.block_on(made(folder.path(), communes))?);
        let held = first(&engine)?;
        let told = format!(
            "{} units x {} duties, {} results (made in {:.1} s)",
            held.units().len(),
            held.in_force.mandate.clauses.len(),
            held.judgements().len(),
            start.elapsed().as_secs_f64()
        );
        let stop = Stop::new();
        let site = Site::new(Arc::clone(&engine), Options::default());
        let address = runtime.block_on(async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let address = listener.local_addr()?;
            tokio::spawn(jobs::run(Arc::clone(&engine), stop.clone()));
            let stop = stop.clone();
            tokio::spawn(async move {
                let until = async move { stop.stopped().await };
                web::serve(Entrance::Plain(listener), &site, until).await;
            });
            anyhow::Ok(address)
        })?;
        Ok(Self {
            engine,
            address,
            told,
            runtime,
            stop,
            _folder: folder,
        })
    }

    /// The cookie of somebody new with this role, for all or for a unit and what is below it.
    pub(super) fn person(
        &self,
        login: &str,
        role: Role,
        unit: Option<&str>,
    ) -> anyhow::Result<String> {
        let subtree = unit.map(Key::new);
        let account = NewAccount {
            login: login.to_owned(),
            name: format!("Người mẫu {login}"),
            grants: vec![Grant { role, subtree }],
        };
        let person = NewPerson {
            login: login.to_owned(),
            name: format!("Người mẫu {login}"),
            password: PASSWORD.to_owned(),
        };
        let from = From {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            user_agent: "bench".to_owned(),
        };
        self.runtime.block_on(async {
            let link = self.engine.create_account(&Actor::Local, account).await?;
            let entered = self.engine.redeem(link.expose(), person, &from).await?;
            Ok(format!("khien={}", entered.secret.expose()))
        })
    }

    pub(super) fn held(&self) -> anyhow::Result<Arc<Held>> {
        first(&self.engine)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.stop();
    }
}

fn first(engine: &Engine) -> anyhow::Result<Arc<Held>> {
    let held = engine.live().all().into_iter().next();
    held.context("no directive is in force")
}

async fn made(folder: &std::path::Path, communes: usize) -> anyhow::Result<Engine> {
    let as_of = demo::PROVINCE_AS_OF.parse()?;
    let facts = folder.join("facts");
    demo::write_province(&facts, demo::SEED, as_of, communes)?;
    let settings = Settings {
        database: Database::Sqlite,
        clock: Clock::pinned(as_of),
        zone: TimeZone::get("Asia/Ho_Chi_Minh")?,
        policy: Policy::default(),
        sample: true,
    };
    let engine = Engine::open(&folder.join("data"), settings).await?;
    engine.import_folder(&Actor::Local, &facts).await?;
    let received = Confirmation {
        received: Some(jiff::civil::date(2026, 1, 20)),
        watch: None,
    };
    engine
        .confirm_directive(
            &Actor::Local,
            "cong-van-mau.txt",
            LETTER.as_bytes(),
            &received,
        )
        .await?;
    engine.refresh().await?;
    Ok(engine)
}
