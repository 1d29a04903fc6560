//! The invented organisation of the walk: its letter, its tables, its people.

use jiff::ToSpan as _;
use jiff::Zoned;
use std::path::{Path, PathBuf};

/// Everybody's password.
pub(super) const PASSWORD: &str = "mot cau dai de nho";

/// The town's own office.
pub(super) const UNITS: &str = "Mã,Tên đơn vị,Nhóm,Cấp,Đơn vị cấp trên,Người đứng đầu,Số cán bộ
TM,UBND thị xã Mẫu,peoples_committee,district,,Lê Văn Mẫu,60
XM1,UBND xã Mẫu Một,commune,commune,TM,Trần Thị Mẫu,20
XM2,UBND xã Mẫu Hai,commune,commune,TM,Phạm Văn Mẫu,18
";

/// Machines; the address in line 3 is none.
pub(super) const ASSETS: &str = "Mã,Mã đơn vị,Loại,Tên máy,Địa chỉ IP
MAY-1,XM1,workstation,MAY-1,192.0.2.11
MAY-2,XM1,workstation,MAY-2,khong-ro
MAY-3,XM2,server,MAY-3,192.0.2.13
";

/// What the commune said before the watch: the one duty of the walk that is not met.
pub(super) const STATEMENTS: &str = "Mã,Mã đơn vị,Tiêu chí,Kết quả tự khai,Người khai,Nội dung
KHAI-1,XM1,awareness,not_met,Nguyễn Thị Mẫu,Chưa tổ chức được buổi tuyên truyền nào trước kỳ nghỉ.
";

/// Files to upload, in a folder that vanishes.
pub(super) struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    pub(super) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Writes a file and gives its path.
    pub(super) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The folder.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Days from today as a date field takes them: the watch of the walk has begun and goes on.
pub(super) fn day(offset: i32) -> String {
    let day = Zoned::now().checked_add(offset.days()).unwrap();
    day.date().to_string()
}
