//! Events as they live in a running Khiên: taken in, judged as they come, kept, and the alerts that come of them.
//!
//! ```text
//! door ──► Intake ──► intake log ──► Pump ──► alerts, sources   (one SQL transaction)
//!              │           ▲           └────► event table       (commit with the offset)
//!     "received" after sync └─ released when both are done
//! ```
//!
//! [`Intake`] answers once records are on disk. The [`Pump`] takes them out in order; the offset of what it has taken
//! stands in the SQL transaction of the alerts and in the commit of the table, so a crash between the two repeats the
//! reading and nothing else. Around them are the use cases of people: alerts, suppressions, senders, indicator lists,
//! saved searches and hunts.
//!
//! What this is not: no sockets and no framing (the doors), no queries (`lake::query`), and no incidents.

mod alerts;
mod changes;
mod detection;
mod fields;
mod finding;
mod follow;
mod hunts;
mod intake;
mod judged;
mod kept;
mod lists;
mod noise;
mod pump;
mod reading;
mod retro;
mod sight;
mod sources;
mod suppressions;
mod taking;
mod trial;
mod upkeep;
mod waiting;
mod witness;

pub use alerts::{AlertFilter, AlertPage, Handling};
pub use changes::Changes;
pub use detection::Detection;
pub use fields::Fields;
pub use follow::{FOLLOW_FOLDER, Followed, Follower, PASS_BYTES, Pass, Portion};
pub use hunts::{Conclusion, NewHunt, NewSearch};
pub use intake::{Intake, Refused, Sender};
pub use kept::{Asked, EXPORT_ROWS_MAX, Events, INTAKE_FOLDER, LAKE_FOLDER};
/// The language of searches and what they find; whose events may be found is joined by [`Events`].
pub use lake::query;
pub use lists::{ListAbout, ListImported};
pub use noise::{BadLine, ListIn, Noise, RuleLine, RulesIn, RulesShown, SetShown};
pub use pump::{Pump, PumpOptions, Step};
pub(crate) use retro::What;
pub use retro::{NewRetroHunt, Retro, RetroNote, RetroState};
pub use sources::{Adoption, SourceState, may_have_token};
pub use store::{
    Alert, AlertId, AlertPlace, EventHunt, EventHuntId, EventRef, EventSource, EventSourceId,
    RetroHunt, RetroHuntId, SavedSearch, SavedSearchId, Suppression, SuppressionId,
};
pub use suppressions::NewSuppression;
pub use trial::{Candidate, Trial, TrialFinding};
pub use upkeep::{KEEP_DAYS, KEEP_DAYS_MIN, Keep, Tended};

use sha2::{Digest as _, Sha256};

/// Classes of retention a sender's events may have; how many days each is kept is a setting of the table.
pub const CLASSES: [&str; 4] = ["standard", "short", "long", "extended"];

/// The class of a sender nobody has adopted.
pub const CLASS_DEFAULT: &str = "standard";

/// What stands for a unit in the event table: the first 16 bytes of SHA-256 over its code.
#[must_use]
pub fn unit_id(code: &str) -> [u8; 16] {
    hashed("unit", &[code])
}

/// 16 bytes of SHA-256 over a word and parts, each with its length before it, so that no two lists of parts meet.
fn hashed(what: &str, parts: &[&str]) -> [u8; 16] {
    let mut hash = Sha256::new();
    for part in [what].iter().chain(parts) {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let whole: [u8; 32] = hash.finalize().into();
    let mut half = [0; 16];
    half.copy_from_slice(whole.split_at(16).0);
    half
}

#[cfg(test)]
mod tests;
