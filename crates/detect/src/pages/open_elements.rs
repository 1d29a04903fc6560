//! The stack of open elements: enough of the HTML rules to know which
//! elements a piece of text stands in, at a bounded cost per tag.

use std::collections::HashMap;

use super::style::{Appearance, HiddenBy};

/// Elements deeper than this are not opened; browsers cut nesting in the same order of size.
const DEPTH_MAX: usize = 256;

/// One open element.
#[derive(Debug)]
pub(super) struct Element {
    name: Vec<u8>,
    pub(super) appearance: Appearance,
    /// Index of the hidden block this element stands in.
    pub(super) hidden_block: Option<usize>,
    /// Whether text in here is no text of the page (head, template, noscript).
    pub(super) silent: bool,
}

/// The open elements, outermost first.
#[derive(Debug, Default)]
pub(super) struct OpenElements {
    stack: Vec<Element>,
    counts: HashMap<Vec<u8>, usize>,
    /// Elements that were not opened because the stack was full.
    overflow: usize,
}

impl OpenElements {
    pub(super) fn appearance(&self) -> Appearance {
        self.stack
            .last()
            .map(|element| element.appearance)
            .unwrap_or_default()
    }

    pub(super) fn hidden(&self) -> Option<HiddenBy> {
        self.appearance().hidden
    }

    pub(super) fn hidden_block(&self) -> Option<usize> {
        self.stack.last().and_then(|element| element.hidden_block)
    }

    pub(super) fn silent(&self) -> bool {
        self.stack.last().is_some_and(|element| element.silent)
    }

    pub(super) fn is_open(&self, name: &[u8]) -> bool {
        self.counts.contains_key(name)
    }

    /// Closes what the start of `name` closes without an end tag.
    pub(super) fn close_implied(&mut self, name: &[u8]) {
        if self.overflow > 0 {
            return;
        }
        match name {
            b"li" => self.close_within(b"li", &[b"ul", b"ol"]),
            b"dt" | b"dd" => {
                self.close_within(b"dt", &[b"dl"]);
                self.close_within(b"dd", &[b"dl"]);
            }
            b"option" => self.close_within(b"option", &[b"select"]),
            b"tr" => {
                self.close_cell();
                self.close_within(b"tr", &[b"table"]);
            }
            b"td" | b"th" => self.close_cell(),
            _ => {}
        }
        if is_block(name) {
            self.close_within(b"p", &[b"button"]);
        }
        if self.is_open(b"head") && !belongs_in_head(name) {
            self.close(b"head");
        }
    }

    fn close_cell(&mut self) {
        self.close_within(b"td", &[b"table"]);
        self.close_within(b"th", &[b"table"]);
    }

    pub(super) fn open(
        &mut self,
        name: Vec<u8>,
        appearance: Appearance,
        hidden_block: Option<usize>,
        silent: bool,
    ) {
        if self.stack.len() >= DEPTH_MAX {
            self.overflow += 1;
            return;
        }
        *self.counts.entry(name.clone()).or_default() += 1;
        self.stack.push(Element {
            name,
            appearance,
            hidden_block,
            silent,
        });
    }

    /// An end tag as printed.
    pub(super) fn end(&mut self, name: &[u8]) {
        if self.overflow > 0 {
            self.overflow -= 1;
            return;
        }
        if is_cell_boundary(name) {
            self.close(name);
            return;
        }
        let boundaries: &[&[u8]] = &[b"td", b"th", b"table", b"template", b"button", b"object"];
        if is_formatting(name) {
            self.close_formatting(name, boundaries);
        } else {
            self.close_within(name, boundaries);
        }
    }

    /// The end of `<a>`, `<b>` … closes no block that was opened inside it,
    /// so `<a><div style="display:none"></a>` goes on hiding.
    fn close_formatting(&mut self, name: &[u8], boundaries: &[&[u8]]) {
        let Some(depth) = self.innermost(name, boundaries) else {
            return;
        };
        let holds_block = self
            .stack
            .iter()
            .skip(depth + 1)
            .any(|inner| is_block(&inner.name));
        if holds_block {
            let element = self.stack.remove(depth);
            self.forget(&element.name);
        } else {
            self.truncate(depth);
        }
    }

    fn close(&mut self, name: &[u8]) {
        self.close_within(name, &[]);
    }

    /// Closes the innermost `name` and all in it, unless a boundary comes first.
    fn close_within(&mut self, name: &[u8], boundaries: &[&[u8]]) {
        if let Some(depth) = self.innermost(name, boundaries) {
            self.truncate(depth);
        }
    }

    fn innermost(&self, name: &[u8], boundaries: &[&[u8]]) -> Option<usize> {
        if !self.is_open(name) {
            return None;
        }
        for (depth, element) in self.stack.iter().enumerate().rev() {
            if element.name == name {
                return Some(depth);
            }
            if boundaries.contains(&element.name.as_slice()) {
                return None;
            }
        }
        None
    }

    fn truncate(&mut self, depth: usize) {
        while self.stack.len() > depth {
            if let Some(element) = self.stack.pop() {
                self.forget(&element.name);
            }
        }
    }

    fn forget(&mut self, name: &[u8]) {
        if let Some(count) = self.counts.get_mut(name) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(name);
            }
        }
    }
}

fn is_cell_boundary(name: &[u8]) -> bool {
    matches!(
        name,
        b"td"
            | b"th"
            | b"tr"
            | b"table"
            | b"tbody"
            | b"thead"
            | b"tfoot"
            | b"template"
            | b"button"
            | b"object"
            | b"html"
            | b"body"
    )
}

fn belongs_in_head(name: &[u8]) -> bool {
    matches!(
        name,
        b"base" | b"link" | b"meta" | b"noscript" | b"script" | b"style" | b"template" | b"title"
    )
}

fn is_formatting(name: &[u8]) -> bool {
    matches!(
        name,
        b"a" | b"b"
            | b"big"
            | b"code"
            | b"em"
            | b"font"
            | b"i"
            | b"nobr"
            | b"s"
            | b"small"
            | b"strike"
            | b"strong"
            | b"tt"
            | b"u"
    )
}

/// Elements that begin on a new line and close an open paragraph.
pub(super) fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"address"
            | b"article"
            | b"aside"
            | b"blockquote"
            | b"center"
            | b"details"
            | b"dialog"
            | b"dir"
            | b"div"
            | b"dl"
            | b"fieldset"
            | b"figcaption"
            | b"figure"
            | b"footer"
            | b"form"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"header"
            | b"hr"
            | b"main"
            | b"menu"
            | b"nav"
            | b"ol"
            | b"p"
            | b"pre"
            | b"section"
            | b"summary"
            | b"table"
            | b"ul"
            | b"marquee"
    )
}

/// Elements that end a line of text although they are no blocks.
pub(super) fn breaks_line(name: &[u8]) -> bool {
    is_block(name)
        || matches!(
            name,
            b"br"
                | b"li"
                | b"tr"
                | b"td"
                | b"th"
                | b"dt"
                | b"dd"
                | b"option"
                | b"caption"
                | b"title"
                | b"textarea"
                | b"body"
                | b"head"
                | b"html"
        )
}

/// Elements without content.
pub(super) fn is_void(name: &[u8]) -> bool {
    matches!(
        name,
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"param"
            | b"source"
            | b"track"
            | b"wbr"
    )
}
