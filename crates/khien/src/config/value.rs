//! Values as they are written, each checked against its kind.

use super::keys::Kind;
use super::problem::Told;
use engine::events::Followed;
use ipnet::IpNet;
use jiff::civil::Date;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

/// Whether a value is of its kind; what is expected when it is not.
pub(crate) fn check(kind: Kind, text: &str) -> Result<(), Told> {
    let (good, vi, en) = match kind {
        Kind::Address => (
            address(text).is_some(),
            "cần địa chỉ:cổng, ví dụ 127.0.0.1:8080".to_owned(),
            "expected address:port, such as 127.0.0.1:8080".to_owned(),
        ),
        Kind::Folder | Kind::File | Kind::SecretFile | Kind::Secret => (
            !text.trim().is_empty(),
            "không được để trống".to_owned(),
            "it may not be empty".to_owned(),
        ),
        Kind::Url => (
            web_address(text).is_some(),
            "cần địa chỉ http:// hoặc https://".to_owned(),
            "expected an http:// or https:// address".to_owned(),
        ),
        Kind::Flag => (
            flag(text).is_some(),
            "cần true hoặc false".to_owned(),
            "expected true or false".to_owned(),
        ),
        Kind::Networks => (
            networks(text).is_some(),
            "cần các địa chỉ hoặc dải, ví dụ 10.0.0.5, 10.1.0.0/24".to_owned(),
            "expected addresses or ranges, such as 10.0.0.5, 10.1.0.0/24".to_owned(),
        ),
        Kind::Zone => (
            jiff::tz::TimeZone::get(text).is_ok(),
            "không có múi giờ này; ví dụ Asia/Ho_Chi_Minh".to_owned(),
            "no such time zone; for instance Asia/Ho_Chi_Minh".to_owned(),
        ),
        Kind::Bytes => (
            bytes(text).is_some(),
            "cần dung lượng, ví dụ 50 MB hoặc 52428800".to_owned(),
            "expected a size, such as 50 MB or 52428800".to_owned(),
        ),
        Kind::Count => (
            count(text).is_some(),
            "cần số nguyên từ 1".to_owned(),
            "expected a whole number from 1".to_owned(),
        ),
        Kind::Followed => (
            followed(text).is_some(),
            "cần các mục tên=đường dẫn, tên không trùng, gồm chữ thường không dấu, số, “-”, “_”, “.”; đường dẫn không có dấu phẩy".to_owned(),
            "expected items name=path; names of small letters, digits, \"-\", \"_\", \".\", none twice; no comma in a path".to_owned(),
        ),
        Kind::Days => (
            days(text).is_some(),
            "cần các ngày hoặc khoảng ngày năm-tháng-ngày, ví dụ 2026-02-14..2026-02-20, 2026-03-01".to_owned(),
            "expected days or stretches of days, such as 2026-02-14..2026-02-20, 2026-03-01".to_owned(),
        ),
        Kind::Word(words) => (
            words.contains(&text),
            format!("cần một trong: {}", words.join(", ")),
            format!("expected one of: {}", words.join(", ")),
        ),
    };
    if good { Ok(()) } else { Err(Told { vi, en }) }
}

pub(crate) fn address(text: &str) -> Option<SocketAddr> {
    text.trim().parse().ok()
}

pub(crate) fn flag(text: &str) -> Option<bool> {
    text.trim().parse().ok()
}

pub(crate) fn web_address(text: &str) -> Option<url::Url> {
    let url = url::Url::parse(text.trim()).ok()?;
    let plain = url.has_host() && url.username().is_empty() && url.password().is_none();
    (plain && matches!(url.scheme(), "http" | "https")).then_some(url)
}

/// Addresses and ranges parted by commas.
pub(crate) fn networks(text: &str) -> Option<Vec<IpNet>> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            let alone = || part.parse::<IpAddr>().ok().map(IpNet::from);
            part.parse().ok().or_else(alone)
        })
        .collect()
}

/// Names and paths to follow, parted by commas.
pub(crate) fn followed(text: &str) -> Option<Vec<Followed>> {
    let mut all: Vec<Followed> = Vec::new();
    for item in items(text) {
        let (name, path) = item.split_once('=')?;
        let (name, path) = (name.trim(), path.trim());
        let is_new = all.iter().all(|other| other.name != name);
        if !is_new || !Followed::is_name(name) || path.is_empty() {
            return None;
        }
        all.push(Followed {
            name: name.to_owned(),
            path: path.into(),
        });
    }
    Some(all)
}

/// Days and stretches of days, first and last, parted by commas.
pub(crate) fn days(text: &str) -> Option<Vec<(Date, Date)>> {
    let each = items(text).map(|item| {
        let (first, last) = item.split_once("..").unwrap_or((item, item));
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        (first <= last).then_some((first, last))
    });
    each.collect()
}

/// The same text with its relative paths starting at a folder.
pub(crate) fn followed_from(folder: &Path, text: &str) -> String {
    let each = items(text).map(|item| match item.split_once('=') {
        Some((name, path)) => format!("{name}={}", folder.join(path.trim()).display()),
        None => item.to_owned(),
    });
    each.collect::<Vec<_>>().join(", ")
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    let items = text.split(',').map(str::trim);
    items.filter(|item| !item.is_empty())
}

/// A size: a number, alone or with KB, MB or GB of 1,024.
pub(crate) fn bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = text.strip_prefix(digits)?.trim().to_ascii_uppercase();
    let times: u64 = match unit.as_str() {
        "" | "B" => 1,
        "KB" | "KIB" => 1 << 10,
        "MB" | "MIB" => 1 << 20,
        "GB" | "GIB" => 1 << 30,
        _ => return None,
    };
    digits
        .parse::<u64>()
        .ok()?
        .checked_mul(times)
        .filter(|n| *n > 0)
}

pub(crate) fn count(text: &str) -> Option<usize> {
    text.trim().parse().ok().filter(|n| *n > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_of_their_kind_or_told_what_is_expected() {
        for (kind, good, bad) in [
            (Kind::Address, "[::1]:8443", "8080"),
            (Kind::Url, "https://khien.example", "ftp://khien.example"),
            (
                Kind::Url,
                "http://[::1]:8080/",
                "https://user:word@khien.example",
            ),
            (Kind::Flag, "true", "yes"),
            (Kind::Networks, "10.0.0.5, 2001:db8::/32", "10.0.0.0/33"),
            (Kind::Zone, "Asia/Bangkok", "Asia/Nowhere"),
            (Kind::Bytes, "50 MB", "50 MBit"),
            (Kind::Bytes, "1024", "0"),
            (Kind::Bytes, "1 GB", "99999999999 GB"),
            (Kind::Count, "14", "0"),
            (Kind::Word(&["vi", "en"]), "en", "fr"),
            (Kind::Folder, "x", " "),
            (Kind::Followed, "web=/var/log/a b.log, iis = logs/", "web"),
            (Kind::Followed, "a=b", "a=b, a=c"),
            (
                Kind::Days,
                "2026-02-14..2026-02-20, 2026-03-01",
                "2026-02-30",
            ),
            (Kind::Days, "", "2026-02-20..2026-02-14"),
            (Kind::Followed, "a=b", "Á=b"),
        ] {
            assert_eq!(check(kind, good), Ok(()), "{good}");
            assert!(check(kind, bad).is_err(), "{bad}");
        }
        assert_eq!(bytes("2 KB"), Some(2048));
    }
}
