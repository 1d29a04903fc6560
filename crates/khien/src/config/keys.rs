//! The one table of what can be configured. It gives the reader of `khien.toml`
//! and of the environment, `khien config check`, and the manual page.

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `address:port`.
    Address,
    /// A folder; relative to the file that names it.
    Folder,
    /// A file to read; relative to the file that names it.
    File,
    /// A file that nobody else may read.
    SecretFile,
    /// A text that is never shown.
    Secret,
    /// An address of the web.
    Url,
    /// `true` or `false`.
    Flag,
    /// Addresses and ranges.
    Networks,
    /// A time zone of the IANA database.
    Zone,
    /// A size such as `50 MB`.
    Bytes,
    /// A whole number from 1.
    Count,
    /// Names, each with the file or folder that is followed under it.
    Followed,
    /// Days, and stretches of days.
    Days,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// One key.
#[derive(Debug)]
pub(crate) struct Key {
    /// Its name in the file; what stands before a dot is a section.
    pub(crate) name: &'static str,
    /// Its name in the environment.
    pub(crate) env: &'static str,
    /// What its value must be.
    pub(crate) kind: Kind,
    /// The value when nobody gives one; empty when there is none.
    pub(crate) default: &'static str,
    /// What it is for, in Vietnamese.
    pub(crate) vi: &'static str,
    /// What it is for, in English.
    pub(crate) en: &'static str,
}

macro_rules! keys {
    ($($name:literal $env:literal $kind:expr, $default:literal, $vi:literal, $en:literal;)+) => {
        /// Every key, in the order of the manual.
        pub(crate) const KEYS: &[Key] = &[$(Key {
            name: $name, env: $env, kind: $kind, default: $default, vi: $vi, en: $en,
        }),+];
    };
}

keys! {
    "listen" "KHIEN_LISTEN" Kind::Address, "127.0.0.1:8080",
        "Địa chỉ và cổng lắng nghe. Ngoài máy này thì phải có TLS hoặc đứng sau máy chủ ủy quyền.",
        "Address and port to listen on. Outside this machine it needs TLS or a reverse proxy.";
    "data" "KHIEN_DATA" Kind::Folder, "khien-data",
        "Thư mục dữ liệu.",
        "The data folder.";
    "database.url" "KHIEN_DATABASE_URL" Kind::Secret, "",
        "Máy chủ PostgreSQL thay cho SQLite (postgres://…). Nên dùng url_file.",
        "A PostgreSQL server in place of SQLite (postgres://…). Better use url_file.";
    "database.url_file" "KHIEN_DATABASE_FILE" Kind::SecretFile, "",
        "Tệp chứa địa chỉ máy chủ PostgreSQL.",
        "The file with the address of the PostgreSQL server.";
    "public_url" "KHIEN_PUBLIC_URL" Kind::Url, "",
        "Địa chỉ người dùng gõ vào trình duyệt, ví dụ https://khien.xa.example; dùng trong đường dẫn gửi đi.",
        "The address people type, such as https://khien.town.example; used in links that are handed out.";
    "tls_certificate_file" "KHIEN_TLS_CERTIFICATE_FILE" Kind::File, "",
        "Chứng thư máy chủ cùng chuỗi (PEM).",
        "The server's certificate with its chain (PEM).";
    "tls_key_file" "KHIEN_TLS_KEY_FILE" Kind::SecretFile, "",
        "Khóa riêng của chứng thư (PEM).",
        "The private key of the certificate (PEM).";
    "behind_proxy" "KHIEN_BEHIND_PROXY" Kind::Flag, "false",
        "Đứng sau máy chủ ủy quyền lo phần TLS.",
        "Behind a reverse proxy that does TLS.";
    "trusted_proxies" "KHIEN_TRUSTED_PROXIES" Kind::Networks, "127.0.0.1, ::1",
        "Máy chủ ủy quyền được tin khi khai địa chỉ người dùng; chỉ dùng khi behind_proxy = true.",
        "Proxies whose word on a user's address is taken; only with behind_proxy = true.";
    "zone" "KHIEN_ZONE" Kind::Zone, "Asia/Ho_Chi_Minh",
        "Múi giờ của đơn vị.",
        "The organisation's time zone.";
    "language" "KHIEN_LANG" Kind::Word(&["vi", "en"]), "vi",
        "Ngôn ngữ khi người dùng chưa chọn.",
        "The language until a person chooses one.";
    "policy" "KHIEN_POLICY" Kind::File, "",
        "Tệp các mức nội bộ.",
        "The file of the organisation's own thresholds.";
    "limits.upload_bytes" "KHIEN_LIMITS_UPLOAD_BYTES" Kind::Bytes, "50 MB",
        "Một lần tải lên lớn nhất, kể tất cả các tệp.",
        "Largest upload, all its files together.";
    "limits.form_bytes" "KHIEN_LIMITS_FORM_BYTES" Kind::Bytes, "1 MB",
        "Biểu mẫu (không kể tệp) lớn nhất.",
        "Largest form, files apart.";
    "limits.request_seconds" "KHIEN_LIMITS_REQUEST_SECONDS" Kind::Count, "120",
        "Số giây để nội dung một yêu cầu, kể cả tệp, tới trọn vẹn.",
        "Seconds in which what a request sends, files included, has to arrive.";
    "limits.connections" "KHIEN_LIMITS_CONNECTIONS" Kind::Count, "2000",
        "Số kết nối cùng lúc; mỗi trang đang mở giữ một kết nối, trình duyệt mở tới sáu.",
        "Connections at once; an open page holds one, a browser opens up to six.";
    "intake.syslog_udp" "KHIEN_INTAKE_SYSLOG_UDP" Kind::Address, "",
        "Nhận nhật ký syslog qua UDP, ví dụ 0.0.0.0:514; để trống thì không mở. UDP có thể mất bản tin.",
        "Takes syslog over UDP, such as 0.0.0.0:514; not opened when empty. UDP can lose messages.";
    "intake.syslog_tcp" "KHIEN_INTAKE_SYSLOG_TCP" Kind::Address, "",
        "Nhận nhật ký syslog qua TCP, ví dụ 0.0.0.0:601; để trống thì không mở.",
        "Takes syslog over TCP, such as 0.0.0.0:601; not opened when empty.";
    "intake.syslog_tls" "KHIEN_INTAKE_SYSLOG_TLS" Kind::Address, "",
        "Nhận nhật ký syslog qua TLS, ví dụ 0.0.0.0:6514, với chứng thư của tls_certificate_file; để trống thì không mở.",
        "Takes syslog over TLS, such as 0.0.0.0:6514, with the certificate of tls_certificate_file; not opened when empty.";
    "intake.follow" "KHIEN_INTAKE_FOLLOW" Kind::Followed, "",
        "Tệp hoặc thư mục nhật ký trên máy này được đọc tiếp khi dài ra, mỗi mục là tên=đường dẫn, ví dụ \"web=/var/log/nginx/access.log\"; nguồn mang tên file/tên.",
        "Log files or folders of this machine that are read on as they grow, each as name=path, such as \"web=/var/log/nginx/access.log\"; the source is called file/name.";
    "keep.short_days" "KHIEN_KEEP_SHORT_DAYS" Kind::Count, "31",
        "Số ngày giữ nhật ký của nguồn thuộc nhóm short (TCVN 14423:2026, cấp độ 2: một tháng).",
        "Days that events of sources of the class short are kept (TCVN 14423:2026, level 2: a month).";
    "keep.standard_days" "KHIEN_KEEP_STANDARD_DAYS" Kind::Count, "92",
        "Số ngày giữ nhật ký của nguồn thuộc nhóm standard (cấp độ 3: ba tháng).",
        "Days for the class standard (level 3: three months).";
    "keep.long_days" "KHIEN_KEEP_LONG_DAYS" Kind::Count, "184",
        "Số ngày giữ nhật ký của nguồn thuộc nhóm long (cấp độ 4: sáu tháng).",
        "Days for the class long (level 4: six months).";
    "keep.extended_days" "KHIEN_KEEP_EXTENDED_DAYS" Kind::Count, "366",
        "Số ngày giữ nhật ký của nguồn thuộc nhóm extended (cấp độ 5: mười hai tháng).",
        "Days for the class extended (level 5: twelve months).";
    "keep.hold" "KHIEN_KEEP_HOLD" Kind::Days, "",
        "Các ngày (UTC, theo lúc nhận hoặc lúc xảy ra) mà nhật ký phải giữ dù đã hết hạn, ví dụ để điều tra: 2026-02-14..2026-02-20, 2026-03-01.",
        "Days (UTC, of arrival or of the event) whose events stay although their time is over, for an investigation: 2026-02-14..2026-02-20, 2026-03-01.";
    "log.format" "KHIEN_LOG_FORMAT" Kind::Word(&["text", "json"]), "text",
        "Nhật ký vận hành ra stderr: text là dòng chữ, json là mỗi dòng một JSON.",
        "The operating log on stderr: lines of text, or one JSON a line.";
    "log.level" "KHIEN_LOG_LEVEL" Kind::Word(&["error", "warn", "info", "debug", "trace"]), "info",
        "Mức chi tiết của nhật ký vận hành.",
        "How much the operating log tells.";
    "backup.folder" "KHIEN_BACKUP_FOLDER" Kind::Folder, "khien-backup",
        "Nơi giữ bản sao lưu; không nằm trong thư mục dữ liệu.",
        "Where backups are kept; never inside the data folder.";
    "backup.keep" "KHIEN_BACKUP_KEEP" Kind::Count, "14",
        "Số bản sao lưu giữ lại.",
        "How many backups are kept.";
}

/// The key of a name.
pub(crate) fn named(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// The known name that a misspelt one most likely means.
pub(crate) fn nearest(name: &str) -> &'static str {
    let near = |known: &str| {
        // A section alone or a key without it is easily written: `upload_bytes` for `limits.upload_bytes`.
        let parts = known.split('.').chain([known]);
        parts
            .map(|part| strsim::damerau_levenshtein(name, part))
            .min()
    };
    KEYS.iter()
        .map(|key| key.name)
        .min_by_key(|known| near(known))
        .unwrap_or_default()
}
