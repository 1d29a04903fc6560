//! Windows by name and by build: "Microsoft Windows 10 Pro 22H2", "Windows 10
//! Version 22H2 for x64-based Systems" and build 19045 are one release.

/// One Windows as a name states it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Windows {
    /// `10`, `11`, `server 2019`, `server 2012 r2`.
    kind: String,
    /// `22h2`, `1809`; none where the name leaves it open or the kind has only one.
    pub(super) release: Option<String>,
    /// `x64`, `32-bit`, `arm64`.
    pub(super) architecture: Option<&'static str>,
}

/// Builds and the releases they are, client and server.
/// Source: Microsoft's published lists of release information.
const BUILDS: [(u32, &str, &str); 29] = [
    (6002, "server 2008", ""),
    (6003, "server 2008", ""),
    (7601, "7", ""),
    (7601, "server 2008 r2", ""),
    (9200, "server 2012", ""),
    (9600, "8.1", ""),
    (9600, "server 2012 r2", ""),
    (10_240, "10", "1507"),
    (10_586, "10", "1511"),
    (14_393, "10", "1607"),
    (14_393, "server 2016", ""),
    (15_063, "10", "1703"),
    (16_299, "10", "1709"),
    (17_134, "10", "1803"),
    (17_763, "10", "1809"),
    (17_763, "server 2019", ""),
    (18_362, "10", "1903"),
    (18_363, "10", "1909"),
    (19_041, "10", "2004"),
    (19_042, "10", "20h2"),
    (19_043, "10", "21h1"),
    (19_044, "10", "21h2"),
    (19_045, "10", "22h2"),
    (20_348, "server 2022", ""),
    (22_000, "11", "21h2"),
    (22_621, "11", "22h2"),
    (22_631, "11", "23h2"),
    (25_398, "server 2022", "23h2"),
    (26_100, "11", "24h2"),
];

/// Long-term releases are named by year.
const LONG_TERM: [(&str, &str); 4] = [
    ("2015", "1507"),
    ("2016", "1607"),
    ("2019", "1809"),
    ("2021", "21h2"),
];

const EDITIONS: [&str; 35] = [
    "pro",
    "professional",
    "enterprise",
    "education",
    "home",
    "n",
    "kn",
    "single",
    "language",
    "workstations",
    "iot",
    "ultimate",
    "premium",
    "business",
    "standard",
    "datacenter",
    "essentials",
    "foundation",
    "storage",
    "evaluation",
    "edition",
    "core",
    "installation",
    "server",
    "for",
    "systems",
    "version",
    "ltsc",
    "ltsb",
    "azure",
    "he",
    "dieu",
    "hanh",
    "ban",
    "phien",
];

impl Windows {
    /// Reads a folded name; none when it is no Windows or a product beside it.
    pub(super) fn read(folded: &str) -> Option<Self> {
        let mut words: Vec<&str> = folded
            .split(|c: char| c.is_whitespace() || "(),;".contains(c))
            .filter(|word| !word.is_empty() && !matches!(*word, "microsoft" | "ms" | "(r)"))
            .collect();
        while matches!(words.first(), Some(&("he" | "dieu" | "hanh"))) {
            words.remove(0);
        }
        if words.first() != Some(&"windows") {
            return None;
        }
        words.remove(0);
        let mut windows = Self::default();
        let server = words.first() == Some(&"server");
        if server {
            words.remove(0);
        }
        let name = *words.first()?;
        windows.kind = match (server, name) {
            (true, "2008" | "2012" | "2016" | "2019" | "2022" | "2025") => format!("server {name}"),
            (false, "7" | "8" | "8.1" | "10" | "11") => name.to_owned(),
            _ => return None,
        };
        words.remove(0);
        if server && words.first() == Some(&"r2") {
            windows.kind.push_str(" r2");
            words.remove(0);
        }
        windows.take_rest(&words)?;
        Some(windows)
    }

    /// Editions, release, architecture, service pack; any other word means that
    /// this is not the system itself ("Windows 10 Update Assistant").
    fn take_rest(&mut self, words: &[&str]) -> Option<()> {
        let long_term = words.iter().any(|word| matches!(*word, "ltsc" | "ltsb"));
        let mut words = words.iter().copied();
        while let Some(word) = words.next() {
            match word {
                "service" => {
                    words.next().filter(|word| *word == "pack")?;
                    words.next()?.parse::<u8>().ok()?;
                }
                "build" | "os" => {}
                "x64" | "x64-based" | "64-bit" | "amd64" => self.architecture = Some("x64"),
                "x86" | "32-bit" => self.architecture = Some("32-bit"),
                "arm64" | "arm64-based" => self.architecture = Some("arm64"),
                _ if is_release(word) => {
                    let year = LONG_TERM
                        .iter()
                        .find(|(year, _)| long_term && *year == word);
                    let release = year.map_or(word, |(_, release)| *release);
                    self.release = Some(release.to_owned());
                }
                _ if word
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'.') => {}
                _ if word
                    .strip_prefix("sp")
                    .is_some_and(|number| number.parse::<u8>().is_ok()) => {}
                _ if EDITIONS.contains(&word) => {}
                _ => return None,
            }
        }
        Some(())
    }

    /// The name under which releases of one system are compared.
    pub(super) fn family(&self) -> String {
        format!("windows {}", self.kind)
    }

    /// The release, with the first one where an advisory leaves it out.
    pub(super) fn release_in_advisory(&self) -> &str {
        match (&self.release, self.kind.as_str()) {
            (Some(release), _) => release,
            (None, "10") => "1507",
            (None, _) => "",
        }
    }

    /// The release of an installed system from its name and build.
    ///
    /// # Errors
    /// `Err(true)` when name and build contradict each other, `Err(false)` when
    /// neither tells.
    pub(super) fn release_installed(&self, build: Option<u32>) -> Result<String, bool> {
        let by_build = build.map(|build| {
            BUILDS
                .iter()
                .filter(|(number, _, _)| *number == build)
                .find(|(_, kind, _)| *kind == self.kind)
                .map(|(_, _, release)| *release)
        });
        match (&self.release, by_build) {
            (Some(stated), Some(Some(release))) if stated != release => Err(true),
            (_, Some(Some(release))) => Ok(release.to_owned()),
            // A build of another system under this name.
            (_, Some(None)) if build.is_some_and(is_listed) => Err(true),
            (Some(stated), _) => Ok(stated.clone()),
            (None, _) if matches!(self.kind.as_str(), "10" | "11") => Err(false),
            (None, _) => Ok(String::new()),
        }
    }
}

fn is_listed(build: u32) -> bool {
    BUILDS.iter().any(|(number, _, _)| *number == build)
}

/// `22h2`, `1809`, or a year of a long-term release.
fn is_release(word: &str) -> bool {
    match word.as_bytes() {
        [a, b, b'h', c] => [a, b, c].into_iter().all(u8::is_ascii_digit),
        [_, _, _, _] => word
            .parse::<u16>()
            .is_ok_and(|number| (1507..=2104).contains(&number)),
        _ => false,
    }
}
