//! URLs and e-mail addresses in the one form in which lists and logs are compared.
//!
//! Of a URL that is the host in lower case, a port other than 80 and 443, path
//! and query as they are: `evil.example:8080/Gate.php?id=5`. The scheme is not
//! compared, because proxies and flow logs often print none, and what follows
//! `#` never leaves the browser. An e-mail address is written in lower case.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The longest URL that is kept; browsers and proxies cut longer ones.
pub(crate) const URL_LENGTH_MAX: usize = 2048;

/// The longest part of an e-mail address before its `@` (RFC 5321, 4.5.3.1.1).
const LOCAL_LENGTH_MAX: usize = 64;

/// A URL, without its scheme, in its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    /// Host, and port if any.
    pub(crate) authority: &'a str,
    /// Path and query; empty for a URL that is only a host.
    pub(crate) path: &'a str,
    /// True when something followed that no server ever sees.
    pub(crate) has_fragment: bool,
}

/// Cuts what follows `://`.
pub(crate) fn parts(url: &str) -> Parts<'_> {
    let (url, has_fragment) = match url.split_once('#') {
        Some((url, _)) => (url, true),
        None => (url, false),
    };
    let at = url.find(['/', '?']).unwrap_or(url.len());
    let (authority, path) = url.split_at_checked(at).unwrap_or((url, ""));
    // Names and passwords in a URL are not part of what it points at.
    let authority = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    Parts {
        authority,
        path,
        has_fragment,
    }
}

/// True for a byte that no URL holds: where one ends in a text.
pub(crate) fn ends_url(byte: &u8) -> bool {
    byte.is_ascii_control() || b" \"<>\\^`{|}".contains(byte)
}

/// The form in which URLs are compared, without what may be the end of the sentence around them;
/// `None` for a URL without a path or a host, or with a byte that no URL holds.
pub(crate) fn canonical(url: &str) -> Option<String> {
    let Parts {
        authority, path, ..
    } = parts(url);
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, port),
        _ => (authority, ""),
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    // A question mark without a question may be the end of a sentence, too.
    let path = path.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*']);
    let known = host.len() > 1 && !path.is_empty() && url.len() <= URL_LENGTH_MAX;
    let clean = !url.bytes().any(|b| b <= b' ' || b == 0x7f) && !path.bytes().any(|b| ends_url(&b));
    if !known || !clean {
        return None;
    }
    let mut text = String::with_capacity(url.len() + 1);
    match host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        Some(inner) => {
            let address: Ipv6Addr = inner.parse().ok()?;
            match address.to_canonical() {
                IpAddr::V4(address) => text.push_str(&address.to_string()),
                IpAddr::V6(address) => text.push_str(&format!("[{address}]")),
            }
        }
        None => text.push_str(host),
    }
    text.make_ascii_lowercase();
    if !matches!(port, "" | "80" | "443") {
        text.push(':');
        text.push_str(port);
    }
    if path.starts_with('?') {
        text.push('/');
    }
    text.push_str(path);
    Some(text)
}

/// The host of a URL in the form in which it is compared, or of an e-mail address.
pub(crate) fn host(canonical: &str) -> &str {
    let authority = canonical.split('/').next().unwrap_or_default();
    let authority = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    if let Some((inner, _)) = authority
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        return inner;
    }
    authority.split(':').next().unwrap_or_default()
}

/// True for a text that may stand before the `@` of an e-mail address.
pub(crate) fn is_local_part(text: &str) -> bool {
    (1..=LOCAL_LENGTH_MAX).contains(&text.len()) && text.bytes().all(|b| is_local(&b))
}

/// True for a byte that e-mail addresses have before their `@`. The standard allows more,
/// but in a log `from=an@evil.example` is a field, not a name.
pub(crate) fn is_local(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._%+-".contains(byte)
}

/// Whether the host of a URL is an IPv4 address, and which.
pub(crate) fn v4_host(canonical: &str) -> Option<Ipv4Addr> {
    host(canonical).parse().ok()
}
