//! The words of Khiên as types, and the pure rules over them: fact tables,
//! the 21 measures, roll-up, regime packs, policy, who may do what.
//!
//! It does no input or output, knows no clock (time is an argument) and no
//! serialisation: each wire has its own types in `wire`.

pub mod access;
pub mod advisory;
pub mod alert;
pub mod bulletins;
pub mod case;
pub mod census;
pub mod clause;
pub mod cleaning;
pub mod clock;
pub mod codes;
pub mod directive;
pub mod event;
pub mod exposures;
pub mod facts;
pub mod figures;
pub(crate) mod findings;
pub mod inventory;
pub mod judge;
pub mod judgement;
pub mod key;
pub mod liveness;
pub mod mandate;
pub mod measure;
pub mod measure_id;
pub mod measures;
pub mod pack;
pub mod policy;
pub mod portals;
pub mod ratio;
pub mod rhythm;
pub mod rollup;
pub mod roster;
pub mod span;
pub mod text;
pub(crate) mod ticks;
pub mod unit;
pub mod urgency;
