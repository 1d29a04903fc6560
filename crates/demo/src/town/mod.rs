//! The facts of the invented town, table by table.
//!
//! Each file here fills some tables. What goes wrong on purpose is named where
//! it is made: a hole in the town's roster tomorrow night, a listed machine not
//! cleaned, outdated F5, Zimbra and Windows, an injected portal, a missing
//! publication, a ward that has not answered.

pub(crate) mod alerts;
pub(crate) mod answers;
pub(crate) mod antimalware;
pub(crate) mod botnet;
pub(crate) mod cast;
pub(crate) mod catalogue;
pub(crate) mod contacts;
pub(crate) mod duty;
pub(crate) mod links;
pub(crate) mod machines;
pub(crate) mod network;
pub(crate) mod operators;
pub(crate) mod portal_rows;
pub(crate) mod publication;
pub(crate) mod readiness;
pub(crate) mod register;
pub(crate) mod scans;
pub(crate) mod software;
pub(crate) mod sources;
pub(crate) mod spam;
pub(crate) mod systems;

use crate::random::Random;
pub(crate) use crate::sample::Sample;
use jiff::Timestamp;

/// Everything the administrator's folder holds in tables.
pub(crate) fn sample(seed: u64, as_of: Timestamp, portals: &[crate::PortalAddress]) -> Sample {
    let mut sample = Sample::new(as_of, Random::new(seed, 1));
    register::add(&mut sample);
    systems::add(&mut sample);
    machines::add(&mut sample);
    software::add(&mut sample);
    antimalware::add(&mut sample);
    scans::add(&mut sample);
    alerts::add(&mut sample);
    botnet::add(&mut sample);
    duty::add(&mut sample);
    links::add(&mut sample);
    readiness::add(&mut sample);
    contacts::add(&mut sample, portals);
    portal_rows::add(&mut sample, portals);
    publication::add(&mut sample);
    network::add(&mut sample);
    operators::add(&mut sample);
    spam::add(&mut sample);
    answers::add(&mut sample);
    sources::add(&mut sample);
    sample
}
