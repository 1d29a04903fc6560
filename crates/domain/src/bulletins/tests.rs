use super::months::{Monthly, monthly_of};
use super::same_sign;

#[test]
fn a_range_of_months_is_one_bulletin_for_each() {
    for (text, names) in [
        (
            "các lỗ hổng trong các sản phẩm Microsoft từ tháng 5 đến tháng 7 năm 2023 (văn bản gửi kèm theo)",
            vec!["Microsoft 5/2023", "Microsoft 6/2023", "Microsoft 7/2023"],
        ),
        (
            "Microsoft 10–12/2023",
            vec![
                "Microsoft 10/2023",
                "Microsoft 11/2023",
                "Microsoft 12/2023",
            ],
        ),
        (
            "Microsoft từ tháng 12/2023 đến tháng 01/2024",
            vec!["Microsoft 12/2023", "Microsoft 1/2024"],
        ),
        (
            "bản vá của Microsoft tháng 11/2023",
            vec!["Microsoft 11/2023"],
        ),
        ("Microsoft tháng 11 năm 2023", vec!["Microsoft 11/2023"]),
        // Dates, windows and ranges without a vendor are no bulletins.
        (
            "Microsoft (văn bản số 1943/CATTT-NCSC ngày 01/11/2023)",
            vec![],
        ),
        ("Microsoft, ngày 11 tháng 05 năm 2022", vec![]),
        ("từ tháng 5 đến tháng 11 năm 2023", vec![]),
        ("Microsoft từ tháng 11 đến tháng 5 năm 2023", vec![]),
        ("cảnh báo của Trung tâm tháng 11 năm 2023", vec![]),
        ("VMware tháng 2/2024", vec!["VMware 2/2024"]),
        ("", vec![]),
    ] {
        let found: Vec<String> = monthly_of(text).iter().map(Monthly::name).collect();
        assert_eq!(found, names, "{text}");
    }
}

#[test]
fn signs_match_whatever_blanks_and_dashes() {
    assert!(same_sign("1943/CATTT-NCSC", "1943 / CATTT – NCSC"));
    assert!(same_sign("1943/cattt-ncsc", "1943/CATTT‑NCSC"));
    assert!(!same_sign("1943/CATTT-NCSC", "1944/CATTT-NCSC"));
}

#[test]
fn the_towns_letter_of_2024_cites_seven_months() {
    let text = "khắc phục triệt để các lỗ hổng, điểm yếu đã được Cục An toàn thông tin cảnh báo, đặc biệt như: lỗ hổng ảnh \
        hưởng nghiêm trọng trong F5 BIG-IP (văn bản số 1943/CATTT-NCSC ngày 01/11/2023 của Cục An toàn thông tin), lỗ hổng \
        zeroday trong hệ thống Zimba (văn bản số 2216/CATTT-NCSC ngày 12/12/2023 của Cục An toàn thông tin) và các lỗ hổng \
        bảo mật ảnh hưởng mức cao và nghiêm trọng trong các sản phẩm Microsoft từ tháng 5 đến tháng 11 năm 2023";
    let found: Vec<String> = monthly_of(text).iter().map(Monthly::name).collect();
    let months: Vec<String> = (5..=11).map(|m| format!("Microsoft {m}/2023")).collect();
    assert_eq!(found, months);
}
