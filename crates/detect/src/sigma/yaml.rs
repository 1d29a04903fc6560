//! YAML text → [`Node`]s that know their line.
//!
//! Rules come from strangers: size, depth and the number of nodes are bounded,
//! an alias is copied within the same bound, and a key that stands twice in a
//! map is an error, because one of its two values would silently be lost.
//!
//! What this is not: it knows nothing of Sigma.

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::problem::{Problem, Reason};

/// Largest rule file that is read.
const BYTES_MAX: usize = 4 * 1024 * 1024;
/// Most nodes of one file, copies made for anchors and aliases included.
const NODES_MAX: usize = 200_000;
/// A copy of this many bytes of text counts as a node of its own.
const NODE_BYTES: usize = 64;
/// Deepest nesting.
const DEPTH_MAX: usize = 32;

/// A value of a YAML document and the line it begins on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// Line, counted from 1.
    pub(super) line: u32,
    pub(super) value: Value,
}

/// What a [`Node`] holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`, unquoted.
    Bool(bool),
    /// An unquoted number, in decimal.
    Number(String),
    /// Anything else, and everything quoted.
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A key of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) line: u32,
    pub(super) text: String,
}

impl Node {
    /// The value of `key` when this is a map that has it.
    pub(super) fn at(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Map(entries) => entries
                .iter()
                .find_map(|(name, node)| (name.text == key).then_some(node)),
            _ => None,
        }
    }

    /// The text of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The texts of a list, or of a single value.
    pub(super) fn texts(&self) -> Vec<String> {
        match &self.value {
            Value::List(nodes) => nodes
                .iter()
                .filter_map(|node| node.text().map(str::to_owned))
                .collect(),
            _ => self.text().map(str::to_owned).into_iter().collect(),
        }
    }

    /// The texts of a list of nothing but texts, or of a single value; `None`
    /// for any other shape.
    pub(super) fn only_texts(&self) -> Option<Vec<String>> {
        let nodes = match &self.value {
            Value::List(nodes) => nodes.as_slice(),
            _ => std::slice::from_ref(self),
        };
        let texts = nodes.iter().map(|node| node.text().map(str::to_owned));
        texts.collect()
    }
}

/// All documents of a file, in order; empty ones are left out.
///
/// # Errors
/// Text that is no YAML, and the bounds above.
pub(super) fn documents(text: &str) -> Result<Vec<Node>, Problem> {
    if text.len() > BYTES_MAX {
        return Err(Problem::at(1, Reason::TooLarge));
    }
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => {
                let line = u32::try_from(span.start.line()).unwrap_or(u32::MAX);
                builder.take(event, line)?;
            }
            Err(error) => {
                let line = u32::try_from(error.marker().line()).unwrap_or(u32::MAX);
                return Err(Problem::at(line, Reason::Yaml(error.info().to_owned())));
            }
        }
    }
    Ok(builder.documents)
}

/// A list or map that is still open.
struct Open {
    line: u32,
    anchor: usize,
    kind: OpenKind,
}

enum OpenKind {
    List(Vec<Node>),
    Map(OpenMap),
}

/// The entries of a map so far, and the key whose value comes next.
#[derive(Default)]
struct OpenMap {
    entries: Vec<(Key, Node)>,
    keys: HashSet<String>,
    key: Option<Key>,
}

#[derive(Default)]
struct Builder {
    documents: Vec<Node>,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, line: u32) -> Result<(), Problem> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && tag.is_none();
                let node = Node {
                    line,
                    value: scalar(&text, plain),
                };
                self.place(node, anchor)
            }
            Event::SequenceStart(anchor, _) => self.begin(line, anchor, OpenKind::List(Vec::new())),
            Event::MappingStart(anchor, _) => {
                self.begin(line, anchor, OpenKind::Map(OpenMap::default()))
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor) else {
                    return Err(Problem::at(line, Reason::Yaml("unknown alias".into())));
                };
                self.nodes += count(node);
                within(self.nodes, line)?;
                let copy = node.clone();
                self.place(copy, 0)
            }
            Event::DocumentStart(_) => {
                self.anchors.clear();
                Ok(())
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn begin(&mut self, line: u32, anchor: usize, kind: OpenKind) -> Result<(), Problem> {
        if self.open.len() >= DEPTH_MAX {
            return Err(Problem::at(line, Reason::TooDeep));
        }
        self.open.push(Open { line, anchor, kind });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Problem> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let value = match open.kind {
            OpenKind::List(nodes) => Value::List(nodes),
            OpenKind::Map(map) => Value::Map(map.entries),
        };
        let node = Node {
            line: open.line,
            value,
        };
        self.place(node, open.anchor)
    }

    fn place(&mut self, node: Node, anchor: usize) -> Result<(), Problem> {
        self.nodes += 1;
        if anchor != 0 {
            self.nodes += count(&node);
        }
        within(self.nodes, node.line)?;
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            if node.value != Value::Null {
                self.documents.push(node);
            }
            return Ok(());
        };
        match &mut open.kind {
            OpenKind::List(nodes) => nodes.push(node),
            OpenKind::Map(map) => match map.key.take() {
                Some(key) => map.entries.push((key, node)),
                None => map.key = Some(new_key(&mut map.keys, &node)?),
            },
        }
        Ok(())
    }
}

fn within(nodes: usize, line: u32) -> Result<(), Problem> {
    if nodes > NODES_MAX {
        return Err(Problem::at(line, Reason::TooLarge));
    }
    Ok(())
}

/// A key, and that the map has it now.
fn new_key(keys: &mut HashSet<String>, node: &Node) -> Result<Key, Problem> {
    let text = match &node.value {
        Value::Null => "",
        _ => node
            .text()
            .ok_or_else(|| Problem::at(node.line, Reason::Yaml("a key must be text".into())))?,
    };
    if !keys.insert(text.to_owned()) {
        return Err(Problem::at(node.line, Reason::KeyTwice(text.to_owned())));
    }
    Ok(Key {
        line: node.line,
        text: text.to_owned(),
    })
}

/// How many nodes a copy counts as.
fn count(node: &Node) -> usize {
    1 + match &node.value {
        Value::List(nodes) => nodes.iter().map(count).sum(),
        Value::Map(entries) => entries
            .iter()
            .map(|(key, node)| key.text.len() / NODE_BYTES + count(node))
            .sum(),
        Value::Text(text) | Value::Number(text) => text.len() / NODE_BYTES,
        Value::Null | Value::Bool(_) => 0,
    }
}

/// The value of a scalar under the core schema of YAML 1.2.2, section 10.3.2.
fn scalar(text: &str, plain: bool) -> Value {
    if !plain {
        return Value::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::Text(text.to_owned()), Value::Number),
    }
}

fn number(text: &str) -> Option<String> {
    let first = text.bytes().next()?;
    if !(first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.')) {
        return None;
    }
    if let Some(hex) = text.strip_prefix("0x") {
        return u64::from_str_radix(hex, 16).ok().map(|n| n.to_string());
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return u64::from_str_radix(octal, 8).ok().map(|n| n.to_string());
    }
    if let Ok(whole) = text.parse::<i128>() {
        return Some(whole.to_string());
    }
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    let shape = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    (digits && shape && text.parse::<f64>().is_ok()).then(|| text.to_owned())
}
