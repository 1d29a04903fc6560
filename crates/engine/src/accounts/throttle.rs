//! How many failures are too many: counted before the check, so that a hundred
//! attempts at once are a hundred, and given back when the attempt was good.
//!
//! Failures of others must not bar a person. So a login is counted apart for
//! each block of addresses, and from an address the person has signed in from
//! before only what failed at that very address counts; there attempts are
//! spaced out, never refused for good.

use super::limits::{Limit, PER_ADDRESS, PER_BAD_TOKEN, PER_KNOWN_ADDRESS, PER_LOGIN_AND_BLOCK};
use crate::EngineError;
use core::net::{IpAddr, Ipv6Addr};
use ipnet::IpNet;
use jiff::{SignedDuration, Timestamp};
use store::{AccountId, Counter, Tx, sha256};

/// One counter and its limit.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    name: String,
    limit: Limit,
}

impl Counted {
    /// A counter of an account by itself.
    pub(super) fn of_account(what: &str, account: AccountId, limit: Limit) -> Self {
        Self {
            name: format!("{what}:{account}"),
            limit,
        }
    }
}

/// The counters of an attempt to sign in: the login's first. The login enters as a hash, since people type
/// passwords into the wrong field.
pub(super) fn counters(login: &str, address: IpAddr, known: bool) -> Vec<Counted> {
    let login = sha256(login.as_bytes());
    let place = place(address);
    if known {
        return vec![Counted {
            name: format!("known:{login}:{place}"),
            limit: PER_KNOWN_ADDRESS,
        }];
    }
    vec![
        Counted {
            name: format!("login:{login}:{}", network(place, 24, 48)),
            limit: PER_LOGIN_AND_BLOCK,
        },
        Counted {
            name: format!("address:{place}"),
            limit: PER_ADDRESS,
        },
    ]
}

/// The counter of tokens that are none, from an address.
pub(super) fn of_tokens(address: IpAddr) -> Vec<Counted> {
    vec![Counted {
        name: format!("token:{}", place(address)),
        limit: PER_BAD_TOKEN,
    }]
}

/// What counts as one address: an IPv4 address, or the IPv6 network of one line, within which anybody can
/// change address at will.
pub(super) fn place(address: IpAddr) -> IpAddr {
    network(address.to_canonical(), 32, 64)
}

fn network(address: IpAddr, v4: u8, v6: u8) -> IpAddr {
    let bits = if address.is_ipv4() { v4 } else { v6 };
    IpNet::new(address, bits).map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |net| net.network())
}

/// Counts an attempt against all its counters, or says how long to wait, in seconds; then nothing is counted.
pub(super) async fn count(tx: &mut Tx, counted: &[Counted]) -> Result<Option<i64>, EngineError> {
    let now = tx.at();
    tx.clear_old_counters().await?;
    let mut states = Vec::new();
    let mut longest = None;
    for one in counted {
        let state = tx.counter(&one.name).await?;
        longest = longest.max(wait(state, &one.limit, now));
        states.push((one, state));
    }
    if longest.is_some() {
        return Ok(longest);
    }
    for (one, state) in states {
        let counter = Counter {
            failures: state.map_or(0, |state| state.failures).saturating_add(1),
            last_at: now,
            until: now.saturating_add(one.limit.within)?,
        };
        tx.put_counter(&one.name, counter).await?;
    }
    Ok(None)
}

/// Takes back what [`count`] counted: the attempt was no failure.
pub(super) async fn give_back(tx: &mut Tx, counted: &[Counted]) -> Result<(), EngineError> {
    for one in counted {
        if let Some(state) = tx.counter(&one.name).await? {
            let counter = Counter {
                failures: state.failures.saturating_sub(1).max(0),
                ..state
            };
            tx.put_counter(&one.name, counter).await?;
        }
    }
    Ok(())
}

/// Forgets the failures at one counter: the person has shown who they are.
pub(super) async fn forget(tx: &mut Tx, counted: &Counted) -> Result<(), EngineError> {
    Ok(tx.clear_counter(&counted.name).await?)
}

/// How long to wait before the next attempt, in whole seconds, at least one.
fn wait(state: Option<Counter>, limit: &Limit, now: Timestamp) -> Option<i64> {
    let state = state.filter(|state| state.failures >= limit.free)?;
    let over = match limit.then_every {
        None => state.until,
        Some(every) => state.last_at.saturating_add(every).unwrap_or(state.until),
    };
    let left = over.duration_since(now);
    (left > SignedDuration::ZERO).then(|| left.as_secs().saturating_add(1))
}
