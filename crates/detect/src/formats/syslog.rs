//! Syslog lines, RFC 3164 and RFC 5424, with or without the priority.
//!
//! ```text
//! <134>Feb  9 23:11:02 fw-01 kernel: IN=eth0 SRC=203.0.113.7 DST=10.1.2.3
//! <165>1 2024-02-09T23:11:02+07:00 mail-01 sshd 311 - [origin ip="10.1.2.9"] Failed password
//! 2024-02-09T23:11:02.5+07:00 mail-01 sshd[311]: Failed password
//! ```
//!
//! The message may itself be JSON, key=value, CEF, LEEF or of the audit daemon;
//! then its fields are the event's, otherwise it is the field `message`. RFC 3164 prints neither year
//! nor zone: both come from the context, and the quality of the time says so.

use std::borrow::Cow;

use domain::event::{Column, Event, EventProblem};

use super::times;
use super::{auditd, cef, json, key_value, leef, push_field, push_text};

/// True when the line has a priority or begins with a time and a host.
pub(super) fn recognise(text: &str) -> bool {
    let (priority, rest) = priority(text);
    priority.is_some() || head_3164(rest).is_some()
}

/// Reads the line; `false` when it has neither priority nor a syslog head.
pub(super) fn read<'a>(text: &'a str, event: &mut Event<'a>) -> bool {
    let (priority, rest) = priority(text);
    if let Some(priority) = priority {
        push_field(event, "pri", Cow::Borrowed(priority), None);
    }
    if let Some(rest) = rest.strip_prefix("1 ").filter(|_| priority.is_some())
        && let Some(message) = head_5424(rest, event)
    {
        payload(message, event);
        return true;
    }
    match head_3164(rest) {
        Some(head) => {
            push_time(head.time, event);
            push_field(event, "host", Cow::Borrowed(head.host), Some(Column::Host));
            let message = tag(head.rest, event);
            payload(message, event);
        }
        // FortiGate sends a priority and then nothing but its pairs.
        None if priority.is_some() => payload(rest, event),
        None => return false,
    }
    true
}

/// `<134>` and what follows it.
fn priority(text: &str) -> (Option<&str>, &str) {
    let inner = text.strip_prefix('<').and_then(|rest| rest.split_once('>'));
    match inner {
        Some((number, rest))
            if number.len() <= 3 && number.parse::<u8>().is_ok_and(|n| n <= 191) =>
        {
            (Some(number), rest)
        }
        _ => (None, text),
    }
}

struct Head<'a> {
    time: &'a str,
    host: &'a str,
    rest: &'a str,
}

/// Time (`Feb  9 23:11:02`, with a year, or RFC 3339) and host.
fn head_3164(text: &str) -> Option<Head<'_>> {
    let end = times::syslog_length(text)?;
    let (time, rest) = text.split_at_checked(end)?;
    // Cisco ends its time with a colon.
    let rest = rest.trim_start_matches(':').strip_prefix(' ')?.trim_start();
    let (host, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_host =
        !host.is_empty() && !host.contains(['=', '"', '|', ',', '[', '{']) && !host.ends_with(':');
    if is_host {
        return Some(Head { time, host, rest });
    }
    None
}

/// `sshd[311]: ` becomes the fields `app` and `procid`; the rest is the message.
fn tag<'a>(text: &'a str, event: &mut Event<'a>) -> &'a str {
    let Some((tag, message)) = text
        .split_once(": ")
        .or_else(|| Some((text.strip_suffix(':')?, "")))
    else {
        return text;
    };
    if tag.is_empty() || tag.len() > 64 || tag.contains([' ', '=', '"']) {
        return text;
    }
    match tag.split_once('[') {
        Some((app, process)) => {
            push_field(event, "app", Cow::Borrowed(app), None);
            push_field(
                event,
                "procid",
                Cow::Borrowed(process.trim_end_matches(']')),
                None,
            );
        }
        None => {
            push_field(event, "app", Cow::Borrowed(tag), None);
        }
    }
    message
}

/// `TIMESTAMP HOST APP PROCID MSGID SD MESSAGE` of RFC 5424 section 6; gives the message.
fn head_5424<'a>(text: &'a str, event: &mut Event<'a>) -> Option<&'a str> {
    let mut rest = text;
    let mut parts = Vec::with_capacity(5);
    for _ in 0..5 {
        let (part, after) = rest.split_once(' ')?;
        parts.push(part);
        rest = after;
    }
    let [time, host, app, process, message_id] = parts.try_into().ok()?;
    if time != "-" {
        push_time(time, event);
    }
    let named = [
        ("host", host, Some(Column::Host)),
        ("app", app, None),
        ("procid", process, None),
        ("msgid", message_id, None),
    ];
    for (name, part, column) in named {
        if part != "-" {
            push_field(event, name, Cow::Borrowed(part), column);
        }
    }
    let message = structured_data(rest, event);
    Some(message.strip_prefix('\u{feff}').unwrap_or(message))
}

/// Reads `[id name="value" …]…` and gives what follows.
fn structured_data<'a>(text: &'a str, event: &mut Event<'a>) -> &'a str {
    let mut rest = text;
    if let Some(after) = rest.strip_prefix('-') {
        return after.trim_start();
    }
    while let Some(inner) = rest.strip_prefix('[') {
        let Some(end) = element_end(inner) else {
            event.problems.push(EventProblem::UnclosedQuote);
            return rest;
        };
        let (element, after) = inner.split_at_checked(end).unwrap_or((inner, ""));
        if let Some((_, pairs)) = element.split_once(' ') {
            key_value::read(pairs, event);
        }
        rest = after.strip_prefix(']').unwrap_or(after);
    }
    rest.trim_start()
}

/// Where the `]` stands that is not inside quotes.
fn element_end(text: &str) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    let (at, _) = text.char_indices().find(|(_, c)| {
        let ends = *c == ']' && !quoted;
        quoted ^= *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    })?;
    Some(at)
}

fn push_time<'a>(time: &'a str, event: &mut Event<'a>) {
    push_field(event, "timestamp", Cow::Borrowed(time), Some(Column::Time));
}

fn payload<'a>(message: &'a str, event: &mut Event<'a>) {
    let read = (json::recognise(message)
        && json::read(
            message,
            json::Room::Heap,
            &mut json::Scratch::default(),
            event,
        ))
        || (leef::recognise(message) && leef::read(message, event))
        || (auditd::recognise(message) && auditd::read(message, event))
        || (cef::recognise(message) && cef::read(message, event))
        || (key_value::recognise(message) && key_value::read(message, event));
    if !read {
        push_text(event, "message", message);
    }
}
