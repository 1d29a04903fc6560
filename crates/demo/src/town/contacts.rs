//! Contacts printed in the letters, verified by most, and each unit's own.

use super::Sample;
use super::cast::{MEMBERS, STALE_REGISTER, answering};
use super::portal_rows::{PORTALS, url_of};
use super::sources::CONTACTS;
use crate::folder::PortalAddress;
use crate::moment::hours_before;
use domain::facts::ContactPoint;

struct Printed {
    label: &'static str,
    name: &'static str,
    phones: &'static [&'static str],
    emails: &'static [&'static str],
}

/// As the sample letters print them; the numbers lead nowhere.
const PRINTED: [Printed; 3] = [
    Printed {
        label: "UC",
        name: "Trung tâm Ứng cứu khẩn cấp không gian mạng (mẫu)",
        phones: &["000.0000.0001", "000.0000.002"],
        emails: &["ungcuu@example.com"],
    },
    Printed {
        label: "GS",
        name: "Trung tâm Giám sát an toàn không gian mạng (mẫu)",
        phones: &["00000000003", "0000000004"],
        emails: &["giamsat@example.com"],
    },
    Printed {
        label: "TINH",
        name: "Đội Ứng cứu sự cố an toàn thông tin mạng tỉnh Bình Mẫu (mẫu)",
        phones: &["00000.000005"],
        emails: &[],
    },
];

pub(crate) fn add(sample: &mut Sample, portals: &[PortalAddress]) {
    for member in answering() {
        for printed in &PRINTED {
            // Two wards have copied the numbers without ever trying them.
            let is_verified = !["PMB", STALE_REGISTER].contains(&member.code);
            printed_contact(sample, member.code, printed, is_verified);
        }
    }
    for member in MEMBERS.iter().filter(|m| m.code != super::cast::SILENT) {
        let portal = PORTALS
            .iter()
            .find(|(_, unit, _)| *unit == member.code)
            .map(|(code, _, _)| url_of(code, portals));
        own(
            sample,
            member.code,
            member.officers.first().copied().unwrap_or_default(),
            portal,
        );
    }
}

fn blank(name: &str) -> ContactPoint {
    ContactPoint {
        name: name.into(),
        phones: Vec::new(),
        emails: Vec::new(),
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

fn printed_contact(sample: &mut Sample, unit: &str, printed: &Printed, is_verified: bool) {
    let verified = hours_before(sample.as_of, 24 * 6);
    let contact = ContactPoint {
        phones: printed.phones.iter().map(|t| Box::from(*t)).collect(),
        emails: printed.emails.iter().map(|t| Box::from(*t)).collect(),
        verified_at: is_verified.then_some(verified),
        ..blank(printed.name)
    };
    sample.put_at(
        format!("LH-{}-{unit}", printed.label),
        Some(unit),
        CONTACTS,
        verified,
        &contact,
    );
}

fn own(sample: &mut Sample, unit: &str, officer: &str, portal: Option<String>) {
    let verified = hours_before(sample.as_of, 24 * 5);
    let contact = ContactPoint {
        phones: vec!["000.0000.0009".into()],
        emails: vec![format!("attt.{}@example.com", unit.to_lowercase()).into()],
        own: Some(true),
        verified_at: Some(verified),
        declared_at: Some(hours_before(sample.as_of, 24 * 30)),
        published_url: Some(
            portal
                .map_or_else(
                    || format!("https://{}.example.com/lien-he", unit.to_lowercase()),
                    |url| format!("{url}lien-he"),
                )
                .into(),
        ),
        ..blank(&format!("{officer} (đầu mối {unit}, mẫu)"))
    };
    sample.put_at(
        format!("LH-{unit}"),
        Some(unit),
        CONTACTS,
        verified,
        &contact,
    );
}
