//! What belongs to the own organisation: its ranges and its machines.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use super::entry::{Indicator, any_range};
use super::ranges::Ranges;
use super::reason::Reason;

/// Own address ranges and assets. Private addresses are always inside.
#[derive(Debug, Clone, Default)]
pub struct Inside {
    ranges: Vec<(IpAddr, IpAddr)>,
    v4: Ranges<u32>,
    v6: Ranges<u128>,
    assets: HashMap<IpAddr, Arc<str>>,
}

impl Inside {
    /// Own ranges (`203.0.113.0/24`, `203.0.113.5-203.0.113.9`, single
    /// addresses) and machines (address, code).
    ///
    /// # Errors
    /// The first range that cannot be read, with the reason.
    pub fn new<'a>(
        ranges: impl IntoIterator<Item = &'a str>,
        assets: impl IntoIterator<Item = (IpAddr, Arc<str>)>,
    ) -> Result<Self, (String, Reason)> {
        let mut inside = Self::default();
        for text in ranges {
            let (first, last) = match any_range(text) {
                Ok((Indicator::V4(first, last), _)) => {
                    inside.v4.push(first, last, 0, 0);
                    (
                        IpAddr::V4(Ipv4Addr::from(first)),
                        IpAddr::V4(Ipv4Addr::from(last)),
                    )
                }
                Ok((Indicator::V6(first, last), _)) => {
                    inside.v6.push(first, last, 0, 0);
                    (
                        IpAddr::V6(Ipv6Addr::from(first)),
                        IpAddr::V6(Ipv6Addr::from(last)),
                    )
                }
                Ok(_) => return Err((text.to_owned(), Reason::Malformed)),
                Err(reason) => return Err((text.to_owned(), reason)),
            };
            inside.ranges.push((first, last));
        }
        inside.v4.seal();
        inside.v6.seal();
        inside.assets = assets
            .into_iter()
            .map(|(address, code)| (address.to_canonical(), code))
            .collect();
        Ok(inside)
    }

    /// True for a private address, an address of an own range, or of a known asset.
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let private = match address {
            IpAddr::V4(v4) => v4.is_private(),
            IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local(),
        };
        private || self.in_ranges(address) || self.assets.contains_key(&address)
    }

    /// True for an address of an own range.
    pub(crate) fn in_ranges(&self, address: IpAddr) -> bool {
        match address.to_canonical() {
            IpAddr::V4(address) => self.v4.contains(address.to_bits()),
            IpAddr::V6(address) => self.v6.contains(address.to_bits()),
        }
    }

    /// The addresses of all known machines, in order.
    pub(crate) fn assets(&self) -> impl Iterator<Item = IpAddr> {
        let mut addresses: Vec<IpAddr> = self.assets.keys().copied().collect();
        addresses.sort_unstable();
        addresses.into_iter()
    }

    /// Code of the asset with that address.
    #[must_use]
    pub fn asset(&self, address: IpAddr) -> Option<&Arc<str>> {
        self.assets.get(&address.to_canonical())
    }

    /// The own ranges as first and last address.
    #[must_use]
    pub fn ranges(&self) -> &[(IpAddr, IpAddr)] {
        &self.ranges
    }
}
