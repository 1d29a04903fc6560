//! One cell of a list → one indicator, or the reason why not.
//!
//! Understands addresses with and without a port, CIDR, ranges (`a-b`,
//! `a - b`, `192.0.2.4-20`), names, URLs (one that is only a host stands for
//! the host), e-mail addresses, digests of files, and the ways people make all
//! of them harmless to click (`1.2.3[.]4`, `hxxp`, `a[@]b`).

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::digest::Digest;
use super::reason::Reason;
use super::web::{self, Parts};

/// Something a list says to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Indicator {
    /// Addresses from the first to the last, both included.
    V4(u32, u32),
    /// The same for IPv6.
    V6(u128, u128),
    /// A name in lower case; it stands for itself and all names below it.
    Name(String),
    /// A URL with a path, in the form of [`web::canonical`].
    Url(String),
    /// An e-mail address in lower case.
    Email(String),
    /// The digest of a file.
    Digest(Digest),
}

/// An indicator together with a note on how it was read.
pub(crate) type Read = Result<(Indicator, Option<Reason>), Reason>;

/// Reads one cell of a list.
pub(crate) fn indicator(cell: &str) -> Read {
    let (found, note) = any_range(cell)?;
    let public = match found {
        Indicator::V4(first, last) => {
            is_searchable(IpAddr::V4(Ipv4Addr::from(first)))
                && is_searchable(IpAddr::V4(Ipv4Addr::from(last)))
        }
        Indicator::V6(first, last) => {
            is_searchable(IpAddr::V6(Ipv6Addr::from(first)))
                && is_searchable(IpAddr::V6(Ipv6Addr::from(last)))
        }
        Indicator::Url(ref url) => {
            web::v4_host(url).is_none_or(|host| is_searchable(IpAddr::V4(host)))
        }
        Indicator::Name(_) | Indicator::Email(_) | Indicator::Digest(_) => true,
    };
    if public {
        Ok((found, note))
    } else {
        Err(Reason::NotPublic)
    }
}

/// The same without asking whether the addresses are public; own networks may be private.
pub(crate) fn any_range(cell: &str) -> Read {
    let text = refang(cell);
    let text =
        text.trim_matches(|c: char| c.is_whitespace() || "\"'`<>\u{200b}\u{feff}".contains(c));
    if text.is_empty() {
        return Err(Reason::Empty);
    }
    if let Some(digest) = digest(text) {
        return Ok((Indicator::Digest(digest), None));
    }
    if let Some((_, rest)) = text.split_once("://") {
        return url(rest);
    }
    if let Some((head, tail)) = text.split_once('/') {
        // Only digits and signs behind an address are a prefix length, right or wrong. A cell
        // with a comma or semicolon may hold several indicators, and is cut first.
        let is_path = tail.contains(|c: char| !c.is_ascii_digit() && !" .:+-".contains(c))
            && !tail.contains([',', ';']);
        return match head.trim().parse::<IpAddr>() {
            Ok(IpAddr::V4(_)) if is_path => url(text),
            Ok(address) => network(address, tail.trim()),
            Err(_) => url(text),
        };
    }
    if let Some((local, domain)) = text.rsplit_once('@') {
        return email(local, domain);
    }
    if let Some((head, tail)) = text.split_once(['-', '–'])
        && let Ok(first) = head.trim().parse::<IpAddr>()
    {
        return range(first, tail.trim());
    }
    host_and_port(text)
}

/// True for an address that a list may hold and a log be searched for: public
/// ones, and the documentation ranges of RFC 5737 and RFC 3849 that samples use.
#[must_use]
pub const fn is_searchable(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !matches!(
            address.octets(),
            [0 | 10 | 127 | 224..=255, ..]
                | [100, 64..=127, ..]
                | [169, 254, ..]
                | [172, 16..=31, ..]
                | [192, 0, 0, _]
                | [192, 168, ..]
                | [198, 18 | 19, ..]
        ),
        // Global unicast, and the well-known NAT64 prefix of RFC 6052.
        IpAddr::V6(address) => matches!(
            address.segments(),
            [0x2000..=0x3fff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..]
        ),
    }
}

/// Undoes the usual ways of making an indicator unclickable.
fn refang(cell: &str) -> Cow<'_, str> {
    let defanged = cell.contains(['[', '(', '{'])
        || cell
            .as_bytes()
            .get(..4)
            .is_some_and(|head| head.eq_ignore_ascii_case(b"hxxp"));
    if !defanged {
        return Cow::Borrowed(cell);
    }
    let mut text = cell.to_owned();
    for (harmless, real) in [
        ("[.]", "."),
        ("(.)", "."),
        ("{.}", "."),
        ("[dot]", "."),
        ("(dot)", "."),
        ("[DOT]", "."),
        ("[:]", ":"),
        ("[://]", "://"),
        ("[/]", "/"),
        ("[@]", "@"),
        ("(@)", "@"),
        ("[at]", "@"),
        ("(at)", "@"),
    ] {
        text = text.replace(harmless, real);
    }
    if let Some((head, tail)) = text.split_at_checked(4)
        && head.eq_ignore_ascii_case("hxxp")
    {
        text = format!("http{tail}");
    }
    Cow::Owned(text)
}

/// A digest alone, or with its kind before it (`sha256:…`), as some feeds write it.
fn digest(text: &str) -> Option<Digest> {
    let digits = match text.split_once(':') {
        Some((kind, digits)) => {
            let known = ["md5", "sha1", "sha-1", "sha256", "sha-256"];
            known.iter().find(|name| kind.eq_ignore_ascii_case(name))?;
            digits.trim_start()
        }
        None => text,
    };
    Digest::read(digits.as_bytes())
}

/// `rest` is what follows `://`. A URL that is nothing but a host stands for the host.
fn url(rest: &str) -> Read {
    let Parts {
        authority,
        path,
        has_fragment,
    } = web::parts(rest);
    let read = host_and_port(authority)?;
    match (path, has_fragment) {
        ("" | "/", false) => Ok(read),
        // `evil.example#login`: nothing a server is asked for, and the host is more than was listed.
        ("", true) => Err(Reason::Malformed),
        // A path below any host, or an address without its brackets: no log has such a URL.
        _ if authority.contains('*') || authority.parse::<Ipv6Addr>().is_ok() => {
            Err(Reason::Malformed)
        }
        _ => {
            let url = web::canonical(rest).ok_or(Reason::Malformed)?;
            Ok((Indicator::Url(url), None))
        }
    }
}

fn email(local: &str, domain: &str) -> Read {
    let local = local.strip_prefix("mailto:").unwrap_or(local);
    if !web::is_local_part(local) {
        return Err(Reason::Malformed);
    }
    let address = format!("{}@{}", local.to_ascii_lowercase(), name(domain)?);
    Ok((Indicator::Email(address), None))
}

fn host_and_port(text: &str) -> Read {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok((single(address), None));
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (inner, port) = rest.split_once(']').ok_or(Reason::Malformed)?;
        let address: Ipv6Addr = inner.parse().map_err(|_| Reason::Malformed)?;
        let usable = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        return if usable {
            Ok((single(IpAddr::V6(address)), None))
        } else {
            Err(Reason::Malformed)
        };
    }
    let host = match text.split_once(':') {
        Some((host, port)) if is_port(port) => host,
        Some(_) => return Err(Reason::Malformed),
        None => text,
    };
    match host.parse::<Ipv4Addr>() {
        Ok(address) => Ok((single(IpAddr::V4(address)), None)),
        Err(_) => Ok((Indicator::Name(name(host)?), None)),
    }
}

fn is_port(text: &str) -> bool {
    let plain = (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain && text.parse::<u16>().is_ok()
}

fn single(address: IpAddr) -> Indicator {
    match address.to_canonical() {
        IpAddr::V4(address) => Indicator::V4(address.to_bits(), address.to_bits()),
        IpAddr::V6(address) => Indicator::V6(address.to_bits(), address.to_bits()),
    }
}

fn network(address: IpAddr, prefix: &str) -> Read {
    let plain =
        !prefix.is_empty() && prefix.len() <= 3 && prefix.bytes().all(|b| b.is_ascii_digit());
    let length: u32 = prefix
        .parse()
        .ok()
        .filter(|_| plain)
        .ok_or(Reason::Malformed)?;
    match address {
        IpAddr::V4(address) => {
            let host = 32u32.checked_sub(length).ok_or(Reason::Malformed)?;
            if length < 8 {
                return Err(Reason::TooWide);
            }
            let mask = u32::MAX.checked_shl(host).unwrap_or(0);
            let bits = address.to_bits();
            Ok((
                Indicator::V4(bits & mask, bits | !mask),
                note_host_bits(bits & !mask != 0),
            ))
        }
        IpAddr::V6(address) => {
            let host = 128u32.checked_sub(length).ok_or(Reason::Malformed)?;
            if length < 16 {
                return Err(Reason::TooWide);
            }
            let mask = u128::MAX.checked_shl(host).unwrap_or(0);
            let bits = address.to_bits();
            Ok((
                Indicator::V6(bits & mask, bits | !mask),
                note_host_bits(bits & !mask != 0),
            ))
        }
    }
}

fn note_host_bits(set: bool) -> Option<Reason> {
    set.then_some(Reason::HostBits)
}

/// `last` is an address of the same family, or the last octet of an IPv4 one.
fn range(first: IpAddr, last: &str) -> Read {
    match (first, last.parse::<IpAddr>(), last.parse::<u8>()) {
        (IpAddr::V4(first), Ok(IpAddr::V4(last)), _) => range_v4(first, last),
        (IpAddr::V4(first), Err(_), Ok(octet)) => {
            let [a, b, c, _] = first.octets();
            range_v4(first, Ipv4Addr::new(a, b, c, octet))
        }
        (IpAddr::V6(first), Ok(IpAddr::V6(last)), _) => {
            let (first, last) = (first.to_bits(), last.to_bits());
            match last.checked_sub(first) {
                None => Err(Reason::Malformed),
                Some(width) if width >= 1 << 112 => Err(Reason::TooWide),
                Some(_) => Ok((Indicator::V6(first, last), None)),
            }
        }
        _ => Err(Reason::Malformed),
    }
}

fn range_v4(first: Ipv4Addr, last: Ipv4Addr) -> Read {
    let (first, last) = (first.to_bits(), last.to_bits());
    match last.checked_sub(first) {
        None => Err(Reason::Malformed),
        Some(width) if width >= 1 << 24 => Err(Reason::TooWide),
        Some(_) => Ok((Indicator::V4(first, last), None)),
    }
}

/// A host name that can be looked for, in lower case, without `*.` and the final dot.
fn name(text: &str) -> Result<String, Reason> {
    let text = text.strip_prefix("*.").unwrap_or(text);
    let text = text.strip_prefix('.').unwrap_or(text);
    let text = text.strip_suffix('.').unwrap_or(text);
    if !text.is_ascii() {
        let looks_like_name = text.contains('.') && !text.contains(char::is_whitespace);
        return Err(if looks_like_name {
            Reason::NonAsciiName
        } else {
            Reason::Malformed
        });
    }
    let lower = text.to_ascii_lowercase();
    let labels_good = lower.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    });
    let (Some((rest, top)), true) = (lower.rsplit_once('.'), lower.len() <= 253 && labels_good)
    else {
        return Err(Reason::Malformed);
    };
    if !(top.starts_with("xn--") || top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic()))
    {
        return Err(Reason::Malformed);
    }
    if is_registry_suffix(rest, top) {
        return Err(Reason::TooWide);
    }
    Ok(lower)
}

/// True for `com.vn` and its like, under which strangers register names.
fn is_registry_suffix(second: &str, top: &str) -> bool {
    let everywhere = [
        "com", "net", "org", "edu", "gov", "mil", "int", "ac", "co", "go", "or", "ne",
    ];
    let vietnam = ["biz", "info", "name", "pro", "health", "id", "io", "ai"];
    (top.len() == 2 && everywhere.contains(&second)) || (top == "vn" && vietnam.contains(&second))
}
