//! `khien serve`: the platform over one data folder, until it is told to stop.

mod taking;

pub(crate) use taking::{Inlets, Taking, opened};

use super::Found;
use super::config::{flags, loaded};
use crate::cli::Serve;
use crate::config::{self, Config, Level};
use crate::output;
use anyhow::{Context as _, bail};
use engine::jobs::{self, Stop};
use engine::{Clock, Engine, Settings};
use lang::{Lang, text};
use server::intake::Addresses;
use server::web::{self, Entrance, Options, SampleAccount, Site, TlsListener};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Runs until a signal.
pub(crate) async fn run(lang: Lang, given: &Serve) -> anyhow::Result<Found> {
    let mut flags = flags(&given.configured);
    flags.extend(
        given
            .listen
            .clone()
            .map(|listen| ("listen", "--listen", listen)),
    );
    let loaded = loaded(&given.configured, &flags);
    let problems = config::check(&loaded);
    let wrong: Vec<String> = problems
        .iter()
        .filter(|p| p.level == Level::Error)
        .map(|p| p.line(lang))
        .collect();
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    let config = loaded.config().context("khien.toml")?;
    config.log.start();
    let engine = Arc::new(Engine::open(&config.data, settings(&config)?).await?);
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("không mở được {}", config.listen))?;
    let bound = listener.local_addr()?;
    let events = opened(&engine).await?;
    let inlets = Inlets {
        syslog: addresses(&config),
        follow: config.follow.clone(),
    };
    let taking = Taking::into(events, &inlets, config.keep.clone()).await?;
    let secure = config.tls_key_file.is_some() || config.behind_proxy;
    let base = config.public_url.as_ref().map_or_else(
        || address(bound, config.tls_key_file.is_some()),
        |url| url.as_str().trim_end_matches('/').to_owned(),
    );
    let site = site(
        &engine,
        &taking,
        Options {
            secure,
            trusted_proxies: if config.behind_proxy {
                config.trusted_proxies.clone()
            } else {
                Vec::new()
            },
            limits: config.limits,
            language: config.language,
            ..Options::default()
        },
    );
    output::line(&text(lang, "cli-serve-at", &[("url", (&base).into())]));
    taking.tell(lang);
    if let Some(secret) = engine.first_link().await? {
        let link = format!("{base}/link/{}", secret.expose());
        output::line(&text(lang, "cli-serve-first", &[("url", (&link).into())]));
    }
    match (&config.tls_certificate_file, &config.tls_key_file) {
        (Some(certificate), Some(key)) => {
            let listener = TlsListener::new(listener, certificate, key)?;
            served(Entrance::Tls(listener), site, engine, taking).await?;
        }
        _ => served(Entrance::Plain(listener), site, engine, taking).await?,
    }
    Ok(Found::Nothing)
}

/// The site with the doors of senders and the events kept.
fn site(engine: &Arc<Engine>, taking: &Taking, options: Options) -> Site {
    let (doors, events) = (taking.doors.clone(), taking.events.clone());
    Site::with_events(Arc::clone(engine), options, Some(doors), Some(events))
}

/// Where syslog is taken.
fn addresses(config: &Config) -> Addresses {
    let files = config.tls_certificate_file.clone();
    let files = files.zip(config.tls_key_file.clone());
    let tls = config.syslog_tls.zip(files);
    Addresses {
        udp: config.syslog_udp,
        tcp: config.syslog_tcp,
        tls: tls.map(|(at, (certificate, key))| (at, certificate, key)),
    }
}

fn settings(config: &Config) -> anyhow::Result<Settings> {
    Ok(Settings {
        database: config.database()?,
        clock: Clock::System,
        zone: config.zone.clone(),
        policy: super::setting::policy(&crate::cli::Thresholds {
            policy: config.policy.clone(),
        })?,
        sample: demo::is_sample(&config.data),
    })
}

/// The site of a demonstration that was just made; the sample accounts are offered at its sign-in.
pub(crate) async fn demonstrate(
    lang: Lang,
    engine: Arc<Engine>,
    taking: Taking,
    listen: SocketAddr,
    accounts: Vec<SampleAccount>,
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("không mở được {listen}; chọn địa chỉ khác bằng --listen"))?;
    let base = address(listener.local_addr()?, false);
    let site = site(
        &engine,
        &taking,
        Options {
            sample_accounts: accounts,
            ..Options::default()
        },
    );
    output::line("");
    output::line(&text(lang, "cli-serve-at", &[("url", (&base).into())]));
    taking.tell(lang);
    served(Entrance::Plain(listener), site, engine, taking).await
}

fn address(bound: SocketAddr, tls: bool) -> String {
    let scheme = if tls { "https" } else { "http" };
    format!("{scheme}://{bound}")
}

/// Runs site, doors and jobs until a signal, then ends them: doors first, then the pump's last commit, then the jobs.
async fn served(
    entrance: Entrance,
    site: Site,
    engine: Arc<Engine>,
    taking: Taking,
) -> anyhow::Result<()> {
    let (asked, stop) = (Stop::new(), Stop::new());
    let jobs = tokio::spawn(jobs::run(engine, stop.clone()));
    let taking = taking.start(&asked);
    tokio::spawn({
        let asked = asked.clone();
        async move {
            signal().await;
            asked.stop();
        }
    });
    web::serve(entrance, &site, asked.stopped()).await;
    taking.end().await?;
    stop.stop();
    Ok(jobs.await?)
}

/// Ctrl-C or the system's request to end.
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupted = async { drop(tokio::signal::ctrl_c().await) };
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                () = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        Err(_) => interrupted.await,
    }
}
