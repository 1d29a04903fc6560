//! Where the rows come from: exports of other systems, statements of named persons with a file, word only, logs.

use super::Sample;
use super::answers;
use super::cast::member;
use crate::mark::proof;
use crate::moment::{day, hours_before, local};
use crate::row::source;
use crate::{web_log, windows_log};
use domain::facts::{Beat, SourceKind, SourceRow};
use domain::key::Key;
use jiff::Timestamp;

pub(crate) const REGISTER: &str = "NGUON-DONVI";
pub(crate) const INVENTORY: &str = "NGUON-TAISAN";
pub(crate) const SOFTWARE: &str = "NGUON-PHANMEM";
pub(crate) const DOSSIER: &str = "NGUON-HOSO";
pub(crate) const REVIEW: &str = "NGUON-RASOAT";
pub(crate) const BULLETINS: &str = "NGUON-CANHBAO";
pub(crate) const AV_CONSOLE: &str = "NGUON-AV-TINH";
pub(crate) const AV_ALERTS: &str = "NGUON-AV-CANHBAO";
pub(crate) const SCANS: &str = "NGUON-AV-QUET";
pub(crate) const SIEM: &str = "NGUON-SIEM-TINH";
pub(crate) const IRLAB: &str = "NGUON-IRLAB";
pub(crate) const INCIDENTS: &str = "NGUON-SUCO";
pub(crate) const HUNTS: &str = "NGUON-SANLUNG";
pub(crate) const LISTS: &str = "NGUON-DANHSACH";
pub(crate) const FIREWALL: &str = "FW-AN-MAU";
/// A log source that is expected and not heard.
pub(crate) const UNHEARD: &str = "FW-XTR";
/// The event log of a department's Windows machines.
pub(crate) const WINDOWS: &str = "NK-WINDOWS-VHTT";
/// The log of a ward's web server.
pub(crate) const WEB: &str = "NK-WEB-PMT";
pub(crate) const ROSTER: &str = "NGUON-BANGTRUC";
pub(crate) const LINK_RECEIPTS: &str = "NGUON-KETNOI";
pub(crate) const SHARES: &str = "NGUON-CHIASE";
pub(crate) const BACKUPS: &str = "NGUON-SAOLUU";
pub(crate) const SESSIONS: &str = "NGUON-TAPHUAN";
pub(crate) const CONTACTS: &str = "NGUON-DAUMOI";
pub(crate) const SUPPORT: &str = "NGUON-HOTRO";
pub(crate) const ENCLOSURES: &str = "NGUON-VANBAN";
pub(crate) const NMS: &str = "NGUON-NMS";
pub(crate) const TELECOM_DESK: &str = "NGUON-VTM-BAN";
pub(crate) const CONTRACTS: &str = "NGUON-HOPDONG";
pub(crate) const ORDERS: &str = "NGUON-YEUCAU";
pub(crate) const COMPLAINTS: &str = "NGUON-PHANANH";
pub(crate) const RETURNS: &str = "NGUON-PHIEU";
pub(crate) const WORD: &str = "NGUON-MIENG";

/// Exports of other systems: code, title, hours between the export and the instant judged for.
const EXPORTS: [(&str, &str, i64); 22] = [
    (REGISTER, "Danh mục đơn vị, phần mềm quản lý cán bộ", 26),
    (INVENTORY, "Phần mềm quản lý tài sản", 12),
    (SOFTWARE, "Phần mềm kiểm kê máy tính", 12),
    (BULLETINS, "Sổ văn bản đến: cảnh báo lỗ hổng", 12),
    (
        AV_CONSOLE,
        "Hệ thống phòng, chống mã độc tập trung của tỉnh",
        super::antimalware::EXPORTED_BEFORE,
    ),
    (AV_ALERTS, "Cảnh báo của hệ thống phòng, chống mã độc", 4),
    (SCANS, "Nhật ký quét của hệ thống phòng, chống mã độc", 4),
    (SIEM, "Hệ thống giám sát tập trung của tỉnh", 3),
    (IRLAB, "Thư cảnh báo của nền tảng điều phối", 3),
    (INCIDENTS, "Sổ sự cố, cảnh báo", 2),
    (HUNTS, "Kết quả truy vấn săn lùng", 2),
    (LISTS, "Sổ văn bản đến: danh sách IP botnet", 12),
    (
        ROSTER,
        "Bảng phân công trực, phần mềm điều hành văn bản",
        30,
    ),
    (LINK_RECEIPTS, "Xác nhận của hệ thống nhận dữ liệu", 1),
    (SHARES, "Nhật ký thư chia sẻ", 2),
    (BACKUPS, "Hệ thống sao lưu", 5),
    (SUPPORT, "Hệ thống hỗ trợ người sử dụng", 2),
    (ENCLOSURES, "Sổ văn bản đến: văn bản kèm theo", 12),
    (NMS, "Hệ thống quản lý mạng của nhà mạng", 1),
    (TELECOM_DESK, "Bàn xử lý thuê bao của nhà mạng", 2),
    (ORDERS, "Sổ yêu cầu của cơ quan có thẩm quyền", 2),
    (COMPLAINTS, "Hệ thống tiếp nhận phản ánh", 2),
];

/// Statements of named persons with a file: code, title, person, file.
const STATEMENTS: [(&str, &str, &str, &str); 6] = [
    (
        DOSSIER,
        "Hồ sơ cấp độ, kế hoạch, biên bản",
        "Trần Mẫu An",
        "files/ho-so-cap-do.txt",
    ),
    (
        REVIEW,
        "Biên bản rà soát lỗ hổng, điểm yếu",
        "Lê Mẫu Bình",
        "files/bien-ban-ra-soat.txt",
    ),
    (
        SESSIONS,
        "Danh sách dự tập huấn",
        "Bùi Mẫu Dung",
        "files/danh-sach-tap-huan.txt",
    ),
    (
        CONTACTS,
        "Nhật ký thử đầu mối liên hệ",
        "Võ Mẫu Cát",
        "files/nhat-ky-dau-moi.txt",
    ),
    (
        CONTRACTS,
        "Hợp đồng và báo cáo SLA",
        "Ngô Mẫu Khoa",
        "files/bao-cao-sla.txt",
    ),
    (
        RETURNS,
        "Phiếu báo cáo có ký của người đứng đầu",
        "Trần Mẫu An",
        "files/phieu-bao-cao.txt",
    ),
];

/// The proofs that statements name, and what they say.
pub(crate) fn files() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = STATEMENTS
        .iter()
        .map(|(_, title, person, file)| ((*file).to_owned(), proof(title, person)))
        .collect();
    for unit in answers::stating() {
        let person = member(unit).map_or("", |m| m.head);
        files.push((statement_file(unit), proof("Xác nhận của đơn vị", person)));
    }
    for file in ["files/bien-ban-boc-go.txt", "files/bien-ban-dien-tap.txt"] {
        files.push((file.to_owned(), proof("Biên bản", "Lê Mẫu Bình")));
    }
    files
}

/// The source of a unit's own statements.
pub(crate) fn statement_source(unit: &str) -> String {
    format!("NGUON-KB-{unit}")
}

/// The file of a unit's own statements.
pub(crate) fn statement_file(unit: &str) -> String {
    format!("files/xac-nhan-{}.txt", unit.to_lowercase())
}

pub(crate) fn add(sample: &mut Sample) {
    for (code, title, hours) in EXPORTS {
        let generated = hours_before(sample.as_of, hours);
        let own = sample
            .rows
            .iter()
            .filter(|r| r.source.as_deref() == Some(code))
            .count();
        let row = SourceRow {
            file: (code == AV_CONSOLE).then(|| "av_hosts.csv".into()),
            generated_at: Some(generated),
            period_from: Some(local(day(1, 1), 0, 0)),
            period_to: Some(generated),
            rows: i64::try_from(own).ok(),
            ..source(SourceKind::Export, title)
        };
        sample.rows.push(crate::row::Row::of(code, None, &row));
    }
    for (code, title, person, file) in STATEMENTS {
        said(sample, code, title, person, file);
    }
    for unit in answers::stating() {
        let person = member(unit).map_or("", |m| m.head);
        said(
            sample,
            &statement_source(unit),
            "Xác nhận của đơn vị",
            person,
            &statement_file(unit),
        );
    }
    sample.rows.push(crate::row::Row::of(
        WORD,
        None,
        &source(SourceKind::Word, "Báo miệng qua điện thoại"),
    ));
    firewall(sample);
    own_logs(sample);
}

fn said(sample: &mut Sample, code: &str, title: &str, person: &str, file: &str) {
    let row = SourceRow {
        person: Some(person.into()),
        file: Some(file.into()),
        ..source(SourceKind::Statement, title)
    };
    sample.rows.push(crate::row::Row::of(code, None, &row));
}

/// The town's firewall, through which all units reach the Internet.
fn firewall(sample: &mut Sample) {
    let row = SourceRow {
        file: Some(crate::firewall_log::FILE.into()),
        generated_at: Some(sample.as_of),
        period_from: Some(local(day(1, 1), 0, 0)),
        period_to: Some(sample.as_of),
        systems: super::systems::all()
            .map(|(code, _, _)| Key::new(code))
            .collect(),
        expected_every_minutes: Some(10),
        positive_control_at: Some(hours_before(sample.as_of, 28)),
        ..source(SourceKind::Log, "Tường lửa trung tâm")
    };
    sample.rows.push(crate::row::Row::of(FIREWALL, None, &row));
    // A line of its own that this commune opened; nothing is heard of its log, so no zero of it is proven.
    let row = SourceRow {
        expected_every_minutes: Some(10),
        ..source(SourceKind::Log, "Bộ định tuyến xã Mẫu Trung")
    };
    sample
        .rows
        .push(crate::row::Row::of(UNHEARD, Some("XTR"), &row));
}

/// Logs of single units, which Khiên itself hunts in.
fn own_logs(sample: &mut Sample) {
    let from = hours_before(sample.as_of, 24 * windows_log::DAYS);
    own_log(
        sample,
        (WINDOWS, "Nhật ký sự kiện Windows"),
        (windows_log::UNIT, windows_log::FILE),
        (from, 2_010),
    );
    own_log(
        sample,
        (WEB, "Nhật ký máy chủ web"),
        (web_log::UNIT, web_log::FILE),
        (web_log::begin(), 403),
    );
}

fn own_log(
    sample: &mut Sample,
    (code, title): (&str, &str),
    (unit, file): (&str, &str),
    (from, count): (Timestamp, i64),
) {
    let row = SourceRow {
        file: Some(file.into()),
        generated_at: Some(sample.as_of),
        period_from: Some(from),
        period_to: Some(sample.as_of),
        systems: super::systems::first_of(unit)
            .map(Key::new)
            .into_iter()
            .collect(),
        expected_every_minutes: Some(60),
        ..source(SourceKind::Log, title)
    };
    sample
        .rows
        .push(crate::row::Row::of(code, Some(unit), &row));
    let beat = Beat {
        log_source: Key::new(code),
        from,
        to: sample.as_of,
        count,
    };
    sample.put_at(format!("NHIP-{unit}"), Some(unit), code, from, &beat);
}
