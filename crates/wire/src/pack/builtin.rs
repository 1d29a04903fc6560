//! The packs that come with the program. A data folder may hold newer ones.

use super::{PackError, parse};
use domain::pack::{Pack, Packs};

/// Embeds files of the folder `packs` by their path in it.
macro_rules! files {
    ($($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../../../packs/", $path)))),+]
    };
}

const REGIME_2016: &[(&str, &str)] = files!(
    "2016/pack.toml",
    "2016/authorities.toml",
    "2016/levels.toml",
    "2016/catalogue.toml",
    "2016/incidents.toml",
    "2016/duties.toml",
    "calendar.toml",
);

const REGIME_2026: &[(&str, &str)] = files!(
    "2026/pack.toml",
    "2026/authorities.toml",
    "2026/levels.toml",
    "2026/catalogue.toml",
    "2026/thresholds.toml",
    "2026/incidents.toml",
    "2026/duties.toml",
    "calendar.toml",
);

/// The built-in packs, the earliest first.
///
/// # Errors
/// Never for an unchanged program; the texts are checked by its tests.
pub fn builtin() -> Result<Vec<Pack>, PackError> {
    Ok(vec![parse(REGIME_2016)?, parse(REGIME_2026)?])
}

/// The built-in packs, ready to choose from.
///
/// # Errors
/// Never for an unchanged program; the texts are checked by its tests.
pub fn builtin_packs() -> Result<Packs, PackError> {
    let packs = builtin()?;
    Packs::new(packs).map_err(|error| PackError::new("packs", "from", error.to_string()))
}
