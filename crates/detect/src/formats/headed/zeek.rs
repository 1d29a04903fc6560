//! Zeek's own tables of tab-separated values.
//!
//! ```text
//! #separator \x09
//! #set_separator  ,
//! #empty_field    (empty)
//! #unset_field    -
//! #path   dns
//! #fields ts      uid     id.orig_h       query   answers
//! #types  time    string  addr    string  vector[string]
//! 1707495062.5    C1      10.1.2.3        evil.example    203.0.113.7,203.0.113.8
//! ```
//!
//! Fields bear the names of the heading, with `_path` for the kind of log as
//! Zeek's JSON has it. An unset value is no field, a set or vector its name once
//! for each element; `\x09` and the like are undone.

use std::borrow::Cow;

use domain::event::{Event, EventProblem};

use super::super::access::unescape;
use super::super::push_field;

/// What the heading has said so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::formats) struct Heading {
    separator: char,
    set_separator: String,
    unset: String,
    empty: String,
    path: String,
    fields: Vec<String>,
    /// Which of them hold several values.
    several: Vec<bool>,
}

impl Heading {
    pub(in crate::formats) fn new() -> Self {
        Self {
            separator: '\t',
            set_separator: ",".to_owned(),
            unset: "-".to_owned(),
            empty: "(empty)".to_owned(),
            path: String::new(),
            fields: Vec::new(),
            several: Vec::new(),
        }
    }

    /// True when a stream begins as such a log does.
    pub(in crate::formats) fn begins(head: &[u8]) -> bool {
        [b"#separator ".as_slice(), b"#fields\t"]
            .into_iter()
            .any(|start| head.starts_with(start))
    }

    pub(super) fn note(&mut self, line: &str) {
        if let Some(stated) = line.strip_prefix("#separator ") {
            if let Some(stated) = unescape(stated.trim()).chars().next() {
                self.separator = stated;
            }
            return;
        }
        let (name, rest) = line.split_once(self.separator).unwrap_or((line, ""));
        match name {
            "#set_separator" => rest.clone_into(&mut self.set_separator),
            "#unset_field" => rest.clone_into(&mut self.unset),
            "#empty_field" => rest.clone_into(&mut self.empty),
            "#path" => rest.clone_into(&mut self.path),
            "#fields" => {
                self.fields = rest.split(self.separator).map(str::to_owned).collect();
            }
            "#types" => {
                let is_several =
                    |kind: &str| kind.starts_with("set[") || kind.starts_with("vector[");
                self.several = rest.split(self.separator).map(is_several).collect();
            }
            _ => {}
        }
    }

    pub(super) fn read<'a>(&'a self, line: &'a str, event: &mut Event<'a>) -> bool {
        if self.fields.is_empty() {
            return false;
        }
        if !self.path.is_empty() {
            push_field(event, "_path", Cow::Borrowed(&self.path), None);
        }
        let mut names = self.fields.iter();
        let mut several = self.several.iter();
        let mut fits = true;
        for cell in line.split(self.separator) {
            let Some(name) = names.next() else {
                fits = false;
                push_field(event, "more", unescape(cell), None);
                continue;
            };
            let several = several.next().copied().unwrap_or(false);
            if cell == self.unset {
                continue;
            }
            if cell == self.empty {
                push_field(event, name, Cow::Borrowed(""), None);
            } else if several && !self.set_separator.is_empty() {
                for element in cell.split(self.set_separator.as_str()) {
                    push_field(event, name, unescape(element), None);
                }
            } else {
                push_field(event, name, unescape(cell), None);
            }
        }
        if !fits || names.next().is_some() {
            event.problems.push(EventProblem::CellCount);
        }
        true
    }
}
