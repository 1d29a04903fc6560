//! Programs the checks use and how to get them.
//!
//! This list is all that knows about other programs: `.ci/run` installs what stands
//! here, and a missing one is named with the line that installs it.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::process;

/// One program.
#[derive(Debug)]
pub(super) struct Tool {
    /// Its name in messages.
    pub(super) name: &'static str,
    /// What can't be checked without it.
    pub(super) used_for: &'static str,
    /// The command that installs it on Debian.
    pub(super) install: &'static str,
    probe: Probe,
}

#[derive(Debug)]
enum Probe {
    /// A program on `PATH` or in one of the folders.
    Program(&'static str, &'static [&'static str]),
    /// A cargo subcommand that answers `--version`.
    Cargo(&'static str),
    /// A file whose path stands in an environment variable.
    Named(&'static str),
    /// A file of a folder whose path stands in an environment variable.
    InNamed(&'static str, &'static str),
}

/// All of them.
pub(super) const TOOLS: &[Tool] = &[
    Tool {
        name: "rustfmt",
        used_for: "formatting",
        install: "rustup component add rustfmt",
        probe: Probe::Cargo("fmt"),
    },
    Tool {
        name: "clippy",
        used_for: "lints",
        install: "rustup component add clippy",
        probe: Probe::Cargo("clippy"),
    },
    Tool {
        name: "cargo-deny",
        used_for: "licences, banned crates and sources",
        install: "cargo install --locked cargo-deny",
        probe: Probe::Cargo("deny"),
    },
    Tool {
        name: "PostgreSQL",
        used_for: "the store's tests on PostgreSQL",
        install: "apt-get install postgresql",
        probe: Probe::Program("initdb", &["/usr/lib/postgresql/*/bin"]),
    },
    Tool {
        name: "LibreOffice",
        used_for: "the tests that open a written report",
        install: "apt-get install libreoffice-writer-nogui",
        probe: Probe::Program("soffice", &["/usr/lib/libreoffice/program"]),
    },
    Tool {
        name: "poppler",
        used_for: "the tests that read a report's pages, the tests of scanned letters",
        install: "apt-get install poppler-utils",
        probe: Probe::Program("pdftoppm", &[]),
    },
    Tool {
        name: "tesseract",
        used_for: "the tests of scanned letters and pictures",
        install: "apt-get install tesseract-ocr tesseract-ocr-vie",
        probe: Probe::Program("tesseract", &[]),
    },
    Tool {
        name: "Chromium",
        used_for: "the walk through the site in a browser",
        install: "apt-get install chromium",
        probe: Probe::Program("chromium", &[]),
    },
    Tool {
        name: "chromedriver",
        used_for: "the walk through the site in a browser",
        install: "apt-get install chromium-driver",
        probe: Probe::Program("chromedriver", &[]),
    },
    Tool {
        name: "axe-core",
        used_for: "the accessibility rules of that walk",
        install: "npm pack axe-core, unpack it, and name its axe.min.js in KHIEN_AXE",
        probe: Probe::Named("KHIEN_AXE"),
    },
    Tool {
        name: "deltalake and duckdb",
        used_for: "the tests that read the event table with other readers",
        install: "pip install deltalake duckdb, and name that Python in KHIEN_PYTHON",
        probe: Probe::Named("KHIEN_PYTHON"),
    },
    Tool {
        name: "rsyslog",
        used_for: "the tests that send events with it",
        install: "unpack Debian's rsyslog, and name the folder of rsyslogd in KHIEN_SENDERS",
        probe: Probe::InNamed("KHIEN_SENDERS", "rsyslogd"),
    },
    Tool {
        name: "syslog-ng",
        used_for: "the tests that send events with it",
        install: "unpack Debian's syslog-ng-core, and name the folder of syslog-ng in KHIEN_SENDERS",
        probe: Probe::InNamed("KHIEN_SENDERS", "syslog-ng"),
    },
    Tool {
        name: "a Python with elasticsearch and opentelemetry",
        used_for: "the tests that send events with their clients",
        install: "pip install elasticsearch opentelemetry-exporter-otlp-proto-http; it is KHIEN_SENDERS/python",
        probe: Probe::InNamed("KHIEN_SENDERS", "python"),
    },
    Tool {
        name: "curl",
        used_for: "the tests that send events with it",
        install: "apt-get install curl",
        probe: Probe::Program("curl", &[]),
    },
    Tool {
        name: "logger",
        used_for: "the tests that send events with it",
        install: "apt-get install bsdutils",
        probe: Probe::Program("logger", &[]),
    },
];

/// The tools this machine does not have.
pub(super) fn absent() -> Vec<&'static Tool> {
    TOOLS.iter().filter(|tool| !is_there(&tool.probe)).collect()
}

fn is_there(probe: &Probe) -> bool {
    match probe {
        Probe::Program(name, folders) => process::find_program(name, folders).is_some(),
        Probe::Named(variable) => {
            std::env::var_os(variable).is_some_and(|path| Path::new(&path).is_file())
        }
        Probe::InNamed(variable, file) => {
            std::env::var_os(variable).is_some_and(|folder| Path::new(&folder).join(file).is_file())
        }
        Probe::Cargo(subcommand) => {
            let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
            Command::new(cargo)
                .args([subcommand, "--version"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_program_is_noticed() {
        assert!(!is_there(&Probe::Program(
            "no-such-program-here",
            &["/usr/lib/*/bin"]
        )));
        assert!(!is_there(&Probe::Cargo("no-such-subcommand-here")));
        assert!(is_there(&Probe::Program("sh", &[])));
        assert!(!is_there(&Probe::Named("KHIEN_NO_SUCH_VARIABLE")));
        // Cargo sets it for its tests, to a folder: that is no file.
        assert!(!is_there(&Probe::Named("CARGO_MANIFEST_DIR")));
        assert!(is_there(&Probe::Named("CARGO")));
        assert!(is_there(&Probe::InNamed(
            "CARGO_MANIFEST_DIR",
            "Cargo.toml"
        )));
        assert!(!is_there(&Probe::InNamed(
            "CARGO_MANIFEST_DIR",
            "no-such-file"
        )));
    }
}
