//! Tests of the written report: what a reader sees in the opened file.

mod sample;

use super::{Counted, Zero, write};
use crate::layout::opened::Opened;
use sample::{duty, town};

/// The report of this input, opened.
fn opened(input: &super::ReportInput) -> Opened {
    Opened::new(&write(input).unwrap())
}

#[test]
fn the_parts_stand_in_the_order_of_the_decree() {
    let text = opened(&town()).text;
    let mut rest = text.as_str();
    for part in [
        "ỦY BAN NHÂN DÂN TỈNH MẪU GIANG",
        "UBND THỊ XÃ MẪU SƠN",
        "Số:        /BC-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Mẫu Sơn, ngày        tháng        năm 2024",
        "BÁO CÁO",
        "Kết quả bảo đảm an toàn thông tin mạng dịp Tết Nguyên đán Giáp Thìn 2024",
        "Kính gửi: Ủy ban nhân dân tỉnh Mẫu Giang.",
        "Thực hiện công văn số 12/UBND-VX",
        "Số liệu tính đến 20:00 ngày 08/02/2024",
        "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI",
        "II. KẾT QUẢ THỰC HIỆN",
        "III. TỒN TẠI, NGUYÊN NHÂN",
        "IV. KIẾN NGHỊ, ĐỀ XUẤT",
        "không thay thế kiểm tra của cơ quan có thẩm quyền",
        "Trên đây là báo cáo kết quả của UBND thị xã Mẫu Sơn./.",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT, CNTT.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Phụ lục I",
        "Phụ lục II",
        "Tổng cộng",
    ] {
        let after = rest.split_once(part).map(|(_, after)| after);
        rest = after.unwrap_or_else(|| panic!("“{part}” is missing or too early in:\n{text}"));
    }
}

#[test]
fn the_mark_of_samples_is_on_every_page_of_samples_only() {
    for sample in [true, false] {
        let report = opened(&super::ReportInput { sample, ..town() });
        assert_eq!(report.headers.len(), 3, "first page, other pages, annexes");
        for header in &report.headers {
            assert_eq!(
                header.contains("MẪU – KHÔNG CÓ GIÁ TRỊ"),
                sample,
                "{header}"
            );
        }
    }
}

#[test]
fn the_page_number_is_hidden_on_the_first_page() {
    let report = opened(&town());
    let numbered = report
        .parts
        .iter()
        .filter(|(name, xml)| name.starts_with("word/header") && xml.contains("PAGE"));
    assert_eq!(numbered.count(), 2);
    assert_eq!(
        report
            .part("word/document.xml")
            .matches("<w:titlePg")
            .count(),
        1
    );
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let first = write(&town()).unwrap();
    // Whatever else was written before, here or in another thread.
    let mut other = town();
    other.duties.truncate(3);
    write(&other).unwrap();
    assert!(first == write(&town()).unwrap());
    let elsewhere = std::thread::spawn(|| write(&town()).unwrap());
    assert!(first == elsewhere.join().unwrap());
}

#[test]
fn none_is_said_only_of_a_proved_zero() {
    for (incidents, said) in [
        (Zero::Proved, "Không có."),
        (Zero::NotEstablished, "Chưa xác định được."),
        (Zero::Count(2), "Ghi nhận 2 sự cố."),
    ] {
        let report = opened(&super::ReportInput {
            incidents,
            ..town()
        });
        let mut section = report.paragraphs.iter().skip_while(|p| *p != "7. Sự cố");
        assert_eq!(section.nth(1).unwrap(), said);
        let none = report.paragraphs.iter().any(|p| p == "Không có.");
        assert_eq!(none, incidents == Zero::Proved);
    }
}

#[test]
fn units_that_have_not_reported_are_named_and_not_counted_as_zero() {
    let report = opened(&town());
    let told = "Đã nhận báo cáo của 12/14 đơn vị, 2 đơn vị chưa báo cáo. \
                Chưa nhận báo cáo của: UBND phường Mẫu 4, UBND xã Mẫu 9.";
    assert!(
        report.paragraphs.iter().any(|p| p == told),
        "{}",
        report.text
    );
    let row = report
        .rows
        .iter()
        .find(|r| r[1] == "UBND xã Mẫu 9")
        .unwrap();
    assert_eq!(row[2], "Chưa báo cáo");
    let total = report.rows.iter().find(|r| r[1] == "Tổng cộng").unwrap();
    assert_eq!(total[2], "12/14");
    let all = super::ReportInput {
        missing_units: Vec::new(),
        ..town()
    };
    assert!(
        opened(&all)
            .text
            .contains("Đã nhận báo cáo của đủ 14 đơn vị.")
    );
}

#[test]
fn the_columns_of_the_second_annex_add_up() {
    let report = opened(&town());
    let units: Vec<&Vec<String>> = report.rows.iter().filter(|r| r.len() == 9).collect();
    let (head, rest) = units.split_first().unwrap();
    let (total, rows) = rest.split_last().unwrap();
    assert_eq!(
        head[3..8],
        ["Đạt", "Một phần", "Chưa đạt", "Chưa rõ", "Không áp dụng"]
    );
    assert_eq!(rows.len(), 14);
    for column in 3..8 {
        let sum: u32 = rows.iter().map(|r| r[column].parse::<u32>().unwrap()).sum();
        assert_eq!(sum.to_string(), total[column], "{}", head[column]);
    }
}

/// The paragraphs of the one duty.
#[track_caller]
fn check(change: impl FnOnce(&mut super::DutyLine), expected: &[&str]) {
    let mut line = duty("1.2");
    change(&mut line);
    let report = opened(&super::ReportInput {
        duties: vec![line],
        ..town()
    });
    let after = report
        .paragraphs
        .iter()
        .skip_while(|p| *p != "1. Trực giám sát 24/7")
        .skip(1);
    let told: Vec<&String> = after.take_while(|p| !p.starts_with("2. ")).collect();
    assert_eq!(told, expected);
}

#[test]
fn a_duty_is_told_compactly() {
    let whole = "- Trực giám sát 24/7 (nhiệm vụ 1.2): đạt 9, một phần 1, chưa đạt 1, chưa rõ 3 trên 14 đơn vị \
                 (2 chưa báo cáo). Đã xong: 1.231/1.250,5. Trong đó: máy xác nhận 1.000, nhập 230, tự khai 1.";
    check(
        |d| {
            d.by_status = [0, 9, 1, 3, 1];
            d.not_reported = 2;
            d.counted = Some(Counted {
                done: 1231.0,
                total: 1250.5,
                machine: 1000.0,
                imported: 230.0,
                declared: 1.0,
            });
            d.reasons = vec!["Trống ca đêm 09/02".into()];
        },
        &[whole, "+ Trống ca đêm 09/02."],
    );
}

#[test]
fn one_unit_has_a_result_and_no_counts() {
    check(
        |d| {
            d.by_status = [0, 0, 0, 1, 0];
            d.not_reported = 1;
            d.counted = None;
            d.reasons = Vec::new();
            d.figures = vec![("Giờ trực có điểm danh".into(), "99,5 %".into())];
        },
        &[
            "- Trực giám sát 24/7 (nhiệm vụ 1.2): chưa rõ (đơn vị chưa báo cáo). Giờ trực có điểm danh: 99,5 %.",
        ],
    );
}

#[test]
fn reasons_are_few_and_short() {
    check(
        |d| {
            d.by_status = [0, 1, 0, 0, 0];
            d.not_reported = 0;
            d.counted = Some(Counted {
                total: 5.0,
                ..Counted::default()
            });
            d.reasons = (1..=5).map(|n| format!("lý do {n}; ")).collect();
            d.reasons[0] = "dài ".repeat(100);
        },
        &[
            "- Trực giám sát 24/7 (nhiệm vụ 1.2): đạt. Đã xong: 0/5.",
            &format!("+ Dài {}dài…", "dài ".repeat(58)),
            "+ Lý do 2.",
            "+ Lý do 3.",
            "+ Còn 2 nội dung khác, xem kết quả theo đơn vị tại Phụ lục II.",
        ],
    );
}

#[test]
fn sections_without_a_duty_say_so_and_the_optional_ones_vanish() {
    let report = opened(&super::ReportInput {
        duties: vec![duty("1.2")],
        ..town()
    });
    let sections: Vec<&String> = report
        .paragraphs
        .iter()
        .filter(|p| p.chars().next().is_some_and(|c| c.is_ascii_digit()))
        .collect();
    let sections: Vec<&&String> = sections
        .iter()
        .skip_while(|p| **p != "1. Trực giám sát 24/7")
        .collect();
    assert_eq!(sections[8].as_str(), "9. Tuyên truyền, nâng cao nhận thức");
    assert!(!report.text.contains("Viễn thông: hạ tầng"));
    assert_eq!(
        report
            .paragraphs
            .iter()
            .filter(|p| *p == "Văn bản không giao nhiệm vụ này.")
            .count(),
        7
    );
    let levels = super::ReportInput {
        duties: vec![duty("1.1")],
        ..town()
    };
    assert!(
        opened(&levels)
            .paragraphs
            .iter()
            .any(|p| p == "10. An toàn hệ thống thông tin theo cấp độ")
    );
}

#[test]
fn the_heading_rows_of_both_annexes_are_repeated() {
    let report = opened(&town());
    assert_eq!(
        report
            .part("word/document.xml")
            .matches("<w:tblHeader")
            .count(),
        2
    );
}

#[test]
fn hostile_texts_stay_texts() {
    let name = "<w:p>&\"'\u{1}\u{fffe} ]]> phường";
    let mut input = town();
    input.issuer = name.into();
    input.shortcomings = vec![name.into()];
    input.units[0].name = name.into();
    let report = opened(&input);
    assert!(
        report.text.contains("- <w:p>&\"' ]]> phường."),
        "{}",
        report.text
    );
}

#[test]
fn numbers_are_printed_as_in_vietnamese() {
    for (value, printed) in [
        (0.0, "0"),
        (12.0, "12"),
        (999.0, "999"),
        (1000.0, "1.000"),
        (1_234_567.0, "1.234.567"),
        (-1234.0, "-1.234"),
        (99.5, "99,5"),
        (1250.25, "1.250,2"),
        (f64::NAN, "–"),
        (f64::INFINITY, "–"),
    ] {
        assert_eq!(crate::layout::figures::number(value), printed);
    }
}

/// LibreOffice opens the file and lays it out as many pages as it should; with `KHIEN_TEST_KEEP` naming a folder the
/// pages stay there to be looked at.
#[test]
fn libreoffice_opens_it() {
    let soffice = std::process::Command::new("soffice")
        .arg("--version")
        .output();
    if soffice.is_err() {
        assert!(
            std::env::var_os("KHIEN_TEST_ALL").is_none_or(|all| all != "1"),
            "soffice is missing"
        );
        eprintln!("skipped: LibreOffice opening the report, soffice is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let keep = std::env::var_os("KHIEN_TEST_KEEP").map(std::path::PathBuf::from);
    let place = keep.as_deref().unwrap_or_else(|| folder.path());
    let file = place.join("bao-cao.docx");
    std::fs::write(&file, write(&town()).unwrap()).unwrap();
    // A profile of its own, so that a running LibreOffice is not asked instead.
    let profile = format!(
        "-env:UserInstallation=file://{}",
        folder.path().join("profile").display()
    );
    let convert = ["--headless", "--convert-to", "pdf", "--outdir"];
    let done = std::process::Command::new("soffice")
        .arg(profile)
        .args(convert)
        .arg(place)
        .arg(&file)
        .output()
        .unwrap();
    let pdf = std::fs::read(place.join("bao-cao.pdf"));
    let pdf = pdf.unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&done.stderr)));
    assert!(pdf.starts_with(b"%PDF-"));
    let pages = pdf
        .windows(11)
        .filter(|w| *w == b"/Type/Page\n" || *w == b"/Type/Page/")
        .count();
    assert!((5..=9).contains(&pages), "{pages} pages");
}
