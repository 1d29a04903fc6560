//! Who asks: every use case takes an actor, and every actor is recorded.

use crate::accounts::access_of_unit_link;
use core::net::IpAddr;
use domain::access::{Access, Action, Decision, UnitTree};
use domain::facts::{Fact, Unit};
use domain::key::Key;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{AccountId, DirectiveId, TokenId, UnitLinkId};

/// Who asks for a use case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The person at the command line of the host: the owner of the data folder.
    Local,
    /// A job of the engine itself.
    Job(&'static str),
    /// Somebody signed in.
    Person(Arc<Person>),
    /// A program with a token.
    Machine(Arc<TokenHolder>),
    /// A unit without accounts, by its secret link.
    Link(Arc<UnitLink>),
}

/// A person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub id: AccountId,
    /// The name signed in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What the person may do.
    pub access: Access,
    /// Where the request came from, for the audit.
    pub address: Option<IpAddr>,
}

/// A program that showed a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenHolder {
    /// The token.
    pub id: TokenId,
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub access: Access,
}

/// A unit that answers by its secret link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitLink {
    /// The link.
    pub id: UnitLinkId,
    /// The one directive it answers.
    pub directive: DirectiveId,
    /// The one unit it speaks for.
    pub unit: Key<Unit>,
}

impl Actor {
    /// The word kept in ledger and audit: an id or the name of a job, never a person's name.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Local => "local".to_owned(),
            Self::Job(name) => (*name).to_owned(),
            Self::Person(person) => person.id.to_string(),
            Self::Machine(token) => format!("token:{}", token.id),
            Self::Link(link) => format!("link:{}", link.id),
        }
    }

    /// Whether the actor may do `action` on `target`. The owner of the data folder and the engine's own jobs
    /// may do everything. A link answers one directive: that is [`Self::reaches`].
    pub fn may(&self, action: Action, target: Option<&Key<Unit>>, tree: &UnitTree) -> Decision {
        match self {
            Self::Local | Self::Job(_) => Decision::Granted,
            Self::Person(person) => person.access.decide(action, target, tree),
            Self::Machine(token) => token.access.decide(action, target, tree),
            // Nobody stands behind a link who could have an account.
            Self::Link(_) if action == Action::ManageOwnAccount => Decision::Forbidden,
            Self::Link(link) => access_of_unit_link(link).decide(action, target, tree),
        }
    }

    /// Whether the actor may do `action` for any unit at all, so that a door or a link is worth showing.
    #[must_use]
    pub fn may_anywhere(&self, action: Action) -> bool {
        self.access()
            .is_none_or(|access| access.has_anywhere(action))
    }

    /// Whether the actor may do `action` for the whole organisation: what binds all units, such as a directive.
    #[must_use]
    pub fn may_everywhere(&self, action: Action) -> bool {
        self.access()
            .is_none_or(|access| access.has_everywhere(action))
    }

    /// The units for which the actor may do `action`; `None` is all of them.
    #[must_use]
    pub fn sight(
        &self,
        action: Action,
        units: &[Fact<Unit>],
        tree: &UnitTree,
    ) -> Option<BTreeSet<Key<Unit>>> {
        if self
            .access()
            .is_none_or(|access| access.has_everywhere(action))
        {
            return None;
        }
        let granted =
            |unit: &&Fact<Unit>| self.may(action, Some(&unit.code), tree) == Decision::Granted;
        let seen = units.iter().filter(granted);
        Some(seen.map(|unit| unit.code.clone()).collect())
    }

    /// Whether the directive is one the actor may have to do with; only a link is bound to a single one.
    #[must_use]
    pub fn reaches(&self, directive: DirectiveId) -> bool {
        match self {
            Self::Link(link) => link.directive == directive,
            _ => true,
        }
    }

    /// The rights the actor was granted; `None` for those who need none.
    pub(crate) fn access(&self) -> Option<Access> {
        match self {
            Self::Local | Self::Job(_) => None,
            Self::Person(person) => Some(person.access.clone()),
            Self::Machine(token) => Some(token.access.clone()),
            Self::Link(link) => Some(access_of_unit_link(link)),
        }
    }

    /// Where the request came from, as far as that is known.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        match self {
            Self::Person(person) => person.address,
            _ => None,
        }
    }
}
