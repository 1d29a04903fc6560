//! Where a request comes from, as far as it can be known.
//!
//! The address of the connection, or, when that is a proxy of ours, what the
//! proxies told in `X-Forwarded-For`. The header's first entries are written by
//! the client and believed by nobody: the list is read from the right, over
//! proxies of ours, to the first address that is none of them.

use super::Site;
use super::listen::Peer;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, header};
use engine::accounts::From as Whence;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Proxies one behind the other; a longer list is no honest one.
const HOPS_MAX: usize = 16;
/// Characters of a browser's name that are kept.
const AGENT_CHARS_MAX: usize = 200;

/// Address and browser of a request.
pub(crate) fn whence(site: &Site, request: &Request) -> Whence {
    let peer = request
        .extensions()
        .get::<ConnectInfo<Peer>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |c| c.0.0.ip());
    let user_agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    Whence {
        address: address(peer, request.headers(), &site.options.trusted_proxies),
        user_agent: user_agent.chars().take(AGENT_CHARS_MAX).collect(),
    }
}

/// The address of the client. A header that is not a list of addresses tells nothing: then it is the peer's.
fn address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    let is_ours = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    if !is_ours(peer) {
        return peer;
    }
    let Some(told) = told(headers) else {
        return peer;
    };
    let client = told.iter().rev().find(|address| !is_ours(**address));
    // With none but our own on the way, the first of them asks for itself.
    client.or(told.first()).copied().unwrap_or(peer)
}

/// All entries of all such headers from left to right; `None` when one of them is no address.
fn told(headers: &HeaderMap) -> Option<Vec<IpAddr>> {
    let mut told = Vec::new();
    for value in headers.get_all("x-forwarded-for") {
        for entry in value.to_str().ok()?.split(',') {
            told.push(entry_address(entry.trim())?);
            if told.len() > HOPS_MAX {
                return None;
            }
        }
    }
    Some(told)
}

/// An address, as some proxies write it also with its port.
fn entry_address(entry: &str) -> Option<IpAddr> {
    let with_port = || entry.parse().ok().map(|address: SocketAddr| address.ip());
    let address: Option<IpAddr> = entry.parse().ok().or_else(with_port);
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_proxies_are_believed_and_read_from_the_right() {
        let trusted: Vec<IpNet> = ["10.0.0.0/24", "2001:db8:1::/48"]
            .iter()
            .map(|net| net.parse().unwrap())
            .collect();
        for (peer, told, expected) in [
            // A stranger's word is no word.
            ("203.0.113.5", &["198.51.100.1"][..], "203.0.113.5"),
            ("203.0.113.5", &["10.0.0.1, 10.0.0.2"], "203.0.113.5"),
            // One proxy, two proxies, and what the client wrote before them.
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1, 10.0.0.2"], "198.51.100.1"),
            (
                "10.0.0.1",
                &["192.0.2.66, 198.51.100.1, 10.0.0.2"],
                "198.51.100.1",
            ),
            (
                "10.0.0.1",
                &["192.0.2.66", "198.51.100.1,10.0.0.2"],
                "198.51.100.1",
            ),
            ("::ffff:10.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            (
                "2001:db8:1::1",
                &["[2001:db8:2::9]:443, 10.0.0.2"],
                "2001:db8:2::9",
            ),
            // None but proxies: the first of them asks.
            ("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            // Nothing told, or nothing that is a list of addresses.
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &[""], "10.0.0.1"),
            ("10.0.0.1", &["unknown, 198.51.100.1"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1, x"], "10.0.0.1"),
            ("10.0.0.1", &["<script>"], "10.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            for value in told {
                headers.append("x-forwarded-for", value.parse().unwrap());
            }
            let found = address(peer.parse().unwrap(), &headers, &trusted);
            assert_eq!(found.to_string(), expected, "{peer} tells {told:?}");
        }
        let mut long = HeaderMap::new();
        let list = vec!["10.0.0.2"; HOPS_MAX + 1].join(",");
        long.append("x-forwarded-for", list.parse().unwrap());
        let peer: IpAddr = "10.0.0.1".parse().unwrap();
        assert_eq!(address(peer, &long, &trusted), peer);
        assert_eq!(address(peer, &long, &[]), peer);
    }
}
