//! The part of a form that says which role is held for which unit: rows of two fields, blank ones left out.

use crate::web::Site;
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::viewer::Viewer;
use domain::access::{Action, Grant, Role};
use domain::key::Key;
use engine::accounts::Grantable;
use std::collections::HashMap;

/// Blank rows offered below those that are filled.
const BLANK_ROWS: usize = 3;
/// Units a form suggests; with more of them a code is typed, as a page of thousands would be slow on a phone.
const SUGGESTED_MAX: usize = 500;

/// A unit that a form suggests.
pub(super) struct UnitChoice {
    pub(super) code: String,
    pub(super) name: String,
}

/// One row as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Code of the role; blank is an unused row.
    pub(super) role: String,
    /// Code of the unit; blank is the whole organisation.
    pub(super) unit: String,
}

/// The rows of a form, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rows(pub(super) Vec<Row>);

impl Default for Rows {
    fn default() -> Self {
        Self(vec![Row::default(); BLANK_ROWS])
    }
}

impl Rows {
    /// The rows that stand for grants held, with blank ones below.
    pub(super) fn holding(grants: &[Grant]) -> Self {
        let held = grants.iter().map(|grant| Row {
            role: grant.role.as_str().to_owned(),
            unit: grant
                .subtree
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
        });
        Self(held.chain(Self::default().0).collect())
    }

    /// The rows that were sent: fields `role` and `unit`, in pairs.
    pub(super) fn of(form: &Checked) -> Self {
        let rows = form.all("role").zip(form.all("unit"));
        Self(
            rows.map(|(role, unit)| Row {
                role: role.trim().to_owned(),
                unit: unit.trim().to_owned(),
            })
            .collect(),
        )
    }

    /// What the rows grant.
    ///
    /// # Errors
    /// [`PageError::Malformed`] for a role that the form did not offer.
    pub(super) fn grants(&self) -> Result<Vec<Grant>, PageError> {
        let used = self.0.iter().filter(|row| !row.role.is_empty());
        used.map(|row| {
            let role = Role::parse(&row.role)
                .ok_or_else(|| PageError::Malformed(format!("role={}", row.role)))?;
            Ok(Grant {
                role,
                subtree: (!row.unit.is_empty()).then(|| Key::new(&row.unit)),
            })
        })
        .collect()
    }
}

/// The units a form suggests to this viewer, none when there are too many to list; and the names of all by code.
pub(super) async fn choices(
    site: &Site,
    viewer: &Viewer,
    action: Action,
) -> Result<(Vec<UnitChoice>, HashMap<String, String>), PageError> {
    let Grantable { mut units, names } = site.engine.grantable_units(&viewer.actor, action).await?;
    if units.len() > SUGGESTED_MAX {
        units.clear();
    }
    let suggested = units.into_iter().map(|unit| UnitChoice {
        code: unit.code.to_string(),
        name: unit.name,
    });
    Ok((suggested.collect(), names))
}
