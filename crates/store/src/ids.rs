//! One id type per kind of row. All are 16 bytes (UUIDv7 minted by the caller);
//! the store never makes one up.

use crate::StoreError;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// The id from its written form (`xxxxxxxx-xxxx-…`), if it is one.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                uuid::Uuid::parse_str(text).ok().map(Self)
            }

            pub(crate) fn to_column(self) -> Vec<u8> {
                self.0.as_bytes().to_vec()
            }

            pub(crate) fn from_column(bytes: &[u8]) -> Result<Self, StoreError> {
                uuid::Uuid::from_slice(bytes)
                    .map(Self)
                    .map_err(|_| StoreError::unreadable(stringify!($name)))
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// One provenance: a file, a probe run, a person's entry.
    SourceId
}
id! {
    /// One row of the facts.
    FactId
}
id! {
    /// One directive, the same through all its corrections.
    DirectiveId
}
id! {
    /// One draft of a reading.
    DraftId
}
id! {
    /// One statement of a person.
    StatementId
}
id! {
    /// One frozen snapshot.
    CutOffId
}
id! {
    /// One written report.
    ReportId
}
id! {
    /// One account of a person.
    AccountId
}
id! {
    /// One session of an account.
    SessionId
}
id! {
    /// One link that makes an account or a password, once.
    OneTimeLinkId
}
id! {
    /// One token of a program.
    TokenId
}
id! {
    /// One secret link of a unit.
    UnitLinkId
}
id! {
    /// One entry of the audit.
    AuditId
}
id! {
    /// One sender of events.
    EventSourceId
}
id! {
    /// One alert.
    AlertId
}
id! {
    /// One suppression of alerts.
    SuppressionId
}
id! {
    /// One saved search.
    SavedSearchId
}
id! {
    /// One hunt in the events kept.
    EventHuntId
}
id! {
    /// One run of new rules or lists over the events kept.
    RetroHuntId
}
