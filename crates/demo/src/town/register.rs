//! Units, shared services, address ranges, closures.

use super::Sample;
use super::cast::{CLOSED, MEMBERS, Member, SILENT, STALE_REGISTER, answering};
use super::sources::{INVENTORY, REGISTER};
use crate::moment::{LAST_DAY, day, hours_before, local};
use core::net::{IpAddr, Ipv4Addr};
use domain::facts::{Closure, Range, Service, ServiceKind};
use domain::key::Key;
use ipnet::IpNet;
use jiff::Timestamp;

pub(crate) fn add(sample: &mut Sample) {
    units(sample);
    services(sample);
    ranges(sample);
    // Rule 15 of the measures: machines of a closed office are judged as of its last working hour.
    let closure = Closure {
        from: local(day(2, 7), 17, 0),
        to: local(day(2, 15), 7, 30),
        reason: Some("Nghỉ Tết Nguyên đán Giáp Thìn (mẫu)".into()),
    };
    sample.put("NGHI-XHA", Some(CLOSED), REGISTER, &closure);
}

fn units(sample: &mut Sample) {
    for member in &MEMBERS {
        // The stale one was confirmed before the quarter that policy allows.
        let days = if member.code == STALE_REGISTER {
            118
        } else {
            20
        };
        let confirmed = hours_before(sample.as_of, 24 * days);
        sample.put(member.code, None, REGISTER, &member.unit(confirmed));
    }
}

/// The province runs anti-malware and monitoring for the town; the portals stand with the platform company.
fn services(sample: &mut Sample) {
    let confirmed = hours_before(sample.as_of, 24 * 9);
    for member in MEMBERS.iter().filter(|m| m.is_of_town()) {
        for (kind, label) in [
            (ServiceKind::Antimalware, "AV"),
            (ServiceKind::Soc, "SOC"),
            (ServiceKind::Siem, "SIEM"),
            (ServiceKind::Link, "KN"),
        ] {
            service(sample, member, kind, label, "SOTT", confirmed);
        }
    }
    for member in MEMBERS
        .iter()
        .filter(|m| ["TX", "PMD", "PMT"].contains(&m.code))
    {
        service(
            sample,
            member,
            ServiceKind::Portal,
            "CONG",
            "NTM",
            confirmed,
        );
    }
}

fn service(
    sample: &mut Sample,
    member: &Member,
    kind: ServiceKind,
    label: &str,
    provider: &str,
    confirmed: Timestamp,
) {
    let service = Service {
        kind,
        provider: provider.into(),
        consumer: Key::new(member.code),
        contract: Some("Văn bản dùng chung số 9015/MAU (mẫu)".into()),
        from: Some(day(1, 1)),
        to: Some(LAST_DAY.saturating_add(jiff::Span::new().days(320))),
        // Nobody has confirmed anything for the ward that does not answer.
        confirmed_by: (member.code != SILENT).then(|| "Đỗ Mẫu Nhất".into()),
        confirmed_at: (member.code != SILENT).then_some(confirmed),
    };
    sample.put(
        format!("DV-{label}-{}", member.code),
        Some(member.code),
        REGISTER,
        &service,
    );
}

/// The first public address of a unit's eight.
fn public_base(member: &Member) -> Ipv4Addr {
    Ipv4Addr::new(203, 0, 113, member.net.saturating_mul(8))
}

/// The public address behind which a unit's machines stand.
pub(crate) fn nat_address(member: &Member) -> Ipv4Addr {
    let [a, b, c, d] = public_base(member).octets();
    Ipv4Addr::new(a, b, c, d.saturating_add(1))
}

fn ranges(sample: &mut Sample) {
    let confirmed = hours_before(sample.as_of, 24 * 18);
    for member in answering() {
        let public = IpNet::new_assert(IpAddr::V4(public_base(member)), 29);
        let private = IpNet::new_assert(IpAddr::V4(Ipv4Addr::new(10, 24, member.net, 0)), 24);
        for (label, cidr, nat) in [("CC", public, true), ("NB", private, false)] {
            let range = Range {
                cidr,
                kind: Some(if nat { "Công cộng" } else { "Nội bộ" }.into()),
                nat: Some(nat),
                provider: Some("Công ty Viễn thông Mẫu Một (mẫu)".into()),
                confirmed_at: Some(confirmed),
            };
            sample.put(
                format!("DAI-{label}-{}", member.code),
                Some(member.code),
                INVENTORY,
                &range,
            );
        }
    }
}
