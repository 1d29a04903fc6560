//! Units, systems and assets of the register.

use super::{Listed, Sight, Slice, Where};
use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::facts::{Asset, AssetKind, Fact, FactRow, Facts, System, Unit};
use domain::key::Key;
use domain::text::fold;
use domain::unit::UnitClass;
use std::net::IpAddr;

/// Which units.
#[derive(Debug, Clone, Default)]
pub struct UnitFilter {
    /// Which part of the tree.
    pub meant: Where,
    /// Those of this class.
    pub class: Option<UnitClass>,
    /// Those whose name or code has these words, marks or not.
    pub name: Option<String>,
}

/// Which systems.
#[derive(Debug, Clone, Default)]
pub struct SystemFilter {
    /// Of which units.
    pub meant: Where,
    /// Of this level.
    pub level: Option<i64>,
}

/// Which assets.
#[derive(Debug, Clone, Default)]
pub struct AssetFilter {
    /// Of which units.
    pub meant: Where,
    /// Of this kind.
    pub kind: Option<AssetKind>,
    /// Those that are part of this system.
    pub system: Option<String>,
    /// The one with this address.
    pub ip: Option<IpAddr>,
}

impl Engine {
    /// The units in sight, by code.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewUnits`]; [`EngineError::NotFound`] for a unit out of sight; as
    /// the store.
    pub async fn list_units(
        &self,
        actor: &Actor,
        filter: &UnitFilter,
        slice: &Slice,
    ) -> Result<Listed<Fact<Unit>>, EngineError> {
        let (facts, at) = self.register().await?;
        let sight = self.sight(actor, Action::ViewUnits, (&facts, at), &filter.meant)?;
        let words = filter.name.as_deref().map(fold);
        let fits = |unit: &&Fact<Unit>| {
            sight.has(Some(&unit.code))
                && filter.class.is_none_or(|class| unit.class.contains(&class))
                && words.as_ref().is_none_or(|words| {
                    fold(&unit.name).contains(words) || fold(unit.code.as_str()).contains(words)
                })
        };
        let mut units: Vec<&Fact<Unit>> = facts.units().iter().filter(fits).collect();
        units.sort_by(|a, b| a.code.cmp(&b.code));
        let placed = units
            .into_iter()
            .map(|unit| (vec![unit.code.to_string()], unit));
        Ok(slice.of(placed).map(copied))
    }

    /// One unit.
    ///
    /// # Errors
    /// As [`Engine::list_units`].
    pub async fn one_unit(&self, actor: &Actor, code: &str) -> Result<Fact<Unit>, EngineError> {
        let filter = UnitFilter {
            meant: Where {
                unit: Some(code.to_owned()),
                under: None,
            },
            ..UnitFilter::default()
        };
        let one = self.list_units(actor, &filter, &ONE).await?;
        first(one, || EngineError::no_unit(code))
    }

    /// The systems in sight, by code.
    ///
    /// # Errors
    /// As [`Engine::list_units`].
    pub async fn list_systems(
        &self,
        actor: &Actor,
        filter: &SystemFilter,
        slice: &Slice,
    ) -> Result<Listed<Fact<System>>, EngineError> {
        let (facts, at) = self.register().await?;
        let sight = self.sight(actor, Action::ViewUnits, (&facts, at), &filter.meant)?;
        let fits =
            |system: &Fact<System>| filter.level.is_none_or(|level| system.level == Some(level));
        Ok(slice.of(rows(&facts, &sight, fits)).map(copied))
    }

    /// One system.
    ///
    /// # Errors
    /// As [`Engine::list_units`].
    pub async fn one_system(&self, actor: &Actor, code: &str) -> Result<Fact<System>, EngineError> {
        let (facts, at) = self.register().await?;
        let sight = self.sight(actor, Action::ViewUnits, (&facts, at), &Where::default())?;
        let one = ONE.of(rows(&facts, &sight, |system: &Fact<System>| {
            system.code.as_str() == code
        }));
        first(one.map(copied), || {
            EngineError::not_found(
                format_args!("hệ thống {code}"),
                format_args!("system {code}"),
            )
        })
    }

    /// The assets in sight, by code.
    ///
    /// # Errors
    /// As [`Engine::list_units`].
    pub async fn list_assets(
        &self,
        actor: &Actor,
        filter: &AssetFilter,
        slice: &Slice,
    ) -> Result<Listed<Fact<Asset>>, EngineError> {
        let (facts, at) = self.register().await?;
        let sight = self.sight(actor, Action::ViewUnits, (&facts, at), &filter.meant)?;
        let fits = |asset: &Fact<Asset>| {
            filter.kind.is_none_or(|kind| asset.kind == kind)
                && filter.ip.is_none_or(|ip| asset.ip.contains(&ip))
                && filter
                    .system
                    .as_deref()
                    .is_none_or(|system| asset.system.as_ref().map(Key::as_str) == Some(system))
        };
        Ok(slice.of(rows(&facts, &sight, fits)).map(copied))
    }

    /// One asset.
    ///
    /// # Errors
    /// As [`Engine::list_units`].
    pub async fn one_asset(&self, actor: &Actor, code: &str) -> Result<Fact<Asset>, EngineError> {
        let (facts, at) = self.register().await?;
        let sight = self.sight(actor, Action::ViewUnits, (&facts, at), &Where::default())?;
        let one = ONE.of(rows(&facts, &sight, |asset: &Fact<Asset>| {
            asset.code.as_str() == code
        }));
        first(one.map(copied), || {
            EngineError::not_found(format_args!("máy {code}"), format_args!("machine {code}"))
        })
    }
}

/// The first item of a list.
const ONE: Slice = Slice {
    after: None,
    limit: 1,
};

fn first<T>(listed: Listed<T>, missing: impl FnOnce() -> EngineError) -> Result<T, EngineError> {
    listed.items.into_iter().next().ok_or_else(missing)
}

fn copied<T: Clone>(row: &T) -> T {
    row.clone()
}

/// The rows of a table in sight, by code; a code is unique in its table.
fn rows<'f, T: FactRow + 'f>(
    facts: &'f Facts,
    sight: &Sight,
    fits: impl Fn(&Fact<T>) -> bool,
) -> impl Iterator<Item = (Vec<String>, &'f Fact<T>)> {
    let shared = Some(facts.shared()).filter(|_| sight.has(None));
    let of_units = facts.units().iter().filter(|u| sight.has(Some(&u.code)));
    let tables = of_units
        .filter_map(|unit| facts.of(&unit.code))
        .chain(shared);
    let mut found: Vec<&'f Fact<T>> = tables
        .flat_map(|table| T::of(table))
        .filter(|row| fits(row))
        .collect();
    found.sort_by(|a, b| a.code.cmp(&b.code));
    found
        .into_iter()
        .map(|row| (vec![row.code.to_string()], row))
}
