//! Where the province's rows come from.

use super::cast::Province;
use crate::mark::proof;
use crate::moment::{hours_before, local};
use crate::row::{Row, source};
use crate::sample::Sample;
use domain::facts::{SourceKind, SourceRow};
use jiff::civil::Date;

pub(super) const REGISTER: &str = "NGUON-DONVI";
pub(super) const CONSOLE: &str = "NGUON-AV-TINH";
pub(super) const ALERTS: &str = "NGUON-AV-CANHBAO";
pub(super) const ROSTER: &str = "NGUON-BANGTRUC";
pub(super) const CONTACTS: &str = "NGUON-DAUMOI";
pub(super) const ENCLOSURES: &str = "NGUON-VANBAN";
pub(super) const STATEMENTS: &str = "NGUON-PHIEU-DONVI";
pub(super) const RETURNS: &str = "NGUON-PHIEU-CHOT";
pub(super) const WORD: &str = "NGUON-MIENG";

/// Hours between the console's export and the instant judged for.
pub(super) const EXPORTED_BEFORE: i64 = 4;
/// The first day the exports speak of.
const SINCE: Date = Date::constant(2026, 1, 1);
/// The paper behind the returns.
const RETURNS_FILE: &str = "files/so-nhan-phieu.txt";

/// Exports of other systems: code, title, hours between the export and the instant judged for.
const EXPORTS: [(&str, &str, i64); 5] = [
    (REGISTER, "Danh mục đơn vị của tỉnh", 26),
    (
        CONSOLE,
        "Hệ thống phòng, chống mã độc tập trung của tỉnh",
        EXPORTED_BEFORE,
    ),
    (ALERTS, "Cảnh báo của hệ thống phòng, chống mã độc", 4),
    (ROSTER, "Bảng phân công trực", 40),
    (ENCLOSURES, "Sổ văn bản đến: văn bản kèm theo", 12),
];

/// What named persons handed in: code, title, person, file.
const HANDED_IN: [(&str, &str, &str, &str); 3] = [
    (
        CONTACTS,
        "Nhật ký thử đầu mối liên hệ",
        "Đỗ Mẫu Nhất",
        RETURNS_FILE,
    ),
    (
        STATEMENTS,
        "Xác nhận của các đơn vị gửi qua trục văn bản",
        "Lý Mẫu Hai",
        RETURNS_FILE,
    ),
    (
        RETURNS,
        "Phiếu báo cáo có ký của người đứng đầu",
        "Lý Mẫu Hai",
        RETURNS_FILE,
    ),
];

/// The file of a unit's own statements.
pub(super) fn statement_file(unit: &str) -> String {
    format!("files/xac-nhan-{}.txt", unit.to_lowercase())
}

/// The proofs that statements name, and what they say.
pub(super) fn files(province: &Province) -> Vec<(String, String)> {
    let mut files = vec![(
        RETURNS_FILE.to_owned(),
        proof("Sổ nhận phiếu", "Lý Mẫu Hai"),
    )];
    let own = province.answering().map(|office| {
        (
            statement_file(&office.code),
            proof("Xác nhận của đơn vị", &office.head()),
        )
    });
    files.extend(own);
    files
}

pub(super) fn add(sample: &mut Sample) {
    for (code, title, hours) in EXPORTS {
        let generated = hours_before(sample.as_of, hours);
        let of_source = |row: &&Row| row.source.as_deref() == Some(code);
        let row = SourceRow {
            file: (code == CONSOLE).then(|| "av_hosts.csv".into()),
            generated_at: Some(generated),
            period_from: Some(local(SINCE, 0, 0)),
            period_to: Some(generated),
            rows: i64::try_from(sample.rows.iter().filter(of_source).count()).ok(),
            ..source(SourceKind::Export, title)
        };
        sample.rows.push(Row::of(code, None, &row));
    }
    for (code, title, person, file) in HANDED_IN {
        let row = SourceRow {
            person: Some(person.into()),
            file: Some(file.into()),
            ..source(SourceKind::Statement, title)
        };
        sample.rows.push(Row::of(code, None, &row));
    }
    let word = source(SourceKind::Word, "Báo miệng qua điện thoại");
    sample.rows.push(Row::of(WORD, None, &word));
}
