//! Contacts: those the letter prints, tried once by the province for all, and each unit's own.

use super::cast::Province;
use super::sources::CONTACTS;
use crate::moment::hours_before;
use crate::sample::Sample;
use domain::facts::ContactPoint;

/// As the province's letter prints them: code, name, number, mail; they lead nowhere.
const PRINTED: [(&str, &str, &str, &str); 2] = [
    (
        "LH-TINH",
        "Đội Ứng cứu sự cố an toàn thông tin mạng tỉnh Bình Mẫu (mẫu)",
        "00000.000005",
        "doiungcuu@example.com",
    ),
    (
        "LH-GS",
        "Trung tâm Giám sát an toàn không gian mạng (mẫu)",
        "00000000003",
        "giamsat@example.com",
    ),
];

pub(super) fn add(sample: &mut Sample, province: &Province) {
    let verified = hours_before(sample.as_of, 24 * 6);
    for (code, name, phone, mail) in PRINTED {
        let contact = ContactPoint {
            verified_at: Some(verified),
            ..contact(name, phone, mail)
        };
        sample.put_at(code, None, CONTACTS, verified, &contact);
    }
    for office in province.answering() {
        let code = office.code.to_lowercase();
        // One in eight has declared its contact but never tried it.
        let is_tested = !(office.is_commune() && office.draw(8, 8) == 0);
        let own = ContactPoint {
            own: Some(true),
            verified_at: is_tested.then_some(verified),
            declared_at: Some(hours_before(sample.as_of, 24 * 30)),
            published_url: Some(format!("https://{code}.example.com/lien-he").into()),
            ..contact(
                &format!("{} (đầu mối {}, mẫu)", office.officer(0), office.code),
                "000.0000.0009",
                &format!("attt.{code}@example.com"),
            )
        };
        let code = format!("LH-{}", office.code);
        sample.put_at(code, Some(office.code.as_str()), CONTACTS, verified, &own);
    }
}

fn contact(name: &str, phone: &str, mail: &str) -> ContactPoint {
    ContactPoint {
        name: name.into(),
        phones: vec![phone.into()],
        emails: vec![mail.into()],
        own: None,
        verified_at: None,
        dead: None,
        superseded_by: None,
        declared_at: None,
        published_url: None,
        changed_at: None,
        told_at: None,
    }
}
