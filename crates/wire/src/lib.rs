//! Words between programs: the versioned forms of packs, advisories, the API
//! and ledger leaves, what senders of logs speak, with their conversions. No
//! logic, no input or output.

pub mod advisories;
pub mod api;
pub mod directive;
pub mod facts;
pub mod intake;
pub mod judgement;
pub mod ledger;
pub mod pack;
pub mod policy;
pub mod reading;
