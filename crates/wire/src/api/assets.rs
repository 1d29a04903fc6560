//! Hosts and devices of the register.

use super::{OriginV1, text};
use domain::facts::{Asset, Fact};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// A host or device.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AssetV1 {
    /// Its code.
    pub code: String,
    /// Code of the unit it belongs to; null for one that all share.
    pub unit: Option<String>,
    /// What it is: `server`, `workstation`, `network`, `appliance`, `other`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its addresses.
    pub addresses: Vec<String>,
    /// Operating system.
    pub os: Option<String>,
    /// Build of the operating system.
    pub os_build: Option<String>,
    /// Code of the system it is part of.
    pub system: Option<String>,
    /// When it was last seen.
    pub last_seen: Option<Timestamp>,
    /// When it entered the register.
    pub added_at: Option<Timestamp>,
    /// When it was retired.
    pub retired_at: Option<Timestamp>,
    /// Why it was retired.
    pub retired_reason: Option<String>,
    /// Whether it waits for a restart.
    pub pending_reboot: Option<bool>,
    /// Last day of its maker's support.
    pub end_of_life: Option<Date>,
    /// Whether it is isolated.
    pub isolated: Option<bool>,
    /// Where the row comes from.
    pub origin: OriginV1,
}

impl From<&Fact<Asset>> for AssetV1 {
    fn from(asset: &Fact<Asset>) -> Self {
        Self {
            code: asset.code.to_string(),
            unit: asset.unit.as_ref().map(ToString::to_string),
            kind: asset.kind.to_string(),
            name: asset.name.to_string(),
            addresses: asset.ip.iter().map(ToString::to_string).collect(),
            os: text(asset.os.as_deref()),
            os_build: text(asset.os_build.as_deref()),
            system: asset.system.as_ref().map(ToString::to_string),
            last_seen: asset.last_seen,
            added_at: asset.added_at,
            retired_at: asset.retired_at,
            retired_reason: text(asset.retired_reason.as_deref()),
            pending_reboot: asset.pending_reboot,
            end_of_life: asset.end_of_life,
            isolated: asset.isolated,
            origin: OriginV1::of(asset),
        }
    }
}
