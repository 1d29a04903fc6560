//! The document that portals must publish in full, and the other enclosures: one of them never came.

use super::Sample;
use super::sources::ENCLOSURES;
use crate::moment::{day, local};
use domain::facts::EnclosureReceipt;
use jiff::civil::Date;

/// Full text of the invented ministry letter that the town's letter orders published.
pub const MANDATED_TEXT: &str = include_str!("mandated.txt");
/// Its title as the town's letter cites it.
pub const MANDATED_TITLE: &str =
    "Công văn tăng cường bảo đảm an toàn thông tin mạng dịp Tết Nguyên đán Giáp Thìn";
/// Its number and sign.
pub(crate) const MANDATED_SIGN: &str = "9410/BTTTT-MAU";
/// Where its text lies in the facts folder.
pub(crate) const MANDATED_FILE: &str = "enclosures/9410-BTTTT-MAU.txt";

pub(crate) fn add(sample: &mut Sample) {
    let received = local(day(1, 5), 8, 30);
    let mandated = EnclosureReceipt {
        title: MANDATED_TITLE.into(),
        sign: Some(MANDATED_SIGN.into()),
        received_at: Some(received),
        file: Some(MANDATED_FILE.into()),
        text: Some(MANDATED_TEXT.into()),
        issuer: Some("Bộ Thông tin và Truyền thông (mẫu)".into()),
        date: Some(Date::constant(2023, 12, 29)),
    };
    sample.put_at("KT-9410", None, ENCLOSURES, received, &mandated);
    // The ministry's letter says "văn bản gửi kèm theo" of its botnet list; that edition has not arrived.
    let missing = EnclosureReceipt {
        title: "Danh sách IP mạng Botnet gửi kèm công văn của Bộ (mẫu)".into(),
        sign: None,
        received_at: None,
        file: None,
        text: None,
        issuer: Some("Cục An toàn thông tin (mẫu)".into()),
        date: None,
    };
    sample.put("KT-BOTNET", None, ENCLOSURES, &missing);
}
