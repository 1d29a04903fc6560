//! Registered machines by what logs call them. A name or a private address is often that of a machine in every commune,
//! so a log names only machines of its own unit or systems, and a name that fits several of them names none.

use crate::facts_in::derive::hunts::Sender;
use crate::facts_in::derive::rows;
use domain::facts::{Asset, Fact, Facts};
use domain::text::fold;
use std::collections::HashMap;
use std::net::IpAddr;

/// No machine's name is longer (RFC 1035, section 2.3.4).
pub(super) const NAME_CHARS_MAX: usize = 255;

/// Machines by name and by address.
pub(super) struct Machines<'a> {
    by_name: HashMap<String, Vec<&'a Fact<Asset>>>,
    by_address: HashMap<IpAddr, Vec<&'a Fact<Asset>>>,
}

impl<'a> Machines<'a> {
    pub(super) fn of(all: &'a Facts) -> Self {
        let mut machines = Self {
            by_name: HashMap::new(),
            by_address: HashMap::new(),
        };
        for asset in rows::<Asset>(all) {
            for name in [asset.code.as_str(), &asset.name] {
                add(machines.by_name.entry(fold(name)).or_default(), asset);
            }
            for ip in &asset.ip {
                add(machines.by_address.entry(*ip).or_default(), asset);
            }
        }
        machines
    }

    /// The machine an event is of: by address, by name, or by the name before the first dot of one with a domain.
    pub(super) fn host(&self, name: &str, sender: Option<&Sender<'_>>) -> Option<&'a Fact<Asset>> {
        let full = self.near(name, sender);
        if full.is_empty()
            && name.parse::<IpAddr>().is_err()
            && let Some((short, _)) = name.split_once('.')
        {
            return only(self.near(short, sender));
        }
        only(full)
    }

    /// The machine that a field of an event names: by address or by its whole name, since the first part of a name
    /// elsewhere says nothing.
    pub(super) fn value(&self, text: &str, sender: Option<&Sender<'_>>) -> Option<&'a Fact<Asset>> {
        only(self.near(text, sender))
    }

    fn near(&self, name: &str, sender: Option<&Sender<'_>>) -> Vec<&'a Fact<Asset>> {
        if name.chars().nth(NAME_CHARS_MAX).is_some() {
            return Vec::new();
        }
        let called = match name.parse::<IpAddr>() {
            Ok(address) => self.by_address.get(&address),
            Err(_) => self.by_name.get(&fold(name)),
        };
        let called = called.into_iter().flatten().copied();
        called
            .filter(|asset| sender.is_none_or(|sender| sender.is_near(asset)))
            .collect()
    }
}

/// A machine may be called by its code and its name alike; the two stand one after the other.
fn add<'a>(called: &mut Vec<&'a Fact<Asset>>, asset: &'a Fact<Asset>) {
    if called.last().is_none_or(|last| last.code != asset.code) {
        called.push(asset);
    }
}

fn only(mut called: Vec<&Fact<Asset>>) -> Option<&Fact<Asset>> {
    // A new machine often has the name and the address of the one it took the place of.
    if called.len() > 1 {
        called.retain(|asset| asset.retired_at.is_none());
    }
    match called.as_slice() {
        &[only] => Some(only),
        _ => None,
    }
}
