//! The portals of a unit: those registered, and web names seen in DNS that nobody registered (rule 5).

use crate::case::Case;
use crate::facts::{Fact, Fetch, Portal, Sighting, SightingKind};
use crate::text::fold;
use jiff::SignedDuration;
use std::collections::BTreeSet;

/// What is seen elsewhere counts for 30 days (rule 5).
const SEEN_ELSEWHERE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The portals and web sites of a unit.
#[derive(Debug)]
pub struct Portals<'a> {
    /// Those registered.
    pub registered: &'a [Fact<Portal>],
    /// Names of web sites seen in DNS that stand in no register.
    pub strange: Vec<Box<str>>,
    /// Whether the head confirmed the register, or every portal was confirmed, in time.
    pub established: bool,
}

impl<'a> Portals<'a> {
    /// The portals of the case's unit.
    #[must_use]
    pub fn of(case: &Case<'a>) -> Self {
        let registered = case.own::<Portal>();
        let hosts: BTreeSet<String> = registered.iter().map(|p| host_of(&p.url)).collect();
        let seen = case.own::<Sighting>().iter().filter(|s| {
            // A machine seen in DNS says what kind it is; a web name does not.
            s.kind == SightingKind::Dns
                && s.asset_kind.is_none()
                && case.clock.reached(s.at)
                && !case.clock.older_than(s.at, SEEN_ELSEWHERE)
                && !hosts.contains(&host_of(&s.name))
        });
        let mut strange: Vec<Box<str>> = seen.map(|s| s.name.clone()).collect();
        strange.sort_unstable();
        strange.dedup();
        let confirmed = |p: &Fact<Portal>| {
            p.confirmed_at.is_some_and(|at| {
                at <= case.as_of() && !case.clock.older_than(at, case.policy.register)
            })
        };
        let each = !registered.is_empty() && registered.iter().all(confirmed);
        Self {
            registered,
            strange,
            established: each || case.register_established(),
        }
    }

    /// How many there are, registered or not.
    #[must_use]
    pub fn count(&self) -> usize {
        self.registered.len() + self.strange.len()
    }
}

/// The host of an address, folded, without `www.`.
#[must_use]
pub fn host_of(url: &str) -> String {
    let folded = fold(url);
    let bare = folded
        .split_once("://")
        .map_or(folded.as_str(), |(_, rest)| rest);
    let host = bare.split(['/', '?', '#', ':']).next().unwrap_or(bare);
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

/// The probes of a portal up to T, oldest first; those a machine made, else the typed ones.
#[must_use]
pub fn fetches<'a>(case: &Case<'a>, portal: &Fact<Portal>) -> Vec<&'a Fact<Fetch>> {
    use crate::facts::Basis;
    let mut all: Vec<&Fact<Fetch>> = case
        .all::<Fetch>()
        .filter(|f| f.portal == portal.code && case.clock.reached(f.at))
        .collect();
    if all.iter().any(|f| f.basis() <= Basis::B) {
        all.retain(|f| f.basis() <= Basis::B);
    }
    all.sort_by(|a, b| (a.at, &a.code).cmp(&(b.at, &b.code)));
    all
}
