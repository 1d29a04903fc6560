//! The machines of a unit: the register joined with what is seen elsewhere (rule 5, "denominator first").
//!
//! A machine that the anti-malware console, the directory, DHCP or the logs
//! saw within 30 days belongs to the total although nobody registered it. A
//! machine struck from the register stays in it unless the leader or the upper
//! tier confirmed why. Nothing here decides whether a machine is well kept.

use crate::case::Case;
use crate::facts::{
    Asset, AssetKind, AvHost, Basis, Fact, Range, ServiceKind, Sighting, SightingKind, Unit,
};
use crate::key::Key;
use crate::text::fold;
use core::net::IpAddr;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// What is seen elsewhere counts for 30 days (rule 5).
const SEEN_ELSEWHERE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// One machine.
#[derive(Debug)]
pub struct Machine<'a> {
    /// The name people know it by.
    pub name: Box<str>,
    /// Kind, from the register or else from where it was seen.
    pub kind: AssetKind,
    /// Its row in the register; `None` when it was only seen elsewhere.
    pub asset: Option<&'a Fact<Asset>>,
    /// Its row on the anti-malware console, own or provided: the newest that a machine vouches for (basis A or B),
    /// else the newest typed one.
    pub av: Option<&'a Fact<AvHost>>,
    /// A typed row about the same host beside that one; it never beats it (rule 6).
    pub av_typed: Option<&'a Fact<AvHost>>,
}

impl<'a> Machine<'a> {
    fn new(name: &str, kind: AssetKind, asset: Option<&'a Fact<Asset>>) -> Self {
        Self {
            name: name.into(),
            kind,
            asset,
            av: None,
            av_typed: None,
        }
    }

    /// Whether it is a server (shorter clocks).
    #[must_use]
    pub fn is_server(&self) -> bool {
        self.kind == AssetKind::Server
    }

    /// The code of its register row.
    #[must_use]
    pub fn key(&self) -> Option<&Key<Asset>> {
        self.asset.map(|asset| &asset.code)
    }

    /// Whether a reference to an asset, by its code or its host name, means this machine.
    #[must_use]
    pub fn is_called(&self, code: &str) -> bool {
        self.key().is_some_and(|key| key.as_str() == code)
            || host_name(&self.name) == host_name(code)
    }

    fn take_av(&mut self, host: &'a Fact<AvHost>) {
        let is_typed = |h: &Fact<AvHost>| h.basis() >= Basis::C;
        let newer =
            |old: &Fact<AvHost>| (host.last_seen, told_at(host)) > (old.last_seen, told_at(old));
        match self.av {
            None => self.av = Some(host),
            Some(old) if is_typed(old) == is_typed(host) => {
                if newer(old) {
                    self.av = Some(host);
                }
            }
            Some(old) if is_typed(old) => {
                self.av_typed = Some(old);
                self.av = Some(host);
            }
            Some(_) => {
                if self.av_typed.is_none_or(newer) {
                    self.av_typed = Some(host);
                }
            }
        }
    }
}

/// All machines of some kinds.
#[derive(Debug)]
pub struct Census<'a> {
    /// The machines, register first, in stable order.
    pub machines: Vec<Machine<'a>>,
    /// Whether the head confirmed the register in time; else no total is established.
    pub established: bool,
    /// How many the register held when the window began.
    pub at_start: usize,
}

impl<'a> Census<'a> {
    /// The machines of these kinds that belong to the case's unit.
    #[must_use]
    pub fn of(case: &Case<'a>, kinds: &[AssetKind]) -> Self {
        let mut join = Join::new(case, kinds);
        join.hosts(av_hosts(case));
        join.sightings(case.own::<Sighting>());
        Self {
            machines: join.machines,
            established: case.register_established(),
            at_start: case
                .own::<Asset>()
                .iter()
                .filter(|a| kinds.contains(&a.kind) && stood_at_start(case, a))
                .count(),
        }
    }

    /// How many of them stand in no register.
    #[must_use]
    pub fn unregistered(&self) -> usize {
        self.machines.iter().filter(|m| m.asset.is_none()).count()
    }

    /// The machine that a reference to an asset means.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&Machine<'a>> {
        self.machines.iter().find(|m| m.is_called(code))
    }
}

/// What a name or address of the register leads to.
#[derive(Clone, Copy)]
enum Known {
    /// The machine at this position.
    Machine(usize),
    /// A machine of another kind, which is not counted here.
    OtherKind,
    /// A machine retired at this instant: seen later, it counts again.
    Retired(Timestamp),
}

/// The register, while rows from elsewhere are joined to it.
struct Join<'a, 'c> {
    case: &'c Case<'a>,
    kinds: &'c [AssetKind],
    machines: Vec<Machine<'a>>,
    by_name: BTreeMap<String, Known>,
    by_address: BTreeMap<IpAddr, Known>,
}

impl<'a, 'c> Join<'a, 'c> {
    fn new(case: &'c Case<'a>, kinds: &'c [AssetKind]) -> Self {
        let mut join = Self {
            case,
            kinds,
            machines: Vec::new(),
            by_name: BTreeMap::new(),
            by_address: BTreeMap::new(),
        };
        for asset in case.own::<Asset>() {
            join.register(asset);
        }
        join
    }

    fn register(&mut self, asset: &'a Fact<Asset>) {
        let known = if !self.kinds.contains(&asset.kind) {
            Known::OtherKind
        } else if asset
            .added_at
            .is_some_and(|at| self.case.clock.is_ahead(at))
        {
            return;
        } else if let Some(retired_at) = asset.retired_at.filter(|_| !is_kept(self.case, asset)) {
            Known::Retired(retired_at)
        } else {
            self.machines
                .push(Machine::new(&asset.name, asset.kind, Some(asset)));
            Known::Machine(self.machines.len() - 1)
        };
        for name in [&*asset.name, asset.code.as_str()] {
            put(&mut self.by_name, host_name(name), known);
        }
        for ip in &asset.ip {
            put(&mut self.by_address, *ip, known);
        }
    }

    /// Names first: an address moves from machine to machine, so it joins only rows whose name says nothing, and
    /// never a machine that a row of the same table already names.
    fn hosts(&mut self, hosts: Vec<&'a Fact<AvHost>>) {
        let (named, strange): (Vec<_>, Vec<_>) = hosts
            .into_iter()
            .partition(|h| self.by_name.contains_key(&host_name(&h.host)));
        let mut taken = BTreeSet::new();
        for host in named {
            let known = self.by_name.get(&host_name(&host.host)).copied();
            let seen_at = host.last_seen.unwrap_or_else(|| told_at(host));
            let kind = host.kind.unwrap_or(AssetKind::Workstation);
            if let Some(at) = self.place(known, &host.host, kind, seen_at) {
                taken.insert(at);
                self.take_av(at, host);
            }
        }
        for host in strange {
            let seen_at = host.last_seen.unwrap_or_else(|| told_at(host));
            let kind = host.kind.unwrap_or(AssetKind::Workstation);
            let known = self.known_by_address(&host.host, host.ip, &taken);
            if let Some(at) = self.place(known, &host.host, kind, seen_at) {
                self.take_av(at, host);
            }
        }
    }

    fn sightings(&mut self, sightings: &[Fact<Sighting>]) {
        let now = self.case.as_of();
        let counts = |s: &&Fact<Sighting>| {
            s.at <= now && (s.kind != SightingKind::Dns || s.asset_kind.is_some())
        };
        let (named, strange): (Vec<_>, Vec<_>) = sightings
            .iter()
            .filter(counts)
            .partition(|s| self.by_name.contains_key(&host_name(&s.name)));
        let mut taken = BTreeSet::new();
        for seen in named {
            let known = self.by_name.get(&host_name(&seen.name)).copied();
            let kind = seen.asset_kind.unwrap_or(AssetKind::Workstation);
            taken.extend(self.place(known, &seen.name, kind, seen.at));
        }
        for seen in strange {
            let kind = seen.asset_kind.unwrap_or(AssetKind::Workstation);
            let known = self.known_by_address(&seen.name, seen.ip, &taken);
            self.place(known, &seen.name, kind, seen.at);
        }
    }

    fn known_by_address(
        &self,
        name: &str,
        ip: Option<IpAddr>,
        taken: &BTreeSet<usize>,
    ) -> Option<Known> {
        // Of two rows with the same new name the second finds the machine that the first added.
        let named = self.by_name.get(&host_name(name)).copied();
        let address = || {
            ip.or_else(|| name.trim().parse().ok())
                .and_then(|ip| self.by_address.get(&ip).copied())
                .filter(|known| !matches!(known, Known::Machine(at) if taken.contains(at)))
        };
        named.or_else(address)
    }

    /// The position of the machine a row is about; a machine not known yet is added while the sight of it is fresh.
    fn place(
        &mut self,
        known: Option<Known>,
        name: &str,
        kind: AssetKind,
        seen_at: Timestamp,
    ) -> Option<usize> {
        match known {
            Some(Known::Machine(at)) => return Some(at),
            Some(Known::OtherKind) => return None,
            Some(Known::Retired(at)) if seen_at <= at => return None,
            Some(Known::Retired(_)) | None => {}
        }
        let fresh = !self.case.clock.older_than(seen_at, SEEN_ELSEWHERE);
        if !fresh || !self.kinds.contains(&kind) {
            return None;
        }
        self.machines.push(Machine::new(name.trim(), kind, None));
        let at = self.machines.len() - 1;
        self.by_name.insert(host_name(name), Known::Machine(at));
        Some(at)
    }

    fn take_av(&mut self, at: usize, host: &'a Fact<AvHost>) {
        if let Some(machine) = self.machines.get_mut(at) {
            machine.take_av(host);
        }
    }
}

/// A machine that stands in the register wins over one that was retired under the same name or address.
fn put<K: Ord>(index: &mut BTreeMap<K, Known>, key: K, known: Known) {
    let slot = index.entry(key).or_insert(known);
    if matches!(slot, Known::Retired(_)) {
        *slot = known;
    }
}

/// When the row was true: when the export was made, else when it was recorded.
fn told_at(host: &Fact<AvHost>) -> Timestamp {
    host.provenance.generated_at.unwrap_or(host.recorded_at)
}

/// Rows of the anti-malware console that are about the unit: its own, and those among a linked provider's and the
/// shared ones that belong to it.
fn av_hosts<'a>(case: &Case<'a>) -> Vec<&'a Fact<AvHost>> {
    let mut hosts: Vec<&Fact<AvHost>> = case.own::<AvHost>().iter().collect();
    let provided = case.provided::<AvHost>(ServiceKind::Antimalware);
    let shared = case.shared::<AvHost>();
    if provided.is_empty() && shared.is_empty() {
        return hosts;
    }
    let own_names: BTreeSet<String> = case
        .own::<Asset>()
        .iter()
        .flat_map(|a| [host_name(&a.name), host_name(a.code.as_str())])
        .collect();
    let children: Vec<&Fact<Unit>> = case
        .facts
        .units()
        .iter()
        .filter(|u| u.parent.as_ref() == Some(&case.unit.code))
        .collect();
    let rest = provided.into_iter().chain(shared).filter(|host| {
        let claim = claim_on(case.unit, case.own::<Range>(), host);
        let registered = own_names.contains(&host_name(&host.host));
        host.unit.as_ref() != Some(&case.unit.code)
            && (registered || claim.is_some())
            && !children
                .iter()
                .any(|child| claim_on(child, &[], host) > claim)
    });
    hosts.extend(rest);
    hosts
}

/// How strongly a unit may claim a row of a console that holds the hosts of several units: by its group path
/// (a longer path is stronger), else by its host names (a longer prefix is stronger), else by its ranges.
/// `None` when nothing ties the row to the unit.
#[must_use]
pub fn claim_on(unit: &Unit, ranges: &[Fact<Range>], host: &AvHost) -> Option<(u8, usize)> {
    let by_group = host.group.as_deref().and_then(|path| {
        let path = segments(path);
        let groups = unit.console_groups.iter().map(|g| segments(g));
        groups
            .filter(|group| !group.is_empty() && path.windows(group.len()).any(|w| w == group))
            .map(|group| (3, group.len()))
            .max()
    });
    let name = host_name(&host.host);
    let prefixes = unit.host_prefixes.iter().map(|p| p.trim().to_lowercase());
    let by_prefix = prefixes
        .filter(|prefix| !prefix.is_empty() && name.starts_with(prefix.as_str()))
        .map(|prefix| (2, prefix.len()))
        .max();
    let by_range = host
        .ip
        .and_then(|ip| ranges.iter().find(|r| r.cidr.contains(&ip)))
        .map(|range| (1, usize::from(range.cidr.prefix_len())));
    by_group.or(by_prefix).or(by_range)
}

/// The parts of a console's group path, folded: `Tỉnh\Thị xã\Phường A`.
fn segments(path: &str) -> Vec<String> {
    path.split(['/', '\\', '>'])
        .map(fold)
        .filter(|part| !part.is_empty())
        .collect()
}

/// An item removed stays unless it was retired with a reason that the leader or the upper tier confirmed (rule 5).
/// Removal before the letter came and before the window is none of the letter's business.
fn is_kept(case: &Case<'_>, asset: &Asset) -> bool {
    let Some(retired_at) = asset.retired_at else {
        return true;
    };
    let is_filled = |text: &Option<Box<str>>| text.as_ref().is_some_and(|t| !t.trim().is_empty());
    let confirmed = is_filled(&asset.retired_reason) && is_filled(&asset.retired_confirmed_by);
    let long_ago = retired_at < case.window.from.min(case.mandate.received_at);
    !(case.clock.reached(retired_at) && (confirmed || long_ago))
}

/// Whether it was in the register when the window began, retired since or not.
fn stood_at_start(case: &Case<'_>, asset: &Asset) -> bool {
    let start = case.window.from;
    asset.added_at.is_none_or(|at| at <= start)
        && (asset.retired_at.is_none_or(|at| at > start) || is_kept(case, asset))
}

/// A host name as compared: lower case, without its domain; an address is left whole.
pub(crate) fn host_name(name: &str) -> String {
    let name = name.trim();
    let bare = if name.parse::<IpAddr>().is_ok() {
        name
    } else {
        name.split('.').next().unwrap_or(name)
    };
    bare.to_lowercase()
}
