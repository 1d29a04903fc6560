//! Tests of the lake from outside: other programs read what it writes, and the
//! room it takes.

mod firewall;
mod readers;
