//! How long each page takes and what it weighs, for somebody who sees the whole organisation.

use super::browser::Browser;
use super::site::Served;
use super::{Figure, at_share, ms};
use anyhow::Context as _;
use domain::access::Role;
use hyper::body::Bytes;
use std::time::{Duration, Instant};

/// Times each page is asked for.
const ROUNDS: usize = 40;
/// Bytes a page may weigh with its stylesheet and script, all compressed.
const WEIGHT_MAX: usize = 150 * 1024;

/// Every page such a person opens from the board.
fn addresses(served: &Served) -> anyhow::Result<Vec<(&'static str, String)>> {
    let held = served.held()?;
    let directive = held.in_force.id;
    let duty = &held.in_force.mandate.clauses.first().context("no duty")?.id;
    let unit = &held.units().last().context("no unit")?.code;
    let top = demo::PROVINCE;
    Ok(vec![
        ("board", "/board".into()),
        ("board, page 2", "/board?page=2".into()),
        ("board on the wall", "/board?mode=wall".into()),
        ("board below one unit", format!("/board?under={unit}")),
        ("units", "/units".into()),
        ("units with work", "/units?only=work".into()),
        ("units by name", "/units?name=x%C3%A3".into()),
        ("one unit", format!("/units/{unit}?directive={directive}")),
        (
            "the province itself",
            format!("/units/{top}?directive={directive}"),
        ),
        ("my work", "/mine".into()),
        ("directives", "/directives".into()),
        ("directive", format!("/directives/{directive}")),
        (
            "duty of all units",
            format!("/directives/{directive}/duties/{duty}"),
        ),
        (
            "duty of one unit",
            format!("/directives/{directive}/duties/{duty}?unit={unit}"),
        ),
        (
            "return of one unit",
            format!("/units/{unit}/return/{directive}"),
        ),
        (
            "roster of one unit",
            format!("/roster?unit={unit}&directive={directive}"),
        ),
        ("reports", "/reports".into()),
        ("summary", format!("/reports/{directive}/summary")),
        ("ledger", "/ledger".into()),
        ("search", "/search?q=x%C3%A3".into()),
    ])
}

pub(super) fn measure(served: &Served, bar: Duration) -> anyhow::Result<Vec<Figure>> {
    let cookie = served.person("toan.quoc", Role::Commander, None)?;
    let client = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    client.block_on(async {
        let mut browser = Browser::open(served.address, &cookie).await?;
        let assets = assets(&mut browser).await?;
        let mut figures = Vec::new();
        for (name, address) in addresses(served)? {
            let (times, page) = asked(&mut browser, &address).await?;
            let (half, most) = (at_share(&times, 50), at_share(&times, 95));
            let weight = page.len() + assets;
            figures.push(Figure {
                what: format!("{name}, p50 / p95 / with assets"),
                measured: format!(
                    "{} / {} / {:.0} KB",
                    ms(half),
                    ms(most),
                    weight.div_ceil(1024)
                ),
                bar: format!("{} / 150 KB", ms(bar)),
                is_met: most < bar && weight < WEIGHT_MAX,
            });
        }
        Ok(figures)
    })
}

async fn asked(browser: &mut Browser, address: &str) -> anyhow::Result<(Vec<Duration>, Bytes)> {
    let page = browser.page(address, false).await?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        browser.page(address, false).await?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    Ok((times, page))
}

/// Compressed bytes of the stylesheet and the script that every page names.
async fn assets(browser: &mut Browser) -> anyhow::Result<usize> {
    let mut bytes = 0;
    for address in server::web::asset_addresses() {
        bytes += browser.page(&address, false).await?.len();
    }
    Ok(bytes)
}
