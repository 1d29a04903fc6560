//! Why a file of advisories cannot be used.

/// Why a file of advisories cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AdvisoryError {
    /// Larger than the limit.
    #[error("the file is larger than 64 MB")]
    TooLarge,
    /// JSON that is broken or nested too deep, or fields of the wrong type.
    #[error("the JSON cannot be read")]
    Json(#[from] serde_json::Error),
    /// A table that is broken or lacks a column.
    #[error("the table cannot be read: {0}")]
    Table(String),
    /// JSON of another kind.
    #[error("neither a CVE record, nor CSAF 2.0, nor a catalogue of exploited weaknesses")]
    UnknownForm,
    /// A CSAF document of another version.
    #[error("CSAF version {0:?} is not known")]
    CsafVersion(String),
    /// CSAF 2.0, 6.1.1: a product id is used and nowhere defined.
    #[error("product id {0:?} is not defined")]
    UndefinedProduct(String),
    /// CSAF 2.0, 6.1.2: a product id is defined twice.
    #[error("product id {0:?} is defined more than once")]
    DuplicateProduct(String),
    /// CSAF 2.0, 6.1.3: a product is defined by itself.
    #[error("product id {0:?} is defined in a circle")]
    CircularProduct(String),
    /// CSAF 2.0, 6.1.6: one product has statuses that exclude each other.
    #[error("product id {0:?} has contradicting statuses")]
    ContradictingStatus(String),
}
