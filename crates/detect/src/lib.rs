//! The detection core: indicators, log formats, version and product matching,
//! page analysis. Pure: no input or output, no clock, no users.

pub mod formats;
pub mod indicators;
pub mod pages;
pub mod sigma;
pub mod starter;
pub mod versions;
pub mod vulnerabilities;
