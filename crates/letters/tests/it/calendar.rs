//! The holidays the fixtures need, as a regime pack would give them.

use domain::pack::calendar::{Calendar, Observance};
use jiff::civil::{Date, date};

/// Breaks of 2024 to 2026, as far as the fixtures name them.
pub(crate) fn calendar() -> Calendar {
    let day = |key: &str, name: &str, year: i16, from: Date, to: Date| Observance {
        key: key.into(),
        year,
        name_vi: name.into(),
        name_en: key.into(),
        from,
        to,
        source: "test".into(),
        verified: false,
    };
    Calendar {
        observances: vec![
            day(
                "new_year",
                "Tết Dương lịch 2024",
                2024,
                date(2023, 12, 30),
                date(2024, 1, 1),
            ),
            day(
                "tet",
                "Tết Nguyên đán Giáp Thìn 2024",
                2024,
                date(2024, 2, 8),
                date(2024, 2, 14),
            ),
            day(
                "tet",
                "Tết Nguyên đán Ất Tỵ 2025",
                2025,
                date(2025, 1, 25),
                date(2025, 2, 2),
            ),
            day(
                "tet",
                "Tết Nguyên đán Bính Ngọ 2026",
                2026,
                date(2026, 2, 14),
                date(2026, 2, 22),
            ),
            day(
                "reunification_labour",
                "30/4 và 01/5 năm 2024",
                2024,
                date(2024, 4, 27),
                date(2024, 5, 1),
            ),
            day(
                "reunification_labour",
                "30/4 và 01/5 năm 2025",
                2025,
                date(2025, 4, 30),
                date(2025, 5, 4),
            ),
            day(
                "dien_bien_phu",
                "70 năm Chiến thắng Điện Biên Phủ",
                2024,
                date(2024, 5, 7),
                date(2024, 5, 7),
            ),
            day(
                "national_day",
                "Quốc khánh 2/9 năm 2025",
                2025,
                date(2025, 8, 30),
                date(2025, 9, 2),
            ),
        ],
    }
}
