use super::*;
use jiff::civil::date;

fn check(
    text: &str,
    number: Option<&str>,
    sign: &str,
    day: Option<jiff::civil::Date>,
    issuer: Option<&str>,
    relation: Relation,
) {
    let found = of_paragraph(text);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    let r = &found[0];
    assert_eq!(
        (
            r.number.as_deref(),
            r.sign.as_deref(),
            r.date,
            r.issuer.as_deref(),
            r.relation
        ),
        (number, Some(sign), day, issuer, relation),
        "{text}"
    );
}

#[test]
fn citations_carry_what_is_printed_and_their_relation() {
    use Relation::*;
    check(
        "Thực hiện Công văn số 07/STTTT-CĐS ngày 02/01/2024 của Sở Thông tin và Truyền thông về việc tăng cường",
        Some("07"),
        "STTTT-CĐS",
        Some(date(2024, 1, 2)),
        Some("Sở Thông tin và Truyền thông"),
        Implements,
    );
    check(
        "các lỗ hổng, đặc biệt như: lỗ hổng trong F5 (văn bản số 1943/CATTT-NCSC ngày 01/11/2023 của Cục An toàn thông tin)",
        Some("1943"),
        "CATTT-NCSC",
        Some(date(2023, 11, 1)),
        Some("Cục An toàn thông tin"),
        Warning,
    );
    check(
        "Đăng tải toàn văn công văn số 6410/BTTTT-CATTT ngày 29 tháng 12 năm 2023 của Bộ TT&TT",
        Some("6410"),
        "BTTTT-CATTT",
        Some(date(2023, 12, 29)),
        Some("Bộ TT&TT"),
        Publish,
    );
    check(
        "Căn cứ Quyết định số 05/2017/QĐ-TTg ngày 16/3/2017 của Thủ tướng Chính phủ",
        Some("05"),
        "2017/QĐ-TTg",
        Some(date(2017, 3, 16)),
        Some("Thủ tướng Chính phủ"),
        Basis,
    );
}

#[test]
fn citations_are_read_in_their_printed_variants() {
    use Relation::*;
    check(
        "theo công văn số 3993/BKHCN – CVT ngày 19/8/2025",
        Some("3993"),
        "BKHCN-CVT",
        Some(date(2025, 8, 19)),
        None,
        Mentioned,
    );
    check(
        "cảnh báo tại văn bản số 56 /CATTT-NCSC",
        Some("56"),
        "CATTT-NCSC",
        None,
        None,
        Warning,
    );
    check(
        "cảnh báo tại văn bản số /CATTT-NCSC941 ngày 11/5/2022",
        Some("941"),
        "CATTT-NCSC",
        Some(date(2022, 5, 11)),
        None,
        Warning,
    );
    check(
        "gửi kèm Công văn số 12/STTTT-CNTT",
        Some("12"),
        "STTTT-CNTT",
        None,
        None,
        Enclosed,
    );
    check(
        "Luật An ninh mạng số 116/2025/QH15",
        Some("116"),
        "2025/QH15",
        None,
        None,
        Mentioned,
    );
}

#[test]
fn what_looks_like_a_sign_is_none() {
    for text in [
        "trực 24/7",
        "lễ 30/4, 01/5",
        "VNCERT/CC",
        "CNTT/ATTT",
        "1/Năm",
        "ngày 02/01/2024",
        "https://mau.example/12/AB-CD",
    ] {
        assert_eq!(of_paragraph(text), [], "{text}");
    }
}

#[test]
fn enclosures_go_by_their_own_words() {
    for (text, title) in [
        (
            "(văn bản số 2216/CATTT-NCSC) và các lỗ hổng trong các sản phẩm Microsoft từ tháng 5 đến tháng 11 năm 2023 (văn bản gửi kèm theo).",
            "các lỗ hổng trong các sản phẩm Microsoft từ tháng 5 đến tháng 11 năm 2023",
        ),
        (
            "(ưu tiên các hệ thống nằm trong Danh sách IP mạng Botnet được Cục cảnh báo hàng tháng, văn bản gửi kèm theo)",
            "Danh sách IP mạng Botnet được Cục cảnh báo hàng tháng",
        ),
        ("Thông tin chi tiết tại Phụ lục kèm theo.", "Phụ lục"),
        (
            "kết nối tới máy chủ điều khiển mã độc (danh sách gửi kèm theo).",
            "danh sách: kết nối tới máy chủ điều khiển mã độc",
        ),
    ] {
        let found = enclosures(text, &of_paragraph(text));
        assert_eq!(
            found.iter().map(|e| e.title.as_str()).collect::<Vec<_>>(),
            [title],
            "{text}"
        );
    }
    assert_eq!(
        enclosures("Quy chế ban hành kèm theo Quyết định số 1/QĐ-UBND", &[]),
        []
    );
}

#[test]
fn a_text_to_be_published_is_an_enclosure_with_its_sign() {
    let text = "Đăng tải toàn văn nội dung công văn số 6410/BTTTT-CATTT ngày 29/12/2023 của Bộ về việc tăng cường lên Cổng TTĐT đơn vị.";
    let found = enclosures(text, &of_paragraph(text));
    assert_eq!(
        found,
        [Enclosure {
            title: "công văn số 6410/BTTTT-CATTT ngày 29/12/2023 của Bộ về việc tăng cường".into(),
            sign: Some("6410/BTTTT-CATTT".into())
        }]
    );
}
