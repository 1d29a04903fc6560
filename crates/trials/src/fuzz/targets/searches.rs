//! What reads the searches people write.

use lake::query::{LENGTH_MAX, parse};

use super::super::shape::Shape;
use super::Target;

const SEARCHES: &[&str] = &[
    "fail* ssh -\"đăng nhập\" and (host:FW-01 or not user:\"Nguyễn Văn A\")",
    "src.ip:10.0.0.0/8 dst.ip:[2001:db8::1 TO 2001:db8::9] port:(22 or 23) severity>=high",
    "process:C:\\Windows\\\\* hash=d41d8cd98f00b204e9800998ecf8427e bytes:[1.5 TO *] note:*",
    "không id:07070707070707070000000000000003 hoặc \"Hành động\":chặn https://a.example/x?y=1",
];

const WORDS: &[&str] = &[
    " and ",
    " or ",
    " not ",
    " và ",
    " hoặc ",
    " không ",
    "(",
    ")",
    "[",
    " TO ",
    "]",
    "\\",
    "\"",
    "*",
    "?",
    ":",
    "=",
    ">=",
    "<",
    "-",
    "/",
    "::",
    "ip:",
    "src.ip:",
    "port:",
    "severity:",
    "unit:",
    "id:",
    "host:",
    "10.0.0.1",
    "::ffff:10.0.0.1",
    "/96",
    "/0",
    "a\u{306}",
    "\u{130}",
    "\u{212a}",
    "K",
];

/// `lake::query`: a search is read or refused at a place within it, and what is printed reads back
/// the same.
pub(super) static QUERY: Target = Target {
    name: "lake.query",
    run: |input| {
        let text = String::from_utf8_lossy(input);
        match parse(&text) {
            Ok(query) => {
                let printed = query.to_string();
                if printed.len() <= LENGTH_MAX {
                    assert_eq!(parse(&printed).as_ref(), Ok(&query), "{printed}");
                }
                Shape::new().count(printed.len()).count(query.texts().len())
            }
            Err(error) => {
                assert!(text.get(error.at.clone()).is_some(), "outside of the text");
                Shape::new().word(error.code())
            }
        }
    },
    samples: || {
        SEARCHES
            .iter()
            .map(|text| text.as_bytes().to_vec())
            .collect()
    },
    folders: &[],
    dictionary: WORDS,
};
