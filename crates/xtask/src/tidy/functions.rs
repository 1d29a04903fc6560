//! Lengths of functions: a ratchet at 70 lines.
//!
//! A new function over the limit fails; one that is already listed in the
//! exemptions may not grow, and its number follows it down. Lines are counted from
//! `fn` to the closing brace, without those inside brackets: a table of cases is data,
//! and its length is no difficulty. The Rust lexer does the reading, so braces in
//! texts and comments don't count; what sits in a macro's parentheses does.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::Breach;
use super::exemptions::{Exemptions, FILE, stale};
use super::tree::Tree;

const LIMIT: usize = 70;

/// A function with its place.
#[derive(Debug, PartialEq, Eq)]
struct Function {
    name: String,
    line: usize,
    lines: usize,
}

/// Every function of every Rust file against the limit and the ratchet.
pub(super) fn check(tree: &Tree) -> anyhow::Result<Vec<Breach>> {
    let listed = Exemptions::of(tree)?.long_functions;
    let mut excused = Vec::new();
    let mut breaches = Vec::new();
    for (path, text) in tree
        .rust_files()
        .filter(|(path, _)| !path.contains("/fixtures/"))
    {
        let Ok(stream) = text.parse::<TokenStream>() else {
            breaches.push(Breach::new(path, "is no Rust the lexer understands"));
            continue;
        };
        for function in functions(stream)
            .into_iter()
            .filter(|function| function.lines > LIMIT)
        {
            let key = format!("{path}::{}", function.name);
            breaches.extend(judge(path, &function, &key, &listed));
            excused.push(key);
        }
    }
    breaches.extend(stale(&listed, &excused));
    Ok(breaches)
}

fn judge(
    path: &str,
    function: &Function,
    key: &str,
    listed: &BTreeMap<String, usize>,
) -> Option<Breach> {
    let Function { name, line, lines } = function;
    let text = match listed.get(key) {
        None => format!("fn {name}: {lines} lines, the limit is {LIMIT}; give its parts names"),
        Some(allowed) if lines > allowed => {
            format!("fn {name}: grew to {lines} lines, {FILE} allows {allowed}")
        }
        Some(allowed) if lines < allowed => {
            format!("fn {name}: shrank to {lines} lines; lower its number in {FILE}")
        }
        Some(_) => return None,
    };
    Some(Breach::new(format!("{path}:{line}"), text))
}

/// All functions with a body, nested ones after the one that holds them.
fn functions(stream: TokenStream) -> Vec<Function> {
    let mut found = Vec::new();
    let mut pending: Option<(String, usize)> = None;
    let mut after_fn = None;
    for token in stream {
        match token {
            TokenTree::Ident(word) if word == "fn" => {
                after_fn = Some(word.span().start().line);
                continue;
            }
            // The name follows directly; a function pointer type has a parenthesis there.
            TokenTree::Ident(word) => {
                if let Some(line) = after_fn {
                    pending = Some((word.to_string(), line));
                }
            }
            TokenTree::Punct(point) if point.as_char() == ';' => pending = None,
            TokenTree::Group(group) => {
                if group.delimiter() == Delimiter::Brace
                    && let Some((name, line)) = pending.take()
                {
                    let last = group.span_close().end().line;
                    let lines = (last + 1 - line).saturating_sub(table_lines(group.stream()));
                    found.push(Function { name, line, lines });
                }
                found.extend(functions(group.stream()));
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        after_fn = None;
    }
    found
}

/// Lines between the outermost pairs of brackets.
fn table_lines(stream: TokenStream) -> usize {
    let groups = stream.into_iter().filter_map(|token| match token {
        TokenTree::Group(group) => Some(group),
        _ => None,
    });
    groups
        .map(|group| match group.delimiter() {
            Delimiter::Bracket => group.span_close().end().line - group.span_open().start().line,
            _ => table_lines(group.stream()),
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_measured_from_fn_to_brace() {
        let text = r##"
impl A {
    /// fn comment() {
    fn one(&self) -> [u8; 2] {
        let text = "} fn no() {";
        let raw = r#"}"#;
    }
    fn declared(&self);
}
fn outer(f: fn(u8) -> u8) where A: B {
    fn inner() {}
}
"##;
        let found: Vec<_> = functions(text.parse().unwrap())
            .into_iter()
            .map(|function| (function.name, function.line, function.lines))
            .collect();
        let expected = [("one", 4, 4), ("outer", 10, 3), ("inner", 11, 1)]
            .map(|(n, l, c)| (n.to_owned(), l, c));
        assert_eq!(found, expected);
    }

    #[test]
    fn the_ratchet_only_turns_down() {
        let body = |lines: usize| format!("fn long() {{\n{}}}\n", "a();\n".repeat(lines - 2));
        let listed = "[long_functions]\n\"crates/a/src/lib.rs::long\" = 80";
        for (text, exemptions, words) in [
            (body(70), "", ""),
            (body(71), "", "the limit is 70"),
            (
                format!(
                    "fn long() {{ for case in [\n{}] {{ a(); }} }}",
                    "1,\n".repeat(99)
                ),
                "",
                "",
            ),
            (body(80), listed, ""),
            (body(81), listed, "grew to 81"),
            (body(79), listed, "shrank to 79"),
            (body(60), listed, "excuses nothing"),
            ("fn broken( {".to_owned(), "", "no Rust"),
        ] {
            let tree = Tree::sample(&[
                ("crates/a/src/lib.rs", &text),
                ("crates/xtask/exemptions.toml", exemptions),
            ]);
            let found = check(&tree).unwrap();
            match words {
                "" => assert_eq!(found, []),
                _ => assert!(
                    matches!(found.as_slice(), [one] if one.text.contains(words)),
                    "{words}: {found:?}"
                ),
            }
        }
    }
}
