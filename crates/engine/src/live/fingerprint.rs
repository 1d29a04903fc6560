//! What results were judged by, as one digest: when it differs, everything of
//! the directive is judged again.

use crate::directives::InForce;
use crate::{Engine, EngineError};
use domain::measure_id::MeasureId;
use domain::measures;
use domain::pack::Pack;
use domain::policy::Policy;
use jiff::tz::TimeZone;
use store::{Digest, sha256};

impl Engine {
    /// What results of a directive are judged by at present.
    pub(crate) fn fingerprint(&self, in_force: &InForce) -> Result<Digest, EngineError> {
        let reading = reading(in_force, self.pack_of(in_force)?);
        Ok(rules(reading, &self.policy, &self.zone))
    }
}

/// The directive as judged, and the pack in force for it.
pub(super) fn reading(in_force: &InForce, pack: &Pack) -> Digest {
    digest_of(&(&in_force.mandate, pack))
}

/// The reading with everything else that results depend on besides facts and time.
pub(super) fn rules(reading: Digest, policy: &Policy, zone: &TimeZone) -> Digest {
    let versions: Vec<u16> = MeasureId::ALL
        .iter()
        .map(|id| measures::of(*id).version)
        .collect();
    digest_of(&(
        env!("CARGO_PKG_VERSION"),
        reading.to_hex(),
        policy,
        zone,
        versions,
    ))
}

// The debug form names every field; none of these types holds a map without order.
fn digest_of(what: &impl core::fmt::Debug) -> Digest {
    sha256(format!("{what:?}").as_bytes())
}
