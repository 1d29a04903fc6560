use super::super::lines::lines;
use super::*;

fn of(text: &str) -> Head {
    read(&lines(text))
}

#[test]
fn a_full_head_in_two_columns_is_read() {
    let head = of(
        "UBND TỈNH MẪU              CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\
                   SỞ THÔNG TIN VÀ TRUYỀN THÔNG       Độc lập - Tự do - Hạnh phúc\n\
                   Số: 07/STTTT-CĐS           Mẫu, ngày 02 tháng 01 năm 2024\n\
                   V/v tăng cường bảo đảm\nATTT mạng dịp Tết",
    );
    assert_eq!(
        head.organisations,
        ["UBND TỈNH MẪU", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG"]
    );
    assert_eq!(
        (head.number.as_deref(), head.sign.as_deref()),
        (Some("07"), Some("STTTT-CĐS"))
    );
    assert_eq!(head.place.as_deref(), Some("Mẫu"));
    assert_eq!(
        head.date,
        DateParts {
            day: Some(2),
            month: Some(1),
            year: Some(2024)
        }
    );
    assert_eq!(
        head.subject.as_deref(),
        Some("tăng cường bảo đảm ATTT mạng dịp Tết")
    );
    assert_eq!(head.kind, Some(DirectiveKind::OfficialLetter));
}

#[test]
fn a_named_document_has_its_subject_under_the_title() {
    let head = of(
        "ỦY BAN NHÂN DÂN\nTỈNH MẪU\n-------\nSố: 61/KH-UBND\n\nMẫu, ngày 06 tháng 4 năm 2023\n\nKẾ HOẠCH\n\nBảo đảm an toàn thông tin mạng\ntrên địa bàn tỉnh năm 2023",
    );
    assert_eq!(head.organisations, ["ỦY BAN NHÂN DÂN TỈNH MẪU"]);
    assert_eq!(head.kind, Some(DirectiveKind::Plan));
    assert_eq!(
        head.subject.as_deref(),
        Some("Bảo đảm an toàn thông tin mạng trên địa bàn tỉnh năm 2023")
    );
}

#[test]
fn signs_are_read_in_their_printed_variants() {
    for (line, number, sign) in [
        ("Số: /UBND-VH", None, "UBND-VH"),
        ("Số:      /BTTTT-CATTT", None, "BTTTT-CATTT"),
        ("Số: 3993/BKHCN – CVT", Some("3993"), "BKHCN-CVT"),
        ("Số: 56 /CATTT-NCSC", Some("56"), "CATTT-NCSC"),
        ("Số: /CATTT-NCSC941", Some("941"), "CATTT-NCSC"),
        ("Số : 12/2024/CT-UBND", Some("12"), "2024/CT-UBND"),
        ("Số 33/CĐ-TTg", Some("33"), "CĐ-TTg"),
        ("Số: /CAT-PA05", None, "CAT-PA05"),
        ("Số: …../UBND-VX1", None, "UBND-VX1"),
        ("1520/BTTTT-CATTT", Some("1520"), "BTTTT-CATTT"),
    ] {
        let head = of(line);
        assert_eq!(
            (head.number.as_deref(), head.sign.as_deref()),
            (number, Some(sign)),
            "{line}"
        );
    }
}
