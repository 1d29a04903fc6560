//! The register of machines: 250 servers, workstations, network devices and appliances.

use super::Sample;
use super::cast::{Member, answering};
use super::sources::INVENTORY;
use super::systems::first_of;
use crate::moment::{day, hours_before, local};
use core::net::{IpAddr, Ipv4Addr};
use domain::facts::{Asset, AssetKind};
use domain::key::Key;

/// What a machine runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runs {
    Windows10,
    Server2019,
    Server2016,
    Linux,
    Zimbra,
    BigIp,
    FortiOs,
}

/// One machine of the sample.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    /// Code and name.
    pub(crate) name: String,
    /// Its unit.
    pub(crate) unit: &'static str,
    /// Kind.
    pub(crate) kind: AssetKind,
    /// Private address.
    pub(crate) ip: IpAddr,
    /// What it runs.
    pub(crate) runs: Runs,
    /// Position among the unit's machines, from 0.
    pub(crate) index: u8,
}

impl Machine {
    /// Whether it holds an agent of the anti-malware console.
    pub(crate) fn is_host(&self) -> bool {
        matches!(self.kind, AssetKind::Server | AssetKind::Workstation)
    }
}

/// All registered machines in order.
pub(crate) fn all() -> Vec<Machine> {
    let mut machines = Vec::new();
    for member in answering() {
        let mut index = 0;
        for at in 0..member.servers {
            machines.push(machine(
                member,
                AssetKind::Server,
                "SRV",
                at + 1,
                index,
                server_runs(member, at),
            ));
            index += 1;
        }
        for at in 0..member.stations {
            machines.push(machine(
                member,
                AssetKind::Workstation,
                "PC",
                at + 1,
                index,
                Runs::Windows10,
            ));
            index += 1;
        }
        if member.code == "TX" {
            for at in 0..2 {
                machines.push(machine(
                    member,
                    AssetKind::Appliance,
                    "F5",
                    at + 1,
                    index,
                    Runs::BigIp,
                ));
                index += 1;
            }
            for at in 0..2 {
                machines.push(machine(
                    member,
                    AssetKind::Network,
                    "FW",
                    at + 1,
                    index,
                    Runs::FortiOs,
                ));
                index += 1;
            }
        }
    }
    machines
}

fn server_runs(member: &Member, at: u8) -> Runs {
    match (member.code, at) {
        ("TX", 0) => Runs::Zimbra,
        ("TX", 1 | 2) | ("PMT", 0) => Runs::Server2016,
        ("TX", 3) | ("PMD" | "NTM", _) => Runs::Linux,
        _ => Runs::Server2019,
    }
}

fn machine(
    member: &Member,
    kind: AssetKind,
    label: &str,
    number: u8,
    index: u8,
    runs: Runs,
) -> Machine {
    Machine {
        name: format!("{}-{label}-{number:02}", member.code),
        unit: member.code,
        kind,
        ip: IpAddr::V4(Ipv4Addr::new(10, 24, member.net, index.saturating_add(11))),
        runs,
        index,
    }
}

pub(crate) fn add(sample: &mut Sample) {
    for machine in all() {
        let minutes = sample.random.between(5, 170);
        let asset = asset(sample, &machine, minutes);
        sample.put(machine.name.as_str(), Some(machine.unit), INVENTORY, &asset);
    }
}

fn asset(sample: &Sample, machine: &Machine, minutes: i64) -> Asset {
    let nat = super::cast::member(machine.unit).map(super::register::nat_address);
    let is_closed = machine.unit == super::cast::CLOSED;
    let seen = if is_closed {
        local(day(2, 7), 16, 30)
    } else {
        hours_before(sample.as_of, 4 + minutes / 60)
    };
    Asset {
        kind: machine.kind,
        name: machine.name.as_str().into(),
        ip: vec![machine.ip],
        os: Some(os(machine.runs).into()),
        os_build: build(machine).map(Into::into),
        system: first_of(machine.unit).map(Key::new),
        nat: nat.map(|ip| ip.to_string().into()),
        last_seen: Some(seen),
        added_at: Some(local(day(1, 2), 9, 0)),
        retired_at: None,
        retired_reason: None,
        retired_confirmed_by: None,
        pending_reboot: Some(machine.name == "TX-SRV-05"),
        end_of_life: None,
        isolated: None,
    }
}

fn os(runs: Runs) -> &'static str {
    match runs {
        Runs::Windows10 => "Windows 10 Version 22H2",
        Runs::Server2019 => "Windows Server 2019",
        Runs::Server2016 => "Windows Server 2016",
        Runs::Linux | Runs::Zimbra => "Ubuntu 22.04",
        Runs::BigIp => "F5 TMOS",
        Runs::FortiOs => "FortiOS",
    }
}

/// Whether a Windows machine missed the updates since May 2023 on purpose.
pub(crate) fn is_outdated(machine: &Machine) -> bool {
    matches!(
        machine.name.as_str(),
        "TX-SRV-02" | "PMT-SRV-01" | "TCKH-PC-07" | "TCKH-PC-08" | "XTR-PC-03"
    )
}

/// The Windows build: of January 2024, or of before May 2023 on the machines left behind.
pub(crate) fn build(machine: &Machine) -> Option<&'static str> {
    let old = is_outdated(machine);
    Some(match machine.runs {
        Runs::Windows10 if old => "10.0.19045.2846",
        Runs::Windows10 => "10.0.19045.3930",
        Runs::Server2016 if old => "10.0.14393.5850",
        Runs::Server2016 => "10.0.14393.6614",
        Runs::Server2019 => "10.0.17763.5329",
        _ => return None,
    })
}
