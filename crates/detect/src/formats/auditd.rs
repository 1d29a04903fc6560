//! Records of the Linux audit daemon.
//!
//! ```text
//! type=EXECVE msg=audit(1707495062.123:456): argc=2 a0="cat" a1=2F6574632F736861646F77
//! node=may-01 type=USER_LOGIN msg=audit(1707495062.123:457): pid=3 msg='op=login acct="an" res=success'
//! ```
//!
//! One event for each record: the parts of one happening share the field
//! `serial`. Values that the kernel does not trust are printed in quotes or, when
//! they hold a blank or worse, in hexadecimal; those are decoded (command
//! lines keep their arguments apart by blanks). The pairs inside `msg='…'` are
//! fields of the record; the words in capitals that newer daemons add behind
//! a control character (`SYSCALL=execve`) are fields as well.

use std::borrow::Cow;

use domain::event::{Column, Event, EventProblem};

use super::access::hex;
use super::push_field;

/// The control character in front of what the daemon has looked up.
const ENRICHED: char = '\u{1d}';

/// True when the line begins as this format does.
pub(super) fn recognise(text: &str) -> bool {
    head(text).is_some()
}

struct Head<'a> {
    node: Option<&'a str>,
    kind: &'a str,
    time: &'a str,
    serial: &'a str,
    rest: &'a str,
}

fn head(text: &str) -> Option<Head<'_>> {
    let (node, text) = match text
        .strip_prefix("node=")
        .and_then(|rest| rest.split_once(' '))
    {
        Some((node, rest)) => (Some(node), rest),
        None => (None, text),
    };
    let (kind, rest) = text.strip_prefix("type=")?.split_once(' ')?;
    let (stamp, rest) = rest.strip_prefix("msg=audit(")?.split_once(')')?;
    let (time, serial) = stamp.split_once(':')?;
    Some(Head {
        node,
        kind,
        time,
        serial,
        rest: rest.trim_start_matches(':'),
    })
}

/// Reads the record; `false` when it does not begin as one.
pub(super) fn read<'a>(text: &'a str, event: &mut Event<'a>) -> bool {
    let Some(head) = head(text) else {
        return false;
    };
    if let Some(node) = head.node {
        push_field(event, "node", Cow::Borrowed(node), Some(Column::Host));
    }
    push_field(event, "type", Cow::Borrowed(head.kind), None);
    push_field(
        event,
        "timestamp",
        Cow::Borrowed(head.time),
        Some(Column::Time),
    );
    push_field(event, "serial", Cow::Borrowed(head.serial), None);
    pairs(head.kind, head.rest, event);
    true
}

fn pairs<'a>(kind: &str, text: &'a str, event: &mut Event<'a>) {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', ',', ENRICHED]);
        let Some((name, after)) = rest.split_once('=') else {
            return;
        };
        // A word that is no pair stands in front of the name.
        let name = name.rsplit([' ', ENRICHED]).next().unwrap_or(name);
        let (quote, inside) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => (Some(quote), after.get(1..).unwrap_or_default()),
            _ => (None, after),
        };
        let end = match quote {
            Some(quote) => inside.find(quote),
            None => inside.find([' ', ENRICHED]),
        };
        if quote.is_some() && end.is_none() {
            event.problems.push(EventProblem::UnclosedQuote);
        }
        let (value, next) = inside
            .split_at_checked(end.unwrap_or(inside.len()))
            .unwrap_or((inside, ""));
        rest = match quote {
            Some(quote) => next.strip_prefix(quote).unwrap_or(next),
            None => next,
        };
        if quote == Some('\'') && name == "msg" {
            pairs(kind, value, event);
        } else if !push_field(event, name, decoded(kind, name, value, quote), column(name)) {
            return;
        }
    }
}

/// A value that was printed in hexadecimal as it was.
fn decoded<'a>(kind: &str, name: &str, value: &'a str, quote: Option<char>) -> Cow<'a, str> {
    let hexadecimal = quote.is_none()
        && value.len() >= 2
        && value.len().is_multiple_of(2)
        && value
            .bytes()
            .all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F'))
        && is_untrusted(kind, name);
    if !hexadecimal {
        return Cow::Borrowed(value);
    }
    let mut plain: Vec<u8> = value
        .as_bytes()
        .chunks_exact(2)
        .filter_map(|pair| match pair {
            [high, low] => hex(*high, *low),
            _ => None,
        })
        .collect();
    while plain.last() == Some(&0) {
        plain.pop();
    }
    // Arguments are kept apart by zeroes.
    plain
        .iter_mut()
        .filter(|b| **b == 0)
        .for_each(|b| *b = b' ');
    Cow::Owned(String::from_utf8_lossy(&plain).into_owned())
}

/// True for the values a process can choose, which alone are printed so.
fn is_untrusted(kind: &str, name: &str) -> bool {
    let argument = name
        .strip_prefix('a')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    matches!(
        name,
        "proctitle"
            | "name"
            | "exe"
            | "comm"
            | "cwd"
            | "cmd"
            | "path"
            | "key"
            | "data"
            | "acct"
            | "dir"
            | "file"
            | "new"
            | "old"
            | "vm"
    ) || (kind == "EXECVE" && argument)
}

fn column(name: &str) -> Option<Column> {
    Some(match name {
        "addr" => Column::SourceAddress,
        "acct" => Column::User,
        _ => return None,
    })
}
