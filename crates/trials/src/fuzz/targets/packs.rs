//! What reads regime packs.

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
