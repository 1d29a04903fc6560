//! The province's anti-malware console: one export for all units, its machines told apart only by their groups.

use super::cast::{Fleet, Office, Province};
use super::sources::{ALERTS, CONSOLE, EXPORTED_BEFORE};
use crate::moment::{date_of, hours_before, minutes_after, minutes_before};
use crate::sample::Sample;
use core::net::{IpAddr, Ipv4Addr};
use domain::facts::{Alert, AlertClass, AlertVerdict, AssetKind, AvHost, Severity};
use domain::key::Key;

/// Groups on the console that belong to no unit: name and machines. Whoever imports must hear of them.
const STRANGERS: [(&str, u8); 3] = [
    ("Bình Mẫu/Máy chưa phân nhóm", 21),
    ("Bình Mẫu/Xã Mẫu Cũ trước sắp xếp", 13),
    ("Dự án thử nghiệm mẫu", 3),
];

pub(super) fn add(sample: &mut Sample, province: &Province) {
    for office in &province.offices {
        unit(sample, office);
    }
    for (at, (group, count)) in STRANGERS.into_iter().enumerate() {
        for number in 1..=count {
            let name = format!("MAY-LA-{}-{number:02}", at + 1);
            let host = host(
                sample,
                &name,
                group,
                AssetKind::Workstation,
                Ipv4Addr::new(10, 200, 0, number),
            );
            sample.put(format!("AV-{name}"), None, CONSOLE, &host);
        }
    }
}

/// Servers and workstations of a unit on the console.
fn machines(office: &Office) -> (usize, usize) {
    match (office.fleet, office.is_commune()) {
        (Fleet::Absent, _) => (0, 0),
        (Fleet::ServerOff, true) => (1, 14 + office.draw(3, 9)),
        (_, true) => (usize::from(office.draw(4, 3) == 0), 14 + office.draw(3, 10)),
        (_, false) => (3, 24 + office.draw(3, 12)),
    }
}

fn unit(sample: &mut Sample, office: &Office) {
    let (servers, stations) = machines(office);
    for number in 0..servers + stations {
        let is_server = number < servers;
        let (kind, name) = if is_server {
            (
                AssetKind::Server,
                format!("{}-SRV-{:02}", office.code, number + 1),
            )
        } else {
            (
                AssetKind::Workstation,
                format!("{}-PC-{:02}", office.code, number + 1 - servers),
            )
        };
        let mut host = host(sample, &name, &office.group, kind, address(office, number));
        afflict(sample, office, number, is_server, &mut host);
        sample.put(format!("AV-{name}"), None, CONSOLE, &host);
        if host.infected.unwrap_or(0) > 0 {
            alert(sample, office, &name);
        }
    }
}

/// A private address: two bytes for the unit, one for the machine.
fn address(office: &Office, number: usize) -> Ipv4Addr {
    let byte = |value: usize| u8::try_from(value % 250).unwrap_or(0);
    Ipv4Addr::new(
        10,
        byte(64 + office.index / 250),
        byte(office.index),
        byte(number + 11),
    )
}

/// A machine that reported shortly before the export and is protected.
fn host(sample: &mut Sample, name: &str, group: &str, kind: AssetKind, ip: Ipv4Addr) -> AvHost {
    let exported = hours_before(sample.as_of, EXPORTED_BEFORE);
    let last_seen = minutes_before(exported, sample.random.between(2, 90));
    AvHost {
        host: name.into(),
        ip: Some(IpAddr::V4(ip)),
        group: Some(group.into()),
        kind: Some(kind),
        agent: Some(true),
        sig_date: Some(date_of(hours_before(last_seen, 10))),
        last_seen: Some(last_seen),
        protection: Some(true),
        protection_off_since: None,
        infected: Some(0),
        ioc_connections: Some(0),
        vulnerable: Some(false),
        os_current: Some(true),
    }
}

/// What goes wrong with the machines of a unit.
fn afflict(
    sample: &mut Sample,
    office: &Office,
    number: usize,
    is_server: bool,
    host: &mut AvHost,
) {
    let exported = hours_before(sample.as_of, EXPORTED_BEFORE);
    let silent = hours_before(exported, 24 * 19);
    match office.fleet {
        Fleet::Healthy | Fleet::Absent => {}
        Fleet::Silent => {
            host.last_seen = Some(silent);
            host.sig_date = Some(date_of(silent));
        }
        Fleet::ServerOff if is_server && number == 0 => {
            host.protection = Some(false);
            host.protection_off_since = Some(hours_before(exported, 52));
        }
        Fleet::ServerOff => {}
        Fleet::Infected => host.infected = Some(i64::from(number == 4)),
        Fleet::Patchy if is_server => {}
        Fleet::Patchy => match number % 7 {
            3 => host.last_seen = Some(silent),
            5 => host.protection = Some(false),
            6 => {
                host.sig_date = Some(date_of(hours_before(exported, 24 * 21)));
                host.os_current = Some(false);
                host.vulnerable = Some(true);
            }
            _ => {}
        },
    }
}

/// The alert of an infected machine: closed in time by most, not even looked at by some.
fn alert(sample: &mut Sample, office: &Office, host: &str) {
    let raised = hours_before(sample.as_of, 31);
    let is_handled = office.draw(5, 3) != 0;
    let after = |minutes| is_handled.then(|| minutes_after(raised, minutes));
    let alert = Alert {
        origin: Some("av".into()),
        number: Some(format!("MAU-{}", office.code).into()),
        asset: Some(Key::new(host)),
        system: None,
        class: AlertClass::Malware,
        severity: Severity::High,
        raised,
        seen: after(20),
        verified: after(75),
        verdict: is_handled.then_some(AlertVerdict::True),
        closed: after(620),
        incident: None,
        acknowledged: None,
        receipt: None,
        due: None,
    };
    let code = format!("CB-{host}");
    sample.put_at(code, Some(office.code.as_str()), ALERTS, raised, &alert);
}
