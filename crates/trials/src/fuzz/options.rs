//! The arguments of `cargo xtask fuzz`.

use std::path::PathBuf;

use anyhow::{Context as _, bail};

/// Long enough to find something, short enough to wait for.
const SECONDS: u64 = 30;

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Options {
    /// One target; all without.
    pub(super) target: Option<String>,
    /// How long each target runs.
    pub(super) seconds: u64,
    /// Where the mutations begin; chosen by the clock without.
    pub(super) seed: Option<u64>,
    /// One saved input instead of a campaign.
    pub(super) input: Option<PathBuf>,
    /// Print the names of the targets.
    pub(super) list: bool,
}

impl Options {
    /// Reads the arguments.
    pub(super) fn parse(arguments: &[&str]) -> anyhow::Result<Self> {
        let mut options = Self {
            target: None,
            seconds: SECONDS,
            seed: None,
            input: None,
            list: false,
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || {
                rest.next()
                    .with_context(|| format!("{argument} wants a value"))
            };
            match *argument {
                "--seconds" => options.seconds = value()?.parse().context("--seconds")?,
                "--seed" => options.seed = Some(value()?.parse().context("--seed")?),
                "--input" => options.input = Some(PathBuf::from(value()?)),
                "--list" => options.list = true,
                unknown if unknown.starts_with('-') => bail!("unknown option {unknown}"),
                name if options.target.is_none() => options.target = Some(name.to_owned()),
                name => bail!("one target at a time, not also {name}"),
            }
        }
        if options.input.is_some() && options.target.is_none() {
            bail!("--input needs a target");
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_read_and_wrong_ones_refused() {
        let good = Options::parse(&["letters.text", "--seconds", "5", "--seed", "7"]).unwrap();
        assert_eq!(good.target.as_deref(), Some("letters.text"));
        assert_eq!((good.seconds, good.seed), (5, Some(7)));
        for wrong in [
            &["--seconds"] as &[&str],
            &["--seconds", "soon"],
            &["--fast"],
            &["a", "b"],
            &["--input", "file"],
        ] {
            assert!(Options::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
