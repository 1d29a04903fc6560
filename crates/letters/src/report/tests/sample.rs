//! The report of an invented town: 14 units, 20 duties.

use crate::report::{Counted, DutyLine, ReportInput, Signature, UnitLine, Zero};
use domain::measure_id::MeasureId;

/// Units of the town.
const UNITS: u32 = 14;

/// One of the town's duties by its printed path.
pub(super) fn duty(obligation: &str) -> DutyLine {
    duties()
        .into_iter()
        .find(|d| d.obligation == obligation)
        .unwrap()
}

pub(super) fn town() -> ReportInput {
    ReportInput {
        parent: Some("Ủy ban nhân dân tỉnh Mẫu Giang".into()),
        issuer: "UBND thị xã Mẫu Sơn".into(),
        sign: "UBND".into(),
        archive: "CNTT".into(),
        place: "Mẫu Sơn".into(),
        year: 2024,
        recipient: "Ủy ban nhân dân tỉnh Mẫu Giang".into(),
        directive: "công văn số 12/UBND-VX ngày 03/01/2024 của Ủy ban nhân dân tỉnh Mẫu Giang về việc tăng cường bảo \
                    đảm an toàn thông tin mạng dịp Tết Nguyên đán Giáp Thìn 2024"
            .into(),
        occasion: "dịp Tết Nguyên đán Giáp Thìn 2024".into(),
        as_of: "20:00 ngày 08/02/2024".into(),
        hash: "4f1c09ab77e25d30".into(),
        documents: vec![
            "Kế hoạch bảo đảm an toàn thông tin mạng dịp Tết Nguyên đán Giáp Thìn của thị xã Mẫu Sơn".into(),
            "Bảng phân công trực an toàn thông tin mạng từ ngày 08/02 đến ngày 14/02/2024".into(),
        ],
        duties: duties(),
        incidents: Zero::NotEstablished,
        shortcomings: shortcomings(),
        proposals: vec![
            "Đề nghị gửi văn bản kèm theo chưa nhận được: Danh sách IP mạng Botnet tháng 01/2024".into(),
            "Còn 31 kết quả chưa đủ dữ liệu để kết luận; đơn vị tiếp tục bổ sung".into(),
        ],
        unit_count: 14,
        missing_units: vec!["UBND phường Mẫu 4".into(), "UBND xã Mẫu 9".into()],
        units: units(),
        signature: Signature {
            on_behalf: Some("TM. ỦY BAN NHÂN DÂN".into()),
            capacity: None,
            title: "Chủ tịch".into(),
        },
        claim: "Đạt theo tiêu chí phiên bản 1, dữ liệu đến 20:00 ngày 08/02/2024; không thay thế kiểm tra của cơ quan \
                có thẩm quyền"
            .into(),
        sample: true,
    }
}

fn shortcomings() -> Vec<String> {
    let reasons = [
        "UBND phường Mẫu 2 – Trực giám sát 24/7: ca đêm 09/02 chưa phân công người trực từ 19:30 đến 07:30",
        "UBND xã Mẫu 7 – Rà soát, bóc gỡ mã độc: máy KT-03 còn 1 tệp nhiễm, quá hạn 72 giờ",
        "Phòng Văn hóa và Thông tin – Đăng toàn văn công văn: trang chủ chưa có đường dẫn tới văn bản",
    ];
    reasons.map(str::to_owned).to_vec()
}

fn units() -> Vec<UnitLine> {
    let names = [
        "Văn phòng HĐND và UBND thị xã",
        "Phòng Văn hóa và Thông tin",
        "Phòng Tài chính – Kế hoạch",
    ];
    let wards = (1..=6).map(|n| format!("UBND phường Mẫu {n}"));
    let communes = (7..=11).map(|n| format!("UBND xã Mẫu {n}"));
    let names = names
        .map(str::to_owned)
        .into_iter()
        .chain(wards)
        .chain(communes);
    names
        .zip(0_u32..)
        .map(|(name, at)| {
            let reported = !["UBND phường Mẫu 4", "UBND xã Mẫu 9"].contains(&name.as_str());
            let not_met = if reported { at % 4 } else { 0 };
            let unknown = if reported { at % 3 } else { 14 };
            let paths = ["1.2", "1.3", "2.1"]
                .iter()
                .take(usize::try_from(not_met).unwrap());
            UnitLine {
                name,
                reported,
                by_status: [
                    3,
                    17 - 3 - not_met.min(3) - unknown.min(14),
                    3,
                    unknown,
                    not_met,
                ],
                not_met: paths.map(|p| (*p).to_owned()).collect(),
            }
        })
        .collect()
}

fn duties() -> Vec<DutyLine> {
    let listed: [(&str, MeasureId); 20] = [
        ("1.1", MeasureId::LevelMeasuresReview),
        ("1.2", MeasureId::DutyRoster),
        ("1.2", MeasureId::WatchSiem),
        ("1.2", MeasureId::WatchAntimalware),
        ("1.3", MeasureId::MalwareRemove),
        ("1.3", MeasureId::BotnetPriorityCheck),
        ("1.3", MeasureId::Hunt),
        ("1.4", MeasureId::VulnReviewFix),
        ("1.4", MeasureId::PatchFull),
        ("1.5", MeasureId::NcscConnect),
        ("1.5", MeasureId::AlertsIrlab),
        ("1.6", MeasureId::Awareness),
        ("1.6", MeasureId::ResponsePlan),
        ("2.1", MeasureId::PortalPublishFulltext),
        ("2.2", MeasureId::PortalCheck),
        ("8.1", MeasureId::TelcoInfra),
        ("8.2", MeasureId::TelcoProtect),
        ("8.3", MeasureId::TelcoContract),
        ("8.3", MeasureId::SpamComplaints),
        ("contacts", MeasureId::Escalate),
    ];
    listed
        .into_iter()
        .zip(0_u32..)
        .map(|((path, measure), at)| line(path, measure, at))
        .collect()
}

fn line(path: &str, measure: MeasureId, at: u32) -> DutyLine {
    let (not_met, unknown, partial) = (at % 3, 2 + at % 2, at % 4);
    let by_status = [
        0,
        UNITS - not_met - unknown - partial,
        partial,
        unknown,
        not_met,
    ];
    let total = f64::from(12 + at * 97);
    let counted = (at % 5 != 1).then_some(Counted {
        done: total - f64::from(not_met),
        total,
        machine: f64::from(at),
        imported: total - f64::from(not_met + at) - 2.0,
        declared: 2.0,
    });
    let reasons = [
        "ca đêm 09/02 chưa phân công người trực từ 19:30 đến 07:30",
        "2 máy trạm quá 7 ngày không liên lạc với máy chủ phòng, chống mã độc",
        "1 cảnh báo mức cao quá 4 giờ chưa xử lý (mức nội bộ)",
    ];
    DutyLine {
        obligation: path.into(),
        measure,
        title: lang::measure_title(lang::Lang::Vi, measure.as_str()),
        by_status,
        not_reported: 2,
        counted,
        figures: if at == 3 {
            vec![("máy tắt bảo vệ".into(), "1".into())]
        } else {
            Vec::new()
        },
        reasons: reasons
            .iter()
            .take(usize::try_from(not_met).unwrap())
            .map(|r| (*r).to_owned())
            .collect(),
    }
}
