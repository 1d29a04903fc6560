//! Units of the register.

use super::{OriginV1, text};
use domain::facts::{Fact, Unit};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// A unit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitV1 {
    /// Its code, unique and lasting.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The classes of addressees it belongs to.
    pub classes: Vec<String>,
    /// Its tier.
    pub tier: Option<String>,
    /// Code of the unit above it.
    pub parent: Option<String>,
    /// Who heads it.
    pub head: Option<String>,
    /// How many people it has.
    pub headcount: Option<i64>,
    /// First day it exists; null when always.
    pub valid_from: Option<Date>,
    /// Last day it exists; null when open.
    pub valid_to: Option<Date>,
    /// Where the row comes from.
    pub origin: OriginV1,
}

impl From<&Fact<Unit>> for UnitV1 {
    fn from(unit: &Fact<Unit>) -> Self {
        Self {
            code: unit.code.to_string(),
            name: unit.name.to_string(),
            classes: unit.class.iter().map(ToString::to_string).collect(),
            tier: unit.tier.map(|tier| tier.to_string()),
            parent: unit.parent.as_ref().map(ToString::to_string),
            head: text(unit.head.as_deref()),
            headcount: unit.headcount,
            valid_from: unit.from,
            valid_to: unit.to,
            origin: OriginV1::of(unit),
        }
    }
}
