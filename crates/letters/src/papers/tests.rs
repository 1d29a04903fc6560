//! Tests of the papers, by what a reader sees in the opened file.
