//! What reads regime packs and the policy of an organisation.

use super::super::shape::Shape;
use super::Target;

/// `wire::pack`: one file of a pack.
pub(super) static PACK: Target = Target {
    name: "wire.pack",
    run: |input| {
        let text = String::from_utf8_lossy(input);
        match wire::pack::parse(&[("pack.toml", &text)]) {
            Ok(_) => Shape::new().flag(true),
            Err(error) => Shape::new().word(&error.key),
        }
    },
    samples: || vec![b"[pack]\nid = \"2016\"\n".to_vec()],
    folders: &[("packs", ".toml")],
    dictionary: &[
        "[[contact]]",
        "id = ",
        "= \"\"",
        "verified = true",
        "2024-02-30",
        "source = \"x\"",
        "[[",
        "]]",
        "\"\"\"",
        "= -9223372036854775808",
        "= nan",
    ],
};

/// `wire::policy`: the file of thresholds.
pub(super) static POLICY: Target = Target {
    name: "wire.policy",
    run: |input| {
        let text = String::from_utf8_lossy(input);
        match wire::policy::parse("policy.toml", &text) {
            Ok(_) => Shape::new().flag(true),
            Err(error) => Shape::new().word(&error.key),
        }
    },
    samples: || vec![b"gap = \"20 min\"\nfloor = 0.7\nhunts = 2\nregister = \"30 d\"\n".to_vec()],
    folders: &[],
    dictionary: &[
        "= \"1 h\"",
        "= -1",
        "= nan",
        "9223372036854775807 d",
        "= []",
        "[x]",
    ],
};
