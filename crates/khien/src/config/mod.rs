//! The configuration: flag, then environment, then `khien.toml`, then default.
//!
//! `keys` is the one table; `file` reads the TOML with lines, `value` knows the
//! forms of values, `check` what the values mean together and on this machine.
//! Nothing here starts anything.

mod check;
mod file;
mod keys;
mod manual;
mod problem;
mod value;

pub(crate) use check::check;
pub(crate) use manual::page;
pub(crate) use problem::{Level, Problem};

use engine::events::{Followed, KEEP_DAYS, Keep};
use ipnet::IpNet;
use keys::{KEYS, Key, Kind};
use problem::Told;
use server::web::Limits;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file that is read when none is named and it is there.
const FILE: &str = "khien.toml";

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The command line.
    Flag(&'static str),
    /// A variable of the environment.
    Environment(&'static str),
    /// A line of the file.
    File(String, usize),
    /// Nobody gave one.
    Default,
}

impl core::fmt::Display for Origin {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Flag(name) | Self::Environment(name) => f.write_str(name),
            Self::File(file, line) => write!(f, "{file}:{line}"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A key with the value that counts; `None` when there is none.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: &'static Key,
    pub(crate) text: Option<String>,
    pub(crate) origin: Origin,
}

impl Entry {
    /// The value as it may be shown.
    pub(crate) fn shown(&self) -> &str {
        match (&self.text, self.key.kind) {
            (None, _) => "",
            (Some(_), Kind::Secret) => "********",
            (Some(text), _) => text,
        }
    }
}

/// What was given on the command line: names of keys, the flag, the value.
pub(crate) type Flags = Vec<(&'static str, &'static str, String)>;

/// All values, and what is wrong with their forms.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The file that was read.
    pub(crate) file: Option<PathBuf>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) problems: Vec<Problem>,
}

/// What the values mean.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) listen: SocketAddr,
    pub(crate) data: PathBuf,
    pub(crate) database_url: Option<String>,
    pub(crate) database_url_file: Option<PathBuf>,
    pub(crate) public_url: Option<url::Url>,
    /// Certificate chain and key, both or neither once checked.
    pub(crate) tls_certificate_file: Option<PathBuf>,
    pub(crate) tls_key_file: Option<PathBuf>,
    pub(crate) behind_proxy: bool,
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) zone: jiff::tz::TimeZone,
    pub(crate) language: lang::Lang,
    pub(crate) policy: Option<PathBuf>,
    pub(crate) limits: Limits,
    /// Where syslog is taken; the TLS one takes the site's certificate.
    pub(crate) syslog_udp: Option<SocketAddr>,
    pub(crate) syslog_tcp: Option<SocketAddr>,
    pub(crate) syslog_tls: Option<SocketAddr>,
    /// Files and folders followed as they grow.
    pub(crate) follow: Vec<Followed>,
    /// How long events are kept.
    pub(crate) keep: Keep,
    pub(crate) log: crate::log::Log,
    pub(crate) backup_folder: PathBuf,
    pub(crate) backup_keep: usize,
}

/// Gathers the values. `file` is the one named on the command line; `environment` tells variables.
pub(crate) fn load(
    file: Option<&Path>,
    flags: &Flags,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Loaded {
    let named = file
        .map(Path::to_owned)
        .or_else(|| environment("KHIEN_CONFIG").map(PathBuf::from));
    let file = named.or_else(|| Some(PathBuf::from(FILE)).filter(|path| path.is_file()));
    let mut problems = Vec::new();
    let given = file.as_deref().map_or_else(Vec::new, |path| {
        let (given, wrong) = from_file(path);
        problems.extend(wrong);
        given
    });
    let mut entries = Vec::new();
    for key in KEYS {
        let entry = newest(key, flags, environment, file.as_deref(), &given);
        if let Some(text) = &entry.text
            && let Err(told) = value::check(key.kind, text)
        {
            problems.push(Problem {
                level: Level::Error,
                place: entry.origin.to_string(),
                key: key.name.to_owned(),
                told,
            });
        }
        entries.push(entry);
    }
    Loaded {
        file,
        entries,
        problems,
    }
}

fn from_file(path: &Path) -> (Vec<file::Given>, Vec<Problem>) {
    let name = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => file::read(&name, &text),
        Err(error) => {
            let problem = Problem {
                level: Level::Error,
                place: name,
                key: String::new(),
                told: Told::new(
                    format!("không đọc được: {error}"),
                    format!("it can't be read: {error}"),
                ),
            };
            (Vec::new(), vec![problem])
        }
    }
}

fn newest(
    key: &'static Key,
    flags: &Flags,
    environment: &dyn Fn(&str) -> Option<String>,
    file: Option<&Path>,
    given: &[file::Given],
) -> Entry {
    let entry = |text: String, origin| Entry {
        key,
        text: Some(text).filter(|text| !text.is_empty()),
        origin,
    };
    if let Some((_, flag, text)) = flags.iter().find(|(name, ..)| *name == key.name) {
        return entry(text.clone(), Origin::Flag(flag));
    }
    if let Some(text) = environment(key.env) {
        return entry(text, Origin::Environment(key.env));
    }
    if let Some(given) = given.iter().find(|given| given.name == key.name) {
        let file = file.unwrap_or_else(|| Path::new(FILE));
        let is_path = matches!(key.kind, Kind::Folder | Kind::File | Kind::SecretFile);
        // A service is started from anywhere: what a file names lies beside the file.
        let text = match file.parent() {
            Some(folder) if key.kind == Kind::Followed => value::followed_from(folder, &given.text),
            Some(folder) if is_path && !given.text.is_empty() => {
                folder.join(&given.text).display().to_string()
            }
            _ => given.text.clone(),
        };
        return entry(text, Origin::File(file.display().to_string(), given.line));
    }
    entry(key.default.to_owned(), Origin::Default)
}

impl Loaded {
    /// The entry of a key.
    pub(crate) fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.name == name)
    }

    /// The values by their meaning; `None` while one of them is not of its form.
    pub(crate) fn config(&self) -> Option<Config> {
        let text = |name: &str| self.entry(name).and_then(|entry| entry.text.as_deref());
        let path = |name: &str| text(name).map(PathBuf::from);
        let address = |name: &str| match text(name) {
            None => Some(None),
            Some(text) => value::address(text).map(Some),
        };
        Some(Config {
            listen: value::address(text("listen")?)?,
            data: path("data")?,
            database_url: text("database.url").map(str::to_owned),
            database_url_file: path("database.url_file"),
            public_url: match text("public_url") {
                None => None,
                Some(text) => Some(value::web_address(text)?),
            },
            tls_certificate_file: path("tls_certificate_file"),
            tls_key_file: path("tls_key_file"),
            behind_proxy: value::flag(text("behind_proxy")?)?,
            trusted_proxies: value::networks(text("trusted_proxies").unwrap_or_default())?,
            zone: jiff::tz::TimeZone::get(text("zone")?).ok()?,
            language: lang::Lang::parse(text("language")?)?,
            policy: path("policy"),
            limits: Limits {
                upload_bytes_max: usize::try_from(value::bytes(text("limits.upload_bytes")?)?)
                    .ok()?,
                form_bytes_max: usize::try_from(value::bytes(text("limits.form_bytes")?)?).ok()?,
                request_time_max: seconds(value::count(text("limits.request_seconds")?)?)?,
                connections_max: value::count(text("limits.connections")?)?,
                ..Limits::default()
            },
            syslog_udp: address("intake.syslog_udp")?,
            syslog_tcp: address("intake.syslog_tcp")?,
            syslog_tls: address("intake.syslog_tls")?,
            follow: value::followed(text("intake.follow").unwrap_or_default())?,
            keep: self.keep()?,
            log: crate::log::Log::parse(text("log.format")?, text("log.level")?)?,
            backup_folder: path("backup.folder")?,
            backup_keep: value::count(text("backup.keep")?)?,
        })
    }
}

impl Loaded {
    /// How long events of each class are kept.
    fn keep(&self) -> Option<Keep> {
        let mut keep = Keep::default();
        for (class, _) in KEEP_DAYS {
            let entry = self.entry(&format!("keep.{class}_days"));
            let days = value::count(entry?.text.as_deref()?)?;
            keep.set(class, u32::try_from(days).ok()?);
        }
        let held = self.entry("keep.hold")?.text.as_deref();
        for (first, last) in value::days(held.unwrap_or_default())? {
            keep.hold(first, last);
        }
        Some(keep)
    }
}

fn seconds(count: usize) -> Option<Duration> {
    Some(Duration::from_secs(u64::try_from(count).ok()?))
}

impl Config {
    /// Where the control plane is kept.
    ///
    /// # Errors
    /// When the file with the address can't be read.
    pub(crate) fn database(&self) -> anyhow::Result<engine::Database> {
        use anyhow::Context as _;
        if let Some(file) = &self.database_url_file {
            let url = std::fs::read_to_string(file)
                .with_context(|| format!("không đọc được {}", file.display()))?;
            return Ok(engine::Database::Postgres(url.trim().to_owned()));
        }
        Ok(match &self.database_url {
            Some(url) => engine::Database::Postgres(url.clone()),
            None => engine::Database::Sqlite,
        })
    }
}

#[cfg(test)]
mod tests;
