use super::*;
use domain::pack::calendar::Observance;
use jiff::civil::date;

fn calendar() -> Calendar {
    let day = |key: &str, year: i16, from: Date, to: Date| Observance {
        key: key.into(),
        year,
        name_vi: format!("{key} {year}").into(),
        name_en: key.into(),
        from,
        to,
        source: "test".into(),
        verified: false,
    };
    Calendar {
        observances: vec![
            day("new_year", 2024, date(2023, 12, 30), date(2024, 1, 1)),
            day("tet", 2024, date(2024, 2, 8), date(2024, 2, 14)),
            day("tet", 2025, date(2025, 1, 25), date(2025, 2, 2)),
            day(
                "reunification_labour",
                2024,
                date(2024, 4, 27),
                date(2024, 5, 1),
            ),
            day("dien_bien_phu", 2024, date(2024, 5, 7), date(2024, 5, 7)),
            day("national_day", 2025, date(2025, 8, 30), date(2025, 9, 2)),
        ],
    }
}

fn check(subject: &str, year: Option<(i16, Option<i8>)>, expected: Option<(Date, Date)>) {
    let found = find(Some(subject), &[], year, &calendar());
    assert_eq!(found.watch.map(|w| (w.from, w.to)), expected, "{subject}");
}

#[test]
fn holidays_of_the_subject_are_looked_up() {
    let tet = Some((date(2024, 2, 8), date(2024, 2, 14)));
    check(
        "bảo đảm ATTT mạng trong thời gian Tết Nguyên Đán Giáp Thìn 2024",
        Some((2024, None)),
        tet,
    );
    check(
        "bảo đảm ATTT mạng dịp Tết Giáp Thìn",
        Some((2024, Some(1))),
        tet,
    );
    check(
        "bảo đảm ATTT mạng dịp Tết Nguyên đán",
        Some((2023, Some(12))),
        tet,
    );
    check("bao dam attt mang dip tet nguyen dan giap thin", None, tet);
    check(
        "dịp Tết Dương lịch 2024 và Tết Nguyên đán Giáp Thìn",
        Some((2023, Some(12))),
        Some((date(2023, 12, 30), date(2024, 2, 14))),
    );
    check(
        "dịp Tết Nguyên đán Ất Tỵ năm 2025",
        Some((2024, Some(12))),
        Some((date(2025, 1, 25), date(2025, 2, 2))),
    );
    check(
        "trong dịp Lễ 30/4, 01/5 và 70 năm chiến thắng Điện Biên Phủ",
        Some((2024, None)),
        Some((date(2024, 4, 27), date(2024, 5, 7))),
    );
    check(
        "dịp nghỉ lễ 30-4 và 1-5-2024",
        None,
        Some((date(2024, 4, 27), date(2024, 5, 1))),
    );
    check(
        "kỷ niệm 80 năm Quốc khánh 2/9",
        Some((2025, Some(8))),
        Some((date(2025, 8, 30), date(2025, 9, 2))),
    );
    check("tình hình diễn biến phức tạp", Some((2024, None)), None);
    check(
        "tăng cường công tác quản lý tài sản công",
        Some((2024, None)),
        None,
    );
}

#[test]
fn printed_dates_rule() {
    let text = vec![
        "Thời gian nghỉ lễ từ ngày 27/4/2024 đến hết ngày 02/5/2024, đề nghị các đơn vị trực."
            .to_owned(),
    ];
    let found = find(
        Some("bảo đảm ATTT dịp 30/4, 01/5"),
        &text,
        Some((2024, None)),
        &calendar(),
    );
    assert_eq!(
        found.watch.map(|w| (w.from, w.to)),
        Some((date(2024, 4, 27), date(2024, 5, 2)))
    );
    let past =
        vec!["Từ ngày 01/01/2024 đến ngày 31/01/2024 ghi nhận 300 cảnh báo dịp Tết.".to_owned()];
    assert_eq!(find(None, &past, None, &Calendar::default()).watch, None);
}

#[test]
fn a_holiday_the_calendar_lacks_is_named() {
    let found = find(Some("dịp Quốc khánh 2/9/2030"), &[], None, &calendar());
    assert_eq!(
        found,
        Found {
            watch: None,
            unresolved: vec!["Quốc khánh 2/9 2030".into()]
        }
    );
}
