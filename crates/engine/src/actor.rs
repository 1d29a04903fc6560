//! Who asks: every use case takes an actor, and every actor is recorded.

/// Who asks for a use case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The person at the command line of the host: the owner of the data folder.
    Local,
    /// A job of the engine itself.
    Job(&'static str),
}

impl Actor {
    /// The word kept in the ledger; never a person's name.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Job(name) => name,
        }
    }
}
