use std::sync::Arc;

use super::search::{FORTIGATE, check_values, matcher, search, search_blocks};
use crate::indicators::seen::SEEN_BYTES_MAX;
use crate::indicators::{Inside, List, Matcher};

/// A list of URLs takes no entry that no log can hold.
#[test]
fn each_url_a_list_takes_is_found_as_it_is_written() {
    for url in [
        "http://evil.example/a",
        "http://evil.example/a.",
        "(http://evil.example/a)",
        "http://evil.example/a,",
        "http://evil.example/*",
        "http://evil.example/*/b",
        "http://evil.example/a?",
        "http://evil.example?x=1",
        "http://evil.example/a?x=1;y='2'",
        "http://evil.example/a#top",
        "http://evil.example/a.#{top}",
        "http://evil.example./a",
        "http://.evil.example/a",
        "http://_dmarc.evil.example/a",
        "http://u:p@evil.example:8080/a",
        "http://evil.example:00080/a",
        "http://EVIL.XN--P1AI/a",
        "http://evil.example/đường-dẫn",
        "203.0.113.7/bins/x86",
        "http://[2001:DB8:0::5]:8443/a",
        "http://[::ffff:203.0.113.7]/a",
        "http://evil.example/a]b!c",
    ] {
        let list = List::parse("list", url.trim_matches(['(', ')']).as_bytes());
        assert_eq!((list.len(), list.bad_row_count()), (1, 0), "{url}");
        let matcher = Matcher::new(vec![Arc::new(list)], Inside::default());
        for line in [
            format!("seen {url} at noon"),
            format!("{FORTIGATE}srcip=10.0.0.5 url=\"{url}\""),
        ] {
            let hits = search(&matcher, None, line.as_bytes());
            assert_eq!(hits.len(), 1, "{line}");
            let (in_block, _) = search_blocks(&matcher, None, line.as_bytes(), 1 << 20);
            assert_eq!(hits, in_block, "{line}");
        }
    }
}

/// The parsed field has the whole URL; what stands before an escape is another one.
#[test]
fn a_url_with_an_escape_is_one_url() {
    let json = r#"{"m":"a","url":"http://evil.example/x?a=1\u0026b=2"}"#;
    let cef = r"CEF:0|V|P|1|100|n|5|act=x request=http://evil.example/x?a\=1&b\=2";
    for (line, field) in [(json, "url"), (cef, "request")] {
        for (list, found) in [
            ("http://evil.example/x", &[field][..]),
            ("http://evil.example/x?a=1&b=2", &[field]),
            ("http://evil.example/x?a=1", &[]),
            ("http://evil.example/x?a", &[]),
        ] {
            let matcher = matcher(list, &[], &[]);
            let hits = search(&matcher, None, line.as_bytes());
            let fields: Vec<_> = hits.iter().map(|hit| hit.field.as_str()).collect();
            assert_eq!(fields, found, "{list} in {line}");
            let (in_block, _) = search_blocks(&matcher, None, line.as_bytes(), 1 << 20);
            assert_eq!(hits, in_block, "{list} in {line}");
        }
    }
    // Where no field has more of it, nothing may be lost.
    check_values(
        "http://evil.example/x",
        r"note: http://evil.example/x?a=1\u0026b=2",
        &["evil.example/x?a=1"],
    );
}

/// Every one of the URLs in a URL is a value of its own, so their texts add up.
#[test]
fn urls_in_urls_take_bounded_memory() {
    let matcher = matcher("http://evil.example/x\n", &[], &[]);
    let nested = "evil.example/x?".repeat(130);
    let line: String = (0..200).map(|n| format!("{nested}{n} ")).collect();
    let hits = search(&matcher, None, line.as_bytes());
    let bytes: usize = hits.iter().map(|hit| hit.value.to_string().len()).sum();
    assert!((1 << 20..=SEEN_BYTES_MAX).contains(&bytes), "{bytes} bytes");
    let (in_block, _) = search_blocks(&matcher, None, line.as_bytes(), 1 << 20);
    assert!(hits == in_block, "blocks find something else");
}

/// A record of one request has a host or two; one with hundreds asks for their product.
#[test]
fn hosts_and_paths_in_fields_of_their_own_are_joined_within_limits() {
    let matcher = matcher(
        "http://h0.example/p7\nhttp://h7.example/p0\nhttp://h8.example/p0\nhttp://h0.example/p8\n",
        &[],
        &[],
    );
    let pairs: String = (0..300)
        .map(|n| format!(" hostname=h{n}.example url=/p{n}"))
        .collect();
    let line = format!("{FORTIGATE}srcip=10.0.0.5{pairs}");
    let hits = search(&matcher, None, line.as_bytes());
    let values: Vec<_> = hits.iter().map(|hit| hit.value.to_string()).collect();
    assert_eq!(values, ["h7.example/p0", "h0.example/p7"]);
}
