//! What the values mean together and on this machine: the mistakes that would
//! show only when the service is needed.

use super::problem::{Level, Problem, Told};
use super::{Config, Entry, Loaded};
use engine::events::KEEP_DAYS_MIN;
use std::path::{Path, PathBuf};

/// Every problem: forms first, then meanings. Looks at files and folders, changes none.
pub(crate) fn check(loaded: &Loaded) -> Vec<Problem> {
    let mut problems = loaded.problems.clone();
    if let Some(config) = loaded.config() {
        let mut checking = Checking {
            loaded,
            problems: &mut problems,
        };
        checking.doors(&config);
        checking.proxy(&config);
        checking.logs(&config);
        checking.followed(&config);
        checking.database(&config);
        checking.files(&config);
        checking.folders(&config);
    }
    problems
}

struct Checking<'a> {
    loaded: &'a Loaded,
    problems: &'a mut Vec<Problem>,
}

impl Checking<'_> {
    fn doors(&mut self, config: &Config) {
        let encrypted = config.tls_certificate_file.is_some() && config.tls_key_file.is_some();
        if !config.listen.ip().is_loopback() && !encrypted && !config.behind_proxy {
            self.error(
                "listen",
                "địa chỉ ngoài máy này cần tls_certificate_file và tls_key_file, hoặc behind_proxy = true: mật khẩu không được đi qua mạng ở dạng rõ",
                "an address outside this machine needs tls_certificate_file and tls_key_file, or behind_proxy = true: no password may cross the network in the clear",
            );
        }
        if config.tls_certificate_file.is_some() != config.tls_key_file.is_some() {
            let missing = if config.tls_key_file.is_none() {
                "tls_key_file"
            } else {
                "tls_certificate_file"
            };
            self.error(
                missing,
                "chứng thư và khóa phải đi cùng nhau",
                "certificate and key go together",
            );
        }
        let plain = config.public_url.as_ref().is_some_and(|url| {
            url.scheme() == "http"
                && !matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
        });
        if plain {
            self.warning(
                "public_url",
                "không phải https: trình duyệt sẽ không giữ phiên đăng nhập an toàn",
                "it is not https: browsers will not keep sessions safely",
            );
        }
    }

    fn proxy(&mut self, config: &Config) {
        let given = self
            .loaded
            .entry("trusted_proxies")
            .is_some_and(|entry| entry.origin != super::Origin::Default);
        if given && !config.behind_proxy {
            self.warning(
                "trusted_proxies",
                "không có tác dụng khi behind_proxy = false",
                "it has no effect while behind_proxy = false",
            );
        }
        if config.behind_proxy
            && config
                .trusted_proxies
                .iter()
                .any(|net| net.prefix_len() == 0)
        {
            self.error(
                "trusted_proxies",
                "dải này là toàn bộ Internet: ai cũng khai được địa chỉ giả",
                "this range is the whole Internet: anybody could give a false address",
            );
        }
    }

    fn logs(&mut self, config: &Config) {
        if config.syslog_tls.is_some()
            && (config.tls_certificate_file.is_none() || config.tls_key_file.is_none())
        {
            self.error(
                "intake.syslog_tls",
                "cần tls_certificate_file và tls_key_file",
                "it needs tls_certificate_file and tls_key_file",
            );
        }
        let streams = [
            ("listen", Some(config.listen)),
            ("intake.syslog_tcp", config.syslog_tcp),
            ("intake.syslog_tls", config.syslog_tls),
        ];
        for (place, (key, at)) in streams.iter().enumerate() {
            let taken = streams
                .iter()
                .take(place)
                .find(|(_, other)| at.is_some_and(|at| at.port() != 0) && other == at);
            if let Some((other, _)) = taken {
                self.error(
                    key,
                    format!("trùng địa chỉ với {other}"),
                    format!("the same address as {other}"),
                );
            }
        }
        for (class, days) in config.keep.classes() {
            if *days < KEEP_DAYS_MIN {
                self.warning(
                    &format!("keep.{class}_days"),
                    format!("ít hơn {KEEP_DAYS_MIN} ngày mà Thông tư 31/2017/TT-BTTTT, Điều 5 yêu cầu đối với giám sát"),
                    format!("fewer than the {KEEP_DAYS_MIN} days that Circular 31/2017/TT-BTTTT, Article 5 asks of monitoring"),
                );
            }
        }
    }

    fn followed(&mut self, config: &Config) {
        let data = whole(&config.data);
        for followed in &config.follow {
            let path = &followed.path;
            if whole(path).starts_with(&data) || data.starts_with(whole(path)) {
                self.error(
                    "intake.follow",
                    format!(
                        "{} không được nằm trong thư mục dữ liệu, hay chứa nó",
                        path.display()
                    ),
                    format!(
                        "{} may not lie inside the data folder, nor around it",
                        path.display()
                    ),
                );
                continue;
            }
            let looked = match path.is_dir() {
                true => std::fs::read_dir(path).map(drop),
                false => std::fs::File::open(path).map(drop),
            };
            if let Err(error) = looked {
                // It may come later; until then nothing comes of it.
                self.warning(
                    "intake.follow",
                    format!("chưa đọc được {}: {error}", path.display()),
                    format!("{} can't be read yet: {error}", path.display()),
                );
            }
        }
    }

    fn database(&mut self, config: &Config) {
        if config.database_url.is_some() && config.database_url_file.is_some() {
            self.error(
                "database.url",
                "chỉ dùng một trong database.url và database.url_file",
                "give one of database.url and database.url_file",
            );
        }
        let from_file = self
            .loaded
            .entry("database.url")
            .is_some_and(|entry| matches!(entry.origin, super::Origin::File(..)));
        if let Some(path) = &self.loaded.file
            && from_file
            && config.database_url.is_some()
            && others_read(path)
        {
            self.warning(
                "database.url",
                "tệp cấu hình chứa mật khẩu mà người khác trên máy đọc được: chmod 600, hoặc dùng database.url_file",
                "the configuration holds a password and others on this machine can read it: chmod 600, or use database.url_file",
            );
        }
    }

    fn files(&mut self, config: &Config) {
        for (key, path, secret) in [
            ("database.url_file", &config.database_url_file, true),
            ("tls_certificate_file", &config.tls_certificate_file, false),
            ("tls_key_file", &config.tls_key_file, true),
            ("policy", &config.policy, false),
        ] {
            let Some(path) = path else { continue };
            match std::fs::read_to_string(path) {
                Err(error) => self.error(
                    key,
                    format!("không đọc được {}: {error}", path.display()),
                    format!("{} can't be read: {error}", path.display()),
                ),
                Ok(_) if secret && others_read(path) => self.warning(
                    key,
                    format!(
                        "{}: người khác trên máy đọc được; chmod 600",
                        path.display()
                    ),
                    format!(
                        "{}: others on this machine can read it; chmod 600",
                        path.display()
                    ),
                ),
                Ok(text) if key == "policy" => {
                    if let Err(error) = wire::policy::parse(&path.display().to_string(), &text) {
                        self.error(key, error.to_string(), error.to_string());
                    }
                }
                Ok(_) => {}
            }
        }
    }

    fn folders(&mut self, config: &Config) {
        if !writable(&config.data) {
            self.error(
                "data",
                format!("không ghi được vào {}", config.data.display()),
                format!("{} can't be written to", config.data.display()),
            );
        }
        if whole(&config.backup_folder).starts_with(whole(&config.data)) {
            self.error(
                "backup.folder",
                "bản sao lưu không được nằm trong thư mục dữ liệu",
                "backups may not lie inside the data folder",
            );
        }
    }

    fn error(&mut self, key: &str, vi: impl Into<String>, en: impl Into<String>) {
        self.tell(Level::Error, key, Told::new(vi, en));
    }

    fn warning(&mut self, key: &str, vi: impl Into<String>, en: impl Into<String>) {
        self.tell(Level::Warning, key, Told::new(vi, en));
    }

    fn tell(&mut self, level: Level, key: &str, told: Told) {
        let place = self
            .loaded
            .entry(key)
            .map_or_else(String::new, |entry: &Entry| entry.origin.to_string());
        self.problems.push(Problem {
            level,
            place,
            key: key.to_owned(),
            told,
        });
    }
}

/// A path from the root on.
fn whole(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Whether anybody but the owner may read a file; unknown on systems without such modes.
fn others_read(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// Whether a folder, or the nearest one above it that exists, takes a file.
fn writable(folder: &Path) -> bool {
    let existing = folder
        .ancestors()
        .map(|path| {
            if path.as_os_str().is_empty() {
                Path::new(".")
            } else {
                path
            }
        })
        .find(|path| path.exists());
    existing.is_some_and(|path| tempfile::tempfile_in(path).is_ok())
}
