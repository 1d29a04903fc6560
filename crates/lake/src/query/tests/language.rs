//! Reading and printing.

use super::made::{Dice, search, terms};
use crate::query::{LENGTH_MAX, TERMS_MAX, parse};

/// What a text means, as it is printed, or where it is wrong and how.
fn read(text: &str) -> String {
    match parse(text) {
        Ok(query) => {
            let printed = query.to_string();
            assert_eq!(parse(&printed).as_ref(), Ok(&query), "{text} → {printed}");
            printed
        }
        Err(error) => {
            let part = text.get(error.at.clone()).unwrap();
            format!("{} {part}", error.code())
        }
    }
}

fn check(cases: &[(&str, &str)]) {
    for (text, meaning) in cases {
        assert_eq!(read(text), *meaning, "{text}");
    }
}

#[test]
fn words_join_as_people_expect() {
    check(&[
        ("", "*"),
        ("  ", "*"),
        ("fail  ssh", "fail ssh"),
        ("a and b OR c", "a b or c"),
        ("a (b or c)", "a (b or c)"),
        ("a và (b hoặc không c)", "a (b or not c)"),
        ("not a b", "not a b"),
        ("not (a b)", "not (a b)"),
        ("-a -\"b c\" - d", "not a not \"b c\" \"-\" d"),
        ("not not a", "a"),
        ("((a) (b c))", "a b c"),
        ("\"and\" \"KHÔNG\"", "\"and\" \"không\""),
        ("\"thư mục (mới)\"", "\"thư mục (mới)\""),
        ("Đa\u{306}ng", "đăng"),
        ("a\\ b*", "a\\ b*"),
    ]);
}

#[test]
fn fields_have_short_names_and_values_of_their_kind() {
    check(&[
        ("srcip:10.1.2.3/8", "src.ip:10.0.0.0/8"),
        ("ip:2001:DB8::1", "src.ip:2001:db8::1 or dst.ip:2001:db8::1"),
        ("src.ip:::ffff:10.0.0.1", "src.ip:10.0.0.1"),
        ("src.ip:10.0.*", "src.ip:10.0.0.0/16"),
        (
            "src.ip:[10.0.0.1 đến 10.0.0.9]",
            "src.ip:[10.0.0.1 TO 10.0.0.9]",
        ),
        ("dst.port>=1024", "dst.port>=1024"),
        ("dst.port:[1 TO *]", "dst.port>=1"),
        (
            "port:(22 or 23) a",
            "(src.port:22 or dst.port:22 or src.port:23 or dst.port:23) a",
        ),
        ("mức>=cao", "severity>=4"),
        ("MÁY:\"FW 01\"", "host:\"fw 01\""),
        ("host=FW-01", "host=FW-01"),
        ("process:C:\\Windows\\\\*", "process:c\\:\\\\windows\\\\*"),
        ("logver:*", "logver:*"),
        ("\"Hành động\":chặn", "\"Hành động\":chặn"),
        ("transip:10.0.0.0/24", "transip:10.0.0.0/24"),
        ("transip:\"10.0.0.0/24\"", "transip:\"10.0.0.0/24\""),
        ("bytes:[5 TO 5]", "bytes:[5 TO 5]"),
        ("not:5", "not:5"),
    ]);
}

#[test]
fn what_only_looks_like_a_field_is_a_text() {
    check(&[
        ("https://a.example/x", "\"https://a.example/x\""),
        ("fe80::1", "\"fe80::1\""),
        ("aa:bb:cc:00:11:22", "\"aa:bb:cc:00:11:22\""),
        ("23:59:01", "\"23:59:01\""),
        ("c:\\temp", "\"c:\\\\temp\""),
        ("<134>", "\"<134>\""),
    ]);
}

#[test]
fn mistakes_are_told_by_code_and_place() {
    check(&[
        ("a \"b c", "query.unclosed_quote \"b c"),
        ("a (b or c", "query.unclosed_parenthesis ("),
        ("a) b", "query.unexpected_parenthesis )"),
        ("a or", "query.missing_operand "),
        ("or a", "query.missing_operand or"),
        ("a and và b", "query.missing_operand và"),
        ("()", "query.missing_operand ()"),
        ("host: x", "query.missing_value host:"),
        ("\"\"", "query.missing_value \"\""),
        ("port:ssh", "query.not_a_number ssh"),
        ("bytes>1e3", "query.not_a_number 1e3"),
        ("ip:10.0.0.256", "query.not_an_address 10.0.0.256"),
        ("src.ip:10.0.0.0/33", "query.not_an_address 10.0.0.0/33"),
        ("unit:đông", "query.not_an_id đông"),
        ("port:[1 2]", "query.malformed_range [1 2]"),
        ("port:[1 TO 2", "query.malformed_range [1 TO 2"),
        ("port:[9 TO 1]", "query.reversed_range [9 TO 1]"),
        ("src.ip>10.0.0.1", "query.not_comparable 10.0.0.1"),
        ("port:44?", "query.wildcard_here 44?"),
    ]);
}

#[test]
fn a_search_has_limits() {
    let long = "đ".repeat(LENGTH_MAX);
    assert_eq!(parse(&long).unwrap_err().code(), "query.too_long");
    let many = "a ".repeat(TERMS_MAX + 1);
    assert_eq!(parse(&many).unwrap_err().code(), "query.too_many_terms");
    for deep in [
        "(".repeat(2000),
        "-".repeat(2000) + "a",
        "not ".repeat(800) + "a",
    ] {
        assert_eq!(parse(&deep).unwrap_err().code(), "query.too_deep");
    }
}

#[test]
fn what_is_printed_reads_back_the_same() {
    for term in terms() {
        assert!(parse(term).is_ok(), "{term}");
        read(term);
    }
    let mut dice = Dice::new(5);
    for _ in 0..3000 {
        read(&search(&mut dice, 0));
    }
    // Noise of the characters that mean something.
    let signs: Vec<char> = "ab1.*?\\\"() :=<>[]-/TOđẮ\u{130}\u{301}or not"
        .chars()
        .collect();
    for _ in 0..30_000 {
        let length = dice.below(14);
        let noise: String = (0..length)
            .map(|_| signs[dice.below(signs.len())])
            .collect();
        read(&noise);
    }
}
