//! Instants as the SQL columns hold them: microseconds since 1970 UTC.

use jiff::Timestamp;

use crate::StoreError;

/// The column value of an instant; finer parts are cut, never rounded up.
pub(crate) fn to_column(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The instant of a column value.
pub(crate) fn from_column(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|_| StoreError::unreadable("instant"))
}

/// The instant of a column that may be empty.
pub(crate) fn from_optional(micros: Option<i64>) -> Result<Option<Timestamp>, StoreError> {
    micros.map(from_column).transpose()
}

/// The instant as it will come back out of the database.
pub(crate) fn as_kept(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}
