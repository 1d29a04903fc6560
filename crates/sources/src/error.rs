//! What can go wrong with an input.

/// An input that cannot be read, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system refused to open, list or read it.
    #[error("cannot read {name}")]
    Io {
        /// The input.
        name: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The compressed data is damaged or ends early; the lines before were given.
    #[error("{name} is damaged after {bytes_read} bytes")]
    Damaged {
        /// The input.
        name: String,
        /// Bytes that could be unpacked.
        bytes_read: u64,
        /// The decompressor's reason.
        source: std::io::Error,
    },
    /// An archive or document that holds no lines of its own.
    #[error("{name} is a {kind} file, which is not read as lines")]
    Unsupported {
        /// The input.
        name: String,
        /// The kind, by its first bytes.
        kind: &'static str,
    },
    /// The input grew beyond a limit; the lines before were given.
    #[error("{name} is larger than {limit} {unit}")]
    TooLarge {
        /// The input.
        name: String,
        /// The limit.
        limit: u64,
        /// What the limit counts.
        unit: &'static str,
    },
}

impl Error {
    /// The stable code shown to people and programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "source.unreadable",
            Self::Damaged { .. } => "source.damaged",
            Self::Unsupported { .. } => "source.unsupported",
            Self::TooLarge { .. } => "source.too_large",
        }
    }
}
