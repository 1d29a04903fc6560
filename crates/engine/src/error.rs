//! What can go wrong in a use case, each with a stable code.

use lang::Lang;
use letters::tables::TableProblem;
use std::fmt;

/// Why something was refused, in both languages; printed without saying which, it is the Vietnamese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl Told {
    /// The same said in Vietnamese and in English.
    #[must_use]
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            vi: vi.into(),
            en: en.into(),
        }
    }

    /// What has one form only: the message of a parser or of the system, as it came.
    #[must_use]
    pub fn verbatim(text: impl Into<String>) -> Self {
        let vi = text.into();
        Self { en: vi.clone(), vi }
    }

    /// The text of the interface with this id, which has no variables.
    #[must_use]
    pub fn text(id: &str) -> Self {
        let [vi, en] = Lang::ALL.map(|lang| lang::text(lang, id, &[]));
        Self { vi, en }
    }

    /// What is said to a reader of this language.
    #[must_use]
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.vi)
    }
}

/// Why a use case failed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// Another program holds the data folder; what to do about it.
    #[error("{0}")]
    FolderInUse(Told),
    /// A backup was not written, or an archive was refused.
    #[error(transparent)]
    Backup(#[from] store::backup::BackupError),
    /// A document could not be read.
    #[error(transparent)]
    Letter(#[from] letters::read::ReadError),
    /// A document was not read in its own process.
    #[error(transparent)]
    Document(#[from] crate::documents::DocumentError),
    /// A regime pack is malformed.
    #[error(transparent)]
    Pack(#[from] wire::pack::PackError),
    /// A file or folder could not be read.
    #[error("không đọc được {path}: {source}")]
    File {
        /// The path as given.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// Tables with errors; nothing was imported.
    #[error("{} lỗi trong các bảng dữ liệu, chưa nhập gì", .0.len())]
    Tables(Vec<TableProblem>),
    /// The watch period is neither printed nor known to the calendar.
    #[error("không xác định được đợt cao điểm: hãy cho biết bằng --watch TỪ..ĐẾN")]
    NoWindow,
    /// The date of receipt is missing and the directive prints no date.
    #[error("chưa có ngày văn bản đến: hãy cho biết bằng --received NGÀY")]
    NoReceipt,
    /// No regime pack is in force on the date.
    #[error("không có bộ quy định nào có hiệu lực vào ngày {0}")]
    NoPack(jiff::civil::Date),
    /// The thing asked for is not there.
    #[error("{0}")]
    NotFound(Told),
    /// A value is not of its form.
    #[error("{0}")]
    Invalid(Told),
    /// Somebody else changed the thing since it was read; nothing was changed.
    #[error("người khác vừa sửa (hiện ở lần sửa {current}); hãy xem lại rồi lưu")]
    Conflict {
        /// The revision it stands at.
        current: u64,
    },
    /// Stored data is not of its form.
    #[error("dữ liệu đã lưu không đọc được: {0}")]
    Damaged(String),
    /// Somebody else has answered, or the return was closed, since the asker looked; nothing was kept.
    #[error("phiếu báo cáo đã thay đổi sau khi trang này được mở")]
    ReturnChanged,
    /// The actor may not do this here.
    #[error("không có quyền làm việc này")]
    Forbidden,
    /// A one-time link is wrong, used, replaced or too old.
    #[error("liên kết không đúng, đã dùng hoặc đã hết hạn; xin quản trị một liên kết mới")]
    LinkDead,
    /// A login is in use.
    #[error("tên đăng nhập {0} đã có người dùng")]
    LoginTaken(String),
    /// A new password is not good enough; what is wanted.
    #[error("{0}")]
    WeakPassword(Told),
    /// The own password was given wrong.
    #[error("mật khẩu hiện tại không đúng")]
    WrongPassword,
    /// The code of the second factor was given wrong.
    #[error("mã xác thực không đúng")]
    WrongCode,
    /// Too many failures; how long to wait, in seconds.
    #[error("đã sai nhiều lần; thử lại sau {0} giây")]
    Wait(i64),
    /// An instant lies beyond what can be written down.
    #[error("ngày giờ ngoài phạm vi: {0}")]
    Time(#[from] jiff::Error),
    /// The intake log refused or failed.
    #[error("không dùng được sổ tiếp nhận nhật ký: {0}")]
    Intake(#[from] lake::intake::IntakeError),
    /// The event table refused or failed.
    #[error("không dùng được kho nhật ký: {0}")]
    Lake(#[from] lake::table::LakeError),
    /// A search over events has no answer.
    #[error("không tìm được trong nhật ký: {0}")]
    Search(#[from] lake::query::SearchError),
    /// A report or document could not be written.
    #[error("không viết được báo cáo: {0}")]
    Report(String),
}

impl EngineError {
    /// The stable code for scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(_) => "store.failed",
            Self::FolderInUse(_) => "store.locked",
            Self::Backup(error) => error.code(),
            Self::Letter(error) => error.code(),
            Self::Document(error) => error.code(),
            Self::Pack(_) => "pack.malformed",
            Self::File { .. } => "file.unreadable",
            Self::Tables(_) => "import.rejected",
            Self::NoWindow => "directive.no_window",
            Self::NoReceipt => "directive.no_receipt",
            Self::NoPack(_) => "pack.none_in_force",
            Self::NotFound(_) => "not_found",
            Self::Invalid(_) => "invalid",
            Self::Conflict { .. } => "conflict",
            Self::Damaged(_) => "store.damaged",
            Self::ReturnChanged => "return.changed",
            Self::Forbidden => "access.forbidden",
            Self::LinkDead => "link.dead",
            Self::LoginTaken(_) => "account.login_taken",
            Self::WeakPassword(_) => "password.weak",
            Self::WrongPassword => "password.wrong",
            Self::WrongCode => "totp.wrong",
            Self::Wait(_) => "sign_in.wait",
            Self::Time(_) => "time.out_of_range",
            Self::Intake(_) => "store.failed",
            Self::Lake(_) => "store.failed",
            Self::Search(error) => error.code(),
            Self::Report(_) => "report.failed",
        }
    }

    /// What a refusal says in both languages; every other error has Vietnamese only.
    #[must_use]
    pub const fn told(&self) -> Option<&Told> {
        match self {
            Self::FolderInUse(told)
            | Self::NotFound(told)
            | Self::Invalid(told)
            | Self::WeakPassword(told) => Some(told),
            _ => None,
        }
    }

    /// The error of a data folder that could not be opened.
    pub(crate) fn of_opening(error: store::StoreError) -> Self {
        let store::StoreError::Locked(folder) = &error else {
            return error.into();
        };
        let folder = folder.display();
        Self::FolderInUse(Told::new(
            format!(
                "thư mục dữ liệu {folder} đang do một chương trình khác giữ, thường là máy chủ (khien serve); chưa đổi gì: \
                 hãy dừng chương trình đó, chạy lại lệnh này, rồi bật lại"
            ),
            format!(
                "the data folder {folder} is held by another program, usually the server (khien serve); nothing was \
                 changed: stop that program, run this command again, then start it again"
            ),
        ))
    }

    /// Something that is not there, named in Vietnamese and in English.
    pub(crate) fn not_found(vi: impl fmt::Display, en: impl fmt::Display) -> Self {
        Self::NotFound(Told::new(
            format!("không tìm thấy {vi}"),
            format!("not found: {en}"),
        ))
    }

    /// No unit of this code.
    pub(crate) fn no_unit(code: impl fmt::Display) -> Self {
        Self::not_found(format_args!("đơn vị {code}"), format_args!("unit {code}"))
    }

    /// No directive of this id.
    pub(crate) fn no_directive(id: impl fmt::Display) -> Self {
        Self::not_found(
            format_args!("công văn {id}"),
            format_args!("directive {id}"),
        )
    }

    /// No duty printed so.
    pub(crate) fn no_duty(path: impl fmt::Display) -> Self {
        Self::not_found(format_args!("nhiệm vụ {path}"), format_args!("duty {path}"))
    }

    /// No duty that is addressed to it.
    pub(crate) fn no_duty_of(name: impl fmt::Display) -> Self {
        Self::not_found(
            format_args!("nhiệm vụ nào giao cho {name}"),
            format_args!("a duty addressed to {name}"),
        )
    }

    /// A value that is not of its form, told in Vietnamese and in English.
    pub(crate) fn invalid(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Invalid(Told::new(vi, en))
    }

    /// An input that could not be read, in the words of who tried.
    pub(crate) fn unread(error: &dyn fmt::Display) -> Self {
        Self::Invalid(Told::verbatim(error.to_string()))
    }

    /// The error of a change that names the revision it was made on.
    pub(crate) fn of_change(error: store::StoreError) -> Self {
        match error {
            store::StoreError::Conflict { current } => Self::Conflict { current },
            error => error.into(),
        }
    }

    pub(crate) fn file(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::File {
            path: path.display().to_string(),
            source,
        }
    }
}

#[cfg(test)]
mod tests;
