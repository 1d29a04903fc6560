//! Links as a visitor would follow them, and whether two hosts belong together.

use core::fmt;

use url::{Host, Url};

use super::style::HiddenBy;

/// What makes a browser go to the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// `<a>` or `<area>`: the visitor follows it.
    Anchor,
    /// `<iframe>`, `<frame>`, `<embed>` or `<object>`: shown inside the page.
    Frame,
    /// `<script src>`: runs inside the page.
    Script,
    /// `<form action>`: what is typed goes there.
    Form,
    /// `<meta http-equiv="refresh">`: the browser leaves by itself.
    Refresh,
    /// `<link rel="canonical">` or `alternate`: what search engines are told.
    Canonical,
}

impl LinkKind {
    /// The stable code, such as `anchor`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Anchor => "anchor",
            Self::Frame => "frame",
            Self::Script => "script",
            Self::Form => "form",
            Self::Refresh => "refresh",
            Self::Canonical => "canonical",
        }
    }
}

impl fmt::Display for LinkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// One target of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What kind of element names the target.
    pub kind: LinkKind,
    /// The target as printed in the page.
    pub href: String,
    /// The absolute address without its fragment; none when it could not be resolved.
    pub url: Option<String>,
    /// The host of `url` in lower case (ASCII form); none for `mailto:` and the like.
    pub host: Option<String>,
    /// What is shown for the link: its text, the `alt` of its image, its title.
    pub anchor: String,
    /// How the link is kept from a visitor's eyes, when it is.
    pub hidden: Option<HiddenBy>,
    /// Whether `host` belongs to another site than the page.
    pub foreign: bool,
}

/// Resolves targets of one page.
#[derive(Debug, Default)]
pub(super) struct Resolver {
    base: Option<Url>,
    page_host: Option<String>,
    base_given: bool,
}

impl Resolver {
    pub(super) fn new(page_url: &str) -> Self {
        let base = Url::parse(page_url).ok();
        let page_host = base.as_ref().and_then(host_of);
        Self {
            base,
            page_host,
            base_given: false,
        }
    }

    /// Takes the page's first `<base href>`.
    pub(super) fn set_base(&mut self, href: &str) {
        if self.base_given {
            return;
        }
        self.base_given = true;
        if let Some(base) = self.resolve(href) {
            self.base = Some(base);
        }
    }

    fn resolve(&self, href: &str) -> Option<Url> {
        match &self.base {
            Some(base) => base.join(href).ok(),
            None => Url::parse(href).ok(),
        }
    }

    pub(super) fn link(&self, kind: LinkKind, href: &str, hidden: Option<HiddenBy>) -> Link {
        let mut url = self.resolve(href);
        if let Some(url) = &mut url {
            url.set_fragment(None);
        }
        let host = url.as_ref().and_then(host_of);
        let foreign = match (&host, &self.page_host) {
            (Some(host), Some(page)) => !same_site(host, page),
            _ => false,
        };
        Link {
            kind,
            href: href.to_owned(),
            url: url.map(String::from),
            host,
            anchor: String::new(),
            hidden,
            foreign,
        }
    }
}

fn host_of(url: &Url) -> Option<String> {
    match url.host()? {
        Host::Domain(domain) => Some(domain.trim_end_matches('.').to_ascii_lowercase()),
        Host::Ipv4(address) => Some(address.to_string()),
        Host::Ipv6(address) => Some(address.to_string()),
    }
}

/// Whether two hosts belong to one site: the same name, one below the other,
/// or both below one registrable name (`a.tinh.gov.vn` and `b.tinh.gov.vn`).
/// Addresses only belong to themselves.
#[must_use]
pub fn same_site(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    if is_address(one) || is_address(other) {
        return false;
    }
    registrable(one) == registrable(other)
}

fn is_address(host: &str) -> bool {
    host.contains(':')
        || host
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Labels under which a country registers names one level deeper.
const SECOND_LEVEL: [&str; 16] = [
    "ac", "biz", "co", "com", "edu", "go", "gov", "health", "info", "int", "name", "net", "ne",
    "or", "org", "pro",
];

/// The part of a host name that its owner registered. A short rule in place of
/// the public suffix list: it must be right for `.vn` and not wrong elsewhere
/// in a way that would call a foreign host our own.
fn registrable(host: &str) -> Vec<&str> {
    let labels: Vec<&str> = host.rsplit('.').collect();
    let deeper = matches!(
        labels.as_slice(),
        [country, second, ..] if country.len() == 2 && SECOND_LEVEL.contains(second)
    );
    labels
        .into_iter()
        .take(if deeper { 3 } else { 2 })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_one_owner_are_one_site() {
        for (one, other, same) in [
            ("a.example.gov.vn", "b.example.gov.vn", true),
            ("a.gov.vn", "b.gov.vn", false),
            ("example.vn", "www.example.vn", true),
            ("example.com.vn", "other.com.vn", false),
            ("example.com", "example.net", false),
            ("192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "198.51.2.1", false),
            ("2001:db8::1", "example.vn", false),
        ] {
            assert_eq!(same_site(one, other), same, "{one} {other}");
            assert_eq!(same_site(other, one), same, "{other} {one}");
        }
    }

    #[test]
    fn targets_resolve_as_a_browser_would() {
        let mut resolver = Resolver::new("https://town.example/a/b.html");
        for (href, url, foreign) in [
            ("c.html", Some("https://town.example/a/c.html"), false),
            (
                "//other.example/x#top",
                Some("https://other.example/x"),
                true,
            ),
            ("/\\other.example/x", Some("https://other.example/x"), true),
            (
                "ht\ntps://other.example",
                Some("https://other.example/"),
                true,
            ),
            (
                "mailto:a@town.example",
                Some("mailto:a@town.example"),
                false,
            ),
            ("http://[::bad", None, false),
        ] {
            let link = resolver.link(LinkKind::Anchor, href, None);
            assert_eq!(
                (link.url.as_deref(), link.foreign),
                (url, foreign),
                "{href:?}"
            );
        }
        resolver.set_base("https://cdn.example/");
        resolver.set_base("https://ignored.example/");
        let link = resolver.link(LinkKind::Anchor, "x", None);
        assert_eq!(link.url.as_deref(), Some("https://cdn.example/x"));
        assert!(
            link.foreign,
            "a base changes where links lead, not whose page it is"
        );
    }
}
