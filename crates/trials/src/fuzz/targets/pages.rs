//! What reads fetched web pages.

use std::sync::LazyLock;

use detect::pages::{Terms, analyse, containment};

use super::super::shape::Shape;
use super::Target;

const PAGES: &[&str] = &[
    "<!DOCTYPE html><html><head><title>Cổng thông tin</title><base href=\"/tin/\"></head>\
     <body><p>Thông báo</p><a href=\"van-ban.html\">Văn bản</a></body></html>",
    "<div style=\"position:absolute;left:-9999px\"><a href=\"https://casino.example/\">nổ hũ</a></div>",
    "<meta charset=windows-1258><style>.x{display:none}</style><b class=x>cá cược</b><svg><title>x",
];

const WORDS: &[&str] = &[
    "<div>",
    "</div>",
    "<a href=\"//x.example\">",
    "<![CDATA[",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<style>",
    "display:none",
    "left:-9999px",
    "<base href=\"",
    "<template>",
    "<table><tr><td>",
    "&#x1F600;",
    "&nbsp",
    "javascript:",
    "xn--",
    "charset=utf-16",
    "nhà cái",
];

static TERMS: LazyLock<Terms> = LazyLock::new(Terms::shipped);

/// `detect::pages`: analysis, snapshot and the share of a text found in a page.
pub(super) static ANALYSE: Target = Target {
    name: "detect.pages",
    run: |input| {
        let report = analyse(input, "https://portal.example/tin/", &TERMS);
        let share = containment(&report.title, &report.text);
        let shape = Shape::new()
            .count(report.links.len())
            .count(report.metas.len())
            .flag(report.text.is_empty())
            .flag(share > 0.5)
            .flag(report.snapshot().eq(&report.snapshot()));
        report
            .signs
            .iter()
            .fold(shape, |shape, sign| shape.word(&format!("{:?}", sign.kind)))
    },
    samples: || PAGES.iter().map(|text| text.as_bytes().to_vec()).collect(),
    folders: &[],
    dictionary: WORDS,
};
