//! Whom a preamble binds: those it asks, never the authority that asks.

use crate::calendar::calendar;
use domain::unit::UnitClass::{self, *};
use letters::read::{ReadContext, read_text};

/// The classes that the first of two sections binds in a ministry's letter with this preamble.
fn check(preamble: &str, expected: &[UnitClass]) {
    let text = format!(
        "BỘ THÔNG TIN VÀ TRUYỀN THÔNG\nSố: /BTTTT-CATTT\nHà Nội, ngày tháng năm 2024\n\
         V/v bảo đảm an toàn thông tin mạng dịp Tết\n\
         Kính gửi:\n- Các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ;\n\
         - Các doanh nghiệp viễn thông, Internet.\n\n{preamble}\n\
         1. Đối với hệ thống thông tin:\na) Tổ chức trực 24/7 trong suốt kỳ nghỉ.\n\
         2. Các doanh nghiệp viễn thông:\na) Bảo đảm hạ tầng viễn thông thông suốt.\n\
         Trân trọng./.\nKT. BỘ TRƯỞNG\n"
    );
    let context = ReadContext {
        calendar: &calendar(),
    };
    let read = read_text(&text, &context);
    let duties: Vec<_> = read
        .obligations
        .iter()
        .map(|o| (o.id.as_str(), o.addressees.as_slice()))
        .collect();
    let second = ("2.a", [TelecomInternet].as_slice());
    assert_eq!(duties, [("1.a", expected), second], "{preamble}");
}

#[test]
fn the_authority_that_asks_is_not_bound() {
    let everybody = [CentralAgency, TelecomInternet];
    for preamble in [
        "Để bảo đảm an toàn thông tin mạng, Bộ Thông tin và Truyền thông đề nghị các cơ quan, đơn vị:",
        "Bộ Thông tin và Truyền thông đề nghị các cơ quan, tổ chức thực hiện một số nội dung sau:",
        "Bộ Thông tin và Truyền thông đề nghị các cơ quan thực hiện theo yêu cầu của Bộ Thông tin và Truyền thông như sau:",
    ] {
        check(preamble, &everybody);
    }
    check(
        "Theo yêu cầu của Thủ tướng Chính phủ, Bộ Thông tin và Truyền thông đề nghị các doanh nghiệp viễn thông:",
        &[TelecomInternet],
    );
}
