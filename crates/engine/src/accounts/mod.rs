//! Accounts: who may come in, by what, and what was done about it.
//!
//! People sign in with a password (argon2id) and, if they set one up, a second
//! factor (TOTP); programs show a token; units without accounts come by a secret
//! link bound to one directive. There is no default password: the first
//! administrator comes by a one-time link, as does everybody after.
//!
//! Every secret is 32 random bytes, handed out once and kept as SHA-256. Every
//! change writes an audit entry in its transaction. What roles may do is
//! `domain::access`; cookies, headers and forms belong to the doors.

mod audit;
mod grantable;
pub mod limits;
mod links;
mod manage;
mod own;
mod password;
mod secret;
mod sessions;
mod sign_in;
mod throttle;
mod tokens;
mod totp;
mod tree;
mod unit_links;

pub use audit::AuditPage;
pub(crate) use audit::Change;
pub use grantable::{Grantable, GrantableUnit};
pub use links::{NewPerson, OpenLink};
pub use manage::{AccountLine, NewAccount};
pub use own::TotpSetup;
pub(crate) use password::Passwords;
pub use secret::Secret;
pub(crate) use secret::digest as secret_digest;
pub use sessions::{Session, SessionLine, SignedIn};
pub use sign_in::{Credentials, From, SignInError};
pub use store::{
    AccountId, AuditEntry, AuditFilter, AuditId, AuditWords, DirectiveId, LinkPurpose, SessionId,
    TokenId, UnitLinkId,
};
pub use tokens::{NewToken, TokenLine};

use crate::actor::{Actor, UnitLink};
use crate::{Engine, EngineError};
use domain::access::{Access, Action, Decision, Grant, Role, UnitTree};
use domain::facts::Unit;
use domain::key::Key;

impl Engine {
    /// The answer to "may they?" as an error where it is no.
    pub(crate) async fn require(
        &self,
        actor: &Actor,
        action: Action,
        target: Option<&Key<Unit>>,
    ) -> Result<(), EngineError> {
        // Whoever needs no grant needs no tree to look it up in.
        if actor.access().is_none() {
            return Ok(());
        }
        let tree = self.unit_tree().await?;
        allowed(actor.may(action, target, &tree), || match target {
            Some(unit) => EngineError::no_unit(unit),
            None => EngineError::not_found("nội dung này", "this"),
        })
    }
}

/// A decision as an outcome; `missing` says of the thing that is hidden that it is not there.
pub(crate) fn allowed(
    decision: Decision,
    missing: impl FnOnce() -> EngineError,
) -> Result<(), EngineError> {
    match decision {
        Decision::Granted => Ok(()),
        Decision::Forbidden => Err(EngineError::Forbidden),
        Decision::Hidden => Err(missing()),
    }
}

/// What a unit's link allows: to answer for that one unit.
pub(crate) fn access_of_unit_link(link: &UnitLink) -> Access {
    Access {
        grants: vec![Grant {
            role: Role::Respondent,
            subtree: Some(link.unit.clone()),
        }],
    }
}

/// Kept grants as rights. A role this program does not know gives none.
fn access_of(kept: &[store::Grant]) -> Access {
    let grants = kept.iter().filter_map(|grant| {
        Some(Grant {
            role: Role::parse(&grant.role)?,
            subtree: grant.unit.as_deref().map(Key::new),
        })
    });
    Access {
        grants: grants.collect(),
    }
}

/// Rights as they are kept.
fn kept_grants(grants: &[Grant]) -> Vec<store::Grant> {
    let kept = grants.iter().map(|grant| store::Grant {
        role: grant.role.as_str().to_owned(),
        unit: grant.subtree.as_ref().map(ToString::to_string),
    });
    kept.collect()
}

/// Whether all units that grants name are registered; a mistyped code would give rights over nothing.
fn check_grants(grants: &[Grant], tree: &UnitTree) -> Result<(), EngineError> {
    for grant in grants {
        if !grant.is_meaningful() {
            let (vi, en) = match grant.subtree {
                Some(_) => (
                    "chỉ giao được cho cả tổ chức",
                    "can be given for the whole organisation only",
                ),
                None => ("phải giao cho một đơn vị", "must be given for a unit"),
            };
            return Err(EngineError::invalid(
                format!("vai trò {} {vi}", grant.role),
                format!("the role {} {en}", grant.role),
            ));
        }
        if let Some(unit) = grant.subtree.as_ref().filter(|unit| !tree.knows(unit)) {
            return Err(EngineError::no_unit(unit));
        }
    }
    Ok(())
}
