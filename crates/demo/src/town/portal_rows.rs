//! The three portals, their plans, backups and support requests; what they publish is for Khiên to fetch.

use super::Sample;
use super::sources::{BACKUPS, DOSSIER, INVENTORY, SUPPORT};
use crate::folder::PortalAddress;
use crate::moment::{hours_before, minutes_after};
use domain::facts::{Backup, Plan, PlanKind, Portal, SupportRequest};
use domain::key::Key;

/// Code, owner and name of each portal, in the order the demo serves them.
pub(crate) const PORTALS: [(&str, &str, &str); 3] = [
    (
        "CONG-TX",
        "TX",
        "Cổng thông tin điện tử thị xã An Mẫu (mẫu)",
    ),
    (
        "TRANG-PMD",
        "PMD",
        "Trang thông tin điện tử phường Mẫu Đông (mẫu)",
    ),
    (
        "TRANG-PMT",
        "PMT",
        "Trang thông tin điện tử phường Mẫu Tây (mẫu)",
    ),
];

pub(crate) fn add(sample: &mut Sample, addresses: &[PortalAddress]) {
    for (code, unit, name) in PORTALS {
        let portal = Portal {
            name: name.into(),
            url: url_of(code, addresses).into(),
            provider: Some("Công ty Nền tảng số Mẫu Hai (mẫu)".into()),
            host_contact: Some("Trực kỹ thuật Mẫu Hai, 000.0000.0007 (mẫu)".into()),
            confirmed_at: Some(hours_before(sample.as_of, 24 * 20)),
            system: super::systems::first_of(unit).map(Key::new),
        };
        sample.put(code, Some(unit), INVENTORY, &portal);
        plan(sample, code, unit);
    }
    support(sample);
}

/// The home page of a portal: where it is served, else an address that leads nowhere.
pub(crate) fn url_of(code: &str, addresses: &[PortalAddress]) -> String {
    let given = addresses
        .iter()
        .find(|a| a.code == code)
        .map(|a| a.url.clone());
    given.unwrap_or_else(|| format!("https://{}.example.com/", code.to_lowercase()))
}

fn plan(sample: &mut Sample, portal: &str, unit: &str) {
    let approved = hours_before(sample.as_of, 24 * 25);
    let plan = Plan {
        kind: PlanKind::Portal,
        title: "Phương án xử lý sự cố cổng, trang thông tin điện tử (mẫu)".into(),
        version: Some("1".into()),
        approved_by: super::cast::member(unit).map(|m| m.head.into()),
        approved_at: Some(approved),
        contacts_valid: Some(true),
        host_contact: Some("Trực kỹ thuật Mẫu Hai, 000.0000.0007 (mẫu)".into()),
        rto_minutes: Some(240),
        rpo_minutes: Some(24 * 60),
        portal: Some(Key::new(portal)),
    };
    sample.put_at(format!("PA-{portal}"), Some(unit), DOSSIER, approved, &plan);
    let last_ok = hours_before(sample.as_of, 20);
    let backup = Backup {
        system: None,
        portal: Some(Key::new(portal)),
        last_ok,
        offline: Some(true),
    };
    sample.put_at(
        format!("SLC-{portal}"),
        Some(unit),
        BACKUPS,
        last_ok,
        &backup,
    );
}

fn support(sample: &mut Sample) {
    for (number, (portal, unit, hours, minutes)) in [
        ("CONG-TX", "TX", 13, 40),
        ("CONG-TX", "TX", 9, 95),
        ("TRANG-PMD", "PMD", 11, 150),
    ]
    .into_iter()
    .enumerate()
    {
        let opened = hours_before(sample.as_of, hours);
        let request = SupportRequest {
            portal: Key::new(portal),
            opened,
            answered: Some(minutes_after(opened, minutes)),
            closed: Some(minutes_after(opened, minutes + 30)),
        };
        sample.put_at(
            format!("HT-{number}"),
            Some(unit),
            SUPPORT,
            opened,
            &request,
        );
    }
}

/// The unit that owns a portal of the demo, by the portal's code.
#[must_use]
pub fn owner_of_portal(code: &str) -> Option<&'static str> {
    PORTALS
        .iter()
        .find(|(portal, ..)| *portal == code)
        .map(|(_, unit, _)| *unit)
}
