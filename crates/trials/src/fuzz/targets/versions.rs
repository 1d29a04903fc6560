//! What compares version numbers.
//!
//! Beyond not panicking, an order must be one: turned round it gives the opposite,
//! and what stands between two others stands between them. A broken order would call
//! an affected machine fixed.

use core::cmp::Ordering;

use detect::versions::{Scheme, compare};

use super::super::shape::Shape;
use super::Target;

const SCHEMES: &[Scheme] = &[
    Scheme::Semver,
    Scheme::Dotted,
    Scheme::BigIp,
    Scheme::Zimbra,
    Scheme::Windows,
    Scheme::Debian,
    Scheme::Rpm,
    Scheme::Alpine,
    Scheme::Maven,
    Scheme::Nuget,
    Scheme::Pypi,
    Scheme::RubyGems,
    Scheme::Generic,
];

/// Three versions, one a line.
const TRIPLES: &[&str] = &[
    "1.0.0-alpha.1\n1.0.0-alpha.beta\n1.0.0+build.7",
    "15.1.10.2\n15.1.10\nHotfix-BIGIP-15.1.10.2.0.44.2-ENG",
    "8.8.15 P45\n9.0.0 Patch 38\n10.0.6",
    "10.0.19045.3693\n10.0.19045\n10.0.22631.2715",
    "1:2.30.2-1+deb11u2\n2.30.2~rc1-1\n0:2.30.2-1",
    "1.2.3_alpha4-r5\n1.2.3\n1.2.3a",
    "1.0-SNAPSHOT\n1.0.0.Final\n1.0-rc-1",
    "1!2.0.post1.dev3\n2.0rc1\n2.0+local.7",
    "1.0.0.a\n1.0.pre\n2",
    "1.0.rc0-a\n1.0\n1.0.0-allpha.1",
    "1.0-.a.a.1z\n1.00-..rc............n0-SNAPSHOT\n1.0.0.Final",
];

/// `detect::versions`: the first three lines under every scheme.
pub(super) static COMPARE: Target = Target {
    name: "detect.versions",
    run: |input| {
        let text = String::from_utf8_lossy(input);
        let mut lines = text.split('\n');
        let mut next = || lines.next().unwrap_or_default();
        let [one, two, three] = [next(), next(), next()];
        let each = |shape: Shape, scheme: &Scheme| {
            let order = compare(*scheme, one, two);
            let back = compare(*scheme, two, one);
            check_reverse(*scheme, one, two, order.as_ref().ok(), back.as_ref().ok());
            check_chain(*scheme, [one, two, three]);
            shape.word(&format!("{:?}", order.ok()))
        };
        SCHEMES.iter().fold(Shape::new(), each)
    },
    samples: || {
        TRIPLES
            .iter()
            .map(|text| text.as_bytes().to_vec())
            .collect()
    },
    folders: &[],
    dictionary: &[
        "\n",
        ".",
        "-",
        "~",
        "+",
        ":",
        "_",
        "!",
        "rc",
        "alpha",
        "beta",
        "pre",
        "post",
        "dev",
        "SNAPSHOT",
        "final",
        "ga",
        "sp",
        "P",
        "Patch ",
        "Hotfix-BIGIP-",
        "00",
        "010",
        "0",
        "-r1",
        "_p1",
        "a",
        "z",
        "deb11u1",
        ".el9",
    ],
};

fn check_reverse(
    scheme: Scheme,
    one: &str,
    two: &str,
    order: Option<&Ordering>,
    back: Option<&Ordering>,
) {
    let turned = back.map(|order| order.reverse());
    assert_eq!(
        order,
        turned.as_ref(),
        "{scheme:?}: {one:?} and {two:?} turned round"
    );
}

/// Tries every turn of the three.
fn check_chain(scheme: Scheme, versions: [&str; 3]) {
    // A version without its release equals every release of it: RPM's own rule, and no order.
    if scheme == Scheme::Rpm {
        return;
    }
    let [one, two, three] = versions;
    let order = |a, b| compare(scheme, a, b).ok();
    for [a, b, c] in [[one, two, three], [two, three, one], [three, one, two]] {
        let steps = (order(a, b), order(b, c), order(a, c));
        if let (Some(first), Some(second), Some(both)) = steps
            && first.is_le()
            && second.is_le()
        {
            let strict = first.is_lt() || second.is_lt();
            let right = if strict { both.is_lt() } else { both.is_eq() };
            assert!(right, "{scheme:?}: {a:?}, {b:?}, {c:?} have no order");
        }
    }
}
