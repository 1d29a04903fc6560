//! Formats of one record a line.
