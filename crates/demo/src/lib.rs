//! The sample organisations that `khien demo` shows: an invented town, its
//! letters, a folder of facts as its administrator would have it, the history
//! of a duty night, and three portals on the loopback address; and an invented
//! province of any number of communes with one console export for all of them.
//!
//! Everything here is made up and says so; machines have documentation
//! addresses (RFC 5737, RFC 3849) or private ones. It only makes material: it
//! imports nothing, judges nothing and sends nothing.

mod advisories;
mod botnet_lists;
mod firewall_log;
mod folder;
mod history;
mod letters;
mod mark;
mod moment;
mod portals;
mod province;
mod random;
mod row;
mod sample;
mod senders;
mod town;
mod tweak;
mod web_log;
mod windows_log;

pub use folder::{PortalAddress, Summary, write};
pub use history::{Seen, history};
pub use letters::letters;
pub use mark::{is_sample, mark_sample};
pub use moment::first_instant;
pub use moment::{AS_OF, RECEIVED_AT, SEED};
pub use portals::{Portals, StartError};
pub use province::{
    PROVINCE, PROVINCE_AS_OF, PROVINCE_COMMUNES, PROVINCE_RECEIVED_AT, province_history,
    province_letter, province_rows, units, write_province,
};
pub use row::Row;
pub use senders::{LogSender, log_senders};
pub use town::cast::TOWN;
pub use town::portal_rows::owner_of_portal;
pub use town::publication::{MANDATED_TEXT, MANDATED_TITLE};
pub use tweak::{clean_listed_machine, fill_roster_gap, prove_zero, publish_text};
